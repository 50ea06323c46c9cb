"""Publishes the JSON Schemas of guide, examples, walkthroughs, pairs and pack, for editors and for the linter.

``python -m greenroom.guides.json_schema`` writes them to ``docs/schemas``; with
``--check`` it only says whether they are up to date.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import msgspec

from greenroom.errors import OutputError
from greenroom.guides import pairs, schema, walkthroughs
from greenroom.model import COMPANIES, LEVELS, PARTS, TARGET_LEVELS, VERDICTS

KINDS: dict[str, type[schema.Entry]] = {
    "guide": schema.Guide,
    "examples": schema.Examples,
    "pack": schema.PackFile,
    "walkthroughs": walkthroughs.Walkthroughs,
    "pairs": pairs.Pairs,
}
"""What is published: name of the file -> what stands in it."""

_MODULES = (schema, walkthroughs, pairs)
"""Where the structs of these files stand."""
_FILLED_IN = {"Guide": ("pack",)}
"""Fields that the loader fills in; nobody writes them."""
_ORDERED = (
    PARTS,
    walkthroughs.STAR,
    LEVELS,
    TARGET_LEVELS,
    VERDICTS,
    COMPANIES,
    get_args(schema.Role),
    get_args(schema.Guard),
)


def schema_of(kind: type[schema.Entry]) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of ``kind``, with titles and descriptions from the docstrings."""
    made = _made(kind)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": plain(kind).split(".")[0], **made}


@lru_cache
def _made(kind: type[schema.Entry]) -> dict[str, Any]:
    made = msgspec.json.schema(kind)
    for name, part in made["$defs"].items():
        struct = struct_named(name)
        told = field_texts(struct)
        part["description"] = plain(struct)
        for left in _FILLED_IN.get(name, ()):
            del part["properties"][left]
        for field, given in part["properties"].items():
            _in_order(given)
            given["title"] = field.replace("_", " ")
            if field in told:
                given["description"] = told[field]
            elif field == "kind":
                given["description"] = part["description"]
    return made


def struct_named(name: str) -> type[schema.Entry]:
    """The struct behind a definition of the published schemas."""
    found: type[schema.Entry] = next(getattr(m, name) for m in _MODULES if hasattr(m, name))
    return found


def plain(struct: type[msgspec.Struct], code: str = "") -> str:
    """The docstring of a struct on one line a paragraph, with ``code`` around names instead of its markup."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(struct.__doc__ or ""))
    return "\n\n".join(" ".join(p.split()) for p in paragraphs).replace("``", code)


def field_texts(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The docstring under each field of a struct and of those it extends."""
    told: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if not issubclass(base, schema.Entry) or base is schema.Entry:
            continue
        (body,) = (node.body for node in ast.parse(inspect.getsource(base)).body if isinstance(node, ast.ClassDef))
        for field, below in pairwise(body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    told[name] = " ".join(text.split()).replace("``", "")
    return told


def _in_order(given: Any) -> None:
    # The library sorts enumerations by letter; levels and parts have an order of their own.
    for inner in (given, *given.get("anyOf", ()), *([given["items"]] if "items" in given else ())):
        for order in _ORDERED:
            if set(inner.get("enum", ())) == set(order):
                inner["enum"] = list(order)


def texts() -> dict[str, str]:
    """Name of each published file -> its content."""
    return {
        f"{name}.schema.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        for name, kind in KINDS.items()
    }


def publish(folder: Path, *, check: bool = False) -> list[Path]:
    """Write the schemas into ``folder``; the paths that were out of date (with ``check``, left as they are).

    Raises ``OutputError`` where a file cannot be written.
    """
    stale = []
    for name, text in texts().items():
        file = folder / name
        try:
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                stale.append(file)
                if not check:
                    folder.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
        except OSError as fault:
            raise OutputError(f"cannot be written ({fault.strerror})", where=str(file)) from None
    return stale


def main(arguments: Sequence[str]) -> int:
    """The command; 1 where ``--check`` finds a stale file."""
    check = "--check" in arguments
    folder = next((Path(a) for a in arguments if not a.startswith("-")), Path("docs/schemas"))
    for file in publish(folder, check=check):
        sys.stdout.write(f"{file} {'is out of date: python -m greenroom.guides.json_schema' if check else 'written'}\n")
        if check:
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
