"""The word pieces are those of the library that the encoder was trained with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.errors import ModelError
from greenroom.language.wordpiece import WordPiece

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "src" / "greenroom" / "language" / "weights" / "tokenizer.json"

tokenizers = pytest.importorskip("tokenizers")
ours = WordPiece.from_file(FILE)
theirs = tokenizers.Tokenizer.from_file(str(FILE))
theirs.no_truncation()
theirs.no_padding()

# What people type and what transcripts hold; unassigned code points depend on the Unicode version of each side.
# Scripts that no Unicode version of either side disagrees on.
letters = st.characters(min_codepoint=9, max_codepoint=0x24F) | st.characters(
    min_codepoint=0x2010, max_codepoint=0x22FF, exclude_categories=("Cn",)
)
people = st.text(letters, max_size=80)
WORDS = "I didn’t naïve 40% £1.2m don't “x” Zoe\u0301 🙂 日本 p99-latency\tCRLF\r\n ²½ ﬁne İ"
mixed = st.lists(st.sampled_from(WORDS.split(" ")))


@given(people | mixed.map(" ".join))
@settings(max_examples=500, deadline=None)
def test_the_ids_are_the_librarys(text: str) -> None:
    assert ours.encode(text).ids == theirs.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("part", ["dev", "plain"])
def test_ids_and_offsets_are_the_librarys_on_every_gold_answer(part: str) -> None:
    for raw in (ROOT / "data" / "gold" / f"{part}.answers.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(raw)["text"]
        expected = theirs.encode(text, add_special_tokens=False)
        assert tuple(ours.encode(text)) == (expected.ids, expected.offsets)


@given(people)
@settings(max_examples=200, deadline=None)
def test_offsets_rise_and_stay_inside_the_text(text: str) -> None:
    at = 0
    for start, end in ours.encode(text).offsets:
        assert 0 <= start < end <= len(text)
        assert start >= at - 1
        at = end


def test_marks_of_the_encoder_in_an_answer_are_mere_text() -> None:
    assert not {101, 102} & set(ours.encode("I said [CLS] and [SEP].").ids)


def test_a_missing_vocabulary_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no vocabulary"):
        WordPiece.from_file(tmp_path / "tokenizer.json")
