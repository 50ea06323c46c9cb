"""Readers over the judge's lower layers: upper layers of their own, and rows of weights over their pooled states."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np

from greenroom.errors import ModelError
from greenroom.language.outputs import Floats
from greenroom.language.upper import UpperLayers

LENGTH = 8.0
"""Length that pooled states are brought to before they are weighed."""


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a reader was made from: ``data``: sha256 of what it was fitted on; ``network``: sha256 of its network."""

    format: int
    data: str
    network: str
    recipe: dict[str, object]


About = TypeVar("About", bound=Made)


class Head(NamedTuple):
    """A column of weights for each thing that is told: over the mean and the maximum of the states, and a shift."""

    mean: Floats
    peak: Floats
    bias: Floats

    def shares(self, states: Floats) -> Floats:
        """What every word piece of ``states [T, 384]`` adds to every column ``[T, columns]``.

        Scores are linear in the mean and in the maximum of the states, each brought to ``LENGTH``; the maximum of a
        state belongs to the piece that has it.
        """
        middle, highest = states.mean(axis=0), states.argmax(axis=0)
        top = states[highest, np.arange(states.shape[1])]
        made: Floats = (states @ self.mean) * np.float32(_to_length(middle) / len(states))
        added = top[:, None] * self.peak * np.float32(_to_length(top))
        np.add.at(made, highest, added)
        return made

    def scores(self, shares: Floats) -> Floats:
        """The score of every column, from :meth:`shares`."""
        made: Floats = shares.sum(axis=0) + self.bias
        return made


def _to_length(row: Floats) -> float:
    """What a row is multiplied with so that it has ``LENGTH``."""
    return LENGTH / max(float(np.linalg.norm(row)), 1e-9)


def opened(
    folder: Path, network: str, tables: str, kind: type[About], number: int, refit: str
) -> tuple[About, Head, UpperLayers, dict[str, Any]]:
    """What a reader is, its columns, its network, and what else its tables hold.

    ``network``, ``tables``: names of the two files; ``number``: their format. Raises ``ModelError`` where a file is
    missing, damaged or of another version; ``refit`` says what to do then.
    """
    try:
        raw = (folder / network).read_bytes()
        with np.load(BytesIO((folder / tables).read_bytes())) as kept:
            held = {name: kept[name] for name in kept.files}
        about = msgspec.json.decode(held.pop("about").tobytes(), type=kind)
        head = Head(*(held.pop(name).astype(np.float32) for name in Head._fields))
        if about.format != number or about.network != hashlib.sha256(raw).hexdigest():
            raise ValueError("the files do not belong together")
        return about, head, UpperLayers(raw), held
    except FileNotFoundError as fault:
        raise ModelError("is missing", where=str(fault.filename), do=refit) from None
    except Exception as fault:  # numpy, the zip reader and the runtime raise classes of their own
        what = f"is damaged, or of another version ({type(fault).__name__})"
        raise ModelError(what, where=str(folder), do=refit) from fault
