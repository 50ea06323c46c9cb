"""Who is called what, and who decided what, as far as a text says so plainly."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from greenroom.stories.claims import content, stem

_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
_ROLE = (
    r"(?:[a-zäöüéèç][\w’'-]*|QA|HR|IT|CTO|CEO|CFO|VP|PM|SRE|UX)(?: (?:[a-zäöüéèç][\w’'-]*|QA|HR|IT|CTO|CEO|UX|of|for))*"
)
_WHOSE = r"(?:[Mm]y|[Oo]ur|[Tt]he|[Tt]heir|[Hh]is|[Hh]er|[Aa]n?)"
_BEFORE = re.compile(rf"\b(?P<whose>{_WHOSE}) (?P<role>{_ROLE}?),? (?P<name>{_NAME})(?=[\s,.;:)!?]|$)")
_AFTER = re.compile(
    rf"\b(?P<name>{_NAME})(?:, | \(|: | – | - | is | was )(?:then )?(?:(?P<whose>{_WHOSE}) )?(?P<role>{_ROLE})"
    r"(?=[,.;:)–]| who\b| then\b| at the time\b|$)"
)
_WHO = re.compile(rf"\b(?P<name>{_NAME}),? who (?P<does>(?:[a-z’'-]+ ){{1,4}}[a-z’'-]+)")
_SHEET = re.compile(rf"^(?:(?P<whose>{_WHOSE}) )?(?P<role>{_ROLE})(?:: | – | - |, )(?P<name>{_NAME})(?=[\s,.;:)]|$)")
_AT = re.compile(
    r"\b(?:work(?:ed|ing|s)?|job|employed|internship|engineer|developer|intern|analyst|manager|nurse|teacher|joined|team|was)"
    rf"(?: (?:at|for)|(?<=joined)) (?P<name>{_NAME})"
)
_OTHERS = "other another new next former previous old first second third one then later earlier"
_OTHER_ONE = frozenset(_OTHERS.split())
"""Words of a role that somebody else may have as well."""
_BEGINNINGS = """
    I The My Our We It He She They This That When After Before In On At As But And So For From Then Later Next There
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Spring Summer Autumn Winter Because While Since Until Once If Both Each One Two Her
    His Their Its What Who Where Why How No Not Yes By To With Of An A"""
_NO_NAME = frozenset(_BEGINNINGS.split())
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof"))
_SHORT_FORMS = """
    bob/robert bill/william will/william liz/elizabeth beth/elizabeth kate/katherine kate/katarzyna
    kasia/katarzyna gosia/malgorzata peggy/margaret maggie/margaret meg/margaret dick/richard rick/richard jim/james
    jack/john johnny/john hank/henry harry/henry ted/edward ned/edward tony/antonio tony/anthony sasha/alexander
    sasha/alexandra sasha/aleksander sandy/alexander mike/michael mike/michal misha/mikhail nick/nicholas kolya/nikolai
    tom/thomas chuck/charles charlie/charles betty/elizabeth sue/susan sally/sarah steve/stephen steve/steven dave/david
    andy/andrew drew/andrew pat/patrick pat/patricia trish/patricia jenny/jennifer jen/jennifer becky/rebecca
    pepe/jose paco/francisco nacho/ignacio lola/dolores manu/emmanuel fritz/friedrich hans/johannes ola/aleksandra
    ania/anna asia/joanna tomek/tomasz jurek/jerzy zosia/zofia vova/vladimir dima/dmitri lena/elena alyosha/alexei
    gabi/gabriele uli/ulrich resi/theresa toni/anton ben/benjamin joe/joseph josh/joshua dan/daniel ron/ronald"""
_SHORT = frozenset(frozenset(pair.split("/")) for pair in _SHORT_FORMS.split())
"""Short forms that do not begin as the long one does; the commonest of some languages, no more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Called:
    """Somebody's name with what they are: stems of the role or of what they did; ``place``: a workplace instead."""

    name: str
    role: frozenset[str]
    sentence: str
    place: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """Who decided what. ``who``: "I", "we", a name, stems of a role, or nothing where it is not said.

    ``yes``: whether it was done or kept, or given up; None where the words do not say.
    """

    who: frozenset[str]
    named: str
    what: frozenset[str]
    yes: bool | None
    words: str
    sentence: str


