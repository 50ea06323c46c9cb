"""Numbers as they are written and said: where they stand, their value and unit. What they mean is read elsewhere."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator


def _table(listed: str) -> dict[str, str]:
    """``"min: min mins minute"`` lines to word -> short name; ``_`` in a word is a space."""
    rows = (line.partition(":") for line in listed.strip().splitlines())
    return {word.replace("_", " "): name.strip() for name, _, spelled in rows for word in spelled.split()}


_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: n for n, word in enumerate(_ONES.split())}
TENS = {word: 20 + 10 * n for n, word in enumerate(_TENS.split())}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7,
    "dozen": 12.0, "k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "b": 1e9,
}  # fmt: skip
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
MULTIPLES = {
    "twice": 2.0, "thrice": 3.0, "double": 2.0, "doubled": 2.0, "doubling": 2.0, "triple": 3.0, "tripled": 3.0,
    "quadrupled": 4.0, "tenfold": 10.0, "halved": 0.5, "halving": 0.5, "halve": 0.5,
}  # fmt: skip
SHARES = _table("""
    %: % percent per_cent pct
    points: points percentage_points percentage_point pp
    bps: bps basis_points
""")
SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "r$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "rs": "INR",
    "rs.": "INR",
    "¥": "JPY",
}
CURRENCIES = _table("""
    USD: usd dollar dollars bucks
    EUR: eur euro euros
    GBP: gbp pound pounds
    INR: inr rupee rupees
    TRY: lira liras
    BRL: brl reais
    JPY: jpy yen
    CNY: cny yuan
    CHF: chf francs
    PLN: pln zloty
    NGN: ngn naira
    ZAR: zar rand
    AED: aed dirhams
    THB: thb baht
    MYR: myr ringgit
    RUB: rub rubles
    NOK: nok
    SEK: sek kronor
    DKK: dkk
    CZK: czk
    HUF: huf
    SGD: sgd
    AUD: aud
    CAD: cad
    NZD: nzd
    MXN: mxn
    KES: kes
    GHS: ghs
    EGP: egp
    krone: kroner
    peso: pesos
    shilling: shillings
    cent: cents
""")
TIMES = _table("""
    µs: µs us microseconds
    ms: ms millis millisecond milliseconds
    s: s sec secs second seconds
    min: min mins minute minutes
    h: h hr hrs hour hours
    morning: mornings
    afternoon: afternoons
    evening: evenings
    night: night nights
    day: day days
    weekend: weekend weekends
    week: week weeks
    fortnight: fortnight fortnights
    sprint: sprint sprints
    month: month months
    quarter: quarters
    year: year years yr yrs
    decade: decades
""")
SIZES = _table("""
    B: bytes
    kB: kb
    MB: mb megs
    GB: gb gigs
    TB: tb
    mm: mm
    cm: cm
    m: m metre metres meter meters
    km: km
    kg: kg
    t: tonnes tons
    l: litres liters
    kW: kw
    MW: mw
    kWh: kwh
    MWh: mwh
    mV: mv
    °: degrees
    °C: °c
    fps: fps
    1/s: rps qps tps
""")
_EACH = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day"}


def _any(words: Iterable[str]) -> str:
    """Alternation of words, longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


_ATOM = _any([*ONES, *TENS])
_DIGIT = _any(list(ONES)[:10])
_BIG = "hundred|thousand|million|billion|trillion|lakhs?|crores?|dozen"
_WORDS = (
    rf"(?:(?:{_any(TENS)})[ -](?:{_any(list(ONES)[1:10])})|{_ATOM}|an?(?=[ -](?:few[ -])?(?:{_BIG})\b))"
    rf"(?:[ -](?:(?:{_BIG})\b(?:[ ]and(?=[ ](?:{_ATOM})\b))?|few|{_ATOM})\b)*"
    rf"(?:[ ]point(?:[ ](?:{_DIGIT})\b)+)?\b"
)
_GROUPED = r"\d{1,3}(?:[,'’\u00a0\u202f]\d{2,3})*[,'’\u00a0\u202f]\d{3}(?:\.\d+)?(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)"
_NUMBER = (
    r"half[ ]an?(?=[ ](?:million|billion|dozen|percent|point)\b)(?:[ ](?:million|billion|dozen))?"
    rf"|(?:{_GROUPED}|\d+(?:[.,]\d+)?|\.\d+)(?:[ -]?(?:{_BIG})\b|(?:k|mn?|mio|bn?)(?!\w))?"
    rf"|{_WORDS}"
)
_RATE = (
    r"(?:[ ]?/[ ]?|[ ](?:per|a|an|each|every)[ ])(?:second|sec|minute|min|hour|day|night|shift|week|month|quarter|year"
    r"|season|user|person|customer|order|request|device|sprint|release|call|run|s|h|m|y|mo|yr|wk)\b"
    r"|[ ](?:annually|yearly|monthly|weekly|daily)\b"
)
_PERIOD = "hour|day|year|minute|second|month|week"
_OF_WHOLE = r"(?=[ ](?:of|the|as|that|what|our|their|its|my|less|fewer|more|lower|faster|an)\b|[,.;)]|$)"
_MENTION = re.compile(
    rf"""
    (?P<version>(?<![\w.])v?\d+(?:\.\d+){{2,}}(?![\w.]*\d))
    |(?P<clock>\b\d{{1,2}}:\d{{2}}(?::\d{{2}})?\b)
    |\bhalf[ ]an?[ ](?P<half_period>{_PERIOD})\b
    |\ban?[ ](?P<period_half>{_PERIOD})[ ]and[ ]a[ ]half\b
    |(?P<multiple>\b(?:twice|thrice|doubled|doubling|tripled|quadrupled|tenfold|halved?|halving)\b
      |\b(?:double|triple)(?=[ ](?:the|our|what|that|its|their|of)\b|[,.;]|$)
      |\b\d+(?:\.\d+)?[x×](?!\w))
    |(?P<fraction>\b(?:(?:a|one)[ ])?half{_OF_WHOLE}
      |(?:(?<=by[ ])|(?<=in[ ])|(?<=than[ ]))half\b
      |\b(?:a|one|two)[ ](?:thirds?|fifth|tenth){_OF_WHOLE}
      |\b(?:(?:a|one)[ ]quarter|three[ ]quarters)(?=[ ](?:of|less|fewer|more|lower|faster)\b))
    |(?P<symbol>(?:us\$|r\$|[$€£₹¥]|\b(?:rs\.?|{_any(CURRENCIES)})(?=[ ]?\d))[ ]?)?
     (?<![\w.])(?P<number>{_NUMBER})
     (?:(?:-|–|[ ]or[ ])(?P<upto>{_NUMBER}))?
     (?P<and_half>[ ]and[ ]a[ ]half)?
     (?:[ -]?(?P<share>%|(?:{_any([s for s in SHARES if s != "%"])})\b)
       |[ ]?(?P<currency>[€£$₹]|(?:{_any(CURRENCIES)})\b)
       |[ -]?(?P<unit>(?:person[ -])?(?:{_any([*TIMES, *SIZES])}))(?![\w’'])
     )?
     (?P<rate>{_RATE})?
     (?!\w)
    """,
    re.VERBOSE,
)


