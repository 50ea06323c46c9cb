"""Rehearsals: begin one, go on with one, look at those that are past."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import DataError, GreenroomError, InputError, unknown
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.model import COMPANIES, TARGET_LEVELS, Company, TargetLevel
from greenroom.rehearsal.values import INTERVIEWERS, MOST_PROBES, PROBES, Interviewer, State
from greenroom.reports.wording import VERDICT_WORDS, level_words, value_words
from greenroom.store import Store
from greenroom.store.values import PastRehearsal
from greenroom.web.faults import RequestError, status_of
from greenroom.web.hearing import ears
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import page

router = APIRouter()

SHOWN = 30
"""Past rehearsals that the page lists."""
ROOM = "/rehearse/room"


class Wanted(NamedTuple):
    """What the form says."""

    guides: tuple[str, ...] = ()
    question: str = ""
    level: str = ""
    company: str = ""
    interviewer: str = "warm"
    clock: str = ""
    aloud: str = ""
    probes: str = str(PROBES)
    aside: str = ""


class Past(NamedTuple):
    """A rehearsal that is over, as the list shows it."""

    id: str
    day: str
    about: str
    verdict: str | None
    words: str


class Standing(NamedTuple):
    """How far the unfinished one is."""

    principle: str
    place: str
    replies: int
    question: str


def _past(row: PastRehearsal) -> Past:
    names = {ident: load_guide(ident).principle for ident in guide_ids()}
    decision = str(row.summary.get("decision", ""))
    words: dict[str, str] = {str(v): w for v, w in VERDICT_WORDS.items()}
    about = ", ".join(names.get(ident, ident) for ident in row.guides.split(","))
    level = value_words(row.level)
    verdict = decision if row.finished and decision in words else None
    told = words.get(decision, decision.capitalize()) if row.finished else "Put aside"
    return Past(row.id, f"{row.at.astimezone():%Y-%m-%d}", f"{about}, {level}", verdict, told)


def standing(state: State) -> Standing:
    """How far ``state`` is."""
    from greenroom.rehearsal.wording import question_of

    count = len(state.setup.loop)
    place = f"Interviewer {len(state.sittings)} of {count}" if count > 1 else ""
    replies = bool(state.sitting.answer) + sum(1 for turn in state.sitting.turns if turn.reply)
    return Standing(load_guide(state.sitting.guide).principle, place, replies, question_of(state))


def _unfinished(store: Store) -> tuple[State | None, DataError | None]:
    """The unfinished rehearsal, or why it cannot be understood."""
    from greenroom.rehearsal.session import unfinished

    try:
        return unfinished(store), None
    except DataError as fault:
        return None, DataError(
            "what was kept of the unfinished rehearsal cannot be understood", do="begin a new one; your data stay"
        ) if "greenroom" in fault.do else fault


def _form(request: Request, use: Shared, wanted: Wanted, *, status: int = 200, fault: Any = None) -> Response:
    from greenroom.speech.speaker import speaker_here

    with use.store() as store:
        state, broken = _unfinished(store)
        rows = store.rehearsals()
    going_on = standing(state) if state is not None else None
    return page(
        request,
        "rehearse.html",
        status=status,
        wanted=wanted,
        fault=fault or broken,
        going_on=going_on,
        aside=broken is not None or (state is not None and state.begun_to_answer),
        past=[_past(row) for row in reversed(rows[-SHOWN:])],
        competencies=[(ident, load_guide(ident).principle, load_guide(ident).question) for ident in guide_ids()],
        target_levels=[(level, level_words(level)) for level in TARGET_LEVELS],
        most_probes=MOST_PROBES,
        speaker=speaker_here(use.settings.speaker),
        ears=ears(use),
    )


@router.get("/rehearse")
def show(request: Request, use: Use, competency: str = "", level: str = "", question: str = "") -> Response:
    """The form, begun by another page or not; what is unfinished; what is past."""
    known = level if level in TARGET_LEVELS else use.settings.level
    guides = (competency,) if competency in guide_ids() else ()
    return _form(request, use, Wanted(guides, question, known, use.settings.company))


@router.post("/rehearse/begin")
def begin(
    request: Request,
    use: Use,
    guides: Annotated[tuple[str, ...], Form()] = (),
    question: Annotated[str, Form(max_length=2_000)] = "",
    level: Annotated[str, Form()] = "",
    company: Annotated[str, Form()] = "",
    interviewer: Annotated[str, Form()] = "warm",
    clock: Annotated[Literal["", "yes"], Form()] = "",
    aloud: Annotated[Literal["", "yes"], Form()] = "",
    probes: Annotated[str, Form()] = str(PROBES),
    aside: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """A new rehearsal; one that is unfinished is put aside where the form says so."""
    wanted = Wanted(guides, question, level or use.settings.level, company, interviewer, clock, aloud, probes, aside)
    try:
        _begin(use, wanted)
    except GreenroomError as fault:
        return _form(request, use, wanted, status=status_of(fault), fault=fault)
    return RedirectResponse(ROOM, 303)


def _begin(use: Shared, wanted: Wanted) -> None:
    from greenroom.rehearsal.room import drop_heard
    from greenroom.rehearsal.session import KEY, MODE, Rehearsal, guides_for, setup_of, times

    question = " ".join(wanted.question.split()) or None
    if not wanted.guides and question is None:
        do = "choose one or more, or write the question that you want to be asked"
        raise InputError("none is chosen", where="competency", do=do)
    if not (wanted.probes.isdecimal() and wanted.probes.isascii() and int(wanted.probes[:4]) <= MOST_PROBES):
        raise InputError("is no such number", where="follow-up questions", allowed=f"0 to {MOST_PROBES}")
    chosen = {"level": (wanted.level, TARGET_LEVELS), "company": (wanted.company, ("", *COMPANIES))}
    for kind, (given, known) in (chosen | {"interviewer": (wanted.interviewer, INTERVIEWERS)}).items():
        if given not in known:
            raise unknown(kind, given, [one for one in known if one])
    with use.rehearsing, use.store() as store:
        setup = setup_of(
            guides_for(None, ",".join(wanted.guides) or None, question),
            question=question,
            level=cast("TargetLevel", wanted.level),
            company=cast("Company | None", wanted.company or None),
            interviewer=cast("Interviewer", wanted.interviewer),
            clock=bool(wanted.clock),
            probes=int(wanted.probes),
            aloud=bool(wanted.aloud),
            before=times(store),
        )
        state, broken = _unfinished(store)
        if (broken or (state is not None and state.begun_to_answer)) and not wanted.aside:
            do = "go on with it, or tick that it is to be put aside"
            raise InputError("is not finished", where="your last rehearsal", do=do)
        now = datetime.now(UTC)
        if state is not None and state.begun_to_answer:
            Rehearsal(store, state, use.reader).put_aside(now)
            state = None
        if broken:
            store.drop(MODE, KEY)
        Rehearsal.begun(store, setup, use.reader, now, state)
        drop_heard(store)


# ── what is past ────────────────────────────────────────────────────────────────────


def _state(use: Shared, ident: str) -> State:
    from greenroom.rehearsal.session import past_of

    with use.store() as store:
        state = past_of(store, ident)
    if state is None:
        raise RequestError(404, "there is no such rehearsal", do="choose one of the list")
    return state


@router.get("/rehearse/past/{ident}")
def past(request: Request, use: Use, ident: str) -> Response:
    """The debrief: assessments, ledger, votes, decision, what to work on, what was said."""
    from greenroom.web.debrief import view_of

    state = _state(use, ident)
    return page(request, "rehearse_past.html", ident=ident, made=view_of(state, use.settings.shortest_s))


@router.get("/rehearse/past/{ident}/report.{form}")
def report(use: Use, ident: str, form: Literal["html", "md"]) -> Response:
    """The same as a file to keep."""
    from greenroom.rehearsal.sheet import sheet_of
    from greenroom.reports.sheet import render_sheet

    state = _state(use, ident)
    text = render_sheet(sheet_of(state, use.settings.shortest_s), form)
    kind = {"html": "text/html", "md": "text/markdown"}[form]
    name = f"rehearsal-{state.begun:%Y-%m-%d}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
