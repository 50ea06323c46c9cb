"""Every part that pages are made of, in each of its states; for those who build pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.errors import UsageError
from greenroom.model import VERDICTS
from greenroom.reports.wording import VERDICT_WORDS
from greenroom.web.hearing import ears
from greenroom.web.shared import Use
from greenroom.web.templating import page

router = APIRouter()

FAULT = UsageError(
    "unknown competency 'have-backbne'",
    where="competency",
    allowed="have-backbone, highest-standards",
    do="did you mean have-backbone?",
)


@router.get("/design")
def show(request: Request, use: Use) -> Response:
    """The page of parts."""
    verdicts = [(verdict, VERDICT_WORDS[verdict]) for verdict in VERDICTS]
    return page(request, "design.html", verdicts=verdicts, fault=FAULT, ears=ears(use))
