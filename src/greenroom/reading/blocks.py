"""Paragraphs and headings of a document, joined to the text of an answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from greenroom.language.headings import headings_of, part_of_title
from greenroom.model import Answer, Heading, Span
from greenroom.reading.speakers import candidate_lines


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading; ``tight`` ones follow the one before on the next line."""

    text: str
    heading: bool = False
    tight: bool = False


def answer_of(blocks: Iterable[Block], source: str) -> Answer:
    """The answer that the blocks make; headings are those of the document and labels in its text."""
    spoken, notes = _spoken([b for b in blocks if b.text.strip()])
    text = ""
    titles: list[Heading] = []
    for block in spoken:
        if text:
            text += "\n" if block.tight else "\n\n"
        start = len(text)
        text += block.text.strip()
        if block.heading:
            titles.append(Heading(span=Span(start, len(text)), part=part_of_title(block.text)))
    labels = [h for h in headings_of(text) if not any(h.span.overlaps(t.span) for t in titles)]
    headings = tuple(sorted([*titles, *labels], key=lambda h: h.span))
    return Answer(text=text, headings=headings, notes=notes, source=source)


def _spoken(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks without an interviewer's turns."""
    lines = [(i, line) for i, b in enumerate(blocks) for line in b.text.split("\n")]
    kept, notes = candidate_lines([line for _, line in lines])
    if not notes:
        return blocks, ()
    return [Block(line, heading=any(b.heading and b.text == line for b in blocks)) for line in kept], notes
