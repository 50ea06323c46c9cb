"""``greenroom revise``: a sitting at the terminal or piped, counts for scripts, the file for Anki."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from small_guide import guide as small

from greenroom.cli import main
from greenroom.guides import loader
from greenroom.practice import revision

NAME = "have-backbone"


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder of the test's own, and the small guide in place of the shipped ones."""
    guide = small()
    for module in (loader, revision):
        monkeypatch.setattr(module, "load_guide", lambda name: guide)
        monkeypatch.setattr(module, "guide_ids", lambda: (guide.id,))
    monkeypatch.setattr(revision, "of_mistakes", lambda *_: ())
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", "/dev/null")
    return tmp_path


@pytest.fixture
def greenroom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    def run(*arguments: str, lines: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines.split())))
        code = main(["revise", *arguments])
        return Ran(code, *capsys.readouterr())

    return run


def due(greenroom: Callable[..., Ran]) -> dict[str, object]:
    told: dict[str, object] = json.loads(greenroom("--due", "--format", "json").out)
    return told


def listed(greenroom: Callable[..., Ran]) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(greenroom("--list", "--format", "json").out)
    return told


# ── a sitting ───────────────────────────────────────────────────────────────────────


def test_a_sitting_asks_answers_and_says_when_the_card_comes_back(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, lines="good quit")
    assert ran.code == 0
    chain = ran.out.index("Give the chain of a good answer")
    assert chain < ran.out.index("saw it") < ran.out.index("again, back in 1 minute")
    assert "good, back in 10 minutes" in ran.out
    assert re.search(r"easy, back in \d+ days", ran.out)
    assert "Before: 0 due, 10 new, 0 learned." in ran.out
    assert "Now: 0 due, 9 new, 0 learned." in ran.out


@pytest.mark.parametrize("entry", ["4", "easy", "e"])
def test_a_rating_goes_by_number_word_or_letter(greenroom: Callable[..., Ran], entry: str) -> None:
    greenroom(NAME, lines=f"{entry} q")
    assert due(greenroom)["learned"] == 1


def test_what_was_rated_is_kept_where_the_input_ends(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, lines="easy easy")
    assert ran.code == 2
    assert f"Everything answered so far is kept. To go on: greenroom revise {NAME}" in ran.err
    assert due(greenroom)["learned"] == 2


