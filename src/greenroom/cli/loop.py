"""``greenroom loop``: a story for every slot of the loop, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from greenroom.cli.coverage import covered, now
from greenroom.cli.given import bounded, named
from greenroom.cli.params import Filled, OneOf, settings_with
from greenroom.cli.sheets import Page, page_options
from greenroom.errors import UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from greenroom.model import Company, TargetLevel
    from greenroom.stories.loop import Loop

EPILOG = """\b
Examples:
  greenroom loop --typical amazon -l senior
  greenroom loop my-loop.toml --html plan.html

\b
A file names the interviewers (docs/loop-plan.md tells the rest):
  level = "senior"
  [[interviewer]]
  name = "Dana"
  competencies = ["ownership", "dive-deep"]"""


@click.command(epilog=EPILOG, short_help="Choose a story for every slot of your loop.")
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option("--typical", type=Filled(), metavar="COMPANY", help="A typical loop instead of a file: amazon.")
@click.option(
    "-l", "--level", type=OneOf("level", TARGET_LEVELS), help="The level. [the file's, or the one reviewed for last]"
)
@click.option("--company", type=OneOf("company", COMPANIES), help="The company whose lens counts. [the file's]")
@page_options
def loop(file: str | None, typical: str | None, level: str | None, company: str | None, page: Page) -> None:
    """Choose a story and a spare for every slot of the loop in FILE, as strong as can be, none told twice.

    Tells why no other story was chosen, what the plan hangs on, what is missing, and which story it would help most
    to find. Limits are settings: story_tellings, spare_slots, stale_days.
    """
    page.check(file or "-")
    from greenroom.guides.loader import competencies, guide_ids, load_guide
    from greenroom.reports.loop_plan import render_plan
    from greenroom.stories.explain import plan

    if (file is None) == (typical is None):
        what = "a file and --typical were given" if file else "there is no loop"
        raise UsageError(what, allowed="FILE, or --typical amazon", do="give one of them")
    names = {one.id: one.name for one in competencies()}
    asked = _read(file, names) if file is not None else _typical(typical or "", names)
    settings, at = settings_with(), now()
    made = covered(
        cast("TargetLevel | None", level) or asked.level, cast("Company | None", company) or asked.company, settings, at
    )
    best = plan(
        asked,
        made,
        [load_guide(ident) for ident in guide_ids()],
        now=at,
        story_tellings=settings.story_tellings,
        spare_slots=settings.spare_slots,
    )
    titles = {use.story: use.title for use in made.uses}
    page.write(lambda form, **how: render_plan(best, titles, names, form, **how))


def _typical(company: str, names: dict[str, str]) -> Loop:
    from greenroom.guides.loader import guide_ids
    from greenroom.stories.loop import typical

    return typical(company.strip().lower(), list(names), guide_ids())


def _read(file: str, names: dict[str, str]) -> Loop:
    from greenroom.stories.loop import MOST_BYTES, read_loop

    return read_loop(bounded(file, MOST_BYTES), named(file), names)
