"""The use case: review every line of a file, keep the order, go on where a killed run stopped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from greenroom.batch.lines import answer_from, digest, words_in
from greenroom.batch.resume import RESTART, Done, Output
from greenroom.batch.work import Task, outcomes
from greenroom.errors import GreenroomError, InputError, OutputError
from greenroom.judges import Judge, get_judge
from greenroom.model import Answer, TargetLevel
from greenroom.reading import MOST_BYTES
from greenroom.settings import Settings


class BadLine(NamedTuple):
    """A line of the input that got no prediction: its number (from 1) and why."""

    number: int
    reason: str


class Progress(NamedTuple):
    """How far a batch is, in answers; ``done`` counts those of earlier runs too, ``held`` what the output holds."""

    done: int
    total: int
    held: int


class Summary(NamedTuple):
    """What a batch did. ``verdicts`` counts the whole output, "unscored" included; ``seconds`` are of this run."""

    total: int
    resumed: int
    reviewed: int
    bad: int
    words: int
    seconds: float
    verdicts: Counter[str]

    @property
    def complete(self) -> bool:
        """Whether every line has a verdict."""
        return not self.bad and not self.verdicts["unscored"]


class _Plan(NamedTuple):
    """Which lines are left to do, by number, and which of them stand before lines that are done."""

    total: int
    pending: frozenset[int]
    overtaken: frozenset[int]
    bad: int
    resumed: int
    verdicts: Counter[str]


def run_batch(
    source: Path,
    target: Path,
    *,
    settings: Settings | None = None,
    level: TargetLevel | None = None,
    competency: str | None = None,
    processes: int = 1,
    restart: bool = False,
    judge: Judge | None = None,
    on_bad: Callable[[BadLine], None] = lambda bad: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Review the answers of ``source`` (JSON lines) and write a prediction a line to ``target``.

    ``level`` and ``competency`` are for lines that leave them out. A target that an earlier
    run of the same input left unfinished is continued; ``restart`` begins it anew. A faulty
    line goes to ``on_bad`` and does not stop the rest. ``processes`` does not change the
    output. Raises ``InputError`` for an unreadable or empty source and ``OutputError`` for a target
    that cannot be written, or that was made from another input or by another version.
    """
    settings = settings or Settings()
    judge = judge or get_judge(settings.judge, settings)
    _check_paths(source, target)
    if next(_read(source, level, competency), None) is None:
        raise InputError("is empty", where=str(source), do="give a file with one JSON object a line")
    began = time.monotonic()
    output = Output(target, restart=restart)
    try:
        plan = _plan(source, output, judge, level, competency, on_bad)
        done, bad, words, reviewed = plan.resumed, plan.bad, 0, 0
        verdicts = plan.verdicts
        held = plan.resumed
        on_progress(Progress(done, plan.total, held))
        answers = _read(source, level, competency)
        tasks = (Task(n, a) for n, a in answers if n in plan.pending and isinstance(a, Answer))
        for outcome in outcomes(tasks, settings, judge, processes):
            number = outcome.task.number
            if outcome.fault:
                bad += 1
                on_bad(BadLine(number, outcome.fault))
                on_progress(Progress(done := done + 1, plan.total, held))
                continue
            if number in plan.overtaken:
                what = f"has no prediction for line {number} of {source}, but for lines after it"
                raise OutputError(what, where=str(target), do=RESTART)
            output.append(outcome.line)
            reviewed += 1
            words += words_in([outcome.task.answer.text])
            verdicts[outcome.verdict or "unscored"] += 1
            on_progress(Progress(done := done + 1, plan.total, held := held + 1))
    finally:
        output.close()
    return Summary(plan.total + plan.bad, plan.resumed, reviewed, bad, words, time.monotonic() - began, verdicts)


def _check_paths(source: Path, target: Path) -> None:
    if not source.exists():
        raise InputError("no such file", where=str(source), do="check the path")
    if not source.is_file():
        raise InputError("is not a plain file", where=str(source), do="batch reads its input twice; save it to a file")
    if target.exists() and not target.is_file() and not target.is_dir():
        what, do = "is not a plain file", "batch reads its output to go on where it stopped; name a file"
        raise OutputError(what, where=str(target), do=do)
    if target.exists() and source.samefile(target):
        raise OutputError("is the input itself", where=str(target), do="name another output file")


def _plan(
    source: Path,
    output: Output,
    judge: Judge,
    level: TargetLevel | None,
    competency: str | None,
    on_bad: Callable[[BadLine], None],
) -> _Plan:
    """Match the input with what is done, line by line; both are in the same order."""
    finished = output.done(judge)
    following: Done | None = next(finished, None)
    pending: list[int] = []
    overtaken = bad = resumed = 0
    verdicts: Counter[str] = Counter()
    for number, answer in _read(source, level, competency):
        if isinstance(answer, BadLine):
            bad += 1
            on_bad(answer)
        elif following is not None and (answer.id, digest(answer)) == (following.id, following.input):
            verdicts[following.verdict or "unscored"] += 1
            resumed += 1
            overtaken = len(pending)
            following = next(finished, None)
        else:
            pending.append(number)
    if following is not None:
        what = f"holds '{following.id}', made from another input or with other options than these"
        raise OutputError(what, where=f"{output.path}:{following.line}", do=RESTART)
    total = resumed + len(pending)
    return _Plan(total, frozenset(pending), frozenset(pending[:overtaken]), bad, resumed, verdicts)


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines; none in place of one that is longer than any answer may be, and is never held whole."""
    while raw := file.readline(MOST_BYTES + 1):
        whole = len(raw) <= MOST_BYTES or raw.endswith(b"\n")
        yield raw if whole else None
        while raw and not whole:
            raw = file.readline(MOST_BYTES)
            whole = raw.endswith(b"\n")


def _read(source: Path, level: TargetLevel | None, competency: str | None) -> Iterator[tuple[int, Answer | BadLine]]:
    """Every line that is not blank, numbered from 1: its answer, or what is wrong with it."""
    first_at: dict[str, int] = {}
    try:
        with source.open("rb") as file:
            for number, raw in enumerate(_lines(file), 1):
                if raw is None:
                    yield number, BadLine(number, f"is longer than {MOST_BYTES // 2**20} MB")
                    continue
                if not raw.strip():
                    continue
                try:
                    answer = answer_from(raw, level=level, competency=competency)
                except GreenroomError as fault:
                    yield number, BadLine(number, str(fault))
                    continue
                name = answer.id or ""
                if name in first_at:
                    yield number, BadLine(number, f"id '{name}' was used in line {first_at[name]} already")
                    continue
                first_at[name] = number
                yield number, answer
    except OSError as fault:
        raise InputError(f"cannot be read ({fault.strerror})", where=str(source), do="check its permissions") from None
