"""The file of the database: where it is, opened with its tables as they must be, made when it is not there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from greenroom.errors import DataError
from greenroom.settings import data_folder
from greenroom.store.faults import RESTORE, WAIT_S, busy, told
from greenroom.store.tables import REVISIONS

NAME = "greenroom.db"
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside the database: what is not yet in it, an index of that, and what a change would undo."""
READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"
"""How a transaction begins: one that writes takes its turn before it reads, so that nothing changes in between."""
_MAGIC, _SMALLEST = b"SQLite format 3\0", 512
"""The first bytes of every database, and the size of the smallest page."""
_AGAIN_S = 0.002
"""Seconds between two tries for a turn."""
_MAKING_S = 2.0
"""Seconds that another process may take from the first write of a new database until the file has something in it."""
_ELSEWHERE = "name another folder in GREENROOM_DATA"
_IDLE = 4
"""Engines that are kept though nobody uses them: they know how every query is said, and hold no file open."""
_engines: OrderedDict[Path, tuple[Engine, int]] = OrderedDict()  # with how many stores use each
_LOCK = threading.Lock()


def database_file(folder: Path | None = None) -> Path:
    """The file, there or not, of ``folder`` or of the person's data folder; links are followed, as SQLite does."""
    return Path(os.path.realpath((data_folder() if folder is None else folder) / NAME))


def names(file: Path) -> tuple[Path, ...]:
    """The database and what SQLite may keep beside it, there or not."""
    return (file, *(file.with_name(file.name + ending) for ending in BESIDE))


def files(file: Path) -> tuple[Path, ...]:
    """The database and what SQLite keeps beside it, as far as they are there."""
    return tuple(one for one in names(file) if one.is_file())


def opened(file: Path) -> Engine:
    """The database, its tables up to date; a new one where there is none. Give it back with ``closed``.

    Raises ``DataError`` for a file that is damaged, of a newer version or none of ours (which stays as it is), and
    for a place that cannot be written.
    """
    with _LOCK:
        engine, users = _engines.get(file) or (_engine(file), 0)
        if not users:
            # Never while the file is open here: who closes a file lets go of all locks that the process has on it, and
            # another process would take SQLite's log away (https://www.sqlite.org/howtocorrupt.html, 2.2).
            _make_room_for(file)
        _engines[file] = engine, users + 1
    try:
        with told(file):
            _bring_up_to_date(engine, file)
    except BaseException:
        closed(file)
        raise
    return engine


def closed(file: Path) -> None:
    """Let go of the file, unless another store of this process has it open too."""
    with _LOCK:
        engine, users = _engines[file]
        _engines[file] = engine, users - 1
        if users > 1:
            return
        engine.dispose()
        idle = [one for one, (_, count) in _engines.items() if not count]
        for one in idle[: max(0, len(idle) - _IDLE)]:
            del _engines[one]


def _engine(file: Path) -> Engine:
    made = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": WAIT_S, "isolation_level": None},
        pool_size=0,  # as many connections as there are threads
    )
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def delete(file: Path) -> None:
    """Remove the database and what SQLite keeps beside it, nothing else.

    Raises ``DataError`` while another program has it open, and where a file cannot be removed.
    """
    if file.is_file():
        _alone(file)
    for one in reversed(files(file)):
        try:
            one.unlink(missing_ok=True)
        except OSError as fault:
            what = f"cannot be removed ({fault.strerror})"
            raise DataError(what, where=str(one), do="change the permissions of its folder") from None


def _alone(file: Path) -> None:
    """Refuse while another program has the file open; a damaged file is nobody's."""
    try:
        connection = sqlite3.connect(file, timeout=0)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # needs the file for itself alone
        finally:
            connection.close()
    except sqlite3.Error as fault:
        if busy(fault):
            raise DataError("another program has it open", where=str(file), do="end that program first") from None


