"""Which probe next: the one whose reply is expected to change the verdict most.

What is still open is imagined many times over, each time with the likelihood that its standing gives it; scoring says
the verdict of every imagined world. A probe reveals the entries that it settles. What it is worth is by how many bits
the doubt about the verdict is expected to shrink when these are known (the mutual information of reply and verdict).
A probe whose reply would change nothing is worth nothing and is not asked.

The worlds are drawn with a fixed seed and the same numbers for the same entry, so that the choice is deterministic.
"""

from __future__ import annotations

import functools
import hashlib
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from greenroom.guides.schema import Guide, Probe
from greenroom.model import LEVELS, Finding, Level, TargetLevel, Verdict
from greenroom.rehearsal import scope
from greenroom.rehearsal.classics import classics_of
from greenroom.rehearsal.evidence import (
    GRADES,
    JUDGE,
    SURE,
    Beliefs,
    going_on,
    is_open,
    kinds_of,
    open_ids,
    topics_of,
)
from greenroom.rehearsal.values import Belief
from greenroom.scoring import decide

WORLDS = 512
"""Imagined worlds: enough to tell the gains of probes apart to some hundredths of a bit, in a few milliseconds."""
LEAST = 0.01
"""Bits below which a reply counts as changing nothing: what chance makes of that many worlds."""
WHOLE = 0.1
"""Weight of the doubt among all four verdicts beside that between hire and no hire, which is what is decided."""
SETTLES = {"what-did-you-do": 0.5, "how-do-you-know": 0.85, "manager-said": 0.45, "another-example": 0.35,
           "do-differently": 0.75, "how-it-ended": 0.5}  # fmt: skip
"""How often a reply to a classic settles what it names, counted over ``data/replies``; the guide's probes always do.

Another example is of another story, so that what was counted (0.7) is halved. Of replies to ``how-it-ended`` eight in
ten settle what it names, but that is seldom in doubt by itself; 0.5 is chosen by hand.
"""

LIKELY = {
    ("signal", "shown"): 0.65,
    ("signal", "hinted"): 0.65,
    ("signal", "unsettled"): 0.45,
    ("disqualifier", "unsettled"): 0.2,
    ("disqualifier", "hinted"): 0.25,
    ("red_flag", "unsettled"): 0.1,
    ("red_flag", "hinted"): 0.2,
}
"""How likely an open entry turns out to be true when it is asked for; chosen by hand.

A hint is more often borne out than not, and so is a signal that the judge alone inferred from the opening. A signal
that nobody mentioned is a little less likely there than not: people
leave out what they do not think of, and more often what they do not have. In the gold answers a disqualifier is told
in so many words in 7 to 18 of 100 (``data/gold``); left unsaid it is more likely, since nobody volunteers it. Of the
weak replies to a probe about it some 45 of 100 bring it out (``data/replies``). A red flag that has not struck by now
rarely does.
"""
HALF = 0.3
"""Share of signals that are there, when asked for, by half only (grade 1)."""
NOTHING = 0.2
"""How likely a signal that was only hinted at is not there at all, when asked for; chosen by hand."""
OWN_FIRST = 0.5
"""What the reply to a classic is worth beside one to a probe of the guide.

It asks for many things at once, and what it leaves out stays in doubt (``grade.LOOSE``), so that it is asked again.
"""
HIGHER = 0.35
"""Likelihood that more questions show the target level, where the story so far shows the level below it."""
MUCH_HIGHER = 0.12
"""The same where it shows less than that."""
ASKED_ALREADY = 0.5
"""What is left of either once a question about scope has been answered."""
OTHER_SIDE = 0.4
"""How likely a disqualifier is there where the signal that it is the other side of was heard, but was not told.

Chosen by hand."""
RULED_OUT = 0.05
"""How likely a final disqualifier is at least where that signal was clearly heard.

In the gold answers 0 of 100; a little more here, since judge and listener err and nothing repairs it.
"""
HARDLY = 0.02
"""Another that is less likely than this is not imagined at all: nobody is asked for what was just heard."""


class Choice(NamedTuple):
    """A probe that can be asked now: what is still open of what it settles, and what the reply is worth in bits."""

    probe: Probe
    classic: bool
    settles: tuple[str, ...]
    gain: float


