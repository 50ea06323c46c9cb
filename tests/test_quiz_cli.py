"""``greenroom quiz``: asked, answered, explained; interrupted and resumed; for a screen reader."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from guide_pack import GUIDE, write_pack

from greenroom.cli import main, streams
from greenroom.practice.quiz import pools
from greenroom.store import Store
from greenroom.store.values import QuizAnswer

Run = Callable[..., tuple[int, str, str]]


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
def quiz(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, given: str = "", ends: type[io.StringIO] = io.StringIO) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", ends(given))
        code = main(["quiz", *arguments])
        return code, *capsys.readouterr()

    return run


def answers() -> list[QuizAnswer]:
    with Store.open() as store:
        return store.quiz_answers(GUIDE)


def asked(out: str) -> list[str]:
    return re.findall(r"Question (\d+) of", out)


def test_ten_questions_with_the_reason_for_each_and_a_result(quiz: Run) -> None:
    code, out, err = quiz(GUIDE, given="1\n" * 10)
    assert (code, err) == (0, "")
    assert asked(out) == [str(n) for n in range(1, 11)]
    assert max(map(len, out.split("\n"))) <= 80
    kept = answers()
    right = sum(a.correct for a in kept)
    assert f"{right} of 10 right." in out
    assert out.count("\nRight.") == right
    assert out.count("\nWrong. Right is ") == 10 - right
    for difficulty in ("easy", "medium", "hard"):
        some = [a for a in kept if a.difficulty == difficulty]
        assert f"- {difficulty}: {sum(a.correct for a in some)} of {len(some)} right" in out


def test_every_answer_is_told_with_the_guides_own_reason(quiz: Run) -> None:
    _, out, _ = quiz(GUIDE, given="1\n" * 10)
    line = " ".join(out.split())
    items = {one.key: one for one in pools([GUIDE])}
    for answer in answers():
        one = items[answer.question]
        assert " ".join(one.why.split()) in line
        assert answer.right == one.right.text


def test_what_was_missed_names_the_section_to_read_again_and_comes_back_first(quiz: Run) -> None:
    _, out, _ = quiz(GUIDE, "--seed", "3", given="2\n" * 10)
    missed = [a.question for a in answers() if not a.correct]
    assert 0 < len(missed) < 10
    sections = {one.section for one in pools([GUIDE]) if one.key in missed}
    assert set(re.findall(rf"greenroom study {GUIDE} --section (\S+)", out)) == sections
    quiz(GUIDE, given="1\n" * 10)
    assert [a.question for a in answers()[10 : 10 + len(missed)]] == missed


def test_the_same_seed_asks_the_same_and_without_one_it_moves_on(quiz: Run) -> None:
    first = quiz(GUIDE, "--seed", "7", given="1\n" * 10)[1]
    assert quiz(GUIDE, "--seed", "7", given="1\n" * 10)[1] == first
    quiz(GUIDE, given="1\n" * 10)
    quiz(GUIDE, given="1\n" * 10)
    every = answers()
    right_before = {a.question for a in every[:30] if a.correct} - {a.question for a in every[20:30] if not a.correct}
    fresh = [a.question for a in every[30:]]
    assert right_before.isdisjoint(fresh)


def test_ctrl_c_at_any_prompt_keeps_the_answers_and_goes_on(quiz: Run) -> None:
    for answered in range(10):
        given = "1\n" if answered == 1 else "on\n1\n" if answered else ""
        code, _, err = quiz(GUIDE, given=given, ends=Typing)
        assert code == 130
        assert f"To go on: greenroom quiz {GUIDE}" in err
        assert len(answers()) == answered
    code, out, _ = quiz(GUIDE, given="\n1\n")
    assert code == 0
    assert "9 of 10 questions answered" in out
    assert asked(out) == ["10"]
    assert f"{sum(a.correct for a in answers())} of 10 right." in out
    assert len({a.session for a in answers()}) == 1
    assert len({a.question for a in answers()}) == 10


def test_the_end_of_the_input_keeps_the_answers(quiz: Run) -> None:
    code, _, err = quiz(GUIDE, given="1\n1\n")
    assert code == 2
    assert "greenroom quiz owns-mistakes" in err
    assert len(answers()) == 2


def test_a_new_quiz_gives_up_the_unfinished_one(quiz: Run) -> None:
    quiz(GUIDE, given="1\n1\n")
    code, out, _ = quiz(GUIDE, "--new", given="1\n" * 10)
    assert code == 0
    assert "unfinished" not in out
    assert asked(out)[0] == "1"
    quiz(GUIDE, given="1\n")
    assert asked(quiz(GUIDE, given="new\n" + "1\n" * 10)[1])[0] == "1"


def test_questions_that_the_guide_lost_are_left_out_of_an_unfinished_quiz(quiz: Run, place: Path) -> None:
    quiz(GUIDE, given="1\n", ends=Typing)
    (place / GUIDE / "examples.yaml").write_text("examples: {}\n", encoding="utf-8")
    code, out, _ = quiz(GUIDE, given="on\n" + "1\n" * 10)
    assert code == 0
    assert "left out: the guide has changed since" in out
    assert len(asked(out)) < 9
    assert len(answers()) == 1 + len(asked(out))


def test_a_difficulty_and_a_number_of_questions(quiz: Run) -> None:
    code, _, _ = quiz(GUIDE, "--difficulty", "easy", "--count", "3", given="1\n" * 3)
    assert code == 0
    assert [a.difficulty for a in answers()] == ["easy"] * 3


def test_an_unknown_guide_names_the_nearest(quiz: Run) -> None:
    code, out, err = quiz("owns-mistake")
    assert (code, out) == (2, "")
    assert "did you mean owns-mistakes?" in err


def test_without_a_guide_all_are_mixed(quiz: Run) -> None:
    code, out, _ = quiz(given="1\n" * 10)
    assert code == 0
    assert len(set(re.findall(r"Question \d+ of 10, \w+, ([\w-]+)", out))) == 3
    assert "\nRead again:" in out


def test_plain_questions_stand_by_themselves(quiz: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "is_terminal", lambda stream: stream is sys.stdout)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" in quiz(GUIDE, "--count", "1", given="1\n")[1]
    _, out, _ = quiz(GUIDE, "--plain", given="1\n" * 10)
    assert "\x1b" not in out
    assert not re.search("[─-╿]", out)
    assert "Question 1 of 10, easy.\n" in out


def test_an_answer_that_is_none_of_the_options_is_asked_again(quiz: Run) -> None:
    code, out, _ = quiz(GUIDE, given="9\n" + "1\n" * 10)
    assert code == 0
    assert "'9' is none of them. Allowed: a number from 1 to" in out
    assert len(answers()) == 10
