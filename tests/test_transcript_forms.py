"""What ``greenroom transcribe`` writes is what ``greenroom review`` reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from spoken import timed

from greenroom.reading import read_answer
from greenroom.speech.transcript import MOST_CUE_S, WRITERS, as_json, as_srt, as_text

SPOKEN = timed("I saw the queue was full. So, um, I told my manager, and we changed it. " * 3, gaps={9: 2.5})
words = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="<>[](){}&:♪"), min_size=1, max_size=8)


def test_json_read_back_is_the_same_words_and_times(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(as_json(SPOKEN), encoding="utf-8")
    read = read_answer(file)
    assert read.text == SPOKEN.text.strip()
    assert read.words == SPOKEN.words


def test_srt_read_back_is_the_same_text_and_nearly_the_same_times(tmp_path: Path) -> None:
    file = tmp_path / "answer.srt"
    file.write_text(as_srt(SPOKEN), encoding="utf-8")
    read = read_answer(file)
    assert read.text == SPOKEN.text.strip()
    assert all(abs(a.start_s - b.start_s) < 1 for a, b in zip(read.words, SPOKEN.words, strict=True))


def test_captions_are_short(tmp_path: Path) -> None:
    file = tmp_path / "answer.srt"
    file.write_text(as_srt(timed("word " * 100)), encoding="utf-8")
    starts = [line for line in file.read_text(encoding="utf-8").split("\n") if "-->" in line]
    assert len(starts) >= 100 * 0.4 / MOST_CUE_S


def test_text_has_one_sentence_a_line() -> None:
    assert as_text(timed("I saw it. I said so.")) == "I saw it.\nI said so.\n"


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_every_form_ends_with_one_line_end(form: str) -> None:
    made = WRITERS[form](SPOKEN)
    assert made.endswith("\n")
    assert not made.endswith("\n\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=40))
def test_any_words_come_back_from_json(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> None:
    said = [f"a{w}" for w in said]  # a mark by itself would join the word before it
    answer = timed(" ".join(said))
    file = tmp_path_factory.mktemp("json") / "answer.json"
    file.write_text(as_json(answer), encoding="utf-8")
    assert read_answer(file).words == answer.words
