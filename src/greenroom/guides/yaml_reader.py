"""YAML into plain values and the place of each, safely.

The values are those of YAML 1.2 (``no`` is a word, not false), as editors read them.
Aliases and merge keys are followed; what refers to itself or multiplies without measure,
and tags that would make objects, are faults. Lines and columns count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 4_000_000
"""Largest file read."""
MAX_VALUES = 100_000
"""Most values in a file, with aliases written out."""
MAX_DEPTH = 30
"""Deepest nesting."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Mark(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


class YamlFault(NamedTuple):
    """What is wrong at a place of the file, and what to do."""

    mark: Mark
    message: str
    do: str = ""


_NOTHING: dict[str | int, Place] = {}


class Place:
    """Where a value stands, where its key stands, and the same for what it holds."""

    __slots__ = ("at", "inner", "key_at")

    def __init__(self, at: Any, inner: dict[str | int, Place] = _NOTHING) -> None:
        # Marks of the YAML library, turned into ours only when somebody asks.
        self.at, self.inner = at, inner
        self.key_at: Any = None

    @property
    def mark(self) -> Mark:
        """Where the value begins."""
        return _mark(self.at)

    @property
    def key(self) -> Mark:
        """Where the key begins; of an item of a list, the item."""
        return _mark(self.key_at or self.at)


def _mark(at: Any) -> Mark:
    return Mark(at.line + 1, at.column + 1) if at else Mark(1, 1)


@dataclass(slots=True)
class Document:
    """The value of one file, its places and its faults; ``value`` is None where it could not be read."""

    value: Any
    place: Place
    faults: list[YamlFault]

    def at(self, path: tuple[str | int, ...], *, key: bool = False) -> Mark:
        """The mark of the value (or of its key) at ``path``, or of the nearest thing around it that exists."""
        place = self.place
        for step in path:
            if step not in place.inner:
                return place.mark
            place = place.inner[step]
        return place.key if key else place.mark


class _StopError(Exception):
    def __init__(self, fault: YamlFault) -> None:
        self.fault = fault


class _Frame:
    """A collection being read: ``wait`` is the key that waits for its value."""

    __slots__ = ("anchor", "at", "inner", "is_map", "merges", "size", "value", "wait", "wait_at")

    def __init__(self, at: Any, anchor: str | None, *, is_map: bool) -> None:
        self.at, self.anchor, self.is_map = at, anchor, is_map
        self.value: Any = {} if is_map else []
        self.inner: dict[str | int, Place] = {}
        self.size = 1
        self.wait: str | None = None
        self.wait_at: Any = None
        self.merges: list[tuple[Any, Place]] = []


def read(data: bytes) -> Document:
    """The document in ``data``; never raises, all that is wrong is in ``faults``."""
    faults: list[YamlFault] = []
    start = Mark(1, 1)
    value: Any = None
    place = Place(None)
    try:
        if len(data) > MAX_BYTES:
            raise _StopError(YamlFault(start, f"file is too large ({len(data)} bytes, at most {MAX_BYTES})"))
        value, place = _Builder(faults).build(_events(_text(data)))
    except _StopError as stop:
        faults.append(stop.fault)
    except yaml.MarkedYAMLError as fault:
        at = fault.problem_mark or fault.context_mark
        said = ", ".join(str(x) for x in (fault.context, fault.problem) if x)
        faults.append(YamlFault(_mark(at), f"is not valid YAML: {said}", _remedy(said)))
    except yaml.YAMLError as fault:
        faults.append(YamlFault(start, f"is not valid YAML: {' '.join(str(fault).split())}"))
    return Document(value, place, sorted(faults))


def _remedy(said: str) -> str:
    if "cannot start any token" in said:
        return "indent with spaces, not tabs, and put quotes around text that begins with a special sign"
    if "mapping values are not allowed" in said:
        return "put quotes around text that holds a colon and a space, or indent the line as its neighbours"
    if "quoted scalar" in said:
        return "close the quotation mark"
    if "block collection" in said or "block mapping" in said:
        return "indent the line exactly as its neighbours"
    return "compare the indentation and quotes of this line and the one before"


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = data.count(b"\n", 0, fault.start) + 1
        raise _StopError(YamlFault(Mark(row, 1), "is not UTF-8 text", "save the file as UTF-8")) from None
    if (bad := _CONTROL.search(text)) is not None:
        # Checked here because the C reader names no line for it.
        mark = Mark(text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start()))
        raise _StopError(YamlFault(mark, f"holds the control character U+{ord(bad.group()):04X}", "remove it"))
    return text


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=_LOADER)


def _scalar(event: Any) -> Any:
    text = event.value
    if not event.implicit[0]:  # quoted or a block
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-.":
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and len(text) < 40:
            return float(text)
    return text


