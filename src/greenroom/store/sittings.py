"""A conversation that was kept to go on with: the one way in which all of them come back."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from greenroom.errors import DataError
from greenroom.store.database import Store
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
