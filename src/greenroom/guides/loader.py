"""Finds packs and loads guides: one guide at a time, its examples only when asked for.

A pack is a folder with ``pack.yaml`` and one folder a guide. The shipped packs stand
beside this module; further ones are named in ``$GREENROOM_PACKS`` (folders, separated as
in ``$PATH``), each a pack itself or a folder of packs.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from greenroom.errors import GuideError, UsageError, unknown
from greenroom.guides import yaml_reader
from greenroom.guides.pairs import Pairs
from greenroom.guides.schema import Competency, Examples, Guide, PackFile
from greenroom.guides.walkthroughs import Walkthroughs

if TYPE_CHECKING:
    from collections.abc import Hashable

SHIPPED = Path(__file__).with_name("packs")
"""Where the shipped packs stand."""

T = TypeVar("T")
_folders: dict[str, Path] = {}  # fingerprint of a guide -> where it was read from


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack: its folder, what ``pack.yaml`` says, and the folders of its guides by id."""

    id: str
    name: str
    about: str
    path: Path
    competencies: tuple[Competency, ...]
    guides: dict[str, Path]

    @property
    def guide_ids(self) -> tuple[str, ...]:
        """Ids of the competencies that have a full guide, sorted."""
        return tuple(self.guides)


def pack_folders() -> tuple[Path, ...]:
    """The folders of all packs, the shipped ones first.

    Raises ``UsageError`` for a folder in ``$GREENROOM_PACKS`` that holds no pack.
    """
    found = list(_packs_in(SHIPPED))
    for named in filter(None, os.environ.get("GREENROOM_PACKS", "").split(os.pathsep)):
        here = _packs_in(Path(named).expanduser())
        if not here:
            raise UsageError(
                f"there is no pack in '{named}'",
                where="$GREENROOM_PACKS",
                allowed="a folder that holds pack.yaml, or a folder of such folders",
                do="correct or unset the variable",
            )
        found += (folder for folder in here if folder.resolve() not in {known.resolve() for known in found})
    return tuple(found)


def packs() -> tuple[Pack, ...]:
    """All packs. Raises ``GuideError`` with every fault of the first faulty ``pack.yaml``."""
    return tuple(load_pack(folder) for folder in pack_folders())


def load_pack(path: Path) -> Pack:
    """The pack in the folder ``path``; its guides are located, not read.

    Raises ``UsageError`` where there is no pack, ``GuideError`` where it is faulty.
    """
    file = path / "pack.yaml"
    if not file.is_file():
        raise UsageError(
            "is not a pack: it holds no pack.yaml",
            where=str(path),
            allowed="a folder with pack.yaml and one folder for each guide",
            do="give the folder of the pack",
        )
    told = _load(file, PackFile)
    return Pack(
        id=told.id,
        name=told.name,
        about=told.about,
        path=path,
        competencies=told.competencies,
        guides={folder.name: folder for folder in _guides_in(path)},
    )


def guide_ids() -> tuple[str, ...]:
    """Ids of all competencies that have a full guide, sorted; nothing is read."""
    return tuple(sorted({folder.name for folder in _all_guides()}))


def competencies() -> tuple[Competency, ...]:
    """Every competency that a pack names, with a full guide or without, in the packs' order."""
    return tuple(one for pack in packs() for one in pack.competencies)


def guide_folder(guide: str) -> Path:
    """The folder of the guide with this id, or ``pack/id`` where two packs have one of that id.

    Raises ``UsageError`` with the nearest ids where there is none, or with the full names
    where several packs have it.
    """
    folders = _all_guides()
    here = [f for f in folders if guide in {f.name, f"{f.parent.name}/{f.name}"}]
    if len(here) == 1:
        return here[0]
    if here:
        full = ", ".join(f"{f.parent.name}/{f.name}" for f in here)
        raise UsageError(f"guide '{guide}' is in several packs", allowed=full, do="name the pack too")
    known = {f.name for f in folders}
    if guide in {one.id for pack in packs() for one in pack.competencies}:
        raise UsageError(
            f"competency '{guide}' is named in a pack but has no guide yet",
            allowed=", ".join(sorted(known)),
            do="use one of these, or write the guide (docs/writing-a-guide.md)",
        )
    raise unknown("competency", guide, known, do="greenroom guide list shows them")


def load_guide(guide: str) -> Guide:
    """The guide with this id (or ``pack/id``). Raises ``UsageError`` or ``GuideError`` with all its faults."""
    return read_guide(guide_folder(guide))


