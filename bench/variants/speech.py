"""Polite filler, transcripts without capitals and marks, slips of the keyboard."""

from __future__ import annotations

import random
import re

from bench.variants.words import table
from greenroom.language.headings import headings_of

TYPO_SHARE = 0.015
"""Words with a slip."""

_BULLET = re.compile(r"(?m)^\s*(?:[-*•–>]|\d{1,2}[.)])\s")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def filler_first(text: str, rng: random.Random) -> str | None:
    """A polite opening sentence."""
    return f"{rng.choice(table('filler')['first'])} {text.lstrip()}"


def filler_last(text: str, rng: random.Random) -> str | None:
    """A polite closing sentence."""
    end = "" if re.search(r"[.!?…][\"'”’)]*$", text.rstrip()) else "."
    return f"{text.rstrip()}{end} {rng.choice(table('filler')['last'])}"


def filler_inside(text: str, rng: random.Random) -> str | None:
    """Puts "um" or "you know" behind a fifth of the commas."""
    words = table("filler")["inside"]
    places = [m.end() for m in re.finditer(r"(?<=[a-z]), (?=[a-z])", text)]
    if len(places) < 3:
        return None
    chosen = sorted(rng.sample(places, max(2, len(places) // 5)), reverse=True)
    for at in chosen:
        text = f"{text[:at]}{rng.choice(words)}, {text[at:]}"
    return text


def lower_case(text: str, rng: random.Random) -> str | None:
    """No capitals; the marks stay."""
    return None if headings_of(text) else text.lower()


def asr(text: str, rng: random.Random) -> str | None:
    """As a plain recogniser writes it: no capitals, no marks but those inside words and numbers, one line."""
    if headings_of(text):
        return None
    made = _BULLET.sub(" ", text.lower().replace("’", "'"))
    made = re.sub(r"(?<=[^\W\d])[-–—/](?=[^\W\d])", " ", made)
    made = re.sub(r"[^\w\s'$€£₹%&+#@.,:/-]", " ", made)
    # a point, comma, colon, slash or dash stays between digits only, an apostrophe between letters only
    made = re.sub(r"(?<!\d)[.,:/-]|[.,:/-](?!\d)|(?<!\w)'|'(?!\w)", " ", made)
    return " ".join(made.split())


def typos(text: str, rng: random.Random) -> str | None:
    """A slip in 1 to 2 % of the words (one at least): two letters swapped, one doubled, left out, or next to it."""
    words = list(re.finditer(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])", text))
    if len(words) < 20:
        return None
    count = max(1, round(TYPO_SHARE * len(text.split())))
    for m in sorted(rng.sample(words, min(count, len(words))), key=lambda m: -m.start()):
        text = text[: m.start()] + _slip(m.group(), rng) + text[m.end() :]
    return text


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        row = next(r for r in _KEYS if word[at] in r)
        near = row[max(0, row.index(word[at]) - 1) : row.index(word[at]) + 2].replace(word[at], "")
        return word[:at] + rng.choice(near) + word[at + 1 :]
    return word[:at] + word[at + 1 :]
