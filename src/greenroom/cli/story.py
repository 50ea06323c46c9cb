"""``greenroom story``: the story bank; what it holds, and changes by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenroom.cli import streams
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, Filled
from greenroom.errors import GreenroomError, InputError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from greenroom.store import Store
    from greenroom.stories.bank import Bank, Held

EPILOG = """\b
Examples:
  greenroom story import notes.md
  greenroom story mine have-backbone
  greenroom story tell two-pallets answer.txt -c have-backbone -l sde2
  greenroom story ask "When did you disagree with your manager?" -l sde2
  greenroom story export my-stories"""

JSON_HELP = "One JSON object instead of text."


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
def story() -> None:
    """Your stories: what happened, as a fact sheet, and every telling of it with its reviews.

    Nothing is overwritten: every change is a version, and "greenroom story undo" takes the last one back. What a
    telling is good for, the reviews of it say; the plan for your interviews is made from them.
    """


# ── looking ─────────────────────────────────────────────────────────────────────────


@story.command("list", short_help="List your stories.")
@click.option("--all", "archived", is_flag=True, help="The archived ones too.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@dialog_options
def list_(archived: bool, as_json: bool, dialog: Dialog) -> None:
    """List the stories, with the number of their tellings and what the reviews of them say."""
    from greenroom.reports.story_words import said_of

    with opened() as (_, bank):
        held, supports = bank.stories(archived), bank.supports()
    if as_json:
        say_json({"stories": [plain(one) for one in held], "supports": [builtins(one) for one in supports]})
        return
    if not held:
        dialog.say("There are no stories yet: greenroom story import FILE, add, or mine.")
        return
    for one in held:
        best = sorted({said_of(s) for s in supports if s.story == one.story.id})
        told = sum(bool(t.text) for t in one.tellings)
        aside = ", archived" if one.story.archived else ""
        dialog.item(f"{dialog.styled(one.story.id, 'strong')}: {one.story.title}{aside}")
        dialog.say(f"{_count(told, 'telling')}, {_count(len(one.story.facts), 'fact')}", indent=2)
        if best:
            dialog.say("; ".join(best), indent=2)


@story.command(short_help="Show one story: facts, tellings, reviews.")
@click.argument("name", metavar="ID")
@click.option("-t", "--telling", type=Between(1, 999_999), metavar="N", help="The words of this telling. [the latest]")
@click.option("--history", is_flag=True, help="Every version and change instead.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@dialog_options
def show(name: str, telling: int | None, history: bool, as_json: bool, dialog: Dialog) -> None:
    """Show the story ID: its fact sheet, its tellings with what their reviews say, and the words of one."""
    from greenroom.reports.story_words import archetype_words, said_of

    with opened() as (_, bank):
        held = bank.get(name)
        if history:
            _history(bank, name, dialog)
            return
        supports = [one for one in bank.supports() if one.story == name]
        chosen = held.telling(telling) if telling or held.latest else None
    if as_json:
        say_json(plain(held) | {"supports": [builtins(one) for one in supports]})
        return
    one = held.story
    dialog.heading(one.title + (" (archived)" if one.archived else ""))
    dialog.say(f"Id: {one.id}. Added: {one.added:%Y-%m-%d}.")
    if one.archetypes:
        dialog.say(f"Kind of story: {', '.join(map(archetype_words, one.archetypes))}")
    dialog.heading("Facts", level=2)
    for fact in one.facts:
        dialog.item(f"{fact.kind}: {fact.text}")
    if not one.facts:
        dialog.say(f"None yet. greenroom story edit {one.id} opens the sheet.")
    dialog.heading("Tellings", level=2)
    for each in held.tellings:
        said = "; ".join(said_of(s, score=True) for s in supports if s.telling == each.id)
        words = f"{len(each.text.split()):,} words" if each.text else "still empty"
        dialog.item(f"{each.number}: {each.written:%Y-%m-%d}, {words}" + (f"; {said}" if said else ""))
    if chosen is None:
        dialog.say(f"Told yet: never. greenroom story tell {one.id} writes it down.")
        return
    dialog.heading(f"Telling {chosen.number}", level=2)
    for paragraph in chosen.text.split("\n\n"):
        lines = paragraph.split("\n")
        listed = any(line.lstrip().startswith(("#", "-", "*", "+")) for line in lines)
        dialog.say(("\n" if listed else " ").join(lines) + "\n")


def _history(bank: Bank, name: str, dialog: Dialog) -> None:
    dialog.heading(f"Versions of {name}", level=2)
    for number, version in enumerate(bank.versions(name), 1):
        aside = ", archived" if version.archived else ""
        dialog.item(f"{number}: {version.title}{aside}; " + "; ".join(f"{f.kind}: {f.text}" for f in version.facts))
    dialog.heading("Changes of the bank", level=2)
    for change, counts in bank.changes():
        dialog.item(f"{change.at:%Y-%m-%d %H:%M} {change.said}" + ("" if counts else " (taken back)"))


# ── changing ────────────────────────────────────────────────────────────────────────


@story.command(short_help="Add a story, from a file or typed.")
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option("--title", type=Filled(), metavar="TEXT", help="Its title. [asked, or the first words]")
@click.option(
    "--fact", "facts", multiple=True, metavar="KIND:TEXT", help="A fact, such as 'when: spring 2023'; again for more."
)
@click.option("--archetype", "archetypes", multiple=True, metavar="COMPETENCY/ID", help="The kind of story it is.")
@dialog_options
def add(
    file: str | None, title: str | None, facts: tuple[str, ...], archetypes: tuple[str, ...], dialog: Dialog
) -> None:
    """Add one story; FILE holds its first telling (text, Markdown, .docx, a transcript), "-" reads standard input.

    Without FILE you are asked for the title and for what happened. Several stories at once: greenroom story import.
    """
    from greenroom.stories import files, notes
    from greenroom.stories.texts import fact_of, sheet, titled, told

    given = [fact_of(one, "--fact") for one in facts]
    for one in archetypes:
        if not files.is_archetype(one):
            raise UsageError(f"'{one}' is no kind of story", where="--archetype", allowed="COMPETENCY/ARCHETYPE")
    if file is None:
        title = title or dialog.text("Its title, in a few words:", multiline=False)
        text = dialog.text("What happened? Write it as you would tell it; only a full stop leaves it for later.")
    else:
        text = read_words(file)
    found, words = notes.facts_and_words(text.split("\n"), file or "")
    made_title = titled(title or notes.first_words(words), file or "the story")
    with opened() as (_, bank):
        held = bank.add(made_title, sheet([*given, *found], file or ""), archetypes, told(words, file or ""), now())
    dialog.say(f"Added as '{held.story.id}'. Next: greenroom story tell {held.story.id}, or show {held.story.id}.")


@story.command(short_help="Edit a story in your editor.")
@click.argument("name", metavar="ID")
@dialog_options
def edit(name: str, dialog: Dialog) -> None:
    """Open the story ID in your editor ($VISUAL, $EDITOR): its facts, and its tellings below.

    A telling whose words you change becomes a new telling; the old one stays.
    """
    from greenroom.stories.files import markdown_of
    from greenroom.stories.importing import edited

    with opened() as (_, bank):
        before = bank.get(name)
        text = markdown_of(before)
        place = _draft(name, text)
        changed = _in_editor(place, text)
        if changed == text:
            place.unlink()
            dialog.say("Nothing was changed.")
            return
        try:
            brought = edited(bank, before, changed, str(place), now())
            bank.put(brought.held, "edit", f"edited “{before.story.title}”", now())
        except GreenroomError:
            click.echo(f"What you wrote is kept in {place}", err=True)
            raise
        place.unlink()
        after = bank.get(name)
    new = [str(one.number) for one in after.tellings if one not in before.tellings]
    dialog.say(f"Kept. New tellings: {', '.join(new)}." if new else "Kept.")
    for note in brought.notes:
        dialog.say(note)


def _draft(name: str, text: str) -> Path:
    """A file for the editor, for the person's eyes only."""
    import os
    import tempfile

    handle, place = tempfile.mkstemp(prefix=f"greenroom-{name}-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return Path(place)


def _in_editor(place: Path, text: str) -> str:
    """What the file holds after the person's editor has ended; raises ``UsageError`` where that fails.

    A file that then still holds ``text`` alone goes: it is a copy of the story that nobody asked for.
    """
    from greenroom.reading import read_text

    try:
        click.edit(filename=str(place))
    except click.ClickException as fault:
        what = f"the editor did not end well ({fault.format_message()})"
        do = "set VISUAL or EDITOR to your editor, such as EDITOR=nano"
        if place.is_file() and place.read_bytes() == text.encode():
            place.unlink()
            raise UsageError(what, where="story edit", do=do) from None
        raise UsageError(what, where=str(place), do=f"{do}; what you wrote is kept in the file") from None
    return read_text(place)


@story.command(short_help="Put a story aside; nothing of it goes.")
@click.argument("name", metavar="ID")
@click.option("--undo", "back", is_flag=True, help="Bring it back.")
def archive(name: str, back: bool) -> None:
    """Put the story ID aside: it is not proposed or planned with any more, and can be brought back."""
    with opened() as (_, bank):
        was = bank.get(name).story.archived
        made = bank.archive(name, not back, now())
    if was == made.archived:
        state = "is archived already" if was else "is not archived"
        click.echo(f"“{made.title}” {state}; nothing was changed.")
    elif made.archived:
        click.echo(f"“{made.title}” is archived. To bring it back: greenroom story archive {made.id} --undo")
    else:
        click.echo(f"“{made.title}” is back from the archive.")


@story.command(short_help="Take back the last change.")
@click.option("--redo", is_flag=True, help="Bring back what was taken back last.")
def undo(redo: bool) -> None:
    """Take back the last change of the stories; again takes back the one before."""
    with opened() as (_, bank):
        change = bank.redo(now()) if redo else bank.undo(now())
    done = "brought back" if redo else "taken back"
    click.echo(f"{done}: {change.said}" if change else f"There is nothing to be {done}.")


# ── what the other commands share ───────────────────────────────────────────────────


class opened:  # noqa: N801 - used as a function is
    """The person's store and the bank in it, for a ``with`` block."""

    def __enter__(self) -> tuple[Store, Bank]:
        from greenroom.store import Store
        from greenroom.stories.bank import Bank

        self._store = Store.open()
        return self._store, Bank(self._store)

    def __exit__(self, *_: object) -> None:
        self._store.close()


def read_words(file: str) -> str:
    """The words in a file of any kind that is read, or on standard input; raises ``InputError``."""
    from greenroom.reading import read_answer, read_text

    suffix = Path(file).suffix.lower()
    if file != "-" and suffix not in ("", ".md", ".markdown", ".txt", ".text"):
        return read_answer(Path(file)).text
    text = read_text(Path(file))
    if not any(c.isalnum() for c in text):
        raise InputError(
            "holds no words", where="standard input" if file == "-" else file, do="write down what happened"
        )
    return text


def now() -> datetime:
    """The time, in UTC."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def builtins(value: Any) -> Any:
    """A value as JSON says it."""
    import msgspec

    return msgspec.to_builtins(value)


def plain(held: Held) -> dict[str, Any]:
    """A story with its tellings, as JSON says it."""
    made: dict[str, Any] = builtins(held)
    return made


def say_json(made: Any) -> None:
    """Write ``made`` as JSON for people and programs."""
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def at_terminal() -> bool:
    """Whether a person types."""
    return streams.is_terminal(sys.stdin)


def _all_commands() -> Iterator[click.Command]:
    from greenroom.cli import story_ask, story_files, story_mine, story_tell

    yield from (story_files.import_, story_files.export, story_tell.tell, story_tell.review, story_tell.compare)
    yield from (story_mine.mine, story_ask.ask, story_ask.check)


for _command in _all_commands():
    story.add_command(_command)
