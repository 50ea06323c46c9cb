"""From the rules of a guide and one parse to findings, each with its place and its reason."""

from __future__ import annotations

import functools
import graphlib
from collections.abc import Iterable

from greenroom.detectors import Context, Hit, detect, kind_of
from greenroom.detectors.base import Entry
from greenroom.errors import GuideError
from greenroom.guides.schema import Absence, Guide, Learned, Presence, Rule, Signal
from greenroom.judges.proof import hinting
from greenroom.language.parsed import Parsed
from greenroom.model import Finding, Span


def findings_of(guide: Guide, parsed: Parsed, judge: str) -> tuple[Finding, ...]:
    """All findings in the guide's order: every signal (absent ones too), then what applies.

    An entry is read after those that its rules about absence and presence name.
    """
    found: dict[str, int] = {}
    made: dict[str, Finding] = {}
    veto = nothing_told(guide, parsed)
    for entry in reading_order(guide):
        finding = _finding(Context(parsed, guide, entry, found), judge)
        if isinstance(entry, Signal) and (veto or finding is None):
            finding = _absent(entry, judge, veto or "")
        if finding:
            made[entry.id] = finding
            found[entry.id] = finding.grade
    return tuple(made[e.id] for e in _entries(guide) if e.id in made)


@functools.lru_cache(maxsize=64)
def reading_order(guide: Guide) -> tuple[Entry, ...]:
    """The entries so that each comes after those that its rules depend on, else in the guide's order.

    Raises ``GuideError`` where entries depend on each other in a circle.
    """
    entries = {e.id: e for e in _entries(guide)}
    needs = {i: [n for r in e.detect for n in _named(r) if n in entries] for i, e in entries.items()}
    try:
        return tuple(entries[i] for i in graphlib.TopologicalSorter(needs).static_order())
    except graphlib.CycleError as circle:
        names = " -> ".join(circle.args[1])
        raise GuideError(
            f"rules depend on each other in a circle: {names}", where=guide.id, do="drop one of these rules"
        ) from None


def _entries(guide: Guide) -> tuple[Entry, ...]:
    return (*guide.signals, *guide.disqualifiers, *guide.red_flags)


def _named(rule: Rule) -> tuple[str, ...]:
    """Ids of the findings that a rule asks for."""
    if isinstance(rule, Absence):
        return rule.signals
    return rule.findings if isinstance(rule, Presence) else ()


def nothing_told(guide: Guide, parsed: Parsed) -> str | None:
    """Why the text counts as no story at all, or None where it tells one."""
    veto = _first_hit(guide.vetoes, Context(parsed, guide, guide.signals[0], {}))
    return veto[1].why if veto else None


def _first_hit(rules: Iterable[Rule], context: Context) -> tuple[Rule, Hit] | None:
    for rule in rules:
        hit = detect(rule, context)
        if hit:
            return rule, hit
    return None


def _finding(context: Context, judge: str) -> Finding | None:
    rules = context.entry.detect
    hits = [(r, h) for r in rules if r.role == "finds" and (h := detect(r, context))]
    if not hits:
        return None
    grade = max(h.grade for _, h in hits)
    for rule in rules:
        if rule.role == "caps" and grade > rule.grade and not detect(rule, context):
            grade = rule.grade
        elif rule.role == "vetoes" and detect(rule, context):
            return None
        elif rule.role == "supports" and (hit := detect(rule, context)):
            grade = max(grade, hit.grade)
            hits.append((rule, hit))
    if grade == 0:
        return None
    marks = [h for r in rules if r.role == "marks" and (h := detect(r, context))]
    found = [s for _, h in hits for s in h.spans]
    if context.kind == "signal":
        found = _sentences(found, context.parsed)
    spans = _united(found, (s for h in marks for s in h.spans))
    heard = {r.label or context.entry.id for r, _ in hits if isinstance(r, Learned)}
    strength = max(h.strength for _, h in hits)
    return Finding(
        kind=context.kind,
        id=context.entry.id,
        grade=grade if context.kind == "signal" else 1,
        spans=spans,
        reason=_reason(context.entry, grade),
        judge=judge,
        detectors=tuple(dict.fromkeys(kind_of(r) for r, _ in hits)),
        confidence=round(strength, 2),
        strongest=_strongest(spans, [h.best for _, h in hits]),
        also=tuple(sorted({s for label in heard for s in hinting(context.parsed, label, spans)})) if spans else (),
    )


def _sentences(spans: Iterable[Span], parsed: Parsed) -> list[Span]:
    """The whole sentences that hold these spans: a signal is proved by a sentence, not by a word of it."""
    wanted = list(spans)
    return [s.span for s in parsed.sentences if any(s.span.overlaps(w) for w in wanted)]


def _strongest(spans: tuple[Span, ...], best: Iterable[Span | None]) -> Span | None:
    """The first span that overlaps what a detector would quote, else the first of all."""
    wanted = [b for b in best if b is not None]
    return next((s for s in spans if any(s.overlaps(b) for b in wanted)), spans[0] if spans else None)


def _united(found: Iterable[Span], marks: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, each once; a sentence that holds marked words gives way to those words."""
    words = sorted(set(marks))
    whole = {s for s in found if not any(s.start <= w.start and w.end <= s.end for w in words)}
    outer = {s for s in whole if not any(o != s and o.start <= s.start and s.end <= o.end for o in whole)}
    return tuple(sorted(outer | set(words)))


def _absent(signal: Signal, judge: str, why: str = "") -> Finding:
    reason = f"Nothing to hear it in: {why}." if why else signal.absent
    kinds = tuple(dict.fromkeys(kind_of(r) for r in signal.detect if r.role == "finds"))
    return Finding(kind="signal", id=signal.id, grade=0, spans=(), reason=reason, judge=judge, detectors=kinds)


def _reason(entry: Entry, grade: int) -> str:
    if isinstance(entry, Signal):
        missing = entry.ask_for.strip("[]")
        return entry.why if grade == 2 else f"Hinted at, not fully shown. What would make it clear: {missing}."
    return entry.why_it_fails
