"""How every entry of the guide stands after what was told: shown, hinted at, asked for and not given, taken back."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from greenroom.guides.schema import Disqualifier, Guide, Presence, RedFlag, Signal
from greenroom.model import LEVELS, Finding, Kind, Level, Span
from greenroom.rehearsal.values import Belief, Found, Graded, Heard, Settled, Sitting, Standing, Turn

SURE = 0.75
"""Likelihood from which a standing counts as settled; the grader errs.

Below it a weak reply does not take back what was shown but only dims it, and another probe may ask again.
"""
SUSPECTED = 0.6
"""How likely a fault is there that the judge infers from what was told, before a probe has asked for it.

Between the F1 of the faults that it finds well and badly (docs/model-card.md); chosen by hand.
"""
UNTOLD = 0.15
"""The same where the listener hears it in no passage: 123 of 828 in openings of simulated candidates were there."""
HEARD = {(0, False): 0.87, (0, True): 0.46, (1, False): 0.94, (1, True): 0.63, (2, False): 0.97, (2, True): 0.79}
"""How likely a signal was told that the listener hears clearly in an opening, by the grade that the judge gives it and
by whether the listener hears it faintly. Counted in the openings of 600 simulated candidates, all of whose stories
were looked at (``python -m bench.settled --candidates 200``; 140, 35, 242, 60, 636 and 87 of them).
"""
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


@functools.lru_cache(maxsize=32)
def topics_of(guide: Guide) -> Mapping[str, str]:
    """Every fault with the signal that it is the other side of: the first that its probe names."""
    signals = {s.id for s in guide.signals}
    made: dict[str, str] = {}
    for probe in guide.probes:
        first = next((i for i in probe.settles if i in signals), None)
        for i in probe.settles:
            if first is not None and i not in signals:
                made.setdefault(i, first)
    return made


def ruled_out(before: Beliefs, ident: str, guide: Guide) -> float:
    """How likely (0.5..1) a fault is not there by what was told so far.

    By a reply to a question about it, or by the signal that it is the other side of; 0.5 where neither says so.
    """
    fault, other = before[ident], before.get(topics_of(guide).get(ident, ""))
    if fault.asked:
        return fault.sure if fault.standing == "absent" else 0.5
    if other is not None and other.standing == "shown" and other.told:
        return other.sure if other.asked else other.heard
    return 0.5


def beliefs_of(sitting: Sitting, guide: Guide, turns: int | None = None) -> dict[str, Belief]:
    """How every entry stands after the opening and the first ``turns`` replies (all, where none are named)."""
    made = {i: Belief(kind=kind, id=i, standing="unsettled") for i, kind in kinds_of(guide).items()}
    if sitting.heard is not None:
        made = _read(made, sitting.heard.findings, opening=True)
        for f in sitting.heard.findings:
            if f.clear:
                sentence = made[f.id].sentence or f.sentence
                made[f.id] = replace(made[f.id], clear=True, heard=HEARD[f.grade, f.faint], sentence=sentence)
    for n, turn in enumerate(sitting.turns if turns is None else sitting.turns[:turns], 1):
        if turn.heard is not None:
            made = after(made, turn, n, guide)
    return made


def after(before: Beliefs, turn: Turn, number: int, guide: Guide) -> dict[str, Belief]:
    """How every entry stands after the ``number``-th reply: what it brings, then what it settles.

    A signal counts where it was said: what the judge hears in the opening only once more was told, it hears for being
    told more. A fault is heard in the whole, as it may be something left out.
    """
    heard = turn.heard or Heard(judge="", judge_version="")
    before = going_on(before)
    made = _read(before, (f for f in heard.findings if f.kind != "signal" or f.turn == number))
    if heard.grade is not None:
        made = _settled(made, before, heard.grade, number, guide)
    if turn.reply and heard.grade is not None:
        made |= {i: replace(made[i], asked=True) for i in heard.grade.settled if i in made}
    else:  # passed, or not graded: nobody asks for it again
        made |= {i: replace(made[i], asked=True, sure=1.0) for i in turn.ask.settles if i in made}
    return _consistent(made, guide)


def going_on(before: Beliefs) -> dict[str, Belief]:
    """How it stands once the interview goes on: until then the vote is the review's, from then the listener counts.

    A fault that the listener heard nowhere is a hint; a signal that it heard clearly is shown, unless it was likelier
    not told than told; a fault that only it heard is a hint as well, to be asked about.
    """
    return {i: _heard_again(b) if not b.asked else b for i, b in before.items()}


def _heard_again(b: Belief) -> Belief:
    if suspected(b) and not b.told:
        return replace(b, standing="hinted")
    if b.clear and b.standing in ("hinted", "unsettled"):
        if b.kind == "signal":
            return replace(b, standing="shown" if b.heard >= 0.5 else "hinted", turn=0, sure=1.0, told=True)
        return replace(b, standing="hinted", turn=max(b.turn, 0), sure=SUSPECTED)
    return b


def _read(before: Beliefs, findings: Iterable[Found], *, opening: bool = False) -> dict[str, Belief]:
    """What the judge hears in all that was told so far is added."""
    heard = {f.id: f for f in findings if f.grade}
    return {
        i: _signal(b, heard.get(i)) if b.kind == "signal" else _fault(b, heard.get(i), opening=opening)
        for i, b in before.items()
    }


def _signal(belief: Belief, found: Found | None) -> Belief:
    """A signal that was shown does not go away because more was told."""
    if found is None or belief.standing in ("shown", "contradicted"):
        return belief
    if belief.standing == "absent" and found.turn <= belief.turn:
        return belief  # asked for and not given; only what is told later can still show it
    clear = found.grade == 2
    return replace(
        belief,
        standing="shown" if clear else "hinted",
        turn=found.turn,
        sentence=found.sentence,
        sure=1.0 if clear else belief.sure,
        told=found.told,
    )


def _fault(belief: Belief, found: Found | None, *, opening: bool) -> Belief:
    """A fault said in so many words stands. One that the judge infers is a suspicion, as old as its latest reading.

    Many faults are something left out, which the next reply may bring; and the judge errs on a short opening. One that
    is inferred from the opening counts, as in a review. One that comes up later, for more being told, is a hint only:
    it is asked about, and does not count. Once a probe has asked for a fault, the reply decides.
    """
    if found is not None and found.worded and (not belief.asked or found.turn > belief.turn):
        return replace(belief, standing="shown", turn=found.turn, sentence=found.sentence, sure=1.0)
    if belief.asked or (belief.standing == "shown" and belief.sure >= SURE):
        return belief
    if found is None and belief.clear and not opening:
        return belief
    if found is not None:
        standing: Standing = "shown" if opening or belief.standing == "shown" else "hinted"
        told = found.told if opening else belief.told
        sure = SUSPECTED if told else UNTOLD
        clear = belief.clear or found.clear
        place = {"turn": found.turn, "sentence": found.sentence}
        return replace(belief, standing=standing, sure=sure, told=told, clear=clear, **place)
    return replace(belief, standing="unsettled", turn=-1, sentence="", sure=1.0)


def _settled(made: dict[str, Belief], before: Beliefs, grade: Graded, number: int, guide: Guide) -> dict[str, Belief]:
    """What the reply to a probe settled; the judge's reading of the whole does not overrule it."""
    final = {d.id for d in guide.disqualifiers if d.final}
    faults = {e.id for e in faults_of(guide)}
    fault = any(value == "shown" and ident in faults for ident, value in grade.settled.items())
    out = dict(made)
    for ident, value in grade.settled.items():
        belief = out.get(ident)
        if belief is None:
            continue
        was = before[ident]
        place: dict[str, Any] = {
            "turn": number, "sentence": grade.places.get(ident, grade.sentence),
            "sure": grade.sure.get(ident, grade.likelihood), "told": True,
        }  # fmt: skip
        if value == "shown":
            out[ident] = replace(belief, standing="shown", **place)
        elif belief.kind == "signal":
            out[ident] = _not_given(belief, was, value, place, fault)
        elif was.standing != "shown":
            out[ident] = replace(belief, standing="absent", **place)
        elif _repaired(was, place["sure"], ident in final):
            out[ident] = replace(belief, standing="contradicted", **place)
    return out


