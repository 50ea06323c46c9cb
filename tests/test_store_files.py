"""The file of the store: every state in which it can be found, and none that costs data."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from stored import NOW, draft, filled, query, rehearsal, told

from greenroom.errors import DataError, UsageError
from greenroom.settings import data_folder
from greenroom.store import Store, database_file, delete, files, opening
from greenroom.store.faults import told as faults_told
from greenroom.store.tables import METADATA, REVISIONS

MIGRATIONS = Path(opening.__file__).with_name("migrations")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A row of every kind, and enough to fill some pages."""
    folder = tmp_path_factory.mktemp("made")
    with Store.open(folder) as store:
        filled(store)
        for n in range(40):
            store.add_draft(draft(id=f"long-{n}", text="I measured it. " * 400))
    return database_file(folder).read_bytes()


@pytest.fixture
def file(tmp_path: Path, content: bytes) -> Path:
    """A closed database."""
    database_file(tmp_path).write_bytes(content)
    return database_file(tmp_path)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Not root, who may write everything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)


# ── the tables ──────────────────────────────────────────────────────────────────────


def test_the_migrations_make_the_tables_that_the_code_uses(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_every_migration_is_known_in_its_order() -> None:
    found = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_an_up_to_date_database_opens_without_the_machinery_of_migrations(file: Path) -> None:
    program = "import sys; from greenroom.store import Store; Store.open().close(); print('alembic' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"GREENROOM_DATA": str(file.parent)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout == "False\n"


def test_what_is_written_is_on_the_disk_and_waits_in_a_log(file: Path) -> None:
    assert query(file, "PRAGMA journal_mode") == [("wal",)]
    with Store.open(file.parent) as store, store._engine.connect() as connection:
        held = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")]
    assert held == [2, 1]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_database_of_every_earlier_schema_keeps_its_rows(tmp_path: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{database_file(tmp_path)}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, revision)
    engine.dispose()
    at = "2026-03-01T09:30:00.000250Z"
    query(database_file(tmp_path), f"INSERT INTO kept VALUES ('quiz', 'k', '{{}}', '{at}')")
    query(
        database_file(tmp_path),
        "INSERT INTO drafts (id, guide, walkthrough, part, text, at, words, seconds, review) "
        f"VALUES ('d1', 'have-backbone', 'sde2', 'task', 'I had to choose.', '{at}', 4, 1.7, '{{}}')",
    )
    with Store.open(tmp_path) as store:
        assert store.drafts("have-backbone") == [draft(review={})]
        assert store.kept("quiz", "k") == {}
        told(store)
        assert [one.id for one in store.story_log().tellings] == ["s1-t"]
        store.end_rehearsal(rehearsal(), "rehearse", "last")
        assert store.rehearsals() == [rehearsal()]


# ── files that are not as they should be ────────────────────────────────────────────


def test_a_database_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    query(file, "UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(DataError, match=r"(?s)newer greenroom .*9999.*try: update greenroom"):
        Store.open(file.parent)
    assert file.read_bytes() == before


@pytest.mark.parametrize("statement", ["CREATE TABLE guests (name)", "CREATE TABLE alembic_version (version_num)"])
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path, statement: str) -> None:
    file = database_file(tmp_path)
    query(file, statement)
    before = file.read_bytes()
    with pytest.raises(DataError, match="none of greenroom's"):
        Store.open(tmp_path)
    assert file.read_bytes() == before


@pytest.mark.parametrize("written", [b"Dear diary,\n" * 99, b"SQLite format 3\0" + b"\xff" * 4096, b"x"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, written: bytes) -> None:
    database_file(tmp_path).write_bytes(written)
    with pytest.raises(DataError, match="is damaged"):
        Store.open(tmp_path)
    assert database_file(tmp_path).read_bytes() == written


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_database_cut_short_is_told_and_left_alone(file: Path, kept: float) -> None:
    whole = file.read_bytes()
    cut = whole[: int(len(whole) * kept)]
    file.write_bytes(cut)
    with pytest.raises(DataError, match="is damaged"), Store.open(file.parent) as store:
        store.export()
    assert file.read_bytes() == cut


def test_an_empty_database_beside_a_log_that_is_not_is_refused(file: Path) -> None:
    log = file.with_name("greenroom.db-wal")
    log.write_bytes(b"what was written last")
    file.write_bytes(b"")
    with pytest.raises(DataError, match=r"is missing or empty, but greenroom\.db-wal beside it is not"):
        Store.open(file.parent)
    assert log.read_bytes() == b"what was written last"


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    database_file(tmp_path).touch()
    with Store.open(tmp_path) as store:
        filled(store)
        assert set(store.counts().values()) == {1}


# ── places that cannot be written ───────────────────────────────────────────────────


def test_a_folder_in_the_place_of_the_database_is_told(tmp_path: Path) -> None:
    database_file(tmp_path).mkdir()
    with pytest.raises(DataError, match="is no file"):
        Store.open(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(DataError, match="cannot be made"):
        Store.open(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "mine"


def test_a_folder_that_is_closed_to_us_is_told(file: Path, request: pytest.FixtureRequest) -> None:
    for parent in (*list(file.parents)[1:3],):
        parent.chmod(0o755)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    request.getfixturevalue("nobody")
    with pytest.raises(DataError, match="cannot be opened or written"), Store.open(file.parent) as store:
        store.keep("quiz", "x", {}, NOW)
    with pytest.raises(DataError, match=r"cannot be made \(Permission denied\)"):
        Store.open(file.parent / "new")


def test_without_a_home_the_person_is_asked_for_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_DATA", raising=False)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: Path("~/.local/share/greenroom"))
    with pytest.raises(UsageError, match="no home folder"):
        data_folder()


def test_a_database_that_another_program_holds_is_waited_for_and_then_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT_S", 0.05)
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(file.parent) as store:
        assert len(store.drafts("have-backbone")) == 41
        with pytest.raises(DataError, match="another program has been writing"):
            store.add_draft(draft(id="new"))
        other.close()
        store.add_draft(draft(id="new"))
        assert len(store.drafts("have-backbone")) == 42


def test_a_full_disk_is_told(file: Path) -> None:
    connection = sqlite3.connect(file)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DataError, match=r"(?s)no room to write.*make room"), faults_told(file):
        connection.execute("UPDATE drafts SET text = text || text || text")
    connection.close()


# ── deleting ────────────────────────────────────────────────────────────────────────


def test_deleting_takes_the_database_and_nothing_else(file: Path) -> None:
    beside = [file.with_name(name) for name in ("notes.txt", "greenroom.db.bak", "greenroom.dbx")]
    for one in beside:
        one.write_text("mine")
    file.with_name("greenroom.db-shm").write_bytes(b"")
    delete(file)
    assert files(file) == ()
    assert sorted(file.parent.iterdir()) == sorted(beside)


def test_to_open_it_once_more_lets_go_of_no_lock(file: Path) -> None:
    """Else another process would take it for closed, and with it the log in which the latest writes stand."""
    program = "import sys; from pathlib import Path; from greenroom.store import delete; delete(Path(sys.argv[1]))"
    with Store.open(file.parent) as one:
        before = one.counts()
        Store.open(file.parent).close()
        other = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False)
        assert "another program has it open" in other.stderr
        assert one.counts() == before


def test_a_store_that_is_closed_leaves_the_others_of_its_file_alone(file: Path) -> None:
    with Store.open(file.parent) as one:
        with Store.open(file.parent) as other:
            before = other.counts()
            assert one.counts() == before
        other.close()
        assert one.counts() == before
        with pytest.raises(DataError):
            delete(file)
    delete(file)
    assert not file.exists()


def test_a_damaged_database_can_be_deleted(file: Path) -> None:
    file.write_bytes(b"nothing to be read")
    file.with_name("greenroom.db-wal").write_bytes(b"nor here")
    delete(file)
    assert files(file) == ()


def test_a_database_that_is_in_use_is_not_deleted(file: Path) -> None:
    with Store.open(file.parent) as store:
        store.keep("quiz", "x", {}, NOW)
        with pytest.raises(DataError, match="another program has it open"):
            delete(file)
        assert store.kept("quiz", "x") == {}
