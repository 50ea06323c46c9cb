"""``greenroom plan``: what to do on each day that is left until the interview."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import click

from greenroom.cli.coverage import covered, now
from greenroom.cli.params import Between, OneOf, settings_with
from greenroom.cli.sheets import Page, page_options
from greenroom.errors import UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from greenroom.model import Company, TargetLevel

EPILOG = """\b
Examples:
  greenroom plan --date 2027-01-20
  greenroom plan --date 2027-01-20 --hours 2 -o plan.md"""


class Day(click.ParamType[date]):
    """A day, as in 2027-01-20."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; raises ``UsageError`` for anything else."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
        except ValueError:
            raise UsageError(f"'{value}' is no day", where="--date", allowed="a day such as 2027-01-20") from None


@click.command(epilog=EPILOG, short_help="What to do on each day that is left until the interview.")
@click.option("--date", "day", type=Day(), metavar="YYYY-MM-DD", help="The day of the interview. [setting interview]")
@click.option("--hours", type=Between(0.5, 12.0), metavar="N", help="Hours a day, 0.5 to 12. [setting hours_a_day]")
@click.option(
    "-l", "--level", type=OneOf("level", TARGET_LEVELS), help="The level you interview for. [the one reviewed for last]"
)
@click.option("--company", type=OneOf("company", COMPANIES), help="The company you interview with.")
@page_options
def plan(day: date | None, hours: float | None, level: str | None, company: str | None, page: Page) -> None:
    """A plan from today to the interview: study, stories, rehearsal and revision, by what is weakest.

    The same stories, reviews and reading give the same plan on the same day.
    """
    page.check()
    from greenroom.reports.plan_days import render_days
    from greenroom.stories.plan_days import needs_of, plan_days

    settings, at = settings_with(), now()
    day = day or settings.interview_day
    if day is None:
        raise UsageError("when is the interview?", where="--date", allowed="a day such as 2027-01-20", do="add --date")
    made = covered(cast("TargetLevel | None", level), cast("Company | None", company), settings, at)
    planned = plan_days(
        needs_of(made, _read(level, company)),
        today=at.date(),
        interview=day,
        hours_a_day=hours or settings.hours_a_day,
        stale_days=settings.stale_days,
        level=made.level,
        stories=len(made.uses),
    )
    titles = {use.story: use.title for use in made.uses}
    names = {row.competency: row.name for row in made.rows}
    page.write(lambda form, **how: render_days(planned, titles, names, form, **how))


def _read(level: str | None, company: str | None) -> dict[str, float]:
    """Share of each guide that was read."""
    from greenroom.practice.study import shares_read
    from greenroom.store import Store

    with Store.open() as store:
        return shares_read(store, cast("TargetLevel | None", level), cast("Company | None", company))
