"""Agreement with the gold, cross-validated: the rule layer run over out-of-fold encoder outputs.

usage: python -m bench.agreement [--markdown] [--floors bench/floors.json] [--predictions DIR]

Every answer is judged with the outputs of a network that has not seen its story
(``data/oof``, written by ``python -m training.crossval``); detectors, merging and scoring
are the shipped ones. Settings: ``cv`` over both parts, ``dev_to_plain`` and
``plain_to_dev`` trained on one part and tested on the other. Figures are those of
``bench/score.py``. With ``--floors`` a figure below its floor fails (exit 1).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench import score as reference
from greenroom.guides.loader import load_guide
from greenroom.judges.local import judged
from greenroom.language.calibration import calibrated
from greenroom.language.outputs import HeadOutputs
from greenroom.language.parse import parse
from greenroom.model import Answer, Span
from greenroom.scoring import decide
from training import oof

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "data" / "gold"
SETTINGS = {"cv": ("dev", "plain"), "dev_to_plain": ("plain",), "plain_to_dev": ("dev",)}
FIGURES = [
    "verdict_qwk",
    "verdict_exact",
    "hire_line_accuracy",
    "level_qwk",
    "signal_grade_qwk",
    "signal_f1_macro",
    "signal_evidence_f1",
    "disqualifier_f1_micro",
    "disqualifier_f1_macro",
    "red_flag_f1_micro",
    "red_flag_f1_macro",
    "star_accuracy",
    "star_kappa",
]


class Recorded:
    """Stands in for the encoder: hands out what the held-out network said of this answer."""

    def __init__(self, heads: HeadOutputs, sentences: Sequence[Span]) -> None:
        """``sentences`` are those that ``heads`` were recorded for."""
        self._heads, self._row = heads, {tuple(s): i for i, s in enumerate(sentences)}

    def read(self, text: str, sentences: Sequence[Span], competency: str, queries: Any = None) -> HeadOutputs:
        """The recorded rows of the asked sentences."""
        rows = [self._row[tuple(s)] for s in sentences]
        h = self._heads
        return HeadOutputs(
            parts=h.parts[rows],
            vectors=h.vectors[rows] if len(h.vectors) else np.zeros((len(rows), 1), np.float32),
            evidence={k: v[rows] for k, v in h.evidence.items()},
            grades=h.grades,
            presence=h.presence,
            level=h.level,
            story=h.story,
            tags=h.tags,
        )


def moved(setting: str, answer: str) -> HeadOutputs:
    """Out-of-fold outputs of one answer with the lines tuned on the other folds at one half."""
    return calibrated(oof.load(setting)[answer], oof.thresholds(setting, answer))


def answers_of(part: str) -> dict[str, dict[str, Any]]:
    """The gold answers of one part, by id."""
    rows: dict[str, dict[str, Any]] = reference.load(GOLD / f"{part}.answers.jsonl")
    return rows


def prediction(row: Mapping[str, Any], heads: HeadOutputs) -> dict[str, Any]:
    """One line of predictions for one gold answer, by the shipped rule layer."""
    guide = load_guide(row["competency"])
    sentences = tuple(Span(*s) for s in row["sentences"])
    answer = Answer(id=row["id"], text=row["text"], competency=guide.id, sentences=sentences)
    judgement = judged(parse(answer, Recorded(heads, sentences), guide.id), guide, "local", "out-of-fold")
    decision = decide(judgement.findings, judgement.level, guide, row["target_level"])
    return {
        "id": row["id"],
        "verdict": decision.verdict,
        "level": judgement.level,
        "findings": msgspec.to_builtins(judgement.findings),
        "star": msgspec.to_builtins(judgement.parts),
    }


def measure(setting: str, keep: Path | None = None) -> dict[str, dict[str, Any]]:
    """Figures of one setting, by part."""
    recorded = oof.load(setting)
    out = {}
    for part in SETTINGS[setting]:
        answers = answers_of(part)
        rows = {i: prediction(answers[i], moved(setting, i)) for i in answers if i in recorded}
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            lines = "".join(json.dumps(r) + "\n" for r in rows.values())
            (keep / f"{setting}.{part}.jsonl").write_text(lines, encoding="utf-8")
        out[part] = reference.score(answers, reference.load(GOLD / f"{part}.labels.jsonl"), rows)
    return out


def markdown(figures: Mapping[str, Mapping[str, Mapping[str, Any]]], raters: Mapping[str, Mapping[str, Any]]) -> str:
    """The table of the model card."""
    columns = [(s, p) for s, parts in figures.items() for p in parts]
    head = ["figure", *(f"{s}: {p}" for s, p in columns), *(f"raters: {p}" for p in raters)]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for name in FIGURES:
        cells = [figures[s][p].get(name) for s, p in columns] + [raters[p].get(name) for p in raters]
        lines.append(f"| {name} | " + " | ".join("" if c is None else f"{c:.3f}" for c in cells) + " |")
    return "\n".join(lines)


def below(figures: Mapping[str, Mapping[str, Mapping[str, Any]]], floors: Mapping[str, Any]) -> list[str]:
    """Every figure that lies under its floor, as ``setting part figure value floor``."""
    return [
        f"{setting} {part} {name}: {value:.3f} is below the floor {floor}"
        for setting, parts in floors.items()
        for part, wanted in parts.items()
        for name, floor in wanted.items()
        if (value := figures[setting][part][name]) < floor
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a floor is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--markdown", action="store_true")
    asked.add_argument("--floors", type=Path)
    asked.add_argument("--predictions", type=Path)
    asked.add_argument("--per-label", action="store_true")
    options = asked.parse_args(argv)
    figures = {s: measure(s, options.predictions) for s in SETTINGS}
    if options.markdown:
        raters = json.loads((GOLD / "agreement.json").read_text(encoding="utf-8"))
        print(markdown(figures, raters))
    else:
        shown = {
            s: {p: {k: v for k, v in f.items() if options.per_label or k != "per_label_f1"} for p, f in parts.items()}
            for s, parts in figures.items()
        }
        print(json.dumps(shown, indent=1))
    faults = below(figures, json.loads(options.floors.read_text(encoding="utf-8"))) if options.floors else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
