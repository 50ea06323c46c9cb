"""A debrief as its page shows it: every value in words, nothing decided here."""

from __future__ import annotations

from typing import NamedTuple

from greenroom.guides.loader import load_guide
from greenroom.model import Verdict
from greenroom.rehearsal.debrief import HIRED, Feedback, debrief_of
from greenroom.rehearsal.evidence import names_of
from greenroom.rehearsal.probes import told_of
from greenroom.rehearsal.values import Entry, Sitting, State
from greenroom.rehearsal.wording import settled_words, speaks_for, spoken_words, standing_words
from greenroom.reports.wording import (
    COMPANY_WORDS,
    VERDICT_WORDS,
    in_words,
    level_words,
    listed,
    scope_words,
    seconds_words,
    told,
)


class Vote(NamedTuple):
    """A verdict and its words; ``verdict`` none where nothing was answered."""

    verdict: Verdict | None
    words: str


class Line(NamedTuple):
    """A line of the ledger."""

    number: int
    question: str
    reply: str
    graded: str
    good: bool | None
    reason: str
    settled: tuple[tuple[bool, str], ...]
    noticed: tuple[str, ...]
    before: Vote
    after: Vote


class Said(NamedTuple):
    """A question and what was answered; ``passed`` where nothing was."""

    question: str
    reply: str
    passed: bool


class Interviewer(NamedTuple):
    """What one interviewer writes down, and what was said to them."""

    number: int
    principle: str
    question: str
    vote: Vote
    opening: Vote
    again: Vote
    moved: str
    heard: tuple[str, ...]
    against: tuple[str, ...]
    unproven: str
    over: str
    scope: str
    why: tuple[str, ...]
    ledger: tuple[Line, ...]
    stopped: str
    spoken: tuple[str, ...]
    said: tuple[Said, ...]


class View(NamedTuple):
    """The whole debrief."""

    day: str
    about: str
    decision: Vote
    interviewers: tuple[Interviewer, ...]
    bar_question: str
    bar_answer: str
    coach: tuple[str, ...]
    model: str
    finished: bool
    loop: bool


def vote_of(verdict: Verdict | None) -> Vote:
    """``verdict`` with its words."""
    return Vote(verdict, VERDICT_WORDS[verdict] if verdict else "No vote")


def view_of(state: State, least_s: float) -> View:
    """The debrief of what was said in ``state``; ``least_s`` as in ``speech.delivery``."""
    made = debrief_of(state, {g: load_guide(g) for g in state.setup.loop})
    company = f" at {COMPANY_WORDS[state.setup.company]}" if state.setup.company else ""
    decision = made.decision
    known: dict[str, Verdict] = {str(v): v for v in VERDICT_WORDS}
    return View(
        day=f"{state.begun.astimezone():%Y-%m-%d}",
        about=f"{level_words(state.setup.level)}{company}",
        decision=vote_of(known[decision]) if decision in known else Vote(None, decision.capitalize()),
        interviewers=tuple(
            _interviewer(n, one, sitting, least_s)
            for n, (one, sitting) in enumerate(zip(made.feedback, state.sittings, strict=True), 1)
        ),
        bar_question=made.bar_question,
        bar_answer=made.bar_answer,
        coach=made.coach,
        model=made.model,
        finished=state.phase == "done",
        loop=len(made.feedback) > 1,
    )


def _interviewer(number: int, one: Feedback, sitting: Sitting, least_s: float) -> Interviewer:
    names = names_of(load_guide(one.guide))
    return Interviewer(
        number=number,
        principle=one.principle,
        question=one.question,
        vote=vote_of(one.verdict),
        opening=vote_of(one.opening),
        again=vote_of(one.again),
        moved=told(one.moved) if one.moved else "",
        heard=tuple(standing_words(b, names) for b in one.heard),
        against=tuple(standing_words(b, names) for b in one.against),
        unproven=listed(names[b.id] for b in one.unproven),
        over=seconds_words(one.over_s) if one.over_s else "",
        scope=scope_words(one.level),
        why=tuple(told(in_words(line, names)) for line in one.why),
        ledger=tuple(_line(entry, names) for entry in one.ledger),
        stopped=told(one.stopped) if one.stopped else "",
        spoken=spoken_words(sitting, least_s),
        said=said_of(sitting),
    )


def _line(entry: Entry, names: dict[str, str]) -> Line:
    words = {"strong": "Strong", "weak": "Weak", None: "Not graded"}
    return Line(
        number=entry.turn,
        question=entry.question,
        reply=entry.reply,
        graded=words[entry.label],
        good=None if entry.label is None else entry.label == "strong",
        reason=told(entry.reason) if entry.reason else "",
        settled=tuple((speaks_for(belief), line) for belief, line in settled_words(entry, names)),
        noticed=tuple(told(told_of(one)) for one in entry.notices),
        before=vote_of(entry.before),
        after=vote_of(entry.after),
    )


def said_of(sitting: Sitting) -> tuple[Said, ...]:
    """What was asked and said so far, the question that stands left out."""
    made = [Said(sitting.question, sitting.answer, passed=False)] if sitting.answer else []
    made += [
        Said(turn.ask.question, turn.reply, passed=not turn.reply)
        for turn in sitting.turns
        if turn.reply is not None and (turn.reply or turn.ask.kind != "closing")
    ]
    return tuple(made)


__all__ = ["HIRED", "Interviewer", "Line", "Said", "View", "Vote", "said_of", "view_of", "vote_of"]
