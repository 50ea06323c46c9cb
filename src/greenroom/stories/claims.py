"""What a text claims that another can contradict: numbers of things, dates, who is called what, who decided.

Words and their order only; no model. Made for few false alarms: what is not plainly said is not a claim.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from greenroom.language.numbers import MULTIPLES, mentions_of, value_of
from greenroom.language.segment import sentences_of

LONGEST = 1000
"""Characters of a sentence that are read."""

_FUNCTION_WORDS = """
    a an the and or but so if then than that this these those which who whom whose what when where why how i me my
    mine we us our ours you your he him his she her hers they them their it its one ones of in on at to from for with
    by as into over under about after before until till since between during within without through across per each
    every all both any some no not never only just also too very more most less least few many much other another same
    such is are was were be been being am do does did done have has had having will would can could should may might
    must there here now out up down off again still yet back because while although though however around almost nearly
    roughly approximately some least exactly precisely first last end time times thing things way lot kind bit whole
    came come comes went go goes going got get gets took take takes taken made make makes said say says told tell tells
    put puts let saw see fell fall rose drop dropped rise grew grow cut became become turned them around later earlier
    ago half third quarter hundred thousand million dozen percent total altogether"""
_STOP = frozenset(_FUNCTION_WORDS.split())
_GENERIC = """
    week day month year hour minute second euro dollar pound number figure people person cost amount want need
    use used work worked old new big small good bad long short"""
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_CLAUSE = re.compile(r"[;:()–—]|, (?:and|but|so|which|while|because)\b|\b(?:but|whereas|while)\b|,(?=\s)")
_HEDGE = re.compile(
    r"(?:about|around|roughly|nearly|almost|some|approximately|close to|just under|just over|more or less"
    r"|something like|up to|or so|good|under|below|less than|fewer than|not quite)\s*$"
)
_MORE = re.compile(r"(?:over|more than|at least|above|upwards of)\s*$")
_RATIO = re.compile(r"\b(\w[\w,.]*)(?: of (?:the |our |all |my )?| out of (?:the |every )?)(\d[\d,.]*|\w+)\b")
_ONE_IN = re.compile(r"\b(one|two|three|1|2|3)(?: \w+){0,2} in (?:every )?(\w+)\b")
_SECONDS = {
    "µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0, "weekend": 172800.0, "week": 604800.0,
    "fortnight": 1209600.0, "month": 2629800.0, "quarter": 7889400.0, "year": 31557600.0,
}  # fmt: skip
_PER = {"second": 1.0, "sec": 1.0, "s": 1.0, "minute": 60.0, "min": 60.0, "m": 60.0, "hour": 3600.0, "h": 3600.0}
_PER |= {"day": 86400.0, "night": 86400.0, "week": 604800.0, "wk": 604800.0, "month": 2629800.0, "mo": 2629800.0}
_PER |= {"quarter": 7889400.0, "year": 31557600.0, "yr": 31557600.0, "y": 31557600.0}
_PERIOD = "|".join(word for word in _PER if len(word) > 2)
_RATE = re.compile(rf" (?:[^\W\d_][\w’'-]* ){{1,3}}?(?:a|per|every|each) ({_PERIOD})\b")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12), "winter": (12, 15)}
_DATE = re.compile(
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|(?P<season>{'|'.join(_SEASONS)})"
    r"|(?P<quarter>q[1-4]))?(?:\.| of)? ?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """A number of something. ``family``: what may be compared with it (count, share, time, money USD, rate, ...).

    ``value``: in the family's base unit; ``loose``: told as rounded; ``over``: told as a lower bound; ``nouns``: what
    is counted; ``context``: the words around; ``role``: "before", "after" or nothing.
    """

    family: str
    value: float
    words: str
    nouns: frozenset[str]
    context: frozenset[str]
    sentence: str
    loose: bool = False
    over: bool = False
    role: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Date:
    """A point in time with a year; ``months``: the first and last it may be, 1 to 15 (a winter ends in March)."""

    year: int
    months: tuple[int, int]
    words: str
    sentence: str


def stem(word: str) -> str:
    """A word without its ending; crude, the same for both texts."""
    low = word.lower().replace("’", "'").removesuffix("'s").strip("'-")
    for ending, least in (("ations", 5), ("ation", 5), ("ings", 4), ("ing", 4), ("ied", 3), ("ies", 3), ("ers", 4)):
        if low.endswith(ending) and len(low) - len(ending) >= least - 1:
            low = low[: -len(ending)]
            break
    else:
        for ending in ("ed", "es", "er", "s", "e", "ly"):
            if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
                low = low[: -len(ending)]
                break
    low = low.removesuffix("e").removesuffix("y")
    return low[:-1] if len(low) > 3 and low[-1] == low[-2] else low


def content(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    found = (w for w in _WORD.findall(words) if w.lower() not in _STOP)
    return frozenset(s for w in found if len(s := stem(w)) > 1 and s not in _GENERIC_STEMS)


_GENERIC_STEMS = frozenset(map(stem, _GENERIC.split()))


def sentences(text: str) -> list[str]:
    """The sentences of a text, each in one line; of one without end only the beginning is read."""
    return [" ".join(text[s.start : s.end].split())[:LONGEST] for s in sentences_of(text)]


# ── numbers ─────────────────────────────────────────────────────────────────────────


def numbers(sentence: str) -> Iterator[Number]:
    """Every number of something in a sentence; years, clock times and versions are none."""
    low = sentence.lower()
    low = low if len(low) == len(sentence) else sentence
    taken: list[tuple[int, int]] = [m.span("year") for m in _DATE.finditer(low)]
    for ratio in _ONE_IN.finditer(low):
        part, base = value_of(ratio[1]), value_of(ratio[2])
        if part and base and base > part:
            taken.append(ratio.span())
            yield _number("share", part / base, ratio[0], ratio.span(), sentence, low, loose=True)
    for ratio in _RATIO.finditer(low):
        part, base = value_of(ratio[1].rstrip(".,")), value_of(ratio[2].rstrip(".,"))
        if part and base and base >= part and ratio[1] != "half":
            yield _number("share", part / base, ratio[0], ratio.span(), sentence, low)
    for m in mentions_of(sentence):
        if any(a < m.end and m.start < b for a, b in taken) or m.value is None or m.family in ("clock", "version"):
            continue
        words = sentence[m.start : m.end]
        family, value = _measured(m.unit, m.family, m.value, words.lower())
        if family == "count" and words.lower() in ("one", "a", "an"):
            continue
        if family == "count" and (rate := _RATE.match(low[m.end :])):
            family, value = "count rate", value * 86400.0 / _PER[rate[1]]
        yield _number(family, value, words, (m.start, m.end), sentence, low)


def _measured(unit: str, family: str, value: float, words: str) -> tuple[str, float]:
    """Family and value in its base unit."""
    base, _, each = unit.partition("/")
    if each and each in _PER:
        made, amount = _measured(base, family if base else "", value, words)
        return f"{made} rate", amount * 86400.0 / _PER[each]
    if family == "time" and base in _SECONDS:
        return "time", value * _SECONDS[base]
    if family == "share":
        return ("points", value) if base == "points" else ("share", value if base == "of the whole" else value / 100)
    if family == "multiple":
        return ("share", value) if value < 1 and words in MULTIPLES else ("multiple", value)
    return (f"{family} {unit}", value) if family else ("count", value)


def _number(
    family: str, value: float, words: str, at: tuple[int, int], sentence: str, low: str, loose: bool = False
) -> Number:
    start, end = at
    before, after = low[:start], low[end:]
    clause_start = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    clause_end = next((m.start() for m in _CLAUSE.finditer(after)), len(after))
    around = sentence[clause_start:start] + " " + sentence[end : end + clause_end]
    context = content(around)
    if not context:
        context = content(sentence[:start] + " " + sentence[end:])
    return Number(
        family=family, value=value, words=words.strip(),
        nouns=_nouns(after[:clause_end]) if family == "count" else frozenset(),
        context=context, sentence=sentence, loose=loose or _HEDGE.search(before) is not None or " or so" in after[:8],
        over=_MORE.search(before) is not None, role=_role(before[clause_start:], after[:clause_end]),
    )  # fmt: skip


def _nouns(after: str) -> frozenset[str]:
    """What is counted: the words right behind the number ("214 of 1,930 orders": orders), three at most."""
    rest = re.sub(r"^ (?:out )?of (?:(?:the|our|all|my) )?[\d,.]+", "", after)
    rest = re.sub(r"^ of (?:the|our|all|my|those|these)\b", "", rest)
    phrase = re.match(r"((?:[ -][^\W\d_][\w’'-]*){1,4})", rest)
    found: list[str] = []
    for word in phrase[1].replace("-", " ").split() if phrase else ():
        if word in _STOP or (found and (word.endswith(("ed", "ly")))):
            break
        found.append(stem(word))
    return frozenset(found[:3])


def _role(before: str, after: str) -> str:
    if re.search(
        r"\b(?:from|before|used to be|instead of|was at|had been|down from|up from)\s+(?:about |some )?$", before
    ):
        return "before"
    if re.match(r"\s*(?:\w+ ){0,3}(?:before|previously|at first|at the start|to begin with)\b", after):
        return "before"
    if re.search(
        r"\b(?:down to|up to|fell to|dropped to|rose to|grew to|now|afterwards|after)\s+(?:about |some )?$", before
    ):
        return "after"
    if re.search(r"\bfrom [^.;]{1,30} to\s+(?:about |some )?$", before) or re.match(
        r"\s*(?:\w+ ){0,3}(?:after|afterwards|now|in the end)\b", after
    ):
        return "after"
    return "before" if re.search(r"^\s*(?:before|previously)\b", before) else ""


def compatible(one: Number, other: Number) -> bool:
    """Whether both may be the same number, told otherwise: rounded, hedged, or in another unit."""
    a, b = one.value, other.value
    if one.over or other.over:
        low, high = (a, b) if one.over else (b, a)
        return low * 0.98 <= high <= low * 1.6
    near = abs(a - b) / max(abs(a), abs(b), 1e-12)
    if near <= 0.02 or ((one.loose or other.loose or one.family.endswith("rate")) and near <= 0.16):
        return True
    return min(a, b) >= 20 and near <= 0.12 and (_rounds(a, b) or _rounds(b, a))


def _rounds(exact: float, rounded: float) -> bool:
    """Whether ``rounded`` is ``exact`` to as many digits as it has."""
    digits = len(f"{rounded:.6g}".replace(".", "").rstrip("0").lstrip("0")) or 1
    return digits <= 2 and float(f"{exact:.{digits}g}") == rounded


# ── dates ───────────────────────────────────────────────────────────────────────────


def dates(sentence: str) -> Iterator[Date]:
    """Every date with a year."""
    for m in _DATE.finditer(sentence):
        months = (1, 12)
        if m["month"]:
            month = 1 + next(n for n, name in enumerate(_MONTHS) if name.startswith(m["month"].lower()[:3]))
            months = (month, month)
        elif m["season"]:
            months = _SEASONS[m["season"].lower()]
        elif m["quarter"]:
            first = 3 * int(m["quarter"][1]) - 2
            months = (first, first + 2)
        yield Date(int(m["year"]), months, m[0].strip(), sentence)


def meet(one: Date, other: Date) -> bool:
    """Whether both may be the same time."""
    return any(a <= d and c <= b for a, b in _spans(one) for c, d in _spans(other))


def _spans(date: Date) -> list[tuple[int, int]]:
    """First and last month, counted on from year 0; a winter may begin or end in its year."""
    year, (first, last) = date.year * 12, date.months
    return [(year + first, year + last)] if last <= 12 else [(year, year + 3), (year + 12, year + 15)]
