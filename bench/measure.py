"""Measures everything anew into ``bench/figures.json``, and writes the pages that are made from it.

usage: python -m bench.measure [--only PART ...] [--list]      (or ./go figures)

Each part is a command of its own, run with ``--write``; it puts its result into the file under its
key (``bench.figures.write``). A part without a command, or without a key, is "not measured yet" on
the reliability card; docs/evaluate.md says what the card reads of each.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.figures import FIGURES

ROOT = Path(__file__).resolve().parent.parent
STEPS = {
    "agreement": "bench.agreement",
    "adversarial": "bench.adversarial",
    "invariance": "bench.invariance",
    "explanations": "bench.explanations",
    "learning_curve": "bench.learning_curve",
    "unseen_competency": "bench.unseen_competency",
}
"""Key of the figures -> the module that measures it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the parts, then write the pages made from them; 1 where a part failed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", nargs="+", choices=STEPS, default=list(STEPS), metavar="PART", help=", ".join(STEPS))
    asked.add_argument("--list", action="store_true", help="only say what is there, of which version of the judge")
    options = asked.parse_args(argv)
    if options.list:
        held = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
        for part in STEPS:
            print(f"{part:20s} {held.get(part, {}).get('judge_version', 'not measured yet')}")
        return 0
    failed = []
    for part in options.only:
        if find_spec(STEPS[part]) is None:
            print(f"figures: {part}: there is no {STEPS[part]} yet", flush=True)
            continue
        began = time.monotonic()
        code = subprocess.call([sys.executable, "-m", STEPS[part], "--write"], cwd=ROOT, stdout=subprocess.DEVNULL)
        print(f"figures: {part}: {'FAILED' if code else 'ok'} ({time.monotonic() - began:.0f} s)", flush=True)
        failed += [part] if code else []
    if subprocess.call([sys.executable, "docs/build.py"], cwd=ROOT):
        failed.append("pages")
    if failed:
        print(f"figures: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
