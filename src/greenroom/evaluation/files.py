"""Answers, labels and predictions from JSON lines, every line checked; the format is ``data/gold/README.md``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from greenroom.errors import InputError, UsageError, unknown
from greenroom.evaluation.rating import (
    LETTERS,
    PART_LETTERS,
    Rating,
    Ratings,
    Subject,
    Vocabulary,
    letters_of,
    sentences_under,
    vocabularies,
)
from greenroom.guides.loader import guide_ids
from greenroom.model import LEVELS, TARGET_LEVELS, VERDICTS, Kind, Span

LONGEST = 8 * 2**20
"""Bytes above which a line is refused."""
KINDS: tuple[Kind, ...] = ("signal", "disqualifier", "red_flag")
_NAMES = {"signal": "signal", "disqualifier": "disqualifier", "red_flag": "red flag"}


class _AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    competency: str
    target_level: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    question: str | None = None
    story: str | int | None = None


class _LabelLine(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    signals: dict[str, tuple[int, tuple[int, ...]]]
    disqualifiers: dict[str, tuple[int, ...]]
    red_flags: dict[str, tuple[int, ...]]
    star: str
    level: str
    verdict: str


class _FindingLine(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    id: str
    grade: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    confidence: float | None = None


class _PartLine(msgspec.Struct, frozen=True, kw_only=True):
    part: str
    start: int
    end: int


class _MadeBy(msgspec.Struct, frozen=True, kw_only=True):
    judge: str
    judge_version: str = ""


class _PredictionLine(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    verdict: str | None
    level: str
    findings: tuple[_FindingLine, ...]
    star: tuple[_PartLine, ...] = ()
    unscored: str | None = None
    competency: str | None = None
    provenance: _MadeBy | None = None


def read_answers(path: Path) -> tuple[dict[str, Subject], dict[str, Vocabulary]]:
    """The answers of a file by id, in its order, and the vocabulary of every competency among them.

    Raises ``InputError`` or ``UsageError`` naming file and line for the first fault.
    """
    subjects: dict[str, Subject] = {}
    first_at: dict[str, int] = {}
    known: dict[str, Vocabulary] = {}
    for number, raw in _lines(path):
        where = f"{path}:{number}"
        row = _decoded(raw, _AnswerLine, where)
        _once(row.id, number, first_at, where)
        if row.competency not in known:
            try:
                known |= vocabularies([row.competency])
            except UsageError as fault:
                raise UsageError(fault.what, where=where, allowed=fault.allowed, do=fault.do) from None
        _one_of("level", row.target_level, TARGET_LEVELS, where)
        subjects[row.id] = Subject(
            id=row.id,
            competency=row.competency,
            target_level=row.target_level,
            text=row.text,
            sentences=_sentences(row, where),
            story=f"story {row.story}" if row.story is not None else f"answer {row.id}",
            question=row.question,
        )
    return subjects, known


def read_ratings(
    path: Path, subjects: Mapping[str, Subject], known: Mapping[str, Vocabulary], *, partial: bool = False
) -> Ratings:
    """Labels or predictions of a file; which of the two a line is, it shows itself (predictions have ``findings``).

    ``partial``: lines about other answers than ``subjects`` are left out.

    Raises ``InputError`` naming file and line for the first fault: no JSON, a missing field, an id that is no
    answer's or comes twice, a label that the competency does not have, a place outside the answer.
    """
    by_id: dict[str, Rating] = {}
    unscored: dict[str, str] = {}
    first_at: dict[str, int] = {}
    made_by: set[tuple[str, str]] = set()
    for number, raw in _lines(path):
        where = f"{path}:{number}"
        fields = _decoded(raw, dict[str, Any], where)
        ident = str(fields.get("id", ""))
        predicted = "findings" in fields
        row = _decoded(raw, _PredictionLine if predicted else _LabelLine, where)
        _once(ident, number, first_at, where)
        if ident not in subjects:
            if partial:
                continue
            do = "give the answers that belong to this file, or --partial to leave out such lines"
            raise InputError(f"there is no answer '{ident}'", where=where, do=do)
        subject = subjects[ident]
        if isinstance(row, _LabelLine):
            by_id[ident] = _from_labels(row, subject, known, where)
            continue
        made_by.add((row.provenance.judge, row.provenance.judge_version) if row.provenance else ("", ""))
        if row.competency not in (None, subject.competency):
            what = f"'{ident}' was judged for {row.competency}, but was asked for {subject.competency}"
            raise InputError(what, where=where, do="judge the answer against its own competency")
        if row.verdict is None:
            unscored[ident] = row.unscored or "no reason given"
            continue
        by_id[ident] = _from_prediction(row, subject, known, where)
    judge, version = made_by.pop() if len(made_by) == 1 else ("", "")
    return Ratings(path.name, by_id, judge, version, unscored)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1; raises ``InputError`` for a file that has none."""
    where, empty, number = str(path), True, 0
    try:
        with path.open("rb") as file:
            while raw := file.readline(LONGEST + 1):
                number += 1
                if len(raw) > LONGEST:
                    raise InputError(f"is longer than {LONGEST // 2**20} MB", where=f"{where}:{number}")
                if raw.strip():
                    empty = False
                    yield number, raw
    except FileNotFoundError:
        raise InputError("no such file", where=where, do="check the path") from None
    except OSError as fault:
        what = "is a folder" if path.is_dir() else f"cannot be read ({os.strerror(fault.errno or 0)})"
        raise InputError(what, where=where, do="name a file of JSON lines") from None
    if empty:
        raise InputError("is empty", where=where, do="give a file with one JSON object a line")


