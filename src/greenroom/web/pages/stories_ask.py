"""Asking the bank: from a question to the telling that answers it best, why, and what to change in it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.errors import GreenroomError, UsageError
from greenroom.guides.loader import load_guide
from greenroom.questions import Recognition
from greenroom.reports.wording import VERDICT_WORDS, listed, value_words
from greenroom.stories.asking import Asked, Choice, ask
from greenroom.stories.bank import Bank
from greenroom.stories.texts import one_line
from greenroom.web.faults import status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import opened, page
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part

router = APIRouter()

MOST = 2_000
"""Characters of a question."""


@router.get("/stories/ask")
def show(request: Request, use: Use, q: str = "", level: str = "", lens: str = "") -> Response:
    """The question, and the tellings that answer it."""
    question = one_line(q)
    with opened(use) as (_, bank):
        values: dict[str, Any] = {"q": q, "level": use.settings.level, "lens": lens, "made": None, "found": None}
        values |= {"target_levels": parts.levels(), "names": parts.names(), "any": bool(bank.stories())}
        try:
            values["level"] = parts.level_of(level, use)
            parts.company_of(lens)
            found = _answer(bank, question, values["level"])
        except GreenroomError as fault:
            return page(request, "story_ask.html", status=status_of(fault), **values | {"fault": fault})
        if isinstance(found, Asked):
            values |= {"made": found, "choices": [(one, _why(one, values["names"])) for one in found.choices]}
            values["about"] = next((x for x in found.recognition.ranked if x.id == found.competency), None)
        return page(request, "story_ask.html", **values | {"found": found})


def _answer(bank: Bank, question: str, level: Any) -> Asked | Recognition | None:
    if len(question) > MOST:
        raise UsageError("is too long", where="the question", allowed=f"at most {MOST:,} characters")
    return ask(bank, question, level) if any(c.isalnum() for c in question) else None


def _why(one: Choice, names: dict[str, str]) -> list[str]:
    """Why it is proposed, in words for people."""
    if one.support is None:
        return ["Its kind fits; no telling of it is reviewed for this yet."]
    s = one.support
    every = _entries(s.competency)
    made = [f"Its review says {value_words(s.verdict).lower()}, {s.score:.0f} of 100, at {value_words(s.level)}."]
    clear = [every.get(i, i) for i, grade in s.signals.items() if grade == 2]
    if clear:
        made.append(f"Heard clearly: {listed(clear)}.")
    if s.disqualifiers:
        made.append(f"Speaks against it: {listed(every.get(i, i) for i in s.disqualifiers)}.")
    return made


def _entries(competency: str) -> dict[str, str]:
    try:
        guide = load_guide(competency)
    except GreenroomError:
        return {}
    return {x.id: x.name for x in guide.signals} | {x.id: x.name for x in guide.disqualifiers}


@router.get("/stories/ask/changes")
def changes(request: Request, use: Use, q: str = "", level: str = "", lens: str = "") -> Response:
    """What to change in the best telling for this very question: a review of it, of which nothing is kept."""
    values: dict[str, Any] = {"made": None, "review": None, "q": q, "level": level, "lens": lens}
    if made := _review(use, one_line(q), level, lens):
        values |= {"review": made[0], "held": made[1].held, "telling": made[1].telling}
    if is_part(request):
        return fragment(request, "story_ask_changes.html", **values, verdict_words=VERDICT_WORDS)
    return page(request, "story_ask_changes_page.html", **values)


def _review(use: Shared, question: str, level: str, lens: str) -> Any:
    from greenroom.stories.reviewing import answer_of, reviewed

    with opened(use) as (_, bank):
        wanted, company = parts.level_of(level, use), parts.company_of(lens)
        found = _answer(bank, question, wanted)
        best = found.choices[0] if isinstance(found, Asked) and found.choices else None
        if not isinstance(found, Asked) or best is None or best.telling is None or not found.has_guide:
            return None
    guide = load_guide(found.competency)
    return reviewed(answer_of(best.telling, question), guide, wanted, company, use.judge, use.settings), best
