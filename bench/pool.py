"""The answers that the suites of bench/ work on, and one reading of a text as the product makes it.

Sources: ``gold`` (both parts), ``grown`` (the training set), ``fresh`` (the honest plain answers of
``data/adversarial``, which no training sees). Gold and grown are training data of the shipped weights,
so figures on them are in sample; ``--weights`` with ``--fold`` reads only the gold answers of one fold, for
weights that were trained without it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.judges.local import LocalJudge
from greenroom.language.encoder import WEIGHTS
from greenroom.model import LEVELS, VERDICTS, Answer, Decision, Judgement, Span, TargetLevel
from greenroom.scoring import decide

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TABLES = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the pool."""

    id: str
    source: str
    competency: str
    target: TargetLevel
    text: str
    sentences: tuple[Span, ...] = ()

    @property
    def guide(self) -> Guide:
        """The guide that it is reviewed against."""
        return load_guide(self.competency)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a review says of one text: the judge's findings and scoring's decision."""

    judgement: Judgement
    decision: Decision

    @property
    def grades(self) -> dict[tuple[str, str], int]:
        """``(kind, id)`` of everything found to its grade; absent signals are left out."""
        return {(f.kind, f.id): f.grade for f in self.judgement.findings if f.grade}

    @property
    def verdict(self) -> int:
        """Place of the verdict, 0 (strong-no-hire) to 3."""
        return VERDICTS.index(self.decision.verdict)

    @property
    def level(self) -> int:
        """Place of the level shown, 0 (none) to 4."""
        return LEVELS.index(self.judgement.level)


class Reader:
    """Reads texts as ``greenroom review`` does: the product cuts the sentences; each text is read once."""

    def __init__(self, weights: Path | None = None) -> None:
        """``weights``: a folder of weights instead of the shipped ones."""
        self.judge = LocalJudge(weights=weights or WEIGHTS)
        self._known: dict[tuple[str, str, str], Reading] = {}
        self.passes = 0

    def read(self, told: Told, text: str | None = None) -> Reading:
        """The review of ``text`` (default: the answer's own) for the question and level of ``told``."""
        words = told.text if text is None else text
        key = (told.competency, told.target, words)
        if key not in self._known:
            self._known[key] = self.answer(told, Answer(text=words, competency=told.competency))
        return self._known[key]

    def forget(self) -> None:
        """Drop the readings that are remembered."""
        self._known.clear()

    def answer(self, told: Told, answer: Answer) -> Reading:
        """The review of an answer as it is given, sentences included; not remembered."""
        self.passes += 1
        judgement = self.judge.read(answer, told.guide)
        return Reading(judgement, decide(judgement.findings, judgement.level, told.guide, told.target, judgement.doubt))


def pool(sources: Iterable[str] = ("gold", "fresh"), fold: int | None = None) -> list[Told]:
    """The answers of these sources, in an order that is mixed but always the same.

    The order depends on the ids alone, so that a longer sample starts with a shorter one.
    ``fold``: only gold answers of this fold of ``data/folds.json``.
    """
    out: list[Told] = []
    wanted = set(sources)
    if "gold" in wanted:
        keep = _of_fold(fold) if fold is not None else None
        rows = [r for part in ("dev", "plain") for r in _rows(DATA / "gold" / f"{part}.answers.jsonl")]
        out += [_told(r, "gold") for r in rows if keep is None or r["id"] in keep]
    if "grown" in wanted and fold is None:
        for path in sorted((DATA / "grown").glob("*.answers.jsonl")):
            out += [_told(r, "grown") for r in _rows(path)]
    if "fresh" in wanted and fold is None:
        rows = [r for r in _rows(DATA / "adversarial" / "answers.jsonl") if r["attack"] == "plain-good"]
        out += [_told(r, "fresh") for r in rows]
    return sorted(out, key=lambda t: hashlib.sha256(t.id.encode()).hexdigest())


def _told(row: dict[str, Any], source: str) -> Told:
    spans = tuple(Span(*s) for s in row.get("sentences", ()))
    return Told(row["id"], source, row["competency"], row["target_level"], row["text"], spans)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _of_fold(fold: int) -> set[str]:
    dealt: dict[str, int] = json.loads((DATA / "folds.json").read_text(encoding="utf-8"))["folds"]
    return {i for i, k in dealt.items() if k == fold}
