"""Questions from a stream: one a line, as they come, and nothing lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from greenroom.errors import InputError
from greenroom.questions.lines import LONGEST, checked, questions_in

ONE_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80)


@given(st.lists(ONE_LINE.filter(str.strip), min_size=1), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_question_comes_out_in_order(questions, end, last_end):
    text = end.join(questions) + (end if last_end else "")
    assert list(questions_in(text.encode().splitlines(keepends=True))) == [q.strip() for q in questions]


def test_blank_lines_are_passed_over():
    assert list(questions_in([b"\n", b"One?\n", b"   \n", b"Two?\n", b"\n"])) == ["One?", "Two?"]


def test_a_byte_order_mark_is_no_part_of_the_question():
    assert list(questions_in(["\ufeffWhy?\n".encode()])) == ["Why?"]


def test_a_question_is_given_out_before_the_next_is_read():
    def lines() -> Iterator[bytes]:
        yield b"One?\n"
        raise AssertionError("read ahead")

    assert next(questions_in(lines())) == "One?"


def test_what_comes_before_a_fault_is_given_out():
    found = questions_in([b"One?\n", b"caf\xe9\n"])
    assert next(found) == "One?"
    with pytest.raises(InputError, match=r"standard input, line 2: is not UTF-8: byte 0xe9 at place 4"):
        next(found)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "holds no question"),
        ([b"\n", b"  \n"], "holds no question"),
        (["Why?\n".encode("utf-16")], "line 1: is UTF-16"),
        ([b"Why?\0\n"], "zero byte"),
        ([b"x" * (LONGEST + 1)], "holds 2,001 characters"),
    ],
)
def test_what_is_no_question_is_one_clear_message(lines, said):
    with pytest.raises(InputError, match=said):
        list(questions_in(lines))


@pytest.mark.parametrize("question", ["", "  \t", "x" * (LONGEST + 1), "a\ud800b"])
def test_a_question_that_is_none_is_refused(question):
    with pytest.raises(InputError):
        checked(question)