def choices(
    beliefs: Beliefs, level: Level, guide: Guide, target: TargetLevel, asked: Iterable[str] = ()
) -> list[Choice]:
    """All probes that are still worth asking, the best first; ties go by the guide's order.

    ``asked``: ids of the probes that were put already.
    """
    past, beliefs = set(asked), going_on(beliefs)
    possible = [(p, False) for p in guide.probes] + [(p, True) for p in classics_of(guide)]
    low = LEVELS.index(level) < LEVELS.index(target)
    possible = [(p, c) for p, c in possible if p.id not in past and (open_ids(p.settles, beliefs) or _scope(p, low))]
    if not possible:
        return []
    worlds = _worlds(beliefs, level, guide, target, len(past & scope.ASKING.keys()))
    made = []
    for probe, classic in possible:
        if probe.id in scope.ASKING:
            gain = _gain(worlds, (), reach=True) * scope.TELLS[probe.id]
            if gain >= LEAST:
                made.append(Choice(probe, classic, probe.settles, round(gain, 4)))
            continue
        settles = open_ids(probe.settles, beliefs)
        gain = _expected(worlds, probe, settles, beliefs) * (OWN_FIRST * SETTLES.get(probe.id, 0.5) if classic else 1.0)
        if gain >= LEAST:
            made.append(Choice(probe, classic, settles, round(gain, 4)))
    return sorted(made, key=lambda c: -c.gain)


def _scope(probe: Probe, low: bool) -> bool:
    """Whether a question is about scope, and that is still ``low``."""
    return low and probe.id in scope.ASKING


def _expected(worlds: Sequence[World], probe: Probe, settles: Sequence[str], beliefs: Beliefs) -> float:
    """What the reply is worth: what a probe names beyond its first signal is settled in about half of the replies."""
    first = next((i for i in probe.settles if beliefs[i].kind == "signal"), None)
    surely = [i for i in settles if i == first or beliefs[i].kind != "signal"]
    if len(surely) == len(settles):
        return _gain(worlds, settles)
    return (_gain(worlds, settles) + _gain(worlds, surely)) / 2


def first(ranked: Sequence[Choice], beliefs: Beliefs, guide: Guide, left: int) -> Choice | None:
    """What is asked next of what is ``ranked``, where ``left`` questions can still be put; none where none is.

    The best, unless what a hire needs would then stay unasked: the core signals that are not shown have their turn.
    """
    lacking = unproven(ranked, beliefs, guide)
    if lacking and left <= len(lacking):
        wanted = {i for ids in lacking for i in ids}
        return next(c for c in ranked if not wanted.isdisjoint(c.settles))
    return ranked[0] if ranked else None


def unproven(ranked: Sequence[Choice], beliefs: Beliefs, guide: Guide) -> list[tuple[str, ...]]:
    """The core signals of the guide (any of each) that are not shown yet and that one of ``ranked`` asks for."""
    askable = {i for c in ranked for i in c.settles}
    lacking = [c.any for c in guide.verdict.core if all(beliefs[i].standing != "shown" for i in c.any)]
    return [ids for ids in lacking if not askable.isdisjoint(ids)]


class World(NamedTuple):
    """One way in which it may be: the grade of every entry, whether the target level is reached, and the verdict."""

    grades: Mapping[str, int]
    reached: bool
    verdict: Verdict

    @property
    def hired(self) -> bool:
        """Whether the verdict is a hire or better."""
        return self.verdict in ("hire", "strong-hire")


def _worlds(beliefs: Beliefs, level: Level, guide: Guide, target: TargetLevel, scoped: int = 0) -> list[World]:
    """``scoped``: how many questions about scope were put."""
    verdict = _verdict(guide, target)
    topic = topics_of(guide)
    drawn = {ident: _drawn(topic.get(ident, ident)) for ident in beliefs}
    final = {d.id for d in guide.disqualifiers if d.final}
    heard = {i for i, other in topic.items() if beliefs[other].standing == "shown" and beliefs[other].told}
    chance = {i: _chance(b) for i, b in beliefs.items()}
    for ident in heard:
        if beliefs[ident].standing == "unsettled" and not beliefs[ident].asked:
            chance[ident] = _other_side(beliefs[ident], beliefs[topic[ident]], final=ident in final)
    reach, levels = _reach(level, target), _drawn("level")
    reach *= ASKED_ALREADY**scoped if reach < 1 else 1
    made = []
    for n in range(WORLDS):
        grades = {i: _grade(b, drawn[i][n], chance[i]) for i, b in beliefs.items()}
        reached = levels[n] < reach
        made.append(World(grades, reached, verdict(tuple(grades.items()), target if reached else level)))
    return made


