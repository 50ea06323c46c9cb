"""What is missing, what stands together, and how much of the story a part takes."""

from __future__ import annotations

from greenroom.detectors.base import Context, Hit, spans_of
from greenroom.guides.schema import Absence, Presence, SentenceShare


def absence(rule: Absence, context: Context) -> Hit | None:
    """None of the named findings, parts or effect quantities is there; says what was looked for."""
    parsed = context.parsed
    there = any(context.found.get(i, 0) for i in rule.signals)
    there = there or any(s.part in rule.parts for s in parsed.of_part(()))
    if rule.quantity:
        there = there or any(q.impact and q.kind not in ("background", "vague") for q in parsed.quantities)
    if there:
        return None
    looked = [*rule.signals, *rule.parts, *(["a number for the effect"] if rule.quantity else [])]
    return Hit(rule.grade, (), 1.0, f"looked for {', '.join(looked)} and found none")


def presence(rule: Presence, context: Context) -> Hit | None:
    """All of the named findings and parts are there."""
    parsed = context.parsed
    if not all(context.found.get(i, 0) for i in rule.findings):
        return None
    where = list(parsed.of_part(rule.parts)) if rule.parts else []
    if not set(rule.parts) <= {s.part for s in where}:
        return None
    return Hit(rule.grade, spans_of(where), 1.0, "found together: " + ", ".join([*rule.findings, *rule.parts]))


def sentence_share(rule: SentenceShare, context: Context) -> Hit | None:
    """Share of the story's words in the given parts lies between ``least`` and ``most``."""
    parsed = context.parsed
    total = sum(s.words for s in parsed.of_part(()))
    chosen = list(parsed.of_part(rule.parts))
    share = sum(s.words for s in chosen) / total if total else 0.0
    if not rule.least <= share <= rule.most:
        return None
    return Hit(rule.grade, spans_of(chosen), 1.0, f"{share:.0%} of the words are {'/'.join(rule.parts)}")
