"""What one does with an answer that was reviewed: try a fix, compare another telling, save it, keep it with a story."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from greenroom.errors import GreenroomError, unknown
from greenroom.model import Answer, Company
from greenroom.reports import Format
from greenroom.web.faults import status_of
from greenroom.web.pages import there
from greenroom.web.pages.review import Asked, choices, reviewed, told
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part, page

router = APIRouter()

SAVED: dict[str, tuple[Format, str]] = {
    "html": ("html", "text/html; charset=utf-8"),
    "md": ("md", "text/markdown; charset=utf-8"),
    "json": ("json", "application/json"),
}
"""Forms in which a review is saved, by their ending."""
MOST_BLANKS = 20
"""Blanks of a fix that are looked for; no frame of a guide has half as many."""


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if not isinstance(value, UploadFile)}


Fields = Annotated[dict[str, str], Depends(_fields)]


class Basis(NamedTuple):
    """The answer that a page is about, and how it was asked for."""

    asked: Asked
    answer: Answer


def _asked(use: Shared, fields: dict[str, str]) -> Asked:
    asked = Asked(**{name: fields[name] for name in Asked._fields if name in fields})
    return asked._replace(level=asked.level or use.settings.level)


def _basis(use: Shared, fields: dict[str, str]) -> Basis:
    """What the hidden form of a review says. Raises ``InputError`` for an answer without words."""
    asked = _asked(use, fields)
    return Basis(asked, told(use, asked.text, fields.get("answer", ""), fields.get("heard", "")))


@router.post("/review/ahead")
def ahead(use: Use, fields: Fields) -> Response:
    """Read what is being written, so that its review comes at once; what is wrong is told when that is asked for."""
    with contextlib.suppress(GreenroomError):
        asked, answer = _basis(use, fields)
        reviewed(use, answer, asked, fixes=False)
    return Response(status_code=204)


# ── a fix, tried ────────────────────────────────────────────────────────────────────


@router.post("/review/try")
def try_fix(request: Request, use: Use, fields: Fields) -> Response:
    """A fix with the person's own facts in a copy of the answer, reviewed at once."""
    from greenroom.reports.compared import compared
    from greenroom.review.trying import tried

    asked, answer = _basis(use, fields)
    target = fields.get("target", "")
    before, guide = reviewed(use, answer, asked, fixes=False)
    facts = [fields[name] for n in range(1, MOST_BLANKS) if (name := f"{target}.{n}") in fields]
    made = tried(answer, before, guide, target, facts)
    after, _ = reviewed(use, made.answer, asked._replace(competency=guide.id), fixes=False)
    values: dict[str, Any] = {
        "asked": asked,
        "target": target,
        "text": made.answer.text,
        "compared": compared(before, after, guide),
    }
    if is_part(request):
        return fragment(request, "tried_part.html", **values)
    return page(request, "tried.html", **values)


# ── two tellings ────────────────────────────────────────────────────────────────────


@router.get("/review/compare")
def compare_form(
    request: Request, use: Use, question: str = "", competency: str = "", level: str = "", lens: str | None = None
) -> Response:
    """Room for two tellings."""
    lens = use.settings.company if lens is None else lens
    return _compare(request, Asked("", question, competency, level or use.settings.level, lens), {})


@router.post("/review/compare")
def compare(request: Request, use: Use, fields: Fields) -> Response:
    """Two tellings side by side; with one alone, the form that asks for the other."""
    from greenroom.reports.compared import compared

    asked = _asked(use, fields)
    if "second" not in fields:
        return _compare(request, asked, fields)
    try:
        first = told(use, asked.text, fields.get("answer", ""), where="the first telling")
        second = told(use, fields["second"], "", where="the second telling")
        before, guide = reviewed(use, first, asked, fixes=False)
        after, _ = reviewed(use, second, asked._replace(competency=guide.id), fixes=False)
        made = compared(before, after, guide)
    except GreenroomError as fault:
        if is_part(request):
            raise
        return _compare(request, asked, fields, status=status_of(fault), fault=fault)
    if is_part(request):
        return fragment(request, "compared_part.html", compared=made, said=made.summary)
    return _compare(request, asked, fields, compared=made)


def _compare(request: Request, asked: Asked, fields: dict[str, str], *, status: int = 200, **more: Any) -> Response:
    values = {"asked": asked, "second": fields.get("second", ""), "answer": fields.get("answer", "")}
    shown: dict[str, Any] = {"compared": None, "fault": None}
    return page(request, "compare.html", status=status, **(values | choices() | shown | more))


# ── kept ────────────────────────────────────────────────────────────────────────────


@router.post("/review/save")
def save(use: Use, fields: Fields) -> Response:
    """The review as a file."""
    from greenroom.reports import render

    ending = fields.get("format", "")
    if ending not in SAVED:
        raise unknown("format", ending, SAVED)
    asked, answer = _basis(use, fields)
    made, guide = reviewed(use, answer, asked)
    form, kind = SAVED[ending]
    named = {"content-disposition": f'attachment; filename="review-{guide.id}-{made.target_level}.{ending}"'}
    return Response(render(made, guide, form), media_type=kind, headers=named)


@router.post("/review/keep")
def keep(request: Request, use: Use, fields: Fields) -> Response:
    """The answer as a telling of a story, with its review; without a story named, the choice of one."""
    from greenroom.stories.bank import Bank
    from greenroom.stories.reviewing import kept

    asked, answer = _basis(use, fields)
    values: dict[str, Any] = {"asked": asked, "answer": fields.get("answer", ""), "held": (), "telling": None}
    with use.store() as store:
        bank = Bank(store)
        if story := fields.get("story"):
            made, _ = reviewed(use, answer, asked)
            values["telling"] = kept(bank, story, answer, made, cast("Company | None", asked.lens or None), _now())
            values["title"] = bank.get(story).story.title
        else:
            values["held"] = bank.stories()
    values["stories"] = next((one.path for one in there() if one.module == "stories"), "")
    return fragment(request, "keep_part.html", **values) if is_part(request) else page(request, "keep.html", **values)


def _now() -> datetime:
    return datetime.now(UTC)
