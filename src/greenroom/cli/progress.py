"""A progress bar for people; nothing at all where nobody watches."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO

from greenroom.cli import streams

if TYPE_CHECKING:
    from greenroom.batch.run import Progress


@contextlib.contextmanager
def progress_bar(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """A callback that shows how far a batch is, on ``stream`` if it is a terminal."""
    if not streams.is_terminal(stream):
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bar, TextColumn, TimeRemainingColumn

    columns = (TextColumn("answers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("answers", total=None)

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.done, total=progress.total)

        yield show
