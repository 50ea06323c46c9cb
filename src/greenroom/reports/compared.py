"""Two reviews side by side in plain words: both texts with their marks, and what the second says otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Literal

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, Review, Span
from greenroom.reports.build import build
from greenroom.reports.runs import flatten, reflow
from greenroom.reports.view import Item, View
from greenroom.reports.wording import GLYPHS, GRADE_WORDS, VERDICT_WORDS, level_words, seconds_words, words
from greenroom.review.comparing import own_sentences

Trend = Literal["better", "worse", "other", "same"]


@dataclasses.dataclass(frozen=True, slots=True)
class MarkedRun:
    """A stretch of a text: the classes of its marks and their names, and whether only this text has its sentence."""

    text: str
    classes: str
    title: str
    own: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One thing that both reviews speak of, as each says it; ``trend`` is that of the second."""

    name: str
    before: str
    after: str
    trend: Trend
    kind: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """Two reviews with their texts; ``outcome`` are verdict, score, level and time, ``findings`` the rest."""

    before: View
    after: View
    texts: tuple[tuple[MarkedRun, ...], tuple[MarkedRun, ...]]
    outcome: tuple[Row, ...]
    findings: tuple[Row, ...]

    @property
    def changed(self) -> tuple[Row, ...]:
        """The findings that the second review judges otherwise: what got better first."""
        order = ("better", "worse", "other")
        return tuple(sorted((r for r in self.findings if r.trend != "same"), key=lambda r: order.index(r.trend)))

    @property
    def summary(self) -> str:
        """One sentence: what became of the verdict, and of how many findings."""
        verdict = self.outcome[0]
        better = sum(r.trend == "better" for r in self.changed)
        worse = sum(r.trend == "worse" for r in self.changed)
        stayed = f"Still {verdict.after.lower()}" if verdict.trend == "same" else f"{verdict.before} → {verdict.after}"
        counts = [f"{n} {'finding' if n == 1 else 'findings'} {what}" for n, what in
                  ((better, "better"), (worse, "worse")) if n]  # fmt: skip
        return f"{stayed}; {' and '.join(counts) or 'no finding changes'}."


def compared(before: Review, after: Review, guide: Guide) -> Compared:
    """The two reviews against each other; both were made with ``guide``."""
    views = build(before, guide), build(after, guide)
    own = own_sentences(before.text, after.text)
    return Compared(
        *views,
        texts=(marked(views[0], own[0]), marked(views[1], own[1])),
        outcome=tuple(_outcome(*views)),
        findings=tuple(_findings(*views)),
    )


def marked(view: View, own: Sequence[Span] = ()) -> tuple[MarkedRun, ...]:
    """The text of ``view`` in runs; ``own`` are the places to set off as belonging to this text alone."""
    text = view.review.text
    places: list[tuple[Span, Item]] = [(span, item) for item in view.findings for span in item.spans]
    spans = [*(span for span, _ in places), *own]
    runs = []
    for run in flatten(spans, 0, len(text)):
        items = [places[i][1] for i in run.marks if i < len(places)]
        runs.append(
            MarkedRun(
                text=reflow(text[run.start : run.end]),
                classes=" ".join(dict.fromkeys(_class(item) for item in items)),
                title="; ".join(dict.fromkeys(_title(item) for item in items)),
                own=any(i >= len(places) for i in run.marks),
            )
        )
    return tuple(runs)


def _class(item: Item) -> str:
    return {"disqualifier": "dq", "red_flag": "rf"}.get(item.kind, f"sig{item.grade}")


def _title(item: Item) -> str:
    return f"{item.name} ({GRADE_WORDS[item.grade]})" if item.kind == "signal" else item.name


def _outcome(before: View, after: View) -> Iterator[Row]:
    old, new = before.review, after.review
    verdicts = [VERDICTS.index(r.verdict) if r.verdict else -1 for r in (old, new)]
    yield Row("Verdict", _verdict(old), _verdict(new), _trend(verdicts[0], verdicts[1]))
    if old.score is not None and new.score is not None:
        yield Row("Score", str(old.score), str(new.score), _trend(old.score, new.score))
    levels = [LEVELS.index(r.level) for r in (old, new)]
    yield Row("Level shown", level_words(old.level), level_words(new.level), _trend(levels[0], levels[1]))
    if old.timing and new.timing:
        times = [seconds_words(r.seconds) for r in (old.timing, new.timing)]
        yield Row("Time", times[0], times[1], "same" if times[0] == times[1] else "other")


def _verdict(review: Review) -> str:
    return VERDICT_WORDS[review.verdict] if review.verdict else "Not scored"


def _findings(before: View, after: View) -> Iterator[Row]:
    old = {(i.kind, i.id): i for i in before.findings}
    new = {(i.kind, i.id): i for i in after.findings}
    for key in dict.fromkeys([*old, *new]):
        kind = key[0]
        item = new.get(key) or old[key]
        grades = [there[key].grade if key in there else 0 for there in (old, new)]
        if kind == "signal":
            said = [f"{GLYPHS[g]} {GRADE_WORDS[g]}" for g in grades]
            trend = _trend(grades[0], grades[1])
        else:
            said = ["found" if g else "not found" for g in grades]
            trend = _trend(-grades[0], -grades[1])
        yield Row(item.name, said[0], said[1], trend, words(kind) if kind != "signal" else "")


def _trend(before: int, after: int) -> Trend:
    return "same" if before == after else "better" if after > before else "worse"
