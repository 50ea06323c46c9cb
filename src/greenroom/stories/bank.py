"""The bank: stories with their tellings and reviews, as the changes that were not taken back left them."""

from __future__ import annotations

import dataclasses
import functools
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from greenroom.errors import ChangedError, UsageError, unknown
from greenroom.guides.loader import competencies
from greenroom.model import Company, Review, TargetLevel, Value
from greenroom.store import Store
from greenroom.store.values import StoryChange, StoryLog, StoryTelling, StoryVersion, TellingReview
from greenroom.stories.model import Fact, Story, Support, Telling
from greenroom.stories.rows import story_of, support_of, telling_of
from greenroom.stories.texts import slug_of

T = TypeVar("T")

BACK = ("undo", "redo")
"""Changes that only take back others."""
TURNS = 20
"""How often a change is made again because another session was quicker."""


class Held(Value, frozen=True, kw_only=True):
    """A story with its tellings, oldest first; their numbers rise and never repeat."""

    story: Story
    tellings: tuple[Telling, ...] = ()

    @property
    def latest(self) -> Telling | None:
        """The latest telling that holds words."""
        return next((one for one in reversed(self.tellings) if one.text), None)

    def telling(self, number: int | None) -> Telling:
        """The telling of this number, the latest with words by default; raises ``UsageError``."""
        if number is None and self.latest:
            return self.latest
        found = next((one for one in self.tellings if one.number == number and one.text), None)
        if found is None:
            numbers = ", ".join(str(one.number) for one in self.tellings if one.text)
            what = f"'{self.story.id}' has no telling" + ("" if number is None else f" {number}")
            do = f"greenroom story tell {self.story.id} adds one"
            raise UsageError(what, allowed=f"tellings {numbers}" if numbers else "", do="" if numbers else do)
        return found


@dataclasses.dataclass(frozen=True, slots=True)
class KeptReview:
    """A review of a telling as it was kept; ``review`` is None where a newer or older program wrote it otherwise."""

    telling: str
    competency: str
    level: str
    lens: str | None
    at: datetime
    review: Review | None


