"""The schema of a guide: what stands in ``guide.yaml``; with rules, examples and packs beside it.

The frozen values here are the one definition: the loader converts YAML into them, the
published JSON Schema is generated from them, the linter checks with that schema.
Ids are kebab-case and unique within their kind in a guide.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from greenroom.guides.entry import Cue, Entry, Id, Text
from greenroom.guides.examples import Cases, Examples, Found, KnownFailure, NotFound
from greenroom.guides.pack import Competency, Confusion, PackFile
from greenroom.guides.rules import (
    Absence,
    AnyRule,
    Guard,
    Hedge,
    Learned,
    NoStory,
    Passive,
    Phrase,
    Presence,
    PronounBalance,
    Quantity,
    Recital,
    Role,
    Rule,
    Rules,
    SentenceShare,
    Similar,
    Speaker,
)
from greenroom.model import Company, PartName, TargetLevel, Verdict

__all__ = [
    "Absence",
    "AnyRule",
    "Archetype",
    "Card",
    "Cases",
    "Competency",
    "Confusion",
    "Core",
    "Cue",
    "DepthTip",
    "Disqualifier",
    "Entry",
    "Examples",
    "Found",
    "Guard",
    "Guide",
    "Hedge",
    "Id",
    "KnownFailure",
    "Learned",
    "Lens",
    "LevelExpectation",
    "NoStory",
    "NotFound",
    "NotRecommended",
    "PackFile",
    "Passive",
    "Phrase",
    "Presence",
    "Probe",
    "PronounBalance",
    "Quantity",
    "Recital",
    "RedFlag",
    "Role",
    "Rule",
    "Rules",
    "SentenceShare",
    "Signal",
    "Similar",
    "Speaker",
    "Text",
    "Trigger",
    "VerdictRule",
    "WeakReply",
]

# ── what a guide says ───────────────────────────────────────────────────────────────


class Signal(Entry, frozen=True, kw_only=True):
    """A behaviour the interviewer must hear.

    ``absent`` is what the review writes when it was not heard; ``ask_for`` is the blank
    that a fix leaves, such as "[the number, before and after]"; ``fix`` is a sentence
    frame with blanks that would show it, in the candidate's voice, with no invented fact;
    ``filled`` is the same frame with neutral stand-in facts, used only to compute the
    effect of the fix and never shown as the candidate's own.
    """

    id: Id
    """Kebab-case name, unique among the findings of the guide."""
    name: Text
    """Name for people."""
    listens_for: Text
    """The behaviour the interviewer listens for."""
    cues: Annotated[tuple[Cue, ...], Meta(min_length=1)]
    """Short phrases by which a candidate shows it (five words at most)."""
    why: Text
    """Why it matters."""
    common_miss: Text
    """What candidates say instead."""
    miss_why: Text
    """Why that does not count."""
    absent: Text
    """What the review writes where it was not heard."""
    fix: Text
    """A sentence frame with [blanks] that would show it, in the first person."""
    filled: Text
    """The same frame with stand-in facts, used only to compute the effect."""
    ask_for: Text
    """The [blank] that a fix leaves for the person to fill."""
    part: PartName
    """The part of the answer in which it belongs."""
    detect: Rules
    """The rules by which it is found."""


class Disqualifier(Entry, frozen=True, kw_only=True):
    """Content that sinks an answer. ``from_level``: it weighs from this level up. ``final``: nothing repairs it."""

    id: Id
    """Kebab-case name, unique among the findings of the guide."""
    name: Text
    """Name for people."""
    said: Text
    """What a candidate says who has it."""
    why_it_fails: Text
    """Why it sinks the answer."""
    self_check: Text
    """How to detect it in oneself."""
    fix: Text
    """How to say it instead, with [blanks] for facts."""
    advice: Text
    """What to do about it."""
    from_level: TargetLevel | None = None
    """It weighs from this level up; at every level where none is named."""
    final: bool = False
    """Nothing else in the answer repairs it."""
    detect: Rules
    """The rules by which it is found."""


class RedFlag(Entry, frozen=True, kw_only=True):
    """A fault of delivery.

    ``at_most``: the best verdict it may stand in (a mild flag may stand, alone, in a strong hire).
    """

    id: Id
    """Kebab-case name, unique among the findings of the guide."""
    name: Text
    """Name for people."""
    said: Text
    """What a candidate says who has it."""
    why_it_fails: Text
    """What the interviewer makes of it."""
    fix: Text
    """How to say it instead, with [blanks] for facts."""
    advice: Text
    """What to do about it."""
    at_most: Verdict = "strong-hire"
    """The best verdict it may stand in."""
    detect: Rules
    """The rules by which it is found."""


class Trigger(Entry, frozen=True, kw_only=True):
    """Questions that ask for this competency, and the words to recognise them by."""

    direct: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Questions that ask for this competency in plain words."""
    indirect: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Questions that ask for it without saying so."""
    recognise: Text
    """How to recognise such a question."""
    keywords: Annotated[tuple[Cue, ...], Meta(min_length=1)]
    """Words that such questions share (five words at most each)."""


class WeakReply(Entry, frozen=True, kw_only=True):
    """A weak reply to a probe and why an interviewer marks it down."""

    reply: Text
    """What the candidate says."""
    why: Text
    """Why it is marked down."""


class Probe(Entry, frozen=True, kw_only=True):
    """A follow-up question: what it tests and which findings it settles."""

    id: Id
    """Kebab-case name, unique among the probes of the guide."""
    question: Text
    """What the interviewer asks."""
    tests: Text
    """What the question finds out."""
    settles: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Ids of the findings that the reply settles."""
    weak: WeakReply
    """A weak reply and why it is weak."""
    strong: Text
    """A strong reply."""
    key_phrase: Text
    """The words in the strong reply that carry it."""


