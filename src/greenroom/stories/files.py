"""A story as a Markdown file with front matter: exactly what is kept, to be read and changed in one's own notes.

Written and read again it is the same story, and written again the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from greenroom.errors import InputError
from greenroom.stories.bank import Held
from greenroom.stories.model import FACT_KINDS, Fact, Telling
from greenroom.stories.texts import SLUG, as_text, fact_kind, moment, one_line, settled, sheet

_TELLING = re.compile(r"## Telling (\d{1,6})[ \t]*")
_MASKED = re.compile(r"\\*## Telling \d{1,6}[ \t]*")
"""A line of a telling that would be taken for a heading of ours; it gets one more backslash in the file."""
_DEEPEST = 8
KEYS = ("story", "title", "added", "archived", "archetypes", "facts", "tellings")
"""What our front matter may hold; a file whose front matter has "story", "facts" or "tellings" is one story."""


class Section(NamedTuple):
    """The words of one telling in a file: its number, none where the file gives none."""

    number: int | None
    text: str


class Parsed(NamedTuple):
    """A file as it stands: what its front matter says, what it says that is not ours, and the tellings."""

    said: Mapping[str, Any]
    foreign: tuple[str, ...]
    sections: tuple[Section, ...]


def markdown_of(held: Held) -> str:
    """The story as the text of a Markdown file, ending in one line feed."""
    import yaml

    story = held.story
    said: dict[str, Any] = {"story": story.id, "title": story.title, "added": as_text(story.added)}
    if story.archived:
        said["archived"] = "yes"
    if story.archetypes:
        said["archetypes"] = list(story.archetypes)
    if story.facts:
        said["facts"] = [{fact.kind: fact.text} for fact in story.facts]
    if held.tellings:
        said["tellings"] = [_head(one) for one in held.tellings]
    front = yaml.dump(said, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    out = [f"---\n{front}---\n"]
    for one in held.tellings:
        out.append(f"\n## Telling {one.number}\n")
        if one.text:
            lines = (f"\\{line}" if _MASKED.fullmatch(line) else line for line in one.text.split("\n"))
            out.append("\n" + "\n".join(lines) + "\n")
    return "".join(out)


def _head(telling: Telling) -> dict[str, Any]:
    """What front matter says of a telling."""
    optional = {"competency": telling.competency, "question": telling.question, "seconds": telling.seconds}
    said = {"number": telling.number, "id": telling.id, "written": as_text(telling.written)}
    return said | {name: value for name, value in optional.items() if value is not None}


def is_story(text: str) -> bool:
    """Whether the text begins with front matter of ours."""
    block = _front(text)
    return block is not None and re.search(r"^(?:story|facts|tellings)[ \t]*:", block[0], re.MULTILINE) is not None


def _front(text: str) -> tuple[str, str] | None:
    """The front matter and what follows it, where there is any."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    return None if end is None else ("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]))


def front_matter(text: str, where: str) -> tuple[Mapping[str, Any], str]:
    """What the front matter says, every value as it is written, and the text below; raises ``InputError``.

    Numbers, dates and words such as "yes" stay text, so that "0.10" is not 0.1.
    """
    block = _front(text)
    if block is None:
        return {}, text.removeprefix("\ufeff")
    import yaml

    try:
        loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        _shallow(block[0], loader, where)
        node = yaml.compose(block[0], Loader=loader)
        said = {} if node is None else _plain(node, where)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        place = f"{where}:{mark.line + 2}" if mark else where
        what = f"its front matter is no YAML ({getattr(fault, 'problem', None) or 'an unknown character'})"
        raise InputError(what, where=place, do="put quotation marks around the value, or correct the line") from None
    if not isinstance(said, dict):
        raise InputError(
            "its front matter is no list of names and values", where=where, allowed="lines such as title: ..."
        )
    return said, block[1]


