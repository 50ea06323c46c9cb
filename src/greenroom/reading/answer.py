"""Reading an answer: bytes in, one checked ``Answer`` out, or one ``InputError``."""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path
from typing import BinaryIO

from greenroom.errors import InputError, UsageError
from greenroom.language.headings import headings_of
from greenroom.model import Answer
from greenroom.reading.decode import decoded, refuse_binary
from greenroom.reading.speakers import candidate_lines

MOST_WORDS = 20_000
"""Words above which a file is refused; an answer of five minutes has about 800."""
FEWEST_WORDS = 2
"""Words below which there is nothing to review."""
MOST_BYTES = 32 * 1024 * 1024
"""Bytes above which a file is refused unread."""

FORMATS = ("text", "markdown", "docx", "vtt", "srt", "json")
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".docx": "docx", ".docm": "docx",
    ".vtt": "vtt", ".webvtt": "vtt", ".srt": "srt", ".json": "json",
}  # fmt: skip

_LOOKS_MARKDOWN = re.compile(
    r"\A---[ \t]*\n|^#{1,6} \S|^\*\*[^*\n]+\*\*:?[ \t]*$|^\[[^\]]+\]\([^)]+\)|^(?:```|~~~)|^\|[ :|-]*-[ :|-]*\|[ \t]*$",
    re.MULTILINE,
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Characters of scripts that set no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_LOOKS_SRT = re.compile(r"\d+[ \t]*\n[ \t]*\d{1,3}:\d\d:\d\d[.,]\d+[ \t]*-+>")


def count_words(text: str) -> int:
    """Words as white space parts them; where a script sets none, two characters count as one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def read_answer(
    path: Path | None,
    *,
    stdin: BinaryIO | None = None,
    format: str | None = None,  # noqa: A002
    name: str = "standard input",
) -> Answer:
    """The answer in the file, or in ``stdin`` (standard input by default) where ``path`` is ``None`` or ``-``.

    ``name`` is what messages call ``stdin``. ``format`` is one of ``FORMATS``; without it the file's suffix decides,
    else the content. Line ends become line feeds. Headings are found, words of a transcript carry their times, an
    interviewer's words are left out and ``Answer.notes`` says so.

    Raises:
        InputError: it cannot be read, or holds no answer; the message says where and what to do.
        UsageError: ``format`` is none of ``FORMATS``.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format '{format}'", allowed=", ".join(FORMATS))
    from_stdin = path is None or str(path) == "-"
    where = name if from_stdin or path is None else str(path)
    raw = _from_stream(stdin or sys.stdin.buffer, where) if from_stdin or path is None else _from_file(path)
    if not raw.strip():
        raise InputError("is empty", where=where, do="give a file with the answer in it")
    suffix = "" if from_stdin or path is None else path.suffix.lower()
    return _checked(_read(raw, format or SUFFIXES.get(suffix), where), where)


def read_text(path: Path | None, *, stdin: BinaryIO | None = None) -> str:
    """The text in the file, or in ``stdin`` where ``path`` is ``None`` or ``-``, with line feeds and nothing taken out.

    Raises ``InputError`` where it cannot be read or is no text; it may be empty.
    """
    if path is None or str(path) == "-":
        where, raw = "standard input", _from_stream(stdin or sys.stdin.buffer, "standard input")
    else:
        where, raw = str(path), _from_file(path)
    refuse_binary(raw, where)
    return decoded(raw, where)


def _from_file(path: Path) -> bytes:
    where = str(path)
    try:
        if path.is_dir():
            raise InputError("is a directory", where=where, do="name one file with one answer in it")
        if path.stat().st_size > MOST_BYTES:
            _too_large(where)
        with path.open("rb") as file:  # a device or a pipe has no size, so that the limit is in the reading
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError("no such file", where=where, do=_nearest(path)) from None
    except PermissionError:
        raise InputError("may not be read", where=where, do="check the file's permissions") from None
    except (OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise InputError(f"cannot be read ({said})", where=where, do="check the path") from None
    if len(raw) > MOST_BYTES:
        _too_large(where)
    return raw


def _from_stream(stream: BinaryIO, where: str) -> bytes:
    try:
        raw = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        closed = getattr(fault, "errno", None) == errno.EBADF
        said = "is closed" if closed else f"cannot be read ({getattr(fault, 'strerror', None) or fault})"
        raise InputError(said, where=where, do="pipe the answer in, or name a file") from None
    if len(raw) > MOST_BYTES:
        _too_large(where)
    return raw


def _too_large(where: str) -> None:
    limit = MOST_BYTES // (1024 * 1024)
    raise InputError(f"is larger than {limit} MB", where=where, do="give one answer, without pictures or recordings")


def _nearest(path: Path) -> str:
    """Names in the same folder that are near to one that does not exist."""
    try:
        names = sorted(p.name for p in path.parent.iterdir())
    except OSError:
        return "check the path"
    from difflib import get_close_matches

    near = get_close_matches(path.name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else "check the name and the folder"


def _read(raw: bytes, kind: str | None, where: str) -> Answer:
    """The answer, unchecked. Without a format the content decides."""
    if kind == "docx" or (kind is None and raw.startswith(b"PK\x03\x04")):
        from greenroom.reading.word import read_docx

        return read_docx(raw, where)
    refuse_binary(raw, where)
    text = decoded(raw, where)
    kind = kind or _kind_of(text)
    if kind in ("vtt", "srt", "json"):
        from greenroom.reading.transcript import READERS

        return READERS[kind](text, where)
    if kind == "markdown":
        from greenroom.reading.markdown import read_markdown

        return read_markdown(text)
    lines, notes = candidate_lines(text.split("\n"))
    text = "\n".join(lines)
    return Answer(text=text, headings=headings_of(text), notes=notes, source="text")


def _kind_of(text: str) -> str:
    """The format that the content looks like."""
    start = text.lstrip()
    if start.startswith("WEBVTT"):
        return "vtt"
    if _LOOKS_SRT.match(start):
        return "srt"
    if re.match(r'[\[{]\s*["{\[]', start):
        return "json"
    return "markdown" if _LOOKS_MARKDOWN.search(text) else "text"


def _checked(answer: Answer, where: str) -> Answer:
    """The answer, if it holds words to review and not too many."""
    count = count_words(answer.text)
    titles = sum(count_words(answer.text[h.span.start : h.span.end]) for h in answer.headings)
    if count > MOST_WORDS:
        raise InputError(
            f"holds {count:,} words",
            where=where,
            allowed=f"at most {MOST_WORDS:,}",
            do="give one answer to one question",
        )
    if not any(c.isalnum() for c in answer.text):
        found = "holds no words" + (f" of the candidate ({'; '.join(answer.notes)})" if answer.notes else "")
        raise InputError(found, where=where, do="give a file with the answer in it")
    if count - titles < FEWEST_WORDS:
        found = "holds headings but no story" if titles else "holds only one word"
        raise InputError(found, where=where, do="write down what happened, in sentences")
    return answer
