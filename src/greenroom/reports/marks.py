"""The answer with its marks as a stream of pieces, for formats that can only write brackets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal

from greenroom.model import Span
from greenroom.reports.runs import flatten, reflow
from greenroom.reports.view import Block, Item, View

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Text of the answer, or a bracket around it; ``items`` are the findings that it belongs to."""

    what: Literal["text", "bracket", "fix"]
    text: str
    items: tuple[Item, ...] = ()


def raised(number: int) -> str:
    """A number in superscript digits."""
    return str(number).translate(_RAISED)


def annotate(view: View) -> Iterator[tuple[Block, tuple[Piece, ...]]]:
    """Each block of the answer as pieces: ``‹signal›¹``, ``[hedging: red flag]``, ``[✗ name: disqualifier]``."""
    marks = _marks(view)
    spans = [span for span, _ in marks]
    for block in view.blocks:
        pieces: list[Piece] = []
        for run in flatten(spans, block.start, block.end, (at for at, _ in block.fixes)):
            pieces += (Piece("bracket", _opening(marks[i][1]), marks[i][1]) for i in run.opens)
            over = tuple(item for i in run.marks for item in marks[i][1])
            pieces.append(Piece("text", reflow(view.review.text[run.start : run.end]), over))
            pieces += (Piece("bracket", _closing(marks[i][1]), marks[i][1]) for i in run.closes)
            pieces += (Piece("fix", f" [fix {number}]") for at, number in block.fixes if at == run.end)
        yield block, tuple(pieces)


def legend(view: View) -> list[str]:
    """Explains the marks that occur, each in a few words."""
    lines = []
    if any(s.spans for s in view.signals):
        lines.append("‹…›¹ shows signal 1")
    if any(d.spans for d in view.disqualifiers):
        lines.append("[✗ name: …] disqualifies")
    if any(f.spans for f in view.red_flags):
        lines.append("[name: …] is a red flag")
    if any(b.fixes for b in view.blocks):
        lines.append("[fix 1] is where it goes")
    return lines


def _marks(view: View) -> list[tuple[Span, tuple[Item, ...]]]:
    """Disqualifiers and red flags outside, signals inside; findings on one span share a bracket."""
    against: dict[Span, tuple[Item, ...]] = {}
    heard: dict[Span, tuple[Item, ...]] = {}
    for item in (*view.disqualifiers, *view.red_flags, *view.signals):
        shared = heard if item.kind == "signal" else against
        for span in dict.fromkeys(item.spans):
            shared[span] = (*shared.get(span, ()), item)
    return [*against.items(), *heard.items()]


def _opening(items: tuple[Item, ...]) -> str:
    if items[0].kind == "signal":
        return "‹"
    labels = (f"✗ {i.label}" if i.kind == "disqualifier" else i.label for i in items)
    return f"[{', '.join(labels)}: "


def _closing(items: tuple[Item, ...]) -> str:
    return f"›{'·'.join(raised(i.number) for i in items)}" if items[0].kind == "signal" else "]"
