"""How well questions are recognised: top-1, top-3, each competency, confusions, calibration, time.

usage: python -m bench.questions [FILE] [--speed] [--floors bench/suite_floors.json] [--write] [--json-out FILE]

FILE holds one question a line, ``{"question", "labels"}`` (an empty list: not behavioural), and is read by the
recogniser as shipped. Without FILE two sets are measured: ``cv``, the training questions by classifiers that have
seen no question of the same cluster (``data/oof/questions.npz``, written by ``python -m training.questions``), and
``check``, other people's wordings that nothing was fitted on (``data/questions/check.jsonl``). A question under
several competencies counts as met where any of them is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench import figures
from bench.speed import alternated
from greenroom.questions import NOT_BEHAVIOURAL, recognise
from training.question_data import CHECK, OOF, Question, data_hash, load, own_questions

BINS = 10
GOALS = {"top_1": 0.78, "top_3": 0.93}
SHOWN = 12
"""Confusions that the text lists."""


class Told(NamedTuple):
    """A question with what was said of it."""

    question: Question
    probability: Mapping[str, float]

    @property
    def ranked(self) -> list[str]:
        """Ids, likeliest first."""
        return sorted(self.probability, key=lambda name: (-self.probability[name], name))

    @property
    def labels(self) -> tuple[str, ...]:
        """What it was filed under."""
        return self.question.labels or (NOT_BEHAVIOURAL,)


def shipped(questions: Sequence[Question]) -> list[Told]:
    """What the recogniser says of ``questions``."""
    return [Told(q, {r.id: r.probability for r in recognise(q.question).ranked}) for q in questions]


def out_of_fold() -> list[Told]:
    """What classifiers that had not seen a question's cluster said of it; raises ``SystemExit`` where that is stale."""
    with np.load(OOF) as kept:
        if kept["data"].item() != data_hash(own_questions()):
            raise SystemExit(f"bench: {OOF.name} was made from other questions; run python -m training.questions")
        names, rows = [str(n) for n in kept["labels"]], dict(zip(map(str, kept["ids"]), kept["rows"], strict=True))
    return [Told(q, dict(zip(names, map(float, rows[q.id]), strict=True))) for q in own_questions()]


def measured(told: Sequence[Told]) -> dict[str, Any]:
    """All figures of one set."""
    behavioural = [t for t in told if t.question.labels]
    other = [t for t in told if not t.question.labels]
    return {
        "top_1": _met(told, 1),
        "top_3": _met(told, 3),
        "behavioural_top_1": _met(behavioural, 1),
        "behavioural_top_3": _met(behavioural, 3),
        "not_behavioural": _met(other, 1),
        "taken_for_not_behavioural": figures.share(
            sum(t.ranked[0] == NOT_BEHAVIOURAL for t in behavioural), len(behavioural)
        ),
        "competencies": {name: _of(told, name) for name in sorted({n for t in told for n in t.labels})},
        "confusions": confusions(told),
        "calibration": calibration(told),
    }


def _met(told: Sequence[Told], most: int) -> dict[str, Any]:
    return figures.share(sum(bool(set(t.ranked[:most]) & set(t.labels)) for t in told), len(told))


def _of(told: Sequence[Told], name: str) -> dict[str, Any]:
    filed = [t for t in told if name in t.labels]
    said = [t for t in told if t.ranked[0] == name]
    return {
        "top_1": _met(filed, 1),
        "top_3": _met(filed, 3),
        "right_when_first": figures.share(sum(name in t.labels for t in said), len(said)),
    }


def confusions(told: Sequence[Told]) -> dict[str, dict[str, int]]:
    """Filed under -> ranked first -> questions. A question that was met counts where it was met."""
    table: dict[str, Counter[str]] = {}
    for one in told:
        first = one.ranked[0]
        filed = first if first in one.labels else one.labels[0]
        table.setdefault(filed, Counter())[first] += 1
    return {filed: dict(sorted(row.items())) for filed, row in sorted(table.items())}


def calibration(told: Sequence[Told]) -> dict[str, Any]:
    """Of the likeliest (is any label met?) and of every pair of question and competency (is it a label?).

    ``ece``: mean distance of probability and frequency over ten equal bins, weighted by what is in
    them; ``brier``: mean squared distance, beside that of always saying the base rate.
    """
    first = np.array([[t.probability[t.ranked[0]], t.ranked[0] in t.labels] for t in told])
    pairs = np.array([[p, name in t.labels] for t in told for name, p in t.probability.items()])
    return {"likeliest": _calibrated(first), "pairs": _calibrated(pairs)}


def _calibrated(rows: np.ndarray[Any, Any]) -> dict[str, Any]:
    said, true = rows[:, 0], rows[:, 1]
    at = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = [
        {
            "from": b / BINS,
            "count": int((at == b).sum()),
            "said": round(float(said[at == b].mean()), 3),
            "true": round(float(true[at == b].mean()), 3),
        }
        for b in range(BINS)
        if (at == b).any()
    ]
    ece = sum(b["count"] * abs(b["said"] - b["true"]) for b in bins) / len(rows)
    return {
        "ece": round(float(ece), 4),
        "brier": round(float(((said - true) ** 2).mean()), 4),
        "brier_of_base_rate": round(float(true.mean() * (1 - true.mean())), 4),
        "bins": bins,
    }


