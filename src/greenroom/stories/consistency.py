"""Whether a telling contradicts the fact sheet or another telling: numbers, times, names, who decided.

What both texts say alike is taken out first; of what remains only claims about plainly the same thing contradict.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from greenroom.stories import people
from greenroom.stories.bank import Held
from greenroom.stories.claims import Date, Number, compatible, dates, meet, numbers, sentences
from greenroom.stories.model import Fact

What = Literal["number", "when", "name", "who decided", "what was decided"]


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """A place in a telling and a place elsewhere that cannot both be true, with their sentences.

    ``source``: "the fact sheet", or which telling.
    """

    what: What
    said: str
    other: str
    sentence: str
    other_sentence: str
    source: str


class Source(NamedTuple):
    """What a telling is held against: a name for people, its sentences, and which of them are facts of when."""

    name: str
    sentences: tuple[str, ...]
    when: tuple[str, ...] = ()


def checked(held: Held, number: int) -> tuple[Conflict, ...]:
    """The contradictions of telling ``number`` to the sheet and to the other tellings, each once."""
    telling = next(one for one in held.tellings if one.number == number)
    sources = [of_facts(held.story.facts)]
    sources += [
        of_text(f"telling {one.number}", one.text) for one in held.tellings if one.id != telling.id and one.text
    ]
    found: dict[tuple[str, str, str], Conflict] = {}
    for source in sources:
        for one in conflicts(telling.text, source):
            found.setdefault((one.what, one.said, one.sentence), one)
    return tuple(found.values())


def of_facts(facts: Sequence[Fact]) -> Source:
    """The fact sheet as something to be held against."""
    when = tuple(fact.text for fact in facts if fact.kind == "when")
    return Source("the fact sheet", tuple(s for fact in facts for s in sentences(fact.text) or (fact.text,)), when)


def of_text(name: str, text: str) -> Source:
    """Another telling as something to be held against."""
    return Source(name, tuple(sentences(text)))


def conflicts(text: str, source: Source) -> tuple[Conflict, ...]:
    """The contradictions of ``text`` to ``source``, in the order of the text within each kind."""
    own = sentences(text)
    found = [*_numbers(own, source), *_dates(own, source), *_names(own, source), *_decisions(own, source)]
    return tuple(dict.fromkeys(found))


# ── numbers and times ───────────────────────────────────────────────────────────────


def _numbers(own: Sequence[str], source: Source) -> Iterator[Conflict]:
    said = [n for s in own for n in numbers(s)]
    other = [n for s in source.sentences for n in numbers(s)]
    open_said = [a for a in said if not any(_alike(a, b) for b in other)]
    open_other = [b for b in other if not any(_alike(a, b) for a in said)]
    rivals = {
        a: max((b for b in open_other if _same_thing(a, b)), key=lambda b: _likeness(a, b), default=None)
        for a in open_said
    }
    for a, b in rivals.items():
        inner = [c for c, d in rivals.items() if d and c.sentence == a.sentence and len(c.words) < len(a.words)]
        if b is not None and not any(
            c.words in a.words for c in inner
        ):  # of "314 of 1,930" and "314" the number alone is told
            yield Conflict("number", a.words, b.words, a.sentence, b.sentence, source.name)


def _alike(a: Number, b: Number) -> bool:
    return a.family == b.family and compatible(a, b)


def _same_thing(a: Number, b: Number) -> bool:
    if a.family != b.family or (a.role and b.role and a.role != b.role):
        return False
    if a.family == "count" and a.nouns and b.nouns:
        return bool(a.nouns & b.nouns) and (len(a.nouns & b.nouns) * 2 >= min(len(a.nouns), len(b.nouns)))
    return _likeness(a, b) >= 0.5


def _likeness(a: Number, b: Number) -> float:
    """Share of the words around the one that has fewer which stand around the other too; names and nouns count."""
    one, other = a.context | a.nouns, b.context | b.nouns
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _dates(own: Sequence[str], source: Source) -> Iterator[Conflict]:
    said = [d for s in own for d in dates(s)]
    other = [d for s in (source.when or source.sentences) for d in dates(s)]
    open_said = _unmatched(said, other, meet)
    open_other = _unmatched(other, said, meet)
    if len(open_said) == 1 and len(open_other) == 1 and len(other) == 1:
        a, b = open_said[0], open_other[0]
        yield Conflict("when", a.words, b.words, a.sentence, b.sentence, source.name)


def _unmatched(these: Sequence[Date], those: Sequence[Date], same: Callable[[Date, Date], bool]) -> list[Date]:
    return [one for one in these if not any(same(one, other) for other in those)]


# ── names and decisions ─────────────────────────────────────────────────────────────


def _called(texts: Iterable[str]) -> list[people.Called]:
    return [one for s in texts for one in people.called(s)]


def _names(own: Sequence[str], source: Source) -> Iterator[Conflict]:
    said, other = _called(own), _called(source.sentences)
    for a in said:
        rivals = [b for b in other if b.place == a.place and (a.place or people.same_role(a.role, b.role))]
        if not rivals or any(people.same_name(a.name, b.name) for b in rivals):
            continue
        also = [c for c in said if c.place == a.place and (a.place or people.same_role(a.role, c.role))]
        if any(people.same_name(b.name, c.name) for b in rivals for c in also):
            continue  # both are named in the telling: two people of one role
        yield Conflict("name", a.name, rivals[0].name, a.sentence, rivals[0].sentence, source.name)


def _decisions(own: Sequence[str], source: Source) -> Iterator[Conflict]:
    said = [d for s in own for d in people.decided(s)]
    other = [d for s in source.sentences for d in people.decided(s)]
    bindings = _called([*own, *source.sentences])
    for a in said:
        about = [b for b in other if _same_matter(a, b)]
        mine = [c for c in said if _same_matter(a, c)]
        if not about:
            continue
        b = about[0]
        if not any(people.may_be_same(c, d, bindings) for c in mine for d in about):
            yield Conflict("who decided", a.words, b.words, a.sentence, b.sentence, source.name)
        elif a.yes is not None and not any(d.yes in (None, c.yes) for c in mine for d in about):
            yield Conflict("what was decided", a.words, b.words, a.sentence, b.sentence, source.name)


def _same_matter(a: people.Decided, b: people.Decided) -> bool:
    return len(a.what & b.what) / min(len(a.what), len(b.what)) >= 0.5
