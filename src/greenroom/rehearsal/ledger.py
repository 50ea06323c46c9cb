"""The ledger: for every reply what it settled, with its sentence, and the verdict before and after."""

from __future__ import annotations

from collections.abc import Mapping

from greenroom.guides.schema import Guide
from greenroom.model import TargetLevel
from greenroom.rehearsal.evidence import beliefs_of
from greenroom.rehearsal.probes import counting
from greenroom.rehearsal.values import Belief, Entry, Sitting
from greenroom.rehearsal.vote import decisions_of


def ledger_of(sitting: Sitting, guide: Guide, target: TargetLevel) -> tuple[Entry, ...]:
    """One entry for every follow-up that was put and read, in order; the closing words only where there were any."""
    decisions = decisions_of(sitting, guide, target)
    made = []
    for n, turn in enumerate(sitting.turns, 1):
        if turn.heard is None or (turn.ask.kind == "closing" and not turn.reply):
            continue
        grade = turn.heard.grade
        made.append(
            Entry(
                turn=n,
                question=turn.ask.question,
                reply=turn.reply or "",
                label=grade.label if grade else None,
                reason=grade.reason if grade else "" if turn.reply else "You passed this question.",
                settled=changed(beliefs_of(sitting, guide, n - 1), beliefs_of(sitting, guide, n)),
                before=decisions[n - 1].verdict,
                after=decisions[n].verdict,
                notices=counting(turn.heard),
            )
        )
    return tuple(made)


def changed(before: Mapping[str, Belief], after: Mapping[str, Belief]) -> tuple[Belief, ...]:
    """The entries that stand otherwise than before, as they stand now."""
    return tuple(b for i, b in after.items() if b.standing != before[i].standing)
