"""How sure the encoder is of what the detectors made of it."""

from __future__ import annotations

from collections.abc import Sequence

from greenroom.detectors.base import Entry
from greenroom.guides.schema import Guide, Learned, Signal
from greenroom.language.parsed import Parsed
from greenroom.model import Doubt

PLACES = 4


def doubt_of(guide: Guide, parsed: Parsed) -> Doubt:
    """The encoder's chances for each entry with a learned rule, and for the levels; ``parsed`` with proved grades."""
    heads = parsed.heads
    several: dict[str, tuple[float, ...]] = {}
    entries: tuple[Entry, ...] = (*guide.signals, *guide.disqualifiers, *guide.red_flags)
    for entry in entries:
        label = next((r.label or entry.id for r in entry.detect if isinstance(r, Learned) and r.role == "finds"), None)
        if label is None:
            continue
        if isinstance(entry, Signal):
            if label in heads.grades:
                several[entry.id] = _chances(heads.grades[label].tolist())
        elif label in heads.presence:
            there = float(heads.presence[label])
            several[entry.id] = _chances([1 - there, there])
    none, sde1, sde2, senior, staff = _chances(heads.level.tolist())
    return Doubt(grades=several, levels=(none, sde1, sde2, senior, staff))


def _chances(told: Sequence[float]) -> tuple[float, ...]:
    """As chances that add up to 1, rounded so that they are the same on every machine."""
    held = [max(p, 0.0) for p in told]
    total = sum(held) or 1.0
    return tuple(round(p / total, PLACES) for p in held)
