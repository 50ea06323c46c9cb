"""Fit what recognises questions: ``python -m training.questions [--tables]``.

The published model's lower layers are kept, its upper ones are trained on ``data/questions`` (all files but
``check.jsonl``) and the packs' triggers, with one row of weights a label over the pooled states. First two
trainings that each leave out half of the writers, whose answers give the scale of the probabilities and
``data/oof/questions.npz``; then one on everything. ``--tables`` only makes the table of vectors anew, which
belongs to the weights of the judge.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import msgspec
import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from greenroom.language.encoder import Encoder
from greenroom.language.outputs import Floats
from greenroom.questions.classifier import (
    FOLDER,
    FORMAT,
    NETWORK,
    NOT_BEHAVIOURAL,
    TABLES,
    About,
    encoder_key,
    key_of,
)
from greenroom.questions.known import known_competencies
from greenroom.questions.recognition import near_of
from training import upper
from training.data import CLS, SEP, tokenizer
from training.minilm import pretrained
from training.network import FROZEN
from training.question_data import OOF, Question, data_hash, own_questions, trigger_questions
from training.upper import Net, Steps

LONGEST = 160
"""Word pieces of a question that are read in training."""
GROUPS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of a training."""

    epochs: int = 5
    batch: int = 48
    encoder_rate: float = 5e-4
    head_rate: float = 3e-3
    decay: float = 0.02
    dropout: float = 0.3
    smoothing: float = 0.05
    ema: float = 0.98
    seed: int = 0


@torch.no_grad()
def lower_states(questions: Sequence[Question]) -> list[Tensor]:
    """What the lower layers say of each question, ``[T, HIDDEN]``."""
    net = pretrained().eval()
    coded = [tokenizer().encode(q.question, add_special_tokens=False).ids[:LONGEST] for q in questions]
    return [net.lower(torch.tensor([[CLS, *ids, SEP]]), None, FROZEN)[0] for ids in coded]


