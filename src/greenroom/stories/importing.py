"""Bringing stories in: Markdown of ours, notes, documents, JSON; everything is read and checked before one is kept."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

import msgspec

from greenroom.errors import InputError
from greenroom.model import Answer, Value
from greenroom.reading import MOST_BYTES, read_answer, read_text
from greenroom.reading.decode import decoded, refuse_binary
from greenroom.stories import files, notes
from greenroom.stories.bank import Bank, Held
from greenroom.stories.model import Story, Telling
from greenroom.stories.texts import SLUG, one_line, settled, sheet, titled, told

FORM = 1
"""Version of the JSON of stories; goes up when a field is removed or changes its meaning."""


MOST_TELLINGS = 1_000_000
"""Numbers of tellings stay below this."""


class StoriesFile(Value, frozen=True, kw_only=True):
    """Stories as JSON: each with its tellings. ``greenroom``: the version that wrote it."""

    greenroom: str
    stories_form: Literal[1]
    stories: tuple[Held, ...]


class Brought(NamedTuple):
    """What files bring: the stories as they will be, and what was passed over, for people to read."""

    held: tuple[Held, ...]
    notes: tuple[str, ...] = ()


class Source(NamedTuple):
    """A file that was read: its name, its stories where it says which they are, else the notes to be split."""

    where: str
    stories: tuple[tuple[Story, tuple[Telling, ...]], ...] | None
    text: str
    notes: tuple[str, ...] = ()


def read(path: Path | None, at: datetime, stdin: BinaryIO | None = None) -> Source:
    """What the file holds, or ``stdin`` where ``path`` is None; raises ``InputError`` with the place of a fault.

    Stories read get ``at`` where the file does not say when they were added or written.
    """
    where = "standard input" if path is None else str(path)
    suffix = "" if path is None else path.suffix.lower()
    if suffix in (".docx", ".docm"):
        return _document(read_answer(path), where)
    text = read_text(path, stdin=stdin)
    return of_text(text, where, at, json=suffix == ".json" or (not suffix and text.lstrip().startswith("{")))


def of_upload(raw: bytes, where: str, at: datetime) -> Source:
    """What was sent, whatever it was called: its content decides. Raises ``InputError`` as ``read`` does."""
    stream = io.BytesIO(raw)
    if raw.startswith(b"PK\x03\x04"):
        return _document(read_answer(None, stdin=stream, name=where), where)
    if len(raw) > MOST_BYTES:
        raise InputError("is too large", where=where, allowed=f"at most {MOST_BYTES // 1024 // 1024} MB")
    refuse_binary(raw, where)
    text = decoded(raw, where)
    return of_text(text, where, at, json=text.lstrip().startswith("{"))


def _document(answer: Answer, where: str) -> Source:
    headings = [(h.span, h.part is None) for h in answer.headings]
    return Source(where, None, _headed(answer.text, headings), answer.notes)


def of_text(text: str, where: str, at: datetime, *, json: bool) -> Source:
    """What a text holds: JSON of stories, a story of ours, else notes. Raises ``InputError``."""
    if json:
        return Source(where, _of_json(text, where), "")
    if not files.is_story(text):
        said, body = _foreign(text, where)
        title = said.get("title")
        return Source(where, None, f"# {one_line(title)}\n\n{body}" if isinstance(title, str) and title else body)
    return of_file(text, where, at)


def _foreign(text: str, where: str) -> tuple[Mapping[str, Any], str]:
    """Front matter that is not ours and the text below; all of it is text where the first lines are none after all."""
    try:
        return files.front_matter(text, where)
    except InputError:
        return {}, text


def of_file(text: str, where: str, at: datetime) -> Source:
    """The story in the text of a Markdown file with front matter of ours; raises ``InputError``."""
    made = files.parsed(text, where)
    said = made.said
    story = said.get("story", "")
    if not isinstance(story, str) or (story and not SLUG.fullmatch(story)):
        what = f"its story '{story!s:.40}' is no id"
        raise InputError(what, where=where, allowed="small letters, digits and hyphens, such as the-two-pallets")
    if isinstance(said.get("title", ""), str):
        title = one_line(said.get("title", "")) or next(
            (notes.first_words(s.text) for s in made.sections if s.text), ""
        )
    else:
        title = ""
    one = Story(
        id=story,
        title=titled(title, where),
        facts=files.facts_in(said.get("facts"), where),
        archetypes=files.names_in(said.get("archetypes"), "archetypes", where),
        added=files.time_in(said.get("added"), where) or at,
        archived=str(said.get("archived", "no")).lower() in ("yes", "true"),
    )
    heads = _heads(said.get("tellings"), where)
    tellings = [_told(section, heads.get(section.number or 0, {}), story, where, at) for section in made.sections]
    passed = ", ".join(made.foreign)
    return Source(where, ((one, tuple(tellings)),), "", (f"front matter passed over: {passed}",) if passed else ())


def _heads(said: Any, where: str) -> dict[int, Mapping[str, Any]]:
    allowed = "a list such as '- number: 1', each with what is known of that telling"
    if said in ("", None):
        return {}
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise InputError("its tellings are no list", where=where, allowed=allowed)
    made: dict[int, Mapping[str, Any]] = {}
    for one in said:
        number = one.get("number")
        if not isinstance(number, str) or not number.isdecimal() or int(number) in made or len(number) > 6:
            raise InputError("its tellings are not numbered one by one", where=where, allowed=allowed)
        made[int(number)] = one
    return made


def _told(section: files.Section, head: Mapping[str, Any], story: str, where: str, at: datetime) -> Telling:
    place = f"{where}, telling {section.number or 'without a number'}"
    given = {name: one_line(value) for name, value in head.items() if isinstance(value, str)}
    seconds = given.get("seconds")
    try:
        spoken = float(seconds) if seconds else None
    except ValueError:
        spoken = -1.0
    if spoken is not None and not 0 <= spoken < 1e6:
        raise InputError(f"its seconds are '{seconds:.40}'", where=place, allowed="a number from 0")
    return Telling(
        id=given.get("id", ""), story=story, number=section.number or 0, competency=given.get("competency") or None,
        question=given.get("question") or None, text=told(section.text, place),
        written=files.time_in(given.get("written"), place) or at, seconds=spoken,
    )  # fmt: skip


def _of_json(text: str, where: str) -> tuple[tuple[Story, tuple[Telling, ...]], ...]:
    """The stories of a JSON file, cleaned as typed ones are; raises ``InputError``."""
    try:
        plain = msgspec.json.decode(text.encode())
        made = msgspec.convert(plain, StoriesFile)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as fault:
        form = plain.get("stories_form") if "plain" in locals() and isinstance(plain, dict) else None
        if isinstance(form, int) and form > FORM:
            what = f"was written by a newer greenroom (form {form})"
            raise InputError(what, where=where, allowed=f"forms up to {FORM}", do="update greenroom") from None
        do = "name a file that greenroom story export wrote; greenroom data import reads whole exports"
        raise InputError(f"is no JSON of stories ({fault})", where=where, do=do) from None
    found = []
    for n, one in enumerate(made.stories):
        place = f"{where}, stories[{n}]"
        if not SLUG.fullmatch(one.story.id) or not all(map(files.is_archetype, one.story.archetypes)):
            allowed = "ids of small letters, digits and hyphens; archetypes as COMPETENCY/ARCHETYPE"
            raise InputError("its id or an archetype is not understood", where=place, allowed=allowed)
        facts = [msgspec.structs.replace(f, text=one_line(f.text)) for f in one.story.facts if one_line(f.text)]
        times = [one.story.added, *(t.written for t in one.tellings)]
        if any(t.tzinfo is None for t in times) or any(
            (t.seconds or 0) < 0 or not 0 < t.number < MOST_TELLINGS for t in one.tellings
        ):
            allowed = f"times with a zone, seconds from 0, numbers from 1 to {MOST_TELLINGS - 1:,}"
            raise InputError("has a time or a number that does not fit", where=place, allowed=allowed)
        story = msgspec.structs.replace(
            one.story, title=titled(one.story.title, place), facts=sheet(facts, place),
            archetypes=tuple(dict.fromkeys(one.story.archetypes)),
        )  # fmt: skip
        tellings = tuple(
            msgspec.structs.replace(
                t, id=one_line(t.id), story=story.id, text=told(t.text, place),
                competency=one_line(t.competency or "") or None, question=one_line(t.question or "") or None,
            )
            for t in one.tellings
        )  # fmt: skip
        found.append((story, tellings))
    return tuple(found)


def _headed(text: str, headings: Sequence[tuple[Any, bool]]) -> str:
    """The text of a document with its headings as Markdown has them."""
    lines, at = [], 0
    titles = {h.start: plain for h, plain in headings}
    ends = {h.start: h.end for h, _ in headings}
    for line in text.split("\n"):
        whole = at in titles and ends[at] >= at + len(line.rstrip())
        lines.append(f"\n{'##' if titles[at] else '###'} {line}\n" if whole else line)
        at += len(line) + 1
    return "\n".join(lines)


# ── into the bank ───────────────────────────────────────────────────────────────────


def brought(bank: Bank, source: Source, at: datetime, beside: Sequence[Held] = ()) -> Brought:
    """The stories that ``source`` says it holds, as they will be in the bank beside those of other files."""
    made: list[Held] = []
    for story, tellings in source.stories or ():
        made.append(_merged(bank, story, tellings, at, [*beside, *made], source.where))
    return Brought(tuple(made), tuple(f"{source.where}: {note}" for note in source.notes))


def sorted_out(bank: Bank, made: Sequence[Held]) -> tuple[list[Held], list[Held], list[Held]]:
    """Those that are new here, changed here, and the same as here."""
    here = {one.story.id: one for one in bank.stories(archived=True)}
    added = [one for one in made if one.story.id not in here]
    same = [one for one in made if here.get(one.story.id) == one]
    return added, [one for one in made if one not in added and one not in same], same


def proposed(bank: Bank, pieces: Sequence[notes.Piece], at: datetime, beside: Sequence[Held] = ()) -> Brought:
    """The stories that notes were split into, each with its words as first telling.

    One whose title, facts and words are here already is left out.
    """
    made: list[Held] = []
    known = {_content(one) for one in bank.stories(archived=True)}
    left = []
    for piece in pieces:
        slug = bank.new_slug(piece.title, (one.story.id for one in (*beside, *made)))
        story = Story(id=slug, title=piece.title, facts=piece.facts, archetypes=(), added=at, archived=False)
        held = Held(story=story, tellings=(bank.made(slug, 1, told(piece.text, piece.title), at),))
        if _content(held) in known:
            left.append(f"'{piece.title}' is here already")
        else:
            made.append(held)
    return Brought(tuple(made), tuple(left))


def _content(held: Held) -> tuple[Any, ...]:
    first = held.tellings[0].text if held.tellings else ""
    return held.story.title, held.story.facts, first


def _merged(
    bank: Bank, story: Story, tellings: Sequence[Telling], at: datetime, beside: Sequence[Held], where: str
) -> Held:
    """The story with the tellings that it will have: what is here stays, what differs becomes a new telling."""
    if story.id and any(one.story.id == story.id for one in beside):
        raise InputError(
            f"story '{story.id}' comes twice", where=where, do="import one of the two files, then the other"
        )
    if not story.id:
        slug = bank.new_slug(story.title, (one.story.id for one in beside))
        story = msgspec.structs.replace(story, id=slug)
    here = {one.story.id: one for one in bank.stories(archived=True)}.get(story.id)
    before = here.tellings if here else ()
    made = list(before)
    for given in tellings:
        same = next((t for t in before if given.id and t.id == given.id), None)
        same = same or next((t for t in before if not given.id and t.number == given.number), None)
        if any(_same(given, t) for t in ([same] if same else before)) or (same and not given.text):
            continue
        taken = {t.number for t in made}
        fresh = same is not None or not given.number or given.number in taken
        number = 1 + max(taken, default=0) if fresh else given.number
        made.append(
            msgspec.structs.replace(
                given, id=bank.new_id() if same or not given.id else given.id, story=story.id, number=number,
                written=at if same else given.written,
            )
        )  # fmt: skip
    return Held(story=story, tellings=tuple(sorted(made, key=lambda one: one.number)))


def _same(one: Telling, other: Telling) -> bool:
    said = (one.competency, one.question, one.seconds)
    return one.text == other.text and (said == (other.competency, other.question, other.seconds) or not one.id)


def edited(bank: Bank, before: Held, text: str, where: str, at: datetime) -> Brought:
    """The story as its Markdown file was changed to ``text``; raises ``InputError`` where it is not understood."""
    source = of_file(settled(text) + "\n", where, at) if files.is_story(settled(text)) else None
    if source is None or source.stories is None:
        raise InputError("its front matter is gone", where=where, allowed="a first line --- and a line --- below it")
    (story, tellings), *_ = source.stories
    if story.id != before.story.id:
        what = f"its id was changed from '{before.story.id}' to '{story.id}'"
        raise InputError(what, where=where, do="leave the line 'story:' as it was; the title may change")
    return Brought((_merged(bank, story, tellings, at, (), where),), source.notes)
