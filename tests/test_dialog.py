"""Asking a person: numbers, keys, several lines; wrong entries and the end of the input."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.errors import InputError

kept: list[str] = []
GRADES = (("absent", "Absent"), ("partial", "Partly"), ("clear", "Clearly"))


@click.command()
@click.argument("kind")
@dialog_options
def asked(kind: str, dialog: Dialog) -> None:
    with dialog.resumable("greenroom quiz have-backbone"):
        if kind == "one":
            click.echo(f"got {dialog.choose('Grade?', GRADES)}")
        elif kind == "default":
            click.echo(f"got {dialog.choose('Grade?', GRADES, default='absent')}")
        elif kind == "many":
            click.echo(f"got {dialog.choose_many('Which?', GRADES)}")
        elif kind == "several":
            click.echo(f"got {dialog.choose('Which?', GRADES, more=[('again', 'once more')])}")
        elif kind == "more":
            click.echo(f"got {dialog.choose_many('Which?', GRADES, more=[('back', 'one step back')])}")
        elif kind == "text":
            click.echo(f"got {dialog.text('Your situation')!r}")
        elif kind == "begun":
            click.echo(f"got {dialog.text('Your situation', begun='I saw it.', keep=kept.append)!r}")
        elif kind == "heading":
            dialog.heading("What sinks you")
            dialog.item("one " * 40)


def ask(kind: str, given: str, *options: str) -> Result:
    return CliRunner().invoke(asked, [kind, *options], input=given)


@pytest.mark.parametrize("entry", ["2", "partial", "p", "P", " 2 "])
def test_an_option_goes_by_number_key_or_beginning(entry: str) -> None:
    assert "got partial" in ask("one", f"{entry}\n").output


def test_a_wrong_entry_is_asked_again_and_says_what_is_allowed() -> None:
    result = ask("one", "9\nclear\n")
    assert "a number from 1 to 3, or absent, partial, clear" in result.output
    assert "got clear" in result.output


def test_a_beginning_of_several_keys_is_asked_again() -> None:
    assert "'a' may be absent or again." in ask("several", "a\nab\n").output


def test_an_empty_line_is_no_answer_unless_there_is_a_default() -> None:
    result = ask("one", "\n3\n").output
    assert "Nothing was entered. Allowed: a number from 1 to 3" in result
    assert "got clear" in result
    assert "got absent" in ask("default", "\n").output


def test_piped_nonsense_ends_instead_of_asking_for_ever() -> None:
    result = ask("one", "x\n" * 50)
    assert isinstance(result.exception, InputError)
    assert "one answer a line" in str(result.exception)


def test_the_end_of_the_input_says_how_to_go_on() -> None:
    result = ask("one", "")
    assert isinstance(result.exception, InputError)
    assert "To go on: greenroom quiz have-backbone" in result.output


def test_several_options_come_in_the_order_of_the_list() -> None:
    assert "got ('absent', 'clear')" in ask("many", "3, absent\n").output
    assert "got ()" in ask("many", "\n").output


def test_what_stands_beside_the_options_goes_alone() -> None:
    assert "got ('back',)" in ask("more", "back\n").output
    result = ask("more", "1 back\n2\n").output
    assert "That goes alone. Allowed: back with nothing beside it." in result
    assert "got ('partial',)" in result


def test_a_text_of_several_lines_ends_with_a_full_stop_or_the_input() -> None:
    assert "got 'I saw it.\\n\\nI said so.'" in ask("text", "I saw it.\n\nI said so.\n.\nrest\n").output
    assert "got 'I saw it.'" in ask("text", "I saw it.\n").output


def test_every_line_is_kept_and_what_was_begun_is_gone_on_with_or_not() -> None:
    kept.clear()
    result = ask("begun", "on\nI said so.\nTwice.\n.\n")
    assert "You had begun:\n  I saw it.\n" in result.output
    assert "got 'I saw it.\\nI said so.\\nTwice.'" in result.output
    assert kept == ["I saw it.\nI said so.\n", "I saw it.\nI said so.\nTwice.\n"]
    assert "got 'I heard it.'" in ask("begun", "new\nI heard it.\n.\n").output


def test_the_end_of_the_input_ends_no_text_that_was_begun_earlier() -> None:
    assert isinstance(ask("begun", "on\n").exception, InputError)


def test_bytes_that_are_no_text_do_not_end_one() -> None:
    result = CliRunner().invoke(asked, ["text"], input=b"I saw it.\nI s\xe9id so.\n.\n")
    assert isinstance(result.exception, InputError)
    assert "is no UTF-8" in str(result.exception)


class Terminal:
    """A person at a terminal of 80 columns, in front of a text that is asked for."""

    SCRIPT = """
