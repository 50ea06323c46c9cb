"""Settings: speaking rate, level, company, judge, the day of the loop; what is installed and where the data lie."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import GreenroomError, UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS
from greenroom.reports.wording import COMPANY_WORDS, level_words
from greenroom.settings import ALLOWED, config_path, save_settings
from greenroom.web.faults import RequestError, status_of
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import page

router = APIRouter()

FIELDS = ("words_per_minute", "level", "company", "interview", "judge", "new_cards_a_day")
"""Settings of the form, in its order."""


def _as_form(use: Shared) -> dict[str, str]:
    """The settings as the fields of the form show them."""
    return {name: _shown(getattr(use.settings, name)) for name in FIELDS}


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _form(request: Request, use: Shared, asked: dict[str, str], *, status: int = 200, **more: Any) -> Response:
    from greenroom.judges import TABLE
    from greenroom.reports.extras import extras
    from greenroom.reports.held import held_words
    from greenroom.store import database_file, files

    place = database_file()
    held = ""
    if files(place):
        with use.store() as store:
            held = held_words(store.counts())
    values: dict[str, Any] = {"fault": None, "saved": False, "wrong": {}}
    return page(
        request,
        "settings.html",
        status=status,
        asked=asked,
        before=_as_form(use),
        target_levels=[(one, level_words(one)) for one in TARGET_LEVELS],
        company_choices=[("", "No company"), *((one, COMPANY_WORDS[one]) for one in COMPANIES)],
        judges=[(name, name.capitalize()) for name in TABLE],
        extras=extras(),
        config=config_path(),
        place=place,
        held=held,
        **(values | more),
    )


@router.get("/settings")
def show(request: Request, use: Use, saved: str = "") -> Response:
    """The form, the data, what is installed."""
    return _form(request, use, _as_form(use), saved=bool(saved))


@router.post("/settings")
def save(
    request: Request,
    use: Use,
    words_per_minute: Annotated[str, Form(max_length=100)] = "",
    level: Annotated[str, Form(max_length=100)] = "",
    company: Annotated[str, Form(max_length=100)] = "",
    interview: Annotated[str, Form(max_length=100)] = "",
    judge: Annotated[str, Form(max_length=100)] = "",
    new_cards_a_day: Annotated[str, Form(max_length=100)] = "",
    before: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Write the settings; where they were changed in another tab meanwhile, show both."""
    given = (words_per_minute, level, company, interview, judge, new_cards_a_day)
    asked = dict(zip(FIELDS, (one.strip() for one in given), strict=True))
    here = _as_form(use)
    if before and before != list(here.values()) and asked != here:
        fault = RequestError(
            409,
            "the settings were changed meanwhile, perhaps in another tab; yours are not saved yet",
            do="look at what is marked below, and save again",
        )
        other = {name: here[name] for name in FIELDS if here[name] != asked[name]}
        return _form(
            request, use, asked, status=409, fault=fault, wrong={k: f"Now: {v or 'none'}" for k, v in other.items()}
        )
    try:
        use.change(save_settings(_changes(asked)))
    except GreenroomError as fault:
        return _form(request, use, asked, status=status_of(fault), fault=fault)
    return RedirectResponse("/settings?saved=1", 303)


def _changes(asked: dict[str, str]) -> dict[str, Any]:
    """The fields as settings. Raises ``UsageError`` for what is no number, and for a judge that is not there."""
    from greenroom.judges import TABLE

    if asked["judge"] not in TABLE:
        raise UsageError(f"'{asked['judge']:.40}' is none", where="judge", allowed=", ".join(TABLE))
    made: dict[str, Any] = dict(asked)
    for name, kind in (("words_per_minute", float), ("new_cards_a_day", int)):
        try:
            made[name] = kind(asked[name])
        except ValueError:
            label = name.replace("_", " ")
            raise UsageError(f"'{asked[name]:.40}' is no number", where=label, allowed=ALLOWED[name]) from None
    if made["words_per_minute"] == int(made["words_per_minute"] if abs(made["words_per_minute"]) < 1e6 else 0):
        made["words_per_minute"] = int(made["words_per_minute"])
    return made


@router.post("/settings/interview")
def interview(
    use: Use, interview: Annotated[str, Form(max_length=100)] = "", then: Annotated[str, Form()] = ""
) -> Response:
    """Set the day of the loop, or take it away."""
    use.change(save_settings({"interview": interview.strip()}))
    return RedirectResponse("/" if then != "settings" else "/settings?saved=1", 303)
