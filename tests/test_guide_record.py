"""Moving cases between what passes and what is known to fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack

from greenroom.errors import GuideError
from greenroom.guides.cases import CaseResult, Outcome
from greenroom.guides.lint import check
from greenroom.guides.loader import read_examples
from greenroom.guides.record import GROUPS, Group, record


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_pack(tmp_path) / GUIDE / "examples.yaml"


def result(name: str, group: Group, index: int, outcome: Outcome = "failed", why: str = "not found") -> CaseResult:
    return CaseResult(name, group, index, outcome, "", why)


def held(file: Path, name: str) -> list[list[str]]:
    cases = read_examples(file.parent).examples[name]
    return [[one.text[:12] for one in getattr(cases, group)] for group in GROUPS]


def test_a_failing_case_becomes_a_known_failure_with_its_grade_and_the_reason(file: Path) -> None:
    assert record(file, [result("admitted", "found", 1, why="found elsewhere: 'x'")]) == 1
    moved = read_examples(file.parent).examples["admitted"].known_failures[-1]
    assert (moved.text[:12], moved.should, moved.grade, moved.why) == (
        "[[It was ent",
        "found",
        2,
        "found elsewhere: 'x'",
    )
    assert check(file.parent) == []


def test_there_and_back_again_keeps_every_case(file: Path) -> None:
    edit(file, ("  repaired:\n", "  # comments stay\n\n  repaired:\n"))
    before = held(file, "admitted")
    text = file.read_text(encoding="utf-8")
    assert record(file, [result("admitted", "known_failures", 0, "now-passes")]) == 1
    assert held(file, "admitted") == [[*before[0], *before[2]], before[1], []]
    assert record(file, [result("admitted", "found", 2)]) == 1
    assert held(file, "admitted") == before
    assert file.read_text(encoding="utf-8").replace('"not found"', "no rule knows this way of saying it") == text


def test_the_reason_of_a_not_found_case_goes_along(file: Path) -> None:
    edit(
        file,
        (
            "    found:\n      - text: My biggest",
            "    found:\n      - text: I care too much.\n      - text: My biggest",
        ),
    )
    more = "      - text: I water too much.\n        why: about plants\n"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    record(file, [result("humble-brag", "not_found", 1)])
    (known,) = read_examples(file.parent).examples["humble-brag"].known_failures
    assert (known.text, known.should, known.why) == ("I water too much.", "not-found", "about plants")


def test_the_last_case_of_a_kind_stays(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert record(file, [result("repaired", "found", 0), result("repaired", "not_found", 0)]) == 0
    assert file.read_text(encoding="utf-8") == text


def test_what_cannot_be_moved_safely_is_left_alone(file: Path) -> None:
    edit(
        file,
        (
            "    found:\n      - text: My biggest mistake is probably that [[I care too much]] about my work.\n",
            "    found: [{text: '[[I care too much]] here'}, {text: '[[I try too hard]]'}]\n",
        ),
    )
    text = file.read_text(encoding="utf-8")
    with pytest.raises(GuideError, match="cannot be rearranged"):
        record(file, [result("humble-brag", "found", 0)])
    assert file.read_text(encoding="utf-8") == text
