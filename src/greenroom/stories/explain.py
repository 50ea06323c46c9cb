"""The loop plan: a story and a spare for each slot, why, what it hangs on, and which story would help most.

Whatever is said of a choice was found by solving again: without the story, with another one in its place, with a
story more. Costs are in points of strength of main stories (``solve.MAIN`` times ten of the programme's value each).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from greenroom.errors import UsageError
from greenroom.guides.schema import Guide
from greenroom.model import Company, TargetLevel, Value
from greenroom.stories.again import Afresh, Again
from greenroom.stories.coverage import ALSO_COVERS, BAND, HIRE, Basis, Cell, Coverage
from greenroom.stories.loop import Loop, Slot, slots
from greenroom.stories.solve import MAIN, Place, Problem, Solution, solve

TENTHS = 10
"""Worth of one point of strength."""
HEARD = 5
"""Points of strength for a telling in which the company's lens was heard. Our own figure: a fifth of a verdict."""
PRACTISED, FRESH = 6, 3
"""Most tenths of a point for a story told aloud today, and for one reviewed today; both fall evenly to nothing within
``stale_days``. Our own figures: together below one point, so that in no slot they outweigh strength."""
SHADOW = HIRE + BAND // 2
"""Strength that a story still to be found is taken to have once it is told well: the middle of a hire."""


class Instead(Value, frozen=True, kw_only=True):
    """A stronger story that was not chosen for a slot.

    ``told``: number of the slot where it is told, None where it is a spare or not told at all; ``cost``: points that
    the plan as a whole loses if it is told here; ``unfilled``: slots that are left empty then, beyond those that are.
    """

    story: str
    strength: int
    told: int | None
    cost: float
    unfilled: int


class Choice(Value, frozen=True, kw_only=True):
    """What is told in one slot; no story where none is left. ``instead``: the strongest that was not chosen."""

    slot: Slot
    story: str | None = None
    telling: str | None = None
    strength: int = 0
    basis: Basis | None = None
    spare: str | None = None
    spare_strength: int = 0
    instead: Instead | None = None


class Lost(Value, frozen=True, kw_only=True):
    """What it costs if one story cannot be told: slots without a story then, and points of strength.

    ``unfilled`` above 0 makes it a single point of failure; ``slots``: numbers of those left empty.
    """

    story: str
    unfilled: int
    cost: float
    slots: tuple[int, ...]


class Missing(Value, frozen=True, kw_only=True):
    """Why slots are empty: ``slots`` (numbers, the empty ones among them) have only ``stories`` between them.

    ``short``: how many stories more they need.
    """

    slots: tuple[int, ...]
    stories: tuple[str, ...]
    short: int


class Shadow(Value, frozen=True, kw_only=True):
    """The one story whose mining would help most: of which archetype (none where there is no guide), what it covers.

    ``fills``: empty slots that it would fill; ``gain``: points of strength that it would add.
    """

    competency: str
    archetype: str | None
    name: str
    covers: tuple[str, ...]
    fills: int
    gain: float


class Plan(Value, frozen=True, kw_only=True):
    """The whole plan. ``strength``: mean of the main stories; ``lost``: one entry for each story that is told."""

    loop: Loop
    level: TargetLevel
    company: Company | None
    choices: tuple[Choice, ...]
    filled: int
    strength: float
    value: int
    missing: tuple[Missing, ...]
    lost: tuple[Lost, ...]
    shadow: Shadow | None
    story_tellings: int
    spare_slots: int

    @property
    def single_points(self) -> tuple[Lost, ...]:
        """The stories without which a slot stays empty."""
        return tuple(one for one in self.lost if one.unfilled)


