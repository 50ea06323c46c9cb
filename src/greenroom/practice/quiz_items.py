"""What a quiz is made of: items with one right answer and many wrong ones, and the questions drawn from them."""

from __future__ import annotations

import dataclasses
import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from greenroom.guides.marked import unmark
from greenroom.guides.patterns import compile_pattern
from greenroom.guides.schema import (
    Absence,
    Cases,
    Disqualifier,
    Guide,
    Hedge,
    Passive,
    Phrase,
    Presence,
    PronounBalance,
    Quantity,
    RedFlag,
    Signal,
)
from greenroom.reports.runs import one_line, reflow

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

Entry = Signal | Disqualifier | RedFlag

LETTERS = "abcd"
"""Keys of the options of a question, in the order in which they are shown."""
FEWEST_WRONG, MOST_WRONG = 2, 3
NEAREST = 5
"""Wrong answers that a question draws from: those nearest to the right one."""

_COMMON = (
    "about after again also because been before being could does done each else even ever every from have having here "
    "into itself just less like made make many more most much nobody none nothing only other over said same says shall "
    "should shown shows some somebody something still such than that their them then there these they thing things "
    "this those told what when where which while whom whose will with without would your yours yourself"
)
COMMON = frozenset(_COMMON.split())
"""Words that carry no meaning of their own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer; ``why`` is what the guide says of it, told to whoever picks it wrongly."""

    text: str
    why: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """Something that can be asked of a guide.

    ``key`` is stable: it names the kind, the entry of the guide and, where the item comes from an example, a hash of
    the example's text, so that it survives other examples being added. ``wrong`` are certainly wrong, the nearest to
    the right answer first. ``ordered`` are the options in the order they must stand in, where they have one.
    ``section`` is where study tells it.
    """

    guide: str
    key: str
    kind: str
    difficulty: Difficulty
    ask: str
    quote: str
    right: Choice
    wrong: tuple[Choice, ...]
    why: str
    section: str
    ordered: tuple[str, ...] = ()

    def question(self, seed: str) -> Question:
        """The question that this item becomes under ``seed``: which wrong answers it has, and in which order."""
        chance = random.Random(f"{seed}/{self.guide}/{self.key}")  # noqa: S311 - a shuffle, no secret
        near = self.wrong[:NEAREST]
        options = [self.right, *chance.sample(near, min(MOST_WRONG, len(near)))]
        chance.shuffle(options)
        if self.ordered:
            options.sort(key=lambda o: self.ordered.index(o.text))
        return Question(self, tuple(options))


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """An item with its options as they are shown; exactly one of them is right."""

    item: Item
    options: tuple[Choice, ...]

    @property
    def right(self) -> str:
        """Key of the right option: a letter of ``LETTERS``."""
        return LETTERS[self.options.index(self.item.right)]

    def option(self, key: str) -> Choice:
        """The option of this key."""
        return self.options[LETTERS.index(key)]


def item(
    guide: Guide,
    key: str,
    difficulty: Difficulty,
    ask: str,
    right: Choice,
    wrong: Iterable[Choice],
    *,
    why: str,
    section: str,
    quote: str = "",
    ordered: Sequence[str] = (),
) -> Item | None:
    """An item, or nothing where fewer than two wrong answers remain that differ from the right one and each other."""
    right = _tidy(right)
    kept: dict[str, Choice] = {}
    for choice in map(_tidy, wrong):
        if _plain(choice.text) != _plain(right.text):
            kept.setdefault(_plain(choice.text), choice)
    if len(kept) < FEWEST_WRONG:
        return None
    about = stems(f"{right.text} {why}")
    near = sorted(kept.values(), key=lambda c: -len(stems(f"{c.text} {c.why}") & about))
    kind = key.partition(":")[0]
    return Item(
        guide.id, key, kind, difficulty, one_line(ask), reflow(quote), right, tuple(near), one_line(why), section,
        tuple(map(one_line, ordered)),
    )  # fmt: skip


def digest(text: str) -> str:
    """Eight hex digits that stand for an example's text in a key; white space does not count."""
    return hashlib.sha256(one_line(text).encode()).hexdigest()[:8]


def _tidy(choice: Choice) -> Choice:
    return Choice(one_line(choice.text), one_line(choice.why))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# ── is a wrong answer certainly wrong? ──────────────────────────────────────────────


def stems(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to five letters, so that forms of one word count as the same."""
    return frozenset(w[:5] for w in re.findall(r"[a-z]+", text.casefold()) if len(w) >= 4 and w not in COMMON)


def gives_away(quote: str, right: str, wrong: Iterable[str]) -> bool:
    """Whether the quote holds a word of the right answer that stands in no wrong one."""
    shared = frozenset[str]().union(*(stems(w) for w in wrong))
    return bool((stems(right) - shared) & stems(quote))


def entries(guide: Guide) -> tuple[Entry, ...]:
    """All that can be found in an answer: signals, disqualifiers, red flags."""
    return (*guide.signals, *guide.disqualifiers, *guide.red_flags)


def apart(guide: Guide, one: str, other: str) -> bool:
    """Whether no probe settles both entries: what one question clears up together may well be said together."""
    return not any(one in p.settles and other in p.settles for p in guide.probes)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """Texts, each on one line, in which an entry is and in which it is not, by its own examples."""

    found: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def known_of(cases: Cases) -> Known:
    """What the examples of an entry say for certain, those that a judge fails today included."""
    failures = {one_line(unmark(k.text)[0]): k.should for k in cases.known_failures}
    found = {one_line(unmark(f.text)[0]) for f in cases.found} | {t for t, s in failures.items() if s == "found"}
    absent = {one_line(n.text) for n in cases.not_found} | {t for t, s in failures.items() if s == "not-found"}
    return Known(frozenset(found), frozenset(absent))


def may_be_in(guide: Guide, entry: Entry, text: str, known: Known) -> bool:
    """Whether the guide leaves room for ``entry`` being in ``text`` too, so that it is no safe wrong answer.

    True where the text is one of its own examples, where one of its rules speaks for it, where it is about something
    missing (nearly every short text misses something), or where it depends on the level. Being an example in which
    it must not be found outweighs all of that.
    """
    if one_line(text) in known.absent:
        return False
    if one_line(text) in known.found:
        return True
    if not isinstance(entry, Signal) and about_missing(guide, entry):
        return True
    if isinstance(entry, Disqualifier) and entry.from_level is not None:
        return True
    return _speaks_for(entry, text)


def about_missing(guide: Guide, entry: Disqualifier | RedFlag) -> bool:
    """Whether a fault is that something is not there: something else being there takes it away.

    A red flag that is settled together with a signal is the lack of that signal, as a rule.
    """
    if isinstance(entry, RedFlag) and any(not apart(guide, entry.id, s.id) for s in guide.signals):
        return True
    return any(
        isinstance(rule, Absence) or (rule.role == "vetoes" and isinstance(rule, Presence | Quantity))
        for rule in entry.detect
    )


def _speaks_for(entry: Entry, text: str) -> bool:
    without_i = not re.search(r"\b(I|my|me)\b", text)
    for rule in entry.detect:
        if isinstance(rule, Passive | PronounBalance) and without_i:
            return True
        patterns: tuple[str, ...] = ()
        if isinstance(rule, Phrase) and rule.role in ("finds", "supports", "marks"):
            patterns = rule.any
        elif isinstance(rule, Hedge) and rule.role == "finds":
            patterns = rule.words
        if any(compile_pattern(p, portable=False).matches(text) for p in patterns):
            return True
    return False
