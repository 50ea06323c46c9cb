"""From probabilities to labels: thresholds, and the labels row that ``bench/score.py`` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from greenroom.guides.loader import load_guide
from greenroom.language.outputs import HeadOutputs
from greenroom.model import LEVELS, Finding, Level
from greenroom.scoring import decide as score
from training.constants import COMPETENCIES, DISQUALIFIERS, LABELS, RED_FLAGS, SIGNALS, STAR
from training.data import Gold

Json = dict[str, Any]
GRID = np.round(np.arange(0.15, 0.86, 0.025), 3)
PRIOR = 30.0
"""A label is judged by its own curve and by its kind's, which counts as this many positives."""


def curve(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """``[GRID, 3]``: true positives, false positives, false negatives at every threshold."""
    chosen = scores[None, :] >= GRID[:, None]
    yes = truth[None, :].astype(bool)
    return np.stack([(chosen & yes).sum(1), (chosen & ~yes).sum(1), (~chosen & yes).sum(1)], 1).astype(float)


def best(own: np.ndarray, kind: np.ndarray) -> float:
    """Threshold of the best F1 of the label's counts plus the kind's, scaled to ``PRIOR`` positives."""
    positives = max(kind[0, 0] + kind[0, 2], 1.0)
    mixed = own + kind * PRIOR / positives
    f1 = 2 * mixed[:, 0] / np.maximum(2 * mixed[:, 0] + mixed[:, 1] + mixed[:, 2], 1e-9)
    smooth = np.convolve(np.pad(f1, 1, "edge"), [0.25, 0.5, 0.25], "valid")
    return float(GRID[int(smooth.argmax())])


def tune(gold: Sequence[Gold], outputs: Mapping[str, HeadOutputs]) -> Json:
    """Lines per label for evidence, grade 1, grade 2 and presence, from held-out predictions."""
    points: dict[str, dict[str, list[tuple[float, bool]]]] = {
        k: {} for k in ("evidence", "grade1", "grade2", "presence")
    }

    def note(task: str, name: str, score: float, truth: bool) -> None:
        points[task].setdefault(name, []).append((score, truth))

    for g in gold:
        out, labels = outputs[g.id], g.labels
        for name in SIGNALS[g.answer["competency"]]:
            grade, where = labels["signals"].get(name, [0, []])
            note("grade1", name, float(out.grades[name][1:].sum()), grade >= 1)
            note("grade2", name, float(out.grades[name][2]), grade >= 2)
            if grade:
                for i, p in enumerate(out.evidence[name]):
                    note("evidence", name, float(p), i in where)
        for kind, names in (("disqualifiers", DISQUALIFIERS[g.answer["competency"]]), ("red_flags", RED_FLAGS)):
            for name in names:
                note("presence", name, out.presence[name], name in labels[kind])
                if name in labels[kind]:
                    for i, p in enumerate(out.evidence[name]):
                        note("evidence", name, float(p), i in labels[kind][name])
    groups = {"signal": {s for c in COMPETENCIES for s in SIGNALS[c]}, "flag": set(RED_FLAGS)}
    groups["disqualifier"] = set(LABELS) - groups["signal"] - groups["flag"]
    made: Json = {}
    for task, by_label in points.items():
        curves = {n: curve(np.array([s for s, _ in p]), np.array([t for _, t in p])) for n, p in by_label.items()}
        made[task] = {}
        for members in groups.values():
            mine = sorted(n for n in curves if n in members)
            if mine:
                together = np.sum([curves[n] for n in mine], 0)
                made[task].update({n: best(curves[n], together) for n in mine})
        made[task] = dict(sorted(made[task].items()))
    return made


def spans(p: np.ndarray, threshold: float) -> list[int]:
    """Sentences over the threshold, or else the best one."""
    found = [i for i, v in enumerate(p) if v >= threshold]
    return found or ([int(p.argmax())] if len(p) else [])


def decide(gold: Gold, out: HeadOutputs, thresholds: Json) -> Json:
    """A labels row from the heads alone; the verdict is the product's own."""
    competency = gold.answer["competency"]
    signals: dict[str, list[Any]] = {}
    for name in SIGNALS[competency]:
        p = out.grades[name]
        grade = int(p[1:].sum() >= thresholds["grade1"][name])
        grade += int(grade and p[2] >= thresholds["grade2"][name])
        if grade:
            signals[name] = [grade, spans(out.evidence[name], thresholds["evidence"][name])]
    told: dict[str, dict[str, list[int]]] = {}
    for kind, names in (("disqualifiers", DISQUALIFIERS[competency]), ("red_flags", RED_FLAGS)):
        heard = [n for n in names if out.presence[n] >= thresholds["presence"][n]]
        told[kind] = {n: spans(out.evidence[n], thresholds["evidence"][n]) for n in heard}
    level: Level = LEVELS[int((np.cumsum(out.level[::-1])[::-1][1:] >= 0.5).sum())]
    star = "".join(STAR[int(i)] for i in out.parts.argmax(1))
    findings = [
        *(Finding(kind="signal", id=n, grade=g, spans=(), reason="", judge="heads") for n, (g, _) in signals.items()),
        *(
            Finding(kind="disqualifier", id=n, grade=1, spans=(), reason="", judge="heads")
            for n in told["disqualifiers"]
        ),
        *(Finding(kind="red_flag", id=n, grade=1, spans=(), reason="", judge="heads") for n in told["red_flags"]),
    ]
    decided = score(findings, level, load_guide(competency), gold.answer["target_level"]).verdict
    return {"id": gold.id, "signals": signals, **told, "star": star, "level": level, "verdict": decided}