def plan(
    loop: Loop,
    coverage: Coverage,
    guides: Sequence[Guide],
    *,
    now: datetime,
    story_tellings: int = 1,
    spare_slots: int = 3,
    told: Mapping[int, str] | None = None,
) -> Plan:
    """The best plan for ``loop`` with the stories of ``coverage``, explained. ``now`` must have a zone.

    ``story_tellings`` and ``spare_slots``: the limits of ``solve.Problem``; ``told``: stories that the person has put
    into slots (by number), which every plan that is tried keeps to. Raises as ``solve`` does.
    """
    fixed = dict(told or {})
    asked = slots(loop)
    problem = problem_of(asked, coverage, now=now, story_tellings=story_tellings, spare_slots=spare_slots)
    best = solve(problem, told=fixed)
    again = Afresh(problem, fixed) if fixed else Again(problem)
    strengths = [_strength(coverage, story, slot) for story, slot in zip(best.mains, asked, strict=True)]
    counted = [s for s, story in zip(strengths, best.mains, strict=True) if story is not None]
    return Plan(
        loop=loop,
        level=coverage.level,
        company=coverage.company,
        choices=tuple(_choice(n, slot, best, problem, again, coverage, fixed) for n, slot in enumerate(asked)),
        filled=best.filled,
        strength=round(sum(counted) / len(counted), 1) if counted else 0.0,
        value=best.value,
        missing=_missing(problem, best),
        lost=tuple(_lost(s, problem, again, best, fixed) for s in dict.fromkeys(best.mains) if s is not None),
        shadow=_shadow(asked, again, best, guides, coverage),
        story_tellings=story_tellings,
        spare_slots=spare_slots,
    )


def given_up(problem: Problem, told: Mapping[int, str]) -> tuple[int, float]:
    """What it costs to keep to ``told``: slots left without a story, and points of strength. Raises as ``solve``."""
    free, held = solve(problem, ties=False), solve(problem, told=told, ties=False)
    return free.filled - held.filled, _points(free.value - held.value)


def problem_of(
    asked: Sequence[Slot], coverage: Coverage, *, now: datetime, story_tellings: int, spare_slots: int
) -> Problem:
    """The programme: stories that may be told, in tenths of a point of strength, and what makes them preferred."""
    cells = {(c.story, c.competency): c for c in coverage.cells if c.strength > 0 and not c.not_recommended}
    return Problem(
        stories=tuple(u.story for u in coverage.uses),
        places=tuple(Place(circle=slot.circle, person=slot.interviewer) for slot in asked),
        worth={
            (u.story, n): worth_of(cell, now, coverage.stale_days)
            for u in coverage.uses
            for n, slot in enumerate(asked)
            if (cell := cells.get((u.story, slot.competency)))
        },
        tellings=story_tellings,
        spare_slots=spare_slots,
    )


def worth_of(cell: Cell, now: datetime, stale_days: int) -> int:
    """Tenths of a point: strength, the lens where it was heard, and a little for what was practised and reviewed."""
    strength = cell.strength + (HEARD if cell.heard else 0)
    return (
        TENTHS * strength
        + _recent(cell.practised, now, stale_days, PRACTISED)
        + _recent(cell.reviewed, now, stale_days, FRESH)
    )


def _recent(at: datetime | None, now: datetime, stale_days: int, most: int) -> int:
    if at is None:
        return 0
    days = max(0, (now - at).days)
    return most * max(0, stale_days - days) // stale_days


def _points(value: int) -> float:
    """A difference of the programme's value in points of strength of main stories."""
    return round(value / (MAIN * TENTHS), 1)


def _strength(coverage: Coverage, story: str | None, slot: Slot) -> int:
    cell = coverage.cell(story, slot.competency) if story is not None else None
    return cell.strength if cell else 0


def _choice(
    number: int,
    slot: Slot,
    best: Solution,
    problem: Problem,
    again: Again | Afresh,
    coverage: Coverage,
    fixed: Mapping[int, str],
) -> Choice:
    story, spare = best.mains[number], best.spares[number]
    cell = coverage.cell(story, slot.competency) if story is not None else None
    return Choice(
        slot=slot,
        story=story,
        telling=cell.telling if cell else None,
        strength=cell.strength if cell else 0,
        basis=cell.basis if cell else None,
        spare=spare,
        spare_strength=_strength(coverage, spare, slot),
        instead=None if number in fixed else _instead(number, slot, best, problem, again, coverage),
    )


