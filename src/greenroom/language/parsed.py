"""What the parser hands to the detectors: one frozen parse, shared by all of them.

A ``Parsed`` can be built by hand in tests; no language model is needed for that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Literal

from greenroom.language.outputs import HeadOutputs
from greenroom.model import Answer, PartName, Span

Speaker = Literal["candidate", "group", "other", "none"]
QuantityKind = Literal["change", "effect", "count", "money", "share", "time", "background", "vague"]


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its reading. ``background`` covers team size, dates, versions, ages, ordinals."""

    span: Span
    sentence: int
    text: str
    unit: str
    of: str
    kind: QuantityKind
    change: bool
    impact: bool
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A word that the encoder tagged (``passive``, ``subj_i``, ...), with its probability."""

    span: Span
    sentence: int
    probability: float


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer; ``heading`` ones are hints of the source and never story."""

    index: int
    span: Span
    text: str
    part: PartName
    heading: bool = False
    quoted: tuple[Span, ...] = ()

    @property
    def words(self) -> int:
        """Number of whitespace-separated words."""
        return len(self.text.split())


@dataclasses.dataclass(frozen=True, slots=True)
class Nearness:
    """Cosine of each sentence to the nearest found example (``pro``) and not-found example (``contra``)."""

    pro: Sequence[float]
    contra: Sequence[float]

    def margin(self, sentence: int) -> float:
        """By how much the sentence is nearer to the found examples."""
        return self.pro[sentence] - self.contra[sentence]


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """One answer, parsed once: sentences with parts, marks, quantities and the encoder's heads.

    ``near`` holds, for entries with a ``similar`` rule, how near each sentence comes.
    """

    answer: Answer
    sentences: tuple[Sentence, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    quantities: tuple[Quantity, ...]
    heads: HeadOutputs
    near: Mapping[str, Nearness] = dataclasses.field(default_factory=dict)

    def of_part(self, parts: Sequence[PartName]) -> tuple[Sentence, ...]:
        """The sentences of these parts (all story sentences when ``parts`` is empty)."""
        return tuple(s for s in self.sentences if not s.heading and (not parts or s.part in parts))

    def marked(self, tag: str, sentence: int | None = None, least: float = 0.5) -> tuple[Mark, ...]:
        """The words tagged ``tag`` with at least this probability, in one sentence or all."""
        return tuple(m for m in self.marks.get(tag, ()) if m.probability >= least and sentence in (None, m.sentence))
