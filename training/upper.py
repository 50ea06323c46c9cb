"""Training of what reads over the judge's lower layers: upper layers of its own, and weights over their pooled states.

``training/listener.py`` and ``training/questions.py`` have it in common; ``greenroom.language.pooled`` runs it.
"""

from __future__ import annotations

import copy
import dataclasses
import math
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional

from greenroom.language.pooled import LENGTH
from training.minilm import HIDDEN, LAYERS, MiniLM, padding_mask
from training.network import FROZEN
from training.onnx_graph import OPSET, Graph, layers


@dataclasses.dataclass(frozen=True, slots=True)
class Steps:
    """How a training goes: pieces a batch, rates of encoder and head, share of the steps in which they rise.

    ``ema``: how much of the average of the weights each step keeps.
    """

    batch: int
    encoder_rate: float
    head_rate: float
    decay: float
    ema: float
    seed: int
    rise: float = 0.06


class Net(nn.Module):
    """An encoder's upper layers, and a row of weights a column over mean and maximum of their states."""

    def __init__(self, encoder: MiniLM, columns: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.mean = nn.Linear(HIDDEN, columns)
        self.peak = nn.Linear(HIDDEN, columns, bias=False)
        nn.init.zeros_(self.mean.weight)
        nn.init.zeros_(self.peak.weight)
        self.drop = nn.Dropout(dropout)

    def upper(self) -> list[nn.Parameter]:
        """What is trained of the encoder."""
        for p in self.encoder.parameters():
            p.requires_grad_(False)
        kept = [p for layer in list(self.encoder.layers)[FROZEN:] for p in layer.parameters()]
        for p in kept:
            p.requires_grad_(True)
        return kept

    def forward(self, lower: Tensor, lengths: Tensor, pooled: Tensor) -> Tensor:
        """Scores ``[B, columns]`` from padded lower states ``[B, T, HIDDEN]``; ``pooled [B, T]``: which are weighed."""
        states = self.encoder.upper(lower, padding_mask(lengths, lower.shape[1]), FROZEN)
        inside = pooled.float()[..., None]
        middle = functional.normalize((states * inside).sum(1), dim=1) * LENGTH
        top = functional.normalize((states + (inside - 1) * 1e4).amax(1), dim=1) * LENGTH
        scores: Tensor = self.mean(self.drop(middle)) + self.peak(self.drop(top))
        return scores


def fitted(
    net: Net, sizes: Sequence[int], epochs: int, steps: Steps, lost: Callable[[Net, list[int]], Tensor], log: str
) -> Net:
    """Train further; returns the exponential moving average of the weights.

    ``sizes``: length of every piece, so that a batch holds pieces of about one length; ``lost``: the loss of a batch,
    of the pieces at these places.
    """
    torch.manual_seed(steps.seed)
    rng = random.Random(steps.seed)
    groups = [(net.upper(), steps.encoder_rate), ([*net.mean.parameters(), *net.peak.parameters()], steps.head_rate)]
    average = copy.deepcopy(net)
    optimiser = torch.optim.AdamW([{"params": p} for p, _ in groups], weight_decay=steps.decay, betas=(0.9, 0.98))
    total, step = epochs * math.ceil(len(sizes) / steps.batch), 0
    for epoch in range(epochs):
        began, sums = time.time(), 0.0
        order = sorted(range(len(sizes)), key=lambda i: sizes[i] * rng.uniform(0.7, 1.4))
        batches = [order[at : at + steps.batch] for at in range(0, len(order), steps.batch)]
        rng.shuffle(batches)
        net.train()
        for n, batch in enumerate(batches, 1):
            cosine = 0.02 + 0.49 * (1 + math.cos(math.pi * step / total))
            scale = min(1.0, (step + 1) / (steps.rise * total)) * cosine
            for group, (_, rate) in zip(optimiser.param_groups, groups, strict=True):
                group["lr"] = rate * scale
            loss = lost(net, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for some, _ in groups for p in some], 1.0)
            optimiser.step()
            step += 1
            sums += float(loss.detach())
            _follow(average, net, min(steps.ema, step / (step + 9)))
            if n % 200 == 0:
                print(f"{log} {epoch + 1}/{epochs} {n}/{len(batches)} loss {sums / n:.4f}", flush=True)
        took = time.time() - began
        print(f"{log} epoch {epoch + 1}/{epochs} {took:.0f}s loss {sums / len(batches):.4f}", flush=True)
    return average.eval()


@torch.no_grad()
def _follow(average: Net, net: Net, keep: float) -> None:
    for mine, theirs in zip(average.parameters(), net.parameters(), strict=True):
        if theirs.requires_grad:
            mine.lerp_(theirs, 1 - keep)


def network_model(net: Net, name: str) -> onnx.ModelProto:
    """``lower [1, T, 384]`` to ``states [T, 384]``, with int8 weights."""
    g = Graph(int8=True)
    x = layers(g, net.encoder, "lower", FROZEN, LAYERS)
    g.add("Squeeze", x, g.constant("axis", np.array([0])))
    g.nodes[-1].output[0] = "states"
    made = helper.make_graph(
        g.nodes,
        name,
        [helper.make_tensor_value_info("lower", TensorProto.FLOAT, [1, "pieces", HIDDEN])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["pieces", HIDDEN])],
        initializer=g.constants,
    )
    return helper.make_model(made, opset_imports=OPSET, ir_version=9, producer_name="greenroom")


def head_of(net: Net) -> dict[str, Any]:
    """The columns as ``greenroom.language.pooled.Head`` reads them from the tables."""
    return {
        "mean": net.mean.weight.detach().numpy().T.astype(np.float16),
        "peak": net.peak.weight.detach().numpy().T.astype(np.float16),
        "bias": net.mean.bias.detach().numpy(),
    }
