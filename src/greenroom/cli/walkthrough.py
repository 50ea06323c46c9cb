"""``greenroom walkthrough``: an example story part by part, then the person's own, each part reviewed on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, Filled, OneOf, settings_with
from greenroom.errors import OutputError, UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from greenroom.guides.schema import Guide
    from greenroom.guides.walkthroughs import StarPart, Walkthroughs
    from greenroom.model import Company, TargetLevel
    from greenroom.practice.walkthrough import Sitting, Walk
    from greenroom.settings import Settings
    from greenroom.store import Store

EPILOG = """\b
Examples:
  greenroom walkthrough have-backbone --show
  greenroom walkthrough highest-standards -l senior --company amazon
  greenroom walkthrough have-backbone -o answer.md"""


@click.command(epilog=EPILOG, short_help="Walk through an example story, then write your own part by part.")
@click.argument("name", metavar="ID")
@click.option(
    "-l", "--level", type=OneOf("level", TARGET_LEVELS), help="Level interviewed for. [the last one, setting level]"
)
@click.option("--company", type=OneOf("company", COMPANIES), help="Company interviewed with. [the last one]")
@click.option("--show", is_flag=True, help="Print the example and nothing else; asks and keeps nothing.")
@click.option("--restart", is_flag=True, help="Begin anew; the parts you have written are kept as drafts.")
@click.option("-o", "--output", "path", type=Filled(), metavar="PATH", help="Write your text to this Markdown file.")
@click.option(
    "--wpm", type=Between(60.0, 300.0), metavar="N", help="Speaking rate for estimated times, 60 to 300. [145]"
)
@dialog_options
def walkthrough(
    name: str,
    level: str | None,
    company: str | None,
    show: bool,
    restart: bool,
    path: str | None,
    wpm: float | None,
    dialog: Dialog,
) -> None:
    """Look at an example story for the guide ID part by part, then write your own; each part is reviewed on the spot.

    Every part is kept as soon as it is written: stop when you like and run the command again to go on. In the end
    the parts are reviewed together and saved as a draft.
    """
    if show and (path or restart):
        raise UsageError("--show prints the example only", do="leave --output and --restart out, or leave --show out")
    output.check_writable(path)
    from greenroom.cli import walkthrough_show as page
    from greenroom.guides.loader import load_guide, walkthroughs_of
    from greenroom.practice.walkthrough_plan import plan_for
    from greenroom.store import Store

    guide = load_guide(name)
    stories = walkthroughs_of(guide)
    settings = settings_with(wpm)
    wanted, lens = cast("TargetLevel | None", level), cast("Company | None", company)
    if show:
        page.example(dialog, plan_for(guide, stories, wanted or settings.level, lens), settings.words_per_minute)
        return
    with Store.open() as store, dialog.resumable(f"greenroom walkthrough {name}"):
        sitting, kept = _sitting(dialog, store, guide, stories, settings, wanted, lens, restart)
        walk = _walk(store, guide, stories, settings, sitting, kept)
        page.opening(dialog, walk.plan, chosen=level is not None or sitting.begun)
        _look(dialog, walk, settings)
        while part := walk.sitting.todo:
            _write(dialog, walk, settings, part)
        _end(dialog, walk, settings, path)


def _sitting(
    dialog: Dialog,
    store: Store,
    guide: Guide,
    stories: Walkthroughs | None,
    settings: Settings,
    level: TargetLevel | None,
    company: Company | None,
    restart: bool,
) -> tuple[Sitting, Sitting | None]:
    """The sitting to go on with, for this level and company where the options name them; as it is kept, if it is."""
    import msgspec

    from greenroom.cli import walkthrough_show as page
    from greenroom.errors import DataError
    from greenroom.practice.walkthrough import MODE, Sitting, unfinished

    try:
        before = unfinished(store, guide.id)
    except DataError:
        if not restart:
            raise
        before = None
        store.drop(MODE, guide.id)
    if before and before.begun:
        if not restart:
            page.standing(dialog, before)
            options = [("on", "Go on where you stopped"), ("again", "Begin anew; what you wrote is kept as drafts")]
            restart = _chosen(dialog, "What now?", options) == "again"
        if restart:
            saved = _walk(store, guide, stories, settings, before, before).put_aside(_now())
            dialog.say(f"Begun anew. Parts saved as drafts: {saved}.")
            before = None
    sitting = before or Sitting(level=level or settings.level, company=company)
    wanted = msgspec.structs.replace(sitting, level=level or sitting.level, company=company or sitting.company)
    return wanted, before


def _walk(
    store: Store,
    guide: Guide,
    stories: Walkthroughs | None,
    settings: Settings,
    sitting: Sitting,
    kept: Sitting | None,
) -> Walk:
    from greenroom.judges import get_judge
    from greenroom.practice.walkthrough import Walk
    from greenroom.practice.walkthrough_plan import plan_for

    plan = plan_for(guide, stories, sitting.level, sitting.company)
    return Walk(store, plan, sitting, get_judge(settings.judge, settings), settings, kept=kept)


def _look(dialog: Dialog, walk: Walk, settings: Settings) -> None:
    """The example, part by part, unless the person has begun to write."""
    from greenroom.cli import walkthrough_show as page

    plan, sitting = walk.plan, walk.sitting
    if plan.story is None or sitting.texts or sitting.typed or sitting.looked_at >= len(plan.parts):
        return
    options = [("look", "Look at the example first, part by part"), ("write", "Write your own now")]
    if _chosen(dialog, "How do you want to begin?", options) == "write":
        return
    for n, part in enumerate(plan.parts[sitting.looked_at :], sitting.looked_at + 1):
        page.example_part(dialog, plan, part, settings.words_per_minute, f"Part {n} of {len(plan.parts)}")
        dialog.pause()
        walk.looked_at(n, _now())


def _write(dialog: Dialog, walk: Walk, settings: Settings, part: StarPart) -> None:
    """One part: what belongs in it, the person's words, their review, and again until it is good enough."""
    from greenroom.cli import walkthrough_show as page

    plan = walk.plan
    page.brief(dialog, plan, plan[part], settings.words_per_minute)
    while True:
        before = walk.sitting.texts.get(part, "")
        text = _text(dialog, walk, part)
        walk.write(part, text or before, _now())
        if before and not text:
            dialog.say(f"Your {part} stays as it was.")
        elif not text:
            dialog.say(f"The {part} is left out.")
            return
        page.part_review(dialog, plan, walk.review_part(part))
        options = [("next", "Go on"), ("rewrite", f"Write the {part} anew")]
        if plan[part].example:
            options.append(("example", f"See the {part} of the example"))
        while (chosen := _chosen(dialog, "What now?", options)) == "example":
            page.example_part(dialog, plan, plan[part], settings.words_per_minute)
        if chosen == "next":
            return


