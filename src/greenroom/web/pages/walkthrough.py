"""The walkthrough: an example story part by part, then the person's own, each part reviewed on the spot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import GreenroomError
from greenroom.guides.walkthroughs import STAR, StarPart
from greenroom.model import TARGET_LEVELS
from greenroom.reports.wording import COMPANY_WORDS, level_words, seconds_words, told, words
from greenroom.web.faults import RequestError, status_of
from greenroom.web.pages.guides import company_of, guide_named, tabs_of, target_level
from greenroom.web.shared import Shared, Use
from greenroom.web.tabs import Tabs
from greenroom.web.templating import fragment, is_part, page

if TYPE_CHECKING:
    from greenroom.practice.walkthrough import Walk

router = APIRouter()

_TABS = Tabs()
_ONE_AT_A_TIME = threading.Lock()
"""Between reading what was kept and keeping it anew no other request comes."""


@contextmanager
def _walk(use: Shared, ident: str) -> Iterator[Walk]:
    """The sitting over a guide, as it was left."""
    from greenroom.guides.loader import walkthroughs_of
    from greenroom.practice.walkthrough import Sitting, Walk, unfinished
    from greenroom.practice.walkthrough_plan import plan_for

    guide = guide_named(ident)
    with _ONE_AT_A_TIME, use.store() as store:
        kept = unfinished(store, guide.id)
        sitting = kept or Sitting(level=use.settings.level, company=use.settings.company or None)
        plan = plan_for(guide, walkthroughs_of(guide), sitting.level, sitting.company)
        yield Walk(store, plan, sitting, use.judge, use.settings, kept=kept)


def _seen(text: str) -> str:
    from greenroom.practice.calibrate_scores import digest

    return digest(text.strip())


def _now() -> datetime:
    return datetime.now(UTC)


def _star(word: str) -> StarPart:
    if word not in STAR:
        raise RequestError(404, f"'{word:.40}' is no part of a story", allowed=", ".join(STAR))
    return word


def _shell(walk: Walk, use: Shared, current: str) -> dict[str, Any]:
    """What every page of a walkthrough shows."""
    guide, base = walk.plan.guide, f"/guides/{walk.plan.guide.id}/walkthrough"
    views = [(base, "Example"), *((f"{base}/{part}", words(part)) for part in STAR), (f"{base}/together", "Together")]
    return {
        "guide": guide,
        "plan": walk.plan,
        "sitting": walk.sitting,
        "tabs": tabs_of(guide),
        "base": base,
        "views": views,
        "current": current,
        "parts": STAR,
        "say": told,
        "names": walk.plan.names,
        "title": words,
        "wpm": use.settings.words_per_minute,
        "level_name": level_words(walk.plan.level),
        "level_choices": [(one, level_words(one)) for one in TARGET_LEVELS],
        "company_choices": [("", "None"), *((one.company, COMPANY_WORDS[one.company]) for one in guide.lenses)],
    }


@router.get("/guides/{ident}/walkthrough")
def example(request: Request, use: Use, ident: str, done: str = "") -> Response:
    """The example story, part by part, and where the person is with their own."""
    with _walk(use, ident) as walk:
        shell = _shell(walk, use, f"/guides/{walk.plan.guide.id}/walkthrough")
        return page(request, "walkthrough.html", story_level=_story_level(walk), done=bool(done), **shell)


def _story_level(walk: Walk) -> str:
    return level_words(walk.plan.story.level) if walk.plan.story else ""


@router.post("/guides/{ident}/walkthrough/for")
def interview_for(
    use: Use, ident: str, level: Annotated[str, Form()] = "", company: Annotated[str, Form()] = ""
) -> Response:
    """Another level or company; what was written stays."""
    with _walk(use, ident) as walk:
        walk.interview_for(target_level(level) or walk.sitting.level, company_of(company), _now())
        return RedirectResponse(f"/guides/{walk.plan.guide.id}/walkthrough", 303)


@router.post("/guides/{ident}/walkthrough/again")
def again(use: Use, ident: str) -> Response:
    """Begin anew; what was written is kept as drafts."""
    with _walk(use, ident) as walk:
        walk.put_aside(_now())
        return RedirectResponse(f"/guides/{walk.plan.guide.id}/walkthrough", 303)


@router.get("/guides/{ident}/walkthrough/together")
def together(request: Request, use: Use, ident: str) -> Response:
    """All parts, their times, and the way to review them together."""
    with _walk(use, ident) as walk:
        return _together(request, use, walk)


@router.post("/guides/{ident}/walkthrough/together")
def whole(request: Request, use: Use, ident: str) -> Response:
    """The review of all parts together; they are saved as a draft."""
    from greenroom.reports.page import review_body

    with _walk(use, ident) as walk:
        if not walk.sitting.told:
            return RedirectResponse(f"/guides/{walk.plan.guide.id}/walkthrough/together", 303)
        made = walk.review_whole(_now())
        return _together(request, use, walk, body=review_body(made, walk.plan.guide))


def _together(request: Request, use: Shared, walk: Walk, body: Any = None) -> Response:
    times = walk.times() if walk.sitting.told else {}
    rows = [
        [words(one.part), str(times[one.part].words), f"{round(times[one.part].seconds)} s", f"{one.seconds:g} s"]
        for one in walk.plan.parts
        if one.part in times
    ]
    shell = _shell(walk, use, f"/guides/{walk.plan.guide.id}/walkthrough/together")
    spoken = seconds_words(sum(t.seconds for t in times.values()))
    typed = walk.sitting.typed.part if walk.sitting.typed else ""
    texts = {part: walk.at_hand(part) for part in STAR}
    return page(
        request, "walkthrough_together.html", rows=rows, spoken=spoken, body=body, typed=typed, texts=texts, **shell
    )


@router.get("/guides/{ident}/walkthrough/answer.md")
def markdown(use: Use, ident: str) -> Response:
    """The person's own words as a file."""
    with _walk(use, ident) as walk:
        headers = {"content-disposition": f'attachment; filename="{walk.plan.guide.id}.md"'}
        return Response(walk.markdown(), media_type="text/markdown; charset=utf-8", headers=headers)


