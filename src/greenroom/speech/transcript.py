"""A timed answer as a transcript: plain text, JSON with word times, or SRT; ``greenroom review`` reads each of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args

import msgspec

from greenroom.model import Answer, TimedWord
from greenroom.speech.editing import sheet

Form = Literal["text", "json", "srt"]
FORMS: tuple[Form, ...] = get_args(Form)
ENDINGS: dict[str, Form] = {"": "text", ".txt": "text", ".text": "text", ".json": "json", ".srt": "srt"}
"""The form that a file's ending asks for."""
MOST_CUE_S = 6.0
"""Seconds that one caption lasts at most, where a word ends by then."""
MOST_CUE_WORDS = 14
_CUE_GAP_S = 1.0
_ENDS = re.compile(r"[.!?…][\"'”’)]*$")


def as_text(answer: Answer) -> str:
    """One sentence a line; the times are lost."""
    return sheet(answer)


def as_json(answer: Answer) -> str:
    """``{"text", "words": [{"word", "start", "end"}], "notes"}``, times in seconds; read back it is the same answer."""
    words = [{"word": answer.text[w.span.start : w.span.end], "start": w.start_s, "end": w.end_s} for w in answer.words]
    made = {"text": answer.text, "words": words, "notes": list(answer.notes)}
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def as_srt(answer: Answer) -> str:
    """Captions of a few seconds; the times of single words are lost, those of the captions kept to a millisecond."""
    blocks = []
    for number, cue in enumerate(_cues(answer), 1):
        text = " ".join(answer.text[cue[0].span.start : cue[-1].span.end].split()).replace("-->", "->")
        blocks.append(f"{number}\n{_stamp(cue[0].start_s)} --> {_stamp(cue[-1].end_s)}\n{text}\n")
    return "\n".join(blocks)


WRITERS: dict[Form, Callable[[Answer], str]] = {"text": as_text, "json": as_json, "srt": as_srt}
"""Every form and what writes it."""


def _cues(answer: Answer) -> Iterator[Sequence[TimedWord]]:
    cue: list[TimedWord] = []
    for before, word in itertools.pairwise((None, *answer.words)):
        assert word is not None  # noqa: S101 - only the first of the pairs begins with nothing
        if before is not None and cue:
            ends = bool(_ENDS.search(answer.text[before.span.start : before.span.end]))
            late = word.end_s - cue[0].start_s > MOST_CUE_S or word.start_s - before.end_s >= _CUE_GAP_S
            if ends or late or len(cue) >= MOST_CUE_WORDS:
                yield cue
                cue = []
        cue.append(word)
    if cue:
        yield cue


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"
