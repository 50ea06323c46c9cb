"""How well a guide is judged that the network has never seen, as ``python -m training.holdout`` found it.

usage: python -m bench.unseen_competency [--write]

Nothing is trained here: ``data/oof/holdout.json`` holds the figures. ``--write`` puts them into ``bench/figures.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bench.gold import DATA, PARTS
from bench.learning_curve import HEADS, SCALES, publish, version

FILE = DATA / "oof" / "holdout.json"


def told(held_out: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The part of the figures: a table for each competency that was held out."""
    tables = [
        {
            "title": f"{competency}, held out of training",
            "columns": ["asked by", "answers", *HEADS.values()],
            "rows": [[named(how), row["answers"], *(row.get(n) for n in HEADS)] for how, row in rows.items()],
        }
        for competency, rows in held_out.items()
    ]
    about = (
        "The network has learned from the other competency alone and is asked by the text of the guide (zero-shot), or "
    )
    about += "by its examples too. " + SCALES
    return {"judge_version": version(), "about": about, "tables": tables, "remarks": [], "data": held_out}


def named(how: str) -> str:
    """``zero-shot, dev`` with the part in the words of the card."""
    way, _, part = how.partition(", ")
    return f"{way}, {PARTS.get(part, part)}"


def main(arguments: Sequence[str]) -> int:
    """Print or write the figures."""
    made = told(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.is_file() else None
    return publish("unseen_competency", FILE, made, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
