"""The debrief: what each interviewer writes down alone, then the vote; for a loop, what they make of it together.

It models a process: written feedback before any talk, a vote of each, reading one another, voting again, the question
of the one who guards the bar, a decision. The rules by which votes change stand here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, Level, TargetLevel, Value, Verdict
from greenroom.rehearsal.evidence import beliefs_of, faults_of, kinds_of, names_of
from greenroom.rehearsal.ledger import ledger_of
from greenroom.rehearsal.values import Belief, Entry, Sitting, State
from greenroom.rehearsal.vote import decision_of

MODEL = (
    "This models a process, so that you can practise for it. It is not the procedure of Amazon or of any other "
    "company, and no vote here says what people would decide."
)
SCOPE = (
    "Scope below the target level: say how many teams, systems or customers it touched and what was yours to decide, "
    "or take a story that reaches further."
)
HIRED = ("hire", "strong-hire")


class Feedback(Value, frozen=True, kw_only=True):
    """What one interviewer writes down.

    ``opening`` and ``verdict``: before and after the probes, none where nothing was answered; ``heard``, ``against``,
    ``unproven``: how the entries stand; ``why``: the lines of the derivation that held the verdict down; ``again``:
    the vote after reading the others, and ``moved`` why it changed; ``coach``: what to work on, first things first.
    """

    guide: str
    principle: str
    question: str
    opening: Verdict | None
    verdict: Verdict | None
    level: Level
    heard: tuple[Belief, ...]
    against: tuple[Belief, ...]
    unproven: tuple[Belief, ...]
    ledger: tuple[Entry, ...]
    why: tuple[str, ...]
    stopped: str
    again: Verdict | None = None
    moved: str = ""
    coach: tuple[str, ...] = ()
    over_s: float = 0.0


class Debrief(Value, frozen=True, kw_only=True):
    """All feedback, the bar raiser's question with its answer, the decision and what one would coach."""

    level: TargetLevel
    feedback: tuple[Feedback, ...]
    bar_question: str
    bar_answer: str
    decision: str
    coach: tuple[str, ...]
    model: str = MODEL


def debrief_of(state: State, guides: Mapping[str, Guide]) -> Debrief:
    """The debrief of what was said in ``state`` so far; ``guides`` by id."""
    written = tuple(feedback_of(s, guides[s.guide], state.setup.level) for s in state.sittings)
    voted = _voted_again(written, guides)
    question, answer, held = _bar(voted, guides)
    return Debrief(
        level=state.setup.level,
        feedback=voted,
        bar_question=question,
        bar_answer=answer,
        decision=_decision(voted, held),
        coach=tuple(dict.fromkeys(line for f in voted for line in f.coach[:2])),
    )


def feedback_of(sitting: Sitting, guide: Guide, target: TargetLevel) -> Feedback:
    """What the interviewer of one competency writes down alone."""
    beliefs = beliefs_of(sitting, guide)
    answered = sitting.heard is not None
    decision = decision_of(sitting, guide, target)
    opening = decision_of(sitting, guide, target, 0)
    budget = guide.depth_tip.opening_seconds
    every = beliefs.values()
    return Feedback(
        guide=guide.id,
        principle=guide.principle,
        question=sitting.question,
        opening=opening.verdict if answered else None,
        verdict=decision.verdict if answered else None,
        level=decision.level,
        heard=tuple(b for b in every if b.kind == "signal" and b.standing in ("shown", "hinted")),
        against=tuple(b for b in every if b.standing == ("contradicted" if b.kind == "signal" else "shown")),
        unproven=tuple(b for b in every if b.kind == "signal" and b.standing in ("absent", "unsettled")),
        ledger=ledger_of(sitting, guide, target) if answered else (),
        why=tuple(f"{s.rule}: {s.saw}" for s in decision.derivation if s.effect.startswith("at most ")),
        stopped=sitting.stopped,
        coach=_coaching(tuple(every), decision.level, guide, target) if answered else (),
        over_s=max(0.0, (sitting.heard.opening_s if sitting.heard else 0.0) - budget) if sitting.interrupted else 0.0,
    )


