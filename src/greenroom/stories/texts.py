"""Texts of stories in the one form in which they are kept, and the slugs that name them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import UTC, datetime

from greenroom.errors import InputError
from greenroom.reading import MOST_WORDS, count_words
from greenroom.stories.model import FACT_KINDS, Fact, FactKind

LONGEST_SLUG = 48
"""Characters of a slug, without the number that tells it from another."""
LONGEST_TITLE = 200
"""Characters of a title; longer ones are cut at a word."""
MOST_FACTS = 200

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BROKEN = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_KINDS: dict[str, FactKind] = {
    **{kind: kind for kind in FACT_KINDS},
    "date": "when", "dates": "when", "time": "when", "year": "when", "period": "when",
    "place": "where", "team": "where", "company": "where",
    "my role": "role", "position": "role",
    "who": "person", "people": "person", "persons": "person", "with": "person", "name": "person", "names": "person",
    "numbers": "number", "figures": "number", "figure": "number", "metric": "number", "metrics": "number",
    "decided": "decision", "who decided": "decision", "decisions": "decision", "decided by": "decision",
    "note": "other", "notes": "other", "fact": "other",
}  # fmt: skip
"""Words that people label a fact with -> its kind."""


def settled(text: str) -> str:
    """``text`` as a telling keeps it: line feeds, no white space around it, no control characters."""
    return _CONTROL.sub("", _BROKEN.sub("?", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def one_line(text: str) -> str:
    """``text`` as a title, fact or question keeps it: single blanks, nothing around it."""
    return " ".join(_CONTROL.sub(" ", _BROKEN.sub("?", text)).split())


def told(text: str, where: str) -> str:
    """``settled``, if it is no longer than an answer may be; raises ``InputError`` naming ``where``."""
    words = count_words(text)
    if words > MOST_WORDS:
        do = "keep what you would say, and no more"
        raise InputError(f"holds {words:,} words", where=where, allowed=f"at most {MOST_WORDS:,}", do=do)
    return settled(text)


def titled(text: str, where: str) -> str:
    """A title in one line, cut where it is very long; raises ``InputError`` where there is none."""
    title = one_line(text)
    if not any(c.isalnum() for c in title):
        raise InputError("has no title", where=where, do="give a title of a few words")
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def slug_of(title: str, taken: Container[str]) -> str:
    """A name for a story: the words of ``title`` in plain letters, with a number where it is ``taken``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    base = ""
    for word in words:
        longer = f"{base}-{word}".strip("-")
        if len(longer) > LONGEST_SLUG and base:
            break
        base = longer
    base = base[:LONGEST_SLUG] or "story"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def fact_kind(label: str) -> FactKind | None:
    """The kind of fact that a label such as "Who" or "my role" announces."""
    return _KINDS.get(one_line(label).strip("*_: ").lower())


def fact_of(line: str, where: str) -> Fact:
    """The fact in ``"when: spring 2023"``; one without a label is of kind other. Raises ``InputError`` for none."""
    label, colon, rest = line.partition(":")
    kind = fact_kind(label) if colon else None
    text = one_line(rest if kind else line)
    if not text:
        allowed = f"KIND: TEXT, where KIND is {', '.join(FACT_KINDS)}"
        raise InputError("is an empty fact", where=where, allowed=allowed, do="write the fact, or leave the line out")
    return Fact(kind=kind or "other", text=text)


def sheet(facts: Iterable[Fact], where: str) -> tuple[Fact, ...]:
    """The facts, each once, in their order; raises ``InputError`` where there are too many."""
    made = tuple(dict.fromkeys(facts))
    if len(made) > MOST_FACTS:
        what = f"holds {len(made):,} facts"
        raise InputError(what, where=where, allowed=f"at most {MOST_FACTS}", do="split it into several stories")
    return made


def moment(text: str, where: str) -> datetime:
    """A point in time as ISO 8601 says it, UTC where no zone is given; raises ``InputError``."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"'{text:.40}' is no time", where=where, allowed="such as 2026-03-01T09:30:00Z") from None


def as_text(at: datetime) -> str:
    """A point in time as the files of stories write it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
