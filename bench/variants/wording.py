"""Other companies, tools and trades; other spellings and wordings of English."""

from __future__ import annotations

import functools
import random
import re

from bench.variants.people import is_place, known_names
from bench.variants.words import replaced, table

# A capitalised run behind "at" is mostly an employer; sentences may begin so too ("At Sundqvist we ...").
_AT = re.compile(r"\b[Aa]t (?P<name>[A-ZÀ-Ž][\w&'’-]+(?: [A-ZÀ-Ž][\w&-]+){0,2})")
_NO_COMPANY = frozenset(
    ["Christmas", "Easter", "Passover", "Diwali", "Eid", "Ramadan", "St", "I", "Klinikum", "First", "University"]
)
_WORKPLACE = re.compile(
    r"\ban? (?:[a-z-]+ ){0,3}(?:company|startup|bank|agency|firm|clinic|shop|insurer|retailer|studio)\b"
    r"(?=\s*[,.;:)(\n]| (?:in|which|that|where|and|with|here|from)\b)"
)
SPELLED_ALIKE = re.compile(
    r"filt|practi|dis[ck]|conne[cx]|dra(?:ft|ught)|instal|^tons?|tonne|gram|meters?$|metres?$|program|licen[cs]|gauge|buse?s|"
    r"cancell?ation|dialog|catalog|check|cheque|storey|story|tire|tyre|curb|kerb|axe?s?$|airplane|aeroplane|judg|enrol"
)
"""Pairs of the spelling list that are two words, or one word in either country."""


def other_company(text: str, rng: random.Random) -> str | None:
    """Names behind "at" for another one, wherever they stand in the text."""
    found = {m["name"].removesuffix("'s").removesuffix("’s") for m in _AT.finditer(text)}
    names = [
        n
        for n in sorted(found)
        if n.split()[0] not in _NO_COMPANY
        and not re.match(r"\w+day\b", n)
        and not is_place(n)
        and n.split()[0] not in known_names()
        and len(n) > 3
    ]
    new = rng.sample(table("companies"), len(names)) if names else []
    return replaced(text, dict(zip(names, new, strict=True)), any_case=False)


def company_added(text: str, rng: random.Random) -> str | None:
    """Gives the first workplace a name ("a bank" -> "a bank called Lumora")."""
    m = _WORKPLACE.search(text)
    if not m:
        return None
    return f"{text[: m.end()]} called {rng.choice(table('companies'))}{text[m.end() :]}"


def other_tools(text: str, rng: random.Random) -> str | None:
    """One product for another of the same trade."""
    pairs = {a: b for x, y in table("tools") for a, b in ((x, y), (y, x))}
    both = [p for p in table("tools") if all(re.search(rf"\b{re.escape(w)}\b", text) for w in p)]
    for x, y in both:  # compared with each other: leave them
        pairs.pop(x), pairs.pop(y)
    return replaced(text, pairs, any_case=False)


def other_domain(text: str, rng: random.Random) -> str | None:
    """Product and service nouns for others of the same weight."""
    there = {a: b for a, b in table("domains") if not re.search(rf"\b{re.escape(b)}\b", text, re.I)}
    return replaced(text, there)


def american(text: str, rng: random.Random) -> str | None:
    """American spelling and wording."""
    return replaced(text, {**_spelling()[0], **dict(table("american"))})


def british(text: str, rng: random.Random) -> str | None:
    """British spelling and wording."""
    made = {**_spelling()[1], **dict(table("british"))}
    if re.search(r"\ba while\b|\bfor a while\b|while ago", text):
        made.pop("while", None)
    return replaced(text, made)


def indian(text: str, rng: random.Random) -> str | None:
    """Indian spelling (British) and wording."""
    return replaced(text, {**_spelling()[1], **dict(table("indian"))})


_SHORT = {
    "did not": "didn't", "do not": "don't", "does not": "doesn't", "was not": "wasn't", "were not": "weren't",
    "could not": "couldn't", "would not": "wouldn't", "should not": "shouldn't", "had not": "hadn't",
    "have not": "haven't", "has not": "hasn't", "is not": "isn't", "are not": "aren't", "cannot": "can't",
    "will not": "won't", "I am": "I'm", "I have": "I've", "I will": "I'll",
}  # fmt: skip


def contracted(text: str, rng: random.Random) -> str | None:
    """Out in full ("didn't" -> "did not") where the text shortens, else shortened."""
    marks = text.replace("’", "'")
    full = {v: k for k, v in _SHORT.items()}
    made = replaced(marks, full)
    if made is not None:
        return made.replace("i have", "I have").replace("i am", "I am").replace("i will", "I will")
    short = {k: v for k, v in _SHORT.items() if k not in ("I have", "I am", "I will")}
    return replaced(text, short)


@functools.cache
def _spelling() -> tuple[dict[str, str], dict[str, str]]:
    """British to American and back, from the library's list without the pairs that are two words."""
    from breame.spelling import AMERICAN_ENGLISH_SPELLINGS as TO_BRITISH, BRITISH_ENGLISH_SPELLINGS as TO_AMERICAN

    def kept(pairs: dict[str, str]) -> dict[str, str]:
        return {a: b for a, b in pairs.items() if a != b and not SPELLED_ALIKE.search(a)}

    return kept(TO_AMERICAN), kept(TO_BRITISH)
