"""The base that every training goes on from: learned from everything that is not gold.

``python -m training.base`` trains on ``data/grown/`` and on the guides' examples and keeps ``runs/base.pt``. No gold
answer is read, so that the same base serves all the folds without a leak.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training.constants import RUNS
from training.data import Example, example_of, load_grown
from training.fitting import BASE, Store, fit
from training.guide_examples import guide_examples

BASE_PATH = RUNS / "base.pt"


def base_examples() -> list[Example]:
    """What the base learns from, and what later trainings rehearse."""
    return [*map(example_of, load_grown()), *guide_examples()]


def train_base() -> Path:
    """Train the base once."""
    examples = base_examples()
    print(f"base: {len(examples)} examples", flush=True)
    reader = fit(examples, Store(RUNS / "states.pt"), BASE, log="base")
    torch.save(reader.state_dict(), BASE_PATH)
    return BASE_PATH


if __name__ == "__main__":
    train_base()
