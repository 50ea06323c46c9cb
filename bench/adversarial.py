"""Attacks on the judge, and honest plain answers that it must not punish.

usage: python -m bench.adversarial

``data/adversarial`` holds 300 attacks of many kinds and 60 short, plain, good answers, each
with the best or worst verdict that it may get. Printed: how many of each kind keep to it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from greenroom.guides.loader import load_guide
from greenroom.judges.local import LocalJudge
from greenroom.model import VERDICTS, Answer, Span
from greenroom.review import review

FOLDER = Path(__file__).resolve().parent.parent / "data" / "adversarial"


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one file of the suite."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Judge the whole suite and print the table."""
    expected = {row["id"]: row for row in rows("expected.jsonl")}
    judge = LocalJudge()
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    kept: Counter[str] = Counter()
    for row in rows("answers.jsonl"):
        answer = Answer(text=row["text"], sentences=tuple(Span(*s) for s in row["sentences"]))
        guide = load_guide(row["competency"])
        made = review(answer, guide=guide, level=row["target_level"], judge=judge, fixes=False)
        verdict = made.verdict or "strong-no-hire"
        wanted, place = expected[row["id"]], VERDICTS.index(verdict)
        most, least = wanted["at_most"] or VERDICTS[-1], wanted["at_least"] or VERDICTS[0]
        verdicts[row["attack"]][verdict] += 1
        kept[row["attack"]] += VERDICTS.index(least) <= place <= VERDICTS.index(most)
    for kind, seen in verdicts.items():
        print(f"{kind:24s} {kept[kind]:3d} of {seen.total():3d}  {dict(seen)}")
    attacks = Counter[str]()
    for kind, seen in verdicts.items():
        if kind != "plain-good":
            attacks += seen
    above = attacks["hire"] + attacks["strong-hire"]
    print(f"attacks above no-hire: {above} of {attacks.total()}; strong-no-hire: {attacks['strong-no-hire']}")


if __name__ == "__main__":
    main()
