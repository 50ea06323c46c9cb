"""Ids, levels, verdicts, times and shares in the words that every report uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from greenroom.model import PARTS, TARGET_LEVELS, VERDICTS, Delivery, Level, PartName, Timing, Verdict
from greenroom.reports.runs import one_line

LEVEL_WORDS: dict[Level, str] = {
    "none": "no level",
    "sde1": "SDE 1",
    "sde2": "SDE 2",
    "senior": "Senior",
    "staff": "Staff",
}
VERDICT_WORDS: dict[Verdict, str] = {
    "strong-no-hire": "Strong no hire",
    "no-hire": "No hire",
    "hire": "Hire",
    "strong-hire": "Strong hire",
}
GRADE_WORDS = ("absent", "partial", "clear")
PART_LETTERS: Mapping[PartName, str] = dict(zip(PARTS, "STARLO", strict=True))
COMPANY_WORDS = {"amazon": "Amazon", "google": "Google", "meta": "Meta", "flipkart": "Flipkart"}
_BUDGET_NOTES = ("Situation and task take", "Action takes")
"""Beginnings of the notes that say again what the budgets say in figures."""
LEAST_LIKELY = 0.05
"""Chance of a verdict that is worth naming."""
GLYPHS = ("○", "◐", "●")
"""A grade's sign: absent, partial, clear."""


def words(ident: str) -> str:
    """An id as words: ``spoke-up`` becomes ``Spoke up``."""
    text = ident.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def level_words(level: Level) -> str:
    """A level as people write it."""
    return LEVEL_WORDS[level]


def shown_words(level: Level) -> str:
    """The level that a story shows, as a remark."""
    return "no level shown yet" if level == "none" else f"shown: {LEVEL_WORDS[level]}"


def scope_words(level: Level) -> str:
    """How far the scope that was told reaches."""
    return f"below {LEVEL_WORDS['sde1']}" if level == "none" else LEVEL_WORDS[level]


def seconds_words(seconds: float) -> str:
    """Whole seconds up to a minute and a half, then minutes: ``48 s``, ``2:05 min``."""
    whole = round(seconds)
    return f"{whole} s" if whole < 90 else f"{whole // 60}:{whole % 60:02d} min"


def percent(share: float) -> str:
    """A share 0..1 in whole per cent."""
    return f"{round(share * 100)}%"


def time_remarks(timing: Timing, delivery: Delivery | None = None) -> tuple[str, ...]:
    """What the time says beyond the shares of the parts: the budgets, where they mean something, and other notes."""
    spoken = delivery.notes if delivery else ()
    said = [told(note) for note in (*timing.notes, *spoken) if not note.startswith(_BUDGET_NOTES)]
    if not timing.meaningful:
        return tuple(said)
    over = round(timing.opening_seconds) - round(timing.opening_budget_s)
    here = f"{round(timing.opening_seconds)} s" + (f", {over} s too many" if over > 0 else "")
    budget = f"Budget: situation and task at most {timing.opening_budget_s:g} s (here {here})"
    return (f"{budget}, action about {percent(timing.action_budget)}.", *said)


def listed(items: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    every = list(items)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} {last} {every[-1]}" if every else ""


def value_words(value: str) -> str:
    """A verdict or level id in words, anything else as it is."""
    known: dict[str, str] = {str(v): w for v, w in VERDICT_WORDS.items()}
    known.update((str(level), w) for level, w in LEVEL_WORDS.items())
    return known.get(value, value)


def counted(number: int, one: str, several: str = "") -> str:
    """``1 story``, ``1,930 stories``; ``several`` is ``one`` with an s by default."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def own_archetype(competency: str) -> str:
    """The kind of story to name for a competency without a guide, so that the story counts as one for it."""
    return f"{competency}/own"


def told(text: str) -> str:
    """``text`` on one line, with a capital at its beginning and a stop at its end."""
    line = one_line(text)
    ended = not line or line.rstrip('”"')[-1:] in (".", "!", "?", "…")  # a quotation may bring its own stop
    return line[:1].upper() + line[1:] + ("" if ended else ".")


def in_words(text: str, names: Mapping[str, str]) -> str:
    """``text`` on one line, with the ids of findings (``names``), levels and verdicts in words."""
    every = {i: f"“{name}”" for i, name in names.items()}
    # "hire" and "none" are also plain words, and read as they are.
    every.update((v, w.lower()) for v, w in VERDICT_WORDS.items() if "-" in v)
    every.update((level, LEVEL_WORDS[level]) for level in TARGET_LEVELS)
    ids = "|".join(re.escape(i) for i in sorted(every, key=len, reverse=True))
    found = re.compile(rf"(?<![\w-])(?:{ids})(?![\w-])")
    return one_line(found.sub(lambda m: every[m[0]], text))


def likely_words(chances: Iterable[float]) -> str:
    """The chance of each verdict, given as one of each of ``VERDICTS`` (0..1), the likeliest first; or nothing.

    Those below one in twenty are left out.
    """
    ranked = sorted(zip(chances, VERDICTS, strict=False), key=lambda c: -c[0])
    return ", ".join(f"{VERDICT_WORDS[v].lower()} {percent(chance)}" for chance, v in ranked if chance >= LEAST_LIKELY)
