"""Builders for tests of speech: timed answers, sounds, a recogniser without a model."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Iterable
from pathlib import Path

from greenroom.model import Answer, Span, TimedWord
from greenroom.reading.spoken import Said
from greenroom.speech.audio import Sound

RATE = 16_000


def timed(text: str, *, word_s: float = 0.3, gap_s: float = 0.1, gaps: dict[int, float] | None = None) -> Answer:
    """``text`` spoken evenly; ``gaps`` are seconds of silence before the words of these indices instead."""
    words, at, end = [], 0, 0.0
    for index, word in enumerate(text.split()):
        at = text.index(word, at)
        start = end + ((gaps or {}).get(index, gap_s) if index else 0.0)
        end = start + word_s
        words.append(TimedWord(span=Span(at, at + len(word)), start_s=round(start, 3), end_s=round(end, 3)))
        at += len(word)
    return Answer(text=text, words=tuple(words), source="audio")


def tone(seconds: float, level: float = 0.3) -> bytes:
    """A hum as 16-bit samples at 16 kHz."""
    count = round(seconds * RATE)
    return b"".join(struct.pack("<h", round(32767 * level * math.sin(n / 12))) for n in range(count))


def write_wav(path: Path, pcm: bytes, channels: int = 1, rate: int = RATE) -> Path:
    """A .wav file of these samples."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return path


def read_wav(path: Path) -> Sound:
    """What ``audio.read_sound`` gives for a .wav of one channel at 16 kHz, without the library that it needs."""
    import numpy as np

    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return Sound((pcm / 32768).astype(np.float32))


class FakeRecogniser:
    """Hears what the test gave it, whatever the sound."""

    name = "fake"

    def __init__(self, words: Iterable[str], word_s: float = 0.4) -> None:
        self.said = [Said(w, "", round(n * word_s, 2), round((n + 1) * word_s, 2)) for n, w in enumerate(words)]
        self.lengths: list[int] = []

    def words(self, samples, heard=None):
        self.lengths.append(len(samples))
        if heard:
            heard(len(samples) / RATE)
        return list(self.said)
