"""Runs the examples of a guide against a judge.

A guide is right when its judge finds what its examples say is there and leaves alone what
they say is not. Known failures are expected to fail; one that passes is reported, so that
it is moved to the other cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from greenroom.errors import GuideError
from greenroom.guides.marked import unmark
from greenroom.guides.rules import Absence, NoStory, SentenceShare
from greenroom.guides.schema import Disqualifier, Examples, Guide, RedFlag, Signal
from greenroom.model import Finding, Span

JudgeText = Callable[[str, Guide], Sequence[Finding]]
"""Text of an answer and a guide -> what a judge finds in it."""

AnyEntry = Signal | Disqualifier | RedFlag
Outcome = Literal["passed", "failed", "known", "now-passes"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: whose it is, which list it stands in (and where, from 0), and how it went.

    ``why`` says what was expected and what came; it is empty where the case passed.
    """

    id: str
    group: Literal["found", "not_found", "known_failures"]
    index: int
    outcome: Outcome
    text: str
    why: str = ""

    @property
    def good(self) -> bool:
        """Whether the case is as the examples say it is."""
        return self.outcome in {"passed", "known"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How the cases of one id went, in numbers."""

    id: str
    passed: int
    failed: int
    known: int
    now_passing: int


@dataclass(frozen=True, slots=True)
class CaseReport:
    """How all cases of a guide went, in the order of the guide and its examples."""

    guide: str
    results: tuple[CaseResult, ...]

    @property
    def wrong(self) -> tuple[CaseResult, ...]:
        """Cases that failed, and known failures that pass now."""
        return tuple(result for result in self.results if not result.good)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """One line for each id."""
        ids = dict.fromkeys(result.id for result in self.results)
        return tuple(self._tally(name, [r.outcome for r in self.results if r.id == name]) for name in ids)

    @staticmethod
    def _tally(name: str, outcomes: Sequence[Outcome]) -> Tally:
        return Tally(
            id=name,
            passed=outcomes.count("passed"),
            failed=outcomes.count("failed"),
            known=outcomes.count("known"),
            now_passing=outcomes.count("now-passes"),
        )


def run_cases(
    guide: Guide, examples: Examples, judge: JudgeText, on_case: Callable[[CaseResult], None] = lambda _: None
) -> CaseReport:
    """Every case of ``examples`` put to ``judge``; ``on_case`` hears of each as it is done.

    A ``found`` case passes where a finding of its id overlaps a marked span, with at least
    its grade; where the entry speaks of something missing, or nothing is marked, it is
    enough that the finding is there. Raises ``GuideError`` for a broken mark.
    """
    results = []
    for result in _run(guide, examples, judge):
        on_case(result)
        results.append(result)
    return CaseReport(guide.id, tuple(results))


def count(examples: Examples) -> int:
    """How many cases there are."""
    return sum(len(c.found) + len(c.not_found) + len(c.known_failures) for c in examples.examples.values())


def _run(guide: Guide, examples: Examples, judge: JudgeText) -> Iterator[CaseResult]:
    entries: tuple[AnyEntry, ...] = (*guide.signals, *guide.disqualifiers, *guide.red_flags)
    for entry in entries:
        cases = examples.examples.get(entry.id)
        if cases is None:
            continue
        for i, found in enumerate(cases.found):
            plain, why = _expect(entry, guide, judge, found.text, found.grade or 1)
            yield CaseResult(entry.id, "found", i, "failed" if why else "passed", plain, why)
        for i, not_found in enumerate(cases.not_found):
            plain, why = _expect_not(entry, guide, judge, not_found.text)
            yield CaseResult(entry.id, "not_found", i, "failed" if why else "passed", plain, why)
        for i, failure in enumerate(cases.known_failures):
            if failure.should == "found":
                plain, why = _expect(entry, guide, judge, failure.text, failure.grade or 1)
            else:
                plain, why = _expect_not(entry, guide, judge, failure.text)
            told = why or f"this known failure passes now: move it to {failure.should.replace('-', '_')}"
            yield CaseResult(entry.id, "known_failures", i, "known" if why else "now-passes", plain, told)


def _expect(entry: AnyEntry, guide: Guide, judge: JudgeText, text: str, grade: int) -> tuple[str, str]:
    plain, marks = _plain(entry, text)
    found = _found(entry, judge(plain, guide))
    if not found:
        return plain, "not found"
    if marks and not _missing(entry, found) and not any(s.overlaps(m) for f in found for s in f.spans for m in marks):
        quotes = "; ".join(f"'{plain[s.start : s.end]}'" for f in found for s in f.spans)
        return plain, f"found elsewhere: {quotes or 'no words at all'}"
    best = max(f.grade for f in found)
    return plain, "" if best >= grade else f"found with grade {best}, must be {grade}"


def _expect_not(entry: AnyEntry, guide: Guide, judge: JudgeText, text: str) -> tuple[str, str]:
    plain, _ = _plain(entry, text)
    for finding in _found(entry, judge(plain, guide)):
        quotes = "; ".join(f"'{plain[s.start : s.end]}'" for s in finding.spans)
        return plain, f"found, grade {finding.grade}{f': {quotes}' if quotes else ''}"
    return plain, ""


def _found(entry: AnyEntry, findings: Sequence[Finding]) -> list[Finding]:
    kind = {Signal: "signal", Disqualifier: "disqualifier", RedFlag: "red_flag"}[type(entry)]
    return [f for f in findings if f.id == entry.id and f.kind == kind and f.grade >= 1]


def _missing(entry: AnyEntry, found: Sequence[Finding]) -> bool:
    """Whether the finding says that something is missing, so that it has no words of its own."""
    if isinstance(entry, Signal):
        return False
    ruled = any(isinstance(r, Absence | NoStory | SentenceShare) and r.role == "finds" for r in entry.detect)
    return ruled or not any(f.spans for f in found)


def _plain(entry: AnyEntry, text: str) -> tuple[str, tuple[Span, ...]]:
    try:
        return unmark(text)
    except ValueError as fault:
        raise GuideError(
            f"an example has a broken mark: {fault}", where=entry.id, do="greenroom guide check says in which line"
        ) from None
