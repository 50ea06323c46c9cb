"""How every entry of the guide stands after what was told: shown, hinted at, asked for and not given, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from greenroom.guides.schema import Disqualifier, Guide, RedFlag, Signal
from greenroom.model import LEVELS, Decision, Finding, Kind, Level, Span
from greenroom.rehearsal.values import Belief, Found, Graded, Heard, Sitting, Turn
from greenroom.scoring import decide

SURE = 0.75
"""Likelihood from which a weak reply takes back what was shown, and does not only dim it; the grader errs."""
JUDGE = "rehearsal"

Beliefs = Mapping[str, Belief]


def faults_of(guide: Guide) -> tuple[Disqualifier | RedFlag, ...]:
    """What speaks against a candidate, in the guide's order."""
    return (*guide.disqualifiers, *guide.red_flags)


def entries_of(guide: Guide) -> tuple[Signal | Disqualifier | RedFlag, ...]:
    """All that a guide looks for, in its order."""
    return (*guide.signals, *faults_of(guide))


def kinds_of(guide: Guide) -> dict[str, Kind]:
    """Every id of the guide with its kind, in the guide's order."""
    made: dict[str, Kind] = {s.id: "signal" for s in guide.signals}
    made.update((d.id, "disqualifier") for d in guide.disqualifiers)
    made.update((r.id, "red_flag") for r in guide.red_flags)
    return made


def beliefs_of(sitting: Sitting, guide: Guide, turns: int | None = None) -> dict[str, Belief]:
    """How every entry stands after the opening and the first ``turns`` replies (all, where none are named)."""
    made = {i: Belief(kind=kind, id=i, standing="unsettled") for i, kind in kinds_of(guide).items()}
    if sitting.heard is not None:
        made = _read(made, sitting.heard.findings)
    for n, turn in enumerate(sitting.turns if turns is None else sitting.turns[:turns], 1):
        if turn.heard is not None:
            made = after(made, turn, n, guide)
    return made


def after(before: Beliefs, turn: Turn, number: int, guide: Guide) -> dict[str, Belief]:
    """How every entry stands after the ``number``-th reply: what the whole now shows, then what the reply settled."""
    heard = turn.heard or Heard(judge="", judge_version="")
    made = _read(before, heard.findings)
    if heard.grade is not None:
        made = _settled(made, before, heard.grade, number, guide)
    answered = heard.grade.settled if heard.grade is not None and turn.reply else turn.ask.settles
    return made | {i: replace(made[i], asked=True) for i in answered if i in made}


def _read(before: Beliefs, findings: Iterable[Found]) -> dict[str, Belief]:
    """What the judge found in the whole is added; what was shown does not go away because more was told."""
    made = dict(before)
    for f in findings:
        belief = made.get(f.id)
        if belief is None or f.grade == 0 or belief.standing in ("shown", "contradicted"):
            continue
        clear = f.grade == 2 or f.kind != "signal"
        if belief.standing == "absent" and f.turn <= belief.turn:
            continue  # asked for and not given; only what is told later can still show it
        made[f.id] = replace(belief, standing="shown" if clear else "hinted", turn=f.turn, sentence=f.sentence)
    return made


def _settled(made: dict[str, Belief], before: Beliefs, grade: Graded, number: int, guide: Guide) -> dict[str, Belief]:
    final = {d.id for d in guide.disqualifiers if d.final}
    out = dict(made)
    for ident, value in grade.settled.items():
        belief = out.get(ident)
        if belief is None:
            continue
        was = before[ident].standing
        place: dict[str, Any] = {"turn": number, "sentence": grade.sentence}
        if value == "shown":
            out[ident] = replace(belief, standing="shown", **place)
        elif belief.kind == "signal":
            out[ident] = _taken_back(belief, was, grade, place)
        elif was != "shown":
            out[ident] = replace(belief, standing="absent", **place)
        elif ident not in final:
            out[ident] = replace(belief, standing="contradicted", **place)
    return out


def _taken_back(belief: Belief, was: str, grade: Graded, place: Mapping[str, Any]) -> Belief:
    """A signal after a weak reply to the probe for it: what the opening had earned can be lost."""
    if belief.standing != "shown":
        return belief if belief.standing == "hinted" else replace(belief, standing="absent", **place)
    if was == "shown" and grade.likelihood >= SURE:
        return replace(belief, standing="contradicted", **place)
    return replace(belief, standing="hinted", **place)


# ── from beliefs to the verdict ─────────────────────────────────────────────────────

GRADES = {"shown": 2, "hinted": 1, "absent": 0, "contradicted": 0, "unsettled": 0}
"""The grade that a standing counts in scoring: only what was heard counts, as in a review."""


def findings_of(beliefs: Iterable[Belief]) -> tuple[Finding, ...]:
    """The beliefs as findings for scoring: what is proven at this moment, and nothing else."""
    return tuple(
        _finding(b.kind, b.id, GRADES[b.standing] if b.kind == "signal" else 1)
        for b in beliefs
        if b.kind == "signal" or b.standing == "shown"
    )


def _finding(kind: Kind, ident: str, grade: int) -> Finding:
    return Finding(kind=kind, id=ident, grade=grade, spans=(), reason="", judge=JUDGE)


def decided(beliefs: Beliefs, level: Level, guide: Guide, target: Any) -> Decision:
    """What scoring makes of what is proven."""
    return decide(findings_of(beliefs.values()), level, guide, target)


def level_of(sitting: Sitting, turns: int | None = None) -> Level:
    """The highest level that any reading so far showed: more told can show more scope, never less."""
    read = [sitting.heard, *(t.heard for t in (sitting.turns if turns is None else sitting.turns[:turns]))]
    return max((h.level for h in read if h is not None), key=LEVELS.index, default="none")


def verdicts_of(sitting: Sitting, guide: Guide, target: Any) -> list[Decision]:
    """The decision after the opening and after every reply, in order."""
    beliefs = beliefs_of(sitting, guide, 0)
    made = [decided(beliefs, level_of(sitting, 0), guide, target)]
    for n, turn in enumerate(sitting.turns, 1):
        if turn.heard is not None:
            beliefs = after(beliefs, turn, n, guide)
        made.append(decided(beliefs, level_of(sitting, n), guide, target))
    return made


def located(findings: Sequence[Finding], text: str, starts: Sequence[int]) -> tuple[Found, ...]:
    """The judge's findings with their turn and words; ``starts``: where each turn begins in ``text``."""
    return tuple(
        Found(kind=f.kind, id=f.id, grade=f.grade, turn=turn_at(starts, span), sentence=_words(text, span))
        for f in findings
        for span in [f.strongest or (f.spans[0] if f.spans else None)]
    )


def turn_at(starts: Sequence[int], span: Span | None) -> int:
    """The turn that a span stands in; -1 for none."""
    return -1 if span is None else max(n for n, start in enumerate(starts) if start <= span.start)


def _words(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.end].split())


def open_ids(ids: Iterable[str], beliefs: Beliefs) -> tuple[str, ...]:
    """Those of ``ids`` that are neither proven nor settled: what a probe could still find out."""
    return tuple(
        i for i in ids if i in beliefs and beliefs[i].standing in ("hinted", "unsettled") and not beliefs[i].asked
    )


def names_of(guide: Guide) -> dict[str, str]:
    """The names of all entries for people."""
    return {e.id: e.name for e in entries_of(guide)}
