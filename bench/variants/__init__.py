"""Ways of saying the same: each turns a text into another that shows the same behaviour, or into nothing.

A variant is a pure function of the text and a seed. It returns ``None`` where it does not apply, so that no
pair is the same text twice. ``empty`` variants add words that say nothing: they may change what is
found about delivery, but must never raise a grade, the level or the verdict. The table below is all there are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.variants import layout, money, padding, people, speech, wording

Change = Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way: its name, the family it is reported under, what it does, whether it only adds empty words."""

    name: str
    family: str
    change: Change
    empty: bool = False

    def __call__(self, text: str, seed: int = 0) -> str | None:
        """The changed text, or ``None`` where there is nothing to change; the same for the same seed."""
        changed = self.change(text, random.Random(f"{seed}:{self.name}:{text}"))
        return None if changed is None or changed == text else changed


TABLE: dict[str, Variant] = {
    v.name: v
    for v in (
        Variant("name-origin", "people", people.other_origin),
        Variant("name-gender", "people", people.other_gender),
        Variant("pronoun-they", "people", people.they),
        Variant("name-added", "people", people.named),
        Variant("self-introduction", "people", people.introduced),
        Variant("place", "people", people.moved),
        Variant("company", "world", wording.other_company),
        Variant("company-added", "world", wording.company_added),
        Variant("tools", "world", wording.other_tools),
        Variant("domain", "world", wording.other_domain),
        Variant("spelling-american", "spelling", wording.american),
        Variant("spelling-british", "spelling", wording.british),
        Variant("wording-indian", "spelling", wording.indian),
        Variant("contractions", "spelling", wording.contracted),
        Variant("currency", "money", money.other_currency),
        Variant("currency-code", "money", money.coded),
        Variant("lakh-crore", "money", money.lakh),
        Variant("digit-grouping", "money", money.grouped),
        Variant("numerals", "money", money.numerals),
        Variant("filler-first", "speech", speech.filler_first),
        Variant("filler-last", "speech", speech.filler_last),
        Variant("filler-inside", "speech", speech.filler_inside),
        Variant("lower-case", "speech", speech.lower_case),
        Variant("asr", "speech", speech.asr),
        Variant("typos", "speech", speech.typos),
        Variant("one-paragraph", "layout", layout.one_paragraph),
        Variant("paragraphs", "layout", layout.paragraphs),
        Variant("bullets", "layout", layout.bullets),
        Variant("hard-wrapped", "layout", layout.hard_wrapped),
        Variant("typographic", "layout", layout.typographic),
        Variant("double-space", "layout", layout.double_space),
        Variant("crlf", "layout", layout.crlf),
        Variant("padding-first", "padding", padding.first, empty=True),
        Variant("padding-middle", "padding", padding.middle, empty=True),
        Variant("padding-last", "padding", padding.last, empty=True),
        Variant("padding-all", "padding", padding.everywhere, empty=True),
    )
}
