"""The base that every training goes on from: learned from everything that is not gold.

``python -m training.base`` trains on ``data/grown/`` and on the guides' examples and keeps ``runs/base.pt``. No gold
answer is read, so that the same base serves all the folds without a leak.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training.augment import augmented, bank_of, windowed
from training.constants import RUNS
from training.data import Example, Gold, example_of, load_grown
from training.fitting import BASE, Store, fit
from training.guide_examples import guide_examples

BASE_PATH = RUNS / "base.pt"


def base_examples() -> list[Example]:
    """What the base learns from, and what later trainings rehearse."""
    return [*map(example_of, load_grown()), *guide_examples()]


def changed(golds: list[Gold], copies: int = 1, seed: int = 3) -> list[Example]:
    """Changed copies of ``golds``; what pads them comes from the grown answers only."""
    return augmented(golds, bank_of(load_grown()), copies, seed)


def rehearsal(golds: list[Gold]) -> list[Example]:
    """What a training that goes on from the base draws from beside its gold: the base's answers, changed gold."""
    return [*base_examples(), *changed(golds, copies=2), *windowed(golds), *windowed(load_grown())]


def train_base() -> Path:
    """Train the base on the answers as they are and on changed copies of them."""
    examples, store = base_examples(), Store(RUNS / "states.pt")
    extra = [*changed(load_grown()), *windowed(load_grown())]
    print(f"base: {len(examples)} examples, {len(extra)} changed copies", flush=True)
    reader = fit(examples, store, BASE, extra=extra, log="base")
    torch.save(reader.state_dict(), BASE_PATH)
    return BASE_PATH


if __name__ == "__main__":
    train_base()
