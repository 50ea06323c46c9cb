"""What more training answers would buy, as ``python -m training.curve`` found it.

usage: python -m bench.learning_curve [--write]

Nothing is trained here: ``data/oof/curve.json`` holds the figures. ``--write`` puts them into ``bench/figures.json``.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import figures
from bench.gold import DATA, PARTS
from greenroom.language.encoder import WEIGHTS

FILE = DATA / "oof" / "curve.json"
HEADS = {
    "verdict_qwk": "verdict",
    "hire_line_accuracy": "hire line",
    "level_qwk": "level",
    "signal_grade_qwk": "grades",
    "disqualifier_f1_micro": "disq.",
    "red_flag_f1_micro": "flags",
}
"""Figures that are shown, and the headings of their columns."""
SCALES = "Verdict, level and grades: weighted kappa; hire line: accuracy; disqualifiers and red flags: F1."
MORE = 500


def told(curve: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The part of the figures: a table for each part of the gold, and what ``MORE`` answers might add."""
    tables, remarks = [], []
    for part, by_size in curve.items():
        rows = sorted(((int(size), row) for size, row in by_size.items()), key=lambda pair: pair[0])
        name = PARTS.get(part, part)
        tables.append(
            {
                "title": f"Tested on the {name} answers",
                "columns": ["answers", *HEADS.values()],
                "rows": [[size, *(row.get(n) for n in HEADS)] for size, row in rows],
            }
        )
        if (gain := another(rows)) is not None:
            remarks.append(
                f"If each doubling goes on to buy what the last step did, {MORE} more answers add {gain:+.3f} to the "
                f"verdict's kappa ({name}). A guess, not a measurement."
            )
    about = (
        "The same network, taught with growing shares of the training set; its heads alone, over a fixed encoder, so "
    )
    about += "that its figures are lower than those above and only their growth counts. " + SCALES
    return {"judge_version": version(), "about": about, "tables": tables, "remarks": remarks, "data": curve}


def another(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> float | None:
    """What ``MORE`` answers would add to the verdict's kappa at the pace of the last step, taken by doublings."""
    if len(rows) < 2:
        return None
    (before, then), (now, last) = rows[-2:]
    pace = (last["verdict_qwk"] - then["verdict_qwk"]) / math.log2(now / before)
    return float(pace * math.log2((now + MORE) / now))


def version() -> str:
    """Version of the shipped weights."""
    return str(json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))["version"])


def publish(key: str, file: Path, made: dict[str, Any] | None, arguments: Sequence[str]) -> int:
    """Print ``made``, and with ``--write`` put it under ``key``; where there is nothing, say which file is missing."""
    if made is None:
        print(f"{key}: {file.name} was not written yet", file=sys.stderr)
        return 0
    print(json.dumps(made["tables"], indent=1))
    if "--write" in arguments:
        figures.write(key, made)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Print or write the curve."""
    made = told(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.is_file() else None
    return publish("learning_curve", FILE, made, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
