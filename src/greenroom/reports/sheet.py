"""A sheet: titled sections of text, tables and lists, which every format prints; ``render_sheet`` does.

Texts are plain; a stretch between backticks is printed as code where the format can.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import msgspec

from greenroom.errors import unknown

Tone = Literal["", "good", "bad", "soft"]


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``shade`` (0..1): how deep its ground is in HTML; ``bold`` everywhere."""

    text: str
    shade: float = 0.0
    tone: Tone = ""
    bold: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Range:
    """A figure on the scale 0..1 with its interval and, as a mark, what it is held against; drawn in HTML only."""

    value: float
    low: float | None = None
    high: float | None = None
    mark: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading; ``wide`` ones are left out of terminal text; ``drawn`` ones hold ranges."""

    head: str
    right: bool = True
    wide: bool = False
    drawn: bool = False
    long: str = ""
    """The heading where there is room for a longer one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table; its first column heads the rows. One of ``prose`` stands row under row on a narrow page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | Range | str, ...], ...]
    caption: str = ""
    prose: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    text: str
    soft: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: days and values, oldest first; at least one. ``aside``: a remark on the last of them."""

    name: str
    points: tuple[tuple[date, float], ...]
    aside: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """Lines over time on the scale from 0 to ``highest``; ``ticks``: values with their names, in order.

    A drawing in HTML, a line of blocks for each line elsewhere.
    """

    lines: tuple[Line, ...]
    highest: float
    ticks: tuple[tuple[float, str], ...]

    def named(self, value: float) -> str:
        """The name of the tick that is nearest to ``value``, where it is that value, else its share of the scale."""
        exact = next((name for tick, name in self.ticks if tick == value), None)
        return exact or f"{value / self.highest:.0%}"


Block = Table | Para | Bullets | Chart


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A section under its heading; ``aside`` is a quiet remark beside it."""

    title: str
    blocks: tuple[Block, ...]
    aside: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A page: what it is about (``eyebrow``), its title, what to know first, sections, what it was made by."""

    eyebrow: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def render_sheet(sheet: Sheet, form: str, *, width: int = 80, colour: bool = False, ascii_only: bool = False) -> str:
    """``sheet`` as ``text``, ``md`` or ``html``, ending in one newline; the rest as in ``reports.render``."""
    if form == "text":
        from greenroom.reports.sheet_text import sheet_text

        return sheet_text(sheet, width=width, colour=colour, ascii_only=ascii_only)
    if form == "md":
        from greenroom.reports.sheet_markdown import sheet_markdown

        return sheet_markdown(sheet)
    if form == "html":
        from greenroom.reports.sheet_page import sheet_page

        return sheet_page(sheet)
    raise unknown("format", form, ("text", "md", "html"))


def render_value(
    value: Any,
    sheet_of: Callable[[], Sheet],
    form: str,
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """``value`` itself as ``json``, or the sheet that ``sheet_of`` makes of it in another form of ``render_sheet``."""
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
    return render_sheet(sheet_of(), form, width=width, colour=colour, ascii_only=ascii_only)
