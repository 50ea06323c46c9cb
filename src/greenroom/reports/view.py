"""A review in plain words, as text, Markdown and HTML print it; ``build`` makes it."""

from __future__ import annotations

import dataclasses
import re
from typing import Literal

from greenroom.model import LEVELS, Kind, PartName, Review, Span, Step
from greenroom.reports.runs import one_line
from greenroom.reports.wording import level_words, shown_words, told

Tone = Literal["good", "bad", "none"]

CHANGES_SHOWN = 4
"""Changes of a fix that are named; the rest is counted, JSON has them all."""
QUOTE_LENGTH = 150
"""Longest quotation in a list, in characters; the answer itself stands whole below."""
HINT_LENGTH = 90
"""The same for a sentence that shows a finding less clearly."""
THINKS = "What an interviewer would think:"
"""Stands before the guide's reason against an answer, which is a reading and no fact."""
_BETWEEN = re.compile(
    r"\s*(?:down |up )?(?:to|and|of the|out of|→|->|–|-)\s+(?:about |only |just |around )?", re.IGNORECASE
)


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A finding in plain words. ``number`` is its place in the report, from 1, ``sign`` its mark in the answer.

    ``core``: a hire needs this signal. ``weighs``: it counts at the target level. ``says`` is the
    judge's reason; ``hints`` quote what shows it less clearly; of a disqualifier ``why`` is what the guide adds,
    ``frame`` a sentence that would repair it.
    """

    number: int
    kind: Kind
    id: str
    name: str
    grade: int
    spans: tuple[Span, ...]
    quotes: tuple[str, ...]
    says: str
    sign: str
    hints: tuple[str, ...] = ()
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
    """A fix in plain words: what to do, where, the sentence frame, and what it changed when tried.

    ``decisive``: the verdict changes. ``changes`` are the first few, and how many more there are.
    """

    number: int
    name: str
    advice: str
    edit: str
    template: str
    decisive: bool
    outcome: str
    changes: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ProbeView:
    """A probe in plain words: the question, what it tests, and why it comes."""

    question: str
    tests: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class FixGroup:
    """Fixes of one effect under their heading; ``remarks`` say what no fix reaches."""

    heading: str
    remarks: tuple[str, ...]
    fixes: tuple[FixView, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """A number that says an effect, or two that belong together ("3 to 7 percent"), in the answer's words."""

    text: str
    of: str
    change: bool
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """Everything that a format prints, worded and ordered; ``review`` holds the rest.

    ``derivation`` holds the steps that decide, ``lesser`` the limits that a stricter one has overtaken.
    ``against_it`` and ``too_small`` say which disqualifiers and what scope no fix makes up for, ``heard`` what the
    lens heard.
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
    against_it: tuple[str, ...]
    too_small: str
    heard: str
    probes: tuple[ProbeView, ...]

    @property
    def fix_groups(self) -> tuple[FixGroup, ...]:
        """What changes the verdict, or why nothing does; then what raises the score only."""
        decisive = tuple(f for f in self.fixes if f.decisive)
        other = tuple(f for f in self.fixes if not f.decisive)
        groups = []
        remarks = (*self.against_it, self.too_small) if self.too_small else self.against_it
        if decisive or remarks:
            groups.append(FixGroup("What would change the verdict", remarks, decisive))
        if other:
            groups.append(FixGroup(f"What would raise the score only (still {self.verdict.lower()})", (), other))
        return tuple(groups)

    @property
    def findings(self) -> tuple[Item, ...]:
        """All findings in the order of their numbers."""
        return (*self.signals, *self.disqualifiers, *self.red_flags)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Numbers that say an effect, changes before sizes; two that are set against each other are one."""
        made: list[tuple[Effect, Span]] = []
        for m in sorted((m for m in self.review.metrics if m.impact), key=lambda m: m.span):
            last = made[-1] if made else None
            if last and last[0].change == m.change and _BETWEEN.fullmatch(self.review.text[last[1].end : m.span.start]):
                start = made.pop()[1].start
                both = one_line(self.review.text[start : m.span.end])
                made.append((dataclasses.replace(last[0], text=both), Span(start, m.span.end)))
            else:
                text, of = one_line(m.text), one_line(m.of)
                of = "" if of.casefold() in text.casefold() else of
                made.append((Effect(text, of, m.change, one_line(m.why)), m.span))
        return tuple(sorted((e for e, _ in made), key=lambda e: not e.change))

    @property
    def plain_numbers(self) -> tuple[str, ...]:
        """Numbers that say no effect, as they stand in the answer."""
        order = sorted((m for m in self.review.metrics if not m.impact), key=lambda m: m.span)
        return tuple(dict.fromkeys(one_line(m.text) for m in order))

    @property
    def other_numbers(self) -> tuple[str, ...]:
        """Numbers that say no effect, by the reason why not."""
        why: dict[str, list[str]] = {}
        for m in sorted(self.review.metrics, key=lambda m: m.span):
            if not m.impact:
                why.setdefault(one_line(m.why) or "no effect", []).append(one_line(m.text))
        return tuple(f"{', '.join(dict.fromkeys(texts))} ({reason})" for reason, texts in why.items())

    def bar_cells(self, room: int) -> tuple[tuple[BarPart, int], ...]:
        """The STAR bar in ``room`` cells: each part with its whole number of cells; they add up to ``room``."""
        total, at, cells = sum(p.share for p in self.bar), 0.0, []
        for p in self.bar:
            start, at = round(at / total * room), at + p.share
            cells.append((p, round(at / total * room) - start))
        return tuple(cells)

    @property
    def below(self) -> bool:
        """Whether the level shown is below the one asked for."""
        lv = self.review.level_view
        return lv is not None and LEVELS.index(lv.shown) < LEVELS.index(lv.target)

    @property
    def level_heading(self) -> str:
        """The level shown and the one asked for."""
        lv = self.review.level_view
        return f"{shown_words(lv.shown).replace(':', '')}, asked for {level_words(lv.target)}" if lv else ""

    @property
    def level_lines(self) -> tuple[str, str, str]:
        """What the target level expects, the heading of what the next one would need, what to beware of; or empty."""
        lv = self.review.level_view
        if lv is None:
            return "", "", ""
        expects = f"{self.target} expects: {told(lv.expects)}" if lv.expects else ""
        needs = f"To show {level_words(lv.next)} it would need:" if lv.next and lv.missing else ""
        beware = f"Beware, at {self.target}: {told(lv.anti_pattern)}" if lv.anti_pattern and self.below else ""
        return expects, needs, beware

    @property
    def made_by(self) -> str:
        """One line: program, guide and judge, each with its version, and where to read how far to trust the judge."""
        p = self.review.provenance
        made = f"{p.program} {p.program_version} · guide {p.guide} {p.guide_version}"
        trust = f" · how far to trust it: {p.about_judge}" if p.about_judge else ""
        return one_line(f"{made} · judge {p.judge} {p.judge_version}{trust}")
