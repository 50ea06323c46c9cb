"""Detectors: one parse and one rule in, a hit or nothing out. The table below is all there are."""

from __future__ import annotations

from greenroom.detectors import absence, agency, hedge, learned, phrase, quantity, similar, story
from greenroom.detectors.base import Context, Detector, Hit
from greenroom.guides import schema

TABLE: dict[type[schema.Rule], Detector] = {
    schema.Learned: learned.find,
    schema.Similar: similar.find,
    schema.Phrase: phrase.find,
    schema.Passive: agency.passive,
    schema.PronounBalance: agency.pronoun_balance,
    schema.Hedge: hedge.find,
    schema.Quantity: quantity.find,
    schema.Absence: absence.absence,
    schema.Presence: absence.presence,
    schema.NoStory: story.no_story,
    schema.Recital: story.recital,
    schema.SentenceShare: absence.sentence_share,
}


def detect(rule: schema.Rule, context: Context) -> Hit | None:
    """Whether ``rule`` holds for the entry in this parse."""
    return TABLE[type(rule)](rule, context)


def kind_of(rule: schema.Rule) -> str:
    """The rule's kind as written in a guide."""
    return str(type(rule).__struct_config__.tag)


__all__ = ["TABLE", "Context", "Detector", "Hit", "detect", "kind_of"]
