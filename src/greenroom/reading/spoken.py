"""Timed words of one or more speakers, joined to the candidate's answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from greenroom.errors import InputError
from greenroom.language.headings import headings_of
from greenroom.model import Answer, Span, TimedWord
from greenroom.reading.speakers import choose


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A word as it was said: by whom (``""`` if nobody is named), from when to when, in seconds."""

    word: str
    speaker: str
    start_s: float
    end_s: float


def spread(words: Sequence[str], start: float, end: float) -> Iterator[tuple[str, float, float]]:
    """The words with times that share ``start..end`` out by their lengths."""
    total = sum(len(w) for w in words)
    at = start
    for word in words:
        until = at + (end - start) * len(word) / total
        yield word, round(at, 3), round(until, 3)
        at = until


def answer_said(said: Sequence[Said], source: str, where: str) -> Answer:
    """The answer of the candidate among those who speak; a turn of somebody else becomes a blank line."""
    counts: dict[str, int] = {}
    for word in said:
        counts[word.speaker] = counts.get(word.speaker, 0) + 1
    kept, notes = choose(counts)
    if said and not kept:
        names = ", ".join(counts)
        raise InputError(
            f"holds only an interviewer's words ({names})", where=where, do="give the candidate's own words"
        )
    text = ""
    words: list[TimedWord] = []
    broken_off = False
    for word in said:
        if word.speaker not in kept:
            broken_off = bool(text)
            continue
        if text and not (_is_mark(word.word) and not broken_off):
            text += "\n\n" if broken_off else " "
        broken_off = False
        span = Span(len(text), len(text) + len(word.word))
        text += word.word
        words.append(TimedWord(span=span, start_s=word.start_s, end_s=word.end_s))
    return Answer(text=text, words=tuple(words), headings=headings_of(text), notes=notes, source=source)


def _is_mark(word: str) -> bool:
    """A mark of punctuation that some recognisers give as a word of its own."""
    return word[0] in ".,!?;:…%" and not any(c.isalnum() for c in word)
