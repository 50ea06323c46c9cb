"""Fit what listens to replies (``greenroom.rehearsal.listener``): question and reply read together.

    python -m training.listener --base FILE                 fit on the facts (half an hour; kept in FILE)
    python -m training.listener --base FILE --further FILE  one more epoch, on all writers; the base from then on
    python -m training.listener --base FILE --out-of-fold   then what fits without a reply's writer say of it
    python -m training.listener --base FILE --ship          then on all replies as well; writes the shipped files

The judge's lower layers are kept. Its upper ones are trained further: first on pieces of ``data/facts``, then on
labelled replies with pieces of the facts among them. The pooled states of the reply are weighed linearly.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import hashlib
import io
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from greenroom.language.encoder import WEIGHTS, Encoder
from greenroom.language.outputs import Floats
from greenroom.rehearsal.listener import FOLDER, FORMAT, LENGTH, NETWORK, TABLES, About
from training.facts import Piece
from training.listener_data import data_hash, entries, fact_pieces, folds, later_pieces, reply_pieces, taught
from training.minilm import HIDDEN, LAYERS, MiniLM, padding_mask, pretrained
from training.network import FROZEN
from training.onnx_graph import OPSET, Graph, layers
from training.replies import OOF


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of a training. ``share``: pieces of the facts among the replies, for each reply."""

    base_epochs: int = 2
    epochs: int = 3
    share: float = 0.8
    batch: int = 32
    encoder_rate: float = 3e-4
    head_rate: float = 3e-3
    decay: float = 0.02
    dropout: float = 0.2
    ema: float = 0.99
    seed: int = 0


class Net(nn.Module):
    """The judge's upper layers, and a row of weights a column over mean and maximum of the reply's states."""

    def __init__(self, columns: int, dropout: float) -> None:
        super().__init__()
        self.encoder: MiniLM = judges(pretrained())
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

    def forward(self, lower: Tensor, lengths: Tensor, starts: Tensor) -> Tensor:
        """Scores ``[B, columns]`` from padded lower states ``[B, T, HIDDEN]``; a reply begins at its start."""
        states = self.encoder.upper(lower, padding_mask(lengths, lower.shape[1]), FROZEN)
        at = torch.arange(lower.shape[1])[None]
        inside = ((at >= starts[:, None]) & (at < lengths[:, None] - 1)).float()[..., None]
        middle = functional.normalize((states * inside).sum(1), dim=1) * LENGTH
        top = functional.normalize((states + (inside - 1) * 1e4).amax(1), dim=1) * LENGTH
        scores: Tensor = self.mean(self.drop(middle)) + self.peak(self.drop(top))
        return scores


def judges(net: MiniLM) -> MiniLM:
    """The encoder with the upper layers of the shipped judge, from the shipped file."""
    kept = {t.name: t for t in onnx.load(str(WEIGHTS / "encoder.onnx")).graph.initializer}

    def raw(name: str) -> Tensor:
        half = kept.get(f"{name}.half")
        return torch.from_numpy(numpy_helper.to_array(half if half is not None else kept[name]).astype(np.float32))

    def matrix(name: str) -> Tensor:
        return (raw(f"{name}.codes") * raw(f"{name}.scale")).T if f"{name}.codes" in kept else raw(name).T

    with torch.no_grad():
        for i in range(FROZEN, LAYERS):
            layer, at = net.layers[i], f"layer{i}"
            for name in ("qkv", "out", "up", "down"):
                getattr(layer, name).weight.copy_(matrix(f"{at}.{name}"))
            layer.qkv.bias.copy_(raw(f"{at}.qkv.bias"))
            layer.up.bias.copy_(raw(f"{at}.up.bias"))
            layer.out.bias.copy_(raw(f"{at}.1.bias"))
            layer.down.bias.copy_(raw(f"{at}.2.bias"))
            for n, norm in ((1, layer.norm1), (2, layer.norm2)):
                norm.weight.copy_(raw(f"{at}.{n}.gamma"))
                norm.bias.copy_(raw(f"{at}.{n}.beta"))
    return net


