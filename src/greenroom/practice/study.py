"""Study: a guide as a reading path of short sections, and what of it was read."""

from __future__ import annotations

import dataclasses
import hashlib
import textwrap
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Literal

from greenroom.errors import UsageError, unknown
from greenroom.guides.loader import competencies, examples_of, fingerprint, guide_ids, load_guide
from greenroom.guides.marked import unmark
from greenroom.guides.naming import names_of
from greenroom.guides.schema import Cases, Disqualifier, Examples, Guide, Lens, LevelExpectation, Probe, RedFlag, Signal
from greenroom.model import Company, TargetLevel
from greenroom.reports.runs import one_line
from greenroom.reports.wording import COMPANY_WORDS, VERDICT_WORDS, level_words, listed, percent, words
from greenroom.store import Store
from greenroom.store.values import SectionRead

Progress = Literal["read", "changed", "unread"]
"""``changed``: read once, and written anew since, so it counts as unread."""

APT_EXAMPLE, LONGEST_EXAMPLE = 110, 200
"""Code points that an example for a section should have, and may have."""

COLUMNS, LINES = 79, 21
"""What a section should fit: a screen of 80 by 24, less its title, its chapter and the prompt."""
SPARED = ("Does not count", "Said by half")
"""Labels of blocks that are left out, one after the other, where it does not fit."""

CHAPTERS: Mapping[str, str] = {
    "question": "The question",
    "signals": "What they listen for",
    "disqualifiers": "What sinks you",
    "red-flags": "Red flags",
    "hire": "What a hire needs",
    "recognise": "How to recognise the question",
    "probes": "What they ask next",
    "level": "Your level",
    "company": "Your company",
    "stories": "Which stories fit",
    "time": "Your time",
    "card": "The card",
}
"""Chapters of the path in reading order: id and name for people."""
_KEPT = 32
"""Paths that are remembered; to lay one out anew takes a twentieth of a second."""
_paths: OrderedDict[tuple[str, tuple[tuple[str, str], ...]], tuple[Section, ...]] = OrderedDict()


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or with a ``mark`` a list item; ``label`` says what it is."""

    text: str
    label: str = ""
    mark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One stop of the path. ``level`` / ``company``: only for those who interview for it; ``None`` is for all.

    ``version``: the guide's, with a hash of what the section says, by which a change is known.
    """

    id: str
    chapter: str
    title: str
    blocks: tuple[Block, ...]
    version: str
    level: TargetLevel | None = None
    company: Company | None = None


def sections(guide: Guide, examples: Examples, names: Mapping[str, str]) -> tuple[Section, ...]:
    """The whole path through ``guide``; ``names`` are competency ids and how people call them."""
    key = fingerprint(guide, examples), tuple(names.items())
    if (known := _paths.get(key)) is None:
        known = _paths[key] = _sections(guide, examples, names)
        while len(_paths) > _KEPT:
            _paths.popitem(last=False)
    return known


