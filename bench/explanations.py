"""Explanations that hold: what a finding points at is what made it, and a fix does what it says.

usage: python -m bench.explanations [deletion insertion fixes] [--sample N] [--write]

``deletion``: for every finding with a place, its evidence sentences are taken out and the rest is reviewed again:
the finding must go or fall in grade. Beside it a control: as many other sentences are taken out, and it should
stay. ``insertion``: a passage that clearly shows a label (``bench/data/insertions.yaml``) is put into an answer
without that label, and the label must appear. ``fixes``: the blanks of the fixes that a review shows are filled
(``bench/data/fillers.yaml``), and the filled answer must show the effect that the fix claims.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import deletion, figures, filled, insertion
from bench.pool import Reader, Told, pool

Suite = Callable[[Reader, Sequence[Told], int], dict[str, Any]]

SUITES: dict[str, tuple[Suite, int]] = {
    "deletion": (deletion.measured, 45),
    "insertion": (insertion.measured, 1),
    "fixes": (filled.measured, 30),
}
"""Suite -> how it is measured, and how much of it by default (answers; hosts a passage; answers)."""

AIMS = {"deletion": 0.95, "insertion": 0.9, "fixes": 0.95}


def run(names: Iterable[str], reader: Reader, answers: Sequence[Told], sample: int | None = None) -> dict[str, Any]:
    """The chosen suites; ``sample`` instead of their own sizes."""
    made: dict[str, Any] = {"judge_version": reader.judge.version}
    for name in names:
        began, passes = time.monotonic(), reader.passes
        suite, size = SUITES[name]
        made[name] = {"aim": AIMS[name], **suite(reader, answers, sample or size)}
        took = time.monotonic() - began
        print(f"{name}: {reader.passes - passes} readings, {took:.0f} s", file=sys.stderr, flush=True)
    return made


def markdown(made: Mapping[str, Any]) -> str:
    """The tables of the report."""
    lines: list[str] = []
    if "deletion" in made:
        lines += [
            "| evidence deleted | findings | gone | fell | stayed | gone or fell | control: stayed |",
            "| --- " * 7 + "|",
        ]
        for name, r in deletion.rows(made["deletion"]):
            counts = " | ".join(str(r[k]) for k in ("findings", "gone", "fell", "stayed"))
            lines.append(f"| {name} | {counts} | {figures.percent(r['held'])} | {figures.percent(r['control'])} |")
        lines.append("")
    if "insertion" in made:
        lines += [
            "| passage inserted | passages x hosts | appeared | clear | passages that never worked |",
            "| --- " * 5 + "|",
        ]
        for name, r in insertion.rows(made["insertion"]):
            clear = figures.percent(r["clear"]) if r["clear"] else ""
            lines.append(
                f"| {name} | {r['appeared']['of']} | {figures.percent(r['appeared'])} | {clear} | {r['never']} |"
            )
        lines.append("")
    if "fixes" in made:
        lines += ["| fix filled in | fillings | signal | verdict | score | all as claimed |", "| --- " * 6 + "|"]
        for name, r in filled.rows(made["fixes"]):
            cells = [figures.percent(r[k]) for k in ("signal", "verdict", "score", "held")]
            lines.append(f"| {name} | {r['held']['of']} | {' | '.join(cells)} |")
    return "\n".join(lines).rstrip()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a floor is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("suites", nargs="*", choices=[*SUITES, []], default=[])
    asked.add_argument("--sample", type=int, help="answers (deletion, fixes) or hosts a passage (insertion)")
    asked.add_argument("--weights", type=Path, help="a folder of weights instead of the shipped ones")
    asked.add_argument("--fold", type=int, help="only gold answers of this fold")
    asked.add_argument("--json-out", type=Path)
    asked.add_argument("--write", action="store_true", help="write the figures to bench/figures.json")
    asked.add_argument("--floors", type=Path, help="fail where a share lies below its floor")
    chosen = asked.parse_args(argv)
    reader = Reader(chosen.weights)
    made = run(chosen.suites or [*SUITES], reader, pool(["gold"], chosen.fold), chosen.sample)
    if chosen.json_out:
        chosen.json_out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if chosen.write:
        brief = {k: {n: x for n, x in v.items() if n != "cases"} if isinstance(v, dict) else v for k, v in made.items()}
        figures.write("explanations", brief)
    print(markdown(made))
    faults = []
    if chosen.floors:
        floors = json.loads(chosen.floors.read_text(encoding="utf-8")).get("explanations", {})
        known = {path: floor for path, floor in floors.items() if path.split("/")[0] in made}
        faults = figures.below(made, known)
        print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
