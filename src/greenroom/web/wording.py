"""Faults as a page tells them: what the rooms say for the command line is said in the words of the pages."""

from __future__ import annotations

import re
from typing import NamedTuple

from greenroom.errors import ChangedError, GreenroomError

_COMMAND = re.compile(r"\bgreenroom (?!serve\b|anew\b)[a-z]|(?<![\w-])--[a-z]|\bmake [a-z]+`|`python")
"""What nobody can do on a page: a command, an option. ``greenroom serve`` is what made the pages."""
_CLAUSES = re.compile(r"; |,? or (?=give |leave |name |run |import )")

_SAID: tuple[tuple[str, str], ...] = (
    ("run the same", "reload the page, and do it again if it is still wanted"),
    ("begin again where it stands now", "reload the page: it shows how far it is"),
    ("greenroom story add, or", "add one, or bring in your notes, under Stories"),
    ("greenroom story list", "choose one of your stories"),
    ("greenroom story tell", "tell it first: the page of the story has the button"),
    (
        "greenroom story export wrote",
        "choose a file that Greenroom exported; a whole export is brought in under Settings",
    ),
    ("greenroom guide list", "choose one of the guides"),
    ("greenroom guide check", "correct the file of the guide, or take its pack away"),
    ("greenroom data export keeps a copy; correct", "an export under Settings holds all of it: correct it there"),
    ("greenroom data export keeps a copy", "an export under Settings keeps a copy of it; then begin a new one"),
    ("greenroom data export shows", "an export under Settings shows it"),
    ("export it again with", "export it again there, under Settings"),
    ("that greenroom data export wrote", "choose a file that Greenroom exported, under Settings"),
    ("--prefer", "choose whose counts"),
    ("greenroom data delete", "bring in a good export, or delete all data, under Settings"),
    ("greenroom revise --list", "choose a card of the list, under Revise"),
    ("greenroom rehearse", "begin one under Rehearse"),
    ("greenroom review FILE", "save it as a file, and choose that"),
)
"""Part of what a room says to do, and the same for a page; the first that fits."""

_WHERE = {"--date": "the day of the interview", "--loop": "competencies"}


class Told(NamedTuple):
    """A fault for a page; all but ``what`` may be empty."""

    where: str
    what: str
    allowed: str
    do: str


def told(fault: GreenroomError) -> Told:
    """``fault`` without a word that only the command line understands."""
    where = _WHERE.get(fault.where, "" if _COMMAND.search(fault.where) else fault.where)
    if isinstance(fault, ChangedError) and where.endswith(".db"):
        where = ""  # nothing is wrong there
    return Told(where, _without(fault.what) or fault.what, _without(fault.allowed), to_do(fault.do))


def to_do(do: str) -> str:
    """What to do, on a page."""
    known = next((said for part, said in _SAID if part in do), "")
    if known or not _COMMAND.search(do):
        return known or do
    return _without(do) or "go back, and look at what there is"


def _without(text: str) -> str:
    """``text`` without the clauses that speak of commands and options."""
    if not _COMMAND.search(text):
        return text
    return "; ".join(clause for clause in _CLAUSES.split(text) if not _COMMAND.search(clause))