def _sections(guide: Guide, examples: Examples, names: Mapping[str, str]) -> tuple[Section, ...]:
    made = [
        _section(guide, "question", "question", guide.principle, _question(guide)),
        _section(guide, "question", "is-not", "What it is not", [Block(x, mark="-") for x in guide.is_not]),
    ]
    needed = {i: "a hire needs it" for need in guide.verdict.core for i in need.any}
    needed |= {i: "a hire needs it, or another" for need in guide.verdict.core if len(need.any) > 1 for i in need.any}
    for s in guide.signals:
        title = f"{s.name} ({needed[s.id]})" if s.id in needed else s.name
        made.append(_section(guide, "signals", f"signal-{s.id}", title, _signal(s, examples.examples.get(s.id))))
    for d in guide.disqualifiers:
        blocks = _disqualifier(d, examples.examples.get(d.id))
        made.append(_section(guide, "disqualifiers", f"disqualifier-{d.id}", d.name, blocks))
    for f in guide.red_flags:
        made.append(_section(guide, "red-flags", f"flag-{f.id}", f.name, _red_flag(f, examples.examples.get(f.id))))
    made.append(_section(guide, "hire", "hire", "What a hire needs", _hire(guide)))
    made.append(_section(guide, "recognise", "recognise", "How to recognise the question", _recognise(guide)))
    hidden = [Block(said(q), mark="-") for q in guide.triggers.indirect]
    made.append(_section(guide, "recognise", "indirect", "Asked without saying so", hidden))
    confused = [Block(c.difference, names.get(c.competency, words(c.competency)), "-") for c in guide.not_to_confuse]
    made.append(_section(guide, "recognise", "confused", "What it is confused with", confused))
    called = names_of(guide)
    for p in guide.probes:
        made.append(_section(guide, "probes", f"probe-{p.id}", words(p.id), _probe(p, called)))
    for lv in guide.levels:
        title = f"What {level_words(lv.level)} must show"
        made.append(_section(guide, "level", f"level-{lv.level}", title, _level(lv), level=lv.level))
    for x in guide.lenses:
        title = f"{COMPANY_WORDS[x.company]}: {x.name}"
        made.append(_section(guide, "company", f"company-{x.company}", title, _lens(x, called), company=x.company))
    fit = [
        Block(
            f"{a.why} {_covers([names.get(i, words(i)) for i in a.also_covers])}Such as: {a.example}", a.name, mark="-"
        )
        for a in guide.archetypes
    ]
    made.append(_section(guide, "stories", "stories", "Stories that fit", fit))
    avoid = [Block(x.why, _stopped(x.story), mark="-") for x in guide.not_recommended]
    made.append(_section(guide, "stories", "avoid", "Stories that do not fit", avoid))
    made.append(_section(guide, "time", "time", "Your time", _time(guide)))
    made.append(_section(guide, "card", "card", "The card", _card(guide)))
    return tuple(s for s in made if s.blocks)


def path(
    every: Sequence[Section], level: TargetLevel | None = None, company: Company | None = None
) -> tuple[Section, ...]:
    """The sections for one level and one company, or for all where none is named.

    Raises ``UsageError`` for a level or a company that the guide says nothing about.
    """
    for what, given, known in (
        ("level", level, [s.level for s in every if s.level]),
        ("company", company, [s.company for s in every if s.company]),
    ):
        if given is not None and given not in known:
            allowed = ", ".join(map(str, known)) or f"none: it has no {'levels' if what == 'level' else 'lenses'}"
            raise UsageError(
                f"the guide says nothing about {what} '{given}'", allowed=allowed, do="leave the option out"
            )
    return tuple(s for s in every if s.level in (None, level or s.level) and s.company in (None, company or s.company))


