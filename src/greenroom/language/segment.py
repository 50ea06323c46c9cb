"""Sentences of an answer as spans of its text.

``sentencex`` finds the sentence ends inside a block; this module decides what a block is
(headings, line breaks, hard wraps) and mends what the library misses in interview answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sentencex import get_sentence_boundaries

from greenroom.language.segment_spoken import cuts
from greenroom.model import Heading, Span

LONG_WORDS = 35
"""Words above which a stretch without punctuation is split (``segment_spoken``)."""
SPARSE_WORDS = 40
"""Words a mark of punctuation: a stretch with fewer marks than this is run-on speech."""
SHORTEST_WRAP = 45
"""Characters: text is not hard-wrapped where its longest line is shorter."""
SHORTEST_PAIR = 64
"""The same for a paragraph of only two lines, where little else tells a wrap from notes."""

_NUMBER_ONLY = re.compile(r"\s*\(?\d{1,2}[.)]\s*$")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
BULLET = re.compile(r"[ \t]*(?:[-*•‣·–—>+][ \t]|\(?\d{1,2}[.)][ \t])")
"""The mark of a list in front of its text."""
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]*_]*[ \t]*$")
_CONTINUES = re.compile(r"[ \t]*(?!i\b|i'|i’)[a-z(\d&%,]")

# A short word that also is an abbreviation, so that sentencex runs on: "I said no. I told him."
_FALSE_ABBREVIATION = re.compile(
    r"(?<![.\w])(?:me|[nN]o|[yY]es|so|on|in|it|us|am|[a-z]|sec|min|ms|hrs?|mins|secs|days?|yrs?|km|kg|m|cm|mb|gb|kb|approx)"
    r"[.!?][\"”’)]*(?P<gap>[ \t]+)(?=[\"“(‘]?(?:I\b|[A-Z][A-Za-z’']))"
)
_ELLIPSIS = re.compile(r"…[\"”’)]*(?P<gap>[ \t]+)(?=[A-Z][a-z])")
_TITLE_END = re.compile(
    r"(?:^|[\s(\"“])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Hr|Fr|Sr|Sra|St|Sgt|Lt|Capt|Col|Gen|Rev|Eng|Ing|ca|approx|cf|vs|incl|max|resp"
    r"|e\.?g|i\.?e|[A-Z])\.[ \t]*$"
)
_INITIAL_END = re.compile(r"(?:^|[\s(])(?:[A-Z]\.[ \t]*)+$")
_UNIT_END = re.compile(r"\d[ \t]?(?:ms|sec|min|mins|hrs?|[kmg]b|cm|km|[smhx])[.][ \t]*$", re.IGNORECASE)
_TRAILING = re.compile(r"[^\w\"'“‘(\[$€£₹#@<*_-]+")
_WORD = re.compile(r"\S+")
_PUNCTUATION = re.compile(r"[,;:.!?…–—]")


def sentences_of(text: str, headings: Iterable[Heading] = ()) -> tuple[Span, ...]:
    """The sentences of ``text``, trimmed, in order; every code point that is no white space is in exactly one.

    ``headings`` are cut off as sentences of their own. A line break ends a sentence (bullets,
    notes without full stops) except where the lines are hard-wrapped; long stretches without
    punctuation are split where the words tell an end.
    """
    out: list[Span] = []
    for start, end, heading in _regions(text, headings):
        if heading:
            out += _trimmed(text, start, end)
            continue
        for block in _blocks(text, start, end):
            out += _in_block(text, *block)
    return tuple(out)


def _regions(text: str, headings: Iterable[Heading]) -> Iterator[tuple[int, int, bool]]:
    """The text cut at its headings: start, end, whether it is one."""
    at = 0
    for heading in sorted(headings, key=lambda h: h.span):
        start, end = max(at, heading.span.start), min(heading.span.end, len(text))
        if start >= end:
            continue
        yield at, start, False
        yield start, end, True
        at = end
    yield at, len(text), False


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: lines, or the joined lines of hard-wrapped paragraphs."""
    lines: list[tuple[int, int]] = []
    at = start
    for m in _BREAK.finditer(text, start, end):
        lines.append((at, m.start()))
        at = m.end()
    lines.append((at, end))
    widest = max((b - a for a, b in lines), default=0)
    paragraph: list[tuple[int, int]] = []
    for line in [*lines, (end, end)]:
        blank = not text[line[0] : line[1]].strip()
        if paragraph and (blank or BULLET.match(text, *line)):
            yield from _joined(text, paragraph, widest)
            paragraph = []
        if not blank:
            paragraph.append(line)


def _joined(text: str, lines: list[tuple[int, int]], widest: int) -> Iterator[tuple[int, int]]:
    """One block where the lines are wrapped (no next first word would have fitted), else a block a line."""
    if len(lines) > 1 and widest >= (SHORTEST_WRAP if len(lines) > 2 else SHORTEST_PAIR):
        open_ends = continued = 0
        for (a, b), (c, d) in pairwise(lines):
            first = _WORD.search(text, c, d)
            if first is None or (b - a) + 1 + len(first.group()) <= widest:
                break
            if not _ENDED.search(text[a:b]):
                open_ends += 1
                continued += bool(_CONTINUES.match(text, c, d))
        else:
            if continued and continued * 2 >= open_ends:
                yield lines[0][0], lines[-1][1]
                return
    yield from lines


def _in_block(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of one block."""
    block = text[start:end]
    cuts = {int(b["start_index"]) for b in get_sentence_boundaries("en", block)} - {0}
    cuts |= {m.end("gap") for ends in (_FALSE_ABBREVIATION, _ELLIPSIS) for m in ends.finditer(block)}
    kept: list[int] = []
    for cut in sorted(cuts):
        before = block[kept[-1] if kept else 0 : cut]
        if not _merges(before, block[cut : cut + 40]):
            kept.append(cut)
    bounds = [0, *_past_symbols(block, kept), len(block)]
    for a, b in pairwise(bounds):
        for piece in _trimmed(block, a, b):
            for c, d in _run_on(block, *piece):
                yield Span(start + c, start + d)


def _merges(before: str, after: str) -> bool:
    """Whether a boundary is none: after a title or an initial, or nothing but marks on one side."""
    if not any(c.isalnum() for c in before) or _NUMBER_ONLY.match(before):
        return True
    if _UNIT_END.search(before[-12:]):
        return False
    if _INITIAL_END.search(before[-12:]):
        return len(before.split()) > 1 or not after[:1].isupper()
    return bool(_TITLE_END.search(before[-12:])) and not after.startswith(("I ", "I'", "I’"))


def _past_symbols(block: str, cuts: list[int]) -> Iterator[int]:
    """Cuts moved behind emoji and stray marks, which belong to the sentence they follow."""
    for cut in cuts:
        stray = _TRAILING.match(block, cut)
        moved = stray.end() if stray else cut
        if moved < len(block):
            yield moved


def _run_on(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or its pieces where it is long speech without punctuation."""
    words = list(_WORD.finditer(block, start, end))
    marks = len(_PUNCTUATION.findall(block, start, end - 1))
    at = start
    if len(words) > LONG_WORDS and marks * SPARSE_WORDS < len(words):
        for cut in cuts([m.group() for m in words]):
            yield from _trimmed(block, at, words[cut].start())
            at = words[cut].start()
    yield from _trimmed(block, at, end)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The stretch without surrounding white space, or nothing where it is only that."""
    piece = text[start:end]
    head = len(piece) - len(piece.lstrip())
    return [Span(start + head, start + len(piece.rstrip()))] if piece.strip() else []
