"""What was typed and not sent yet: kept in the store by a name, with a number, so that two windows cannot mix."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from greenroom.errors import ChangedError, InputError
from greenroom.model import Value
from greenroom.store import Store
from greenroom.store.values import Mode

MODE: Mode = "mine"
TELLING = "telling:"
"""Before the id of a story: what was typed of a telling of it. The command line keeps it under the same name."""
MOST = 1_000_000
"""Characters that a draft may hold."""


class Draft(Value, frozen=True, kw_only=True):
    """``fields`` as typed, by their name; ``base``: the version of what is being edited, where there is one.

    ``number`` rises with every change: who changes a draft names the number that was seen.
    """

    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    base: str = ""
    number: int = 0

    def text(self, name: str) -> str:
        """A field as text; empty where there is none."""
        found = self.fields.get(name)
        return found if isinstance(found, str) else ""


def draft(store: Store, key: str) -> Draft:
    """What is kept under ``key``; an empty one with the number 0 where nothing is."""
    return _draft(store.kept(MODE, key))


def _draft(kept: Mapping[str, Any] | None) -> Draft:
    if kept is None:
        return Draft()
    fields = kept.get("fields")
    if not isinstance(fields, dict):  # as the command line keeps it: the text alone
        fields = {name: value for name, value in kept.items() if isinstance(value, str)}
    number, base = kept.get("number"), kept.get("base")
    return Draft(
        fields=fields, base=base if isinstance(base, str) else "", number=number if isinstance(number, int) else 0
    )


def keep(store: Store, key: str, fields: Mapping[str, Any], seen: int, at: datetime, base: str = "") -> Draft:
    """Keep ``fields`` in place of what was kept under ``key`` and had the number ``seen``.

    Raises ``ChangedError`` where another window has changed it since, ``InputError`` where it is too long.
    """
    if sum(len(str(value)) for value in fields.values()) > MOST:
        raise InputError("is too long", where="what you typed", allowed=f"at most {MOST:,} characters")
    now = _draft(store.kept(MODE, key))
    made = Draft(fields=dict(fields), base=base or now.base, number=now.number + 1)

    def check(kept: Mapping[str, Any] | None) -> None:
        here = _draft(kept)
        if dict(here.fields) != made.fields and (here != now or here.number != seen):
            what = "this was changed in another window meanwhile; what stands here is not kept yet"
            raise ChangedError(what, do="send it, and you see both")

    # "text" also stands by itself, for the command line.
    plain = {"text": made.text("text")} if "text" in fields else {}
    state = {**plain, "fields": made.fields, "base": made.base, "number": made.number}
    store.keep(MODE, key, state, at, check)
    return made


def drop(store: Store, key: str, seen: int | None = None) -> None:
    """Forget what was kept under ``key``; with ``seen`` only where it still has this number."""

    def check(kept: Mapping[str, Any] | None) -> None:
        if seen is not None and _draft(kept).number != seen:
            raise ChangedError("this was changed in another window meanwhile", do="look at it there")

    with contextlib.suppress(ChangedError):  # somebody is typing there
        store.drop(MODE, key, check)
