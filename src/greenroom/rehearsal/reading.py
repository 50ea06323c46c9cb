"""The one place where a rehearsal meets a judge: what was told so far becomes a :class:`Heard`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from greenroom.guides.schema import Guide, Probe
from greenroom.judges import Judge
from greenroom.judges.asking import described
from greenroom.judges.local import LocalJudge, judged
from greenroom.language.outputs import Floats
from greenroom.language.parsed import Parsed, Sentence
from greenroom.model import Answer, Finding, Judgement, Span, Timing
from greenroom.rehearsal import listener, notice, scope
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.clock import takes_s
from greenroom.rehearsal.evidence import (
    Beliefs,
    beliefs_of,
    entries_of,
    going_on,
    in_words,
    kinds_of,
    level_of,
    located,
    turn_at,
)
from greenroom.rehearsal.features import Seen
from greenroom.rehearsal.grade import asked_in, by_findings, graded, suspicions
from greenroom.rehearsal.listener import PASSAGE, Listener, Told, united
from greenroom.rehearsal.state import runs_over
from greenroom.rehearsal.values import Found, Graded, Heard, Near, Notice, Sitting
from greenroom.review.timing import timing_of
from greenroom.settings import Settings

BETWEEN = "\n\n"
"""What stands between the opening and the replies in the text that the judge reads."""
CLEAR = 1.0
"""Log odds from which the listener hears an entry clearly.

