"""All that is kept as one document: written out, read back, merged with what is there."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, NoReturn

import msgspec
from sqlalchemy import Connection, Table, insert, select, update

from greenroom import __version__
from greenroom.errors import InputError
from greenroom.model import Value
from greenroom.store.rows import all_of, as_row, key_names, key_of, read
from greenroom.store.tables import KINDS, as_json, sound
from greenroom.store.values import (
    Calibration,
    CardReview,
    Draft,
    Kept,
    PastRehearsal,
    QuizAnswer,
    SectionRead,
    StoredCard,
    StoryChange,
    StoryTelling,
    StoryVersion,
    TellingReview,
)

FORM = 1
"""Version of the document; goes up when a field is removed or changes its meaning."""

MOST_BYTES = 512 * 1024 * 1024
"""Bytes above which a file is no export."""

Prefer = Literal["here", "file"]
"""Whose row counts where both have it with different contents."""

_POINTING = {
    "story_versions": ("change",),
    "story_tellings": ("change",),
    "telling_reviews": ("change", "telling"),
}
"""Columns of the story bank that name a row of another table."""

_EXPORT_AGAIN = "export it again with greenroom data export"


class Export(Value, frozen=True, kw_only=True):
    """All that is kept, table by table, oldest rows first. ``greenroom``: the version that wrote it.

    Exports of before there were rehearsals or a story bank lack these tables, and hold nothing of them.
    """

    greenroom: str
    schema: Literal[1]
    sections_read: tuple[SectionRead, ...]
    kept: tuple[Kept, ...]
    drafts: tuple[Draft, ...]
    calibrations: tuple[Calibration, ...]
    quiz_answers: tuple[QuizAnswer, ...]
    cards: tuple[StoredCard, ...]
    card_reviews: tuple[CardReview, ...]
    rehearsals: tuple[PastRehearsal, ...] = ()
    story_changes: tuple[StoryChange, ...] = ()
    story_versions: tuple[StoryVersion, ...] = ()
    story_tellings: tuple[StoryTelling, ...] = ()
    telling_reviews: tuple[TellingReview, ...] = ()

    def rows(self, table: str) -> tuple[Value, ...]:
        """The values of one table."""
        found: tuple[Value, ...] = getattr(self, table)
        return found


class Loaded(NamedTuple):
    """What an import did, in rows of each table: new here, changed here, left as it was."""

    added: dict[str, int]
    changed: dict[str, int]
    left: dict[str, int]


class _Merge(NamedTuple):
    """What is to be done with the rows of one table."""

    added: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    left: int


def export_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of an export."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:greenroom:schema:data:{FORM}",
        "title": "Greenroom data",
    }
    return head | msgspec.json.schema(Export)


def exported(connection: Connection) -> dict[str, Any]:
    """Everything, as plain values that JSON can say."""
    held = {name: read(connection, kind, all_of(table)) for name, (kind, table) in KINDS.items()}
    plain: dict[str, Any] = msgspec.to_builtins(held)
    return {"greenroom": __version__, "schema": FORM} | plain


def as_text(document: Mapping[str, Any]) -> str:
    """An export as JSON for people and programs."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def parsed(raw: bytes, source: str) -> Export:
    """The export that the file ``source`` holds; raises ``InputError`` with the place of the first fault."""
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError as fault:
        raise InputError(f"is no UTF-8 (byte {fault.start})", where=source, do=_EXPORT_AGAIN) from None
    except json.JSONDecodeError as fault:
        place = f"{source}:{fault.lineno}"
        raise InputError(f"is no JSON ({fault.msg}, column {fault.colno})", where=place, do=_EXPORT_AGAIN) from None
    except (ValueError, RecursionError) as fault:
        raise InputError(f"is no JSON that can be kept ({fault})", where=source, do=_EXPORT_AGAIN) from None
    return understood(document, source)


def understood(document: Any, source: str = "the export") -> Export:
    """The checked ``document``; raises ``InputError`` with the place of the first fault."""
    form = document.get("schema") if isinstance(document, Mapping) else None
    if isinstance(form, int) and form > FORM:
        what = f"was written by a newer greenroom (form {form})"
        raise InputError(what, where=source, allowed=f"forms up to {FORM}", do="update greenroom")
    if form is None:
        raise InputError("is no export of greenroom", where=source, do="name a file that greenroom data export wrote")
    try:
        made = msgspec.convert(document, Export)
    except msgspec.ValidationError as fault:
        raise InputError(_plainly(str(fault)), where=source, do=_EXPORT_AGAIN) from None
    for table, (_, columns) in KINDS.items():
        for n, value in enumerate(made.rows(table)):
            try:
                _comparable(as_row(value))
            except (ValueError, TypeError, OverflowError, RecursionError) as fault:
                raise InputError(f"{table}[{n}] cannot be kept ({fault})", where=source, do=_EXPORT_AGAIN) from None
            if not all(key_of(columns, as_row(value))):
                raise InputError(f"{table}[{n}] has an empty {' or '.join(key_names(columns))}", where=source)
    return made


