"""Other people in the same story: names, genders, origins, places."""

from __future__ import annotations

import functools
import importlib
import random
import re
from collections.abc import Iterable
from typing import Any

from bench.variants.words import like, replaced, table

MALE, FEMALE = "male", "female"
_LISTED = """
    cs_CZ da_DK de_DE en_GB en_IN en_KE en_US es_ES et_EE fi_FI fr_FR ga_IE ha_NG hr_HR hu_HU id_ID ig_NG it_IT lt_LT
    lv_LV nl_NL no_NO pl_PL pt_BR pt_PT ro_RO sk_SK sl_SI sv_SE sw tr_TR tw_GH vi_VN yo_NG zu_ZA"""
"""Locales of the name library in Latin script, to know a name when it stands in a text."""

_NAME = re.compile(r"(?<![\w@/.])(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿĀ-ſ]+)(?=['’]s\b|[^\w@/]|$)")
_WHO = r"(?:team lead|tech lead|lead|manager|boss|supervisor|mentor|director|colleague|professor)"
_MY_WHO = re.compile(rf"\b(?P<who>[Mm]y {_WHO})\b(?! (?:and|of|or)\b)(?!\s?[,(]? ?[A-Z])")
_GREETED = re.compile(r"(?i)\b(my name is|I am called|I'm called|this is) [A-Z]")

_SWAP = {
    "he": "she", "she": "he", "him": "her", "himself": "herself", "herself": "himself", "hers": "his",
    "mr": "Ms", "ms": "Mr", "mrs": "Mr", "herr": "Frau", "frau": "Herr", "sir": "madam", "madam": "sir",
    "man": "woman", "woman": "man", "men": "women", "women": "men", "gentleman": "lady", "lady": "gentleman",
    "guy": "woman", "boy": "girl", "girl": "boy", "boys": "girls", "girls": "boys",
    "father": "mother", "mother": "father", "brother": "sister", "sister": "brother", "uncle": "aunt",
    "aunt": "uncle", "son": "daughter", "daughter": "son", "husband": "wife", "wife": "husband",
}  # fmt: skip
_PERSON = re.compile(
    r"(?<![\w-])(" + "|".join([*_SWAP, "his", "her", "he['’]s", "she['’]s", "he['’]d", "she['’]d"]) + r")(?![\w-])",
    re.I,
)
_HER_ALONE = """
    a about after again alone all also an and another any around as at away back because before both but by directly
    down each every everything first for from his how if in into it its just later like more my myself not nothing of
    off on once one only or our out over personally privately quickly right separately several so some something than
    that the their them then there these they this those three through to today together tomorrow too twice two under
    until up very was went were what when where whether which while who why will with without would you"""
_OBJECT_FOLLOWS = frozenset(_HER_ALONE.split())
_CAUSES = re.compile(r"(?i)\b(let|made|make|help|helped|saw|watched|heard)\s+$")


# -- names ------------------------------------------------------------------------------------------------------------


@functools.cache
def _lists(locale: str) -> tuple[frozenset[str], frozenset[str]]:
    """Male and female first names of one locale, single words only."""
    provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def words(field: str) -> frozenset[str]:
        return frozenset(n for n in getattr(provider, field, ()) if re.fullmatch(r"[^\W\d_]{3,}", n))

    return words("first_names_male"), words("first_names_female")


@functools.cache
def known_names() -> dict[str, str]:
    """First name -> ``male`` or ``female``; names of both and names that are common words are left out."""
    male: set[str] = set()
    female: set[str] = set()
    for locale in _LISTED.split():
        m, f = _lists(locale)
        male, female = male | m, female | f
    for lists in table("names").values():
        male, female = male | set(lists[MALE]), female | set(lists[FEMALE])
    no = set(table("no_names"))
    return {n: MALE if n in male else FEMALE for n in sorted((male ^ female) - no)}


@functools.cache
def origins() -> dict[str, dict[str, tuple[str, ...]]]:
    """Origin -> gender -> names to give."""
    known = known_names()
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for locale, origin in table("locales").items():
        m, f = _lists(locale)
        out[origin] = {
            MALE: tuple(sorted(n for n in m if known.get(n) == MALE)),
            FEMALE: tuple(sorted(n for n in f if known.get(n) == FEMALE)),
        }
    for origin, lists in table("names").items():
        out[origin] = {MALE: tuple(lists[MALE]), FEMALE: tuple(lists[FEMALE])}
    return out


def is_place(word: str) -> bool:
    """A city or country of the table."""
    return word in table("cities") or word in table("countries")


def names_in(text: str) -> dict[str, str]:
    """The first names that stand in the text, with their gender.

    A capital may only begin the sentence, so one place inside a sentence is asked for.
    """
    known = known_names()
    out: dict[str, str] = {}
    for m in _NAME.finditer(text):
        name = m["name"]
        inside = re.search(r"[\w,;:]['’\"”)]*\s+$", text[max(0, m.start() - 6) : m.start()])
        if inside and name in known and not is_place(name):
            out[name] = known[name]
    return out


def _given(names: Iterable[str], genders: Iterable[str], text: str, rng: random.Random) -> dict[str, str]:
    """A new name for each, all of one origin, none that the text has already."""
    origin = rng.choice(sorted(origins()))
    pairs: dict[str, str] = {}
    for name, gender in zip(names, genders, strict=True):
        free = [n for n in origins()[origin][gender] if n not in text and n not in pairs.values()]
        pairs[name] = rng.choice(free)
    return pairs


