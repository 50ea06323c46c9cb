"""A sheet for a terminal."""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len
from rich.text import Text

from greenroom.reports.chart import sparkline
from greenroom.reports.sheet import Bullets, Cell, Chart, Para, Range, Sheet, Table
from greenroom.reports.text import Page, to_ascii

_GAP = 2
_SLIM = 4
"""Narrowest that a column is made, in columns of the terminal."""
_NAME, _POINTS = 28, 24
"""Columns for the name of a line, and points of it that are shown: the latest."""
_COLOURS = {"good": "green", "bad": "red", "soft": "dim", "": ""}


def sheet_text(sheet: Sheet, *, width: int, colour: bool, ascii_only: bool) -> str:
    """The sheet as text of at most ``width`` columns (at least 40)."""
    page = Page(width, colour)
    page.add(Text(sheet.eyebrow, style="dim"))
    page.add(Text(sheet.title, style="bold"))
    for line in sheet.lead:
        page.add(Text(_plain(line)))
    for section in sheet.sections:
        page.head(section.title, _plain(section.aside))
        for i, block in enumerate(section.blocks):
            if i and not (isinstance(block, Para) and isinstance(section.blocks[i - 1], Para)):
                page.gap()
            if isinstance(block, Table):
                _table(page, block)
            elif isinstance(block, Chart):
                _chart(page, block)
            elif isinstance(block, Bullets):
                for item in block.items:
                    page.hang("-", _plain(item))
            else:
                page.add(Text(_plain(block.text), style="dim" if block.soft else ""))
    page.gap()
    page.add(Text(_plain(sheet.footer), style="dim"))
    return to_ascii(page.text()) if ascii_only else page.text()


def _plain(text: str) -> str:
    return text.replace("`", "")


def _table(page: Page, table: Table) -> None:
    """Columns as wide as they need; the widest gives way where the page is too narrow."""
    kept = [i for i, c in enumerate(table.columns) if not (c.wide or c.drawn)]
    columns = [table.columns[i] for i in kept]
    rows = [[_cell(row[i]) for i in kept] for row in table.rows]
    if table.caption:
        page.add(Text(_plain(table.caption), style="dim"))
    widths = [max([cell_len(c.head), *(cell_len(r[k].plain) for r in rows)]) for k, c in enumerate(columns)]
    while sum(widths) + _GAP * (len(widths) - 1) > page.width and max(widths) > _SLIM:
        widths[widths.index(max(widths))] -= 1
    heads = [Text(c.head, style="dim") for c in columns]
    for row in [heads, *rows]:
        _row(page, row, widths, [c.right for c in columns])


def _chart(page: Page, chart: Chart) -> None:
    for line in chart.lines:
        shown = sparkline([value for _, value in line.points[-_POINTS:]], chart.highest)
        day, value = line.points[-1]
        told = f"{shown}  {chart.named(value)} on {day.isoformat()}{f', {line.aside}' if line.aside else ''}"
        page.row((Text(_plain(line.name)), min(_NAME, page.width // 3)), (Text(told), 0))


def _row(page: Page, row: list[Text], widths: list[int], right: list[bool]) -> None:
    columns = [cell.wrap(page.console, w, overflow="fold") for cell, w in zip(row, widths, strict=True)]
    for lines in zip_longest(*columns):
        told = Text()
        for k, (cell, width) in enumerate(zip(lines, widths, strict=True)):
            body = cell or Text()
            body.rstrip()
            pad = " " * max(0, width - body.cell_len)
            told.append(" " * _GAP if k else "")
            told.append(pad if right[k] else "").append_text(body).append("" if right[k] else pad)
        told.rstrip()
        page.lines.append(told)


def _cell(cell: Cell | Range | str) -> Text:
    if isinstance(cell, Range):
        return Text("")
    if isinstance(cell, str):
        return Text(_plain(cell))
    return Text(_plain(cell.text), style=f"{'bold ' if cell.bold else ''}{_COLOURS[cell.tone]}".strip())