class Bank:
    """The story bank in a store. Nothing is overwritten: every change adds a version, and can be taken back.

    Every method that changes something is one transaction. It raises ``ChangedError`` where another session has
    changed the bank meanwhile, and ``DataError`` as the store does.
    """

    def __init__(self, store: Store, new_id: Callable[[], str] = lambda: uuid.uuid4().hex) -> None:
        """``new_id`` names changes, versions and tellings."""
        self._store, self._new_id = store, new_id
        self._held: _State | None = None

    # ── what there is ───────────────────────────────────────────────────────────────

    def stories(self, archived: bool = False) -> tuple[Held, ...]:
        """All stories in the order in which they were added, the archived ones where they are asked for."""
        return tuple(one for one in self._state.held.values() if archived or not one.story.archived)

    def get(self, story: str) -> Held:
        """The story of this id, archived or not; raises ``UsageError`` naming the nearest."""
        found = self._state.held.get(story)
        if found is None:
            if not self._state.held:
                raise UsageError(f"there is no story '{story}'", do="greenroom story add, or greenroom story import")
            raise unknown("story", story, self._state.held, do="greenroom story list")
        return found

    def reviews(self, telling: str | None = None) -> tuple[KeptReview, ...]:
        """The reviews that were kept (of one telling), oldest first."""
        return tuple(_kept(one) for one in self._state.reviews if telling in (None, one.telling))

    def supports(self) -> tuple[Support, ...]:
        """What each telling shows for each competency and level: its latest review that was scored."""
        latest: dict[tuple[str, str, str], Support] = {}
        tellings = {t.id: (held.tellings, t) for held in self._state.held.values() for t in held.tellings}
        for row in self._state.reviews:
            if row.telling in tellings and (made := support_of(row, *tellings[row.telling])):
                latest[row.telling, row.competency, row.level] = made
        return tuple(latest.values())

    def changes(self) -> tuple[tuple[StoryChange, bool], ...]:
        """Every change, oldest first, with whether it still counts."""
        return tuple((one, one.id not in self._state.void) for one in self._state.log.changes)

    def versions(self, story: str) -> tuple[Story, ...]:
        """Every version of a story that there has been, taken back or not, oldest first."""
        return tuple(story_of(one) for one in self._state.log.versions if one.story == story)

    def new_slug(self, title: str, beside: Iterable[str] = ()) -> str:
        """An id for a new story that no story has had before, nor one of ``beside``."""
        return slug_of(title, {*(one.story for one in self._state.log.versions), *beside})

    def new_id(self) -> str:
        """An id for a telling."""
        return self._new_id()

    # ── changes ─────────────────────────────────────────────────────────────────────

    def add(self, title: str, facts: Sequence[Fact], archetypes: Sequence[str], text: str | None, at: datetime) -> Held:
        """Add a story, with a first telling where ``text`` is given (an empty one waits for its words)."""

        def added() -> Held:
            story = Story(
                id=self.new_slug(title), title=title, facts=tuple(facts), archetypes=tuple(archetypes), added=at,
                archived=False,
            )  # fmt: skip
            tellings = () if text is None else (self.made(story.id, 1, text, at),)
            held = Held(story=story, tellings=tellings)
            self.put([held], "add", f"added “{title}”", at)
            return held

        return self.in_turn(added)

    def put(self, given: Collection[Held], what: str, said: str, at: datetime) -> None:
        """Bring in the stories as ``given``, in one change: a new version where one differs, the tellings that are new.

        Tellings that are here and not among the given ones stay. Nothing different: no change.
        """
        here = self._state.held
        active = {(telling.story, telling.id) for one in here.values() for telling in one.tellings}
        used = {one.id for one in self._state.log.tellings}
        versions = [one.story for one in given if one.story.id not in here or here[one.story.id].story != one.story]
        tellings = []
        for telling in (telling for one in given for telling in one.tellings):
            if (telling.story, telling.id) not in active:  # an id that another telling had is used once
                fresh = self._new_id() if telling.id in used else telling.id
                tellings.append(msgspec.structs.replace(telling, id=fresh))
                used.add(fresh)
        if versions or tellings:
            self._record(what, said, at, versions, tellings)

    def made(
        self,
        story: str,
        number: int,
        text: str,
        at: datetime,
        competency: str | None = None,
        question: str | None = None,
        seconds: float | None = None,
    ) -> Telling:
        """A telling that is not in the bank yet."""
        return Telling(
            id=self._new_id(), story=story, number=number, competency=competency, question=question, text=text,
            written=at, seconds=seconds,
        )  # fmt: skip

    def tell(
        self,
        story: str,
        text: str,
        at: datetime,
        competency: str | None = None,
        question: str | None = None,
        seconds: float | None = None,
    ) -> Telling:
        """Add a telling of ``story``; raises ``UsageError`` for an unknown one."""
        made = self.made(story, self.next_number(story), text, at, competency, question, seconds)
        return self.keep_telling(made, at)

    def next_number(self, story: str) -> int:
        """The number of the next telling of ``story``; raises ``UsageError`` for an unknown one."""
        return 1 + max((one.number for one in self.get(story).tellings), default=0)

    def keep_telling(
        self,
        made: Telling,
        at: datetime,
        review: Review | None = None,
        level: TargetLevel = "sde2",
        lens: Company | None = None,
    ) -> Telling:
        """Keep a telling, and its review at ``level`` through ``lens`` where there is one, as one change.

        It gets the next number that is free where another session has used its own meanwhile.
        """

        def kept() -> Telling:
            taken = any(one.number == made.number for one in self.get(made.story).tellings)
            telling = msgspec.structs.replace(made, number=self.next_number(made.story)) if taken else made
            said = f"telling {telling.number} of {self._called(made.story)}"
            rows = []
            if review is not None:
                said += f" and its review for {_name(review.competency)}"
                rows.append(self._row(telling, review, level, lens, at))
            self._record("tell", said, at, (), [telling], rows)
            return telling

        return self.in_turn(kept)

    def keep_review(
        self, telling: Telling, review: Review, level: TargetLevel, lens: Company | None, at: datetime
    ) -> None:
        """Keep the review of a telling."""
        self.keep_reviews([(telling, review)], level, lens, at)

    def keep_reviews(
        self, made: Sequence[tuple[Telling, Review]], level: TargetLevel, lens: Company | None, at: datetime
    ) -> None:
        """Keep the reviews of tellings as one change, which one undo takes back; none of them changes nothing."""
        rows = [self._row(telling, review, level, lens, at) for telling, review in made]
        if rows:
            self.in_turn(lambda: self._keep_rows(made, rows, at))

    def _keep_rows(self, made: Sequence[tuple[Telling, Review]], rows: list[TellingReview], at: datetime) -> None:
        telling = made[0][0]
        what = f"reviews of {len(rows)} tellings"
        if len(rows) == 1:
            what = f"review of telling {telling.number} of {self._called(telling.story)}"
        guides = ", ".join(dict.fromkeys(_name(review.competency) for _, review in made))
        self._record("review", f"{what} for {guides}", at, (), (), rows)

    def archive(self, story: str, archived: bool, at: datetime) -> Story:
        """Put a story aside, or bring it back; nothing of it goes."""

        def kept() -> Story:
            before = self.get(story).story
            made = msgspec.structs.replace(before, archived=archived)
            if made != before:
                title = self._called(story)
                said = f"archived {title}" if archived else f"brought {title} back from the archive"
                self._record("archive", said, at, [made], ())
            return made

        return self.in_turn(kept)

    def undo(self, at: datetime) -> StoryChange | None:
        """Take back the latest change that counts; the change, or None where there is none."""
        latest = next((one for one in reversed(self._counting) if one.what not in BACK), None)
        if latest:
            self._record("undo", f"took back: {latest.said}", at, (), (), undoes=latest.id)
        return latest

    def redo(self, at: datetime) -> StoryChange | None:
        """Bring back what was taken back last, unless something was changed since; what came back, or None."""
        counting = self._counting
        latest = max((n for n, one in enumerate(counting) if one.what not in BACK), default=-1)
        back = next((one for one in reversed(counting[latest + 1 :]) if one.what == "undo"), None)
        if back is None:
            return None
        brought = next((one for one in self._state.log.changes if one.id == back.undoes), None)
        if brought:
            self._record("redo", f"brought back: {brought.said}", at, (), (), undoes=back.id)
        return brought

    # ── inside ──────────────────────────────────────────────────────────────────────

    @property
    def _state(self) -> _State:
        if self._held is None:
            self._held = _State(self._store.story_log())
        return self._held

    def in_turn(self, change: Callable[[], T]) -> T:
        """``change`` made; where another session was quicker, made again on what is there then, ``TURNS`` times."""
        for _ in range(TURNS):
            try:
                return change()
            except ChangedError:
                self._held = None
        return change()

    @property
    def _counting(self) -> list[StoryChange]:
        return [one for one, counts in self.changes() if counts]

    def _record(
        self,
        what: str,
        said: str,
        at: datetime,
        stories: Sequence[Story],
        tellings: Sequence[Telling],
        reviews: Sequence[TellingReview] = (),
        undoes: str | None = None,
    ) -> None:
        log, self._held = self._state.log, None
        change = StoryChange(id=self._new_id(), at=at, what=what, said=said, undoes=undoes)
        self._store.add_story_change(
            change,
            log.changes[-1].id if log.changes else None,
            [self._version(one, change.id, at) for one in stories],
            [StoryTelling(change=change.id, at=at, **msgspec.structs.asdict(one)) for one in tellings],
            [msgspec.structs.replace(one, change=change.id) for one in reviews],
        )

    def _row(
        self, telling: Telling, review: Review, level: TargetLevel, lens: Company | None, at: datetime
    ) -> TellingReview:
        return TellingReview(
            id=self._new_id(), change="", at=at, telling=telling.id, competency=review.competency, level=level,
            lens=lens, review=msgspec.to_builtins(review),
        )  # fmt: skip

    def _called(self, story: str) -> str:
        """The title, as people are told it."""
        return f"“{self.get(story).story.title}”"

    def _version(self, story: Story, change: str, at: datetime) -> StoryVersion:
        sheet = {"facts": [msgspec.to_builtins(one) for one in story.facts], "archetypes": list(story.archetypes)}
        return StoryVersion(
            id=self._new_id(), change=change, at=at, story=story.id, title=story.title, sheet=sheet, added=story.added,
            archived=story.archived,
        )  # fmt: skip


