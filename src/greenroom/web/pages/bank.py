"""What the pages about stories share: the bank for one request, dates, words, drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import unknown
from greenroom.guides.loader import competencies, guide_ids, load_guide
from greenroom.model import COMPANIES, TARGET_LEVELS, Company, TargetLevel
from greenroom.reports.plan_days import MONTHS, WEEKDAYS
from greenroom.reports.wording import VERDICT_WORDS, level_words, listed
from greenroom.store import Store
from greenroom.stories.bank import Bank, Held
from greenroom.stories.model import FACT_KINDS, FactKind, Telling
from greenroom.web.faults import RequestError
from greenroom.web.safety import MOST_FIELDS
from greenroom.web.shared import Shared
from greenroom.web.templating import page as whole_page

VIEWS = (
    ("/stories", "Your stories"),
    ("/stories/coverage", "Coverage"),
    ("/stories/loop", "Loop plan"),
    ("/stories/ask", "Ask"),
    ("/stories/mine", "Find a story"),
)
"""The views of the bank, each with its address."""
FACT_WORDS: Mapping[FactKind, str] = {
    "when": "When",
    "where": "Where",
    "role": "Your role",
    "person": "Who else was in it",
    "number": "Numbers",
    "decision": "Who decided what",
    "other": "What else is a fact",
}
DONE: Mapping[str, str] = {
    "added": "The story is added.",
    "kept": "Kept as a new version.",
    "same": "Nothing was changed.",
    "told": "Kept as a new telling.",
    "archived": "Put into the archive. Nothing of it is gone.",
    "back": "Brought back from the archive.",
    "undone": "Taken back.",
    "redone": "Brought back.",
    "imported": "Brought in.",
    "dropped": "What you had typed is discarded.",
    "reviewed": "Reviewed, and the review is kept.",
}
"""What an address may ask to be said: only words of ours."""


@contextmanager
def opened(use: Shared) -> Iterator[tuple[Store, Bank]]:
    """The person's store and the bank in it."""
    with use.store() as store:
        yield store, Bank(store)


def story_of(bank: Bank, name: str) -> Held:
    """The story of this id. Raises ``RequestError`` (404) where there is none."""
    found = next((one for one in bank.stories(archived=True) if one.story.id == name), None)
    if found is None:
        raise RequestError(404, "there is no such story", do="choose one of the list of your stories")
    return found


def telling_of(held: Held, number: int) -> Telling:
    """The telling of this number. Raises ``RequestError`` (404) where there is none with words."""
    found = next((one for one in held.tellings if one.number == number and one.text), None)
    if found is None:
        raise RequestError(404, "there is no such telling", do="choose one of the story's tellings")
    return found


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def here() -> datetime:
    """The time in the zone of this machine: days are those of the person."""
    return datetime.now().astimezone()


def day(at: datetime | date) -> str:
    """A day as people write it: 22 Nov 2026."""
    local = at.astimezone() if isinstance(at, datetime) else at
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def weekday(at: date) -> str:
    """A day of a plan: Sun 22 Nov."""
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def count(number: int, what: str, many: str = "") -> str:
    """``1 story``, ``2 stories``."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the bank, with the words that its templates use."""
    said = DONE.get(request.query_params.get("done", ""), "")
    return whole_page(request, template, status=status, **{"done": said, "fault": None, **words(), **values})


def words() -> dict[str, Any]:
    """What the templates of the bank use beside the values of a page."""
    return {"views": VIEWS, "day": day, "count": count, "verdict_words": VERDICT_WORDS, "listed": listed}


def see(address: str) -> Response:
    """Go on to ``address`` with a GET, so that a reload sends nothing twice."""
    return RedirectResponse(address, 303)


def names() -> dict[str, str]:
    """Every competency, id to name."""
    return {one.id: one.name for one in competencies()} | {one: load_guide(one).principle for one in guide_ids()}


def guides() -> list[tuple[str, str]]:
    """Id and name of every guide, for a select."""
    return [(one, load_guide(one).principle) for one in guide_ids()]


def levels() -> list[tuple[str, str]]:
    """Id and name of every level, for a select."""
    return [(one, level_words(one)) for one in TARGET_LEVELS]


def level_of(given: str, use: Shared) -> TargetLevel:
    """The level ``given``; where none is, that of the settings. Raises ``UsageError``."""
    return known_level(given) if given else use.settings.level


def known_level(given: str) -> TargetLevel:
    """The level ``given``. Raises ``UsageError``."""
    if given not in TARGET_LEVELS:
        raise unknown("level", given, TARGET_LEVELS)
    return given


def company_of(given: str) -> Company | None:
    """The company ``given``, if any. Raises ``UsageError``."""
    if not given:
        return None
    if given not in COMPANIES:
        raise unknown("company", given, COMPANIES)
    return given


def lines_of(fields: Mapping[str, Any]) -> dict[FactKind, str]:
    """The sheet in the fields ``fact-when`` and so on."""
    return {kind: str(fields.get(f"fact-{kind}", "")) for kind in FACT_KINDS}


async def sent(request: Request) -> dict[str, Any]:
    """The fields of the form that was sent, without its token; ``archetypes`` is a list, the rest is text."""
    form = await request.form(max_fields=MOST_FIELDS)
    made: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str) and name != "csrf"}
    if "archetypes" in form:
        made["archetypes"] = [one for one in form.getlist("archetypes") if isinstance(one, str)]
    return made


def number_of(fields: Mapping[str, Any], name: str = "draft") -> int:
    """A field that holds a number; 0 where it holds none."""
    text = str(fields.get(name, ""))
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the person typed, without what the form itself says."""
    return {name: value for name, value in fields.items() if name not in ("draft", "draft_of", "base", "do")}
