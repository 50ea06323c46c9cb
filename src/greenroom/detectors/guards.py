"""Readings in which words do not count: negated, hypothetical, reported, quoted; and whose act it is.

The word tags come from the encoder's pass; a short lexical window backs them up where
the text is a fragment without a verb.
"""

from __future__ import annotations

from greenroom.guides.patterns import compile_pattern
from greenroom.guides.schema import Guard, Speaker
from greenroom.language.parsed import Parsed, Sentence
from greenroom.model import Span

WINDOW = 40
"""Code points before a match in which a negation or condition still governs it."""

NEGATION = (
    r"\b(not|never|no one|nobody|without|neither|nor"
    r"|(did|do|does|was|were|could|ca|wo|had|have|has|is|are|would|should)n't|cannot)\b[^.;,]*$"
)
CONDITION = r"\b(would|could|might|should|if|imagine|suppose|hypothetically|ideally|plan to|going to)\b[^.;]*$"
REPORT = (
    r"\b(he|she|they|manager|lead|director|boss|pm|client|customer|team|people|someone|somebody)\s+"
    r"(said|says|told|thought|felt|claimed|argued|asked|was like|goes)\b[^.;]*$"
)


def _before(parsed: Parsed, sentence: Sentence, at: Span) -> str:
    start = max(sentence.span.start, at.start - WINDOW)
    return parsed.answer.text[start : at.start]


def _follows(pattern: str, parsed: Parsed, sentence: Sentence, at: Span) -> bool:
    return compile_pattern(pattern, portable=False).matches(_before(parsed, sentence, at))


def _tagged(parsed: Parsed, tag: str, at: Span, slack: int = 0) -> bool:
    wide = Span(at.start - slack, at.end + slack)
    return any(m.span.overlaps(wide) for m in parsed.marked(tag))


def negated(parsed: Parsed, sentence: Sentence, at: Span) -> bool:
    """The words at ``at`` stand under a negation."""
    return _tagged(parsed, "negated", at) or compile_pattern(NEGATION, portable=False).matches(
        _before(parsed, sentence, at)
    )


def hypothetical(parsed: Parsed, sentence: Sentence, at: Span) -> bool:
    """The words are not told as having happened (would, if, plan to)."""
    return _tagged(parsed, "irrealis", at) or compile_pattern(CONDITION, portable=False).matches(
        _before(parsed, sentence, at)
    )


def reported(parsed: Parsed, sentence: Sentence, at: Span) -> bool:
    """The words are what somebody else said or thought."""
    return _tagged(parsed, "reported", at) or compile_pattern(REPORT, portable=False).matches(
        _before(parsed, sentence, at)
    )


def quoted(parsed: Parsed, sentence: Sentence, at: Span) -> bool:
    """The words stand inside quotation marks."""
    return any(q.overlaps(at) for q in sentence.quoted)


GUARDS = {"negated": negated, "hypothetical": hypothetical, "reported": reported, "quoted": quoted}


def guarded(parsed: Parsed, sentence: Sentence, at: Span, unless: tuple[Guard, ...]) -> bool:
    """Whether one of these readings takes the match away."""
    return any(GUARDS[g](parsed, sentence, at) for g in unless)


SUBJECT_TAG: dict[Speaker, str] = {"candidate": "subj_i", "group": "subj_we", "other": "subj_other"}


def speaks(parsed: Parsed, sentence: Sentence, at: Span, speaker: Speaker) -> bool:
    """Whether the act at ``at`` is that of ``speaker``: the nearest tagged verb decides."""
    if speaker == "any":
        return True
    nearest: tuple[int, str] | None = None
    for tag in SUBJECT_TAG.values():
        for mark in parsed.marked(tag, sentence.index):
            gap = max(0, mark.span.start - at.end, at.start - mark.span.end)
            if nearest is None or gap < nearest[0]:
                nearest = (gap, tag)
    return nearest is not None and nearest[1] == SUBJECT_TAG[speaker]
