"""Progress as a page: terminal text, Markdown, HTML, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from greenroom import __version__
from greenroom.model import VERDICTS
from greenroom.reports.sheet import Chart, Line, Para, Section, Sheet, render_value
from greenroom.reports.wording import VERDICT_WORDS, counted
from greenroom.stories.progress import FEW, HIGHEST, MEASURES, Measure, Progress, Series

TITLES: Mapping[Measure, tuple[str, str]] = {
    "verdict": ("Verdicts", "of your tellings, each at the level it was reviewed for"),
    "signals": ("Signals", "mean grade of a telling's signals, of clear"),
    "oneself": ("Agreement with yourself", "scores of an answer that you had scored before"),
    "key": ("Agreement with the key", "scores of candidates, against the key"),
}
SHARES: tuple[tuple[float, str], ...] = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))


def render_progress(
    progress: Progress,
    names: Mapping[str, str],
    form: str,
    **how: Any,
) -> str:
    """``progress`` in ``form`` (text, md, html, json), ending in one newline, with ``how`` to print it.

    ``names`` of competencies by id.

    Raises ``UsageError`` for another format, and for HTML where the library that draws is not installed.
    """
    return render_value(progress, lambda: sheet_of(progress, names), form, **how)


def sheet_of(progress: Progress, names: Mapping[str, str]) -> Sheet:
    """The page of ``progress``."""
    sections = [
        Section(title, (_chart(progress.of(measure), measure, names), *_changes(progress.of(measure), names)), aside)
        for measure in MEASURES
        if progress.of(measure)
        for title, aside in (TITLES[measure],)
    ]
    return Sheet(
        eyebrow="Your reviews and scores over time",
        title="Progress",
        lead=tuple(_lead(progress)),
        sections=tuple(sections),
        footer=f"greenroom {__version__} · docs/loop-plan.md tells what is counted",
    )


def _lead(progress: Progress) -> Iterator[str]:
    if not progress.series:
        yield (
            "Nothing to show yet. `greenroom story tell` reviews a telling, `greenroom calibrate` scores candidates; "
            "both are counted here."
        )
        return
    yield f"{counted(progress.reviews, 'review')} of tellings, {counted(progress.scored, 'scored candidate')}."
    yield "A block is a day: the median of what was reviewed or scored on it. Several stories on one day are no trend."


def _chart(series: tuple[Series, ...], measure: Measure, names: Mapping[str, str]) -> Chart:
    ticks = SHARES
    if measure == "verdict":
        ticks = tuple((float(n), VERDICT_WORDS[v]) for n, v in enumerate(VERDICTS))
    lines = tuple(
        Line(names.get(one.competency, one.competency), tuple((p.at.date(), p.value) for p in one.points), _aside(one))
        for one in series
    )
    return Chart(lines, HIGHEST[measure], ticks)


def _aside(series: Series) -> str:
    """Of how many figures the last point is the median."""
    count = series.points[-1].count
    what = "review" if series.measure in ("verdict", "signals") else "candidate"
    return "" if count == 1 else f"median of {counted(count, what)}"


def _changes(series: tuple[Series, ...], names: Mapping[str, str]) -> Iterator[Para]:
    moved = [
        f"{names.get(one.competency, one.competency)} {change / HIGHEST[one.measure]:+.0%}"
        for one in series
        if (change := one.change) is not None
    ]
    if moved:
        yield Para(f"From the first {FEW} days to the last {FEW}, of the scale: {', '.join(moved)}.", soft=True)
    else:
        days = max(len(one.points) for one in series)
        yield Para(f"{counted(days, 'day')} so far: a change is told from {2 * FEW} days on.", soft=True)
