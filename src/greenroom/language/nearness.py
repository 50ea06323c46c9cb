"""How near each sentence of an answer comes to a guide's own examples, by sentence vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from greenroom.language.outputs import Floats
from greenroom.language.parsed import Nearness


class Embedder(Protocol):
    """Texts to vectors of unit length."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Array [len(texts), D]."""
        ...


class Anchors:
    """Vectors of the found and not-found examples of each entry; made once per guide."""

    def __init__(self, encoder: Embedder, texts: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> None:
        """``texts``: entry id to (found, not found) passages."""
        flat = [t for pro, contra in texts.values() for t in (*pro, *contra)]
        vectors = encoder.embed(flat) if flat else np.zeros((0, 1), dtype=np.float32)
        self._of: dict[str, tuple[Floats, Floats]] = {}
        at = 0
        for entry, (pro, contra) in texts.items():
            middle, end = at + len(pro), at + len(pro) + len(contra)
            self._of[entry] = (vectors[at:middle], vectors[middle:end])
            at = end

    def near(self, vectors: Floats) -> dict[str, Nearness]:
        """Nearness of the sentences with these vectors [S, D] to every entry's examples."""
        return {
            entry: Nearness(_best(vectors, pro), _best(vectors, contra)) for entry, (pro, contra) in self._of.items()
        }


def _best(vectors: Floats, anchors: Floats) -> tuple[float, ...]:
    if not len(anchors) or not len(vectors):
        return (0.0,) * len(vectors)
    return tuple(round(float(x), 4) for x in (vectors @ anchors.T).max(axis=1))
