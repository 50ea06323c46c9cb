"""What all requests share: settings, the judge (loaded once, warm), jobs, the store."""

from __future__ import annotations

import functools
import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from greenroom.judges import Judge, get_judge
from greenroom.judges.remember import Remembering
from greenroom.settings import Settings
from greenroom.web.answers import Answers
from greenroom.web.faults import report
from greenroom.web.jobs import Jobs

if TYPE_CHECKING:
    from greenroom.rehearsal.reading import Reader
    from greenroom.store import Store

WARM = "I noticed the nightly totals were wrong, so I checked the import and fixed it. Errors fell from 9 to 2."


class Shared:
    """One for each app, in ``app.state.shared``; pages ask for it with the type ``Use``."""

    def __init__(self, settings: Settings, judge: Judge | None = None) -> None:
        """``judge``: another than the settings name, for tests."""
        self.settings = settings
        self.jobs = Jobs(report)
        self.answers = Answers()
        self._given = judge
        self._reader: tuple[Judge, Settings, Reader] | None = None
        self._lock = threading.Lock()
        self.rehearsing = threading.RLock()
        """Held while a rehearsal is changed: a step reads the state, asks the judge, and keeps the next state."""

    @property
    def judge(self) -> Judge:
        """The judge, made at the first call. Raises ``UsageError`` where the settings name none that is known."""
        with self._lock:
            return self._judge

    @property
    def reader(self) -> Reader:
        """Reads the answers of rehearsals, with the judge itself: replies are read in a rehearsal's own way."""
        from greenroom.rehearsal.reading import Reader

        with self._lock:
            judge, settings = self._judge.judge, self.settings
            if self._reader is None or self._reader[:2] != (judge, settings):
                self._reader = judge, settings, Reader(judge, settings)
            return self._reader[2]

    @functools.cached_property
    def _judge(self) -> Remembering:
        return Remembering(self._given or get_judge(self.settings.judge, self.settings))

    def change(self, settings: Settings) -> None:
        """Go on with other settings; a judge that they make differently is made anew when it is asked for."""
        with self._lock:
            before, self.settings = self.settings, settings
            if (before.judge, before.threads) != (settings.judge, settings.threads):
                self.__dict__.pop("_judge", None)

    def store(self) -> AbstractContextManager[Store]:
        """The person's data, for a ``with`` block inside one request. Raises ``DataError``."""
        from greenroom.store import Store

        return Store.open()

    def warm(self) -> None:
        """Load in the background what the first review needs; what goes wrong is told when it is asked for."""

        def load() -> None:
            from greenroom.batch.assume import guide_for
            from greenroom.errors import GreenroomError
            from greenroom.guides.loader import guide_ids, load_guide
            from greenroom.model import Answer
            from greenroom.reports.page import review_body
            from greenroom.review import review

            try:
                for guide in map(load_guide, guide_ids()):
                    answer = Answer(text=WARM, question=guide.question)
                    guide_for(answer, self.judge)
                    made = review(answer, guide=guide, level="sde2", judge=self.judge, settings=self.settings)
                    review_body(made, guide)
            except GreenroomError:
                return

        threading.Thread(target=load, daemon=True, name="greenroom-warm").start()


def shared(connection: HTTPConnection) -> Shared:
    """What the app of this request shares."""
    held = connection.app.state.shared
    assert isinstance(held, Shared)  # noqa: S101 - create_app puts it there
    return held


Use = Annotated[Shared, Depends(shared)]
"""Type of a route's parameter that is given what all requests share."""
