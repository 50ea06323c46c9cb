"""Be the bar raiser: score two candidates, then see the key and your own bias."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import GreenroomError, UsageError
from greenroom.reports.wording import LEVEL_WORDS
from greenroom.web.faults import RequestError, status_of
from greenroom.web.pages.guides import guide_named, tabs_of
from greenroom.web.shared import Use
from greenroom.web.tabs import Tabs
from greenroom.web.templating import fragment, is_part, page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import FormData

    from greenroom.guides.pairs import Pair
    from greenroom.guides.schema import Guide
    from greenroom.practice.calibrate import Sheet, Sitting
    from greenroom.practice.calibrate_scores import Told
    from greenroom.store import Store
    from greenroom.store.values import Calibration

router = APIRouter()

LETTERS = "AB"
LONGEST_S = 3600.0
"""Seconds between two answers of a sheet that still count as time spent on it."""
_TABS = Tabs()
_ONE_AT_A_TIME = threading.Lock()
"""Between reading what was kept and keeping it anew no other request comes."""


def _pair(store: Store, guide: Guide, name: str) -> tuple[Pair, tuple[Told, ...], list[Calibration]]:
    from greenroom.practice import calibrate as room

    pairs = room.pairs_for(guide)
    try:
        pair = room.pair_named(pairs, name)
    except UsageError as fault:
        raise RequestError(404, fault.what, allowed=fault.allowed, do=fault.do or "choose one of the pairs") from None
    records = store.calibrations(guide.id)
    return pair, room.in_order(guide, pair, room.times_scored(pair, records)), records


def _sitting(store: Store, told: Sequence[Told]) -> Sitting:
    from greenroom.practice import calibrate as room

    return room.resumed(store, told) or room.Sitting(made_for=room.made_for(told))


def _state(sitting: Sitting) -> str:
    """What was given so far, by which a change in another tab is known."""
    from greenroom.practice.calibrate_scores import digest

    given = {name: sheet.given for name, sheet in sitting.sheets.items()}
    return digest(msgspec.json.encode(given, order="sorted").decode())


@router.get("/guides/{ident}/calibrate")
def begin(use: Use, ident: str) -> Response:
    """To the pair that waits: the one left unfinished, else one that was not scored yet."""
    from greenroom.practice import calibrate as room

    guide = guide_named(ident)
    with use.store() as store:
        pair = room.pair_to_score(store, guide, room.pairs_for(guide), store.calibrations(guide.id))
    return RedirectResponse(f"/guides/{guide.id}/calibrate/{pair.id}", 303)


@router.get("/guides/{ident}/bias")
def bias(request: Request, use: Use, ident: str) -> Response:
    """Agreement and bias over all that was scored of a guide, and over time."""
    guide = guide_named(ident)
    with use.store() as store:
        records = store.calibrations(guide.id)
    return page(request, "calibrate_bias.html", guide=guide, tabs=tabs_of(guide), **_figures(records))


@router.get("/guides/{ident}/calibrate/{pair}")
def show(request: Request, use: Use, ident: str, pair: str) -> Response:
    """The next candidate of a pair, to be scored."""
    guide = guide_named(ident)
    with use.store() as store:
        one, told, records = _pair(store, guide, pair)
        sitting = _sitting(store, told)
    return _sheet(request, guide, one, told, sitting, records)


def _sheet(
    request: Request,
    guide: Guide,
    pair: Pair,
    told: Sequence[Told],
    sitting: Sitting,
    records: Sequence[Calibration],
    *,
    status: int = 200,
    fault: GreenroomError | None = None,
    given: Mapping[str, Any] | None = None,
    candidate: str = "",
) -> Response:
    from greenroom.practice import calibrate as room
    from greenroom.practice.calibrate_words import expectations, level_options, verdict_options
    from greenroom.reports.runs import reflow

    done = [one.id for one in told if one.id in sitting.sheets and not room.next_step(sitting.sheets[one.id], guide)]
    open_ones = [one for one in told if one.id not in done]
    one = next((x for x in told if x.id == candidate), None) or (open_ones or list(told))[0]
    kept = sitting.sheets.get(one.id)
    return page(
        request,
        "calibrate.html",
        status=status,
        fault=fault,
        guide=guide,
        tabs=tabs_of(guide),
        pair=pair,
        told=one,
        text=reflow(one.text),
        letter=LETTERS[list(told).index(one)],
        level=LEVEL_WORDS[one.level],
        given=given if given is not None else dict(kept.given) if kept else {},
        resumed=given is None and bool(kept and kept.given),
        seen=_state(sitting),
        began=int(time.time()),
        levels=level_options(),
        verdicts=verdict_options(),
        expects=expectations(guide),
        again=room.times_scored(pair, records) > 0,
    )


def _given(form: FormData, guide: Guide) -> dict[str, Any]:
    """What the form says, by step; a choice that was not made is left out."""
    from greenroom.practice import calibrate as room

    made: dict[str, Any] = {}
    for step in room.steps(guide):
        if step.ask in ("disqualifiers", "red_flags"):
            made[step.name] = [str(x) for x in form.getlist(step.name)]
        elif (word := str(form.get(step.name, ""))) != "":
            made[step.name] = int(word) if step.ask == "signal" and word in ("0", "1", "2") else word
    return made


def _filled(sheet: Sheet, guide: Guide, given: Mapping[str, Any], seconds: float) -> Sheet:
    """``sheet`` with all that the form says. Raises ``UsageError`` for what may not be said."""
    from greenroom.practice import calibrate as room

    sheet = msgspec.structs.replace(sheet, given={}, seconds=sheet.seconds + seconds)
    for step in room.steps(guide):
        if step.name in given:
            sheet = room.answered(sheet, guide, step, given[step.name])
    return sheet


def _spent(form: FormData) -> float:
    """Seconds since the sheet was shown or kept last."""
    began = str(form.get("began", ""))
    return min(max(time.time() - int(began), 0.0), LONGEST_S) if began.isascii() and began.isdigit() else 0.0


@router.post("/guides/{ident}/calibrate/{pair}")
async def form_of(request: Request, use: Use, ident: str, pair: str) -> Response:
    """Keep what is given so far or, where the sheet is handed in, go on to the next candidate or to the key."""
    from fastapi.concurrency import run_in_threadpool

    form = await request.form()
    return await run_in_threadpool(_take, request, use, ident, pair, form)


def _take(request: Request, use: Use, ident: str, name: str, form: FormData) -> Response:
    from greenroom.practice import calibrate as room

    guide, now = guide_named(ident), datetime.now(UTC)
    with _ONE_AT_A_TIME, use.store() as store:
        pair, told, records = _pair(store, guide, name)
        sitting = _sitting(store, told)
        one = next((x for x in told if x.id == form.get("candidate")), None)
        if one is None:
            raise RequestError(409, "this candidate is not in the pair any more", do="reload the page")
        given = _given(form, guide)
        shown: dict[str, Any] = {"given": given, "candidate": one.id}
        handed_in = not form.get("keep")
        try:
            here, tab = _state(sitting), str(form.get("tab", ""))[:100]
            if form.get("seen") != here and not _TABS.own(room.kept_key(told), tab, here):
                do = "your scores are shown below and not kept yet: check them, and hand them in again"
                raise RequestError(409, "this pair was scored in another tab meanwhile", do=do)
            sheet = _filled(room.begun(sitting, one, lambda: uuid4().hex), guide, given, _spent(form))
            if handed_in and (missing := room.next_step(sheet, guide)) is not None:
                raise UsageError(_missing(guide, sheet), where=_label(guide, missing.name), do="choose one")
        except GreenroomError as fault:
            if is_part(request):
                raise
            return _sheet(request, guide, pair, told, sitting, records, status=status_of(fault), fault=fault, **shown)
        sitting = room.with_sheet(sitting, one, sheet)
        room.keep(store, told, sitting, now)
        # What is still on its way from a tab that has handed in must not open the sheet again.
        _TABS.wrote(room.kept_key(told), "" if handed_in else tab, _state(sitting))
        if not handed_in:
            return fragment(request, "calibrate_kept.html", seen=_state(sitting), began=int(time.time()))
        if all(x.id in sitting.sheets and not room.next_step(sitting.sheets[x.id], guide) for x in told):
            room.finish(store, told, sitting, now)
            return RedirectResponse(f"/guides/{guide.id}/calibrate/{pair.id}/key", 303)
    return RedirectResponse(f"/guides/{guide.id}/calibrate/{pair.id}", 303)


def _missing(guide: Guide, sheet: Sheet) -> str:
    from greenroom.practice import calibrate as room

    left = sum(step.name not in sheet.given for step in room.steps(guide))
    return "is not scored yet" if left == 1 else f"is not scored yet, and {left - 1} more"


def _label(guide: Guide, step: str) -> str:
    names = {f"signal:{s.id}": s.name for s in guide.signals}
    return names.get(step, step.replace("_", " "))


@router.get("/guides/{ident}/calibrate/{pair}/key")
def key(request: Request, use: Use, ident: str, pair: str) -> Response:
    """The key of a pair that was scored, the sentences, and what the person's scores show of themselves."""
    from greenroom.practice import calibrate as room
    from greenroom.practice.calibrate_words import key_lines
    from greenroom.reports.runs import reflow

    guide = guide_named(ident)
    with use.store() as store:
        one, _, records = _pair(store, guide, pair)
    try:
        scores = room.last_scores(one, records)
    except UsageError:
        return RedirectResponse(f"/guides/{guide.id}/calibrate/{one.id}", 303)
    told = room.in_order(guide, one, room.times_scored(one, records) - 1)
    candidates = {each.id: each for each in one.candidates}
    shown = [
        {
            "letter": letter,
            "name": each.id,
            "text": reflow(each.text),
            "lines": list(key_lines(each, scores[each.id], candidates[each.id])),
            "writes": candidates[each.id].key.writes,
        }
        for letter, each in zip(LETTERS, told, strict=True)
    ]
    left = room.unscored(room.pairs_for(guide), records)
    return page(
        request, "calibrate_key.html", guide=guide, tabs=tabs_of(guide), pair=one, shown=shown, left=left,
        **_figures(records),
    )  # fmt: skip


