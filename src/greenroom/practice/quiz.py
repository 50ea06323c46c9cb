"""Quiz: which questions a session asks, what was answered, what to read again."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
from greenroom.guides.schema import Competency, Examples, Guide
from greenroom.practice.quiz_examples import from_examples
from greenroom.practice.quiz_guide import from_guide
from greenroom.practice.quiz_interview import from_interview
from greenroom.practice.quiz_items import DIFFICULTIES, Difficulty, Item, Question
from greenroom.store.values import QuizAnswer

if TYPE_CHECKING:
    from datetime import datetime

    from greenroom.store import Store

QUESTIONS = 10
"""Questions of a session."""

MIXED = "all"
"""Key under which an unfinished session over all guides is kept."""

SHARE: dict[Difficulty, float] = {"easy": 0.4, "medium": 0.3, "hard": 0.3}
"""Share of each difficulty among the questions of a session."""


@dataclasses.dataclass(slots=True)
class Session:
    """One quiz: its questions in order, and what was answered so far (it may have begun on another day).

    ``gone``: questions of an unfinished session that the guides do not hold any more.
    """

    id: str
    scope: str
    questions: tuple[Question, ...]
    answers: list[QuizAnswer]
    gone: int = 0

    @property
    def at(self) -> int:
        """How many questions are answered; also the place of the next one in ``questions``."""
        return len(self.answers)

    def left(self) -> Iterator[tuple[int, Question]]:
        """The questions that are still to be answered, with their number from 1."""
        yield from enumerate(self.questions[self.at :], self.at + 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """How a session went: right and asked for each difficulty, and sections to read again, most missed first."""

    right: int
    asked: int
    by_difficulty: tuple[tuple[Difficulty, int, int], ...]
    again: tuple[tuple[str, str, int], ...]
    """Guide, section, number of questions missed."""


def pool(guide: Guide, examples: Examples, known: Sequence[Competency]) -> tuple[Item, ...]:
    """Every item of ``guide``, each key once; ``known`` are the competencies that its question may be confused with."""
    made = (*from_guide(guide), *from_interview(guide, known), *from_examples(guide, examples))
    return tuple({one.key: one for one in reversed(made) if one is not None}.values())[::-1]


def pools(guides: Sequence[str] | None = None) -> tuple[Item, ...]:
    """Every item of these guides, of all where none is named. Raises as ``load_guide``."""
    known = competencies()
    every = [load_guide(name) for name in (guide_ids() if guides is None else guides)]
    return tuple(one for guide in every for one in pool(guide, examples_of(guide), known))


def plan(
    items: Sequence[Item],
    past: Sequence[QuizAnswer],
    *,
    seed: str,
    count: int = QUESTIONS,
    difficulty: Difficulty | None = None,
) -> tuple[Item, ...]:
    """The items of a session: those whose latest answer was wrong first, then what was asked least.

    Nothing is asked again, unless it was wrong, before all was asked once. Among what was asked as often, the
    difficulties keep their ``SHARE`` and the kinds of question take turns; ``seed`` decides the rest. ``past`` is
    oldest first.
    """
    fits = {(one.guide, one.key): one for one in items if difficulty in (None, one.difficulty)}
    latest: dict[tuple[str, str], bool] = {}
    asked: Counter[tuple[str, str]] = Counter()
    for answer in past:
        where = (answer.guide, answer.question)
        latest.pop(where, None)  # so that what was missed longest ago comes first
        latest[where] = answer.correct
        asked[where] += 1
    chosen = [fits[where] for where, correct in latest.items() if where in fits and not correct][:count]
    chance = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    rest = [one for one in fits.values() if one not in chosen]
    chance.shuffle(rest)
    fresh: list[Item] = []
    for times in sorted({asked[one.guide, one.key] for one in rest}):
        tier = [one for one in rest if asked[one.guide, one.key] == times]
        while tier and len(chosen) + len(fresh) < count:
            fresh.append(tier.pop(_best(tier, [*chosen, *fresh], count)))
    fresh.sort(key=lambda one: DIFFICULTIES.index(one.difficulty))
    return (*chosen, *fresh)


def _best(tier: Sequence[Item], have: Sequence[Item], count: int) -> int:
    """Where in ``tier`` the item stands that the session lacks most: by difficulty, then by guide, then by kind.

    First of all, no text and no entry is asked about twice: one question would answer the other.
    """
    levels, guides = Counter(one.difficulty for one in have), Counter(one.guide for one in have)
    kinds, sections = Counter(one.kind for one in have), Counter((one.guide, one.section) for one in have)

    about = Counter((one.guide, one.key.rpartition(":")[2]) for one in have)

    def wanted(place: int) -> tuple[float, ...]:
        one = tier[place]
        told = about[one.guide, one.key.rpartition(":")[2]]
        lack = levels[one.difficulty] - SHARE[one.difficulty] * count
        return told, lack, guides[one.guide], kinds[one.kind], sections[one.guide, one.section], place

    return min(range(len(tier)), key=wanted)


def begin(
    store: Store,
    scope: str,
    items: Sequence[Item],
    *,
    at: datetime,
    new_id: Callable[[], str],
    count: int = QUESTIONS,
    difficulty: Difficulty | None = None,
    seed: int | None = None,
) -> Session:
    """A new session, kept from now on; ``scope`` is a guide's id, or ``MIXED``.

    With a ``seed`` the questions depend on it alone; without one they move on with every session.
    """
    past = _past(store, scope)
    drawn = f"{scope} {len({a.session for a in past})}" if seed is None else f"{scope} seed {seed}"
    planned = plan(items, past if seed is None else (), seed=drawn, count=count, difficulty=difficulty)
    ident = new_id()
    state = {"session": ident, "seed": drawn, "questions": [[one.guide, one.key] for one in planned]}
    store.keep("quiz", scope, state, at)
    return Session(ident, scope, tuple(one.question(drawn) for one in planned), [])


def unfinished(store: Store, scope: str, items: Sequence[Item]) -> Session | None:
    """The session that was left unfinished, where it stopped; nothing where there is none.

    What was answered is read from the answers themselves, each of which was stored when it was given.
    """
    state = store.kept("quiz", scope)
    if state is None:
        return None
    held = {(one.guide, one.key): one for one in items}
    answers = [a for a in _past(store, scope) if a.session == state["session"]]
    done = {(a.guide, a.question) for a in answers}
    keys = [(guide, key) for guide, key in state["questions"]]
    left = [held[where] for where in keys if where in held and where not in done]
    gone = sum(1 for where in keys if where not in held and where not in done)
    if not left:
        store.drop("quiz", scope)
        return None
    answered = [held[where] for where in ((a.guide, a.question) for a in answers) if where in held]
    counted = [a for a in answers if (a.guide, a.question) in held]
    questions = tuple(one.question(state["seed"]) for one in (*answered, *left))
    return Session(state["session"], scope, questions, counted, gone)


def answered(store: Store, scope: str, session: str, items: Sequence[Item]) -> Session:
    """What was answered so far in the quiz ``session``, ended or not; questions that the guides lost are left out."""
    held = {(one.guide, one.key): one for one in items}
    answers = [a for a in _past(store, scope) if a.session == session and (a.guide, a.question) in held]
    return Session(session, scope, tuple(held[a.guide, a.question].question(session) for a in answers), answers)


def record(store: Store, session: Session, chosen: str, *, at: datetime, new_id: Callable[[], str]) -> QuizAnswer:
    """Store the answer to the session's next question: the option of key ``chosen``.

    The answer keeps the options' texts, since letters mean something else under another seed.
    """
    question = session.questions[session.at]
    one = question.item
    answer = QuizAnswer(
        id=new_id(),
        session=session.id,
        guide=one.guide,
        question=one.key,
        difficulty=one.difficulty,
        chosen=question.option(chosen).text,
        right=one.right.text,
        correct=chosen == question.right,
        at=at,
    )
    store.add_quiz_answer(answer)
    session.answers.append(answer)
    if session.at == len(session.questions):
        store.drop("quiz", session.scope)
    return answer


def result(session: Session) -> Result:
    """How the session went, as far as it was answered."""
    asked, right = Counter[str](), Counter[str]()
    missed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for question, answer in zip(session.questions, session.answers, strict=False):
        asked[answer.difficulty] += 1
        right[answer.difficulty] += answer.correct
        if not answer.correct:
            missed[question.item.guide, question.item.section] += 1
    again = sorted(missed.items(), key=lambda m: -m[1])
    return Result(
        right=sum(right.values()),
        asked=sum(asked.values()),
        by_difficulty=tuple((d, right[d], asked[d]) for d in DIFFICULTIES if asked[d]),
        again=tuple((guide, section, count) for (guide, section), count in again),
    )


def _past(store: Store, scope: str) -> list[QuizAnswer]:
    return store.quiz_answers(None if scope == MIXED else scope)
