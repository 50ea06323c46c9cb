"""Word documents: the archive is checked before it is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.reading.blocks import Block, answer_of
from greenroom.reading.decode import refuse_binary

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that the archive may unpack to."""
MOST_ENTRIES = 2000
"""Files that the archive may hold."""
PIECE = 64 * 1024
"""Bytes that are unpacked at a time."""
DOCUMENT = "word/document.xml"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLES = ("heading", "title", "subtitle")
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}


def read_docx(raw: bytes, where: str) -> Answer:
    """The answer in a ``.docx`` file: paragraphs, list items and table rows in order, headings by their style.

    Raises:
        InputError: it is no Word document, is damaged or protected, or would unpack to too much.
    """
    _check(raw, where)
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        blocks = list(_blocks(document))
    except InputError:
        raise
    except Exception as fault:  # whatever a damaged document makes the library say
        raise _damaged(where, fault) from None
    return answer_of(blocks, "docx")


def _damaged(where: str, fault: Exception) -> InputError:
    said = str(fault).split("\n", 1)[0][:120] or type(fault).__name__
    return InputError(
        f"is a damaged Word file ({said})", where=where, do="open it in Word and save it again, or save it as .txt"
    )


def _check(raw: bytes, where: str) -> None:
    """Refuse what is no Word document, or unpacks to more than any answer needs."""
    if not raw.startswith(b"PK"):
        refuse_binary(raw, where)
        raise InputError(
            "is named as a Word file but holds something else", where=where, do="name it .txt if it is text"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, where)
            _check_true(archive, entries)
    except InputError:
        raise
    except Exception as fault:  # whatever a damaged archive makes the library say
        raise _damaged(where, fault) from None


def _check_sizes(entries: Sequence[zipfile.ZipInfo], where: str) -> None:
    """Raises ``InputError`` for what says of itself that it is no Word document, or more than any answer needs."""
    names = {entry.filename for entry in entries}
    if DOCUMENT not in names:
        raise InputError("is a zip archive, not a Word document", where=where, do="give a .docx, .md or .txt file")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        limit = MOST_UNPACKED // (1024 * 1024)
        what = f"unpacks to {unpacked / (1024 * 1024):,.0f} MB in {len(entries):,} files"
        raise InputError(what, where=where, allowed=f"at most {limit} MB", do="remove pictures, or save it as .txt")
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError("is protected by a password", where=where, do="save it without password")


def _check_true(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack a piece at a time: an entry that is larger than it says fails its checksum before it fills the memory."""
    for entry in entries:
        with archive.open(entry) as packed:
            while packed.read(PIECE):
                pass


def _blocks(document: Any) -> Iterator[Block]:
    before_was_item = False
    for item in document.iter_inner_content():
        if not hasattr(item, "paragraph_format"):
            before_was_item = False
            for row in item.rows:
                cells = dict.fromkeys("\n".join(_text(p._p) for p in cell.paragraphs).strip() for cell in row.cells)
                yield Block(", ".join(c for c in cells if c), tight=before_was_item)
                before_was_item = True
            continue
        style = (item.style.name or "").lower() if item.style is not None else ""
        numbered = item._p.pPr is not None and item._p.pPr.numPr is not None
        is_item = numbered or style.startswith("list")
        text = _text(item._p)
        yield Block(text, heading=style.startswith(_TITLES), tight=is_item and before_was_item)
        before_was_item = is_item and bool(text.strip())


def _text(paragraph: Any) -> str:
    """The words of a paragraph as shown: links and accepted insertions too, deletions not."""
    out: list[str] = []
    for node in paragraph.iter():
        if any(up.tag == _FALLBACK for up in node.iterancestors()):
            continue
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        elif node.tag in _BREAKS and node.getparent().tag == f"{_W}r":
            out.append(_BREAKS[node.tag])
    return "".join(out).strip()
