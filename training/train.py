"""``make train``: from ``data/`` to the shipped weights. Thresholds come from the out-of-fold predictions."""

from __future__ import annotations

import json
import sys

import torch

from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from training import oof
from training.base import BASE_PATH, rehearsal, train_base
from training.constants import LABELS, RUNS, WEIGHTS
from training.data import example_of, load_gold
from training.export import Release, export
from training.fitting import Recipe, Store, fit
from training.network import Reader
from training.provenance import data_hash
from training.tagger import load_tagger

VERSION = "1.3.0"


def main(arguments: list[str]) -> None:
    """Train on everything and write the shipped files; ``--export-only`` writes what ``runs/`` holds."""
    recipe, gold = Recipe(), load_gold()
    examples = [example_of(g) for g in gold]
    kept = RUNS / "final.pt"
    if "--export-only" in arguments:
        held = torch.load(kept)
        reader, data = Reader(), held["data"]
        reader.load_state_dict(held["weights"])
    else:
        data = data_hash()
        if not BASE_PATH.exists() or "--fresh" in arguments:
            train_base()
        store = Store(RUNS / "states.pt")
        reader = fit(examples, store, recipe, extra=rehearsal(gold), log="final", start=BASE_PATH)
        torch.save({"weights": reader.state_dict(), "data": data}, kept)
    page = oof.FOLDER / "thresholds.json"
    if page.exists():
        thresholds = json.loads(page.read_text(encoding="utf-8"))["final"]
    else:
        print("no data/oof/thresholds.json yet (make crossval): every threshold is one half")
        thresholds = {task: dict.fromkeys(LABELS, 0.5) for task in ("evidence", "grade1", "grade2", "presence")}
    longest = sorted(examples, key=lambda e: -len(e.text))[:3]
    export(reader.eval(), load_tagger(), [*longest, *examples[::23]], Release(VERSION, data, thresholds))
    shipped = Encoder(WEIGHTS)
    vectors: dict[str, Floats] = {e.id: shipped.read(e.text, e.sentences, e.competency).vectors for e in examples}
    oof.FOLDER.mkdir(parents=True, exist_ok=True)
    print("sentence vectors:", oof.save_vectors(gold, vectors).stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
