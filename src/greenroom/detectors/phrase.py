"""Words that say it outright, read in context: not negated, not hypothetical, by the right person."""

from __future__ import annotations

from collections.abc import Sequence

from greenroom.detectors.base import Context, Hit, numbered
from greenroom.detectors.guards import guarded, speaks
from greenroom.guides.patterns import Pattern, compile_pattern
from greenroom.guides.schema import Phrase
from greenroom.model import Span


def find(rule: Phrase, context: Context) -> Hit | None:
    """Sentences in which a pattern matches and no guard takes it away."""
    patterns = occurring(rule.any, context)
    parsed, spans, sentences = context.parsed, [], []
    for sentence in parsed.of_part(rule.parts):
        text = parsed.answer.text[sentence.span.start : sentence.span.end]
        for pattern in patterns:
            at = next(
                (
                    m
                    for found in pattern.spans(text)
                    if not guarded(parsed, sentence, m := _moved(found, sentence.span.start), rule.unless)
                    and speaks(parsed, sentence, m, rule.speaker)
                ),
                None,
            )
            if at:
                spans.append(at)
                sentences.append(sentence)
                break
    if len(sentences) < rule.at_least:
        return None
    return Hit(rule.grade, tuple(spans), 1.0, f"the words in {numbered(sentences)}")


def occurring(sources: Sequence[str], context: Context) -> list[Pattern]:
    """The patterns worth trying sentence by sentence: anchored ones, and those found in the whole text."""
    patterns = [compile_pattern(p, portable=False) for p in sources]
    text = context.parsed.answer.text
    return [p for p in patterns if "^" in p.source or "$" in p.source or p.matches(text)]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
