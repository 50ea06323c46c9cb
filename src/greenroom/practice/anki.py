"""Cards as a package that Anki imports, made by genanki.

A note is known to Anki by its guid, made here from the card's id: importing a later package changes the text of the
notes that are there and leaves Anki's own schedule alone. Our schedule is not exported; Anki keeps its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from greenroom.errors import UsageError
from greenroom.guides.schema import Guide
from greenroom.practice.cards import Card, full_name

MODEL = 1_793_648_201
"""Id of our note type in Anki: any number, but for ever the same."""

_FRONT = '<div class="guide">{{Guide}}</div><div class="side">{{Front}}</div>'
_BACK = '{{FrontSide}}<hr id="answer"><div class="side">{{Back}}</div>'
_CSS = """
.card { font: 1.1rem/1.45 system-ui, sans-serif; max-width: 38rem; margin: 0 auto; padding: 0 .6rem; text-align: left; }
.guide { color: #59616b; font-size: .85rem; margin-bottom: .8rem; }
.nightMode .guide { color: #a9adb4; }
.side p { margin: 0 0 .6rem; }
"""


def library() -> Any:
    """genanki, of the extra ``anki``; raises ``UsageError`` where it is not installed."""
    try:
        import genanki
    except ModuleNotFoundError as fault:
        raise UsageError(
            f"cards for Anki are written by a library that is not installed ({fault.name})",
            do='pip install "genanki<0.14" (the extra "anki"), into the environment of greenroom',
        ) from None
    return genanki


def package(decks: Sequence[tuple[Guide, Iterable[Card]]], at: datetime) -> bytes:
    """The content of an ``.apkg``: a deck for each guide, under "Greenroom". ``at`` is the time of the notes' text.

    Raises as ``library`` does.
    """
    genanki = library()
    model = genanki.Model(
        MODEL,
        "Greenroom",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Guide"}, {"name": "Card"}],
        templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    made = []
    for guide, cards in decks:
        deck = genanki.Deck(_number(full_name(guide)), f"Greenroom::{guide.principle.replace('::', ': ')}")
        for card in cards:
            fields = [_markup(card.front), _markup(card.back), html.escape(guide.principle), html.escape(card.id)]
            tags = ["greenroom", f"greenroom::{card.kind}", f"greenroom::{guide.id}"]
            guid = genanki.guid_for("greenroom", card.id)
            deck.add_note(genanki.Note(model=model, fields=fields, tags=tags, guid=guid))
        made.append(deck)
    return _packed(genanki.Package(made), at)


def _packed(package: Any, at: datetime) -> bytes:
    # The library's own way leaves the cards behind in a temporary file. An .apkg is a database and a list of media.
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        package.write_to_db(connection.cursor(), at.timestamp(), itertools.count(int(at.timestamp() * 1000)))
        connection.commit()
        data = connection.serialize()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in (("collection.anki2", data), ("media", b"{}")):
            zipped.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _markup(text: str) -> str:
    # Brackets too: Anki reads [sound:...] and [latex] as commands.
    safe = html.escape(text).replace("[", "&#91;").replace("]", "&#93;")
    return "".join(f"<p>{paragraph}</p>" for paragraph in safe.split("\n"))


def _number(name: str) -> int:
    """A number for a deck, always the same for the same guide, in the range that genanki's own examples use."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(f"greenroom {name}".encode()).digest()[:4]) % (1 << 30)
