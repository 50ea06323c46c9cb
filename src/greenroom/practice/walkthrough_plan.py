"""What a walkthrough aims at, part by part: from the example stories of a guide, or from its signals alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from greenroom.guides.naming import names_of
from greenroom.guides.schema import DepthTip, Guide, Lens, LevelExpectation, Signal
from greenroom.guides.walkthroughs import STAR, ExamplePart, StarPart, Walkthrough, Walkthroughs
from greenroom.model import TARGET_LEVELS, Company, TargetLevel

PURPOSE: Mapping[StarPart, str] = {
    "situation": "Where it was, who you were there, and what had been decided or was about to go wrong; no more than "
    "a stranger needs to follow you.",
    "task": "What you set yourself to reach, by when, and where your own job ended.",
    "action": "What you did, step by step, and why. Give each step one detail that only somebody who was there could "
    "know.",
    "result": "What came of it: one number with its before, and who felt it.",
    "reflection": "What you would do in another way, or have done since.",
}
"""What belongs in each part, whatever the competency."""

OF_OPENING: Mapping[StarPart, float] = {"situation": 0.6, "task": 0.4, "result": 0.4, "reflection": 0.2}
"""Seconds of a part for each second of the guide's opening, where no example sets them: the pages that the guides
come from give 30 s and 20 s of an opening of 50; result and reflection are kept short beside it."""

STEP_S = 5.0
"""Seconds that a computed target is rounded to."""


@dataclasses.dataclass(frozen=True, slots=True)
class PartPlan:
    """One part: what belongs in it, how many seconds it may take, its signals, its example where there is one."""

    part: StarPart
    purpose: str
    seconds: float
    signals: tuple[Signal, ...]
    example: ExamplePart | None


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The parts in the order in which they are told, what the level must show, and what the company adds."""

    guide: Guide
    level: TargetLevel
    story: Walkthrough | None
    parts: tuple[PartPlan, ...]
    expects: LevelExpectation | None
    company: Company | None
    lens: Lens | None
    names: Mapping[str, str]
    """Id of a signal, disqualifier or red flag -> its name for people."""
    core: frozenset[str]
    """Ids of the signals that a hire needs."""

    def __getitem__(self, part: StarPart) -> PartPlan:
        """The plan of one part."""
        return self.parts[STAR.index(part)]

    @property
    def id(self) -> str:
        """The id of the example story, or ``signals`` where the guide has none."""
        return self.story.id if self.story else "signals"


def plan_for(guide: Guide, stories: Walkthroughs | None, level: TargetLevel, company: Company | None = None) -> Plan:
    """The plan for ``level``, through the lens of ``company``; ``stories`` is None for a guide without examples."""
    story = story_for(stories, level) if stories else None
    told = {one.part: one for one in story.parts} if story else {}
    computed = seconds_of(guide.depth_tip)
    return Plan(
        guide=guide,
        level=level,
        story=story,
        parts=tuple(
            PartPlan(
                part=part,
                purpose=PURPOSE[part],
                seconds=told[part].seconds if part in told else computed[part],
                signals=tuple(s for s in guide.signals if s.part == part),
                example=told.get(part),
            )
            for part in STAR
        ),
        expects=next((x for x in guide.levels if x.level == level), None),
        company=company,
        lens=next((x for x in guide.lenses if x.company == company), None),
        names=names_of(guide),
        core=frozenset(i for need in guide.verdict.core for i in need.any),
    )


def story_for(stories: Walkthroughs, level: TargetLevel) -> Walkthrough:
    """The story at ``level``, else at the nearest level above it, else at the highest below."""
    wanted = TARGET_LEVELS.index(level)

    def distance(story: Walkthrough) -> tuple[bool, int]:
        above = TARGET_LEVELS.index(story.level) - wanted
        return above < 0, abs(above)

    return min(stories.walkthroughs, key=distance)


def seconds_of(tip: DepthTip) -> dict[StarPart, float]:
    """Target seconds of every part from the guide's time budget alone; the action takes the guide's share of all."""
    parts = {part: tip.opening_seconds * share for part, share in OF_OPENING.items()}
    parts["action"] = sum(parts.values()) * tip.action_share / (1 - tip.action_share)
    return {part: max(STEP_S, STEP_S * round(parts[part] / STEP_S)) for part in STAR}
