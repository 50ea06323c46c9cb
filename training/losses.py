"""The multi-task loss. Targets that are not known are ``nan`` and count nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.constants import LABELS
from training.data import Example
from training.network import Batch

WEIGHTS = {
    "parts": 1.5,
    "evidence": 1.0,
    "grades": 1.0,
    "presence": 3.0,
    "level": 1.6,
    "verdict": 0.3,
    "story": 0.3,
    "tags": 0.5,
    "vectors": 0.3,
}
PART_WEIGHTS = torch.tensor([1.0, 1.5, 1.0, 1.0, 1.2, 1.2])


@dataclass(slots=True)
class Balance:
    """Weights of the positive side, from how often a label occurs in the training answers."""

    evidence: Tensor = field(default_factory=lambda: torch.ones(len(LABELS)))
    presence: Tensor = field(default_factory=lambda: torch.ones(len(LABELS)))


def balance_of(examples: list[Example]) -> Balance:
    """Square root of the odds against a label, at most 4."""
    presence = np.nanmean(np.stack([e.presence for e in examples] + [np.zeros(len(LABELS), np.float32)]), 0)
    told = np.concatenate([e.evidence for e in examples], 1)
    evidence = np.nanmean(np.concatenate([told, np.zeros((len(LABELS), 1), np.float32)], 1), 0 + 1)

    def odds(share: np.ndarray, top: float) -> Tensor:
        share = np.clip(share, 1e-3, 0.9)
        return torch.tensor(np.clip(np.sqrt((1 - share) / share), 1.0, top), dtype=torch.float32)

    return Balance(odds(evidence, 3.0), odds(presence, 3.0))


def known(logits: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Binary cross-entropy over the known targets; ``weight`` multiplies the positive side."""
    have = ~torch.isnan(target)
    if not bool(have.any()):
        return logits.sum() * 0.0
    t = torch.nan_to_num(target)
    each = functional.binary_cross_entropy_with_logits(logits, t, reduction="none")
    scale = have.float() if weight is None else have.float() * (1.0 + (weight - 1.0) * t)
    return (each * scale).sum() / scale.sum()


def stacked(batch: Batch, name: str) -> Tensor:
    """A target of every answer of the batch."""
    return torch.from_numpy(np.stack([getattr(e, name) for e in batch.examples]))


def per_sentence(batch: Batch, name: str, rows: int) -> Tensor:
    """``[B, rows, S]`` padded with nan."""
    count = batch.inside.shape[1]
    out = torch.full((len(batch.examples), rows, count), float("nan"))
    for b, e in enumerate(batch.examples):
        value = getattr(e, name)
        value = value.T if name == "parts" else value
        out[b, :, : value.shape[1]] = torch.from_numpy(np.ascontiguousarray(value))
    return out


def loss_of(out: dict[str, Tensor], batch: Batch, balance: Balance) -> dict[str, Tensor]:
    """Every task's loss, unweighted."""
    parts = per_sentence(batch, "parts", 6).transpose(1, 2)
    have = ~torch.isnan(parts[..., 0])
    soft = torch.nan_to_num(parts)
    each = -(functional.log_softmax(out["parts"], -1) * soft * PART_WEIGHTS).sum(-1)
    result = {"parts": (each * have).sum() / (soft[have] * PART_WEIGHTS).sum().clamp(min=1.0)}
    evidence = per_sentence(batch, "evidence", len(LABELS))
    result["evidence"] = known(out["evidence"], evidence, balance.evidence[None, :, None]) * 2.0
    result["grades"] = known(out["grades"], stacked(batch, "grades"))
    result["presence"] = known(out["presence"], stacked(batch, "presence"), balance.presence[None])
    result["level"] = known(out["level"], stacked(batch, "level"))
    result["verdict"] = known(out["verdict"], stacked(batch, "verdict"))
    result["story"] = known(out["story"], torch.tensor([e.story for e in batch.examples]))
    result["tags"] = known(out["tags"], batch.tags)
    close = (out["vectors"] * batch.vectors).sum(-1)
    result["vectors"] = ((1.0 - close) * batch.inside).sum() / batch.inside.sum()
    return result


def total(losses: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS[k] * v for k, v in losses.items()]).sum()
