"""The loop: who interviews, for which competencies, and who compares notes with whom; read from a file or typical.

A file is TOML::

    level = "senior"
    company = "amazon"

    [[interviewer]]
    name = "Dana"
    competencies = ["ownership", "dive-deep"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from greenroom.errors import InputError, UsageError, unknown
from greenroom.model import COMPANIES, TARGET_LEVELS, Company, TargetLevel, Value

MOST_BYTES = 1024 * 1024
"""Bytes above which a file is no loop."""
MOST_INTERVIEWERS, MOST_COMPETENCIES = 20, 10
"""More than any loop has; what is beyond them is taken for a mistake."""
TYPICAL = ("amazon",)
"""Companies whose typical loop is known."""
TYPICAL_SIZES = (3, 2, 3, 2, 2)
"""Competencies of each interviewer in a typical Amazon loop: four or five interviews of 45 to 60 minutes with two or
three principles each, a bar raiser from another team among them (interviewprep.guru and others, secondary). Five
interviewers and twelve slots are our choice within that, the middle of 8 to 15."""
TOGETHER = "debrief"
"""The circle of those who compare notes, where the file names none: a debrief hears all interviewers."""
_EXAMPLE = 'lines such as [[interviewer]], name = "Dana", competencies = ["ownership", "dive-deep"]'
_MEND = "correct the file; docs/loop-plan.md shows one"

Filled = Annotated[str, Meta(min_length=1, max_length=200)]


class Interviewer(Value, frozen=True, kw_only=True):
    """One interview. ``notes``: the circle in which this person compares notes; all are in one unless it is named."""

    name: Filled
    competencies: Annotated[tuple[Filled, ...], Meta(min_length=1, max_length=MOST_COMPETENCIES)]
    notes: Filled = TOGETHER


class Loop(Value, frozen=True, kw_only=True):
    """All interviews. ``source``: where its sizes come from, where they were not given by the person."""

    title: Filled
    interviewers: Annotated[tuple[Interviewer, ...], Meta(min_length=1, max_length=MOST_INTERVIEWERS)]
    level: TargetLevel | None = None
    company: Company | None = None
    source: str = ""


class Slot(Value, frozen=True, kw_only=True):
    """A competency that an interviewer asks about: one story is to be told there. ``circle``: as ``notes``."""

    interviewer: str
    competency: str
    circle: str


def slots(loop: Loop) -> tuple[Slot, ...]:
    """The slots of ``loop`` in its order."""
    return tuple(
        Slot(interviewer=one.name, competency=each, circle=one.notes)
        for one in loop.interviewers
        for each in one.competencies
    )


def typical(company: str, known: Sequence[str], guides: Collection[str]) -> Loop:
    """The typical loop of ``company``; ``known``: its competencies in the pack's order, ``guides``: those with a guide.

    Which principles an interviewer will hold is not known beforehand: those with a guide come first, then the others
    as the pack names them. Raises ``UsageError`` for a company whose loop is not known.
    """
    if company not in TYPICAL:
        raise unknown("typical loop", company, TYPICAL, do="write a file with the interviewers: docs/loop-plan.md")
    ordered = [*(i for i in known if i in guides), *(i for i in known if i not in guides)]
    if len(ordered) < sum(TYPICAL_SIZES):
        what = f"the packs name only {len(ordered)} competencies, a typical loop has {sum(TYPICAL_SIZES)}"
        raise UsageError(what, do="write a file with the interviewers: docs/loop-plan.md")
    people, at = [], 0
    for number, size in enumerate(TYPICAL_SIZES, 1):
        name = "Bar raiser" if number == len(TYPICAL_SIZES) else f"Interviewer {number}"
        people.append(Interviewer(name=name, competencies=tuple(ordered[at : at + size])))
        at += size
    return Loop(
        title="A typical Amazon loop",
        interviewers=tuple(people),
        company="amazon",
        source=(
            "Four or five interviews with two or three principles each, a bar raiser among them (interviewprep.guru "
            "and others). Who asks about what is our assumption: give a file with your own interviewers once you "
            "know them."
        ),
    )


def read_loop(raw: bytes, source: str, known: Mapping[str, str]) -> Loop:
    """The loop that the file ``source`` holds; ``known``: the competencies, id to name.

    Raises ``InputError`` for what is no loop, ``UsageError`` for a competency that is not known.
    """
    if len(raw) > MOST_BYTES:
        raise InputError("is too large for a loop", where=source, allowed=f"at most {MOST_BYTES:,} bytes", do=_MEND)
    try:
        table = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as fault:
        raise InputError(f"is no TOML ({fault})", where=source, allowed=f"{_EXAMPLE}, in UTF-8", do=_MEND) from None
    _check_words(table, source)
    renamed = {("interviewers" if k == "interviewer" else k): v for k, v in table.items()}
    try:
        loop = msgspec.convert({"title": source, **renamed}, Loop)
    except (msgspec.ValidationError, OverflowError) as fault:
        raise InputError(f"is no loop ({fault})", where=source, allowed=_EXAMPLE, do=_MEND) from None
    _check(loop, source, known)
    return loop


def named(
    title: str,
    people: Sequence[tuple[str, Sequence[str], str]],
    known: Mapping[str, str],
    level: TargetLevel | None = None,
    company: Company | None = None,
) -> Loop:
    """The loop of these ``people``: the name, the competencies, and the circle (empty: all compare notes) of each.

    Raises ``InputError`` for what is no loop, ``UsageError`` for a competency that is not known.
    """
    interviewers = [
        {"name": name, "competencies": list(asked), **({"notes": notes} if notes else {})}
        for name, asked, notes in people
    ]
    said = {"title": title or "Your loop", "interviewers": interviewers, "level": level, "company": company}
    if not people:
        raise InputError("names no interviewer", where="your loop", do="name at least one, and what they ask about")
    for name, asked, _ in people:
        if not name or not asked:
            what = "has no name" if not name else "is given nothing to ask about"
            where = f"interviewer {name}".strip()
            raise InputError(what, where=where, do="fill in both, or leave the row empty")
    try:
        loop = msgspec.convert(said, Loop)
    except msgspec.ValidationError as fault:
        most = f"at most {MOST_INTERVIEWERS} interviewers with {MOST_COMPETENCIES} competencies each"
        raise InputError(f"is no loop ({fault})", where="your loop", allowed=most) from None
    _check(loop, "your loop", known)
    return loop


def _check_words(table: Mapping[str, Any], source: str) -> None:
    """Refuse what is easily mistyped, with the nearest words."""
    names = ("title", "level", "company", "interviewer")
    for key in table:
        if key not in names:
            fault = unknown("key", key, names)
            raise InputError(fault.what, where=source, allowed=fault.allowed, do=fault.do or _MEND)
    for key, words in (("level", TARGET_LEVELS), ("company", COMPANIES)):
        if key in table and table[key] not in words:
            fault = unknown(key, str(table[key]), words)
            raise InputError(fault.what, where=source, allowed=fault.allowed, do=fault.do or _MEND)
    if not table.get("interviewer"):
        raise InputError("names no interviewer", where=source, allowed=_EXAMPLE, do=_MEND)


def _check(loop: Loop, source: str, known: Mapping[str, str]) -> None:
    names: set[str] = set()
    for number, one in enumerate(loop.interviewers, 1):
        where = f"{source}, interviewer {number} ({one.name})"
        if one.name in names:
            raise InputError(
                "this name stands there twice", where=where, do="give each interviewer a name of their own"
            )
        names.add(one.name)
        for each in one.competencies:
            if each not in known:
                fault = unknown("competency", each, known, do="greenroom guide list shows them")
                raise UsageError(fault.what, where=where, allowed=fault.allowed, do=fault.do)
        if len(set(one.competencies)) < len(one.competencies):
            raise InputError("a competency stands there twice", where=where, do="name each once")
