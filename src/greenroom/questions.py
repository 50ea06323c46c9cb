"""Which competency a question asks about: a first version from the guides' and packs' triggers.

Lexical: words and word pairs weighted by how rare they are over competencies, compared
with every trigger question. No model is loaded.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from greenroom.guides.loader import competencies, guide_ids, load_guide

SHARPNESS = 12.0
"""Turns similarities into probabilities; likeliest for the triggers, each left out in turn."""

SHARED = 6
"""Words that the reason names, at most."""

_COMMON = (
    "a an the of to in on at for with and or but you your me us we i it its is was were be been have has had did do "
    "that this when what how why who which where there tell about time describe give example situation explain share "
    "can could would walk through instance one had something someone any from by as out"
)
COMMON = frozenset(_COMMON.split())


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """A competency with its probability and the words that decided."""

    id: str
    probability: float
    why: str
    has_guide: bool


def recognise(question: str) -> list[Ranked]:
    """All competencies, likeliest first. The probabilities add up to one; ties go by id."""
    known, weight = _index()
    asked = _terms(question)
    scores = {}
    best_trigger = {}
    for competency, triggers in known.items():
        ranked = sorted(((_cosine(asked, t, weight), said) for said, t in triggers), reverse=True)
        near = [score for score, _ in ranked[:3]]
        scores[competency] = near[0] + 0.5 * sum(near) / len(near)
        best_trigger[competency] = ranked[0][1]
    top = max(scores.values())
    total = sum(math.exp(SHARPNESS * (s - top)) for s in scores.values())
    guided = set(guide_ids())
    out = []
    for competency, score in scores.items():
        words = _shared(question, best_trigger[competency], weight)
        why = f"shares “{words}” with “{best_trigger[competency]}”" if words else "no word in common with its questions"
        out.append(Ranked(competency, round(math.exp(SHARPNESS * (score - top)) / total, 4), why, competency in guided))
    return sorted(out, key=lambda r: (-r.probability, r.id))


@functools.cache
def _index() -> tuple[Mapping[str, Sequence[tuple[str, Counter[str]]]], Mapping[str, float]]:
    known: dict[str, list[tuple[str, Counter[str]]]] = {}
    for competency in competencies():
        known[competency.id] = [(t, _terms(t)) for t in (*competency.triggers, competency.definition, competency.name)]
    for guide in map(load_guide, guide_ids()):
        more = (*guide.triggers.direct, *guide.triggers.indirect, *guide.triggers.keywords, guide.question)
        known.setdefault(guide.id, []).extend((t, _terms(t)) for t in more)
    spread = Counter(term for triggers in known.values() for term in {t for _, ts in triggers for t in ts})
    weight = {term: math.log(1 + len(known) / n) for term, n in spread.items()}
    return known, weight


def _shared(question: str, trigger: str, weight: Mapping[str, float]) -> str:
    """The question's own words that stand in the trigger in some form, the rarest first."""
    known = _terms(trigger)
    shared = {_stem(w): w for w in reversed(_words(question)) if _stem(w) in known}
    return ", ".join(shared[stem] for stem in sorted(shared, key=lambda t: (-weight.get(t, 0.0), t))[:SHARED])


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z]+", text.lower().replace("’", "'")) if w not in COMMON]


def _terms(text: str) -> Counter[str]:
    words = [_stem(w) for w in _words(text)]
    return Counter(words + [f"{a} {b}" for a, b in itertools.pairwise(words)])


def _stem(word: str) -> str:
    for ending in ("ingly", "edly", "ings", "ing", "ied", "ies", "ers", "ed", "es", "er", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _cosine(a: Counter[str], b: Counter[str], weight: Mapping[str, float]) -> float:
    def norm(c: Counter[str]) -> float:
        return math.sqrt(sum((n * weight.get(t, 1.5)) ** 2 for t, n in c.items()))

    dot = sum(n * b[t] * weight.get(t, 1.5) ** 2 for t, n in a.items() if t in b)
    size = norm(a) * norm(b)
    return dot / size if size else 0.0
