"""``greenroom calibrate --answers --labels``: a coach scores a file, stops, goes on, and compares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rated import KNOWN, TEXT, answer_line, label_line, rating, written
from scoring_pairs import Run

from greenroom.evaluation.files import read_answers, read_ratings
from greenroom.store import Store

ASK = ["calibrate", "--answers", "answers.jsonl", "--labels", "labels.jsonl"]
LINES = ["2", "", "", "2", "", "", "4", "", "sde2", "hire"]
"""Six signals, one disqualifier (no-impact), no red flag, level and verdict: the steps of have-backbone."""
ONE = "\n".join(LINES) + "\n"
COUNT = 4


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    gold = [rating(f"a{n}", "hire", signals={"spoke-up": (2, [1])}) for n in range(COUNT)]
    written(Path("labels.jsonl"), [label_line(one) for one in gold])
    written(Path("answers.jsonl"), [answer_line(one.id, text=one.id + TEXT[2:]) for one in gold])
    return Run(monkeypatch, capsys)


def count() -> int:
    with Store.open() as store:
        return len(store.calibrations())


def test_scored_answers_are_compared_with_the_labels(run: Run) -> None:
    ran = run(*ASK, given=ONE * COUNT)
    assert (ran.code, ran.err) == (0, "")
    assert "Verdicts (4): 100% exact" in ran.told
    assert "Grades of signals (24): 83% exact, 0% one step off, 17% farther" in ran.told
    assert count() == COUNT


def test_the_ratings_are_labels_that_evaluate_can_read(run: Run) -> None:
    run(*ASK, "--ratings", "mine.jsonl", given=ONE * COUNT)
    subjects, known = read_answers(Path("answers.jsonl"))
    mine = read_ratings(Path("mine.jsonl"), subjects, known)
    assert list(mine.by_id) == list(subjects)
    assert {tuple(one.signals.items()) for one in mine.by_id.values()} == {(("spoke-up", 2), ("committed", 2))}
    evaluated = run(
        "evaluate", "answers.jsonl", "labels.jsonl", "--predictions", "mine.jsonl", "--resamples", "0",
        "--raters", "mine.jsonl", "labels.jsonl", "-f", "json",
    )  # fmt: skip
    assert evaluated.code == 0
    figures = json.loads(evaluated.out)["judge"]["figures"]
    assert figures["verdict_exact"]["value"] == 1.0
    assert figures["star_accuracy"]["value"] is None


@pytest.mark.parametrize("lines", [0, 10, 25])
def test_an_interrupted_file_goes_on_and_asks_nothing_twice(run: Run, lines: int) -> None:
    given = (ONE * COUNT).splitlines(keepends=True)
    stopped = run(*ASK, "--ratings", "mine.jsonl", given="".join(given[:lines]))
    assert stopped.code == 2
    assert "To go on: greenroom calibrate --answers answers.jsonl --labels labels.jsonl --ratings" in stopped.err
    done = lines // len(LINES)
    assert count() == done
    assert Path("mine.jsonl").exists() == (done > 0)
    resumed = run(*ASK, "--ratings", "mine.jsonl", given="".join(["on\n"] * (lines % 10 > 0) + given[lines:]))
    assert resumed.code == 0
    assert count() == COUNT
    assert len(Path("mine.jsonl").read_text(encoding="utf-8").splitlines()) == COUNT


def test_the_order_is_the_same_again(run: Run) -> None:
    first = run(*ASK).out
    assert "Answer 1 of 4" in first
    assert first == run(*ASK).out


def test_answers_that_are_added_later_are_all_that_is_left(run: Run) -> None:
    run(*ASK, given=ONE * COUNT)
    with Path("answers.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(answer_line("new", text="ne" + TEXT[2:])) + "\n")
    with Path("labels.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(label_line(rating("new", "no-hire"))) + "\n")
    ran = run(*ASK, given=ONE)
    assert "5 answers to score, 4 done" in ran.told
    assert "Verdicts (5): 80% exact, 20% one step off" in ran.told
    assert "new: you said hire, the labels say no hire." in ran.told


def test_history_of_a_file_asks_nothing(run: Run) -> None:
    run(*ASK, given=ONE)
    ran = run(*ASK, "--history")
    assert ran.code == 0
    assert "Verdicts (1): 100% exact" in ran.told
    assert "Over time" in ran.told


def test_answers_without_labels_are_named_unless_they_may_be_left_out(run: Run) -> None:
    lines = Path("labels.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    Path("labels.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    refused = run(*ASK)
    assert refused.code == 2
    assert "1 of 4 answers have no labels there: a3" in refused.err
    assert run(*ASK, "--partial", given=ONE * 3).code == 0


def test_only_some_answers(run: Run) -> None:
    assert "1 answer to score" in run(*ASK, "--only", "a2", given=ONE).told


def test_ratings_never_replace_anything_else(run: Run) -> None:
    before = Path("labels.jsonl").read_bytes()
    assert run(*ASK, "--ratings", "labels.jsonl", given=ONE * COUNT).code == 5
    Path("gold.jsonl").write_bytes(before)
    ran = run(*ASK, "--ratings", "gold.jsonl", given=ONE * COUNT)
    assert ran.code == 5
    assert "holds something else than your ratings" in ran.err
    assert Path("labels.jsonl").read_bytes() == Path("gold.jsonl").read_bytes() == before
    assert count() == 0


def test_an_answer_cannot_steer_the_terminal(run: Run) -> None:
    text = "\x1b[2Jx" + TEXT[5:]
    written(Path("answers.jsonl"), [answer_line("a0", text=text)])
    assert "\x1b" not in run(*ASK, "--partial").out


def test_labels_may_leave_out_the_parts(run: Run) -> None:
    line = label_line(rating("a0", "hire"))
    written(Path("bare.jsonl"), [line | {"star": ""}])
    subjects, known = read_answers(Path("answers.jsonl"))
    assert read_ratings(Path("bare.jsonl"), subjects, known).by_id["a0"].star == ""
    assert set(known) <= set(KNOWN)
