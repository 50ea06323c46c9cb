"""The loop plan as a page: terminal text, Markdown, HTML, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from greenroom import __version__
from greenroom.reports.coverage import MARKS
from greenroom.reports.runs import one_line
from greenroom.reports.sheet import Bullets, Cell, Column, Para, Section, Sheet, Table, render_value
from greenroom.reports.wording import COMPANY_WORDS, counted, level_words, listed, own_archetype
from greenroom.stories.explain import Choice, Lost, Missing, Plan


def render_plan(
    plan: Plan,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    form: str,
    **how: Any,
) -> str:
    """``plan`` in ``form`` (text, md, html, json), ending in one newline, with ``how`` to print it.

    Raises ``UsageError`` for another form.

    ``titles`` of stories and ``names`` of competencies by id.
    """
    return render_value(plan, lambda: sheet_of(plan, titles, names), form, **how)


def sheet_of(plan: Plan, titles: Mapping[str, str], names: Mapping[str, str]) -> Sheet:
    """The page of ``plan``."""
    words = _Words(plan, titles, names)
    sections = [Section("Who hears what", (words.table(), Para(_KEY, soft=True)))]
    if plan.missing:
        sections.append(Section("What is missing", (Bullets(tuple(words.missing())),)))
    if reasons := tuple(words.reasons()):
        sections.append(Section("Why not another", (Bullets(reasons),), "found by planning again"))
    if hanging := tuple(words.hanging()):
        sections.append(Section("What it hangs on", (Bullets(hanging),)))
    sections.append(Section("The story to look for next", (Para(f"{words.shadow()}{words.find()}"),)))
    for_whom = level_words(plan.level) + (f", {COMPANY_WORDS[plan.company]}" if plan.company else "")
    return Sheet(
        eyebrow=f"A plan for the loop, for {for_whom}",
        title=one_line(plan.loop.title),
        lead=tuple(words.lead()),
        sections=tuple(sections),
        footer=f"greenroom {__version__} · docs/loop-plan.md tells how it is chosen",
    )


_KEY = (
    f"Strengths of 100; {MARKS['higher-level']} reviewed for a higher level, {MARKS['lower-level']} only for a lower "
    f"one, {MARKS['archetype']} and {MARKS['also-covers']} not reviewed but expected from the archetypes."
)

SINGLES = 3
"""Single points of failure that are each told of, where there is no other story."""


class PlanWords(NamedTuple):
    """What a plan says in sentences: what is missing, why no other story, what it hangs on, what to look for next."""

    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    hanging: tuple[str, ...]
    shadow: str


def plan_words(plan: Plan, titles: Mapping[str, str], names: Mapping[str, str]) -> PlanWords:
    """``plan`` in sentences that name no command; ``titles`` of stories and ``names`` of competencies by id."""
    words = _Words(plan, titles, names)
    return PlanWords(
        tuple(each.partition(": see `")[0].removesuffix(".") + "." for each in words.missing()),
        tuple(words.reasons()),
        tuple(words.hanging()),
        words.shadow(),
    )


class _Words:
    """The plan in words."""

    def __init__(self, plan: Plan, titles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.plan = plan
        self.titles = {story: one_line(title) for story, title in titles.items()}
        self.names = names

    def story(self, ident: str) -> str:
        return f"“{self.titles.get(ident, ident)}”"

    def name(self, competency: str) -> str:
        return self.names.get(competency, competency)

    def slot(self, number: int) -> str:
        slot = self.plan.choices[number].slot
        return f"{self.name(slot.competency)} ({one_line(slot.interviewer)})"

    def lead(self) -> Iterator[str]:
        plan = self.plan
        spared = sum(1 for c in plan.choices if c.spare is not None)
        yield (
            f"{plan.filled} of {counted(len(plan.choices), 'slot')} {'has' if plan.filled == 1 else 'have'} a story, "
            f"{spared} {'has' if spared == 1 else 'have'} a spare. {_mean(plan)}"
        )
        times = "once" if plan.story_tellings == 1 else f"{plan.story_tellings} times at most"
        yield (
            f"Each story is told {times} to people who compare notes; a spare stands by for "
            f"{counted(plan.spare_slots, 'slot')} at most. No other plan within these limits is better."
        )
        if plan.loop.source:
            yield f"{plan.loop.title}: {plan.loop.source}"

    def table(self) -> Table:
        columns = ("competency", "asked by", "story", "", "spare")
        rows = []
        for choice in self.plan.choices:
            who = one_line(choice.slot.interviewer)
            told = Cell("none left", tone="bad") if choice.story is None else Cell(self._title(choice.story), bold=True)
            strength = f"{choice.strength}{MARKS[choice.basis]}" if choice.basis else ""
            spare: Cell | str = Cell("none", tone="bad")
            if choice.spare is not None:
                spare = f"{self._title(choice.spare)} ({choice.spare_strength})"
            rows.append((self.name(choice.slot.competency), who, told, strength, spare))
        return Table(tuple(Column(c, right=not c) for c in columns), tuple(rows))

    def _title(self, story: str) -> str:
        return self.titles.get(story, story)

    def missing(self) -> Iterator[str]:
        bare = [m.slots[0] for m in self.plan.missing if not m.stories]
        if bare:
            yield (
                f"No story fits {listed(self.slot(n) for n in bare)}, as far as reviews and archetypes say. Stories "
                "that were never reviewed may: see `greenroom coverage`."
            )
        for missing in self.plan.missing:
            if missing.stories:
                yield self._missing(missing)

    def _missing(self, missing: Missing) -> str:
        where = listed(self.slot(n) for n in missing.slots)
        told = listed(self.story(s) for s in missing.stories)
        if len(missing.slots) == 1:
            return f"{where} has only {told}, which may not be told again. {_more(missing.short)} needed for it."
        few = f"{len(missing.slots)} slots have only {told} between them: {where}"
        return f"{few}. {_more(missing.short)} needed for any of them."

    def reasons(self) -> Iterator[str]:
        for choice in self.plan.choices:
            if choice.story is None or choice.instead is None:
                continue
            yield self._reason(choice)

    def _reason(self, choice: Choice) -> str:
        other = choice.instead
        assert other is not None  # noqa: S101 - the caller has looked
        where = f"{self.name(choice.slot.competency)} ({one_line(choice.slot.interviewer)})"
        if other.told is not None:
            does = f"is told for {self.slot(other.told)}"
        elif any(c.spare == other.story for c in self.plan.choices):
            does = "stands by as a spare"
        else:
            does = "is not needed elsewhere"
        cost = f"costs the plan {_points(other.cost)}" if other.cost else "would be as good"
        if other.unfilled:
            cost = f"leaves {_slots(other.unfilled)} without a story"
        stronger = f"{self.story(other.story)} is stronger here ({other.strength})"
        return f"{where}: {stronger} but {does}; telling it here {cost}."

    def hanging(self) -> Iterator[str]:
        single = self.plan.single_points
        if len(single) == len(self.plan.lost) > SINGLES:
            yield "Every story is a single point of failure: without any one of them more slots stay empty."
        else:
            yield from map(self._single, single)
        bare = [n for n, c in enumerate(self.plan.choices) if c.story is not None and c.spare is None]
        if bare:
            yield f"No spare: {listed(self.slot(n) for n in bare)}."
        others = [lost for lost in self.plan.lost if not lost.unfilled]
        if others:
            worst = max(others, key=lambda one: one.cost)
            yield (
                f"{'Of the others, ' if single else ''}{self.story(worst.story)} would be missed most: without it the "
                f"best plan has {_points(worst.cost)} less, with a story in as many slots."
            )
        if not single and self.plan.lost:
            yield "No story is a single point of failure: without any one of them as many slots have a story."

    def _single(self, lost: Lost) -> str:
        empty = listed(self.slot(n) for n in lost.slots)
        stays = f"{_slots(lost.unfilled)} more {'stays' if lost.unfilled == 1 else 'stay'} empty"
        return f"{self.story(lost.story)} is a single point of failure: without it {stays}: {empty}."

    def shadow(self) -> str:
        shadow = self.plan.shadow
        if shadow is None:
            return "No single new story would make this plan better."
        what = f"for {self.name(shadow.competency)}"
        if shadow.archetype:
            what = f"of the kind “{shadow.name}” ({self.name(shadow.competency)})"
        others = [self.name(i) for i in shadow.covers if i != shadow.competency]
        also = f", which also covers {listed(others)}," if others else ""
        gain = f"adds {_points(shadow.gain)}"
        if shadow.fills:
            gain = f"fills {_slots(shadow.fills)} that {'has' if shadow.fills == 1 else 'have'} none and {gain}"
        return f"One story {what}{also} {gain} once it is told well."

    def find(self) -> str:
        shadow = self.plan.shadow
        if shadow is None:
            return ""
        if shadow.archetype:
            return f" To find it: greenroom story mine {shadow.competency}"
        return f" Once you have it: greenroom story add --archetype {own_archetype(shadow.competency)}"


def _mean(plan: Plan) -> str:
    if plan.filled < 2:
        return f"Its strength: {plan.strength:g} of 100." if plan.filled else "No story can be told in any of them."
    return f"Mean strength of the stories: {plan.strength:g} of 100."


def _points(cost: float) -> str:
    return f"{cost:g} {'point' if cost == 1 else 'points'}"


def _slots(count: int) -> str:
    return "one slot" if count == 1 else f"{count} slots"


def _more(count: int) -> str:
    return "One story more is" if count == 1 else f"{count} stories more are"
