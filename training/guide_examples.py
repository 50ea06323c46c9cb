"""Short examples beside the guides' rules (``examples.yaml``) as training material.

Of such an example only its own label is known: where its evidence stands, its grade, or whether it applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from training.constants import COMPETENCIES, LABELS, ROOT, SIGNALS, labels_of
from training.data import Example, at_least, tag_targets, tags_for, tokenise

PACKS = ROOT / "src" / "greenroom" / "guides" / "packs"
MARKS = re.compile(r"\[\[|\]\]")
CUT = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“'‘I])|\n+")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """A plain cut, enough for one or two written sentences."""
    ends = [*(m.start() for m in CUT.finditer(text)), len(text)]
    starts = [0, *(m.end() for m in CUT.finditer(text))]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if b > a]


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without ``[[ ]]`` and the spans that they held."""
    text, spans, at = "", list[tuple[int, int]](), 0
    open_at: int | None = None
    for m in MARKS.finditer(marked):
        text += marked[at : m.start()]
        at = m.end()
        if m.group() == "[[":
            open_at = len(text)
        elif open_at is not None:
            spans.append((open_at, len(text)))
            open_at = None
    return text + marked[at:], spans


def blank(key: str, competency: str, text: str) -> Example:
    """An example of which nothing is known yet."""
    made = Example(key, competency, text, sentences_of(text))
    tokenise(made)
    count = len(made.sentences)
    made.parts = np.full((count, 6), np.nan, np.float32)
    made.evidence = np.full((len(LABELS), count), np.nan, np.float32)
    made.grades = np.full((len(LABELS), 2), np.nan, np.float32)
    made.presence = np.full(len(LABELS), np.nan, np.float32)
    tag_targets(made, tags_for(text))
    return made


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a guide: the label it is about, whether that is found in it, and where."""

    key: str
    competency: str
    label: str
    found: bool
    grade: int
    text: str
    spans: tuple[tuple[int, int], ...]


def guide_cases() -> Iterator[Case]:
    """Every example of the trained competencies, known failures too."""
    for path in sorted(PACKS.glob("*/*/examples.yaml")):
        competency = path.parent.name
        page: dict[str, Any] = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("examples") or {}
        for label, cases in page.items():
            if competency not in COMPETENCIES or label not in labels_of(competency):
                continue
            for kind in ("found", "not_found", "known_failures"):
                for i, case in enumerate(cases.get(kind) or []):
                    # A known failure is judged wrongly today; what is right of it is known all the same.
                    found = case.get("should", kind.replace("_", "-")) == "found"
                    text, spans = unmarked(" ".join(case["text"].split()))
                    key = f"{competency}/{label}/{kind}/{i}"
                    yield Case(key, competency, label, found, int(case.get("grade") or 2), text, tuple(spans))


def guide_examples() -> list[Example]:
    """Training examples of which only one label is known."""
    made: list[Example] = []
    for case in guide_cases():
        e = blank(case.key, case.competency, case.text)
        row = np.array([any(a < t and s < b for a, b in case.spans) for s, t in e.sentences], np.float32)
        if case.found and not row.any():
            continue
        column = LABELS.index(case.label)
        e.evidence[column] = row
        if case.label in SIGNALS[case.competency]:
            e.grades[column] = at_least(case.grade if case.found else 0, 2)
        else:
            e.presence[column] = float(case.found)
        made.append(e)
    return made
