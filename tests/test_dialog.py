"""Asking a person: numbers, keys, several lines; wrong entries and the end of the input."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner, Result

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.errors import InputError

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
        elif kind == "text":
            click.echo(f"got {dialog.text('Your situation')!r}")
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


def test_an_empty_line_is_no_answer_unless_there_is_a_default() -> None:
    assert "got clear" in ask("one", "\n3\n").output
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


def test_a_text_of_several_lines_ends_with_a_full_stop_or_the_input() -> None:
    assert "got 'I saw it.\\n\\nI said so.'" in ask("text", "I saw it.\n\nI said so.\n.\nrest\n").output
    assert "got 'I saw it.'" in ask("text", "I saw it.\n").output


def test_plain_draws_nothing() -> None:
    assert "───" in ask("heading", "").output
    assert ask("heading", "", "--plain").output.isascii()


def test_lines_fit_the_width() -> None:
    assert max(map(len, ask("heading", "").output.splitlines())) < 80
