"""Answers that came as files: what a page cannot send back in a field, such as the times of spoken words."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict

from greenroom.model import Answer

KEPT = 50
"""Answers that are remembered, in memory only; the one that was not asked for longest is forgotten first."""


class Answers:
    """By an id that nobody can guess; whoever asks for one that is forgotten still has its text."""

    def __init__(self, kept: int = KEPT) -> None:
        """``kept``: how many are remembered."""
        self._kept = kept
        self._known: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> str:
        """Remember ``answer``; its id."""
        ident = secrets.token_urlsafe(12)
        with self._lock:
            self._known[ident] = answer
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return ident

    def get(self, ident: str) -> Answer | None:
        """The answer of this id, if it is still known."""
        with self._lock:
            if ident in self._known:
                self._known.move_to_end(ident)
            return self._known.get(ident)