class Lens(Entry, frozen=True, kw_only=True):
    """What one company adds. ``boosts``: findings of this guide that carry its signal; ``cues``: its own words."""

    company: Company
    """The company."""
    name: Text
    """The company's own name for the competency."""
    focus: Text
    """What it looks at first."""
    waits_for: Text
    """The one thing its interviewer waits to hear."""
    sounds_like: Text
    """How that sounds in an answer."""
    example_question: Text
    """A question that the company asks."""
    elevates: Text
    """What lifts an answer above the others there."""
    elevated_example: Text
    """How that sounds in an answer."""
    boosts: tuple[Id, ...] = ()
    """Ids of findings of this guide that carry its signal."""
    cues: tuple[Text, ...] = ()
    """Patterns of the company's own words."""


class LevelExpectation(Entry, frozen=True, kw_only=True):
    """What one level must show, its anti-pattern, and what to add to reach it, as short items."""

    level: TargetLevel
    """The level."""
    expects: Text
    """What this level must show."""
    shows: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """What to add to reach it, as short items."""
    anti_pattern: Text
    """What gives away that the level was not reached."""


class Archetype(Entry, frozen=True, kw_only=True):
    """A kind of story that fits, with an example and the other competencies it covers."""

    id: Id
    """Kebab-case name, unique among the archetypes of the guide."""
    name: Text
    """Name for people."""
    why: Text
    """Why this kind of story fits."""
    example: Text
    """Such a story in a few sentences."""
    also_covers: tuple[Id, ...] = ()
    """Ids of other competencies that it covers."""


class NotRecommended(Entry, frozen=True, kw_only=True):
    """A kind of story that should not be told for this competency, and why."""

    story: Text
    """The kind of story."""
    why: Text
    """Why it should not be told here."""


class DepthTip(Entry, frozen=True, kw_only=True):
    """Time budget: seconds for situation and task together, share (0..1) for the action."""

    text: Text
    """The advice in words."""
    opening_seconds: Annotated[float, Meta(gt=0)]
    """Most seconds for situation and task together."""
    action_share: Annotated[float, Meta(gt=0, lt=1)]
    """Share of the time for the action (between 0 and 1)."""


class Card(Entry, frozen=True, kw_only=True):
    """The one-page summary, the unit of revision."""

    headline: Text
    """The competency in one line."""
    chain: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """The steps of a good answer, in order."""
    top_disqualifier: Text
    """The one disqualifier to remember."""
    delivery_red_flag: Text
    """The one red flag to remember."""
    preparation: Text
    """What to prepare."""


class Core(Entry, frozen=True, kw_only=True):
    """One requirement for a hire: any of these signals."""

    any: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Ids of signals, one of which is enough."""


class VerdictRule(Entry, frozen=True, kw_only=True):
    """What the verdict needs of this competency: its core signals.

    ``number``: the signal without which, clear, nothing is a strong hire. ``conduct``: red
    flags that, all together beside a disqualifier, make conduct that would harm a team.
    """

    core: Annotated[tuple[Core, ...], Meta(min_length=1)]
    """All of these must be met for a hire."""
    number: Id | None = None
    """The signal without which, clear, nothing is a strong hire."""
    conduct: tuple[Id, ...] = ()
    """Red flags that, all together beside a disqualifier, make conduct that would harm a team."""


class Guide(Entry, frozen=True, kw_only=True):
    """All that is known of one competency."""

    id: Id
    """The name of its folder."""
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    """Three numbers, such as 1.0.0; raise it with every change."""
    principle: Text
    """Name of the competency for people."""
    question: Text
    """The question it is most often asked by."""
    tagline: Text
    """The competency in one sentence."""
    definition: Text
    """What it means."""
    core_test: Text
    """The one question that the interviewer wants answered."""
    core_signal: Text
    """What a good answer holds, in one sentence."""
    company_framing: Text
    """Why the company looks for it."""
    is_not: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """What it is not."""
    depth_tip: DepthTip
    """How to spend the time."""
    signals: Annotated[tuple[Signal, ...], Meta(min_length=1)]
    """What the interviewer must hear."""
    disqualifiers: tuple[Disqualifier, ...]
    """What sinks an answer."""
    red_flags: tuple[RedFlag, ...]
    """Faults of delivery."""
    triggers: Trigger
    """The questions that ask for it."""
    not_to_confuse: tuple[Confusion, ...]
    """Competencies easily taken for this one."""
    probes: Annotated[tuple[Probe, ...], Meta(min_length=1)]
    """Follow-up questions."""
    lenses: tuple[Lens, ...]
    """What single companies add."""
    levels: Annotated[tuple[LevelExpectation, ...], Meta(min_length=1)]
    """What each level must show."""
    archetypes: tuple[Archetype, ...]
    """Kinds of story that fit."""
    not_recommended: tuple[NotRecommended, ...]
    """Kinds of story that do not."""
    preparation: Text
    """What to do before the interview."""
    card: Card
    """The one-page summary."""
    verdict: VerdictRule
    """What a hire needs."""
    vetoes: tuple[AnyRule, ...] = ()
    """Rules that remove every signal where they hold: nothing narrated, rubric recited."""
    pack: str = ""
    """Id of the pack; filled in by the loader from the folder, not written in the file."""
