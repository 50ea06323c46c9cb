"""Words that are true and say nothing."""

from __future__ import annotations

import random

from bench.variants.words import sentences, table

COUNT = 5
"""Sentences added in one place."""


def first(text: str, rng: random.Random) -> str | None:
    """In front."""
    return f"{_some(rng)} {text.lstrip()}"


def middle(text: str, rng: random.Random) -> str | None:
    """Between two sentences in the middle."""
    told = sentences(text)
    if len(told) < 3:
        return None
    at = told[len(told) // 2].start
    return f"{text[:at]}{_some(rng)} {text[at:]}"


def last(text: str, rng: random.Random) -> str | None:
    """Behind."""
    return f"{text.rstrip()} {_some(rng)}"


def everywhere(text: str, rng: random.Random) -> str | None:
    """In all three places: some two hundred words."""
    inner = middle(text, rng)
    made = first(inner, rng) if inner else None
    return last(made, rng) if made else None


def _some(rng: random.Random) -> str:
    return " ".join(rng.sample(table("padding"), COUNT))
