"""What an answer may take and what it takes, in seconds of speech; estimated from its words where nobody heard it."""

from __future__ import annotations

from greenroom.guides.schema import Guide
from greenroom.rehearsal.values import State

REPLY_S = 60.0
"""Seconds that a reply to a follow-up should stay within; in longer ones the answer has to be looked for."""


def allowed_s(state: State, guide: Guide) -> float:
    """Seconds that the answer which is due may take: a reply its minute, the opening as the guide's depth tip says.

    There the action has a share, and situation and task together have their seconds, which are the rest.
    """
    if state.sitting.turns:
        return REPLY_S
    tip = guide.depth_tip
    return tip.opening_seconds / (1 - tip.action_share)


def takes_s(text: str, words_per_minute: float) -> float:
    """Seconds that ``text`` takes to say."""
    return 60 * len(text.split()) / words_per_minute
