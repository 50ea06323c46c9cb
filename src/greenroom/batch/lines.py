"""The lines of a batch: the answers format in, predictions out (both as in ``data/gold/README.md``)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from greenroom.errors import InputError, unknown
from greenroom.language.headings import headings_of
from greenroom.model import (
    TARGET_LEVELS,
    Answer,
    Finding,
    Level,
    Part,
    Provenance,
    Review,
    Span,
    TargetLevel,
    Value,
    Verdict,
)
from greenroom.reading import MOST_WORDS, count_words


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A line of input; fields that are not named here are left alone."""

    id: str
    text: str
    competency: str | None = None
    question: str | None = None
    target_level: str | None = None
    sentences: tuple[Span, ...] | None = None


class Prediction(Value, frozen=True, kw_only=True):
    """A line of output: what the review says, in the terms of the gold labels.

    ``verdict`` is null exactly where ``unscored`` gives the reason. ``input`` is a digest
    of all that the prediction was made from; by it an interrupted batch knows what is done.
    """

    id: str
    verdict: Verdict | None
    level: Level
    findings: tuple[Finding, ...]
    star: tuple[Part, ...]
    score: int | None
    unscored: str | None
    competency: str
    target_level: TargetLevel
    notes: tuple[str, ...]
    input: str
    provenance: Provenance


_given = msgspec.json.Decoder(Given)
_prediction = msgspec.json.Decoder(Prediction)


def answer_from(raw: bytes, *, level: TargetLevel | None, competency: str | None) -> Answer:
    """The answer of one line; ``level`` and ``competency`` fill in what the line leaves out.

    Raises ``InputError`` or ``UsageError`` with the reason, without a place.
    """
    try:
        given = _given.decode(raw)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8") from None
    except msgspec.ValidationError as fault:
        raise InputError(_plain(str(fault))) from None
    except msgspec.DecodeError as fault:
        raise InputError(f"is not JSON ({str(fault).removeprefix('JSON is malformed: ')})") from None
    if not given.id.strip():
        raise InputError("field id is empty")
    if not given.text.strip():
        raise InputError("field text is empty")
    if (count := count_words(given.text)) > MOST_WORDS:
        raise InputError(f"field text holds {count:,} words", allowed=f"at most {MOST_WORDS:,}")
    wanted = given.target_level or level
    if wanted is None:
        raise InputError("target_level is missing", do="add it to the line, or give --level for all such lines")
    if wanted not in TARGET_LEVELS:
        raise unknown("level", wanted, TARGET_LEVELS)
    _check_sentences(given)
    return Answer(
        text=given.text,
        headings=headings_of(given.text),
        id=given.id,
        competency=given.competency or competency,
        question=given.question,
        target_level=wanted,
        sentences=given.sentences,
    )


def prediction_of(review: Review, answer: Answer) -> Prediction:
    """The line of output for a review of ``answer``."""
    return Prediction(
        id=answer.id or "",
        verdict=review.verdict,
        level=review.level,
        findings=review.findings,
        star=review.star,
        score=review.score,
        unscored=review.unscored,
        competency=review.competency,
        target_level=review.target_level,
        notes=review.notes,
        input=digest(answer),
        provenance=review.provenance,
    )


def prediction_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of a line of output."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:greenroom:schema:prediction:1",
        "title": "Greenroom prediction",
    }
    return head | msgspec.json.schema(Prediction)


def decode_prediction(raw: bytes) -> Prediction | None:
    """The prediction of a line of output, or nothing where it is none."""
    try:
        return _prediction.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def digest(answer: Answer) -> str:
    """Digest of everything in the answer that a prediction depends on."""
    return hashlib.sha256(msgspec.json.encode(answer)).hexdigest()[:16]


def _check_sentences(given: Given) -> None:
    at = 0
    for n, (start, end) in enumerate(given.sentences or ()):
        if not at <= start < end <= len(given.text):
            raise InputError(
                f"sentences[{n}] is [{start}, {end}]",
                allowed=f"offsets in order, without overlap, within 0..{len(given.text)}",
            )
        at = end
    if given.sentences is not None and not given.sentences:
        raise InputError("sentences is an empty list", do="leave the field out to have the text split")


def _plain(fault: str) -> str:
    """The fault that msgspec tells, in plain words: "Expected `str`, got `int` - at `$.text`"."""
    what, _, where = fault.partition(" - at ")
    field = where.strip("`").removeprefix("$").lstrip(".")
    what = what.replace("`", "").replace("Object missing required field", "lacks the field")
    return f"field {field}: {what[0].lower()}{what[1:]}" if field else f"{what[0].lower()}{what[1:]}"


def words_in(texts: Sequence[str]) -> int:
    """Whitespace-separated words."""
    return sum(len(t.split()) for t in texts)
