"""The room of a rehearsal: the question that stands, the answer to it, and what becomes of it."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import ChangedError, GreenroomError, InputError
from greenroom.model import Answer
from greenroom.rehearsal import room
from greenroom.rehearsal.clock import allowed_s
from greenroom.rehearsal.session import Rehearsal, unfinished
from greenroom.rehearsal.state import Finished, Interrupted, Passed, Stopped, Told, Unread
from greenroom.rehearsal.values import State
from greenroom.rehearsal.wording import budget_words, question_of, spoken_words, timed
from greenroom.reports.wording import seconds_words, told as sentence
from greenroom.speech import kept
from greenroom.store import Store
from greenroom.web import hearing
from greenroom.web.debrief import said_of
from greenroom.web.faults import RequestError, status_of
from greenroom.web.jobs import Job
from greenroom.web.pages.rehearse import ROOM, standing
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part, page

router = APIRouter()

BODIES = {"/rehearse/hear": hearing.MOST_BYTES + hearing.ROOM}
HEARING = "rehearsal"
"""Key of the job that hears the answer at hand."""
PAST = "/rehearse/past/"


class Sent(NamedTuple):
    """What a form of the room brings: for which question, from which draft on, the text, its times, and a fault."""

    place: str = ""
    mark: str = ""
    text: str = ""
    heard: str = ""
    other: str | None = None
    fault: GreenroomError | None = None


@contextlib.contextmanager
def _going_on(use: Shared) -> Iterator[tuple[Rehearsal, Store]]:
    """The unfinished rehearsal, which nobody else changes meanwhile; raises ``RequestError`` where there is none."""
    with use.rehearsing, use.store() as store:
        state = unfinished(store)
        if state is None:
            raise RequestError(
                409, "this rehearsal is over", where="your answer", do="its debrief stands under Rehearse, Earlier ones"
            )
        yield Rehearsal(store, state, use.reader), store


def _now() -> datetime:
    return datetime.now(UTC)


# ── showing ─────────────────────────────────────────────────────────────────────────


def _view(use: Shared, store: Store, state: State, sent: Sent | None = None) -> dict[str, Any]:
    """All that the room shows of ``state``; ``sent``: what a form brought that was not taken."""
    from greenroom.guides.loader import load_guide
    from greenroom.speech.sent import received
    from greenroom.speech.speaker import speaker_here

    guide, place = load_guide(state.sitting.guide), room.place_of(state)
    draft, heard, spoken = state.typed, "", None
    if waiting := room.heard_for(store, place):
        answer = received(waiting.heard, _text_of(waiting.heard))
        spoken = hearing.spoken(use, answer)
        heard = waiting.heard
        if not waiting.taken:
            draft = f"{draft}\n{spoken.text}" if draft.strip() else spoken.text
    if sent is not None and sent.place == place:
        draft, heard = sent.text, sent.heard or heard
    job = use.jobs.current(HEARING)
    turns = state.sitting.turns
    return {
        "state": state,
        "standing": standing(state),
        "place": place,
        "mark": room.mark_of(state.typed),
        "question": question_of(state),
        "ask": turns[-1].ask if turns and state.phase != "answered" else None,
        "noticed": _noticed(state),
        "stopped": _stopped(state),
        "timed": timed(state) and state.phase != "answered",
        "budget": budget_words(state, guide),
        "allowed": round(allowed_s(state, guide), 1),
        "opening_budget": seconds_words(guide.depth_tip.opening_seconds),
        "words_per_minute": use.settings.words_per_minute,
        "draft": draft,
        "heard": heard,
        "notes": [line for line in (spoken.said, *spoken.notes) if line] if spoken else [],
        "said": said_of(state.sitting) if state.phase != "answered" else said_of(state.sitting)[:-1],
        "spoken": spoken_words(state.sitting, use.settings.shortest_s),
        "sent": sent,
        "ears": hearing.ears(use),
        "job": job.id if job else "",
        "waits": not job and not heard and bool(kept.sounds()),
        "speaker": speaker_here(use.settings.speaker) if state.setup.aloud else "",
    }


def _text_of(heard: str) -> str:
    import msgspec

    return msgspec.json.decode(heard, type=Answer).text


def _noticed(state: State) -> str:
    """What the interviewer noticed in the latest reply, where the question that stands comes of it."""
    turns = state.sitting.turns
    return sentence(turns[-1].ask.why) if turns and turns[-1].ask.kind in ("dodge", "contradiction", "recital") else ""


def _stopped(state: State) -> str:
    """That the person was cut in on, or would have been, while the question after it stands."""
    sitting = state.sitting
    if not sitting.interrupted:
        return ""
    if state.phase == "asked":
        return "now"
    return seconds_words(sitting.heard.opening_s) if len(sitting.turns) == 1 and sitting.heard else ""


def _part(request: Request, view: dict[str, Any], told: tuple[Told, ...] = ()) -> Response:
    unread = next((one.why for one in told if isinstance(one, Unread)), "")
    return fragment(request, "rehearse_part.html", **view, unread=unread)


@router.get(ROOM)
def show(request: Request, use: Use, unread: Literal["", "1"] = "") -> Response:
    """The room as it stands; nothing is changed by looking."""
    with use.store() as store:
        state = unfinished(store)
        if state is None:
            return _redirect(request, "/rehearse")
        view = _view(use, store, state)
    if is_part(request):
        return _part(request, view)
    return page(request, "rehearse_room.html", **view, unread="it is no English, or too short" if unread else "")


@router.get("/rehearse/now")
def now(use: Use) -> dict[str, str]:
    """Which question stands and which draft is kept, for a tab that comes back."""
    with use.store() as store:
        state = unfinished(store)
    return {"place": room.place_of(state) if state else "", "mark": room.mark_of(state.typed) if state else ""}


@router.get("/rehearse/voice")
def voice(use: Use, place: str) -> Response:
    """The question that stands, read aloud; ``place`` names it."""
    from greenroom.speech.speaker import sound_of, speaker_here

    with use.store() as store:
        state = unfinished(store)
    name = speaker_here(use.settings.speaker)
    if state is None or room.place_of(state) != place or not name:
        raise RequestError(404, "this question is not read aloud any more", do="reload the page")
    own = "" if use.settings.speaker == "off" else use.settings.speaker_voice
    return Response(sound_of(question_of(state), name, own), media_type="audio/wav")


# ── answering ───────────────────────────────────────────────────────────────────────


@router.post("/rehearse/draft")
def draft(
    request: Request,
    use: Use,
    place: Annotated[str, Form()] = "",
    mark: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    taken: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Keep what is written so far; what the interviewer does about it comes back, and the mark of the draft."""
    text = _lines(text)
    with _going_on(use) as (rehearsal, store):
        try:
            told = room.draft(rehearsal, place, mark, text, _now())
        except ChangedError as fault:
            return _conflict(request, use, store, rehearsal.state, Sent(place, mark, text, fault=fault))
        if taken and (waiting := room.heard_for(store, place)) and not waiting.taken:
            room.keep_heard(store, place, waiting.heard, _now(), taken=True)
    cut = next((one for one in told if isinstance(one, Interrupted)), None)
    return fragment(request, "rehearse_saved.html", mark=room.mark_of(text), cut=cut)


