"""Reviewing a telling against a competency, at a level, through a lens; and what changed from one to another."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from greenroom.errors import UsageError
from greenroom.guides.schema import Guide
from greenroom.judges import Judge
from greenroom.model import Answer, Change, Company, Review, TargetLevel
from greenroom.reading import read_answer
from greenroom.review import comparing, review
from greenroom.settings import Settings
from greenroom.stories.bank import Bank, Held, KeptReview
from greenroom.stories.model import Telling
from greenroom.stories.texts import one_line, settled


def answer_of(telling: Telling, question: str | None = None) -> Answer:
    """The telling as an answer to ``question``, or to the one it was told for.

    Raises ``InputError`` where it holds no words to review.
    """
    read = read_answer(None, stdin=io.BytesIO(telling.text.encode()))
    return msgspec.structs.replace(
        read, id=telling.id, competency=telling.competency, question=question or telling.question, source="story"
    )


def reviewed(
    answer: Answer,
    guide: Guide,
    level: TargetLevel,
    lens: Company | None,
    judge: Judge,
    settings: Settings,
    fixes: bool = True,
) -> Review:
    """The review of a telling as an answer; raises as ``review`` does."""
    return review(answer, guide=guide, level=level, judge=judge, settings=settings, lens=lens, fixes=fixes)


def seconds_of(answer: Answer) -> float | None:
    """How long a timed answer took to say, to a tenth of a second; None for one without times."""
    if not answer.words:
        return None
    return round(max(w.end_s for w in answer.words) - min(w.start_s for w in answer.words), 1)


def kept(bank: Bank, story: str, answer: Answer, made: Review, lens: Company | None, at: datetime) -> Telling:
    """``answer`` as the latest telling of ``story``, with its review; words that are its latest already are not added.

    Raises ``UsageError`` for an unknown story, and as the bank does.
    """
    text, latest = settled(answer.text), bank.get(story).latest
    telling = latest if latest and latest.text == text else None
    if telling is None:
        telling = bank.tell(story, text, at, made.competency, one_line(made.question) or None, seconds_of(answer))
    bank.keep_review(telling, made, made.target_level, lens, at)
    return telling


# ── two tellings ────────────────────────────────────────────────────────────────────


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewDifference:
    """How the reviews of two tellings differ, for one competency at one level through one lens.

    ``missing``: numbers of the tellings that were not reviewed so; ``changes`` are empty then.
    """

    competency: str
    level: str
    lens: str | None
    changes: tuple[Change, ...]
    missing: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """Two tellings side by side: sentences that stayed (" "), went ("-") and came ("+"), and their reviews."""

    story: str
    before: Telling
    after: Telling
    lines: tuple[tuple[Literal[" ", "-", "+"], str], ...]
    reviews: tuple[ReviewDifference, ...]


def compared(bank: Bank, held: Held, first: int | None = None, second: int | None = None) -> Comparison:
    """The tellings of these numbers, by default the last two with words; raises ``UsageError`` where there are none."""
    written = [one for one in held.tellings if one.text]
    if first is None and second is None:
        if len(written) < 2:
            do = f"greenroom story tell {held.story.id} adds a telling"
            raise UsageError(f"'{held.story.id}' has fewer than two tellings to compare", do=do)
        before, after = written[-2:]
    else:
        before = held.telling(first)
        after = held.telling(second) if second is not None else written[-1]
    if before.number == after.number:
        raise UsageError(f"both are telling {before.number}", allowed="two different tellings")
    reviews = tuple(_differences(bank.reviews(before.id), bank.reviews(after.id), before, after))
    return Comparison(held.story.id, before, after, tuple(comparing.sentence_lines(before.text, after.text)), reviews)


def _differences(
    first: Sequence[KeptReview], second: Sequence[KeptReview], before: Telling, after: Telling
) -> Iterator[ReviewDifference]:
    old, new = _latest(first), _latest(second)
    for key in dict.fromkeys([*old, *new]):
        missing = tuple(one.number for one, there in ((before, old), (after, new)) if key not in there)
        changes = () if missing else tuple(comparing.changes(old[key], new[key]))
        yield ReviewDifference(*key, changes=changes, missing=missing)


def _latest(reviews: Sequence[KeptReview]) -> Mapping[tuple[str, str, str | None], Review]:
    return {(one.competency, one.level, one.lens): one.review for one in reviews if one.review is not None}
