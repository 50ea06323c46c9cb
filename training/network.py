"""Encoder, pooling and heads together, and the batches that they read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
import yaml
from torch import Tensor, nn
from torch.nn import functional

from training.constants import COMPETENCIES, LABELS, LEVELS, RED_FLAGS, ROOT, SIGNALS, TAGS, labels_of
from training.data import CLS, SEP, Example, tokenizer
from training.heads import Heads
from training.minilm import HIDDEN, LAYERS, MiniLM, padding_mask, pretrained

FROZEN = 3
"""Layers of the encoder that are not trained."""
LATE = 64
"""Width of the comparison of single words with labels."""
LEVEL_STEPS = tuple(f"level:{name}" for name in LEVELS[1:])
ASKED = (*LABELS, *LEVEL_STEPS)
"""Every query: the labels, then the steps of the level."""


@cache
def label_texts() -> dict[str, dict[str, Any]]:
    """Label descriptions from ``training/labels.yaml``."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "training" / "labels.yaml").read_text(encoding="utf-8"))
    missing = {*LABELS, *LEVEL_STEPS} ^ set(found)
    if missing:
        raise ValueError(f"training/labels.yaml and the label list differ: {sorted(missing)}")
    return found


def kinds_and_absences() -> tuple[Tensor, Tensor]:
    """One-hot kind and the absence mark of every label, in ``ASKED`` order."""
    signals = {s for c in COMPETENCIES for s in SIGNALS[c]}
    kinds = torch.zeros(len(ASKED), 3)
    for i, name in enumerate(LABELS):
        kinds[i, 0 if name in signals else 2 if name in RED_FLAGS else 1] = 1.0
    absent = torch.tensor([float(label_texts()[n].get("absence", False)) for n in ASKED])
    return kinds, absent


def asked_of(competency: str) -> np.ndarray:
    """1 for the labels of the competency and the steps of the level."""
    names = {*labels_of(competency), *LEVEL_STEPS}
    return np.array([float(n in names) for n in ASKED], np.float32)


@torch.no_grad()
def embed_texts(net: MiniLM, texts: list[str]) -> Tensor:
    """Normalised mean of all token states, as the published model embeds a sentence."""
    rows = []
    for text in texts:
        ids = torch.tensor([[CLS, *tokenizer().encode(text, add_special_tokens=False).ids[:510], SEP]])
        rows.append(functional.normalize(net(ids).mean(1), dim=-1)[0])
    return torch.stack(rows)


class Reader(nn.Module):
    """The whole network; only the upper layers of the encoder and the heads are trained."""

    def __init__(self, query_dropout: float = 0.4) -> None:
        super().__init__()
        self.encoder = pretrained()
        self.encoder.eval()
        texts = [label_texts()[n]["text"] for n in ASKED]
        self.register_buffer("described", embed_texts(self.encoder, texts))
        kinds, absent = kinds_and_absences()
        self.register_buffer("kinds", kinds)
        self.register_buffer("absent", absent)
        self.residual = nn.Parameter(torch.zeros(len(ASKED), HIDDEN))
        self.query_dropout = query_dropout
        self.tags = nn.Linear(HIDDEN, len(TAGS))
        self.vectors = nn.Linear(HIDDEN, HIDDEN, bias=False)
        with torch.no_grad():
            self.vectors.weight.copy_(torch.eye(HIDDEN))
        self.late_words = nn.Linear(HIDDEN, LATE)
        self.late_labels = nn.Linear(HIDDEN, LATE, bias=False)
        self.heads = Heads()

    described: Tensor
    kinds: Tensor
    absent: Tensor

    def queries(self) -> Tensor:
        """Label queries; in training the learned residual of random labels is left out."""
        residual = self.residual
        if self.training:
            residual = residual * (torch.rand(len(ASKED), 1) >= self.query_dropout)
        return self.described + residual

    def trainable(self) -> list[dict[str, Any]]:
        """Parameters of the upper encoder layers, then of everything else."""
        upper = [p for layer in list(self.encoder.layers)[FROZEN:] for p in layer.parameters()]
        for p in self.encoder.parameters():
            p.requires_grad_(False)
        for p in upper:
            p.requires_grad_(True)
        rest = [p for n, p in self.named_parameters() if not n.startswith("encoder.")]
        return [{"params": upper, "kind": "encoder"}, {"params": rest, "kind": "heads"}]

    def forward(self, batch: Batch, start: int = FROZEN) -> dict[str, Tensor]:
        """``start``: the layer that ``batch.lower`` comes from (``LAYERS``: the encoder is not run)."""
        states = self.encoder.upper(batch.lower, batch.mask, start)
        flat = states.reshape(-1, HIDDEN)[batch.real]
        tags = self.tags(flat)
        mean, peak = pool(flat, batch.owner, batch.slots)
        touched = pool(torch.sigmoid(tags).detach(), batch.owner, batch.slots)[1]
        b, s = batch.inside.shape
        features = torch.cat([mean, peak, batch.extra, touched], -1).view(b, s, -1)
        queries = self.queries()
        near = self.late_words(flat) @ self.late_labels(queries * HIDDEN**0.5).T / LATE**0.5
        late = pool(near, batch.owner, batch.slots)[1].view(b, s, -1).transpose(1, 2)
        out = self.heads(features, batch.inside, queries, self.kinds, self.absent, batch.asked, late, batch.lengths)
        out["tags"] = tags
        out["vectors"] = functional.normalize(self.vectors(mean), dim=-1).view(b, s, -1)
        out["verdict"] = self.heads.verdict(torch.cat([out["state"], batch.target], -1))
        return out


