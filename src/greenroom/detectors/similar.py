"""Meaning near a guide's own examples and cue phrases; works for a guide nobody trained on."""

from __future__ import annotations

from greenroom.detectors.base import Context, Hit, numbered, spans_of
from greenroom.guides.schema import Similar


def find(rule: Similar, context: Context) -> Hit | None:
    """Sentences nearer to the entry's found examples than to its not-found ones, by a margin.

    The nearness is computed by the parser (``heads.near``) because only ``language/`` may
    load the encoder; none where the parse holds no anchors for this entry.
    """
    near = context.parsed.near.get(context.entry.id)
    if near is None:
        return None
    story = [s for s in context.parsed.sentences if not s.heading]
    where = [s for s in story if near.pro[s.index] >= rule.near and near.margin(s.index) >= rule.at_least]
    if not where:
        return None
    best = max(near.pro[s.index] for s in where)
    grade = rule.grade if len(where) > 1 or best >= rule.near + 0.15 else min(rule.grade, 1)
    return Hit(grade, spans_of(where), min(1.0, best), f"the meaning of {numbered(where)}")
