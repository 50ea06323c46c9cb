"""JSON transcripts in the shapes that recognisers commonly print.

``{"words": [...]}``, ``{"segments": [{"words": [...]}]}`` (Whisper), ``{"segments": [{"text", "start",
"end"}]}``, or a bare list of words or segments. A word is ``{"word" or "text", "start", "end"}``, times in
seconds, with ``speaker`` if known; a word without times takes the place between its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from greenroom.errors import InputError
from greenroom.reading.spoken import Said, spread

SHAPES = '{"words": [{"word", "start", "end"}]}, {"segments": [{"words": [...]}]}, or a bare list of words'

_WORD_KEYS = ("punctuated_word", "word", "text", "content")
_START_KEYS = ("start", "start_time", "startTime", "start_s")
_END_KEYS = ("end", "end_time", "endTime", "end_s")


def words_of(text: str, where: str) -> list[Said]:
    """The timed words. Raises ``InputError`` that names the place for what is none of the shapes."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise InputError(f"is broken JSON ({fault})", where=where, do="export the transcript again") from None
    said: list[Said] = []
    for place, item in _items(data, "", where):
        if isinstance(item.get("words"), list) and item["words"]:
            speaker = str(item.get("speaker") or "")
            for n, word in enumerate(item["words"]):
                said += _said(word, f"{place}.words[{n}]", where, said, speaker)
        else:
            said += _said(item, place, where, said, "")
    if not said:
        raise InputError(
            "holds no timed words", where=where, allowed=SHAPES, do="export the transcript with word times"
        )
    return said


def _items(data: Any, place: str, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The words or segments of the document, each with its place."""
    if isinstance(data, dict):
        # Segments first: they hold the same words, with the speaker of each.
        key = next(
            (k for k in ("segments", "words", "transcription") if isinstance(data.get(k), list) and data[k]), None
        )
        if key is None:
            found = ", ".join(sorted(map(str, data))[:6]) or "nothing"
            raise InputError(
                f"holds no timed words (found {found})", where=where, allowed=SHAPES, do="export it with word times"
            )
        yield from _items(data[key], key, where)
    elif isinstance(data, list):
        for n, item in enumerate(data):
            if not isinstance(item, dict):
                raise InputError(
                    f"{place}[{n}] is no word with times", where=where, allowed=SHAPES, do="export it with word times"
                )
            yield f"{place}[{n}]", item
    else:
        raise InputError("is no transcript", where=where, allowed=SHAPES, do="name it .txt if it is text")


def _said(item: Any, place: str, where: str, before: list[Said], speaker: str) -> list[Said]:
    """The word, or the words of a segment that has times only for the whole."""
    word = next((item[k] for k in _WORD_KEYS if isinstance(item.get(k), str)), None) if isinstance(item, dict) else None
    if word is None:
        raise InputError(f"{place} has no 'word'", where=where, allowed=SHAPES, do="export the transcript again")
    last = before[-1].end_s if before else 0.0
    start = _seconds(item, _START_KEYS, place, where)
    end = _seconds(item, _END_KEYS, place, where)
    start = last if start is None else start
    end = start if end is None else end
    if end < start:
        raise InputError(
            f"{place} ends before it starts ({start} > {end})", where=where, do="export the transcript again"
        )
    who = str(item.get("speaker") or speaker)
    return [Said(w, who, a, b) for w, a, b in spread(word.split(), start, end)]


def _seconds(item: dict[str, Any], keys: tuple[str, ...], place: str, where: str) -> float | None:
    """The time under the first key that is there; numbers also as text ("1.25", "1.25s")."""
    key = next((k for k in keys if item.get(k) is not None), None)
    if key is None:
        return None
    raw = item[key]
    try:
        value = float(raw.rstrip("s")) if isinstance(raw, str) else float(raw)
    except (TypeError, ValueError):
        value = math.nan
    if isinstance(raw, bool) or not math.isfinite(value) or value < 0:
        raise InputError(
            f"{place}.{key} is no time in seconds: {str(raw)[:40]}",
            where=where,
            allowed="a number from 0",
            do="export the transcript again",
        )
    return value
