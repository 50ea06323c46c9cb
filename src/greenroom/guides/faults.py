"""A fault of a pack, and the view of a file that faults are told from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from greenroom.guides.yaml_reader import Document

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a pack: file, line and column (from 1), the place inside, what is allowed, what to do."""

    file: Path
    line: int
    column: int
    where: str
    message: str
    allowed: str = ""
    do: str = ""

    @property
    def place(self) -> tuple[Path, int, int]:
        """File, line and column; faults are told in this order."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        inside = f"{self.where}: " if self.where else ""
        hints = "; ".join(x for x in (self.allowed and f"allowed: {self.allowed}", self.do) if x)
        return f"{shown(self.file)}:{self.line}:{self.column}: {inside}{self.message}{f' ({hints})' if hints else ''}"


def shown(file: Path) -> str:
    """The path as a person would write it: relative to where they are, if it lies below."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def nearest(given: str, known: Sequence[str]) -> str:
    """A question with the nearest known names, or nothing."""
    near = get_close_matches(given, sorted(known), n=2)
    return f"did you mean {' or '.join(near)}?" if near else ""


@dataclass(frozen=True, slots=True)
class View:
    """A value of a file with the way to it; wrong types look like nothing, the schema tells of them."""

    file: Path
    document: Document
    value: Any
    path: Steps = ()

    def __getitem__(self, key: str) -> View:
        inner = self.value.get(key) if isinstance(self.value, dict) else None
        return View(self.file, self.document, inner, (*self.path, key))

    def __iter__(self) -> Iterator[View]:
        for i, item in enumerate(self.value if isinstance(self.value, list) else ()):
            yield View(self.file, self.document, item, (*self.path, i))

    def __bool__(self) -> bool:
        return self.value is not None

    def items(self) -> Iterator[tuple[str, View]]:
        """Keys and values of a mapping."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield key, self[key]

    def leaves(self) -> Iterator[View]:
        """Every text below, in the order of the file."""
        if isinstance(self.value, str):
            yield self
        elif isinstance(self.value, dict):
            for _, inner in self.items():
                yield from inner.leaves()
        else:
            for inner in self:
                yield from inner.leaves()

    @property
    def text(self) -> str:
        """The text, or an empty one."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def line(self) -> int:
        """The line of the value."""
        return self.document.at(self.path).line

    @property
    def where(self) -> str:
        """The way to the value, by ids rather than numbers: ``signals[data-backed].cues[2]``."""
        return told(self.document.value, self.path)

    def fault(self, message: str, *, allowed: str = "", do: str = "", key: bool = False) -> Fault:
        """A fault at this value, or at its key."""
        mark = self.document.at(self.path, key=key)
        return Fault(self.file, mark.line, mark.column, self.where, message, allowed, do)


def told(value: Any, path: Steps) -> str:
    """The way ``path`` through ``value`` in words: items of lists by their id where they have one."""
    out = ""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
            names = [value.get(k) for k in ("id", "level", "company", "competency")] if isinstance(value, dict) else []
            out += f"[{next((n for n in names if isinstance(n, str)), step)}]"
        else:
            value = value.get(step) if isinstance(value, dict) else None
            out += f".{step}" if out else str(step)
    return out