def wanted(
    every: Sequence[Section], level: str | None, company: str | None, before: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Level and company as they are asked for now, else as ``before``, where the guide still speaks of them."""
    known: dict[str, set[str | None]] = {"level": {s.level for s in every}, "company": {s.company for s in every}}
    last = {what: before.get(what) if before.get(what) in known[what] else None for what in known}
    return {"level": level or last["level"], "company": company or last["company"]}


def named(every: Sequence[Section], name: str) -> tuple[Section, ...]:
    """The sections that ``name`` means: a whole chapter, a section's id, or the id of its signal, probe ....

    Raises ``UsageError`` with the nearest names for an unknown one.
    """
    by_chapter = [s for s in every if s.chapter == name]
    by_id = [s for s in every if s.id == name]
    by_entry = [s for s in every if s.id.partition("-")[2] == name]
    if found := by_chapter or by_id or by_entry:
        return tuple(found)
    raise unknown("section", name, dict.fromkeys([*(s.chapter for s in every), *(s.id for s in every)]))


def progress(section: Section, read: Mapping[str, SectionRead]) -> Progress:
    """Whether ``section`` was read, and as it is written today; ``read`` is by section id, as the store gives it."""
    known = read.get(section.id)
    if known is None:
        return "unread"
    return "read" if _content(known.version) == _content(section.version) else "changed"


def shares_read(store: Store, level: TargetLevel | None, company: Company | None) -> dict[str, float]:
    """Share (0..1) of the sections of every guide that was read, by its id; for one level and company, if named."""
    names = {c.id: c.name for c in competencies()}
    made = {}
    for guide in map(load_guide, guide_ids()):
        every = sections(guide, examples_of(guide), names)
        way = [s for s in every if s.level in (None, level or s.level) and s.company in (None, company or s.company)]
        read = store.sections_read(guide.id)
        made[guide.id] = sum(progress(s, read) == "read" for s in way) / len(way)
    return made


def _content(version: str) -> str:
    return version.partition("+")[2]


def _section(
    guide: Guide,
    chapter: str,
    ident: str,
    title: str,
    blocks: Sequence[Block],
    *,
    level: TargetLevel | None = None,
    company: Company | None = None,
) -> Section:
    kept = tuple(Block(one_line(b.text), one_line(b.label), b.mark) for b in blocks if b.text.strip())
    for label in SPARED:
        if _height(kept) > LINES:
            kept = tuple(b for b in kept if b.label != label)
    said = "\n".join((title, *(f"{b.mark}\t{b.label}\t{b.text}" for b in kept)))
    version = f"{guide.version}+{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    return Section(ident, chapter, one_line(title), kept, version, level, company)


def _height(blocks: Sequence[Block]) -> int:
    return sum(len(textwrap.wrap(f"{b.mark} {b.label}: {b.text}", COLUMNS)) for b in blocks)


# ── what stands in each ─────────────────────────────────────────────────────────────


def _question(guide: Guide) -> list[Block]:
    return [
        Block(said(guide.question)),
        Block(guide.tagline),
        Block(guide.definition, "It means"),
        Block(guide.core_test, "The test"),
        Block(guide.core_signal, "A good answer"),
        Block(guide.company_framing, "Why they ask"),
    ]


def _signal(s: Signal, cases: Cases | None) -> list[Block]:
    return [
        Block(s.listens_for),
        Block(s.why, "Why it matters"),
        Block(_example(cases, 2), "Said well"),
        Block(_example(cases, 1), "Said by half"),
        Block(f"{s.common_miss} {s.miss_why}", "Said badly"),
        Block(_near_miss(cases), "Does not count"),
        Block(", ".join(map(said, s.cues)), "Cue phrases"),
        Block(said(s.fix), "To show it"),
    ]


def _disqualifier(d: Disqualifier, cases: Cases | None) -> list[Block]:
    weighs = [f"It weighs from {level_words(d.from_level)} up."] if d.from_level else []
    weighs += ["Nothing told later repairs it."] if d.final else []
    return [
        Block(said(d.said), "Said badly"),
        Block(" ".join((d.why_it_fails, *weighs)), "Why it fails"),
        Block(_example(cases, None), "In an answer"),
        Block(_near_miss(cases), "Does not count as one"),
        Block(d.self_check, "Ask yourself"),
        Block(d.advice, "What to do"),
        Block(said(d.fix), "Said well"),
    ]


def _red_flag(f: RedFlag, cases: Cases | None) -> list[Block]:
    best = "" if f.at_most == "strong-hire" else f" With it an answer gets at most: {VERDICT_WORDS[f.at_most].lower()}."
    return [
        Block(said(f.said), "Said badly"),
        Block(f.why_it_fails + best, "Why it fails"),
        Block(_example(cases, None), "In an answer"),
        Block(_near_miss(cases), "Does not count as one"),
        Block(f.advice, "What to do"),
        Block(said(f.fix), "Said well"),
    ]


def _hire(guide: Guide) -> list[Block]:
    name = {s.id: s.name for s in guide.signals}
    blocks = [Block("A hire needs all of these signals:")]
    blocks += [Block(listed([name.get(i, words(i)) for i in need.any], "or"), mark="-") for need in guide.verdict.core]
    if guide.verdict.number:
        number = name.get(guide.verdict.number, words(guide.verdict.number))
        blocks.append(Block(f"Only with “{number}”, shown clearly, can it become a strong hire."))
    final = [d.name for d in guide.disqualifiers if d.final]
    if final:
        blocks.append(Block(f"Nothing told later repairs: {listed([f'“{n}”' for n in final])}."))
    worst = [f.name for f in guide.red_flags if f.at_most == "no-hire"]
    if worst:
        blocks.append(Block(f"Red flags that rule out a hire: {listed([f'“{n}”' for n in worst])}."))
    return blocks


def _recognise(guide: Guide) -> list[Block]:
    t = guide.triggers
    return [
        Block(t.recognise),
        Block(", ".join(t.keywords), "Words to listen for"),
        Block("Asked in plain words:"),
        *(Block(said(q), mark="-") for q in t.direct),
    ]


def _probe(p: Probe, called: Mapping[str, str]) -> list[Block]:
    return [
        Block(said(p.question)),
        Block(p.tests, "It tests"),
        Block(listed([called.get(i, words(i)) for i in p.settles]), "It settles"),
        Block(f"{said(p.weak.reply)} {p.weak.why}", "A weak reply"),
        Block(said(p.strong), "A strong reply"),
        Block(said(p.key_phrase), "Its key phrase"),
    ]


def _level(level: LevelExpectation) -> list[Block]:
    return [
        Block(level.expects),
        Block("To reach it, show:"),
        *(Block(x, mark="-") for x in level.shows),
        Block(level.anti_pattern, "Not reached when"),
    ]


def _lens(lens: Lens, called: Mapping[str, str]) -> list[Block]:
    return [
        Block(lens.focus, "It looks at"),
        Block(f"{lens.waits_for} {said(lens.sounds_like)}", "It waits for"),
        Block(said(lens.example_question), "It asks"),
        Block(f"{lens.elevates} {said(lens.elevated_example)}", "What lifts an answer"),
        Block(listed([called.get(i, words(i)) for i in lens.boosts]), "Signals that carry it"),
    ]


def _time(guide: Guide) -> list[Block]:
    tip = guide.depth_tip
    return [
        Block(tip.text),
        Block(f"at most {tip.opening_seconds:g} seconds", "Situation and task together"),
        Block(f"about {percent(tip.action_share)} of your time", "What you did"),
    ]


def _card(guide: Guide) -> list[Block]:
    card = guide.card
    return [
        Block(card.headline),
        Block("The chain of a good answer:"),
        *(Block(step, mark=f"{n}.") for n, step in enumerate(card.chain, 1)),
        Block(said(card.top_disqualifier), "Worst"),
        Block(said(card.delivery_red_flag), "Beware of"),
        Block(card.preparation, "Have ready"),
        Block(guide.preparation, "Before the interview"),
    ]


def _covers(names: Sequence[str]) -> str:
    return f"It also covers {listed(names)}. " if names else ""


def _example(cases: Cases | None, grade: int | None) -> str:
    """A text in which the entry is found (with this grade, where one is given), quoted, or empty.

    Which one does not depend on what a judge makes of it, so that the section stays as it was read.
    """
    if cases is None:
        return ""
    told = [(f.text, f.grade) for f in cases.found]
    told += [(k.text, k.grade) for k in cases.known_failures if k.should == "found"]
    fits = [one_line(unmark(text)[0]) for text, shown in told if grade is None or shown == grade]
    text = min(fits, key=_aptness, default="")
    return said(text) if 0 < len(text) <= LONGEST_EXAMPLE else ""


def _near_miss(cases: Cases | None) -> str:
    """A text in which the entry is not found, and why, or empty."""
    if cases is None:
        return ""
    why = {one_line(n.text): one_line(n.why) for n in cases.not_found}
    why |= {one_line(k.text): one_line(k.why) for k in cases.known_failures if k.should == "not-found"}
    text = min(why, key=_aptness, default="")
    return f"{said(text)} ({why[text].rstrip('.')}.)" if 0 < len(text) <= LONGEST_EXAMPLE else ""


def _aptness(text: str) -> tuple[int, str]:
    return abs(len(text) - APT_EXAMPLE), text


def said(text: str) -> str:
    """``text`` on one line in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in ("", "“", '"') and line[-1:] in ("", "”", '"') else f"“{line}”"


def _stopped(text: str) -> str:
    return one_line(text).rstrip(".")