# Most sentences hold no number; this is ten times quicker than looking for one.
_MAY_HOLD = re.compile(
    rf"\d|\b(?:{_any([*ONES, *TENS, *FRACTIONS, *MULTIPLES])}|thirds|{_BIG})\b|\ban? (?:{_PERIOD}) and a half\b"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """A number where it stands; ``value`` in its own unit, where it can be told.

    ``unit`` is a short name ("%", "points", "ms", "EUR/week", "x") or "" for a bare count; ``family`` is
    share, money, time, size, clock, version, multiple or "" likewise. ``words``: written out in letters.
    """

    start: int
    end: int
    value: float | None
    unit: str
    family: str
    words: bool


def lowered(text: str) -> str:
    """The text in lower case, code point by code point, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def mentions_of(text: str) -> Iterator[Mention]:
    """The numbers in ``text`` in order, each with the unit that follows or precedes it."""
    low = lowered(text)
    if _MAY_HOLD.search(low) is None:
        return
    for m in _MENTION.finditer(low):
        yield _read(m)


def _read(m: re.Match[str]) -> Mention:
    start, end = m.span()
    if m["clock"] or m["version"]:
        return Mention(start, end, None, "", "clock" if m["clock"] else "version", words=False)
    if period := m["half_period"] or m["period_half"]:
        return Mention(start, end, 0.5 if m["half_period"] else 1.5, TIMES[period], "time", words=True)
    if word := m["multiple"]:
        times = MULTIPLES.get(word) or float(word.rstrip("x×"))
        return Mention(start, end, times, "x", "multiple", words=word[0].isalpha())
    if word := m["fraction"]:
        return Mention(start, end, value_of(word), "of the whole", "share", words=True)
    unit, family = _unit(m)
    if m["rate"]:
        each = m["rate"].strip(" /").split()[-1]
        unit = f"{unit}/{_EACH.get(each, each)}"
    value = value_of(m["number"])
    if value is not None and m["and_half"]:
        value += 0.5
    return Mention(start, end, value, unit, family, words=m["number"][0].isalpha())


def _unit(m: re.Match[str]) -> tuple[str, str]:
    """Short name and family of the unit."""
    if m["share"]:
        return SHARES[m["share"]], "share"
    if raw := (m["symbol"] or m["currency"] or "").strip():
        return SYMBOLS.get(raw) or CURRENCIES[raw], "money"
    if raw := m["unit"]:
        alone = raw.removeprefix("person").strip(" -")
        name, family = (TIMES[alone], "time") if alone in TIMES else (SIZES[alone], "size")
        return (f"person-{name}" if alone != raw else name), family
    return "", ""


def value_of(words: str) -> float | None:
    """The value of a number in figures or words, or nothing for what is no exact number ("a few dozen")."""
    low = words.lower().strip()
    if figures := re.match(rf"{_GROUPED}|\d+(?:[.,]\d+)?|\.\d+", low):
        digits = figures.group()
        grouped = re.fullmatch(_GROUPED, digits) is not None
        plain = float(re.sub(r"[^\d.]", "", digits) if grouped else digits.replace(",", "."))
        return plain * SCALES.get(low[figures.end() :].strip(" -").removesuffix("s"), 1.0)
    if " point " in low:
        whole, _, after = low.partition(" point ")
        return (value_of(whole) or 0.0) + float("0." + "".join(str(ONES[d]) for d in after.split()))
    total = current = 0.0
    seen = False
    for word in re.split(r"[ -]+", low):
        name = word if word in ONES or word in SCALES else word.removesuffix("s")
        if word in ("a", "an", "and"):
            continue
        if name in ONES or name in TENS:
            current += ONES.get(name, 0) + TENS.get(name, 0)
        elif name in FRACTIONS:
            current = (current or 1.0) * FRACTIONS[name]
        elif name in SCALES and len(name) > 2:
            current = (current or 1.0) * SCALES[name]
            if SCALES[name] > 100:
                total, current = total + current, 0.0
        else:
            return None
        seen = True
    return total + current if seen else None
