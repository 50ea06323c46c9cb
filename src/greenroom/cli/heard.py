"""What the commands that hear share: which recogniser, how far it is, the level of the microphone, the editor."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greenroom.cli import streams
from greenroom.cli.params import OneOf
from greenroom.settings import RECOGNISERS

if TYPE_CHECKING:
    from greenroom.model import Answer
    from greenroom.speech.microphone import Heard as Frame

METER = 30
"""Columns of the level meter."""

R = TypeVar("R")


def recogniser_option(command: Callable[..., R]) -> Callable[..., R]:
    """Adds ``--recogniser``."""
    help_line = "Speech model for recordings. [auto: the best installed]"
    option: Any = click.option("--recogniser", type=OneOf("recogniser", RECOGNISERS), help=help_line)
    made: Callable[..., R] = option(command)
    return made


def heard(path: Path, recogniser: str) -> Answer:
    """The answer in the file: recognised from a recording, else read as text is."""
    from greenroom.speech import hear, is_recording

    if not is_recording(path):
        from greenroom.reading import read_answer

        return read_answer(path)
    with _progress() as told:
        return hear(path, recogniser=recogniser, progress=told)


def edited(answer: Answer, where: str) -> Answer:
    """``answer`` as the person corrects it in ``$VISUAL`` or ``$EDITOR``; unchanged where nothing was saved.

    Raises ``UsageError`` for an answer without times, which is a file that can be edited itself, and where the
    editor fails.
    """
    from greenroom.errors import UsageError
    from greenroom.speech.editing import retimed, sheet

    if not answer.words:
        allowed = "a recording or a timed transcript"
        raise UsageError("has no times to keep", where=where, allowed=allowed, do="edit the file itself")
    try:
        text = click.edit(sheet(answer), extension=".txt", require_save=True)
    except click.ClickException as fault:
        what = f"the editor did not end well ({fault.format_message()})"
        raise UsageError(what, where=where, do="set VISUAL or EDITOR to your editor, such as EDITOR=nano") from None
    return answer if text is None else retimed(answer, text)


@contextlib.contextmanager
def meter() -> Iterator[Callable[[Frame], None] | None]:
    """A line on standard error that shows time and level, where a person watches."""
    if not streams.is_terminal(sys.stderr):
        yield None
        return
    from greenroom.speech.microphone import share_of_scale

    def show(heard: Frame) -> None:
        filled = round(METER * share_of_scale(heard.level_db))
        bar = "#" * filled + "." * (METER - filled)
        clock = f"{int(heard.seconds) // 60}:{int(heard.seconds) % 60:02d}"
        click.echo(f"\r{clock} [{bar}] {'speaking' if heard.speaking else '        '}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo(err=True)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[float], None] | None]:
    """A bar on standard error where a person watches."""
    if not streams.is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("listening"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("listening", total=1.0)
        yield lambda share: bar.update(task, completed=share)
