"""From the microphone to a file: what is heard is on disk at once, and a turn that ends ends the recording."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import wave
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from greenroom.errors import InputError, OutputError, VoiceError
from greenroom.speech.activity import FRAME, FRAME_BYTES, Activity
from greenroom.speech.audio import LONGEST_S, RATE
from greenroom.speech.extra import sounddevice_library
from greenroom.speech.turns import Listening, Turn, TurnRule, finish, step

if TYPE_CHECKING:
    from types import TracebackType

End = Literal["turn", "limit", "stopped", "source"]
"""Why a recording ended: the turn did, the time was up, the person stopped it (Ctrl-C), the source had no more."""
QUIETEST_DB = -60.0
"""Decibels of full scale that the level meter shows as nothing."""
MOST_FULL = 3
"""Samples of one frame at full scale from which the sound was likely cut off."""
_FULL = 32768.0


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """One frame: seconds so far, its level in decibels of full scale, whether somebody speaks."""

    seconds: float
    level_db: float
    speaking: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Recording:
    """A file that was recorded: its length, why it ended, the turns in it, whether it was too loud somewhere."""

    path: Path
    seconds: float
    ended: End
    turns: tuple[Turn, ...]
    too_loud: bool


class Microphone:
    """The default microphone, as frames of 16-bit samples at 16 kHz; a context manager."""

    def __init__(self) -> None:
        """Raises ``VoiceError`` where the extra, the library below it or a microphone is missing."""
        self._library = sounddevice_library()
        try:
            self._library.query_devices(kind="input")
            self._stream = self._library.RawInputStream(samplerate=RATE, channels=1, dtype="int16", blocksize=FRAME)
        except (self._library.PortAudioError, ValueError) as fault:
            raise _no_microphone(fault) from None

    def __enter__(self) -> Iterator[bytes]:
        """Start; gives the frames, without end."""
        try:
            self._stream.start()
        except self._library.PortAudioError as fault:
            raise _no_microphone(fault) from None
        return self._frames()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and let the device go."""
        with contextlib.suppress(self._library.PortAudioError):
            self._stream.close()

    def _frames(self) -> Iterator[bytes]:
        while True:
            try:
                data, _ = self._stream.read(FRAME)
            except self._library.PortAudioError as fault:
                raise VoiceError(f"the microphone stopped ({fault})", do="plug it in, and record again") from None
            yield bytes(data)


def record(
    frames: Iterable[bytes],
    out: Path,
    *,
    activity: Activity,
    rule: TurnRule | None = None,
    by_turn: bool = True,
    longest_s: float = LONGEST_S,
    tell: Callable[[Heard], None] | None = None,
) -> Recording:
    """Write ``frames`` to ``out`` until the turn ends, ``longest_s`` seconds have passed, or Ctrl-C is pressed.

    ``by_turn=False``: the end of a turn does not end it. While it lasts the sound is in ``OUT.part``, complete up to
    the last frame, so that nothing is lost whatever happens; where the source fails that file stays and the fault
    says so.

    Raises:
        InputError: nothing was recorded; no file is left then.
        OutputError: the file cannot be written, or ``OUT.part`` holds an earlier recording that was cut short.
        VoiceError: the source failed.
    """
    part = out.with_name(out.name + ".part")
    listening, seconds, too_loud = Listening(), 0.0, False
    ended: End = "source"
    rule = rule or TurnRule()
    found: list[Turn] = []
    if part.exists():
        do = "keep it under another name, such as earlier.wav, or delete it"
        raise OutputError("holds an earlier recording that was cut short", where=str(part), do=do)
    try:
        with _opened(part) as file:
            try:
                for frame in frames:
                    file.writeframes(frame)  # brings the length in the file's head up to date each time
                    seconds = file.getnframes() / RATE
                    listening, turn = step(listening, activity(frame), rule)
                    too_loud = too_loud or cut_off(frame)
                    if tell:
                        tell(Heard(seconds, level_db(frame), listening.speaking))
                    if turn:
                        found.append(turn)
                        if by_turn:
                            ended = "turn"
                            break
                    if seconds >= longest_s:
                        ended = "limit"
                        break
            except KeyboardInterrupt:
                ended = "stopped"
        if not seconds:
            part.unlink(missing_ok=True)
            raise InputError("nothing was recorded", where=str(out), do="check the microphone, and record again")
        os.replace(part, out)  # noqa: PTH105
    except VoiceError as fault:
        kept = f" What was recorded is in {part}." if seconds else ""
        if not seconds:
            part.unlink(missing_ok=True)
        raise VoiceError(f"{fault.what}.{kept}", do=fault.do) from None
    except OSError as fault:
        told = f"cannot be written ({fault.strerror or fault})"
        raise OutputError(told, where=str(out), do="make room, or choose another place") from None
    last = finish(listening, rule)
    return Recording(out, round(seconds, 2), ended, (*found, *([last] if last else [])), too_loud)


def level_db(frame: bytes) -> float:
    """Loudness of a frame in decibels of full scale (0 the loudest); ``QUIETEST_DB`` or below is silence."""
    samples = array("h", frame[: len(frame) // 2 * 2])
    if not samples:
        return -math.inf
    mean = sum(s * s for s in samples) / len(samples)
    return 10 * math.log10(mean / _FULL**2) if mean else -math.inf


def cut_off(frame: bytes) -> bool:
    """Whether the frame holds samples at full scale: what was louder is lost."""
    samples = array("h", frame[: len(frame) // 2 * 2])
    return sum(abs(s) >= _FULL - 1 for s in samples) >= MOST_FULL


def share_of_scale(level: float) -> float:
    """A level as a share (0..1) of what a meter shows."""
    return min(1.0, max(0.0, 1 - level / QUIETEST_DB))


def _opened(path: Path) -> wave.Wave_write:
    file = wave.open(str(path), "wb")  # noqa: SIM115 - the caller closes it
    file.setnchannels(1)
    file.setsampwidth(FRAME_BYTES // FRAME)
    file.setframerate(RATE)
    return file


def _no_microphone(fault: Exception) -> VoiceError:
    said = str(fault).split("\n", maxsplit=1)[0]
    do = "plug one in and allow its use, or record with another program and name that file"
    return VoiceError(f"no microphone can be opened ({said})", do=do)
