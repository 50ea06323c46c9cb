"""What the packs and guides say of every competency that a question may ask for."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from greenroom.guides.loader import Pack, packs, read_guide
from greenroom.guides.schema import Competency, Confusion, Guide


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A competency: its questions, and what it is taken for.

    ``questions`` are triggers of the pack and of the guide; ``confused_with`` is what the pack
    says of the wording, then what the guide says of the competencies that the pack leaves out.
    """

    id: str
    name: str
    definition: str
    questions: tuple[str, ...]
    confused_with: tuple[Confusion, ...]
    has_guide: bool


def known_competencies() -> dict[str, Known]:
    """Every competency of every pack by id, in the packs' order.

    Where two packs name the same one, the first says what it is and both give questions.
    Raises ``GuideError`` or ``UsageError`` as the loader does.
    """
    found: dict[str, Known] = {}
    for pack in packs():
        for one in pack.competencies:
            made = _of(one, _guide(pack, one.id))
            before = found.get(one.id)
            found[one.id] = _both(before, made) if before else made
        for name in sorted(pack.guides.keys() - {one.id for one in pack.competencies} - found.keys()):
            found[name] = _unnamed(read_guide(pack.guides[name]))
    return found


def stamp() -> tuple[tuple[str, int, int], ...]:
    """Changes when any file changes that ``known_competencies`` reads."""
    files = [file for pack in packs() for file in (pack.path / "pack.yaml", *map(_file, pack.guides.values()))]
    return tuple((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files)


def _file(folder: Path) -> Path:
    return folder / "guide.yaml"


def _guide(pack: Pack, competency: str) -> Guide | None:
    return read_guide(pack.guides[competency]) if competency in pack.guides else None


def _of(one: Competency, guide: Guide | None) -> Known:
    asked = one.triggers
    told = one.confused_with
    if guide is not None:
        asked = (*asked, guide.question, *guide.triggers.direct, *guide.triggers.indirect)
        said = {each.competency for each in told}
        told = (*told, *(each for each in guide.not_to_confuse if each.competency not in said))
    return Known(one.id, one.name, one.definition, tuple(dict.fromkeys(asked)), told, guide is not None)


def _unnamed(guide: Guide) -> Known:
    """Of a guide that its pack does not name (``guide check`` says so)."""
    one = Competency(id=guide.id, name=guide.principle, definition=guide.definition, triggers=(guide.question,))
    return _of(one, guide)


def _both(first: Known, second: Known) -> Known:
    said = {each.competency for each in first.confused_with}
    return dataclasses.replace(
        first,
        questions=tuple(dict.fromkeys((*first.questions, *second.questions))),
        confused_with=(*first.confused_with, *(c for c in second.confused_with if c.competency not in said)),
        has_guide=first.has_guide or second.has_guide,
    )