In openings of simulated candidates it so heard 1,088 of 1,185 signals that were told. Of what both it and the judge
heard 950 of 1,025 were told, of what it alone heard 138 of 175, of what the judge alone heard 72 of 829
(``python -m bench.settled --candidates 200``, three sets of stories)."""
SURELY = 3.0
"""Log odds from which it hears one beyond doubt: 965 of the 1,185; 965 of the 1,018 heard so were told."""
NEAR = 0.2
"""Evidence from which a sentence is about an entry, so that a probe may quote it; as ``judges/proof.py`` for a hint."""


def whole_of(told: Sequence[str]) -> tuple[str, list[int]]:
    """All that was told as one text, and where each turn begins in it; what was passed takes no room."""
    text, starts = "", []
    for one in told:
        text += BETWEEN if text and one else ""
        starts.append(len(text))
        text += one
    return text, starts


class Reader:
    """Reads opening and replies with one judge. What it computes for a guide is kept, so that a reply costs little."""

    def __init__(self, judge: Judge, settings: Settings) -> None:
        """``judge``: any; with the local one replies are graded by the fitted model, else by their findings."""
        self._judge, self._settings = judge, settings
        self._vectors: dict[tuple[str, str], Floats] = {}
        self._listener: Listener | None = None

    def hear(self, sitting: Sitting, guide: Guide) -> Heard:
        """What the judge makes of all that was told in ``sitting``, and of the latest reply.

        Raises ``ModelError`` where the weights of the judge are missing or damaged.
        """
        told = sitting.told
        text, starts = whole_of(told)
        if sitting.turns and not told[-1]:
            return self._passed(sitting)
        spoken = () if sitting.turns else sitting.words
        answer = Answer(text=text, competency=guide.id, question=sitting.question, words=spoken)
        parsed, judgement = self._read(answer, guide)
        if judgement.unscored:
            return Heard(judge=judgement.judge, judge_version=judgement.judge_version, unscored=judgement.unscored)
        heard = Heard(
            judge=judgement.judge,
            judge_version=judgement.judge_version,
            findings=self._confirmed(located(judgement.findings, text, starts), parsed, sitting, guide),
            near=_near(parsed, starts, guide) if parsed else _by_part(judgement, text, starts, guide),
            level=judgement.level,
            doubt=judgement.doubt,
        )
        if not sitting.turns:
            timing = timing_of(answer, judgement.parts, guide.depth_tip, self._settings)
            return replace(
                heard,
                opening_s=self._background_s(parsed, timing),
                seconds=timing.seconds,
                parts=timing.parts,
            )
        return self._reply(heard, sitting, guide, parsed, starts[-1])

    def opening_s(self, text: str, sitting: Sitting, guide: Guide) -> float:
        """Seconds of situation and task in an answer that is still being given; 0 where nothing can be read yet."""
        budget = guide.depth_tip.opening_seconds
        if not runs_over(takes_s(text, self._settings.words_per_minute), budget):
            return 0.0  # all of it is not too much: no need to read it
        answer = Answer(text=text, competency=guide.id, question=sitting.question)
        parsed, judgement = self._read(answer, guide)
        if judgement.unscored:
            return 0.0
        return self._background_s(parsed, timing_of(answer, judgement.parts, guide.depth_tip, self._settings))

    def _background_s(self, parsed: Parsed | None, timing: Timing) -> float:
        """Seconds of situation and task, or of all that is told before the candidate first acts, where that is more.

        The judge reads parts by their place as well: where a long answer never leaves the situation, it takes its
        middle for the action.
        """
        if parsed is None:
            return timing.opening_seconds
        story = parsed.of_part(())
        acting = next((n for n, s in enumerate(story) if _acts(parsed, s)), len(story))
        words = sum(s.words for s in story[:acting])
        return max(timing.opening_seconds, round(60 * words / timing.words_per_minute, 1))

    def _reply(self, heard: Heard, sitting: Sitting, guide: Guide, whole: Parsed | None, start: int) -> Heard:
        """The latest reply on its own: its grade and what an interviewer notices in it."""
        turn = sitting.turns[-1]
        probe = probe_of(guide, turn.ask.probe)
        reply = turn.reply or ""
        if probe is None:  # the closing question settles nothing by itself
            return heard
        if probe.id in scope.ASKING:
            return replace(heard, grade=scope.graded(reply, level_of(sitting), heard.level))
        answer = Answer(text=reply, competency=guide.id, question=turn.ask.question)
        parsed, own = self._read(answer, guide)
        if parsed is None or whole is None or own.unscored:
            return replace(heard, grade=by_findings(own, probe, guide, reply))
        heard = replace(heard, findings=borne_out(heard.findings, own.findings, len(sitting.turns)))
        told = self.told(probe.question, reply, guide)
        seen = self.seen(parsed, whole, start, probe, guide)._replace(told=told)
        said = {i: self.said(guide, i) for i in probe.settles}
        worded = {f.id for f in own.findings if in_words(f)}
        before = beliefs_of(sitting, guide, len(sitting.turns) - 1)
        stands = going_on(before)
        grade = graded(seen, probe, guide, said, worded, asked_in(turn.ask, probe, guide), before=stands)
        sure = {f.id for f in heard.findings if f.worded}
        more = {f.id: f for f in suspicions(seen, probe, guide, stands, len(sitting.turns)) if f.id not in sure}
        heard = replace(heard, findings=(*(f for f in heard.findings if f.id not in more), *more.values()))
        return replace(heard, grade=grade, notices=self._notices(seen, start, probe, guide, before, grade))

    def seen(self, reply: Parsed, whole: Parsed, start: int, probe: Probe, guide: Guide) -> Seen:
        """What the grader needs of a reply that begins at ``start`` in the text of ``whole``."""
        last = next((s.index for s in whole.sentences if s.span.end > start), len(whole.sentences))
        anchors = np.stack([self._vector(guide, t) for t in (probe.question, probe.weak.reply, probe.strong)])
        return Seen(reply, whole, last, self._vector(guide, reply.answer.text), anchors)

    def told(self, question: str, text: str, guide: Guide) -> Told | None:
        """What the listener hears in ``text``; none for a guide with entries that it was not fitted on."""
        judge = self._judge
        if not isinstance(judge, LocalJudge):
            return None
        if self._listener is None:
            self._listener = listener.shipped()
        if not set(kinds_of(guide)) <= set(self._listener.about.entries):
            return None
        return self._listener.told(judge.encoder, question, text)

    def _confirmed(
        self, found: tuple[Found, ...], parsed: Parsed | None, sitting: Sitting, guide: Guide
    ) -> tuple[Found, ...]:
        """The findings in an opening, with whether the listener hears each in any passage of it."""
        if sitting.turns or parsed is None:
            return found
        spans = [s.span for s in parsed.sentences if not s.heading]
        places = [spans[n : n + PASSAGE] for n in range(0, len(spans), PASSAGE)]
        texts = [parsed.answer.text[run[0].start : run[-1].end] for run in places]
        heard = [told for text in texts if (told := self.told(guide.question, text, guide)) is not None]
        if not heard:
            return found
        whole = united(heard)
        graded_ = {f.id for f in found}
        more = [i for i in kinds_of(guide) if i in whole.taught and i not in graded_ and whole.shown[i] >= CLEAR]
        only = tuple(Found(kind=kinds_of(guide)[i], id=i, grade=0, turn=0, sentence="") for i in more)
        made = (self._as_heard(f, whole) for f in (*found, *only))
        return tuple(
            replace(f, sentence=_sentence_of(f.id, parsed, places, heard)) if f.clear and not f.sentence else f
            for f in made
        )

    def _as_heard(self, found: Found, heard: Told) -> Found:
        """A finding with what the listener says of it."""
        clear = found.id in heard.taught and heard.shown[found.id] >= CLEAR
        faint = clear and found.kind == "signal" and heard.shown[found.id] < SURELY
        return replace(found, told=found.worded or self._is_told(found, heard), clear=clear, faint=faint)

    def _is_told(self, found: Found, heard: Told) -> bool:
        """Whether the listener hears a finding: never one that is something left out and that it was not taught."""
        if found.id in heard.taught:
            return heard.shown[found.id] >= (CLEAR if found.kind == "signal" else 0)
        judge = self._judge
        query = judge.encoder.query_of(found.id) if isinstance(judge, LocalJudge) else None
        return query is None or not query.absence

    def _notices(
        self, seen: Seen, start: int, probe: Probe, guide: Guide, before: Beliefs, grade: Graded
    ) -> tuple[Notice, ...]:
        phrases = np.stack([self._vector(guide, p) for p in notice.phrases_of(guide, probe)])
        vectors = seen.reply.heads.vectors
        nearness = (vectors @ phrases.T).max(axis=1).tolist() if len(vectors) else []
        clashes = notice.contradictions(probe, before, grade, seen.whole, start, guide)
        return notice.united((*clashes, notice.dodge(probe, seen.reply), notice.recital(seen.reply, nearness)))

    def _read(self, answer: Answer, guide: Guide) -> tuple[Parsed | None, Judgement]:
        """The parse, where the judge makes one, and the judgement; one pass of the encoder."""
        judge = self._judge
        if not isinstance(judge, LocalJudge):
            return None, judge.read(answer, guide)
        from greenroom.language.english import not_english

        if why := not_english(answer.text):
            return None, Judgement(judge=judge.name, judge_version=judge.version, unscored=why)
        parsed = judge.parse(answer, guide)
        return parsed, judged(parsed, guide, judge.name, judge.version)

    def _passed(self, sitting: Sitting) -> Heard:
        """A probe that was passed: nothing new was told."""
        read = [sitting.heard, *(t.heard for t in sitting.turns)]
        last = next(h for h in reversed(read) if h is not None)
        return replace(last, grade=None, notices=())

    def _embed(self, texts: list[str]) -> Floats:
        judge = self._judge
        assert isinstance(judge, LocalJudge)  # noqa: S101 - parses come from it alone
        return judge.encoder.embed(texts)

    def _vector(self, guide: Guide, text: str) -> Floats:
        key = (guide.id, text)
        if key not in self._vectors:
            self._vectors[key] = self._embed([text])[0]
        return self._vectors[key]

    def said(self, guide: Guide, ident: str) -> Floats:
        """The vector of what somebody says who shows the entry."""
        entry = next(e for e in entries_of(guide) if e.id == ident)
        return self._vector(guide, described(entry))


def borne_out(findings: Sequence[Found], alone: Sequence[Finding], turn: int) -> tuple[Found, ...]:
    """The findings in all that was told, where a signal in the latest reply counts no more than in the reply ``alone``.

    The more there is to read, the more the judge hears in any sentence of it.
    """
    grades = {f.id: f.grade for f in alone}
    return tuple(
        replace(f, grade=min(f.grade, grades.get(f.id, 0))) if f.kind == "signal" and f.turn == turn else f
        for f in findings
    )


def _sentence_of(ident: str, parsed: Parsed, runs: Sequence[Sequence[Span]], heard: Sequence[Told]) -> str:
    """The sentence in which the listener hears an entry best, of all passages."""
    run, told = max(zip(runs, heard, strict=True), key=lambda pair: pair[1].shown[ident])
    at = run[0].start + told.places[ident]
    best = next((s for s in parsed.sentences if s.span.start <= at < s.span.end), None)
    return " ".join(best.text.split()) if best else ""


def _acts(parsed: Parsed, sentence: Sentence) -> bool:
    """Whether a sentence outside the situation tells what I or we did."""
    own = any(parsed.marked(tag, sentence.index) for tag in ("subj_i", "subj_we"))
    return own and sentence.part not in ("situation", "task")


def _near(parsed: Parsed, starts: Sequence[int], guide: Guide) -> tuple[Near, ...]:
    """For every entry the sentence that comes nearest to it, found or not; none where none comes near."""
    story = [s for s in parsed.sentences if not s.heading]
    made = []
    for ident, rows in parsed.heads.evidence.items():
        if story:
            best = max(story, key=lambda s, rows=rows: (float(rows[s.index]), -s.index))  # type: ignore[misc]
            if float(rows[best.index]) >= NEAR:
                made.append(Near(id=ident, turn=turn_at(starts, best.span), sentence=" ".join(best.text.split())))
    if (reach := scope.quotable(story)) is not None:
        made.append(Near(id=scope.SCOPE, turn=turn_at(starts, reach.span), sentence=" ".join(reach.text.split())))
    return tuple(made)


def _by_part(judgement: Judgement, text: str, starts: Sequence[int], guide: Guide) -> tuple[Near, ...]:
    """The same by the parts of the story, for judges that give no more: where a signal belongs, there it is asked."""
    made = []
    for signal in guide.signals:
        part = next((p for p in judgement.parts if p.part == signal.part), None)
        if part is not None:
            span = Span(part.start, part.end)
            words = " ".join(text[span.start : span.end].split())
            made.append(Near(id=signal.id, turn=turn_at(starts, span), sentence=_first_sentence(words)))
    return tuple(made)


def _first_sentence(words: str) -> str:
    from greenroom.language.segment import sentences_of

    spans = sentences_of(words)
    return words[spans[0].start : spans[0].end] if spans else words
