"""The same words on the page in another way."""

from __future__ import annotations

import random
import re
import textwrap

from bench.variants.words import sentences
from greenroom.language.headings import headings_of

_ENDED = re.compile(r"[.!?…][\"'”’)]*$")


def one_paragraph(text: str, rng: random.Random) -> str | None:
    """Line breaks become blanks, where every line is whole sentences and none is a heading or a bullet."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or headings_of(text) or any(not _ENDED.search(line) for line in lines):
        return None
    if any(re.match(r"[-*•–>\d]", line) for line in lines):
        return None
    return " ".join(lines)


def paragraphs(text: str, rng: random.Random) -> str | None:
    """A blank line after every second or third sentence."""
    told = _plain(text)
    if told is None or len(told) < 4:
        return None
    out: list[str] = []
    while told:
        take = rng.choice((2, 3))
        out.append(" ".join(told[:take]))
        told = told[take:]
    return "\n\n".join(out)


def bullets(text: str, rng: random.Random) -> str | None:
    """Every sentence a bullet."""
    told = _plain(text)
    mark = rng.choice(("- ", "* ", "• "))
    return "\n".join(mark + s for s in told) if told and len(told) > 2 else None


def hard_wrapped(text: str, rng: random.Random) -> str | None:
    """Broken at 72 columns, as mail programs do."""
    if headings_of(text) or any(len(line) <= 72 for line in text.splitlines() if line.strip()):
        return None
    wrapped = [textwrap.fill(p, 72, break_on_hyphens=False, break_long_words=False) for p in text.splitlines()]
    return "\n\n".join(w for w in wrapped if w)


def typographic(text: str, rng: random.Random) -> str | None:
    """Curly quotes, long dashes, one sign for three dots."""
    made = re.sub(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)", "’", text)
    made = re.sub(r'(?<!\S)"(?=\S)|(?<=\()"', "“", made)
    made = re.sub(r'(?<=\S)"', "”", made)
    made = re.sub(r"(?<= )-{1,2}(?= )", "—", made)
    return made.replace("...", "…")


def double_space(text: str, rng: random.Random) -> str | None:
    """Two blanks after the end of a sentence, and some between words."""
    made = re.sub(r"(?<=[.!?]) (?=\S)", "  ", text)
    return re.sub(r"(?<=\w) (?=\w)", lambda m: "  " if rng.random() < 0.05 else " ", made)


def crlf(text: str, rng: random.Random) -> str | None:
    """Line ends as Windows writes them, and one at the end."""
    return re.sub(r"\r?\n", "\r\n", text).rstrip() + "\r\n"


def _plain(text: str) -> list[str] | None:
    """The sentences of a text that has no headings or bullets of its own."""
    if headings_of(text) or re.search(r"(?m)^\s*(?:[-*•–>]|\d{1,2}[.)])\s", text):
        return None
    told = [" ".join(text[s.start : s.end].split()) for s in sentences(text)]
    return told if all(_ENDED.search(s) for s in told) else None
