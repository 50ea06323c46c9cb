"""From a review and its guide to the view of them: wording, and the order of what decides first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from greenroom.guides.schema import Guide
from greenroom.model import PARTS, TARGET_LEVELS, VERDICTS, Finding, Kind, PartName, Review
from greenroom.reports.derivation import below, derivation
from greenroom.reports.fixes import against_it, fix_view, too_small
from greenroom.reports.runs import one_line, shorten
from greenroom.reports.view import HINT_LENGTH, QUOTE_LENGTH, BarPart, Block, Item, ProbeView, Tone, View
from greenroom.reports.wording import (
    COMPANY_WORDS,
    PART_LETTERS,
    VERDICT_WORDS,
    in_words,
    level_words,
    listed,
    scope_words,
    told,
    words,
)

WORDS_LENGTH = 80
"""Longest quotation in a line about a lens, in characters."""
WORDS_SHOWN = 3
"""A company's own words that are quoted, at most."""
_SIGNS = "abcdefghijklmnoprstuvwxyz"
"""Letters that can be raised in plain text."""


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
    red_flags = _red_flags(review, guide, names, len(signals), len(signals) + len(disqualifiers))
    decisive, lesser = derivation(review, guide, names)
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
        derivation=decisive,
        lesser=lesser,
        signals=signals,
        disqualifiers=disqualifiers,
        red_flags=red_flags,
        blocks=_blocks(review),
        bar=_bar(review),
        fixes=tuple(fix_view(i, f, names) for i, f in enumerate(review.fixes, 1)),
        against_it=against_it(review, guide, disqualifiers),
        too_small=too_small(review, guide),
        heard=_heard(review, guide, names),
        probes=tuple(
            ProbeView(one_line(p.question), told(p.tests), told(in_words(p.why, names))) for p in review.probes
        ),
    )


def _sign(place: int) -> str:
    """The letter of a fault by its place among all of them, doubled where the alphabet ends."""
    return _SIGNS[place % len(_SIGNS)] * (place // len(_SIGNS) + 1)


def _short(reason: str) -> str:
    """A judge's reason, the one for a partial grade without what the grade says already."""
    return one_line(reason).replace("Hinted at, not fully shown. What would make it clear:", "Say", 1)


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


def _hints(review: Review, finding: Finding) -> tuple[str, ...]:
    """What hints at it less clearly, in the order of the text."""
    return tuple(shorten(t, HINT_LENGTH) for s in finding.also if (t := review.text[s.start : s.end]).strip())


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
                hints=_hints(review, finding) if finding else (),
                says=told(_short(finding.reason) if finding and finding.reason else entry.absent if entry else ""),
                sign=str(number),
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
                hints=_hints(review, found[ident]),
                says=told(found[ident].reason),
                sign=_sign(number - before - 1),
                why=_beyond(found[ident].reason, entry.why_it_fails if entry else ""),
                advice=entry.advice if entry else "",
                frame=one_line(entry.fix) if entry else "",
                weighs=weighs(ident),
                from_level=level_words(from_level) if from_level else "",
            )
        )
    return tuple(items)


def _red_flags(review: Review, guide: Guide, names: Mapping[str, str], signals: int, before: int) -> tuple[Item, ...]:
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
                hints=_hints(review, found[ident]),
                says=told(found[ident].reason),
                sign=_sign(number - signals - 1),
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
    scope = f"the scope told is {scope_words(review.level)}"
    if not any(s.grade for s in signals):
        scope = "nothing self-started is shown"
    tally = f"{clear} of {len(signals)} signals {'is' if clear == 1 else 'are'} clear"
    if review.sure and review.sure != review.verdict:
        had, has = (VERDICT_WORDS[v].lower() for v in (review.sure, review.verdict))
        return (
            f"What was heard would be a {had} if all of it were sure; some is in doubt, and weighed it is a {has}. "
            f"{tally[0].upper()}{tally[1:]}, and {scope}."
        )
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
    if below(review.level, review.target_level):
        return f"{scope[0].upper()}{scope[1:]}, and {level_words(review.target_level)} asks for more; {tally}."
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


def _heard(review: Review, guide: Guide, names: Mapping[str, str]) -> str:
    """Whether the lens heard what it waits for: through which clear signals, and whether in the company's words."""
    lens = review.lens
    if lens is None:
        return ""
    weighed = next((x.boosts for x in guide.lenses if x.company == lens.company), ())
    graded = {f.id: f for f in review.findings if f.grade == 2}
    clear = [graded[i] for i in weighed if i in graded]
    missing = [f"“{names.get(i, words(i))}”" for i in weighed if i not in graded]
    if not lens.heard:
        none = f"{missing[0]} is not clear" if len(missing) == 1 else f"none of {listed(missing)} is clear"
        return f"Not heard: {none}." if missing else "Not heard."
    places = {s for f in clear for s in f.spans}
    own = dict.fromkeys(shorten(review.text[s.start : s.end], WORDS_LENGTH) for s in lens.spans if s not in places)
    said = listed(f"“{words}”" for words in [*own][:WORDS_SHOWN])
    if not clear:
        return f"Heard in {said}." if said else "Heard."
    quote = next((f" (“{shorten(q[0], WORDS_LENGTH)}”)" for f in clear if (q := _quotes(review, f))), "")
    through = f"through {listed(f'“{names.get(f.id, words(f.id))}”' for f in clear)}{quote}"
    company = COMPANY_WORDS[lens.company]
    heard = (
        f"Heard {through}, and in words such as {said}."
        if said
        else (f"Heard in substance, {through}; not in {company}'s own words.")
    )
    return f"{heard} Not clear yet: {listed(missing)}." if missing else heard
