"""Hedges on the candidate's own claims."""

from __future__ import annotations

from greenroom.detectors.base import Context, Hit, numbered
from greenroom.detectors.guards import quoted, reported
from greenroom.detectors.phrase import occurring
from greenroom.guides.schema import Hedge
from greenroom.language.parsed import Sentence
from greenroom.model import Span


def find(rule: Hedge, context: Context) -> Hit | None:
    """Every hedge that is not somebody else's; holds from ``at_least`` of them."""
    patterns = occurring(rule.words, context)
    parsed = context.parsed
    spans: list[Span] = []
    sentences: list[Sentence] = []
    for sentence in parsed.of_part(()):
        text = parsed.answer.text[sentence.span.start : sentence.span.end]
        for pattern in patterns:
            for start, end in pattern.spans(text):
                at = Span(start + sentence.span.start, end + sentence.span.start)
                taken = any(at.overlaps(s) for s in spans)
                if taken or quoted(parsed, sentence, at) or reported(parsed, sentence, at):
                    continue
                spans.append(at)
                if sentence not in sentences:
                    sentences.append(sentence)
    if len(spans) < rule.at_least:
        return None
    return Hit(rule.grade, tuple(sorted(spans)), 1.0, f"{len(spans)} hedges in {numbered(sentences)}")
