"""Spans over a text become runs; what people wrote is made safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from greenroom.model import Span
from greenroom.reports.runs import first_sentences, flatten, one_line, plain, reflow, shorten

TEXT = st.text(max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)).map(lambda p: Span(*p)), max_size=8)


@given(TEXT, SPANS, st.lists(st.integers(-5, 70), max_size=4))
def test_runs_concatenated_are_the_text(text: str, spans: list[Span], cuts: list[int]) -> None:
    runs = flatten(spans, 0, len(text), cuts)
    assert "".join(text[r.start : r.end] for r in runs) == text
    assert all(r.start < r.end for r in runs)


@given(TEXT, SPANS)
def test_each_run_carries_exactly_the_spans_that_cover_it(text: str, spans: list[Span]) -> None:
    for run in flatten(spans, 0, len(text)):
        for at in range(run.start, run.end):
            assert set(run.marks) == {i for i, s in enumerate(spans) if s.start <= at < s.end}


@given(TEXT, SPANS)
def test_every_span_in_the_text_opens_once_and_closes_once(text: str, spans: list[Span]) -> None:
    runs = flatten(spans, 0, len(text))
    inside = sorted(i for i, s in enumerate(spans) if max(s.start, 0) < min(s.end, len(text)))
    assert sorted(i for r in runs for i in r.opens) == inside
    assert sorted(i for r in runs for i in r.closes) == inside


def test_nested_spans_open_outer_first_and_close_inner_first() -> None:
    first, *_, last = flatten([Span(0, 4), Span(0, 9), Span(6, 9)], 0, 9)
    assert first.opens == (1, 0)
    assert last.closes == (2, 1)


def test_a_cut_divides_a_run_without_a_mark() -> None:
    assert [(r.start, r.end) for r in flatten([], 0, 10, [4])] == [(0, 4), (4, 10)]


@given(st.text())
def test_plain_text_cannot_steer_a_display(text: str) -> None:
    shown = plain(text)
    assert not any(c in shown for c in "\x1b\x07\x08\r\x9b\u202e\u2066")
    assert not any(0xD800 <= ord(c) <= 0xDFFF for c in shown)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("hard\nwrapped\nlines", "hard wrapped lines"),
        ("one\n\ntwo", "one\ntwo"),
        ("I did:\n- this\n- that", "I did:\n- this\n- that"),
        ("then\n1. first\n2) second", "then\n1. first\n2) second"),
        ("crlf\r\nends", "crlf ends"),
    ],
)
def test_reflow_joins_hard_wraps_and_keeps_paragraphs_and_lists(given_text: str, shown: str) -> None:
    assert reflow(given_text) == shown


@given(st.text(), st.integers(10, 40))
def test_shortened_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert one_line(text).startswith(short.removesuffix("…"))


def test_first_sentences_end_at_the_first_stop() -> None:
    assert first_sentences("Say who did it. Then say why.") == "Say who did it."
    assert first_sentences("One. Two. Three.", 2) == "One. Two."
    assert first_sentences("It cost 3.5 euros e.g. there") == "It cost 3.5 euros e.g. there"
