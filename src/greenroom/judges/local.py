"""The embedded judge: one encoder pass, detectors over the shared parse, findings merged."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

from greenroom.detectors.base import Entry
from greenroom.guides.loader import examples_of, fingerprint
from greenroom.guides.marked import unmark
from greenroom.guides.schema import Guide, Similar
from greenroom.judges.asking import queries_of
from greenroom.judges.doubt import doubt_of
from greenroom.judges.merge import findings_of, nothing_told
from greenroom.judges.proof import proved
from greenroom.language.calibration import Calibrated
from greenroom.language.encoder import WEIGHTS, Encoder, Query
from greenroom.language.english import not_english
from greenroom.language.nearness import Anchors
from greenroom.language.parse import parse
from greenroom.language.parsed import Parsed, Sentence
from greenroom.model import LEVELS, PARTS, Answer, Judgement, Level, Metric, Part, PartName


class LocalJudge:
    """Deterministic, offline; loads its weights on first use."""

    name = "local"

    def __init__(self, *, threads: int = 1, weights: Path = WEIGHTS) -> None:
        """``threads`` of one encoder pass; ``weights``: a folder instead of the shipped one."""
        self._threads, self._weights = threads, weights
        self._loaded: Encoder | None = None
        self._lock = threading.Lock()
        self._anchors: dict[str, Anchors] = {}
        self._queries: dict[str, dict[str, Query]] = {}

    @property
    def encoder(self) -> Encoder:
        """The encoder; raises ``ModelError`` where the weights are missing or damaged."""
        with self._lock:
            if self._loaded is None:
                self._loaded = Encoder(self._weights, threads=self._threads)
            return self._loaded

    @property
    def version(self) -> str:
        """Version of the weights."""
        return self.encoder.version

    def parse(self, answer: Answer, guide: Guide) -> Parsed:
        """The shared parse of ``answer``, with the encoder's decision lines at one half."""
        parsed = parse(answer, Calibrated(self.encoder), guide.id, self._queries_of(guide))
        anchors = self._anchors_of(guide)
        return dataclasses.replace(parsed, near=anchors.near(parsed.heads.vectors)) if anchors else parsed

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        """Findings, parts and level of ``answer`` against ``guide``."""
        if why := not_english(answer.text):
            return Judgement(judge=self.name, judge_version=self.version, unscored=why)
        return judged(self.parse(answer, guide), guide, self.name, self.version)

    def _queries_of(self, guide: Guide) -> dict[str, Query] | None:
        """Queries made from the guide; ``None`` where the heads were trained on all that it looks for."""
        ids = [e.id for e in guide.signals] + [e.id for e in guide.disqualifiers] + [e.id for e in guide.red_flags]
        if self.encoder.known(guide.id) and all(self.encoder.query_of(i) for i in ids):
            return None
        key = fingerprint(guide)
        if key not in self._queries:
            self._queries[key] = queries_of(guide, self.encoder, examples_of(guide))
        return self._queries[key]

    def _anchors_of(self, guide: Guide) -> Anchors | None:
        """The examples of the entries with a ``similar`` rule; none for a guide without such rules."""
        entries: tuple[Entry, ...] = (*guide.signals, *guide.disqualifiers, *guide.red_flags)
        wanted = {e.id: e for e in entries if any(isinstance(r, Similar) for r in e.detect)}
        if not wanted:
            return None
        key = fingerprint(guide)
        if key not in self._anchors:
            cases = examples_of(guide).examples
            texts = {
                i: (
                    [unmark(f.text)[0] for f in cases[i].found] + list(getattr(e, "cues", ())),
                    [n.text for n in cases[i].not_found],
                )
                for i, e in wanted.items()
                if i in cases
            }
            self._anchors[key] = Anchors(self.encoder, texts)
        return self._anchors[key]


def judged(parsed: Parsed, guide: Guide, name: str, version: str) -> Judgement:
    """What the detectors make of a parse."""
    held = proved(parsed)
    findings = findings_of(guide, held, name)
    empty = nothing_told(guide, parsed)
    level, level_reason = level_shown(parsed, empty)
    return Judgement(
        judge=name,
        judge_version=version,
        findings=findings,
        parts=parts_of(parsed.sentences),
        level=level,
        level_reason=level_reason,
        metrics=metrics_of(parsed),
        notes=(f"Nothing is narrated here: {empty}.",) if empty else (),
        doubt=None if empty else doubt_of(guide, held),
    )


def level_shown(parsed: Parsed, empty: str | None = None) -> tuple[Level, str]:
    """The median of the level head: the highest level that is at least as likely shown as not.

    ``empty``: why no story is told, where none is; then no level is shown either.
    """
    if empty:
        return "none", f"No level: {empty}."
    p = parsed.heads.level
    shown = max((k for k in range(len(LEVELS)) if k == 0 or float(p[k:].sum()) >= 0.5), default=0)
    return LEVELS[shown], f"The scope that is told fits {LEVELS[shown]} (likelihood {float(p[shown]):.0%})."


def parts_of(sentences: tuple[Sentence, ...]) -> tuple[Part, ...]:
    """Runs of sentences of one part, in order of the text."""
    runs: list[tuple[PartName, int, int]] = []
    for s in sentences:
        part = PARTS[-1] if s.heading else s.part
        if runs and runs[-1][0] == part:
            runs[-1] = (part, runs[-1][1], s.span.end)
        else:
            runs.append((part, s.span.start, s.span.end))
    return tuple(Part(part=p, start=a, end=b) for p, a, b in runs)


def metrics_of(parsed: Parsed) -> tuple[Metric, ...]:
    """Every number of the text that is no mere background, with its reading."""
    return tuple(
        Metric(span=q.span, text=q.text, unit=q.unit, of=q.of, change=q.change, impact=q.impact, why=q.why)
        for q in parsed.quantities
        if q.kind != "background"
    )
