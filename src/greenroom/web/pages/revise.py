"""Revision: the card that is due, what is due when, and the cards for Anki."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import ChangedError, UsageError
from greenroom.web.faults import RequestError
from greenroom.web.pages.guides import guide_named
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenroom.practice.revision import Session
    from greenroom.store import Store
    from greenroom.store.values import Rating, StoredCard

router = APIRouter()

ANKI = "application/octet-stream"


def now() -> datetime:
    """Now, in the person's own zone: their day is the one that counts."""
    return datetime.now().astimezone()


def _session(store: Store, use: Shared, later: str = "") -> Session:
    """The revision of all that was begun; ``later``: ids of cards that are put off, with blanks between."""
    from greenroom.practice.revision import Session

    session = Session(store, (), new_a_day=use.settings.new_cards_a_day, now=now())
    put_off = set(later.split())
    for card in store.cards():
        if card.id in put_off:
            session.later(card)
    return session


def _seen(card: StoredCard) -> str:
    """The schedule of a card as it is shown, by which another rating meanwhile is known."""
    from greenroom.practice.calibrate_scores import digest

    return digest(msgspec.json.encode(card.schedule, order="sorted").decode())


def _shown(session: Session, later: str, said: str = "") -> dict[str, Any]:
    """The card to show, with what each rating would do to it."""
    from greenroom.practice.card_words import KINDS, counts_words, span, when
    from greenroom.practice.schedule import RATINGS

    at = now()
    card, counts = session.next(at), session.counts(at)
    names = _names()
    shown: dict[str, Any] = {
        "card": card,
        "counts": counts,
        "told": counts_words(counts),
        "later": later,
        "taken": said,
        "next_in": when(counts.next, at) if counts.next else "",
        "more": counts.unseen - counts.new,
    }
    if card is not None:
        away = session.intervals(card, at)
        shown |= {
            "seen": _seen(card),
            "about": f"{names.get(card.guide, card.guide)}: {KINDS.get(card.kind, card.kind)}",
            "front": _paragraphs(card.front),
            "back": _paragraphs(card.back),
            "ratings": [(number, word, span(away[number])) for number, word in RATINGS.items()],
        }
    return shown


def _paragraphs(text: str) -> list[tuple[str, str]]:
    """Paragraphs of a side: the mark of a list item or nothing, and the text."""
    made = []
    for line in text.split("\n"):
        head, blank, rest = line.partition(" ")
        item = blank and (head == "-" or (head.endswith(".") and head[:-1].isdigit()))
        made.append((head, rest) if item else ("", line))
    return made


def _names() -> dict[str, str]:
    from greenroom.guides.loader import competencies

    return {one.id: one.name for one in competencies()}


def _guides(store: Store) -> list[tuple[str, str]]:
    """The guides that can still be begun."""
    from greenroom.guides.loader import guide_ids, load_guide
    from greenroom.practice.revision import begun

    there = begun(store)
    return [(ident, load_guide(ident).principle) for ident in guide_ids() if ident not in there]


def _answer(request: Request, store: Store, session: Session, later: str, said: str = "") -> Response:
    """After something was done: the next card in its place or, without script, the page anew."""
    if is_part(request):
        return fragment(request, "revise_part.html", **_shown(session, later, said))
    return page(request, "revise.html", guides=_guides(store), **_shown(session, later, said))


@router.get("/revise")
def show(request: Request, use: Use, later: str = "") -> Response:
    """The card that is due; where nothing was begun, which guides to begin with."""
    with use.store() as store:
        return page(request, "revise.html", guides=_guides(store), **_shown(_session(store, use, later), later))


@router.post("/revise/begin")
def begin(use: Use, guide: Annotated[list[str] | None, Form()] = None) -> Response:
    """Make the cards of guides."""
    from greenroom.practice.revision import Session

    if not guide:
        raise UsageError("none is chosen", where="guides", do="choose at least one")
    names = [guide_named(name).id for name in dict.fromkeys(guide)]
    with use.store() as store:
        Session(store, names, new_a_day=use.settings.new_cards_a_day, now=now(), begin=True)
    return RedirectResponse("/revise", 303)


