"""The one door to the story bank for the commands that look at all of it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenroom.store import Store
    from greenroom.stories.model import Story, Support


def read(store: Store) -> tuple[tuple[Story, ...], tuple[Support, ...]]:
    """Every story, archived ones too, and what the reviews of their tellings found."""
    # By name, so that this and the bank can come to main one after the other.
    made: tuple[tuple[Story, ...], tuple[Support, ...]] = importlib.import_module("greenroom.stories.bank").bank(store)
    return made
