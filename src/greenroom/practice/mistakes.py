"""Cards from the person's own mistakes: quiz answers, candidates misjudged, signals missing in their drafts.

What other modes stored is read with care: an entry that the guide no longer has makes no card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from greenroom.guides.loader import competencies, examples_of
from greenroom.guides.schema import Disqualifier, Guide, Signal
from greenroom.model import VERDICTS, Value
from greenroom.practice import quiz
from greenroom.practice.cards import Card, card, disqualifier_sides, quoted, signal_sides
from greenroom.reports.wording import listed
from greenroom.store.values import Calibration, Draft, QuizAnswer

FAR = 2
"""Steps between the person's grade and the key's from which it is a mistake: trained raters too are often one apart."""
HIRES = VERDICTS[2:]
"""Verdicts above the bar."""
CLEAR = 2
"""The grade of a signal that is clearly shown."""
WHOLE = "whole"
"""The part of a draft that is a whole answer; single parts are stored without their review."""


class Mistake(Value, frozen=True, kw_only=True):
    """A card, and when the mistake behind it was made last."""

    card: Card
    at: datetime


def of_mistakes(
    guide: Guide, answers: Sequence[QuizAnswer], calibrations: Sequence[Calibration], drafts: Sequence[Draft]
) -> tuple[Mistake, ...]:
    """One card for each thing that went wrong about ``guide``, latest mistake first."""
    found: dict[str, Mistake] = {}
    for mistake in (*_quiz(guide, answers), *_calibrations(guide, calibrations), *_drafts(guide, drafts)):
        known = found.get(mistake.card.id)
        if known is None or known.at <= mistake.at:
            found[mistake.card.id] = mistake
    return tuple(sorted(found.values(), key=lambda m: (-m.at.timestamp(), m.card.id)))


def _quiz(guide: Guide, answers: Sequence[QuizAnswer]) -> Iterator[Mistake]:
    wrong = [a for a in answers if not a.correct]
    if not wrong:
        return
    items = {item.key: item for item in quiz.pool(guide, examples_of(guide), competencies())}
    for answer in wrong:
        item = items.get(answer.question)
        if item is None:
            continue
        # The two that were taken for each other, in an order that does not tell which is right.
        options = sorted({item.right.text, answer.chosen})
        front = [item.ask, *([quoted(item.quote)] if item.quote else []), *(f"- {text}" for text in options)]
        made = card(guide, "mistake", f"quiz:{item.key}", front, [f"Right: {item.right.text}", item.why])
        yield Mistake(card=made, at=answer.at)


def _calibrations(guide: Guide, calibrations: Sequence[Calibration]) -> Iterator[Mistake]:
    signals = {s.id: s for s in guide.signals}
    disqualifiers = {d.id: d for d in guide.disqualifiers}
    for one in calibrations:
        # What is absent may be left out, on either side.
        scored, key = _grades(one.scored, "signals"), _grades(one.key, "signals")
        for name, signal in signals.items():
            if abs(key.get(name, 0) - scored.get(name, 0)) >= FAR:
                yield Mistake(card=_misjudged(guide, signal), at=one.at)
        said, right = _grades(one.scored, "disqualifiers"), _grades(one.key, "disqualifiers")
        for name, disqualifier in disqualifiers.items():
            if bool(said.get(name)) != bool(right.get(name)):
                yield Mistake(card=_overlooked(guide, disqualifier), at=one.at)
        if _wrong_side(one):
            yield Mistake(card=_verdict(guide), at=one.at)


def _drafts(guide: Guide, drafts: Sequence[Draft]) -> Iterator[Mistake]:
    """What the latest whole draft of each story lacks: a draft that shows it takes the card out again."""
    latest = {d.walkthrough: d for d in sorted(drafts, key=lambda d: d.at) if d.part == WHOLE}
    for draft in latest.values():
        grades = _grades(draft.review, "signals")
        judged = isinstance(draft.review.get("signals"), Mapping) and not draft.review.get("unscored")
        for signal in guide.signals:
            if judged and grades.get(signal.id, 0) < CLEAR:
                yield Mistake(card=_weak(guide, signal), at=draft.at)


def _misjudged(guide: Guide, signal: Signal) -> Card:
    front, back = signal_sides(signal)
    asked = [f"You have graded “{signal.name}” in a candidate's answer otherwise than the key.", *front]
    return card(guide, "mistake", f"calibrate:{signal.id}", asked, back)


def _overlooked(guide: Guide, disqualifier: Disqualifier) -> Card:
    front, back = disqualifier_sides(disqualifier)
    asked = ["You have overlooked this in a candidate's answer, or seen it where it was not.", *front]
    return card(guide, "mistake", f"calibrate:{disqualifier.id}", asked, back)


def _verdict(guide: Guide) -> Card:
    names = {s.id: s.name for s in guide.signals}
    needs = [listed([f"“{names.get(i, i)}”" for i in need.any], "or") for need in guide.verdict.core]
    back = ["A hire needs each of these:", *(f"- {need}" for need in needs)]
    number = guide.verdict.number
    if number:
        back.append(f"Nothing is a strong hire without “{names.get(number, number)}”, clear.")
    front = ["You took a hire for a no hire, or the other way round.", "What does a hire need here?"]
    return card(guide, "mistake", "calibrate:verdict", front, back)


def _weak(guide: Guide, signal: Signal) -> Card:
    front = [
        f"Your own story did not show “{signal.name}” clearly.",
        "What would show it, and what do you have to have ready for that?",
    ]
    back = [
        f"Have ready: {signal.ask_for}",
        f"Say it like this: {quoted(signal.fix)}",
        f"Sounds like: {', '.join(map(quoted, signal.cues))}",
    ]
    return card(guide, "mistake", f"draft:{signal.id}", front, back)


def _wrong_side(one: Calibration) -> bool:
    said, right = one.scored.get("verdict"), one.key.get("verdict")
    return said in VERDICTS and right in VERDICTS and (said in HIRES) != (right in HIRES)


def _grades(told: Mapping[str, Any], name: str) -> dict[str, int]:
    """Grades by id, from a mapping, from a list of ids, or from a list of findings."""
    entries = told.get(name, ())
    if isinstance(entries, Mapping):
        return {str(i): int(grade) for i, grade in entries.items() if isinstance(grade, int)}
    made = {}
    for entry in entries if isinstance(entries, list | tuple) else ():
        if isinstance(entry, str):
            made[entry] = 1
        elif isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            made[entry["id"]] = entry["grade"] if isinstance(entry.get("grade"), int) else 1
    return made