def _repaired(was: Belief, sure: float, final: bool) -> bool:
    """Whether a reply that rules a fault out clears it up: a suspicion always, what a reply has shown only if surely.

    One that the guide calls final is not repaired once it is sure.
    """
    if final and was.sure >= SURE:
        return False
    return not was.asked or sure >= SURE


def _not_given(belief: Belief, was: Belief, value: Settled, place: Mapping[str, Any], fault: bool) -> Belief:
    """A signal after a reply that was to show it and does not, or by half: what the opening had earned can be lost.

    What was shown before is dimmed; it is taken back where the reply surely leaves it out and shows a ``fault`` too.
    What the opening was only thought to show does not outlast a reply that surely leaves it out.
    """
    surely = value == "absent" and place["sure"] >= SURE
    before = {
        **place,
        "sentence": was.sentence or place["sentence"],
    }  # a hint rests on what was said, not on what lacks
    if was.standing == "shown" and not was.told:
        return replace(belief, standing="absent" if surely else "hinted", **(place if surely else before))
    if was.standing == "shown":
        if value == "hinted":
            return belief
        lost = surely and fault
        return replace(belief, standing="contradicted" if lost else "hinted", **(place if lost else before))
    half = value == "hinted" or (not surely and belief.standing in ("shown", "hinted"))
    rests = before if half and value == "absent" else place
    return replace(belief, standing="hinted" if half else "absent", **rests)