@router.post("/guides/{ident}/walkthrough/finish")
def finish(use: Use, ident: str) -> Response:
    """Done: the drafts stay."""
    with _walk(use, ident) as walk:
        if walk.sitting.told and not walk.sitting.saved:
            raise RequestError(409, "the parts were changed after their review", do="review them together, then finish")
        walk.finish()
        return RedirectResponse(f"/guides/{walk.plan.guide.id}/walkthrough?done=1", 303)


@router.get("/guides/{ident}/walkthrough/{part}")
def one_part(request: Request, use: Use, ident: str, part: str) -> Response:
    """One part: what belongs in it, and the place to write it."""
    star = _star(part)
    with _walk(use, ident) as walk:
        return _part(request, use, walk, star, walk.at_hand(star))


def _part(
    request: Request, use: Shared, walk: Walk, part: StarPart, text: str, *, status: int = 200, **more: Any
) -> Response:
    place = STAR.index(part)
    values: dict[str, Any] = {"fault": None, "review": None, "other": None}
    return page(
        request,
        "walkthrough_part.html",
        status=status,
        part=part,
        one=walk.plan[part],
        text=text,
        seen=_seen(walk.at_hand(part)),
        following=STAR[place + 1] if place + 1 < len(STAR) else "together",
        some=5 * round(walk.plan[part].seconds * use.settings.words_per_minute / 300),
        **_shell(walk, use, f"/guides/{walk.plan.guide.id}/walkthrough/{part}"),
        **(values | more),
    )


@router.post("/guides/{ident}/walkthrough/{part}/keep")
def keep(
    request: Request,
    use: Use,
    ident: str,
    part: str,
    text: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    tab: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep what is typed so far."""
    star = _star(part)
    with _walk(use, ident) as walk:
        _check_seen(walk, star, text, seen, tab)
        typed = walk.sitting.typed
        if typed and typed.part != star:  # one part is being typed at a time; the other is ended as it is
            walk.write(typed.part, typed.text, _now())
        if text != walk.at_hand(star):
            walk.keep_typed(star, text, _now())
            _TABS.wrote(f"{walk.plan.guide.id}/{star}", tab, _seen(walk.at_hand(star)))
        return fragment(request, "walkthrough_kept.html", seen=_seen(walk.at_hand(star)))


def _check_seen(walk: Walk, part: StarPart, text: str, seen: str, tab: str) -> None:
    here = walk.at_hand(part)
    own = _TABS.own(f"{walk.plan.guide.id}/{part}", tab, _seen(here))
    if seen != _seen(here) and text.strip() != here.strip() and not own:
        raise RequestError(
            409,
            f"your {part} was changed in another tab meanwhile; what stands here is not kept yet",
            do="review it: both are shown then, and you choose",
        )


@router.post("/guides/{ident}/walkthrough/{part}")
def write(
    request: Request,
    use: Use,
    ident: str,
    part: str,
    text: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    tab: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep a part and review it on the spot; an empty one is left out."""
    star = _star(part)
    with _walk(use, ident) as walk:
        other = None
        try:
            other = walk.at_hand(star)
            _check_seen(walk, star, text, seen, tab)
            typed = walk.sitting.typed
            if typed and typed.part != star:
                walk.write(typed.part, typed.text, _now())
            walk.write(star, text, _now())
            _TABS.wrote(f"{walk.plan.guide.id}/{star}", tab, _seen(walk.at_hand(star)))
            if not walk.sitting.texts.get(star):
                following = STAR[STAR.index(star) + 1] if star != STAR[-1] else "together"
                return _to(request, f"/guides/{walk.plan.guide.id}/walkthrough/{following}")
            made = walk.review_part(star)
        except GreenroomError as fault:
            stale = other if isinstance(fault, RequestError) and fault.status == 409 else None
            if is_part(request) and stale is None:
                raise
            response = _part(request, use, walk, star, text, status=status_of(fault), fault=fault, other=stale)
            if is_part(request):  # both are shown on the page as a whole
                response.status_code = 200
                response.headers.update({"HX-Retarget": "body", "HX-Reswap": "outerHTML", "HX-Reselect": "body"})
            return response
        if is_part(request):
            shell = _shell(walk, use, "")
            following = STAR[STAR.index(star) + 1] if star != STAR[-1] else "together"
            return fragment(
                request, "walkthrough_review.html", review=made, part=star, following=following,
                seen=_seen(walk.at_hand(star)), oob=True, **shell,
            )  # fmt: skip
        return _part(request, use, walk, star, walk.at_hand(star), review=made)


def _to(request: Request, href: str) -> Response:
    if is_part(request):
        return Response(status_code=204, headers={"HX-Redirect": href})
    return RedirectResponse(href, 303)
