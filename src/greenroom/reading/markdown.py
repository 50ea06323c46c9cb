"""Markdown to text: the words stay, the markup goes; headings are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from greenroom.model import Answer
from greenroom.reading.blocks import Block, answer_of

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST_BOLD_TITLE = 8
"""Words: a paragraph all in bold and no longer than this is a heading."""

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?\n\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL
)
_FRONT_LINE = re.compile(r"\s*(?:#.*|[\w .-]+:.*|-.*|\s.*)?$")
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)


def without_front_matter(text: str) -> str:
    """The text after the block of settings that some editors put first."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return text
    lines = (found["yaml"] or "").split("\n")
    return text[found.end() :] if all(_FRONT_LINE.match(line) for line in lines) else text


def read_markdown(text: str) -> Answer:
    """The answer in a Markdown document: headings with their parts, the rest as plain lines.

    Fenced code and tables are no story and are left out, as ``Answer.notes`` says; struck-out words go.
    """
    import msgspec
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(without_front_matter(text))
    answer = answer_of(_blocks(tokens), "markdown")
    notes = _left_out(tokens)
    return msgspec.structs.replace(answer, notes=(*answer.notes, *notes)) if notes else answer


def _left_out(tokens: Sequence[Token]) -> tuple[str, ...]:
    """A note of what ``_blocks`` passes over."""
    kinds = {"fence": "code block", "table_open": "table"}
    counts = {kind: sum(t.type == token for t in tokens) for token, kind in kinds.items()}
    told = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items() if n]
    struck = any(c.type == "s_open" for t in tokens for c in t.children or ())
    told += ["struck-out words"] if struck else []
    return (f"left out {', '.join(told)}",) if told else ()


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    tight = heading = in_table = False
    for token in tokens:
        if token.type == "heading_open":
            heading = True
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            tight = False
        elif token.type in ("table_open", "table_close"):
            in_table, tight = token.type == "table_open", False
        elif token.type == "inline" and not in_table:
            bold = _is_bold_title(token.children or [])
            yield Block(_words(token.children or []), heading=heading or bold, tight=tight and not heading)
            heading, tight = False, True
        elif token.type == "code_block":  # indented: more often a pasted paragraph than code
            yield Block(token.content)
        elif token.type == "html_block":
            yield Block(unescape(_TAG.sub(" ", token.content)))
        # The next paragraph stands apart unless it is the next item of the same list.
        if token.level == 0 and token.type.endswith("_close"):
            tight = False


def _words(children: Sequence[Token]) -> str:
    """The words of a line of Markdown, those that are struck out left out."""
    out: list[str] = []
    struck = 0
    for child in children:
        struck += (child.type == "s_open") - (child.type == "s_close")
        if struck:
            continue
        if child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and child.content.startswith("<br")
        ):
            out.append("\n")
        elif child.type != "html_inline":
            out.append(child.content)
    return "".join(out).strip()


def _is_bold_title(children: Sequence[Token]) -> bool:
    """Whether a paragraph is one short stretch of bold words that is no sentence."""
    kinds = [c.type for c in children if c.type != "text" or c.content.strip()]
    if len(kinds) < 3 or kinds[0] != "strong_open" or kinds[-1] != "strong_close" or kinds.count("strong_open") != 1:
        return False
    words = _words(children)
    return len(words.split()) <= LONGEST_BOLD_TITLE and not words.endswith((".", "!", "?", ",", ";"))
