"""How far a job is: the part that a page with long work puts in and asks for again until it has ended."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.web.faults import RequestError
from greenroom.web.jobs import Job
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part, page

router = APIRouter()


def _job(use: Shared, ident: str) -> Job:
    job = use.jobs.get(ident)
    if job is None:
        raise RequestError(404, "this work is not known any more", do="start it again")
    return job


def _shown(request: Request, job: Job) -> Response:
    if not is_part(request):
        return page(request, "job.html", job=job)
    response = fragment(request, "job_part.html", job=job)
    if job.state == "done" and job.then:
        response.headers["HX-Redirect"] = job.then
    return response


@router.get("/jobs/{ident}")
def show(request: Request, use: Use, ident: str) -> Response:
    """How far it is."""
    return _shown(request, _job(use, ident))


@router.post("/jobs/{ident}/cancel")
def cancel(request: Request, use: Use, ident: str) -> Response:
    """End it; it stops at its next step."""
    job = _job(use, ident)
    job.cancel()
    return _shown(request, job)