class _Builder:
    """Events to values with a stack of its own: nesting cannot exhaust Python's or C's."""

    def __init__(self, faults: list[YamlFault]) -> None:
        self.faults = faults
        self.anchors: dict[str, tuple[Any, Place, int]] = {}
        self.open: list[_Frame] = []
        self.result: tuple[Any, Place] | None = None

    def build(self, events: Iterator[Any]) -> tuple[Any, Place]:
        handle = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.begin,
            yaml.SequenceStartEvent: self.begin,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        for event in events:
            if (step := handle.get(type(event))) is not None:
                step(event)
        if self.result is None:
            raise _StopError(YamlFault(Mark(1, 1), "is empty", "write the guide, or remove the file"))
        return self.result

    def document(self, event: Any) -> None:
        if self.result is not None:
            fault = YamlFault(
                _mark(event.start_mark), "holds a second document", "keep one document a file: remove '---'"
            )
            raise _StopError(fault)

    def scalar(self, event: Any) -> None:
        if event.tag is not None:
            self.tagged(event)
        frame = self.open[-1] if self.open else None
        if frame is not None and frame.is_map and frame.wait is None:
            self.key(event.value, event.start_mark)
            if event.anchor is not None:
                self.anchors[event.anchor] = (event.value, Place(event.start_mark), 1)
            return
        value, place = _scalar(event), Place(event.start_mark)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, place, 1)
        self.add(value, place, 1)

    def tagged(self, event: Any) -> None:
        if event.tag not in {"!", "tag:yaml.org,2002:str"}:
            self.faults.append(
                YamlFault(_mark(event.start_mark), f"tag '{event.tag}' is not allowed", "remove the tag")
            )

    def begin(self, event: Any) -> None:
        if event.tag is not None:
            self.tagged(event)
        if len(self.open) >= MAX_DEPTH:
            fault = YamlFault(_mark(event.start_mark), f"is nested deeper than {MAX_DEPTH} levels", "write it flatter")
            raise _StopError(fault)
        if self.open and self.open[-1].is_map and self.open[-1].wait is None:
            fault = YamlFault(_mark(event.start_mark), "a key must be plain text", "put quotes around the key")
            raise _StopError(fault)
        is_map = type(event) is yaml.MappingStartEvent
        self.open.append(_Frame(event.start_mark, event.anchor, is_map=is_map))

    def end(self, _event: Any) -> None:
        frame = self.open.pop()
        for value, place in frame.merges:
            self.merge(frame, value, place)
        place = Place(frame.at, frame.inner)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, place, frame.size)
        self.add(frame.value, place, frame.size)

    def alias(self, event: Any) -> None:
        anchor, mark = event.anchor, _mark(event.start_mark)
        if any(frame.anchor == anchor for frame in self.open):
            raise _StopError(YamlFault(mark, f"alias '*{anchor}' stands inside its own anchor", "write the value out"))
        if anchor not in self.anchors:
            raise _StopError(YamlFault(mark, f"alias '*{anchor}' has no anchor before it", f"add '&{anchor}' there"))
        value, place, size = self.anchors[anchor]
        if self.open and self.open[-1].is_map and self.open[-1].wait is None:
            self.key(str(value), event.start_mark)
            return
        # What is wrong inside is told where it is written; the value itself stands at the alias.
        self.add(value, Place(event.start_mark, place.inner), size)

    def key(self, key: str, at: Any) -> None:
        frame = self.open[-1]
        if key in frame.value:
            message = f"key '{key}' stands twice (first in line {frame.inner[key].key.line})"
            self.faults.append(YamlFault(_mark(at), message, "remove one of the two"))
        frame.wait, frame.wait_at = key, at

    def add(self, value: Any, place: Place, size: int) -> None:
        if not self.open:
            self.result = (value, place)
            return
        frame = self.open[-1]
        frame.size += size
        if frame.size > MAX_VALUES:
            message = f"holds more than {MAX_VALUES} values with its aliases written out"
            raise _StopError(YamlFault(place.mark, message, "use fewer aliases"))
        if not frame.is_map:
            frame.inner[len(frame.value)] = place
            frame.value.append(value)
            return
        key, frame.wait = frame.wait or "", None
        place.key_at = frame.wait_at
        if key == "<<":
            frame.merges.append((value, place))
        elif key not in frame.value:
            frame.value[key] = value
            frame.inner[key] = place

    def merge(self, frame: _Frame, value: Any, place: Place) -> None:
        sources = [(value, place)]
        if isinstance(value, list):
            sources = [(item, place.inner[i]) for i, item in enumerate(value)]
        for source, where in sources:
            if not isinstance(source, dict):
                self.faults.append(YamlFault(place.mark, "'<<' must name a mapping", "write '<<: *anchor'"))
                continue
            for key, inner in source.items():
                if key not in frame.value:
                    frame.value[key] = inner
                    frame.inner[key] = where.inner[key]
