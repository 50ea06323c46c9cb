"""Revision: which card comes next, what a rating does to it, and how many wait.

Everything is read from the store at every step and written at once, so that two sessions may run side by side and
nothing is lost wherever one of them ends.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from greenroom.errors import UsageError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.model import Value
from greenroom.practice import schedule
from greenroom.practice.cards import Card, full_name, of_guide, prefix
from greenroom.practice.mistakes import Mistake, of_mistakes
from greenroom.store import Store
from greenroom.store.values import CardReview, Rating, StoredCard


class Counts(Value, frozen=True, kw_only=True):
    """How many cards there are.

    ``due``: rated before and to be shown now; ``new``: never rated and to be shown today; ``unseen``: never rated, of
    any day; ``learned``: past their first steps; ``suspended``: out of revision; ``cards``: all of them; ``next``:
    when the next card comes, where none is due or new now.
    """

    due: int
    new: int
    unseen: int
    learned: int
    suspended: int
    cards: int
    next: datetime | None = None


class Waiting(Value, frozen=True, kw_only=True):
    """A card that is not suspended: its place in the guide, its schedule and when it comes."""

    card: StoredCard
    place: int
    schedule: schedule.Schedule
    due: datetime
    missed: bool = False
    """What it asks was answered wrongly since the card was last rated, so that it comes now."""

    def comes(self, now: datetime) -> bool:
        """Whether a card that was rated before is to be shown now."""
        return self.missed or schedule.is_due(self.schedule, self.due, now, day_of(now)[1])


class TakenBack(Value, frozen=True, kw_only=True):
    """What ``undo`` took back: the card's front, and the rating it had been given or "suspend"."""

    front: str
    what: str


