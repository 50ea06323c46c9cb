"""How far to trust the judge, and how its weights were made."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.web.templating import page

router = APIRouter()


@router.get("/settings/reliability")
def reliability(request: Request) -> Response:
    """The reliability card: what was measured of the judge, and what was not."""
    from greenroom.reports.about import card

    return _document(request, card("md"), "/settings/reliability")


@router.get("/settings/model")
def model(request: Request) -> Response:
    """The model card: what the judge is made of, and from what."""
    text = (files("greenroom") / "language" / "weights" / "MODEL_CARD.md").read_text(encoding="utf-8")
    return _document(request, text, "/settings/model")


def _document(request: Request, text: str, current: str) -> Response:
    from greenroom.reports.markdown_page import from_markdown, plain_title

    title, rest = plain_title(text)
    return page(request, "document.html", heading=title, body=from_markdown(rest), current=current)