@router.post("/revise/rate")
def rate(
    request: Request,
    use: Use,
    card: Annotated[str, Form()],
    seen: Annotated[str, Form()],
    rating: Annotated[int, Form(ge=1, le=4)],
    later: Annotated[str, Form()] = "",
) -> Response:
    """Rate a card; one that was rated elsewhere meanwhile keeps that rating."""
    with use.store() as store:
        session = _session(store, use, later)
        one, said = _card(store, card), ""
        given: Rating = rating
        try:
            if _seen(one) != seen:
                raise ChangedError("rated meanwhile")
            session.rate(one, given, now())
        except ChangedError:
            said = "That card was rated in another tab meanwhile; the other rating counts."
        return _answer(request, store, session, later, said)


@router.post("/revise/later")
def put_off(request: Request, use: Use, card: Annotated[str, Form()], later: Annotated[str, Form()] = "") -> Response:
    """Not now; the schedule stays."""
    with use.store() as store:
        put = " ".join(dict.fromkeys([*later.split(), _card(store, card).id]))
        return _answer(request, store, _session(store, use, put), put, "Put off until you come here again.")


@router.post("/revise/suspend")
def suspend(request: Request, use: Use, card: Annotated[str, Form()], later: Annotated[str, Form()] = "") -> Response:
    """Never again."""
    with use.store() as store:
        session = _session(store, use, later)
        session.suspend(_card(store, card))
        return _answer(request, store, session, later, "Suspended. All cards, below, has it back in.")


@router.post("/revise/back")
def unsuspend(use: Use, card: Annotated[str, Form()]) -> Response:
    """Take a suspended card back in."""
    from greenroom.practice.revision import unsuspend as take_back

    with use.store() as store:
        if _card(store, card).suspended:
            take_back(store, card)
    return RedirectResponse("/revise/cards", 303)


@router.post("/revise/undo")
def undo(request: Request, use: Use, later: Annotated[str, Form()] = "") -> Response:
    """Take back the latest rating."""
    with use.store() as store:
        session = _session(store, use, later)
        taken = session.undo()
        said = f"Taken back: {taken.what}." if taken else "There is nothing to take back."
        return _answer(request, store, session, later, said)


@router.get("/revise/cards")
def listed(request: Request, use: Use) -> Response:
    """What is due when, and every card."""
    from greenroom.practice.card_words import KINDS, short, when

    at, names = now(), _names()
    with use.store() as store:
        cards = _session(store, use).listed()
    rows, days = [], Counter[str]()
    for card, schedule in cards:
        if card.suspended:
            comes = "suspended"
        elif schedule.state == "new":
            comes = "new"
        else:
            comes = when(card.due, at) if card.due > at else "due"
        days[comes if comes in ("suspended", "new", "due") or "day" in comes or comes == "tomorrow" else "today"] += 1
        about = f"{names.get(card.guide, card.guide)}: {KINDS.get(card.kind, card.kind)}"
        rows.append({"card": card, "about": about, "front": short(card.front), "comes": comes})
    return page(request, "revise_cards.html", rows=rows, days=_in_order(days, cards, at), anki=_anki_is_there())


def _in_order(days: Counter[str], cards: Sequence[Any], at: datetime) -> list[tuple[str, int]]:
    """Days in the order in which they come: what is due, today, the days to come, then new and suspended ones."""

    def place(word: str) -> float:
        fixed = {"due": -2.0, "today": -1.0, "tomorrow": 1.0, "new": 1e6, "suspended": 1e7}
        return fixed.get(word) or float("".join(c for c in word if c.isdigit()) or 0)

    return sorted(days.items(), key=lambda one: place(one[0]))


def _anki_is_there() -> bool:
    from greenroom.reports.extras import extras

    return next(one.present for one in extras() if one.name == "anki")


@router.get("/revise/greenroom.apkg")
def anki(use: Use) -> Response:
    """Every card as a package that Anki imports."""
    from greenroom.guides.loader import guide_ids, load_guide
    from greenroom.practice.anki import package
    from greenroom.practice.revision import cards_of

    with use.store() as store:
        made = package(cards_of(store, [load_guide(one) for one in guide_ids()]), datetime.now(UTC))
    return Response(made, media_type=ANKI, headers={"content-disposition": 'attachment; filename="greenroom.apkg"'})


def _card(store: Store, ident: str) -> StoredCard:
    for card in store.cards():
        if card.id == ident:
            return card
    raise RequestError(404, "this card is not there any more", do="reload the page")
