"""The story bank at a glance: what it holds, what it lacks, and the next sensible step with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from greenroom.guides.loader import guide_ids
from greenroom.model import Company, Value
from greenroom.settings import Settings
from greenroom.store import Store
from greenroom.stories import drafts
from greenroom.stories.bank import Bank
from greenroom.stories.coverage import Coverage
from greenroom.stories.covered import covered
from greenroom.stories.editing import guide_of

StoryStep = Literal["add", "review", "tell", "find", "plan", "better", "none"]
"""Add the first story; have a telling reviewed; tell a story that has no words; find one for a competency that has
none; plan the loop; make the best one of a competency better; nothing."""
LOOP = "loop"
"""The draft that holds the loop."""
LOWEST = {"hole": 0, "unproven": 1, "covered": 2}


class Stories(Value, frozen=True, kw_only=True):
    """The bank. ``reviewed``: stories of which a telling was reviewed; ``planned``: whether the loop is named.

    ``holes``, ``unproven``: competencies with a guide for which no story is known, or none that a review calls a hire.
    ``step`` is about ``competency`` and ``story`` (id and title; its ``telling``, 0: none), where it is about one.
    """

    count: int = 0
    reviewed: int = 0
    holes: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    planned: bool = False
    step: StoryStep = "none"
    competency: str = ""
    story: str = ""
    title: str = ""
    telling: int = 0


def stories_at(
    store: Store, settings: Settings, now: datetime, company: Company | None, there: Collection[tuple[str, str]]
) -> Stories:
    """The bank at ``now``; ``there``: mode and key of what is kept (``Store.kept_keys``)."""
    made = covered(store, None, company, settings, now)
    seen = {cell.story for cell in made.cells if cell.basis not in ("archetype", "also-covers")}
    guides = [row for row in made.rows if row.guide]
    planned = (drafts.MODE, LOOP) in there and bool(drafts.draft(store, LOOP).fields.get("people"))
    step, competency, story = _step(made, seen, planned)
    titles = {use.story: use.title for use in made.uses}
    telling = 0
    if story:
        held = Bank(store).get(story)
        telling = held.latest.number if held.latest else 0
        step = "tell" if step == "review" and not telling else step
        competency = competency or guide_of(held) or next(iter(guide_ids()), "")
    return Stories(
        count=len(made.uses),
        reviewed=len(seen & titles.keys()),
        holes=tuple(row.competency for row in guides if row.state == "hole"),
        unproven=tuple(row.competency for row in guides if row.state == "unproven"),
        planned=planned,
        step=step,
        competency=competency,
        story=story,
        title=titles.get(story, ""),
        telling=telling,
    )


def _step(made: Coverage, seen: Collection[str], planned: bool) -> tuple[StoryStep, str, str]:
    """What to do, for which competency, with which story; the least that is known comes first."""
    if not made.uses:
        return "add", "", ""
    for use in made.uses:
        if use.story not in seen:
            return "review", "", use.story
    guides = sorted((row for row in made.rows if row.guide), key=lambda row: LOWEST[row.state])
    weakest = next(iter(guides), None)
    if weakest is not None and weakest.state == "hole":
        return "find", weakest.competency, ""
    if not planned:
        return "plan", "", ""
    if weakest is not None and weakest.state == "unproven" and weakest.best:
        return "better", weakest.competency, weakest.best
    return "none", "", ""
