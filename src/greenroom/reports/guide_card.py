"""The card of a guide: what to have in mind on the day, on one page that prints on one sheet of A4."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from greenroom.guides.schema import Guide
from greenroom.model import Company, TargetLevel
from greenroom.reports.markdown import escape, line
from greenroom.reports.runs import one_line, plain
from greenroom.reports.wording import COMPANY_WORDS, level_words, percent, told

CUES = 3
"""Cues of a signal that the card has room for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A line of the card: a ``name`` that stands out, and the rest."""

    name: str = ""
    text: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A heading, an optional ``lead``, and its items; ``kind`` is "steps" where their order counts."""

    title: str
    kind: str
    items: tuple[Item, ...]
    lead: str = ""


def card_blocks(guide: Guide, level: TargetLevel | None = None, lens: Company | None = None) -> Iterator[Block]:
    """What stands on the card, in reading order; of every level and lens where none is named."""
    card = guide.card
    core = {i for need in guide.verdict.core for i in need.any}
    yield Block("The chain", "steps", tuple(Item(text=one_line(step)) for step in card.chain))
    yield Block("What they want to know", "text", (Item(text=one_line(guide.core_test)),))
    signals = (
        Item(s.name + (" *" if s.id in core else ""), ", ".join(_said(cue) for cue in s.cues[:CUES]))
        for s in guide.signals
    )
    yield Block("They listen for", "signals", tuple(signals), "* a hire needs it")
    worst = _said(card.top_disqualifier)
    sinking = tuple(Item(d.name, _said(d.said)) for d in guide.disqualifiers)
    above = next((item for item in sinking if item.text == worst), None)
    if above:  # then it need not be said twice
        sinking = (Item(f"{above.name}, above all", worst), *(item for item in sinking if item is not above))
    yield Block("It sinks you", "bad", sinking, "" if above else f"Above all: {worst}")
    flags = "\N{NO-BREAK SPACE}· ".join(one_line(f.name) for f in guide.red_flags)
    yield Block("Beware", "warn", (Item(text=flags),) if flags else (), f"Above all: {_said(card.delivery_red_flag)}")
    probes = (Item(p.question, _said(p.key_phrase)) for p in guide.probes)
    yield Block("They ask next; your key phrase", "probes", tuple(probes))
    levels = [x for x in guide.levels if level in (None, x.level)]
    yield Block(
        "Your level" if level else "Levels",
        "levels",
        tuple(Item(level_words(x.level), told("; ".join(i.rstrip(".;") for i in x.shows))) for x in levels),
    )
    lenses = [x for x in guide.lenses if lens in (None, x.company)]
    named = (Item(f"{COMPANY_WORDS[x.company]}", told(x.waits_for)) for x in lenses)
    yield Block("Your company waits for" if lens else "The company waits for", "lenses", tuple(named))
    tip = guide.depth_tip
    budget = f"Situation and task at most {tip.opening_seconds:g} s, action about {percent(tip.action_share)}."
    yield Block("Time", "text", (Item(text=budget),))
    yield Block("Before the interview", "text", (Item(text=one_line(card.preparation)),))


def card_html(guide: Guide, level: TargetLevel | None = None, lens: Company | None = None) -> str:
    """The card as one self-contained HTML page (no script, no outside request), ending in one newline."""
    folder = files("greenroom.reports") / "templates"
    style = (folder / "card.css").read_text(encoding="utf-8")
    env = Environment(
        loader=DictLoader({"card.html": (folder / "card.html.jinja").read_text(encoding="utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # What a guide says goes through ``plain`` on its way out, wherever it stands.
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    return env.get_template("card.html").render(
        guide=guide,
        headline=one_line(guide.card.headline),
        blocks=[b for b in card_blocks(guide, level, lens) if b.items or b.lead],
        aside=_aside(guide, level, lens),
        style=Markup(style),  # noqa: S704 - our own file
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def card_markdown(guide: Guide, level: TargetLevel | None = None, lens: Company | None = None) -> str:
    """The card as Markdown, ending in one newline."""
    made = [f"# {line(guide.principle)}", f"**{line(guide.card.headline)}**", f"> {line(guide.question)}"]
    for block in card_blocks(guide, level, lens):
        if block.items or block.lead:
            made.append(f"## {escape(block.title)}")
            made += [line(block.lead)] if block.lead else []
            made.append(_markdown_items(block))
    return "\n\n".join(filter(None, (*made, f"*{line(_aside(guide, level, lens))}*"))) + "\n"


def _markdown_items(block: Block) -> str:
    if block.kind in ("text", "warn"):
        return "\n\n".join(line(item.text) for item in block.items)
    if block.kind == "steps":
        return "\n".join(f"{n}. {line(item.text)}" for n, item in enumerate(block.items, 1))
    return "\n".join(f"- **{line(item.name)}** {line(item.text)}" for item in block.items)


def _aside(guide: Guide, level: TargetLevel | None, lens: Company | None) -> str:
    name = f"{guide.pack}/{guide.id}".removeprefix("/")
    chosen = (level_words(level) if level else "", COMPANY_WORDS[lens] if lens else "")
    return " · ".join(filter(None, ("Greenroom", f"{name} {guide.version}", *chosen)))


def _said(text: str) -> str:
    """``text`` in quotation marks, unless it brings its own."""
    said = one_line(text)
    return said if said[:1] in "“\"'" else f"“{said}”"