def padded(states: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """One batch, its lengths, and which of it are no padding."""
    made, lengths = nn.utils.rnn.pad_sequence(list(states), batch_first=True), torch.tensor([len(s) for s in states])
    return made, lengths, torch.arange(made.shape[1])[None] < lengths[:, None]


def targets(questions: Sequence[Question], labels: Sequence[str], smoothing: float) -> Tensor:
    """The share of every label: a question's labels alike, and a little for all."""
    rows = np.full((len(questions), len(labels)), smoothing / len(labels), np.float32)
    for row, q in zip(rows, questions, strict=True):
        filed = q.labels or (NOT_BEHAVIOURAL,)
        for name in filed:
            row[labels.index(name)] += (1 - smoothing) / len(filed)
    return torch.from_numpy(rows)


def fit(
    questions: Sequence[Question], states: Sequence[Tensor], labels: Sequence[str], recipe: Recipe, log: str
) -> Net:
    """Train; returns the exponential moving average of the weights."""
    torch.manual_seed(recipe.seed)
    wanted = targets(questions, labels, recipe.smoothing)

    def lost(net: Net, batch: list[int]) -> Tensor:
        scores = net(*padded([states[i] for i in batch]))
        return -(wanted[batch] * scores.log_softmax(1)).sum(1).mean()

    steps = Steps(recipe.batch, recipe.encoder_rate, recipe.head_rate, recipe.decay, recipe.ema, recipe.seed, rise=0.1)
    return upper.fitted(fresh(len(labels), recipe), [len(s) for s in states], recipe.epochs, steps, lost, log)


def fresh(labels: int, recipe: Recipe) -> Net:
    """What has the published model's layers and was taught nothing."""
    return Net(pretrained(), labels, recipe.dropout)


@torch.no_grad()
def scores_of(net: Net, states: Sequence[Tensor]) -> Floats:
    """Scores ``[N, labels]``."""
    rows = [net(*padded(states[at : at + 64])).numpy() for at in range(0, len(states), 64)]
    return np.concatenate(rows).astype(np.float32)


def writers_apart(questions: Sequence[Question]) -> list[set[str]]:
    """The writers in ``GROUPS`` groups of about as many questions."""
    sizes = {w: sum(q.writer == w for q in questions) for w in sorted({q.writer for q in questions})}
    groups: list[set[str]] = [set() for _ in range(GROUPS)]
    for writer in sorted(sizes, key=lambda w: -sizes[w]):
        min(groups, key=lambda g: sum(sizes[w] for w in g)).add(writer)
    return groups


def probabilities(scores: Floats, temperature: float) -> Floats:
    """Softmax of ``scores / temperature``."""
    risen = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    shares: Floats = risen / risen.sum(axis=1, keepdims=True)
    return shares


def best_temperature(scores: Floats, wanted: Floats) -> float:
    """Of the least cross-entropy, on a grid of 0.05."""
    grid = np.round(np.arange(0.5, 4.01, 0.05), 2)
    losses = [-float((wanted * np.log(np.maximum(probabilities(scores, t), 1e-9))).sum(1).mean()) for t in grid]
    return float(grid[int(np.argmin(losses))])


def near_weights(questions: Sequence[Question], encoder: Encoder) -> tuple[float, ...]:
    """How the likeness to a competency's own questions tells it, fitted on the sixteen as if none had a column."""
    known = list(known_competencies().values())
    asked = questions[::3]
    vectors = encoder.embed([q.question for q in asked])
    rows, told = [], []
    for one in known:
        own, meant = encoder.embed(one.questions), encoder.embed([one.definition])[0]
        for q, vector in zip(asked, vectors, strict=True):
            rows.append(near_of(own @ vector, float(meant @ vector), one.questions).likeness)
            told.append(one.id in q.labels)
    made = LogisticRegression(C=10.0, max_iter=1000).fit(np.array(rows), told)
    return (*(round(float(w), 4) for w in made.coef_[0]), round(float(made.intercept_[0]), 4))


def several_line(scores: Floats, questions: Sequence[Question], labels: Sequence[str], temperature: float) -> float:
    """The share of the likeliest's probability from which a second label is called: the best F1 over whole grid."""
    said = probabilities(scores, temperature)
    order = np.argsort(-said, axis=1)
    ratio = said[np.arange(len(said)), order[:, 1]] / said[np.arange(len(said)), order[:, 0]]
    both = np.array(
        [
            len(q.labels) > 1 and {labels[a], labels[b]} <= set(q.labels)
            for q, (a, b) in zip(questions, order[:, :2], strict=True)
        ]
    )
    many = np.array([len(q.labels) > 1 for q in questions])
    grid = np.round(np.arange(0.1, 0.96, 0.05), 2)
    f1 = [2 * (both & (ratio >= g)).sum() / max(1, (ratio >= g).sum() + many.sum()) for g in grid]
    return float(grid[int(np.argmax(f1))])


def tables(about: About, weights: dict[str, Any], encoder: Encoder) -> None:
    """Write ``tables.npz``: the rows of weights, and the vectors of the packs' questions and definitions."""
    texts = list(dict.fromkeys(t for one in known_competencies().values() for t in (*one.questions, one.definition)))
    held = io.BytesIO()
    np.savez_compressed(
        held,
        **weights,
        keys=np.array([key_of(t) for t in texts], np.uint64),
        vectors=encoder.embed(texts).astype(np.float16),
        about=np.frombuffer(msgspec.json.encode(about), np.uint8),
    )
    (FOLDER / TABLES).write_bytes(held.getvalue())


def again() -> None:
    """Only the table of vectors and the weights of the likeness, with the judge's present weights."""
    encoder = Encoder()
    with np.load(FOLDER / TABLES) as kept:
        about = msgspec.json.decode(kept["about"].tobytes(), type=About)
        weights = {name: kept[name] for name in ("mean", "peak", "bias")}
    near = near_weights(own_questions(), encoder)
    tables(msgspec.structs.replace(about, encoder=encoder_key(encoder), near=near), weights, encoder)


def labels_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """The columns of a recogniser: every competency that is named, and ``NOT_BEHAVIOURAL``."""
    return (*sorted({name for q in questions for name in q.labels}), NOT_BEHAVIOURAL)


def trained(without: frozenset[str], recipe: Recipe) -> dict[str, Tensor]:
    """The weights of a training on the triggers and on all questions but those of the writers ``without``."""
    torch.set_num_threads(1)
    own = own_questions()
    used = [*(q for q in own if q.writer not in without), *trigger_questions()]
    log = f"without {', '.join(sorted(without))}" if without else "all"
    return fit(used, lower_states(used), labels_of(own), recipe, log).state_dict()


def left_out(group: frozenset[str], recipe: Recipe) -> tuple[frozenset[str], Floats]:
    """Scores of the questions of ``group``'s writers by a training without them."""
    own = own_questions()
    net = fresh(len(labels_of(own)), recipe)
    net.load_state_dict(trained(group, recipe))
    return group, scores_of(net.eval(), lower_states([q for q in own if q.writer in group]))


def main(arguments: Sequence[str]) -> None:
    """Fit, measure by writers left out, write the files."""
    if "--tables" in arguments:
        again()
        return
    recipe, own, triggers = Recipe(), own_questions(), trigger_questions()
    labels = labels_of(own)
    held = np.zeros((len(own), len(labels)), np.float32)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        whole = pool.submit(trained, frozenset(), recipe)
        for group, scores in pool.map(left_out, map(frozenset, writers_apart(own)), [recipe] * GROUPS):
            held[[i for i, q in enumerate(own) if q.writer in group]] = scores
        net = fresh(len(labels), recipe)
        net.load_state_dict(whole.result())
    wanted = targets(own, labels, 0.0).numpy()
    temperature = best_temperature(held, wanted)
    OOF.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        OOF,
        labels=np.array(labels),
        ids=np.array([q.id for q in own]),
        rows=probabilities(held, temperature).astype(np.float16),
        data=np.array(data_hash(own)),
    )
    FOLDER.mkdir(exist_ok=True)
    raw = upper.network_model(net.eval(), "greenroom-questions").SerializeToString()
    (FOLDER / NETWORK).write_bytes(raw)
    encoder = Encoder()
    about = About(
        format=FORMAT,
        labels=labels,
        temperature=temperature,
        near=near_weights(own, encoder),
        several=several_line(held, own, labels, temperature),
        encoder=encoder_key(encoder),
        data=data_hash([*own, *triggers]),
        network=hashlib.sha256(raw).hexdigest(),
        recipe=dataclasses.asdict(recipe),
    )
    tables(about, upper.head_of(net), encoder)
    print(f"temperature {temperature}, several {about.several}, near {about.near}")


if __name__ == "__main__":
    main(sys.argv[1:])
