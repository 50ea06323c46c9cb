"""Where sentences end in speech that was written down without marks.

A log-linear model over the words on both sides of a gap, and the usual lengths of sentences; the best cut of the
whole stretch is found at once. ``segment_spoken.json`` is made by ``python -m training.boundaries`` from the training
answers with their marks taken away; it is a table of some thousand numbers, read on first use.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

TABLE = Path(__file__).with_suffix(".json")

_EDGE = re.compile(r"^[^\w$€£₹]+|[^\w%]+$")
_NUMBER = re.compile(r"\d[\d.,]*")


class Boundaries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of the features of a gap, the bias, and by length the log odds of a sentence of so many words."""

    bias: float
    lengths: tuple[float, ...]
    weights: dict[str, float]


@functools.cache
def boundaries() -> Boundaries:
    """The shipped table."""
    return msgspec.json.decode(TABLE.read_bytes(), type=Boundaries)


def plain(word: str) -> str:
    """The word in lower case without marks; every number is ``0``."""
    return _NUMBER.sub("0", _EDGE.sub("", word.lower().replace("’", "'")))


def features(words: Sequence[str], at: int) -> list[str]:
    """What stands around the gap before word ``at`` (plain words)."""

    def word(k: int) -> str:
        return words[k] if 0 <= k < len(words) else "^"

    before, last, first, second = word(at - 2), word(at - 1), word(at), word(at + 1)
    return [
        f"p {last}",
        f"n {first}",
        f"m {second}",
        f"q {before}",
        f"nn {first} {second}",
        f"pp {before} {last}",
        f"pn {last} {first}",
        f"nnn {first} {second} {word(at + 2)}",
        f"pnn {last} {first} {second}",
    ]


def cuts(words: Sequence[str], table: Boundaries | None = None) -> list[int]:
    """Indices of the words that begin a sentence, the first one left out; for words as they stand in the text."""
    held = table or boundaries()
    told = [plain(w) for w in words]
    count, longest = len(told), len(held.lengths)
    best, back = [0.0] * (count + 1), [0] * (count + 1)
    for end in range(1, count + 1):
        start = max(0, end - longest)
        score, back[end] = max((best[k] + held.lengths[end - k - 1], k) for k in range(start, end))
        weigh = held.weights.get
        best[end] = score + (held.bias + sum(weigh(f, 0.0) for f in features(told, end)) if end < count else 0.0)
    out: list[int] = []
    at = back[count]
    while at > 0:
        out.append(at)
        at = back[at]
    return out[::-1]
