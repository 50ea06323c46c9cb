"""The YAML reader: values, places, and what it refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from greenroom.guides.yaml_reader import MAX_DEPTH, read

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])).filter(
    lambda text: not re.fullmatch("[-+.0-9eE]+", text)  # PyYAML writes YAML 1.1, where 0E0 needs no quotes to be a text
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), TEXTS)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé ", min_size=1), inner, max_size=3)
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1), TREES, min_size=1))
def test_reads_what_was_written_and_knows_where_each_value_stands(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    document = read(text.encode())
    assert (document.value, document.faults) == (value, [])
    lines = text.split("\n")
    for key in value:
        mark = document.at((key,), key=True)
        assert lines[mark.line - 1][mark.column - 1 :].lstrip("? '\"").startswith(key)


def test_a_number_with_an_exponent_is_a_number_as_yaml_1_2_has_it_and_a_text_in_quotes() -> None:
    assert read(b"a: 0E0\nb: '0E0'\nc: 1.5e3\n").value == {"a": 0.0, "b": "0E0", "c": 1500.0}


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_never_raises(data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 2
    assert all(1 <= f.mark.line <= lines and f.mark.column >= 1 for f in read(data).faults)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "is empty"),
        ("a: b: c\n", 1, "mapping values are not allowed"),
        ("a: 1\nb: 'x\n", 3, "quoted scalar"),
        ("a:\n\t- b\n", 2, "cannot start any token"),
        ("a: 1\nb: 2\na: 3\n", 3, "key 'a' stands twice (first in line 1)"),
        ("a: &x [1, *x]\n", 1, "inside its own anchor"),
        ("a: *nowhere\n", 1, "has no anchor"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a:\n  b: !!python/name:os.system x\n", 2, "tag"),
        ("{[a]: 1}", 1, "key must be plain text"),
        ("a: 1\nb: \x07\n", 2, "control character U+0007"),
        ("<<: 1\n", 1, "must name a mapping"),
        ("[" * 100_000, 1, f"nested deeper than {MAX_DEPTH}"),
    ],
)
def test_says_what_is_wrong_and_in_which_line(text: str, line: int, message: str) -> None:
    (fault,) = read(text.encode()).faults
    assert message in fault.message
    assert fault.mark.line == line


def test_a_file_in_another_encoding_is_named_as_such() -> None:
    (fault,) = read(b"a: 1\nb: caf\xe9\n").faults
    assert (fault.mark.line, fault.message) == (2, "is not UTF-8 text")


def test_aliases_that_multiply_are_refused_before_they_are_written_out() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    (fault,) = read("\n".join(lines).encode()).faults
    assert "aliases written out" in fault.message


def test_what_an_alias_stands_for_keeps_its_own_lines() -> None:
    document = read(b"a: &x\n  b: 1\n  c: 2\nd: *x\ne:\n  <<: *x\n  c: 3\n")
    assert document.value == {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 2}, "e": {"c": 3, "b": 1}}
    assert [document.at(p).line for p in (("d",), ("d", "c"), ("e", "b"), ("e", "c"))] == [4, 3, 2, 7]


def test_words_are_those_of_yaml_1_2_as_in_editors() -> None:
    text = b"a: no\nb: on\nc: true\nd: 12:30\ne: 2024-01-01\nf: 1.5\ng: ~\nh: 1.0.0\ni: '7'\nj: 0o7\n"
    assert list(read(text).value.values()) == ["no", "on", True, "12:30", "2024-01-01", 1.5, None, "1.0.0", "7", "0o7"]


def test_asking_for_a_place_that_is_not_there_gives_the_nearest_around_it() -> None:
    assert read(b"a:\n  b: 1\n").at(("a", "x", 3)).line == 2
