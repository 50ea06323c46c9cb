"""Headings inside plain text: hints about the parts of the story, never story themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenroom.model import Heading, PartName, Span

LABELS: dict[PartName, tuple[str, ...]] = {
    "situation": (
        "situation", "the situation", "context", "background", "setting", "scene", "the problem", "problem", "role",
    ),
    "task": ("task", "tasks", "my task", "my role", "goal", "my goal", "objective", "responsibility"),
    "action": ("action", "actions", "my action", "my actions", "what i did", "approach", "my approach", "steps"),
    "result": ("result", "results", "the result", "outcome", "outcomes", "impact"),
    "reflection": (
        "reflection", "reflections", "lesson", "lessons", "lesson learned", "lessons learned", "learned", "learning",
        "learnt", "learnings", "key learning", "key learnings", "my learning", "takeaway", "takeaways", "key takeaway",
        "key takeaways", "what i learned", "what i learnt", "what i would do differently",
    ),
}  # fmt: skip
"""Wordings of a label, lower case, under the part that each announces."""

LETTERS: dict[str, PartName] = {"S": "situation", "T": "task", "A": "action", "R": "result", "L": "reflection"}
STAR_WORDS = {"situation", "task", "action", "actions", "result", "results", "reflection"}

_PART_OF = {wording: part for part, wordings in LABELS.items() for wording in wordings}
_NAME = "|".join(re.escape(w) for w in sorted(_PART_OF, key=len, reverse=True))
_TITLE = rf"(?P<title>(?:{_NAME})(?: ?(?:/|&|and|\+) ?(?:{_NAME}))?)(?: \([a-z]\))?"
_LEAD = r"[ \t]*(?:[-*•‣·–][ \t]+|\(?\d{1,2}[.)][ \t]+)?"  # a bullet or a number before the label
_MARK = r"(?:\*{1,3}|_{1,3})?"  # Markdown emphasis, which batch text keeps
_SEP = r"(?:[ \t]*[:：]|[ \t]+[-–—](?=[ \t]))"

_HASH = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<title>\S.*?)[ \t]*#*[ \t]*$")
_ALONE = re.compile(rf"{_LEAD}{_MARK}[\[(]?{_TITLE}[\])]?[ \t]*:?{_MARK}[ \t]*:?[ \t]*$", re.IGNORECASE)
_FRONT = re.compile(rf"{_LEAD}{_MARK}[\[(]?{_TITLE}[\])]?{_MARK}{_SEP}{_MARK}(?=[ \t]*\S)", re.IGNORECASE)
_LETTER = re.compile(
    rf"{_LEAD}{_MARK}[\[(]?(?P<title>[STARL])[\])]?{_MARK}(?:{_SEP}{_MARK}(?=\s|$)|(?<=[\])])(?=[ \t])|[ \t]*$)"
)
_INSIDE = re.compile(rf"(?<=[.!?…\"”)])[ \t]+(?P<label>{_MARK}{_TITLE}{_MARK}:{_MARK})(?=[ \t])", re.IGNORECASE)
_RULE = re.compile(r"[ \t]{0,3}(?:={3,}|-{3,}|\*{3,}|_{3,})[ \t]*$")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")

_LONGEST_UNDERLINED = 80  # characters; a longer line above a rule is text, not a title


def part_of_title(title: str) -> PartName | None:
    """The part that a heading announces (``"1. Situation / Task"`` -> situation), or nothing."""
    words = re.sub(r"^[\W\d_]+", "", title).lower().strip(" \t:*_#()[]")
    if (part := _PART_OF.get(words)) is not None:
        return part
    first = re.match(rf"(?:the )?({_NAME})\b", words)
    return _PART_OF[first.group(1)] if first and len(words.split()) <= 6 else None


def headings_of(text: str) -> tuple[Heading, ...]:
    """The headings in ``text``, in order and without overlap; the text is only read.

    Found are ``# Title`` lines, underlined titles and rules; a label alone on its line
    (``Situation``, ``**Action**``, ``Result:``), in front of text on one line, or opening
    a sentence inside a paragraph that is labelled throughout; ``S:``, ``T:``, ``A:``,
    ``R:`` where at least three of them open lines. Of a label in front of text only the
    label is the heading.
    """
    found = list(_of_lines(text))
    letters = [h for h in found if h[2]]
    if len({h[1] for h in letters}) < 3:
        found = [h for h in found if not h[2]]
    labels = list(_INSIDE.finditer(text))
    spoken = {m["title"].lower() for m in labels} | {
        text[s.start : s.end].strip(" \t*_:#").lower() for s, _, _ in found
    }
    if len({_PART_OF[w] for w in spoken & STAR_WORDS}) >= 2:
        spans = [(Span(*m.span("label")), part_of_title(m["title"]), False) for m in labels if m["title"][0].isupper()]
        found += [new for new in spans if not any(new[0].overlaps(old[0]) for old in found)]
    return tuple(Heading(span=span, part=part) for span, part, _ in sorted(found))


def _of_lines(text: str) -> Iterator[tuple[Span, PartName | None, bool]]:
    """Headings that open a line: span, part, whether a mere letter."""
    before: re.Match[str] | None = None
    for line in _LINE.finditer(text):
        raw = line.group()
        if _RULE.match(raw):
            if before is not None and _is_title(before.group().strip(), raw, text[before.end() : line.start()]):
                yield _span(text, before.start(), before.end()), part_of_title(before.group()), False
            yield _span(text, line.start(), line.end()), None, False
        elif (m := _HASH.match(raw)) or (m := _ALONE.match(raw)) or (m := _FRONT.match(raw)):
            yield _span(text, line.start(), line.start() + m.end()), part_of_title(m["title"]), False
        elif m := _LETTER.match(raw):
            yield _span(text, line.start(), line.start() + m.end()), LETTERS[m["title"]], True
        before = line


def _is_title(words: str, rule: str, between: str) -> bool:
    """Whether a rule right below the words makes them a title; labels are found by themselves."""
    underlined = rule.strip()[0] in "=-" and between in ("\n", "\r\n", "\r") and len(words) <= _LONGEST_UNDERLINED
    return (
        underlined
        and not words.endswith((".", "!", "?", ",", ";"))
        and not _HASH.match(words)
        and not _ALONE.match(words)
    )


def _span(text: str, start: int, end: int) -> Span:
    """The stretch without the white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
