"""Talking with a person: at a terminal, or with the input piped, one line an answer."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
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
            lines = textwrap.wrap(
                paragraph, self.width - 1, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False
            )
            click.echo("\n".join(lines), color=self.coloured)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading with an empty line before it; underlined at level 1 where drawing is wanted."""
        click.echo()
        click.echo(self.styled(text, "head" if level == 1 else "strong"), color=self.coloured)
        if level == 1 and not self.plain:
            click.echo(self.styled("─" * min(len(text), self.width - 1), "dim"), color=self.coloured)

    def item(self, text: str, mark: str = "-", indent: int = 0) -> None:
        """A list item with a hanging indent."""
        first = " " * indent + (f"{mark} " if mark else "")
        wrapped = textwrap.fill(
            " ".join(text.split()), self.width - 1, initial_indent=first, subsequent_indent=" " * len(first),
            break_on_hyphens=False,
        )  # fmt: skip
        click.echo(wrapped, color=self.coloured)

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
        self._list(options, default)
        if more:
            self.say("Or " + ", ".join(f"{key}: {label}" for key, label in more))

        def understood(line: str) -> str:
            return default if not line and default is not None else _picked(line, options, more)

        return self._until(f"{prompt} ", understood)

    def choose_many(self, prompt: str, options: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """Keys of any number of options, in the order of the options; an empty line picks none."""
        self._list(options, None)

        def understood(line: str) -> tuple[str, ...]:
            chosen = {_picked(word, options) for word in line.replace(",", " ").split()}
            return tuple(key for key, _ in options if key in chosen)

        return self._until(f"{prompt} ", understood)

    def text(self, prompt: str, multiline: bool = True) -> str:
        """What the person writes; several lines end with a line that holds a single full stop, or with the input.

        Raises ``InputError`` where the input ends before a first line.
        """
        if not multiline:
            return self._line(f"{prompt} ").strip()
        self.say(f"{prompt} (end with a line that holds only a full stop)")
        lines = [self._line("> ")]
        while lines[-1].strip() != END_OF_TEXT:
            try:
                lines.append(self._line("> "))
            except InputError:
                return "\n".join(lines).strip()
        return "\n".join(lines[:-1]).strip()

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

    def _list(self, options: Sequence[tuple[str, str]], default: str | None) -> None:
        for number, (key, label) in enumerate(options, 1):
            chosen = " (Enter)" if key == default else ""
            self.item(f"{label}{chosen}", mark=f"{number}." if self.plain else f"{number:>2} ")

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

    def _line(self, prompt: str) -> str:
        """The next line of the input, without its end; Ctrl-C raises ``KeyboardInterrupt``."""
        try:
            if self.terminal:
                _with_editing()
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
            raise InputError(
                "ended where an answer is still needed", where="standard input", do="give one answer a line"
            )
        click.echo()
        return line.rstrip("\r\n")


@functools.cache
def _with_editing() -> None:
    """Line editing and history where the platform has readline."""
    with contextlib.suppress(ImportError):
        import readline

        readline.set_auto_history(False)


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
    raise UsageError(f"'{word:.40}' is none of them", allowed=f"a number from 1 to {numbers}, or {shown}")


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
