"""Where the recorder sends recordings whose page keeps nothing of them, and asks how far the hearing is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, UploadFile

from greenroom.web import hearing
from greenroom.web.faults import RequestError
from greenroom.web.jobs import Job
from greenroom.web.shared import Shared, Use

router = APIRouter()
BODIES = {"/hear": hearing.MOST_BYTES + hearing.ROOM}


def _job(use: Shared, ident: str) -> Job:
    job = use.jobs.get(ident)
    if job is None or job.name != hearing.HEARING:
        raise RequestError(404, "this recording is not known any more", do="send it again")
    return job


@router.post("/hear")
def hear(use: Use, file: UploadFile) -> dict[str, Any]:
    """Begin to hear a recording."""
    copy = hearing.taken(file)
    return hearing.state_of(use, hearing.listen(use, lambda: copy))


@router.get("/hear/{ident}")
def show(use: Use, ident: str) -> dict[str, Any]:
    """How far it is; once it is done, the transcript."""
    return hearing.state_of(use, _job(use, ident))


@router.post("/hear/{ident}/cancel")
def cancel(use: Use, ident: str) -> dict[str, Any]:
    """End it; it stops at its next step."""
    job = _job(use, ident)
    job.cancel()
    return hearing.state_of(use, job)
