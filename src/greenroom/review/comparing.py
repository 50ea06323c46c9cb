"""Two reviews, or two texts, set against each other: what one says otherwise than the other."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Literal

from greenroom.language.segment import sentences_of
from greenroom.model import Change, Review, Span

GRADES = ("absent", "partial", "clear")


def sentence_lines(before: str, after: str) -> Iterator[tuple[Literal[" ", "-", "+"], str]]:
    """The sentences of both texts in order: those that stayed (" "), went ("-") and came ("+")."""
    old, new = _sentences(before), _sentences(after)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((" ", one) for one in old[a:b])
            continue
        yield from (("-", one) for one in old[a:b])
        yield from (("+", one) for one in new[c:d])


def own_sentences(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The sentences that only ``before`` has, and those that only ``after`` has, as places in each."""
    places = sentences_of(before), sentences_of(after)
    old, new = _sentences(before), _sentences(after)
    gone: list[Span] = []
    came: list[Span] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += places[0][a:b]
            came += places[1][c:d]
    return tuple(gone), tuple(came)


def changes(before: Review, after: Review) -> Iterator[Change]:
    """What the second review says otherwise: verdict, score, level, and each finding by its kind and id."""
    old, new = _said(before), _said(after)
    for what in dict.fromkeys([*old, *new]):
        said, says = old.get(what, "absent"), new.get(what, "absent")
        if said != says:
            yield Change(what=what, before=said, after=says)


def _sentences(text: str) -> list[str]:
    return [" ".join(text[span.start : span.end].split()) for span in sentences_of(text)]


def _said(made: Review) -> dict[str, str]:
    if made.unscored:
        return {"verdict": f"not scored: {made.unscored}"}
    said = {"verdict": str(made.verdict), "score": str(made.score), "level shown": made.level}
    said |= {f"signal {f.id}": GRADES[f.grade] for f in made.findings if f.kind == "signal"}
    return said | {
        f"{f.kind.replace('_', ' ')} {f.id}": "found" for f in made.findings if f.kind != "signal" and f.grade
    }
