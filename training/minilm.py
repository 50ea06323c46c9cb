"""all-MiniLM-L6-v2 written out, so that layers can be frozen, cached and exported plainly."""

from __future__ import annotations

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from training.constants import source_folder

HIDDEN, HEADS, LAYERS, INNER, VOCAB, POSITIONS = 384, 12, 6, 1536, 30522, 512


class Layer(nn.Module):
    """One post-norm transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = 0.1

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """``x [B, T, HIDDEN]``; ``mask`` is added to the attention scores."""
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        a = self.out(a.transpose(1, 2).reshape(b, t, HIDDEN))
        x = self.norm1(x + functional.dropout(a, self.dropout, self.training))
        h = self.down(functional.gelu(self.up(x)))
        return self.norm2(x + functional.dropout(h, self.dropout, self.training))


class MiniLM(nn.Module):
    """Embeddings and six layers; :meth:`lower` and :meth:`upper` split at ``frozen`` layers."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCAB, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def embed(self, ids: Tensor) -> Tensor:
        """Word pieces and their places."""
        return self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])

    def lower(self, ids: Tensor, mask: Tensor | None, upto: int) -> Tensor:
        """States after the first ``upto`` layers."""
        x = self.embed(ids)
        for layer in list(self.layers)[:upto]:
            x = layer(x, mask)
        return x

    def upper(self, x: Tensor, mask: Tensor | None, start: int) -> Tensor:
        """States after the last layer, from those after ``start`` layers."""
        for layer in list(self.layers)[start:]:
            x = layer(x, mask)
        return x

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """All layers."""
        return self.lower(ids, mask, LAYERS)


def pretrained() -> MiniLM:
    """The published weights; the token-type row that is always used is folded into the positions."""
    raw = load_file(str(source_folder() / "model.safetensors"))
    raw = {k.removeprefix("bert."): v for k, v in raw.items()}
    net = MiniLM()
    state: dict[str, Tensor] = {
        "words.weight": raw["embeddings.word_embeddings.weight"],
        "positions.weight": raw["embeddings.position_embeddings.weight"]
        + raw["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for i in range(LAYERS):
        for end in ("weight", "bias"):
            at = f"encoder.layer.{i}."
            parts = [raw[f"{at}attention.self.{n}.{end}"] for n in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{end}"] = torch.cat(parts)
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{end}"] = raw[f"{at}{theirs}.{end}"]
    net.load_state_dict(state)
    return net


def padding_mask(lengths: Tensor, width: int) -> Tensor:
    """Additive attention mask ``[B, 1, 1, T]``: 0 inside the text, a large negative number in the padding."""
    inside = torch.arange(width)[None, :] < lengths[:, None]
    return torch.where(inside, 0.0, -1e9)[:, None, None, :]
