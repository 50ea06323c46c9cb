"""The first page: what Greenroom does, and where to begin."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.web.templating import page

router = APIRouter()


@router.get("/")
def show(request: Request) -> Response:
    """The start page."""
    return page(request, "start.html")
