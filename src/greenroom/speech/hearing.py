"""The use case: a recording, or samples from a microphone, to an ``Answer`` whose words carry their times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.reading import FEWEST_WORDS, MOST_WORDS
from greenroom.reading.spoken import answer_said
from greenroom.speech.audio import RATE, Sound, read_sound
from greenroom.speech.recogniser import AUTO, Heard, Recogniser, recogniser_for

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "audio"
"""``Answer.source`` of what was recognised."""


def hear(
    path: Path,
    *,
    recogniser: Recogniser | str = AUTO,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """The answer that is spoken in the recording, in the form that a timed transcript has.

    ``recogniser`` is one, or the name of one; ``progress`` is told the share (0..1) that has been recognised.

    Raises:
        InputError: it is no recording, or no words are heard in it (see ``audio.read_sound``).
        UsageError: there is no recogniser of this name.
        VoiceError: what it needs is not installed.
    """
    return answer_in(read_sound(path), str(path), recogniser=recogniser, progress=progress)


def answer_in(
    sound: Sound,
    where: str,
    *,
    recogniser: Recogniser | str = AUTO,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """The same for a sound that was decoded or recorded already; ``where`` names it in messages."""
    engine = recogniser_for(recogniser) if isinstance(recogniser, str) else recogniser
    length = max(len(sound.samples) / RATE, 1 / RATE)

    def heard(seconds: float) -> None:
        if progress:
            progress(min(1.0, seconds / length))

    listener: Heard | None = heard if progress else None
    said = engine.words(sound.samples, listener)
    spoken = sum(any(c.isalnum() for c in word.word) for word in said)
    if spoken < FEWEST_WORDS:
        found = "no words are heard in it" if not spoken else "only one word is heard in it"
        do = "check that the microphone was on and near, and record again"
        raise InputError(found, where=where, allowed="speech in English", do=do)
    if spoken > MOST_WORDS:
        raise InputError(f"holds {spoken:,} words", where=where, allowed=f"at most {MOST_WORDS:,}", do="cut it")
    made = answer_said(said, SOURCE, where)
    note = f"{engine.name} recognised the words; it errs, so read them before you trust a finding"
    return Answer(
        text=made.text,
        words=made.words,
        headings=made.headings,
        notes=(*sound.notes, note, *made.notes),
        source=made.source,
    )
