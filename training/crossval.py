"""Cross-validation over stories, and what the base says that has seen no gold; ``make crossval``.

Writes ``data/oof/{cv,unseen}.npz`` and ``data/oof/thresholds.json`` and prints the figures of ``bench/score.py`` for
the heads alone. Every training is kept under ``runs/`` and not repeated; ``--fresh`` drops them, ``--figures`` only
prints the figures of what is stored.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import torch

from greenroom.language.outputs import HeadOutputs
from training import oof
from training.base import BASE_PATH, rehearsal, train_base
from training.constants import ROOT, RUNS
from training.data import PARTS_OF_GOLD, Gold, example_of, load_gold
from training.decide import decide, tune
from training.fitting import THREADS, Recipe, Store, fit, predict
from training.folds import FOLDS, load_folds
from training.network import Reader
from training.tagger import agreement, load_tagger, tags_of

Json = dict[str, Any]
SHOWN = (
    "verdict_qwk", "hire_line_accuracy", "level_qwk", "signal_grade_qwk", "signal_f1_macro", "signal_evidence_f1",
    "disqualifier_f1_micro", "red_flag_f1_micro", "star_accuracy",
)  # fmt: skip


def scorer() -> Callable[[Json, Json, Json], Json]:
    """``score`` of ``bench/score.py``."""
    spec = importlib.util.spec_from_file_location("score", ROOT / "bench" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("bench/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Json, Json, Json], Json] = module.score
    return found


@dataclass(frozen=True, slots=True)
class Job:
    """One training: what it learns from and what it is read on afterwards, by answer id."""

    name: str
    train: tuple[str, ...]
    test: tuple[str, ...]


def jobs(gold: list[Gold]) -> list[Job]:
    """Five folds by story."""
    folds = load_folds()
    return [
        Job(f"cv{f}", tuple(g.id for g in gold if folds[g.id] != f), tuple(g.id for g in gold if folds[g.id] == f))
        for f in range(FOLDS)
    ]


def run_job(job: Job, recipe: Recipe) -> str:
    """Train, read what was held out, keep the result in ``runs/``."""
    torch.set_num_threads(THREADS)
    store, golds = Store(RUNS / "states.pt"), {g.id: g for g in load_gold()}
    examples = {i: example_of(g) for i, g in golds.items()}
    extra = rehearsal([golds[i] for i in job.train])
    reader = fit([examples[i] for i in job.train], store, recipe, extra=extra, log=job.name, start=BASE_PATH)
    found = predict(reader, [examples[i] for i in job.test], store)
    RUNS.mkdir(exist_ok=True)
    (RUNS / f"{job.name}.pkl").write_bytes(pickle.dumps(found))
    return job.name


def train_all(gold: list[Gold], recipe: Recipe, fresh: bool) -> None:
    """Five trainings from the same base, two at a time, each read on what it has not seen; and the base itself."""
    listed = jobs(gold)
    waiting = [j for j in listed if fresh or not (RUNS / f"{j.name}.pkl").exists()]
    if fresh or not BASE_PATH.exists():
        train_base()
    if waiting:
        Store(RUNS / "states.pt").add([*map(example_of, gold), *rehearsal(gold)])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name in pool.map(run_job, waiting, [recipe] * len(waiting)):
            print("trained", name, flush=True)
    held = {j.name: pickle.loads((RUNS / f"{j.name}.pkl").read_bytes()) for j in listed}
    tagger, store, examples = load_tagger(), Store(RUNS / "states.pt"), {g.id: example_of(g) for g in gold}
    store.add(list(examples.values()))
    tags = {i: tags_of(tagger, e, store) for i, e in examples.items()}
    held = {name: {i: replace(o, tags=tags[i]) for i, o in outputs.items()} for name, outputs in held.items()}
    together: dict[str, HeadOutputs] = {}
    for f in range(FOLDS):
        together.update(held[f"cv{f}"])
    oof.save("cv", gold, together)
    base = Reader()
    base.load_state_dict(torch.load(BASE_PATH))
    unseen = predict(base, list(examples.values()), store)
    oof.save("unseen", gold, {i: replace(o, tags=tags[i]) for i, o in unseen.items()})


def nested_thresholds(gold: list[Gold]) -> Json:
    """Thresholds for every fold from the other folds; for each part unseen from the other part; the final ones."""
    folds, cv, unseen = load_folds(), oof.load("cv"), oof.load("unseen")
    made: Json = {f"cv{f}": tune([g for g in gold if folds[g.id] != f], cv) for f in range(FOLDS)}
    for part in PARTS_OF_GOLD:
        made[f"unseen-{part}"] = tune([g for g in gold if g.source != part], unseen)
    made["final"] = tune(gold, cv)
    return made


def rows_of(setting: str, gold: list[Gold], thresholds: Json) -> dict[str, Json]:
    """The labels rows that the heads alone decide, with thresholds that never saw the answer."""
    outputs, out = oof.load(setting), dict[str, Json]()
    for g in gold:
        if g.id in outputs:
            out[g.id] = decide(g, outputs[g.id], thresholds[oof.thresholds_of(setting, g.id)])
    return out


def figures(gold: list[Gold], thresholds: Json, settings: tuple[str, ...] = oof.SETTINGS) -> Json:
    """Every figure of the scorer, by setting and part."""
    score, found = scorer(), dict[str, Any]()
    for setting in settings:
        rows = rows_of(setting, gold, thresholds)
        for source in ("dev", "plain"):
            part = [g for g in gold if g.source == source and g.id in rows]
            if part:
                answers, labels = {g.id: g.answer for g in part}, {g.id: g.labels for g in part}
                found[f"{setting}/{source}"] = score(answers, labels, rows)
    return found


def show(found: Json) -> None:
    """A table of the main figures, and F1 of every label."""
    width = max(map(len, found)) + 2
    print(" " * width + " ".join(f"{k[:14]:>14}" for k in SHOWN))
    for name, row in found.items():
        print(f"{name:<{width}}" + " ".join(f"{row[k]:>14.3f}" for k in SHOWN))
    for name, row in found.items():
        if name.startswith("cv/"):
            print(name, json.dumps(row["per_label_f1"]))


def main(arguments: list[str]) -> None:
    """Train what is missing, tune thresholds, print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fresh", action="store_true", help="train again what runs/ already holds")
    options.add_argument("--figures", action="store_true", help="train nothing")
    chosen = options.parse_args(arguments)
    gold = load_gold()
    if not chosen.figures:
        train_all(gold, Recipe(), chosen.fresh)
        thresholds = nested_thresholds(gold)
        (oof.FOLDER / "thresholds.json").write_text(json.dumps(thresholds, indent=0) + "\n", encoding="utf-8")
    thresholds = json.loads((oof.FOLDER / "thresholds.json").read_text(encoding="utf-8"))
    found = figures(gold, thresholds)
    found_tags = agreement(gold, {i: dict(o.tags) for i, o in oof.load("cv").items()})
    (oof.FOLDER / "figures.json").write_text(
        json.dumps({"heads": found, "tags": found_tags}, indent=1) + "\n", encoding="utf-8"
    )
    show(found)
    print("word tags, F1 against the parser:", found_tags)


if __name__ == "__main__":
    main(sys.argv[1:])
