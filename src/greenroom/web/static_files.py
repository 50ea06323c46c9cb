"""What the pages load beside themselves: read once, served from memory, so that no request names a file."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.reports.page import lit_rules, style_sheet
from greenroom.web.faults import RequestError

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
"""Kinds of file that are served, by ending."""
MOST_FINDINGS = 80
"""Findings that can be lit up on one page; the largest guide has half as many."""
FOREVER = "public, max-age=31536000, immutable"


class Served(NamedTuple):
    """A file: what it holds, its type, and a digest that changes when it does."""

    content: bytes
    type: str
    digest: str


@functools.cache
def table() -> dict[str, Served]:
    """Every file by the name that pages ask for it, such as ``css/base.css``."""
    found = dict(_walk(files("greenroom.web") / "static"))
    # The look of a review has one home, in the reports.
    found["css/colours.css"] = style_sheet("colours").encode()
    found["css/review.css"] = (style_sheet("review") + lit_rules(MOST_FINDINGS)).encode()
    return {
        name: Served(content, TYPES[name.rpartition(".")[2]], hashlib.sha256(content).hexdigest()[:16])
        for name, content in found.items()
    }


def _walk(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _walk(entry, f"{before}{entry.name}/")
        elif entry.name.rpartition(".")[2] in TYPES:
            yield f"{before}{entry.name}", entry.read_bytes()


def address(name: str) -> str:
    """The address of a file; it changes when the file does. Raises ``KeyError`` for one that is not shipped."""
    return f"/static/{name}?v={table()[name].digest}"


router = APIRouter(include_in_schema=False)


@router.get("/static/{name:path}")
def static(request: Request, name: str) -> Response:
    """A file of the table; nothing else is looked at."""
    file = table().get(name)
    if file is None:
        raise RequestError(404, "there is no such file", do="reload the page")
    headers = {"etag": f'"{file.digest}"', "cache-control": "no-cache"}
    if request.query_params.get("v") == file.digest:
        headers["cache-control"] = FOREVER
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.type, headers=headers)