def pool(flat: Tensor, owner: Tensor, slots: int) -> tuple[Tensor, Tensor]:
    """Mean and maximum of the token rows of every sentence slot (zeros for an empty slot)."""
    width = flat.shape[1]
    count = torch.zeros(slots, 1).index_add_(0, owner, torch.ones(len(owner), 1)).clamp(min=1.0)
    mean = torch.zeros(slots, width).index_add(0, owner, flat) / count
    index = owner[:, None].expand(-1, width)
    peak = torch.zeros(slots, width).scatter_reduce(0, index, flat, "amax", include_self=False)
    return mean, peak


@dataclass(slots=True)
class Batch:
    """Some answers, padded; token rows that belong to a sentence are listed in ``real``."""

    examples: list[Example]
    lower: Tensor
    mask: Tensor
    real: Tensor
    owner: Tensor
    slots: int
    inside: Tensor
    lengths: Tensor
    extra: Tensor
    asked: Tensor
    target: Tensor
    tags: Tensor
    vectors: Tensor


def collate(examples: list[Example], cached: dict[int, Cached], start: int = FROZEN) -> Batch:
    """Pad cached states (of layer ``FROZEN`` or ``LAYERS``) and sentence tables."""
    count = max(len(e.sentences) for e in examples)
    states_of = [(cached[id(e)].lower if start == FROZEN else cached[id(e)].top) for e in examples]
    windows = [(row, w, h) for row, held in enumerate(states_of) for w, h in enumerate(held)]
    width = max(h.shape[0] for _, _, h in windows)
    states = torch.zeros(len(windows), width, HIDDEN)
    owner = np.full((len(windows), width), -1, np.int64)
    tags = np.zeros((len(windows), width, len(TAGS)), np.float32)
    for i, (row, w, h) in enumerate(windows):
        states[i, : h.shape[0]] = h.float()
        own = np.array(examples[row].owners[w])
        owner[i, : len(own)] = np.where(own >= 0, own + row * count, -1)
        if examples[row].tags:
            tags[i, : len(own)] = examples[row].tags[w]
    lengths = torch.tensor([h.shape[0] for _, _, h in windows])
    flat = owner.reshape(-1)
    real = np.flatnonzero(flat >= 0)
    inside = torch.zeros(len(examples), count)
    vectors = torch.zeros(len(examples), count, HIDDEN)
    extra = torch.zeros(len(examples) * count, examples[0].extra.shape[1])
    for row, e in enumerate(examples):
        inside[row, : len(e.sentences)] = 1.0
        vectors[row, : len(e.sentences)] = cached[id(e)].vectors.float()
        extra[row * count : row * count + len(e.sentences)] = torch.from_numpy(e.extra)
    return Batch(
        examples=examples,
        lower=states,
        mask=padding_mask(lengths, width),
        real=torch.from_numpy(real),
        owner=torch.from_numpy(flat[real]),
        slots=len(examples) * count,
        inside=inside,
        lengths=torch.tensor([len(e.sentences) for e in examples]),
        extra=extra,
        asked=torch.from_numpy(np.stack([asked_of(e.competency) for e in examples])),
        target=functional.one_hot(torch.tensor([e.target_level for e in examples]), 5).float(),
        tags=torch.from_numpy(tags.reshape(-1, len(TAGS))[real]),
        vectors=vectors,
    )


class Cached(NamedTuple):
    """What the published encoder says of one example, in half precision.

    States after the frozen layers and after all layers (one tensor a window), and normalised sentence vectors.
    """

    lower: list[Tensor]
    top: list[Tensor]
    vectors: Tensor


@torch.no_grad()
def cache_states(net: MiniLM, examples: list[Example]) -> dict[int, Cached]:
    """What the published encoder says, keyed by ``id(example)``; the encoder must not have been trained yet."""
    cached: dict[int, Cached] = {}
    for e in examples:
        low, full = [], []
        for ids in e.windows:
            x = net.lower(torch.tensor([ids]), None, FROZEN)
            low.append(x[0].half())
            full.append(net.upper(x, None, FROZEN)[0])
        owner = torch.tensor([o for w in e.owners for o in w])
        mean, _ = pool(torch.cat(full)[owner >= 0], owner[owner >= 0], len(e.sentences))
        cached[id(e)] = Cached(low, [f.half() for f in full], functional.normalize(mean, dim=-1).half())
    return cached


__all__ = ["FROZEN", "LAYERS", "Batch", "Cached", "Reader", "cache_states", "collate", "embed_texts", "label_texts"]