def _coaching(beliefs: Sequence[Belief], level: Level, guide: Guide, target: TargetLevel) -> tuple[str, ...]:
    """What to work on: first what sinks the answer, then what a hire needs and was not proven, then the rest.

    A hire needs the core signals and a scope of the target level.
    """
    entries = {e.id: e for e in faults_of(guide)}
    signals = {s.id: s for s in guide.signals}
    core = {i for c in guide.verdict.core for i in c.any}
    weigh = {d.id for d in guide.disqualifiers}
    shown = [b for b in beliefs if b.kind != "signal" and b.standing == "shown"]
    made = [f"{entries[b.id].name}: {entries[b.id].advice}" for b in sorted(shown, key=lambda b: b.id not in weigh)]
    lacking = [b for b in beliefs if b.kind == "signal" and b.standing != "shown"]
    said = {b.id: f"{signals[b.id].name}: say {signals[b.id].ask_for.strip('[]')}." for b in lacking}
    made += [said[b.id] for b in lacking if b.id in core]
    if LEVELS.index(level) < LEVELS.index(target):
        made.append(SCOPE)
    made += [said[b.id] for b in lacking if b.id not in core]
    return tuple(made)


# ── the others ──────────────────────────────────────────────────────────────────────


def _voted_again(written: Sequence[Feedback], guides: Mapping[str, Guide]) -> tuple[Feedback, ...]:
    """The votes after everybody has read everything.

    Conduct counts wherever it was heard: who voted for a hire and reads of a disqualifier that their own guide knows
    too, or of blame and no insight, takes the vote down a step. Who was a step below the line for one thing that is
    only unproven, and reads that all others hire, takes it up to the line. Nobody else moves.
    """
    made = []
    for mine in written:
        others = [f for f in written if f is not mine and f.verdict is not None]
        again, moved = mine.verdict, ""
        if mine.verdict in HIRED and (fault := _shared_fault(mine, others, guides)):
            again = VERDICTS[VERDICTS.index(mine.verdict) - 1]
            moved = f"{fault[0]} reports: {fault[1]}"
        elif mine.verdict == "no-hire" and others and all(o.verdict in HIRED for o in others) and _only_unproven(mine):
            again, moved = "hire", "only unproven here, and every other interviewer hires"
        made.append(replace(mine, again=again, moved=moved))
    return tuple(made)


def _shared_fault(mine: Feedback, others: Sequence[Feedback], guides: Mapping[str, Guide]) -> tuple[str, str] | None:
    known = kinds_of(guides[mine.guide])
    own = {b.id for b in mine.against}
    for other in others:
        names = names_of(guides[other.guide])
        for b in other.against:
            conduct = b.kind == "disqualifier" or b.id in guides[other.guide].verdict.conduct
            if b.standing == "shown" and conduct and b.id in known and b.id not in own:
                return other.principle, names[b.id]
    return None


def _only_unproven(mine: Feedback) -> bool:
    """Whether one single thing holds the vote down, and that is nothing heard against the candidate."""
    return not mine.against and sum(not w.startswith(("signals clear", "no clear number")) for w in mine.why) == 1


def _bar(voted: Sequence[Feedback], guides: Mapping[str, Guide]) -> tuple[str, str, bool]:
    """The bar raiser's question, what the written feedback answers, and whether the bar is met."""
    asked = [f for f in voted if f.verdict is not None]
    question = "What have we heard, in the candidate's own words, that lifts them above half of those at this level?"
    if not asked:
        return question, "Nothing was answered, so there is nothing to weigh.", False
    final = [
        (f, b)
        for f in asked
        for d in guides[f.guide].disqualifiers
        for b in f.against
        if b.id == d.id and d.final and b.standing == "shown"
    ]
    if final:
        one, belief = final[0]
        return question, f"{names_of(guides[one.guide])[belief.id]}, and nothing told later repairs that.", False
    clear = [(f, b) for f in asked for b in f.heard if b.standing == "shown"]
    needed = 3 * len(asked)
    if len(clear) >= needed:
        best = clear[0][1].sentence.rstrip(" .")
        said = f"{len(clear)} signals were heard clearly, such as “{best}”" if best else "enough"
        return question, f"{said}.", True
    return question, f"{len(clear)} signals were heard clearly; {needed} would make the case.", False


def _decision(voted: Sequence[Feedback], held: bool) -> str:
    """Hire where most vote for it after reading, nobody strongly against, and the bar is met."""
    votes = [f.again for f in voted if f.again is not None]
    if not votes:
        return "no decision"
    if len(votes) == 1:
        return str(votes[0])
    most = sum(v in HIRED for v in votes) * 2 > len(votes)
    return "hire" if most and held and "strong-no-hire" not in votes else "no-hire"
