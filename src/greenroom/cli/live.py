"""A clock in the last line of the terminal while somebody types; the lines above scroll as ever."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

EVERY_S = 1.0
"""Seconds between two looks at the clock."""
FEWEST_LINES = 8
"""Lines that a terminal needs, so that one of them can be spared."""

# DEC private sequences that every terminal of the last forty years has: keep and restore the place, the region that
# scrolls, a line to go to and to clear.
_KEEP, _BACK, _CLEAR = "\x1b7", "\x1b8", "\x1b[2K"


class LiveClock:
    """Writes a line of text into the last line of a terminal, which it takes out of what scrolls."""

    def __init__(self, stream: TextIO, words: Callable[[float], str]) -> None:
        """``words``: what the line says after so many seconds."""
        self._stream, self._words = stream, words
        self._lines = 0

    def begin(self) -> None:
        """Take the last line: what stands there moves up by one."""
        self._write(f"\n\x1b[A{self._region(_size()[1])}")

    def draw(self, seconds: float) -> None:
        """Say the time; a terminal that has changed its size is taken anew."""
        columns, lines = _size()
        region = self._region(lines) if lines != self._lines else ""
        said = self._words(seconds)[: columns - 1]
        self._write(f"{region}{_KEEP}\x1b[{lines};1H{_CLEAR}\x1b[2m{said}\x1b[0m{_BACK}")

    def end(self) -> None:
        """Give the line back."""
        self._write(f"{_KEEP}\x1b[r\x1b[{_size()[1]};1H{_CLEAR}{_BACK}")

    def _region(self, lines: int) -> str:
        self._lines = lines
        return f"{_KEEP}\x1b[1;{lines - 1}r{_BACK}"

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal is gone: whoever reads from it will say so
            self._stream.write(text)
            self._stream.flush()


@contextlib.contextmanager
def live_clock(words: Callable[[float], str], *, wanted: bool) -> Iterator[None]:
    """While the block runs, the last line of the terminal says ``words`` of the seconds that it took so far.

    Nothing is drawn where it is not ``wanted``, or the terminal cannot: no terminal, a dumb or a very low one.
    """
    if not wanted or not _can_draw():
        yield
        return
    clock, over = LiveClock(sys.stdout, words), threading.Event()
    began = time.monotonic()

    def run() -> None:
        clock.draw(0.0)
        while not over.wait(EVERY_S):
            clock.draw(time.monotonic() - began)

    drawing = threading.Thread(target=run, name="clock", daemon=True)
    clock.begin()
    drawing.start()
    try:
        yield
    finally:
        over.set()
        drawing.join()
        clock.end()


def _can_draw() -> bool:
    known = os.environ.get("TERM", "dumb") != "dumb"
    return known and sys.stdin.isatty() and sys.stdout.isatty() and _size()[1] >= FEWEST_LINES


def _size() -> tuple[int, int]:
    """Columns and lines."""
    size = shutil.get_terminal_size((80, 24))
    return size.columns, size.lines
