"""Answers, labels and predictions from files: what is read, and what is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from rated import SENTENCES, TEXT, answer_line, label_line, prediction_line, rating, written

from bench import score as reference
from greenroom.errors import GreenroomError, InputError
from greenroom.evaluation.files import read_answers, read_ratings
from greenroom.evaluation.rating import Ratings, letters_of, sentences_under
from greenroom.model import Span

LABEL = label_line(
    rating("a", signals={"committed": (2, [1])}, disqualifiers={"no-impact": []}, red_flags={"hedging": [0]})
)
PREDICTION = prediction_line(LABEL, SENTENCES)


def without(line: dict[str, Any], field: str) -> dict[str, Any]:
    return {k: v for k, v in line.items() if k != field}


def found(**more: Any) -> dict[str, Any]:
    """A prediction with one finding, changed."""
    return PREDICTION | {"findings": [PREDICTION["findings"][0] | more]}


def read(folder: Path, *lines: dict[str, Any] | str, answers: tuple[dict[str, Any] | str, ...] = ()) -> Ratings:
    subjects, known = read_answers(written(folder / "answers.jsonl", answers or (answer_line("a"), answer_line("b"))))
    return read_ratings(written(folder / "said.jsonl", lines), subjects, known)


# ── what is read ────────────────────────────────────────────────────────────────────


def test_labels_and_the_prediction_that_says_the_same_are_read_alike(tmp_path: Path) -> None:
    (labels,), (predicted,) = (read(tmp_path, line).by_id.values() for line in (LABEL, PREDICTION))
    for field in ("signals", "evidence", "disqualifiers", "red_flags", "star", "level", "verdict"):
        assert getattr(labels, field) == getattr(predicted, field), field
    assert (labels.certainty, predicted.certainty["signal", "committed"]) == ({}, 0.75)


def test_blank_lines_and_further_fields_are_no_fault(tmp_path: Path) -> None:
    made = read(tmp_path, "", LABEL | {"rater": "x"}, "   ", answers=(answer_line("a", writer="w", note=3),))
    assert list(made.by_id) == ["a"]


def test_a_judge_that_names_itself_is_called_so(tmp_path: Path) -> None:
    by = {"judge": "local", "judge_version": "2.0", "program": "greenroom"}
    made = read(tmp_path, PREDICTION | {"provenance": by})
    assert (made.judge, made.version, made.title) == ("local", "2.0", "said.jsonl (local 2.0)")
    assert read(tmp_path, PREDICTION).title == "said.jsonl"


def test_a_signal_of_grade_0_is_not_found_and_has_no_certainty(tmp_path: Path) -> None:
    (made,) = read(tmp_path, found(grade=0, spans=[])).by_id.values()
    assert (made.signals, made.certainty) == ({}, {})


def test_an_answer_without_a_verdict_is_unscored_with_the_reason(tmp_path: Path) -> None:
    made = read(tmp_path, {"id": "a", "verdict": None, "level": "none", "findings": [], "unscored": "not English"})
    assert (made.unscored, made.by_id) == ({"a": "not English"}, {})


def test_answers_of_one_story_share_it(tmp_path: Path) -> None:
    lines = (answer_line("a", story="s1"), answer_line("b", story="s1"), answer_line("c"), answer_line("s1"))
    subjects, _ = read_answers(written(tmp_path / "a.jsonl", lines))
    assert subjects["a"].story == subjects["b"].story
    assert len({s.story for s in subjects.values()}) == 3


def test_lines_about_other_answers_can_be_left_out(tmp_path: Path) -> None:
    subjects, known = read_answers(written(tmp_path / "a.jsonl", [answer_line("a")]))
    said = written(tmp_path / "said.jsonl", [LABEL | {"id": "elsewhere"}, LABEL])
    assert list(read_ratings(said, subjects, known, partial=True).by_id) == ["a"]


spans = st.lists(st.tuples(st.integers(0, 42), st.integers(1, 43)).filter(lambda s: s[0] < s[1]), max_size=6)


@given(spans)
def test_spans_count_for_the_sentences_of_the_reference_scorer(given_spans: list[tuple[int, int]]) -> None:
    said = {"id": "a", "findings": [{"kind": "red_flag", "id": "x", "spans": given_spans}]}
    expected = reference.to_labels({"sentences": SENTENCES}, said)["red_flags"]["x"]
    assert sorted(sentences_under(given_spans, SENTENCES)) == expected


@given(st.lists(st.tuples(st.sampled_from(["situation", "lesson", "reflection", "other"]), spans), max_size=3))
def test_parts_cover_sentences_as_the_reference_scorer_says(
    given_parts: list[tuple[str, list[tuple[int, int]]]],
) -> None:
    parts = [(p, a, b) for p, several in given_parts for a, b in several]
    star = [{"part": p, "start": a, "end": b} for p, a, b in parts]
    expected = reference.to_labels({"sentences": SENTENCES}, {"id": "a", "findings": [], "star": star})["star"]
    assert letters_of(parts, [Span(*s) for s in SENTENCES]) == expected


# ── what is refused ─────────────────────────────────────────────────────────────────

PLACE = [{"part": "action", "start": 0, "end": len(TEXT) + 1}]
BAD_RATINGS = {
    "no JSON": ("{", "is not JSON"),
    "a list": ("[1]", "expected object, got array"),
    "no id": (without(LABEL, "id"), "lacks the field id"),
    "empty id": (LABEL | {"id": " "}, "field id is empty"),
    "unknown id": (LABEL | {"id": "z"}, "there is no answer 'z'"),
    "no star": (without(LABEL, "star"), "lacks the field star"),
    "no verdict": (without(PREDICTION, "verdict"), "lacks the field verdict"),
    "unknown verdict": (LABEL | {"verdict": "hir"}, "unknown verdict 'hir'\nallowed: strong-no-hire, no-hire"),
    "unknown level": (PREDICTION | {"level": "sde3"}, "unknown level 'sde3'"),
    "unknown kind": (found(kind="virtue"), "unknown kind 'virtue'"),
    "unknown part": (PREDICTION | {"star": [{"part": "ending", "start": 0, "end": 3}]}, "unknown part 'ending'"),
    "unknown signal": (LABEL | {"signals": {"spoke-out": [2, []]}}, "did you mean spoke-up"),
    "unknown disqualifier": (found(kind="disqualifier", id="no-result"), "unknown disqualifier 'no-result'"),
    "another competency's": (
        LABEL | {"signals": {"trade-offs": [2, []]}},
        "unknown signal 'trade-offs' for have-backbone; it belongs to highest-standards",
    ),
    "wrong competency": (PREDICTION | {"competency": "highest-standards"}, "was judged for highest-standards"),
    "grade 3": (LABEL | {"signals": {"committed": [3, []]}}, "grade of committed is 3\nallowed: 0, 1 or 2"),
    "no grade": (found(grade=None), "signal committed has no grade"),
    "grade in words": (found(grade="clear"), "field findings[0].grade: expected int"),
    "sentence too far": (LABEL | {"red_flags": {"hedging": [3]}}, "hedging points to sentence 3\nallowed: 0 to 2"),
    "span too far": (found(spans=[[0, 44]]), "committed stands at [0, 44]\nallowed: start before end, within 0..43"),
    "span turned round": (found(spans=[[9, 3]]), "committed stands at [9, 3]"),
    "part too far": (PREDICTION | {"star": PLACE}, "part action stands at [0, 44]"),
    "certain beyond 1": (found(confidence=1.5), "confidence of committed is 1.5"),
    "listed twice": (PREDICTION | {"findings": PREDICTION["findings"][:1] * 2}, "signal committed is listed twice"),
    "too few letters": (LABEL | {"star": "SA"}, "star has 2 letters, the answer 3 sentences"),
    "unknown letter": (LABEL | {"star": "SAX"}, "star holds 'X'"),
}


@pytest.mark.parametrize(("line", "said"), BAD_RATINGS.values(), ids=BAD_RATINGS)
def test_a_faulty_line_is_named_with_file_and_number(tmp_path: Path, line: dict[str, Any] | str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, LABEL | {"id": "b"}, line)
    assert str(raised.value).startswith(f"{tmp_path / 'said.jsonl'}:2: ")
    assert said in str(raised.value)


BAD_ANSWERS = {
    "no text": (without(answer_line("b"), "text"), "lacks the field text"),
    "unknown competency": (answer_line("b", "have-backbon"), "did you mean have-backbone"),
    "competency without a guide": (answer_line("b", "customer-obsession"), "has no guide yet"),
    "unknown level": (answer_line("b", target_level="none"), "unknown level 'none'"),
    "sentences out of order": (answer_line("b", sentences=[[5, 9], [0, 4]]), "sentences[1] is [0, 4]"),
    "sentence too far": (answer_line("b", sentences=[[0, 44]]), "within 0..43"),
    "no sentences": (answer_line("b", sentences=[]), "sentences is an empty list"),
    "same id": (answer_line("a"), "id 'a' was used in line 1 already"),
}


@pytest.mark.parametrize(("line", "said"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_faulty_answer_is_named_with_file_and_number(tmp_path: Path, line: dict[str, Any], said: str) -> None:
    with pytest.raises(GreenroomError) as raised:
        read_answers(written(tmp_path / "answers.jsonl", [answer_line("a"), line]))
    assert str(raised.value).startswith(f"{tmp_path / 'answers.jsonl'}:2: ")
    assert said in str(raised.value)
    assert raised.value.exit_code == 2


def test_an_id_that_comes_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"said.jsonl:2: id 'a' was used in line 1 already"):
        read(tmp_path, LABEL, PREDICTION)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: None, "no such file"),
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: p.write_text("\n \n"), "is empty"),
        (lambda p: p.write_bytes(json.dumps(LABEL).encode("utf-16")), "is not"),
        (lambda p: p.symlink_to("/dev/zero"), "is longer than 8 MB"),
    ],
    ids=["missing", "folder", "empty", "another encoding", "endless"],
)
def test_a_file_that_cannot_be_read_is_one_message(tmp_path: Path, make: Any, said: str) -> None:
    path = tmp_path / "said.jsonl"
    make(path)
    with pytest.raises(InputError) as raised:
        read_ratings(path, {}, {})
    assert said in str(raised.value)
    assert str(path) in str(raised.value)
