"""The one door to the story bank for the commands that look at all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenroom.store import Store
    from greenroom.stories.model import Story, Support


def read(store: Store) -> tuple[tuple[Story, ...], tuple[Support, ...]]:
    """Every story, archived ones too, and what the reviews of their tellings found."""
    from greenroom.stories.bank import bank

    return bank(store)
