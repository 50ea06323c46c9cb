"""How a verdict is weighed where the judge is not sure: the constants of ``greenroom.scoring.doubt``, what they buy.

usage: python -m bench.doubt [--fit] [--json-out FILE]

Prints the agreement of the verdict by the rule alone, with the level weighed, and with all doubts weighed, at several
values of ``SHARPER``: on the gold (out-of-fold outputs, as ``bench.agreement``) and on the answers of
``data/grown/waiting``, which the shipped judge reads and has not learned from. ``--fit`` prints the coefficients of the
level (``AT``, ``BELOW``, ``GRADE``, ``BASE``) anew from those waiting answers, all together and with each writer left
out; no gold answer is used for them. Needs scikit-learn (extra ``train``) for ``--fit``.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from bench import agreement, score as reference
from bench.gold import GOLD, PARTS
from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.judges.local import LocalJudge, judged
from greenroom.language.parse import parse
from greenroom.model import LEVELS, VERDICTS, Answer, Decision, Judgement, Span
from greenroom.scoring import decide, doubt

WAITING = Path(__file__).resolve().parent.parent / "data" / "grown" / "waiting"
SHARPER = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True)
class Case:
    """One answer as it was read, and the labels it has."""

    row: dict[str, Any]
    label: dict[str, Any]
    judgement: Judgement

    @property
    def guide(self) -> Guide:
        """The guide it is read against."""
        return load_guide(self.row["competency"])


def answer_of(row: dict[str, Any]) -> Answer:
    """The answer with its sentences."""
    sentences = tuple(Span(*s) for s in row["sentences"])
    return Answer(id=row["id"], text=row["text"], competency=row["competency"], sentences=sentences)


def gold_cases(setting: str, part: str) -> list[Case]:
    """The gold answers of one part, read by networks that have not seen them."""
    labels = reference.load(GOLD / f"{part}.labels.jsonl")
    made = []
    for ident, row in agreement.answers_of(part).items():
        answer, guide = answer_of(row), load_guide(row["competency"])
        recorded: Any = agreement.Recorded(agreement.moved(setting, ident), answer.sentences or ())
        made.append(Case(row, labels[ident], judged(parse(answer, recorded, guide.id), guide, "local", "recorded")))
    return made


@functools.cache
def waiting() -> dict[str, list[Case]]:
    """The answers that wait, by writer, read by the shipped judge."""
    judge, made = LocalJudge(), {}
    for path in sorted(WAITING.glob("*.answers.jsonl")):
        name = path.name.split(".")[0]
        labels = reference.load(WAITING / f"{name}.labels.jsonl")
        rows = reference.load(path)
        read = [(r, judge.read(answer_of(r), load_guide(r["competency"]))) for r in rows.values()]
        made[name] = [Case(r, labels[r["id"]], j) for r, j in read]
    return made


Way = Callable[[Case], Decision]


def alone(case: Case) -> Decision:
    """By the rule, the findings taken as sure."""
    return decide(case.judgement.findings, case.judgement.level, case.guide, case.row["target_level"])


def with_level(case: Case) -> Decision:
    """By the rule, with the level weighed."""
    j, target = case.judgement, case.row["target_level"]
    level = doubt.level_at(j.level, j.doubt, j.findings, target)[0] if j.doubt else j.level
    return decide(j.findings, level, case.guide, target)


def with_doubt(case: Case) -> Decision:
    """As the product does it."""
    return decide(
        case.judgement.findings, case.judgement.level, case.guide, case.row["target_level"], case.judgement.doubt
    )


def told(cases: Sequence[Case], way: Way) -> dict[str, float]:
    """Agreement of one way of deciding with the labels."""
    made = [way(c) for c in cases]
    truth = [VERDICTS.index(c.label["verdict"]) for c in cases]
    said = [VERDICTS.index(d.verdict) for d in made]
    levels = [LEVELS.index(c.label["level"]) for c in cases], [LEVELS.index(d.level) for d in made]
    hired = np.mean([(a >= 2) == (b >= 2) for a, b in zip(truth, said, strict=True)])
    return {
        "verdict_qwk": reference.qwk(truth, said, len(VERDICTS)),
        "hire_line_accuracy": float(hired),
        "level_qwk": reference.qwk(*levels, len(LEVELS)),
    }


def features(case: Case) -> list[float]:
    """What the chance of the level is made from, as :func:`greenroom.scoring.doubt.level_at` sees it."""
    held, target = case.judgement.doubt, LEVELS.index(case.row["target_level"])
    assert held is not None
    grades = [f.grade for f in case.judgement.findings if f.kind == "signal"]
    above = [doubt.odds(sum(held.levels[k:])) for k in (target, target - 1)]
    return [*above, sum(grades) / len(grades)]


def fitted(cases: Sequence[Case]) -> list[float]:
    """``AT``, ``BELOW``, ``GRADE`` and ``BASE`` from these answers."""
    from sklearn.linear_model import LogisticRegression

    read = [c for c in cases if c.judgement.doubt]
    reached = [LEVELS.index(c.label["level"]) >= LEVELS.index(c.row["target_level"]) for c in read]
    model = LogisticRegression(C=1.0, max_iter=2000).fit([features(c) for c in read], reached)
    return [round(float(v), 2) for v in (*model.coef_[0], model.intercept_[0])]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, and the coefficients where they are asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--fit", action="store_true")
    asked.add_argument("--json-out", type=Path)
    options = asked.parse_args(argv)
    if options.fit:
        groups = waiting()
        print("AT, BELOW, GRADE, BASE:", fitted([c for several in groups.values() for c in several]))
        for name in groups:
            print(f"  without {name}:", fitted([c for w, several in groups.items() if w != name for c in several]))
    sets = {f"{s} {p}": gold_cases(s, p) for s in agreement.SETTINGS for p in PARTS} | waiting()
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, cases in sets.items():
        rows = {"rule alone": told(cases, alone), "level weighed": told(cases, with_level)}
        for sharper in SHARPER:
            with mock.patch.object(doubt, "SHARPER", sharper):
                rows[f"doubts weighed, {sharper:g}"] = told(cases, with_doubt)
        table[name] = rows
        for way, row in rows.items():
            print(f"{name:14} {way:20} " + "  ".join(f"{k} {v:.3f}" for k, v in row.items()), flush=True)
    if options.json_out:
        options.json_out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
