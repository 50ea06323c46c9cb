"""Revision over the store: no card is ever lost, whatever two sittings, a new guide and new mistakes do to it."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings as hypothesis_settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from small_guide import guide as small

from greenroom.errors import ChangedError, InputError, UsageError
from greenroom.guides.schema import Guide
from greenroom.practice import revision, schedule
from greenroom.practice.cards import card, of_guide
from greenroom.practice.mistakes import Mistake
from greenroom.practice.revision import Session, unsuspend
from greenroom.store import Store
from greenroom.store.values import QuizAnswer

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD, EASY, AGAIN = 3, 4, 1
NAME = "have-backbone"


def mistakes(guide: Guide, answers: list[QuizAnswer], *_: object) -> tuple[Mistake, ...]:
    """One card a wrong answer, without reading the examples of a guide."""
    at = {a.question: a.at for a in answers if not a.correct}
    return tuple(Mistake(card=card(guide, "mistake", f"quiz:{q}", [f"{q}?"], ["!"]), at=when) for q, when in at.items())


def wrong(question: str, at: datetime, number: int = 0) -> QuizAnswer:
    return QuizAnswer(
        id=f"{question} {number}",
        session="s",
        guide=NAME,
        question=question,
        difficulty="easy",
        chosen="a",
        right="b",
        correct=False,
        at=at,
    )


class Shelf:
    """The guides there are; a test may put another version there, or take the guide away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.guide: Guide | None = small()
        monkeypatch.setattr(revision, "load_guide", self.load)
        monkeypatch.setattr(revision, "guide_ids", lambda: (NAME,) if self.guide else ())
        monkeypatch.setattr(revision, "of_mistakes", mistakes)

    def load(self, name: str) -> Guide:
        if self.guide is None or name != NAME:
            raise UsageError(f"unknown competency '{name}'")
        return self.guide

    def without_probes(self, *, but: int = 0) -> None:
        probe = small().probes[0]
        probes = tuple(msgspec.structs.replace(probe, id=f"probe-{n}") for n in range(1, but + 1))
        self.guide = msgspec.structs.replace(small(), version="1.1.0", probes=probes)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(tmp_path) as opened:
        yield opened


def sit(store: Store, now: datetime = MONDAY, *, new: int = 1000, **options: Any) -> Session:
    return Session(
        store, options.pop("names", (NAME,)), new_a_day=new, now=now, begin=options.pop("begin", True), **options
    )


def state(store: Store) -> dict[str, Any]:
    """Cards and log, without what differs each time."""
    told = store.export()
    return {"cards": told["cards"], "card_reviews": told["card_reviews"]}


# ── a sitting ───────────────────────────────────────────────────────────────────────


def test_naming_a_guide_makes_all_its_cards_new(store: Store, shelf: Shelf) -> None:
    counts = sit(store).counts(MONDAY)
    assert counts.cards == counts.new == counts.unseen == len(of_guide(small()))
    assert (counts.due, counts.learned, counts.suspended, counts.next) == (0, 0, 0, None)


def test_looking_only_makes_no_cards(store: Store, shelf: Shelf) -> None:
    assert sit(store, begin=False).counts(MONDAY).cards == 0
    assert store.cards() == []


def test_no_more_new_cards_than_a_day_may_have_and_more_the_next_day(store: Store, shelf: Shelf) -> None:
    session = sit(store, new=2)
    for _ in range(2):
        shown = session.next(MONDAY)
        assert shown is not None
        session.rate(shown, EASY, MONDAY)
    assert session.next(MONDAY) is None
    counts = session.counts(MONDAY)
    assert counts.new == 0
    assert counts.next == datetime(2026, 3, 3, tzinfo=UTC)
    assert sit(store, MONDAY + timedelta(days=1), new=2).counts(MONDAY + timedelta(days=1)).new == 2


def test_a_sitting_ends_after_its_limit(store: Store, shelf: Shelf) -> None:
    session = sit(store, limit=1)
    shown = session.next(MONDAY)
    assert shown is not None
    session.rate(shown, GOOD, MONDAY)
    assert session.next(MONDAY) is None


def test_a_card_in_its_steps_comes_at_the_end_of_the_sitting_without_waiting(store: Store, shelf: Shelf) -> None:
    session = sit(store, new=2)
    first = session.next(MONDAY)
    assert first is not None
    session.rate(first, GOOD, MONDAY)
    second = session.next(MONDAY)
    assert second is not None
    assert second.id != first.id
    session.rate(second, EASY, MONDAY)
    again = session.next(MONDAY)
    assert again is not None
    assert again.id == first.id


