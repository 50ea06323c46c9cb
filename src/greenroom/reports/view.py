"""A review in plain words, as text, Markdown and HTML print it; ``build`` makes it."""

from __future__ import annotations

import dataclasses
from typing import Literal

from greenroom.model import (
    Kind,
    Metric,
    PartName,
    Review,
    Span,
    Step,
)
from greenroom.reports.runs import one_line, shorten
from greenroom.reports.wording import (
    level_words,
    told,
)

Tone = Literal["good", "bad", "none"]

CHANGES_SHOWN = 4
"""Changes of a fix that text and HTML name; the rest is counted, JSON has them all."""
QUOTE_LENGTH = 150
"""Longest quotation in a list, in characters; the answer itself stands whole below."""


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A finding in plain words. ``number`` is its place in the report, from 1.

    ``core``: a hire needs this signal. ``weighs``: it counts at the target level. ``says`` is the
    judge's reason; of a disqualifier ``why`` is what the guide adds, ``frame`` a sentence that would repair it.
    """

    number: int
    kind: Kind
    id: str
    name: str
    grade: int
    spans: tuple[Span, ...]
    quotes: tuple[str, ...]
    says: str
    why: str = ""
    advice: str = ""
    frame: str = ""
    core: bool = False
    weighs: bool = True
    from_level: str = ""

    @property
    def label(self) -> str:
        """The name as it stands in running text, for a mark inside the answer."""
        return one_line(self.name if self.name[1:2].isupper() else self.name[:1].lower() + self.name[1:])


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the answer that belongs to one part; ``part`` is ``None`` where nothing was said of it."""

    start: int
    end: int
    part: PartName | None
    fixes: tuple[tuple[int, int], ...] = ()
    """Where fixes go: offset and number."""


@dataclasses.dataclass(frozen=True, slots=True)
class BarPart:
    """One part in the STAR bar: share 0..1 of the spoken time, and seconds."""

    part: PartName
    letter: str
    name: str
    share: float
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class FixView:
    """A fix in plain words: what to do, where, the sentence frame, and what it changed when tried."""

    number: int
    name: str
    advice: str
    edit: str
    template: str
    outcome: str
    changes: tuple[str, ...]

    @property
    def main_changes(self) -> tuple[str, ...]:
        """The first few changes, and how many more there are."""
        more = len(self.changes) - CHANGES_SHOWN
        return self.changes if more <= 1 else (*self.changes[:CHANGES_SHOWN], f"and {more} more")


@dataclasses.dataclass(frozen=True, slots=True)
class ProbeView:
    """A probe in plain words: the question, and what it tests and why it comes."""

    question: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """Everything that a format prints, worded and ordered; ``review`` holds the rest.

    ``derivation`` holds the steps that decide, ``lesser`` the limits that a stricter one has overtaken.
    """

    review: Review
    principle: str
    target: str
    verdict: str
    tone: Tone
    summary: str
    derivation: tuple[Step, ...]
    lesser: tuple[Step, ...]
    signals: tuple[Item, ...]
    disqualifiers: tuple[Item, ...]
    red_flags: tuple[Item, ...]
    blocks: tuple[Block, ...]
    bar: tuple[BarPart, ...]
    fixes: tuple[FixView, ...]
    probes: tuple[ProbeView, ...]

    @property
    def findings(self) -> tuple[Item, ...]:
        """All findings in the order of their numbers."""
        return (*self.signals, *self.disqualifiers, *self.red_flags)

    @property
    def effects(self) -> tuple[Metric, ...]:
        """Numbers that say an effect, changes before sizes."""
        return tuple(sorted((m for m in self.review.metrics if m.impact), key=lambda m: (not m.change, m.span)))

    @property
    def other_numbers(self) -> tuple[str, ...]:
        """Numbers that say no effect, by the reason why not."""
        why: dict[str, list[str]] = {}
        for m in sorted(self.review.metrics, key=lambda m: m.span):
            if not m.impact:
                why.setdefault(one_line(m.why) or "no effect", []).append(one_line(m.text))
        return tuple(f"{', '.join(dict.fromkeys(texts))} ({reason})" for reason, texts in why.items())

    def metric_words(self, metric: Metric) -> str:
        """What a number is of, unless its own text says so."""
        of = one_line(metric.of)
        return "" if of.casefold() in one_line(metric.text).casefold() else of

    def bar_cells(self, room: int) -> tuple[tuple[BarPart, int], ...]:
        """The STAR bar in ``room`` cells: each part with its whole number of cells; they add up to ``room``."""
        total, at, cells = sum(p.share for p in self.bar), 0.0, []
        for p in self.bar:
            start, at = round(at / total * room), at + p.share
            cells.append((p, round(at / total * room) - start))
        return tuple(cells)

    @property
    def level_lines(self) -> tuple[str, str]:
        """What the target level expects, and the heading of what the next level would need; either may be empty."""
        lv = self.review.level_view
        if lv is None:
            return "", ""
        expects = f"{self.target} expects: {told(lv.expects)}" if lv.expects else ""
        return expects, f"To show {level_words(lv.next)} it would need:" if lv.next and lv.missing else ""

    @property
    def heard(self) -> str:
        """Whether the lens heard what it waits for, with the words if so."""
        lens = self.review.lens
        if lens is None or not lens.heard:
            return "Not heard."
        span = min(lens.spans, default=None)
        return f"Heard in “{shorten(self.review.text[span.start : span.end], QUOTE_LENGTH)}”." if span else "Heard."

    @property
    def made_by(self) -> str:
        """One line: program, guide and judge, each with its version."""
        p = self.review.provenance
        return one_line(
            f"{p.program} {p.program_version} · guide {p.guide} {p.guide_version} · judge {p.judge} {p.judge_version}"
        )
