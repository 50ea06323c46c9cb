"""``greenroom batch``: many answers, one prediction a line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenroom.cli.params import Between, Filled, OneOf, as_level, settings_with
from greenroom.model import TARGET_LEVELS, VERDICTS

if TYPE_CHECKING:
    from greenroom.batch.run import BadLine, Progress, Summary

INCOMPLETE = 6
MOST_REPORTED = 50
"""Bad lines told one by one; a file that is no JSON at all would fill the terminal."""

EPILOG = """\b
Each line of IN is a JSON object: id, text; target_level and competency unless given as
options; question and sentences if known. Each line of OUT is a prediction, in the same
order (greenroom schema prediction). Interrupted, even killed? Run the same command again."""


@click.command(epilog=EPILOG)
@click.argument("source", metavar="IN.jsonl", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.jsonl", type=click.Path(path_type=Path))
@click.option("-l", "--level", type=OneOf("level", TARGET_LEVELS), help="For lines without target_level.")
@click.option(
    "-c", "--competency", type=Filled(), metavar="ID", help="For lines without competency. [from their question]"
)
@click.option("--processes", type=Between(1, 64), default=1, metavar="N", help="1 to 64; does not change OUT. [1]")
@click.option("--restart", is_flag=True, help="Begin OUT anew, whatever is in it.")
def batch(source: Path, target: Path, level: str | None, competency: str | None, processes: int, restart: bool) -> int:
    """Review the answers in IN.jsonl and write one prediction a line to OUT.jsonl."""
    from greenroom.batch.run import run_batch
    from greenroom.cli.progress import progress_bar
    from greenroom.guides.loader import load_guide

    if competency is not None:
        load_guide(competency)
    bad = _BadLines(source)
    held = 0
    with progress_bar(sys.stderr) as show:

        def on_progress(progress: Progress) -> None:
            nonlocal held
            held = progress.held
            show(progress)

        try:
            summary = run_batch(
                source,
                target,
                settings=settings_with(),
                level=as_level(level) if level else None,
                competency=competency,
                processes=processes,
                restart=restart,
                on_bad=bad,
                on_progress=on_progress,
            )
        except KeyboardInterrupt:
            predictions = f"{held or 'no'} prediction{'' if held == 1 else 's'}"
            click.echo(f"greenroom: {target} holds {predictions}; run the same command again to go on", err=True)
            raise
    bad.tell_rest()
    _tell(summary, target)
    return 0 if summary.complete else INCOMPLETE


class _BadLines:
    """Reports bad lines on standard error as they come, up to a limit."""

    def __init__(self, source: Path) -> None:
        self._source, self._count = source, 0

    def __call__(self, bad: BadLine) -> None:
        self._count += 1
        if self._count <= MOST_REPORTED:
            click.echo(f"{self._source}:{bad.number}: {bad.reason.replace(chr(10), '; ')}", err=True)

    def tell_rest(self) -> None:
        """Say how many were not reported one by one."""
        if self._count > MOST_REPORTED:
            click.echo(f"{self._source}: {self._count - MOST_REPORTED} more bad lines", err=True)


def _tell(summary: Summary, target: Path) -> None:
    """The summary, on standard error."""
    verdicts = ", ".join(f"{v} {summary.verdicts[v]}" for v in (*VERDICTS, "unscored") if summary.verdicts[v])
    counted = f"{sum(summary.verdicts.values())} predictions" + (f" ({verdicts})" if verdicts else "")
    click.echo(f"{target}: {counted}", err=True)
    parts = [f"{summary.reviewed} reviewed now"]
    if summary.resumed:
        parts.append(f"{summary.resumed} done before")
    if summary.bad:
        parts.append(f"{summary.bad} bad line{'s' if summary.bad > 1 else ''} left out")
    if summary.reviewed:
        parts.append(f"{summary.words / max(summary.seconds, 1e-9):,.0f} words/s")
    click.echo("; ".join(parts), err=True)
