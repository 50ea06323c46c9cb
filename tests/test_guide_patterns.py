"""Patterns: what is refused, what is matched, and where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.errors import GuideError
from greenroom.guides.patterns import compile_pattern, loosened
from greenroom.model import Span

TEXT = st.text(st.sampled_from("aB é’😀字\u0301\n\u00a0'-"), max_size=40)


@settings(deadline=None)
@given(before=TEXT, after=TEXT)
def test_spans_count_code_points_whatever_stands_around(before: str, after: str) -> None:
    text = f"{before}xYz naïve{after}xyz NAÏVE"
    spans = compile_pattern("xyz naïve").spans(text)
    assert [text[s.start : s.end] for s in spans] == ["xYz naïve", "xyz NAÏVE"]


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_is_read_surrogates_included(text: str) -> None:
    spans = compile_pattern(r"[^a]").spans(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert len(spans) == sum(c not in "aA" for c in text)


@settings(deadline=None)
@given(st.from_regex(r"[a-c .,]{0,30}", fullmatch=True))
def test_agrees_with_the_ordinary_engine(text: str) -> None:
    ordinary = [Span(*m.span()) for m in re.finditer(r"\b(ab|b)+c?", text)]
    assert list(compile_pattern(r"\b(ab|b)+c?").spans(text)) == ordinary


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(?=a)b", "lookaround"),
        (r"(?<!a)b", "lookaround"),
        (r"(a)\1", "backreference"),
        (r"a++b", "possessive"),
        (r"(?>a)b", "atomic"),
        (r"(a", "missing )"),
        (r"a)", "unexpected )"),
        (r"*a", "argument"),
        (r"[z-a]", "range"),
        (r"a{2000}", "repetition size"),
        ("a" * 2000, "too large"),
        (r"(?:[a-z ]{500}x){2}" * 4, "too large"),
        (r"\pLa", "one engine only"),
        (r"[[:alpha:]]b", "one engine only"),
        (r"\Ca", "one engine only"),
        (r"a*", "empty string"),
        (r"\b", "empty string"),
        (r"^|a", "empty string"),
        (r"(a+)+", "run away"),
        (r"(.*)*x", "run away"),
        (r"(?:a|aa)+x", "run away"),
        (r"(?:\w+\s?)+x", "run away"),
        (r"(?:.+,)*x", "run away"),
        (r"(?:a?b?)*x", "run away"),
        (r"(?:\w+\s*){1,50}x", "run away"),
        (r".*.*x", "run away"),
        (r"\s*,?\s*x", "run away"),
        (r"\w+\d+x", "run away"),
    ],
)
def test_refuses_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(GuideError) as refused:
        compile_pattern(pattern)
    assert reason in refused.value.what
    assert "pattern '" in refused.value.where


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bpush(ed|ing)? back\b",
        r"(?:\w+ )*done",
        r"a.*b.*c",
        r"[^.;]{0,60}x.{0,40}.{0,40}y",
        r"(?:[\w'-]+\s+){0,12}end",
        r"\d+(?:[.,]\d+)*\s*%",
        r"I (?:really |just )*think",
        r"\w+\s+\w+",
        r"(?:foo|bar)+x",
        r"a]b[]c]",
    ],
)
def test_accepts_what_is_safe(pattern: str) -> None:
    assert compile_pattern(pattern).source == pattern


def test_runtime_may_skip_the_analysis_but_not_the_empty_match() -> None:
    assert compile_pattern(r"(a+)+b", portable=False).matches("aab")
    with pytest.raises(GuideError, match="empty string"):
        compile_pattern("a*", portable=False)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("didn't", "I DIDN’T", "DIDN’T"),
        ("[']s", "it’s", "’s"),
        ("push back", "I push\r\n  back now", "push\r\n  back"),
        ("a ?b", "a\u00a0b", "a\u00a0b"),
        (r"with \w+ alone", "with Zoë alone", "with Zoë alone"),
        (r"[A-Z]\w+ agreed", "they agreed, Élodie agreed", "Élodie agreed"),
        (r"\[A-Z]", "see [a-z]", "[a-z]"),
    ],
)
def test_is_widened_to_what_people_write(pattern: str, text: str, found: str) -> None:
    assert [text[s.start : s.end] for s in compile_pattern(pattern).spans(text)] == [found]


def test_escapes_and_brackets_survive_the_widening() -> None:
    assert loosened(r"\ \'[]' ]") == r"\ \'[]'’\s\x{A0}]"
