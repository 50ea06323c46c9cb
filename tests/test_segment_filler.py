"""Polite filler is known, kept away from the encoder, and never mistaken for a story."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from greenroom.language.outputs import HeadOutputs
from greenroom.language.parse import parse
from greenroom.language.segment_filler import is_filler
from greenroom.model import PARTS, Answer, Span


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you for the question.",
        "Um, okay, let me think.",
        "So yeah, that's it.",
        "That was my answer.",
        "Hi, thanks for having me today!",
        "I hope that answers your question.",
    ],
)
def test_greetings_thanks_and_closings_are_filler(sentence: str) -> None:
    assert is_filler(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I told him no.",
        "It was ok.",
        "So okay, then we go with it.",
        "I was right, yes.",
        "He thanked me for the question.",
        "They said thank you for the list of errors.",
        "",
    ],
)
def test_what_tells_something_is_no_filler(sentence: str) -> None:
    assert not is_filler(sentence)


class Encoder:
    """Says "action" of every sentence and remembers which it was asked about."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def read(self, text: str, sentences: Sequence[Span], competency: str, queries: object = None) -> HeadOutputs:
        self.seen = [text[a:b] for a, b in sentences]
        parts = np.zeros((len(sentences), len(PARTS)), np.float32)
        parts[:, PARTS.index("action")] = 1.0
        return HeadOutputs(
            parts=parts,
            vectors=np.ones((len(sentences), 4), np.float32),
            evidence={"spoke-up": np.ones(len(sentences), np.float32)},
            grades={},
            presence={},
            level=np.zeros(5, np.float32),
            story=1.0,
        )


def test_filler_is_not_read_and_proves_nothing() -> None:
    encoder = Encoder()
    found = parse(Answer(text="Sure, good question. I stopped the line. So yeah, that's it."), encoder, "have-backbone")
    assert encoder.seen == ["I stopped the line."]
    assert [s.part for s in found.sentences] == ["other", "action", "other"]
    assert list(found.heads.evidence["spoke-up"]) == [0.0, 1.0, 0.0]
