"""From an answer to its parse: sentences, parts, marks, quantities and the encoder's heads, once."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from typing import Any, Protocol

import numpy as np

from greenroom.language.headings import headings_of
from greenroom.language.outputs import Floats, HeadOutputs
from greenroom.language.parsed import Mark, Parsed, Sentence
from greenroom.language.quantities import quantities_of
from greenroom.language.segment import sentences_of
from greenroom.language.segment_filler import is_filler
from greenroom.model import PARTS, Answer, Heading, PartName, Span

HINT = 0.35
"""Probability that a heading adds to its part before normalising: it settles a close call, no more."""

_INTERJECTIONS = """
    ah alright anyway cool exactly fine great hello hey hi hmm honestly lovely oh ok okay right so sure thanks
    uh um well wow yeah yep yes"""
INTERJECTIONS = frozenset(_INTERJECTIONS.split())
"""Words that are no part of the story where they stand alone as a sentence."""

_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_OTHER = PARTS.index("other")
_QUOTED = re.compile(
    r'(?<!\w)"(?=\S)[^"\n]{0,600}?\S"(?!\w)'
    r"|“[^”\n]{1,600}”|„[^“”\n]{1,600}[“”]|«[^»\n]{1,600}»"
    r"|(?<![\w’])‘[^\n‘]{1,300}?[\w.,!?…]’(?!\w)"
    r"|(?<!\S)'(?!em\b|til\b|cause\b|\d)(?=\w)[^\n\"]{1,300}?[\w.,!?…]'(?!\w)"
)


class EncoderLike(Protocol):
    """What the parser needs of the encoder; tests give it a hand-made one."""

    def read(self, text: str, sentences: Sequence[Span], competency: str, queries: Any = None) -> HeadOutputs:
        """Probabilities for these sentences of ``text``, in their order."""
        ...


def parse(answer: Answer, encoder: EncoderLike, competency: str, queries: Any = None) -> Parsed:
    """The parse of ``answer`` for ``competency``; ``queries`` go to the encoder as they are.

    Sentences that the answer fixes are kept as given. Headings and polite filler are not
    handed to the encoder: their rows in ``heads`` are neutral (part other, vector and evidence 0).
    ``heads.parts`` are the encoder's, with the hints of headings added.
    """
    text = answer.text
    headings = answer.headings or headings_of(text)
    spans = answer.sentences if answer.sentences is not None else sentences_of(text, headings)
    is_heading = [_is_heading(text, span, headings) for span in spans]
    filler = [is_filler(text[span.start : span.end]) for span in spans]
    story = [i for i in range(len(spans)) if not is_heading[i] and not filler[i]]
    heads = _at_rows(encoder.read(text, [spans[i] for i in story], competency, queries), story, len(spans))
    parts = _hinted(text, spans, headings, heads.parts, set(story))
    quoted = _quoted(text, spans)
    sentences = []
    for i, span in enumerate(spans):
        words = text[span.start : span.end]
        part: PartName = PARTS[int(parts[i].argmax())]
        if is_heading[i] or filler[i] or _bare(words) in INTERJECTIONS:
            part = "other"
        sentences.append(Sentence(index=i, span=span, text=words, part=part, heading=is_heading[i], quoted=quoted[i]))
    return Parsed(
        answer=answer,
        sentences=tuple(sentences),
        marks=_marks(heads, spans),
        quantities=quantities_of(text, sentences),
        heads=dataclasses.replace(heads, parts=parts),
    )


def _bare(words: str) -> str:
    """The words in lower case without the marks around them."""
    return re.sub(r"^\W+|\W+$", "", words).lower()


def _is_heading(text: str, span: Span, headings: Sequence[Heading]) -> bool:
    """Whether headings cover more than half of the sentence's characters."""
    covered = sum(
        len(text[max(span.start, h.span.start) : min(span.end, h.span.end)].strip())
        for h in headings
        if h.span.overlaps(span)
    )
    return covered * 2 > span.end - span.start


def _at_rows(heads: HeadOutputs, rows: Sequence[int], total: int) -> HeadOutputs:
    """Heads for all sentences: the encoder's rows at ``rows``, neutral ones between."""
    if len(rows) == total:
        return heads

    def spread(values: Floats) -> Floats:
        out = np.zeros((total, *values.shape[1:]), dtype=np.float32)
        out[list(rows)] = values
        return out

    parts = spread(heads.parts)
    parts[[i for i in range(total) if i not in set(rows)], _OTHER] = 1.0
    evidence = {label: spread(values) for label, values in heads.evidence.items()}
    return dataclasses.replace(heads, parts=parts, vectors=spread(heads.vectors), evidence=evidence)


def _hinted(text: str, spans: Sequence[Span], headings: Sequence[Heading], parts: Floats, story: Set[int]) -> Floats:
    """Part probabilities with the weight of the heading that each sentence stands under.

    A heading on its own line holds until the next one, a label in front of text until the
    next blank line.
    """
    out = parts.astype(np.float32, copy=True)
    for k, heading in enumerate(headings):
        if heading.part is None:
            continue
        until = headings[k + 1].span.start if k + 1 < len(headings) else len(text)
        line = re.compile(r"[^\n\r]*").match(text, heading.span.end)
        if line is not None and line.group().strip():
            blank = _BLANK_LINE.search(text, heading.span.end, until)
            until = blank.start() if blank else until
        column = PARTS.index(heading.part)
        for i, span in enumerate(spans):
            under = heading.span.end <= span.start < until or span.start <= heading.span.start < span.end
            if i in story and under:
                out[i, column] += HINT
                out[i] /= out[i].sum()
    return np.round(out, 4)


def _quoted(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Quoted stretches, marks included, cut at the sentences they run through."""
    quotes = [Span(*m.span()) for m in _QUOTED.finditer(text)]
    return [tuple(Span(max(q.start, s.start), min(q.end, s.end)) for q in quotes if q.overlaps(s)) for s in spans]


def _marks(heads: HeadOutputs, spans: Sequence[Span]) -> Mapping[str, tuple[Mark, ...]]:
    """The encoder's word tags, each with the sentence it stands in; words outside all sentences are left out."""
    starts = [span.start for span in spans]
    out: dict[str, tuple[Mark, ...]] = {}
    for tag, words in heads.tags.items():
        marks = []
        for start, end, probability in words:
            i = bisect_right(starts, start) - 1
            if i >= 0 and start < spans[i].end:
                marks.append(Mark(span=Span(start, end), sentence=i, probability=probability))
        out[tag] = tuple(marks)
    return out
