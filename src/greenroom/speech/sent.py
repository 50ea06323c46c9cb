"""A transcript on its way through a page: it goes out with its times, and comes back with the edited text."""

from __future__ import annotations

import msgspec

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.reading import MOST_WORDS
from greenroom.speech.editing import retimed

WHERE = "heard"


def sent(answer: Answer) -> str:
    """What ``received`` needs to time the words again; opaque to the page."""
    kept = Answer(text=answer.text, words=answer.words, notes=answer.notes, source=answer.source)
    return msgspec.json.encode(kept).decode()


def received(heard: str, text: str) -> Answer:
    """The answer ``text`` with the times of the words that stayed as they were heard.

    ``heard`` is from ``sent``. Raises ``InputError`` where it is not, and where the text holds no words.
    """
    try:
        answer = msgspec.json.decode(heard, type=Answer)
    except msgspec.DecodeError:
        raise InputError("is not what was heard", where=WHERE, do="record again, or type") from None
    length = len(answer.text)
    if any(not 0 <= w.span.start < w.span.end <= length for w in answer.words) or len(text.split()) > MOST_WORDS:
        raise InputError(
            "is not what was heard", where=WHERE, allowed=f"at most {MOST_WORDS:,} words", do="record again"
        )
    return retimed(answer, text)
