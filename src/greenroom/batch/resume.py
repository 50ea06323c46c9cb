"""The output of a batch as a file that survives any interruption.

Whole lines are appended in the order of the input. What a killed run left is trusted only
as far as it is proven: every line must be a prediction that this version would make again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from greenroom import __version__
from greenroom.batch.lines import decode_prediction
from greenroom.errors import OutputError, UsageError
from greenroom.guides.loader import fingerprint, load_guide
from greenroom.judges import Judge

RESTART = "give --restart to begin anew, or another output file"
_BEGINS = b'{"id":"'


class Done(NamedTuple):
    """A prediction that stands in the output already."""

    line: int
    id: str
    input: str
    verdict: str | None


class Output:
    """The output file, held exclusively; ``append`` writes whole lines only."""

    def __init__(self, path: Path, *, restart: bool) -> None:
        """Open or create ``path``; raises ``OutputError`` where that cannot be."""
        self.path = path
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        except OSError as fault:
            what = "is a folder" if path.is_dir() else f"cannot be written ({fault.strerror})"
            raise OutputError(what, where=str(path), do="name a file in a folder that you may write to") from None
        try:
            _lock(self._handle, path)
            if restart:
                os.ftruncate(self._handle, 0)
        except BaseException:
            self.close()
            raise

    def append(self, line: bytes) -> None:
        """Write ``line`` and a line end; raises ``OutputError`` (disk full)."""
        data = memoryview(line + b"\n")
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as fault:
            raise OutputError(
                f"cannot be written ({fault.strerror})", where=str(self.path), do="make room, then run the same again"
            ) from None

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def done(self, judge: Judge) -> Iterator[Done]:
        """What is done already, in order; an unfinished last line is cut off.

        Raises ``OutputError`` for a line that is no prediction, or one that another version
        of program, judge or guide made.
        """
        made_by = (__version__, judge.name, judge.version)
        guides: dict[str, str] = {}
        start = 0
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.endswith(b"\n"):
                    self._cut(raw, start, number)
                    return
                prediction = decode_prediction(raw)
                where = f"{self.path}:{number}"
                if prediction is None:
                    raise OutputError("is no line of greenroom batch", where=where, do=RESTART)
                made = prediction.provenance
                if prediction.competency not in guides:
                    guides[prediction.competency] = _guide_version(prediction.competency)
                now = (*made_by, guides[prediction.competency])
                then = (made.program_version, made.judge, made.judge_version, made.guide_version)
                if then != now:
                    names = ("program", "judge", "judge version", "guide")
                    changed = next((n, a, b) for n, a, b in zip(names, then, now, strict=True) if a != b)
                    what = f"was made with another {changed[0]} ({changed[1]}, now {changed[2]})"
                    raise OutputError(what, where=where, do=RESTART)
                yield Done(number, prediction.id, prediction.input, prediction.verdict)
                start += len(raw)

    def _cut(self, raw: bytes, start: int, number: int) -> None:
        if raw[: len(_BEGINS)] != _BEGINS[: len(raw)]:
            raise OutputError("is no line of greenroom batch", where=f"{self.path}:{number}", do=RESTART)
        os.ftruncate(self._handle, start)


def _guide_version(competency: str) -> str:
    try:
        return fingerprint(load_guide(competency))
    except UsageError:
        return "gone"


def _lock(handle: int, path: Path) -> None:
    """Keep a second batch off the same output, where the platform can."""
    try:
        import fcntl  # not on Windows
    except ImportError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError("another batch is writing it", where=str(path), do="wait for it, or name another") from None
