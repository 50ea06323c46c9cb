"""A guide as a page to read."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import reviews
from markdown_it import MarkdownIt
from rich.cells import cell_len

from greenroom.guides.schema import Guide, Probe
from greenroom.reports.guide_text import render_guide, render_guide_markdown

SECTIONS = [
    "What it is",
    "What it is not",
    "Signals",
    "Time",
    "Disqualifiers",
    "Red flags",
    "Triggers",
    "Not to confuse with",
    "Probes",
    "Lenses",
    "Levels",
    "Archetypes",
    "Stories not recommended",
    "Preparation",
    "Card",
]
SILENT = {"id", "version", "detect", "vetoes", "verdict", "pack", "filled", "absent", "ask_for", "part", "cues"}
"""Fields that steer the program; ``cues`` of a lens are patterns, those of a signal are looked for below."""


def facts(value: object) -> Iterator[str]:
    """Every text of a guide that a reader should find on its page."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in SILENT and name not in {"company", "level", "from_level", "at_most", "settles", "boosts"}:
                yield from facts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from facts(item)


def told(guide: Guide) -> list[str]:
    """The facts as the page words them: ids of other competencies are spelt out."""
    every = [*facts(guide), *(c for s in guide.signals for c in s.cues)]
    ids = {c.competency for c in guide.not_to_confuse} | {i for a in guide.archetypes for i in a.also_covers}
    return [i.capitalize().replace("-", " ") if i in ids else i.rstrip(".") for i in every]


def flat(page: str) -> str:
    return " ".join(page.replace("│", " ").split())


def from_markdown(page: str) -> str:
    parser = MarkdownIt("commonmark")
    inline = [t for block in parser.parse(page) for t in block.children or ()]
    return " ".join(" ".join(t.content for t in inline if t.content).split())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_asked(width: int) -> None:
    page = render_guide(reviews.guide(), width=width)
    assert max(cell_len(line) for line in page.splitlines()) <= width


def test_every_fact_of_the_guide_is_on_the_page() -> None:
    page = flat(render_guide(reviews.guide(), width=200))
    assert [fact for fact in told(reviews.guide()) if fact not in page and fact.upper() not in page] == []


def test_every_fact_of_the_guide_is_in_the_markdown() -> None:
    page = from_markdown(render_guide_markdown(reviews.guide()))
    assert [fact for fact in told(reviews.guide()) if fact not in page] == []


def test_the_sections_come_in_reading_order() -> None:
    page = render_guide(reviews.guide())
    places = [page.index(f"\n{title.upper()}") for title in SECTIONS]
    assert places == sorted(places)
    heads = [h.split(" (")[0] for h in render_guide_markdown(reviews.guide()).splitlines() if h.startswith("## ")]
    assert heads == [f"## {title}" for title in SECTIONS]


def test_core_signals_and_final_disqualifiers_are_marked() -> None:
    page = render_guide(reviews.guide())
    assert "\n1 Spoke up *  spoke-up\n" in page
    assert "\n3 Challenged with respect  respectful-challenge\n" in page
    assert "✗ Assigned by a manager  manager-assigned · nothing repairs it\n" in page
    assert "✗ Scope too small  small-scope · weighs from Senior\n" in page


def test_other_competencies_are_called_by_the_names_that_are_given() -> None:
    page = render_guide(reviews.guide(), names={"highest-standards": "Insist on the Highest Standards"})
    assert "- Insist on the Highest Standards\n" in page


def test_an_empty_section_is_left_out() -> None:
    bare = msgspec.structs.replace(reviews.guide(), archetypes=(), not_to_confuse=())
    assert "ARCHETYPES" not in render_guide(bare)
    assert "## Not to confuse with" not in render_guide_markdown(bare)


def test_what_a_guide_says_is_never_markup() -> None:
    evil = "<b>x</b> [red]y[/red] **z** \x1b[31m"
    probe = msgspec.structs.replace(reviews.guide().probes[0], question=evil)
    assert isinstance(probe, Probe)
    guide = msgspec.structs.replace(reviews.guide(), probes=(probe,))
    assert "? <b>x</b> [red]y[/red] **z** [31m" in render_guide(guide)
    tokens = [t for block in MarkdownIt("commonmark").parse(render_guide_markdown(guide)) for t in block.children or ()]
    assert not [t for t in tokens if t.type == "html_inline"]
    assert "<b>x</b> [red]y[/red] **z**" in from_markdown(render_guide_markdown(guide))


def test_ascii_only_uses_no_other_sign() -> None:
    assert render_guide(reviews.guide(), ascii_only=True).isascii()


def test_colour_is_for_those_who_ask() -> None:
    assert "\x1b[" in render_guide(reviews.guide(), colour=True)
    assert "\x1b[" not in render_guide(reviews.guide())
