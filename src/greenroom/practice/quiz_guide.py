"""Items about the answer: cues, misses, faults, what a hire needs, which stories fit, the chain, the time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from greenroom.guides.schema import Disqualifier, Guide, RedFlag
from greenroom.model import Verdict
from greenroom.practice.quiz_examples import reason, section_of, weight
from greenroom.practice.quiz_items import (
    Choice,
    Item,
    Known,
    apart,
    digest,
    gives_away,
    item,
    may_be_in,
)
from greenroom.practice.study import said
from greenroom.reports.runs import one_line
from greenroom.reports.wording import VERDICT_WORDS, listed, percent, words
from greenroom.scoring import STRONG_CLEAR

MOST_CUES = 3
"""Cue phrases that one question quotes."""


def from_guide(guide: Guide) -> Iterator[Item | None]:
    """Every item that the guide's own words on a good answer yield."""
    yield from _cues(guide)
    yield from _misses(guide)
    for kin, what in ((guide.disqualifiers, "disqualifier"), (guide.red_flags, "red flag")):
        yield from _said(guide, kin, what)
    yield from _self_checks(guide)
    yield from _hire(guide)
    yield from _stories(guide)
    yield from _card(guide)
    yield from _time(guide)


def _cues(guide: Guide) -> Iterator[Item | None]:
    for signal in guide.signals:
        others = [s for s in guide.signals if s.id != signal.id]
        elsewhere = {cue.casefold() for s in others for cue in s.cues}
        wrong = [Choice(s.name, reason(s)) for s in others if apart(guide, s.id, signal.id)]
        names = [w.text for w in wrong]
        cues = [c for c in signal.cues if c.casefold() not in elsewhere and not gives_away(c, signal.name, names)]
        if cues:
            yield item(
                guide,
                f"cue:{signal.id}",
                "easy",
                f"{listed(map(said, cues[:MOST_CUES]))}: phrases like these point to which signal?",
                Choice(signal.name),
                wrong,
                why=reason(signal),
                section=section_of(signal),
            )


def _misses(guide: Guide) -> Iterator[Item | None]:
    for signal in guide.signals:
        others = [s for s in guide.signals if s.id != signal.id and apart(guide, s.id, signal.id)]
        yield item(
            guide,
            f"miss:{signal.id}",
            "hard",
            f"Candidates are asked for “{signal.name}” and offer this instead. Why does it not count?",
            Choice(signal.miss_why),
            [Choice(s.miss_why, f"That is said of “{s.name}”.") for s in others],
            why=f"{signal.name}: {signal.listens_for}",
            section=section_of(signal),
            quote=signal.common_miss,
        )


def _said(guide: Guide, kin: Sequence[Disqualifier | RedFlag], what: str) -> Iterator[Item | None]:
    for fault in kin:
        wrong = [
            Choice(f.name, reason(f))
            for f in kin
            if f.id != fault.id
            and one_line(f.said) != one_line(fault.said)
            and apart(guide, f.id, fault.id)
            and not may_be_in(guide, f, fault.said, Known())
        ]
        if gives_away(fault.said, fault.name, [w.text for w in wrong]):
            continue
        yield item(
            guide,
            f"said:{fault.id}",
            "easy",
            f"Which {what} is in these words above all?",
            Choice(fault.name),
            wrong,
            why=reason(fault),
            section=section_of(fault),
            quote=fault.said,
        )


def _self_checks(guide: Guide) -> Iterator[Item | None]:
    for fault in guide.disqualifiers:
        yield item(
            guide,
            f"self-check:{fault.id}",
            "medium",
            f"How do you find out that your own story has the disqualifier “{fault.name}”?",
            Choice(fault.self_check),
            [
                Choice(f.self_check, f"That finds “{f.name}”.")
                for f in guide.disqualifiers
                if f.id != fault.id and apart(guide, f.id, fault.id)
            ],
            why=reason(fault),
            section=section_of(fault),
        )


