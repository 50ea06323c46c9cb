"""Changing a story from a form: the sheet by kind of fact, one a line; a save that is out of date is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from greenroom.errors import ChangedError, UsageError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.stories.bank import BACK, Bank, Held
from greenroom.stories.files import is_archetype
from greenroom.stories.model import FACT_KINDS, Fact, FactKind, Story
from greenroom.stories.texts import one_line, sheet, titled, told


def version_of(story: Story) -> str:
    """A short name for what the story says; another whenever any of it changes."""
    return hashlib.sha256(msgspec.json.encode(story)).hexdigest()[:16]


def by_kind(facts: Sequence[Fact]) -> dict[FactKind, str]:
    """The sheet as it is edited: the facts of each kind, one a line."""
    return {kind: "\n".join(fact.text for fact in facts if fact.kind == kind) for kind in FACT_KINDS}


def facts_of(lines: Mapping[FactKind, str], before: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The facts in ``lines``, by kind; in the order of ``before`` as long as they are the same.

    Raises ``InputError`` for too many.
    """
    made = [
        Fact(kind=kind, text=one_line(line))
        for kind in FACT_KINDS
        for line in lines.get(kind, "").splitlines()
        if one_line(line)
    ]
    return tuple(before) if by_kind(made) == by_kind(before) else sheet(made, "the fact sheet")


def kinds_of_story(given: Iterable[str]) -> tuple[str, ...]:
    """The kinds of story, each once; raises ``UsageError`` for what is none."""
    made = tuple(dict.fromkeys(one for one in given if one))
    for one in made:
        if not is_archetype(one):
            raise UsageError(f"'{one:.60}' is no kind of story", where="kind of story", allowed="one of those shown")
    return made


def add(
    bank: Bank, title: str, text: str, lines: Mapping[FactKind, str], archetypes: Iterable[str], at: datetime
) -> Held:
    """Add a story from a form; a first telling where there are words. Labelled lines of the words become facts.

    Raises ``InputError`` where it has neither title nor words.
    """
    from greenroom.stories import notes

    found, words = notes.facts_and_words(told(text, "what happened").split("\n"), "what happened")
    name = titled(title or (notes.first_words(words) if words else ""), "the story")
    facts = sheet([*facts_of(lines), *found], "the fact sheet")
    return bank.add(name, facts, kinds_of_story(archetypes), words or None, at)


def save(
    bank: Bank,
    story: str,
    base: str,
    title: str,
    lines: Mapping[FactKind, str],
    archetypes: Iterable[str],
    at: datetime,
) -> Held:
    """Make title, sheet and kinds of ``story`` as given; ``base``: the version that was being edited.

    Raises ``ChangedError`` where the story says something else by now (and not what is given), ``InputError`` for what
    cannot be kept.
    """
    kinds = kinds_of_story(archetypes)

    def saved() -> bool:
        held = bank.get(story)
        made = msgspec.structs.replace(
            held.story,
            title=titled(title, "the story"),
            facts=facts_of(lines, held.story.facts),
            archetypes=kinds,
        )
        if made != held.story and version_of(held.story) != base:
            return False
        bank.put([msgspec.structs.replace(held, story=made)], "edit", f"edited '{story}'", at)
        return True

    if not bank.in_turn(saved):
        raise ChangedError(
            "this story was changed in another window meanwhile, so yours is not kept yet",
            where=bank.get(story).story.title,
            do="compare both below, and keep the one you want",
        )
    return bank.get(story)


def undo(bank: Bank, expected: str, at: datetime, *, redo: bool = False) -> str:
    """Take back the change ``expected``, the latest that counts (``redo``: bring back the one taken back last).

    Returns what was taken back, in words. Raises ``ChangedError`` where that is no longer the one.
    """
    latest = back(bank) if redo else last(bank)
    if latest is None or latest[0] != expected:
        raise ChangedError("the stories were changed in another window meanwhile; nothing was taken back",
                           do="look at the latest change, and take that back if you want")  # fmt: skip
    change = bank.redo(at) if redo else bank.undo(at)
    return change.said if change else ""


def last(bank: Bank) -> tuple[str, str] | None:
    """Id and words of the change that an undo takes back."""
    found = next((one for one, counts in reversed(bank.changes()) if counts and one.what not in BACK), None)
    return (found.id, found.said) if found else None


def back(bank: Bank) -> tuple[str, str] | None:
    """Id and words of the change that a redo brings back."""
    said = {one.id: one.said for one, _ in bank.changes()}
    for one, counts in reversed(bank.changes()):
        if counts and one.what not in BACK:
            return None
        if counts and one.what == "undo" and one.undoes:
            return one.id, said.get(one.undoes, "")
    return None


def guide_of(held: Held) -> str | None:
    """The guide that a telling of the story is likely meant for: that of the latest telling, or of its kind."""
    known = (*(t.competency for t in reversed(held.tellings)), *(a.split("/")[0] for a in held.story.archetypes))
    return next((one for one in known if one in guide_ids()), None)


def offered() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The kinds of story that the guides know, by guide: its name, then id and name of each kind."""
    return tuple(
        (guide.principle, tuple((f"{guide.id}/{one.id}", one.name) for one in guide.archetypes))
        for guide in map(load_guide, guide_ids())
    )


def matches(held: Held, query: str) -> bool:
    """Whether every word of ``query`` stands somewhere in the story: title, sheet, kinds, tellings."""
    story = held.story
    every = [story.id, story.title, *story.archetypes, *(f.text for f in story.facts), *(t.text for t in held.tellings)]
    inside = "\n".join(every).casefold()
    return all(word in inside for word in query.casefold().split())
