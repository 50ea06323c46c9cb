"""What the findings of a guide are called."""

from __future__ import annotations

from greenroom.guides.schema import Guide


def names_of(guide: Guide) -> dict[str, str]:
    """Name for people by id: signals, then disqualifiers, then red flags, in the guide's order."""
    return {
        **{one.id: one.name for one in guide.signals},
        **{one.id: one.name for one in guide.disqualifiers},
        **{one.id: one.name for one in guide.red_flags},
    }
