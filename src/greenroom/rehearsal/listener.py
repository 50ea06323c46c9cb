"""What a reply says of what was asked: a small reader of question and reply together.

The judge was taught with whole answers. This reader has upper layers of its own over the judge's lower ones and reads
a question with the few sentences that answer it: how likely the reply is strong, and of every entry of the guide
whether it is shown, or left or ruled out in so many words. ``python -m training.listener`` makes the two files.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from greenroom.errors import ModelError
from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from greenroom.language.upper import UpperLayers

FOLDER = Path(__file__).with_name("weights")
NETWORK, TABLES = "listener.onnx", "listener.npz"
FORMAT = 1
LENGTH = 8.0
"""Length that pooled states are brought to before they are weighed."""
Rows = np.ndarray[Any, np.dtype[np.int64]]
PASSAGE = 4
"""Sentences of a long text that are read together."""
_REFIT = "run `python -m training.listener`, or reinstall greenroom"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a listener is: the entries of its columns, what it was made from, the hash of its network.

    Columns: how strong the reply is, then every entry shown, then every entry denied. ``taught``: the entries that it
    was taught in all that can be told; of the others it knows only what replies to a question about them say.
    """

    format: int
    entries: tuple[str, ...]
    taught: tuple[str, ...]
    data: str
    network: str
    recipe: dict[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """Log odds that the reply is strong, that it shows each entry, and that it leaves or rules it out.

    ``places``: for each entry the code point at which it is heard best. ``taught``: entries that are known whatever was
    asked.
    """

    strong: float
    shown: Mapping[str, float]
    denied: Mapping[str, float]
    places: Mapping[str, int]
    taught: frozenset[str] = frozenset()


class Listener:
    """Reads a question and its reply. Deterministic, one thread; made once, as loading takes a while."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ``ModelError`` where a file is missing, damaged or of another version."""
        try:
            raw = (folder / NETWORK).read_bytes()
            with np.load(BytesIO((folder / TABLES).read_bytes())) as kept:
                self.about = msgspec.json.decode(kept["about"].tobytes(), type=About)
                self._mean, self._peak = kept["mean"].astype(np.float32), kept["peak"].astype(np.float32)
                self._bias = kept["bias"].astype(np.float32)
            if self.about.format != FORMAT or self.about.network != hashlib.sha256(raw).hexdigest():
                raise ValueError("the files do not belong together")
            self._network = UpperLayers(raw)
        except FileNotFoundError as fault:
            raise ModelError("is missing", where=str(fault.filename), do=_REFIT) from None
        except Exception as fault:  # numpy, the zip reader and the runtime raise classes of their own
            what = f"is damaged, or of another version ({type(fault).__name__})"
            raise ModelError(what, where=str(folder), do=_REFIT) from fault

    def told(self, encoder: Encoder, question: str, text: str) -> Told:
        """What ``text`` says in answer to ``question``."""
        lower, start, offsets = encoder.lower_of(question, text)
        states = self._network.states(lower)[start : start + max(len(offsets), 1)]
        middle, highest = states.mean(axis=0), states.argmax(axis=0)
        top = states[highest, np.arange(states.shape[1])]
        scores = _brought(middle) @ self._mean + _brought(top) @ self._peak + self._bias
        count = len(self.about.entries)
        shown, denied = scores[1 : count + 1], scores[count + 1 :]
        return Told(
            strong=float(scores[0]),
            shown=_named(self.about.entries, shown),
            denied=_named(self.about.entries, denied),
            places=self._places(states, highest, top, offsets),
            taught=frozenset(self.about.taught),
        )

    def _places(self, states: Floats, highest: Rows, top: Floats, offsets: Sequence[tuple[int, int]]) -> dict[str, int]:
        """Where each entry is heard best: the word piece that adds most to its score."""
        if not offsets:
            return dict.fromkeys(self.about.entries, 0)
        count = len(self.about.entries)
        columns = slice(1, count + 1)
        shares = states @ self._mean[:, columns] / len(states)
        np.add.at(shares, highest, (top[:, None] * self._peak[:, columns]))
        return {i: int(offsets[n][0]) for i, n in zip(self.about.entries, shares.argmax(axis=0).tolist(), strict=True)}


def united(passages: Iterable[Told]) -> Told:
    """What is told in any of several passages: each entry where it is clearest; no places, which are each one's own."""
    listed = list(passages)
    first = listed[0]
    return Told(
        strong=max(t.strong for t in listed),
        shown={i: max(t.shown[i] for t in listed) for i in first.shown},
        denied={i: max(t.denied[i] for t in listed) for i in first.denied},
        places={},
        taught=first.taught,
    )


@functools.lru_cache(maxsize=1)
def shipped() -> Listener:
    """The shipped listener, loaded once; raises ``ModelError`` where it is missing or damaged."""
    return Listener()


def _brought(row: Floats) -> Floats:
    made: Floats = row * np.float32(LENGTH / max(float(np.linalg.norm(row)), 1e-9))
    return made


def _named(names: Sequence[str], row: Floats) -> dict[str, float]:
    return {name: round(float(x), 4) for name, x in zip(names, row, strict=True)}