# ── names ───────────────────────────────────────────────────────────────────────────


def called(sentence: str) -> Iterator[Called]:
    """Every name in a sentence that is told with a role, and where the person worked."""
    for pattern in (_BEFORE, _AFTER, _SHEET):
        for m in pattern.finditer(sentence):
            role, name = m["role"], _name(m["name"])
            words = set(role.lower().split()) | ({m["whose"].lower()} if m["whose"] else set())
            if name and not words & _OTHER_ONE and len(role.split()) <= 5 and (stems := content(role)):
                yield Called(name, stems, sentence)
    for m in _WHO.finditer(sentence):
        if (name := _name(m["name"])) and (stems := content(m["does"])):
            yield Called(name, stems, sentence)
    for m in _AT.finditer(sentence):
        if name := _name(m["name"]):
            yield Called(name, frozenset(), sentence, place=True)


def _name(words: str) -> str:
    """The name without words that only begin a sentence; empty for what is none."""
    kept = [w for w in words.split() if w not in _NO_NAME]
    return " ".join(kept) if kept and words.startswith(kept[0]) else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: a shared part, a short form, initials."""
    first, second = _parts(one), _parts(other)
    if len(first) > 1 and len(second) > 1 and first[-1] == second[-1]:
        return first[0][0] == second[0][0] or _short(first[0], second[0])
    return any(_short(a, b) for a in first for b in second)


def _parts(name: str) -> list[str]:
    found = [w.strip(".’'").removesuffix("'s").removesuffix("’s").lower() for w in name.split()]
    return [w for w in found if w and w not in _TITLES] or found


def _short(one: str, other: str) -> bool:
    if one == other or frozenset((one, other)) in _SHORT:
        return True
    return min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))


def same_role(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two roles are plainly the same: equal, or all but one word of three or more."""
    if one == other:
        return True
    return len(one & other) >= 2 and len(one ^ other) <= 1


# ── decisions ───────────────────────────────────────────────────────────────────────

_YES = """approved accepted signed|off went|with kept chose picked selected launched shipped adopted agreed|to greenlit
    voted|for opted|for settled|on took|up"""
_NO = """rejected refused cancelled canceled stopped dropped called|off turned|down vetoed halted blocked scrapped
    killed removed ended abandoned voted|against postponed"""
_OPEN = "decided ruled made|the|call made|the|decision had|the|last|word voted overruled determined"
_VERBS: dict[str, bool | None] = {
    **{v.replace("|", " "): True for v in _YES.split()},
    **{v.replace("|", " "): False for v in _NO.split()},
    **{v.replace("|", " "): None for v in _OPEN.split()},
}
_VERB = "|".join(sorted(map(re.escape, _VERBS), key=len, reverse=True))
_PARTICLE = re.compile(r"\b(called|turned|signed) ((?:[\w’'-]+ ){1,4}?)(off|down)\b")
_NOUN = r"(?!(?:and|but|then|so|that|which|who|because|I|we|he|she|they)\b)[a-zA-Z][\w’'-]*"
_POST = r"(?:[Hh]ead|[Cc]hief|[Dd]irector|[Mm]anager|[Ll]ead|VP|[Vv]ice president) (?:of|for)"
_SUBJECT = (
    rf"\b(?:[Tt]he|[Mm]y|[Oo]ur|[Tt]heir|[Aa]n?) (?:{_NOUN} ){{1,4}}?|\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey) "
    rf"|\b{_POST} (?:{_NOUN} ){{1,3}}?|\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?, [^,.;]{{3,40}}, "
    r"|\b[A-Z][\w’'-]+ (?:[A-Z][\w’'-]+ )?"
)
_BY_WHOM = (
    rf"(?:(?:(?:the|my|our|their|an?) )?{_POST} [a-z][\w’'-]*"
    r"|(?:the|my|our|their|an?) (?:[a-zA-Z][\w’'-]* ?){1,3}|[A-Z][\w’'-]+|me\b|us\b)"
)
_HEADS = frozenset(map(stem, ["head", "chief", "director", "vp"]))
"""Words for somebody at the top of something; of what, the rest of the words say."""
_BODY_WORDS = "chain company firm business organisation organization school hospital bank agency management"
_BODIES = frozenset(map(stem, _BODY_WORDS.split()))
"""Who decides for all who belong to it: a person in it may have been the one."""
_ACTIVE = re.compile(
    rf"(?P<who>{_SUBJECT})"
    r"(?:(?:then|finally|had|have|has|also|still|both|myself|alone|in the end|at last|\(.{1,30}\)) )*"
    rf"(?P<verb>{_VERB})\b(?P<what>[^.;]*)"
)
_PASSIVE = re.compile(rf"(?P<what>[^.;,]*?)\b(?:was|were|got|been) (?P<verb>{_VERB}) by (?P<who>{_BY_WHOM})")
_DECISION_OF = re.compile(
    r"(?:[Tt]he )?(?:decision|call|choice)(?P<what>[^.;,]{0,60}?) (?:was|were) "
    rf"(?P<who>mine|ours|{_BY_WHOM}[’']s)"
)
_GIVEN_UP = re.compile(
    r"\b(?:not|never|no longer|against|drop\w*|cancel\w*|stop\w*|remov\w*|giv\w+ up|roll\w* back|abandon\w*|reject\w*"
    r"|leav\w+ out|scrap\w*|postpon\w*|delay\w*|wait\w*|turn\w* down)\b"
)
_TURNS = """
    not never longer against drop cancel stop remov giv up back abandon reject leav out scrap postpon delay wait turn
    down"""
