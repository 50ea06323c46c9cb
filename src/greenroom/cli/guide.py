"""``greenroom guide``: list, show, check and test the competency guides."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenroom.cli import streams
from greenroom.cli.guide_card import card
from greenroom.cli.params import Between, OneOf, settings_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from greenroom.guides.cases import CaseReport, CaseResult
    from greenroom.guides.schema import Guide
    from greenroom.model import Finding

FAULTY = 3
QUOTED = 100
"""Code points of an example that a report of ``test`` quotes."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def guide() -> None:
    """List, show, check and test the competency guides."""


guide.add_command(card)


@guide.command("list", short_help="List guides and competencies.")
@click.option("-f", "--format", "form", type=OneOf("format", ("text", "json")), default="text", help="text or json.")
def list_(form: str) -> None:
    """List the guides of every pack, and the competencies that have no guide yet."""
    from greenroom.guides.loader import packs, read_guide

    rows = [(pack, {name: read_guide(folder) for name, folder in pack.guides.items()}) for pack in packs()]
    if form == "json":
        told = [
            {
                "pack": pack.id,
                "name": pack.name,
                "guides": [{"id": g.id, "version": g.version, "principle": g.principle} for g in guides.values()],
                "competencies": [{"id": c.id, "name": c.name, "guide": c.id in guides} for c in pack.competencies],
            }
            for pack, guides in rows
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for i, (pack, guides) in enumerate(rows):
        click.echo(("\n" if i else "") + click.style(pack.name, bold=True) + f" ({pack.id})")
        longest = max(map(len, guides), default=0)
        for name, one in guides.items():
            held = f"{len(one.signals)} signals, {len(one.disqualifiers)} disqualifiers, {len(one.red_flags)} red flags"
            click.echo(f"  {name:<{longest}}  {one.principle}  {one.version}")
            click.echo(f"  {'':<{longest}}  {held}, {len(one.probes)} probes, {len(one.lenses)} lenses")
        named = [c.id for c in pack.competencies if c.id not in guides]
        if named:
            told_names = f"named, without a guide yet: {', '.join(named)}"
            click.echo(
                textwrap.fill(
                    told_names,
                    streams.width(sys.stdout),
                    initial_indent="  ",
                    subsequent_indent="    ",
                    break_on_hyphens=False,
                )
            )


@guide.command(short_help="Show a guide, a page to read.")
@click.argument("name", metavar="ID")
@click.option(
    "-f",
    "--format",
    "form",
    type=OneOf("format", ("text", "md", "json")),
    default="text",
    help="How to write it. [text]",
)
@click.option("--width", type=Between(40, 200), metavar="N", help="Columns to write in, 40 to 200. [the terminal's]")
def show(name: str, form: str, width: int | None) -> None:
    """Show the guide ID, a page to read; --format json prints it whole."""
    from greenroom.guides.loader import competencies, load_guide, whole

    one = load_guide(name)
    if form == "json":
        click.echo(json.dumps(whole(one), indent=2, ensure_ascii=False))
        return
    from greenroom.reports import guide_text

    names = {c.id: c.name for c in competencies()}
    if form == "md":
        click.echo(guide_text.render_guide_markdown(one, names=names), nl=False)
        return
    text = guide_text.render_guide(
        one,
        width=width or streams.width(sys.stdout),
        colour=streams.colour(sys.stdout),
        ascii_only=streams.plain_only(sys.stdout),
        names=names,
    )
    click.echo(text, nl=False)


@guide.command(short_help="Check guides: every fault with its line.")
@click.argument("path", required=False, metavar="[PATH|ID]")
def check(path: str | None) -> int:
    """Check a pack, a guide or a file: every fault at once, with file and line.

    Without PATH, the shipped packs and those in $GREENROOM_PACKS.
    """
    from greenroom.guides.faults import shown
    from greenroom.guides.lint import check as faults_in
    from greenroom.practice.calibrate_check import contradictions

    places = _places(path)
    faults = [fault for place in places for fault in (*faults_in(place), *contradictions(place))]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        files = len({fault.file for fault in faults})
        click.echo(f"{_number(len(faults), 'fault')} in {_number(files, 'file')}", err=True)
        return FAULTY
    click.echo(f"no faults in {', '.join(shown(place) for place in places)}")
    return 0


@guide.command(short_help="Run the examples of guides.")
@click.argument("path", required=False, metavar="[PATH|ID]")
@click.option("--only", metavar="ID", help="Only the examples of this signal, disqualifier or red flag.")
@click.option("--record", is_flag=True, help="Move what fails to known_failures, and what passes now back.")
def test(path: str | None, only: str | None, record: bool) -> int:
    """Run the examples of guides: what must be found, what must not, what is known to fail.

    Without PATH, all guides. A failure, and a known failure that passes now, make exit code 3;
    --record writes both into examples.yaml instead (read the difference before you keep it).
    """
    from greenroom.guides import cases
    from greenroom.guides.faults import shown
    from greenroom.guides.loader import read_examples, read_guide
    from greenroom.guides.record import record as rearrange
    from greenroom.guides.schema import Examples

    judge = _judge()
    wrong = 0
    for folder in _guide_folders(path):
        one, examples = read_guide(folder), read_examples(folder)
        if only is not None:
            if only not in examples.examples:
                from greenroom.errors import unknown

                raise unknown("entry", only, examples.examples)
            examples = Examples(examples={only: examples.examples[only]})
        with _counted(one.id, cases.count(examples)) as done:
            report = cases.run_cases(one, examples, judge, done)
        click.echo(_told(report))
        wrong += len(report.wrong)
        if record and report.wrong:
            moved = rearrange(folder / "examples.yaml", report.results)
            wrong -= moved
            click.echo(f"{_number(moved, 'case')} moved in {shown(folder / 'examples.yaml')}", err=True)
    return FAULTY if wrong else 0


def _judge() -> Callable[[str, Guide], Sequence[Finding]]:
    from greenroom.judges import get_judge
    from greenroom.model import Answer

    settings = settings_with()
    judge = get_judge(settings.judge, settings)
    return lambda text, one: judge.read(Answer(text=text, competency=one.id), one).findings


def _places(path: str | None) -> list[Path]:
    """What to check: a path as given, a guide by its id, or all packs."""
    from greenroom.guides.loader import guide_folder, guide_ids, pack_folders

    if path is None:
        return list(pack_folders())
    if not Path(path).exists() and path in guide_ids():
        return [guide_folder(path)]
    return [Path(path)]


def _guide_folders(path: str | None) -> list[Path]:
    from greenroom.errors import UsageError

    folders = []
    for place in _places(path):
        here = [place] if (place / "guide.yaml").is_file() else []
        folders += here or sorted(f.parent for depth in ("*", "*/*") for f in place.glob(f"{depth}/guide.yaml"))
    if not folders:
        raise UsageError(
            "there is no guide here", where=str(path), allowed="a pack, the folder of a guide, or the id of one"
        )
    return folders


def _counted(name: str, length: int) -> Any:
    """A progress bar on standard error for people, and nothing where nobody watches."""
    import contextlib

    @contextlib.contextmanager
    def bar() -> Any:
        if not streams.is_terminal(sys.stderr):
            yield lambda _: None
            return
        with click.progressbar(length=length, label=name, file=sys.stderr) as shown:
            yield lambda _: shown.update(1)

    return bar()


def _told(report: CaseReport) -> str:
    """The table of one guide, then each case that is not as it should be."""
    counts = [(t.id, (t.passed, t.failed, t.known, t.now_passing)) for t in report.tallies]
    if len(counts) > 1:
        summed = [sum(column) for column in zip(*(n for _, n in counts), strict=True)]
        counts.append(("all", (summed[0], summed[1], summed[2], summed[3])))
    first = max((len(name) for name, _ in counts), default=0)
    lines = [click.style(report.guide, bold=True), f"  {'':<{first}}  passed  failed  known  now passing"]
    lines += [f"  {name:<{first}}  {p:>6}  {f:>6}  {k:>5}  {n:>11}" for name, (p, f, k, n) in counts]
    lines += [_wrong(result) for result in report.wrong]
    return "\n".join(lines) + "\n"


def _wrong(result: CaseResult) -> str:
    text = " ".join(result.text.split())
    short = text if len(text) <= QUOTED else f"{text[:QUOTED]}..."
    return f"\n  {result.id}.{result.group}[{result.index}]: {result.why}\n    {short}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
