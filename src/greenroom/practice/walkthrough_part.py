"""The review of one part on the spot: its time, what was heard in it, what speaks against it, what it still lacks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from greenroom.guides.schema import Disqualifier, RedFlag, Signal
from greenroom.guides.walkthroughs import STAR, StarPart
from greenroom.judges import Judge
from greenroom.model import Answer, Finding, Judgement, Kind, Part, PartName, PartTime, Span
from greenroom.practice.walkthrough_plan import Plan
from greenroom.practice.walkthrough_text import answer_of, written_parts
from greenroom.review.timing import timing_of
from greenroom.settings import Settings

AT_HOME: Mapping[StarPart, frozenset[PartName]] = {
    "situation": frozenset({"task", "other"}),
    "task": frozenset({"situation", "action", "other"}),
    "action": frozenset({"situation", "task", "other"}),
    "result": frozenset({"other"}),
    "reflection": frozenset({"situation", "task", "other"}),
}
"""Parts that a sentence may read as without a remark: a setback is told in mid-action, an aim sounds like an act."""
NUMBERED: frozenset[StarPart] = frozenset({"action", "reflection"})
"""Parts in which a result is out of place only with its number: a ruling stands in mid-action."""
TOO_LONG = 1.1
"""Times the target from which a part is called too long."""
ROOM = 0.5
"""Share of the target below which an action is said to have room for more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """A signal that was heard in the part, its grade (1 or 2) in the answer so far, and its sentences here."""

    signal: Signal
    grade: int
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Lacking:
    """A signal that belongs here and was not heard (grade 0) or only half (1) in anything written so far."""

    signal: Signal
    grade: int


@dataclasses.dataclass(frozen=True, slots=True)
class Against:
    """A disqualifier or red flag that was heard in the part, with the words."""

    kind: Kind
    name: str
    words: tuple[str, ...]
    why: str
    advice: str


@dataclasses.dataclass(frozen=True, slots=True)
class Misplaced:
    """Words that read as another part, in spite of the heading they stand under."""

    words: str
    reads_as: PartName


