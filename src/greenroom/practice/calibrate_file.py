"""Score the answers of a file and compare with its labels; the formats are those of ``greenroom evaluate``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from greenroom.errors import InputError, OutputError
from greenroom.evaluation.files import read_answers, read_ratings
from greenroom.evaluation.run import chosen, matched
from greenroom.guides.loader import fingerprint, load_guide
from greenroom.guides.schema import Guide
from greenroom.practice.bias import Rated
from greenroom.practice.calibrate import understood
from greenroom.practice.calibrate_scores import Key, Told, digest
from greenroom.store.values import Calibration


@dataclasses.dataclass(frozen=True, slots=True)
class AnswersFile:
    """The answers that are to be scored, in the order in which they are asked, and in that of the file."""

    told: tuple[Told, ...]
    ids: tuple[str, ...]
    guides: Mapping[str, Guide]


def read(
    answers: Path, labels: Path, *, competency: str | None = None, only: Sequence[str] = (), partial: bool = False
) -> AnswersFile:
    """The answers with their labels as keys, shuffled by a hash of each, so that a file resumes in the same order.

    ``partial``: answers without labels are left out. Raises ``InputError`` or ``UsageError`` naming file and line for
    what cannot be read, for an answer without text, and for labels that are missing.
    """
    every, known = read_answers(answers)
    gold = read_ratings(labels, every, known, partial=partial)
    taken = matched(chosen(every, competency=competency, only=only), gold, (), partial=partial)
    guides = {name: load_guide(name) for name in sorted({one.competency for one in taken})}
    told = []
    for one in taken:
        if not one.text.strip():
            raise InputError(f"answer '{one.id}' has no text", where=str(answers), do="leave it out with --only")
        guide, rating = guides[one.competency], gold.by_id[one.id]
        key = Key(
            signals=dict(rating.signals),
            disqualifiers=tuple(sorted(rating.disqualifiers)),
            red_flags=tuple(sorted(rating.red_flags)),
            level=rating.level,
            verdict=rating.verdict,
            words=len(one.text.split()),
            answer=digest(one.text),
            guide=fingerprint(guide),
        )
        question = one.question or guide.question
        told.append(Told(one.id, f"file:{answers.name}", question, one.target_level, one.text, guide, key))
    ordered = tuple(sorted(told, key=lambda t: digest(t.id, t.key.answer)))
    return AnswersFile(ordered, tuple(t.id for t in told), guides)


def scored(file: AnswersFile, records: Iterable[Calibration]) -> dict[str, Calibration]:
    """The record of each answer that was scored already, by its id: same competency, same id, same text."""
    wanted = {(t.guide.id, t.id, t.key.answer) for t in file.told}
    made: dict[str, Calibration] = {}
    for record in records:
        if (record.guide, record.candidate, record.key.get("answer")) in wanted:
            made.setdefault(record.candidate, record)
    return made


def against_labels(file: AnswersFile, records: Mapping[str, Calibration]) -> list[Rated]:
    """What was scored beside the labels as they are now, oldest first."""
    made = []
    for told in file.told:
        if told.id in records:
            record = records[told.id]
            made.append(
                Rated(
                    guide=told.guide.id,
                    source=told.source,
                    candidate=told.id,
                    at=record.at,
                    level=told.level,
                    scores=understood(record)[0],
                    key=told.key,
                )
            )
    return sorted(made, key=lambda one: one.at)


def as_labels(file: AnswersFile, records: Mapping[str, Calibration]) -> str:
    """What was scored as lines of labels, in the order of the answers.

    Which sentences show it and which part each sentence is, the person was not asked; these stay empty.
    """
    lines = []
    for ident in file.ids:
        if ident not in records:
            continue
        scores, _ = understood(records[ident])
        line = {
            "id": ident,
            "signals": {one: [grade, []] for one, grade in scores.signals.items()},
            "disqualifiers": {one: [] for one in scores.disqualifiers},
            "red_flags": {one: [] for one in scores.red_flags},
            "star": "",
            "level": scores.level,
            "verdict": scores.verdict,
        }
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines)


def check_replaceable(path: Path, file: AnswersFile) -> None:
    """Raises ``OutputError`` where ``path`` holds anything but ratings of these answers made here: it would be lost."""
    try:
        lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    except OSError:
        return
    try:
        rows = [msgspec.json.decode(line, type=dict[str, object]) for line in lines]
        ours = all(row.get("id") in file.ids and row.get("star") == "" for row in rows)
    except msgspec.DecodeError:
        ours = False
    if not ours:
        raise OutputError("holds something else than your ratings", where=str(path), do="name another file")