class Lower:
    """Lower states of pieces in half precision, with where the reply begins; made by the shipped encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: dict[tuple[str, str], tuple[Tensor, int]] = {}

    def of(self, piece: Piece) -> tuple[Tensor, int]:
        """``[T, HIDDEN]`` and the row at which the reply begins."""
        key = (piece.question, piece.text)
        if key not in self._kept:
            lower, start, _ = self._encoder.lower_of(*key)
            self._kept[key] = torch.from_numpy(lower).half(), start
        return self._kept[key]

    def batch(self, told: Sequence[Piece]) -> tuple[Tensor, Tensor, Tensor]:
        """Padded states, lengths and starts."""
        rows = [self.of(p) for p in told]
        padded = nn.utils.rnn.pad_sequence([r.float() for r, _ in rows], batch_first=True)
        return padded, torch.tensor([len(r) for r, _ in rows]), torch.tensor([s for _, s in rows])


def targets(told: Sequence[Piece], names: Sequence[str]) -> tuple[Tensor, Tensor]:
    """What each column should say, and which of them are known."""
    want = np.zeros((len(told), 1 + 2 * len(names)), np.float32)
    known = np.zeros_like(want)
    for row, p in enumerate(told):
        want[row, 0], known[row, 0] = float(bool(p.strong)), float(p.strong is not None)
        for n, name in enumerate(names, 1):
            if name in p.known:
                want[row, n], known[row, n] = float(name in p.shown), 1.0
                want[row, n + len(names)], known[row, n + len(names)] = float(name in p.denied), 1.0
    return torch.from_numpy(want), torch.from_numpy(known)


def fitted(net: Net, told: Sequence[Piece], lower: Lower, epochs: int, recipe: Recipe, log: str) -> Net:
    """Train further; returns the exponential moving average of the weights."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    names = entries()
    groups = [(net.upper(), recipe.encoder_rate), ([*net.mean.parameters(), *net.peak.parameters()], recipe.head_rate)]
    average = copy.deepcopy(net)
    want, known = targets(told, names)
    weight = torch.ones(want.shape[1])
    weight[0] = 6.0  # strong or weak, beside some thirty columns of entries
    optimiser = torch.optim.AdamW([{"params": p} for p, _ in groups], weight_decay=recipe.decay, betas=(0.9, 0.98))
    steps, step = epochs * math.ceil(len(told) / recipe.batch), 0
    size = [len(p.text) for p in told]
    for epoch in range(epochs):
        began, lost = time.time(), 0.0
        order = sorted(range(len(told)), key=lambda i: size[i] * rng.uniform(0.7, 1.4))
        batches = [order[at : at + recipe.batch] for at in range(0, len(order), recipe.batch)]
        rng.shuffle(batches)
        net.train()
        for n, batch in enumerate(batches):
            scale = min(1.0, (step + 1) / (0.06 * steps)) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))
            for group, (_, rate) in zip(optimiser.param_groups, groups, strict=True):
                group["lr"] = rate * scale
            scores = net(*lower.batch([told[i] for i in batch]))
            each = functional.binary_cross_entropy_with_logits(scores, want[batch], reduction="none")
            mask = known[batch] * weight
            loss = (each * mask).sum() / mask.sum()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for some, _ in groups for p in some], 1.0)
            optimiser.step()
            step += 1
            lost += float(loss.detach())
            keep = min(recipe.ema, step / (step + 9))
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), net.parameters(), strict=True):
                    if theirs.requires_grad:
                        mine.lerp_(theirs, 1 - keep)
            if n % 50 == 49:
                print(f"{log} {epoch + 1}/{epochs} {n + 1}/{len(batches)} loss {lost / (n + 1):.4f}", flush=True)
        print(f"{log} epoch {epoch + 1}/{epochs} {time.time() - began:.0f}s loss {lost / len(batches):.4f}", flush=True)
    return average.eval()


@torch.no_grad()
def scores_of(net: Net, told: Sequence[Piece], lower: Lower) -> Floats:
    """Scores ``[N, columns]``."""
    rows = [net(*lower.batch(told[at : at + 32])).numpy() for at in range(0, len(told), 32)]
    return np.concatenate(rows).astype(np.float32)


def network_model(net: Net) -> onnx.ModelProto:
    """``lower [1, T, 384]`` to ``states [T, 384]``, with int8 weights."""
    g = Graph(int8=True)
    x = layers(g, net.encoder, "lower", FROZEN, LAYERS)
    g.add("Squeeze", x, g.constant("axis", np.array([0])))
    g.nodes[-1].output[0] = "states"
    made = helper.make_graph(
        g.nodes,
        "greenroom-listener",
        [helper.make_tensor_value_info("lower", TensorProto.FLOAT, [1, "pieces", HIDDEN])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["pieces", HIDDEN])],
        initializer=g.constants,
    )
    return helper.make_model(made, opset_imports=OPSET, ir_version=9, producer_name="greenroom")


