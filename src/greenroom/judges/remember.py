"""A judge that remembers what it read: another level or lens over the same answer costs no second reading."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from concurrent.futures import Future

from greenroom.guides.loader import fingerprint
from greenroom.guides.schema import Guide
from greenroom.judges.base import Judge
from greenroom.model import Answer, Judgement

KEPT = 400
"""Readings that are remembered, in memory only; a review with its fixes has about a dozen."""
AT_ONCE = os.cpu_count() or 1
"""Readings at the same time. More would end no sooner, and leave nothing of the processors to all else."""


class Remembering:
    """Says what ``judge`` says, asking it once for each answer and guide."""

    def __init__(self, judge: Judge, kept: int = KEPT) -> None:
        """``judge``: the one that is asked, for whoever needs more of it; ``kept``: the readings remembered.

        The one that was not asked for longest is forgotten first.
        """
        self.judge, self._kept = judge, kept
        self._known: OrderedDict[tuple[Answer, str], Judgement] = OrderedDict()
        self._begun: dict[tuple[Answer, str], Future[Judgement]] = {}
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(AT_ONCE)

    @property
    def name(self) -> str:
        """Of the judge that is asked."""
        return self.judge.name

    @property
    def version(self) -> str:
        """Of the judge that is asked."""
        return self.judge.version

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        """As the judge itself. A thread that asks for what another is reading waits for that reading."""
        key = (answer, fingerprint(guide))
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
                return known
            begun = self._begun.get(key)
            mine: Future[Judgement] = Future()
            if begun is None:
                self._begun[key] = mine
        if begun is not None:
            return begun.result()
        try:
            with self._turn:
                made = self.judge.read(answer, guide)
        except BaseException as fault:
            with self._lock:
                del self._begun[key]
            mine.set_exception(fault)
            raise
        mine.set_result(made)
        with self._lock:
            del self._begun[key]
            self._known[key] = made
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return made
