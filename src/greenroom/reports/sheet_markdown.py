"""A sheet as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from greenroom.reports.chart import sparkline
from greenroom.reports.markdown import bullets, escape
from greenroom.reports.runs import one_line
from greenroom.reports.sheet import Bullets, Cell, Chart, Column, Range, Sheet, Table

_CODE = re.compile(r"`([^`]*)`")


def sheet_markdown(sheet: Sheet) -> str:
    """The sheet as Markdown, ending in one newline."""
    return "\n\n".join(b for b in _blocks(sheet) if b) + "\n"


def _blocks(sheet: Sheet) -> Iterable[str]:
    yield f"# {_inline(sheet.title)}"
    yield f"*{_inline(sheet.eyebrow)}*"
    yield from map(_inline, sheet.lead)
    for section in sheet.sections:
        yield f"## {_inline(section.title)}"
        if section.aside:
            yield _inline(section.aside)
        for block in section.blocks:
            if isinstance(block, Table):
                yield _inline(block.caption)
                yield _table(block)
            elif isinstance(block, Chart):
                yield _table(_chart(block))
            elif isinstance(block, Bullets):
                yield bullets(map(_inline, block.items))
            else:
                yield _inline(block.text)
    yield "---"
    yield f"*{_inline(sheet.footer)}*"


def _inline(text: str) -> str:
    """``text`` on one line, escaped but for the stretches between backticks."""
    pieces = _CODE.split(one_line(text))
    return "".join(f"`{p}`" if i % 2 else escape(p) for i, p in enumerate(pieces))


def _table(table: Table) -> str:
    kept = [i for i, c in enumerate(table.columns) if not c.drawn]
    columns = [table.columns[i] for i in kept]
    lines = [[escape(c.long or c.head) for c in columns], ["---:" if c.right else "---" for c in columns]]
    lines += [[_cell(row[i]) for i in kept] for row in table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _chart(chart: Chart) -> Table:
    rows = tuple(
        (line.name, sparkline([value for _, value in line.points], chart.highest), chart.named(line.points[-1][1]))
        for line in chart.lines
    )
    return Table((Column("", right=False), Column("over time", right=False), Column("last")), rows)


def _cell(cell: Cell | Range | str) -> str:
    if isinstance(cell, Range):
        return ""
    # Behind a letter "0.5" is not taken for the first entry of a list, which no cell can hold.
    text = _inline(f"x{cell if isinstance(cell, str) else cell.text}")[1:]
    return f"**{text}**" if isinstance(cell, Cell) and cell.bold and text else text
