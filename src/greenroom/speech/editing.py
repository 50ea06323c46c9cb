"""A transcript that a person corrected: words that stayed keep their times, new ones take those between."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from greenroom.errors import InputError
from greenroom.language.headings import headings_of
from greenroom.model import Answer, Span, TimedWord
from greenroom.reading.spoken import spread

_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]* +")
EDITED = "the transcript was corrected by hand"
"""Note of an answer that differs from what was recognised."""


def sheet(answer: Answer) -> str:
    """The transcript as a person edits it: one sentence a line, a blank line where somebody else spoke."""
    turns = answer.text.split("\n\n")
    return "\n\n".join(_SENTENCE_END.sub(lambda m: m[0].rstrip() + "\n", " ".join(t.split())) for t in turns) + "\n"


def retimed(answer: Answer, text: str) -> Answer:
    """``answer`` with the edited ``text``; its line ends are no part of the story and become spaces.

    Words that are the same but for capitals and marks keep their times; words that replace others share the time of
    those; words put in share the silence between their neighbours. Times never run backwards.

    Raises ``InputError`` where the text holds no words.
    """
    paragraphs = text.split("\n\n") if "\n\n" in answer.text else [text]
    new = "\n\n".join(filter(None, (" ".join(p.split()) for p in paragraphs)))
    if not any(c.isalnum() for c in new):
        raise InputError("holds no words", where="the edited transcript", do="leave the words that were said")
    old = _tokens(answer)
    spans = [Span(*m.span()) for m in _WORD.finditer(new)]
    before = [_bare(answer.text[w.span.start : w.span.end]) for w in old]
    after = [_bare(new[s.start : s.end]) for s in spans]
    words: list[TimedWord] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            words += [_at(spans[j1 + k], old[i1 + k].start_s, old[i1 + k].end_s) for k in range(j2 - j1)]
        elif j2 > j1:
            start, end = _room(old, i1, i2)
            told = [new[s.start : s.end] for s in spans[j1:j2]]
            words += [_at(s, a, b) for s, (_, a, b) in zip(spans[j1:j2], spread(told, start, end), strict=True)]
    notes = answer.notes if new == answer.text or EDITED in answer.notes else (*answer.notes, EDITED)
    return Answer(
        text=new,
        competency=answer.competency,
        question=answer.question,
        target_level=answer.target_level,
        id=answer.id,
        words=tuple(words),
        headings=headings_of(new),
        notes=notes,
        source=answer.source,
    )


def _tokens(answer: Answer) -> list[TimedWord]:
    """The timed words as white space parts the text: a mark that was timed by itself joins its word."""
    made: list[TimedWord] = []
    for word in answer.words:
        if made and made[-1].span.end == word.span.start:
            last = made.pop()
            made.append(_at(Span(last.span.start, word.span.end), last.start_s, word.end_s))
        else:
            made.append(word)
    return made


def _room(old: Sequence[TimedWord], first: int, end: int) -> tuple[float, float]:
    """Seconds that new words in place of ``old[first:end]`` have."""
    if end > first:
        return old[first].start_s, max(old[first].start_s, old[end - 1].end_s)
    if not old:
        return 0.0, 0.0
    start = old[first - 1].end_s if first else old[0].start_s
    return start, max(start, old[first].start_s) if first < len(old) else start


def _at(span: Span, start: float, end: float) -> TimedWord:
    return TimedWord(span=span, start_s=start, end_s=end)


def _bare(word: str) -> str:
    return (_EDGES.sub("", word) or word).lower().replace("’", "'")
