"""Marks over a text: overlapping spans become runs that a format can print one after the other."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Sequence

from greenroom.model import Span


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under one and the same set of marks.

    ``marks`` index the spans that cover it; ``opens`` are those that begin with it,
    ``closes`` those that end with it, each in nesting order.
    """

    start: int
    end: int
    marks: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


def flatten(spans: Sequence[Span], start: int, end: int, cuts: Iterable[int] = ()) -> tuple[Run, ...]:
    """Cut ``[start, end)`` at every border of ``spans`` and at ``cuts``; the runs cover it without gap or overlap.

    Spans may nest, cross or reach outside and are clipped; empty ones are ignored.
    Offsets are code points.
    """
    clipped = [(i, max(s.start, start), min(s.end, end)) for i, s in enumerate(spans)]
    clipped = [(i, a, b) for i, a, b in clipped if a < b]
    inner = {x for _, a, b in clipped for x in (a, b)}.union(c for c in cuts if start < c < end)
    borders = sorted({start, end, *inner}) if start < end else []
    runs = []
    for a, b in itertools.pairwise(borders):
        over = [c for c in clipped if c[1] <= a and c[2] >= b]
        # Outer spans open first and close last, so that brackets nest wherever spans do.
        opens = sorted((c for c in over if c[1] == a), key=lambda c: (-c[2], c[0]))
        closes = sorted((c for c in over if c[2] == b), key=lambda c: (-c[1], c[2], -c[0]))
        runs.append(Run(a, b, tuple(c[0] for c in over), tuple(c[0] for c in opens), tuple(c[0] for c in closes)))
    return tuple(runs)


# Carriage returns, terminal escapes, other controls, and the marks that reorder or hide text.
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SOFT_BREAK = re.compile(r"[^\S\n]*\n(?![^\S\n]*(?:[-*+\u2022\u2013]\s|\d{1,2}[.)]\s|\n))[^\S\n]*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“'])")
_BLANK_LINES = re.compile(r"\s*\n\s*")


def plain(text: str) -> str:
    """``text`` without control characters and bidirectional overrides, so that it cannot steer a display."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def reflow(text: str) -> str:
    """``plain`` text with hard-wrapped lines joined; paragraphs and list items keep their line."""
    return _BLANK_LINES.sub("\n", _SOFT_BREAK.sub(" ", plain(text)))


def one_line(text: str) -> str:
    """``plain`` text on one line, with single spaces."""
    return " ".join(plain(text).split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text`` on one line, cut after a word and marked with an ellipsis."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > limit // 2 else cut).rstrip(" ,;:.-") + "…"


def first_sentences(text: str, count: int = 1) -> str:
    """The first ``count`` sentences of ``text``, on one line."""
    return " ".join(_SENTENCE_END.split(one_line(text))[:count])
