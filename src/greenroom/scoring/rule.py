"""The rule: from findings that are taken as sure to the verdict, one line for every cap.

The rules are those of the label guide (``data/gold/README.md``, "Verdict, at the target
level"); docs/verdict.md tells them for people. Every judge's findings go through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, Finding, Level, Step, TargetLevel, Verdict

HARDLY_ANY = 2
"""Sum of signal grades up to which an answer has "hardly any signal"."""

STRONG_CLEAR = 5
"""Signals at 2 that a strong hire needs ("nearly all": five of six)."""


def grades(findings: Iterable[Finding]) -> dict[str, int]:
    """Signal id to grade."""
    return {f.id: f.grade for f in findings if f.kind == "signal"}


def weighing(findings: Iterable[Finding], guide: Guide, target: TargetLevel) -> list[str]:
    """Ids of the disqualifiers that weigh at this target level (some only from a level up)."""
    from_level = {d.id: d.from_level for d in guide.disqualifiers}
    found = [f.id for f in findings if f.kind == "disqualifier"]
    return [i for i in found if (f := from_level.get(i)) is None or LEVELS.index(target) >= LEVELS.index(f)]


class _Derivation:
    """Collects the caps on the verdict; the lowest wins, every one is printed."""

    def __init__(self) -> None:
        self.verdict: Verdict = "strong-hire"
        self.steps: list[Step] = []

    def cap(self, to: Verdict, rule: str, saw: str) -> None:
        if VERDICTS.index(to) < VERDICTS.index(self.verdict):
            self.verdict = to
        self.steps.append(Step(rule=rule, saw=saw, effect=f"at most {to}"))


def by_rule(findings: Sequence[Finding], level: Level, guide: Guide, target: TargetLevel) -> tuple[Verdict, list[Step]]:
    """The verdict at ``target`` and the caps that made it, first what was seen of the signals."""
    made = _Derivation()
    got = {s.id: 0 for s in guide.signals} | grades(findings)
    clear = sum(g == 2 for g in got.values())
    partial = sum(g == 1 for g in got.values())
    made.steps.append(
        Step(rule="signals", saw=f"{clear} of {len(got)} clear, {partial} partial", effect="the base of the verdict")
    )
    _cap_disqualifiers(made, findings, guide, target)
    total = sum(got.values())
    if total <= HARDLY_ANY:
        made.cap("strong-no-hire", "hardly any signal", f"the grades add up to {total} of {2 * len(got)}")
    elif clear == 0 and level == "none":
        made.cap("strong-no-hire", "nothing self-started", "no signal is clear and no own initiative is shown")
    _cap_core(made, got, guide)
    if LEVELS.index(level) < LEVELS.index(target):
        made.cap("no-hire", "scope below the target level", f"the story shows {level}, the target is {target}")
    _cap_flags(made, findings, guide)
    if clear < min(STRONG_CLEAR, len(got)):
        made.cap("hire", "signals clear", f"{clear} of the {STRONG_CLEAR} that a strong hire needs")
    if guide.verdict.number and got.get(guide.verdict.number, 0) < 2:
        made.cap("hire", "no clear number", "a strong hire carries a number for its effect")
    return made.verdict, made.steps


def score_of(verdict: Verdict, findings: Iterable[Finding], guide: Guide) -> int:
    """0..100, only to order answers: 25 points a verdict, and within it by the mean signal grade. No probability."""
    got = {s.id: 0 for s in guide.signals} | grades(findings)
    share = sum(got.values()) / (2 * len(got)) if got else 0.0
    return round(25 * VERDICTS.index(verdict) + 25 * share)


def _cap_disqualifiers(made: _Derivation, findings: Sequence[Finding], guide: Guide, target: TargetLevel) -> None:
    weigh = weighing(findings, guide, target)
    entry = {d.id: d for d in guide.disqualifiers}
    for spared in (f.id for f in findings if f.kind == "disqualifier" and f.id not in weigh):
        since = entry[spared].from_level
        made.steps.append(Step(rule="disqualifier noted", saw=entry[spared].name, effect=f"weighs only from {since}"))
    if len(weigh) >= 2:
        made.cap("strong-no-hire", "two or more disqualifiers", "; ".join(entry[i].name for i in weigh))
    elif weigh:
        lasting = " (nothing later repairs it)" if entry[weigh[0]].final else ""
        made.cap("no-hire", "one disqualifier", entry[weigh[0]].name + lasting)
        flags = {f.id for f in findings if f.kind == "red_flag"}
        if guide.verdict.conduct and flags.issuperset(guide.verdict.conduct):
            made.cap("strong-no-hire", "conduct that harms a team", "a disqualifier, told with blame and no insight")


def _cap_core(made: _Derivation, got: dict[str, int], guide: Guide) -> None:
    partial = []
    for core in guide.verdict.core:
        best = max(got.get(i, 0) for i in core.any)
        label = " or ".join(core.any)
        if best == 0:
            made.cap("no-hire", "core signal missing", label)
        elif best == 1:
            partial.append(label)
    if len(partial) >= 2:
        made.cap("no-hire", "two or more core signals only partial", "; ".join(partial))


def _cap_flags(made: _Derivation, findings: Sequence[Finding], guide: Guide) -> None:
    found = {f.id for f in findings if f.kind == "red_flag"}
    present = [f for f in guide.red_flags if f.id in found]
    for flag in present:
        if flag.at_most != "strong-hire":
            made.cap(flag.at_most, f"red flag {flag.id}", flag.name)
    if len(present) > 1:
        made.cap("hire", "more than one red flag", ", ".join(f.id for f in present))
