"""What SQLite complains about, said in our form."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from greenroom.errors import DataError

WAIT_S = 10.0
"""Seconds that one process waits for another to finish writing."""

RESTORE = "import your last export into another folder (GREENROOM_DATA), or restore a copy"
"""What to do about a damaged database."""

_DAMAGED = ("is damaged", RESTORE)
_CLOSED = ("cannot be opened or written", "allow writing to the file and its folder, or name another in GREENROOM_DATA")
_BUSY = (f"another program has been writing to it for {WAIT_S:g} s", "wait for that program, or end it")

_SAID = {
    sqlite3.SQLITE_FULL: ("there is no room to write", "make room on the disk, then do the same again"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_AUTH: _CLOSED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the disk and the room on it, then do the same again"),
    sqlite3.SQLITE_CONSTRAINT: ("the row is there already, or does not fit", "report it, with the command you typed"),
    sqlite3.SQLITE_TOOBIG: ("a text is too long for it", "shorten it"),
}
"""Primary result code (https://www.sqlite.org/rescode.html) -> what is wrong, what to do."""


def busy(fault: DBAPIError | sqlite3.Error) -> bool:
    """Whether the fault is that another process holds the database."""
    return _code(fault) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextlib.contextmanager
def told(file: Path) -> Iterator[None]:
    """SQLite's faults leave as a ``DataError`` about ``file``."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as fault:
        what, do = _SAID.get(_code(fault), ("cannot be used", "report it, with the command you typed"))
        reason = getattr(fault, "orig", None) or fault
        raise DataError(f"{what} ({reason})", where=str(file), do=do) from fault


def _code(fault: DBAPIError | sqlite3.Error) -> int:
    """The primary result code; the extended ones hold it in their lowest byte."""
    raised = fault.orig if isinstance(fault, DBAPIError) else fault
    return getattr(raised, "sqlite_errorcode", 0) & 0xFF
