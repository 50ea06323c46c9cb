"""A long file of notes, proposed as stories: where one begins, what it is called, which lines are facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InputError, UsageError
from greenroom.language.headings import LABELS
from greenroom.reading import count_words
from greenroom.stories.model import Fact, FactKind
from greenroom.stories.texts import fact_kind, one_line, settled, sheet, titled

if TYPE_CHECKING:
    from markdown_it.token import Token

PLACES = ("h1", "h2", "h3", "h4", "h5", "h6", "bold", "number", "bullet", "rule", "every", "none")
"""Where a story may begin: headings of a level, titles in bold or capitals, numbered lines, list items, ruled lines,
every title of whatever kind, or nowhere (all of it is one story)."""
LONGEST_TITLE = 12
"""Words of a line in bold, capitals or with a number that is still a title."""
LONG_ITEM = 25
"""Words from which the items of a list are long enough to be stories."""
TITLE_FROM = 8
"""Words of the text that make the title of a story that has none."""

_PARTS = frozenset(wording for wordings in LABELS.values() for wording in wordings) | {
    "star", "s", "t", "a", "r", "l", "facts", "fact sheet", "story", "my story", "telling", "todo", "tags",
}  # fmt: skip
_NAMED = re.compile(r"(?:story|example|anecdote|star)\s*#?\s*\d+\b\s*[:.)\-–—]*\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\(?\d{1,2}[.)]|#\d{1,2}[.:)]?)\s+")
_GLUED = re.compile(r"#{1,6}([^\W\d_][^#\n]*)")
_LABEL = re.compile(
    r"[ \t]*(?:[-*+•–][ \t]+)?(?:\*\*|__)?([A-Za-z][A-Za-z ]{1,14}?)(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]+(\S.*)"
)
_BULLET = re.compile(r"[ \t]*(?:[-*+•–]|\d{1,2}[.)])[ \t]+(\S.*)")


class Mark(NamedTuple):
    """A place where a story may begin: its line, the line its words begin on (both from 0), of which kind, its title.

    ``below``: how many words stand below it before the next such place.
    """

    line: int
    words: int
    kind: str
    title: str
    below: int = 0


class Piece(NamedTuple):
    """A proposed story: the line of the file it begins on (from 1), its title, facts, words, and titles inside it."""

    line: int
    title: str
    facts: tuple[Fact, ...]
    text: str
    inside: tuple[str, ...]


class Split(NamedTuple):
    """A proposal: the kind of place at which the notes are divided, its stories, what belongs to none.

    ``others``: the other kinds of place in these notes, with the number of stories each would make.
    """

    at: str
    pieces: tuple[Piece, ...]
    left: str
    others: tuple[tuple[str, int], ...]


def split(text: str, where: str, at: str | None = None) -> Split:
    """The stories in the notes ``text``, divided at the kind of place ``at`` or at the likeliest one.

    Raises ``InputError`` where it holds no words, ``UsageError`` where it has no place of the kind ``at``.
    """
    if not any(c.isalnum() for c in text):
        raise InputError("holds no words", where=where, do="give a file with your stories in it")
    lines = text.split("\n")
    marks = _marks(text, lines)
    counts = {kind: len(_starts(kind, marks)) for kind in PLACES}
    chosen = at or _likeliest(marks)
    starts = _starts(chosen, marks)
    if not starts and chosen != "none":
        there = ", ".join(kind for kind in PLACES if counts[kind] or kind == "none")
        raise UsageError(f"has no place of the kind '{chosen}'", where=where, allowed=there)
    pieces = tuple(_pieces(starts, marks, lines, where))
    head = settled("\n".join(lines[: starts[0].line])) if starts else ""
    if not pieces:
        raise InputError("has titles, but no words below any", where=where, do="write down what happened, below each")
    others = tuple((kind, n) for kind, n in counts.items() if n and kind != chosen)
    return Split(chosen, pieces, head, (*others, ("none", 1)) if chosen != "none" else others)


# ── where a story may begin ─────────────────────────────────────────────────────────


def _marks(text: str, lines: Sequence[str]) -> list[Mark]:
    """Every title, rule and long list item in the notes, in order; labels of parts and of facts are none."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    found = sorted((m for m in _found(tokens, lines) if not _is_label(m.title)), key=lambda m: m.line)
    return [m._replace(below=count_words(" ".join(lines[m.words : _end(m, found, lines)]))) for m in found]


