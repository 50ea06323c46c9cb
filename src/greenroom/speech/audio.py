"""From a recording to samples: mono, 16 kHz, 32-bit floats in -1..1; one ``InputError`` for what is no recording.

What a file holds decides, not its name. Only containers of recordings are opened (no playlist, which could name
other files or a server), and decoding stops where a limit is passed.
"""

from __future__ import annotations

import dataclasses
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from greenroom.errors import InputError
from greenroom.speech.extra import av_library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000
"""Samples a second; what the recogniser and the voice activity model were trained on."""
LONGEST_S = 30 * 60.0
"""Seconds above which a recording is refused; an answer takes two to five minutes."""
SHORTEST_S = 0.3
"""Seconds below which there is no room for two words."""
MOST_BYTES = 512 * 1024 * 1024
"""Bytes above which a file is refused unread; half an hour of stereo at 48 kHz and 16 bits takes 330 MiB."""

SUFFIXES = (".wav", ".mp3", ".m4a", ".mp4", ".webm", ".ogg", ".oga", ".opus", ".flac", ".aac")
"""Endings by which a recording is known even if its content is broken."""
_KINDS = "wav, mp3, m4a, webm, ogg, flac"
_CONTAINERS = "wav,w64,mp3,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,flac,aac,aiff,caf"
_EXPORT = "export it again as .wav or .mp3"
_MP3 = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
_HEAD = 16
_MISSING_S = 1.0
"""Seconds less than promised from which a recording is told to be cut off."""
_UNKNOWN_S = 6 * 3600.0


@dataclasses.dataclass(frozen=True, slots=True)
class Sound:
    """A decoded recording; ``notes`` say what of it could not be decoded."""

    samples: Samples
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE


def is_recording(path: Path) -> bool:
    """Whether the file is to be read as a recording: by its first bytes, else by its ending."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    return looks_recorded(head) or path.suffix.lower() in SUFFIXES


def looks_recorded(head: bytes) -> bool:
    """Whether a file that begins with these 16 bytes is a recording."""
    riff = head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE"
    known = head.startswith((b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", *_MP3))
    return riff or known or head[4:8] == b"ftyp"


def read_sound(path: Path) -> Sound:
    """The recording in the file, all its channels mixed to one.

    Raises:
        InputError: the file is missing, too large, empty, no recording, without sound, shorter than ``SHORTEST_S``,
            longer than ``LONGEST_S``, or so damaged that nothing of it can be decoded.
        VoiceError: the extra ``voice`` is not installed.
    """
    where = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError("is a directory", where=where, do="name one recording")
        if size > MOST_BYTES:
            allowed = f"at most {MOST_BYTES // (1024 * 1024)} MB"
            raise InputError("is too large", where=where, allowed=allowed, do="save it as .mp3, or cut it")
        if not size:
            raise InputError("is empty", where=where, do="give a recording with an answer in it")
        with path.open("rb") as file:
            return sound_in(file, where)
    except FileNotFoundError:
        raise InputError("no such file", where=where, do="check the name and the folder") from None
    except PermissionError:
        raise InputError("may not be read", where=where, do="check the file's permissions") from None
    except (OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise InputError(f"cannot be read ({said})", where=where, do="check the path") from None


def sound_in(file: BinaryIO, where: str) -> Sound:
    """The recording in an open file, read from its beginning; ``where`` names it in messages.

    Raises as ``read_sound``, which also limits the bytes.
    """
    import numpy as np

    av = av_library()
    promised = _promised(file)
    try:
        container = av.open(file, mode="r", metadata_errors="ignore", options={"format_whitelist": _CONTAINERS})
    except (av.error.FFmpegError, ValueError):
        file.seek(0)
        known = looks_recorded(file.read(_HEAD))
        what = "is cut off or damaged, and cannot be read" if known else "is no recording that can be read"
        do = _EXPORT if known else f"{_EXPORT}; a file of text must not end in {Path(where).suffix or '.wav'}"
        raise InputError(what, where=where, allowed=_KINDS, do=do) from None
    with container:
        if not container.streams.audio:
            raise InputError("holds no sound", where=where, allowed=_KINDS, do="give a recording of your voice")
        if container.streams.audio[0].codec_context is None:
            raise InputError("holds sound of a codec that is not known", where=where, allowed=_KINDS, do=_EXPORT)
        told: list[str] = []
        blocks: list[Samples] = []
        taken = 0
        for block in _blocks(av, container, told):
            blocks.append(block)
            taken += len(block)
            if taken > LONGEST_S * RATE:
                allowed = f"at most {LONGEST_S / 60:.0f} minutes"
                raise InputError("is too long", where=where, allowed=allowed, do="cut it to one answer")
    if not taken and told:
        raise InputError("is damaged: nothing of it can be decoded", where=where, do=_EXPORT)
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    if taken < SHORTEST_S * RATE:
        found = f"lasts {taken / RATE:.1f} s" if taken else "holds no sound"
        raise InputError(found, where=where, allowed=f"at least {SHORTEST_S} s", do="record the whole answer")
    if not told and promised - taken / RATE > _MISSING_S:
        told.append(f"The recording breaks off at {taken / RATE:.0f} s; its head promises {promised:.0f} s.")
    return Sound(samples, tuple(told[:1]))


def _promised(file: BinaryIO) -> float:
    """Seconds that the head of a .wav says it holds; 0 for other files, and where it does not know."""
    try:
        with wave.open(file) as opened:
            seconds = opened.getnframes() / opened.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError):
        seconds = 0.0
    finally:
        file.seek(0)
    # Programs that cannot know the length when they begin write the largest number.
    return seconds if seconds < _UNKNOWN_S else 0.0


def _blocks(av: Any, container: Any, told: list[str]) -> Iterator[Samples]:
    """The sound in pieces; the first fault goes to ``told``, and what can still be decoded behind it follows."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    done = 0
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            frames = next(packets).decode()
            made = [out for frame in frames for out in resampler.resample(_fresh(frame))]
        except (StopIteration, EOFError):
            break
        except (av.error.FFmpegError, ValueError) as fault:
            told.append(
                f"The recording is damaged at about {done / RATE:.0f} s; what could not be decoded is left out."
            )
            if not isinstance(fault, av.error.InvalidDataError):
                break
            continue
        for frame in made:
            block = frame.to_ndarray().reshape(-1)
            done += len(block)
            yield block
    for frame in resampler.resample(None) if done else ():
        yield frame.to_ndarray().reshape(-1)


def _fresh(frame: Any) -> Any:
    """The frame without its time stamp: gaps and jumps in the stamps of broken files would stop the resampler."""
    frame.pts = None
    return frame
