"""The questions that the recogniser is fitted on and checked with; reading them needs no scikit-learn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from greenroom.guides.loader import SHIPPED, load_pack, read_guide
from training.constants import DATA

FOLDER = DATA / "questions"
CHECK = FOLDER / "check.jsonl"
"""Never fitted on."""
OOF = DATA / "oof" / "questions.npz"
"""What classifiers that had not seen a question's cluster said of it."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question and the competencies that it fairly tests, the main one first; none where it is not behavioural.

    ``cluster``: wordings of one matter share it, and are never parted between fitting and measuring.
    """

    question: str
    labels: tuple[str, ...]
    id: str = ""
    cluster: str = ""
    writer: str = ""


def load(path: Path) -> list[Question]:
    """The questions of a file, one a line."""
    decoder = msgspec.json.Decoder(Question)
    return [decoder.decode(line) for line in path.read_bytes().splitlines() if line.strip()]


def own_questions() -> list[Question]:
    """What our writers wrote to be fitted on: every file of the folder but ``CHECK``."""
    return [q for path in sorted(FOLDER.glob("*.jsonl")) if path != CHECK for q in load(path)]


def trigger_questions() -> list[Question]:
    """The triggers and definitions of the shipped packs and guides; each is a cluster of its own."""
    found: dict[str, list[str]] = {}
    for file in sorted(SHIPPED.glob("*/pack.yaml")):
        pack = load_pack(file.parent)
        for one in pack.competencies:
            found.setdefault(one.id, []).extend((*one.triggers, one.definition))
        for name, folder in pack.guides.items():
            guide = read_guide(folder)
            told = (guide.question, *guide.triggers.direct, *guide.triggers.indirect)
            found.setdefault(name, []).extend(told)
    return [
        Question(id=f"{name}-{n}", question=text, labels=(name,), cluster=f"trigger-{name}-{n}", writer="guide")
        for name, texts in found.items()
        for n, text in enumerate(dict.fromkeys(texts))
    ]


def data_hash(questions: Sequence[Question]) -> str:
    """sha256 over questions with their labels and clusters."""
    digest = hashlib.sha256()
    for q in questions:
        digest.update(msgspec.json.encode([q.question, q.labels, q.cluster]))
    return digest.hexdigest()