@router.post("/rehearse/answer")
def answer(
    request: Request,
    use: Use,
    place: Annotated[str, Form()] = "",
    mark: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    heard: Annotated[str, Form()] = "",
    do: Annotated[Literal["answer", "pass", "stop"], Form()] = "answer",
) -> Response:
    """Take the answer, or that there is none. It is kept before it is read."""
    sent = Sent(place, mark, _lines(text), heard)
    with _going_on(use) as (rehearsal, store):
        try:
            if do == "answer":
                told = room.answer(rehearsal, place, mark, sent.text, heard, _now(), use.settings.shortest_s)
            else:
                told = room.leave(rehearsal, place, Passed() if do == "pass" else Stopped(), sent.text, _now())
            room.refusals(told)
        except ChangedError as fault:
            return _conflict(request, use, store, rehearsal.state, sent._replace(fault=fault))
        except InputError as fault:
            if is_part(request):
                raise
            view = _view(use, store, rehearsal.state, sent)
            status = status_of(fault)
            return page(request, "rehearse_room.html", status=status, **view, unread="", fault=fault)
        _settled(use, store)
        if is_part(request):
            return _next(request, use, rehearsal, store)
    return _read(request, use)


@router.post("/rehearse/read")
def read(request: Request, use: Use) -> Response:
    """Read the answer that waits, and go on."""
    return _read(request, use)


