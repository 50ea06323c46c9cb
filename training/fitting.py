"""One training: examples in, a :class:`Reader` with averaged weights out."""

from __future__ import annotations

import copy
import hashlib
import json
import math
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from greenroom.language.outputs import HeadOutputs, from_cumulative, rounded, sigmoid, softmax, tagged_words
from training.constants import DISQUALIFIERS, LABELS, RED_FLAGS, SIGNALS, TAGS
from training.data import Example
from training.losses import WEIGHTS, Balance, balance_of, loss_of, total
from training.minilm import pretrained
from training.network import FROZEN, LAYERS, Cached, Reader, cache_states, collate

THREADS = 1
"""Threads of one training; :mod:`training.crossval` runs two trainings side by side instead."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of a training."""

    probe_epochs: int = 0
    probe_rate: float = 2e-3
    probe_tokens: int = 1800
    epochs: int = 3
    tokens: int = 1000
    encoder_rate: float = 1.5e-4
    head_rate: float = 6e-4
    decay: float = 0.02
    ema: float = 0.98
    warmup: float = 0.08
    augmented: float = 0.8
    seed: int = 7


BASE = Recipe(probe_epochs=5, epochs=3, encoder_rate=2e-4, augmented=0.4, seed=11)
"""For the base: everything that is not gold."""


class Store:
    """What the published encoder says of each example; shared by all the trainings of one run.

    Kept in ``runs/states.pt`` between runs (the published encoder never changes), keyed by what was encoded.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.cached: dict[int, Cached] = {}
        self.alive: list[Example] = []  # or else another example could get the id of one that is gone
        self.kept: dict[str, Cached] = {}
        if path is not None and path.exists():
            self.kept = torch.load(path, weights_only=False, mmap=True)  # trainings side by side share the pages

    def add(self, examples: list[Example]) -> None:
        """Encode what is not held yet."""
        fresh = [e for e in examples if id(e) not in self.cached]
        keys = {id(e): state_key(e) for e in fresh}
        unknown = [e for e in fresh if keys[id(e)] not in self.kept]
        if unknown:
            made = cache_states(pretrained().eval(), unknown)
            self.kept.update({keys[i]: c for i, c in made.items()})
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                written = self.path.with_suffix(f".{os.getpid()}")
                torch.save(self.kept, written)
                written.replace(self.path)
        self.cached.update({id(e): self.kept[keys[id(e)]] for e in fresh})
        self.alive += fresh


def state_key(example: Example) -> str:
    """What an example's cached states depend on."""
    return hashlib.sha256(json.dumps([FROZEN, example.windows, example.owners]).encode()).hexdigest()


def batches(examples: list[Example], tokens: int, rng: random.Random) -> list[list[Example]]:
    """Random batches of similar length with at most ``tokens`` padded pieces each."""

    def size(e: Example) -> int:
        return sum(len(w) for w in e.windows)

    order = sorted(examples, key=lambda e: size(e) * rng.uniform(0.8, 1.25))
    made: list[list[Example]] = [[]]
    widest = windows = 0
    for e in order:
        widest = max(widest, *(len(w) for w in e.windows))
        windows += len(e.windows)
        if made[-1] and widest * windows > tokens:
            made.append([])
            widest, windows = max(len(w) for w in e.windows), len(e.windows)
        made[-1].append(e)
    rng.shuffle(made)
    return made


def fit(
    examples: list[Example],
    store: Store,
    recipe: Recipe,
    extra: list[Example] | None = None,
    log: str = "",
    start: Path | None = None,
) -> Reader:
    """Train for a fixed number of epochs; return the exponential moving average of the weights.

    First the heads alone over the published encoder (its states are cached, so an epoch is cheap), then the
    upper layers of the encoder with them. ``start`` names saved weights to go on from; ``extra`` are examples of
    which a share (``recipe.augmented``) is drawn for every epoch.
    """
    torch.set_num_threads(THREADS)
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    reader = Reader()
    if start is not None:
        reader.load_state_dict(torch.load(start))
    store.add([*examples, *(extra or [])])
    run = Run(reader, balance_of(examples), store, log)
    encoder, heads = reader.trainable()
    if recipe.probe_epochs:
        chosen = plan_steps(examples, extra or [], recipe, rng, recipe.probe_epochs, recipe.probe_tokens)
        group = {"params": heads["params"], "lr": recipe.probe_rate, "weight_decay": recipe.decay}
        probed = run.phase(chosen, [group], recipe, LAYERS)
        if not recipe.epochs:
            return probed.eval()
    groups = [
        {"params": encoder["params"], "lr": recipe.encoder_rate, "weight_decay": recipe.decay},
        {"params": heads["params"], "lr": recipe.head_rate, "weight_decay": recipe.decay},
    ]
    return run.phase(
        plan_steps(examples, extra or [], recipe, rng, recipe.epochs, recipe.tokens), groups, recipe, FROZEN
    ).eval()


