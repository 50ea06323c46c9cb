"""Examples with ``[[ ]]`` around the span that must be hit."""

from __future__ import annotations

import re

from greenroom.model import Span

_BRACKETS = re.compile(r"\[\[|\]\]")


def unmark(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the marked spans in it.

    Raises ``ValueError`` saying what is wrong with the marks: nested, unclosed, empty.
    """
    plain: list[str] = []
    spans: list[Span] = []
    length, at = 0, 0
    begun: int | None = None
    for found in _BRACKETS.finditer(text):
        piece = text[at : found.start()]
        plain.append(piece)
        length += len(piece)
        at = found.end()
        if found.group() == "[[":
            if begun is not None:
                raise ValueError("'[[' inside a mark that is not closed")
            begun = length
        else:
            if begun is None:
                raise ValueError("']]' without '[[' before it")
            if not "".join(plain)[begun:].strip():
                raise ValueError("the mark '[[ ]]' holds nothing")
            spans.append(Span(begun, length))
            begun = None
    if begun is not None:
        raise ValueError("'[[' is never closed by ']]'")
    return "".join(plain) + text[at:], tuple(spans)
