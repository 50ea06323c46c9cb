"""A guide as a page to read: in a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from greenroom.guides.schema import Guide
from greenroom.reports.guide_view import Entry, Line, card_lines, sections
from greenroom.reports.markdown import escape, line
from greenroom.reports.runs import one_line

if TYPE_CHECKING:
    from rich.text import Text

    from greenroom.reports.text import Page


def render_guide(
    guide: Guide,
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
    names: Mapping[str, str] | None = None,
) -> str:
    """``guide`` as text of at most ``width`` columns (at least 40), ending in one newline.

    ``names`` gives competency ids in words (from the pack); others are spelt out from the id.
    """
    from rich.text import Text

    from greenroom.reports.text import Page, to_ascii

    page = Page(width, colour)
    page.add(Text(one_line(guide.principle).upper(), style="bold"))
    page.add(Text(f"{guide.pack} / {guide.id} {guide.version}".removeprefix(" / "), style="dim"))
    page.gap()
    page.add(Text(f"“{one_line(guide.question)}”", style="italic"))
    page.add(Text(one_line(guide.tagline)))
    for section in sections(guide, names or {}):
        if not section.entries:
            continue
        page.head(section.title, section.aside)
        for i, entry in enumerate(section.entries):
            if i and (len(entry.lines) + bool(entry.name) > 2 or (entry.name and not entry.mark)):
                page.gap()
            _add(page, entry)
    page.head("Card")
    _card(page, guide)
    return to_ascii(page.text()) if ascii_only else page.text()


def render_guide_markdown(guide: Guide, *, names: Mapping[str, str] | None = None) -> str:
    """``guide`` as Markdown, ending in one newline; ``names`` as for ``render_guide``."""
    blocks = [
        f"# {line(guide.principle)}",
        f"`{guide.id}` {guide.version}",
        f"> {line(guide.question)}",
        f"**{line(guide.tagline)}**",
    ]
    for section in sections(guide, names or {}):
        if not section.entries:
            continue
        blocks.append(f"## {section.title}" + (f" ({escape(section.aside)})" if section.aside else ""))
        short = all(e.mark in ("-", "✗") and len(e.lines) == 1 for e in section.entries)
        made = [_markdown_item(e) if short or (not e.name and e.mark) else _markdown_entry(e) for e in section.entries]
        blocks.append(("\n" if short else "\n\n").join(made))
    blocks += ["## Card", "\n>\n".join(f"> {_markdown_line(x)}" for x in card_lines(guide))]
    return "\n\n".join(blocks) + "\n"


def _add(page: Page, entry: Entry) -> None:
    from rich.text import Text

    body = Text()
    if entry.name:
        body.append(entry.name, style="bold")
        body.append(f"  {entry.aside}" if entry.aside else "", style="dim")
    for i, x in enumerate(entry.lines):
        if entry.name or i:
            body.append("\n")
        body.append_text(_labelled(x))
    if entry.mark:
        page.hang(entry.mark, body)
    else:
        page.add(body)


def _labelled(x: Line) -> Text:
    from rich.text import Text

    return Text(f"{x.label}: ", style="cyan").append(x.text, style="default") if x.label else Text(x.text)


def _card(page: Page, guide: Guide) -> None:
    from rich.text import Text

    lines = card_lines(guide)
    body = Text(lines[0].text, style="bold")
    for x in lines[1:]:
        body.append("\n", style="not bold").append_text(_labelled(x))
    rule = "─" * (page.width - 2)
    page.add(Text(f"┌{rule}┐"))
    for row in body.wrap(page.console, page.width - 4, overflow="fold"):
        row.rstrip()
        page.add(Text("│ ").append_text(row).append(" " * (page.width - 4 - row.cell_len) + " │"))
    page.add(Text(f"└{rule}┘"))


def _markdown_line(x: Line) -> str:
    return f"**{x.label}:** {line(x.text)}" if x.label else line(x.text)


def _markdown_item(entry: Entry) -> str:
    text = line(entry.lines[0].text) if entry.lines else ""
    return f"- **{line(entry.name)}** {text}" if entry.name else f"- {text}"


def _markdown_entry(entry: Entry) -> str:
    lines = [_markdown_line(x) for x in entry.lines]
    if not entry.name:
        return "\n\n".join(lines)
    aside = f" ({escape(entry.aside)})" if entry.aside else ""
    number = f"{entry.mark}. " if entry.mark.isdigit() else ""
    head = f"### {number}{line(entry.name)}{aside}"
    return f"{head}\n\n{chr(10).join(f'- {x}' for x in lines)}" if lines else head
