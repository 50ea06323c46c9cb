"""Edits that would change the review, each with its effect computed by reviewing the edited answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from greenroom.guides.schema import Guide, Signal
from greenroom.model import (
    VERDICTS,
    Answer,
    Change,
    Decision,
    Finding,
    Fix,
    Judgement,
    PartName,
    Span,
    TargetLevel,
)
from greenroom.scoring import decide

SHOWN = 3
"""Fixes shown."""

TRIED = 5
"""Candidates reviewed again, at most; the promising ones by scoring alone come first."""

READERS = 2
"""Edited answers read at the same time."""

HEDGING = "hedging"
"""The red flag whose words a fix cuts."""

LONGEST_HEDGE = 40
"""Characters of the longest stretch that is cut; a longer one is a sentence with words of its own."""

Reread = Callable[[Answer], Judgement]


@dataclasses.dataclass(frozen=True, slots=True)
class _Candidate:
    target: str
    advice: str
    edit: str
    template: str
    tried: str
    at: Span
    answer: Answer
    hoped: tuple[int, int]


def fixes_of(
    answer: Answer, judgement: Judgement, decision: Decision, guide: Guide, target: TargetLevel, reread: Reread
) -> tuple[Fix, ...]:
    """The edits that raise the outcome most, best first; none that was not seen to help.

    ``reread`` judges an edited answer; it is called from two threads. Facts stay blanks in
    what is shown; only the effect is computed with the guide's neutral stand-in (``tried``).
    """
    candidates = sorted(_candidates(answer, judgement, guide, target), key=lambda c: c.hoped, reverse=True)
    made = []
    tried = candidates[:TRIED]
    # The encoder's pass holds no lock, so two readings at once take little longer than one.
    with ThreadPoolExecutor(READERS) as pool:
        readings = list(pool.map(reread, [c.answer for c in tried]))
    for candidate, after in zip(tried, readings, strict=True):
        then = decide(after.findings, after.level, guide, target, after.doubt)
        changes = _changes(judgement, after, decision, then)
        if (VERDICTS.index(then.verdict), then.score) > (VERDICTS.index(decision.verdict), decision.score):
            made.append(_fix(candidate, decision, then, changes))
    made.sort(key=lambda f: (VERDICTS.index(f.verdict_after), f.score_after), reverse=True)
    return tuple(made[:SHOWN])


def _fix(candidate: _Candidate, before: Decision, after: Decision, changes: tuple[Change, ...]) -> Fix:
    return Fix(
        target=candidate.target,
        advice=candidate.advice,
        edit=candidate.edit,
        template=candidate.template,
        tried=candidate.tried,
        at=candidate.at,
        verdict_before=before.verdict,
        verdict_after=after.verdict,
        score_before=before.score,
        score_after=after.score,
        changes=changes,
    )


def _candidates(answer: Answer, judgement: Judgement, guide: Guide, target: TargetLevel) -> Iterable[_Candidate]:
    graded = {f.id: f for f in judgement.findings if f.kind == "signal"}
    for signal in guide.signals:
        found = graded.get(signal.id)
        if found is None or found.grade == 2:
            continue
        yield _shown(answer, judgement, guide, target, signal, found)
    for finding in judgement.findings:
        if finding.kind == "red_flag" and finding.id == HEDGING and finding.spans:
            candidate = _unhedged(answer, judgement, guide, target, finding)
            if candidate:
                yield candidate


def _hoped(
    judgement: Judgement, guide: Guide, target: TargetLevel, change: dict[str, int], drop: set[str]
) -> tuple[int, int]:
    """Verdict and score if the edit did just what it is for: scoring alone, no second reading."""
    findings = [
        msgspec.structs.replace(f, grade=change.get(f.id, f.grade)) if f.kind == "signal" else f
        for f in judgement.findings
        if f.id not in drop
    ]
    decision = decide(findings, judgement.level, guide, target)
    return VERDICTS.index(decision.verdict), decision.score


def _shown(
    answer: Answer, judgement: Judgement, guide: Guide, target: TargetLevel, signal: Signal, found: Finding
) -> _Candidate:
    at = place_of(answer, judgement, signal, found)
    edited = inserted(answer, at, signal.filled)
    number = 1 + sum(1 for s in (answer.sentences or ()) if s.end <= at)
    where = f"after sentence {number - 1}" if answer.sentences and number > 1 else f"in the {signal.part}"
    return _Candidate(
        target=signal.id,
        advice=f"Say {signal.ask_for}." if found.grade == 0 else f"Say it fully: {signal.ask_for}.",
        edit=f"add {where}",
        template=signal.fix,
        tried=signal.filled,
        at=Span(at, at),
        answer=edited,
        hoped=_hoped(judgement, guide, target, {signal.id: 2}, set()),
    )


def _unhedged(
    answer: Answer, judgement: Judgement, guide: Guide, target: TargetLevel, finding: Finding
) -> _Candidate | None:
    words = to_cut(finding)
    if not words:
        return None
    cut = ", ".join(f"“{answer.text[s.start : s.end]}”" for s in words[:4])
    entry = next(f for f in guide.red_flags if f.id == finding.id)
    return _Candidate(
        target=finding.id,
        advice=entry.advice,
        edit=f"cut {cut}",
        template=entry.fix,
        tried=f"the answer without {cut}",
        at=words[0],
        answer=removed(answer, words),
        hoped=_hoped(judgement, guide, target, {}, {finding.id}),
    )


def place_of(answer: Answer, judgement: Judgement, signal: Signal, found: Finding) -> int:
    """Where the sentence that shows ``signal`` goes: behind what shows it already, else in its part of the story."""
    return found.spans[-1].end if found.spans else place_for(signal.part, judgement, len(answer.text))


def to_cut(hedging: Finding) -> list[Span]:
    """The words of a finding of hedging that can go without taking a sentence with them."""
    return [s for s in hedging.spans if s.end - s.start <= LONGEST_HEDGE]


def place_for(part: PartName, judgement: Judgement, end: int) -> int:
    """Where a sentence of ``part`` belongs: after its last run, else before the closing words."""
    runs = [p for p in judgement.parts if p.part == part]
    if runs:
        return runs[-1].end
    before: dict[PartName, tuple[PartName, ...]] = {
        "task": ("situation",),
        "action": ("task", "situation"),
        "result": ("action",),
        "reflection": ("result", "action"),
    }
    for earlier in before.get(part, ()):
        runs = [p for p in judgement.parts if p.part == earlier]
        if runs:
            return runs[-1].end
    return judgement.parts[-1].end if judgement.parts else end


def inserted(answer: Answer, at: int, sentence: str) -> Answer:
    """The answer with ``sentence`` put in at ``at``, spans of headings, sentences and words moved along."""
    piece = f" {sentence.strip()}"
    text = answer.text[:at] + piece + answer.text[at:]

    def moved(span: Span) -> Span:
        return span if span.end <= at else Span(span.start + len(piece), span.end + len(piece))

    sentences = answer.sentences
    if sentences is not None:
        new = Span(at + 1, at + len(piece))
        sentences = tuple(sorted([*(moved(s) for s in sentences), new]))
    return msgspec.structs.replace(
        answer,
        text=text,
        sentences=sentences,
        headings=tuple(msgspec.structs.replace(h, span=moved(h.span)) for h in answer.headings),
        words=(),
    )


def removed(answer: Answer, spans: Sequence[Span]) -> Answer:
    """The answer without the words at ``spans`` (and the blank behind each)."""
    text, keep = answer.text, []
    at = 0
    for span in sorted(spans):
        keep.append(text[at : span.start])
        at = span.end
        while at < len(text) and text[at] in " ,":
            at += 1
    keep.append(text[at:])
    return msgspec.structs.replace(answer, text="".join(keep), sentences=None, headings=(), words=())


def _changes(before: Judgement, after: Judgement, was: Decision, then: Decision) -> tuple[Change, ...]:
    out = []
    old = {(f.kind, f.id): f.grade for f in before.findings}
    new = {(f.kind, f.id): f.grade for f in after.findings}
    for key in sorted(old.keys() | new.keys()):
        a, b = old.get(key, 0), new.get(key, 0)
        if a != b:
            kind, name = key
            told = (str(a), str(b)) if kind == "signal" else ("there" if a else "not there", "there" if b else "gone")
            out.append(Change(what=name, before=told[0], after=told[1]))
    if was.level != then.level:
        out.append(Change(what="level", before=was.level, after=then.level))
    if was.verdict != then.verdict:
        out.append(Change(what="verdict", before=was.verdict, after=then.verdict))
    return tuple(out)
