"""``greenroom progress``: verdicts, signals and agreement over time."""

from __future__ import annotations

import click

from greenroom.cli.sheets import Page, page_options

EPILOG = """\b
Examples:
  greenroom progress
  greenroom progress --html progress.html"""


@click.command(epilog=EPILOG, short_help="How your verdicts and signals went over time.")
@page_options
def progress(page: Page) -> None:
    """How it went over time, by competency: verdicts and signals of your tellings, agreement with yourself and the key.

    A block stands for a day, the latest last: the median of what was reviewed or scored on it. --html draws charts.
    """
    page.check()
    from datetime import UTC

    from greenroom.cli.bank import read
    from greenroom.cli.coverage import now
    from greenroom.guides.loader import competencies
    from greenroom.reports.progress import render_progress
    from greenroom.store import Store
    from greenroom.stories.progress import progress as use

    names = {one.id: one.name for one in competencies()}
    with Store.open() as store:
        made = use(read(store)[1], store.calibrations(), names, now().tzinfo or UTC)
    page.write(lambda form, **how: render_progress(made, names, form, **how))
