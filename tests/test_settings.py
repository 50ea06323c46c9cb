"""``load_settings``: the person's file, and every way in which it can be wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenroom.errors import UsageError
from greenroom.settings import Settings, load_settings


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "greenroom.toml"
    monkeypatch.setenv("GREENROOM_CONFIG", str(path))
    return path


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("GREENROOM_CONFIG", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def nobody() -> Iterator[None]:
    """Not root, who may read everything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)


def test_the_file_sets_what_it_names(file: Path) -> None:
    file.write_text("words_per_minute = 130\nlongest_s = 300")
    assert load_settings() == Settings(words_per_minute=130, longest_s=300)


@pytest.mark.parametrize(
    ("content", "what", "allowed"),
    [
        ("words_per_minute = nan", "words_per_minute is nan", "a number from 60 to 300"),
        ("words_per_minute = 'fast'", "words_per_minute is 'fast'", "a number from 60 to 300"),
        ("longest_s = inf", "longest_s is inf", "seconds above 0, at least shortest_s"),
        (f"shortest_s = 1{'0' * 400}", "shortest_s is 1000", "seconds above 0, at most longest_s"),
        ("shortest_s = 400", "shortest_s is 400, longest_s only 360", "shortest_s: seconds above 0, at most longest_s"),
        ("threads = 0", "threads is 0", "a whole number from 1 to 64"),
        ("wpm = 130", "unknown setting 'wpm'", "words_per_minute"),
        ("threads = ", "is no TOML", "lines such as words_per_minute = 145"),
        (f"judge = {'[' * 9999}", "is no TOML", "lines such as words_per_minute = 145"),
        ("#" * 2_000_000, "is too large", "at most 1,048,576 bytes"),
    ],
)
def test_a_faulty_file_is_one_message_in_our_form(file: Path, content: str, what: str, allowed: str) -> None:
    file.write_text(content)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{file}: {what}")
    assert allowed in caught.value.allowed
    assert "msgspec" not in str(caught.value)


def test_a_file_that_was_named_must_exist(file: Path) -> None:
    with pytest.raises(UsageError, match="no such file\ntry: correct GREENROOM_CONFIG"):
        load_settings()


def test_without_a_file_all_is_as_usual(home: Path) -> None:
    assert load_settings() == Settings()


def test_a_home_that_is_closed_to_us_holds_no_settings(home: Path, request: pytest.FixtureRequest) -> None:
    (home / ".config").mkdir(mode=0)
    request.getfixturevalue("nobody")
    assert load_settings() == Settings()


def test_a_file_that_may_not_be_read_is_no_missing_one(home: Path, request: pytest.FixtureRequest) -> None:
    folder = home / ".config" / "greenroom"
    folder.mkdir(parents=True)
    (folder / "greenroom.toml").touch(mode=0)
    for parent in (home, *list(home.parents)[:2]):
        parent.chmod(0o755)
    request.getfixturevalue("nobody")
    with pytest.raises(UsageError, match=r"cannot be read \(Permission denied\)"):
        load_settings()
