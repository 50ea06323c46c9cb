"""The frozen values that every room shares; imports nothing from the rest.

All offsets count Unicode code points in ``Answer.text``; a span is ``[start, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

import msgspec

Level = Literal["none", "sde1", "sde2", "senior", "staff"]
TargetLevel = Literal["sde1", "sde2", "senior", "staff"]
Verdict = Literal["strong-no-hire", "no-hire", "hire", "strong-hire"]
PartName = Literal["situation", "task", "action", "result", "reflection", "other"]
Kind = Literal["signal", "disqualifier", "red_flag"]
Company = Literal["amazon", "google", "meta", "flipkart"]

LEVELS: tuple[Level, ...] = get_args(Level)
TARGET_LEVELS: tuple[TargetLevel, ...] = get_args(TargetLevel)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
PARTS: tuple[PartName, ...] = get_args(PartName)
COMPANIES: tuple[Company, ...] = get_args(Company)

SCHEMA_VERSION = "1.0"
"""Version of the published ``Review``; goes up when a field is removed or changes its meaning."""


class Span(NamedTuple):
    """``[start, end)`` in code points of the answer's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the frozen values."""


class Heading(Value, frozen=True, kw_only=True):
    """A heading in the source (``## Situation``, ``Result:``); a hint, never story."""

    span: Span
    part: PartName | None = None


class TimedWord(Value, frozen=True, kw_only=True):
    """A spoken word: where it stands in the text and when it was said (seconds)."""

    span: Span
    start_s: float
    end_s: float


