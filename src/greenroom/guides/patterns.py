"""Patterns of guides: RE2 (linear time), case-insensitive, with offsets in code points.

A pattern must also be safe in an ordinary backtracking engine, so that a guide can be
moved elsewhere: what only RE2 understands, and what only RE2 survives, is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

import re2

from greenroom.errors import GuideError
from greenroom.guides import runaway
from greenroom.model import Span

MAX_LENGTH = 1500
"""Longest pattern, in characters."""
MAX_PROGRAM = 6000
"""Largest compiled pattern, in RE2 instructions."""

_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.log_errors = False

_WORD = r"\w\x{C0}-\x{24F}"

_REFUSED_SYNTAX = (
    (r"\(\?<?[=!]", "lookaround (?= ?! ?<= ?<!)", "write the words around it into the pattern, or use 'unless'"),
    (r"\\[1-9]|\(\?P=", "a backreference", "write the repeated words out"),
    (r"\(\?>|[*+?}]\+", "an atomic group or possessive repetition", "use a plain group or repetition"),
    (r"\(\?\(", "a conditional group", "write two patterns instead"),
    (r"\(\?#", "a comment inside the pattern", "put the comment on a YAML line of its own, after #"),
)
_REPAIRS = (
    ("repetition size", "keep counts in { } to 1000 in all, nested ones multiplied"),
    ("missing )", "close the bracket, or write \\( for a literal one"),
    ("unexpected )", "open the bracket, or write \\) for a literal one"),
    ("missing argument", "put something before * + ?, or a backslash if the sign is meant literally"),
)
_ESCAPED = re.compile(r"\\\\|\\\[|\\\(|\[(?:\\.|[^\\\]])+\]")
_ALLOWED = "letters, ( | ), (?: ), [ ], . ? * + {m,n}, ^ $, \\b \\d \\s \\w"


class Pattern:
    """A compiled pattern; ``source`` is as written in the guide, ``loosened`` says how it is run."""

    __slots__ = ("_regex", "source")

    def __init__(self, source: str, regex: re2._Regexp) -> None:
        self.source, self._regex = source, regex

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"

    def spans(self, text: str) -> tuple[Span, ...]:
        """Every match in ``text``, left to right and not overlapping, in code points."""
        # RE2 works on bytes; "replace" keeps one character for each lone surrogate.
        data = text.encode("utf-8", "replace")
        found = [match.span() for match in self._regex.finditer(data)]
        if not found or len(data) == len(text):
            return tuple(Span(start, end) for start, end in found)
        spans, byte, point = [], 0, 0
        for start, end in found:
            first = point + len(data[byte:start].decode())
            byte, point = end, first + len(data[start:end].decode())
            spans.append(Span(first, point))
        return tuple(spans)

    def matches(self, text: str) -> bool:
        """Whether the pattern occurs in ``text``."""
        return self._regex.search(text.encode("utf-8", "replace")) is not None


def compile_pattern(text: str, *, portable: bool = True) -> Pattern:
    """The compiled pattern; ``portable=False`` skips the analysis that only a linter needs.

    Raises ``GuideError`` with the reason where RE2 refuses the pattern, where it is too
    large, could match nothing at all, or could run away in a backtracking engine.
    """
    return _compiled(text, portable)


@lru_cache(maxsize=4096)
def _compiled(text: str, portable: bool) -> Pattern:
    if len(text) > MAX_LENGTH:
        raise _fault(text, f"pattern is too large ({len(text)} characters)", f"at most {MAX_LENGTH} characters")
    try:
        regex = re2.compile(loosened(text), _OPTIONS)
    except re2.error as fault:
        raise _refused(text, fault) from None
    if regex.programsize > MAX_PROGRAM:
        raise _fault(
            text,
            f"pattern is too large ({regex.programsize} instructions when compiled)",
            f"at most {MAX_PROGRAM}",
            "lower the counts in { } or split it into several patterns",
        )
    if portable:
        for weakness in runaway.weaknesses(text):
            raise _fault(text, weakness.what, _ALLOWED, weakness.do)
    elif regex.search(b"") is not None:
        raise _fault(text, runaway.EMPTY.what, _ALLOWED, runaway.EMPTY.do)
    return Pattern(text, regex)


def loosened(text: str) -> str:
    r"""The pattern as it is run, widened to what people's texts hold.

    A space is any white space, ``'`` also ``’``, ``\w`` also letters with accents, and
    ``[A-Z]`` on its own (the beginning of a name) keeps its case although patterns ignore case.
    """
    out: list[str] = []
    opened, i = -1, 0  # where the bracket that we are in was opened
    while i < len(text):
        char = text[i]
        if char == "\\":
            pair = text[i : i + 2]
            if pair == r"\w":
                pair = _WORD if opened >= 0 else f"(?-i:[{_WORD}])"
            out.append(pair)
            i += 2
            continue
        if opened >= 0:
            if char == "]" and text[opened + 1 : i] not in {"", "^"}:
                opened = -1
            out.append({"'": "'’", " ": r"\s\x{A0}"}.get(char, char))
        elif text.startswith("[A-Z]", i):
            out.append(r"(?-i:[A-Z\x{C0}-\x{DE}\x{100}-\x{24F}])")
            i += 4
        elif char == "[":
            opened = i
            out.append(char)
        elif char == " ":
            counted = text[i + 1 : i + 2] in {"*", "+", "?", "{"}
            out.append(r"[\s\x{A0}]" if counted else r"[\s\x{A0}]+")
        else:
            out.append("['’]" if char == "'" else char)
        i += 1
    return "".join(out)


def _refused(text: str, fault: Exception) -> GuideError:
    bare = _ESCAPED.sub("_", text)
    for sign, name, do in _REFUSED_SYNTAX:
        if re.search(sign, bare):
            return _fault(text, f"pattern uses {name}, which linear-time matching cannot do", _ALLOWED, do)
    try:
        # The text as written, so that the complaint speaks of what its author sees.
        re2.compile(text, _OPTIONS)
    except re2.error as plain:
        fault = plain
    reason = fault.args[0] if fault.args else ""
    reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    do = next((do for sign, do in _REPAIRS if sign in reason), "write a backslash before a sign meant literally")
    return _fault(text, f"pattern is not valid: {reason}", _ALLOWED, do)


def _fault(text: str, what: str, allowed: str, do: str = "") -> GuideError:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return GuideError(what, where=f"pattern '{shown}'", allowed=allowed, do=do)
