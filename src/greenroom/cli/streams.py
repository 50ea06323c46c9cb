"""Standard streams: UTF-8 whatever the locale, plain characters where a terminal cannot show more."""

from __future__ import annotations

import codecs
import io
import os
import shutil
import sys
from typing import TextIO, cast

NARROWEST, WIDEST, DEFAULT_WIDTH = 40, 100, 80

_PLAIN = str.maketrans(
    dict(zip("–—‑‐−·•‣›‹‘’“”«»×✓✔✗✘●○◐■□▪", '-----.*>><\'\'""""x++xx*oo#.#', strict=True))
    | dict(zip("█▉▊▋▌▍▎▏░▒▓─━│┃╶╴╌╍▲▼▶◀⚑⚠\u00a0\u202f", "#####|||.:#-=||---=^v><!!  ", strict=True))
    | dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯", "+")
    | {"…": "...", "→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<="}
)


def _plainly(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    text = fault.object[fault.start : fault.end].translate(_PLAIN)
    return text.encode("ascii", "replace").decode("ascii"), fault.end


def prepare() -> None:
    """Make standard output and error write UTF-8; a terminal of another encoding gets plain characters.

    A stream that is closed becomes one that fails when used, as any other broken one does
    (and nothing opened later takes its place); standard error becomes one that says nothing.
    """
    # Opened the wrong way round, so that a read or a write fails with EBADF.
    sys.stdin = sys.stdin or _nothing(os.O_WRONLY, "r")
    sys.stdout = sys.stdout or _nothing(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _nothing(os.O_WRONLY, "w")
    codecs.register_error("greenroom-plain", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if plain_only(stream):
            stream.reconfigure(errors="greenroom-plain")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _nothing(flags: int, mode: str) -> TextIO:
    return cast("TextIO", open(os.open(os.devnull, flags), mode, encoding="utf-8"))  # noqa: PTH123


def abandon_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush does not complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, io.UnsupportedOperation):
        return


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads this stream directly."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def plain_only(stream: TextIO) -> bool:
    """Whether this is a terminal that cannot show Unicode."""
    return is_terminal(stream) and codecs.lookup(stream.encoding or "ascii").name != "utf-8"


def colour(stream: TextIO) -> bool:
    """Whether to colour: a terminal, unless ``NO_COLOR`` is set or the terminal is dumb."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int:
    """Columns to write in: the terminal's within readable limits, else 80."""
    if not is_terminal(stream):
        return DEFAULT_WIDTH
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns))