def plan_steps(
    examples: list[Example], extra: list[Example], recipe: Recipe, rng: random.Random, epochs: int, tokens: int
) -> list[list[Example]]:
    """Batches of every epoch: all originals, and a share of the extra examples on top."""
    steps: list[list[Example]] = []
    for _ in range(epochs):
        count = min(round(recipe.augmented * len(examples)), len(extra))
        steps += batches([*examples, *rng.sample(extra, count)], tokens, rng)
    return steps


@dataclass(slots=True)
class Run:
    """The state that the phases of a training share."""

    reader: Reader
    balance: Balance
    store: Store
    log: str

    def phase(self, steps: list[list[Example]], groups: list[dict[str, Any]], recipe: Recipe, start: int) -> Reader:
        """Warm-up and cosine over ``steps``; returns the averaged network."""
        optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
        rates = [g["lr"] for g in groups]
        params = [p for g in groups for p in g["params"]]
        warm = max(1, int(recipe.warmup * len(steps)))
        average = copy.deepcopy(self.reader)
        began, seen, sums = time.time(), 0, dict.fromkeys(WEIGHTS, 0.0)
        for step, chosen in enumerate(steps):
            scale = min(1.0, (step + 1) / warm) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / len(steps))))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * scale
            self.reader.train()
            batch = collate(chosen, self.store.cached, start)
            losses = loss_of(self.reader(batch, start), batch, self.balance)
            optimiser.zero_grad(set_to_none=True)
            total(losses).backward()
            torch.nn.utils.clip_grad_norm_(params, 1.0)
            optimiser.step()
            keep = min(recipe.ema, (step + 1) / (step + 10))
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), self.reader.parameters(), strict=True):
                    if theirs.requires_grad:
                        mine.lerp_(theirs, 1 - keep)
            seen += 1
            for k, v in losses.items():
                sums[k] += float(v.detach())
            if (step + 1) % 60 == 0 or step + 1 == len(steps):
                mean = " ".join(f"{k} {v / seen:.3f}" for k, v in sums.items())
                print(
                    f"{self.log} layer {start} step {step + 1}/{len(steps)} {time.time() - began:.0f}s {mean}",
                    flush=True,
                )
                seen, sums = 0, dict.fromkeys(WEIGHTS, 0.0)
        return average


@torch.no_grad()
def predict(reader: Reader, examples: list[Example], store: Store) -> dict[str, HeadOutputs]:
    """Head outputs in the form that the run time gives them."""
    store.add(examples)
    reader.eval()
    found: dict[str, HeadOutputs] = {}
    for e in examples:
        out = {k: v.numpy().astype(np.float32) for k, v in reader(collate([e], store.cached)).items()}
        evidence, grades = sigmoid(out["evidence"][0]), from_cumulative(out["grades"][0])
        presence = sigmoid(out["presence"][0])
        judged = [*DISQUALIFIERS[e.competency], *RED_FLAGS]
        where = [
            o
            for offsets, own in zip(e.offsets, e.owners, strict=True)
            for o, i in zip(offsets, own, strict=True)
            if i >= 0
        ]
        found[e.id] = HeadOutputs(
            parts=rounded(softmax(out["parts"][0])),
            vectors=rounded(out["vectors"][0]),
            evidence={n: rounded(evidence[LABELS.index(n)]) for n in [*SIGNALS[e.competency], *judged]},
            grades={n: rounded(grades[LABELS.index(n)]) for n in SIGNALS[e.competency]},
            presence={n: round(float(presence[LABELS.index(n)]), 4) for n in judged},
            level=rounded(from_cumulative(out["level"][0])),
            story=round(float(sigmoid(out["story"])[0]), 4),
            tags=tagged_words(e.text, where, sigmoid(out["tags"]), TAGS),
        )
    return found


__all__ = ["Recipe", "Store", "fit", "predict"]
