"""The derivation of a verdict in plain words: what decided, and what would have, less strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, Level, Review, Step, Verdict
from greenroom.reports.wording import GRADE_WORDS, in_words, level_words, scope_words

_MORE_FLAGS = "more than one red flag"
FLAGS_NAMED = 4
"""Red flags that one limit names, at most; more are counted."""
_TOO_FEW = "Too few are clear"
_RULES = {
    "two or more core signals only partial": "Core signals only partial",
    "signals clear": _TOO_FEW,
}


def derivation(review: Review, guide: Guide, names: Mapping[str, str]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps that decide, and the limits that a stricter one has overtaken, worded."""
    steps = _together(review.derivation)
    limit = review.sure or review.verdict
    decisive = tuple(_worded(s, review, guide, names) for s in steps if _decides(s, limit))
    lesser = tuple(_worded(s, review, guide, names) for s in steps if not _decides(s, limit))
    return decisive, lesser


def by_effect(steps: Sequence[Step]) -> dict[str, str]:
    """Effect to what has it, on one line."""
    found: dict[str, list[str]] = {}
    for s in steps:
        rule = s.rule[:1].lower() + s.rule[1:]
        told = s.saw if s.rule == _TOO_FEW else f"{rule} ({s.saw})" if s.saw else rule
        found.setdefault(s.effect, []).append(told)
    return {effect: "; ".join(said) for effect, said in found.items()}


def below(level: Level, other: Level) -> bool:
    """Whether ``level`` is lower than ``other``."""
    return LEVELS.index(level) < LEVELS.index(other)


def _together(steps: Sequence[Step]) -> list[Step]:
    """Without the single red flags that the limit of all of them together names once more."""
    whole = {s.effect for s in steps if s.rule == _MORE_FLAGS}
    return [s for s in steps if not (s.rule.startswith("red flag ") and s.effect in whole)]


def _decides(step: Step, verdict: Verdict | None) -> bool:
    limit = step.effect.removeprefix("at most ")
    return limit in (step.effect, verdict)


def _worded(step: Step, review: Review, guide: Guide, names: Mapping[str, str]) -> Step:
    rule, saw = _RULES.get(step.rule, ""), in_words(step.saw, names)
    if step.rule == "signals clear":
        count, _, rest = saw.partition(" ")
        count = "none" if count == "0" else f"only {count}"
        saw = f"{count} {rest.replace(' that a strong', ' clear signals that a strong')}"
    elif step.rule == "scope below the target level":
        saw = f"the scope told is {scope_words(review.level)}, the target is {level_words(review.target_level)}"
    elif step.rule == "no clear number" and guide.verdict.number:
        number = guide.verdict.number
        grade = next((f.grade for f in review.findings if f.kind == "signal" and f.id == number), 0)
        saw = f"“{names.get(number, number)}” is {GRADE_WORDS[grade]}"
    elif step.rule == _MORE_FLAGS and (flags := saw.count("“")) > FLAGS_NAMED:
        saw = f"{flags}, listed below"
    elif step.rule.startswith("red flag "):
        rule, saw = "Red flag", f"“{saw}”"
    rule = rule or in_words(step.rule, names)
    return Step(rule=rule[:1].upper() + rule[1:], saw=saw, effect=in_words(step.effect, names))
