"""A shipped Markdown document as a part of a page."""

from __future__ import annotations

import itertools
import re

from markdown_it import MarkdownIt
from markupsafe import Markup


def from_markdown(text: str, *, below: int = 0) -> Markup:
    """``text`` as HTML, its headings ``below`` steps lower; no markup of its own, no images, no links to files."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + below)}"
        if "right" in str(token.attrs.pop("style", "")):  # a page may hold no style of its own
            token.attrs["class"] = "n"
        for one in token.children or ():
            # Links lead to other files of the checkout, which are not served.
            if one.type in ("link_open", "link_close", "image"):
                one.type, one.tag, one.nesting, one.attrs = "text", "", 0, {}
                one.content = "" if one.children is None else one.content
    made = reader.renderer.render(tokens, reader.options, {})
    made = re.sub(r"<th(?: [^>]*)?></th>", "<td></td>", made)
    number = itertools.count(1)
    head = '<div class="wide" tabindex="0" role="region" aria-label="Table {}"><table>'
    made = re.sub("<table>", lambda _: head.format(next(number)), made)
    return Markup(made.replace("</table>", "</table></div>"))  # noqa: S704 - our own files, through a renderer that escapes


def plain_title(text: str) -> tuple[str, str]:
    """The first heading of ``text``, and the rest."""
    first, _, rest = text.lstrip().partition("\n")
    return first.lstrip("# ").strip(), rest