def base(file: Path, recipe: Recipe, lower: Lower, without: frozenset[str] = frozenset()) -> Net:
    """The fit on the facts, from ``file`` where it is there; else made and kept there."""
    net = Net(1 + 2 * len(entries()), recipe.dropout)
    if file.is_file():
        net.load_state_dict(torch.load(file))
        return net
    told = [p for p in fact_pieces() if p.writer not in without]
    made = fitted(net, told, lower, recipe.base_epochs, recipe, f"base, {len(told)} pieces:")
    torch.save(made.state_dict(), file)
    return made


def further(start: Net, file: Path, recipe: Recipe, lower: Lower) -> Net:
    """The fit that goes on from ``start`` by an epoch over the pieces of all writers, kept in ``file``."""
    if file.is_file():
        start.load_state_dict(torch.load(file))
        return start
    told = fact_pieces()
    made = fitted(start, told, lower, 1, recipe, f"further, {len(told)} pieces:")
    torch.save(made.state_dict(), file)
    return made


def on_replies(start: Net, replies: Sequence[Piece], recipe: Recipe, lower: Lower, log: str) -> Net:
    """The fit on replies, with pieces of the facts among them so that these are not forgotten."""
    facts = fact_pieces()
    some = random.Random(recipe.seed).sample(facts, min(len(facts), round(recipe.share * len(replies))))
    return fitted(copy.deepcopy(start), [*replies, *some], lower, recipe.epochs, recipe, log)


def write_out_of_fold(start: Net, recipe: Recipe, lower: Lower, only: Sequence[int]) -> None:
    """Write what fits without each group of writers say of its replies; ``only``: these groups, the others stay."""
    told = reply_pieces()
    for n, group in enumerate(folds(told)):
        if only and n not in only:
            continue
        used = [p for p in [*told, *later_pieces()] if p.writer not in group]
        net = on_replies(start, used, recipe, lower, f"without {', '.join(sorted(group))}:")
        held = [p for p in told if p.writer in group]
        rows = scores_of(net, held, lower)
        right = np.mean([(row[0] > 0) == p.strong for row, p in zip(rows, held, strict=True)])
        print(f"fold {n}: strong or weak right {right:.3f} of {len(held)}", flush=True)
        keep_out_of_fold({p.id: row for p, row in zip(held, rows, strict=True)}, [p.id for p in told])


def keep_out_of_fold(made: dict[str, Floats], ids: Sequence[str]) -> None:
    """Add the scores of some replies to the file; ``ids``: all that it may hold, in order."""
    if OOF.is_file():
        with np.load(OOF) as kept:
            made = dict(zip(kept["ids"].tolist(), kept["rows"], strict=True)) | made
    listed = [i for i in ids if i in made]
    rows = np.stack([made[i] for i in listed]).astype(np.float16)
    OOF.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OOF, entries=np.array(entries()), ids=np.array(listed), rows=rows)


def ship(net: Net, told: Sequence[Piece], recipe: Recipe) -> None:
    """Write the two files."""
    raw = network_model(net.eval()).SerializeToString()
    about = About(
        format=FORMAT,
        entries=entries(),
        taught=taught(),
        data=data_hash(told),
        network=hashlib.sha256(raw).hexdigest(),
        recipe=dataclasses.asdict(recipe),
    )
    held = io.BytesIO()
    np.savez_compressed(
        held,
        mean=net.mean.weight.detach().numpy().T.astype(np.float16),
        peak=net.peak.weight.detach().numpy().T.astype(np.float16),
        bias=net.mean.bias.detach().numpy(),
        about=np.frombuffer(msgspec.json.encode(about), np.uint8),
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / NETWORK).write_bytes(raw)
    (FOLDER / TABLES).write_bytes(held.getvalue())
    print(f"{NETWORK}: {len(raw) / 1e6:.1f} MB, {len(told)} pieces")


def main() -> None:
    """Fit what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="the fit on the facts; made where it is not there")
    parser.add_argument("--without", default="", help="writers of facts to leave out of the base, with commas")
    parser.add_argument("--further", type=Path, help="a fit that goes on from the base by one epoch, over all writers")
    parser.add_argument("--out-of-fold", action="store_true")
    parser.add_argument("--fold", type=int, action="append", default=[], help="only this group of writers")
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe, lower = Recipe(), Lower(Encoder())
    start = base(options.base, recipe, lower, frozenset(options.without.split(",")) - {""})
    if options.further:
        start = further(start, options.further, recipe, lower)
    if options.out_of_fold or options.fold:
        write_out_of_fold(start, recipe, lower, options.fold)
    if options.ship:
        replies = [*reply_pieces(), *later_pieces()]
        ship(on_replies(start, replies, recipe, lower, "all:"), [*fact_pieces(), *replies], recipe)


if __name__ == "__main__":
    main()
