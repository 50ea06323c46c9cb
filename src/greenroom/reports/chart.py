"""Lines over time, drawn for HTML (by leather, which writes attributes alone: no script, no style) and as blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from greenroom.errors import UsageError

if TYPE_CHECKING:
    from markupsafe import Markup

    from greenroom.reports.sheet import Chart

WIDTH, HEIGHT = 720, 300
"""Size of the drawing, in its own units; the page scales it."""
COLOURS = ("#3f7cc4", "#c4574f", "#3c9150", "#b07d1a", "#8a63c0", "#1795a8", "#b8568f", "#7d8590")
"""Told from one another, and from the ground, in light and in dark; after eight lines they come again, dashed."""
BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], highest: float) -> str:
    """A block for each value on the scale from 0 to ``highest``."""
    top = len(BLOCKS) - 1
    return "".join(BLOCKS[max(0, min(top, round(top * value / highest)))] for value in values)


def drawn(chart: Chart) -> Markup:
    """``chart`` as an SVG element. Raises ``UsageError`` where leather, of the extra ``charts``, is not installed."""
    leather = _library()
    made = leather.Chart()
    days = [day.toordinal() for line in chart.lines for day, _ in line.points]
    first, last = min(days), max(days)
    made.add_x_scale(first - 0.5, last + 0.5)
    made.add_y_scale(0, chart.highest)
    between = sorted({first, (first + last) // 2, last})
    made.add_x_axis(ticks=between, tick_formatter=lambda day, *_: date.fromordinal(int(day)).isoformat())
    named = dict(chart.ticks)
    made.add_y_axis(ticks=list(named), tick_formatter=lambda value, *_: named[value])
    for number, line in enumerate(chart.lines):
        _add(leather, made, number, line.name, [(day.toordinal(), value) for day, value in line.points])
    told = "; ".join(f"{line.name}: {len(line.points)}, last {line.points[-1][1]:.2f}" for line in chart.lines)
    return _svg(made, told)


def drawn_in_order(
    lines: Mapping[str, Sequence[float]], *, lowest: float, highest: float, ticks: Sequence[tuple[float, str]]
) -> Markup:
    """Values in the order in which they came, numbered from 1, as an SVG element; every line has at least one.

    ``ticks``: values with their names. Raises as ``drawn``.
    """
    leather = _library()
    made = leather.Chart()
    most = max(map(len, lines.values()))
    named = dict(ticks)
    made.add_x_scale(0.5, most + 0.5)
    made.add_y_scale(lowest, highest)
    made.add_x_axis(ticks=sorted({1, (1 + most) // 2, most}), tick_formatter=lambda place, *_: str(place))
    made.add_y_axis(ticks=list(named), tick_formatter=lambda value, *_: named[value])
    for number, (name, values) in enumerate(lines.items()):
        _add(leather, made, number, name, list(enumerate(values, 1)))
    told = "; ".join(f"{name}: {len(values)}, last {values[-1]:+.2f}" for name, values in lines.items())
    return _svg(made, told)


def _add(leather: Any, chart: Any, number: int, name: str, data: Sequence[tuple[int, float]]) -> None:
    """One line with its dots."""
    colour = COLOURS[number % len(COLOURS)]
    dashes = "none" if number < len(COLOURS) else "6 4"
    chart.add_series(leather.Series(data, name=name), leather.Line(colour, 2, dashes))
    dots = leather.Dots(colour, 4)
    dots.legend_to_svg = lambda *_: []  # its line is named there already
    chart.add_series(leather.Series(data, name=name), dots)


def _svg(chart: Any, told: str) -> Markup:
    """The drawing; ``told``: the same in words."""
    from xml.etree import ElementTree

    from markupsafe import Markup

    group = chart.to_svg_group(WIDTH, HEIGHT)
    group[0].set("class", "ground")
    inside = ElementTree.tostring(group, encoding="unicode")
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, HEIGHT, told)
    return head + Markup(inside) + Markup("</svg>")  # noqa: S704 - written by the XML library, which escapes


def _library() -> Any:
    try:
        import leather
    except ModuleNotFoundError as fault:
        raise UsageError(
            f"charts are drawn by a library that is not installed ({fault.name})",
            do='pip install "leather<0.5" (the extra "charts"), or leave out --html',
        ) from None
    return leather
