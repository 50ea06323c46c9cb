"""Loops: read from a file, with every way in which it can be wrong, and typical ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.errors import GreenroomError, InputError, UsageError
from greenroom.stories.loop import TYPICAL_SIZES, Interviewer, Loop, read_loop, slots, typical

NAMES = {"ownership": "Ownership", "dive-deep": "Dive Deep", "frugality": "Frugality"}
GOOD = """
title = "Friday"
level = "senior"
company = "amazon"

[[interviewer]]
name = "Dana"
competencies = ["ownership", "dive-deep"]

[[interviewer]]
name = "Lee"
competencies = ["frugality"]
notes = "phone screen"
"""


def read(text: str) -> Loop:
    return read_loop(text.encode(), "loop.toml", NAMES)


def test_a_file_names_the_interviewers_and_what_they_ask_about() -> None:
    made = read(GOOD)
    assert (made.title, made.level, made.company) == ("Friday", "senior", "amazon")
    assert [(s.interviewer, s.competency, s.circle) for s in slots(made)] == [
        ("Dana", "ownership", "debrief"),
        ("Dana", "dive-deep", "debrief"),
        ("Lee", "frugality", "phone screen"),
    ]


@pytest.mark.parametrize("raw", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(raw: str) -> None:
    assert read(raw) == read(GOOD)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", InputError, "names no interviewer"),
        ("interviewer = 3", InputError, "is no loop"),
        ("name = ", InputError, "is no TOML"),
        ('levle = "senior"', InputError, "did you mean level"),
        (GOOD.replace('"senior"', '"senor"'), InputError, "did you mean senior"),
        (GOOD.replace('"senior"', "[1]"), InputError, "unknown level"),
        (GOOD.replace('"amazon"', '"amazone"'), InputError, "did you mean amazon"),
        (GOOD.replace('"dive-deep"', '"dive-deap"'), UsageError, "did you mean dive-deep"),
        (GOOD.replace('"dive-deep"', '"ownership"'), InputError, "a competency stands there twice"),
        (GOOD.replace("Lee", "Dana"), InputError, "this name stands there twice"),
        (GOOD.replace('["frugality"]', "[]"), InputError, "is no loop"),
        (GOOD.replace('name = "Lee"', ""), InputError, "is no loop"),
        (GOOD.replace("notes", "note"), InputError, "is no loop"),
        (GOOD * 2, InputError, "is no loop"),
        (GOOD + "".join(f'[[interviewer]]\nname="p{n}"\ncompetencies=["frugality"]\n' for n in range(20)), InputError,
         "is no loop"),
        ("#" * 2_000_000, InputError, "is too large"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_one_message_that_names_it(text: str, kind: type[GreenroomError], said: str) -> None:
    with pytest.raises(kind) as fault:
        read(text)
    assert said in str(fault.value)
    assert fault.value.where.startswith("loop.toml")
    assert fault.value.do


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: (GOOD + t).encode("utf-8", "replace"))))
def test_whatever_a_file_holds_it_is_a_loop_or_one_of_our_faults(raw: bytes) -> None:
    told = "loop.toml"
    try:
        assert slots(read_loop(raw, "loop.toml", NAMES))
    except GreenroomError as fault:
        told = fault.where
    assert told.startswith("loop.toml")


def test_a_typical_loop_asks_about_what_has_a_guide_first_and_about_nothing_twice() -> None:
    known = [f"c{n}" for n in range(16)]
    made = typical("amazon", known, ["c9", "c3"])
    asked = [slot.competency for slot in slots(made)]
    assert asked[:4] == ["c3", "c9", "c0", "c1"]
    assert len(set(asked)) == len(asked) == sum(TYPICAL_SIZES)
    assert made.interviewers[-1].name == "Bar raiser"
    assert "interviewprep.guru" in made.source


def test_a_typical_loop_of_another_company_is_not_known() -> None:
    with pytest.raises(UsageError, match="unknown typical loop 'acme'"):
        typical("acme", [f"c{n}" for n in range(16)], [])


def test_a_typical_loop_needs_as_many_competencies_as_it_has_slots() -> None:
    with pytest.raises(UsageError, match="only 2 competencies"):
        typical("amazon", ["a", "b"], [])


def test_an_interviewer_compares_notes_with_all_others_unless_said_otherwise() -> None:
    people = (Interviewer(name="a", competencies=("x",)), Interviewer(name="b", competencies=("y",)))
    assert len({slot.circle for slot in slots(Loop(title="t", interviewers=people))}) == 1
