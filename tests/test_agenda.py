"""The next step: what waits, what the story bank lacks, and how many days are left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from fake_judge import FakeJudge
from stored import NOW, new_store

from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
from greenroom.practice.agenda import Agenda, agenda
from greenroom.practice.study import sections
from greenroom.settings import Settings
from greenroom.store import Store
from greenroom.store.values import StoryChange, StoryVersion
from greenroom.stories import drafts
from greenroom.stories.bank import Bank
from greenroom.stories.mining import Mine
from greenroom.stories.reviewing import answer_of, reviewed

WEAK = "I saw that the totals were wrong, and I fixed the import."
FIRST, SECOND = (load_guide(one) for one in guide_ids()[:2])


@pytest.fixture
def store() -> Iterator[Store]:
    with new_store() as made:
        yield made


def strong(guide) -> str:
    """An answer in which the judge of these tests finds every signal."""
    return f"{WEAK} {' '.join(one.id for one in guide.signals)}"


def told(store: Store, title: str, *guides, text: str = "") -> None:
    """A story with a telling for each of ``guides``, reviewed."""
    bank = Bank(store)
    held = bank.add(title, [], [], WEAK, NOW)
    for guide in guides:
        telling = bank.tell(held.story.id, text or strong(guide), NOW, guide.id)
        made = reviewed(answer_of(telling), guide, "sde2", None, FakeJudge(), Settings())
        bank.keep_review(telling, made, "sde2", None, NOW)


def planned(store: Store) -> None:
    drafts.keep(store, "loop", {"people": [{"name": "Dana", "asks": [FIRST.id], "notes": ""}]}, 0, NOW)


def at(store: Store, **settings) -> Agenda:
    return agenda(store, msgspec.structs.replace(Settings(), **settings), NOW)


def test_at_first_an_answer_is_reviewed(store: Store) -> None:
    assert at(store).step == "review"


def test_without_stories_a_guide_is_begun_and_then_a_story_written_down(store: Store) -> None:
    store.keep("study", FIRST.id, {"level": None}, NOW)
    assert at(store).step == "study"
    section = sections(FIRST, examples_of(FIRST), {c.id: c.name for c in competencies()})[0]
    store.mark_read(FIRST.id, section.id, section.version, NOW)
    made = at(store)
    assert (made.step, made.stories.step, made.stories.count) == ("story", "add", 0)


def test_a_story_that_nobody_reviewed_is_next_and_one_without_words_is_told(store: Store) -> None:
    told(store, "Reviewed", FIRST)
    told(store, "Not reviewed")
    made = at(store).stories
    assert (made.step, made.title, made.telling, made.reviewed, made.count) == ("review", "Not reviewed", 1, 1, 2)
    with new_store() as other:
        Bank(other).add("Only facts", [], [f"{SECOND.id}/x"], None, NOW)
        bare = at(other).stories
    assert (bare.step, bare.title, bare.competency, bare.telling) == ("tell", "Only facts", SECOND.id, 0)


def test_then_the_holes_then_the_loop_then_what_is_no_hire_yet(store: Store) -> None:
    told(store, "Pallets", FIRST)
    made = at(store).stories
    assert (made.step, made.competency, made.holes) == ("find", SECOND.id, (SECOND.id,))
    told(store, "Calendar", SECOND, text=f"{WEAK} {SECOND.signals[0].id}")
    made = at(store).stories
    assert (made.step, made.unproven, made.planned) == ("plan", (SECOND.id,), False)
    planned(store)
    made = at(store).stories
    assert (made.step, made.competency, made.title, made.planned) == ("better", SECOND.id, "Calendar", True)
    told(store, "Shelves", SECOND)
    assert (at(store).stories.step, at(store).step) == ("none", "study")


def test_in_the_last_days_nothing_new_is_begun(store: Store) -> None:
    told(store, "Pallets")
    days = {n: at(store, interview=(NOW.date() + timedelta(days=n)).isoformat()).step for n in (-1, 0, 2, 3)}
    assert days == {-1: "story", 0: "rehearse", 2: "rehearse", 3: "story"}


def test_what_was_begun_of_a_story_is_gone_on_with(store: Store) -> None:
    told(store, "Pallets", FIRST)
    Mine(store, FIRST).answer("event", "The totals were wrong.", NOW)
    drafts.keep(store, "add", {"text": "It was in spring."}, 0, NOW)
    drafts.keep(store, drafts.TELLING + "pallets", {"text": "I counted."}, 0, NOW)
    drafts.keep(store, drafts.TELLING + "gone", {"text": "I counted."}, 0, NOW)
    made = at(store)
    assert made.step == "go-on"
    assert [(one.exercise, one.guide, one.place) for one in made.unfinished] == [
        ("mine", FIRST.id, ""), ("story", "", ""), ("story", "", "pallets"),
    ]  # fmt: skip


def test_a_story_that_cannot_be_understood_does_not_hide_the_rest(store: Store) -> None:
    change = StoryChange(id="c", at=NOW, what="add", said="added", undoes=None)
    version = StoryVersion(
        id="v", change="c", at=NOW, story="x", title="X", sheet={"facts": 7}, added=NOW, archived=False
    )
    store.add_story_change(change, None, [version])
    assert at(store).stories.count == 0
