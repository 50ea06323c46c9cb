"""The plan for the days left as a page: terminal text, Markdown, HTML, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from greenroom import __version__
from greenroom.model import TargetLevel
from greenroom.reports.runs import one_line
from greenroom.reports.sheet import Block, Column, Para, Section, Sheet, Table, render_value
from greenroom.reports.wording import counted, own_archetype
from greenroom.stories.plan_days import LAST_DAYS, DaysPlan, Kind, Task

SHOWN = 14
"""Days that a terminal shows; the other formats have them all."""
COMMANDS: Mapping[Kind, str] = {
    "review": "story review",
    "study": "study",
    "story": "story mine",
    "rehearsal": "story tell",
    "revision": "revise",
}
"""What begins each kind of work, behind ``greenroom``."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def render_days(
    plan: DaysPlan,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    form: str,
    **how: Any,
) -> str:
    """``plan`` in ``form`` (text, md, html, json), ending in one newline, with ``how`` to print it.

    Raises ``UsageError`` for another form.

    ``titles`` of stories and ``names`` of competencies by id.
    """
    shown = SHOWN if form == "text" else None
    return render_value(plan, lambda: sheet_of(plan, titles, names, shown), form, **how)


def sheet_of(plan: DaysPlan, titles: Mapping[str, str], names: Mapping[str, str], shown: int | None = None) -> Sheet:
    """The page of ``plan``; ``shown``: how many days stand on it, all by default; the last one always does."""
    days = plan.days if shown is None or len(plan.days) <= shown else (*plan.days[: shown - 1], plan.days[-1])
    rows = []
    for day in days:
        for n, task in enumerate(day.tasks):
            when = _named(day.date) if n == 0 else ""
            command = COMMANDS[task.kind] if task.kind != "story" or task.guide else "story add"
            rows.append((when, str(task.minutes), command, _what(task, titles, names, plan.level), task.why))
    columns = (
        Column("day", right=False), Column("min", long="minutes"), Column("greenroom ...", right=False),
        Column("", right=False), Column("why", right=False, wide=True),
    )  # fmt: skip
    blocks: list[Block] = [Table(columns, tuple(rows))]
    if len(days) < len(plan.days):
        blocks.append(Para(f"{counted(len(plan.days) - len(days), 'day')} more in the other formats.", soft=True))
    return Sheet(
        eyebrow=f"From {plan.today.isoformat()} to the interview on {plan.interview.isoformat()}",
        title="Plan for the days left",
        lead=tuple(_lead(plan)),
        sections=(Section("Day by day", tuple(blocks)),),
        footer=f"greenroom {__version__} · docs/loop-plan.md tells how it is made",
    )


def _lead(plan: DaysPlan) -> Iterator[str]:
    left = len(plan.days) - 1
    if not left:
        yield "It is today. Read the cards once, and go."
        return
    told = ", ".join(f"{kind} {_long(minutes)}" for kind in COMMANDS if (minutes := plan.minutes(kind)))
    yield f"{counted(left, 'day')} left, {counted(plan.minutes_a_day, 'minute')} a day at most: {told}."
    tasks = [task for day in plan.days for task in day.tasks]
    if any(task.kind == "review" for task in tasks):
        yield (
            "First have reviewed what you have: until then nobody knows what your stories are worth, and what looks "
            "like a hole may be none. Then make the plan anew."
        )
    if any(task.kind == "story" and not task.guide for task in tasks) and plan.stories:
        yield (
            "Without a guide no review can tell which story fits: does one that you have? `greenroom story edit ID` "
            f"says so, with a line such as “- {own_archetype('ownership')}” below “archetypes:”."
        )
    yield (
        f"The weakest comes first; on the last {LAST_DAYS} days nothing new is begun. Make the plan anew after a few "
        "days: it goes by where you stand then."
    )


def _long(minutes: int) -> str:
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:.1f} h"


def _named(day: date) -> str:
    """The day as "Sun 22 Nov", whatever the locale."""
    return f"{WEEKDAYS[day.weekday()]} {day.day:2} {MONTHS[day.month - 1]}"


def _what(task: Task, titles: Mapping[str, str], names: Mapping[str, str], level: TargetLevel) -> str:
    """What stands behind the command, and what it is for."""
    if task.competency is None:
        return ""
    if task.kind == "story" and not task.guide:
        return f"--archetype {own_archetype(task.competency)}"
    if task.kind == "review":
        return f"--all -c {task.competency} -l {level} ({counted(task.stories, 'story', 'stories')})"
    if task.kind != "rehearsal":
        return task.competency
    name = names.get(task.competency, task.competency)
    if task.story is None:
        return f"the story you found, for {name}"
    title = one_line(titles.get(task.story, task.story))
    return f"{task.story} (“{title}”), for {name}"