def _figures(records: Sequence[Calibration]) -> dict[str, Any]:
    """Agreement and bias over ``records``, in sentences and drawn."""
    from greenroom.practice import bias as figures, calibrate as room
    from greenroom.practice.calibrate_words import agreement_words, figure_words, stretch_words
    from greenroom.reports.chart import drawn_in_order

    every = room.rated(records)
    first, guides = figures.firsts(every), room.guides_of(records)
    sittings = figures.sittings(first, guides)
    chart, why_not = None, ""
    if sittings:
        lines = {
            "Signals, grade steps": [one.severity_signals for one in sittings],
            "Verdicts, steps": [one.severity_verdict for one in sittings],
        }
        ticks = ((-3.0, "-3 severe"), (-1.5, "-1.5"), (0.0, "0 as the key"), (1.5, "+1.5"), (3.0, "+3 lenient"))
        try:
            chart = drawn_in_order(lines, lowest=-3, highest=3, ticks=ticks)
        except UsageError as fault:
            why_not = fault.what
    return {
        "agreements": [agreement_words(one) for one in figures.agreement(first, guides)],
        "biases": [figure_words(one) for one in figures.bias(first, guides)] if first else [],
        "stretches": [stretch_words(one) for one in figures.stretches(first, guides)],
        "sittings": [
            (n, f"{s.severity_signals:+.2f}", f"{s.severity_verdict:+.2f}") for n, s in enumerate(sittings, 1)
        ],
        "repeats": len(every) - len(first),
        "chart": chart,
        "why_not": why_not,
    }
