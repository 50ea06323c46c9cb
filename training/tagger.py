"""Word tags from the frozen lower layers: a small convolutional head taught by the parser's silver tags.

Which verb is passive, who acts, what is negated, hypothetical or reported is better seen in the middle of the encoder
than at its top, and the lower layers are never trained, so that one tagger serves every fold. It learns from the
training-only texts (``data/grown/`` and the guides' examples); the gold answers measure it.
``python -m training.tagger`` trains it, keeps ``runs/tagger.pt`` and prints F1 on the gold.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from greenroom.language.outputs import TagSpan, sigmoid, tagged_words
from training.constants import RUNS, TAGS
from training.data import Example, Gold, example_of, load_gold
from training.fitting import Store
from training.minilm import HIDDEN

WIDTH, KERNEL, DILATIONS = 96, 5, (1, 2, 4)
EPOCHS, RATE, SEED = 24, 2e-3, 5
TAGGER_PATH = RUNS / "tagger.pt"


class Tagger(nn.Module):
    """``[B, T, HIDDEN]`` of the lower layers to ``[B, T, 7]`` logits; sees 14 pieces to either side."""

    def __init__(self) -> None:
        super().__init__()
        self.inlet = nn.Linear(HIDDEN, WIDTH)
        convolutions = [nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=d * (KERNEL // 2), dilation=d) for d in DILATIONS]
        self.convolutions: Iterable[nn.Conv1d] = nn.ModuleList(convolutions)
        self.outlet = nn.Linear(WIDTH, len(TAGS))

    def forward(self, states: Tensor) -> Tensor:
        """Logits of every piece and tag."""
        x = functional.gelu(self.inlet(functional.dropout(states, 0.1, self.training))).transpose(1, 2)
        for convolution in self.convolutions:
            x = x + functional.gelu(convolution(functional.dropout(x, 0.1, self.training)))
        return self.outlet(functional.dropout(x.transpose(1, 2), 0.1, self.training))


def material(examples: list[Example], store: Store) -> list[tuple[Tensor, Tensor]]:
    """Lower states and tags of every window that the parser has tagged."""
    store.add(examples)
    pairs = []
    for e in examples:
        for states, tags in zip(store.cached[id(e)].lower, e.tags, strict=True):
            if not np.isnan(tags).any():
                pairs.append((states, torch.from_numpy(np.ascontiguousarray(tags, np.float32))))
    return pairs


def fit_tagger(examples: list[Example], store: Store) -> Tagger:
    """Train on windows of similar length, with a cosine schedule."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    pairs, net = material(examples, store), Tagger()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.01)
    steps = [chosen for _ in range(EPOCHS) for chosen in batched(pairs, rng)]
    for step, chosen in enumerate(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / len(steps))))
        width = max(len(s) for s, _ in chosen)
        states = torch.stack([functional.pad(s.float(), (0, 0, 0, width - len(s))) for s, _ in chosen])
        wanted = torch.stack([functional.pad(t, (0, 0, 0, width - len(t))) for _, t in chosen])
        inside = torch.stack([torch.arange(width) < len(s) for s, _ in chosen]).float()[..., None]
        each = functional.binary_cross_entropy_with_logits(net(states), wanted, reduction="none")
        loss = (each * inside).sum() / inside.sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % 200 == 0:
            print(f"tagger step {step + 1}/{len(steps)} loss {float(loss.detach()):.3f}", flush=True)
    return net.eval()


def batched(pairs: list[tuple[Tensor, Tensor]], rng: random.Random) -> list[list[tuple[Tensor, Tensor]]]:
    """Batches of some 1,500 pieces."""
    made: list[list[tuple[Tensor, Tensor]]] = [[]]
    for pair in sorted(pairs, key=lambda p: len(p[0]) * rng.uniform(0.9, 1.1)):
        if sum(len(s) for s, _ in made[-1]) + len(pair[0]) > 1500:
            made.append([])
        made[-1].append(pair)
    rng.shuffle(made)
    return made


@torch.no_grad()
def tags_of(net: Tagger, example: Example, store: Store) -> dict[str, list[TagSpan]]:
    """Tagged words in the form that the run time gives them."""
    rows, where = [], []
    windows = zip(store.cached[id(example)].lower, example.offsets, example.owners, strict=True)
    for states, offsets, owners in windows:
        logits = net(states.float()[None])[0]
        rows += [logits[i] for i, own in enumerate(owners) if own >= 0]
        where += [o for o, own in zip(offsets, owners, strict=True) if own >= 0]
    probabilities = sigmoid(torch.stack(rows).numpy()) if rows else np.zeros((0, len(TAGS)), np.float32)
    return tagged_words(example.text, where, probabilities, TAGS)


def agreement(
    gold: list[Gold], said: Mapping[str, Mapping[str, Sequence[TagSpan]]], least: float = 0.5
) -> dict[str, float]:
    """F1 of every tag against the parser's, word by word."""
    found: dict[str, float] = {}
    for name in TAGS:
        hits = wrong = missed = 0
        for g in gold:
            flat = g.tags[name]
            wanted = [(s, s + n) for s, n in zip(flat[::2], flat[1::2], strict=True)]
            told = [(a, b) for a, b, p in said[g.id][name] if p >= least]
            met = sum(any(a < t and s < b for s, t in wanted) for a, b in told)
            hits, wrong = hits + met, wrong + len(told) - met
            missed += sum(not any(a < t and s < b for a, b in told) for s, t in wanted)
        found[name] = round(2 * hits / max(2 * hits + wrong + missed, 1), 3)
    return found


def load_tagger(path: Path = TAGGER_PATH) -> Tagger:
    """The kept tagger; trained first where there is none."""
    if not path.exists():
        main()
    net = Tagger()
    net.load_state_dict(torch.load(path))
    return net.eval()


def main() -> None:
    """Train, keep, measure."""
    from training.base import base_examples

    torch.set_num_threads(1)
    store, gold = Store(RUNS / "states.pt"), load_gold()
    net = fit_tagger(base_examples(), store)
    torch.save(net.state_dict(), TAGGER_PATH)
    examples = {g.id: example_of(g) for g in gold}
    store.add(list(examples.values()))
    print(
        "word tags, F1 against the parser:", agreement(gold, {i: tags_of(net, e, store) for i, e in examples.items()})
    )


if __name__ == "__main__":
    main()
