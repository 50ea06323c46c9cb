"""What one encoder pass says about an answer, and the numpy steps shared by training and run time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
TagSpan = tuple[int, int, float]

TAG_FLOOR = 0.3
"""Word tags below this probability are not listed."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadOutputs:
    """Probabilities of every head, rounded to 4 decimals.

    ``parts`` ``[S, 6]`` in the order of :data:`greenroom.model.PARTS`; ``vectors`` ``[S, 384]``
    normalised sentence vectors; ``evidence`` per label and sentence; ``grades`` the three
    probabilities of grade 0, 1 and 2 of each signal; ``presence`` of each disqualifier and red
    flag; ``level`` over :data:`greenroom.model.LEVELS`; ``story`` that a story is narrated at all;
    ``tags`` the words of each tag as ``(start, end, probability)`` in code points of the text.
    """

    parts: Floats
    vectors: Floats
    evidence: Mapping[str, Floats]
    grades: Mapping[str, Floats]
    presence: Mapping[str, float]
    level: Floats
    story: float
    tags: Mapping[str, Sequence[TagSpan]] = field(default_factory=dict)


def sigmoid(x: Floats) -> Floats:
    """Logistic function without overflow."""
    out: Floats = (0.5 * (1.0 + np.tanh(0.5 * x))).astype(np.float32)
    return out


def softmax(x: Floats) -> Floats:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    out: Floats = (e / e.sum(axis=-1, keepdims=True)).astype(np.float32)
    return out


def from_cumulative(logits: Floats) -> Floats:
    """Class probabilities of an ordinal head that says "at least 1, at least 2, ..."."""
    above = np.minimum.accumulate(sigmoid(logits), axis=-1)
    ones = np.ones((*above.shape[:-1], 1), np.float32)
    steps = np.concatenate([ones, above, 0.0 * ones], axis=-1)
    out: Floats = (steps[..., :-1] - steps[..., 1:]).astype(np.float32)
    return out


def rounded(x: Floats) -> Floats:
    """To 4 decimals, so that the last bits of another processor do not show."""
    out: Floats = np.round(x.astype(np.float64), 4).astype(np.float32)
    return out


def sentence_features(text: str, sentences: Sequence[tuple[int, int]]) -> Floats:
    """Five plain features a sentence: place, first, last, has a digit, length in words."""
    last = max(len(sentences) - 1, 1)
    table = np.zeros((len(sentences), 5), np.float32)
    for i, (start, end) in enumerate(sentences):
        piece = text[start:end]
        digit = any(c.isdigit() for c in piece)
        length = min(len(piece.split()), 60) / 20.0
        table[i] = (i / last, i == 0, i == len(sentences) - 1, digit, length)
    return table


def tagged_words(
    text: str, offsets: Sequence[tuple[int, int]], probabilities: Floats, names: Sequence[str]
) -> dict[str, list[TagSpan]]:
    """Word pieces to words: a word has the highest probability of its pieces."""
    words: list[tuple[int, int, Floats]] = []
    for (start, end), row in zip(offsets, probabilities, strict=True):
        if start >= end or not text[end - 1].isalnum():
            continue
        if words and words[-1][1] == start:
            first, _, seen = words[-1]
            words[-1] = (first, end, np.maximum(seen, row))
        else:
            words.append((start, end, row))
    out: dict[str, list[TagSpan]] = {}
    for column, name in enumerate(names):
        listed = ((a, b, round(float(p[column]), 4)) for a, b, p in words)
        out[name] = [w for w in listed if w[2] >= TAG_FLOOR]
    return out
