"""Moves examples between what passes and what is known to fail, after a run.

The file stays as it was written, comments and layout included; only the cases that
changed sides are moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from greenroom.errors import GuideError, OutputError
from greenroom.guides import yaml_reader
from greenroom.guides.cases import CaseResult
from greenroom.guides.schema import Examples

Group = Literal["found", "not_found", "known_failures"]
GROUPS: tuple[Group, ...] = ("found", "not_found", "known_failures")

_KEY = re.compile(r"^ *(?:- )? *(\w+):")


@dataclass(frozen=True, slots=True)
class _Item:
    """One case as lines of the file, and the same split by key."""

    lines: tuple[str, ...]
    value: dict[str, Any]

    @property
    def indent(self) -> str:
        return self.lines[0][: len(self.lines[0]) - len(self.lines[0].lstrip())]

    def of(self, key: str) -> list[str]:
        """The lines of one key, as they stand, indented as a key that is not the first."""
        kept: list[str] = []
        inside = False
        for line in self.lines:
            found = _KEY.match(line)
            if found and found.end(1) - len(found[1]) == len(self.indent) + 2:
                inside = found[1] == key
            if inside:
                kept.append(line)
        return [f"{self.indent}  {kept[0].lstrip('- ')}", *kept[1:]] if kept else []


def record(file: Path, results: Iterable[CaseResult]) -> int:
    """Move what failed to ``known_failures`` and what passes now back; the number of cases moved.

    The last case of ``found`` and of ``not_found`` stays where it is. Raises ``GuideError``
    where the file cannot be rearranged safely, ``OutputError`` where it cannot be written.
    """
    wrong: dict[str, dict[tuple[str, int], CaseResult]] = {}
    for result in results:
        if not result.good:
            wrong.setdefault(result.id, {})[result.group, result.index] = result
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    document = yaml_reader.read(text.encode())
    moved = 0
    # From the end, so that the lines of earlier entries stay where they are.
    for name in reversed(list(document.value["examples"])):
        if name in wrong:
            first, last, groups = _entry(document, lines, name)
            moved += _move(groups, wrong[name])
            lines[first:last] = _written(groups, lines[first])
    fresh = "\n".join(lines)
    _verify(file, document.value, fresh)
    try:
        file.write_text(fresh, encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"cannot be written ({fault.strerror})", where=str(file)) from None
    return moved


def _entry(document: yaml_reader.Document, lines: list[str], name: str) -> tuple[int, int, dict[Group, list[_Item]]]:
    """First and last line (from 0, exclusive) of the lists of one entry, and the items in them."""
    cases = document.value["examples"][name]
    starts: dict[int, tuple[str, int]] = {}
    heads = []
    for group in cases:
        heads.append(document.at(("examples", name, group), key=True).line - 1)
        for i in range(len(cases[group])):
            starts[document.at(("examples", name, group, i)).line - 1] = (group, i)
    later = [document.at(("examples", n), key=True).line - 1 for n in document.value["examples"]]
    end = min((line for line in later if line > heads[0]), default=len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    stops = sorted([*heads, *starts, end])
    groups: dict[Group, list[_Item]] = {group: [] for group in GROUPS}
    for start, (group, i) in starts.items():
        if not lines[start].lstrip().startswith("- "):
            raise GuideError("cannot be rearranged: write each case on lines of its own", where=f"line {start + 1}")
        stop = min(line for line in stops if line > start)
        known: Group = next(g for g in GROUPS if g == group)
        groups[known].append(_Item(tuple(lines[start:stop]), cases[group][i]))
    return min(heads), end, groups


def _move(groups: dict[Group, list[_Item]], wrong: dict[tuple[str, int], CaseResult]) -> int:
    known: list[_Item] = []
    back: dict[Group, list[_Item]] = {"found": [], "not_found": []}
    for i, item in enumerate(groups["known_failures"]):
        if ("known_failures", i) not in wrong:
            known.append(item)
        elif item.value["should"] == "found":
            back["found"].append(_item([*item.of("text"), *item.of("grade")], item))
        else:
            back["not_found"].append(_item([*item.of("text"), *item.of("why")], item))
    moved = sum(map(len, back.values()))
    side: Group
    for side in ("found", "not_found"):
        items = groups[side]
        failing = [i for i in range(len(items)) if (side, i) in wrong]
        if len(failing) == len(items) and not back[side]:
            failing = failing[1:]
        groups[side] = [item for i, item in enumerate(items) if i not in failing] + back[side]
        known += [_failure(items[i], side, wrong[side, i].why) for i in failing]
        moved += len(failing)
    groups["known_failures"] = known
    return moved


def _failure(item: _Item, side: Group, why: str) -> _Item:
    pad = item.indent + "  "
    if side == "found":
        told = [f"{pad}should: found", f"{pad}why: {json.dumps(why, ensure_ascii=False)}"]
        return _item([*item.of("text"), *item.of("grade"), *told], item)
    return _item([*item.of("text"), f"{pad}should: not-found", *item.of("why")], item)


def _item(lines: list[str], like: _Item) -> _Item:
    return _Item((f"{like.indent}- {lines[0].lstrip()}", *lines[1:]), {})


def _written(groups: dict[Group, list[_Item]], head: str) -> list[str]:
    indent = head[: len(head) - len(head.lstrip())]
    out = []
    for group in GROUPS:
        if groups[group]:
            out += [f"{indent}{group}:", *(line for item in groups[group] for line in item.lines)]
    return out


def _verify(file: Path, before: Any, fresh: str) -> None:
    """The rewritten file must hold the same texts under the same ids, and read as examples."""
    after = yaml_reader.read(fresh.encode())
    try:
        msgspec.convert(after.value, Examples)
        same = not after.faults and _texts(before) == _texts(after.value)
    except msgspec.ValidationError:
        same = False
    if not same:
        raise GuideError(
            "cannot be rearranged safely; nothing was changed", where=str(file), do="move the cases by hand"
        )


def _texts(value: Any) -> list[tuple[str, str]]:
    return sorted((name, c["text"]) for name, cases in value["examples"].items() for g in cases.values() for c in g)