def other_origin(text: str, rng: random.Random) -> str | None:
    """Every first name for one of another origin and the same gender."""
    there = names_in(text)
    return replaced(text, _given(there, there.values(), text, rng), any_case=False)


def other_gender(text: str, rng: random.Random) -> str | None:
    """Every third party of the other gender: he for she, his for her, and names of the other list."""
    there = names_in(text)
    flipped = [FEMALE if g == MALE else MALE for g in there.values()]
    renamed = replaced(text, _given(there, flipped, text, rng), any_case=False) or text
    return _PERSON.sub(lambda m: like(_flipped(m), m.group()), renamed)


def _flipped(m: re.Match[str]) -> str:
    word = m.group().lower().replace("’", "'")
    after = re.match(r"\s+([A-Za-z]+)", m.string[m.end() :])
    follows = after[1].lower() if after else ""
    if word == "his":
        return "her" if follows else "hers"
    if word == "her":
        alone = not follows or follows in _OBJECT_FOLLOWS or bool(_CAUSES.search(m.string[: m.start()]))
        return "him" if alone else "his"
    if "'" in word:
        return ("she" if word.startswith("he") else "he") + word[word.index("'") :]
    return _SWAP[word]


# -- singular they ----------------------------------------------------------------------------------------------------

_BE = {
    "is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
    "hasn't": "haven't", "doesn't": "don't",
}  # fmt: skip
_ADVERBS = "also|just|then|always|never|really|only|still|now|first|even|already|usually|often|probably|quickly"
_HE = re.compile(
    rf"(?<![\w-])(?P<he>[Hh]e|[Ss]he)(?P<short>['’](?:s|d|ll))?(?![\w-])"
    rf"(?P<adv>(?:\s+(?:{_ADVERBS})\b)*)(?P<next>\s+[a-z]+(?:['’]t)?)?"
)
_FORM = re.compile(r"(?<![\w-])(him|himself|herself|hers|his|her)(?![\w-])", re.I)
_NOT_VERBS = "across always as besides does has is its less perhaps plus this towards unless us was whereas yes"
_NO_VERB = frozenset(_NOT_VERBS.split())
_PARTICIPLE = re.compile(r"(?:been|got|gone|done|had|seen|made|taken|given|known|left|become|\w{2,}ed)$")


def they(text: str, rng: random.Random) -> str | None:
    """He and she become they, with the verb that follows."""
    if not _HE.search(text):
        return None
    made = _HE.sub(_plural, text)
    return _FORM.sub(lambda m: like(_form(m), m.group()), made)


def _plural(m: re.Match[str]) -> str:
    subject, short, adverb = like("they", m["he"]), m["short"] or "", m["adv"] or ""
    following = m["next"] or ""
    gap, verb = following[: len(following) - len(following.lstrip())], following.strip()
    if short[1:] == "s":
        return subject + short[0] + ("ve" if _PARTICIPLE.match(verb) else "re") + adverb + following
    if short:
        return subject + short + adverb + following
    bare = verb.replace("’", "'")
    if bare in _BE:
        verb = _BE[bare]
    elif bare.endswith("s") and bare not in _NO_VERB and not bare.endswith("ss"):
        verb = _bare_verb(bare)
    return subject + adverb + gap + verb


def _bare_verb(verb: str) -> str:
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if re.search(r"(?:sh|ch|x|ss|o)es$", verb):
        return verb[:-2]
    return verb[:-1]


def _form(m: re.Match[str]) -> str:
    word = m.group().lower()
    if word in ("himself", "herself"):
        return "themselves"
    if word in ("him", "hers"):
        return "them" if word == "him" else "theirs"
    flipped = _flipped(m)  # his -> her/hers, her -> him/his: tells the object from the owner
    return {"her": "their", "hers": "theirs", "him": "them", "his": "their"}[flipped]


# -- somebody named, the speaker introduced, another place ------------------------------------------------------------


def named(text: str, rng: random.Random) -> str | None:
    """Gives "my manager" a name at its first mention."""
    m = _MY_WHO.search(text)
    if not m or names_in(text):
        return None
    name = rng.choice(_any(_gender_told(text, rng), rng))
    return f"{text[: m.end()]} {name}{text[m.end() :]}"


def introduced(text: str, rng: random.Random) -> str | None:
    """The speaker says who they are first: a name and a city of any origin."""
    if _GREETED.search(text):
        return None
    name = rng.choice(_any(rng.choice((MALE, FEMALE)), rng))
    place = rng.choice([c for c in table("cities") if c not in text])
    return (
        rng.choice((f"Hi, I am {name}, from {place}. ", f"My name is {name} and I live in {place}. ")) + text.lstrip()
    )


def moved(text: str, rng: random.Random) -> str | None:
    """Cities and countries for others, each of its own kind."""
    pairs: dict[str, str] = {}
    for kind in ("cities", "countries"):
        there = [c for c in table(kind) if re.search(rf"\b{re.escape(c)}\b", text)]
        free = [c for c in table(kind) if c not in text]
        pairs.update(zip(there, rng.sample(free, len(there)), strict=True))
    return replaced(text, pairs, any_case=False)


def _any(gender: str, rng: random.Random) -> tuple[str, ...]:
    return origins()[rng.choice(sorted(origins()))][gender]


def _gender_told(text: str, rng: random.Random) -> str:
    """The gender of the pronouns in the text, so that a new name does not clash with them."""
    he, she = (len(re.findall(rf"(?i)\b(?:{w})\b", text)) for w in ("he|him|his", "she|her|hers"))
    return MALE if he > she else FEMALE if she > he else rng.choice((MALE, FEMALE))
