"""How well contradictions in tellings are found: precision and recall on the written pairs, both halves.

usage: python -m bench.stories [--show]

``data/stories/pairs.jsonl`` holds pairs of a telling and what it is held against (a fact sheet, or another telling),
half of them contradicting. The rules were made with the half "tune" in sight; "held-out" was looked at for its figures
alone. --show prints every pair that is decided wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from greenroom.stories.consistency import Conflict, conflicts, of_facts, of_text
from greenroom.stories.model import Fact

PAIRS = Path(__file__).resolve().parent.parent / "data" / "stories" / "pairs.jsonl"
HALVES = ("tune", "held-out")


def pairs() -> list[dict[str, Any]]:
    """All pairs as they stand in the file."""
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def found(pair: dict[str, Any]) -> tuple[Conflict, ...]:
    """What the check finds in one pair."""
    sheet = of_facts(msgspec.convert(pair["facts"], list[Fact]))
    made = conflicts(pair["telling"], sheet)
    return (*made, *conflicts(pair["telling"], of_text("the other telling", pair["other"]))) if pair["other"] else made


def measured(half: str) -> tuple[int, int, int]:
    """Pairs rightly found, wrongly found, and missed."""
    own = [(one["contradicts"], bool(found(one))) for one in pairs() if one["half"] == half]
    return own.count((True, True)), own.count((False, True)), own.count((True, False))


def main(argv: Sequence[str] | None = None) -> int:
    """Print both halves."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--show", action="append", choices=HALVES, help="pairs of this half that are decided wrongly")
    chosen = asked.parse_args(argv)
    print("half      pairs  found  false  missed  precision  recall")
    for half in HALVES:
        right, wrong, missed = measured(half)
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        n = sum(one["half"] == half for one in pairs())
        print(f"{half:<9} {n:>5} {right:>6} {wrong:>6} {missed:>7} {precision:>10.2f} {recall:>7.2f}")
    for one in pairs():
        if one["half"] in (chosen.show or ()) and bool(found(one)) != one["contradicts"]:
            print(f"\n{one['id']} ({one['why']})\n  {one['facts'] or one['other']}\n  {one['telling']}")
            for each in found(one):
                print(f"  found {each.what}: {each.said} / {each.other}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
