"""A sheet as one self-contained HTML page: no script, no outside request, a strict content policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from greenroom.reports.chart import drawn
from greenroom.reports.runs import one_line
from greenroom.reports.sheet import Bullets, Cell, Chart, Para, Range, Sheet, Table

SHADES = 10
"""Steps of a cell's ground."""
_CODE = re.compile(r"`([^`]*)`")
_PERCENT = re.compile(r"(?<=\d) %")


def sheet_page(sheet: Sheet) -> str:
    """The sheet as an HTML page, ending in one newline."""
    style = (files("greenroom.reports") / "templates" / "sheet.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment().get_template("sheet.html")
    return page.render(sheet=sheet, style=Markup(style), digest=digest)  # noqa: S704 - our own file


@functools.cache
def _environment() -> Environment:
    folder = files("greenroom.reports") / "templates"
    env = Environment(
        loader=DictLoader({"sheet.html": (folder / "sheet.html.jinja").read_text(encoding="utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.tests.update(
        table=lambda b: isinstance(b, Table),
        bullets=lambda b: isinstance(b, Bullets),
        para=lambda b: isinstance(b, Para),
        chart=lambda b: isinstance(b, Chart),
        range=lambda c: isinstance(c, Range),
    )
    env.filters.update(inline=_inline, classes=_classes, cell=_cell, place=_place, drawn=drawn)
    return env


def _inline(text: str) -> Markup:
    pieces = _CODE.split(_PERCENT.sub("\N{NO-BREAK SPACE}%", one_line(text)))
    return Markup("").join(Markup("<code>{}</code>").format(p) if i % 2 else escape(p) for i, p in enumerate(pieces))


def _cell(cell: Cell | str) -> Markup:
    return _inline(cell if isinstance(cell, str) else cell.text)


def _classes(cell: Cell | Range | str, right: bool) -> str:
    """The classes of a cell: where it stands, its tone and the step of its ground."""
    made = ["n"] if right else []
    if isinstance(cell, Cell):
        step = round(max(0.0, min(1.0, cell.shade)) * SHADES)
        made += [name for name in (f"s{step}" if step else "", cell.tone, "b" if cell.bold else "") if name]
    return " ".join(made)


def _place(value: float) -> str:
    """A place on the scale 0..1 in units of the drawing, which is 100 wide."""
    return f"{max(0.0, min(1.0, value)) * 100:.1f}"
