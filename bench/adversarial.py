"""Attacks on the judge, and honest plain answers that it must not punish.

usage: python -m bench.adversarial [--write]

``data/adversarial`` holds 300 attacks of many kinds and 60 short, plain, good answers, each
with the best or worst verdict that it may get. Printed: how many of each kind keep to it; ``--write`` puts the same
into ``bench/figures.json``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import figures
from greenroom.guides.loader import load_guide
from greenroom.judges.local import LocalJudge
from greenroom.model import VERDICTS, Answer, Span
from greenroom.review import review

FOLDER = Path(__file__).resolve().parent.parent / "data" / "adversarial"


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one file of the suite."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


HONEST = "plain-good"
"""The kind that is no attack."""


def measured(judge: LocalJudge) -> dict[str, Any]:
    """Verdicts of the whole suite by kind, how many keep to what they may get, and the attacks as a whole."""
    expected = {row["id"]: row for row in rows("expected.jsonl")}
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
    attacks = sum((seen for kind, seen in verdicts.items() if kind != HONEST), Counter[str]())
    honest, total = verdicts[HONEST], attacks.total()
    return {
        "judge_version": judge.version,
        "attacks": {
            "at_most_no_hire": figures.share(total - attacks["hire"] - attacks["strong-hire"], total),
            "strong_no_hire": figures.share(attacks["strong-no-hire"], total),
        },
        "honest": {"hired": figures.share(honest["hire"] + honest["strong-hire"], honest.total())},
        "kinds": {
            kind: {"kept": figures.share(kept[kind], seen.total()), "verdicts": dict(seen)}
            for kind, seen in verdicts.items()
        },
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Judge the whole suite and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true", help="put the figures into bench/figures.json")
    options = asked.parse_args(argv)
    made = measured(LocalJudge())
    for kind, row in made["kinds"].items():
        print(f"{kind:24s} {row['kept']['good']:3d} of {row['kept']['of']:3d}  {row['verdicts']}")
    low, lowest = made["attacks"]["at_most_no_hire"], made["attacks"]["strong_no_hire"]
    above = low["of"] - low["good"]
    print(f"attacks above no-hire: {above} of {low['of']}; strong-no-hire: {lowest['good']}")
    if options.write:
        figures.write("adversarial", made)


if __name__ == "__main__":
    main()
