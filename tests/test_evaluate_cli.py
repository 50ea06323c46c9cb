"""``greenroom evaluate`` through its door: what a person types, sees, and gets as exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_judge import FakeJudge
from rated import SENTENCES, answer_line, label_line, prediction_line, rating, written

from greenroom import judges
from greenroom.cli import main
from greenroom.evaluation.result import evaluation_schema
from greenroom.reports.about import FORMS, card

COUNT = 24


@pytest.fixture(autouse=True)
def fake_judge(monkeypatch: pytest.MonkeyPatch) -> FakeJudge:
    judge = FakeJudge()
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: judge)
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_DEBUG", raising=False)
    return judge


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def evaluate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs ``evaluate`` in a folder with answers, labels, three raters and two judges (``good``, ``bad``)."""
    monkeypatch.chdir(tmp_path)
    told = [
        rating(
            f"hb-{n:02d}",
            "hire" if n % 2 else "no-hire",
            signals={"spoke-up": (2, [1]), "committed": (1 + n % 2, [2])},
            disqualifiers={} if n % 2 else {"no-impact": [2]},
            red_flags={"hedging": [0]} if n % 3 == 0 else {},
        )
        for n in range(COUNT)
    ]
    lines = [label_line(r) for r in told]
    wrong = [
        line | {"verdict": "strong-no-hire", "signals": {}} if n % 4 == 1 else line for n, line in enumerate(lines)
    ]
    written(Path("answers.jsonl"), [answer_line(r.id) for r in told])
    for name in ("labels", "rater-1", "rater-2"):
        written(Path(f"{name}.jsonl"), lines)
    written(Path("rater-3.jsonl"), wrong)
    written(Path("good.jsonl"), [prediction_line(line, SENTENCES) for line in lines])
    by = {"judge": "other", "judge_version": "3.1"}
    written(Path("bad.jsonl"), [prediction_line(line, SENTENCES, provenance=by) for line in wrong])

    def run(*arguments: str) -> Ran:
        code = main(["evaluate", "answers.jsonl", "labels.jsonl", *arguments])
        return Ran(code, *capsys.readouterr())

    return run


def figures(ran: Ran) -> dict[str, Any]:
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


# ── what is printed ─────────────────────────────────────────────────────────────────


