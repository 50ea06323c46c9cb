"""``greenroom study``: read on, stop, resume, list; at a terminal, piped, and for a screen reader."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack
from hypothesis import HealthCheck, given, settings, strategies as st

from greenroom.cli import main, streams
from greenroom.store import Store

Run = Callable[..., tuple[int, str, str]]
SECTIONS = 20
"""Of the tutorial's guide."""


class Typing(io.StringIO):
    """Standard input that ends with Ctrl-C instead of its end."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = write_pack(tmp_path / "packs")
    monkeypatch.setenv("GREENROOM_PACKS", str(pack))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    return pack


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, given: str = "", ends: type[io.StringIO] = io.StringIO) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", ends(given))
        code = main(["study", *arguments])
        return code, *capsys.readouterr()

    return run


def read_so_far() -> set[str]:
    with Store.open() as store:
        return set(store.sections_read(GUIDE))


def test_from_the_first_section_to_the_last(study: Run) -> None:
    code, out, err = study(GUIDE, given="\n" * SECTIONS)
    assert (code, err) == (0, "")
    assert f"Section {SECTIONS} of {SECTIONS}" in out
    assert f"That was all of it: {SECTIONS} sections. Try yourself: greenroom quiz {GUIDE}" in out
    assert max(map(len, out.split("\n"))) <= 80
    assert len(read_so_far()) == SECTIONS


def test_stopping_and_going_on_begins_at_the_first_unread_section(study: Run) -> None:
    code, out, _ = study(GUIDE, given="\n\nq\n")
    assert code == 0
    assert f"{SECTIONS - 2} of {SECTIONS} sections left. To go on: greenroom study {GUIDE}" in out
    code, out, _ = study(GUIDE, given="q\n")
    assert f"2 of {SECTIONS} sections read; going on with section 3." in out
    assert "Section 3 of" in out
    assert "Section 2 of" not in out


def test_going_back_shows_the_section_before_and_then_where_one_was(study: Run) -> None:
    _, out, _ = study(GUIDE, given="\n\nb\n\nq\n")
    assert re.findall(r"Section (\d+) of", out) == ["1", "2", "3", "2", "3"]


def test_ctrl_c_at_any_prompt_keeps_what_was_read_and_says_how_to_go_on(study: Run) -> None:
    for entered in range(SECTIONS):
        code, _, err = study(GUIDE, given="\n" if entered else "", ends=Typing)
        assert code == 130
        assert f"To go on: greenroom study {GUIDE}" in err
        assert len(read_so_far()) == entered


def test_the_end_of_the_input_keeps_what_was_read(study: Run) -> None:
    code, _, err = study(GUIDE, given="\n\n")
    assert code == 2
    assert f"To go on: greenroom study {GUIDE}" in err
    assert len(read_so_far()) == 2


def test_what_cannot_be_understood_is_asked_again(study: Run) -> None:
    code, out, _ = study(GUIDE, given="later\n\nq\n")
    assert code == 0
    assert "'later' is none of them. Allowed: Enter, b or q." in out
    assert len(read_so_far()) == 1


def test_a_section_that_changed_is_unread_again(study: Run, place: Path) -> None:
    study(GUIDE, given="\n" * SECTIONS)
    edit(
        place / GUIDE / "guide.yaml",
        ("version: 1.0.0", "version: 1.1.0"),
        ("why: Then telling was no choice.", "why: Then it was no choice to tell."),
    )
    _, out, _ = study(GUIDE, given="\n")
    assert f"{SECTIONS - 1} of {SECTIONS} sections read" in out
    assert "changed since you read it" in out
    assert re.findall(r"Section (\d+) of", out) == ["12"]


def test_all_read_offers_to_read_it_again(study: Run) -> None:
    study(GUIDE, given="\n" * SECTIONS)
    code, out, _ = study(GUIDE, given="\n")
    assert code == 0
    assert f"You have read all {SECTIONS} sections." in out
    assert "Section 1 of" in study(GUIDE, given="again\nq\n")[1]


def test_list_says_what_is_read_and_what_is_left(study: Run) -> None:
    study(GUIDE, given="\nq\n")
    code, out, _ = study(GUIDE, "--list")
    assert code == 0
    assert f"Owns mistakes: 1 of {SECTIONS} sections read." in out
    assert "- Owns mistakes (question): read" in out
    assert "- What it is not (is-not): to read" in out


def test_one_section_is_shown_and_counts_as_read(study: Run) -> None:
    code, out, _ = study(GUIDE, "--section", "admitted")
    assert code == 0
    assert "Said well: “It was entirely my fault, and I said so in the morning meeting.”" in " ".join(out.split())
    assert read_so_far() == {"signal-admitted"}


def test_an_unknown_section_is_a_usage_error(study: Run) -> None:
    code, out, err = study(GUIDE, "--section", "signal-admited")
    assert (code, out) == (2, "")
    assert "did you mean signal-admitted" in err


def test_all_prints_everything_asks_nothing_and_marks_nothing(study: Run) -> None:
    code, out, err = study(GUIDE, "--all")
    assert (code, err) == (0, "")
    assert "Who would have found out" in out
    assert "It was me, I put it right" in out
    assert read_so_far() == set()


def test_the_level_is_remembered_until_another_is_given(study: Run) -> None:
    assert "For Senior." in study(GUIDE, "--level", "senior", given="q\n")[1]
    _, out, _ = study(GUIDE, "--list")
    assert "level-senior" in out
    assert "level-sde1" not in out
    assert "level-sde1" in study(GUIDE, "--list", "--level", "all")[1]


def test_plain_output_has_no_colour_and_no_drawing(study: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "is_terminal", lambda stream: stream is sys.stdout)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" in study(GUIDE, given="q\n")[1]
    _, out, _ = study(GUIDE, "--plain", given="\nq\n")
    assert "\x1b" not in out
    assert not re.search("[─-╿]", out)
    assert f"Section 1 of {SECTIONS}, The question.\n" in out


def test_without_a_guide_it_tells_how_far_one_is_in_each(study: Run) -> None:
    study(GUIDE, given="\nq\n")
    code, out, _ = study()
    assert code == 0
    assert f"Owns mistakes: 1 of {SECTIONS} sections read. To go on: greenroom study {GUIDE}" in " ".join(out.split())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sittings=st.lists(st.lists(st.sampled_from(["", "b", "?", "q"]), max_size=8), max_size=4))
def test_whatever_is_typed_nothing_that_was_read_is_lost(
    study: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, sittings: list[list[str]]
) -> None:
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path_factory.mktemp("data")))
    before: set[str] = set()
    for typed in sittings:
        code, out, _ = study(GUIDE, given="".join(f"{line}\n" for line in typed), ends=Typing)
        assert code in (0, 130)
        shown = re.findall(r"Section (\d+) of", out)
        assert shown[:1] in ([], [str(len(before) + 1)])
        after = read_so_far()
        assert before <= after
        before = after
