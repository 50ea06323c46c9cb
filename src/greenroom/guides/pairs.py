"""What stands in ``pairs.yaml``: two candidates for one question, each with the key that a trained interviewer gives.

The person scores both before they see the key (``greenroom calibrate``), so an answer may quote nothing of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from greenroom.guides.entry import Entry, Id, Text
from greenroom.model import Level, TargetLevel, Verdict

Telling = Literal["fluent", "plain"]
"""How an answer is told, where that is what a pair tests: it must not move the grades."""


class Heard(Entry, frozen=True, kw_only=True):
    """A signal that the answer shows; one that is absent is left out."""

    id: Id
    """Id of the signal."""
    grade: Annotated[int, Meta(ge=1, le=2)]
    """1 partly, 2 clearly shown."""
    shown: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """The sentences that show it, word for word."""


class Marked(Entry, frozen=True, kw_only=True):
    """A disqualifier or a red flag that applies to the answer."""

    id: Id
    """Id of the disqualifier or red flag."""
    shown: tuple[Text, ...] = ()
    """The sentences that show it, word for word; none where it is something missing."""


class Key(Entry, frozen=True, kw_only=True):
    """What a trained interviewer hears in an answer."""

    signals: tuple[Heard, ...] = ()
    """The signals that are shown."""
    disqualifiers: tuple[Marked, ...] = ()
    """The disqualifiers that apply, whether they weigh at this level or not."""
    red_flags: tuple[Marked, ...] = ()
    """The red flags that apply."""
    level: Level
    """The level whose scope the story shows."""
    verdict: Verdict
    """The verdict at the level of the pair: the one that the rules make of this key."""
    writes: Text
    """What the interviewer writes about it, in two or three sentences."""


class Candidate(Entry, frozen=True, kw_only=True):
    """One of the two candidates."""

    id: Id
    """Kebab-case name, unique in the pair; it should give nothing away."""
    telling: Telling | None = None
    """How it is told, where the pair tests that: a fluent one against a plain one."""
    text: Text
    """The answer, as it is spoken."""
    key: Key
    """What there is to hear in it."""


class Pair(Entry, frozen=True, kw_only=True):
    """Two answers to one question, made to reveal one mistake of whoever scores them."""

    id: Id
    """Kebab-case name, unique in the file; people see it before they score, so it should give nothing away."""
    level: TargetLevel
    """The level that both are interviewed for."""
    question: Text
    """The question that both were asked."""
    reveals: Text
    """The mistake that the pair is made to reveal; told with the key."""
    candidates: Annotated[tuple[Candidate, ...], Meta(min_length=1)]
    """The two candidates."""


class Pairs(Entry, frozen=True, kw_only=True):
    """``pairs.yaml``: the pairs of the guide beside it, in the order in which they are met; a guide may do without."""

    pairs: Annotated[tuple[Pair, ...], Meta(min_length=1)]
    """The pairs."""
