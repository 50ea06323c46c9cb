"""Speech: recordings and the microphone become timed words; turns, delivery, editing; text read aloud where wished."""

from greenroom.speech.audio import is_recording
from greenroom.speech.hearing import hear

__all__ = ["hear", "is_recording"]
