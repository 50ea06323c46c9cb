"""From a review and its guide to the view of them: wording, and the order of what decides first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, PARTS, TARGET_LEVELS, VERDICTS, Change, Finding, Fix, Kind, PartName, Review
from greenroom.reports.runs import one_line, shorten
from greenroom.reports.view import QUOTE_LENGTH, BarPart, Block, FixView, Item, ProbeView, Tone, View
from greenroom.reports.wording import (
    PART_LETTERS,
    VERDICT_WORDS,
    decides,
    in_words,
    level_words,
    listed,
    step_words,
    told,
    value_words,
    words,
)


def entry_names(guide: Guide) -> dict[str, str]:
    """Names of the guide's signals, disqualifiers and red flags by id."""
    names = {s.id: one_line(s.name) for s in guide.signals}
    names |= {d.id: one_line(d.name) for d in guide.disqualifiers}
    return names | {f.id: one_line(f.name) for f in guide.red_flags}


def build(review: Review, guide: Guide) -> View:
    """The view of ``review``; ids that ``guide`` does not know are printed as words, never refused."""
    names: dict[str, str] = {guide.id: one_line(guide.principle)}
    names |= entry_names(guide)
    signals = _signals(review, guide, names)
    disqualifiers = _disqualifiers(review, guide, names, len(signals))
    red_flags = _red_flags(review, guide, names, len(signals) + len(disqualifiers))
    verdict = "Not scored"
    tone: Tone = "none"
    if review.verdict is not None and review.unscored is None:
        verdict, tone = VERDICT_WORDS[review.verdict], "good" if review.verdict in ("hire", "strong-hire") else "bad"
    return View(
        review=review,
        principle=names[guide.id],
        target=level_words(review.target_level),
        verdict=verdict,
        tone=tone,
        summary=_summary(review, guide, signals, disqualifiers),
        derivation=tuple(step_words(s, names) for s in review.derivation if decides(s, review.verdict)),
        lesser=tuple(step_words(s, names) for s in review.derivation if not decides(s, review.verdict)),
        signals=signals,
        disqualifiers=disqualifiers,
        red_flags=red_flags,
        blocks=_blocks(review),
        bar=_bar(review),
        fixes=tuple(_fix(i, f, names) for i, f in enumerate(review.fixes, 1)),
        probes=tuple(
            ProbeView(one_line(p.question), f"{told(p.tests)} {told(in_words(p.why, names))}") for p in review.probes
        ),
    )


def _beyond(reason: str, why: str) -> str:
    """``why`` without the sentences that the judge's reason already says."""
    said, line = one_line(reason).rstrip("."), one_line(why)
    return line[len(said) :].lstrip(". ") if said and line.startswith(said) else line


def _of(review: Review, kind: Kind) -> dict[str, Finding]:
    return {f.id: f for f in review.findings if f.kind == kind}


def _in_order(found: Mapping[str, Finding], known: Iterable[str]) -> list[str]:
    order = [i for i in known if i in found]
    return order + [i for i in found if i not in order]


def _quotes(review: Review, finding: Finding) -> tuple[str, ...]:
    """What it quotes, the strongest place first."""
    order = sorted(finding.spans, key=lambda s: (s != finding.strongest, s))
    texts = (review.text[s.start : s.end] for s in order)
    return tuple(shorten(t, QUOTE_LENGTH) for t in texts if t.strip())


def _signals(review: Review, guide: Guide, names: Mapping[str, str]) -> tuple[Item, ...]:
    """Core signals first; one that the judge does not mention is absent."""
    if review.unscored is not None:
        return ()
    found, known = _of(review, "signal"), {s.id: s for s in guide.signals}
    core = {i for need in guide.verdict.core for i in need.any}
    order = [*known, *(i for i in found if i not in known)]
    items = []
    for number, ident in enumerate(sorted(order, key=lambda i: i not in core), 1):
        finding, entry = found.get(ident), known.get(ident)
        items.append(
            Item(
                number=number,
                kind="signal",
                id=ident,
                name=names.get(ident, words(one_line(ident))),
                grade=finding.grade if finding else 0,
                spans=finding.spans if finding else (),
                quotes=_quotes(review, finding) if finding else (),
                says=told(finding.reason if finding and finding.reason else entry.absent if entry else ""),
                core=ident in core,
            )
        )
    return tuple(items)


def _disqualifiers(review: Review, guide: Guide, names: Mapping[str, str], before: int) -> tuple[Item, ...]:
    """Those that weigh at the target level first, and of these the ones that nothing repairs."""
    found, known = _of(review, "disqualifier"), {d.id: d for d in guide.disqualifiers}
    target = TARGET_LEVELS.index(review.target_level)

    def weighs(ident: str) -> bool:
        entry = known.get(ident)
        return entry is None or entry.from_level is None or TARGET_LEVELS.index(entry.from_level) <= target

    def final(ident: str) -> bool:
        return ident in known and known[ident].final

    items = []
    order = sorted(_in_order(found, known), key=lambda i: (not weighs(i), not final(i)))
    for number, ident in enumerate(order, before + 1):
        entry, from_level = known.get(ident), known[ident].from_level if ident in known else None
        items.append(
            Item(
                number=number,
                kind="disqualifier",
                id=ident,
                name=names.get(ident, words(one_line(ident))),
                grade=found[ident].grade,
                spans=found[ident].spans,
                quotes=_quotes(review, found[ident]),
                says=told(found[ident].reason),
                why=_beyond(found[ident].reason, entry.why_it_fails if entry else ""),
                advice=entry.advice if entry else "",
                frame=one_line(entry.fix) if entry else "",
                weighs=weighs(ident),
                from_level=level_words(from_level) if from_level else "",
            )
        )
    return tuple(items)


