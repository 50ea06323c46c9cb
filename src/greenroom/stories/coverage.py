"""What each story supports: its strength for each competency and level, and what is missing.

A strength is a whole number from 0 to 100 on the scale of ``scoring.decide``: 25 points a verdict, within it by the
mean signal grade. It comes from the reviews of the story's tellings; where there is none, from the archetypes that the
story is of, which is weaker and marked so. docs/loop-plan.md tells the rules for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, TARGET_LEVELS, VERDICTS, Company, Level, TargetLevel, Value
from greenroom.stories.model import Story, Support

Basis = Literal["review", "higher-level", "lower-level", "archetype", "also-covers"]
"""What a strength rests on: a review at this level, at a higher one, at a lower one, or what the archetypes say."""
State = Literal["covered", "unproven", "hole"]
"""Of a competency: a telling is a hire, or some story fits but none is proven, or no story fits at all."""

BAND = 25
"""Points of a verdict (``scoring.decide``)."""
HIRE = 2 * BAND
"""From here on a telling is a hire."""
ARCHETYPE, ALSO_COVERS = 40, 30
"""Strength of a story that nobody has reviewed for the competency: it is of an archetype of its guide, or of one that
also covers it. Our own figures: below every hire, above every strong no hire (under 25)."""
REASONS: Mapping[str, str] = {
    "manager-assigned": "assigned",
    "effort-without-impact": "effort only",
    "own-codebase-only": "own bug only",
}
"""Disqualifiers that speak of what happened and not of how it is told, and what they make of the story. They follow
the story to every competency for which it was not reviewed."""


class Cell(Value, frozen=True, kw_only=True):
    """What one story is worth for one competency at the level asked for.

    ``telling``: the best one, where there was a review; ``upto``: the highest level at which it is a hire by review;
    ``not_recommended``: why it should not be told for it, empty where it may; ``heard``: whether the company's lens
    was, where one was asked for and the guide has it; ``reviewed``, ``practised``: the latest of the story for this
    competency.
    """

    story: str
    competency: str
    strength: int
    basis: Basis
    upto: Level = "none"
    telling: str | None = None
    not_recommended: str = ""
    heard: bool | None = None
    reviewed: datetime | None = None
    practised: datetime | None = None


class Row(Value, frozen=True, kw_only=True):
    """A competency: the best story that may be told for it, the next best as a spare, and how well it is covered."""

    competency: str
    name: str
    guide: bool
    state: State
    best: str | None = None
    spare: str | None = None


class Use(Value, frozen=True, kw_only=True):
    """A story as a whole: days since it was last told aloud (None: never), and the competencies it is the best for.

    ``stale``: not told for as long as the setting ``stale_days``; ``overused``: best for more competencies than the
    setting ``story_uses``; ``not_recommended``: competency and reason.
    """

    story: str
    title: str
    days: int | None
    stale: bool
    leads: tuple[str, ...]
    overused: bool
    not_recommended: tuple[tuple[str, str], ...]


class Coverage(Value, frozen=True, kw_only=True):
    """The matrix: ``cells`` in the order of the stories, then of the competencies; only those that hold something."""

    level: TargetLevel
    company: Company | None
    rows: tuple[Row, ...]
    uses: tuple[Use, ...]
    cells: tuple[Cell, ...]
    stale_days: int
    story_uses: int

    def cell(self, story: str, competency: str) -> Cell | None:
        """What ``story`` is worth for ``competency``; None where nothing says that it fits."""
        return next((c for c in self.cells if c.story == story and c.competency == competency), None)


def coverage(
    stories: Sequence[Story],
    supports: Sequence[Support],
    guides: Sequence[Guide],
    names: Mapping[str, str],
    *,
    level: TargetLevel,
    now: datetime,
    company: Company | None = None,
    stale_days: int = 21,
    story_uses: int = 3,
) -> Coverage:
    """What ``stories`` cover at ``level``; ``names``: every competency, id to name, in the order wanted.

    Archived stories are left out, and so are reviews of stories that are not there. ``now`` must have a zone.
    """
    here = sorted((s for s in stories if not s.archived), key=lambda s: s.id)
    known = {g.id: g for g in guides}
    every = {**names, **{g.id: g.principle for g in guides if g.id not in names}}
    cells = tuple(
        cell
        for story in here
        for cell in _cells(story, [s for s in supports if s.story == story.id], known, every, level, company)
    )
    rows = tuple(_row(i, name, i in known, [c for c in cells if c.competency == i]) for i, name in every.items())
    uses = tuple(_use(s, rows, cells, supports, now, stale_days, story_uses) for s in here)
    return Coverage(
        level=level,
        company=company,
        rows=rows,
        uses=uses,
        cells=cells,
        stale_days=stale_days,
        story_uses=story_uses,
    )


def unreviewed(coverage: Coverage) -> dict[str, int]:
    """How many stories were never reviewed for each competency whose guide could tell, where none of them is a hire."""
    done = {(c.story, c.competency) for c in coverage.cells if c.basis not in ("archetype", "also-covers")}
    counts = {
        row.competency: sum((use.story, row.competency) not in done for use in coverage.uses)
        for row in coverage.rows
        if row.guide and row.state != "covered"
    }
    return {competency: count for competency, count in counts.items() if count}


def strength_at(support: Support, level: TargetLevel) -> tuple[int, Basis]:
    """What a review proves at ``level``, and how.

    At its own level its score, which never leaves the band of its verdict: every signal clear and yet no hire is 49
    here, and not the 50 of a hire. At a lower one at least that, since every rule of ``scoring.decide`` that looks at
    the level only becomes milder. At a higher one the scope was never shown, and that is at most a no hire there.
    """
    score = max(0, min(100, round(support.score)))
    verdict = next((n for n, each in enumerate(VERDICTS) if each == support.verdict), 0)
    if verdict < len(VERDICTS) - 1:
        score = min(score, BAND * (verdict + 1) - 1)
    made, wanted = LEVELS.index(_level(support.level)), LEVELS.index(level)
    if made == wanted:
        return score, "review"
    if made > wanted:
        return score, "higher-level"
    share = min(score, 99) % BAND
    return (min(score, BAND + share) if score >= HIRE else score), "lower-level"


def latest_level(supports: Iterable[Support]) -> TargetLevel | None:
    """The level that was reviewed for last; None without a review."""
    found = sorted(supports, key=lambda s: (s.reviewed, s.telling))
    return _level(found[-1].level) if found else None


def _level(word: str) -> TargetLevel:
    """The level of a stored review; one of another version counts as the lowest."""
    return next((x for x in TARGET_LEVELS if x == word), TARGET_LEVELS[0])


def _cells(
    story: Story,
    supports: Sequence[Support],
    guides: Mapping[str, Guide],
    names: Iterable[str],
    level: TargetLevel,
    company: Company | None,
) -> list[Cell]:
    made = {
        i: _reviewed(story.id, i, of, guides.get(i), level, company)
        for i in names
        if (of := [s for s in supports if s.competency == i])
    }
    event = next(
        (f"{r}, as found for {i}" for i, c in made.items() if (r := c.not_recommended) in REASONS.values()), ""
    )
    expected = _expected(story, guides)
    cells = []
    for i in names:
        if i in made:
            cells.append(made[i])
        elif i in expected:
            strength, basis = expected[i]
            cells.append(Cell(story=story.id, competency=i, strength=strength, basis=basis, not_recommended=event))
    return cells


def _reviewed(
    story: str,
    competency: str,
    supports: Sequence[Support],
    guide: Guide | None,
    level: TargetLevel,
    company: Company | None,
) -> Cell:
    """The best telling: of each the latest review at this level, or else whichever proves most."""
    latest: dict[tuple[str, str], Support] = {}
    for one in sorted(supports, key=lambda s: s.reviewed):
        latest[one.telling, one.level] = one
    exact = {one.telling for one in latest.values() if one.level == level}
    counted = [one for one in latest.values() if one.level == level or one.telling not in exact]
    best = min(counted, key=lambda s: (-strength_at(s, level)[0], -s.reviewed.timestamp(), s.telling))
    strength, basis = strength_at(best, level)
    upto: Level = "none"
    for each in TARGET_LEVELS:
        if any(strength_at(s, each)[0] >= HIRE and not _sinking(s, guide, each) for s in latest.values()):
            upto = each
    return Cell(
        story=story,
        competency=competency,
        strength=strength,
        basis=basis,
        upto=upto,
        telling=best.telling,
        not_recommended=_sinking(best, guide, level),
        heard=_heard(best, guide, company),
        reviewed=max(s.reviewed for s in supports),
        practised=max((s.practised for s in supports if s.practised), default=None),
    )


def _sinking(support: Support, guide: Guide | None, level: TargetLevel) -> str:
    """Why the telling should not be told at ``level``: its first disqualifier that weighs there, in a few words."""
    entries = {d.id: d for d in guide.disqualifiers} if guide else {}
    for ident in support.disqualifiers:
        entry = entries.get(ident)
        since = entry.from_level if entry else None
        if since is None or LEVELS.index(level) >= LEVELS.index(since):
            return REASONS.get(ident) or (entry.name.lower() if entry else ident.replace("-", " "))
    return ""


def _heard(support: Support, guide: Guide | None, company: Company | None) -> bool | None:
    """Whether a signal that the company's lens weighs is clear; None without such a lens."""
    lens = next((x for x in guide.lenses if x.company == company), None) if guide else None
    return any(support.signals.get(i) == 2 for i in lens.boosts) if lens and lens.boosts else None


