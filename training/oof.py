"""Out-of-fold head outputs, stored compactly: ``load("cv")`` gives them back by answer id.

Settings: ``cv`` (five folds by story over both parts) and ``unseen`` (the base, which has learned from the grown
answers alone: no writer and no rater of the gold). Sentence vectors hold no labels (they are taught to copy the
published encoder), so they are stored once, from the shipped encoder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from greenroom.language.outputs import HeadOutputs, TagSpan, rounded
from training.constants import DISQUALIFIERS, PARTS, RED_FLAGS, SIGNALS, TAGS, labels_of
from training.data import Gold, load_gold
from training.folds import load_folds

FOLDER = Path(__file__).resolve().parent.parent / "data" / "oof"
Thresholds = dict[str, dict[str, float]]
SETTINGS = ("cv", "unseen")


def row_of(gold: Gold, out: HeadOutputs) -> NDArray[np.float16]:
    """All probabilities of one answer as one flat row, in the order that :func:`outputs_of` reads."""
    competency = gold.answer["competency"]
    judged = [*DISQUALIFIERS[competency], *RED_FLAGS]
    pieces = [out.parts.ravel(), *(out.evidence[n] for n in labels_of(competency))]
    pieces += [out.grades[n] for n in SIGNALS[competency]]
    pieces += [np.array([out.presence[n] for n in judged]), out.level, np.array([out.story])]
    return np.concatenate(pieces).astype(np.float16)


def outputs_of(
    gold: Gold, row: NDArray[np.float16], tags: NDArray[np.int32], vectors: NDArray[np.float32]
) -> HeadOutputs:
    """The inverse of :func:`row_of`."""
    competency, count = gold.answer["competency"], len(gold.answer["sentences"])
    judged = [*DISQUALIFIERS[competency], *RED_FLAGS]
    values, at = rounded(row.astype(np.float32)), 0

    def take(size: int) -> NDArray[np.float32]:
        nonlocal at
        at += size
        return values[at - size : at]

    parts = take(count * len(PARTS)).reshape(count, len(PARTS))
    evidence = {n: take(count) for n in labels_of(competency)}
    grades = {n: take(3) for n in SIGNALS[competency]}
    presence = dict(zip(judged, map(float, take(len(judged))), strict=True))
    level, story = take(5), float(take(1)[0])
    listed: dict[str, list[TagSpan]] = {name: [] for name in TAGS}
    for column, start, length, percent in tags.tolist():
        listed[TAGS[column]].append((start, start + length, round(percent / 100, 2)))
    return HeadOutputs(parts, vectors, evidence, grades, presence, level, story, listed)


def save(setting: str, gold: list[Gold], outputs: Mapping[str, HeadOutputs]) -> Path:
    """Write ``data/oof/<setting>.npz``."""
    told = [g for g in gold if g.id in outputs]
    rows = [row_of(g, outputs[g.id]) for g in told]
    marks = [
        np.array(
            [[TAGS.index(n), a, b - a, round(100 * p)] for n, spans in outputs[g.id].tags.items() for a, b, p in spans],
            np.int16,
        ).reshape(-1, 4)
        for g in told
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{setting}.npz"
    np.savez_compressed(
        path,
        ids=np.array([g.id for g in told]),
        values=np.concatenate(rows),
        ends=np.cumsum([len(r) for r in rows]),
        tags=np.concatenate(marks),
        tag_ends=np.cumsum([len(m) for m in marks]),
    )
    return path


def save_vectors(gold: list[Gold], vectors: Mapping[str, NDArray[np.float32]]) -> Path:
    """Write ``data/oof/vectors.npz``: int8 codes of the normalised sentence vectors, in the order of the gold."""
    codes = np.concatenate([np.clip(np.round(vectors[g.id] * 400), -127, 127).astype(np.int8) for g in gold])
    path = FOLDER / "vectors.npz"
    np.savez_compressed(
        path, ids=np.array([g.id for g in gold]), codes=codes, ends=np.cumsum([len(vectors[g.id]) for g in gold])
    )
    return path


def load_vectors() -> dict[str, NDArray[np.float32]]:
    """Sentence vectors by answer id; none where they are not stored."""
    path = FOLDER / "vectors.npz"
    if not path.exists():
        return {}
    held = np.load(path)
    pieces = np.split(held["codes"].astype(np.float32), held["ends"][:-1])
    return {
        str(i): p / np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-9)
        for i, p in zip(held["ids"], pieces, strict=True)
    }


@cache
def tuned() -> dict[str, Thresholds]:
    """Every stored set of thresholds, by fold, transfer and ``final``."""
    found: dict[str, Thresholds] = json.loads((FOLDER / "thresholds.json").read_text(encoding="utf-8"))
    return found


@cache
def _parts() -> dict[str, str]:
    return {g.id: g.source for g in load_gold()}


def thresholds_of(setting: str, answer: str) -> str:
    """Key of the thresholds that were tuned without this answer: on the other folds, or on the other part."""
    return f"cv{load_folds()[answer]}" if setting == "cv" else f"{setting}-{_parts()[answer]}"


def thresholds(setting: str, answer: str) -> Thresholds:
    """Thresholds that were tuned without this answer."""
    return tuned()[thresholds_of(setting, answer)]


@cache
def load(setting: str) -> dict[str, HeadOutputs]:
    """Head outputs by answer id; the network that made them never saw the answer's story."""
    gold = {g.id: g for g in load_gold()}
    held, vectors = np.load(FOLDER / f"{setting}.npz"), load_vectors()
    rows = np.split(held["values"], held["ends"][:-1])
    tags = np.split(held["tags"].astype(np.int32), held["tag_ends"][:-1])
    out: dict[str, HeadOutputs] = {}
    for key, row, marks in zip(map(str, held["ids"]), rows, tags, strict=True):
        none = np.zeros((len(gold[key].answer["sentences"]), 0), np.float32)
        out[key] = outputs_of(gold[key], row, marks, vectors.get(key, none))
    return out
