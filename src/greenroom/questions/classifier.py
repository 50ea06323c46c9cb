"""The trained recogniser: upper layers of its own over the encoder's lower ones, and one row of weights a competency.

The lower layers are those of the published model and are never trained, so that one pass of the
shipped encoder serves both. Pooled states are weighed linearly, so that what a word added to a
competency can be told. ``python -m training.questions`` makes the files.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from greenroom.errors import ModelError
from greenroom.language import pooled
from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from greenroom.questions.words import Word, words_of

FOLDER = Path(__file__).with_name("weights")
NETWORK, TABLES = "reader.onnx", "tables.npz"
NOT_BEHAVIOURAL = "not-behavioural"
"""Stands among the competencies for a question that tests none."""
FORMAT = 2
_REFIT = "run `python -m training.questions`, or reinstall greenroom"


class About(pooled.Made, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a recogniser is: its labels in the order of its columns, its settings, what it was made from.

    ``temperature`` divides the scores before they become probabilities. ``near``: weights of the likeness to a
    competency's own questions, then the shift, for one that has no column; ``encoder`` names the weights whose
    vectors that likeness and the table of vectors are made with (``encoder_key``). ``several``: the share of the
    likeliest's probability from which another competency is fairly tested too.
    """

    labels: tuple[str, ...]
    temperature: float
    near: tuple[float, ...]
    several: float
    encoder: str


class Reading(NamedTuple):
    """A question as the recogniser sees it: its words, the lower states, the embedding, and who owns each piece."""

    text: str
    words: list[Word]
    lower: Floats
    vector: Floats
    owners: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """Probability of every label (they add up to one), and what each word added to its score ``[labels, words]``."""

    probability: Mapping[str, float]
    labels: tuple[str, ...]
    by_word: Floats


class Classifier:
    """One probability a label: that the question is asked for it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ``ModelError`` where a file is missing, damaged or of another version."""
        opened = pooled.opened(folder, NETWORK, TABLES, About, FORMAT, _REFIT)
        self.about, self._head, self._network, held = opened
        self._keys, self._vectors = held["keys"], held["vectors"].astype(np.float32)
        self._known = {int(key): row for row, key in enumerate(self._keys)}

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the competencies that it was fitted on, and ``NOT_BEHAVIOURAL``."""
        return self.about.labels

    def weigh(self, asked: Reading) -> Weighed:
        """The probability of every label for a question, and what its words added."""
        states = self._network.states(asked.lower)
        shares = self._head.shares(states)
        scores = self._head.scores(shares) / np.float32(self.about.temperature)
        by_word = np.zeros((len(self.labels), len(asked.words)), np.float32)
        for piece, word in enumerate(asked.owners):
            if word >= 0:
                by_word[:, word] += shares[piece + 1]
        risen = np.exp(scores - scores.max())
        said = [round(float(p), 4) for p in risen / risen.sum()]
        return Weighed(dict(zip(self.labels, said, strict=True)), self.labels, by_word)

    def near(self, likeness: Sequence[float]) -> float:
        """Probability of a competency without a column, from the likeness to its own questions."""
        *weights, shift = self.about.near
        return _sigmoid(sum(w * x for w, x in zip(weights, likeness, strict=True)) + shift)

    def vectors_of(self, texts: Sequence[str], encoder: Encoder) -> Floats:
        """Vectors ``[N, 384]`` of ``texts``; those that were known at the fitting cost no encoder pass."""
        rows = np.zeros((len(texts), self._vectors.shape[1]), np.float32)
        left = []
        for at, text in enumerate(texts):
            row = self._known.get(key_of(text))
            if row is None:
                left.append(at)
            else:
                rows[at] = self._vectors[row]
        if left:
            rows[left] = encoder.embed([texts[at] for at in left])
        return rows

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """Those of ``texts`` whose vectors are not held."""
        return [text for text in texts if key_of(text) not in self._known]


def key_of(text: str) -> int:
    """A text's key in the table of vectors."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def encoder_key(encoder: Encoder) -> str:
    """Names the weights that make an encoder's vectors."""
    files = encoder.manifest.files
    made = "".join(files.get(name, "") for name in ("encoder.onnx", "tables.npz", "tokenizer.json"))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def read(text: str, encoder: Encoder) -> Reading:
    """One encoder pass over a question."""
    words = words_of(text)
    lower, vector, offsets = encoder.lower(text)
    owners, at = [], 0
    for start, _ in offsets:
        while at < len(words) and words[at].end <= start:
            at += 1
        owners.append(at if at < len(words) and words[at].start <= start else -1)
    return Reading(text, words, lower, vector, tuple(owners))


@cache
def shipped() -> Classifier:
    """The recogniser that comes along, loaded once. Raises ``ModelError``."""
    return Classifier()


@cache
def shipped_encoder() -> Encoder:
    """The shipped encoder on one thread, loaded once. Raises ``ModelError``."""
    return Encoder()


def belonging(classifier: Classifier, encoder: Encoder) -> Classifier:
    """``classifier``; raises ``ModelError`` where its table was made with other weights than ``encoder`` has."""
    if classifier.about.encoder != encoder_key(encoder):
        what, do = "was made with other weights of the encoder", "run `python -m training.questions --tables`"
        raise ModelError(what, where=str(FOLDER / TABLES), do=do)
    return classifier


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
