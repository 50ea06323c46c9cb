"""The bank: all stories, one story, adding and editing one, taking changes back, taking stories out."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, Response

from greenroom.errors import ChangedError, GreenroomError, UsageError
from greenroom.stories import drafts, editing
from greenroom.stories.bank import Bank, Held
from greenroom.stories.drafts import Draft
from greenroom.stories.model import FACT_KINDS, Support
from greenroom.web.faults import status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import FACT_WORDS, opened, page, see, sent
from greenroom.web.shared import Use
from greenroom.web.templating import fragment, is_part

router = APIRouter()

BODIES = {"/stories/keep": 4 * drafts.MOST + 64 * 1024}
"""A draft is as long as one may be, in the widest letters."""
SOURCE = ("where", "notes")
"""Of the draft of an import: where the notes come from, and the notes."""
Fields = Annotated[dict[str, Any], Depends(sent)]


class Shown(NamedTuple):
    """A story in the list: what its reviews say (the latest for each competency), what its kind lets expect."""

    held: Held
    supports: tuple[Support, ...]
    expected: tuple[str, ...]
    told: Any


# ── all stories ─────────────────────────────────────────────────────────────────────


@router.get("/stories")
def show(request: Request, use: Use, q: str = "", archived: str = "") -> Response:
    """The list; ``q``: only those with these words; ``archived``: the archived ones too."""
    with opened(use) as (_, bank):
        every = bank.stories(archived=True)
        found = [one for one in every if (archived or not one.story.archived) and editing.matches(one, q)]
        values: dict[str, Any] = {
            "shown": [_shown(one, bank) for one in found],
            "total": sum(not one.story.archived for one in every),
            "aside": sum(one.story.archived for one in every),
            "last": editing.last(bank),
            "back": editing.back(bank),
            "q": q,
            "archived": bool(archived),
            "names": parts.names(),
        }
    if is_part(request):
        return fragment(request, "stories_list.html", **values | parts.words())
    return page(request, "stories.html", **values)


def _shown(held: Held, bank: Bank) -> Shown:
    latest = {one.competency: one for one in sorted(bank.supports(), key=lambda s: s.reviewed)
              if one.story == held.story.id}  # fmt: skip
    expected = [kind.partition("/")[0] for kind in held.story.archetypes]
    told = max((one.written for one in held.tellings if one.text), default=None)
    return Shown(held, tuple(latest.values()), tuple(dict.fromkeys(i for i in expected if i not in latest)), told)


@router.post("/stories/undo")
def undo(use: Use, change: Annotated[str, Form()] = "", redo: Annotated[str, Form()] = "") -> Response:
    """Take back the latest change, or bring back what was taken back."""
    with opened(use) as (_, bank):
        editing.undo(bank, change, parts.now(), redo=bool(redo))
    return see("/stories?done=" + ("redone" if redo else "undone"))


@router.get("/stories/history")
def history(request: Request, use: Use) -> Response:
    """Every change of the bank, the latest first."""
    with opened(use) as (_, bank):
        changes = [*reversed(bank.changes())]
        return page(request, "stories_history.html", changes=changes, last=editing.last(bank), back=editing.back(bank))


@router.get("/stories/export.json")
def export_all(use: Use) -> Response:
    """All stories, archived ones too, as a file that can be brought in again."""
    from greenroom.stories.exporting import as_json

    with opened(use) as (_, bank):
        held = bank.stories(archived=True)
    return _file(as_json(held), "application/json", "greenroom-stories.json")


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


# ── what is typed and not sent yet ──────────────────────────────────────────────────


@router.post("/stories/keep")
def keep(use: Use, fields: Fields) -> Response:
    """Keep what was typed so far; the answer is the number of the draft, or 409 where another window was quicker."""
    key = str(fields.get("draft_of", ""))
    kind, colon, story = key.partition(":")
    with opened(use) as (store, bank):
        if colon and f"{kind}:" in ("edit:", drafts.TELLING):
            parts.story_of(bank, story)
        elif key not in ("add", "import"):
            raise UsageError(f"'{key:.60}' is nothing that is typed here", where="draft_of")
        typed = parts.typed(fields)
        if key == "import":  # the notes themselves are not in the form that corrects their split
            typed |= {name: text for name, text in drafts.draft(store, key).fields.items() if name in SOURCE}
        seen, base = parts.number_of(fields), str(fields.get("base", ""))
        try:
            made = drafts.keep(store, key, typed, seen, parts.now(), base)
        except ChangedError as fault:
            return JSONResponse({"said": fault.what}, 409)
    return JSONResponse({"number": made.number})


@router.post("/stories/discard")
def discard(use: Use, draft_of: Annotated[str, Form()] = "") -> Response:
    """Forget what was typed."""
    kind, _, story = draft_of.partition(":")
    places = {"edit": f"/stories/bank/{story}/edit", "telling": f"/stories/bank/{story}/tell"}
    with opened(use) as (store, bank):
        if kind in places:
            parts.story_of(bank, story)
        elif draft_of not in ("add", "import"):
            raise UsageError(f"'{draft_of:.60}' is nothing that is typed here", where="draft_of")
        drafts.drop(store, draft_of)
    return see(places.get(kind, f"/stories/{draft_of}") + "?done=dropped")


# ── a new one ───────────────────────────────────────────────────────────────────────


@router.get("/stories/add")
def add_form(request: Request, use: Use) -> Response:
    """The form of a new story, with what was typed before."""
    with use.store() as store:
        return _add_form(request, drafts.draft(store, "add"))


def _add_form(request: Request, made: Draft, *, status: int = 200, fault: GreenroomError | None = None) -> Response:
    return page(request, "story_add.html", status=status, fault=fault, draft=made, **_sheet_words())


def _sheet_words() -> dict[str, Any]:
    return {"fact_words": FACT_WORDS, "kinds": FACT_KINDS, "offered": editing.offered()}


@router.post("/stories/add")
def add(request: Request, use: Use, fields: Fields) -> Response:
    """Add it."""
    words, kinds = parts.lines_of(fields), fields.get("archetypes", ())
    with opened(use) as (store, bank):
        before = drafts.draft(store, "add")
        try:
            held = editing.add(
                bank, str(fields.get("title", "")), str(fields.get("text", "")), words, kinds, parts.now()
            )
        except GreenroomError as fault:
            made = Draft(fields=parts.typed(fields), number=before.number)
            return _add_form(request, made, status=status_of(fault), fault=fault)
        drafts.drop(store, "add", parts.number_of(fields))
    return see(f"/stories/bank/{held.story.id}?done=added")


# ── one story ───────────────────────────────────────────────────────────────────────


@router.get("/stories/bank/{name}")
def one(request: Request, use: Use, name: str) -> Response:
    """One story: its sheet, its tellings with their reviews, its versions."""
    with opened(use) as (_, bank):
        held = parts.story_of(bank, name)
        supports = [s for s in bank.supports() if s.story == name]
        return page(
            request, "story.html", held=held, story=held.story, supports=supports, names=parts.names(),
            versions=[*reversed(bank.versions(name))], fact_words=FACT_WORDS, kinds=FACT_KINDS,
            kind_words=_kind_words(held, parts.names()),
        )  # fmt: skip


def _kind_words(held: Held, names: dict[str, str]) -> list[str]:
    """The kinds of the story in words."""
    known = {ident: name for _, each in editing.offered() for ident, name in each}
    made = []
    for full in held.story.archetypes:
        competency = names.get(full.partition("/")[0], full.partition("/")[0])
        made.append(f"{known[full]} ({competency})" if full in known else f"for {competency}")
    return made


@router.get("/stories/bank/{name}/edit")
def edit_form(request: Request, use: Use, name: str) -> Response:
    """The form of a story, with what was typed before."""
    with opened(use) as (store, bank):
        held, made = parts.story_of(bank, name), drafts.draft(store, f"edit:{name}")
    return _edit_form(request, held, made)


def _edit_form(
    request: Request, held: Held, made: Draft, *, status: int = 200, fault: GreenroomError | None = None
) -> Response:
    """``made``: what was typed; nothing typed shows the story as it is."""
    version = editing.version_of(held.story)
    lines = editing.by_kind(held.story.facts)
    now = {"title": held.story.title, "archetypes": list(held.story.archetypes)} | {
        f"fact-{kind}": text for kind, text in lines.items()
    }
    stale = isinstance(fault, ChangedError) or bool(made.fields and made.base and made.base != version)
    begun = bool(made.fields) and any(made.fields.get(key, value) != value for key, value in now.items())
    known = {ident for _, each in editing.offered() for ident, _ in each}
    return page(
        request, "story_edit.html", status=status, fault=fault, held=held, story=held.story, stale=stale, begun=begun,
        values=made.fields or now, lines=lines, version=version, number=made.number,
        others=[one for one in (made.fields or now).get("archetypes", ()) if one not in known], **_sheet_words(),
    )  # fmt: skip


@router.post("/stories/bank/{name}/edit")
def edit(request: Request, use: Use, name: str, fields: Fields) -> Response:
    """Keep it as a new version; where another window was quicker, show both and keep neither."""
    with opened(use) as (store, bank):
        held, key = parts.story_of(bank, name), f"edit:{name}"
        before = drafts.draft(store, key)
        try:
            after = editing.save(
                bank, name, str(fields.get("base", "")), str(fields.get("title", "")), parts.lines_of(fields),
                fields.get("archetypes", ()), parts.now(),
            )  # fmt: skip
        except GreenroomError as fault:
            # Once both were shown, the next save is meant for what is here now.
            base = editing.version_of(held.story) if isinstance(fault, ChangedError) else str(fields.get("base", ""))
            made = drafts.keep(store, key, parts.typed(fields), before.number, parts.now(), base)
            return _edit_form(request, held, made, status=status_of(fault), fault=fault)
        drafts.drop(store, key)
    return see(f"/stories/bank/{name}?done=" + ("same" if after == held else "kept"))


@router.post("/stories/bank/{name}/archive")
def archive(use: Use, name: str, archived: Annotated[str, Form()] = "") -> Response:
    """Put the story aside, or bring it back."""
    with opened(use) as (_, bank):
        parts.story_of(bank, name)
        bank.archive(name, bool(archived), parts.now())
    return see(f"/stories/bank/{name}?done=" + ("archived" if archived else "back"))


@router.get("/stories/bank/{name}/export.md")
def export_one(use: Use, name: str) -> Response:
    """The story as a Markdown file."""
    from greenroom.stories.files import markdown_of

    with opened(use) as (_, bank):
        held = parts.story_of(bank, name)
    return _file(markdown_of(held), "text/markdown; charset=utf-8", f"{held.story.id}.md")
