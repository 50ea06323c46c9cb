"""From a trained :class:`Reader` to the shipped files, with the loss of accuracy measured."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch

from greenroom.language.encoder import Encoder
from greenroom.language.outputs import HeadOutputs
from training.constants import (
    COMPETENCIES,
    LEVELS,
    PARTS,
    RED_FLAGS,
    SIGNALS,
    TAGS,
    WEIGHTS,
    labels_of,
    source_folder,
)
from training.data import Example
from training.fitting import BASE, Recipe, Store, predict
from training.heads import FEATURES, STEPS
from training.network import ASKED, LEVEL_STEPS, Reader, label_texts
from training.onnx_graph import encoder_model, halve
from training.tagger import Tagger, tags_of

Json = dict[str, Any]
OUTPUTS = ["parts", "evidence", "grades", "presence", "level", "story"]


class Release(NamedTuple):
    """What goes into the manifest beside the network itself; ``data`` is the hash of what it learned from."""

    version: str
    data: str
    thresholds: Json


def heads_model(reader: Reader) -> onnx.ModelProto:
    """The heads for one answer with any number of sentences and labels."""
    count, labels = 7, 19 + STEPS
    args = (
        torch.randn(1, count, FEATURES),
        torch.ones(1, count),
        torch.randn(labels, reader.described.shape[1]),
        torch.cat([torch.eye(3)[torch.arange(labels - STEPS) % 3], torch.zeros(STEPS, 3)]),
        torch.zeros(labels),
        torch.ones(1, labels),
        torch.zeros(1, labels, count),
    )
    sentences, asked = {1: "sentences"}, {0: "labels"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "heads.onnx"
        torch.onnx.export(
            reader.heads,
            args,
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["features", "inside", "queries", "kinds", "absent", "asked", "late"],
            output_names=OUTPUTS,
            dynamic_axes={
                "features": sentences,
                "inside": sentences,
                "queries": asked,
                "kinds": asked,
                "absent": asked,
                "asked": {1: "labels"},
                "late": {1: "labels", 2: "sentences"},
                "parts": sentences,
                "evidence": {1: "heard", 2: "sentences"},
                "grades": {1: "heard"},
                "presence": {1: "heard"},
            },
        )
        model = onnx.load(str(path))
    while len(model.graph.output) > len(OUTPUTS):
        model.graph.output.pop()
    return model


def slim_tokenizer(path: Path) -> None:
    """The published tokenizer without padding and truncation settings, as compact JSON."""
    page = json.loads((source_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    page["padding"] = page["truncation"] = None
    path.write_text(json.dumps(page, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def manifest(release: Release, folder: Path) -> Json:
    """What the weights are: labels, order, thresholds, sha256 of every file, hash of the data."""
    signals = {s for c in COMPETENCIES for s in SIGNALS[c]}

    def kind(name: str) -> str:
        if name in LEVEL_STEPS:
            return "level"
        return "signal" if name in signals else "red_flag" if name in RED_FLAGS else "disqualifier"

    files = ["encoder.onnx", "heads.onnx", "tables.npz", "tokenizer.json"]
    return {
        "version": release.version,
        "labels": [
            {"id": n, "kind": kind(n), "absence": bool(label_texts()[n].get("absence", False)), "row": i}
            for i, n in enumerate(ASKED)
        ],
        "competencies": {c: labels_of(c) for c in COMPETENCIES},
        "parts": list(PARTS),
        "levels": list(LEVELS),
        "steps": list(LEVEL_STEPS),
        "tags": list(TAGS),
        "thresholds": release.thresholds,
        "files": {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in files},
        "data": release.data,
        "recipe": {"base": dataclasses.asdict(BASE), "final": dataclasses.asdict(Recipe())},
    }


@torch.no_grad()
def write(reader: Reader, tagger: Tagger, release: Release, folder: Path = WEIGHTS, int8: bool = True) -> None:
    """All files of the shipped model."""
    reader = reader.eval()
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_model(reader.encoder, reader.tags, reader.late_words, tagger, int8), str(folder / "encoder.onnx"))
    heads = heads_model(reader)
    onnx.save(halve(heads) if int8 else heads, str(folder / "heads.onnx"))
    precision = np.float16 if int8 else np.float32
    tables = {"queries": reader.queries().numpy(), "vectors": reader.vectors.weight.numpy().T}
    tables["late"] = reader.late_labels.weight.numpy().T
    np.savez(folder / "tables.npz", **{k: v.astype(precision) for k, v in tables.items()})
    slim_tokenizer(folder / "tokenizer.json")
    page = manifest(release, folder)
    (folder / "manifest.json").write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")


def largest_gap(a: HeadOutputs, b: HeadOutputs) -> dict[str, float]:
    """Largest difference of every kind of output."""

    def gap(x: Any, y: Any) -> float:
        return float(np.abs(np.asarray(x) - np.asarray(y)).max(initial=0.0))

    return {
        "parts": gap(a.parts, b.parts),
        "vectors": gap(a.vectors, b.vectors),
        "evidence": max(gap(a.evidence[n], b.evidence[n]) for n in a.evidence),
        "grades": max(gap(a.grades[n], b.grades[n]) for n in a.grades),
        "presence": max(gap(a.presence[n], b.presence[n]) for n in a.presence),
        "level": gap(a.level, b.level),
        "story": gap(a.story, b.story),
        "tags": tag_gap(a, b),
    }


def tag_gap(a: HeadOutputs, b: HeadOutputs) -> float:
    """Largest difference in a word's tag that both list."""
    worst = 0.0
    for name, spans in a.tags.items():
        others = {(s, e): p for s, e, p in b.tags[name]}
        worst = max([worst, *(abs(p - others[s, e]) for s, e, p in spans if (s, e) in others)])
    return worst


def compare(reader: Reader, tagger: Tagger, examples: list[Example], folder: Path) -> dict[str, float]:
    """Largest gap over ``examples`` between torch and the files in ``folder`` as the run time reads them."""
    encoder, worst = Encoder(folder), dict[str, float]()
    store = Store()
    wanted = predict(reader, examples, store)
    for e in examples:
        told = replace(wanted[e.id], tags=tags_of(tagger, e, store))
        for name, value in largest_gap(told, encoder.read(e.text, e.sentences, e.competency)).items():
            worst[name] = max(worst.get(name, 0.0), value)
    return {k: round(v, 4) for k, v in worst.items()}


def export(reader: Reader, tagger: Tagger, examples: list[Example], release: Release) -> None:
    """Write the shipped files; check the graph in float32 first, then say what int8 costs."""
    with tempfile.TemporaryDirectory() as name:
        exact = Path(name)
        write(reader, tagger, release, exact, int8=False)
        gaps = compare(reader, tagger, examples, exact)
        print("torch against onnx float32, largest gaps:", gaps)
        if max(gaps.values()) > 1e-3:
            raise SystemExit(f"the exported graph differs from the trained network: {gaps}")
    write(reader, tagger, release)
    print("torch against shipped int8, largest gaps:", compare(reader, tagger, examples, WEIGHTS))
    print("bytes:", {p.name: p.stat().st_size for p in sorted(WEIGHTS.iterdir())})