def _end(mark: Mark, marks: Sequence[Mark], lines: Sequence[str]) -> int:
    """The line at which the next title begins, or the next place of any kind below what is no title itself."""
    any_kind = mark.kind in ("number", "bullet", "rule")
    after = (m.line for m in marks if m.line > mark.line and (any_kind or m.kind not in ("number", "bullet", "rule")))
    return next(after, len(lines))


def _found(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Mark]:
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.map is None:
            continue
        first, end = token.map
        if token.type == "heading_open" and after and token.level == 0:
            if token.markup in ("-", "=") and count_words(after.content) > LONGEST_TITLE:
                yield Mark(end - 1, end, "rule", "")  # a paragraph with a rule below it, to Markdown a title
                continue
            yield Mark(first, end, token.tag, _bare(after.content))
        elif token.type == "hr":
            yield Mark(first, end, "rule", "")
        elif token.type == "paragraph_open" and after and token.level == 0:
            yield from _of_paragraph(first, after.content)
        elif token.type == "list_item_open" and token.level == 1:
            yield from _of_item(first, end, token.info, lines)


def _of_paragraph(first: int, words: str) -> Iterator[Mark]:
    """A title that is no heading to Markdown: glued to its #, in bold, in capitals, or "Story 3: ..."."""
    line = words.split("\n", maxsplit=1)[0].strip()
    if glued := _GLUED.fullmatch(line):
        yield Mark(first, first + 1, f"h{len(line) - len(line.lstrip('#'))}", _bare(glued[1]))
        return
    if count_words(line) > LONGEST_TITLE or line.endswith((".", "!", "?", ",", ";")):
        return
    alone = "\n" not in words
    bold = re.fullmatch(r"(\*\*|__)(?!\s)([^*]+?)(\*\*|__):?", line)
    capitals = line.isupper() and sum(c.isalpha() for c in line) >= 4
    if (alone and (bold or capitals)) or _NAMED.match(line):
        yield Mark(first, first + 1, "bold", _bare(line))


def _of_item(first: int, end: int, number: str, lines: Sequence[str]) -> Iterator[Mark]:
    """A short numbered line, or a list item long enough to be a story."""
    line = _BULLET.fullmatch(lines[first])
    words = line[1] if line else lines[first]
    if number and count_words(words) <= LONGEST_TITLE and not words.rstrip().endswith((".", ",", ";")):
        yield Mark(first, first + 1, "number", _bare(words))
    elif count_words(" ".join(lines[first:end])) >= LONG_ITEM:
        yield Mark(first, first, "bullet", "")


def _is_label(title: str) -> bool:
    words = title.lower().strip(" :*_")
    return words in _PARTS or (bool(words) and fact_kind(words) is not None)


def _bare(words: str) -> str:
    """The words of a title without markup."""
    return one_line(re.sub(r"[*`]|\\(?=[^\w\s])|(?<!\w)_|_(?!\w)|\[([^\]]*)\]\([^)]*\)", r"\1", words)).strip(" #:")


