"""Examples put to a judge: what passes, what fails, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack
from hypothesis import given, settings, strategies as st

from greenroom.errors import GuideError
from greenroom.guides.cases import CaseReport, count, run_cases
from greenroom.guides.loader import read_examples, read_guide
from greenroom.guides.marked import unmark
from greenroom.guides.schema import Guide
from greenroom.model import Finding, Kind, Span

OK = {
    "pressed the button": ("signal", "admitted", 2),
    "entirely my fault": ("signal", "admitted", 2),
    "replaced all forty": ("signal", "repaired", 2),
    "should have told me": ("disqualifier", "blames-others", 1),
    "somebody else wrote": ("disqualifier", "no-repair", 1),
    "care too much": ("red_flag", "humble-brag", 1),
}


class WordJudge:
    """Finds an entry wherever its words stand."""

    def __init__(self, words: dict[str, tuple[str, str, int]]) -> None:
        self.words = words

    def __call__(self, text: str, guide: Guide) -> Sequence[Finding]:
        out = []
        for word, (kind, name, grade) in self.words.items():
            at = text.find(word)
            if at >= 0:
                spans = () if name == "no-repair" else (Span(at, at + len(word)),)
                out.append(_finding(kind, name, grade, spans))
        return out


def _finding(kind: str, name: str, grade: int, spans: tuple[Span, ...]) -> Finding:
    kinds: dict[str, Kind] = {"signal": "signal", "disqualifier": "disqualifier", "red_flag": "red_flag"}
    return Finding(kind=kinds[kind], id=name, grade=grade, spans=spans, reason="", judge="words")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path) / GUIDE


def run(folder: Path, words: dict[str, tuple[str, str, int]]) -> CaseReport:
    return run_cases(read_guide(folder), read_examples(folder), WordJudge(words))


def test_a_right_judge_passes_and_known_failures_stay_known(folder: Path) -> None:
    report = run(folder, OK)
    assert report.wrong == ()
    assert [(t.id, t.passed, t.failed, t.known) for t in report.tallies][:2] == [
        ("admitted", 3, 0, 1),
        ("repaired", 2, 0, 0),
    ]
    assert len(report.results) == count(read_examples(folder))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"entirely my fault": ("signal", "admitted", 0)}, "not found"),
        ({"entirely my fault": ("disqualifier", "admitted", 2)}, "not found"),
        ({"entirely my fault": ("signal", "admitted", 1)}, "found with grade 1, must be 2"),
        ({"entirely my fault": ("signal", "x", 2), "morning meeting": ("signal", "admitted", 2)}, "'morning meeting'"),
        ({"not my fault": ("signal", "admitted", 1)}, "found, grade 1: 'not my fault'"),
        ({"somebody else wrote": ("disqualifier", "x", 1)}, "not found"),
    ],
)
def test_what_a_judge_gets_wrong_is_said(folder: Path, change: dict[str, tuple[str, str, int]], why: str) -> None:
    (wrong,) = run(folder, OK | change).wrong
    assert wrong.outcome == "failed"
    assert why in wrong.why


def test_a_known_failure_that_passes_is_reported(folder: Path) -> None:
    (wrong,) = run(folder, OK | {"Guilty as charged": ("signal", "admitted", 1)}).wrong
    assert (wrong.group, wrong.outcome) == ("known_failures", "now-passes")
    assert "move it to found" in wrong.why


def test_a_finding_of_something_missing_needs_no_words(folder: Path) -> None:
    edit(folder / "examples.yaml", ("and somebody else wrote to", "and [[somebody else wrote]] to"))
    assert run(folder, OK).wrong == ()


def test_a_signal_without_its_place_does_not_pass(folder: Path) -> None:
    def judge(text: str, guide: Guide) -> Sequence[Finding]:
        return [_finding("signal", "admitted", 2, ())]

    report = run_cases(read_guide(folder), read_examples(folder), judge)
    assert {r.why for r in report.wrong if r.id == "admitted" and r.group == "found"} == {
        "found elsewhere: no words at all"
    }


def test_the_judge_never_sees_a_mark(folder: Path) -> None:
    seen: list[str] = []

    def judge(text: str, guide: Guide) -> Sequence[Finding]:
        seen.append(text)
        return ()

    run_cases(read_guide(folder), read_examples(folder), judge)
    assert not [text for text in seen if "[[" in text or "]]" in text]


def test_each_case_is_told_as_it_is_done(folder: Path) -> None:
    done: list[str] = []
    run_cases(read_guide(folder), read_examples(folder), WordJudge(OK), lambda result: done.append(result.id))
    assert len(done) == count(read_examples(folder))


def test_a_broken_mark_is_a_fault_of_the_guide(folder: Path) -> None:
    edit(folder / "examples.yaml", ("[[I care too much]]", "[[I care too much"))
    with pytest.raises(GuideError, match="humble-brag: an example has a broken mark"):
        run(folder, OK)


PIECES = st.lists(st.tuples(st.text("ab [é😀", max_size=5), st.text("cd 字", min_size=1).filter(str.strip)), max_size=4)


@settings(deadline=None)
@given(PIECES)
def test_marks_are_taken_off_and_their_places_kept(pieces: list[tuple[str, str]]) -> None:
    text = "".join(f"{before.replace('[', '')}[[{marked}]]" for before, marked in pieces)
    plain, spans = unmark(text)
    assert plain == text.replace("[[", "").replace("]]", "")
    assert [plain[s.start : s.end] for s in spans] == [marked for _, marked in pieces]