def _decoded(raw: bytes, kind: Any, where: str) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", where=where, do="save the file as UTF-8") from None
    except msgspec.ValidationError as fault:
        raise InputError(_plain(str(fault)), where=where, allowed="the fields of data/gold/README.md") from None
    except msgspec.DecodeError as fault:
        what = f"is not JSON ({str(fault).removeprefix('JSON is malformed: ')})"
        raise InputError(what, where=where, allowed="one JSON object a line") from None


def _plain(fault: str) -> str:
    """What msgspec says, in plain words: "Expected `str`, got `int` - at `$.text`"."""
    what, _, at = fault.partition(" - at ")
    field = at.strip("`").removeprefix("$").lstrip(".")
    what = what.replace("`", "").replace("Object missing required field", "lacks the field")
    what = what[:1].lower() + what[1:]
    return f"field {field}: {what}" if field else what


def _once(ident: str, number: int, first_at: dict[str, int], where: str) -> None:
    if not ident.strip():
        raise InputError("field id is empty", where=where)
    if ident in first_at:
        raise InputError(f"id '{ident}' was used in line {first_at[ident]} already", where=where)
    first_at[ident] = number


def _one_of(kind: str, given: str, words: tuple[str, ...], where: str) -> None:
    if given not in words:
        fault = unknown(kind, given, words)
        raise InputError(fault.what, where=where, allowed=", ".join(words), do=fault.do)


def _sentences(row: _AnswerLine, where: str) -> tuple[Span, ...]:
    at = 0
    for n, (start, end) in enumerate(row.sentences):
        if not at <= start < end <= len(row.text):
            allowed = f"offsets in order, without overlap, within 0..{len(row.text)}"
            raise InputError(f"sentences[{n}] is [{start}, {end}]", where=where, allowed=allowed)
        at = end
    if not row.sentences:
        raise InputError("sentences is an empty list", where=where, do="list the [start, end) of every sentence")
    return tuple(Span(*s) for s in row.sentences)


def _label(kind: Kind, ident: str, subject: Subject, known: Mapping[str, Vocabulary], where: str) -> None:
    words = known[subject.competency].of(kind)
    if ident in words:
        return
    elsewhere = [one for one, v in vocabularies(guide_ids()).items() if ident in v.of(kind)]
    fault = unknown(_NAMES[kind], ident, words)
    what = f"{fault.what} for {subject.competency}" + (f"; it belongs to {elsewhere[0]}" if elsewhere else "")
    raise InputError(what, where=where, allowed=", ".join(words), do=fault.do)