def _starts(kind: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks at which a story begins where notes are divided at ``kind``; a level takes the higher ones along."""
    if kind == "none":
        return []
    if kind == "every":
        found = [m for m in marks if m.kind not in ("rule", "bullet")]
    elif kind.startswith("h"):
        found = [m for m in marks if _named(m) or (m.kind.startswith("h") and m.kind <= kind)]
        found = found if any(m.kind == kind for m in marks) else []
    else:
        found = [m for m in marks if m.kind == kind]
    # A title with nothing but another title below it is the title of the whole file.
    if len(found) > 1 and kind not in ("rule", "bullet") and not found[0].below:
        found = found[1:]
    return found


def _named(mark: Mark) -> bool:
    """Whether the title itself says that a story begins ("Story 3: ...")."""
    return _NAMED.match(mark.title) is not None


def _likeliest(marks: Sequence[Mark]) -> str:
    """The kind of place that most likely parts the stories."""
    for kind in PLACES[:6]:
        starts = _starts(kind, marks)
        if sum(m.kind == kind for m in starts) >= 2:
            return "every" if _slipped(starts, marks) else kind
    for kind in ("bold", "number", "bullet", "rule"):
        if len(_starts(kind, marks)) + (kind == "rule") >= 2:  # one rule parts two stories
            return kind
    return next((kind for kind in PLACES[:6] if _starts(kind, marks)), "none")


def _slipped(starts: Sequence[Mark], marks: Sequence[Mark]) -> bool:
    """Whether the few other titles look like stories of their own: long, and the one before them too."""
    every = _starts("every", marks)
    others = [n for n, m in enumerate(every) if m not in starts]
    long = all(every[n].below >= LONG_ITEM and (n == 0 or every[n - 1].below >= LONG_ITEM) for n in others)
    return bool(others) and long and len(others) * 4 <= len(starts)


# ── what stands in one ──────────────────────────────────────────────────────────────


def _pieces(starts: Sequence[Mark], marks: Sequence[Mark], lines: Sequence[str], where: str) -> Iterator[Piece]:
    if not starts:
        starts = [Mark(0, 0, "none", "")]
    elif starts[0].kind == "rule" and any(c.isalnum() for line in lines[: starts[0].line] for c in line):
        starts = [Mark(0, 0, "rule", ""), *starts]
    ends = [*(m.line for m in starts[1:]), len(lines)]
    for mark, end in zip(starts, ends, strict=True):
        words = list(lines[mark.words : end])
        title = mark.title
        if not title:  # what a rule or nothing parts begins with its own title, if it has one
            inner = next((m for m in marks if mark.words <= m.line < end and m.title), None)
            if inner and not any(c.isalnum() for line in lines[mark.words : inner.line] for c in line):
                title, words = inner.title, list(lines[inner.words : end])
        if mark.kind == "bullet":
            words = _unlisted(words)
        facts, text = facts_and_words(words, where)
        if not text and not facts:
            continue
        title = (
            _NUMBERED.sub("", _NAMED.sub("", title, count=1), count=1).strip(" :-–—")
            or title
            or first_words(text or facts[0].text)
        )
        inside = tuple(m.title for m in marks if mark.words <= m.line < end and m.title and m.title != mark.title)
        yield Piece(mark.line + 1, titled(title, f"{where}:{mark.line + 1}"), facts, text, inside)


def _unlisted(lines: Sequence[str]) -> list[str]:
    """The lines of a list item without its mark and what sets the rest in."""
    first = _BULLET.fullmatch(lines[0])
    return [first[1] if first else lines[0], *(re.sub(r"^(?: {1,4}|\t)", "", line) for line in lines[1:])]


def first_words(text: str) -> str:
    """The beginning of a text, as a title."""
    line = next((line for line in text.split("\n") if any(c.isalnum() for c in line)), "story")
    words = _bare(_BULLET.sub(r"\1", line)).split()
    return " ".join(words[:TITLE_FROM]).rstrip(".,;:") + (" …" if len(words) > TITLE_FROM else "")


def facts_and_words(lines: Sequence[str], where: str = "") -> tuple[tuple[Fact, ...], str]:
    """The labelled facts among the lines ("When: spring 2023", a list below "Numbers"), and the words that remain."""
    facts: list[Fact] = []
    rest: list[str] = []
    below: FactKind | None = None
    in_sheet = False
    for line in lines:
        heading = _bare(line.strip().strip("#")).lower() if line.strip().startswith(("#", "**")) else ""
        bare = heading or (line.strip().removesuffix(":").lower() if line.strip().endswith(":") else "")
        if bare in ("facts", "fact sheet"):
            below, in_sheet = "other", True
        elif bare and (kind := fact_kind(bare)):
            below, in_sheet = kind, True
        elif bare:
            in_sheet = False
            rest.append(line)
        elif (label := _LABEL.fullmatch(line)) and (kind := fact_kind(label[1])):
            facts.append(Fact(kind=kind, text=one_line(label[2])))
        elif in_sheet and (item := _BULLET.fullmatch(line)):
            facts.append(Fact(kind=below or "other", text=one_line(item[1])))
        else:
            in_sheet = in_sheet and not line.strip()
            rest.append(line)
    return sheet(facts, where), settled(re.sub(r"\n{3,}", "\n\n", "\n".join(rest)))
