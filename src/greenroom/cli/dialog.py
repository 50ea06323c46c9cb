"""Talking with a person: at a terminal, or with the input piped, one line an answer."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, Literal, TypeVar

import click

from greenroom.cli import streams
from greenroom.errors import InputError, UsageError

T = TypeVar("T")
R = TypeVar("R")
Style = Literal["good", "bad", "dim", "strong", "head"]
_STYLES: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"}, "bad": {"fg": "red"}, "dim": {"dim": True}, "strong": {"bold": True},
    "head": {"bold": True, "fg": "cyan"},
}  # fmt: skip
END_OF_TEXT = "."
"""A line that holds only this ends a text of several lines."""
_HYPHEN = "\ue000"
"""Stands for a hyphen while lines are broken, which click does there too: a command is to be copied whole."""
MOST_TRIES = 5
"""Wrong entries after which a piped input is given up; a person at a terminal may try for ever."""


class Dialog:
    """One conversation. ``plain``: for screen readers (no colour, no drawing, every line stands by itself)."""

    def __init__(self, plain: bool = False) -> None:
        self.plain = plain
        self.terminal = streams.is_terminal(sys.stdin)
        self.width = streams.width(sys.stdout)
        self.coloured = streams.colour(sys.stdout) and not plain

    # ── saying ──────────────────────────────────────────────────────────────────────

    def say(self, text: str = "", indent: int = 0) -> None:
        """Write ``text`` wrapped to the width; paragraphs stay apart."""
        pad = " " * indent
        for paragraph in text.split("\n"):
            click.echo(self._wrapped(paragraph, pad, pad), color=self.coloured)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading with an empty line before it; underlined at level 1 where drawing is wanted."""
        click.echo()
        click.echo(self.styled(text, "head" if level == 1 else "strong"), color=self.coloured)
        if level == 1 and not self.plain:
            click.echo(self.styled("─" * min(len(text), self.width - 1), "dim"), color=self.coloured)

    def item(self, text: str, mark: str = "-", indent: int = 0) -> None:
        """A list item with a hanging indent."""
        first = " " * indent + (f"{mark} " if mark else "")
        rest = " " * len(click.unstyle(first))
        click.echo(self._wrapped(" ".join(text.split()), first, rest), color=self.coloured)

    def styled(self, text: str, style: Style) -> str:
        """``text`` in a style; as it is where there is no colour."""
        return click.style(text, **_STYLES[style]) if self.coloured else text

    # ── asking ──────────────────────────────────────────────────────────────────────

    def choose(
        self,
        prompt: str,
        options: Sequence[tuple[str, str]],
        default: str | None = None,
        more: Sequence[tuple[str, str]] = (),
    ) -> str:
        """The key of the option that the person picks, by its number, its key or a unique beginning of the key.

        ``options`` are pairs of key and label; Enter picks ``default`` where there is one. A wrong entry is asked
        again. ``more`` are told in one line below the others and go by their key alone. Raises ``InputError`` where
        the input ends.
        """
        self._list(options, default, more)

        def understood(line: str) -> str:
            return default if not line and default is not None else _picked(line, options, more)

        return self._until(f"{prompt} ", understood)

    def choose_many(
        self, prompt: str, options: Sequence[tuple[str, str]], more: Sequence[tuple[str, str]] = ()
    ) -> tuple[str, ...]:
        """Keys of any number of options, in the order of the options; an empty line picks none.

        ``more`` are told in one line below the others; one of them is given by its key, with nothing beside it.
        """
        self._list(options, None, more)
        others = {key for key, _ in more}

        def understood(line: str) -> tuple[str, ...]:
            words = line.replace(",", " ").split()
            chosen = {_picked(word, options, more) for word in words}
            if len(words) > 1 and chosen & others:
                raise UsageError("that goes alone", allowed=f"{' or '.join(sorted(others))} with nothing beside it")
            return tuple(key for key, _ in (*options, *more) if key in chosen)

        return self._until(f"{prompt} ", understood)

    def text(
        self, prompt: str, multiline: bool = True, begun: str = "", keep: Callable[[str], None] | None = None
    ) -> str:
        """What the person writes; several lines end with a line that holds a single full stop, or with the input.

        ``keep`` is given what is typed so far, after every line and where Ctrl-C cuts one off; what it was given last
        may come back as ``begun``: the person then chooses to go on with it or to start afresh. Raises ``InputError``
        where the input ends before a first line.
        """
        if not multiline:
            return self._line(f"{prompt} ").strip()
        lines, unended = self._going_on(begun)
        self.say(f"{prompt} (end with a line that holds only a full stop)")
        before = len(lines)
        keep = keep or (lambda _: None)
        try:
            while (line := self._line("> ", unended)).strip() != END_OF_TEXT:
                lines.append(line)
                unended = ""
                keep("\n".join([*lines, ""]))
        except _EndedError:
            if len(lines) == before:
                raise
        except KeyboardInterrupt:
            keep("\n".join([*lines, self._cut_off(lines) or unended]))
            raise
        return "\n".join(lines).strip()

    def pause(self, prompt: str = "Enter to go on") -> None:
        """Wait for Enter at a terminal; piped input is not consumed."""
        if self.terminal:
            self._line(f"{self.styled(f'[{prompt}]', 'dim')} ")

    @contextlib.contextmanager
    def resumable(self, command: str) -> Iterator[None]:
        """Say, where the person or the input stops, that all is kept and which ``command`` goes on."""
        try:
            yield
        except (KeyboardInterrupt, InputError):
            with contextlib.suppress(OSError):
                click.echo(f"\nEverything answered so far is kept. To go on: {command}", err=True)
            raise

    # ── inside ──────────────────────────────────────────────────────────────────────

    def _wrapped(self, text: str, first: str, rest: str) -> str:
        """``text`` in lines of the width, of which colours take nothing; a word with hyphens stays whole."""
        return click.wrap_text(text.replace("-", _HYPHEN), self.width - 1, first, rest).replace(_HYPHEN, "-")

    def _going_on(self, begun: str) -> tuple[list[str], str]:
        """The lines of ``begun`` and its last one where it has no end, if the person wants to go on with them."""
        if not begun.strip():
            return [], ""
        self.say("\nYou had begun:")
        self.say(f"{begun.rstrip()}\n", indent=2)
        options = [("on", "Go on with it"), ("new", "Start afresh")]
        if self.choose("What now?", options, default="on") == "new":
            return [], ""
        *lines, unended = begun.split("\n")
        if unended and not (self.terminal and _editing()):  # nobody can type on in the middle of a line
            return [*lines, unended], ""
        return lines, unended

    def _cut_off(self, lines: Sequence[str]) -> str:
        """The line that was being typed when Ctrl-C was pressed, as far as it is known; ``lines`` are those before."""
        readline = _editing() if self.terminal else None
        typed = readline.get_line_buffer() if readline else ""
        return "" if lines and typed == lines[-1] else typed  # pressed between two lines

    def _list(
        self, options: Sequence[tuple[str, str]], default: str | None, more: Sequence[tuple[str, str]] = ()
    ) -> None:
        for number, (key, label) in enumerate(options, 1):
            chosen = " (Enter)" if key == default else ""
            self.item(f"{label}{chosen}", mark=f"{number}." if self.plain else f"{number:>2} ")
        if more:
            self.say("Or " + ", ".join(f"{key}: {label}" for key, label in more))

    def _until(self, prompt: str, understood: Callable[[str], T]) -> T:
        tries = 0
        while True:
            line = self._line(prompt).strip()
            try:
                return understood(line)
            except UsageError as fault:
                tries += 1
                if not self.terminal and tries >= MOST_TRIES:
                    raise InputError(
                        f"{tries} lines in a row are no answer; the last is '{line:.40}'",
                        where="standard input", allowed=fault.allowed, do="one answer a line",
                    ) from None  # fmt: skip
                self.say(f"{fault.what[0].upper()}{fault.what[1:]}. Allowed: {fault.allowed}.")

    def _line(self, prompt: str, begun: str = "") -> str:
        """The next line of the input, without its end; at a terminal ``begun`` stands there already, to be edited.

        Ctrl-C raises ``KeyboardInterrupt``.
        """
        try:
            if self.terminal:
                with _standing(begun):
                    return input(prompt)
            click.echo(prompt, nl=False, color=self.coloured)
            line = sys.stdin.readline()
        except EOFError:
            line = ""
        except UnicodeDecodeError as fault:
            raise InputError(
                f"is no UTF-8 (byte {fault.start})", where="standard input", do="save the answers as UTF-8"
            ) from None
        if not line:
            raise _EndedError(
                "ended where an answer is still needed", where="standard input", do="give one answer a line"
            )
        click.echo()
        return line.rstrip("\r\n")


