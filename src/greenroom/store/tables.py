"""The tables as they are now. How they came to be stands in ``migrations``; a test holds the two together."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

from greenroom.model import Value
from greenroom.store.values import (
    Calibration,
    CardReview,
    Draft,
    Kept,
    PastRehearsal,
    QuizAnswer,
    SectionRead,
    StoredCard,
)

REVISIONS = ("0001", "0002")
"""Every state of the schema that there has been, oldest first; the last is this one."""


class Words(TypeDecorator[str]):
    """Text; half of a surrogate pair, as a broken terminal gives it, becomes a question mark."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What is written."""
        return None if value is None else sound(value)


class Time(TypeDecorator[datetime]):
    """A point in time as UTC text of one width, so that the order of texts is the order of times."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """What is written; raises ``ValueError`` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """What is read."""
        return None if value is None else datetime.fromisoformat(value)


class Json(TypeDecorator[dict[str, Any]]):
    """An object as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """What is written; raises ``TypeError`` or ``ValueError`` for what JSON cannot say."""
        return None if value is None else as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        """What is read."""
        if value is None:
            return None
        made: dict[str, Any] = json.loads(value)
        return made


def as_json(value: Any, sort_keys: bool = False) -> str:
    """``value`` as JSON text; raises ``TypeError`` or ``ValueError`` for what JSON cannot say."""
    plain = msgspec.to_builtins(dict(value), str_keys=True)
    return sound(json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=sort_keys, separators=(",", ":")))


def sound(text: str) -> str:
    """``text`` as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


METADATA = MetaData()


def _seq() -> Column[int]:
    """The order in which rows came, for those of one time."""
    return Column("seq", Integer, primary_key=True)


def _filled(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _at(name: str = "at") -> Column[datetime]:
    return Column(name, Time, nullable=False)


def _json(name: str) -> Column[dict[str, Any]]:
    return Column(name, Json, nullable=False)


def _id() -> Column[str]:
    return Column("id", Words, nullable=False, unique=True)


sections_read = Table(
    "sections_read",
    METADATA,
    Column("guide", Words, primary_key=True),
    Column("section", Words, primary_key=True),
    _filled("version"),
    _at(),
)

kept = Table(
    "kept",
    METADATA,
    Column("mode", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    _json("state"),
    _at(),
)

drafts = Table(
    "drafts",
    METADATA,
    _seq(),
    _id(),
    _filled("guide"),
    _filled("walkthrough"),
    _filled("part"),
    _filled("text"),
    _at(),
    Column("words", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    _json("review"),
    CheckConstraint("words >= 0 AND seconds >= 0", name="drafts_measure"),
)

calibrations = Table(
    "calibrations",
    METADATA,
    _seq(),
    _id(),
    _filled("guide"),
    _filled("pair"),
    _filled("candidate"),
    _filled("level"),
    Column("lens", Words),
    _at(),
    Column("seconds", Float, nullable=False),
    _json("scored"),
    _json("key"),
    CheckConstraint("seconds >= 0", name="calibrations_measure"),
)

quiz_answers = Table(
    "quiz_answers",
    METADATA,
    _seq(),
    _id(),
    _filled("session"),
    _filled("guide"),
    _filled("question"),
    _filled("difficulty"),
    _filled("chosen"),
    _filled("right"),
    Column("correct", Boolean, nullable=False),
    _at(),
    CheckConstraint("correct IN (0, 1)", name="quiz_answers_truth"),
)

rehearsals = Table(
    "rehearsals",
    METADATA,
    _seq(),
    _id(),
    _filled("guides"),
    _filled("level"),
    _at(),
    _at("ended"),
    Column("finished", Boolean, nullable=False),
    _json("state"),
    _json("summary"),
    CheckConstraint("finished IN (0, 1)", name="rehearsals_truth"),
)

cards = Table(
    "cards",
    METADATA,
    _seq(),
    _id(),
    _filled("guide"),
    _filled("kind"),
    _filled("front"),
    _filled("back"),
    _at("due"),
    _json("schedule"),
    Column("suspended", Boolean, nullable=False),
    _at("created"),
    CheckConstraint("suspended IN (0, 1)", name="cards_truth"),
    Index("cards_due", "suspended", "due"),
)

card_reviews = Table(
    "card_reviews",
    METADATA,
    _seq(),
    _id(),
    Column("card", Words, ForeignKey("cards.id"), nullable=False),
    Column("rating", Integer, nullable=False),
    _at(),
    _json("before"),
    _json("after"),
    _at("due_before"),
    CheckConstraint("rating BETWEEN 1 AND 4", name="card_reviews_rating"),
    Index("card_reviews_card", "card"),
    Index("card_reviews_at", "at", "seq"),
)

KINDS: dict[str, tuple[type[Value], Table]] = {
    "sections_read": (SectionRead, sections_read),
    "kept": (Kept, kept),
    "drafts": (Draft, drafts),
    "calibrations": (Calibration, calibrations),
    "quiz_answers": (QuizAnswer, quiz_answers),
    "rehearsals": (PastRehearsal, rehearsals),
    "cards": (StoredCard, cards),
    "card_reviews": (CardReview, card_reviews),
}
"""Every table by its name: what a row of it is, and the table. What is pointed to comes before what points."""
