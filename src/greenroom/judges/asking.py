"""Questions to the learned reader for a guide that it was not trained on.

The heads compare every sentence with a label's vector. For a label that they know, the shipped vector is used; for
any other it is made here, from what the guide says of it and from its own found examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from greenroom.guides.examples import Examples
from greenroom.guides.marked import unmark
from greenroom.guides.schema import Absence, Disqualifier, Guide, RedFlag, Signal
from greenroom.language.encoder import Query
from greenroom.language.outputs import Floats

EXAMPLES = 1.0
"""Weight of the mean of the found examples beside the description (both of length 1)."""


class Asked(Protocol):
    """What is needed of the encoder."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Array [len(texts), D]; rows of length 1."""
        ...

    def query_of(self, label: str) -> Query | None:
        """The shipped query of a label; ``None`` for one that the heads have not seen."""
        ...


def queries_of(guide: Guide, encoder: Asked, examples: Examples | None = None) -> dict[str, Query]:
    """A query for every signal, disqualifier and red flag of ``guide``, by id."""
    made: dict[str, Query] = {}
    for kind, entry in _entries(guide):
        known = encoder.query_of(entry.id)
        if known is not None and known.kind == kind:
            made[entry.id] = known
        else:
            absence = any(isinstance(rule, Absence) for rule in entry.detect)
            made[entry.id] = Query(kind=kind, vector=_vector(entry, encoder, examples), absence=absence)
    return made


def _entries(guide: Guide) -> Iterator[tuple[str, Signal | Disqualifier | RedFlag]]:
    for signal in guide.signals:
        yield "signal", signal
    for disqualifier in guide.disqualifiers:
        yield "disqualifier", disqualifier
    for flag in guide.red_flags:
        yield "red_flag", flag


def described(entry: Signal | Disqualifier | RedFlag) -> str:
    """What a candidate says who shows it, in the words of the guide."""
    if isinstance(entry, Signal):
        return f"{entry.name}. {'; '.join(entry.cues)}. {entry.filled}"
    return f"{entry.name}. {entry.said}"


def _vector(entry: Signal | Disqualifier | RedFlag, encoder: Asked, examples: Examples | None) -> Floats:
    vector = encoder.embed([described(entry)])[0]
    cases = examples.examples.get(entry.id) if examples else None
    if cases and cases.found:
        mean = encoder.embed([unmark(case.text)[0] for case in cases.found]).mean(axis=0)
        vector = vector + EXAMPLES * mean / max(float(np.linalg.norm(mean)), 1e-9)
    unit: Floats = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit
