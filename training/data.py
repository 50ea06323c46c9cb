"""Gold answers as training material: tokens, sentence index, soft targets of all raters."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from greenroom.language.segment import BULLET
from training.constants import (
    DATA,
    DISQUALIFIERS,
    LABELS,
    LEVELS,
    RED_FLAGS,
    SIGNALS,
    STAR,
    TAGS,
    VERDICTS,
    source_folder,
    text_key,
)

PARTS_OF_GOLD = ("dev", "plain")
CLS, SEP, WINDOW = 101, 102, 510
DOUBT = 0.03
"""What a label that one rater alone gave leaves open; about as often two raters differ (``data/grown/README.md``)."""
Json = dict[str, Any]


@cache
def tokenizer() -> Tokenizer:
    """The published WordPiece tokenizer without truncation, padding or special tokens."""
    made = Tokenizer.from_file(str(source_folder() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


def load_jsonl(path: Path) -> dict[str, Json]:
    """Rows by id."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


@dataclass(slots=True)
class Gold:
    """One answer with the labels of the consensus and of every rater."""

    id: str
    source: str
    answer: Json
    labels: Json
    raters: list[Json]
    tags: dict[str, list[int]]


@cache
def silver_tags() -> dict[str, dict[str, list[int]]]:
    """Word tags of the parser, by :func:`text_key`."""
    path = DATA / "silver" / "tags.jsonl"
    return {key: row["tags"] for key, row in load_jsonl(path).items()} if path.exists() else {}


def tags_for(text: str) -> dict[str, list[int]]:
    """The parser's tags; empty where the text was not parsed."""
    return silver_tags().get(text_key(text), {})


def load_gold() -> list[Gold]:
    """All gold answers in a fixed order."""
    out: list[Gold] = []
    for source in PARTS_OF_GOLD:
        folder = DATA / "gold"
        answers, labels = load_jsonl(folder / f"{source}.answers.jsonl"), load_jsonl(folder / f"{source}.labels.jsonl")
        raters = [load_jsonl(p) for p in sorted(folder.glob(f"{source}.rater-*.jsonl"))]
        for key in answers:
            told = [r[key] for r in raters if key in r]
            out.append(Gold(key, source, answers[key], labels[key], told, tags_for(answers[key]["text"])))
    return out


def load_grown() -> list[Gold]:
    """Answers written and labelled for training only (``data/grown/``), one writer a file; some rated twice."""
    out: list[Gold] = []
    second = load_jsonl(DATA / "grown" / "ratings" / "second.jsonl")
    for path in sorted((DATA / "grown").glob("*.answers.jsonl")):
        writer = path.name.split(".")[0]
        labels_path = path.with_name(f"{writer}.labels.jsonl")
        answers, labels = load_jsonl(path), load_jsonl(labels_path) if labels_path.exists() else {}
        out += [
            Gold(i, writer, a, labels[i], [second[i]] if i in second else [], tags_for(a["text"]))
            for i, a in answers.items()
            if i in labels
        ]
    return out


@dataclass(slots=True)
class Example:
    """An answer ready for the network; ``nan`` in a target means that it is not known."""

    id: str
    competency: str
    text: str
    sentences: list[tuple[int, int]]
    windows: list[list[int]] = field(default_factory=list)
    owners: list[list[int]] = field(default_factory=list)
    offsets: list[list[tuple[int, int]]] = field(default_factory=list)
    extra: np.ndarray = field(default_factory=lambda: np.zeros((0, 5), np.float32))
    parts: np.ndarray = field(default_factory=lambda: np.zeros((0, 6), np.float32))
    evidence: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    grades: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    presence: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    level: np.ndarray = field(default_factory=lambda: np.full(4, np.nan, np.float32))
    verdict: np.ndarray = field(default_factory=lambda: np.full(3, np.nan, np.float32))
    story: float = float("nan")
    target_level: int = 0
    tags: list[np.ndarray] = field(default_factory=list)
    weight: float = 1.0


def sentence_features(text: str, sentences: list[tuple[int, int]]) -> np.ndarray:
    """Five plain features a sentence; the runtime computes the same ones."""
    rows, last = [], max(len(sentences) - 1, 1)
    for i, (start, end) in enumerate(sentences):
        piece = text[start:end]
        rows.append(
            [
                i / last,
                float(i == 0),
                float(i == len(sentences) - 1),
                float(any(c.isdigit() for c in piece)),
                min(len(piece.split()), 60) / 20.0,
            ]
        )
    return np.array(rows, np.float32).reshape(-1, 5)


