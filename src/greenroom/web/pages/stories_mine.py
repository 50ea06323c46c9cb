"""Finding a story: the guided conversation, a page a question; every answer is kept when it is given."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response

from greenroom.errors import ChangedError, GreenroomError, InputError, unknown
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.store import Store
from greenroom.stories.mining import NO_ARCHETYPE, Mine, Step, unfinished
from greenroom.web.faults import RequestError, status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import FACT_WORDS, opened, page, see
from greenroom.web.shared import Use

router = APIRouter()

KIND, EVENT = "kind", "event"
"""The questions before the fact sheet: which kind of story, and what happened."""


@router.get("/stories/mine")
def choose(request: Request, use: Use) -> Response:
    """For which competency; those that no review speaks for come first."""
    with opened(use) as (store, bank):
        served = {one.competency for one in bank.supports()}
        shown = []
        for name in sorted(guide_ids(), key=lambda one: (one in served, one)):
            before = unfinished(store, name)
            shown.append((load_guide(name), name in served, bool(before and before.begun)))
    return page(request, "story_mine.html", shown=shown)


def _mine(store: Store, guide: str) -> Mine:
    """The conversation as it stands. Raises ``RequestError`` (404) for a competency without a guide."""
    if guide not in guide_ids():
        raise RequestError(404, "there is no guide for this", do="choose one of the list")
    return Mine(store, load_guide(guide), unfinished(store, guide))


def _seen(made: Mine) -> str:
    """A name for how far the conversation is; another with every answer."""
    said = msgspec.json.encode(msgspec.structs.replace(made.sitting, typed=""))
    return hashlib.sha256(said).hexdigest()[:16]


def _stage(made: Mine) -> str:
    """What to ask now: a step, ``kind``, ``event``, ``nothing`` (no question brought one to mind) or ``sheet``."""
    if not made.sitting.archetype:
        return KIND
    if not made.event:
        return EVENT if made.sitting.tried < len(made.prompts) else "nothing"
    return made.todo.id if made.todo else "sheet"


@router.get("/stories/mine/{guide}")
def show(request: Request, use: Use, guide: str, step: str = "") -> Response:
    """The next question; ``step``: one that was answered before."""
    with opened(use) as (store, _):
        return _show(request, _mine(store, guide), step)


def _show(
    request: Request, made: Mine, step: str = "", *, lost: str = "", status: int = 200,
    fault: GreenroomError | None = None,
) -> Response:  # fmt: skip
    now = _stage(made)
    known = {KIND, EVENT, *(one.id for one in made.steps)}
    again = step if step in known and (step in made.sitting.answers or (step == KIND and now != KIND)) else ""
    stage = again or now
    asked = next((one for one in made.steps if one.id == stage), None)
    answered = [(one.id, _short(one), made.sitting.answers[one.id]) for one in made.steps
                if one.id in made.sitting.answers]  # fmt: skip
    begun = made.sitting.answers.get(stage, "") if again else made.sitting.typed
    return page(
        request, "story_mine_step.html", status=status, fault=fault, guide=made.guide, sitting=made.sitting,
        stage=stage, asked=asked, again=again, typed=lost or begun, answered=answered, event=made.event,
        seen=_seen(made),
        prompt=made.prompts[min(made.sitting.tried, len(made.prompts) - 1)] if stage == EVENT and not again else "",
        asked_so_far=len(answered), asked_in_all=len(made.steps), none=NO_ARCHETYPE, facts=made.facts(),
        fact_words=FACT_WORDS, kind=next((a.name for a in made.guide.archetypes if a.id == made.sitting.archetype), ""),
    )  # fmt: skip


def _short(step: Step) -> str:
    """A question in a few words."""
    if step.kind and step.kind != "other":
        return FACT_WORDS[step.kind]
    return {"title": "What you call it", "other": "What else"}.get(step.id, step.asks)


@router.post("/stories/mine/{guide}")
def answer(
    request: Request,
    use: Use,
    guide: str,
    step: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "",
) -> Response:
    """Keep the answer and go on; ``do``: "pass" passes the question over."""
    with opened(use) as (store, _):
        made = _mine(store, guide)
        try:
            _check(made, step, "" if do == "pass" else text, seen)
        except GreenroomError as fault:
            return _show(request, made, step, lost=text, status=status_of(fault), fault=fault)
        _keep(made, step, "" if do == "pass" else text)
    return see(f"/stories/mine/{guide}")


def _check(made: Mine, step: str, text: str, seen: str) -> None:
    if seen != _seen(made) and made.sitting.answers.get(step, text) != text.strip():
        raise ChangedError(
            "this conversation went on in another window meanwhile; your answer is below and not kept yet",
            do="keep it here if it answers the question shown",
        )
    steps: dict[str, Any] = {one.id: one for one in made.steps}
    if step == KIND:
        kinds = [NO_ARCHETYPE, *(one.id for one in made.guide.archetypes)]
        if text not in kinds:
            raise unknown("kind of story", text[:60], kinds, do="choose one of those shown")
    elif step != EVENT and step not in steps:
        raise unknown("question", step[:60], [EVENT, *steps])
    elif step != EVENT and steps[step].need and not any(c.isalnum() for c in text):
        raise InputError("this one is needed", do="a few words are enough")


def _keep(made: Mine, step: str, text: str) -> None:
    if step == KIND:
        made.choose(text, parts.now())
    elif step == EVENT and not any(c.isalnum() for c in text):
        made.pass_over(parts.now())
    else:
        made.answer(step, text, parts.now())


@router.post("/stories/mine/{guide}/keep")
def keep(
    use: Use, guide: str, step: Annotated[str, Form()] = "", text: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Keep what is typed of the answer to the question that is asked now."""
    with opened(use) as (store, _):
        made = _mine(store, guide)
        if step != _stage(made):
            said = "The conversation went on in another window."
            return JSONResponse({"said": said}, 409)
        made.keep_typed(text, parts.now())
    return JSONResponse({"number": 0})


@router.post("/stories/mine/{guide}/finish")
def finish(use: Use, guide: str) -> Response:
    """Add the story with its fact sheet."""
    with opened(use) as (store, bank):
        made = _mine(store, guide)
        if _stage(made) != "sheet":
            return see(f"/stories/mine/{guide}")
        held = made.finish(bank, parts.now())
    return see(f"/stories/bank/{held.story.id}?done=added")


@router.post("/stories/mine/{guide}/drop")
def drop(use: Use, guide: str) -> Response:
    """Forget the conversation."""
    with opened(use) as (store, _):
        _mine(store, guide).drop()
    return see(f"/stories/mine/{guide}")
