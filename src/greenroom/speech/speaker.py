"""Text read aloud, where the person wants it: by espeak-ng or piper, programs that are called and never linked.

Off by default. The text goes to the program's standard input, never through a shell nor as an argument.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from greenroom.errors import InputError, VoiceError
from greenroom.speech.extra import sounddevice_library

SPEED = 120
"""What espeak-ng is asked for. It speaks quicker than it counts: over twelve probes of the guides 120 gave 151 words
a minute, as people speak, and 150 gave 196."""
MOST_CHARACTERS = 5_000
"""Characters above which nothing is read aloud; a question has two hundred."""
MOST_SECONDS = 300
"""Seconds after which a program that does not end is stopped."""

_UNSPOKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|\[\[|\]\]")
"""Control characters, and the marks between which espeak-ng takes text for its codes of sounds."""


class Speaker(Protocol):
    """Reads aloud; returns when it has been said."""

    def say(self, text: str) -> None:
        """Say ``text``; an empty one is no sound. Raises ``VoiceError`` where it cannot be said."""
        ...


class _Program(NamedTuple):
    install: str
    voice: str


PROGRAMS: dict[str, _Program] = {
    "espeak-ng": _Program("install espeak-ng (Debian and Ubuntu: apt install espeak-ng)", "en-us"),
    "piper": _Program("install piper-tts (GPL-3.0) in an environment of its own, and set speaker_voice", ""),
}
"""Program -> how to get it, its voice where none is set (piper has none of its own)."""


class EspeakSpeaker:
    """espeak-ng; it plays by itself."""

    def __init__(self, voice: str = "") -> None:
        """``voice``: a name of ``espeak-ng --voices=en``. Raises ``VoiceError`` where the program is missing."""
        self._command = [_found("espeak-ng"), "-v", voice or PROGRAMS["espeak-ng"].voice, "-s", str(SPEED)]

    def say(self, text: str) -> None:
        """See ``Speaker``."""
        if spoken := speakable(text):
            _run([*self._command, "--stdin"], spoken)

    def write(self, text: str, out: Path, *, speed: int = SPEED) -> None:
        """Write the sound of ``text`` as a .wav file instead; ``speed`` in words a minute as espeak-ng counts them."""
        # The last of two options of one name counts.
        _run([*self._command, "-s", str(speed), "--stdin", "-w", str(out)], speakable(text))


class PiperSpeaker:
    """Piper; it writes a file, which the extra's sound library plays."""

    def __init__(self, voice: str = "") -> None:
        """``voice``: path of an .onnx voice. Raises ``VoiceError`` where it or the program is missing."""
        if not voice or not Path(voice).is_file():
            told = f"is no file: {voice}" if voice else "is not set, and piper has no voice of its own"
            raise VoiceError(told, where="speaker_voice", allowed="path of an .onnx voice", do="set it")
        self._command = [_found("piper"), "--model", voice, "--output_file"]

    def say(self, text: str) -> None:
        """See ``Speaker``."""
        spoken = speakable(text)
        if not spoken:
            return
        with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            out = Path(folder) / "said.wav"
            self.write(spoken, out)
            _play(out)

    def write(self, text: str, out: Path) -> None:
        """Write the sound of ``text`` as a .wav file instead."""
        _run([*self._command, str(out)], speakable(text))


def speaker_for(name: str, voice: str = "") -> Speaker | None:
    """The speaker of this name of the settings, ``None`` for ``off``; raises ``VoiceError`` where it is missing."""
    if name == "off":
        return None
    return EspeakSpeaker(voice) if name == "espeak-ng" else PiperSpeaker(voice)


def speaker_here(name: str) -> str:
    """The speaker to offer: the one that the settings name, espeak-ng where that is off; empty where it is missing."""
    chosen = "espeak-ng" if name == "off" else name
    return chosen if shutil.which(chosen) else ""


def sound_of(text: str, name: str, voice: str = "") -> bytes:
    """``text`` read aloud by the speaker ``name``, as a .wav file. Raises ``VoiceError`` where it cannot be said."""
    speaker = EspeakSpeaker(voice) if name == "espeak-ng" else PiperSpeaker(voice)
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        out = Path(folder) / "said.wav"
        speaker.write(text, out)
        return out.read_bytes()


def speakable(text: str) -> str:
    """``text`` without what no voice can say; raises ``InputError`` where it is too long to listen to."""
    clean = " ".join(_UNSPOKEN.sub(" ", text).split())
    if len(clean) > MOST_CHARACTERS:
        allowed = f"at most {MOST_CHARACTERS:,} characters"
        raise InputError(f"has {len(clean):,} characters", where="text to read aloud", allowed=allowed, do="read it")
    return clean if any(c.isalnum() for c in clean) else ""


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        do = f"{PROGRAMS[program].install}, or set speaker to off"
        raise VoiceError(f"the program {program} is not on this machine", where="speaker", do=do)
    return path


def _run(command: Sequence[str], text: str) -> None:
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - a list, found by its full path; the text is standard input
            command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise VoiceError(f"{name} did not end in {MOST_SECONDS} s", do="set speaker to off") from None
    except OSError as fault:
        raise VoiceError(f"{name} cannot be started ({fault.strerror})", do="install it again") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:200]
        raise VoiceError(f"{name} failed ({said or done.returncode})", do="check speaker_voice, or set speaker to off")


def _play(path: Path) -> None:
    library = sounddevice_library()
    with wave.open(str(path), "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        data = file.readframes(file.getnframes())
    try:
        with library.RawOutputStream(samplerate=rate, channels=channels, dtype="int16") as stream:
            stream.write(data)
    except (library.PortAudioError, ValueError) as fault:
        raise VoiceError(f"no loudspeaker can be opened ({fault})", do="plug one in, or set speaker to off") from None