class Session:
    """One sitting.

    ``names``: the guides to revise, everything that was begun where none is named; ``begin``: make the cards of the
    named ones if they are not there yet; ``limit``: most ratings. ``now`` is everywhere an aware time in the
    person's own zone, in which their day begins and ends. Raises as ``load_guide``.
    """

    def __init__(
        self,
        store: Store,
        names: Sequence[str] = (),
        *,
        new_a_day: int,
        now: datetime,
        begin: bool = False,
        limit: int | None = None,
    ) -> None:
        self._store = store
        self._new_a_day = new_a_day
        self._left = limit
        self._done: list[str] = []  # what was done here, latest last: the id of a card suspended, "" for a rating
        self._later: set[str] = set()
        self._first = ""  # a card taken back, which is shown again at once
        self._places: dict[str, int] = {}
        self._missed: dict[str, datetime] = {}
        guides = _guides(store, names, begin)
        self._prefixes = tuple(prefix(guide) for guide, _ in guides) if names else ("",)
        for guide, whole in guides:
            for card, at in refresh(store, guide, now, whole=whole):
                self._places[card.id] = len(self._places)
                if at is not None:
                    self._missed[card.id] = at

    def counts(self, now: datetime) -> Counts:
        """How many cards of the session's guides wait now."""
        cards, waiting = self._cards(), self._waiting()
        old = [w for w in waiting if w.schedule.state != "new"]
        due = [w for w in old if w.comes(now)]
        new = len(waiting) - len(old)
        today = min(new, self._allowed(now))
        later = [_from(w, now) for w in old]
        if new:
            later.append(day_of(now)[1])
        return Counts(
            due=len(due),
            new=today,
            unseen=new,
            learned=sum(w.schedule.state == "review" for w in waiting),
            suspended=len(cards) - len(waiting),
            cards=len(cards),
            next=min(later, default=None) if not due and not today else None,
        )

    def next(self, now: datetime) -> StoredCard | None:
        """The card to show, ``None`` where the sitting is over; the same until it is rated, put off or suspended.

        Steps come first, in the order in which they are due, then what was learned, then new cards; steps that are
        due within ``schedule.AHEAD`` last.
        """
        if self._left is not None and self._left <= 0:
            return None
        waiting = [w for w in self._waiting() if w.card.id not in self._later]
        again = [w for w in waiting if w.card.id == self._first]
        old = [w for w in waiting if w.schedule.state != "new"]
        due = [w for w in old if w.comes(now)]
        steps = [w for w in due if w.schedule.state != "review"]
        learned = [w for w in due if w.schedule.state == "review"]
        new = [w for w in waiting if w.schedule.state == "new"] if self._allowed(now) else []
        ahead = [w for w in old if w.schedule.state != "review" and w.due <= now + schedule.AHEAD]
        for group in (again, _by_due(steps), _by_due(learned), sorted(new, key=_new_order), _by_due(ahead)):
            if group:
                return group[0].card
        return None

    def intervals(self, card: StoredCard, now: datetime) -> Mapping[Rating, timedelta]:
        """How long ``card`` would stay away after each rating."""
        return schedule.intervals(schedule.read(card), now)

    def rate(self, card: StoredCard, rating: Rating, now: datetime) -> None:
        """Rate ``card`` as it was shown. Raises ``ChangedError`` where another session has rated it since."""
        # A clock that was set back must not put this rating before another, which "undo" would take for the latest.
        at = max([now, *(r.at for r in self._store.card_reviews(since=now))])
        after, due = schedule.rate(schedule.read(card), rating, at)
        made = CardReview(
            id=uuid.uuid4().hex,
            card=card.id,
            rating=rating,
            at=at.astimezone(UTC),
            before=card.schedule,
            after=schedule.written(after),
        )
        self._store.record_review(made, due)
        self._done.append("")
        self._first = ""
        if self._left is not None:
            self._left -= 1

    def later(self, card: StoredCard) -> None:
        """Do not show ``card`` in this sitting; its schedule stays."""
        self._later.add(card.id)
        self._first = ""

    def suspend(self, card: StoredCard) -> None:
        """Take ``card`` out of revision."""
        self._store.suspend(card.id, True)
        self._done.append(card.id)
        self._first = ""

    def undo(self) -> TakenBack | None:
        """Take back what was done last: a card suspended here, or else the latest rating, of whatever sitting.

        The card comes again at once. ``None`` where there is nothing to take back.
        """
        suspended = self._done.pop() if self._done else ""
        if suspended:
            self._store.suspend(suspended, False)
            return self._again(suspended, "suspend")
        review = self._store.undo_review()
        if review is None:
            return None
        if self._left is not None:
            self._left += 1
        return self._again(review.card, schedule.RATINGS[review.rating])

    def listed(self) -> tuple[tuple[StoredCard, schedule.Schedule], ...]:
        """All cards of the session's guides with their schedules, in the order of the guides; suspended ones too."""
        cards = sorted(self._cards(), key=lambda c: self._place(c.id))
        return tuple((card, schedule.read(card)) for card in cards)

    def _again(self, card: str, what: str) -> TakenBack:
        self._first = card
        self._later.discard(card)
        front = next(c.front for c in self._store.cards() if c.id == card)
        return TakenBack(front=front, what=what)

    def _cards(self) -> list[StoredCard]:
        return [card for card in self._store.cards() if card.id.startswith(self._prefixes)]

    def _waiting(self) -> list[Waiting]:
        made = []
        for card in self._cards():
            if not card.suspended:
                known = schedule.read(card)
                missed = self._missed.get(card.id)
                again = missed is not None and known.last is not None and missed > known.last
                made.append(Waiting(card=card, place=self._place(card.id), schedule=known, due=card.due, missed=again))
        return made

    def _place(self, card: str) -> int:
        return self._places.get(card, len(self._places))

    def _allowed(self, now: datetime) -> int:
        """How many new cards may still be shown today, over all guides."""
        begins, _ = day_of(now)
        shown = sum(r.before.get("state") == "new" for r in self._store.card_reviews(since=begins))
        return max(self._new_a_day - int(shown), 0)


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """When the day of ``now`` begins and ends, in its own zone."""
    begins = datetime.combine(now.date(), time(), now.tzinfo)
    return begins, begins + timedelta(days=1)


