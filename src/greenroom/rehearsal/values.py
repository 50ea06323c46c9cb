"""What a rehearsal is made of, as frozen values that JSON can say: setup, questions, replies, readings, ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from greenroom.model import Company, Doubt, Kind, Level, PartTime, TargetLevel, TimedWord, Value, Verdict

Interviewer = Literal["terse", "warm"]
INTERVIEWERS: tuple[Interviewer, ...] = get_args(Interviewer)
Standing = Literal["shown", "hinted", "absent", "contradicted", "unsettled"]
Label = Literal["weak", "strong"]
Settled = Literal["shown", "hinted", "absent"]
AskKind = Literal["guide", "classic", "dodge", "contradiction", "recital", "closing"]
Phase = Literal["asked", "answered", "probed", "closing", "debrief", "done"]
Seconds = Annotated[float, Meta(ge=0)]

MOST_PROBES = 12
"""Probes that can be asked of one competency at most; nobody sits through more."""
PROBES = 4
"""Probes asked of one competency unless told otherwise: what a half hour with one story has room for."""


class Setup(Value, frozen=True, kw_only=True):
    """What a rehearsal is for.

    ``loop``: ids of the guides, in the order in which their interviewers ask; ``questions``: the opening question
    of each; ``clock``: whether the time is shown; ``probes``: most follow-up questions for each competency; ``aloud``:
    whether a page reads the questions aloud.
    """

    loop: Annotated[tuple[str, ...], Meta(min_length=1)]
    questions: tuple[str, ...]
    level: TargetLevel
    company: Company | None = None
    interviewer: Interviewer = "warm"
    clock: bool = False
    probes: Annotated[int, Meta(ge=0, le=MOST_PROBES)] = PROBES
    aloud: bool = False


class Ask(Value, frozen=True, kw_only=True):
    """A follow-up question as it is put.

    ``probe``: the id in the guide or among the classics; ``quote``: the candidate's own words that it starts from;
    ``why``: what it is to settle, for the ledger; ``gain``: by how many bits the reply is expected to lessen the
    doubt about the verdict.
    """

    kind: AskKind
    probe: str
    question: str
    quote: str = ""
    settles: tuple[str, ...] = ()
    why: str = ""
    gain: float = 0.0


class Found(Value, frozen=True, kw_only=True):
    """A finding with its place: ``turn`` 0 is the opening answer, n the nth reply; ``sentence`` its own words.

    ``worded``: a fault that was said in so many words, and not inferred; ``told``: false where the listener hears it in
    no passage of the words, so that it rests on the judge's inference alone; ``clear``: whether the listener hears it
    clearly, found by the judge or not (``grade`` 0); ``faint``: a signal that it hears, but not beyond doubt.
    """

    kind: Kind
    id: str
    grade: int
    turn: int
    sentence: str
    worded: bool = False
    told: bool = True
    clear: bool = False
    faint: bool = False


class Near(Value, frozen=True, kw_only=True):
    """The sentence that comes nearest to an entry of the guide, found or not; what a probe about it quotes."""

    id: str
    turn: int
    sentence: str


class Graded(Value, frozen=True, kw_only=True):
    """A reply to a probe: weak or strong, how surely (0.5..1), why, and what it settled, with its sentence.

    ``sure``: how surely each entry is settled, where that is not how surely the reply is weak or strong; ``places``:
    the sentence in which each entry is heard, where that is not ``sentence``.
    """

    label: Label
    likelihood: float
    reason: str
    settled: dict[str, Settled] = msgspec.field(default_factory=dict)
    sure: dict[str, float] = msgspec.field(default_factory=dict)
    sentence: str = ""
    places: dict[str, str] = msgspec.field(default_factory=dict)


class Notice(Value, frozen=True, kw_only=True):
    """What an interviewer notices in a reply: a dodge, a contradiction, a recital; with the words it rests on."""

    kind: Literal["dodge", "contradiction", "recital"]
    now: str
    before: str = ""
    about: str = ""


class Heard(Value, frozen=True, kw_only=True):
    """What the judge made of all that was told so far, and of the latest reply.

    ``findings``: of the whole; ``grade`` and ``notices``: of the latest reply alone; ``opening_s``: seconds of
    situation and task in the opening, spoken or estimated; ``parts``: the time of each of its parts;
    ``doubt``: how sure the judge is, of all that was told; ``unscored``: why nothing could be read.
    """

    judge: str
    judge_version: str
    findings: tuple[Found, ...] = ()
    near: tuple[Near, ...] = ()
    level: Level = "none"
    grade: Graded | None = None
    notices: tuple[Notice, ...] = ()
    opening_s: Seconds = 0.0
    seconds: Seconds = 0.0
    parts: tuple[PartTime, ...] = ()
    doubt: Doubt | None = None
    unscored: str | None = None


class Turn(Value, frozen=True, kw_only=True):
    """One follow-up question and what came of it. ``reply`` is none until it was given; empty where it was passed.

    ``words``: its words with their times, where it was spoken.
    """

    ask: Ask
    asked_at: datetime
    reply: str | None = None
    seconds: Seconds = 0.0
    words: tuple[TimedWord, ...] = ()
    heard: Heard | None = None


class Sitting(Value, frozen=True, kw_only=True):
    """One interviewer and one competency: question, answer, probes. ``unread``: replies that no judge could read.

    ``words``: those of the answer with their times, where it was spoken.
    """

    guide: str
    question: str
    asked_at: datetime
    answer: str | None = None
    seconds: Seconds = 0.0
    words: tuple[TimedWord, ...] = ()
    heard: Heard | None = None
    turns: tuple[Turn, ...] = ()
    interrupted: bool = False
    unread: tuple[str, ...] = ()
    stopped: str = ""
    """Why no further probe was asked."""

    @property
    def told(self) -> tuple[str, ...]:
        """The opening and every reply so far; empty for those that were passed, so that places stay."""
        replies = tuple(turn.reply or "" for turn in self.turns if turn.reply is not None)
        return (self.answer or "", *replies)

    @property
    def asked(self) -> frozenset[str]:
        """Ids of the probes that were put."""
        return frozenset(turn.ask.probe for turn in self.turns)

    @property
    def probed(self) -> int:
        """Number of follow-up questions, the closing one left out."""
        return sum(turn.ask.kind != "closing" for turn in self.turns)


class State(Value, frozen=True, kw_only=True):
    """A whole rehearsal: the sittings that are past, and as the last one that which is going on."""

    setup: Setup
    phase: Phase
    begun: datetime
    sittings: tuple[Sitting, ...] = ()
    ended: datetime | None = None
    typed: str = ""
    """What is written so far of the answer that is being given, where it is not ended yet."""
    typed_s: Seconds = 0.0
    """How long it has been written on; the clock goes on from there."""

    @property
    def begun_to_answer(self) -> bool:
        """Whether anything was said that would be lost."""
        return bool(self.typed) or any(s.answer or s.unread for s in self.sittings)

    @property
    def sitting(self) -> Sitting:
        """The one that is going on, or the last."""
        return self.sittings[-1]


class Belief(Value, frozen=True, kw_only=True):
    """How one entry of the guide stands: proven, hinted at, asked for and not given, taken back, or open.

    ``turn`` and ``sentence``: the place it rests on (turn -1: none); ``asked``: whether a reply to a probe settled it;
    ``sure``: how likely (0..1) the standing is right, as far as anything is known against it; ``told`` and ``clear``:
    as in :class:`Found`, of the opening; ``heard``: how likely a signal that counts was told there at all.
    """

    kind: Kind
    id: str
    standing: Standing
    turn: int = -1
    sentence: str = ""
    asked: bool = False
    sure: float = 1.0
    told: bool = True
    clear: bool = False
    heard: float = 1.0


class Entry(Value, frozen=True, kw_only=True):
    """One line of the ledger: the question, what the reply settled, and the verdict before and after it."""

    turn: int
    question: str
    reply: str
    label: Label | None
    reason: str
    settled: tuple[Belief, ...]
    before: Verdict
    after: Verdict
    notices: tuple[Notice, ...] = ()
