"""Which guide an answer is reviewed against when nobody said so, and how to say what was assumed."""

from __future__ import annotations

from greenroom.errors import UsageError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.judges import Judge
from greenroom.model import Answer
from greenroom.questions import recognise
from greenroom.review import likeliest_guide

UNSURE = 0.5
"""Probability of the recognised competency below which the note calls it a guess."""


def guide_for(answer: Answer, judge: Judge) -> tuple[Guide, tuple[str, ...]]:
    """The guide to review ``answer`` against, and the assumptions made, as notes for the review.

    The answer's own competency decides; else the question it was asked; else the guide under
    which the answer shows most. Raises ``UsageError`` for a competency that is unknown or has
    no guide yet, named or recognised, and for a question that names none.
    """
    if answer.competency:
        return load_guide(answer.competency), ()
    if answer.question and answer.question.strip():
        return _by_question(answer.question)
    guides = {one: load_guide(one) for one in guide_ids()}
    guide = likeliest_guide(answer, guides, judge)
    why = "of all guides this answer shows most under it, and neither competency nor question was given"
    return guide, (f"Assumed competency {guide.id}, a guess: {why}.",)


def _by_question(question: str) -> tuple[Guide, tuple[str, ...]]:
    found = recognise(question)
    likeliest = found.likeliest
    percent = f"{likeliest.probability:.0%}"
    if not found.behavioural:
        raise UsageError(
            f"the question seems to ask for no competency ({percent}): it asks for knowledge, an opinion or facts",
            allowed=", ".join(guide_ids()),
            do="name the competency to review against",
        )
    if not found.clear:
        raise UsageError(
            "it is not clear which competency the question asks about",
            allowed=", ".join(guide_ids()),
            do="name the competency to review against",
        )
    if not likeliest.has_guide:
        raise UsageError(
            f"the question seems to ask for competency '{likeliest.id}' ({percent}), which has no guide yet",
            allowed=", ".join(guide_ids()),
            do="name the competency to review against",
        )
    guess = "" if likeliest.probability >= UNSURE else "; this is a guess, name the competency to be sure"
    note = f"Assumed competency {likeliest.id} from the question ({percent}; {likeliest.why}){guess}."
    return load_guide(likeliest.id), (note,)
