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
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from greenroom.language.encoder import WEIGHTS, Encoder
from greenroom.language.outputs import Floats
from greenroom.rehearsal.listener import FOLDER, FORMAT, NETWORK, TABLES, About
from training import upper
from training.facts import Piece
from training.listener_data import data_hash, entries, fact_pieces, folds, later_pieces, reply_pieces, taught
from training.minilm import LAYERS, MiniLM, pretrained
from training.network import FROZEN
from training.replies import OOF
from training.upper import Net, Steps


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
        """Padded states, their lengths, and which of them are the reply's."""
        rows = [self.of(p) for p in told]
        padded = nn.utils.rnn.pad_sequence([r.float() for r, _ in rows], batch_first=True)
        lengths, starts = torch.tensor([len(r) for r, _ in rows]), torch.tensor([s for _, s in rows])
        at = torch.arange(padded.shape[1])[None]
        return padded, lengths, (at >= starts[:, None]) & (at < lengths[:, None] - 1)


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
    """Train further on these pieces."""
    want, known = targets(told, entries())
    weight = torch.ones(want.shape[1])
    weight[0] = 6.0  # strong or weak, beside some thirty columns of entries

    def lost(net: Net, batch: list[int]) -> Tensor:
        scores = net(*lower.batch([told[i] for i in batch]))
        each = functional.binary_cross_entropy_with_logits(scores, want[batch], reduction="none")
        mask = known[batch] * weight
        return (each * mask).sum() / mask.sum()

    steps = Steps(recipe.batch, recipe.encoder_rate, recipe.head_rate, recipe.decay, recipe.ema, recipe.seed)
    return upper.fitted(net, [len(p.text) for p in told], epochs, steps, lost, log)


@torch.no_grad()
def scores_of(net: Net, told: Sequence[Piece], lower: Lower) -> Floats:
    """Scores ``[N, columns]``."""
    rows = [net(*lower.batch(told[at : at + 32])).numpy() for at in range(0, len(told), 32)]
    return np.concatenate(rows).astype(np.float32)


def fresh(recipe: Recipe) -> Net:
    """What has the judge's upper layers and was taught nothing."""
    return Net(judges(pretrained()), 1 + 2 * len(entries()), recipe.dropout)


def base(file: Path, recipe: Recipe, lower: Lower, without: frozenset[str] = frozenset()) -> Net:
    """The fit on the facts, from ``file`` where it is there; else made and kept there."""
    net = fresh(recipe)
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
    raw = upper.network_model(net.eval(), "greenroom-listener").SerializeToString()
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
        **upper.head_of(net),
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
