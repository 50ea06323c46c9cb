"""The sound of the answer at hand: in the person's data folder until the answer itself is kept, then gone.

A crash, an empty battery or Ctrl-C between speaking and judging loses nothing so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from greenroom.errors import OutputError
from greenroom.settings import data_folder

NAME = "answer.wav"
PART = ".part"
"""What ``microphone.record`` adds to the name while it records."""


def sound_file(folder: Path | None = None) -> Path:
    """Where the sound of the answer at hand is written: in ``folder``, or in the person's data folder."""
    return (data_folder() if folder is None else folder) / NAME


def sounds(folder: Path | None = None) -> tuple[Path, ...]:
    """What is there of it: the recording, or one that was cut short."""
    file = sound_file(folder)
    return tuple(one for one in (file, file.with_name(file.name + PART)) if one.is_file())


def waiting(folder: Path | None = None) -> Path | None:
    """A recording that was never judged, one that was cut short included; ``None`` where there is none.

    Raises ``OutputError`` where the folder cannot be written.
    """
    found = sounds(folder)
    if not found:
        return None
    file = sound_file(folder)
    try:
        # The one that was cut short is the later of the two.
        os.replace(found[-1], file)  # noqa: PTH105
    except OSError as fault:
        told = f"cannot be renamed ({fault.strerror})"
        raise OutputError(told, where=str(found[-1]), do="change the permissions of its folder") from None
    return file


def put(sound: BinaryIO, folder: Path | None = None) -> Path:
    """Keep a recording that was made elsewhere as the sound of the answer at hand, in place of what was there.

    Raises ``OutputError`` where the folder cannot be written.
    """
    file = sound_file(folder)
    part = file.with_name(file.name + PART)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            shutil.copyfileobj(sound, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)  # noqa: PTH105
    except OSError as fault:
        told = f"cannot be kept ({fault.strerror})"
        raise OutputError(
            told, where="the recording", do="make room, or change the permissions of its folder"
        ) from None
    return file


def drop(folder: Path | None = None) -> None:
    """Delete it; what cannot be deleted stays."""
    for one in sounds(folder):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
