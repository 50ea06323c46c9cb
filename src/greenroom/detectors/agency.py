"""Who acts in the telling: agentless passives, and a group where the candidate should stand."""

from __future__ import annotations

from greenroom.detectors.base import Context, Hit, spans_of
from greenroom.guides.schema import Passive, PronounBalance

ACTIVE = ("subj_i", "subj_we", "subj_other")


def passive(rule: Passive, context: Context) -> Hit | None:
    """Agentless passives in the parts that should show who acted."""
    parsed = context.parsed
    sentences = parsed.of_part(rule.parts)
    marks = [m for s in sentences for m in parsed.marked("passive", s.index)]
    verbs = len(marks) + sum(len(parsed.marked(tag, s.index)) for s in sentences for tag in ACTIVE)
    if len(marks) < rule.at_least or len(marks) < rule.share * verbs:
        return None
    where = [s for s in sentences if parsed.marked("passive", s.index)]
    share = len(marks) / verbs
    return Hit(rule.grade, spans_of(where), min(1.0, share), f"{len(marks)} of {verbs} verbs without an actor")


def pronoun_balance(rule: PronounBalance, context: Context) -> Hit | None:
    """Action told mostly as we, they, the team."""
    parsed = context.parsed
    sentences = parsed.of_part(rule.parts)
    own = sum(len(parsed.marked("subj_i", s.index)) for s in sentences)
    group = [s for s in sentences if parsed.marked("subj_we", s.index)]
    count = sum(len(parsed.marked("subj_we", s.index)) for s in group)
    if count < rule.at_least or count < rule.share * (own + count):
        return None
    return Hit(rule.grade, spans_of(group), count / (own + count), f"{count} acts by a group, {own} by you")