def _from_labels(row: _LabelLine, subject: Subject, known: Mapping[str, Vocabulary], where: str) -> Rating:
    count = len(subject.sentences)
    told: list[tuple[Kind, str, tuple[int, ...]]] = [("signal", i, s) for i, (_, s) in row.signals.items()]
    told += [("disqualifier", i, s) for i, s in row.disqualifiers.items()]
    told += [("red_flag", i, s) for i, s in row.red_flags.items()]
    for kind, ident, indices in told:
        _label(kind, ident, subject, known, where)
        for index in indices:
            if not 0 <= index < count:
                raise InputError(f"{ident} points to sentence {index}", where=where, allowed=f"0 to {count - 1}")
    for ident, (grade, _) in row.signals.items():
        _grade(ident, grade, where)
    if row.star and len(row.star) != count:
        what = f"star has {len(row.star)} letters, the answer {count} sentences"
        raise InputError(what, where=where, allowed="one letter a sentence, or none where parts were not rated")
    if wrong := set(row.star) - set(LETTERS):
        raise InputError(f"star holds '{min(wrong)}'", where=where, allowed=", ".join(LETTERS))
    _one_of("level", row.level, LEVELS, where)
    _one_of("verdict", row.verdict, VERDICTS, where)
    return Rating(
        id=row.id,
        signals={i: grade for i, (grade, _) in row.signals.items() if grade},
        evidence={i: frozenset(s) for i, (_, s) in row.signals.items()},
        disqualifiers={i: frozenset(s) for i, s in row.disqualifiers.items()},
        red_flags={i: frozenset(s) for i, s in row.red_flags.items()},
        star=row.star,
        level=row.level,  # type: ignore[arg-type] # checked above, as is the verdict
        verdict=row.verdict,  # type: ignore[arg-type]
    )


def _from_prediction(row: _PredictionLine, subject: Subject, known: Mapping[str, Vocabulary], where: str) -> Rating:
    found: dict[str, dict[str, frozenset[int]]] = {kind: {} for kind in KINDS}
    grades: dict[str, int] = {}
    certainty: dict[tuple[Kind, str], float] = {}
    listed: set[tuple[str, str]] = set()
    for f in row.findings:
        _one_of("kind", f.kind, KINDS, where)
        kind: Kind = f.kind  # type: ignore[assignment] # checked just now
        _label(kind, f.id, subject, known, where)
        if (kind, f.id) in listed:
            raise InputError(f"{_NAMES[kind]} {f.id} is listed twice", where=where)
        listed.add((kind, f.id))
        for start, end in f.spans:
            _inside(f.id, start, end, subject, where)
        if f.confidence is not None and not 0 <= f.confidence <= 1:
            raise InputError(f"confidence of {f.id} is {f.confidence:g}", where=where, allowed="a number from 0 to 1")
        if kind == "signal":
            if f.grade is None:
                raise InputError(f"signal {f.id} has no grade", where=where, allowed="0, 1 or 2")
            _grade(f.id, f.grade, where)
            if f.grade == 0:
                continue
            grades[f.id] = f.grade
        found[kind][f.id] = sentences_under(f.spans, subject.sentences)
        if f.confidence is not None:
            certainty[kind, f.id] = f.confidence
    for p in row.star:
        _one_of("part", p.part, tuple(PART_LETTERS), where)
        _inside(f"part {p.part}", p.start, p.end, subject, where)
    _one_of("level", row.level, LEVELS, where)
    _one_of("verdict", row.verdict or "", VERDICTS, where)
    return Rating(
        id=row.id,
        signals=grades,
        evidence=found["signal"],
        disqualifiers=found["disqualifier"],
        red_flags=found["red_flag"],
        star=letters_of(((p.part, p.start, p.end) for p in row.star), subject.sentences),
        level=row.level,  # type: ignore[arg-type] # checked above, as is the verdict
        verdict=row.verdict,  # type: ignore[arg-type]
        certainty=certainty,
    )


def _grade(ident: str, grade: int, where: str) -> None:
    if grade not in (0, 1, 2):
        raise InputError(f"grade of {ident} is {grade}", where=where, allowed="0, 1 or 2")


def _inside(what: str, start: int, end: int, subject: Subject, where: str) -> None:
    if not 0 <= start < end <= len(subject.text):
        allowed = f"start before end, within 0..{len(subject.text)} (code points)"
        raise InputError(f"{what} stands at [{start}, {end}]", where=where, allowed=allowed)
