"""What scoring candidates is told in: the key beside what the person said, agreement and bias as sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from greenroom.guides.pairs import Candidate, Marked
from greenroom.guides.schema import Disqualifier, Guide, RedFlag
from greenroom.model import LEVELS, VERDICTS, Level, Verdict
from greenroom.practice.bias import Agreement, Figure, Stretch
from greenroom.practice.calibrate_scores import Scores, Told, decision
from greenroom.reports.runs import one_line
from greenroom.reports.wording import GRADE_WORDS, LEVEL_WORDS, VERDICT_WORDS, in_words, percent, told as as_sentence

SCALES = {"verdict": "Verdicts", "level": "Levels", "grade": "Grades of signals"}
FIGURES = {
    "severity-signals": "Leniency in signals",
    "severity-verdict": "Leniency in verdicts",
    "halo": "Halo of fluency",
    "length": "Length",
    "central-tendency": "Central tendency",
    "missed": "Missed disqualifiers",
    "unfounded": "Disqualifiers without ground",
    "rule": "Verdicts against your own findings",
}


@dataclasses.dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the key: whether the person was right (``None``: a remark), the sentences, what else is to say."""

    text: str
    right: bool | None
    quotes: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()


def key_lines(told: Told, given: Scores, candidate: Candidate) -> Iterator[KeyLine]:
    """What a trained interviewer hears in an answer, beside what the person heard; with the sentences."""
    guide, key = told.guide, told.key
    shown = {one.id: one.shown for one in candidate.key.signals}
    for signal in guide.signals:
        yours, right = given.signals.get(signal.id, 0), key.signals.get(signal.id, 0)
        said = f"{signal.name}: you said {GRADE_WORDS[yours]}, the key says {GRADE_WORDS[right]}"
        told_so = (f"The candidate would be told: “{one_line(signal.absent)}”",) if yours > right == 0 else ()
        yield KeyLine(f"{said}{_apart(yours - right)}.", yours == right, shown.get(signal.id, ()), told_so)
    yield from _marked("disqualifier", guide.disqualifiers, given.disqualifiers, candidate.key.disqualifiers)
    yield from _marked("red flag", guide.red_flags, given.red_flags, candidate.key.red_flags)
    apart = LEVELS.index(given.level) - LEVELS.index(key.level)
    said = f"Level shown: you said {LEVEL_WORDS[given.level]}, the key says {LEVEL_WORDS[key.level]}"
    yield KeyLine(f"{said}{_apart(apart)}.", not apart)
    apart = VERDICTS.index(given.verdict) - VERDICTS.index(key.verdict)
    said = f"Verdict: you said {verdict_words(given.verdict)}, the key says {verdict_words(key.verdict)}"
    names = {s.id: s.name for s in guide.signals} | {d.id: d.name for d in guide.disqualifiers}
    names |= {f.id: f.name for f in guide.red_flags}
    limits = tuple(
        as_sentence(in_words(f"{step.rule}: {step.saw}", names))
        for step in decision(key, guide, told.level).derivation
        if step.effect == f"at most {key.verdict}"
    )
    yield KeyLine(f"{said}{_apart(apart)}.", not apart, (), limits)
    carried = decision(given, guide, told.level).verdict
    if carried != given.verdict:
        yield KeyLine(
            f"By the rules your own findings carry {verdict_words(carried)}, "
            f"not the {verdict_words(given.verdict)} that you gave.",
            None,
        )


def _marked(
    kind: str,
    entries: Sequence[Disqualifier] | Sequence[RedFlag],
    given: Sequence[str],
    key: Sequence[Marked],
) -> Iterator[KeyLine]:
    right = {one.id: one.shown for one in key}
    if not right and not given:
        yield KeyLine(f"No {kind}, and you marked none.", True)
    for entry in entries:
        if entry.id in right:
            verb = "you marked it too" if entry.id in given else "you missed it"
            yield KeyLine(f"{kind.capitalize()} “{entry.name}”: {verb}.", entry.id in given, right[entry.id])
        elif entry.id in given:
            yield KeyLine(f"{kind.capitalize()} “{entry.name}”: you marked it, the key does not.", False)


