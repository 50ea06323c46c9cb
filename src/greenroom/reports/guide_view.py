"""A guide as sections of named entries, for the terminal and for Markdown alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from greenroom.guides.schema import Archetype, Disqualifier, Guide, Lens, LevelExpectation, Probe, RedFlag, Signal
from greenroom.reports.build import entry_names
from greenroom.reports.runs import one_line
from greenroom.reports.wording import COMPANY_WORDS, level_words, listed, percent, words


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A sentence or two under an entry; ``label`` says what it is."""

    text: str
    label: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A signal, probe, lens ...; without a ``name`` a plain paragraph or, with a ``mark``, a list item."""

    lines: tuple[Line, ...]
    name: str = ""
    mark: str = ""
    aside: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    entries: tuple[Entry, ...]
    aside: str = ""


def sections(guide: Guide, names: Mapping[str, str]) -> Iterator[Section]:
    """The guide in reading order; ``names`` are competency ids and how people call them.

    The card is not among them: each format sets it apart.
    """
    core = {i for need in guide.verdict.core for i in need.any}
    called = entry_names(guide) | dict(names)
    yield Section(
        "What it is",
        (
            _entry(Line(guide.definition)),
            _entry(
                Line(guide.core_test, "Core test"),
                Line(guide.core_signal, "Core signal"),
                Line(guide.company_framing, "Why the company asks"),
            ),
        ),
    )
    yield Section("What it is not", tuple(_entry(Line(x), mark="-") for x in guide.is_not))
    signals = tuple(_signal(n, s, s.id in core) for n, s in enumerate(guide.signals, 1))
    yield Section("Signals", signals, "* a hire needs it")
    tip = guide.depth_tip
    budget = f"situation and task at most {tip.opening_seconds:g} s, action about {percent(tip.action_share)}"
    yield Section("Time", (_entry(Line(tip.text)),), budget)
    yield Section("Disqualifiers", tuple(map(_disqualifier, guide.disqualifiers)), "they sink an answer")
    yield Section("Red flags", tuple(map(_red_flag, guide.red_flags)), "faults of delivery")
    yield Section("Triggers", tuple(_triggers(guide)), "how to know the question")
    confused = tuple(
        _entry(Line(c.difference), name=called.get(c.competency, words(c.competency)), mark="-")
        for c in guide.not_to_confuse
    )
    yield Section("Not to confuse with", confused)
    yield Section("Probes", tuple(_probe(p, called) for p in guide.probes), "what they ask next")
    yield Section("Lenses", tuple(_lens(x, called) for x in guide.lenses), "what one company adds")
    yield Section("Levels", tuple(map(_level, guide.levels)))
    yield Section("Archetypes", tuple(_archetype(a, called) for a in guide.archetypes), "stories that fit")
    avoid = tuple(_entry(Line(x.why), name=x.story, mark="✗") for x in guide.not_recommended)
    yield Section("Stories not recommended", avoid)
    yield Section("Preparation", (_entry(Line(guide.preparation)),))


def card_lines(guide: Guide) -> tuple[Line, ...]:
    """The card: headline first, then the chain and what to beware of."""
    card = guide.card
    return (
        Line(one_line(card.headline)),
        Line(" → ".join(map(one_line, card.chain))),
        Line(one_line(card.top_disqualifier), "Worst"),
        Line(one_line(card.delivery_red_flag), "Beware"),
        Line(one_line(card.preparation), "Prepare"),
    )


def _entry(*lines: Line, name: str = "", mark: str = "", aside: str = "") -> Entry:
    kept = tuple(Line(one_line(x.text), x.label) for x in lines if x.text)
    return Entry(lines=kept, name=one_line(name), mark=mark, aside=aside)


def _said(text: str) -> str:
    """``text`` in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in "“\"'" else f"“{line}”"


def _signal(number: int, s: Signal, core: bool) -> Entry:
    return _entry(
        Line(s.listens_for),
        Line(", ".join(map(_said, s.cues)), "Sounds like"),
        Line(s.why, "Why"),
        Line(f"{s.common_miss} {s.miss_why}", "Common miss"),
        Line(_said(s.fix), "To show it"),
        name=s.name + (" *" if core else ""),
        mark=str(number),
        aside=s.id,
    )


def _disqualifier(d: Disqualifier) -> Entry:
    asides = [d.id]
    if d.final:
        asides.append("nothing repairs it")
    if d.from_level:
        asides.append(f"weighs from {level_words(d.from_level)}")
    return _entry(
        Line(_said(d.said), "Said"),
        Line(d.why_it_fails, "Why it fails"),
        Line(d.self_check, "Ask yourself"),
        Line(f"{d.advice} {_said(d.fix)}", "Fix"),
        name=d.name,
        mark="✗",
        aside=" · ".join(asides),
    )


def _red_flag(f: RedFlag) -> Entry:
    return _entry(
        Line(_said(f.said), "Said"),
        Line(f.why_it_fails, "Why it fails"),
        Line(f"{f.advice} {_said(f.fix)}", "Fix"),
        name=f.name,
        mark="!",
        aside=f.id,
    )


def _triggers(guide: Guide) -> Iterator[Entry]:
    t = guide.triggers
    yield _entry(Line(t.recognise))
    for title, questions in (("Direct", t.direct), ("Indirect", t.indirect)):
        yield _entry(name=title)
        yield from (_entry(Line(_said(q)), mark="-") for q in questions)
    yield _entry(Line(", ".join(t.keywords)), name="Words to listen for")


def _probe(p: Probe, called: Mapping[str, str]) -> Entry:
    return _entry(
        Line(p.tests, "Tests"),
        Line(listed(called.get(i, words(i)) for i in p.settles), "Settles"),
        Line(f"{_said(p.weak.reply)} {p.weak.why}", "Weak"),
        Line(_said(p.strong), "Strong"),
        Line(_said(p.key_phrase), "Key phrase"),
        name=p.question,
        mark="?",
    )


def _lens(lens: Lens, called: Mapping[str, str]) -> Entry:
    return _entry(
        Line(lens.focus, "Focus"),
        Line(f"{lens.waits_for} {_said(lens.sounds_like)}", "Waits for"),
        Line(_said(lens.example_question), "Asks"),
        Line(f"{lens.elevates} {_said(lens.elevated_example)}", "Elevates"),
        Line(listed(called.get(i, words(i)) for i in lens.boosts), "Carried by"),
        name=f"{COMPANY_WORDS[lens.company]}: {lens.name}",
        mark="-",
    )


def _level(level: LevelExpectation) -> Entry:
    return _entry(
        Line(level.expects),
        Line("; ".join(x.rstrip(".;") for x in level.shows) + ".", "Shows"),
        Line(level.anti_pattern, "Anti-pattern"),
        name=level_words(level.level),
        mark="-",
    )


def _archetype(a: Archetype, called: Mapping[str, str]) -> Entry:
    return _entry(
        Line(a.why),
        Line(a.example, "Example"),
        Line(listed(called.get(i, words(i)) for i in a.also_covers), "Also covers"),
        name=a.name,
        mark="-",
        aside=a.id,
    )
