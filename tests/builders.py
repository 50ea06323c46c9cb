"""Hand-made parses: no language model is loaded to test what stands on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.language.outputs import HeadOutputs
from greenroom.language.parsed import Mark, Nearness, Parsed, Sentence
from greenroom.language.quantities import quantities_of
from greenroom.model import LEVELS, PARTS, Answer, Finding, Kind, PartName, Span


def heads_of(
    count: int,
    *,
    grades: Mapping[str, int] | None = None,
    evidence: Mapping[str, Sequence[int]] | None = None,
    presence: Mapping[str, float] | None = None,
    level: str = "sde2",
    story: float = 0.95,
    guide: Guide | None = None,
) -> HeadOutputs:
    """Outputs that say exactly this: a grade a signal, evidence sentences by index."""
    names = [s.id for s in guide.signals] if guide else []
    graded = {i: np.eye(3, dtype=np.float32)[g] for i, g in (dict.fromkeys(names, 0) | dict(grades or {})).items()}
    marked = {}
    for label in {*graded, *(presence or {}), *(evidence or {})}:
        row = np.zeros(count, dtype=np.float32)
        row[list((evidence or {}).get(label, ()))] = 0.9
        marked[label] = row
    return HeadOutputs(
        parts=np.zeros((count, len(PARTS)), dtype=np.float32),
        vectors=np.zeros((count, 4), dtype=np.float32),
        evidence=marked,
        grades=graded,
        presence=dict(presence or {}),
        level=np.eye(len(LEVELS), dtype=np.float32)[LEVELS.index(level)],
        story=story,
        tags={},
    )


def parsed_of(
    told: Sequence[tuple[str, PartName]],
    *,
    heads: HeadOutputs | None = None,
    tags: Mapping[str, Sequence[str]] | None = None,
    near: Mapping[str, Nearness] | None = None,
) -> Parsed:
    """A parse of these sentences with these parts; ``tags``: tag to the words that carry it."""
    text = " ".join(words for words, _ in told)
    sentences, at = [], 0
    for index, (words, part) in enumerate(told):
        quoted = ()
        if "“" in words:
            quoted = (Span(at + words.index("“"), at + words.index("”") + 1),)
        sentences.append(Sentence(index=index, span=Span(at, at + len(words)), text=words, part=part, quoted=quoted))
        at += len(words) + 1
    marks = {}
    for tag, words in (tags or {}).items():
        rows = []
        for word in words:
            start = text.index(word)
            holder = next(s.index for s in sentences if s.span.start <= start < s.span.end)
            rows.append(Mark(span=Span(start, start + len(word)), sentence=holder, probability=0.9))
        marks[tag] = tuple(rows)
    return Parsed(
        answer=Answer(text=text, sentences=tuple(s.span for s in sentences)),
        sentences=tuple(sentences),
        marks=marks,
        quantities=quantities_of(text, sentences),
        heads=heads or heads_of(len(sentences)),
        near=dict(near or {}),
    )


def finding(kind: Kind, name: str, grade: int = 1, spans: Sequence[tuple[int, int]] = ()) -> Finding:
    """A finding with the least there can be in it."""
    return Finding(kind=kind, id=name, grade=grade, spans=tuple(Span(*s) for s in spans), reason="r", judge="hand")


def backbone() -> Guide:
    """The shipped guide that most tests use."""
    return load_guide("have-backbone")