class Answer(Value, frozen=True, kw_only=True):
    """What the candidate said, and what it was asked for.

    ``sentences`` are given only where the source fixes them (the gold format);
    otherwise the parser splits the text. ``words`` are given for timed transcripts.
    ``notes`` say what reading the source left out, such as an interviewer's words.
    """

    text: str
    competency: str | None = None
    question: str | None = None
    target_level: TargetLevel | None = None
    id: str | None = None
    sentences: tuple[Span, ...] | None = None
    headings: tuple[Heading, ...] = ()
    words: tuple[TimedWord, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = "text"


class Part(Value, frozen=True, kw_only=True):
    """A run of sentences that belong to one part of the story."""

    part: PartName
    start: int
    end: int


class Finding(Value, omit_defaults=False, frozen=True, kw_only=True):
    """A signal, disqualifier or red flag looked for in an answer.

    ``grade``: signals 0 absent, 1 partial, 2 clear; disqualifiers and red flags are
    listed only when they apply, with grade 1. ``strongest`` is the span to quote first.
    ``also``: sentences that hint at it less clearly; with ``spans`` they are all that it rests on.
    ``reason`` is one sentence for people;
    ``detectors`` names the kinds of detector that found it; ``confidence`` is in
    ``[0, 1]``, rounded to 2 decimals.
    """

    kind: Kind
    id: str
    grade: int
    spans: tuple[Span, ...]
    reason: str
    judge: str
    detectors: tuple[str, ...] = ()
    confidence: float | None = None
    strongest: Span | None = None
    also: tuple[Span, ...] = ()


class Metric(Value, frozen=True, kw_only=True):
    """A number found in the answer: which, of what, a change or not, impact or not."""

    span: Span
    text: str
    unit: str
    of: str
    change: bool
    impact: bool
    why: str


class Doubt(Value, frozen=True, kw_only=True):
    """How sure a judge is, as chances in ``[0, 1]``.

    ``grades``: by signal, disqualifier and red flag, the chances of grade 0, 1 (and 2 for a signal);
    an entry that is not listed is sure. ``levels``: those of :data:`LEVELS`, read from the story alone.
    ``settled``: as ``grades``, of entries that somebody was asked about; they count as they are, while a judge's own
    chances are sharpened.
    """

    grades: Mapping[str, tuple[float, ...]]
    levels: tuple[float, float, float, float, float]
    settled: Mapping[str, tuple[float, ...]] = {}


class Judgement(Value, frozen=True, kw_only=True):
    """What a judge returns: findings, parts and the level shown; never a verdict.

    ``doubt`` says how sure it is of them; without it they are taken as sure.
    ``unscored`` gives the reason where the judge could not read the answer; the rest
    is empty then.
    """

    judge: str
    judge_version: str
    findings: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = ()
    level: Level = "none"
    level_reason: str = ""
    metrics: tuple[Metric, ...] = ()
    notes: tuple[str, ...] = ()
    doubt: Doubt | None = None
    unscored: str | None = None


class Step(Value, frozen=True, kw_only=True):
    """One line of the derivation of a verdict: the rule, what it saw, what it did."""

    rule: str
    saw: str
    effect: str


class Decision(Value, frozen=True, kw_only=True):
    """Verdict at the target level, a score in 0..100 for ordering, and how it came about.

    ``level``: the level shown, weighed for this target; ``sure``: the verdict if every finding is taken as sure;
    ``likely``: chance of each of :data:`VERDICTS` where the judge said how sure it is.
    """

    verdict: Verdict
    score: int
    derivation: tuple[Step, ...]
    level: Level
    sure: Verdict
    likely: tuple[float, ...] = ()


class PartTime(Value, frozen=True, kw_only=True):
    """Share (0..1 of spoken time) and seconds of one part."""

    part: PartName
    share: float
    seconds: float
    words: int


class Timing(Value, frozen=True, kw_only=True):
    """Time of the answer against the budget.

    ``measured`` is true where spoken times were given, else seconds are estimated
    from ``words_per_minute``. ``meaningful`` is false where the answer is too short
    or too long for the budget to say anything; ``notes`` says why and what is over.
    """

    measured: bool
    words_per_minute: float
    seconds: float
    parts: tuple[PartTime, ...]
    opening_seconds: float
    opening_budget_s: float
    action_share: float
    action_budget: float
    meaningful: bool
    notes: tuple[str, ...] = ()


class Pause(Value, frozen=True, kw_only=True):
    """A long silence: ``span`` is what stands between the two words, ``at_s`` when it began, both with ``seconds``."""

    span: Span
    at_s: float
    seconds: float


class Delivery(Value, frozen=True, kw_only=True):
    """How an answer with timed words was spoken; only what the times and the words themselves show.

    ``seconds`` leaves out somebody else's turns; ``pauses`` are those of ``speech.delivery.LONG_PAUSE_S``
    or more; ``restarts`` are words that were begun and said again or given up; ``notes`` says it for people.
    """

    seconds: float
    words_per_minute: float
    pauses: tuple[Pause, ...]
    fillers: tuple[Span, ...]
    fillers_per_minute: float
    restarts: tuple[Span, ...]
    notes: tuple[str, ...] = ()


class LevelView(Value, frozen=True, kw_only=True):
    """The level shown against the level interviewed for, and what keeps it from the next."""

    shown: Level
    target: TargetLevel
    next: Level | None
    expects: str
    missing: tuple[str, ...] = ()
    anti_pattern: str = ""


class LensView(Value, frozen=True, kw_only=True):
    """What one company adds: its name for the competency and whether its signal was heard."""

    company: Company
    name: str
    focus: str
    waits_for: str
    heard: bool
    spans: tuple[Span, ...]
    elevates: str
    example_question: str


class Change(Value, frozen=True, kw_only=True):
    """One computed difference between two reviews: ``what`` went from ``before`` to ``after``."""

    what: str
    before: str
    after: str


class Fix(Value, frozen=True, kw_only=True):
    """An edit, with blanks for facts, and its effect computed by reviewing the edited answer.

    ``edit`` says where; ``template`` is what to write, with ``[blanks]`` that only the
    person can fill; ``tried`` is the exact text that the effect was computed with.
    """

    target: str
    advice: str
    edit: str
    template: str
    tried: str
    at: Span
    verdict_before: Verdict
    verdict_after: Verdict
    score_before: int
    score_after: int
    changes: tuple[Change, ...]


class NextProbe(Value, frozen=True, kw_only=True):
    """A follow-up question an interviewer would ask next, and what it would settle."""

    id: str
    question: str
    tests: str
    settles: tuple[str, ...]
    why: str


class Provenance(Value, frozen=True, kw_only=True):
    """What made the review: program, guide, judge, each with its version.

    ``about_judge``: where to read how far the judge is to be trusted, where there is such a place.
    """

    program: str
    program_version: str
    guide: str
    guide_version: str
    judge: str
    judge_version: str
    about_judge: str = ""


class Review(Value, frozen=True, kw_only=True):
    """Everything that the review of one answer says; the published JSON is this, field by field.

    ``sure``: the verdict if every finding is taken as sure; ``likely``: chance of each of :data:`VERDICTS` over all
    likely readings, empty where the judge does not say how sure it is.
    """

    schema_version: str
    id: str | None
    competency: str
    question: str
    target_level: TargetLevel
    verdict: Verdict | None
    score: int | None
    derivation: tuple[Step, ...]
    sure: Verdict | None = None
    likely: tuple[float, ...] = ()
    level: Level
    level_view: LevelView | None
    findings: tuple[Finding, ...]
    star: tuple[Part, ...]
    timing: Timing | None
    delivery: Delivery | None = None
    metrics: tuple[Metric, ...]
    lens: LensView | None
    fixes: tuple[Fix, ...]
    probes: tuple[NextProbe, ...]
    notes: tuple[str, ...]
    unscored: str | None
    provenance: Provenance
    text: str
