"""``greenroom guide card``: the one-page card of a guide, to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output
from greenroom.cli.params import Filled, OneOf
from greenroom.errors import UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from greenroom.model import Company, TargetLevel

FORMATS = ("md", "html", "pdf")
ENDINGS = {"": "md", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".pdf": "pdf"}
"""The format that an output's ending asks for."""


@click.command(short_help="The one-page card of a guide, to print.")
@click.argument("name", metavar="ID")
@click.option("-l", "--level", type=OneOf("level", TARGET_LEVELS), help="Only this level. [all]")
@click.option("--lens", type=OneOf("company", COMPANIES), help="Only the lens of this company. [all]")
@click.option("-f", "--format", "form", type=OneOf("format", FORMATS), help="How to write it. [by --output, else md]")
@click.option("-o", "--output", "path", type=Filled(), metavar="PATH", help="Write to this file.")
def card(name: str, level: str | None, lens: str | None, form: str | None, path: str | None) -> None:
    """The card of the guide ID: what to have in mind on the day, on one sheet of A4.

    The ending of --output says how it is written: .html (prints from any browser), .pdf (printed by the Chromium,
    Chrome or Edge that is installed) or .md.
    """
    form = form or _format_of(path)
    to_terminal = path in (None, "-")
    if form == "pdf" and to_terminal:
        raise UsageError("a PDF is not for a terminal", do=f"add --output {name.rpartition('/')[2]}.pdf")
    output.check_writable(path)
    from greenroom.guides.loader import load_guide
    from greenroom.reports.guide_card import card_html, card_markdown

    one = load_guide(name)
    chosen = cast("TargetLevel | None", level), cast("Company | None", lens)
    if form == "pdf":
        from greenroom.reports.browser_pdf import as_pdf

        output.write_bytes(as_pdf(card_html(one, *chosen)), path or "")
    else:
        output.write(card_html(one, *chosen) if form == "html" else card_markdown(one, *chosen), path)


def _format_of(path: str | None) -> str:
    ending = Path(path or "").suffix.lower()
    if ending not in ENDINGS:
        allowed = ", ".join(filter(None, ENDINGS))
        raise UsageError(f"no card goes by the ending {ending}", where=path or "", allowed=allowed)
    return ENDINGS[ending]
