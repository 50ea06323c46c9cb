"""What the listener is fitted on: pieces of ``data/facts``, and the labelled replies of ``data/replies``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import kinds_of
from training.constants import COMPETENCIES, DATA
from training.facts import Piece, known_of, pieces, stories
from training.replies import rows_of

LATER = DATA / "replies" / "later"
"""Replies that only the listener is fitted on."""
FOLDS = 3
"""Groups of writers of replies, each left out of one training for the grades of the grader's own fit."""


def entries() -> tuple[str, ...]:
    """Every entry of the guides, once; the columns of the listener."""
    return tuple(dict.fromkeys(i for c in COMPETENCIES for i in kinds_of(load_guide(c))))


def taught() -> tuple[str, ...]:
    """The entries that the facts speak of."""
    return tuple(sorted(frozenset().union(*(known_of(c) for c in COMPETENCIES))))


def reply_piece(row: Mapping[str, Any]) -> Piece:
    """A labelled reply. What its raters did not name is not known, but for what its probe settles."""
    guide = load_guide(row["guide"])
    probe = probe_of(guide, row["probe"])
    if probe is None:
        raise ValueError(f"{row['id']}: {guide.id} has no probe {row['probe']}")
    said = {i: v for i, v in row["settles"].items() if i in kinds_of(guide)}
    shown = frozenset(i for i, v in said.items() if v == "shown")
    denied = frozenset(i for i, v in said.items() if v == "absent")
    known = frozenset(said) | frozenset(probe.settles)
    strong = row["label"] == "strong"
    return Piece(row["id"], row["id"], row["writer"], probe.question, row["reply"], strong, shown, denied, known)


def reply_pieces() -> list[Piece]:
    """The replies that the grader is fitted on."""
    return [reply_piece(row) for row in rows_of()]


def later_pieces() -> list[Piece]:
    """The replies that are the listener's alone."""
    lines = [line for file in sorted(LATER.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [reply_piece(json.loads(line)) for line in lines if line.strip()]


def fact_pieces() -> list[Piece]:
    """The pieces of all stories."""
    return pieces(stories())


def folds(told: Sequence[Piece]) -> list[frozenset[str]]:
    """The writers of replies in ``FOLDS`` groups of about as many replies."""
    sizes = {w: sum(p.writer == w for p in told) for w in sorted({p.writer for p in told})}
    groups: list[set[str]] = [set() for _ in range(FOLDS)]
    for writer in sorted(sizes, key=lambda w: -sizes[w]):
        min(groups, key=lambda g: sum(sizes[w] for w in g)).add(writer)
    return [frozenset(g) for g in groups]


def data_hash(told: Sequence[Piece]) -> str:
    """sha256 over the pieces and what they say."""
    digest = hashlib.sha256()
    for p in told:
        digest.update(msgspec.json.encode([p.question, p.text, p.strong, sorted(p.shown), sorted(p.denied)]))
    return digest.hexdigest()
