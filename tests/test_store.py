"""The store: what is put in comes out, in its order, and changes only as it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from stored import DAY, NOW, calibration, card, draft, filled, new_store, quiz_answer, rating, rehearsal

from greenroom.errors import ChangedError, DataError, UsageError
from greenroom.store import Store, database_file
from greenroom.store.values import CardReview, StoredCard


@pytest.fixture
def store() -> Iterator[Store]:
    with new_store() as made:
        yield made


def test_what_was_read_is_remembered_with_its_version(store: Store) -> None:
    store.mark_read("have-backbone", "signals", "1.0", NOW)
    store.mark_read("have-backbone", "signals", "1.1", NOW + DAY)
    store.mark_read("highest-standards", "signals", "1.0", NOW)
    read = store.sections_read("have-backbone")
    assert {name: (one.version, one.at) for name, one in read.items()} == {"signals": ("1.1", NOW + DAY)}


def test_an_unfinished_exercise_is_kept_until_it_is_dropped(store: Store) -> None:
    store.keep("quiz", "have-backbone", {"at": 1}, NOW)
    store.keep("quiz", "have-backbone", {"at": 2, "asked": ("a", "b")}, NOW)
    store.keep("study", "have-backbone", {"at": 9}, NOW)
    assert store.kept("quiz", "have-backbone") == {"at": 2, "asked": ["a", "b"]}
    store.drop("quiz", "have-backbone")
    store.drop("quiz", "have-backbone")
    assert store.kept("quiz", "have-backbone") is None
    assert store.kept("study", "have-backbone") == {"at": 9}


def test_drafts_come_oldest_first_by_guide_and_walkthrough(store: Store) -> None:
    late, early = draft(id="late", at=NOW + DAY), draft(id="early", at=NOW)
    other = draft(id="other", walkthrough="senior", at=NOW - DAY)
    for one in (late, early, other, draft(id="x", guide="highest-standards")):
        store.add_draft(one)
    assert store.drafts("have-backbone") == [other, early, late]
    assert store.drafts("have-backbone", "sde2") == [early, late]


def test_rows_of_one_moment_stay_in_the_order_in_which_they_came(store: Store) -> None:
    answers = [quiz_answer(id=name) for name in ("z", "a", "m")]
    for one in answers:
        store.add_quiz_answer(one)
    assert store.quiz_answers() == answers
    assert store.quiz_answers("highest-standards") == []


def test_a_scored_candidate_comes_back_as_it_was(store: Store) -> None:
    scored = [calibration(), calibration(id="c2", lens="google", at=NOW + DAY)]
    for one in scored:
        store.add_calibration(one)
    assert store.calibrations() == store.calibrations("have-backbone") == scored


def test_what_is_kept_is_replaced_only_where_the_check_agrees(store: Store) -> None:
    store.keep("quiz", "all", {"n": 1}, NOW)
    seen = []

    def refuse(kept: object) -> None:
        seen.append(kept)
        raise ChangedError("it went on elsewhere")

    with pytest.raises(ChangedError):
        store.keep("quiz", "all", {"n": 2}, NOW, refuse)
    with pytest.raises(ChangedError):
        store.drop("quiz", "all", refuse)
    with pytest.raises(ChangedError):
        store.end_rehearsal(rehearsal(), "quiz", "all", refuse)
    assert seen == [{"n": 1}] * 3
    assert store.kept("quiz", "all") == {"n": 1}
    assert store.rehearsals() == []
    store.keep("quiz", "all", {"n": 2}, NOW, seen.append)
    assert (store.kept("quiz", "all"), seen[-1]) == ({"n": 2}, {"n": 1})
    assert store.kept_keys() == {("quiz", "all")}


def test_an_id_is_used_once(store: Store) -> None:
    store.add_draft(draft())
    with pytest.raises(DataError, match="the row is there already"):
        store.add_draft(draft(text="another"))
    assert store.drafts("have-backbone") == [draft()]


def test_a_time_is_kept_whatever_zone_it_was_given_in(store: Store) -> None:
    there = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=13)))
    store.add_draft(draft(at=there))
    kept = store.drafts("have-backbone")[0].at
    assert (kept, kept.tzinfo) == (there, UTC)


def test_half_a_character_from_a_broken_terminal_costs_no_draft(store: Store) -> None:
    store.add_draft(draft(text="caf\udce9", review={"quote": "\udce9"}))
    assert (store.drafts("have-backbone")[0].text, store.drafts("have-backbone")[0].review) == ("caf?", {"quote": "?"})


# ── cards ───────────────────────────────────────────────────────────────────────────


def test_a_card_put_again_changes_its_text_and_never_its_schedule(store: Store) -> None:
    store.put_cards([card(), card(id="second")])
    store.put_cards([card(front="New?", back="New.", due=NOW + DAY, schedule={}, suspended=True, created=NOW + DAY)])
    store.put_cards([])
    assert store.cards() == [card(front="New?", back="New."), card(id="second")]


def test_due_cards_are_those_whose_time_has_come_longest_due_first(store: Store) -> None:
    now, past, future = card(id="now"), card(id="past", due=NOW - DAY), card(id="future", due=NOW + DAY)
    out, other = card(id="out", suspended=True), card(id="other", guide="highest-standards")
    store.put_cards([now, past, future, out, other])
    assert store.due_cards(NOW) == [past, now, other]
    assert store.due_cards(NOW, "have-backbone") == [past, now]
    assert store.due_cards(NOW, limit=1) == [past]


def test_a_rating_and_the_new_schedule_come_together_and_go_together(store: Store) -> None:
    store.put_cards([card()])
    store.record_review(rating(), NOW + 3 * DAY)
    assert store.cards() == [card(schedule={"state": 2}, due=NOW + 3 * DAY)]
    assert store.card_reviews("have-backbone:probe:1") == [rating(due_before=NOW)]
    assert store.undo_review() == rating(due_before=NOW)
    assert (store.cards(), store.card_reviews(), store.undo_review()) == ([card()], [], None)


def test_a_rating_of_a_card_that_another_session_has_rated_is_refused(store: Store) -> None:
    store.put_cards([card()])
    store.record_review(rating(), NOW + DAY)
    with pytest.raises(ChangedError, match="was rated in another session"):
        store.record_review(rating(id="r2", after={"state": 9}), NOW + 9 * DAY)
    assert store.cards() == [card(schedule={"state": 2}, due=NOW + DAY)]
    assert [one.id for one in store.card_reviews()] == ["r1"]


def test_a_rating_that_another_schedule_has_replaced_is_not_taken_back(store: Store) -> None:
    store.put_cards([card()])
    store.record_review(rating(), NOW + DAY)
    document = store.export()
    document["cards"][0]["schedule"] = {"state": 7}
    store.load(document, prefer="file")
    assert store.undo_review() is None
    assert store.cards()[0].schedule == {"state": 7}


def test_a_card_that_is_not_there_is_one_message(store: Store) -> None:
    with pytest.raises(UsageError, match="there is no card 'nobody'"):
        store.suspend("nobody", True)
    with pytest.raises(UsageError, match="there is no card 'nobody'"):
        store.record_review(rating(card="nobody"), NOW)
    assert store.card_reviews() == []


class Revision(RuleBasedStateMachine):
    """Ratings, their undoing, suspension and reopening against a list and a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self._context = new_store()
        self.store = self._context.__enter__()
        self.cards: dict[str, StoredCard] = {name: card(id=name) for name in "abc"}
        self.store.put_cards(list(self.cards.values()))
        self.log: list[CardReview] = []
        self.number = 0

    def _change(self, name: str, schedule: object, due: datetime) -> None:
        old = self.cards[name]
        self.cards[name] = card(id=name, front=old.front, suspended=old.suspended, schedule=schedule, due=due)

    @rule(name=st.sampled_from("abc"), stars=st.integers(1, 4), later=st.integers(0, 2), days=st.integers(0, 400))
    def rate(self, name: str, stars: int, later: int, days: int) -> None:
        self.number += 1
        at = (self.log[-1].at if self.log else NOW) + timedelta(hours=later)
        old = self.cards[name]
        made = CardReview(
            id=f"r{self.number}", card=name, rating=stars, at=at, before=old.schedule, after={"n": self.number}
        )
        self.store.record_review(made, at + days * DAY)
        self.log.append(rating(**{f: getattr(made, f) for f in made.__struct_fields__} | {"due_before": old.due}))
        self._change(name, made.after, at + days * DAY)

    @rule()
    def undo(self) -> None:
        taken = self.store.undo_review()
        assert taken == (self.log[-1] if self.log else None)
        if taken is not None and taken.due_before is not None:
            self.log.pop()
            self._change(taken.card, taken.before, taken.due_before)

    @rule(name=st.sampled_from("abc"), out=st.booleans())
    def suspend(self, name: str, out: bool) -> None:
        self.store.suspend(name, out)
        old = self.cards[name]
        self.cards[name] = card(id=name, front=old.front, suspended=out, schedule=old.schedule, due=old.due)

    @rule(name=st.sampled_from("abc"), front=st.text(max_size=5))
    def put_again(self, name: str, front: str) -> None:
        self.store.put_cards([card(id=name, front=front)])
        old = self.cards[name]
        self.cards[name] = card(id=name, front=front, suspended=old.suspended, schedule=old.schedule, due=old.due)

    @precondition(lambda self: self.log)
    @rule()
    def reopen(self) -> None:
        folder = self.store.file.parent
        self.store.close()
        self.store = Store.open(folder)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.store.cards() == list(self.cards.values())
        assert self.store.card_reviews() == self.log

    def teardown(self) -> None:
        self.store.close()
        self._context.__exit__(None, None, None)


Revision.TestCase.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestRevision = Revision.TestCase


# ── opening ─────────────────────────────────────────────────────────────────────────


def test_the_store_is_in_the_folder_that_the_person_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "deep" / "er %d?"))
    with Store.open() as store:
        filled(store)
    assert database_file() == tmp_path / "deep" / "er %d?" / "greenroom.db"
    with Store.open() as store:
        assert set(store.counts().values()) == {1}


def test_only_the_person_may_read_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "own") as store:
        filled(store)
        modes = {one.name: oct(one.stat().st_mode & 0o777) for one in (tmp_path / "own").iterdir()}
    assert set(modes) == {"greenroom.db", "greenroom.db-wal", "greenroom.db-shm"}
    assert set(modes.values()) == {"0o600"}
    assert oct((tmp_path / "own").stat().st_mode & 0o777) == "0o700"


def test_closed_it_is_one_file(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        filled(store)
    assert [one.name for one in tmp_path.iterdir()] == ["greenroom.db"]
