"""Cards for revision: made from a guide, and from the person's own mistakes.

A card's id is made from what it is about and never from its wording, so that a new version of the guide changes the
text of a card and finds its schedule again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from greenroom.guides.schema import Disqualifier, Guide, Lens, LevelExpectation, Probe, Signal
from greenroom.model import Value
from greenroom.reports.runs import one_line
from greenroom.reports.wording import COMPANY_WORDS, level_words

Kind = Literal[
    "chain", "core", "worst", "delivery", "preparation", "signal", "disqualifier", "probe", "level", "lens", "mistake"
]


class Card(Value, frozen=True, kw_only=True):
    """A question and its answer, a few short paragraphs each; list items begin with "- " or a number.

    ``guide`` is the guide's id; ``id`` begins with ``prefix`` of that guide.
    """

    id: str
    guide: str
    kind: Kind
    front: str
    back: str


def full_name(guide: Guide) -> str:
    """``amazon/have-backbone``; the id alone for a guide of no pack."""
    return f"{guide.pack}/{guide.id}".removeprefix("/")


def prefix(guide: Guide) -> str:
    """What the ids of the guide's cards begin with."""
    return f"{full_name(guide)}:"


def of_guide(guide: Guide) -> tuple[Card, ...]:
    """The cards of the guide, in the order in which they are best learned."""
    return (
        *_summary(guide),
        *(card(guide, "signal", s.id, *signal_sides(s)) for s in guide.signals),
        *(card(guide, "disqualifier", d.id, *disqualifier_sides(d)) for d in guide.disqualifiers),
        *(card(guide, "probe", p.id, *_probe(p)) for p in guide.probes),
        *(card(guide, "level", x.level, *_level(x)) for x in guide.levels),
        *(card(guide, "lens", x.company, *_lens(x)) for x in guide.lenses),
    )


def card(guide: Guide, kind: Kind, key: str, front: Sequence[str], back: Sequence[str]) -> Card:
    """A card of ``guide``; ``key`` tells it from the others of its kind, the sides are paragraphs."""
    name = f"{prefix(guide)}{kind}" + (f":{key}" if key else "")
    return Card(id=name, guide=guide.id, kind=kind, front=_text(front), back=_text(back))


def _summary(guide: Guide) -> Iterator[Card]:
    told = guide.card
    steps = [f"{n}. {step}" for n, step in enumerate(told.chain, 1)]
    asked: list[tuple[Kind, str, list[str]]] = [
        ("chain", "Give the chain of a good answer, step by step.", [*steps, told.headline]),
        (
            "core",
            "Which one question does the interviewer want answered, and what does a good answer hold?",
            [guide.core_test, guide.core_signal],
        ),
        ("worst", "Which sentence sinks an answer most surely?", [quoted(told.top_disqualifier)]),
        ("delivery", "Which red flag is the one to remember, and how does it sound?", [quoted(told.delivery_red_flag)]),
        ("preparation", "What do you prepare before the interview?", [told.preparation]),
    ]
    for kind, question, back in asked:
        yield card(guide, kind, "", [question], back)


def signal_sides(s: Signal) -> tuple[list[str], list[str]]:
    """Said badly; why it does not count and what is listened for."""
    front = [
        f"The interviewer listens for “{s.name}” and hears instead: {s.common_miss}",
        "Why does that not count, and what would?",
    ]
    back = [s.miss_why, f"Listened for: {s.listens_for}", f"Sounds like: {', '.join(map(quoted, s.cues))}"]
    return front, back


def disqualifier_sides(d: Disqualifier) -> tuple[list[str], list[str]]:
    """What somebody says; why it sinks the answer and how to check oneself."""
    front = [f"A candidate says: {quoted(d.said)}", "What is wrong with it, and how do you check yourself for it?"]
    weighs = f" It weighs from {level_words(d.from_level)} up." if d.from_level else ""
    final = " Nothing else in the answer repairs it." if d.final else ""
    back = [
        f"{d.name}. {d.why_it_fails}{weighs}{final}",
        f"Ask yourself: {d.self_check}",
        f"Instead: {d.advice} {quoted(d.fix)}",
    ]
    return front, back


def _probe(p: Probe) -> tuple[list[str], list[str]]:
    front = [f"The interviewer asks on: {quoted(p.question)}", "What does it test, and what is your key phrase?"]
    back = [
        f"It tests: {p.tests}",
        f"Key phrase: {quoted(p.key_phrase)}",
        f"Strong: {quoted(p.strong)}",
        f"Weak: {quoted(p.weak.reply)} {p.weak.why}",
    ]
    return front, back


def _level(x: LevelExpectation) -> tuple[list[str], list[str]]:
    front = [f"What must an answer show at {level_words(x.level)}, and what gives away that it does not reach it?"]
    return front, [x.expects, *(f"- {item}" for item in x.shows), f"It is given away by this: {x.anti_pattern}"]


def _lens(x: Lens) -> tuple[list[str], list[str]]:
    front = [f"What does an interviewer at {COMPANY_WORDS[x.company]} wait for, and what lifts an answer there?"]
    return front, [x.waits_for, f"Sounds like: {quoted(x.sounds_like)}", f"It is lifted by this: {x.elevates}"]


def quoted(text: str) -> str:
    """``text`` in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in "“\"'" else f"“{line}”"


def _text(paragraphs: Sequence[str]) -> str:
    return "\n".join(map(one_line, paragraphs))