def test_due_cards_come_before_new_ones(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    session.rate(shown, EASY, MONDAY)
    in_a_month = MONDAY + timedelta(days=30)
    assert sit(store, in_a_month).next(in_a_month).id == shown.id


def test_what_was_put_off_does_not_come_again_in_this_sitting(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    session.later(shown)
    assert session.next(MONDAY) != shown
    assert sit(store).next(MONDAY) == shown


def test_undo_restores_the_card_and_shows_it_again(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    first = session.next(MONDAY)
    assert first is not None
    session.rate(first, GOOD, MONDAY)
    before, second = state(store), session.next(MONDAY)
    assert second is not None
    session.rate(second, AGAIN, MONDAY + timedelta(minutes=1))
    taken = session.undo()
    assert taken is not None
    assert (taken.what, taken.front) == ("again", second.front)
    assert state(store) == before
    assert session.next(MONDAY + timedelta(minutes=1)) == second


def test_undo_takes_back_a_suspension(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    session.suspend(shown)
    assert session.counts(MONDAY).suspended == 1
    assert session.undo() is not None
    assert session.counts(MONDAY).suspended == 0
    assert session.next(MONDAY) == shown


def test_nothing_is_undone_where_nothing_was_done(store: Store, shelf: Shelf) -> None:
    assert sit(store).undo() is None


def test_a_card_rated_in_another_sitting_meanwhile_is_not_rated_twice(store: Store, shelf: Shelf) -> None:
    one, other = sit(store), sit(store)
    shown = one.next(MONDAY)
    assert shown is not None
    other.rate(shown, GOOD, MONDAY)
    with pytest.raises(ChangedError):
        one.rate(shown, AGAIN, MONDAY)
    assert len(store.card_reviews()) == 1


def test_a_mistake_made_again_brings_its_card_back_at_once(store: Store, shelf: Shelf) -> None:
    store.add_quiz_answer(wrong("q", MONDAY))
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    assert shown.kind == "mistake"
    session.rate(shown, EASY, MONDAY)
    tomorrow = MONDAY + timedelta(days=1)
    assert sit(store, tomorrow).counts(tomorrow).due == 0
    store.add_quiz_answer(wrong("q", tomorrow, 1))
    assert sit(store, tomorrow).counts(tomorrow).due == 1
    assert sit(store, tomorrow).next(tomorrow).id == shown.id


def test_mistakes_are_revised_before_any_guide_was_begun(store: Store, shelf: Shelf) -> None:
    store.add_quiz_answer(wrong("q", MONDAY))
    session = sit(store, names=())
    assert session.counts(MONDAY).cards == 1


# ── a guide that changes ────────────────────────────────────────────────────────────


def test_a_new_wording_keeps_the_schedule(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    session.rate(shown, EASY, MONDAY)
    rated = next(c for c in store.cards() if c.id == shown.id)
    assert shelf.guide is not None
    shelf.guide = msgspec.structs.replace(
        shelf.guide, principle="Another Name", card=msgspec.structs.replace(shelf.guide.card, headline="Another")
    )
    sit(store)
    now = next(c for c in store.cards() if c.id == shown.id)
    assert now.back != rated.back
    assert (now.schedule, now.due, now.suspended) == (rated.schedule, rated.due, False)


def test_what_a_guide_no_longer_has_is_suspended_and_comes_back_as_it_was(store: Store, shelf: Shelf) -> None:
    sit(store)
    before = {c.id: c for c in store.cards()}
    shelf.without_probes()
    counts = sit(store).counts(MONDAY)
    assert (counts.cards, counts.suspended) == (len(before), 1)
    shelf.guide = small()
    assert sit(store).counts(MONDAY).suspended == 0
    assert {c.id: c for c in store.cards()} == before


def test_what_the_person_suspended_stays_so_when_the_guide_loses_and_finds_it(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    probe = next(c for c in store.cards() if c.kind == "probe")
    session.suspend(probe)
    shelf.without_probes()
    sit(store)
    shelf.guide = small()
    assert sit(store).counts(MONDAY).suspended == 1


def test_the_cards_of_a_guide_that_was_removed_can_still_be_revised(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    shelf.guide = None
    assert sit(store, names=()).next(MONDAY) == shown


def test_only_a_suspended_card_can_be_taken_back_in(store: Store, shelf: Shelf) -> None:
    session = sit(store)
    shown = session.next(MONDAY)
    assert shown is not None
    with pytest.raises(UsageError, match="is not suspended"):
        unsuspend(store, shown.id)
    with pytest.raises(UsageError, match="there is no card 'x'"):
        unsuspend(store, "x")


def test_a_card_whose_schedule_was_spoilt_is_named(store: Store, shelf: Shelf) -> None:
    sit(store)
    whole = store.export()
    whole["cards"][0]["schedule"] = {"state": "asleep"}
    store.load(whole, prefer="file")
    with pytest.raises(InputError, match=f"card {NAME}:chain: its schedule cannot be read"):
        sit(store).counts(MONDAY)


# ── anything, in any order ──────────────────────────────────────────────────────────


class Revising(RuleBasedStateMachine):
    """Two sittings over one store, a guide that gains and loses probes, mistakes, and a clock that jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.patched = pytest.MonkeyPatch()
        self.shelf = Shelf(self.patched)
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name))
        self.now = MONDAY
        self.seen: set[str] = set()
        self.sittings: list[Session] = []

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()
        self.patched.undo()

    @initialize()
    def begin(self) -> None:
        self.sittings = [sit(self.store, self.now), sit(self.store, self.now)]

    @rule(which=st.integers(0, 1), new=st.integers(0, 1000))
    def sit_down_anew(self, which: int, new: int) -> None:
        self.sittings[which] = sit(self.store, self.now, new=new, names=())

    @rule(which=st.integers(0, 1), rating=st.integers(1, 4), seconds=st.integers(0, 40 * 86_400))
    def rate(self, which: int, rating: int, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        shown = self.sittings[which].next(self.now)
        if shown is not None:
            self.sittings[which].rate(shown, rating, self.now)

    @rule(rating=st.integers(1, 4))
    def rate_what_the_other_has_rated(self, rating: int) -> None:
        one, other = self.sittings
        shown = one.next(self.now)
        if shown is not None:
            other.rate(shown, GOOD, self.now)
            with pytest.raises(ChangedError):
                one.rate(shown, rating, self.now)

    @rule(which=st.integers(0, 1), rating=st.integers(1, 4))
    def rate_and_take_back(self, which: int, rating: int) -> None:
        shown = self.sittings[which].next(self.now)
        if shown is not None:
            before = state(self.store)
            self.sittings[which].rate(shown, rating, self.now)
            assert self.sittings[which].undo() is not None
            assert state(self.store) == before
            assert self.sittings[which].next(self.now) == shown

    @rule(which=st.integers(0, 1))
    def undo(self, which: int) -> None:
        reviews, cards = len(self.store.card_reviews()), len(self.store.cards())
        taken = self.sittings[which].undo()
        assert len(self.store.card_reviews()) == reviews - (taken is not None and taken.what != "suspend")
        assert len(self.store.cards()) == cards

    @rule(which=st.integers(0, 1), what=st.sampled_from(("suspend", "later")))
    def put_away(self, which: int, what: str) -> None:
        shown = self.sittings[which].next(self.now)
        if shown is not None:
            getattr(self.sittings[which], what)(shown)

    @precondition(lambda self: any(c.suspended for c in self.store.cards()))
    @rule(data=st.data())
    def take_back_in(self, data: st.DataObject) -> None:
        unsuspend(self.store, data.draw(st.sampled_from([c.id for c in self.store.cards() if c.suspended])))

    @rule(probes=st.integers(0, 3))
    def change_the_guide(self, probes: int) -> None:
        self.shelf.without_probes(but=probes)

    @rule(question=st.sampled_from("abc"), number=st.integers())
    def be_wrong(self, question: str, number: int) -> None:
        if not any(a.id == f"{question} {number}" for a in self.store.quiz_answers()):
            self.store.add_quiz_answer(wrong(question, self.now, number))

    @rule(days=st.integers(1, 30))
    def set_the_clock_back(self, days: int) -> None:
        self.now -= timedelta(days=days)

    @invariant()
    def no_card_is_lost(self) -> None:
        cards = {c.id: c for c in self.store.cards()}
        assert self.seen <= cards.keys()
        self.seen |= cards.keys()

    @invariant()
    def every_card_is_due_at_a_time_or_suspended(self) -> None:
        waiting = {c.id for c in self.store.due_cards(datetime.max.replace(tzinfo=UTC))}
        assert waiting == {c.id for c in self.store.cards() if not c.suspended}

    @invariant()
    def the_log_explains_every_schedule(self) -> None:
        for one in self.store.cards():
            known, due = schedule.NEW, one.created
            for review in self.store.card_reviews(one.id):
                assert schedule.read(msgspec.structs.replace(one, schedule=review.before)) == known
                known, due = schedule.rate(known, review.rating, review.at)
            assert (schedule.read(one), one.due) == (known, due)

    @invariant()
    def time_does_not_go_backwards(self) -> None:
        for one in self.store.cards():
            times = [review.at for review in self.store.card_reviews(one.id)]
            assert times == sorted(times)
            last = schedule.read(one).last
            assert last == (times[-1] if times else None)
            assert last is None or one.due > last


TestRevising = Revising.TestCase
TestRevising.settings = hypothesis_settings(
    max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
