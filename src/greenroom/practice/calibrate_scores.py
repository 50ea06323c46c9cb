"""What somebody heard in an answer, what there was to hear, and what the rules make of either."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from greenroom.guides.pairs import Candidate, Telling
from greenroom.guides.schema import Guide
from greenroom.model import Decision, Finding, Kind, Level, TargetLevel, Value, Verdict
from greenroom.scoring import decide


class Scores(Value, frozen=True, kw_only=True):
    """What somebody heard in an answer. ``signals``: grade 1 or 2 of those that are there."""

    signals: dict[str, int] = msgspec.field(default_factory=dict)
    disqualifiers: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    level: Level
    verdict: Verdict


class Key(Scores, frozen=True, kw_only=True):
    """The scores as they should have been, with what the figures need to know of the answer.

    ``words``: whitespace-separated words of the answer; ``answer``: digest of its text; ``guide``: version and
    fingerprint of the guide; ``telling``: how it is told, where that is what its pair tests.
    """

    words: int
    answer: str
    guide: str
    telling: Telling | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """An answer to be scored, and its key. ``source``: id of the pair, or ``file:`` and the file's name."""

    id: str
    source: str
    question: str
    level: TargetLevel
    text: str
    guide: Guide
    key: Key


def decision(scores: Scores, guide: Guide, level: TargetLevel) -> Decision:
    """What the rules make of these findings and this level: the verdict that the scores carry."""
    listed: Sequence[tuple[Kind, Mapping[str, int]]] = (
        ("signal", scores.signals),
        ("disqualifier", dict.fromkeys(scores.disqualifiers, 1)),
        ("red_flag", dict.fromkeys(scores.red_flags, 1)),
    )
    findings = [
        Finding(kind=kind, id=ident, grade=grade, spans=(), reason="", judge="person")
        for kind, found in listed
        for ident, grade in found.items()
    ]
    return decide(findings, scores.level, guide, level)


def key_scores(candidate: Candidate) -> Scores:
    """The key of a candidate as scores."""
    key = candidate.key
    return Scores(
        signals={one.id: one.grade for one in key.signals},
        disqualifiers=tuple(one.id for one in key.disqualifiers),
        red_flags=tuple(one.id for one in key.red_flags),
        level=key.level,
        verdict=key.verdict,
    )


def unknown_ids(scores: Scores, guide: Guide) -> list[str]:
    """Ids in ``scores`` that ``guide`` does not have; of these the rules can say nothing."""
    listed = (
        (scores.signals, guide.signals),
        (scores.disqualifiers, guide.disqualifiers),
        (scores.red_flags, guide.red_flags),
    )
    return [ident for given, known in listed for ident in given if ident not in {one.id for one in known}]


def digest(*parts: str) -> str:
    """A short hash of texts, in order."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
