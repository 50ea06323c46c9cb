"""From values to rows and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Insert, Select, Table, select
from sqlalchemy.dialects.sqlite import insert

from greenroom.model import Value

V = TypeVar("V", bound=Value)


def as_row(value: Value) -> dict[str, Any]:
    """The row of ``value``; columns are named as its fields."""
    return msgspec.structs.asdict(value)


def read(connection: Connection, kind: type[V], query: Select[Any]) -> list[V]:
    """What ``query``, made by ``all_of``, finds."""
    return [kind(**row) for row in connection.execute(query).mappings()]


def all_of(table: Table, **wanted: Any) -> Select[Any]:
    """The rows whose columns hold what is ``wanted`` (``None``: anything), in the order of time.

    Cards come in the order in which they were made.
    """
    columns = [c for c in table.c if c.name != "seq"]
    query = select(*columns)
    for name, value in wanted.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    return query.order_by(*_order(table))


def _order(table: Table) -> list[Any]:
    when = [table.c.at] if "at" in table.c else []
    then = [table.c.seq] if "seq" in table.c else list(table.primary_key)
    return [*when, *then]


def key_names(table: Table) -> tuple[str, ...]:
    """The columns that tell one row from the others: those that the caller chose."""
    return ("id",) if "id" in table.c else tuple(c.name for c in table.primary_key)


def key_of(table: Table, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells ``row`` from the others."""
    return tuple(row[name] for name in key_names(table))


def upsert(table: Table, *changing: str) -> Insert:
    """An insert that changes the columns ``changing`` where the row is there already."""
    made = insert(table)
    return made.on_conflict_do_update(
        index_elements=list(key_names(table)), set_={name: made.excluded[name] for name in changing}
    )
