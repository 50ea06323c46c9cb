"""One rehearsal over the store: every event is on the disk when its method returns, so that nothing said is lost."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from greenroom.errors import UsageError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.model import Company, TargetLevel
from greenroom.questions import recognise
from greenroom.rehearsal.choose import choices, first, unproven
from greenroom.rehearsal.debrief import Debrief, debrief_of
from greenroom.rehearsal.evidence import beliefs_of
from greenroom.rehearsal.probes import ask_of, follow_up
from greenroom.rehearsal.reading import Reader
from greenroom.rehearsal.state import Ended, Event, RanOver, Read, Told, begin, runs_over, step
from greenroom.rehearsal.values import Ask, Heard, Interviewer, Setup, Sitting, State
from greenroom.rehearsal.vote import decision_of
from greenroom.store import Store, sittings
from greenroom.store.values import Mode, PastRehearsal

MODE: Mode = "rehearse"
KEY = "last"
"""There is one unfinished rehearsal at most."""

NOTHING_LEFT = "no further reply was expected to change the verdict"


def setup_of(
    guides: Sequence[str],
    *,
    question: str | None = None,
    level: TargetLevel,
    company: Company | None = None,
    interviewer: Interviewer = "warm",
    clock: bool = False,
    probes: int,
    aloud: bool = False,
    before: Mapping[str, int] | None = None,
) -> Setup:
    """What a rehearsal of these guides is for.

    ``question`` is asked in place of the guide's own, of the first competency. ``before``: how often each guide was
    rehearsed (:func:`times`), so that the next one of its questions is asked. Raises ``UsageError`` for an unknown
    guide and for one named twice.
    """
    if len(set(guides)) != len(guides):
        raise UsageError("a competency stands twice in the loop", allowed="each once", do="leave one of them out")
    questions = [question_of(load_guide(g), company, (before or {}).get(g, 0)) for g in guides]
    if question:
        questions[0] = question
    return Setup(
        loop=tuple(guides), questions=tuple(questions), level=level, company=company, interviewer=interviewer,
        clock=clock, probes=probes, aloud=aloud,
    )  # fmt: skip


def guides_for(competency: str | None, loop: str | None, question: str | None) -> tuple[str, ...]:
    """Ids of the guides to rehearse: the one named, those of the loop ("a,b,c"), else the one that is asked for.

    Raises ``UsageError`` where none or two of these are given, and for a question that names no competency.
    """
    if competency and loop:
        raise UsageError("both a competency and a loop are named", do="leave one of them out")
    if loop:
        named = tuple(filter(None, (x.strip() for x in loop.split(","))))
        if not named:
            raise UsageError("names no competency", where="--loop", allowed=", ".join(guide_ids()))
        return named
    if competency:
        return (competency,)
    if question is None:
        raise UsageError("which competency?", allowed=", ".join(guide_ids()), do="greenroom rehearse COMPETENCY")
    found = recognise(question)
    if not (found.clear and found.likeliest.has_guide):
        what = "it is not clear which competency the question asks about"
        if found.clear and found.behavioural:
            what = f"the question seems to ask for '{found.likeliest.id}', which has no guide yet"
        raise UsageError(what, allowed=", ".join(guide_ids()), do="name the competency to rehearse")
    return (found.likeliest.id,)


def question_of(guide: Guide, company: Company | None, turn: int = 0) -> str:
    """The ``turn``-th question that asks for a guide: the company's own, then the direct ones, then the indirect."""
    lens = [x.example_question for x in guide.lenses if x.company == company]
    every = [*lens, *([] if lens else [guide.question]), *guide.triggers.direct, *guide.triggers.indirect]
    return every[turn % len(every)]


def next_ask(sitting: Sitting, guide: Guide, setup: Setup) -> Ask | None:
    """The next probe after what was read so far; none where no reply would change the verdict.

    What the latest reply itself calls for comes first, as long as there is room left for what a hire needs.
    """
    beliefs = beliefs_of(sitting, guide)
    ranked = choices(beliefs, decision_of(sitting, guide, setup.level).level, guide, setup.level, sitting.asked)
    left = setup.probes - sitting.probed
    ask = follow_up(sitting, guide, setup.interviewer)
    if ask is not None and left > len(unproven(ranked, beliefs, guide)):
        return ask
    choice = first(ranked, beliefs, guide, left)
    return ask_of(choice, sitting, beliefs, guide, setup.interviewer) if choice else ask


def read_event(state: State, reader: Reader, guide: Guide) -> Read:
    """What the judge makes of the latest answer and which probe follows, as the event that :func:`step` waits for."""
    heard = reader.hear(state.sitting, guide)
    if heard.unscored:
        return Read(heard=heard)
    ask = next_ask(_heard(state.sitting, heard), guide, state.setup)
    return Read(heard=heard, ask=ask, stopped="" if ask else NOTHING_LEFT, budget_s=guide.depth_tip.opening_seconds)


def _heard(sitting: Sitting, heard: Heard) -> Sitting:
    """The sitting as it will be once ``heard`` is in it."""
    if not sitting.turns:
        return msgspec.structs.replace(sitting, heard=heard)
    last = msgspec.structs.replace(sitting.turns[-1], heard=heard)
    return msgspec.structs.replace(sitting, turns=(*sitting.turns[:-1], last))


