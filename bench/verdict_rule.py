"""How far the verdict's rules alone reach: fed with the raters' own findings and level.

usage: python -m bench.verdict_rule
"""

from __future__ import annotations

import json
from typing import Any

from bench import score as reference
from bench.agreement import answers_of
from bench.gold import GOLD
from greenroom.guides.loader import load_guide
from greenroom.model import Finding, Kind
from greenroom.scoring import decide


def findings(label: dict[str, Any]) -> list[Finding]:
    """The raters' consensus as findings."""

    def made(kind: Kind, name: str, grade: int) -> Finding:
        return Finding(kind=kind, id=name, grade=grade, spans=(), reason="", judge="raters")

    return [
        *(made("signal", i, grade) for i, (grade, _) in label["signals"].items()),
        *(made("disqualifier", i, 1) for i in label["disqualifiers"]),
        *(made("red_flag", i, 1) for i in label["red_flags"]),
    ]


def main() -> None:
    """Print agreement of the rule's verdicts with the raters', by part."""
    for part in ("dev", "plain"):
        answers = answers_of(part)
        labels = reference.load(GOLD / f"{part}.labels.jsonl")
        told, ruled = [], []
        for i, answer in answers.items():
            guide, label = load_guide(answer["competency"]), labels[i]
            decision = decide(findings(label), label["level"], guide, answer["target_level"])
            told.append(reference.VERDICTS.index(label["verdict"]))
            ruled.append(reference.VERDICTS.index(decision.verdict))
        exact = sum(a == b for a, b in zip(told, ruled, strict=True)) / len(told)
        figures = {"verdict_qwk": round(reference.qwk(told, ruled, 4), 3), "verdict_exact": round(exact, 3)}
        print(part, json.dumps(figures))


if __name__ == "__main__":
    main()
