"""The page that reviews an answer, and the same as JSON."""

from __future__ import annotations

import io
from typing import Annotated, Any, Literal, NamedTuple, cast

import msgspec
from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from greenroom.errors import GreenroomError, InputError, unknown
from greenroom.guides.schema import Guide
from greenroom.model import COMPANIES, TARGET_LEVELS, Answer, Company, Review, TargetLevel
from greenroom.reading import MOST_BYTES, MOST_WORDS, read_answer
from greenroom.reports.wording import VERDICT_WORDS, level_words
from greenroom.web.faults import status_of
from greenroom.web.hearing import ears
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import environment, fragment, is_part, page

router = APIRouter()
api = APIRouter(tags=["review"])

BODIES = {"/review": MOST_BYTES + 64 * 1024}
"""A file may be as large as on the command line, with the rest of the form beside it."""
SCHEMAS = (Review,)


class Asked(NamedTuple):
    """What the form says; an empty ``competency`` or ``lens`` is one that was not chosen."""

    text: str = ""
    question: str = ""
    competency: str = ""
    level: str = ""
    lens: str = ""


class ReviewRequest(BaseModel):
    """An answer to review. Without ``competency`` the question decides, without both the answer itself."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=1, max_length=1_000_000, examples=["I noticed that our nightly job ..."])]
    level: TargetLevel
    competency: Annotated[str | None, Field(max_length=200, examples=["have-backbone"])] = None
    question: Annotated[str | None, Field(max_length=2_000)] = None
    lens: Company | None = None
    fixes: bool = True


def reviewed(use: Shared, answer: Answer, asked: Asked, *, fixes: bool = True) -> tuple[Review, Guide]:
    """The review of ``answer`` as asked for, and the guide it was made with. Raises as the command ``review``."""
    from greenroom.batch.assume import guide_for
    from greenroom.review import review

    level, lens = _one_of("level", asked.level, TARGET_LEVELS), _one_of("lens", asked.lens, ("", *COMPANIES))
    # The level is no part of what is read, so that another one needs no second reading.
    given = {"competency": asked.competency.strip(), "question": asked.question.strip()}
    answer = msgspec.structs.replace(answer, **{name: value for name, value in given.items() if value})
    guide, assumed = guide_for(answer, use.judge)
    made = review(
        answer,
        guide=guide,
        level=cast("TargetLevel", level),
        lens=cast("Company | None", lens or None),
        settings=use.settings,
        judge=use.judge,
        fixes=fixes,
        notes=assumed,
    )
    return made, guide


def pasted(text: str, where: str = "your answer") -> Answer:
    """The answer in ``text``. Raises ``InputError``, which calls it ``where``."""
    if not text.strip():
        raise InputError("is empty", where=where, do="paste what you would say, or choose a file")
    return read_answer(None, stdin=io.BytesIO(text.encode("utf-8", "replace")), name=where)


def told(use: Shared, text: str, kept: str, heard: str = "", where: str = "your answer") -> Answer:
    """The answer in ``text``, with the times of a recording where it is a transcript (``heard``).

    One that came as a file and is remembered as ``kept`` is taken where its words are still these. Raises
    ``InputError``, which calls it ``where``.
    """
    if heard and text.strip():
        from greenroom.speech.sent import received

        return received(heard, text)
    known = use.answers.get(kept) if kept else None
    return known if known and known.text == text.replace("\r\n", "\n") else pasted(text, where)


def _one_of(kind: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise unknown(kind, given, [word for word in known if word])
    return given


def choices() -> dict[str, Any]:
    """What the form offers."""
    from greenroom.guides.loader import guide_ids, load_guide

    return {
        "competencies": [(ident, load_guide(ident).principle) for ident in guide_ids()],
        "target_levels": _levels(),
        "most_words": MOST_WORDS,
    }


def _levels() -> list[tuple[str, str]]:
    return [(level, level_words(level)) for level in TARGET_LEVELS]


def _form(request: Request, use: Shared, asked: Asked, *, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"asked": asked, "settings": use.settings, "result": None, "fault": None}
    values |= {"answer": "", "heard": "", "ears": ears(use)}
    return page(request, "review.html", status=status, **(values | choices() | more))


@router.get("/review")
def show(
    request: Request,
    use: Use,
    question: str = "",
    competency: str = "",
    level: str | None = None,
    lens: str | None = None,
) -> Response:
    """The empty form, or one that another page has begun to fill in."""
    level = use.settings.level if level is None else level
    lens = use.settings.company if lens is None else lens
    return _form(request, use, Asked("", question, competency, level, lens))


@router.post("/review")
def submit(
    request: Request,
    use: Use,
    text: Annotated[str, Form()] = "",
    question: Annotated[str, Form()] = "",
    competency: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
    lens: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    fixes: Annotated[Literal["", "yes"], Form()] = "",
    answer: Annotated[str, Form()] = "",
    heard: Annotated[str, Form()] = "",
) -> Response:
    """The review, in its place on the page or, without script, as the page anew.

    Each fix costs a second reading: htmx is given the review without them, and asks again with ``fixes``.
    """
    from greenroom.reports.page import review_body

    asked = Asked(text, question, competency, level or use.settings.level, lens)
    try:
        named = file is not None and bool(file.filename)
        read = read_answer(None, stdin=file.file, name="the file") if file and named else told(use, text, answer, heard)
        first = is_part(request) and not fixes
        made, guide = reviewed(use, read, asked, fixes=not first)
    except GreenroomError as fault:
        if is_part(request):
            raise
        return _form(request, use, asked, status=status_of(fault), fault=fault, answer=answer, heard=heard)
    if named or read.words:
        asked, answer = asked._replace(text=read.text), use.answers.keep(read)
    later = _part("fixes_later.html") if first and not made.unscored else None
    shown = {
        "body": review_body(made, guide, later=later, tries=_tries(made)),
        "principle": guide.principle,
        "said": _said(made) if first else "",
        "read": named,
    }
    if is_part(request):
        return fragment(request, "review_part.html", result=shown, asked=asked, answer=answer, target_levels=_levels())
    return _form(request, use, asked, result=shown, answer=answer, heard=heard)


def _said(made: Review) -> str:
    verdict = VERDICT_WORDS[made.verdict] if made.verdict else "Not scored"
    return f"{verdict} at {level_words(made.target_level)}"


def _tries(made: Review) -> dict[int, Markup]:
    """The form of each fix, by its number, in which its blanks are filled in."""
    from greenroom.review.trying import pieces

    return {
        number: _part("try_form.html", fix=fix, number=number, pieces=pieces(fix.template))
        for number, fix in enumerate(made.fixes, 1)
    }


def _part(template: str, **values: Any) -> Markup:
    return Markup(environment().get_template(template).render(**values))  # noqa: S704 - rendered with autoescape on


@api.post(
    "/review",
    summary="Review one answer",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Review"}}}}},
)
def review_json(use: Use, asked: ReviewRequest) -> Response:
    """The review as ``greenroom review --format json`` writes it (docs/schemas/review.schema.json)."""
    from greenroom.reports.data import render_json

    form = Asked(asked.text, asked.question or "", asked.competency or "", asked.level, asked.lens or "")
    made, _ = reviewed(use, pasted(asked.text), form, fixes=asked.fixes)
    return Response(render_json(made), media_type="application/json")