def test_the_page_names_judge_answers_and_every_figure_within_80_columns(evaluate: Callable[..., Ran]) -> None:
    ran = evaluate("--predictions", "bad.jsonl", "--raters", "rater-1.jsonl", "rater-3.jsonl")
    assert (ran.code, ran.err) == (0, "")
    assert "bad.jsonl (other 3.1)" in ran.out
    assert "24 answers (have-backbone 24)" in ran.out
    row = next(line for line in ran.out.splitlines() if line.startswith("verdict, exactly the same"))
    judge, _, raters = row.split()[-3:]
    assert (judge, raters) == ("0.750", "0.750")
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("form", "sign"),
    [("text", "FIGURES"), ("md", "| verdict, weighted kappa |"), ("html", "<!doctype html>"), ("json", '"judge"')],
)
def test_every_format_is_written(evaluate: Callable[..., Ran], form: str, sign: str) -> None:
    ran = evaluate("--predictions", "bad.jsonl", "--compare", "good.jsonl", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert sign in ran.out
    assert ran.out.endswith("\n")


def test_the_ending_of_the_output_gives_the_format(evaluate: Callable[..., Ran]) -> None:
    ran = evaluate("--predictions", "bad.jsonl", "--output", "report.html")
    assert (ran.code, ran.out) == (0, "")
    assert "<!doctype html>" in Path("report.html").read_text(encoding="utf-8")


def test_json_fits_the_published_schema(evaluate: Callable[..., Ran]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    everything = ["--compare", "good.jsonl", "--raters", "rater-1.jsonl", "rater-2.jsonl", "rater-3.jsonl"]
    made = figures(evaluate("--predictions", "bad.jsonl", *everything, "-f", "json"))
    jsonschema.validate(made, evaluation_schema())
    assert made["judge"]["figures"]["verdict_exact"]["value"] == 0.75
    assert made["comparisons"][0]["figures"]["verdict_exact"]["difference"]["value"] == 0.25


def test_the_same_call_gives_the_same_bytes(evaluate: Callable[..., Ran]) -> None:
    first, again = (evaluate("--predictions", "bad.jsonl", "-f", "json").out for _ in range(2))
    assert first == again


def test_disagreements_are_listed_as_many_as_asked_for(evaluate: Callable[..., Ran]) -> None:
    made = figures(evaluate("--predictions", "bad.jsonl", "--disagreements", "2", "-f", "json"))
    assert [d["id"] for d in made["disagreements"]] == ["hb-01", "hb-05"]
    assert made["disagreeing"] == 6
    told = evaluate("--predictions", "bad.jsonl", "--disagreements", "1").out
    assert "hb-01 (have-backbone, sde2): hire by the labels, strong-no-hire by the judge. Missed:" in " ".join(
        told.split()
    )


# ── the judge, the raters, other judges ─────────────────────────────────────────────


def test_without_predictions_the_local_judge_reads_the_answers(
    evaluate: Callable[..., Ran], fake_judge: FakeJudge
) -> None:
    made = figures(evaluate("-f", "json"))
    assert len(fake_judge.read_ids) == COUNT
    assert (made["judge"]["judge"], made["judge"]["source"]) == ("local", None)
    assert made["about_judge"] == "greenroom --about-judge"
    assert made["judge"]["figures"]["verdict_exact"]["value"] == 0


def test_predictions_that_are_kept_are_not_made_again(evaluate: Callable[..., Ran], fake_judge: FakeJudge) -> None:
    first = figures(evaluate("--keep", "kept.jsonl", "-f", "json"))
    assert len(Path("kept.jsonl").read_text(encoding="utf-8").splitlines()) == COUNT
    fake_judge.read_ids.clear()
    again = figures(evaluate("--keep", "kept.jsonl", "-f", "json"))
    assert fake_judge.read_ids == []
    assert again == first


def test_the_judge_is_not_run_where_labels_are_missing(evaluate: Callable[..., Ran], fake_judge: FakeJudge) -> None:
    written(Path("labels.jsonl"), Path("labels.jsonl").read_text(encoding="utf-8").splitlines()[:-1])
    ran = evaluate()
    assert (ran.code, fake_judge.read_ids) == (2, [])
    assert "labels.jsonl: 1 of 24 answers have no labels there: hb-23" in ran.err


def test_answers_that_the_judge_cannot_read_give_exit_code_6(evaluate: Callable[..., Ran]) -> None:
    lines = [json.loads(x) for x in Path("answers.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[0]["text"] = "First we met. UNREADABLE it is. It fell by 40%."
    written(Path("answers.jsonl"), lines)
    ran = evaluate()
    assert ran.code == 6
    assert "Not scored by the judge, and in no figure: 1 answer (hb-00)." in ran.out


def test_raters_and_other_judges_may_be_given_by_several_words(evaluate: Callable[..., Ran]) -> None:
    several = ["--raters", "rater-1.jsonl", "rater-2.jsonl", "rater-3.jsonl", "--compare", "good.jsonl", "bad.jsonl"]
    made = figures(evaluate("--predictions", "bad.jsonl", *several, "-f", "json"))
    assert made["raters"]["names"] == ["rater-1.jsonl", "rater-2.jsonl", "rater-3.jsonl"]
    assert [c["second"] for c in made["comparisons"]] == ["good.jsonl", "bad.jsonl (other 3.1)"]


def test_changed_verdicts_are_told_with_the_judge_that_is_nearer(evaluate: Callable[..., Ran]) -> None:
    ran = evaluate("--predictions", "bad.jsonl", "--compare", "good.jsonl")
    told = " ".join(ran.out.split())
    assert "6 of 24 answers: the second is nearer to the labels in 6, the first in 0" in told
    assert "hb-01 hire strong-no-hire hire second" in told


def test_some_of_the_answers_can_be_chosen(evaluate: Callable[..., Ran]) -> None:
    made = figures(evaluate("--predictions", "bad.jsonl", "--only", "hb-0*", "hb-23", "-f", "json"))
    assert made["answers"] == 11
    assert figures(evaluate("--predictions", "bad.jsonl", "-c", "have-backbone", "-f", "json"))["answers"] == COUNT


def test_answers_that_are_not_in_every_file_can_be_left_out(evaluate: Callable[..., Ran]) -> None:
    lines = Path("good.jsonl").read_text(encoding="utf-8").splitlines()
    written(Path("good.jsonl"), lines[4:])
    assert evaluate("--predictions", "good.jsonl").code == 2
    made = figures(evaluate("--predictions", "good.jsonl", "--partial", "-f", "json"))
    assert made["answers"] == COUNT - 4
    assert made["notes"] == ["4 of 24 answers are left out: not in every file."]


# ── wrong input ─────────────────────────────────────────────────────────────────────

WRONG: list[tuple[str, list[str], int, str]] = [
    ("missing predictions", ["--predictions", "none.jsonl"], 2, "none.jsonl: no such file"),
    ("faulty line", ["--predictions", "broken.jsonl"], 2, "broken.jsonl:2: is not JSON"),
    ("one rater", ["--predictions", "bad.jsonl", "--raters", "rater-1.jsonl"], 2, "one rater has nobody to agree with"),
    ("unknown competency", ["--predictions", "bad.jsonl", "-c", "backbone"], 2, "did you mean have-backbone"),
    ("no such answer", ["--predictions", "bad.jsonl", "--only", "hs-*"], 2, "no answer has an id like 'hs-*'"),
    ("output over the labels", ["--predictions", "bad.jsonl", "-f", "md", "-o", "labels.jsonl"], 5, "labels.jsonl: "),
    ("keep over the labels", ["--keep", "labels.jsonl"], 5, "labels.jsonl: "),
    ("keep what is given", ["--predictions", "bad.jsonl", "--keep", "x.jsonl"], 2, "--keep is for the predictions of"),
    ("keep what is written", ["--keep", "x.html", "-o", "x.html"], 2, "name another file than --output"),
    ("keep over another file", ["--keep", "broken.jsonl"], 5, "try: remove it, or name another file"),
    ("unknown ending", ["--predictions", "bad.jsonl", "-o", "x.pdf"], 2, "no format goes by the ending .pdf"),
    ("resamples below none", ["--predictions", "bad.jsonl", "--resamples", "-1"], 2, "a whole number from 0"),
    ("unknown option", ["--prediction", "bad.jsonl"], 2, "did you mean --predictions"),
    ("too many files", ["more.jsonl"], 2, "try: greenroom evaluate --help"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_input_is_one_clear_message_and_a_code(
    evaluate: Callable[..., Ran], arguments: list[str], code: int, said: str
) -> None:
    written(Path("broken.jsonl"), [Path("good.jsonl").read_text(encoding="utf-8").splitlines()[0], "{"])
    held = Path("labels.jsonl").read_bytes()
    ran = evaluate(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert Path("labels.jsonl").read_bytes() == held


# ── how far to trust the judge ──────────────────────────────────────────────────────


@pytest.mark.parametrize("before", [[], ["review"], ["evaluate"]])
def test_about_judge_prints_the_card_and_where_it_lies(before: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*before, "--about-judge"]) == 0
    told = capsys.readouterr().out
    assert "How far to trust the judge: local" in told
    assert Path(next(x for x in told.splitlines() if x.startswith("As a page:")).split()[-1]).is_file()
    assert max(len(x) for x in card("text").splitlines()) <= 80


def test_the_card_says_so_where_it_is_about_other_weights(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("greenroom.reports.about.measured_version", lambda: "0.0.1")
    assert main(["--about-judge"]) == 0
    assert capsys.readouterr().out.startswith("NOTE: this card is about version 0.0.1; version ")


def test_a_missing_card_is_one_clear_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("greenroom.reports.about.folder", lambda: tmp_path)
    assert main(["--about-judge"]) == 4
    assert "the reliability card is missing" in capsys.readouterr().err


def test_the_card_comes_in_three_forms() -> None:
    assert all("synthetic answers" in card(form) for form in FORMS)


def test_every_review_says_where_to_read_how_far_to_trust_its_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text("I spoke-up because the plan was wrong. We changed it.\n", encoding="utf-8")
    for form in ("text", "md", "html", "json"):
        assert main(["review", str(answer), "-c", "have-backbone", "-f", form]) == 0
        assert "--about-judge" in capsys.readouterr().out.replace("\\-", "-")