def unfinished(store: Store) -> State | None:
    """The rehearsal that was kept, if there is one. Raises ``DataError`` where it cannot be understood."""
    anew = "greenroom rehearse --restart begins a new one"
    return sittings.unfinished(store, MODE, KEY, State, "the rehearsal", "rehearsal", anew)


def times(store: Store) -> dict[str, int]:
    """How often each guide was rehearsed, given up or not."""
    return dict(Counter(g for r in store.rehearsals() for g in r.guides.split(",")))


def past_of(store: Store, ident: str) -> State | None:
    """The rehearsal of this id in the history, finished or given up."""
    found = next((r for r in store.rehearsals() if r.id == ident), None)
    return msgspec.convert(dict(found.state), State) if found else None


def last_of(store: Store) -> State:
    """The last rehearsal of the history that was finished; raises ``UsageError`` where there is none."""
    past = [r for r in store.rehearsals() if r.finished]
    if not past:
        raise UsageError("no rehearsal was finished yet", do="greenroom rehearse COMPETENCY begins one")
    return msgspec.convert(dict(past[-1].state), State)


class Rehearsal:
    """A rehearsal that goes on: takes events, keeps every state, puts the finished one into the history."""

    def __init__(
        self, store: Store, state: State, reader: Reader, new_id: Callable[[], str] = lambda: uuid.uuid4().hex
    ) -> None:
        """``state`` is one that was kept, or from :meth:`begun`; ``new_id`` names it in the history."""
        self.state = state
        self._kept: State | None = state
        self._store, self._reader, self._new_id = store, reader, new_id

    @classmethod
    def begun(cls, store: Store, setup: Setup, reader: Reader, now: datetime, before: State | None = None) -> Rehearsal:
        """A new one, kept at once in place of ``before``; raises ``ChangedError`` where another is kept."""
        state, _ = begin(setup, now)
        made = cls(store, state, reader)
        made._kept = before
        made._keep(now)
        return made

    @property
    def guide(self) -> Guide:
        """The guide of the competency that is being asked for."""
        return load_guide(self.state.sitting.guide)

    def happened(self, event: Event, now: datetime) -> tuple[Told, ...]:
        """Take one event; what is to be done now. The new state is on the disk when this returns.

        Raises ``ChangedError``, and takes nothing, where the rehearsal went on elsewhere.
        """
        state, told = step(self.state, event, now)
        if state is self.state:
            return told
        if any(isinstance(one, Ended) for one in told):
            self._end(state, now)
        else:
            sittings.keep(self._store, MODE, KEY, self._kept, state, now, "this rehearsal")
        self.state = self._kept = state
        return told

    def read(self, now: datetime) -> tuple[Told, ...]:
        """Read the latest answer with the judge and go on; raises as the judge does, with the answer kept."""
        return self.happened(read_event(self.state, self._reader, self.guide), now)

    def listened(self, now: datetime) -> tuple[Told, ...]:
        """What an interviewer does while the answer is given: cuts in, once, where it does not come to the point."""
        state, guide = self.state, self.guide
        if state.phase != "asked" or state.sitting.interrupted:
            return ()
        budget = guide.depth_tip.opening_seconds
        seconds = self._reader.opening_s(state.typed, state.sitting, guide)
        return self.happened(RanOver(seconds=seconds, budget_s=budget), now) if runs_over(seconds, budget) else ()

    def put_aside(self, now: datetime) -> None:
        """Give it up: what was said stays in the history. Raises ``ChangedError`` where it went on elsewhere."""
        self._end(self.state, now)

    def debrief(self) -> Debrief:
        """The debrief of what was said so far."""
        return debrief_of(self.state, {g: load_guide(g) for g in self.state.setup.loop})

    def _keep(self, at: datetime) -> None:
        sittings.keep(self._store, MODE, KEY, self._kept, self.state, at, "your last rehearsal")
        self._kept = self.state

    def _end(self, state: State, at: datetime) -> None:
        check = sittings.unchanged(State, "this rehearsal", self._kept)
        self._store.end_rehearsal(self._row(state, at), MODE, KEY, check)

    def _row(self, state: State, at: datetime) -> PastRehearsal:
        return PastRehearsal(
            id=self._new_id(),
            guides=",".join(state.setup.loop),
            level=state.setup.level,
            at=state.begun,
            ended=at,
            finished=state.phase == "done",
            state=_plain(state),
            summary=summary_of(state, {g: load_guide(g) for g in state.setup.loop}),
        )


def summary_of(state: State, guides: Mapping[str, Guide]) -> dict[str, Any]:
    """What the history tells at a glance: the verdict of each competency before and after the probes, and the vote."""
    made = debrief_of(state, guides)
    return {
        "decision": made.decision,
        "competencies": [
            {"guide": f.guide, "opening": f.opening, "verdict": f.verdict, "probes": len(f.ledger)}
            for f in made.feedback
        ],
    }


def _plain(state: State) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(state)
    return made
