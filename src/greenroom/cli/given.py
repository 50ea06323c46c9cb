"""What a person gives as FILE or "-", of which no more is read than may be."""

from __future__ import annotations

import sys
from pathlib import Path

from greenroom.errors import InputError


def named(file: str) -> str:
    """What people call it."""
    return "standard input" if file == "-" else file


def bounded(file: str, most: int) -> bytes:
    """The first ``most`` bytes and one, by which the reader knows that there are more; raises ``InputError``."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except (OSError, ValueError) as fault:
        what = f"cannot be read ({getattr(fault, 'strerror', None) or fault})"
        raise InputError(what, where=named(file), do="check the path and its permissions") from None