def _read(request: Request, use: Shared) -> Response:
    with _going_on(use) as (rehearsal, store):
        return _next(request, use, rehearsal, store, room.read(rehearsal, _now()))


def _next(request: Request, use: Shared, rehearsal: Rehearsal, store: Store, told: tuple[Told, ...] = ()) -> Response:
    """Where it goes on: the room, or the debrief, which ends the rehearsal."""
    if rehearsal.state.phase == "debrief":
        ident = uuid.uuid4().hex
        Rehearsal(store, rehearsal.state, use.reader, lambda: ident).happened(Finished(), _now())
        room.drop_heard(store)
        return _redirect(request, f"{PAST}{ident}")
    if is_part(request):
        return _part(request, _view(use, store, rehearsal.state), told)
    return RedirectResponse(ROOM + ("?unread=1" if any(isinstance(one, Unread) for one in told) else ""), 303)


def _conflict(request: Request, use: Shared, store: Store, state: State, sent: Sent) -> Response:
    """Both texts, where another tab was quicker; nothing was written."""
    here = sent.place == room.place_of(state)
    sent = sent._replace(other=state.typed if here else None)
    view = _view(use, store, state, sent)
    if not is_part(request):
        return page(request, "rehearse_room.html", status=409, **view, unread="", fault=sent.fault)
    response = fragment(request, "rehearse_other.html", status=409, **view)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#other", "innerHTML"
    return response


def _redirect(request: Request, to: str) -> Response:
    if is_part(request):
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


def _settled(use: Shared, store: Store) -> None:
    """The answer is kept: its sound and its transcript are no longer needed."""
    if job := use.jobs.current(HEARING):
        job.cancel()
    room.drop_heard(store)
    kept.drop()


def _lines(text: str) -> str:
    """Line ends as the page has them: a form sends two characters for each."""
    return text.replace("\r\n", "\n")


# ── hearing ─────────────────────────────────────────────────────────────────────────


@router.post("/rehearse/hear")
def hear(use: Use, file: UploadFile, place: Annotated[str, Form()] = "") -> dict[str, Any]:
    """Keep a recording of the answer, and begin to hear it."""
    with _going_on(use) as (rehearsal, _):
        if place != room.place_of(rehearsal.state):
            raise ChangedError("the rehearsal went on elsewhere", where=hearing.WHERE, do="reload the page")
        with hearing.taken(file) as copy:
            kept.put(copy)
        return hearing.state_of(use, _hear(use, place))


def _hear(use: Shared, place: str) -> Job:
    if job := use.jobs.current(HEARING):
        job.cancel()
    sound = kept.sound_file()

    def done(answer: Answer) -> None:
        from greenroom.speech.sent import sent

        with use.rehearsing, use.store() as store:
            state = unfinished(store)
            if state is not None and room.place_of(state) == place:
                room.keep_heard(store, place, sent(answer), _now())
                kept.drop()

    return hearing.listen(use, lambda: sound.open("rb"), done=done, key=HEARING)


@router.post("/rehearse/waiting")
def waiting(use: Use, do: Annotated[Literal["hear", "delete"], Form()]) -> Response:
    """A recording that was never heard: hear it as the answer to the question that stands, or delete it."""
    with _going_on(use) as (rehearsal, _):
        if do == "delete":
            kept.drop()
        elif kept.waiting():
            _hear(use, room.place_of(rehearsal.state))
    return RedirectResponse(ROOM, 303)
