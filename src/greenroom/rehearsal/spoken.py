"""How the answers of a sitting were spoken; pure, from the word times that were kept with them."""

from __future__ import annotations

from typing import NamedTuple

from greenroom.model import Answer, Delivery, PartTime, TimedWord
from greenroom.rehearsal.values import Sitting
from greenroom.speech.delivery import delivery_of


class Spoken(NamedTuple):
    """One answer that was spoken: ``turn`` 0 is the opening, n the nth reply; ``parts``: those of the opening."""

    turn: int
    delivery: Delivery
    parts: tuple[PartTime, ...] = ()


def spoken_of(sitting: Sitting, least_s: float) -> tuple[Spoken, ...]:
    """Every answer of ``sitting`` that was spoken, in order; none of those that were typed.

    ``least_s``: seconds that an answer must last before a rate says anything (``Settings.shortest_s``).
    """
    parts = sitting.heard.parts if sitting.heard else ()
    told: list[tuple[str | None, tuple[TimedWord, ...], tuple[PartTime, ...]]] = [
        (sitting.answer, sitting.words, parts),
        *((turn.reply, turn.words, ()) for turn in sitting.turns),
    ]
    made = []
    for number, (text, words, its_parts) in enumerate(told):
        delivery = delivery_of(Answer(text=text or "", words=words), least_s) if words else None
        if delivery is not None:
            made.append(Spoken(number, delivery, its_parts))
    return tuple(made)
