"""Reviews and guides as pages: terminal text, Markdown, one self-contained HTML page, JSON.

Each format loads what it needs and no more: ``rich`` for text, ``jinja2`` for HTML.
"""

from __future__ import annotations

import importlib
import threading
from typing import Literal, get_args

from greenroom.errors import unknown
from greenroom.guides.schema import Guide
from greenroom.model import Review

Format = Literal["text", "md", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


_MODULES: dict[str, str] = {"text": "text", "md": "markdown", "html": "page", "json": "data"}


def warm(format: Format) -> None:  # noqa: A002 - as in render
    """Load what ``format`` needs in the background, while the encoder (which holds no lock) reads."""
    name = f"{__name__}.{_MODULES[format]}"
    threading.Thread(target=importlib.import_module, args=(name,), daemon=True).start()


def render(
    review: Review,
    guide: Guide,
    format: Format,  # noqa: A002 - the option's name in every interface
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """``review`` as a page in ``format``, ending in one newline.

    ``guide`` is the one that the review was made with; ids that it does not know are
    printed as words. ``width`` (columns, at least 40), ``colour`` (terminal escapes) and
    ``ascii_only`` (for terminals without Unicode) concern text alone. Raises
    ``UsageError`` for an unknown format.
    """
    if format == "text":
        from greenroom.reports.text import render_text

        return render_text(review, guide, width=width, colour=colour, ascii_only=ascii_only)
    if format == "md":
        from greenroom.reports.markdown import render_markdown

        return render_markdown(review, guide)
    if format == "html":
        from greenroom.reports.page import render_html

        return render_html(review, guide)
    if format == "json":
        from greenroom.reports.data import render_json

        return render_json(review)
    raise unknown("format", format, FORMATS)
