"""The parts of the story and their time against the budget."""

from __future__ import annotations

from collections.abc import Sequence

from greenroom.guides.schema import DepthTip
from greenroom.model import PARTS, Answer, Part, PartName, PartTime, Timing
from greenroom.settings import Settings
from greenroom.speech.delivery import pace

SLACK = 0.1
"""How far the action's share may fall short of its budget before it is worth a note."""


def timing_of(answer: Answer, parts: Sequence[Part], tip: DepthTip, settings: Settings) -> Timing:
    """Seconds and share of each part: measured from word times where the answer has them.

    Headings are no story and take no time. Estimates use ``settings.words_per_minute``.
    """
    words: dict[PartName, int] = dict.fromkeys(PARTS, 0)
    seconds: dict[PartName, float] = dict.fromkeys(PARTS, 0.0)
    headings = [h.span for h in answer.headings]
    for part in parts:
        text = answer.text[part.start : part.end]
        count = len(text.split())
        for h in headings:
            if part.start <= h.start and h.end <= part.end:
                count -= len(answer.text[h.start : h.end].split())
        words[part.part] += max(count, 0)
    measured = bool(answer.words)
    if measured:
        for part, spoken in zip(parts, _spoken(answer, parts), strict=True):
            seconds[part.part] += spoken
        total = answer.words[-1].end_s - answer.words[0].start_s
        rate = pace(answer.words, answer.text)
    else:
        seconds = {p: 60 * n / settings.words_per_minute for p, n in words.items()}
        total, rate = sum(seconds.values()), settings.words_per_minute
    whole = sum(seconds.values())
    share = {p: (s / whole if whole else 0.0) for p, s in seconds.items()}
    opening = seconds["situation"] + seconds["task"]
    notes, meaningful = _notes(total, opening, share, tip, settings)
    return Timing(
        measured=measured,
        words_per_minute=round(rate, 1),
        seconds=round(total, 1),
        parts=tuple(
            PartTime(part=p, share=round(share[p], 3), seconds=round(seconds[p], 1), words=words[p]) for p in PARTS
        ),
        opening_seconds=round(opening, 1),
        opening_budget_s=tip.opening_seconds,
        action_share=round(share["action"], 3),
        action_budget=tip.action_share,
        meaningful=meaningful,
        notes=tuple(notes),
    )


def _spoken(answer: Answer, parts: Sequence[Part]) -> list[float]:
    """Seconds of each run: from its first word to the first word of the next run, pauses included."""
    starts: list[float | None] = []
    for part in parts:
        inside = [w for w in answer.words if part.start <= w.span.start < part.end]
        starts.append(inside[0].start_s if inside else None)
    out, end = [0.0] * len(parts), answer.words[-1].end_s
    for k in reversed(range(len(parts))):
        begin = starts[k]
        if begin is not None:
            out[k] = max(0.0, end - begin)
            end = begin
    return out


def _notes(
    total: float, opening: float, share: dict[PartName, float], tip: DepthTip, settings: Settings
) -> tuple[list[str], bool]:
    if total < settings.shortest_s:
        return [f"At about {total:.0f} s the answer is too short for the time budget to mean anything."], False
    notes = []
    meaningful = total <= settings.longest_s
    if not meaningful:
        minutes = settings.longest_s / 60
        notes.append(f"At about {total / 60:.1f} min it is longer than {minutes:.0f} min: expect to be interrupted.")
    if opening > tip.opening_seconds:
        notes.append(
            f"Situation and task take {opening:.0f} s, {opening - tip.opening_seconds:.0f} s over the "
            f"{tip.opening_seconds:.0f} s budget."
        )
    if share["action"] < tip.action_share - SLACK:
        notes.append(f"Action takes {share['action']:.0%} of the time; aim at about {tip.action_share:.0%}.")
    if not share["result"]:
        notes.append("No time goes to the result.")
    return notes, meaningful