def _expected(story: Story, guides: Mapping[str, Guide]) -> dict[str, tuple[int, Basis]]:
    """What the archetypes of ``story`` say that it covers; one that its guide no longer has says only its own."""
    made: dict[str, tuple[int, Basis]] = {}
    for full in story.archetypes:
        competency, _, name = full.partition("/")
        guide = guides.get(competency)
        entry = next((a for a in guide.archetypes if a.id == name), None) if guide else None
        for other in entry.also_covers if entry else ():
            made.setdefault(other, (ALSO_COVERS, "also-covers"))
        made[competency] = (ARCHETYPE, "archetype")
    return made


def _row(competency: str, name: str, guide: bool, cells: Sequence[Cell]) -> Row:
    fit = sorted((c for c in cells if not c.not_recommended and c.strength > 0), key=_order)
    state: State = "hole" if not fit else "covered" if fit[0].strength >= HIRE else "unproven"
    first, second = ([c.story for c in fit] + [None, None])[:2] if fit else (None, None)
    return Row(competency=competency, name=name, guide=guide, state=state, best=first, spare=second)


def _order(cell: Cell) -> tuple[int, float, str]:
    """Strongest first, then the one told last, then by id."""
    return -cell.strength, -cell.practised.timestamp() if cell.practised else 0.0, cell.story


def _use(
    story: Story,
    rows: Sequence[Row],
    cells: Sequence[Cell],
    supports: Sequence[Support],
    now: datetime,
    stale_days: int,
    story_uses: int,
) -> Use:
    told = [s.practised for s in supports if s.story == story.id and s.practised]
    days = max(0, (now - max(told)).days) if told else None
    leads = tuple(r.competency for r in rows if r.best == story.id)
    return Use(
        story=story.id,
        title=story.title,
        days=days,
        stale=days is None or days >= stale_days,
        leads=leads,
        overused=len(leads) > story_uses,
        not_recommended=tuple(
            (c.competency, c.not_recommended) for c in cells if c.story == story.id and c.not_recommended
        ),
    )
