"""The committed word tables, and replacing whole words in a text."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

import yaml

from bench.pool import TABLES
from greenroom.language.headings import headings_of
from greenroom.language.segment import sentences_of
from greenroom.model import Span


@functools.cache
def table(name: str) -> Any:
    """One entry of ``bench/data/words.yaml``."""
    return _words()[name]


@functools.cache
def _words() -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load((TABLES / "words.yaml").read_text(encoding="utf-8"))
    return held


def sentences(text: str) -> list[Span]:
    """The sentences as the product cuts them, headings left out."""
    headings = headings_of(text)
    spans = sentences_of(text, headings)
    return [s for s in spans if not any(h.span.overlaps(s) for h in headings)]


def like(word: str, model: str) -> str:
    """``word`` with the capitals of ``model``."""
    if len(model) > 1 and model.isupper() and word.islower():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def replaced(text: str, pairs: Mapping[str, str], *, any_case: bool = True) -> str | None:
    """Every whole word or phrase of ``pairs`` replaced in one pass, longest first; ``None`` where none occurs.

    The article before a replaced word follows the new one ("an app" -> "a portal").
    """
    if not pairs:
        return None
    known = {k.lower(): v for k, v in pairs.items()} if any_case else dict(pairs)
    inner = "|".join(re.escape(k) for k in sorted(pairs, key=len, reverse=True))
    pattern = re.compile(
        rf"(?:\b(?P<article>an?)(?P<gap>\s+))?(?<![\w'’-])(?P<word>{inner})(?![\w-])", re.I if any_case else 0
    )

    def swap(m: re.Match[str]) -> str:
        word = m["word"]
        new = known.get(word.lower() if any_case else word)
        if new is None:
            return m.group()
        new = like(new, word) if any_case else new
        if m["article"]:
            article = "an" if new[0].lower() in "aeiou" else "a"
            return like(article, m["article"]) + m["gap"] + new
        return new

    made = pattern.sub(swap, text)
    return None if made == text else made
