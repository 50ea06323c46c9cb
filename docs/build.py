"""Writes the pages that are made from the code; ``--check`` only says which are out of date (exit code 1).

``docs/commands.md`` from the commands' own help, ``docs/schemas/`` from the values, and the
picture and table of rooms in ``docs/architecture.md`` from the import contract; the model
card that is shipped beside the weights is a copy of ``docs/model-card.md``, the reliability
card that is shipped with the reports is made from ``bench/figures.json`` (``bench/card.py``).
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tomllib
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script, this folder alone is on the path

from bench import card
from greenroom.batch.lines import prediction_schema
from greenroom.cli.app import app
from greenroom.evaluation.result import evaluation_schema
from greenroom.guides import json_schema
from greenroom.reports.schema import schema_text
from greenroom.store.exchange import export_schema

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SHIPPED_CARD = ROOT / "src" / "greenroom" / "language" / "weights" / "MODEL_CARD.md"
SHIPPED_ABOUT = ROOT / "src" / "greenroom" / "reports" / "card"
MARKS = ("<!-- rooms: made by docs/build.py -->", "<!-- end of rooms -->")
WIDTH = 80


def pages() -> dict[Path, str]:
    """Every generated file and what it has to hold."""
    made = {DOCS / "schemas" / name: text for name, text in json_schema.texts().items()}
    made[DOCS / "schemas" / "review.schema.json"] = schema_text()
    made[DOCS / "schemas" / "prediction.schema.json"] = json.dumps(prediction_schema(), indent=2) + "\n"
    made[DOCS / "schemas" / "evaluation.schema.json"] = json.dumps(evaluation_schema(), indent=2) + "\n"
    made[DOCS / "schemas" / "data.schema.json"] = json.dumps(export_schema(), indent=2) + "\n"
    made |= {SHIPPED_ABOUT / name: text for name, text in card.files().items()}
    made[SHIPPED_CARD] = (DOCS / "model-card.md").read_text(encoding="utf-8")
    made[DOCS / "img" / "rooms.svg"] = picture()
    made[DOCS / "commands.md"] = commands()
    made[DOCS / "architecture.md"] = with_rooms((DOCS / "architecture.md").read_text(encoding="utf-8"))
    return made


def commands() -> str:
    """The help of every command, as a page."""
    parts = ["# Commands\n\nMade by `./go docs` from the commands' own help.\n"]
    for name, command in _walk("greenroom", app):
        context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
        parts.append(f"## {name}\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


def _walk(name: str, command: click.Command) -> list[tuple[str, click.Command]]:
    found = [(name, command)]
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for inner in command.list_commands(context):
            child = command.get_command(context, inner)
            if child is not None:
                found += _walk(f"{name} {inner}", child)
    return found


def with_rooms(page: str) -> str:
    """``page`` with the picture and table of rooms between its marks."""
    begin, end = MARKS
    head, rest = page.split(begin)
    _, tail = rest.split(end)
    return f"{head}{begin}\n\n{rooms()}\n{end}{tail}"


def rooms() -> str:
    """The picture of the rooms and what each says of itself."""
    lines = [
        "![The rooms, each above those it may import](img/rooms.svg)",
        "",
        "| room | what it does |",
        "| --- | --- |",
    ]
    lines += [f"| `{room}` | {_told(room)} |" for rank in ranks() for room in rank]
    return "\n".join(lines) + "\n"


def ranks() -> list[list[str]]:
    """The rooms, rank by rank from the top, as the import contract has them."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contract["contracts"] if c["id"] == "rooms")
    return [re.split(r"\s*[|:]\s*", layer) for layer in layers if layer != "__main__"]


def picture() -> str:
    """The ranks as an SVG that reads on light and dark pages."""
    width, height, gap, middle = 520, 34, 22, 260
    parts = []
    for n, rank in enumerate(ranks()):
        top = 10 + n * (height + gap)
        box = (width - 20 - 10 * (len(rank) - 1)) / len(rank)
        for k, room in enumerate(rank):
            left = 10 + k * (box + 10)
            parts.append(f'<rect x="{left:g}" y="{top}" width="{box:g}" height="{height}" rx="6"/>')
            parts.append(f'<text x="{left + box / 2:g}" y="{top + 22}">{room}</text>')
        if n:
            parts.append(f'<path d="M{middle} {top - gap + 3}v{gap - 9}m-5 -5l5 5l5 -5"/>')
    tall = 20 + len(ranks()) * (height + gap) - gap
    style = (
        "rect{fill:#eef3fb;stroke:#4a6fa5}text{font:15px sans-serif;fill:#1b2a41;text-anchor:middle}"
        "path{stroke:#4a6fa5;stroke-width:1.6;fill:none}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" width="{width}" role="img">'
    title = "<title>The rooms of Greenroom: each may import those below it</title>"
    return "\n".join([head, title, f"<style>{style}</style>", *parts, "</svg>"]) + "\n"


def _told(room: str) -> str:
    """The first sentence of a room's docstring."""
    folder = ROOT / "src" / "greenroom" / room
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = []
    for file, text in pages().items():
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(file.relative_to(ROOT))
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"{name}: {'out of date; try: ./go docs' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
