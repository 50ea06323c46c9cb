"""What a trained ear notices in a reply: a dodge, a contradiction with what was said before, a phrase recited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from greenroom.guides.schema import Guide, Probe
from greenroom.language.numbers import mentions_of
from greenroom.language.parsed import Parsed, Quantity, Sentence
from greenroom.rehearsal.claims import clash
from greenroom.rehearsal.evidence import Beliefs, names_of
from greenroom.rehearsal.values import Graded, Notice

FEWEST = 4
"""Words from which a reply can dodge; a shorter one is merely short."""
OWN = 0.25
"""Share of acts that are the candidate's own below which a reply about the candidate dodges."""
SHARED = 2
"""Words besides the thing counted that two sentences must share, for their figures to be of the same thing."""
RECITED = 0.8
"""Nearness (cosine) to a phrase of the guide from which a sentence without a fact counts as recited."""

_YOU = re.compile(r"\byou(r|rself)?\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_THOUGHT = re.compile(r"(think|thought|believe|guess|mean|suppose|know|feel|remember|recall|say)\b", re.IGNORECASE)
"""Verbs with which somebody leads in what others did; an act of one's own is none of them."""
_FIGURES = ("count", "money", "share", "effect")


def dodge(probe: Probe, reply: Parsed) -> Notice | None:
    """A reply to a question about *you* that tells what we, they or nobody in particular did."""
    story = reply.of_part(())
    if not _YOU.search(probe.question) or sum(s.words for s in story) < FEWEST:
        return None
    own = sum(1 for mark in reply.marked("subj_i") if not _THOUGHT.match(reply.answer.text, mark.span.start))
    others = len(reply.marked("subj_we")) + len(reply.marked("passive"))
    if not others or own >= OWN * (own + others):
        return None
    where = next((s for tag in ("subj_we", "passive") for s in story if reply.marked(tag, s.index)), story[0])
    return Notice(kind="dodge", now=where.text)


def contradictions(
    probe: Probe, beliefs: Beliefs, grade: Graded, whole: Parsed, last: int, guide: Guide
) -> Iterator[Notice]:
    """What the reply takes back of what was told: whose idea it was, what was decided, how many.

    ``beliefs``: before the reply; ``last``: where the reply begins in the text of ``whole``.
    """
    names = names_of(guide)
    faults = [i for i, v in grade.settled.items() if v == "shown" and beliefs[i].kind != "signal"]
    if faults and grade.sentence:
        for i in probe.settles:
            belief = beliefs.get(i)
            if belief is not None and belief.kind == "signal" and belief.standing == "shown" and belief.sentence:
                about = f"{names[i]}, and now: {names[faults[0]]}"
                yield Notice(kind="contradiction", now=grade.sentence, before=belief.sentence, about=about)
                return
    if (said := clash(whole.sentences, last)) is not None:
        yield said
        return
    yield from _numbers(whole, last)


def _numbers(whole: Parsed, last: int) -> Iterator[Notice]:
    """Two figures for one and the same thing, the earlier and the one in the reply."""
    figures = [q for q in whole.quantities if q.kind in _FIGURES and not q.change and q.of]
    now = [q for q in figures if q.span.start >= last]
    before = [q for q in figures if q.span.start < last]
    for q in now:
        for p in before:
            if _same_thing(p, q, whole.sentences) and _value(p) != _value(q):
                sentences = whole.sentences
                about = f"{p.text} and {q.text} {q.of}"
                yield Notice(
                    kind="contradiction", now=sentences[q.sentence].text, before=sentences[p.sentence].text, about=about
                )
                return


def _same_thing(p: Quantity, q: Quantity, sentences: Sequence[Sentence]) -> bool:
    if p.unit != q.unit or p.of.lower() != q.of.lower():
        return False
    first, second = (_words(sentences[x.sentence].text) - _words(x.of) for x in (p, q))
    return len(first & second) >= SHARED


def _words(text: str) -> set[str]:
    return {w[:6] for w in _WORD.findall(text.lower())}


def _value(q: Quantity) -> float | None:
    return next((m.value for m in mentions_of(q.text)), None)


def recital(reply: Parsed, nearness: Sequence[float]) -> Notice | None:
    """A phrase of the guide, given back without a number, a name or anything that happened.

    ``nearness``: of each sentence of the reply, the cosine to the nearest of the guide's own phrases.
    """
    story = reply.of_part(())
    if any(q.kind not in ("background", "vague") for q in reply.quantities) or not story:
        return None
    if any(_NAME.search(s.text) for s in story):
        return None
    best = max(story, key=lambda s: nearness[s.index])
    return Notice(kind="recital", now=best.text) if nearness[best.index] >= RECITED else None


def phrases_of(guide: Guide, probe: Probe) -> tuple[str, ...]:
    """The guide's own words that a candidate may have learnt by heart for this probe."""
    cues = (c for s in guide.signals if s.id in probe.settles for c in s.cues)
    return (probe.key_phrase, *cues)


def united(notices: Iterable[Notice | None]) -> tuple[Notice, ...]:
    """Those that there are."""
    return tuple(n for n in notices if n is not None)