def bank(store: Store) -> tuple[tuple[Story, ...], tuple[Support, ...]]:
    """All stories, archived ones too, and what their reviewed tellings support: all that coverage and plan need."""
    made = Bank(store)
    return tuple(one.story for one in made.stories(archived=True)), made.supports()


class _State:
    """What the log comes to: the changes that do not count, the stories and the reviews."""

    def __init__(self, log: StoryLog) -> None:
        self.log = log
        self.void: set[str] = set()
        for change in reversed(log.changes):  # an undo counts unless it was itself taken back later
            if change.undoes and change.id not in self.void:
                self.void.add(change.undoes)

    @functools.cached_property
    def held(self) -> dict[str, Held]:
        """Stories by id, in the order in which they were added."""
        stories = {row.story: story_of(row) for row in self.log.versions if row.change not in self.void}
        tellings: dict[str, list[Telling]] = {}
        for row in self.log.tellings:
            if row.change not in self.void:
                tellings.setdefault(row.story, []).append(telling_of(row))
        ordered = sorted(stories.values(), key=lambda one: one.added)
        return {one.id: Held(story=one, tellings=_numbered(tellings.get(one.id, []))) for one in ordered}

    @property
    def reviews(self) -> list[TellingReview]:
        """Those that count."""
        return [row for row in self.log.reviews if row.change not in self.void]


def _name(competency: str) -> str:
    """What people call it; its id where no pack names it."""
    return next((one.name for one in competencies() if one.id == competency), competency)


def _numbered(tellings: list[Telling]) -> tuple[Telling, ...]:
    """By number; where two stores that became one both used a number, the later telling gets the next free one."""
    taken: set[int] = set()
    made = []
    for one in tellings:
        number = one.number if one.number not in taken else 1 + max(taken)
        taken.add(number)
        made.append(one if number == one.number else msgspec.structs.replace(one, number=number))
    return tuple(sorted(made, key=lambda one: one.number))


def _kept(row: TellingReview) -> KeptReview:
    try:
        review = msgspec.convert(dict(row.review), Review)
    except msgspec.ValidationError:  # another version of the program; its verdict can still be told
        review = None
    return KeptReview(row.telling, row.competency, row.level, row.lens, row.at, review)
