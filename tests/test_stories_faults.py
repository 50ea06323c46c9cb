"""The story bank on a bad day: locked, full, corrupted, of a newer version, killed in the middle; nothing is lost."""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from stored import NOW, query

from bench.kill import check_stories, killed, story_writer
from greenroom.cli import main
from greenroom.errors import DataError
from greenroom.store import Store, database_file, opening
from greenroom.stories.bank import Bank, Held


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank with one story, closed."""
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    with Store.open(tmp_path / "data") as store:
        Bank(store).add("Pallets", [], [], "I counted. " * 400, NOW)
    return tmp_path / "data"


def stories(folder: Path) -> tuple[Held, ...]:
    with Store.open(folder) as store:
        return Bank(store).stories()


def test_a_bank_that_another_program_holds_is_read_waited_for_and_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT_S", 0.05)
    other = sqlite3.connect(database_file(folder))
    other.execute("BEGIN IMMEDIATE")
    with Store.open(folder) as store:
        bank = Bank(store)
        assert [one.story.id for one in bank.stories()] == ["pallets"]
        with pytest.raises(DataError, match="another program has been writing"):
            bank.tell("pallets", "Second.", NOW)
        other.close()
        bank.tell("pallets", "Second.", NOW)
        assert [t.text for t in bank.get("pallets").tellings][1:] == ["Second."]


def test_a_full_disk_keeps_all_of_an_import_out_and_what_was_there_in(folder: Path, tmp_path: Path) -> None:
    before = stories(folder)
    for n in range(3):
        text = f"---\nstory: s{n}\ntitle: S\n---\n" + "I wrote it all down. " * 4000
        (tmp_path / f"{n}.md").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "greenroom", "story", "import", *(str(tmp_path / f"{n}.md") for n in range(3))],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000)),
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, "Traceback" in ran.stderr) == (7, "", False)
    assert "make room" in ran.stderr or "room on it" in ran.stderr
    assert stories(folder) == before


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_bank_cut_short_is_one_message_and_left_alone(
    folder: Path, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    file = database_file(folder)
    cut = file.read_bytes()[: int(file.stat().st_size * share)]
    file.write_bytes(cut)
    assert main(["story", "show", "pallets"]) == 7
    assert "is damaged" in capsys.readouterr().err
    assert file.read_bytes() == cut


def test_a_bank_of_a_newer_version_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query(database_file(folder), "UPDATE alembic_version SET version_num = '9999'")
    assert main(["story", "list"]) == 7
    assert "update greenroom" in capsys.readouterr().err


def test_a_sheet_that_cannot_be_understood_is_one_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query(database_file(folder), """UPDATE story_versions SET sheet = '{"facts": [{"kind": "mood", "text": "x"}]}'""")
    assert main(["story", "list"]) == 7
    assert "the facts of this story cannot be understood" in capsys.readouterr().err


def test_a_change_comes_whole_or_not_at_all(folder: Path) -> None:
    """The telling is refused by the database after its change and version were written."""
    with Store.open(folder) as store:
        refuse = "CREATE TRIGGER no BEFORE INSERT ON story_tellings BEGIN SELECT RAISE(ABORT, 'no'); END"
        query(database_file(folder), refuse)
        with pytest.raises(DataError):
            Bank(store).add("Calendar", [], [], "Second.", NOW)
    for table in ("story_changes", "story_versions", "story_tellings"):
        assert query(database_file(folder), f"SELECT count(*) FROM {table}") == [(1,)]


def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    chance = random.Random(11)
    named: list[str] = []
    for _ in range(2):
        named += killed(story_writer(tmp_path), chance.randrange(2, 20))
        found = check_stories(tmp_path, named)
        assert (found.lost, found.wrong) == ([], [])
    assert found.confirmed == len(named) > 2