def text(name: str, made: Mapping[str, Any], matrix: bool = True) -> str:
    """The figures of one set, to read."""
    lines = [f"## {name}", ""]
    for key, said in (
        ("top_1", "top-1"),
        ("top_3", "top-3"),
        ("behavioural_top_1", "top-1, behavioural questions"),
        ("behavioural_top_3", "top-3, behavioural questions"),
        ("not_behavioural", "not behavioural, told so"),
        ("taken_for_not_behavioural", "behavioural, taken for not"),
    ):
        if made[key]["of"]:
            value = made[key]
            goal = f", goal {GOALS[key]:.2f}" if key in GOALS else ""
            between = f"{value['low']:.2f} to {value['high']:.2f}, n {value['of']}{goal}"
            lines.append(f"{said:30s} {value['share']:.3f} ({between})")
    for key, value in made["calibration"].items():
        lines.append(
            f"{f'calibration, {key}':30s} ECE {value['ece']:.3f}, Brier {value['brier']:.3f}"
            f" (base rate {value['brier_of_base_rate']:.3f})"
        )
    lines += ["", "| competency | questions | top-1 | top-3 | right when first |", "| --- " * 5 + "|"]
    for one, value in made["competencies"].items():
        cells = [figures.percent(value[key]) for key in ("top_1", "top_3", "right_when_first")]
        lines.append(f"| {one} | {value['top_1']['of']} | {' | '.join(cells)} |")
    wrong = [(n, filed, said) for filed, row in made["confusions"].items() for said, n in row.items() if said != filed]
    lines += ["", "Most confused (filed under > ranked first):"]
    lines += [f"  {n:3d}  {filed} > {said}" for n, filed, said in sorted(wrong, key=lambda w: (-w[0], w[1:]))[:SHOWN]]
    if matrix:
        lines += ["", *_matrix(made["confusions"])]
    bins = made["calibration"]["likeliest"]["bins"]
    lines += ["", "| likeliest said | questions | mean said | true |", "| --- " * 4 + "|"]
    for b in bins:
        lines.append(f"| {b['from']:.1f} to {b['from'] + 0.1:.1f} | {b['count']} | {b['said']:.2f} | {b['true']:.2f} |")
    return "\n".join(lines)


def _matrix(table: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The confusion table: rows filed under, columns ranked first, by number."""
    names = sorted({*table, *(said for row in table.values() for said in row)})
    lines = ["| filed under / ranked first | " + " | ".join(str(n + 1) for n in range(len(names))) + " |"]
    lines.append("| --- " * (len(names) + 1) + "|")
    for n, filed in enumerate(names):
        row = table.get(filed, {})
        lines.append(f"| {n + 1} {filed} | " + " | ".join(str(row.get(said, "") or "·") for said in names) + " |")
    return lines


def speed(questions: Sequence[Question], times: int = 5) -> dict[str, float]:
    """Milliseconds a question, warm: recognising it, and the bare encoder pass over it, taking turns."""
    from greenroom.questions.classifier import shipped_encoder

    asked = [q.question for q in questions]
    encoder = shipped_encoder()
    recognise(asked[0])
    whole, bare = alternated(times, lambda: [recognise(q) for q in asked], lambda: [encoder.embed([q]) for q in asked])
    each = 1000 / len(asked)
    return {"ms": round(whole * each, 2), "encoder_ms": round(bare * each, 2), "ratio": round(whole / bare, 2)}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a floor is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", nargs="?", type=Path, metavar="FILE")
    asked.add_argument("--speed", action="store_true", help="time it too, beside the bare encoder pass")
    asked.add_argument("--floors", type=Path, help="fail where a figure lies below its floor (not with FILE)")
    asked.add_argument("--write", action="store_true", help="write the figures to bench/figures.json (not with FILE)")
    asked.add_argument("--json-out", type=Path)
    options = asked.parse_args(argv)
    if options.file and (options.floors or options.write):
        asked.error("--floors and --write are about the project's own questions: leave FILE out")
    if options.file:
        sets = {options.file.name: shipped(load(options.file))}
    else:
        sets = {"cv": out_of_fold(), "check": shipped(load(CHECK))}
    made: dict[str, Any] = {name: measured(told) for name, told in sets.items()}
    for name, told in made.items():
        print(text(name, told), end="\n\n")
    if options.speed:
        made["speed"] = speed([t.question for t in next(iter(sets.values()))][:60])
        print("recognise {ms} ms a question, bare encoder pass {encoder_ms} ms, ratio {ratio}".format(**made["speed"]))
    if options.json_out:
        options.json_out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    if options.write:
        figures.write("questions", made)
    faults = []
    if options.floors:
        floors = json.loads(options.floors.read_text(encoding="utf-8")).get("questions", {})
        faults = figures.below(made, floors)
        print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