def merged(connection: Connection, export: Export, prefer: Prefer | None, source: str) -> Loaded:
    """Add ``export`` to what is there; raises ``InputError`` naming a row that differs, unless ``prefer`` decides.

    Of the tables that stand before others in ``KINDS`` all rows are written first, so that what is pointed to is there.
    """
    done = Loaded({}, {}, {})
    for name, (_, table) in KINDS.items():
        if name == "card_reviews":
            _check_cards(connection, export.card_reviews, source)
        for column in _POINTING.get(name, ()):
            _check_pointing(connection, name, column, export, source)
        plan = _planned(connection, table, export.rows(name), prefer, source)
        if plan.added:
            connection.execute(insert(table), plan.added)
        for row in plan.changed:
            same = [table.c[key] == row[key] for key in key_names(table)]
            connection.execute(update(table).where(*same).values(row))
        done.added[name], done.changed[name], done.left[name] = len(plan.added), len(plan.changed), plan.left
    return done


def _planned(
    connection: Connection, table: Table, values: tuple[Value, ...], prefer: Prefer | None, source: str
) -> _Merge:
    plan = _Merge([], [], 0)
    rows = [row._asdict() for row in connection.execute(all_of(table))]
    here = {key_of(table, row): _comparable(row) for row in rows}
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    left = 0
    for n, value in enumerate(values):
        row = as_row(value)
        given = _comparable(row)
        key = key_of(table, given)
        place = f"{table.name}[{n}] ({' '.join(key)})"
        if key in seen:
            if seen[key] != given:
                raise InputError(f"{place} stands there twice, with different contents", where=source, do=_EXPORT_AGAIN)
            left += 1
            continue
        seen[key] = given
        if key not in here:
            plan.added.append(row)
        elif here[key] == given or prefer == "here":
            left += 1
        elif prefer == "file":
            plan.changed.append(row)
        else:
            other = ", ".join(name for name in given if given[name] != here[key][name])
            raise InputError(
                f"{place} is here already with another {other}; nothing was imported",
                where=source,
                do="say with --prefer whose counts, or import into an empty folder (GREENROOM_DATA)",
            )
    return plan._replace(left=left)


def _check_cards(connection: Connection, reviews: tuple[CardReview, ...], source: str) -> None:
    """Every rating is of a card that is there, and says when that was due; raises ``InputError``."""
    cards = KINDS["cards"][1]
    known = set(connection.execute(select(cards.c.id)).scalars())
    for n, review in enumerate(reviews):
        if sound(review.card) not in known:
            raise InputError(f"card_reviews[{n}] is of card '{review.card}', which is not there", where=source)
        if review.due_before is None:
            raise InputError(f"card_reviews[{n}] lacks due_before", where=source, do=_EXPORT_AGAIN)


def _check_pointing(connection: Connection, name: str, column: str, export: Export, source: str) -> None:
    """Every row of the table points to one that is there; raises ``InputError``."""
    (key,) = KINDS[name][1].c[column].foreign_keys
    known = set(connection.execute(select(key.column)).scalars())
    for n, value in enumerate(export.rows(name)):
        if sound(getattr(value, column)) not in known:
            what = f"{name}[{n}] is of {column} '{getattr(value, column)}', which is not there"
            raise InputError(what, where=source, do=_EXPORT_AGAIN)


def _comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row in the one form in which equal contents are equal."""
    return {name: _settled(value) for name, value in row.items()}


def _settled(value: Any) -> Any:
    match value:
        case str():
            return sound(value)
        case datetime():
            return value.astimezone(UTC)
        case Mapping():
            return as_json(value, sort_keys=True)
        case float() if not math.isfinite(value):
            raise ValueError(f"{value} is no number")
        case _:
            return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large a number")
    return number


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _plainly(fault: str) -> str:
    """The fault that msgspec tells, in plain words: "Expected `str`, got `int` - at `$.drafts[0].text`"."""
    what, _, place = fault.partition(" - at ")
    what = what.replace("`", "").replace("Object missing required field", "lacks the field")
    what = what.replace("Object contains unknown field", "has the unknown field")
    field = place.strip("`").removeprefix("$").lstrip(".")
    return f"{field}: {what[0].lower()}{what[1:]}" if field else f"{what[0].lower()}{what[1:]}"