import signal, sys
from greenroom.cli.dialog import Dialog
told = lambda what, text: print(f"{what} {text!r}", flush=True)
def keep(text):
    if not text.endswith("\\n"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    told("kept", text)
try:
    told("got", Dialog().text("Your situation", begun=sys.argv[1], keep=keep))
except KeyboardInterrupt:
    told("stopped", "")
"""

    def __init__(self, begun: str = "") -> None:
        self.child, self.screen = pty.fork()
        if not self.child:
            environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
            os.execve(sys.executable, [sys.executable, "-c", self.SCRIPT, begun], environment)

    def sees(self, text: str) -> str:
        """What appears up to and with ``text``."""
        seen, until = b"", time.monotonic() + 120
        while text.encode() not in seen:
            assert select.select([self.screen], [], [], max(0, until - time.monotonic()))[0], seen
            seen += os.read(self.screen, 1)
        return seen.decode()

    def types(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def presses_ctrl_c(self) -> None:
        """When the screen is quiet: readline misses one that comes while it is busy with the key before."""
        while select.select([self.screen], [], [], 0.5)[0]:
            os.read(self.screen, 1)
        for _ in range(6):
            self.types("\x03")
            if select.select([self.screen], [], [], 20)[0]:
                return

    def leaves(self) -> None:
        os.close(self.screen)
        os.waitpid(self.child, 0)


@pytest.fixture
def terminal() -> Iterator[type[Terminal]]:
    opened: list[Terminal] = []

    class Opened(Terminal):
        def __init__(self, begun: str = "") -> None:
            super().__init__(begun)
            opened.append(self)

    yield Opened
    for one in opened:
        one.leaves()


def test_at_a_terminal_a_sentence_cut_off_by_ctrl_c_is_kept_and_gone_on_with(terminal: type[Terminal]) -> None:
    pytest.importorskip("readline")
    first = terminal()
    first.sees("> ")
    first.types("I saw it.\r")
    first.sees("kept 'I saw it.\\n'")
    first.sees("> ")
    first.types("Só I wrote to Ben th")
    first.sees("Ben th")
    first.presses_ctrl_c()
    first.sees("kept 'I saw it.\\nSó I wrote to Ben th'")
    first.sees("stopped")
    then = terminal("I saw it.\nSó I wrote to Ben th")
    then.sees("Start afresh")
    then.sees("What now? ")
    then.types("on\r")
    then.sees("> Só I wrote to Ben th")
    then.types("at day.\r.\r")
    then.sees("got 'I saw it.\\nSó I wrote to Ben that day.'")


def test_plain_draws_nothing() -> None:
    assert "───" in ask("heading", "").output
    assert ask("heading", "", "--plain").output.isascii()


def test_colours_take_no_room_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    dialog = Dialog()
    dialog.coloured, dialog.width = True, 40
    dialog.item(dialog.styled("one " * 20, "dim") + "greenroom quiz have-backbone", mark=dialog.styled("!", "bad"))
    lines = click.unstyle(capsys.readouterr().out).splitlines()
    assert [len(line) for line in lines[:-1]] == [37, 37]
    assert [line[:5] for line in lines] == ["! one", "  one", "  one"]
    assert lines[-1].endswith("have-backbone")


def test_lines_fit_the_width() -> None:
    assert max(map(len, ask("heading", "").output.splitlines())) < 80