def _shallow(block: str, loader: Any, where: str) -> None:
    """Refuse what refers to itself or is nested without measure, before it is built."""
    import yaml

    depth = 0
    for event in yaml.parse(block, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            what = "refers to itself (*)" if depth <= _DEEPEST else "is nested too deeply"
            raise InputError(
                f"its front matter {what}",
                where=f"{where}:{event.start_mark.line + 2}" if event.start_mark else where,
                do="write the value out plainly",
            )


def _plain(node: Any, where: str) -> Any:
    """A node of YAML as text, lists and mappings."""
    import yaml

    place = f"{where}:{node.start_mark.line + 2}"
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, where) for one in node.value]
    made: dict[str, Any] = {}
    for key, value in node.value:
        name = _plain(key, where)
        if not isinstance(name, str):
            raise InputError("its front matter has a name that is no word", where=place, do="correct it")
        if name in made:
            what = f"its front matter has '{name}' twice"
            raise InputError(what, where=f"{where}:{key.start_mark.line + 2}", do="keep one of the two")
        made[name] = _plain(value, where)
    return made


def parsed(text: str, where: str) -> Parsed:
    """The file as it stands; raises ``InputError`` with the place of the first fault."""
    said, body = front_matter(text, where)
    return Parsed(said, tuple(name for name in said if name not in KEYS), tuple(_sections(body, said, where)))


def _sections(body: str, said: Mapping[str, Any], where: str) -> Iterator[Section]:
    number: int | None = None
    lines: list[str] = []
    seen: set[int] = set()
    for line in body.split("\n"):
        if found := _TELLING.fullmatch(line):
            if number is not None or _words(lines, said):
                yield Section(number, _words(lines, said) if number is None else settled("\n".join(lines)))
            number, lines = int(found[1]), []
            if number in seen or not number:
                what = f"holds '## Telling {number}' twice" if number else "counts tellings from 0"
                raise InputError(what, where=where, do="give each telling a number of its own, from 1")
            seen.add(number)
        else:
            lines.append(line[1:] if line.startswith("\\") and _MASKED.fullmatch(line) else line)
    if number is not None or _words(lines, said):
        yield Section(number, _words(lines, said) if number is None else settled("\n".join(lines)))


def _words(lines: list[str], said: Mapping[str, Any]) -> str:
    """Words before any telling's heading, without a heading that only repeats the title."""
    text = settled("\n".join(lines))
    first, _, rest = text.partition("\n")
    title = said.get("title")
    repeats = isinstance(title, str) and first.startswith("# ") and one_line(first[2:]) == one_line(title)
    return settled(rest) if repeats else text


def facts_in(said: Any, where: str) -> tuple[Fact, ...]:
    """The facts of a front matter: a list of ``kind: text``, or of texts; raises ``InputError``."""
    allowed = f"a list of lines such as '- when: spring 2023'; kinds are {', '.join(FACT_KINDS)}"
    if said in ("", None):
        return ()
    if isinstance(said, dict):
        said = [{kind: text} for kind, text in said.items()]
    if not isinstance(said, list):
        raise InputError("its facts are no list", where=where, allowed=allowed)
    made = []
    for one in said:
        pairs = one.items() if isinstance(one, dict) else [("other", one)]
        for label, text in pairs:
            kind = fact_kind(label)
            if kind is None or not isinstance(text, str):
                raise InputError(
                    f"'{label:.40}' is no kind of fact", where=where, allowed=allowed, do="correct the line"
                )
            if one_line(text):
                made.append(Fact(kind=kind, text=one_line(text)))
    return sheet(made, where)


def names_in(said: Any, what: str, where: str) -> tuple[str, ...]:
    """A list of archetypes such as "have-backbone/cross-team-risk"; raises ``InputError``."""
    if said in ("", None):
        return ()
    given = [said] if isinstance(said, str) else said
    if not isinstance(given, list) or not all(isinstance(one, str) and is_archetype(one) for one in given):
        raise InputError(f"its {what} are not understood", where=where, allowed="a list of COMPETENCY/ARCHETYPE")
    return tuple(dict.fromkeys(given))


def is_archetype(text: str) -> bool:
    """Whether the text has the form of an archetype's id."""
    competency, slash, name = text.partition("/")
    return bool(slash and SLUG.fullmatch(competency) and SLUG.fullmatch(name))


def time_in(said: Any, where: str) -> datetime | None:
    """A time, or nothing where none is said; raises ``InputError``."""
    return moment(said, where) if isinstance(said, str) and said else None
