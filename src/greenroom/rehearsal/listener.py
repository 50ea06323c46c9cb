"""What a reply says of what was asked: a small reader of question and reply together.

The judge was taught with whole answers. This reader has upper layers of its own over the judge's lower ones and reads
a question with the few sentences that answer it: how likely the reply is strong, and of every entry of the guide
whether it is shown, or left or ruled out in so many words. ``python -m training.listener`` makes the two files.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from greenroom.language import pooled
from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats

FOLDER = Path(__file__).with_name("weights")
NETWORK, TABLES = "listener.onnx", "listener.npz"
FORMAT = 1
PASSAGE = 4
"""Sentences of a long text that are read together."""
_REFIT = "run `python -m training.listener`, or reinstall greenroom"


class About(pooled.Made, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a listener is: the entries of its columns, and what it was made from.

    Columns: how strong the reply is, then every entry shown, then every entry denied. ``taught``: the entries that it
    was taught in all that can be told; of the others it knows only what replies to a question about them say.
    """

    entries: tuple[str, ...]
    taught: tuple[str, ...]


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
        self.about, self._head, self._network, _ = pooled.opened(folder, NETWORK, TABLES, About, FORMAT, _REFIT)

    def told(self, encoder: Encoder, question: str, text: str) -> Told:
        """What ``text`` says in answer to ``question``."""
        lower, start, offsets = encoder.lower_of(question, text)
        states = self._network.states(lower)[start : start + max(len(offsets), 1)]
        shares = self._head.shares(states)
        scores = self._head.scores(shares)
        count = len(self.about.entries)
        shown, denied = scores[1 : count + 1], scores[count + 1 :]
        return Told(
            strong=float(scores[0]),
            shown=_named(self.about.entries, shown),
            denied=_named(self.about.entries, denied),
            places=self._places(shares[:, 1 : count + 1], offsets),
            taught=frozenset(self.about.taught),
        )

    def _places(self, shares: Floats, offsets: Sequence[tuple[int, int]]) -> dict[str, int]:
        """Where each entry is heard best: the word piece that adds most to its score."""
        if not offsets:
            return dict.fromkeys(self.about.entries, 0)
        best = shares.argmax(axis=0).tolist()
        return {i: int(offsets[n][0]) for i, n in zip(self.about.entries, best, strict=True)}


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


def _named(names: Sequence[str], row: Floats) -> dict[str, float]:
    return {name: round(float(x), 4) for name, x in zip(names, row, strict=True)}
