"""Is anything told at all: definitions, hypotheticals, instructions, and the rubric recited."""

from __future__ import annotations

import functools
import re

from greenroom.detectors.base import Context, Hit, numbered, spans_of
from greenroom.guides.schema import Disqualifier, Guide, NoStory, Recital, RedFlag

SHINGLE = 3
"""Words in a run that is compared with the guide's own wording."""


def no_story(rule: NoStory, context: Context) -> Hit | None:
    """The encoder hears no story of something that happened."""
    doubt = 1.0 - context.parsed.heads.story
    if context.parsed.sentences and doubt < rule.at_least:
        return None
    return Hit(rule.grade, (), doubt, "nothing that happened is told")


def recital(rule: Recital, context: Context) -> Hit | None:
    """Most of the text repeats the guide's own wording instead of telling what happened."""
    known = _shingles_of(context.guide)
    said, recited, total = [], 0, 0
    for sentence in context.parsed.of_part(()):
        runs = _shingles(sentence.text)
        total += len(runs)
        same = sum(r in known for r in runs)
        recited += same
        if runs and same >= rule.overlap * len(runs):
            said.append(sentence)
    if not total or recited < rule.overlap * total:
        return None
    return Hit(rule.grade, spans_of(said), recited / total, f"the guide's own words in {numbered(said)}")


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


@functools.lru_cache(maxsize=32)
def _shingles_of(guide: Guide) -> frozenset[tuple[str, ...]]:
    texts = [guide.definition, guide.core_test, guide.core_signal, guide.tagline, guide.company_framing, *guide.is_not]
    for signal in guide.signals:
        texts += [signal.name, signal.listens_for, signal.why, *signal.cues]
    faults: tuple[Disqualifier | RedFlag, ...] = (*guide.disqualifiers, *guide.red_flags)
    for item in faults:
        texts += [item.said, item.why_it_fails, item.fix]
    texts += [probe.strong for probe in guide.probes] + [probe.key_phrase for probe in guide.probes]
    texts += [lens.sounds_like for lens in guide.lenses] + [lens.elevated_example for lens in guide.lenses]
    return frozenset(s for t in texts for s in _shingles(t))
