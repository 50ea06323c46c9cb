"""``greenroom coverage``: what the stories support, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from greenroom.cli.params import OneOf, settings_with
from greenroom.cli.sheets import Page, page_options
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from datetime import datetime

    from greenroom.model import Company, TargetLevel
    from greenroom.settings import Settings
    from greenroom.stories.coverage import Coverage

EPILOG = """\b
Examples:
  greenroom coverage
  greenroom coverage -l senior --html coverage.html
  greenroom coverage --json"""


@click.command(epilog=EPILOG, short_help="What your stories cover, and what is missing.")
@click.option(
    "-l", "--level", type=OneOf("level", TARGET_LEVELS), help="The level you interview for. [the one reviewed for last]"
)
@click.option("--company", type=OneOf("company", COMPANIES), help="The company whose lens to look through.")
@page_options
def coverage(level: str | None, company: str | None, page: Page) -> None:
    """What your stories cover: how strong each is for each competency, by its reviews or else by the archetypes.

    For each competency the best story, a spare, or a hole; which stories should not be told and why; which were not
    told aloud for long, and which are the best for too many competencies.
    """
    page.check()
    from greenroom.reports.coverage import render_coverage

    made = covered(cast("TargetLevel | None", level), cast("Company | None", company), settings_with(), now())
    page.write(lambda form, **how: render_coverage(made, form, **how))


def covered(level: TargetLevel | None, company: Company | None, settings: Settings, at: datetime) -> Coverage:
    """What the stories of the person's bank cover."""
    from greenroom.store import Store
    from greenroom.stories.covered import covered as use

    with Store.open() as store:
        return use(store, level, company, settings, at)


def now() -> datetime:
    """The present moment, in the person's zone."""
    from datetime import datetime

    return datetime.now().astimezone()
