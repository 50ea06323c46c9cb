"""The heads: sentence context, label queries, evidence pooling."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.constants import TAGS
from training.minilm import HIDDEN

EXTRA = 5
FEATURES = 2 * HIDDEN + EXTRA + len(TAGS)
WIDTH, INNER, GLOBAL = 256, 160, 96
KINDS = 3  # signal, disqualifier, red flag
SCALARS = 3
PARTS_ALONE = 0.15
"""Share of training answers whose parts are told without what is asked."""
STEPS = 4
"""The last queries are the steps of the level: at least sde1, sde2, senior, staff."""


class LabelAttention(nn.Module):
    """Labels look at one another: "no number" depends on whether a number was found."""

    heads = 4

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(INNER, 3 * INNER)
        self.out = nn.Linear(INNER, INNER)
        self.norm = nn.LayerNorm(INNER)

    def forward(self, z: Tensor, asked: Tensor) -> Tensor:
        """``z [B, L, INNER]``, mixed over the labels that are asked."""
        b, n, _ = z.shape
        q, k, v = self.qkv(z).view(b, n, 3, self.heads, INNER // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        score = q @ k.transpose(-1, -2) / (INNER // self.heads) ** 0.5 + (asked[:, None, None] - 1.0) * 1e4
        mixed = (torch.softmax(score, -1) @ v).transpose(1, 2).reshape(b, n, INNER)
        return self.norm(z + self.out(mixed))


class Heads(nn.Module):
    """Sentence features and label queries in, logits out.

    Works on one answer or on a padded batch: ``features [B, S, FEATURES]``, ``inside [B, S]``
    (1 for real sentences), ``queries [L, HIDDEN]``, ``kinds [L, 3]`` one-hot, ``absent [L]``
    (1 where a label is judged from the whole answer), ``asked [B, L]`` (1 where the
    label belongs to the answer's competency), ``late [B, L, S]`` how near the nearest word
    of each sentence comes to each label. The last ``STEPS`` labels are the steps of the level
    (no kind, always asked); they are left out of what is given back per label.
    """

    def __init__(self, dropout: float = 0.25) -> None:
        super().__init__()
        self.dropout = dropout
        self.norm = nn.LayerNorm(2 * HIDDEN)
        self.inlet = nn.Linear(FEATURES, WIDTH)
        self.context = nn.GRU(WIDTH, WIDTH // 2, batch_first=True, bidirectional=True)
        self.mixed = nn.LayerNorm(WIDTH)
        self.part_inlet = nn.Linear(WIDTH + GLOBAL, 96)
        self.part_asked = nn.Linear(HIDDEN, 96, bias=False)
        self.part_outlet = nn.Linear(96, 6)
        self.query = nn.Linear(HIDDEN, INNER)
        self.query_gate = nn.Linear(HIDDEN, INNER)
        self.sentence = nn.Linear(WIDTH, INNER)
        self.sentence_gate = nn.Linear(WIDTH, INNER)
        self.evidence = nn.Linear(INNER, KINDS)
        self.attention = nn.Linear(INNER, 1)
        self.summary = nn.Sequential(nn.Linear(2 * WIDTH, GLOBAL), nn.GELU())
        self.summary_gate = nn.Linear(GLOBAL, INNER)
        self.query_summary = nn.Linear(HIDDEN, INNER)
        self.pooled = nn.Linear(INNER + SCALARS, INNER)
        self.between = LabelAttention()
        self.grade = nn.Linear(INNER, 2)
        self.presence = nn.Linear(INNER, KINDS)
        self.direct = nn.Parameter(torch.full((KINDS, 3), 0.3))
        self.level = nn.Linear(GLOBAL + INNER, 1)
        self.level_step = nn.Linear(INNER, 1)
        self.level_steps = nn.Parameter(torch.tensor([1.5, 0.5, -0.5, -1.5]))
        self.story = nn.Linear(GLOBAL, 1)
        self.verdict = nn.Linear(GLOBAL + INNER + 5, 3)  # training only

    def drop(self, x: Tensor) -> Tensor:
        """Dropout, in training only."""
        return functional.dropout(x, self.dropout, self.training)

    def contextual(self, features: Tensor, lengths: Tensor | None) -> Tensor:
        """Sentence states that know their neighbours."""
        x = torch.cat([self.norm(features[..., : 2 * HIDDEN]), features[..., 2 * HIDDEN :]], -1)
        x = functional.gelu(self.inlet(self.drop(x)))
        if lengths is None:
            mixed, _ = self.context(x)
        else:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            mixed, _ = nn.utils.rnn.pad_packed_sequence(
                self.context(packed)[0], batch_first=True, total_length=x.shape[1]
            )
        return self.drop(self.mixed(x + mixed))

    def parts(self, c: Tensor, whole: Tensor, queries: Tensor, signal: Tensor) -> Tensor:
        """Part of every sentence, given the whole answer and what is asked.

        The same reply of a colleague is an action where the point is to disagree, and often part of the situation
        where the point is a gap.
        """
        about = (signal @ queries) / signal.sum(1, keepdim=True).clamp(min=1.0)
        if self.training:  # a guide never seen asks for something else: parts must be told without it too
            about = about * (torch.rand(len(about), 1) >= PARTS_ALONE)
        b, s, _ = c.shape
        x = self.part_inlet(torch.cat([c, whole[:, None].expand(b, s, GLOBAL)], -1)) + self.part_asked(about)[:, None]
        return self.part_outlet(functional.gelu(x))

    def forward(
        self,
        features: Tensor,
        inside: Tensor,
        queries: Tensor,
        kinds: Tensor,
        absent: Tensor,
        asked: Tensor,
        late: Tensor,
        lengths: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Logits of every head (see the class)."""
        c = self.contextual(features, lengths)
        hole = (1.0 - inside) * -1e4
        mean = (c * inside[..., None]).sum(1) / inside.sum(1, keepdim=True)
        peak = (c + hole[..., None]).amax(1)
        whole = self.summary(torch.cat([mean, peak], -1))  # [B, GLOBAL]

        queries = queries * HIDDEN**0.5  # of length 1 they would hardly move a freshly made layer
        q = self.query(queries)  # [L, I]
        a = self.sentence(c)[:, None]  # [B, 1, S, I]
        gate = self.sentence_gate(c)[:, None] * self.query_gate(queries)[None, :, None]
        h = self.drop(functional.gelu(a + q[None, :, None] + gate))  # [B, L, S, I]
        found = (self.evidence(h) * kinds[None, :, None]).sum(-1) + late  # [B, L, S]
        score = self.attention(h)[..., 0] + found + hole[:, None]
        alpha = torch.softmax(score, -1)
        pooled = (alpha[..., None] * h).sum(2)  # [B, L, I]
        likely = torch.sigmoid(found + hole[:, None])
        scalars = torch.stack(
            [(found + hole[:, None]).amax(-1) / 4.0, torch.log1p(likely.sum(-1)), likely.amax(-1)], -1
        )
        general = self.summary_gate(whole)[:, None] * self.query_summary(queries)[None] * absent[None, :, None]
        z = functional.gelu(self.pooled(torch.cat([pooled, scalars], -1)) + general)
        z = self.drop(self.between(z, asked))
        signal = asked * kinds[None, :, 0]
        about = (z * signal[..., None]).sum(1) / signal.sum(1, keepdim=True).clamp(min=1.0)
        state = torch.cat([whole, about], -1)
        peak_found = (found + hole[:, None]).amax(-1, keepdim=True)
        direct = peak_found * (kinds @ self.direct)[None] * (1.0 - absent[None, :, None])
        return {
            "parts": self.parts(c, whole, queries, signal),
            "evidence": found[:, :-STEPS],
            "grades": (self.grade(z) + direct[..., :2])[:, :-STEPS],
            "presence": ((self.presence(z) * kinds[None]).sum(-1) + direct[..., 2])[:, :-STEPS],
            "level": self.level(state) + self.level_step(z[:, -STEPS:])[..., 0] + self.level_steps,
            "story": self.story(whole)[:, 0],
            "state": state,
        }
