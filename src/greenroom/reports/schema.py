"""The published JSON Schema of a review; ``python -m greenroom.reports.schema [--check] [FILE]`` writes it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from greenroom.errors import GreenroomError, OutputError
from greenroom.model import SCHEMA_VERSION, Review

DEFAULT_PATH = Path("docs/schemas/review.schema.json")


def review_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every rendered review fits, generated from ``model.Review``."""
    generated = msgspec.json.schema(Review)
    generated["$defs"]["Review"]["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:greenroom:schema:review:{SCHEMA_VERSION}",
        "title": "Greenroom review",
        "version": SCHEMA_VERSION,
    }
    return head | generated


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(review_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path = DEFAULT_PATH) -> bool:
    """Write the schema to ``path``; whether that changed the file. Raises ``OutputError`` when it cannot be written."""
    if is_current(path):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema_text(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", where=str(path), do="name another file") from error
    return True


def is_current(path: Path = DEFAULT_PATH) -> bool:
    """Whether ``path`` holds the schema of this version."""
    return path.is_file() and path.read_text(encoding="utf-8") == schema_text()


def main(argv: list[str] | None = None) -> int:
    """Write the schema, or with ``--check`` only say whether the file is current (exit code 1 when not)."""
    parser = argparse.ArgumentParser(prog="python -m greenroom.reports.schema", description=main.__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--check", action="store_true", help="write nothing")
    chosen = parser.parse_args(argv)
    if chosen.check:
        if is_current(chosen.file):
            return 0
        sys.stderr.write(f"{chosen.file}: not current\ntry: python -m greenroom.reports.schema {chosen.file}\n")
        return 1
    try:
        write_schema(chosen.file)
    except GreenroomError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
