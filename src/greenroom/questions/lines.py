"""Questions from a stream, one a line, as they come."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from greenroom.errors import InputError

LONGEST = 2_000
"""Code points of a question, at most; what an interviewer asks has a tenth of that."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STDIN = "standard input"


def questions_in(lines: Iterable[bytes], where: str = _STDIN) -> Iterator[str]:
    """The questions of ``lines``, without the white space around them; blank lines are passed over.

    Raises ``InputError`` naming the line that is not UTF-8, not text, or longer than ``LONGEST``,
    and where there is no question at all. What came before it has been given out by then.
    """
    some = False
    for number, raw in enumerate(lines, 1):
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
        text = _decoded(raw, number, where).strip()
        if text:
            some = True
            yield checked(text, f"{where}, line {number:,}")
    if not some:
        raise InputError("holds no question", where=where, do="give one question a line")


def checked(question: str, where: str = "question") -> str:
    """``question`` without the white space around it.

    Raises ``InputError`` where nothing is left, where it is longer than ``LONGEST``, or where
    it holds what is no text.
    """
    text = question.strip()
    if not text:
        raise InputError("is empty", where=where, do='give the question in quotation marks, or "-" to read it')
    if len(text) > LONGEST:
        allowed = f"at most {LONGEST:,} characters"
        raise InputError(f"holds {len(text):,} characters", where=where, allowed=allowed, do="give the question alone")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise InputError("is not UTF-8", where=where, do="set the terminal to UTF-8, or give the question in a file")
    if "\0" in text:
        raise InputError("is binary, not text (it holds a zero byte)", where=where, do="give plain text in UTF-8")
    return text


def _decoded(raw: bytes, number: int, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        kind = "is UTF-16" if number == 1 and raw.startswith(_UTF16) else "is not UTF-8"
        byte = f"byte 0x{raw[fault.start]:02x} at place {fault.start + 1:,} of the line"
        what = kind if kind == "is UTF-16" else f"{kind}: {byte}"
        raise InputError(what, where=f"{where}, line {number:,}", do="save the questions as UTF-8") from None