def refresh(store: Store, guide: Guide, at: datetime, *, whole: bool) -> tuple[tuple[Card, datetime | None], ...]:
    """Bring the stored cards of ``guide`` up to date; gives those it has now, with the time of a mistake.

    New ones are added and due at once, the text of the others is changed, their schedules stay. What the guide no
    longer has is suspended, and comes back as it was when the guide has it again. ``whole=False`` leaves out the
    guide's own cards: only the person's mistakes are made into cards.
    """
    stored = {card.id: card for card in store.cards(guide.id) if card.id.startswith(prefix(guide))}
    own: list[tuple[Card, datetime | None]] = [(card, None) for card in of_guide(guide)] if whole else []
    # Mistakes first: they are what a person needs most.
    cards = [*((m.card, m.at) for m in mistakes_of(store, guide)), *own]
    made = {card.id: card for card, _ in cards}
    store.put_cards([_stored(c, at) for c in made.values() if _differs(c, stored.get(c.id))])
    gone = set((store.kept("revise", full_name(guide)) or {}).get("gone", ()))
    back = gone & made.keys()
    lost = {name for name, card in stored.items() if name not in made and not card.suspended}
    for name in sorted(back):
        store.suspend(name, False)
    if lost or back:
        # Noted before they are suspended: were it the other way round, a crash would make them the person's own doing.
        store.keep("revise", full_name(guide), {"gone": sorted((gone - back) | lost)}, at)
    for name in sorted(lost):
        store.suspend(name, True)
    return tuple(cards)


def mistakes_of(store: Store, guide: Guide) -> tuple[Mistake, ...]:
    """Cards of what the person got wrong about ``guide``, with the time of the latest."""
    return of_mistakes(guide, store.quiz_answers(guide.id), store.calibrations(guide.id), store.drafts(guide.id))


def cards_of(store: Store, guides: Iterable[Guide]) -> tuple[tuple[Guide, tuple[Card, ...]], ...]:
    """Every card of each guide and of the mistakes about it, but for those that the person suspended."""
    out = {card.id for card in store.cards() if card.suspended}
    made = []
    for guide in guides:
        every = (*of_guide(guide), *(m.card for m in mistakes_of(store, guide)))
        made.append((guide, tuple(card for card in every if card.id not in out)))
    return tuple(made)


def begun(store: Store) -> frozenset[str]:
    """Ids of the guides whose own cards are in revision, mistakes aside."""
    return frozenset(card.guide for card in store.cards() if card.kind != "mistake")


def unsuspend(store: Store, card: str) -> None:
    """Take a card back into revision; raises ``UsageError`` for one that is not there or is not suspended."""
    known = {c.id: c for c in store.cards()}
    if card in known and not known[card].suspended:
        raise UsageError(f"card '{card}' is not suspended", do="greenroom revise --list shows the cards")
    store.suspend(card, False)


def _guides(store: Store, names: Sequence[str], begin: bool) -> list[tuple[Guide, bool]]:
    """The guides that are revised, and whether with their own cards or with the mistakes alone."""
    begun = {card.id.partition(":")[0]: None for card in store.cards() if card.kind != "mistake"}
    if names:
        named = {full_name(guide): guide for guide in map(load_guide, names)}
        return [(guide, begin or name in begun) for name, guide in named.items()]
    erring = {a.guide for a in store.quiz_answers() if not a.correct} | {c.guide for c in store.calibrations()}
    found: dict[str, tuple[Guide, bool]] = {}
    for name in (*begun, *(i for i in guide_ids() if i in erring or store.drafts(i))):
        with contextlib.suppress(UsageError):  # the cards of a guide that was removed stay as they are
            guide = load_guide(name)
            found.setdefault(full_name(guide), (guide, name in begun))
    return list(found.values())


def _stored(card: Card, at: datetime) -> StoredCard:
    return StoredCard(
        id=card.id,
        guide=card.guide,
        kind=card.kind,
        front=card.front,
        back=card.back,
        due=at.astimezone(UTC),
        schedule=schedule.written(schedule.NEW),
        suspended=False,
        created=at.astimezone(UTC),
    )


def _differs(card: Card, stored: StoredCard | None) -> bool:
    return stored is None or (stored.front, stored.back) != (card.front, card.back)


def _from(waiting: Waiting, now: datetime) -> datetime:
    """From when on a card that is not due is shown: what is learned from the beginning of its day."""
    due = waiting.due.astimezone(now.tzinfo)
    return day_of(due)[0] if waiting.schedule.state == "review" else due


def _by_due(cards: list[Waiting]) -> list[Waiting]:
    return sorted(cards, key=lambda w: (w.due, w.place))


def _new_order(waiting: Waiting) -> tuple[int, str]:
    return waiting.place, waiting.card.id
