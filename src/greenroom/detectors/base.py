"""What a detector sees and returns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from greenroom.guides.schema import Disqualifier, Guide, RedFlag, Signal
from greenroom.language.parsed import Parsed, Sentence
from greenroom.model import Kind, Span

Entry = Signal | Disqualifier | RedFlag

KIND_OF: dict[type, Kind] = {Signal: "signal", Disqualifier: "disqualifier", RedFlag: "red_flag"}

HALF = 0.5
"""The decision line of every calibrated probability (see ``language/calibration.py``)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds: the grade it gives (0..2), where, how surely (0..1), and why in a phrase.

    ``best`` is the span to quote first, where the detector can tell.
    """

    grade: int
    spans: tuple[Span, ...]
    strength: float
    why: str
    best: Span | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What the rules of one entry are read against.

    ``found``: grade of everything that was found before this entry (signals come first,
    then disqualifiers, then red flags), for rules about absence and presence.
    """

    parsed: Parsed
    guide: Guide
    entry: Entry
    found: Mapping[str, int]

    @property
    def kind(self) -> Kind:
        """Kind of finding that the entry makes."""
        return KIND_OF[type(self.entry)]


Detector = Callable[[Any, Context], Hit | None]


def spans_of(sentences: list[Sentence]) -> tuple[Span, ...]:
    """Their spans, in order of the text."""
    return tuple(s.span for s in sorted(sentences, key=lambda s: s.index))


def numbered(sentences: list[Sentence]) -> str:
    """``sentence 4`` or ``sentences 4, 5 and 9`` (counted from one), for reasons."""
    ns = [str(s.index + 1) for s in sentences]
    if len(ns) < 2:
        return f"sentence {ns[0]}" if ns else "no sentence"
    return f"sentences {', '.join(ns[:-1])} and {ns[-1]}"
