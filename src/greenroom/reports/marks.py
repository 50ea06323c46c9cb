"""The answer with its marks as a stream of pieces, for formats that can only write brackets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal

from greenroom.model import Span
from greenroom.reports.runs import flatten, reflow
from greenroom.reports.view import Block, Item, View

RAISED = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
"""Digits and letters as small raised signs; there is no raised q."""


FAULTS_NAMED = 4
"""Faults that the legend names; where there are more, their list stands above it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Text of the answer, or a bracket around it; ``items`` are the findings that it belongs to."""

    what: Literal["text", "bracket", "fix"]
    text: str
    items: tuple[Item, ...] = ()


def annotate(view: View) -> Iterator[tuple[Block, tuple[Piece, ...]]]:
    """Each block of the answer as pieces: ``‹signal›¹``, ``[fault]ᵃ``, ``‹both›¹ᵃ``."""
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
    faults = [f for f in (*view.disqualifiers, *view.red_flags) if f.spans]
    if len(faults) > FAULTS_NAMED:
        lines.append("[…] and letters: what counts against it, listed above")
    for i, fault in enumerate(faults if len(faults) <= FAULTS_NAMED else ()):
        cross = "✗ " if fault.kind == "disqualifier" else ""
        lines.append(f"{'[…] and letters count against it: ' if i == 0 else ''}{_raised(fault)} {cross}{fault.label}")
    if any(b.fixes for b in view.blocks):
        lines.append("[fix 1] is where it goes")
    return lines


def _marks(view: View) -> list[tuple[Span, tuple[Item, ...]]]:
    """Findings on one span share a bracket, and so do neighbouring spans with the same findings."""
    on: dict[Span, tuple[Item, ...]] = {}
    for item in (*view.signals, *view.disqualifiers, *view.red_flags):
        for span in dict.fromkeys(item.spans):
            on[span] = (*on.get(span, ()), item)
    # A span inside another is left alone, so that joining neighbours makes no brackets cross.
    inner = {s for s in on if any(o != s and o.start <= s.start and s.end <= o.end for o in on)}
    last: dict[tuple[Item, ...], Span] = {}
    marks: list[tuple[Span, tuple[Item, ...]]] = []
    for at, items in sorted(on.items(), key=lambda m: m[0]):
        before, span = last.get(items), at
        if (
            before
            and at not in inner
            and at.start >= before.end
            and not view.review.text[before.end : at.start].strip()
        ):
            marks.remove((before, items))
            span = Span(before.start, at.end)
        if at not in inner:
            last[items] = span
        marks.append((span, items))
    return marks


def _opening(items: tuple[Item, ...]) -> str:
    return "‹" if items[0].kind == "signal" else "["


def _closing(items: tuple[Item, ...]) -> str:
    signals = "·".join(_raised(i) for i in items if i.kind == "signal")
    faults = "".join(_raised(i) for i in items if i.kind != "signal")
    return f"{'›' if signals else ']'}{signals}{faults}"


def _raised(item: Item) -> str:
    return item.sign.translate(RAISED)
