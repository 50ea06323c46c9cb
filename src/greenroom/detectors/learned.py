"""The trained heads: what one pass of the encoder over the whole answer says of a label."""

from __future__ import annotations

from greenroom.detectors.base import HALF, Context, Hit, numbered, spans_of
from greenroom.guides.schema import Learned, Signal


def find(rule: Learned, context: Context) -> Hit | None:
    """The head of ``rule.label`` (default: the entry's id); none where the model has no such head."""
    heads, label = context.parsed.heads, rule.label or context.entry.id
    if isinstance(context.entry, Signal):
        grades = heads.grades.get(label)
        if grades is None:
            return None
        present, clear = float(grades[1] + grades[2]), float(grades[2])
        grade = 0 if present < HALF else 2 if clear >= HALF else 1
        strength = present if grade < 2 else clear
    else:
        presence = heads.presence.get(label)
        if presence is None:
            return None
        grade, strength = int(presence >= HALF), float(presence)
    if not grade:
        return None
    evidence = heads.evidence.get(label)
    story = [s for s in context.parsed.sentences if not s.heading]
    where = [s for s in story if evidence is not None and evidence[s.index] >= HALF]
    if not where and evidence is not None and story and isinstance(context.entry, Signal):
        # a signal is never claimed without its place: the likeliest sentence carries it
        where = [max(story, key=lambda s: float(evidence[s.index]))]
    best = max(where, key=lambda s: float(evidence[s.index])).span if where and evidence is not None else None
    return Hit(grade, spans_of(where), strength, numbered(where) if where else "the answer as a whole", best)