def _red_flags(review: Review, guide: Guide, names: Mapping[str, str], before: int) -> tuple[Item, ...]:
    """Those that cost a verdict first."""
    found, known = _of(review, "red_flag"), {r.id: r for r in guide.red_flags}
    items = []
    order = sorted(_in_order(found, known), key=lambda i: VERDICTS.index(known[i].at_most) if i in known else 0)
    for number, ident in enumerate(order, before + 1):
        entry = known.get(ident)
        items.append(
            Item(
                number=number,
                kind="red_flag",
                id=ident,
                name=names.get(ident, words(one_line(ident))),
                grade=found[ident].grade,
                spans=found[ident].spans,
                quotes=_quotes(review, found[ident]),
                says=told(found[ident].reason),
                advice=entry.advice if entry else "",
            )
        )
    return tuple(items)


def _summary(review: Review, guide: Guide, signals: tuple[Item, ...], disqualifiers: tuple[Item, ...]) -> str:
    """One sentence: what decides, then how much was shown."""
    if review.unscored is not None:
        return f"This answer could not be judged: {one_line(review.unscored).rstrip('.')}."
    if review.verdict is None:
        return "This answer has no verdict."
    clear = sum(s.grade == 2 for s in signals)
    shown, target = level_words(review.level), level_words(review.target_level)
    scope = f"the story shows {shown} scope"
    if review.level == "none":
        scope = "the story shows nothing self-started"
    below = LEVELS.index(review.level) < LEVELS.index(review.target_level)
    tally = f"{clear} of {len(signals)} signals {'is' if clear == 1 else 'are'} clear"
    sunk = [d.name for d in disqualifiers if d.weighs]
    if sunk:
        verb = "disqualifies" if len(sunk) == 1 else "disqualify"
        return f"{listed(f'“{name}”' for name in sunk)} {verb} this answer; {tally}, and {scope}."
    if review.verdict in ("hire", "strong-hire"):
        return f"{tally[0].upper()}{tally[1:]}, {scope}, and nothing disqualifies it."
    grades = {s.id: s.grade for s in signals}
    names = {s.id: s.name for s in signals}
    missing = [c for c in guide.verdict.core if max(grades.get(i, 0) for i in c.any) == 0]
    hinted = [c for c in guide.verdict.core if max(grades.get(i, 0) for i in c.any) == 1]
    if missing or len(hinted) > 1:
        which = listed(f"“{listed((names.get(i, words(i)) for i in c.any), 'or')}”" for c in missing or hinted)
        was = "was" if len(missing or hinted) == 1 else "were"
        return f"{which} {was} {'not heard' if missing else 'only hinted at'}; {tally}, and {scope}."
    if below:
        return f"{scope[0].upper()}{scope[1:]}, below {target}; {tally}."
    return f"{tally[0].upper()}{tally[1:]}, and {scope}."


def _blocks(review: Review) -> tuple[Block, ...]:
    """The answer cut by part, from its first to its last character; neighbours of one part are one block."""
    text, at = review.text, 0
    blocks: list[Block] = []

    def add(start: int, end: int, part: PartName | None) -> None:
        if not text[start:end].strip():
            return
        if blocks and blocks[-1].part == part:
            blocks[-1] = dataclasses.replace(blocks[-1], end=end)
        else:
            blocks.append(Block(start, end, part))

    for part in sorted(review.star, key=lambda p: (p.start, p.end)):
        add(at, min(part.start, len(text)), None)
        add(max(at, part.start), min(part.end, len(text)), part.part)
        at = max(at, min(part.end, len(text)))
    add(at, len(text), None)
    for number, fix in enumerate(review.fixes, 1):
        # A fix stands at the end of its sentence, in the last block that has begun by then.
        i = max((i for i, b in enumerate(blocks) if b.start < fix.at.end), default=0)
        if blocks:
            place = min(max(fix.at.end, blocks[i].start + 1), blocks[i].end)
            blocks[i] = dataclasses.replace(blocks[i], fixes=(*blocks[i].fixes, (place, number)))
    return tuple(blocks)


def _bar(review: Review) -> tuple[BarPart, ...]:
    """Parts in story order with their time; several runs of one part are added up."""
    if review.timing is None:
        return ()
    total: dict[PartName, tuple[float, float]] = {}
    for t in review.timing.parts:
        share, seconds = total.get(t.part, (0.0, 0.0))
        total[t.part] = (share + t.share, seconds + t.seconds)
    return tuple(BarPart(p, PART_LETTERS[p], words(p), *total[p]) for p in PARTS if p in total and total[p][0] > 0)


def _fix(number: int, fix: Fix, names: Mapping[str, str]) -> FixView:
    before, after = VERDICT_WORDS[fix.verdict_before], VERDICT_WORDS[fix.verdict_after]
    # The finding that the fix aims at comes first; the line above already says verdict and score.
    changes = [
        Change(what=c.what, before=value_words(c.before), after=value_words(c.after))
        for c in sorted(fix.changes, key=lambda c: c.what != fix.target)
        if c.what not in ("verdict", "score")
    ]
    verdict = f"{before} → {after}" if before != after else f"{before}, as before"
    return FixView(
        number=number,
        name=names.get(fix.target, words(fix.target)),
        advice=told(fix.advice),
        edit=told(fix.edit),
        template=one_line(fix.template),
        outcome=f"{verdict} · score {fix.score_before} → {fix.score_after}",
        changes=tuple(one_line(f"{names.get(c.what, words(c.what))} {c.before} → {c.after}") for c in changes),
    )