def _consistent(made: dict[str, Belief], guide: Guide) -> dict[str, Belief]:
    """A fault falls where the guide rules it out by a signal that has been shown since, suspected or asked for."""
    shown = {i for i, b in made.items() if b.kind == "signal" and b.standing == "shown"}
    for entry in faults_of(guide):
        belief = made[entry.id]
        vetoes = [r for r in entry.detect if isinstance(r, Presence) and r.role == "vetoes" and r.findings]
        since = [max(made[i].turn for i in r.findings) for r in vetoes if shown.issuperset(r.findings)]
        if (suspected(belief) or belief.standing == "hinted") and since:
            made[entry.id] = replace(belief, standing="unsettled", turn=-1, sentence="", sure=1.0)
        elif belief.standing == "shown" and belief.turn >= 0 and any(turn > belief.turn for turn in since):
            made[entry.id] = replace(belief, standing="contradicted")
    return made


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


def level_of(sitting: Sitting, turns: int | None = None) -> Level:
    """The highest level that any reading so far showed: more told can show more scope, never less."""
    read = [sitting.heard, *(t.heard for t in (sitting.turns if turns is None else sitting.turns[:turns]))]
    return max((h.level for h in read if h is not None), key=LEVELS.index, default="none")


def located(findings: Sequence[Finding], text: str, starts: Sequence[int]) -> tuple[Found, ...]:
    """The judge's findings with their turn and words; ``starts``: where each turn begins in ``text``."""
    return tuple(
        Found(
            kind=f.kind,
            id=f.id,
            grade=f.grade,
            turn=turn_at(starts, span),
            sentence=_words(text, span),
            worded=in_words(f),
        )
        for f in findings
        for span in [f.strongest or (f.spans[0] if f.spans else None)]
    )


def in_words(finding: Finding) -> bool:
    """Whether a fault was said in so many words: a phrase of the guide found it, and not the trained reader alone."""
    return finding.kind != "signal" and "phrase" in finding.detectors


def turn_at(starts: Sequence[int], span: Span | None) -> int:
    """The turn that a span stands in; -1 for none."""
    return -1 if span is None else max(n for n, start in enumerate(starts) if start <= span.start)


def _words(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.end].split())


def is_open(belief: Belief) -> bool:
    """Whether a probe could still find something out about an entry.

    Open are a signal that is not shown, a fault that is not ruled out or only suspected, and what a reply left in
    doubt; never a signal that is shown, unless the judge alone inferred it from the opening.
    """
    if belief.kind == "signal" and belief.standing == "shown":
        return not belief.told and not belief.asked
    if belief.asked:
        return belief.sure < SURE
    return belief.standing in ("hinted", "unsettled") or suspected(belief)


def suspected(belief: Belief) -> bool:
    """Whether a fault rests on the judge's reading alone: nobody asked for it, and it was not said in so many words."""
    return belief.kind != "signal" and belief.standing == "shown" and not belief.asked and belief.sure < SURE


def open_ids(ids: Iterable[str], beliefs: Beliefs) -> tuple[str, ...]:
    """Those of ``ids`` about which a probe could still find something out."""
    return tuple(i for i in ids if i in beliefs and is_open(beliefs[i]))


def names_of(guide: Guide) -> dict[str, str]:
    """The names of all entries for people."""
    return {e.id: e.name for e in entries_of(guide)}
