"""What the bank keeps by its ids, in words: competencies, signals, kinds of story, verdicts."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from greenroom.guides.loader import competencies, guide_ids, load_guide
from greenroom.model import Review
from greenroom.reports.wording import in_words, value_words
from greenroom.stories.model import Support


@functools.cache
def guide_names() -> Mapping[str, str]:
    """Names of competencies, of what their guides listen for, and of their kinds of story ("guide/kind"), by id."""
    made = {one.id: one.name for one in competencies()}
    for ident in guide_ids():
        guide = load_guide(ident)
        made.setdefault(ident, guide.principle)
        heard = {one.id: one.name for one in guide.signals}
        heard |= {one.id: one.name for one in guide.disqualifiers} | {one.id: one.name for one in guide.red_flags}
        made = heard | made
        made.update({f"{ident}/{kind.id}": kind.name for kind in guide.archetypes})
    return made


def words_of(text: str) -> str:
    """``text`` that the program made, on one line, with words for the ids in it."""
    return in_words(text, guide_names())


def competency_words(competency: str) -> str:
    """The name of a competency; its id where no pack names it."""
    return guide_names().get(competency, competency)


def archetype_words(archetype: str) -> str:
    """A kind of story with its competency; one of the person's own is named by the competency alone."""
    competency, _, _ = archetype.partition("/")
    kind, of = guide_names().get(archetype), competency_words(competency)
    return f"“{kind}” ({of})" if kind else of


def said_of(support: Support, *, score: bool = False) -> str:
    """What a review says of a telling: for which competency, the verdict, at which level; and its ``score``."""
    of = f", {support.score:.0f}" if score else ""
    verdict, level = value_words(support.verdict).lower(), value_words(support.level)
    return f"{competency_words(support.competency)}: {verdict}{of} ({level})"


def in_one_line(title: str, made: Review) -> str:
    """A review in one line: the verdict and the first thing to do about it."""
    if made.unscored:
        return f"{title}: not scored, {made.unscored}"
    said = f"{title}: {value_words(str(made.verdict)).lower()}, {made.score}"
    if not made.fixes:
        return f"{said}."
    advice = made.fixes[0].advice.replace("[", "").replace("]", "")
    return f"{said}. {advice}"
