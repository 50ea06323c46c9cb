"""``greenroom story import`` and ``export``: stories from and to the person's own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Filled, OneOf
from greenroom.errors import InputError, OutputError, UsageError

if TYPE_CHECKING:
    from greenroom.stories.bank import Held
    from greenroom.stories.importing import Source
    from greenroom.stories.notes import Piece, Split

PLACES = ("h1", "h2", "h3", "h4", "h5", "h6", "bold", "number", "bullet", "rule", "every", "none")

MOST_NAMED = 3
"""Files that are each named in what an undo says."""
_AT = "at-"
"""Before the key of a place to split at, so that "n" for no begins no other key."""


@click.command("import", short_help="Bring stories in from Markdown, notes, .docx, text or JSON.")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option("--split-at", "at", type=OneOf("place", PLACES), help="Where a story begins in notes. [the likeliest]")
@click.option("--yes", is_flag=True, help="Take the proposed split; do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would be brought in; keep nothing.")
@dialog_options
def import_(paths: tuple[str, ...], at: str | None, yes: bool, dry_run: bool, dialog: Dialog) -> None:
    """Bring in stories: files that "story export" wrote, long notes with a title for each story, .docx, plain text.

    Notes are split at their titles: you see the proposal and may choose another. "Label: text" lines such as "When:
    spring 2023" become facts, the rest the first telling. All FILEs are read before anything is kept, and "story
    undo" takes the whole import back. "-" reads standard input (with --yes).
    """
    from greenroom.cli.story import now, opened
    from greenroom.stories import importing

    when = now()
    sources = [importing.read(None if one == "-" else Path(one), when) for one in _each(paths)]
    with opened() as (_, bank):
        made: list[Held] = []
        notes: list[str] = []
        for source in sources:
            if source.stories is None:
                if "-" in paths and not yes and not dry_run:
                    raise UsageError(
                        "nobody can be asked about the split of standard input", do="give --yes, or a file"
                    )
                pieces = _pieces(source, at, yes or dry_run, dialog)
                brought = importing.proposed(bank, pieces, when, made)
            else:
                brought = importing.brought(bank, source, when, made)
            made += brought.held
            notes += brought.notes
        added, changed, same = importing.sorted_out(bank, made)
        if not dry_run:
            bank.put(made, "import", f"imported {_stories(len(added) + len(changed))} from {_from(paths)}", when)
    for note in notes:
        click.echo(f"greenroom: {note}", err=True)
    verb = "would be " if dry_run else ""
    dialog.say(f"{verb}added: {_titles(added)}")
    if changed:
        dialog.say(f"{verb}changed: {_titles(changed)}")
    if same:
        dialog.say(f"the same as here: {_titles(same)}")
    if added and not dry_run:
        dialog.say("Next: greenroom story list, then greenroom story review --all -c COMPETENCY")


def _each(paths: tuple[str, ...]) -> list[str]:
    """The files, those of a folder in the order of their names; raises ``InputError`` for a folder without any."""
    found: list[str] = []
    for path in paths:
        if not Path(path).is_dir():
            found.append(path)
            continue
        try:
            inside = sorted(str(one) for one in Path(path).iterdir() if one.suffix.lower() in (".md", ".markdown"))
        except OSError as fault:
            what = f"cannot be read ({fault.strerror})"
            raise InputError(what, where=path, do="check the permissions of the folder") from None
        if not inside:
            raise InputError("is a folder without Markdown files", where=path, do="name the files themselves")
        found += inside
    return list(dict.fromkeys(found))


def _from(paths: tuple[str, ...]) -> str:
    """Where an import came from; many files are counted."""
    return ", ".join(paths) if len(paths) <= MOST_NAMED else f"{len(paths)} files"


def _titles(held: list[Held]) -> str:
    return ", ".join(f"“{one.story.title}”" for one in held) or "nothing"


def _pieces(source: Source, at: str | None, yes: bool, dialog: Dialog) -> tuple[Piece, ...]:
    """The stories that the person agrees to; none where they say no."""
    from greenroom.stories.notes import split

    for note in source.notes:
        click.echo(f"greenroom: {source.where}: {note}", err=True)
    while True:
        made = split(source.text, source.where, at)
        _show(made, source.where, dialog)
        if yes:
            return made.pieces
        options = [("yes", f"yes: bring {'it' if len(made.pieces) == 1 else f'these {len(made.pieces)}'} in")]
        options.append(("no", "no: leave this file out, nothing of it comes in"))
        options += [(f"{_AT}{kind}", _instead(kind, n)) for kind, n in made.others]
        most = len(options)
        answer = dialog.choose(f"Is this right? Enter or y: yes; n: no; 3 to {most}: split there and show it:"
                               if most > 3 else "Is this right? Enter or y: yes; n: no; 3: split there and show it:"
                               if most == 3 else "Is this right? Enter or y: yes; n: no:",
                               options, default="yes")  # fmt: skip
        if answer in ("yes", "no"):
            return made.pieces if answer == "yes" else ()
        at = answer.removeprefix(_AT)


def _show(made: Split, where: str, dialog: Dialog) -> None:
    dialog.heading(f"{where}: {_stories(len(made.pieces))}, split at {_place(made.at)}", level=2)
    for piece in made.pieces:
        facts = f", {_counted(len(piece.facts), 'fact')}" if piece.facts else ""
        dialog.item(f"line {piece.line}: {piece.title} ({_counted(len(piece.text.split()), 'word')}{facts})")
        if piece.inside:
            dialog.say(f"titles inside it: {'; '.join(piece.inside)}", indent=2)
    if made.left:
        dialog.say(f"Left out, as it stands before the first: {made.left[:200]}")


def _instead(kind: str, count: int) -> str:
    """Another place to split at, as a choice."""
    if kind == "none":
        return "do not split: all of it is one story"
    return f"split at {_place(kind)} instead ({_stories(count)})"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _place(kind: str) -> str:
    named = {
        "bold": "titles in bold or capitals", "number": "numbered lines", "bullet": "list items", "rule": "ruled lines",
        "every": "every title", "none": "nothing (one story)",
    }  # fmt: skip
    return named.get(kind, f"headings of level {kind[1:]}")


@click.command(short_help="Write your stories as Markdown files or JSON.")
@click.argument("place", metavar="[FOLDER|FILE|-]", required=False)
@click.option("--only", multiple=True, type=Filled(), metavar="ID", help="Only this story; again for more.")
@click.option("--replace", is_flag=True, help="Write over files with other contents.")
def export(place: str | None, only: tuple[str, ...], replace: bool) -> None:
    """Write the stories, archived ones too: to FOLDER one Markdown file each, to FILE.json all, to FILE.md one.

    Without a place they go to standard output as JSON. The reviews stay here; greenroom data export takes them too.
    """
    from greenroom.cli.story import opened
    from greenroom.stories.exporting import contents, refuse_loss

    with opened() as (_, bank):
        held = [bank.get(one) for one in dict.fromkeys(only)] if only else list(bank.stories(archived=True))
    if not held:
        raise UsageError("there are no stories to export", do="greenroom story add, or greenroom story import")
    made = contents(held, place)
    if not replace:
        refuse_loss(made)
    if "" in made:
        output.write(made[""], None)
        return
    _folder(made)
    for path, text in made.items():
        output.write(text, path)
    click.echo(f"exported to {place}: {_stories(len(held))}")


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"


def _folder(made: dict[str, str]) -> None:
    """Make the folder that the files go to."""
    for folder in {Path(path).parent for path in made}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            what = f"cannot be made ({fault.strerror})"
            raise OutputError(what, where=str(folder), do="choose another place") from None
