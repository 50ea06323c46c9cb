"""One exception tree. Every message says where, what is wrong, what is allowed, what to do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class GreenroomError(Exception):
    """Base of all expected faults; interfaces print it and exit with ``exit_code``."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", allowed: str = "", do: str = "") -> None:
        """``where`` is a file or field, ``what`` the fault, ``allowed`` legal values, ``do`` the remedy."""
        self.where, self.what, self.allowed, self.do = where, what, allowed, do
        head = f"{where}: {what}" if where else what
        super().__init__("\n".join(x for x in (head, allowed and f"allowed: {allowed}", do and f"try: {do}") if x))


class InputError(GreenroomError):
    """The answer could not be read: missing, binary, empty, too long, broken transcript."""

    exit_code = 2


class UsageError(GreenroomError):
    """An unknown competency, level, company or setting."""

    exit_code = 2


class GuideError(GreenroomError):
    """A pack of guides is faulty; the message holds every fault, one a line."""

    exit_code = 3


class ModelError(GreenroomError):
    """The shipped weights are missing or damaged."""

    exit_code = 4


class OutputError(GreenroomError):
    """A result could not be written."""

    exit_code = 5


class DataError(GreenroomError):
    """The local database is damaged, of a newer version, held by another program, or cannot be read or written."""

    exit_code = 7


class ChangedError(DataError):
    """Something was changed by another session since it was read; nothing was written."""


class VoiceError(GreenroomError):
    """What hearing or speaking needs is missing: a library, a model, a program or a device."""

    exit_code = 8


def unknown(kind: str, given: str, known: Iterable[str], *, do: str = "") -> UsageError:
    """A ``UsageError`` for a name that is not known, with the nearest ones first."""
    names = sorted(known)
    near = get_close_matches(given, names, n=3, cutoff=0.45)
    hint = f"did you mean {' or '.join(near)}?" if near else do
    return UsageError(f"unknown {kind} '{given}'", allowed=", ".join(names), do=hint)
