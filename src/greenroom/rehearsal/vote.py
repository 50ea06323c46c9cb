"""The vote after the opening and after every reply: what scoring makes of how the entries stand, doubts weighed.

After the opening it is the verdict that a review of the same words gives. After that, what a reply has settled counts
with how sure the grader is of it, and what nobody has asked about as the judge heard it in the opening; and a vote
stays on the likelier side of the line, so that nobody is a hire for being either very good or, more likely, not at all.
"""

from __future__ import annotations

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, Decision, Doubt, TargetLevel
from greenroom.rehearsal.evidence import Beliefs, after, beliefs_of, findings_of, level_of
from greenroom.rehearsal.grade import LACKING
from greenroom.rehearsal.values import Belief, Heard, Sitting
from greenroom.scoring import decide

SPLIT = 0.75
"""Of the chance that a signal is not clear although a reply was taken to show it: the share in which it is there by
half."""
BY_HALF = (0.1, 0.4, 0.5)
"""Chances of the grades of a signal that a reply gave by half."""
DIMMED = (0.35, 0.35, 0.3)
"""The same of one that was shown or hinted at before, and that the reply to a question about it leaves out."""


def decision_of(sitting: Sitting, guide: Guide, target: TargetLevel, turns: int | None = None) -> Decision:
    """The decision after the first ``turns`` replies (all, where none are named)."""
    count = len(sitting.turns) if turns is None else turns
    first = beliefs_of(sitting, guide, 0)
    beliefs = first if not count else beliefs_of(sitting, guide, count)
    return _decided(sitting, guide, target, count, first, beliefs)


def decisions_of(sitting: Sitting, guide: Guide, target: TargetLevel) -> list[Decision]:
    """The decision after the opening and after every reply, in order."""
    first = beliefs = beliefs_of(sitting, guide, 0)
    made = [_decided(sitting, guide, target, 0, first, beliefs)]
    for n, turn in enumerate(sitting.turns, 1):
        if turn.heard is not None:
            beliefs = after(beliefs, turn, n, guide)
        made.append(_decided(sitting, guide, target, n, first, beliefs))
    return made


def _decided(
    sitting: Sitting, guide: Guide, target: TargetLevel, turns: int, first: Beliefs, beliefs: Beliefs
) -> Decision:
    doubt = _doubt(sitting, turns, first, beliefs)
    return decide(findings_of(beliefs.values()), level_of(sitting, turns), guide, target, doubt, sided=turns > 0)


def _doubt(sitting: Sitting, turns: int, first: Beliefs, beliefs: Beliefs) -> Doubt | None:
    """How sure everything is; none where the judge does not say."""
    opening = sitting.heard.doubt if sitting.heard else None
    if opening is None:
        return None
    untouched = {i: c for i, c in opening.grades.items() if _untouched(beliefs.get(i), first.get(i))}
    settled = {i: made for i, b in beliefs.items() if b.asked and (made := chances_of(b))}
    return Doubt(grades=untouched, settled=settled, levels=_levels(sitting, turns))


def _untouched(now: Belief | None, then: Belief | None) -> bool:
    """Whether an entry stands as it did after the opening, and nobody has asked about it."""
    return now is not None and then is not None and not now.asked and now.standing == then.standing


def _levels(sitting: Sitting, turns: int) -> tuple[float, float, float, float, float]:
    """The chances of the levels in the reading that showed the highest one."""
    read: list[Heard | None] = [sitting.heard, *(t.heard for t in sitting.turns[:turns])]
    known = [(LEVELS.index(h.level), h.doubt.levels) for h in read if h is not None and h.doubt is not None]
    return max(known, key=lambda k: (k[0], sum(k[1][k[0] :])))[1]


def chances_of(belief: Belief) -> tuple[float, ...]:
    """The chances of its grades for an entry that a reply has settled; empty where there is no doubt to weigh.

    What was ruled out, or asked for and not given, stays so: small doubts about a dozen faults would add up to one.
    """
    p = belief.sure
    if belief.kind != "signal":
        return (1 - p, p) if belief.standing == "shown" else ()
    if belief.standing == "shown":
        return ((1 - SPLIT) * (1 - p), SPLIT * (1 - p), p)
    if belief.standing == "hinted":
        return BY_HALF if p <= 1 - LACKING else DIMMED
    return ()
