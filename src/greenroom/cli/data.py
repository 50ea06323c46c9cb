"""``greenroom data``: where the person's own data are; export, import, delete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.given import bounded, named
from greenroom.cli.params import OneOf
from greenroom.errors import DataError, InputError, OutputError
from greenroom.reports.held import ROWS, held_words

if TYPE_CHECKING:
    from greenroom.store.exchange import Prefer

EPILOG = """\b
Examples:
  greenroom data export backup.json
  greenroom data import backup.json
  GREENROOM_DATA=/mnt/stick/greenroom greenroom revise"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
def data() -> None:
    """Your own data: what you read, drafted, scored, answered, and when your cards are due.

    All of it is in one database on this machine. GREENROOM_DATA names another folder for it.
    """


@data.command(short_help="Print where the database is.")
def path() -> None:
    """Print where the database is, or would be: one file, with two helpers of SQLite beside it while it is open."""
    from greenroom.store import database_file

    click.echo(database_file())


@data.command("export", short_help="Write all of it as JSON.")
@click.argument("file", metavar="[FILE|-]", default="-")
def export_(file: str) -> None:
    """Write everything as readable JSON to FILE, or to standard output.

    What it holds: greenroom schema data.
    """
    from greenroom.store import Store, database_file, files, names
    from greenroom.store.exchange import as_text

    output.check_writable(file)
    place = database_file()
    if file != "-" and any(_same(Path(file), one) for one in names(place)):
        raise OutputError("is the database itself", where=file, do="name another file")
    if not files(place):
        what = "does not exist, so there is nothing to export"
        raise InputError(what, where=str(place), do="name the folder in GREENROOM_DATA, if it is another one")
    with Store.open() as store:
        document = store.export()
    output.write(as_text(document), file)
    if file != "-":
        click.echo(f"exported to {file}: {held_words({name: len(document[name]) for name in ROWS})}")


@data.command("import", short_help="Add what an export holds.")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--prefer",
    type=OneOf("choice", ("here", "file")),
    help="Whose counts where both have the same thing, but different. [refuse]",
)
def import_(file: str, prefer: str | None) -> None:
    """Add what an export holds to what is here; what is here already stays.

    FILE is checked whole before anything is written. "-" reads standard input.
    """
    from greenroom.store import Store
    from greenroom.store.exchange import parsed

    export = parsed(_read(file), named(file))
    with Store.open() as store:
        done = store.load(export, cast("Prefer | None", prefer), named(file))
    click.echo(f"added: {held_words(done.added)}")
    if any(done.changed.values()):
        click.echo(f"changed: {held_words(done.changed)}")
    if any(done.left.values()):
        click.echo(f"left as they are here: {held_words(done.left)}")


@data.command(short_help="Delete all of it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dialog_options
def delete(yes: bool, dialog: Dialog) -> None:
    """Delete the database and a recording that was not judged yet, after asking; nothing else there is touched."""
    from greenroom.speech import kept
    from greenroom.store import database_file, delete as remove, files

    place = database_file()
    if not files(place) and not kept.sounds():
        click.echo(f"There is nothing to delete: {place} does not exist.")
        return
    held = _held(place) if files(place) else "an answer as you spoke it"
    going = [(one, one.stat().st_size) for one in (*files(place), *kept.sounds())]
    dialog.say("This goes, for good:")
    for one, size in going:
        click.echo(f"- {one} ({size:,} bytes)")  # unwrapped, to be copied
    dialog.say(f"In it: {held}.")
    if not yes:
        dialog.say("To keep a copy, answer no, then: greenroom data export FILE")
        if dialog.choose("Delete it?", [("no", "no, keep everything"), ("yes", "yes, delete it")], "no") == "no":
            dialog.say("Nothing was deleted.")
            return
    remove(place)
    kept.drop()
    dialog.say("Deleted.")


def _held(place: Path) -> str:
    """What the database holds, in words; a damaged one can be deleted too."""
    from greenroom.store import Store

    try:
        with Store.open(place.parent) as store:
            return held_words(store.counts())
    except DataError as fault:
        return f"cannot be read, it {fault.what}"


def _read(file: str) -> bytes:
    from greenroom.store.exchange import MOST_BYTES

    raw = bounded(file, MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise InputError("is too large for an export", where=named(file), allowed=f"at most {MOST_BYTES:,} bytes")
    return raw


def _same(one: Path, other: Path) -> bool:
    """Whether both are one file, or would be."""
    return one.resolve() == other or (one.exists() and other.exists() and one.samefile(other))
