"""What a review adds to the findings: the level, the company's lens, and the probes to expect."""

from __future__ import annotations

from collections.abc import Sequence

from greenroom.guides.patterns import compile_pattern
from greenroom.guides.schema import Guide, LevelExpectation, Probe
from greenroom.model import LEVELS, Company, Finding, LensView, Level, LevelView, NextProbe, TargetLevel

PROBES = 3
"""Probes shown; an interviewer has time for two or three."""


def level_view(shown: Level, guide: Guide, target: TargetLevel) -> LevelView:
    """The level shown, the next one up, and what that one expects beyond it.

    The anti-pattern is the target level's, and is left out where that level was shown.
    """
    place = LEVELS.index(shown)
    following: Level | None = LEVELS[place + 1] if place + 1 < len(LEVELS) else None
    expected: dict[str, LevelExpectation] = {x.level: x for x in guide.levels}
    up = expected.get(following) if following else None
    aim = expected.get(target)
    return LevelView(
        shown=shown,
        target=target,
        next=following,
        expects=aim.expects if aim else "",
        missing=up.shows if up else (),
        anti_pattern=aim.anti_pattern if aim and place < LEVELS.index(target) else "",
    )


def lens_view(text: str, findings: Sequence[Finding], guide: Guide, company: Company | None) -> LensView | None:
    """Whether what the company waits for was heard: one of the signals it weighs is clear.

    Its own words are added to the spans where they were used; a lens that weighs no signal is
    heard by its words alone.
    """
    lens = next((x for x in guide.lenses if x.company == company), None)
    if lens is None:
        return None
    graded = {f.id: f for f in findings}
    boosted = [f for i in lens.boosts if (f := graded.get(i)) and f.grade == 2]
    words = [span for cue in lens.cues for span in compile_pattern(cue, portable=False).spans(text)]
    heard = bool(boosted) if lens.boosts else bool(words)
    spans = tuple(sorted({*words, *(s for f in boosted for s in f.spans)})) if heard else ()
    return LensView(
        company=lens.company,
        name=lens.name,
        focus=lens.focus,
        waits_for=lens.waits_for,
        heard=heard,
        spans=spans,
        elevates=lens.elevates,
        example_question=lens.example_question,
    )


def next_probes(findings: Sequence[Finding], guide: Guide) -> tuple[NextProbe, ...]:
    """The probes an interviewer would ask next, the one about the weakest core signal first."""
    graded = {f.id: f.grade for f in findings}
    core = {i for c in guide.verdict.core for i in c.any}
    against = {f.id for f in findings if f.kind == "disqualifier"}

    def open_points(probe: Probe) -> list[str]:
        return [i for i in probe.settles if i in against or (i in _signals(guide) and graded.get(i, 0) < 2)]

    def need(probe: Probe) -> float:
        points = 0.0
        for i in open_points(probe):
            points += 2.5 if i in against else (2 - graded.get(i, 0)) * (1.5 if i in core else 1.0)
        return points

    ranked = sorted(guide.probes, key=lambda p: -need(p))
    chosen = [p for p in ranked if need(p) > 0][:PROBES] or ranked[:1]
    return tuple(
        NextProbe(
            id=p.id,
            question=p.question,
            tests=p.tests,
            settles=tuple(open_points(p)),
            why=_why(open_points(p), graded, against),
        )
        for p in chosen
    )


def _signals(guide: Guide) -> set[str]:
    return {s.id for s in guide.signals}


def _why(points: Sequence[str], graded: dict[str, int], against: set[str]) -> str:
    if not points:
        return "everything it tests was heard; expect it as a check"
    said = [
        f"{i} counts against you" if i in against else f"{i} is {('absent', 'partial')[graded.get(i, 0)]}"
        for i in points
    ]
    return "; ".join(said)
