"""From a question to the competencies that it may test, with what decided."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from greenroom.questions.classifier import (
    NOT_BEHAVIOURAL,
    Classifier,
    Reading,
    Weighed,
    belonging,
    read,
    shipped,
    shipped_encoder,
)
from greenroom.questions.known import Known, known_competencies, stamp
from greenroom.questions.lines import checked
from greenroom.questions.reasons import deciding, told

UNKNOWN = 0.2
"""Probability of the likeliest competency below which the question is taken to name none."""
NEAREST = 3
"""How many of a competency's own questions its likeness looks at."""
MOST_CONFUSED = 3
"""Competencies that a recognition tells apart from the likeliest, at most."""
CLOSE = 0.15
"""Probability from which another competency is close enough to be told apart from the likeliest, or tested too."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """A competency (or ``NOT_BEHAVIOURAL``) with the probability that the question is asked for it.

    ``why``: what decided, in words without a full stop; empty where nothing in the question speaks for it.
    ``words``: the words that weighed most, as they stand in the question. ``nearest``: the
    question known for it that comes nearest in meaning.
    """

    id: str
    name: str
    probability: float
    why: str
    has_guide: bool
    words: tuple[str, ...] = ()
    nearest: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Confused:
    """A competency that is easily taken for another: how to tell, as told of ``told_of``."""

    id: str
    name: str
    difference: str
    told_of: str


@dataclasses.dataclass(frozen=True, slots=True)
class Recognition:
    """What a question asks about: all competencies and ``NOT_BEHAVIOURAL``, likeliest first.

    Probabilities add up to one, so that a question which tests two shares it among them; ties go by id.
    ``several``: those that it fairly tests, where it tests more than one. ``clear``: whether
    anything is likely at all. ``definition``: of the likeliest competency.
    """

    question: str
    ranked: tuple[Ranked, ...]
    several: tuple[Ranked, ...]
    confused: tuple[Confused, ...]
    clear: bool
    definition: str

    @property
    def likeliest(self) -> Ranked:
        """The first of the ranked."""
        return self.ranked[0]

    @property
    def behavioural(self) -> bool:
        """Whether the likeliest is a competency."""
        return self.likeliest.id != NOT_BEHAVIOURAL


class Near(NamedTuple):
    """How like a question is to those known for a competency, and the nearest of them."""

    likeness: tuple[float, ...]
    question: str


class Index:
    """The competencies of the packs with the vectors of their questions."""

    def __init__(self, known: Mapping[str, Known], classifier: Classifier, encoder: Encoder) -> None:
        """Questions that the classifier holds no vector of cost an encoder pass each."""
        self.known = known
        flat = [text for one in known.values() for text in (*one.questions, one.definition)]
        self._vectors = classifier.vectors_of(flat, encoder)

    def near(self, vector: Floats) -> dict[str, Near]:
        """For every competency."""
        all_near = self._vectors @ vector
        found, at = {}, 0
        for one in self.known.values():
            end = at + len(one.questions)
            found[one.id] = near_of(all_near[at:end], float(all_near[end]), one.questions)
            at = end + 1
        return found


def near_of(questions: Floats, definition: float, texts: Sequence[str]) -> Near:
    """From the cosines with a competency's questions and with its definition."""
    order = np.argsort(-questions, kind="stable")[:NEAREST]
    best = questions[order]
    likeness = (round(float(best[0]), 4), round(float(best.mean()), 4), round(definition, 4))
    return Near(likeness, texts[int(order[0])])


def recognise(question: str, *, encoder: Encoder | None = None) -> Recognition:
    """Which competencies ``question`` asks about.

    ``encoder``: one that is loaded already (the shipped weights). Raises ``InputError`` for a
    question that is none (empty, too long), ``ModelError`` where weights are missing or damaged,
    ``GuideError`` for a faulty pack.
    """
    text = checked(question)
    encoder = encoder or shipped_encoder()
    classifier = belonging(shipped(), encoder)
    index = _index(stamp(), encoder)
    asked = read(text, encoder)
    weighed = classifier.weigh(asked)
    near = index.near(asked.vector)
    probability = together(weighed.probability, {n: classifier.near(near[n].likeness) for n in index.known})
    order = sorted(probability, key=lambda name: (-probability[name], name))
    ranked = tuple(_ranked(name, probability[name], index.known, near, weighed, asked) for name in order)
    least = max(CLOSE, classifier.about.several * ranked[0].probability)
    several = tuple(one for one in ranked if one.probability >= least)
    alone = len(several) < 2 or NOT_BEHAVIOURAL in {one.id for one in several}
    known = index.known.get(order[0])
    return Recognition(
        question=text,
        ranked=ranked,
        several=() if alone else several,
        confused=_confused(ranked, index.known),
        clear=ranked[0].probability >= UNKNOWN,
        definition=known.definition if known else "",
    )


def together(read: Mapping[str, float], likely: Mapping[str, float]) -> dict[str, float]:
    """Probabilities that add up to one: of the labels that were ``read``, and of competencies that have no column.

    The latter are as ``likely`` as their own questions are near, each for itself; what was read shares the rest.
    """
    unseen = {name: p for name, p in likely.items() if name not in read}
    rest = math.prod(1 - p for p in unseen.values())
    whole = {**{name: p * rest for name, p in read.items() if name in likely or name == NOT_BEHAVIOURAL}, **unseen}
    total = sum(whole.values())
    return {name: round(p / total, 4) for name, p in whole.items()}


@lru_cache(maxsize=2)
def _index(files: object, encoder: Encoder) -> Index:
    """Made once for each state of the packs' files."""
    return Index(known_competencies(), shipped(), encoder)


def _ranked(
    name: str,
    probability: float,
    known: Mapping[str, Known],
    near: Mapping[str, Near],
    weighed: Weighed,
    asked: Reading,
) -> Ranked:
    words = deciding(weighed, asked, name)
    if name == NOT_BEHAVIOURAL:
        return Ranked(name, "Not a behavioural question", probability, told(words, ""), has_guide=False, words=words)
    one = known[name]
    nearest = near[name].question
    return Ranked(name, one.name, probability, told(words, nearest), one.has_guide, words, nearest)


def _confused(ranked: Sequence[Ranked], known: Mapping[str, Known]) -> tuple[Confused, ...]:
    """How to tell the likeliest from those that are close, then from what it is mostly confused with."""
    first = ranked[0].id
    if first not in known:
        return ()
    place = {one.id: n for n, one in enumerate(ranked)}
    here = {c.competency: c.difference for c in known[first].confused_with if c.competency in known}
    found = [Confused(name, known[name].name, said, first) for name, said in here.items()]
    for one in ranked[1:]:
        if one.id in here or one.id not in known or one.probability < CLOSE:
            continue
        there = next((c.difference for c in known[one.id].confused_with if c.competency == first), None)
        if there is not None:
            found.append(Confused(one.id, one.name, there, one.id))
    return tuple(sorted(found, key=lambda c: place[c.id])[:MOST_CONFUSED])
