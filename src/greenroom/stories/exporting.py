"""Taking stories out: a folder of Markdown files, one file, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from greenroom import __version__
from greenroom.errors import OutputError, UsageError
from greenroom.stories.bank import Held
from greenroom.stories.files import markdown_of
from greenroom.stories.importing import StoriesFile


def as_json(held: Iterable[Held]) -> str:
    """The stories as JSON that ``import`` reads, ending in a line feed."""
    made = StoriesFile(greenroom=__version__, stories_form=1, stories=tuple(held))
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"


def contents(held: Sequence[Held], place: str | None) -> dict[str, str]:
    """What goes where: the path of each file (empty: standard output) and its text.

    A place that ends in .json takes all as JSON, one that ends in .md a single story, any other is a folder with a
    file for each story. Raises ``UsageError`` where several stories should go into one Markdown file.
    """
    if place is None or place == "-":
        return {"": as_json(held)}
    suffix = Path(place).suffix.lower()
    if suffix == ".json":
        return {place: as_json(held)}
    if suffix in (".md", ".markdown"):
        if len(held) != 1:
            what = f"one Markdown file holds one story, not {len(held)}"
            raise UsageError(what, where=place, do="choose one with --only ID, or name a folder or a .json file")
        return {place: markdown_of(held[0])}
    return {str(Path(place) / f"{one.story.id}.md"): markdown_of(one) for one in held}


def refuse_loss(made: dict[str, str]) -> None:
    """Refuse to write over files that hold anything else; raises ``OutputError`` naming the first."""
    for path, text in made.items():
        file = Path(path)
        if not path or not file.exists():
            continue
        try:
            same = file.is_file() and file.read_bytes() == text.encode()
        except OSError as fault:
            raise OutputError(f"cannot be read ({fault.strerror})", where=path, do="choose another place") from None
        if not same:
            do = f"import it first (greenroom story import {path}), choose another place, or give --replace"
            raise OutputError("is there already, with other contents", where=path, do=do)