_TURNING = frozenset(_TURNS.split())


def decided(sentence: str) -> Iterator[Decided]:
    """Every decision in a sentence with who took it."""
    told = _PARTICLE.sub(r"\1 \3 \2", sentence)
    for pattern in (_PASSIVE, _DECISION_OF, _ACTIVE):
        for m in pattern.finditer(told):
            verb = m["verb"] if "verb" in pattern.groupindex else "decided"
            what = m["what"]
            who, named = _decider(m["who"].strip())
            about = content(what) - _TURNING
            yes = _VERBS.get(verb)
            turned = _GIVEN_UP.search(what) is not None
            if yes is None:
                yes = None if not re.match(r" (?:to|not|that|against)\b", what) else not turned
            if about:
                yield Decided(who, named, about, yes, f"{m['who'].strip()} {verb}", sentence)


def _decider(who: str) -> tuple[frozenset[str], str]:
    """Who it is: "i", "we", stems of a role, a name; nothing for a pronoun that points elsewhere."""
    who = who.partition(",")[0]
    low = who.lower()
    if low in ("i", "me", "mine", "myself"):
        return frozenset(("i",)), ""
    if low in ("we", "us", "ours"):
        return frozenset(("we",)), ""
    if low in ("he", "she", "they"):
        return frozenset(), ""
    if who[0].isupper() and who.partition(" ")[0].lower() not in ("the", "my", "our", "their", "a", "an"):
        name = _name(who)
        return (frozenset((name.lower(),)), name) if name else (frozenset(), "")
    return content(who.removesuffix("'s").removesuffix("’s")), ""


def may_be_same(one: Decided, other: Decided, bindings: Sequence[Called]) -> bool:
    """Whether the deciders may be the same: one is not said, a name of that role, "we" with I or a team among them.

    A whole company that decides may be any person in it, but not the one who tells.
    """
    if not one.who or not other.who or _same_post(one.who, other.who):
        return True
    if (one.who | other.who) & _BODIES:
        return not (one.who | other.who) & {"i"}
    if one.named and other.named:
        return same_name(one.named, other.named)
    group = {"team", "group", "we", "squad"}
    if "we" in one.who | other.who:
        return bool((one.who | other.who) & {"i"}) or bool((one.who | other.who) & (group - {"we"}))
    for named, role in ((one, other), (other, one)):
        if named.named:
            posts = [b.role for b in bindings if b.role & _HEADS and same_name(b.name, named.named)]
            if role.who & _HEADS and posts and not any(_same_post(post, role.who) for post in posts):
                return False  # head of one thing, and the head of another decided
            known = [b.name for b in bindings if _same_post(b.role, role.who)]
            return (not known and role.who != {"i"}) or any(same_name(named.named, b) for b in known)
    return False


def _same_post(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether roles may be one: a shared word, which for a head is not enough where both say of what."""
    of, of_other = one - _HEADS, other - _HEADS
    return bool(of & of_other or (one & other and not (of and of_other)))