def test_ctrl_c_keeps_what_was_rated(
    greenroom: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Pressed(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    monkeypatch.setattr("sys.stdin", Pressed("easy\n"))
    assert main(["revise", NAME]) == 130
    assert "is kept" in capsys.readouterr().err
    assert due(greenroom)["learned"] == 1


def test_undo_takes_the_last_rating_back(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, lines="easy u q")
    assert "Taken back (easy): " in ran.out
    assert due(greenroom)["learned"] == 0


def test_undo_reaches_back_into_the_last_sitting(greenroom: Callable[..., Ran]) -> None:
    greenroom(NAME, lines="easy q")
    greenroom(NAME, lines="undo q")
    assert due(greenroom)["learned"] == 0
    assert "There is nothing to take back." in greenroom(NAME, lines="undo q").out


def test_a_card_put_off_does_not_come_again(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, lines="later quit")
    assert ran.out.count("Give the chain of a good answer") == 1
    assert due(greenroom)["new"] == 10


def test_a_suspended_card_is_listed_as_such_and_can_be_taken_back_in(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, lines="suspend quit")
    assert f"greenroom revise --unsuspend {NAME}:chain" in ran.out
    assert listed(greenroom)[0] | {"front": "", "back": ""} == {
        "id": f"{NAME}:chain",
        "guide": NAME,
        "kind": "chain",
        "front": "",
        "back": "",
        "state": "suspended",
        "due": None,
    }
    assert greenroom("--unsuspend", f"{NAME}:chain").code == 0
    assert due(greenroom)["suspended"] == 0


def test_limit_ends_the_sitting(greenroom: Callable[..., Ran]) -> None:
    assert greenroom(NAME, "--limit", "2", lines="easy easy").code == 0
    assert due(greenroom)["learned"] == 2


def test_new_says_how_many_new_cards_today(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, "--new", "1", lines="easy")
    assert ran.code == 0
    assert "more new cards wait for the days to come" in ran.out
    assert "The next card comes tomorrow." in ran.out


def test_without_an_id_a_first_sitting_asks_for_guides(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(lines="1 quit")
    assert "Which guides do you want to revise?" in ran.out
    assert due(greenroom)["new"] == 10


def test_plain_output_has_no_drawing_and_no_colour(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom(NAME, "--plain", lines="easy quit")
    assert not re.search(r"\x1b|[\u2500-\u257f]", ran.out)
    assert "Answer:" in ran.out


# ── counts and lists ────────────────────────────────────────────────────────────────


def test_due_and_list_begin_nothing(greenroom: Callable[..., Ran]) -> None:
    assert greenroom(NAME, "--due").out == "0 due, 0 new, 0 learned; 0 cards in all.\n"
    assert "greenroom revise ID" in greenroom(NAME, "--list").out


def test_due_counts_for_scripts(greenroom: Callable[..., Ran]) -> None:
    greenroom(NAME, lines="good quit")
    told = due(greenroom)
    assert set(told) == {"due", "new", "unseen", "learned", "suspended", "cards", "next"}
    assert (told["new"], told["unseen"]) == (9, told["cards"] - 1)


def test_every_card_is_listed_with_its_time(greenroom: Callable[..., Ran]) -> None:
    greenroom(NAME, lines="easy quit")
    lines = greenroom("--list").out.splitlines()
    assert re.match(rf"- {NAME}:chain, in \d+ days: ", lines[0])
    assert f"- {NAME}:core, new: " in "\n".join(lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--due", "--list"], "--due and --list do not go together"),
        (["--format", "json"], "--format says how --due and --list are written"),
        (["--anki", "cards.zip"], "the ending is not .apkg"),
        (["--limit", "0"], "a whole number from 1 to 10000"),
        (["--unsuspend", "nothing"], "there is no card 'nothing'"),
    ],
)
def test_wrong_options_are_told_in_one_message(greenroom: Callable[..., Ran], arguments: list[str], said: str) -> None:
    ran = greenroom(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


# ── Anki ────────────────────────────────────────────────────────────────────────────


def notes(file: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """Guid -> fields and tags of every note of a package."""
    with zipfile.ZipFile(file) as zipped:
        assert set(zipped.namelist()) == {"collection.anki2", "media"}
        database = Path(zipped.extract("collection.anki2", folder))
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("select count(*) from cards").fetchone() == (
            connection.execute("select count(*) from notes").fetchone()
        )
        return {guid: (fields, tags) for guid, fields, tags in connection.execute("select guid, flds, tags from notes")}
    finally:
        connection.close()


def test_a_later_package_has_the_same_notes(
    greenroom: Callable[..., Ran], own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = own_place / "one.apkg", own_place / "two.apkg"
    assert greenroom(NAME, "--anki", str(one)).code == 0
    reworded = msgspec.structs.replace(small(), principle="Another Name")
    monkeypatch.setattr(loader, "load_guide", lambda name: reworded)
    greenroom(NAME, "--anki", str(two))
    before, after = notes(one, own_place), notes(two, own_place)
    assert before.keys() == after.keys()
    assert before != after


def test_what_a_guide_says_is_never_markup_in_anki(
    greenroom: Callable[..., Ran], own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = '<script>x</script> [sound:x.mp3] {{Front}} & "it"'
    probe = msgspec.structs.replace(small().probes[0], question=evil)
    monkeypatch.setattr(loader, "load_guide", lambda name: msgspec.structs.replace(small(), probes=(probe,)))
    greenroom(NAME, "--anki", str(own_place / "x.apkg"))
    (fields,) = [f for f, tags in notes(own_place / "x.apkg", own_place).values() if "greenroom::probe" in tags]
    assert "<script" not in fields
    assert "[sound" not in fields
    assert "&lt;script&gt;x&lt;/script&gt; &#91;sound:x.mp3&#93;" in fields


def test_suspended_cards_stay_out_of_the_package(greenroom: Callable[..., Ran], own_place: Path) -> None:
    greenroom(NAME, lines="suspend quit")
    greenroom(NAME, "--anki", str(own_place / "x.apkg"))
    assert not [f for f, _ in notes(own_place / "x.apkg", own_place).values() if f.endswith(f"{NAME}:chain")]


def test_without_the_library_for_packages_it_says_what_to_install(
    greenroom: Callable[..., Ran], own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    ran = greenroom(NAME, "--anki", str(own_place / "x.apkg"))
    assert (ran.code, ran.out) == (2, "")
    assert 'pip install "genanki' in ran.err
    assert list(own_place.iterdir()) == []


def test_a_package_that_cannot_be_written_leaves_nothing(greenroom: Callable[..., Ran], own_place: Path) -> None:
    ran = greenroom(NAME, "--anki", str(own_place / "no" / "x.apkg"))
    assert ran.code == 5
    assert "its folder does not exist" in ran.err
    assert not (own_place / "no").exists()
