"""One answer's review, in this process or in a pool, always in the order of the input."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import NamedTuple

import msgspec

from greenroom.batch.assume import guide_for
from greenroom.batch.lines import prediction_of
from greenroom.errors import GreenroomError, GuideError, ModelError
from greenroom.judges import Judge, get_judge
from greenroom.model import Answer, Verdict
from greenroom.review import review
from greenroom.settings import Settings

AHEAD = 4
"""Answers a process that wait for their turn, so that no process idles at the end of a slow one."""
FIRST = 4
"""Answers that this process, whose judge is loaded, reviews itself while the pool is still loading."""


class Task(NamedTuple):
    """A line to review: its number and its answer."""

    number: int
    answer: Answer


class Outcome(NamedTuple):
    """What became of a task: a line of output, or the reason why there is none."""

    task: Task
    line: bytes = b""
    verdict: Verdict | None = None
    fault: str = ""


class Reviewer:
    """Reviews tasks one by one with one judge."""

    def __init__(self, settings: Settings, judge: Judge | None = None) -> None:
        """``judge`` defaults to the one that the settings name."""
        self._settings = settings
        self._judge = judge or get_judge(settings.judge, settings)

    def __call__(self, task: Task) -> Outcome:
        """The outcome of ``task``; raises ``ModelError`` and ``GuideError``, which concern every line."""
        answer = task.answer
        assert answer.target_level is not None  # noqa: S101 - answer_from has seen to it
        try:
            guide, notes = guide_for(answer, self._judge)
            made = review(
                answer,
                guide=guide,
                level=answer.target_level,
                judge=self._judge,
                settings=self._settings,
                fixes=False,
                notes=notes,
            )
        except (ModelError, GuideError):
            raise
        except GreenroomError as fault:
            return Outcome(task, fault=str(fault))
        except Exception as fault:
            if os.environ.get("GREENROOM_DEBUG") == "1":
                raise
            return Outcome(task, fault=f"a fault of the program, please report it: {type(fault).__name__}: {fault}")
        return Outcome(task, msgspec.json.encode(prediction_of(made, answer)), made.verdict)


def outcomes(tasks: Iterable[Task], settings: Settings, judge: Judge, processes: int) -> Iterator[Outcome]:
    """The outcomes of ``tasks``, in their order, made by ``processes`` processes."""
    here = Reviewer(settings, judge)
    if processes == 1:
        yield from map(here, tasks)
        return
    tasks = iter(tasks)
    first = list(islice(tasks, FIRST))
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (settings,))
    try:
        waiting = deque(_submitted(pool, islice(tasks, processes * AHEAD)))
        yield from map(here, first)
        while waiting:
            outcome = waiting.popleft().result()
            waiting.extend(_submitted(pool, islice(tasks, 1)))
            yield outcome
    except BrokenProcessPool:
        raise GreenroomError(
            "a process of the batch was ended from outside, perhaps for want of memory",
            do="the same command again, with fewer --processes",
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, tasks: Iterable[Task]) -> Iterator[Future[Outcome]]:
    for task in tasks:
        with _ctrl_c_held_back():  # a process that this starts would print a traceback until _begin has run
            future = pool.submit(_in_pool, task)
        yield future


@contextlib.contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Ctrl-C comes after this, and never to a process that starts meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_reviewer: Reviewer | None = None


def _begin(settings: Settings) -> None:
    """Set up a process of the pool: its judge, no reaction to Ctrl-C, an end when the parent is killed."""
    global _reviewer  # noqa: PLW0603 - a pool process has one reviewer for its life
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _reviewer = Reviewer(settings)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_pool(task: Task) -> Outcome:
    assert _reviewer is not None  # noqa: S101 - _begin has run
    return _reviewer(task)
