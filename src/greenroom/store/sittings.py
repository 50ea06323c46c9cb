"""A conversation that was kept to go on with: the one way in which all of them come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from greenroom.errors import ChangedError, DataError
from greenroom.store.database import Check, Store
from greenroom.store.tables import as_json
from greenroom.store.values import Mode

T = TypeVar("T")


def unfinished(store: Store, mode: Mode, key: str, kind: type[T], called: str, where: str, anew: str) -> T | None:
    """What was kept under ``mode`` and ``key``, as a ``kind``; None where nothing was.

    Raises ``DataError`` where it cannot be understood; ``called`` and ``where`` name it, ``anew`` is what begins
    another.
    """
    kept = store.kept(mode, key)
    if kept is None:
        return None
    try:
        return msgspec.convert(dict(kept), kind)
    except msgspec.ValidationError as fault:
        what = f"what was kept of {called} cannot be understood ({fault})"
        do = f"greenroom data export keeps a copy; {anew}"
        raise DataError(what, where=where, do=do) from None


def keep(store: Store, mode: Mode, key: str, before: T | None, after: T, at: datetime, called: str) -> None:
    """Keep ``after`` in place of ``before``.

    Raises ``ChangedError``, and writes nothing, where another window or the command line kept something else since.
    """
    store.keep(mode, key, msgspec.to_builtins(after), at, unchanged(type(after), called, before, after))


def unchanged(kind: type[Any], called: str, *known: Any) -> Check:
    """Refuses to replace what is none of ``known``; what is no longer kept is in nobody's way."""

    def check(kept: Mapping[str, Any] | None) -> None:
        if kept is None:
            return
        try:
            now = _plain(msgspec.convert(dict(kept), kind))
        except msgspec.ValidationError:
            now = ""
        if now not in [_plain(one) for one in known if one is not None]:
            what = f"{called} went on elsewhere meanwhile; nothing was kept here"
            raise ChangedError(what, do="begin again where it stands now")

    return check


def _plain(state: Any) -> str:
    """As the store writes it, so that what went there and back is the same."""
    return as_json(msgspec.to_builtins(state), sort_keys=True)
