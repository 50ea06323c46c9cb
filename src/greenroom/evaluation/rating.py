"""What somebody said of an answer, a judge or a rater, in the terms of the gold labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from greenroom.guides.loader import load_guide
from greenroom.model import Kind, Level, PartName, Span, TargetLevel, Verdict

PART_LETTERS: Mapping[str, str] = {
    "situation": "S",
    "task": "T",
    "action": "A",
    "result": "R",
    "reflection": "L",
    "lesson": "L",
    "other": "O",
}
"""Letter of each part in the gold labels; ``lesson`` is another name of ``reflection`` there."""
LETTERS = "STARLO"

Marks = Mapping[str, frozenset[int]]


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ids that may be said of an answer to one competency, in the guide's order."""

    signals: tuple[str, ...]
    disqualifiers: tuple[str, ...]
    red_flags: tuple[str, ...]

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The ids of one kind."""
        return {"signal": self.signals, "disqualifier": self.disqualifiers, "red_flag": self.red_flags}[kind]


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """An answer that was labelled. ``story``: answers of one story are resampled together; its own id by default."""

    id: str
    competency: str
    target_level: TargetLevel
    text: str
    sentences: tuple[Span, ...]
    story: str
    question: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Rating:
    """Labels of one answer.

    ``signals``: grade 1 or 2 of those that were found, ``evidence`` the indices of their sentences;
    ``disqualifiers`` and ``red_flags``: those that apply, with the indices of theirs. ``star``: one of
    ``LETTERS`` a sentence, empty where parts were not rated. ``certainty``: how sure the judge is (0..1)
    of what it found, where it says so.
    """

    id: str
    signals: Mapping[str, int]
    evidence: Marks
    disqualifiers: Marks
    red_flags: Marks
    star: str
    level: Level
    verdict: Verdict
    certainty: Mapping[tuple[Kind, str], float] = dataclasses.field(default_factory=dict)

    def found(self, kind: Kind) -> frozenset[str]:
        """Ids of one kind that apply."""
        return frozenset({"signal": self.signals, "disqualifier": self.disqualifiers, "red_flag": self.red_flags}[kind])


@dataclasses.dataclass(frozen=True, slots=True)
class Ratings:
    """All that one judge or rater said. ``name`` is the file's, empty where the judge was run for this.

    ``judge`` and ``version`` are those that the file names, if it does. ``unscored``: the reasons, by id,
    where the judge gave no verdict.
    """

    name: str
    by_id: Mapping[str, Rating]
    judge: str = ""
    version: str = ""
    unscored: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def title(self) -> str:
        """How a page calls it: the file, the judge, or the file with the judge that it names."""
        made_by = f"{self.judge} {self.version}".strip()
        return f"{self.name} ({made_by})" if self.name and made_by else self.name or made_by


def vocabularies(competencies: Iterable[str]) -> dict[str, Vocabulary]:
    """The vocabulary of each competency, from its guide; raises ``UsageError`` for one without a guide."""
    made = {}
    for one in sorted(set(competencies)):
        guide = load_guide(one)
        made[one] = Vocabulary(
            tuple(s.id for s in guide.signals),
            tuple(d.id for d in guide.disqualifiers),
            tuple(f.id for f in guide.red_flags),
        )
    return made


def sentences_under(spans: Iterable[tuple[int, int]], sentences: Iterable[Span]) -> frozenset[int]:
    """Indices of the sentences of which a span covers more than half, or which cover more than half of it."""
    given = list(spans)
    return frozenset(
        i
        for i, (start, end) in enumerate(sentences)
        if any(min(b, end) - max(a, start) > 0.5 * min(b - a, end - start) for a, b in given)
    )


def letters_of(parts: Iterable[tuple[PartName | str, int, int]], sentences: Iterable[Span]) -> str:
    """The part that covers most of each sentence, as a letter; the first of equals, ``O`` where none does."""
    given = list(parts)
    letters = []
    for start, end in sentences:
        best, cover = "O", 0
        for part, a, b in given:
            shared = min(end, b) - max(start, a)
            if shared > cover:
                best, cover = PART_LETTERS[part], shared
        letters.append(best)
    return "".join(letters)
