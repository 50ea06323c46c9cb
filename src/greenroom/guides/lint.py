"""Checks packs: all faults of all files in one pass, each with file and line.

The order is that of the files; a file that is not YAML does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from greenroom.errors import GreenroomError, UsageError
from greenroom.guides import lint_examples, lint_guide, lint_pairs, lint_schema, lint_walkthroughs, yaml_reader
from greenroom.guides.entry import Entry
from greenroom.guides.faults import Fault, View
from greenroom.guides.loader import packs, read_guide
from greenroom.guides.pairs import Pairs
from greenroom.guides.schema import Examples, Guide, PackFile
from greenroom.guides.walkthroughs import Walkthroughs

__all__ = ["Fault", "check", "check_file"]

KINDS: dict[str, type[Entry]] = {
    "guide.yaml": Guide,
    "examples.yaml": Examples,
    "pack.yaml": PackFile,
    "walkthroughs.yaml": Walkthroughs,
    "pairs.yaml": Pairs,
}
"""Name of a file of a pack -> what must stand in it."""
OPTIONAL: dict[str, Callable[[View, View | None], Iterator[Fault]]] = {
    "walkthroughs.yaml": lint_walkthroughs.check,
    "pairs.yaml": lint_pairs.check,
}
"""Files that a guide may do without -> what no schema can say of them, given the file and the guide."""


def check(path: Path) -> list[Fault]:
    """Every fault below ``path``: a pack, a folder of packs, one guide's folder, or one file of them.

    Raises ``UsageError`` where there is nothing to check.
    """
    if path.name in KINDS and path.is_file():
        return [fault for fault in check(path.parent) if fault.file == path]
    if (path / "pack.yaml").is_file():
        return _sorted(_pack(path))
    if (path / "guide.yaml").is_file() or (path / "examples.yaml").is_file():
        return _sorted(_guide(path, _known_here(path.resolve().parent), _labels([path])))
    inside = sorted(file.parent for file in path.glob("*/pack.yaml"))
    if not inside:
        what = "there is no pack or guide here" if path.is_dir() else "there is no such folder or file"
        if path.is_file():
            what = "is no file of a pack"
        raise UsageError(
            what,
            where=str(path),
            allowed="a folder with pack.yaml, a folder with guide.yaml, or one of these files",
            do="docs/writing-a-guide.md shows how to begin one",
        )
    return _sorted(fault for pack in inside for fault in _pack(pack))


def _sorted(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: fault.place)


def check_file(file: Path, kind: type[Entry]) -> list[Fault]:
    """The faults of one file against the schema of ``kind`` alone."""
    view, faults = _read(file)
    return _sorted([*faults, *(lint_schema.check(view, kind) if view is not None else ())])


def _read(file: Path) -> tuple[View | None, list[Fault]]:
    try:
        data = file.read_bytes()
    except OSError as fault:
        return None, [Fault(file, 1, 1, "", f"cannot be read ({fault.strerror})")]
    document = yaml_reader.read(data)
    faults = [Fault(file, f.mark.line, f.mark.column, "", f.message, "", f.do) for f in document.faults]
    return (None if document.value is None else View(file, document, document.value)), faults


def _pack(folder: Path) -> Iterator[Fault]:
    view, faults = _read(folder / "pack.yaml")
    yield from faults
    guides = sorted({f.parent for name in ("guide.yaml", "examples.yaml") for f in folder.glob(f"*/{name}")})
    known: Collection[str] | None = None
    if view is not None:
        yield from lint_schema.check(view, PackFile)
        known = _named(view) | _named_elsewhere()
        yield from _pack_file(view, folder, [guide.name for guide in guides], known)
    labels = _labels(guides)
    for guide in guides:
        yield from _guide(guide, known, labels)
    for stray in sorted(p for p in folder.iterdir() if p.is_dir() and p not in guides and p.name[0] not in "._"):
        yield Fault(stray / "guide.yaml", 1, 1, "", "is missing", "", "write it, or move the folder out of the pack")


def _pack_file(view: View, folder: Path, guides: list[str], known: Collection[str]) -> Iterator[Fault]:
    name = folder.resolve().name
    if view["id"].text and view["id"].text != name:
        yield view["id"].fault(f"id is '{view['id'].text}' but the folder is '{name}'", do="rename one of the two")
    yield from lint_guide.once(view["competencies"], "id")
    for guide in guides:
        if guide not in _named(view):
            yield view["competencies"].fault(
                f"guide '{guide}' is not among the competencies", do=f"add '- id: {guide}'", key=True
            )
    seen: dict[str, View] = {}
    for competency in view["competencies"]:
        yield from lint_guide.confusions(competency["confused_with"], competency["id"].text, known)
        for trigger in competency["triggers"]:
            before = seen.setdefault(" ".join(trigger.text.casefold().split()), trigger)
            if trigger.text and before is not trigger:
                yield trigger.fault(f"repeats {before.where} (line {before.line})", do="a question must point to one")


def _guide(folder: Path, known: Collection[str] | None, labels: Collection[str]) -> Iterator[Fault]:
    guide: View | None = None
    for name in ("guide.yaml", "examples.yaml"):
        file = folder / name
        if not file.is_file():
            yield Fault(file, 1, 1, "", "is missing", "", f"write it beside the other file in {folder.name}/")
            continue
        view, faults = _read(file)
        yield from faults
        if view is None:
            continue
        yield from lint_schema.check(view, KINDS[name])
        if name == "guide.yaml":
            guide = view
            yield from lint_guide.check(view, known, labels)
        else:
            yield from lint_examples.check(view, guide)
    for name, more in OPTIONAL.items():
        if not (folder / name).is_file():
            continue
        view, faults = _read(folder / name)
        yield from faults
        if view is not None:
            yield from lint_schema.check(view, KINDS[name])
            yield from more(view, guide)


def _named(pack: View) -> set[str]:
    return {one["id"].text for one in pack["competencies"] if one["id"].text}


def _named_elsewhere() -> set[str]:
    # Guides may refer to competencies of other packs; a fault in one of those is told when it is checked itself.
    try:
        return {one.id for pack in packs() for one in pack.competencies}
    except GreenroomError:
        return set()


def _known_here(pack: Path) -> Collection[str] | None:
    view, _ = _read(pack / "pack.yaml") if (pack / "pack.yaml").is_file() else (None, [])
    return _named_elsewhere() | (_named(view) if view is not None else set()) or None


def _labels(guides: list[Path]) -> set[str]:
    """Ids that a trained head can have: those of every entry of the guides at hand and of the known packs."""
    found: set[str] = set()
    for folder in guides:
        view, _ = _read(folder / "guide.yaml") if (folder / "guide.yaml").is_file() else (None, [])
        found |= set(lint_guide.found_ids(view)) if view is not None else set()
    try:
        known = [read_guide(folder) for pack in packs() for folder in pack.guides.values()]
    except GreenroomError:
        known = []
    for one in known:
        found |= {e.id for e in one.signals} | {e.id for e in one.disqualifiers} | {e.id for e in one.red_flags}
    return found
