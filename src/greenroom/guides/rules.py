"""The kinds of rule: by which detector, and with which parameters, something is found.

Each class is one kind; its docstring is its page in ``docs/writing-a-guide.md``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from greenroom.guides.entry import Entry, Id, Text
from greenroom.model import PartName

Guard = Literal["negated", "hypothetical", "reported", "quoted"]
Speaker = Literal["candidate", "group", "other", "any"]
Role = Literal["finds", "supports", "caps", "vetoes", "marks"]


class Rule(Entry, tag_field="kind", frozen=True, kw_only=True):
    """One way to find something.

    ``role``: ``finds`` grades it; ``supports`` raises a hint that another rule found to
    clear; ``caps`` limits the grade to ``grade`` unless this rule also holds; ``vetoes``
    removes the finding where this rule holds; ``marks`` only adds spans to what is found.
    """

    role: Role = "finds"
    """What the rule does to the finding of its entry: finds, supports, caps, vetoes or marks."""
    grade: Annotated[int, Meta(ge=0, le=2)] = 2
    """The grade it finds (0 to 2), or the highest one left where it caps."""


class Learned(Rule, tag="learned", frozen=True, kw_only=True):
    """The trained head of this id (or of ``label``); its thresholds stand with the weights."""

    label: Id | None = None
    """Id of the trained head, where it is not the id of the entry."""


class Similar(Rule, tag="similar", frozen=True, kw_only=True):
    """Sentences whose meaning is near this entry's own examples and cue phrases; needs no training.

    ``at_least``: margin, in cosine, by which a sentence must be nearer to the found
    examples than to the not-found ones.
    """

    at_least: Annotated[float, Meta(ge=0, le=1)] = 0.08
    """How much nearer to the found examples than to the not-found ones a sentence must be (cosine)."""
    near: Annotated[float, Meta(ge=0, le=1)] = 0.45
    """How near to an example a sentence must be at all (cosine)."""


class Phrase(Rule, tag="phrase", frozen=True, kw_only=True):
    """Regular expressions (RE2, case-insensitive, linear time) in one sentence.

    ``unless``: readings in which a match does not count; ``speaker``: whose act it must
    be; ``parts``: only in sentences of these parts; ``at_least``: matching sentences needed.
    """

    any: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Patterns; one match in a sentence is enough."""
    unless: tuple[Guard, ...] = ("negated", "hypothetical", "quoted")
    """Readings in which a match does not count."""
    speaker: Speaker = "any"
    """Whose act it must be."""
    parts: tuple[PartName, ...] = ()
    """Only in sentences of these parts; all parts where none is named."""
    at_least: Annotated[int, Meta(ge=1)] = 1
    """How many sentences must match."""


class Passive(Rule, tag="passive", frozen=True, kw_only=True):
    """Agentless passives in sentences of ``parts``: at least ``at_least`` and ``share`` of their verbs."""

    parts: tuple[PartName, ...] = ("action", "result")
    """Only in sentences of these parts."""
    at_least: Annotated[int, Meta(ge=1)] = 2
    """How many agentless passives there must be."""
    share: Annotated[float, Meta(ge=0, le=1)] = 0.25
    """Least share of the verbs that are agentless passives (0 to 1)."""


class PronounBalance(Rule, tag="pronoun-balance", frozen=True, kw_only=True):
    """Action told by a group: share of we/they verbs among those with a personal subject."""

    parts: tuple[PartName, ...] = ("action",)
    """Only in sentences of these parts."""
    share: Annotated[float, Meta(ge=0, le=1)] = 0.6
    """Least share of verbs told with "we" or "they" (0 to 1)."""
    at_least: Annotated[int, Meta(ge=1)] = 3
    """How many such verbs there must be."""


class Hedge(Rule, tag="hedge", frozen=True, kw_only=True):
    """Hedges on the candidate's own claims; ``words`` are RE2 patterns, ``forecasts`` are excused."""

    words: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Patterns of hedging words."""
    at_least: Annotated[int, Meta(ge=1)] = 2
    """How many hedges there must be."""


class Quantity(Rule, tag="quantity", frozen=True, kw_only=True):
    """A number that says an effect.

    Team sizes, dates, versions, ages of experience and ordinals never count.
    """

    parts: tuple[PartName, ...] = ()
    """Only in sentences of these parts; all parts where none is named."""
    change: bool = False
    """Only a change, or a size tied to an act, counts."""
    vague: bool = False
    """Words such as "far fewer" count too."""
    at_least: Annotated[int, Meta(ge=1)] = 1
    """How many such numbers there must be."""


class Absence(Rule, tag="absence", frozen=True, kw_only=True):
    """Holds when none of these is there: findings (by id), parts, or quantities of effect."""

    signals: tuple[Id, ...] = ()
    """Ids of findings that must not be there."""
    parts: tuple[PartName, ...] = ()
    """Parts of the story that must not be there."""
    quantity: bool = False
    """No number that says an effect may be there."""


class Presence(Rule, tag="presence", frozen=True, kw_only=True):
    """Holds when all of these are there: findings (by id, any kind) and parts."""

    findings: tuple[Id, ...] = ()
    """Ids of findings that must all be there."""
    parts: tuple[PartName, ...] = ()
    """Parts of the story that must all be there."""


class NoStory(Rule, tag="no-story", frozen=True, kw_only=True):
    """Holds when the text narrates nothing: definition, hypothetical, instruction, off topic."""

    at_least: Annotated[float, Meta(ge=0, le=1)] = 0.5
    """How sure it must be that nothing is narrated (0 to 1)."""


class Recital(Rule, tag="recital", frozen=True, kw_only=True):
    """Sentences that recite this guide's own wording (rubric pasted) instead of telling what happened."""

    overlap: Annotated[float, Meta(ge=0, le=1)] = 0.6
    """Least share of a sentence's words that are the guide's own wording (0 to 1)."""


class SentenceShare(Rule, tag="sentence-share", frozen=True, kw_only=True):
    """Share of the story's words that stand in ``parts``: between ``least`` and ``most``."""

    parts: Annotated[tuple[PartName, ...], Meta(min_length=1)]
    """The parts whose words are counted."""
    least: Annotated[float, Meta(ge=0, le=1)] = 0.0
    """The least share (0 to 1)."""
    most: Annotated[float, Meta(ge=0, le=1)] = 1.0
    """The greatest share (0 to 1)."""


AnyRule = (
    Learned
    | Similar
    | Phrase
    | Passive
    | PronounBalance
    | Hedge
    | Quantity
    | Absence
    | Presence
    | NoStory
    | Recital
    | SentenceShare
)
Rules = Annotated[tuple[AnyRule, ...], Meta(min_length=1)]
