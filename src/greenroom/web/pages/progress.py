"""Progress: verdicts, signals and agreement over time, and what to do on the days left until the interview."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from markupsafe import Markup

from greenroom.errors import GreenroomError, UsageError
from greenroom.reports.progress import TITLES, sheet_of
from greenroom.reports.sheet import Chart, Para
from greenroom.stories import drafts
from greenroom.stories.bank import bank
from greenroom.stories.covered import covered
from greenroom.stories.progress import MEASURES, progress
from greenroom.web.faults import status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import opened, page, see
from greenroom.web.shared import Use

router = APIRouter()

VIEWS = (("/progress", "Over time"), ("/progress/days", "The days left"))
KEY = "days"
"""The draft that holds the day of the interview and the hours a day."""
LEAST_HOURS, MOST_HOURS = 0.5, 12.0


@router.get("/progress")
def show(request: Request, use: Use) -> Response:
    """The charts."""
    names = parts.names()
    with opened(use) as (store, _):
        made = progress(bank(store)[1], store.calibrations(), names)
    shown, without = [], ""
    for section in sheet_of(made, names).sections:
        chart = next((one for one in section.blocks if isinstance(one, Chart)), None)
        drawing, rows = None, []
        if chart is not None:
            drawing, without = _drawn(chart)
            rows = [
                (line.name, str(len(line.points)), chart.named(line.points[0][1]), chart.named(line.points[-1][1]))
                for line in chart.lines
            ]
        said = [one.text for one in section.blocks if isinstance(one, Para)]
        shown.append((section.title, section.aside, drawing, rows, said))
    return page(request, "progress.html", views=VIEWS, shown=shown, made=made, without=without,
                measures=[TITLES[one] for one in MEASURES])  # fmt: skip


def _drawn(chart: Chart) -> tuple[Markup | None, str]:
    """The chart, or why it cannot be drawn."""
    from greenroom.reports.chart import drawn

    try:
        return drawn(chart), ""
    except UsageError as fault:
        return None, fault.what


# ── the days left ───────────────────────────────────────────────────────────────────


@router.get("/progress/days")
def days(request: Request, use: Use) -> Response:
    """The plan for the days left, once the day of the interview is known."""
    with opened(use) as (store, _):
        made = drafts.draft(store, KEY)
    return _days(request, use, made.text("date"), made.text("hours") or f"{use.settings.hours_a_day:g}")


@router.post("/progress/days")
def set_day(
    request: Request, use: Use, date: Annotated[str, Form()] = "", hours: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Keep the day of the interview; an empty one is forgotten."""
    try:
        if date:
            _day(date)
        _hours(hours)
    except GreenroomError as fault:
        return _days(request, use, date, hours, fault=fault)
    with opened(use) as (store, _):
        before = drafts.draft(store, KEY)
        drafts.keep(store, KEY, {"date": date, "hours": hours}, before.number, parts.now())
    return see("/progress/days")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"'{text:.40}' is no day", where="the day of the interview", allowed="a day such as 2027-01-20"
        ) from None


def _hours(text: str) -> float:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = 0.0
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        allowed = f"a number from {LEAST_HOURS:g} to {MOST_HOURS:g}"
        raise UsageError(f"'{text:.40}' does not fit", where="hours a day", allowed=allowed)
    return hours


def _days(request: Request, use: Use, day: str, hours: str, fault: GreenroomError | None = None) -> Response:
    values: dict[str, Any] = {"date": day, "hours": hours, "plan": None, "fault": fault, "names": {}, "titles": {}}
    if day and fault is None:
        try:
            values |= _planned(use, day, hours)
        except GreenroomError as said:
            values["fault"] = said
    shown = fault
    more = {"views": VIEWS, "today": parts.here().date(), "weekday": parts.weekday, "place": _place}
    return page(request, "progress_days.html", status=status_of(shown) if shown else 200, **values, **more)


def _planned(use: Use, day: str, hours: str) -> dict[str, Any]:
    from greenroom.practice.study import shares_read
    from greenroom.stories.plan_days import needs_of, plan_days

    at = parts.here()
    with opened(use) as (store, _):
        made = covered(store, None, None, use.settings, at)
        planned = plan_days(
            needs_of(made, shares_read(store, made.level, made.company)), today=at.date(), interview=_day(day),
            hours_a_day=_hours(hours), stale_days=use.settings.stale_days,
        )  # fmt: skip
    return {
        "plan": planned,
        "titles": {one.story: one.title for one in made.uses},
        "names": {row.competency: row.name for row in made.rows},
    }


def _place(task: Any) -> str:
    """Where the work of a task is done; empty where that page is not there."""
    from greenroom.web.pages import there

    pages = {one.module for one in there()}
    if task.kind == "story":
        return f"/stories/mine/{task.competency}" if task.guide else "/stories/add"
    if task.kind == "review":
        return "/stories"
    if task.kind == "rehearsal":
        return f"/stories/bank/{task.story}/tell?competency={task.competency}" if task.story else "/stories"
    where = {"study": ("guides", f"/guides/{task.competency}"), "revision": ("revise", "/revise")}[task.kind]
    return where[1] if where[0] in pages else ""
