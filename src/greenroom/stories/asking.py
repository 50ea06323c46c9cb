"""Asking the bank: from a question to the telling that answers it best, with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from greenroom.guides.loader import guide_ids, load_guide
from greenroom.model import VERDICTS, TargetLevel
from greenroom.questions import Recognition, recognise
from greenroom.stories.bank import Bank, Held
from greenroom.stories.model import Support, Telling

MOST = 3
"""Tellings named, at most."""
CLOSE_ENOUGH = 0.15
"""Probability from which a competency is tried where the likeliest has no story (as ``greenroom which`` names it)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A telling that answers the question, and why it is chosen; ``support``: None where no review says so.

    ``telling`` is None where the story fits by its kind and has no words yet.
    """

    held: Held
    telling: Telling | None
    support: Support | None
    why: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the bank answers: what the question asks about, the competency that is meant, the tellings, best first."""

    recognition: Recognition
    competency: str
    level: TargetLevel
    choices: tuple[Choice, ...]
    has_guide: bool


def ask(bank: Bank, question: str, level: TargetLevel) -> Asked | Recognition:
    """The best tellings for ``question`` at ``level``; only the recognition where it asks for no competency.

    The likeliest competency decides. Where no story serves it, the next that the question fairly asks about is tried.
    """
    found = recognise(question)
    if not found.behavioural or not found.clear:
        return found
    wanted = [found.likeliest, *(one for one in found.several if one.id != found.likeliest.id)]
    fair = [one.id for one in wanted if one.probability >= CLOSE_ENOUGH or one is found.likeliest]
    answers = {one: choices(bank, one, level) for one in fair}
    chosen = next((one for one in fair if answers[one]), fair[0])
    return Asked(found, chosen, level, answers[chosen], chosen in guide_ids())


def choices(bank: Bank, competency: str, level: TargetLevel) -> tuple[Choice, ...]:
    """The stories for ``competency``, best first, one telling each: by review at this level, at another, by kind."""
    held = {one.story.id: one for one in bank.stories()}
    best: dict[str, Support] = {}
    for one in bank.supports():
        if one.competency == competency and one.story in held:
            before = best.get(one.story)
            best[one.story] = one if before is None or strength(one, level) > strength(before, level) else before
    ordered = sorted(best.values(), key=lambda one: strength(one, level), reverse=True)
    made = [_of_support(one, held[one.story], level) for one in ordered]
    made += _of_kind(competency, [one for name, one in held.items() if name not in best])
    return tuple(made[:MOST])


def strength(one: Support, level: TargetLevel) -> tuple[bool, int, float, str]:
    """How strongly a review speaks for a telling at ``level``: what was reviewed at that level comes first."""
    return one.level == level, VERDICTS.index(one.verdict) if one.verdict in VERDICTS else -1, one.score, one.story


def _of_support(one: Support, held: Held, level: TargetLevel) -> Choice:
    telling = next(t for t in held.tellings if t.id == one.telling)
    clear = [name for name, grade in one.signals.items() if grade == 2]
    why = [f"its review says {one.verdict}, score {one.score:.0f}, at {one.level}"]
    if one.level != level:
        why.append(f"it is not reviewed at {level} yet")
    if clear:
        why.append(f"heard clearly: {', '.join(clear)}")
    if one.disqualifiers:
        why.append(f"speaks against it: {', '.join(one.disqualifiers)}")
    return Choice(held, telling, one, tuple(why))


def _of_kind(competency: str, held: Sequence[Held]) -> Iterator[Choice]:
    """Stories whose kind fits, the guide's own kinds first; no review says so yet."""
    covering, named = _covering(competency), _kinds()
    own = [(one, kind) for one in held for kind in one.story.archetypes if kind.startswith(f"{competency}/")]
    also = [(one, kind) for one in held for kind in one.story.archetypes if kind in covering]
    seen: set[str] = set()
    for one, kind in (*own, *also):
        if one.story.id in seen:
            continue
        seen.add(one.story.id)
        why = f"a story of the kind {kind}" if kind in named else f"you named it as one for {competency}"
        if not kind.startswith(f"{competency}/"):
            why = f"a story of the kind {kind} also covers {competency}"
        yield Choice(one, one.latest, None, (why, "no telling of it is reviewed for this yet"))


def _kinds() -> frozenset[str]:
    """Every kind of story that a guide names."""
    return frozenset(f"{one}/{kind.id}" for one in guide_ids() for kind in load_guide(one).archetypes)


def _covering(competency: str) -> Mapping[str, str]:
    """Kinds of story of other guides that also cover ``competency``, with their names."""
    guides = [load_guide(one) for one in guide_ids()]
    return {f"{g.id}/{a.id}": a.name for g in guides for a in g.archetypes if competency in a.also_covers}
