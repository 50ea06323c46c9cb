"""The parts that a person wrote, as one answer and as a Markdown file that ``greenroom review`` reads."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from greenroom.guides.walkthroughs import STAR, StarPart
from greenroom.model import Answer, Heading, Part, Span

_SPECIAL = re.compile(r"[\\`*\[\]<&~|]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(?:([-+=#>])|(\d{1,9})([.)]))")


def tidied(text: str) -> str:
    """``text`` with no blanks around its lines and at most one empty line between two; the words stay."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def answer_of(texts: Mapping[StarPart, str], question: str) -> Answer:
    """The parts as one answer under their headings, in the order in which they are told; empty ones are left out."""
    text, headings = "", []
    for part in STAR:
        if not texts.get(part):
            continue
        text += "\n\n" if text else ""
        headings.append(Heading(span=Span(len(text), len(text) + len(part)), part=part))
        text += f"{part.capitalize()}\n\n{texts[part]}"
    return Answer(text=text, question=question, headings=tuple(headings), source="walkthrough")


def written_parts(answer: Answer) -> tuple[Part, ...]:
    """The parts of ``answer_of`` as the person divided them, without their headings."""
    following = [h.span.start for h in answer.headings[1:]]
    return tuple(
        Part(part=h.part, start=h.span.end + 2, end=end - 2 if end else len(answer.text))
        for h, end in itertools.zip_longest(answer.headings, following)
        if h.part is not None
    )


def markdown_of(texts: Mapping[StarPart, str]) -> str:
    """The parts as Markdown with a heading each, ending in one newline; reading it gives ``answer_of`` again."""
    told = [f"## {part.capitalize()}\n\n{_escaped(texts[part])}\n" for part in STAR if texts.get(part)]
    return "\n".join(told)


def _escaped(text: str) -> str:
    return "\n".join(_escaped_line(line) for line in text.split("\n"))


def _escaped_line(line: str) -> str:
    safe = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", safe)