class _EndedError(InputError):
    """The input ended where an answer is still needed."""


@functools.cache
def _editing() -> ModuleType | None:
    """The library for editing lines, where the platform has it; without a history."""
    try:
        import readline
    except ImportError:
        return None
    readline.set_auto_history(False)
    return readline


@contextlib.contextmanager
def _standing(begun: str) -> Iterator[None]:
    """The next line begins with ``begun``."""
    readline = _editing()
    if readline is None or not begun:
        yield
        return
    readline.set_startup_hook(lambda: readline.insert_text(begun))
    try:
        yield
    finally:
        readline.set_startup_hook(None)


def _picked(word: str, options: Sequence[tuple[str, str]], more: Sequence[tuple[str, str]] = ()) -> str:
    """The key that ``word`` names; raises ``UsageError``."""
    keys = [key for key, _ in options]
    if word.isdecimal() and word not in keys and 1 <= int(word) <= len(keys):
        return keys[int(word) - 1]
    numbers = len(keys)
    keys += [key for key, _ in more]
    if word in keys:
        return word
    near = [key for key in keys if word and key.lower().startswith(word.lower())]
    if len(near) == 1:
        return near[0]
    shown = ", ".join(keys) if len(keys) <= 8 else f"{keys[0]} ... {keys[-1]}"
    what = f"'{word:.40}' is none of them" if word else "nothing was entered"
    if near and word:
        what = f"'{word:.40}' may be {' or '.join(near)}"
    raise UsageError(what, allowed=f"a number from 1 to {numbers}, or {shown}")


def dialog_options(command: Callable[..., R]) -> Callable[..., R]:
    """Adds ``--plain`` and passes ``dialog`` to the command."""

    @click.option(
        "--plain",
        is_flag=True,
        envvar="GREENROOM_PLAIN",
        help="For screen readers: no colour, no drawing, every line stands by itself.",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, plain: bool, **options: Any) -> R:
        return command(*args, dialog=Dialog(plain or os.environ.get("TERM") == "dumb"), **options)

    return wrapped
