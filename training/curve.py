"""What more answers would buy; ``python -m training.curve``.

The heads alone, over the published encoder as it is (cheap, so the curve can be drawn again), are trained on growing
shares of the grown answers, whole stories at a time, and read on all gold answers: no writer and no rater of the gold
has been seen. Lines are those tuned on the other part. Figures go to ``data/oof/curve.json``.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace

from training import oof
from training.constants import RUNS
from training.crossval import SHOWN, Json, scorer
from training.data import PARTS_OF_GOLD, Gold, example_of, load_gold, load_grown
from training.decide import decide, tune
from training.fitting import BASE, Store, fit, predict
from training.guide_examples import guide_examples

SHARES = (0.25, 0.5, 1.0)
STEPS_LIKE = 4
"""Epochs over everything; smaller shares get as many more epochs, at most four times as many."""


def by_story(golds: list[Gold], share: float, seed: int = 4) -> list[Gold]:
    """About ``share`` of the answers, all tellings of a story together."""
    stories = sorted({(g.source, g.answer["story"]) for g in golds})
    random.Random(seed).shuffle(stories)
    chosen = set(stories[: round(share * len(stories))])
    return [g for g in golds if (g.source, g.answer["story"]) in chosen]


def main() -> None:
    """A training of the heads for each share."""
    gold, grown, store = load_gold(), load_grown(), Store(RUNS / "states.pt")
    examples, page = [example_of(g) for g in gold], dict[str, Json]()
    for share in SHARES:
        mine = by_story(grown, share)
        epochs = round(STEPS_LIKE * min(4.0, 1 / share))
        recipe = replace(BASE, probe_epochs=epochs, epochs=0, augmented=0.0)
        reader = fit([*map(example_of, mine), *guide_examples()], store, recipe, log=f"curve {share}")
        outputs = predict(reader, examples, store)
        for part in PARTS_OF_GOLD:
            lines = tune([g for g in gold if g.source != part], outputs)
            here = [g for g in gold if g.source == part]
            rows = {g.id: decide(g, outputs[g.id], lines) for g in here}
            found = scorer()({g.id: g.answer for g in here}, {g.id: g.labels for g in here}, rows)
            page.setdefault(part, {})[str(len(mine))] = {k: found[k] for k in SHOWN}
            print(part, len(mine), page[part][str(len(mine))], flush=True)
    (oof.FOLDER / "curve.json").write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
