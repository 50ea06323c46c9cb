"""Long work in threads: how far it is, what came of it, and a way to end it early."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

from greenroom.errors import GreenroomError

State = Literal["waiting", "running", "done", "failed", "cancelled"]

AT_ONCE = 2
"""Jobs that run at the same time; further ones wait."""
KEPT = 200
"""Jobs that are remembered; the oldest that have ended are forgotten."""


class CancelledError(Exception):
    """The person ended the job; raised by ``Job.step`` inside the work."""


class Job:
    """One piece of work. The work calls ``step``; pages read the rest.

    ``name`` says for people what is done; ``then`` is the address to go to when it is done, if there is one; ``key``
    is what ``Jobs.current`` finds it by.
    """

    def __init__(self, name: str, then: str = "", key: str = "") -> None:
        """Waiting; ``Jobs.start`` makes and runs it."""
        self.id = secrets.token_urlsafe(12)
        self.name, self.then, self.key = name, then, key
        self.state: State = "waiting"
        self.done, self.total, self.doing = 0, 0, ""
        self.result: Any = None
        self.fault: GreenroomError | None = None
        self._cancel = threading.Event()
        self._future: Future[None] | None = None

    def step(self, done: int, total: int, doing: str = "") -> None:
        """Say that ``done`` of ``total`` is done (0 of 0: not known), and what is being done.

        Raises ``CancelledError`` where the person has ended the job, so that the work stops here.
        """
        if self._cancel.is_set():
            raise CancelledError
        self.done, self.total, self.doing = done, total, doing

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; ``None`` where that is not known."""
        return min(1.0, self.done / self.total) if self.total > 0 else None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.state in ("done", "failed", "cancelled")

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, at most ``seconds``."""
        if self._future is not None:
            self._future.result(seconds)

    def cancel(self) -> None:
        """End it: at once where it waits, else at the work's next ``step``."""
        self._cancel.set()
        if self._future is not None and self._future.cancel():
            self.state = "cancelled"

    def run(self, work: Callable[[Job], Any], report: Callable[[BaseException], None]) -> None:
        """Do ``work``; every way it can end is a state. ``report`` hears of faults that nobody expected."""
        self.state = "running"
        try:
            self.step(0, 0)
            self.result = work(self)
            self.state = "done"
        except CancelledError:
            self.state = "cancelled"
        except GreenroomError as fault:
            self.fault, self.state = fault, "failed"
        except Exception as fault:  # the last net of this thread: the page must hear of it
            self.fault = GreenroomError(f"unexpected fault ({type(fault).__name__})", do="try again")
            self.state = "failed"
            report(fault)


class Jobs:
    """All jobs of one server."""

    def __init__(self, report: Callable[[BaseException], None] = lambda fault: None) -> None:
        """``report`` hears of faults that nobody expected."""
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="greenroom-job")
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._report = report

    def start(self, name: str, work: Callable[[Job], Any], *, then: str = "", key: str = "") -> Job:
        """Run ``work`` in a thread; it is given its job, and what it returns is the job's ``result``."""
        job = Job(name, then, key)
        with self._lock:
            for old in [one for one in self._known.values() if one.ended][: max(0, len(self._known) - KEPT + 1)]:
                del self._known[old.id]
            self._known[job.id] = job
        job._future = self._threads.submit(job.run, work, self._report)
        return job

    def get(self, ident: str) -> Job | None:
        """The job of this id, if it is still known."""
        with self._lock:
            return self._known.get(ident)

    def current(self, key: str) -> Job | None:
        """The latest job of this key, if it has not ended."""
        with self._lock:
            return next((one for one in reversed(self._known.values()) if one.key == key and not one.ended), None)

    def close(self) -> None:
        """End them all; those that run stop at their next step."""
        with self._lock:
            known = list(self._known.values())
        for job in known:
            job.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
