"""How well a guide is judged that the network has never seen; ``python -m training.holdout``.

For each competency in turn: train on the other one's answers and examples alone, ask the held-out one's labels as the
product asks those of a new guide (:mod:`greenroom.judges.asking`), and measure on its gold answers. *Zero-shot* asks
by what the guide says; *with examples* by the guide's found examples too. Nothing of the held-out competency is
trained on in either. The lines are one half everywhere. Figures go to ``data/oof/holdout.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch.nn import functional

from greenroom.guides.loader import load_examples, load_guide
from greenroom.judges.asking import queries_of
from greenroom.language.encoder import Query
from greenroom.language.outputs import Floats
from training import oof
from training.base import base_examples
from training.constants import COMPETENCIES, LABELS, RUNS, labels_of
from training.crossval import SHOWN, Json, scorer
from training.data import CLS, SEP, Gold, example_of, load_gold, tokenizer
from training.decide import decide
from training.fitting import BASE, Store, fit, predict
from training.network import Reader

RECIPE = replace(BASE, probe_epochs=8, epochs=2, augmented=0.0)


class TorchAsked:
    """Embeds with a trained network as the shipped encoder does; knows the labels in ``known``."""

    def __init__(self, reader: Reader, known: set[str]) -> None:
        """``known``: labels that the network was trained on."""
        self.reader, self.known = reader, known

    @torch.no_grad()
    def embed(self, texts: Sequence[str]) -> Floats:
        """Rows of length 1."""
        rows = []
        for text in texts:
            ids = torch.tensor([[CLS, *tokenizer().encode(text, add_special_tokens=False).ids[:510], SEP]])
            rows.append(functional.normalize(self.reader.vectors(self.reader.encoder(ids).mean(1)), dim=-1)[0])
        found: Floats = torch.stack(rows).numpy().astype(np.float32)
        return found

    def query_of(self, label: str) -> Query | None:
        """A stand-in for a trained label: its row is left as it is."""
        if label not in self.known:
            return None
        kind = ("signal", "disqualifier", "red_flag")[int(self.reader.kinds[LABELS.index(label)].argmax())]
        return Query(kind=kind, vector=np.zeros(1, np.float32))


def ask(reader: Reader, held: str, examples: bool) -> None:
    """Put the guide's questions where the held-out competency's labels stand."""
    known = {n for c in COMPETENCIES if c != held for n in labels_of(c)}
    made = queries_of(load_guide(held), TorchAsked(reader, known), load_examples(held) if examples else None)
    with torch.no_grad():
        for name, query in made.items():
            if name not in known:
                at = LABELS.index(name)
                reader.described[at] = torch.from_numpy(query.vector)
                reader.residual[at] = 0.0
                reader.absent[at] = float(query.absence)


def measure(reader: Reader, golds: list[Gold], store: Store) -> Json:
    """Figures with every line at one half."""
    outputs = predict(reader, [example_of(g) for g in golds], store)
    lines: Json = {task: dict.fromkeys(LABELS, 0.5) for task in ("evidence", "grade1", "grade2", "presence")}
    rows = {g.id: decide(g, outputs[g.id], lines) for g in golds}
    found = scorer()({g.id: g.answer for g in golds}, {g.id: g.labels for g in golds}, rows)
    return {k: found[k] for k in (*SHOWN, "answers")}


def main(arguments: list[str]) -> None:
    """Two trainings, four rows of figures."""
    gold, store, page = load_gold(), Store(RUNS / "states.pt"), dict[str, Json]()
    for held in COMPETENCIES:
        kept = RUNS / f"holdout-{held}.pt"
        if not kept.exists() or "--fresh" in arguments:
            seen = [example_of(g) for g in gold if g.answer["competency"] != held]
            seen += [e for e in base_examples() if e.competency != held]
            reader = fit(seen, store, RECIPE, log=f"without {held}")
            torch.save(reader.state_dict(), kept)
        for name, examples in (("zero-shot", False), ("with examples", True)):
            reader = Reader()
            reader.load_state_dict(torch.load(kept))
            ask(reader.eval(), held, examples)
            for part in ("dev", "plain"):
                mine = [g for g in gold if g.answer["competency"] == held and g.source == part]
                page.setdefault(held, {})[f"{name}, {part}"] = measure(reader, mine, store)
                print(held, name, part, page[held][f"{name}, {part}"], flush=True)
    (oof.FOLDER / "holdout.json").write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
