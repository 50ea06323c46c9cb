"""The story bank: nothing is overwritten, every change can be taken back, and what a file says comes in once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from stored import DAY, NOW, new_store

from greenroom.errors import ChangedError, UsageError
from greenroom.model import Provenance, Review
from greenroom.store import Store
from greenroom.stories.bank import Bank, Held
from greenroom.stories.model import Fact, Story

FACT = Fact(kind="number", text="214 of 1,930 orders")


@pytest.fixture
def store() -> Iterator[Store]:
    with new_store() as made:
        yield made


@pytest.fixture
def bank(store: Store) -> Bank:
    return Bank(store)


def review(verdict: Any = "hire", score: int | None = 60, **other: Any) -> Review:
    made = Review(
        schema_version="1.0", id=None, competency="have-backbone", question="Why?", target_level="sde2",
        verdict=verdict, score=score, derivation=(), level="sde2", level_view=None, findings=(), star=(), timing=None,
        metrics=(), lens=None, fixes=(), probes=(), notes=(), unscored=None if verdict else "not English",
        provenance=Provenance(
            program="greenroom", program_version="1", guide="have-backbone", guide_version="1", judge="local",
            judge_version="1",
        ),
        text="I counted.",
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def test_a_story_comes_back_as_it_was_added(store: Store, bank: Bank) -> None:
    held = bank.add("Whole pallets!", [FACT], ["have-backbone/cross-team-risk"], "I counted.", NOW)
    again = Bank(store).get("whole-pallets")
    assert again == held
    assert (again.story.facts, again.tellings[0].text, again.story.added) == ((FACT,), "I counted.", NOW)


def test_two_stories_of_one_title_have_two_ids(bank: Bank) -> None:
    ids = [bank.add(title, [], [], None, NOW).story.id for title in ("Übergabe", "Ubergabe!", "東京", "…?…a")]
    assert ids == ["ubergabe", "ubergabe-2", "story", "a"]


def test_an_unknown_story_is_answered_with_the_nearest(bank: Bank) -> None:
    with pytest.raises(UsageError, match="there is no story 'x'"):
        bank.get("x")
    bank.add("Whole pallets", [], [], None, NOW)
    with pytest.raises(UsageError, match="did you mean whole-pallets"):
        bank.get("whole-palets")


def test_a_telling_never_replaces_another(bank: Bank) -> None:
    bank.add("Pallets", [], [], "First.", NOW)
    bank.tell("pallets", "Second.", NOW + DAY, "have-backbone", "Why?", 90.0)
    held = bank.get("pallets")
    assert [(t.number, t.text, t.seconds) for t in held.tellings] == [(1, "First.", None), (2, "Second.", 90.0)]
    assert held.telling(None).number == 2
    with pytest.raises(UsageError, match="has no telling 3"):
        held.telling(3)


def test_a_telling_that_waits_for_its_words_is_not_the_latest(bank: Bank) -> None:
    held = bank.add("Pallets", [], [], "", NOW)
    assert (held.latest, len(held.tellings)) == (None, 1)
    with pytest.raises(UsageError, match="story tell pallets"):
        held.telling(None)


def test_archived_stories_are_kept_and_not_listed(bank: Bank) -> None:
    bank.add("Pallets", [FACT], [], "First.", NOW)
    bank.archive("pallets", True, NOW + DAY)
    assert bank.stories() == ()
    assert [one.story.archived for one in bank.stories(archived=True)] == [True]
    bank.archive("pallets", False, NOW + DAY)
    assert [one.story.facts for one in bank.stories()] == [(FACT,)]


def test_what_a_review_says_supports_its_competency_and_level(bank: Bank) -> None:
    held = bank.add("Pallets", [], [], "First.", NOW)
    bank.keep_review(held.tellings[0], review("no-hire", 40), "sde2", None, NOW)
    bank.keep_review(held.tellings[0], review(), "sde2", "google", NOW + DAY)
    bank.keep_review(held.tellings[0], review("strong-hire", 90), "senior", None, NOW + DAY)
    bank.keep_review(held.tellings[0], review(None, None), "staff", None, NOW + DAY)
    spoken = bank.tell("pallets", "Second.", NOW + 2 * DAY, seconds=80.0)
    found = {(one.telling, one.level): (one.verdict, one.score) for one in bank.supports()}
    first = held.tellings[0].id
    assert found == {(first, "sde2"): ("hire", 60.0), (first, "senior"): ("strong-hire", 90.0)}
    assert {one.practised for one in bank.supports()} == {spoken.written}


def test_the_last_change_is_taken_back_and_brought_back(bank: Bank) -> None:
    bank.add("Pallets", [], [], "First.", NOW)
    telling = bank.tell("pallets", "Second.", NOW)
    bank.keep_review(telling, review(), "sde2", None, NOW)
    for left, supports in ((2, 0), (1, 0)):
        assert bank.undo(NOW) is not None
        assert (len(bank.get("pallets").tellings), len(bank.supports())) == (left, supports)
    bank.undo(NOW)
    assert (bank.stories(), bank.undo(NOW)) == ((), None)
    for _ in range(3):
        assert bank.redo(NOW) is not None
    assert (len(bank.get("pallets").tellings), len(bank.supports()), bank.redo(NOW)) == (2, 1, None)


def test_after_a_new_change_what_was_taken_back_stays_so(bank: Bank) -> None:
    bank.add("Pallets", [], [], "First.", NOW)
    bank.undo(NOW)
    bank.add("Calendar", [], [], "Other.", NOW)
    assert bank.redo(NOW) is None
    assert [one.story.id for one in bank.stories()] == ["calendar"]
    assert bank.versions("pallets") != ()


def test_a_change_on_an_outdated_bank_is_refused_and_nothing_is_written(store: Store) -> None:
    first, second = Bank(store), Bank(store)
    assert first.stories() == second.stories() == ()
    first.add("Pallets", [], [], "First.", NOW)
    with pytest.raises(ChangedError, match="changed in another session"):
        second.put(
            [Held(story=Story(id="calendar", title="Calendar", facts=(), archetypes=(), added=NOW, archived=False))],
            "import",
            "imported",
            NOW,
        )
    assert [one.story.id for one in Bank(store).stories()] == ["pallets"]


def test_what_only_adds_is_added_to_what_another_session_made_of_the_bank(store: Store) -> None:
    first, second = Bank(store), Bank(store)
    assert first.stories() == second.stories() == ()
    first.add("Pallets", [], [], "First.", NOW)
    assert second.add("Pallets", [], [], "Other.", NOW).story.id == "pallets-2"
    assert [first.tell("pallets", text, NOW).number for text in ("Again.", "Once more.")] == [2, 3]
    assert second.tell("pallets", "And again.", NOW).number == 4
    assert second.keep_telling(first.made("pallets", 4, "At the same time.", NOW), NOW).number == 5
    assert [one.text for one in Bank(store).get("pallets").tellings][1:] == [
        "Again.", "Once more.", "And again.", "At the same time.",
    ]  # fmt: skip


def test_a_clock_that_goes_back_does_not_hide_the_latest_change(store: Store, bank: Bank) -> None:
    bank.add("Pallets", [], [], "First.", NOW)
    bank.archive("pallets", True, NOW - DAY)
    assert Bank(store).get("pallets").story.archived
    assert bank.undo(NOW - 2 * DAY) is not None
    assert not Bank(store).get("pallets").story.archived


def test_tellings_of_one_number_from_two_stores_are_both_kept() -> None:
    with new_store() as here, new_store() as there:
        held = Bank(here).add("Pallets", [], [], "First.", NOW)
        there.load(here.export())
        Bank(here).tell("pallets", "Mine.", NOW + DAY)
        Bank(there).tell("pallets", "Yours.", NOW + 2 * DAY)
        here.load(there.export())
        tellings = Bank(here).get(held.story.id).tellings
        assert [(t.number, t.text) for t in tellings] == [(1, "First."), (2, "Mine."), (3, "Yours.")]


class Changes(RuleBasedStateMachine):
    """Adding, telling, archiving, undo and redo against a list of states."""

    def __init__(self) -> None:
        super().__init__()
        self._context = new_store()
        self.store = self._context.__enter__()
        self.states: list[tuple[Held, ...]] = [()]
        self.undone: list[tuple[Held, ...]] = []
        self.number = itertools.count()

    @property
    def bank(self) -> Bank:
        return Bank(self.store)

    def _changed(self) -> None:
        self.undone = []
        self.states.append(self.bank.stories(archived=True))

    @rule(title=st.sampled_from(["Pallets", "Calendar"]))
    def add(self, title: str) -> None:
        self.bank.add(title, [FACT], [], f"Words {next(self.number)}.", NOW)
        self._changed()

    @rule(which=st.integers(0, 5))
    def tell(self, which: int) -> None:
        stories = self.bank.stories(archived=True)
        if which < len(stories):
            self.bank.tell(stories[which].story.id, f"Words {next(self.number)}.", NOW)
            self._changed()

    @rule(which=st.integers(0, 5))
    def archive(self, which: int) -> None:
        stories = self.bank.stories(archived=True)
        if which < len(stories):
            self.bank.archive(stories[which].story.id, not stories[which].story.archived, NOW)
            self._changed()

    @rule()
    def undo(self) -> None:
        done = self.bank.undo(NOW)
        assert (done is not None) == (len(self.states) > 1)
        if done:
            self.undone.append(self.states.pop())

    @rule()
    def redo(self) -> None:
        done = self.bank.redo(NOW)
        assert (done is not None) == bool(self.undone)
        if done:
            self.states.append(self.undone.pop())

    @invariant()
    def is_as_it_was(self) -> None:
        assert self.bank.stories(archived=True) == self.states[-1]

    def teardown(self) -> None:
        self._context.__exit__(None, None, None)


TestChanges = Changes.TestCase
TestChanges.settings = settings(
    max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
