"""A fix that is tried with the person's own facts: its blanks filled in, at its place, in a copy of the answer."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from greenroom.errors import InputError, unknown
from greenroom.guides.schema import Guide
from greenroom.model import Answer, Judgement, Review, Span
from greenroom.review.fixes import HEDGING, inserted, place_of, removed, to_cut

LONGEST_FACT = 500
"""Characters of what is put into one blank."""
_BLANK = re.compile(r"\[([^\[\]]+)\]")


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence frame: text, or a blank, whose ``text`` says what belongs there."""

    text: str
    blank: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """The edited copy of an answer; ``added`` is what was put in, as a place in it, where anything was."""

    answer: Answer
    added: Span | None


def pieces(template: str) -> tuple[Piece, ...]:
    """The frame ``template`` as text and ``[blanks]``, in order."""
    out, at = [], 0
    for found in _BLANK.finditer(template):
        out += [Piece(template[at : found.start()])] if found.start() > at else []
        out.append(Piece(found[1], blank=True))
        at = found.end()
    return (*out, Piece(template[at:])) if at < len(template) else tuple(out)


def filled(template: str, facts: Sequence[str]) -> str:
    """The frame with ``facts`` in its blanks, in order.

    Raises ``InputError`` for a blank that is left empty or is filled with too much.
    """
    given = iter(facts)
    said = []
    for piece in pieces(template):
        fact = " ".join(next(given, "").split()) if piece.blank else piece.text
        if piece.blank and not any(c.isalnum() for c in fact):
            raise InputError("is not filled in", where=f"[{piece.text}]", do="write your own fact there")
        if piece.blank and len(fact) > LONGEST_FACT:
            allowed = f"at most {LONGEST_FACT} characters"
            raise InputError("is too long", where=f"[{piece.text}]", allowed=allowed, do="say it in one sentence")
        said.append(fact)
    return "".join(said)


def tried(answer: Answer, made: Review, guide: Guide, target: str, facts: Sequence[str]) -> Tried:
    """The answer with the fix for ``target`` (a signal's id, or hedging) at the place where the review puts it.

    ``made``: the review of the answer as it stands. Raises ``InputError`` for blanks as ``filled`` does, ``UsageError``
    for a target that has no fix here.
    """
    found = {f.id: f for f in made.findings}
    signal = next((s for s in guide.signals if s.id == target), None)
    if signal is not None and target in found:
        sentence = filled(signal.fix, facts).strip()
        read = Judgement(judge=made.provenance.judge, judge_version=made.provenance.judge_version, parts=made.star)
        at = place_of(answer, read, signal, found[target])
        edited = inserted(answer, at, sentence)
        return Tried(edited, Span(at + 1, at + 1 + len(sentence)))
    if target == HEDGING and target in found and to_cut(found[target]):
        return Tried(removed(answer, to_cut(found[target])), None)
    raise unknown("fix", target, [s.id for s in guide.signals])
