"""The quiz: questions made from one guide or from all, one at a time, with the reason for each answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import UsageError
from greenroom.web.faults import RequestError
from greenroom.web.pages.guides import guide_named, tabs_of
from greenroom.web.shared import Use
from greenroom.web.templating import page

if TYPE_CHECKING:
    from greenroom.practice.quiz_items import Difficulty, Item, Question

router = APIRouter()

MOST = 50
"""Questions of one quiz, as on the command line."""


def _about(ident: str) -> dict[str, Any]:
    """What every page of a quiz names: whose questions these are."""
    from greenroom.practice.quiz import MIXED

    if ident == MIXED:
        return {"scope": MIXED, "principle": "All guides", "tabs": [], "names": _names()}
    guide = guide_named(ident)
    return {"scope": guide.id, "principle": guide.principle, "tabs": tabs_of(guide), "names": _names()}


def _names() -> dict[str, str]:
    from greenroom.guides.loader import guide_ids, load_guide

    return {ident: load_guide(ident).principle for ident in guide_ids()}


def _items(scope: str) -> tuple[Item, ...]:
    from greenroom.practice.quiz import MIXED, pools

    return pools(None if scope == MIXED else [scope])


def _options(question: Question) -> list[tuple[str, str]]:
    from greenroom.practice.quiz_items import LETTERS

    return [(key, one.text) for key, one in zip(LETTERS, question.options, strict=False)]


def _place(guide: str, section: str) -> tuple[str, str]:
    """Where study tells a section: its title, its address."""
    from greenroom.guides.loader import competencies, examples_of, load_guide
    from greenroom.practice.study import CHAPTERS, named, sections

    one = load_guide(guide)
    every = sections(one, examples_of(one), {c.id: c.name for c in competencies()})
    base = f"/guides/{one.id}?level=all&company=all#"
    try:
        found = named(every, section)
    except UsageError:  # the guide has changed since
        return one.principle, base
    if section in CHAPTERS and found[0].chapter == section:
        return CHAPTERS[section], f"{base}chapter-{section}"
    return found[0].title, base + found[0].id


@router.get("/guides/{ident}/quiz")
def show(request: Request, use: Use, ident: str) -> Response:
    """The next question of the quiz that is going on; where there is none, what to begin."""
    from greenroom.practice.quiz import QUESTIONS, unfinished

    about = _about(ident)
    with use.store() as store:
        session = unfinished(store, about["scope"], _items(about["scope"]))
        past = len(store.quiz_answers(None if not about["tabs"] else about["scope"]))
    if session is None:
        return page(request, "quiz_begin.html", count=QUESTIONS, most=MOST, past=past, **about)
    number, question = next(session.left())
    shown: dict[str, Any] = {
        "question": question,
        "number": number,
        "total": len(session.questions),
        "options": _options(question),
    }
    return page(request, "quiz.html", session=session, **shown, **about)


@router.post("/guides/{ident}/quiz/begin")
def begin(
    use: Use,
    ident: str,
    difficulty: Annotated[str, Form()] = "",
    count: Annotated[str, Form()] = "",
) -> Response:
    """A new quiz; one that was unfinished is given up, what was answered in it counts."""
    from greenroom.practice import quiz
    from greenroom.practice.quiz_items import DIFFICULTIES

    scope = _about(ident)["scope"]
    if difficulty not in ("", *DIFFICULTIES):
        raise UsageError(f"'{difficulty:.40}' is none", where="difficulty", allowed=", ".join(DIFFICULTIES))
    asked = count.strip() or str(quiz.QUESTIONS)
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MOST):
        raise UsageError(f"'{asked:.40}' does not fit", where="questions", allowed=f"a whole number from 1 to {MOST}")
    with use.store() as store:
        made = quiz.begin(
            store,
            scope,
            _items(scope),
            at=datetime.now(UTC),
            new_id=lambda: uuid4().hex,
            count=int(asked),
            difficulty=cast("Difficulty | None", difficulty or None),
        )
    if not made.questions:
        raise UsageError("there is no question of this difficulty", where="difficulty", do="choose any difficulty")
    return RedirectResponse(f"/guides/{scope}/quiz", 303)


@router.post("/guides/{ident}/quiz")
def answer(
    use: Use,
    ident: str,
    session: Annotated[str, Form()],
    number: Annotated[int, Form()],
    chosen: Annotated[str, Form()] = "",
) -> Response:
    """Keep the answer to a question, and show what is right; one that was answered already stays as it was."""
    from greenroom.practice import quiz

    scope = _about(ident)["scope"]
    with use.store() as store:
        going = quiz.unfinished(store, scope, _items(scope))
        if going is None or going.id != session or number != going.at + 1:
            return RedirectResponse(f"/guides/{scope}/quiz/{session}/{number}?again=1", 303)
        allowed = [key for key, _ in _options(going.questions[going.at])]
        if chosen not in allowed:
            raise UsageError("no answer was chosen", where="your answer", do="choose one of them")
        quiz.record(store, going, chosen, at=datetime.now(UTC), new_id=lambda: uuid4().hex)
    return RedirectResponse(f"/guides/{scope}/quiz/{session}/{number}", 303)


@router.get("/guides/{ident}/quiz/{session}")
def result(request: Request, use: Use, ident: str, session: str) -> Response:
    """How a quiz went, and what to read again."""
    from greenroom.practice import quiz

    about = _about(ident)
    items = _items(about["scope"])
    with use.store() as store:
        done = quiz.answered(store, about["scope"], session, items)
        going = quiz.unfinished(store, about["scope"], items)
    if not done.answers:
        raise RequestError(404, "this quiz is not known", do="begin a new one")
    left = len(going.questions) - going.at if going and going.id == session else 0
    made = quiz.result(done)
    again = [(guide, *_place(guide, section), missed) for guide, section, missed in made.again]
    return page(request, "quiz_result.html", result=made, again=again, session=done, left=left, **about)


@router.get("/guides/{ident}/quiz/{session}/{number}")
def feedback(request: Request, use: Use, ident: str, session: str, number: int, again: str = "") -> Response:
    """A question that was answered: what was chosen, what is right, and why."""
    from greenroom.practice import quiz

    about = _about(ident)
    items = _items(about["scope"])
    with use.store() as store:
        done = quiz.answered(store, about["scope"], session, items)
        going = quiz.unfinished(store, about["scope"], items)
    if not 1 <= number <= len(done.answers):
        raise RequestError(404, "this question was not answered", do="go on with the quiz")
    one, given = done.questions[number - 1].item, done.answers[number - 1]
    why = next((choice.why for choice in one.wrong if choice.text == given.chosen), "")
    going_on = going is not None and going.id == session
    total = len(going.questions) if going is not None and going_on else len(done.answers)
    shown: dict[str, Any] = {
        "item": one,
        "given": given,
        "why": why,
        "place": _place(one.guide, one.section)[1],
        "number": number,
        "total": total,
        "more": going_on,
    }
    return page(request, "quiz_answer.html", session=done, again=bool(again), **shown, **about)
