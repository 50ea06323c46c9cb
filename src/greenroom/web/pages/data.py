"""The person's data: take them along, bring them back, delete them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import InputError, UsageError
from greenroom.store.exchange import MOST_BYTES
from greenroom.web.faults import RequestError
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import page

if TYPE_CHECKING:
    from greenroom.store.exchange import Export, Loaded, Prefer
    from greenroom.web.jobs import Job

router = APIRouter()

BODIES = {"/settings/import": MOST_BYTES + 64 * 1024}
WORD = "delete everything"
"""What is to be typed before all data go."""


class Checked(NamedTuple):
    """An export that was read whole, and what taking it would do."""

    export: Export
    would: Loaded


@router.get("/settings/greenroom.json")
def export(use: Use) -> Response:
    """Everything as readable JSON."""
    from greenroom.store.exchange import as_text

    with use.store() as store:
        text = as_text(store.export())
    day = datetime.now().astimezone().date().isoformat()
    headers = {"content-disposition": f'attachment; filename="greenroom-{day}.json"'}
    return Response(text, media_type="application/json", headers=headers)


@router.post("/settings/import")
def upload(use: Use, file: UploadFile) -> Response:
    """Check an export, as long work; nothing is written."""
    from greenroom.store.exchange import parsed

    raw = file.file.read(MOST_BYTES + 1)
    if not raw:
        raise InputError("no file was chosen", where="the export", do="choose a file that Greenroom exported")
    if len(raw) > MOST_BYTES:
        raise InputError("is too large for an export", where="the file", allowed=f"at most {MOST_BYTES:,} bytes")

    def check(job: Job) -> Checked:
        job.step(0, 2, "Reading it")
        made = parsed(raw, "the file")
        job.step(1, 2, "Comparing it with what is here")
        with use.store() as store:
            return Checked(made, store.would_load(made, "the file"))

    job = use.jobs.start("Checking the export", check)
    job.then = f"/settings/import/{job.id}"
    return RedirectResponse(job.then, 303)


def _job(use: Shared, ident: str) -> Job:
    job = use.jobs.get(ident)
    if job is None:
        raise RequestError(404, "this export is not held any more", do="choose the file again")
    return job


@router.get("/settings/import/{ident}")
def preview(request: Request, use: Use, ident: str) -> Response:
    """How far the check is; then what the export would do here."""
    from greenroom.reports.held import held_words

    job = _job(use, ident)
    if job.result is None:
        return page(request, "data_import.html", job=job, would=None)
    would = {name: held_words(counts) for name, counts in job.result.would._asdict().items()}
    conflicts = any(job.result.would.changed.values())
    made = job.result.export.greenroom
    return page(request, "data_import.html", job=job, would=would, conflicts=conflicts, made=made)


@router.post("/settings/import/{ident}")
def take(request: Request, use: Use, ident: str, prefer: Annotated[str, Form()] = "") -> Response:
    """Add what the export holds."""
    from greenroom.reports.held import held_words

    job = _job(use, ident)
    if job.result is None:
        raise RequestError(409, "this export was taken already, or is not checked yet", do="choose the file again")
    if prefer not in ("", "here", "file"):
        raise UsageError(f"'{prefer:.40}' is none", where="whose counts", allowed="here, file")
    with use.store() as store:
        done = store.load(job.result.export, cast("Prefer | None", prefer or None), "the file")
    job.result = None
    told: dict[str, Any] = {name: held_words(counts) for name, counts in done._asdict().items()}
    return page(request, "data_imported.html", done=told)


@router.get("/settings/delete")
def ask(request: Request) -> Response:
    """What would go."""
    return _ask(request)


def _ask(request: Request, *, status: int = 200, fault: Any = None, typed: str = "") -> Response:
    from greenroom.errors import DataError
    from greenroom.reports.held import held_words
    from greenroom.speech import kept
    from greenroom.store import Store, database_file, files

    place = database_file()
    going = [(str(one), one.stat().st_size) for one in (*files(place), *kept.sounds())]
    held = ""
    if files(place):
        try:
            with Store.open(place.parent) as store:
                held = held_words(store.counts())
        except DataError as damaged:
            held = f"cannot be read, it {damaged.what}"
    return page(request, "data_delete.html", status=status, going=going, held=held, word=WORD, fault=fault, typed=typed)


@router.post("/settings/delete")
def delete(request: Request, confirm: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Delete all of it, once the words are typed."""
    from greenroom.speech import kept
    from greenroom.store import database_file, delete as remove

    if " ".join(confirm.lower().split()) != WORD:
        fault = UsageError("nothing was deleted: the words are not there", where="confirmation", do=f"type: {WORD}")
        return _ask(request, status=422, fault=fault, typed=confirm)
    remove(database_file())
    kept.drop()
    return page(request, "data_deleted.html", at=datetime.now(UTC))
