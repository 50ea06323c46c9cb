"""Timed transcripts: WebVTT, SRT and JSON with word times, to an answer whose words carry real times."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.reading.spoken import Said, answer_said, spread
from greenroom.reading.timed_json import words_of

_TIME = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]?\d[.,]\d{3}"
_TIMING = re.compile(rf"[ \t]*(?P<start>{_TIME})[ \t]+-->[ \t]+(?P<end>{_TIME})(?:[ \t].*)?$")
_NEARLY_TIMING = re.compile(r"[ \t]*\d{1,3}:\d\d(?::\d\d)?[.,]?\d*[ \t]*[-–—=]+>?[ \t]*\d{1,3}:\d\d")
_TAG = re.compile(r"<(?P<tag>[^<>]*)>")
_STAMP = re.compile(rf"{_TIME}$")
_NOISE = re.compile(
    r"\[[^\[\]]{1,40}\]|\((?:laughs?|laughter|music|applause|coughs?|sighs?|inaudible|crosstalk|pause)\)|[♪♫]+|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"[ \t]*(?:>>|-)?[ \t]*(?P<name>[^\W\d_][\w .'’-]{0,30}?)[ \t]*:(?=\s|$)[ \t]*")
_HEADER_BLOCKS = ("NOTE", "STYLE", "REGION")
_EXAMPLE = "00:00:01.000 --> 00:00:04.000"


def read_vtt(text: str, where: str) -> Answer:
    """The answer in a WebVTT transcript. Raises ``InputError`` with the line where it is broken."""
    if not text.lstrip("\ufeff \t\n").startswith("WEBVTT"):
        raise InputError(
            "is no WebVTT transcript",
            where=where,
            allowed="a first line 'WEBVTT'",
            do="name it .txt if it is text",
        )
    text = text.lstrip("\ufeff \t\n")
    _check(text, where, needs_number=False)
    import webvtt

    return _answer(webvtt.WebVTT.from_string(text), "vtt", where)


def read_srt(text: str, where: str) -> Answer:
    """The answer in an SRT transcript. Raises ``InputError`` with the line where it is broken."""
    _check(text, where, needs_number=True)
    import webvtt

    return _answer(webvtt.WebVTT.from_buffer(io.StringIO(text.lstrip("\ufeff \t\n")), format="srt"), "srt", where)


def read_json(text: str, where: str) -> Answer:
    """The answer in a JSON transcript with word times; see ``timed_json`` for the shapes."""
    return answer_said(words_of(text, where), "json", where)


READERS = {"vtt": read_vtt, "srt": read_srt, "json": read_json}


def _check(text: str, where: str, *, needs_number: bool) -> None:
    """Refuse a transcript with a broken or missing timing line; the library would pass over it in silence."""
    broken = "is a broken timing line"
    found = False
    block = 0  # lines since the last blank one
    numbered = False  # whether the block's first line is a cue number
    for at, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            block = 0
            continue
        block += 1
        numbered = line.strip().isdigit() if block == 1 else numbered
        if "-->" in line or (block <= 2 and _NEARLY_TIMING.match(line)):
            timing = _TIMING.match(line)
            if timing is None:
                raise _broken(where, at, f"{broken}: '{line.strip()[:60]}'", f"such as {_EXAMPLE}")
            if _seconds(timing["end"]) < _seconds(timing["start"]):
                raise _broken(where, at, f"ends before it starts: '{line.strip()[:60]}'", "an end after the start")
            found = True
            block = 3
        elif block == 2 and needs_number and numbered:
            raise _broken(where, at, f"has no timing line: '{line.strip()[:60]}'", f"such as {_EXAMPLE}")
    if not found:
        raise InputError(
            "holds no timed words",
            where=where,
            allowed=f"timing lines such as {_EXAMPLE}",
            do="name it .txt if it is text",
        )


def _broken(where: str, line: int, what: str, allowed: str) -> InputError:
    return InputError(
        f"line {line} {what}", where=where, allowed=allowed, do="mend the line, or export the transcript again"
    )


def _seconds(stamp: str) -> float:
    out = 0.0
    for piece in stamp.replace(",", ".").split(":"):
        out = out * 60 + float(piece)
    return out


def _answer(captions: Any, source: str, where: str) -> Answer:
    said: list[Said] = []
    before = ""
    names = _prefix_names(captions)
    stamped = any(_STAMP.match(tag["tag"]) for caption in captions for tag in _TAG.finditer(caption.raw_text))
    speaker = ""
    for caption in captions:
        lines = [line for line in caption.raw_text.split("\n") if line.strip()]
        plain = [_TAG.sub("", line).strip() for line in lines]
        # Rolling captions show the line before once more; it was said once.
        fresh = lines[1:] if plain and plain[0] == before and (stamped or len(lines) > 1) else lines
        before = plain[-1] if plain else before
        start, end = _seconds(caption.start), _seconds(caption.end)
        for run in _runs(" \n".join(fresh), start, end, names, speaker):
            speaker = run[0]
            said += [Said(word, speaker, a, b) for word, a, b in spread(run[1].split(), run[2], run[3])]
    return answer_said(said, source, where)


def _prefix_names(captions: Any) -> frozenset[str]:
    """Names that stand before a colon often enough to be speakers, and not "Note:" or "Result:"."""
    from greenroom.reading.speakers import is_candidate, is_interviewer

    counts: dict[str, int] = {}
    for caption in captions:
        for line in _TAG.sub("", caption.raw_text).split("\n"):
            if found := _PREFIX.match(line):
                counts[found["name"]] = counts.get(found["name"], 0) + 1
    roles = {name for name in counts if is_interviewer(name) or is_candidate(name)}
    proper = {name for name, n in counts.items() if (n >= 2 or roles) and len(name.split()) <= 3 and name[0].isupper()}
    return frozenset(roles | (proper if roles or len(proper) >= 2 else set()))


def _runs(
    raw: str, start: float, end: float, names: frozenset[str], speaker: str
) -> Iterator[tuple[str, str, float, float]]:
    """Stretches of one cue with one speaker and one time: speaker, words, start, end.

    Times inside a cue are taken from its stamps, else shared out by length.
    """
    pieces: list[tuple[str, str, float | None]] = []
    stamp: float | None = start
    at = 0
    for tag in [*_TAG.finditer(raw), None]:
        chunk = raw[at : tag.start() if tag else len(raw)]
        for i, line in enumerate(chunk.split("\n")):
            found = _PREFIX.match(line) if names and (at == 0 or i) else None
            if found and found["name"] in names:
                speaker, line = found["name"], line[found.end() :]  # noqa: PLW2901
            words = unescape(_NOISE.sub(" ", line)).lstrip(" >").strip()
            if words:
                pieces.append((speaker, words, stamp))
                stamp = None
        if tag is None:
            break
        at = tag.end()
        name = re.match(r"v(?:\.[\w.-]+)?\s+(.+)", tag["tag"])
        if name:
            speaker = name[1].strip()
        elif _STAMP.match(tag["tag"]):
            stamp = min(max(_seconds(tag["tag"]), start), end)
    yield from _timed(pieces, end)


def _timed(pieces: list[tuple[str, str, float | None]], end: float) -> Iterator[tuple[str, str, float, float]]:
    """The pieces with start and end; those without a stamp share the time up to the next stamp by length."""
    i = 0
    while i < len(pieces):
        j = i + 1
        while j < len(pieces) and pieces[j][2] is None:
            j += 1
        at = pieces[i][2] or 0.0
        until = max((pieces[j][2] or at) if j < len(pieces) else end, at)
        total = sum(len(words) for _, words, _ in pieces[i:j])
        for speaker, words, _ in pieces[i:j]:
            length = (until - at) * len(words) / total if total else 0.0
            yield speaker, words, at, min(at + length, until)
            at, total = at + length, total - len(words)
        i = j
