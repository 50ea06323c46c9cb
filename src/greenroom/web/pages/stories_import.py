"""Bringing stories in: a file or pasted notes; the proposed split is shown and corrected before anything is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from greenroom.errors import GreenroomError, InputError
from greenroom.reading import MOST_BYTES
from greenroom.stories import drafts, importing
from greenroom.stories.bank import Bank
from greenroom.stories.drafts import Draft
from greenroom.stories.notes import PLACES, Piece, Split, split
from greenroom.stories.texts import fact_of, settled, sheet, titled
from greenroom.web.faults import RequestError, status_of
from greenroom.web.jobs import Job
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import opened, page, see
from greenroom.web.pages.stories import Fields
from greenroom.web.shared import Use

router = APIRouter()

BODIES = {"/stories/import": MOST_BYTES + 64 * 1024}
KEY = "import"
PLACE_WORDS = {
    **{f"h{n}": f"headings of level {n}" for n in range(1, 7)},
    "bold": "titles in bold or capitals",
    "number": "numbered lines",
    "bullet": "long list items",
    "rule": "ruled lines",
    "every": "every title",
    "none": "nowhere: it is one story",
}


@router.get("/stories/import")
def show(request: Request, use: Use) -> Response:
    """Where notes are given; once they are read, the proposal."""
    job = use.jobs.get(request.query_params.get("job", ""))
    with opened(use) as (store, bank):
        made = drafts.draft(store, KEY)
        if made.text("notes") and (job is None or job.state == "done"):
            return _proposal(request, bank, made)
    return page(request, "story_import.html", draft=made, job=job, most=MOST_BYTES // 1024 // 1024)


@router.post("/stories/import")
def read(use: Use, text: Annotated[str, Form()] = "", file: UploadFile | None = None) -> Response:
    """Read what was given, as a job; what was pasted is kept whatever comes of it."""
    named = file is not None and bool(file.filename)
    raw = file.file.read(MOST_BYTES + 1) if file and named else text.encode("utf-8", "replace")
    where = "the file" if named else "your notes"
    with opened(use) as (store, _):
        before = drafts.draft(store, KEY)
        drafts.keep(store, KEY, {"pasted": text}, before.number, parts.now())

    def work(job: Job) -> None:
        job.step(0, 2, "Reading")
        if not raw.strip():
            raise InputError("nothing was given", do="choose a file, or paste your notes")
        source = importing.of_upload(raw, where, parts.now())
        job.step(1, 2, "Looking for the stories")
        notes = source.text
        if source.stories is None:
            split(notes, where)
        else:
            notes = raw.decode("utf-8-sig", "replace")
        job.step(2, 2)
        with opened(use) as (store, _):
            drafts.drop(store, KEY)
            drafts.keep(store, KEY, {"where": where, "notes": notes}, 0, parts.now())

    job = use.jobs.start("Reading your notes", work, then="/stories/import")
    return see(f"/stories/import?job={job.id}")


# ── the proposal ────────────────────────────────────────────────────────────────────


def _proposal(
    request: Request, bank: Bank, made: Draft, *, status: int = 200, fault: GreenroomError | None = None
) -> Response:
    """The stories as they would be brought in."""
    source = _source(made)
    if source.stories is not None:
        brought = importing.brought(bank, source, parts.now())
        groups = importing.sorted_out(bank, brought.held)
        shown = [(n, g) for n, g in zip(("New", "Changed", "The same as here"), groups, strict=True) if g]
        return page(request, "story_import_whole.html", status=status, fault=fault, draft=made, shown=shown,
                    notes=brought.notes, any=bool(groups[0] or groups[1]))  # fmt: skip
    cut = split(source.text, source.where, made.text("at") or None)
    pieces = _typed(made) if made.text("n") else _as_fields(cut)
    here = {one.story.title for one in bank.stories(archived=True)}
    others = [(kind, f"At {PLACE_WORDS[kind]} ({n})") for kind, n in cut.others]
    return page(
        request, "story_import_split.html", status=status, fault=fault, draft=made, cut=cut, pieces=pieces, here=here,
        places=[(cut.at, f"At {PLACE_WORDS[cut.at]} ({len(cut.pieces)})"), *others],
    )  # fmt: skip


def _source(made: Draft) -> importing.Source:
    """The notes of the draft, understood again. Raises ``RequestError`` where there are none any more."""
    notes, where = made.text("notes"), made.text("where") or "your notes"
    if not notes:
        raise RequestError(404, "there is nothing to bring in any more", do="give the notes again")
    return importing.of_text(notes, where, parts.now(), json=notes.lstrip().startswith("{"))


def _as_fields(cut: Split) -> list[dict[str, str]]:
    """The proposed stories as the form holds them."""
    return [
        {"take": "yes", "title": one.title, "words": one.text, "inside": "; ".join(one.inside),
         "facts": "\n".join(f"{fact.kind}: {fact.text}" for fact in one.facts)}
        for one in cut.pieces
    ]  # fmt: skip


def _typed(made: Draft) -> list[dict[str, str]]:
    """The stories as the person has corrected them."""
    many = min(parts.number_of(made.fields, "n"), 1_000)
    names = ("take", "title", "facts", "words", "inside")
    return [{name: made.text(f"{name}-{n}") for name in names} for n in range(many)]


def _joined(pieces: list[dict[str, str]], number: int) -> list[dict[str, str]]:
    """The pieces with one put below the one before it; its title stays as a line of the words."""
    if not 0 < number < len(pieces):
        return pieces
    one, more = pieces[number - 1], pieces[number]
    words = "\n\n".join(text for text in (one["words"], more["title"], more["words"]) if text)
    facts = "\n".join(text for text in (one["facts"], more["facts"]) if text)
    return [*pieces[: number - 1], {**one, "words": words, "facts": facts}, *pieces[number + 1 :]]


def _fields(pieces: list[dict[str, str]]) -> dict[str, Any]:
    return {"n": str(len(pieces))} | {f"{name}-{n}": text for n, one in enumerate(pieces) for name, text in one.items()}


@router.post("/stories/import/split")
def other_split(use: Use, at: Annotated[str, Form()] = "") -> Response:
    """Propose the split at another place; what was corrected in the one before goes."""
    with opened(use) as (store, _):
        made = drafts.draft(store, KEY)
        source = _source(made)
        if at not in PLACES:
            raise RequestError(422, "is no place where notes are split", where="at")
        split(source.text, source.where, at)
        fields = {"where": source.where, "notes": made.text("notes"), "at": at}
        drafts.keep(store, KEY, fields, made.number, parts.now())
    return see("/stories/import")


@router.post("/stories/import/take")
def take(request: Request, use: Use, fields: Fields) -> Response:
    """Bring in the stories as corrected; or, with ``join``, put one below the one before and show them again."""
    with opened(use) as (store, bank):
        made = drafts.draft(store, KEY)
        source = _source(made)
        kept = {"where": source.where, "notes": made.text("notes"), "at": made.text("at")}
        if source.stories is not None:
            held = importing.brought(bank, source, parts.now()).held
        else:
            now = Draft(fields={**parts.typed(fields), **kept}, number=made.number)
            pieces = _typed(now)
            if "join" in fields:
                pieces = _joined(pieces, parts.number_of(fields, "join"))
                drafts.keep(store, KEY, {**kept, **_fields(pieces)}, made.number, parts.now())
                return see("/stories/import")
            try:
                chosen = [_piece(one, n) for n, one in enumerate(pieces) if one["take"]]
                if not chosen:
                    raise InputError("no story is chosen", do="choose at least one, or discard the import")
                held = importing.proposed(bank, chosen, parts.now()).held
            except GreenroomError as fault:
                drafts.keep(store, KEY, now.fields, made.number, parts.now())
                return _proposal(request, bank, now, status=status_of(fault), fault=fault)
        bank.put(held, "import", f"brought in {parts.count(len(held), 'story', 'stories')}", parts.now())
        drafts.drop(store, KEY)
    return see("/stories?done=imported")


def _piece(one: dict[str, str], number: int) -> Piece:
    """A story as corrected. Raises ``InputError`` naming it."""
    where = f"story {number + 1}"
    facts = sheet([fact_of(line, where) for line in one["facts"].splitlines() if line.strip()], where)
    return Piece(number + 1, titled(one["title"], where), facts, settled(one["words"]), ())
