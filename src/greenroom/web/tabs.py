"""Which tab of the browser wrote what is kept now, so that a tab never quarrels with what it sent a moment before.

A form that keeps what is typed at once may be handed in while that is still on its way; without this it would be taken
for a stale one.
"""

from __future__ import annotations

from collections import OrderedDict

KEPT = 500
"""Exercises that are remembered; the oldest are forgotten."""


class Tabs:
    """The latest writer of each exercise. Call it under the lock under which is written."""

    def __init__(self) -> None:
        """Nobody wrote yet."""
        self._last: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def wrote(self, key: str, tab: str, state: str) -> None:
        """``tab`` (empty: not known) left ``key`` in ``state``, a digest."""
        self._last[key] = (tab, state)
        self._last.move_to_end(key)
        while len(self._last) > KEPT:
            self._last.popitem(last=False)

    def own(self, key: str, tab: str, state: str) -> bool:
        """Whether ``state`` is what this very tab left."""
        return bool(tab) and self._last.get(key) == (tab, state)
