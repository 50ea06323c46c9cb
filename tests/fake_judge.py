"""A judge for tests: no model, and what it finds stands in the answer itself."""

from __future__ import annotations

from collections.abc import Callable

from greenroom.guides.schema import Guide
from greenroom.model import Answer, Finding, Judgement, Level, Part, Span


class FakeJudge:
    """Grades a signal 2 where the answer writes its id; ``shown`` is the level of every story.

    An answer that contains "UNREADABLE" is unscored; one that contains "CRASH" is a fault
    of the program. ``before`` runs ahead of each reading.
    """

    name = "local"

    def __init__(
        self, version: str = "1", shown: Level = "sde2", before: Callable[[Answer], None] = lambda answer: None
    ) -> None:
        self.version, self.shown, self.before = version, shown, before
        self.read_ids: list[str | None] = []

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        self.before(answer)
        self.read_ids.append(answer.id)
        if "CRASH" in answer.text:
            raise ZeroDivisionError("the test wants it")
        if "UNREADABLE" in answer.text:
            return Judgement(judge=self.name, judge_version=self.version, unscored="not English")
        return Judgement(
            judge=self.name,
            judge_version=self.version,
            findings=tuple(self._signal(s.id, answer.text) for s in guide.signals),
            parts=(Part(part="action", start=0, end=len(answer.text)),),
            level=self.shown,
            level_reason="the test says so",
        )

    def _signal(self, name: str, text: str) -> Finding:
        at = text.find(name)
        spans = () if at < 0 else (Span(at, at + len(name)),)
        reason = "Written in the answer." if spans else "Not written in the answer."
        return Finding(
            kind="signal", id=name, grade=2 if spans else 0, spans=spans, reason=reason, judge=self.name, confidence=1.0
        )
