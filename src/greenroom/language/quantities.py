"""What the numbers of an answer say: a change, an effect, money, a share, a time, or mere background."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from greenroom.language import readings as table
from greenroom.language.numbers import Mention, lowered, mentions_of
from greenroom.language.parsed import Quantity, QuantityKind, Sentence
from greenroom.model import PartName, Span

_NUMBER = re.compile(f"{table.MARK}+")
_FARTHEST = 200  # characters before a number within which what it measures is looked for
_SAME_UNIT = r" (?:down |up )?(?:to|of the|out of) (?:about |only |just |around )?| ?(?:->|→|–|-) ?"
_YEARS = range(1950, 2036)
_FUNCTION_WORDS = """
    in on at to from for with by and or but that which who whom was were is are be been being am had have has did do
    does after before when while because so than as it we i they he she you there then this these those per into onto
    over under during until since if not no where now what how about around only just again back out off up down
    without between behind via through across within already still also too each every against instead later ago less
    more fewer lower higher would could should might will can may vs versus both said finally"""
_COMMON_VERBS = """
    went came fell rose dropped got took gave said failed passed moved use uses used run runs take takes go goes come
    comes show shows get gets make makes made need needs keep keeps kept stay stayed work works left lost saved
    found cost told showed wrote sent made asked wanted"""
_LEAD_WORDS = """
    the a an our my their its his her these those this that all some of other and but so then also or both any such
    roughly about around nearly almost like just only um uh were was is are in on at by for with after since within"""
_STARTERS = "i we they he she it you i've we've i'd i’d we’d i’ve we’ve that which who"
_STOP = frozenset(_FUNCTION_WORDS.split())
_VERBS = frozenset(_COMMON_VERBS.split())
_LEADS = frozenset(_LEAD_WORDS.split())
_PERIODS = frozenset(("day", "days", "week", "weeks", "month", "months", "quarter", "quarters", "year", "years", "end"))
_PRONOUNS = frozenset(_STARTERS.split())
_ADVERBS = frozenset(("then", "also", "finally", "really", "just", "only", "even", "have", "had", "has"))


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclasses.dataclass(frozen=True, slots=True)
class _Read:
    """The reading of one mention."""

    kind: QuantityKind
    change: bool
    impact: bool
    why: str


class _View:
    """One sentence with its numbers masked, and what the tables find in it; a table is tried when asked for."""

    def __init__(self, words: str, part: PartName) -> None:
        self.words, self.part = words, part
        self.low = lowered(words.replace(table.MARK, "x"))
        self.mentions = tuple(mentions_of(self.low))
        masked = list(self.low)
        for m in self.mentions:
            masked[m.start : m.end] = table.MARK * (m.end - m.start)
        self.masked = "".join(masked)
        if self.mentions:
            self.masked = _compiled(table.SMALL).sub(lambda small: " " * len(small.group()), self.masked)
        self._hits: dict[str, dict[int, int]] = {}
        self._groups: dict[str, dict[int, list[int]]] = {}

    def at(self, pattern: str) -> dict[int, int]:
        """Where each number that the pattern covers starts -> where the match starts."""
        if pattern not in self._hits:
            found = _compiled(pattern).finditer(self.masked)
            numbers = ((n.start(), m.start()) for m in found for n in _NUMBER.finditer(self.masked, m.start(), m.end()))
            self._hits[pattern] = dict(numbers)
        return self._hits[pattern]

    def together(self, row: tuple[table.Reading, int]) -> list[int]:
        """Where the numbers start that one match of a row covers."""
        if row[0].pattern not in self._groups:
            groups: dict[int, list[int]] = {}
            for number, start in self.at(row[0].pattern).items():
                groups.setdefault(start, []).append(number)
            self._groups[row[0].pattern] = groups
        return self._groups[row[0].pattern][row[1]]

    def is_in(self, m: Mention, pattern: str) -> bool:
        """Whether the pattern covers this number."""
        return m.start in self.at(pattern)

    def row(self, m: Mention, rows: Sequence[table.Reading]) -> tuple[table.Reading, int] | None:
        """The first row of a table that covers this number, and where its match starts."""
        return next(((r, self.at(r.pattern)[m.start]) for r in rows if m.start in self.at(r.pattern)), None)

    @functools.cached_property
    def told_after(self) -> bool:
        """Whether the sentence says that what it tells followed."""
        return _compiled(table.AFTERWARDS).search(self.masked) is not None


def quantities_of(text: str, sentences: Sequence[Sentence]) -> tuple[Quantity, ...]:
    """Every number in the sentences, in order: unit, of what, kind, whether a change, whether an effect ("impact").

    Figures and words count ("12%", "three of nine", "$8K/week", "twice"), and vague amounts ("far fewer",
    kind ``vague``). Impact needs a change or a measured state told as having come about: in result sentences,
    and elsewhere only where the sentence ties it to an act or to what followed. Team sizes, dates, clock times,
    versions, experience and names are ``background`` and never impact; nor is what was only planned, feared or
    asked for. Headings are left out.
    """
    return tuple(q for s in sentences if not s.heading for q in _in_sentence(text, s))


def _in_sentence(text: str, sentence: Sentence) -> Iterator[Quantity]:
    words = text[sentence.span.start : sentence.span.end]
    view = _View(words, sentence.part)
    found: list[tuple[int, int, str, str, _Read]] = []
    for m, after in itertools.zip_longest(view.mentions, view.mentions[1:]):
        if (read := _reading(m, view)) is not None:
            unit = m.unit if read.kind == "background" else _unit_of(m, after, view)
            found.append((m.start, m.end, unit, _of_what(m, view, read), read))
    taken = [(a, b) for a, b, *_ in found]
    for v in _compiled(table.VAGUE).finditer(view.low):
        if not any(a < v.end() and v.start() < b for a, b in taken):
            told = view.part in ("result", "reflection") or (view.part == "action" and view.told_after)
            told = (
                told
                and _compiled(table.UNREAL_WORDS).search(view.low, max(0, v.start() - _FARTHEST), v.start()) is None
            )
            of = _noun_after(words[v.end() : v.end() + _FARTHEST]) or _subject(
                words[max(0, v.start() - _FARTHEST) : v.start()]
            )
            found.append((*v.span(), "", of, _Read("vague", True, told, "an amount without a number")))
    for a, b, unit, of, read in sorted(found, key=lambda f: f[:2]):
        span = Span(sentence.span.start + a, sentence.span.start + b)
        yield Quantity(span=span, sentence=sentence.index, text=words[a:b], unit=unit, of=of, kind=read.kind,
                       change=read.change, impact=read.impact, why=read.why)  # fmt: skip


def _unit_of(m: Mention, after: Mention | None, view: _View) -> str:
    """Its own unit, else that of the number it is set against ("from 3 to 7 percent")."""
    if m.unit or m.family or after is None:
        return m.unit
    between = view.low.endswith("between ", 0, m.start) and view.low[m.end : after.start] == " and "
    return after.unit if between or _compiled(_SAME_UNIT).fullmatch(view.low, m.end, after.start) else ""


def _reading(m: Mention, view: _View) -> _Read | None:
    """What one number says, or nothing where it is no number ("one of them", "no one")."""
    change = view.row(m, table.CHANGES)
    if view.low[m.start : m.end] == "one" and (change is None or not _counts_one(m, view)):
        return None
    if m.family in ("clock", "version"):
        return _Read("background", False, False, "a clock time" if m.family == "clock" else "a version")
    if _is_year(m, view):
        return _Read("background", False, False, "a year")
    if _is_hour(m, view):
        return _Read("background", False, False, "a clock time")
    if view.low.startswith(" sure", m.end):
        return _Read("background", False, False, "a figure of speech")
    measured = m.family in ("share", "money", "multiple", "size") or (change and change[0].why != table.BY_VERB)
    if not measured and (named := view.row(m, table.BACKGROUND)) is not None:
        return _Read("background", False, False, named[0].why)
    if m.family == "multiple" and change is None and not _multiplies(m, view):
        return _Read("count", False, False, "how often something happened")
    if change is not None or m.family == "multiple":
        return _change(m, view, change)
    return _state(m, view)


def _change(m: Mention, view: _View, row: tuple[table.Reading, int] | None) -> _Read:
    """A change: an effect unless it is a delay, only planned, or part of how things were."""
    why = row[0].why if row else "a multiple of what it was"
    together = view.together(row) if row else [m.start]
    if m.family == "time" and why != table.FROM_TO and (view.is_in(m, table.EFFORT) or view.is_in(m, table.DECIDED)):
        return _Read("time", False, False, "time that something took or was put off")
    if why != table.FROM_TO and any(n in view.at(table.DECIDED) for n in together):
        return _Read("change", True, False, f"{why}, but as what was agreed on, not what came of it")
    if _only_imagined(together, view):
        return _Read("change", True, False, f"{why}, but only planned, feared or asked for")
    if view.part in ("result", "reflection"):
        return _Read("change", True, True, why)
    if view.part == "action":
        if any(n in view.at(pattern) for n in together for pattern in (table.REDUCED, table.FIXED)):
            return _Read("change", True, True, f"{why}, by an act that is named")
        if view.told_after:
            return _Read("change", True, True, f"{why}, told as what followed")
    return _Read("change", True, False, f"{why}, but told as how things were, not as what came of it")


def _state(m: Mention, view: _View) -> _Read:
    """A number that states how much: an effect only where the result is told with it."""
    told = view.part == "result" and not view.is_in(m, table.DECIDED)
    told = told and not _only_imagined([m.start], view)
    costs = told and (view.is_in(m, table.COST) or view.is_in(m, table.EFFORT))
    if m.family == "money":
        told = told and (view.is_in(m, table.SAVED) or not costs)
        return _Read(
            "money", False, told, "money that came of it" if told else "an amount of money, not what came of it"
        )
    if m.family == "time":
        measured = (
            m.unit in ("ms", "µs", "s")
            or view.is_in(m, table.TIME_EFFECT)
            or ("/" in m.unit and view.is_in(m, table.SAVED))
        )
        if told and not costs and measured:
            return _Read("effect", False, True, "a measured time, told as the result")
        return _Read("time", False, False, "how long something took, or when")
    if m.family in ("share", "size") or view.is_in(m, table.RATIO):
        if told:
            return _Read("effect", False, True, "a measured state after the act")
        return _Read("count" if m.family == "size" else "share", False, False, "a measure, not of what came of it")
    if view.part == "action" and view.is_in(m, table.FIXED) and not _only_imagined([m.start], view):
        return _Read("effect", False, True, "how many were put right, by an act that is named")
    counts = m.value == 0 or view.is_in(m, table.DONE) or view.is_in(m, table.SAVED) or _counts_effect(m, view)
    if told and not costs and counts:
        return _Read("effect", False, True, "how many it touched, told as the result")
    return _Read("count", False, False, "a count, not of what came of it")


def _only_imagined(numbers: Sequence[int], view: _View) -> bool:
    """Whether the numbers, by where they start, are only planned, feared, asked for or imagined."""
    if any(n in view.at(table.UNREAL) for n in numbers):
        return True
    saved = any(n in view.at(table.SAVED) for n in numbers)
    return not saved and any(n in view.at(table.INTENDED_ONLY) for n in numbers)


def _is_year(m: Mention, view: _View) -> bool:
    raw = view.low[m.start : m.end]
    return raw.isdigit() and len(raw) == 4 and int(raw) in _YEARS and not _compiled(table.PLURAL).match(view.low, m.end)


def _is_hour(m: Mention, view: _View) -> bool:
    """Whether it is an hour ("at seven", "by six"): bare, in words, and closing its phrase."""
    if not m.words or m.unit or m.value is None or not 1 <= m.value <= 12:
        return False
    closes = re.compile(r"[,.;:!?)]|$| (?:and|but|so|on|in the|instead|now|when)\b").match(view.low, m.end)
    return (
        closes is not None
        and re.search(r"\b(?:at|by|until|till)(?: around| about)? $", view.low[max(0, m.start - 30) : m.start])
        is not None
    )


def _counts_one(m: Mention, view: _View) -> bool:
    """Whether "one" is a number here, not an article or a pronoun."""
    before, after = view.low[max(0, m.start - 30) : m.start].rstrip(), view.low[m.end : m.end + 4]
    stands = re.search(r"\b(?:to|by|from|only|just|was|were|had|instead of)$|(?:->|→)$", before) is not None
    return stands and not after.startswith(" of")


def _multiplies(m: Mention, view: _View) -> bool:
    """Whether "twice" means "twice as much", not "two times"."""
    raw = view.low[m.start : m.end]
    as_much = re.compile(r" (?:as|the|what|that|faster|more|our|its)\b")
    return raw not in ("twice", "thrice") or as_much.match(view.low, m.end) is not None


def _counts_effect(m: Mention, view: _View) -> bool:
    """Whether what is counted is of the kind that results are counted in (complaints, incidents, users)."""
    near = view.low[m.end : m.end + 40] + " " + view.low[max(0, m.start - 30) : m.start]
    return _compiled(table.LEVEL_NOUNS).search(near) is not None


def _of_what(m: Mention, view: _View, read: _Read) -> str:
    """The noun phrase that the number measures: after it for counts and shares, before its verb for changes."""
    change = view.row(m, table.CHANGES) if read.change else None
    until = change[1] if change is not None and change[1] else m.start
    after = _noun_after(view.words[m.end : m.end + _FARTHEST])
    counted = m.family == "" or (m.family == "share" and view.low.startswith(" of ", m.end))
    if counted and after and not view.low.startswith(" of ", m.end - 1):
        return after
    before = _subject(_unmasked(view, until)) or (_subject(_unmasked(view, m.start)) if until < m.start else "")
    return before or (after if m.family in ("", "share") else "")


def _unmasked(view: _View, until: int) -> str:
    """The words up to a place, without the numbers."""
    start = max(0, until - _FARTHEST)
    return "".join(
        c for c, mask in zip(view.words[start:until], view.masked[start:], strict=False) if mask != table.MARK
    )


def _noun_after(rest: str) -> str:
    """Up to four words after a number, as far as they can be one noun phrase."""
    phrase = re.match(r"(?: of)?((?: [^\W_][\w'’-]*){1,7})", rest)
    out: list[str] = []
    for word in phrase.group(1).split() if phrase else ():
        low = word.lower()
        if not out and low in _LEADS:
            continue
        ends = low in _STOP or (out and (low in _VERBS or low.endswith(("ed", "ly"))))
        if ends or any(c.isdigit() for c in word) or len(out) == 4:
            break
        out.append(word)
    return " ".join(out)


def _subject(before: str) -> str:
    """What a clause is about, up to its verb: what went down, what was measured.

    After a pronoun the verb is passed over and its object taken ("I cut the build time" -> "build time").
    """
    clauses = re.split(r"[.;:,()!?–—]| (?:and|but|so|because|while|than) ", before.rstrip(" ,"))
    words = re.findall(r"[^\W_][\w'’-]*", clauses[-1])
    pronoun = max((i for i, word in enumerate(words) if word.lower() in _PRONOUNS), default=-1)
    words = _without(words[pronoun + 1 :], _ADVERBS if pronoun >= 0 else _LEADS)
    goes_on = len(clauses) > 1 and words and (words[0].lower() in _VERBS or words[0].lower().endswith("ed"))
    if pronoun >= 0 or goes_on:
        words = _without(words[1:], _LEADS)
    kept: list[str] = []
    for word in _without(words, _PERIODS):
        low = word.lower()
        if (low in _STOP and low != "of") or (kept and low in _VERBS):
            break
        kept.append(word)
    while kept and kept[-1].lower() == "of":
        kept.pop()
    return " ".join(kept[-6:])


def _without(words: list[str], leading: frozenset[str]) -> list[str]:
    """The words after those of ``leading`` that they begin with."""
    at = next((i for i, word in enumerate(words) if word.lower() not in leading), len(words))
    return words[at:]
