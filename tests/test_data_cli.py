"""``greenroom data``: what a person types and sees."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from stored import NOW, draft, filled, query

from greenroom.cli import main
from greenroom.store import Store, database_file


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Path:
    """A folder whose store holds a row of every kind."""
    with Store.open(folder) as made:
        filled(made)
    return folder


@pytest.fixture
def greenroom(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    def run(*arguments: str, given: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        code = main(["data", *arguments])
        return Ran(code, *capsys.readouterr())

    return run


def test_path_names_the_database_and_makes_nothing(greenroom: Callable[..., Ran], folder: Path) -> None:
    ran = greenroom("path")
    assert (ran.code, ran.out, ran.err) == (0, f"{folder / 'greenroom.db'}\n", "")
    assert not folder.exists()


def test_an_export_is_readable_and_as_the_schema_says(
    greenroom: Callable[..., Ran], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = greenroom("export")
    document = json.loads(ran.out)
    assert document["drafts"][0]["text"] == "I had to choose."
    assert document["card_reviews"][0]["at"] == "2026-03-01T09:30:00.000250Z"
    assert main(["schema", "data"]) == 0
    jsonschema.validate(document, json.loads(capsys.readouterr().out))


def test_an_export_comes_back_whole_into_another_folder(
    greenroom: Callable[..., Ran], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = greenroom("export", str(tmp_path / "backup.json"))
    assert ran.out.startswith(f"exported to {tmp_path / 'backup.json'}: 1 section read, 1 unfinished exercise, 1 draft")
    first = greenroom("export").out
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "other"))
    ran = greenroom("import", str(tmp_path / "backup.json"))
    assert (ran.code, ran.out.startswith("added: 1 section read, ")) == (0, True)
    assert greenroom("export").out == first
    ran = greenroom("import", "-", given=first.encode())
    assert ran.out.startswith("added: nothing\nleft as they are here: 1 section read, ")


def test_an_import_that_contradicts_says_what_to_do(greenroom: Callable[..., Ran], store: Path, tmp_path: Path) -> None:
    text = greenroom("export").out.replace("I had to choose.", "I had no choice.")
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    ran = greenroom("import", str(tmp_path / "other.json"))
    assert ran.code == 2
    assert ran.err.startswith(f"greenroom: {tmp_path / 'other.json'}: drafts[0] (d1) is here already with another text")
    assert "--prefer" in ran.err
    ran = greenroom("import", str(tmp_path / "other.json"), "--prefer", "file")
    assert (ran.code, ran.out.splitlines()[:2]) == (0, ["added: nothing", "changed: 1 draft"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1, 2]", b'{"schema": 1}', b"no JSON"])
def test_a_file_that_is_no_export_is_one_message(
    greenroom: Callable[..., Ran], folder: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    ran = greenroom("import", str(tmp_path / "file"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"greenroom: {tmp_path / 'file'}")
    assert "Traceback" not in ran.err
    assert not folder.exists()


def test_without_data_there_is_nothing_to_export_and_nothing_is_made(
    greenroom: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    for arguments in ((), (str(tmp_path / "backup.json"),)):
        ran = greenroom("export", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(
            f"greenroom: {folder / 'greenroom.db'}: does not exist, so there is nothing to export"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_one_message(greenroom: Callable[..., Ran], tmp_path: Path) -> None:
    ran = greenroom("import", str(tmp_path / "none.json"))
    assert (ran.code, "cannot be read (No such file" in ran.err) == (2, True)


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_an_export_does_not_replace_the_database(greenroom: Callable[..., Ran], store: Path, ending: str) -> None:
    before = database_file(store).read_bytes()
    ran = greenroom("export", f"{database_file(store)}{ending}")
    assert (ran.code, "is the database itself" in ran.err) == (5, True)
    assert database_file(store).read_bytes() == before
    assert [one.name for one in store.iterdir()] == ["greenroom.db"]


@pytest.mark.parametrize("answer", [b"\n", b"no\n", b"1\n"])
def test_delete_asks_and_takes_no_for_an_answer(greenroom: Callable[..., Ran], store: Path, answer: bytes) -> None:
    ran = greenroom("delete", given=answer)
    assert (ran.code, "Nothing was deleted." in ran.out) == (0, True)
    assert database_file(store).exists()


def test_delete_without_an_answer_deletes_nothing(greenroom: Callable[..., Ran], store: Path) -> None:
    ran = greenroom("delete")
    assert ran.code == 2
    assert database_file(store).exists()


@pytest.mark.parametrize(("arguments", "answer"), [((), b"yes\n"), (("--yes",), b"")])
def test_delete_says_exactly_what_goes(
    greenroom: Callable[..., Ran], store: Path, arguments: tuple[str, ...], answer: bytes
) -> None:
    (store / "mine.txt").write_text("mine")
    size = database_file(store).stat().st_size
    ran = greenroom("delete", "--plain", *arguments, given=answer)
    told = " ".join(ran.out.split())
    assert f"- {database_file(store)} ({size:,} bytes)\n" in ran.out
    assert "1 draft, 1 scored candidate, 1 quiz answer, 1 rehearsal, 1 card, 1 rating of a card" in told
    assert [one.name for one in store.iterdir()] == ["mine.txt"]
    assert "nothing to delete" in greenroom("delete").out


def test_a_damaged_database_is_one_message_and_can_be_deleted(greenroom: Callable[..., Ran], folder: Path) -> None:
    folder.mkdir()
    database_file(folder).write_text("no database, and long enough to be read as the head of one")
    ran = greenroom("export")
    assert (ran.code, "is damaged" in ran.err, "Traceback" in ran.err) == (7, True, False)
    ran = greenroom("delete", "--yes")
    assert (ran.code, "cannot be read, it is damaged" in " ".join(ran.out.split())) == (0, True)
    assert list(folder.iterdir()) == []


def test_no_room_for_an_import_leaves_all_as_it_was(store: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "large") as large:
        large.add_draft(draft(id="large", at=NOW, text="I wrote it all down. " * 50_000))
        (tmp_path / "large.json").write_text(json.dumps(large.export()), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "greenroom", "data", "import", str(tmp_path / "large.json")], env=os.environ,
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, "Traceback" in ran.stderr) == (7, "", False)
    assert "make room" in ran.stderr or "room on it" in ran.stderr
    assert query(database_file(store), "SELECT id FROM drafts") == [("d1",)]
    assert query(database_file(store), "PRAGMA integrity_check") == [("ok",)]
