"""What the story bank is about: stories, their facts, their tellings, and what a reviewed telling supports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from greenroom.model import Value

FactKind = Literal["when", "where", "role", "person", "number", "decision", "other"]
FACT_KINDS: tuple[FactKind, ...] = get_args(FactKind)


class Fact(Value, frozen=True, kw_only=True):
    """One line of a fact sheet, in the person's own words."""

    kind: FactKind
    text: str


class Story(Value, frozen=True, kw_only=True):
    """Something that happened to the person.

    ``id``: a slug that never changes; ``archetypes``: ids such as "have-backbone/cross-team-risk"; ``archived``: kept,
    but not to be told any more.
    """

    id: str
    title: str
    facts: tuple[Fact, ...]
    archetypes: tuple[str, ...]
    added: datetime
    archived: bool


class Telling(Value, frozen=True, kw_only=True):
    """One version of how a story is told, never altered. ``number``: 1 is the first; ``seconds``: as it was spoken.

    ``competency`` and ``question``: what it was told for, where that is known.
    """

    id: str
    story: str
    number: int
    competency: str | None
    question: str | None
    text: str
    written: datetime
    seconds: float | None


class Support(Value, frozen=True, kw_only=True):
    """What one reviewed telling shows for one competency.

    ``verdict`` and ``score`` (0..100): at ``level``, the one interviewed for; ``signals``: grade 0, 1 or 2 by id;
    ``disqualifiers``: ids of those found; ``practised``: when the story was last told aloud, if ever.
    """

    story: str
    telling: str
    competency: str
    verdict: str
    score: float
    level: str
    signals: Mapping[str, int]
    disqualifiers: tuple[str, ...]
    reviewed: datetime
    practised: datetime | None