@dataclasses.dataclass(frozen=True, slots=True)
class PartReview:
    """What the judge makes of one part, read with all that was written so far.

    ``seconds``: how long it takes to say at the speaking rate; ``target``: how long it may take. ``unscored``: why
    the judge could not read it; ``note``: why it found no story in it. Where one of them is given the rest but the
    time may be empty.
    """

    part: StarPart
    words: int
    seconds: float
    target: float
    heard: tuple[Heard, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    against: tuple[Against, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    unscored: str = ""
    note: str = ""

    @property
    def too_long(self) -> bool:
        """Whether it takes clearly longer than its target."""
        return self.seconds > self.target * TOO_LONG

    @property
    def has_room(self) -> bool:
        """Whether it is an action so short that the story cannot be in it."""
        return self.part == "action" and self.seconds < self.target * ROOM


def review_part(
    part: StarPart, texts: Mapping[StarPart, str], plan: Plan, judge: Judge, settings: Settings
) -> PartReview:
    """The review of ``texts[part]``, which must not be empty.

    The judge is made for whole answers, so it reads twice: all parts written so far, which gives the grades, and the
    same with the guide's stand-in sentences where parts are still to come, so that their absence is not held against
    this one. Told is what it found in this part. Raises ``ModelError`` where its weights are missing or damaged.
    """
    answer = answer_of(texts, plan.guide.question)
    here = next(p for p in written_parts(answer) if p.part == part)
    time = times_of(texts, plan, settings)[part]
    made = PartReview(part=part, words=time.words, seconds=time.seconds, target=plan[part].seconds)
    judgement = judge.read(answer, plan.guide)
    if judgement.unscored:
        return dataclasses.replace(made, unscored=judgement.unscored)
    own = _Reading(answer, judgement, here)
    filled = own
    if (whole := _with_stand_ins(texts, plan)) != answer:
        place = next(p for p in written_parts(whole) if p.part == part)
        filled = _Reading(whole, judge.read(whole, plan.guide), place)
    return dataclasses.replace(
        made,
        heard=tuple(_heard(own, filled, plan, part)),
        lacking=tuple(_lacking(judgement, plan, part)),
        against=tuple(_against(own, filled, plan, part)),
        misplaced=tuple(_misplaced(filled, part)),
        note=" ".join(judgement.notes),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    """An answer as the judge read it, and the part that is looked at."""

    answer: Answer
    judgement: Judgement
    here: Part

    def words(self, finding: Finding) -> tuple[str, ...]:
        """The words of a finding that stand in the part."""
        return tuple(
            self.answer.text[span.start : span.end].strip()
            for span in finding.spans
            if self.here.start <= span.start and span.end <= self.here.end
        )

    def found(self) -> dict[str, tuple[Finding, tuple[str, ...]]]:
        """Id of each finding with words in the part -> the finding and its words."""
        said = {f.id: (f, self.words(f)) for f in self.judgement.findings if f.grade}
        return {i: (f, words) for i, (f, words) in said.items() if words}


def _with_stand_ins(texts: Mapping[StarPart, str], plan: Plan) -> Answer:
    """The answer with the guide's own sentences where parts are still to come."""
    filled = {part: " ".join(" ".join(s.filled.split()) for s in plan[part].signals) for part in STAR}
    return answer_of({**filled, **texts}, plan.guide.question)


def times_of(texts: Mapping[StarPart, str], plan: Plan, settings: Settings) -> dict[StarPart, PartTime]:
    """Words and seconds of every part, as the person divided them; a part left out takes none."""
    answer = answer_of(texts, plan.guide.question)
    timing = timing_of(answer, written_parts(answer), plan.guide.depth_tip, settings)
    return {part: time for part in STAR for time in timing.parts if time.part == part}


def _heard(own: _Reading, filled: _Reading, plan: Plan, part: StarPart) -> Iterator[Heard]:
    """Grades are those of the person's own words; a signal that belongs elsewhere must be heard in both readings."""
    signals, confirmed = {s.id: s for s in plan.guide.signals}, filled.found()
    for i, (finding, words) in own.found().items():
        if finding.kind == "signal" and (signals[i].part == part or i in confirmed):
            yield Heard(signals[i], finding.grade, words)


def _lacking(judgement: Judgement, plan: Plan, part: StarPart) -> Iterator[Lacking]:
    grades = {f.id: f.grade for f in judgement.findings if f.kind == "signal"}
    for signal in plan[part].signals:
        if grades.get(signal.id, 0) < 2:
            yield Lacking(signal, grades.get(signal.id, 0))


def _against(own: _Reading, filled: _Reading, plan: Plan, part: StarPart) -> Iterator[Against]:
    """What speaks against the part even if the rest were told well, and what nothing told later repairs."""
    lasting = {d.id for d in plan.guide.disqualifiers if d.final} if part in ("action", "result") else set()
    found = {i: one for i, one in own.found().items() if i in lasting} | filled.found()
    entries: tuple[Disqualifier | RedFlag, ...] = (*plan.guide.disqualifiers, *plan.guide.red_flags)
    for entry in entries:
        if entry.id in found:
            finding, words = found[entry.id]
            yield Against(finding.kind, entry.name, words, entry.why_it_fails, entry.advice)


def _misplaced(filled: _Reading, part: StarPart) -> Iterator[Misplaced]:
    """The judge adds a heading's weight to its part, so what still reads as another one does so clearly."""
    for run in filled.judgement.parts:
        span = Span(max(run.start, filled.here.start), min(run.end, filled.here.end))
        if span.start >= span.end or run.part == part or run.part in AT_HOME[part]:
            continue
        numbered = any(m.impact and m.change and m.span.overlaps(span) for m in filled.judgement.metrics)
        if run.part == "result" and part in NUMBERED and not numbered:
            continue
        yield Misplaced(filled.answer.text[span.start : span.end].strip(), run.part)
