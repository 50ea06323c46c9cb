"""Agreement with the gold, cross-validated: the rule layer run over out-of-fold encoder outputs.

usage: python -m bench.agreement [--markdown] [--floors bench/floors.json] [--predictions DIR]
       [--json-out FILE] [--write] [--committed]

Every answer is judged with the outputs of a network that has not seen its story
(``data/oof``, written by ``python -m training.crossval``); detectors, merging and scoring
are the shipped ones. The settings are those of ``training.oof`` whose outputs are there. Figures are those of
``bench/score.py``; ``--markdown`` adds the bootstrap intervals of ``greenroom.evaluation``, and
``--json-out`` and ``--write`` (into ``bench/figures.json``) give whole evaluations, with the raters
beside them. With ``--floors`` a figure below its floor fails (exit 1), with ``--committed`` one that
``bench/figures.json`` has otherwise.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench import card, figures as committed, score as reference
from bench.gold import GOLD, PARTS, evaluated, raters_of
from greenroom.evaluation.figures import FIGURES
from greenroom.evaluation.result import Evaluation
from greenroom.guides.loader import load_guide
from greenroom.judges.local import judged
from greenroom.language.calibration import calibrated
from greenroom.language.encoder import WEIGHTS
from greenroom.language.outputs import HeadOutputs
from greenroom.language.parse import parse
from greenroom.model import Answer, Span
from greenroom.scoring import decide
from training import oof

SETTINGS = {s: tuple(PARTS) for s in oof.SETTINGS if (oof.FOLDER / f"{s}.npz").is_file()}
"""Setting -> parts of the gold that it is measured on."""


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
    decision = decide(judgement.findings, judgement.level, guide, row["target_level"], judgement.doubt)
    return {
        "id": row["id"],
        "verdict": decision.verdict,
        "level": decision.level,
        "findings": msgspec.to_builtins(judgement.findings),
        "star": msgspec.to_builtins(judgement.parts),
    }


@functools.cache
def predictions(setting: str) -> dict[str, dict[str, Any]]:
    """Lines of predictions of one setting, by answer."""
    recorded = oof.load(setting)
    every = {i: row for part in SETTINGS[setting] for i, row in answers_of(part).items()}
    return {i: prediction(row, moved(setting, i)) for i, row in every.items() if i in recorded}


def measure(setting: str, keep: Path | None = None) -> dict[str, dict[str, Any]]:
    """Figures of one setting, by part."""
    rows = predictions(setting)
    out = {}
    for part in SETTINGS[setting]:
        answers = answers_of(part)
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            lines = "".join(json.dumps(rows[i]) + "\n" for i in answers if i in rows)
            (keep / f"{setting}.{part}.jsonl").write_text(lines, encoding="utf-8")
        out[part] = reference.score(answers, reference.load(GOLD / f"{part}.labels.jsonl"), rows)
    return out


@functools.cache
def evaluations(setting: str) -> dict[str, Evaluation]:
    """Whole evaluations of one setting: of each part, and of both together where there are two."""
    rows = predictions(setting)
    parts: dict[str, tuple[str, ...]] = {part: (part,) for part in SETTINGS[setting]}
    if len(parts) > 1:
        parts["all"] = SETTINGS[setting]
    return {name: evaluated(several, rows.values()) for name, several in parts.items()}


def whole() -> dict[str, Any]:
    """What the reliability card is made from."""
    manifest = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    return {
        "judge": "local",
        "judge_version": manifest["version"],
        "settings": {s: {p: msgspec.to_builtins(e) for p, e in evaluations(s).items()} for s in SETTINGS},
    }


def markdown(figures: Mapping[str, Mapping[str, Evaluation]], raters: Mapping[str, Mapping[str, float | None]]) -> str:
    """The table of the model card: figures with their 95 % intervals."""
    columns = [(s, p) for s, parts in figures.items() for p in parts if p != "all"]
    head = ["figure", *(f"{s}: {p}" for s, p in columns), *(f"raters: {p}" for p in raters)]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for name in FIGURES:
        told = [figures[s][p].judge.figures[name] for s, p in columns]
        cells = ["" if e.value is None else f"{e.value:.3f} ({e.low:.2f}–{e.high:.2f})" for e in told]
        cells += ["" if (value := of[name]) is None else f"{value:.3f}" for of in raters.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def below(figures: Mapping[str, Mapping[str, Mapping[str, Any]]], floors: Mapping[str, Any]) -> list[str]:
    """Every figure that lies under its floor, as ``setting part figure value floor``."""
    return [
        f"{setting} {part} {name}: {value} is below the floor {floor}"
        for setting, parts in floors.items()
        for part, wanted in parts.items()
        for name, floor in wanted.items()
        if (value := figures.get(setting, {}).get(part, {}).get(name)) is None or value < floor
    ]


TOLERANCE = 0.005
"""How far a figure may lie from the committed one; another processor may round a probability otherwise."""


def changed(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    """Every figure that the committed ones, and with them the reliability card, have otherwise."""
    held = card.figures().get("agreement", {}).get("settings", {})
    faults = []
    for setting, parts in figures.items():
        for part, told in parts.items():
            then = held.get(setting, {}).get(part, {}).get("judge", {}).get("figures", {})
            for name in FIGURES:
                was, now = then.get(name, {}).get("value"), told[name]
                if was != now and (was is None or now is None or abs(was - now) > TOLERANCE):
                    faults.append(f"{setting} {part} {name}: {now}, but {was} in bench/figures.json; try: ./go figures")
    return faults


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a floor is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--markdown", action="store_true")
    asked.add_argument("--floors", type=Path)
    asked.add_argument("--committed", action="store_true", help="fail where bench/figures.json says otherwise")
    asked.add_argument("--predictions", type=Path)
    asked.add_argument("--per-label", action="store_true")
    asked.add_argument("--json-out", type=Path, help="whole evaluations as JSON")
    asked.add_argument("--write", action="store_true", help="the same into bench/figures.json")
    options = asked.parse_args(argv)
    if options.json_out or options.write:
        made = whole()
        if options.json_out:
            options.json_out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if options.write:
            committed.write("agreement", made)
    figures = {s: measure(s, options.predictions) for s in SETTINGS}
    if options.markdown:
        raters = {p: {n: e.value for n, e in raters_of((p,)).figures.items()} for p in PARTS}
        print(markdown({s: evaluations(s) for s in SETTINGS}, raters))
    else:
        shown = {
            s: {p: {k: v for k, v in f.items() if options.per_label or k != "per_label_f1"} for p, f in parts.items()}
            for s, parts in figures.items()
        }
        print(json.dumps(shown, indent=1))
    faults = below(figures, json.loads(options.floors.read_text(encoding="utf-8"))) if options.floors else []
    faults += changed(figures) if options.committed else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