def _other_side(fault: Belief, signal: Belief, *, final: bool) -> float | None:
    """How likely a fault is that nobody asked about, where the ``signal`` that it is the other side of was heard."""
    likely = (1 - (signal.sure if signal.asked else signal.heard)) * OTHER_SIDE
    if final:
        return max(likely, RULED_OUT)
    return likely if fault.kind == "disqualifier" and likely >= HARDLY else None


def _grade(belief: Belief, drawn: float, chance: float | None) -> int:
    """The grade of an entry in one world: known, or there with this ``chance``."""
    if chance is None:
        return GRADES[belief.standing] if belief.kind == "signal" else int(belief.standing == "shown")
    if belief.kind != "signal":
        return int(drawn >= 1 - chance)
    if drawn >= chance:
        return int(belief.standing == "hinted" and drawn < 1 - NOTHING)
    return 1 if belief.standing != "hinted" and drawn >= chance * (1 - HALF) else 2


def _chance(belief: Belief) -> float | None:
    """How likely an open entry is there; none for one that is settled."""
    if not is_open(belief):
        return None
    if belief.kind == "signal" and belief.standing == "shown":
        return LIKELY["signal", "shown"]
    if belief.sure >= SURE or (belief.kind != "signal" and belief.standing == "hinted"):
        likely = LIKELY[belief.kind, belief.standing]
        return belief.sure if belief.clear else likely if belief.told else min(likely, belief.sure)
    if belief.standing == "hinted":
        return LIKELY["signal", "hinted"]
    return belief.sure if belief.standing == "shown" else 1 - belief.sure


def _reach(level: Level, target: TargetLevel) -> float:
    """How likely the story turns out to show the target level."""
    below = LEVELS.index(target) - LEVELS.index(level)
    return 1.0 if below <= 0 else HIGHER if below == 1 else MUCH_HIGHER


@functools.lru_cache(maxsize=256)
def _drawn(ident: str) -> tuple[float, ...]:
    """Evenly spread numbers for one entry, in an order of its own: every likelihood is met to one in ``WORLDS``."""
    numbers = [(n + 0.5) / WORLDS for n in range(WORLDS)]
    random.Random(hashlib.sha256(ident.encode()).digest()).shuffle(numbers)  # noqa: S311 - a fixed order, no secret
    return tuple(numbers)


def _verdict(guide: Guide, target: TargetLevel) -> Callable[[tuple[tuple[str, int], ...], Level], Verdict]:
    kinds = kinds_of(guide)
    blank = {(i, g): Finding(kind=k, id=i, grade=g, spans=(), reason="", judge=JUDGE)
             for i, k in kinds.items() for g in (0, 1, 2)}  # fmt: skip

    @functools.cache
    def verdict(grades: tuple[tuple[str, int], ...], level: Level) -> Verdict:
        found = [blank[i, g] for i, g in grades if kinds[i] == "signal" or g]
        return decide(found, level, guide, target).verdict

    return verdict


def _gain(worlds: Sequence[World], settles: Sequence[str], *, reach: bool = False) -> float:
    """By how many bits the doubt about the verdict shrinks, as expected, once ``settles`` (and the level) are known."""
    groups: dict[tuple[int, ...], list[World]] = {}
    for world in worlds:
        known = (*(world.grades[i] for i in settles), int(reach and world.reached))
        groups.setdefault(known, []).append(world)
    left = sum(len(g) / len(worlds) * _doubt(g) for g in groups.values())
    return max(0.0, _doubt(worlds) - left)


def _doubt(worlds: Sequence[World]) -> float:
    """Bits of doubt: hire or not, and a little of which of the four verdicts."""
    return _entropy(Counter(w.hired for w in worlds)) + WHOLE * _entropy(Counter(w.verdict for w in worlds))


def _entropy(counts: Counter[bool] | Counter[Verdict]) -> float:
    """Bits; by Miller and Madow (1955) a little more than counted, since few worlds look more certain than they are."""
    total = sum(counts.values())
    counted = -sum(n / total * math.log2(n / total) for n in counts.values())
    return counted + (len(counts) - 1) / (2 * total * math.log(2))


def certainty(beliefs: Beliefs, level: Level, guide: Guide, target: TargetLevel) -> float:
    """Likelihood (0..1) of a hire in the imagined worlds; how sure an interviewer is by now."""
    worlds = _worlds(beliefs, level, guide, target)
    return round(sum(w.hired for w in worlds) / len(worlds), 3)
