"""From bytes to text: UTF-8, or UTF-16 with its mark; anything else is refused with the place."""

from __future__ import annotations

import codecs

from greenroom.errors import InputError

RECORDING = "save it as a file, and name that: greenroom review FILE"
MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "copy its text into a .txt file"),
    (b"{\\rtf", "an RTF document", "save it as .docx or .txt"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or password-protected Word file",
        "save it as .docx without password",
    ),
    (b"PK\x03\x04", "a zip archive or a Word file under another name", "name it .docx if it is a Word file"),
    (b"ID3", "a recording", RECORDING),
    (b"OggS", "a recording", RECORDING),
    (b"RIFF", "a recording", RECORDING),
    (b"\x89PNG", "a picture", "type the text into a file"),
    (b"\xff\xd8\xff", "a picture", "type the text into a file"),
)
"""How files that are no text begin: bytes, name, what to do."""

RESAVE = "save the file as UTF-8 (for instance: iconv -f WINDOWS-1252 -t UTF-8 FILE)"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ODD = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}
_MOST_ODD = 0.01  # share of control bytes above which a file is taken for binary


def refuse_binary(raw: bytes, where: str) -> None:
    """Raise ``InputError`` for what is plainly no text."""
    for magic, name, do in MAGIC:
        if raw.startswith(magic):
            raise InputError(f"is {name}, not text", where=where, do=do)
    if raw.startswith(_UTF16):
        return
    if (at := raw.find(b"\0")) >= 0:
        if raw[:200:2].count(0) > 20 or raw[1:200:2].count(0) > 20:
            raise InputError("looks like UTF-16 without a byte-order mark", where=where, do="save the file as UTF-8")
        raise InputError(f"is binary, not text (zero byte at offset {at:,})", where=where, do="give a text file")
    if sum(b in _ODD for b in raw[:8192]) > _MOST_ODD * min(len(raw), 8192):
        raise InputError("is binary, not text", where=where, do="give a text file")


def decoded(raw: bytes, where: str) -> str:
    r"""The text with ``\n`` as line end and no byte-order mark."""
    try:
        if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            raise InputError("is UTF-32", where=where, do="save the file as UTF-8")
        text = raw.decode("utf-16" if raw.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as fault:
        if raw.startswith(_UTF16):
            what = f"is not valid UTF-16 at byte offset {fault.start:,}"
            raise InputError(what, where=where, do="save the file as UTF-8") from None
        start = fault.start + (len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0)
        line = raw.count(b"\n", 0, start) + 1
        what = f"is not UTF-8: byte 0x{raw[start]:02x} at offset {start:,} (line {line:,})"
        raise InputError(what, where=where, allowed="UTF-8, or UTF-16 with a byte-order mark", do=RESAVE) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
