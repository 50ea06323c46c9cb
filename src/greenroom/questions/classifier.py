"""The trained recogniser: words, pieces of words and the sentence vector, weighted for each competency.

Linear, so that what a word added to a competency can be told. ``python -m training.questions``
makes ``model.npz``; it belongs to the weights of the encoder that it was made with.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from greenroom.errors import ModelError
from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from greenroom.questions.words import PIECE, Word, features_of, words_of

MODEL = Path(__file__).with_name("model.npz")
NOT_BEHAVIOURAL = "not-behavioural"
"""Stands among the competencies for a question that tests none."""
FORMAT = 1
_REFIT = "run `python -m training.questions`, or reinstall greenroom"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model is: its labels in the order of its columns, its settings, what it was made from.

    ``encoder``: the weights whose vectors it reads (``encoder_key``). ``slope`` and ``shift``
    turn a score into a probability, ``near`` the likeness to a competency's own questions (its
    weights, then the shift) for one that has no column. ``several``: probability from which a
    second competency is fairly tested too. ``data``: sha256 of the questions it was fitted on.
    """

    format: int
    labels: tuple[str, ...]
    encoder: str
    block: dict[str, float]
    slope: float
    shift: float
    near: tuple[float, ...]
    several: float
    data: str
    recipe: dict[str, object]


class Reading(NamedTuple):
    """A question as the recogniser sees it: its words, its vector, and each word's share of that vector."""

    text: str
    words: list[Word]
    vector: Floats
    shares: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """Probability of every label, and what each word added to its score ``[labels, words]``."""

    probability: Mapping[str, float]
    labels: tuple[str, ...]
    by_word: Floats


class Classifier:
    """One independent probability a label: that the question fairly tests it."""

    def __init__(self, path: Path = MODEL) -> None:
        """Raises ``ModelError`` where the file is missing, damaged or of another version."""
        try:
            held = BytesIO(path.read_bytes())
            with np.load(held) as kept:
                self.about = msgspec.json.decode(kept["about"].tobytes(), type=About)
                names = kept["names"].tobytes().decode("utf-8").split("\n")
                self._rarity, self._lexical = kept["rarity"].astype(np.float32), kept["lexical"].astype(np.float32)
                self._meaning, self._bias = kept["meaning"].astype(np.float32), kept["bias"].astype(np.float32)
                self._keys, self._vectors = kept["keys"], kept["vectors"].astype(np.float32)
        except FileNotFoundError:
            raise ModelError("is missing", where=str(path), do=_REFIT) from None
        except Exception as fault:  # numpy and the zip reader raise classes of their own for each kind of damage
            what = f"is damaged, or of another version ({type(fault).__name__})"
            raise ModelError(what, where=str(path), do=_REFIT) from fault
        self._row = {name: row for row, name in enumerate(names)}
        self._known = {int(key): row for row, key in enumerate(self._keys)}

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the competencies that it was fitted on, and ``NOT_BEHAVIOURAL``."""
        return self.about.labels

    def weigh(self, asked: Reading) -> Weighed:
        """The probability of every label for a question, and what its words added."""
        by_word = np.zeros((len(self.labels), len(asked.words)), np.float32)
        for name, value, places in self._present(asked.words):
            row = value * self._lexical[self._row[name]]
            for at in (at for place in places for at in place):
                by_word[:, at] += row / sum(map(len, places))
        meaning = self.about.block["vector"] * self._meaning
        scores = by_word.sum(axis=1) + asked.vector @ meaning + self._bias
        by_word += (asked.shares @ meaning).T
        return Weighed(dict(zip(self.labels, self._probabilities(scores), strict=True)), self.labels, by_word)

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

    def _present(self, words: Sequence[Word]) -> list[tuple[str, float, list[tuple[int, ...]]]]:
        """Features of the question that the classifier knows: name, value, places; each block of unit length."""
        found = [(name, places) for name, places in features_of(words).items() if name in self._row]
        value = {n: (1 + math.log(len(p))) * float(self._rarity[self._row[n]]) for n, p in found}
        size = {"words": 0.0, "pieces": 0.0}
        for name, one in value.items():
            size[block_of(name)] += one * one
        scale = {block: self.about.block[block] / math.sqrt(total) if total else 0.0 for block, total in size.items()}
        return [(name, value[name] * scale[block_of(name)], places) for name, places in found]

    def _probabilities(self, scores: Floats) -> list[float]:
        return [round(_sigmoid(self.about.slope * float(x) + self.about.shift), 4) for x in scores]


def block_of(name: str) -> str:
    """The block of features that one belongs to."""
    return "pieces" if name.startswith(PIECE) else "words"


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
    vector, shares, offsets = encoder.embed_pieces(text)
    by_word = np.zeros((len(words), len(vector)), np.float32)
    at = 0
    for share, (start, _) in zip(shares, offsets, strict=True):
        while at < len(words) and words[at].end <= start:
            at += 1
        if at < len(words) and words[at].start <= start:
            by_word[at] += share
    return Reading(text, words, vector, by_word)


@cache
def shipped() -> Classifier:
    """The classifier that comes along, loaded once. Raises ``ModelError``."""
    return Classifier()


@cache
def shipped_encoder() -> Encoder:
    """The shipped encoder on one thread, loaded once. Raises ``ModelError``."""
    return Encoder()


def belonging(classifier: Classifier, encoder: Encoder) -> Classifier:
    """``classifier``; raises ``ModelError`` where it was made with other weights than ``encoder`` has."""
    if classifier.about.encoder != encoder_key(encoder):
        raise ModelError("was made with other weights of the encoder", where=str(MODEL), do=_REFIT)
    return classifier


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


Indices = NDArray[np.int64]
