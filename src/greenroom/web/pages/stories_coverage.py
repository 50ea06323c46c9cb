"""What the stories cover: competencies by stories as a map, holes, spares, and what should not be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from greenroom.errors import GreenroomError
from greenroom.model import VERDICTS
from greenroom.reports.wording import VERDICT_WORDS
from greenroom.stories.coverage import BAND, Basis, Cell, Coverage
from greenroom.stories.covered import covered
from greenroom.web.faults import status_of
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import opened, page
from greenroom.web.shared import Use

router = APIRouter()

BASIS_WORDS: Mapping[Basis, str] = {
    "review": "reviewed at this level",
    "higher-level": "reviewed for a higher level",
    "lower-level": "reviewed only for a lower level",
    "archetype": "not reviewed: expected of its kind of story",
    "also-covers": "not reviewed: its kind of story also covers it",
}
STATE_WORDS = {"covered": "Covered", "unproven": "Unproven", "hole": "No story"}


class Box(NamedTuple):
    """A field of the map: its shade (0 to 4), the word on it, and the whole of it in words; where it leads."""

    shade: str
    figure: str
    word: str
    told: str
    href: str


@router.get("/stories/coverage")
def show(request: Request, use: Use, level: str = "", company: str = "") -> Response:
    """The map."""
    fault: GreenroomError | None = None
    with opened(use) as (store, bank):
        try:
            wanted, lens = parts.known_level(level) if level else None, parts.company_of(company)
        except GreenroomError as said:
            fault, wanted, lens = said, None, None
        made = covered(store, wanted, lens, use.settings, parts.here())
        numbers = {t.id: t.number for one in bank.stories() for t in one.tellings}
        names = {row.competency: row.name for row in made.rows}
        titles = {one.story: one.title for one in made.uses}
        found = {(one.story, one.competency): one for one in made.cells}
        shown = [row for row in made.rows if any(c.competency == row.competency for c in made.cells)]
        filled = {one.story for one in made.cells}
        across = [one for one in made.uses if one.story in filled]
        rows = [
            (row, [_box(found.get((one.story, row.competency)), names, titles, numbers) for one in across])
            for row in shown
        ]
    return page(
        request, "story_coverage.html", status=status_of(fault) if fault else 200, fault=fault, made=made, rows=rows,
        across=across,
        names=names, titles=titles, states=STATE_WORDS, target_levels=parts.levels(), refused=_refused(made, names),
        counts={state: sum(row.state == state for row in made.rows) for state in STATE_WORDS},
    )  # fmt: skip


def _box(cell: Cell | None, names: Mapping[str, str], titles: Mapping[str, str], numbers: Mapping[str, int]) -> Box:
    if cell is None:
        return Box("", "", "", "", "")
    where = f"{titles[cell.story]}, {names[cell.competency]}"
    href = f"/stories/bank/{cell.story}"
    if cell.telling is not None and cell.telling in numbers:
        href += f"/tellings/{numbers[cell.telling]}?for={cell.competency}#h-verdict"
    if cell.not_recommended:
        return Box("x", "×", "not this", f"{where}: not recommended, {cell.not_recommended}", href)
    verdict = VERDICT_WORDS[VERDICTS[min(3, cell.strength // BAND)]]
    proven = cell.basis in ("review", "higher-level", "lower-level")
    word = verdict.lower() if proven else "expected"
    return Box(
        str(min(3, cell.strength // BAND)) if proven else "e", str(cell.strength), word,
        f"{where}: {cell.strength} of 100, {word}, {BASIS_WORDS[cell.basis]}", href,
    )  # fmt: skip


def _refused(made: Coverage, names: Mapping[str, str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What should not be told, by story: the competency and why."""
    shown = []
    for use in made.uses:
        reasons = []
        for competency, reason in use.not_recommended:
            told, found, ident = reason.partition("as found for ")
            reasons.append((names[competency], told + found + names.get(ident, ident)))
        if reasons:
            shown.append((use, reasons))
    return shown
