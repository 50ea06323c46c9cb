"""The loop plan: a story for every slot, chosen by the solver; what is put there by hand stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from greenroom.errors import ChangedError, GreenroomError, UsageError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.reports.loop_plan import PlanWords, plan_words
from greenroom.settings import Settings
from greenroom.store import Store
from greenroom.stories import drafts, loop as loops
from greenroom.stories.coverage import Coverage
from greenroom.stories.covered import covered
from greenroom.stories.drafts import Draft
from greenroom.stories.explain import Plan, given_up, plan, problem_of
from greenroom.stories.loop import Loop, slots
from greenroom.web.faults import status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import opened, page, see
from greenroom.web.pages.stories import Fields
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import is_part

router = APIRouter()

KEY = "loop"
"""The draft that holds the loop: its people, its level and company, and what the person put into slots."""
SPARE_ROWS = 2
"""Empty rows below the interviewers that are named."""
ASKED = 4
"""Competencies that a row has room for; one more is offered where all are taken."""


class Row(NamedTuple):
    """A slot: who asks, the stories that fit it (id, title, strength), what is told, the spare."""

    number: int
    choice: Any
    fits: list[tuple[str, str, int]]
    fixed: bool
    chosen: str


class Planned(NamedTuple):
    """The plan with all that the page says of it."""

    plan: Plan
    words: PlanWords
    rows: list[Row]
    cost: tuple[int, float]
    dropped: list[str]
    unused: list[tuple[str, str]]


def _loop(made: Draft, names: Mapping[str, str]) -> Loop | None:
    """The loop of the draft; None where there is none, or one that this version does not understand."""
    if not made.fields.get("people"):
        return None
    try:
        return loops.named(
            made.text("title"), [(p["name"], p["asks"], p.get("notes", "")) for p in made.fields["people"]], names,
            parts.known_level(level) if (level := made.text("level")) else None,
            parts.company_of(made.text("company")),
        )  # fmt: skip
    except (GreenroomError, LookupError, TypeError):
        return None


def _fixed(made: Draft, loop: Loop) -> dict[int, str]:
    """What the person put into slots, by number; the rest of the draft is of slots that are gone."""
    kept = {(one[0], one[1]): one[2] for one in made.fields.get("told", ()) if len(one) == 3}
    return {
        n: kept[slot.interviewer, slot.competency]
        for n, slot in enumerate(slots(loop))
        if (slot.interviewer, slot.competency) in kept
    }


def _planned(store: Store, loop: Loop, fixed: Mapping[int, str], settings: Settings, at: datetime) -> Planned:
    """The plan that keeps to ``fixed``. Raises ``UsageError`` where these cannot be told together."""
    made = covered(store, loop.level, loop.company, settings, at)
    limits = {"story_tellings": settings.story_tellings, "spare_slots": settings.spare_slots}
    problem = problem_of(slots(loop), made, now=at, **limits)
    held = {n: story for n, story in fixed.items() if (story, n) in problem.worth}
    best = plan(loop, made, [load_guide(one) for one in guide_ids()], now=at, told=held, **limits)
    titles = {one.story: one.title for one in made.uses}
    told = {one.story for one in best.choices} | {one.spare for one in best.choices}
    return Planned(
        best,
        plan_words(best, titles, parts.names()),
        [Row(n, one, _fits(problem.worth, made, n, one.slot.competency), n in held, held.get(n, ""))
         for n, one in enumerate(best.choices)],
        given_up(problem, held) if held else (0, 0.0),
        [titles.get(story, story) for n, story in fixed.items() if n not in held],
        [(one.story, one.title) for one in made.uses if one.story not in told],
    )  # fmt: skip


def _fits(worth: Mapping[tuple[str, int], int], made: Coverage, number: int, competency: str) -> list[Any]:
    """The stories that may be told in a slot, the strongest first."""
    found = []
    for one in made.uses:
        cell = made.cell(one.story, competency)
        if cell is not None and (one.story, number) in worth:
            found.append((one.story, one.title, cell.strength))
    return sorted(found, key=lambda each: (-each[2], each[1]))


@router.get("/stories/loop")
def show(request: Request, use: Use) -> Response:
    """The plan."""
    with opened(use) as (store, _):
        return _show(request, use, store, drafts.draft(store, KEY))


def _show(
    request: Request, use: Shared, store: Store, made: Draft, *, chosen: Mapping[int, str] | None = None,
    fault: GreenroomError | None = None,
) -> Response:  # fmt: skip
    """``chosen``: what the person has just chosen, where it could not be kept."""
    names = parts.names()
    loop = _loop(made, names)
    best: Planned | None = None
    failed = None
    if loop is not None:
        try:
            best = _planned(store, loop, _fixed(made, loop), use.settings, parts.here())
        except GreenroomError as said:
            failed = said
    if best is not None and chosen is not None:
        best = best._replace(rows=[one._replace(chosen=chosen.get(one.number, "")) for one in best.rows])
    told = fault or failed
    # A plan that cannot be made is an answer too: the page is there, and says why.
    return page(
        request, "story_loop.html", status=status_of(fault) if fault else 200, fault=told, loop=loop, best=best,
        number=made.number, names=names, any=best is None or bool(best.plan.lost or best.unused),
        titles={one.story.id: one.story.title for one in _stories(store)},
    )  # fmt: skip


def _stories(store: Store) -> Any:
    from greenroom.stories.bank import Bank

    return Bank(store).stories()


@router.post("/stories/loop/told")
def told(request: Request, use: Use, fields: Fields) -> Response:
    """Put stories into slots, or leave slots to the solver again; every field ``slot-N`` is one."""
    with opened(use) as (store, _):
        made = drafts.draft(store, KEY)
        loop = _loop(made, parts.names())
        if loop is None:
            return see("/stories/loop")
        asked = slots(loop)
        chosen = {n: story for n in range(len(asked)) if (story := str(fields.get(f"slot-{n}", "")))}
        if "free" in fields:
            chosen = {}
        kept = [[asked[n].interviewer, asked[n].competency, story] for n, story in chosen.items()]
        try:
            if parts.number_of(fields) != made.number and kept != made.fields.get("told", []):
                raise ChangedError(
                    "the plan was changed in another window meanwhile; yours is chosen below and not kept yet",
                    do="look at the plan as it is now, then plan again with your choice",
                )
            best = _planned(store, loop, chosen, use.settings, parts.here())
            if best.dropped:
                raise UsageError(f"“{best.dropped[0]:.80}” cannot be told there", do="choose one of the slot's list")
        except GreenroomError as fault:
            if is_part(request):
                raise
            return _show(request, use, store, made, chosen=chosen, fault=fault)
        drafts.keep(store, KEY, {**made.fields, "told": kept}, made.number, parts.now())
    return see("/stories/loop")


# ── who interviews ──────────────────────────────────────────────────────────────────


@router.post("/stories/loop/typical")
def typical(use: Use, company: Annotated[str, Form()] = "") -> Response:
    """Begin with a typical loop."""
    from greenroom.guides.loader import competencies

    found = loops.typical(company, [one.id for one in competencies()], guide_ids())
    people = [{"name": one.name, "asks": list(one.competencies), "notes": ""} for one in found.interviewers]
    fields = {"title": found.title, "company": found.company or "", "level": "", "people": people, "told": []}
    with opened(use) as (store, _):
        drafts.keep(store, KEY, fields, drafts.draft(store, KEY).number, parts.now())
    return see("/stories/loop")


@router.get("/stories/loop/people")
def people_form(request: Request, use: Use) -> Response:
    """Who interviews, and for what."""
    with opened(use) as (store, _):
        return _people(request, drafts.draft(store, KEY))


def _people(
    request: Request, made: Draft, fault: GreenroomError | None = None, more: int = SPARE_ROWS
) -> Response:  # fmt: skip
    rows = [*made.fields.get("people", ()), *({"name": "", "asks": [], "notes": ""} for _ in range(more))]
    widest = max((len(one["asks"]) for one in rows), default=0)
    return page(
        request, "story_loop_people.html", status=status_of(fault) if fault else 200, fault=fault, made=made, rows=rows,
        options=[("", "–"), *parts.names().items()], target_levels=parts.levels(), asked=max(ASKED, widest + 1),
    )  # fmt: skip


@router.post("/stories/loop/people")
def people(request: Request, use: Use, fields: Fields) -> Response:
    """Keep who interviews; ``more``: show the form with more rows."""
    said = _said(fields)
    with opened(use) as (store, _):
        made = drafts.draft(store, KEY)
        typed = Draft(fields={**made.fields, **said}, number=parts.number_of(fields))
        if "more" in fields:
            return _people(request, typed, more=2 * SPARE_ROWS)
        try:
            _checked(said)
            before = {name: value for name, value in made.fields.items() if name != "told"}
            if typed.number != made.number and said != before:
                typed = Draft(fields=typed.fields, number=made.number)
                raise ChangedError(
                    "the loop was changed in another window meanwhile, so yours is not kept yet",
                    do="it is below; keep it to take the place of the other",
                )
            drafts.keep(store, KEY, {**made.fields, **said}, made.number, parts.now())
        except GreenroomError as fault:
            return _people(request, typed, fault)
    return see("/stories/loop")


def _checked(said: Mapping[str, Any]) -> None:
    """Raises where this is no loop."""
    everyone = [(one["name"], one["asks"], one["notes"]) for one in said["people"]]
    level = parts.known_level(said["level"]) if said["level"] else None
    if any(notes and not name for name, _, notes in everyone):
        raise UsageError("has no name", where="an interviewer", do="fill it in, or leave the row empty")
    loops.named(said["title"], everyone, parts.names(), level, parts.company_of(said["company"]))


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says; rows without a word are left out."""
    rows = []
    for n in range(min(parts.number_of(fields, "n"), loops.MOST_INTERVIEWERS + 1)):
        asks = [str(fields.get(f"asks-{n}-{k}", "")) for k in range(loops.MOST_COMPETENCIES + 1)]
        one = {"name": " ".join(str(fields.get(f"name-{n}", "")).split()), "asks": [each for each in asks if each],
               "notes": " ".join(str(fields.get(f"notes-{n}", "")).split())}  # fmt: skip
        if any(one.values()):
            rows.append(one)
    texts = {name: " ".join(str(fields.get(name, "")).split()) for name in ("title", "level", "company")}
    return {**texts, "people": rows}
