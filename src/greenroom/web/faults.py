"""What goes wrong in a request: one ``GreenroomError`` with a status, shown as a page, a part or JSON."""

from __future__ import annotations

import os
import sys
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from greenroom import __version__
from greenroom.errors import ChangedError, DataError, GreenroomError, InputError, ModelError, UsageError
from greenroom.web.templating import fragment, is_part, page
from greenroom.web.wording import told

UNEXPECTED = 500
STATUS: tuple[tuple[type[GreenroomError], int], ...] = (
    (InputError, 422),
    (UsageError, 422),
    (ChangedError, 409),
    (DataError, 503),
    (ModelError, 503),
)
"""Status of each kind of fault, the first that fits; 500 for the rest."""


class RequestError(GreenroomError):
    """A request that is refused before any use case sees it; ``status`` is its HTTP status."""

    def __init__(self, status: int, what: str, *, where: str = "", allowed: str = "", do: str = "") -> None:
        """``status``: of the answer, 400 to 499; the rest as in ``GreenroomError``."""
        super().__init__(what, where=where, allowed=allowed, do=do)
        self.status = status


class Fault(BaseModel):
    """A fault as JSON: where it is, what is wrong, what is allowed, what to do; all but ``what`` may be empty."""

    where: str
    what: str
    allowed: str
    do: str


class Refusal(BaseModel):
    """The body of every answer from 400 on."""

    error: Fault


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": told}
    for status, told in (
        (400, "The request is broken."),
        (403, "The request comes from another site, or without the token of its page."),
        (413, "The body is too large."),
        (415, "The body is not of a type that is read here."),
        (422, "A value is not allowed."),
        (503, "The weights or the database cannot be used."),
    )
}
"""What every route of the JSON interface may answer beside its result (``APIRouter(responses=REFUSALS)``)."""

WORDS = {
    400: ("the request is broken", "reload the page and try again"),
    401: ("this Greenroom asks for a token", "open the address that greenroom serve printed, with its token"),
    404: ("there is no such page", "go back, or to the start page"),
    405: ("this address does not take that method", "use the page's own buttons"),
    413: ("is too large", "send less"),
}
"""What to say of a status that the framework gives without words for people, and what to do."""


def status_of(fault: GreenroomError) -> int:
    """The HTTP status of ``fault``."""
    if isinstance(fault, RequestError):
        return fault.status
    return next((status for kind, status in STATUS if isinstance(fault, kind)), UNEXPECTED)


def add_faults(app: FastAPI) -> None:
    """Let ``app`` answer every fault in our form."""
    for kind in (GreenroomError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, fault: Exception) -> Response:
    made = answer(request, in_our_form(fault))
    if isinstance(fault, HTTPException):
        made.headers.update(fault.headers or {})  # such as the methods that an address takes
    return made


def in_our_form(fault: BaseException) -> GreenroomError:
    """``fault`` as one of ours; one that nobody expected is told without its inside."""
    if isinstance(fault, GreenroomError):
        return fault
    if isinstance(fault, HTTPException):
        if isinstance(fault.__cause__, GreenroomError):  # ours, wrapped while the body was read
            return fault.__cause__
        if fault.status_code == 400 and "exceeded maximum size" in str(fault.detail):  # of a field
            return RequestError(413, "a text is too large", allowed="up to 1 MB in a field", do="send less")
        what, do = WORDS.get(fault.status_code, (str(fault.detail), ""))
        return RequestError(fault.status_code, what, do=do)
    if isinstance(fault, RequestValidationError):
        return _invalid(fault)
    return GreenroomError(
        f"unexpected fault ({type(fault).__name__})",
        do="this is no fault of your input; GREENROOM_DEBUG=1 greenroom serve shows where it happened",
    )


def _invalid(fault: RequestValidationError) -> RequestError:
    """The first value that a request got wrong, by the name of its field."""
    first = fault.errors()[0]
    place = [str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path", "header", "cookie")]
    said = str(first.get("msg", "is not valid")).removeprefix("Value error, ")
    if first.get("type") == "missing":
        said = "is missing"
    context = first.get("ctx") or {}
    return RequestError(
        422, said[:1].lower() + said[1:], where=".".join(place), allowed=str(context.get("expected", ""))
    )


def answer(request: Request, fault: GreenroomError) -> Response:
    """``fault`` as JSON under ``/api``, as a part where htmx asked, else as a page."""
    status = status_of(fault)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": Fault(**told(fault)._asdict()).model_dump()}, status)
    if is_part(request):
        return fragment(request, "fault_part.html", status=status, fault=fault)
    return page(request, "fault.html", status=status, fault=fault, code=status)


def report(fault: BaseException) -> None:
    """One line about an unexpected fault, for whoever runs the server; never what a person wrote."""
    if os.environ.get("GREENROOM_DEBUG") == "1":
        raise fault
    sys.stderr.write(f"greenroom {__version__}: unexpected fault: {type(fault).__name__}\n")