def _hire(guide: Guide) -> Iterator[Item | None]:
    name = {s.id: s.name for s in guide.signals}
    core = {i for need in guide.verdict.core for i in need.any}
    free = [Choice(s.name, "A hire is possible without it.") for s in guide.signals if s.id not in core]
    every = [listed([name.get(i, words(i)) for i in need.any], "or") for need in guide.verdict.core]
    for need, label in zip(guide.verdict.core, every, strict=True):
        yield item(
            guide,
            f"core:{'+'.join(sorted(need.any))}",
            "easy",
            "Without which of these is there no hire, however good the rest is?",
            Choice(label),
            free,
            why=f"A hire needs each of these: {'; '.join(every)}.",
            section="hire",
        )
    number = next((s for s in guide.signals if s.id == guide.verdict.number), None)
    if number is not None and len(guide.signals) > STRONG_CLEAR:  # with fewer, a strong hire needs every one clear
        yield item(
            guide,
            f"strong:{number.id}",
            "medium",
            "Which signal must be shown clearly, not just partly, before a hire can become a strong hire?",
            Choice(number.name),
            [Choice(s.name, "It may stay partial in a strong hire.") for s in guide.signals if s.id != number.id],
            why=number.why,
            section="hire",
        )
    for fault in guide.disqualifiers:
        if fault.final:
            yield item(
                guide,
                f"final:{fault.id}",
                "easy",
                "Which of these does nothing repair, whatever is told later?",
                Choice(fault.name),
                [Choice(f.name, f"That can be made up for. {f.advice}") for f in guide.disqualifiers if not f.final],
                why=f"{fault.name}: {fault.advice}",
                section=section_of(fault),
            )
    verdicts: tuple[Verdict, ...] = ("no-hire", "hire", "strong-hire")
    for flag in guide.red_flags:
        if flag.at_most in verdicts:
            yield item(
                guide,
                f"best:{flag.id}",
                "hard",
                f"An answer has the red flag “{flag.name}” and no other fault. What can it get at best?",
                Choice(VERDICT_WORDS[flag.at_most]),
                [Choice(VERDICT_WORDS[v]) for v in verdicts if v != flag.at_most],
                why=f"{weight(flag)} {reason(flag)}",
                section=section_of(flag),
                ordered=[VERDICT_WORDS[v] for v in verdicts],
            )


def _stories(guide: Guide) -> Iterator[Item | None]:
    fit = [Choice(a.name, f"It fits: {a.why}") for a in guide.archetypes]
    for story in guide.not_recommended:
        yield item(
            guide,
            f"avoid:{digest(story.story)}",
            "easy",
            "Which of these stories should you not tell for this question?",
            Choice(story.story.rstrip(".")),
            fit,
            why=story.why,
            section="avoid",
        )
    unfit = [Choice(x.story.rstrip("."), x.why) for x in guide.not_recommended]
    for kind in guide.archetypes:
        yield item(
            guide,
            f"story:{kind.id}",
            "easy",
            "Which of these stories fits this question?",
            Choice(kind.name),
            unfit,
            why=kind.why,
            section="stories",
        )


def _card(guide: Guide) -> Iterator[Item | None]:
    chain = guide.card.chain
    for n, (step, following) in enumerate(itertools.pairwise(chain), 2):
        yield item(
            guide,
            f"chain:{n}",
            "easy",
            f"In the chain of a good answer, what comes right after {said(step)}?",
            Choice(said(following)),
            [Choice(said(other)) for other in chain if other not in (step, following)],
            why=f"The chain: {', '.join(map(one_line, chain))}.",
            section="card",
        )


def _time(guide: Guide) -> Iterator[Item | None]:
    tip = guide.depth_tip
    most = round(tip.opening_seconds)
    spans = [f"{round(most * factor)} seconds" for factor in (0.4, 2, 3)]
    others = [x for x in (0.3, 0.5, 0.7, 0.9) if abs(x - tip.action_share) > 0.15]
    yield item(
        guide,
        "time:opening",
        "easy",
        "How long may situation and task take together, at most?",
        Choice(f"{most} seconds"),
        [Choice(one) for one in spans],
        why=tip.text,
        section="time",
        ordered=[spans[0], f"{most} seconds", *spans[1:]],
    )
    yield item(
        guide,
        "time:action",
        "easy",
        "How much of the time belongs to what you did?",
        Choice(f"about {percent(tip.action_share)}"),
        [Choice(f"about {percent(x)}") for x in others],
        why=tip.text,
        section="time",
        ordered=[f"about {percent(x)}" for x in sorted([*others, tip.action_share])],
    )
