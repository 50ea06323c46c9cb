"""The first page: what waits, where to begin, and the day of the loop."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.web.pages.revise import now
from greenroom.web.shared import Use
from greenroom.web.templating import page

router = APIRouter()

EXAMPLE = "front-desk"
"""The shipped answer of the first review: plain and vague, with most of what can go wrong."""


@router.get("/")
def show(request: Request, use: Use) -> Response:
    """The start page."""
    from greenroom.guides.loader import guide_ids, load_guide
    from greenroom.practice.agenda import agenda
    from greenroom.practice.card_words import counts_words
    from greenroom.reading.examples import examples

    settings = use.settings
    with use.store() as store:
        made = agenda(store, settings, now())
    example = next(one for one in examples() if one.name == EXAMPLE)
    return page(
        request,
        "start.html",
        agenda=made,
        counts=counts_words(made.counts),
        example=example,
        text=example.text(),
        settings=settings,
        names={ident: load_guide(ident).principle for ident in guide_ids()},
    )