def _apart(steps: int) -> str:
    if not steps:
        return ""
    count = ("one", "two", "three", "four")[abs(steps) - 1]
    return f", {count} too {'high' if steps > 0 else 'low'}"


def agreement_words(one: Agreement) -> str:
    """Agreement on one scale as a sentence."""
    kappa = "too few yet for a kappa" if one.kappa is None else f"weighted kappa {one.kappa:.2f}"
    parts = f"{percent(one.exact)} exact, {percent(one.near)} one step off, {percent(one.far)} farther; {kappa}"
    return f"{SCALES[one.scale]} ({one.count}): {parts}."


def stretch_words(one: Stretch) -> str:
    """A stretch of answers as a sentence."""
    first, last = one.first.date().isoformat(), one.last.date().isoformat()
    when = first if first == last else f"{first} to {last}"
    missed, every = one.missed
    return (
        f"{when}, {one.answers} {'answers' if one.answers != 1 else 'answer'}: "
        f"signals {one.severity_signals:+.2f}, verdicts {one.severity_verdict:+.2f}, "
        f"{percent(one.exact_verdicts)} of the verdicts exact, {missed} of {every} disqualifiers missed."
    )


def figure_words(figure: Figure) -> str:
    """A figure as a sentence: what it is, the number, what it rests on, whether it says anything."""
    rests = f"{figure.rests_on} {figure.unit if figure.rests_on != 1 else figure.unit.rstrip('s')}"
    name = FIGURES[figure.id]
    if figure.value is None:
        why = figure.why_not or f"too few yet: {rests}, at least {figure.needs} needed"
        return f"{name}: {why}."
    told = f"{name}: {_value(figure)} ({rests})"
    if figure.clear is None:
        return f"{told}."
    return f"{told}. {'That is clear.' if figure.clear else 'That may be chance.'}"


def _value(figure: Figure) -> str:
    value = figure.value or 0.0
    more = "more" if value > 0 else "less"
    size = f"{abs(value):.2f}"
    if figure.id == "severity-signals":
        how = "lenient" if value > 0 else "severe" if value < 0 else "even"
        return f"{how}, {value:+.2f} grade steps a signal"
    if figure.id == "severity-verdict":
        how = "lenient" if value > 0 else "severe" if value < 0 else "even"
        return f"{how}, {value:+.2f} steps a verdict"
    if figure.id == "halo":
        return f"the fluent one of a pair gets {size} grade steps a signal {more} than the plain one, beside the key"
    if figure.id == "length":
        return f"longer answers get {size} grade steps a signal {more} than shorter ones, beside the key"
    if figure.id == "central-tendency":
        return f"your verdicts spread {value:.2f} times as wide as the key's; below 1 you keep to the middle"
    if figure.id == "unfounded":
        return f"{value:.2f} an answer"
    return percent(value)


def verdict_words(verdict: str) -> str:
    """A verdict inside a sentence."""
    return VERDICT_WORDS[_verdict(verdict)].lower()


def level_options() -> list[tuple[str, str]]:
    """Levels that an answer can show."""
    return [(level, _level_words(level)) for level in LEVELS]


def verdict_options() -> list[tuple[str, str]]:
    """Verdicts, worst first."""
    return [(verdict, VERDICT_WORDS[verdict]) for verdict in VERDICTS]


def _level_words(level: Level) -> str:
    return "None: nothing that the candidate started" if level == "none" else LEVEL_WORDS[level]


def _verdict(word: str) -> Verdict:
    return next(verdict for verdict in VERDICTS if verdict == word)


def expectations(guide: Guide) -> Mapping[str, str]:
    """What each level must show, by the level's name."""
    return {LEVEL_WORDS[one.level]: one.expects for one in guide.levels}
