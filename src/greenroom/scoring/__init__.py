"""From findings, level and guide to the verdict: a pure function, explained line by line.

:mod:`greenroom.scoring.rule` takes the findings as sure; :mod:`greenroom.scoring.doubt` weighs what else they may be,
where the judge says how sure it is. docs/verdict.md tells both for people.
"""

from __future__ import annotations

from collections.abc import Sequence

from greenroom.guides.schema import Guide
from greenroom.model import Decision, Doubt, Finding, Level, Step, TargetLevel, Verdict
from greenroom.scoring.doubt import level_at, weighed
from greenroom.scoring.rule import STRONG_CLEAR, by_rule, grades, score_of, weighing


def decide(
    findings: Sequence[Finding],
    level: Level,
    guide: Guide,
    target: TargetLevel,
    doubt: Doubt | None = None,
    *,
    sided: bool = False,
) -> Decision:
    """The verdict at ``target``, its score, its derivation and the level it was made with.

    Without ``doubt`` the findings and the level are taken as sure. ``sided``: the verdict stays on the side of the line
    between hire and no hire that is the likelier one, as somebody must who has to decide. The score only orders answers
    (:func:`greenroom.scoring.rule.score_of`).
    """
    scope: list[Step] = []
    reaches = 0.0
    if doubt:
        level, reaches, scope = level_at(level, doubt, findings, target)
    sure, steps = by_rule(findings, level, guide, target)
    steps = [*steps[:1], *scope, *steps[1:]]
    verdict: Verdict = sure
    likely: tuple[float, ...] = ()
    if doubt:
        verdict, likely, doubts = weighed(findings, level, guide, target, doubt, reaches, sure, sided=sided)
        steps += doubts
    steps.append(Step(rule="verdict", saw=f"at target level {target}", effect=verdict))
    score = score_of(verdict, findings, guide)
    return Decision(verdict=verdict, score=score, derivation=tuple(steps), level=level, sure=sure, likely=likely)


__all__ = ["STRONG_CLEAR", "by_rule", "decide", "grades", "weighing"]