def tokenise(example: Example, most: int = WINDOW) -> None:
    """Fill windows of at most ``most`` word pieces, cut at sentence ends, with the sentence that owns each piece."""
    pieces: list[tuple[list[int], list[tuple[int, int]], int]] = []
    for index, (start, end) in enumerate(example.sentences):
        mark = BULLET.match(example.text, start, end)
        first = mark.end() if mark and mark.end() < end else start
        coded = tokenizer().encode(example.text[first:end], add_special_tokens=False)
        where = [(a + first, b + first) for a, b in coded.offsets]
        for at in range(0, len(coded.ids), most):
            pieces.append((coded.ids[at : at + most], where[at : at + most], index))
    total = sum(len(ids) for ids, _, _ in pieces)
    limit = total / max(1, -(-total // most)) * 1.05  # windows of about the same length
    windows: list[list[int]] = []
    owners: list[list[int]] = []
    offsets: list[list[tuple[int, int]]] = []
    for ids, where, index in pieces:
        if not windows or len(windows[-1]) + len(ids) > most or len(windows[-1]) >= limit:
            windows.append([])
            owners.append([])
            offsets.append([])
        windows[-1] += ids
        owners[-1] += [index] * len(ids)
        offsets[-1] += where
    example.windows = [[CLS, *w, SEP] for w in windows]
    example.owners = [[-1, *o, -1] for o in owners]
    example.offsets = [[(0, 0), *o, (0, 0)] for o in offsets]
    example.extra = sentence_features(example.text, example.sentences)


def tag_targets(example: Example, spans: dict[str, list[int]]) -> None:
    """Per word piece and tag 0/1; only the pieces of a tagged word are 1. Unknown (``nan``) without ``spans``."""
    if not spans:
        example.tags = [np.full((len(w), len(TAGS)), np.nan, np.float32) for w in example.windows]
        return
    size = len(example.text) + 1
    marks = np.zeros((size, len(TAGS)), np.float32)
    for column, tag in enumerate(TAGS):
        flat = spans[tag]
        for start, length in zip(flat[::2], flat[1::2], strict=True):
            marks[start : start + length, column] = 1.0
    example.tags = [
        marks[[min(a, size - 1) for a, _ in where]] * np.array([b > a for a, b in where])[:, None]
        for where in example.offsets
    ]


def at_least(value: int, steps: int) -> np.ndarray:
    """Ordinal coding: is the value at least 1, 2, ..., ``steps``?"""
    return (value >= np.arange(1, steps + 1)).astype(np.float32)


def is_story(labels: Json) -> bool:
    """A narrated story of the person's own, as far as the labels can tell."""
    narrated = sum(c != "O" for c in labels["star"])
    return not (labels["level"] == "none" and not labels["signals"] and narrated < 0.5 * len(labels["star"]))


def label_targets(example: Example, rows: list[Json], weights: list[float]) -> None:
    """Soft targets: the weighted mean of the raters and the consensus."""
    count, total = len(example.sentences), sum(weights)
    example.parts = np.zeros((count, 6), np.float32)
    example.evidence = np.full((len(LABELS), count), np.nan, np.float32)
    example.grades = np.full((len(LABELS), 2), np.nan, np.float32)
    example.presence = np.full(len(LABELS), np.nan, np.float32)
    own = SIGNALS[example.competency]
    judged = [*DISQUALIFIERS[example.competency], *RED_FLAGS]
    for name in [*own, *judged]:
        example.evidence[LABELS.index(name)] = 0.0
    for name in own:
        example.grades[LABELS.index(name)] = 0.0
    for name in judged:
        example.presence[LABELS.index(name)] = 0.0
    example.level, example.verdict, example.story = np.zeros(4, np.float32), np.zeros(3, np.float32), 0.0
    for row, weight in zip(rows, weights, strict=True):
        share = weight / total
        for i, letter in enumerate(row["star"]):
            example.parts[i, STAR.index(letter)] += share
        for name, (grade, where) in row["signals"].items():
            index = LABELS.index(name)
            example.grades[index] += share * at_least(grade, 2)
            example.evidence[index, where] += share
        for name, where in [*row["disqualifiers"].items(), *row["red_flags"].items()]:
            index = LABELS.index(name)
            example.presence[index] += share
            example.evidence[index, where] += share
        example.level += share * at_least(LEVELS.index(row["level"]), 4)
        example.verdict += share * at_least(VERDICTS.index(row["verdict"]), 3)
        example.story += share * is_story(row)


def example_of(gold: Gold) -> Example:
    """The answer as it stands, with soft targets."""
    answer = gold.answer
    made = Example(gold.id, answer["competency"], answer["text"], [(s, e) for s, e in answer["sentences"]])
    made.target_level = LEVELS.index(answer["target_level"])
    tokenise(made)
    tag_targets(made, gold.tags)
    rows = [gold.labels, *gold.raters]
    label_targets(made, rows, [2.0] + [1.0] * len(gold.raters))
    if not gold.raters:
        for target in (made.grades, made.presence, made.level):
            np.clip(target, DOUBT, 1 - DOUBT, out=target)
    return made