def _make_room_for(file: Path) -> None:
    """The folder and an empty file, both for the person's eyes only; refuse what would cost data."""
    until = time.monotonic() + _MAKING_S
    while (beside := _left_beside_nothing(file)) and time.monotonic() < until:
        time.sleep(_AGAIN_S)  # another process may be making it this moment
    if beside:
        # SQLite would throw away what is beside an empty database.
        what = f"is missing or empty, but {beside[0].name} beside it is not"
        raise DataError(what, where=str(file), do=f"restore the file, or {_ELSEWHERE}")
    if file.is_file() and file.stat().st_size and not _begins_as_database(file):
        # SQLite would write over a file that is too short to have a head.
        raise DataError("is damaged, or no database at all", where=str(file), do=RESTORE)
    if file.exists() and not file.is_file():
        raise DataError("is no file", where=str(file), do=f"move it away, or {_ELSEWHERE}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as fault:
        where = str(fault.filename or file)
        raise DataError(f"cannot be made ({fault.strerror})", where=where, do=_ELSEWHERE) from None


def _left_beside_nothing(file: Path) -> list[Path]:
    """What is kept beside the database though that is missing or empty."""
    beside = []
    for one in files(file):
        with contextlib.suppress(FileNotFoundError):  # gone between two looks
            beside += [one] if one.stat().st_size else []
    return [] if file in beside else beside


def _begins_as_database(file: Path) -> bool:
    """Whether the file begins as SQLite's do (https://www.sqlite.org/fileformat.html, 1.3), or may not be read."""
    try:
        with file.open("rb") as read:
            return read.read(_SMALLEST).startswith(_MAGIC) and file.stat().st_size >= _SMALLEST
    except OSError:
        return True


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    """What holds for one connection only: a commit is on the disk when it returns, what is pointed to exists."""
    for pragma in ("synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Python's sqlite3 would begin a transaction late, and none at all for a change of tables.
    begin = connection.get_execution_options().get("begin", WRITING)
    if begin == READING:
        connection.exec_driver_sql(begin)
        return
    # SQLite asks ten times a second, so that a process which writes without a pause leaves no other a turn.
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        _patiently(lambda: connection.exec_driver_sql(begin))
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_S * 1000:.0f}")


def _patiently(attempt: Callable[[], Any]) -> None:
    """Try until nobody else holds the database, ``WAIT_S`` at most."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            attempt()
            return
        except (DBAPIError, sqlite3.Error) as fault:
            if not busy(fault) or time.monotonic() > until:
                raise
        time.sleep(_AGAIN_S)


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: it sees one state throughout and waits for nobody."""
    with engine.connect().execution_options(begin=READING) as connection, connection.begin():
        yield connection


def _bring_up_to_date(engine: Engine, file: Path) -> None:
    with reading(engine) as connection:
        if _revision(connection, file) == REVISIONS[-1]:
            return
    _keep_a_log_ahead(engine)
    with engine.begin() as connection:
        if _revision(connection, file) != REVISIONS[-1]:  # else another process was quicker
            _migrate(connection)


def _revision(connection: Connection, file: Path) -> str | None:
    """The state of the schema, none for an empty database; raises ``DataError`` for one that is none of ours."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    if not tables:
        return None
    held = (
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        if "alembic_version" in tables
        else []
    )
    if len(held) != 1:
        raise DataError("is a database, but none of greenroom's", where=str(file), do=_ELSEWHERE)
    if held[0] not in REVISIONS:
        what = f"was written by a newer greenroom (its tables are of revision {held[0]})"
        allowed = f"revisions up to {REVISIONS[-1]}"
        raise DataError(what, where=str(file), allowed=allowed, do=f"update greenroom, or {_ELSEWHERE}")
    return str(held[0])


def _keep_a_log_ahead(engine: Engine) -> None:
    """Switch to a write-ahead log, once for the file; SQLite does not wait its turn for this."""
    connection = engine.raw_connection()  # outside any transaction: inside one SQLite would not switch
    try:
        _patiently(lambda: connection.cursor().execute("PRAGMA journal_mode = WAL"))
    finally:
        connection.close()


def _migrate(connection: Connection) -> None:
    """Run the changes that are missing, in the transaction of ``connection``."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")
