"""Numbers that say an effect; team sizes, dates and versions never do."""

from __future__ import annotations

from greenroom.detectors.base import Context, Hit
from greenroom.guides.schema import Quantity


def find(rule: Quantity, context: Context) -> Hit | None:
    """Quantities of effect in the given parts."""
    parsed = context.parsed
    allowed = {s.index for s in parsed.of_part(rule.parts)}
    hits = [
        q
        for q in parsed.quantities
        if q.sentence in allowed
        and q.kind != "background"
        and q.impact
        and (q.change or not rule.change)
        and (q.kind != "vague" or rule.vague)
    ]
    if len(hits) < rule.at_least:
        return None
    seen = ", ".join(q.text for q in hits[:3])
    return Hit(rule.grade, tuple(q.span for q in hits), 1.0, f"numbers of effect: {seen}")