def read_guide(folder: Path) -> Guide:
    """The guide in ``folder``. Raises ``GuideError`` with every fault of the file."""
    guide = msgspec.structs.replace(_load(folder / "guide.yaml", Guide), pack=folder.resolve().parent.name)
    _folders[fingerprint(guide)] = folder
    return guide


def load_examples(guide: str) -> Examples:
    """The examples beside the guide with this id. Raises as ``load_guide``."""
    return read_examples(guide_folder(guide))


def examples_of(guide: Guide) -> Examples:
    """The examples beside the file that ``guide`` was read from, wherever that is. Raises as ``load_guide``."""
    return read_examples(_folders.get(fingerprint(guide)) or guide_folder(guide.id))


def read_examples(folder: Path) -> Examples:
    """The examples in ``folder``. Raises ``GuideError`` with every fault of the file."""
    return _load(folder / "examples.yaml", Examples)


def walkthroughs_of(guide: Guide) -> Walkthroughs | None:
    """The example stories beside the file that ``guide`` was read from, if there are any. Raises as ``load_guide``."""
    folder = _folders.get(fingerprint(guide)) or guide_folder(guide.id)
    return read_walkthroughs(folder) if (folder / "walkthroughs.yaml").is_file() else None


def read_walkthroughs(folder: Path) -> Walkthroughs:
    """The example stories in ``folder``. Raises ``GuideError`` with every fault of the file."""
    return _load(folder / "walkthroughs.yaml", Walkthroughs)


def pairs_of(guide: Guide) -> Pairs | None:
    """The pairs beside the file that ``guide`` was read from, if there are any. Raises as ``load_guide``."""
    folder = _folders.get(fingerprint(guide)) or guide_folder(guide.id)
    return read_pairs(folder) if (folder / "pairs.yaml").is_file() else None


def read_pairs(folder: Path) -> Pairs:
    """The pairs in ``folder``. Raises ``GuideError`` with every fault of the file."""
    return _load(folder / "pairs.yaml", Pairs)


def fingerprint(guide: Guide, examples: Examples | None = None) -> str:
    """The guide's version with a hash of all it says: ``1.0.0+3f2a91c04be7``.

    Give ``examples`` too where they were used in the judgement.
    """
    content = msgspec.json.encode(msgspec.structs.replace(guide, pack=""))
    if examples is not None:
        content += msgspec.json.encode(examples)
    return f"{guide.version}+{hashlib.sha256(content).hexdigest()[:12]}"


def whole(value: Any) -> Any:
    """A guide (or part of one) as plain values, with the fields that were left to their defaults too."""
    if isinstance(value, msgspec.Struct):
        tag = value.__struct_config__.tag
        kind = {} if tag is None else {str(value.__struct_config__.tag_field): tag}
        return kind | {name: whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {key: whole(item) for key, item in value.items()}
    return value


def _packs_in(folder: Path) -> tuple[Path, ...]:
    if (folder / "pack.yaml").is_file():
        return (folder,)
    return tuple(sorted(file.parent for file in folder.glob("*/pack.yaml")))


def _guides_in(pack: Path) -> tuple[Path, ...]:
    return tuple(sorted(file.parent for file in pack.glob("*/guide.yaml")))


def _all_guides() -> tuple[Path, ...]:
    return tuple(guide for pack in pack_folders() for guide in _guides_in(pack))


def _load(file: Path, kind: type[T]) -> T:
    try:
        stamp = file.stat()
        value: T = _parsed(file, cast("Hashable", kind), (stamp.st_mtime_ns, stamp.st_size))
        return value
    except FileNotFoundError:
        raise GuideError("is missing", where=str(file), do=f"write it: docs/writing-a-guide.md ({file.name})") from None
    except OSError as fault:
        raise GuideError(f"cannot be read ({fault.strerror})", where=str(file)) from None


@lru_cache(maxsize=64)
def _parsed(file: Path, kind: Any, stamp: tuple[int, int]) -> Any:
    """Read once for each state of the file (``stamp``)."""
    document = yaml_reader.read(file.read_bytes())
    fault = ""
    if not document.faults:
        try:
            return msgspec.convert(document.value, kind)
        except msgspec.ValidationError as refused:
            fault = str(refused)
    # Only a faulty file pays for the linter, which says everything that is wrong and where.
    from greenroom.guides.lint import check_file

    told = "\n".join(str(one) for one in check_file(file, kind)) or fault
    raise GuideError(
        f"is faulty\n{told}", where=str(file), do="greenroom guide check shows the faults of the whole pack"
    )