def _text(dialog: Dialog, walk: Walk, part: StarPart) -> str:
    """What the person writes for ``part``, kept line by line; nothing where only a full stop is given."""
    prompt = f"Your {part}. Write it as you would say it; only a full stop leaves it out."
    if walk.sitting.texts.get(part):
        prompt = f"Your {part}, anew; only a full stop keeps what is there."
    begun = walk.sitting.typed
    return dialog.text(
        prompt,
        begun=begun.text if begun and begun.part == part else "",
        keep=lambda text: walk.keep_typed(part, text, _now()),
    )


def _end(dialog: Dialog, walk: Walk, settings: Settings, path: str | None) -> None:
    """All parts together: the review, the draft, the file; parts may still be changed."""
    from greenroom.cli import walkthrough_show as page
    from greenroom.guides.walkthroughs import STAR

    while True:
        if not walk.sitting.told:
            dialog.say("Every part is left out, so there is nothing to review.")
            walk.finish()
            return
        made = walk.review_whole(_now())
        page.whole(dialog, walk.plan, made, walk.times())
        if path:
            output.write(walk.markdown(), path)
        options = [("done", "Finish"), ("full", "Show the full review"), ("print", "Print your text")]
        options += [] if path else [("file", "Write your text to a file")]
        options += [(part, f"Change the {part}") for part in STAR]
        while (chosen := _chosen(dialog, "What now?", options)) in ("full", "print", "file"):
            if chosen == "full":
                page.full(dialog, walk.plan, made)
            elif chosen == "print":
                click.echo("\n" + walk.markdown(), nl=False)
            else:
                _to_file(dialog, walk)
        if chosen == "done":
            break
        _write(dialog, walk, settings, cast("StarPart", chosen))
    walk.finish()
    plan = walk.plan
    dialog.say("Your answer is saved as a draft.")
    if path and path != "-":
        dialog.say(f"To review it again: greenroom review {path} -c {plan.guide.id} -l {plan.level}")


def _chosen(dialog: Dialog, prompt: str, options: Sequence[tuple[str, str]]) -> str:
    """What the person picks; Enter picks the first."""
    dialog.say()
    return dialog.choose(prompt, options, default=options[0][0])


def _to_file(dialog: Dialog, walk: Walk) -> None:
    name = dialog.text("Name of the file, such as answer.md", multiline=False)
    try:
        if name:
            output.write(walk.markdown(), name)
    except OutputError as fault:
        dialog.say(str(fault))
        return
    dialog.say(f"Written to {name}." if name else "Nothing was written.")


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
