"""Cards in words: what they are about, how many wait, when each comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.reports.runs import one_line, shorten

if TYPE_CHECKING:
    from greenroom.practice.revision import Counts

KINDS = {
    "chain": "the chain",
    "core": "the core",
    "worst": "top disqualifier",
    "delivery": "delivery red flag",
    "preparation": "preparation",
    "signal": "signal",
    "disqualifier": "disqualifier",
    "probe": "probe",
    "level": "level",
    "lens": "lens",
    "mistake": "from your own mistakes",
}
"""What a card is about, in words."""
SHORT = 150
"""Characters of a card's front by which it is known again."""


def counts_words(counts: Counts) -> str:
    """How many cards wait, as a sentence."""
    told = f"{counts.due} due, {counts.new} new, {counts.learned} learned; {number(counts.cards, 'card')} in all"
    return f"{told}, {counts.suspended} suspended." if counts.suspended else f"{told}."


def short(front: str) -> str:
    """The front of a card, cut to what it is known again by."""
    return shorten(one_line(front), SHORT)


def when(at: datetime, now: datetime) -> str:
    """When a card comes, from ``now``: tomorrow, in 3 days, in 10 minutes."""
    days = (at.astimezone(now.tzinfo).date() - now.date()).days
    if days > 0:
        return "tomorrow" if days == 1 else f"in {number(days, 'day')}"
    return f"in {span(at - now)}"


def span(away: timedelta) -> str:
    """A length of time in the largest unit that fits, rounded."""
    seconds = away.total_seconds()
    for size, word, least in ((86_400 * 30, "month", 2), (86_400, "day", 1), (3_600, "hour", 1)):
        if seconds >= least * size:
            return number(round(seconds / size), word)
    return number(max(round(seconds / 60), 1), "minute")


def number(count: int, word: str) -> str:
    """``1 card``, ``2 cards``."""
    return f"{count} {word}{'' if count == 1 else 's'}"