def _instead(
    number: int, slot: Slot, best: Solution, problem: Problem, again: Again | Afresh, coverage: Coverage
) -> Instead | None:
    """The strongest story that fits the slot better than the one chosen, and what telling it here would cost."""
    chosen = best.mains[number]
    if chosen is None:
        return None
    here = _strength(coverage, chosen, slot)
    others = [s for s in problem.stories if (s, number) in problem.worth and _strength(coverage, s, slot) > here]
    if not others:
        return None
    story = min(others, key=lambda s: (-_strength(coverage, s, slot), s))
    try:
        filled, value = again.told(number, story)
    except UsageError:
        if isinstance(again, Again):
            raise
        return None  # what the person has fixed leaves no room for it
    return Instead(
        story=story,
        strength=_strength(coverage, story, slot),
        told=best.mains.index(story) if story in best.mains else None,
        cost=_points(best.value - value),
        unfilled=best.filled - filled,
    )


def _lost(story: str, problem: Problem, again: Again | Afresh, best: Solution, fixed: Mapping[int, str]) -> Lost:
    filled, value = again.without(story)
    empty: tuple[int, ...] = ()
    if filled < best.filled:
        others = {number: told for number, told in fixed.items() if told != story}
        without = solve(problem.without(story), told=others, ties=False)
        empty = tuple(n for n, main in enumerate(without.mains) if main is None and best.mains[n] is not None)
    return Lost(story=story, unfilled=best.filled - filled, cost=_points(best.value - value), slots=empty)


def _missing(problem: Problem, best: Solution) -> tuple[Missing, ...]:
    """For the empty slots the smallest reason: slots that one can get to by exchanging stories, and all that fit them.

    From an empty slot to the stories that fit it, from these to the slots where they are told in its circle, and so
    on: every story met is told as often as it may be, else an exchange would fill the slot (König, Hall).
    """
    made: list[Missing] = []
    seen: set[int] = set()
    for first, main in enumerate(best.mains):
        if main is not None or first in seen:
            continue
        reached, stories, waiting = {first}, set(), [first]
        while waiting:
            place = waiting.pop()
            circle = problem.places[place].circle
            for story in problem.stories:
                if (story, place) not in problem.worth or story in stories:
                    continue
                stories.add(story)
                for n, told in enumerate(best.mains):
                    if told == story and problem.places[n].circle == circle and n not in reached:
                        reached.add(n)
                        waiting.append(n)
        # Another empty slot that fits the same stories belongs to the same reason.
        for n, told in enumerate(best.mains):
            fits = {s for s in problem.stories if (s, n) in problem.worth}
            if told is None and problem.places[n].circle == problem.places[first].circle and fits and fits <= stories:
                reached.add(n)
        seen |= reached
        short = sum(1 for n in reached if best.mains[n] is None)
        made.append(Missing(slots=tuple(sorted(reached)), stories=tuple(sorted(stories)), short=short))
    return tuple(made)


def _shadow(
    asked: Sequence[Slot], again: Again | Afresh, best: Solution, guides: Sequence[Guide], coverage: Coverage
) -> Shadow | None:
    """Tries a story of every archetype, and one of every competency without a guide, and solves again."""
    wanted = list(dict.fromkeys(slot.competency for slot in asked))
    names = {row.competency: row.name for row in coverage.rows}
    tried = [(g.id, a.id, a.name, tuple(i for i in a.also_covers if i != g.id)) for g in guides for a in g.archetypes]
    guided = {g.id for g in guides if g.archetypes}
    every: list[tuple[str, str | None, str, tuple[str, ...]]] = [
        *tried,
        *((i, None, names.get(i, i), ()) for i in wanted if i not in guided),
    ]
    known: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}
    found: list[tuple[tuple[int, int, int], Shadow]] = []
    for competency, archetype, name, also in every:
        worth = {
            n: TENTHS * (SHADOW if slot.competency == competency else ALSO_COVERS)
            for n, slot in enumerate(asked)
            if slot.competency in (competency, *also)
        }
        if not worth:
            continue
        key = tuple(worth.items())
        if key not in known:
            known[key] = again.beside(worth)
        fills, value = known[key][0] - best.filled, known[key][1] - best.value
        if (fills, value) > (0, 0):
            covers = tuple(i for i in wanted if i in (competency, *also))
            shadow = Shadow(
                competency=competency, archetype=archetype, name=name, covers=covers, fills=fills, gain=_points(value)
            )
            found.append(((-fills, -value, -len(covers)), shadow))
    return min(found, key=lambda one: (one[0], one[1].competency, one[1].archetype or ""))[1] if found else None
