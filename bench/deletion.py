"""Take away what a finding points at: it must go, or fall in grade."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench import figures
from bench.pool import Reader, Told
from bench.variants.words import sentences
from greenroom.model import Finding, Span

OUTCOMES = ("gone", "fell", "stayed")


def without(text: str, spans: Iterable[Span]) -> str:
    """The text without these stretches; line breaks around them stay, doubled blanks go."""
    for s in sorted(spans, reverse=True):
        text = text[: s.start] + text[s.end :]
    lines = (re.sub(r"[ \t]{2,}", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r"^[-*•]$", "", line) for line in lines)).strip()


def outcome(before: int, after: int) -> str:
    """``gone``, ``fell`` or ``stayed``."""
    return "gone" if not after else "fell" if after < before else "stayed"


def evidence(finding: Finding, cut: Sequence[Span]) -> list[Span]:
    """The sentences that the finding points at, whole: those that show it and those that hint at it."""
    return [s for s in cut if any(s.overlaps(w) for w in (*finding.spans, *finding.also))]


def cases(reader: Reader, answers: Iterable[Told]) -> Iterator[dict[str, Any]]:
    """Every finding with a place, what became of it, and what became of it in the control."""
    for told in answers:
        reading = reader.read(told)
        cut = sentences(told.text)
        for finding in reading.judgement.findings:
            proof = evidence(finding, cut) if finding.grade else []
            if not proof:
                continue
            key = (finding.kind, finding.id)
            after = _grade(reader, told, without(told.text, proof), key)
            others = [s for s in cut if s not in proof]
            control = None
            if len(others) > len(proof):
                rng = random.Random(f"{told.id}:{key}")
                control = _grade(reader, told, without(told.text, rng.sample(others, len(proof))), key)
            yield {
                "id": told.id,
                "kind": finding.kind,
                "label": f"{told.competency}:{finding.id}" if finding.kind == "signal" else finding.id,
                "grade": finding.grade,
                "sentences": len(proof),
                "quoted": sum(any(s.overlaps(w) for w in finding.spans) for s in proof),
                "of": len(cut),
                "detectors": list(finding.detectors),
                "outcome": outcome(finding.grade, after),
                "control": None if control is None else outcome(finding.grade, control),
            }


def _grade(reader: Reader, told: Told, text: str, key: tuple[str, str]) -> int:
    """Grade of a finding in the changed text; an empty text has none."""
    return reader.read(told, text).grades.get(key, 0) if text.strip() else 0


def measured(reader: Reader, answers: Sequence[Told], sample: int) -> dict[str, Any]:
    """The figures over the first ``sample`` answers: overall, by kind, by label, by grade, by kind of detector.

    ``absences``: findings that say that something is missing, and point at where it is missed: taking that away need
    not make it good; ``presences`` are all others.
    """
    listed = list(cases(reader, answers[:sample]))
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {
        name: defaultdict(list) for name in ("kinds", "labels", "grades", "detectors")
    }
    for case in listed:
        groups["kinds"][case["kind"]].append(case)
        groups["labels"][case["label"]].append(case)
        if case["kind"] == "signal":
            groups["grades"][str(case["grade"])].append(case)
        for kind in case["detectors"]:
            groups["detectors"][kind].append(case)
    lacking = {row.id for row in reader.judge.encoder.manifest.labels if row.absence}
    out: dict[str, Any] = {
        "answers": min(sample, len(answers)),
        "overall": counted(listed),
        "presences": counted([c for c in listed if c["label"] not in lacking]),
        "absences": counted([c for c in listed if c["label"] in lacking]),
    }
    out |= {name: {k: counted(v) for k, v in sorted(rows.items())} for name, rows in groups.items()}
    return {**out, "cases": [c for c in listed if c["outcome"] == "stayed"]}


def counted(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of each outcome; ``held`` the share gone or fallen, ``control`` the share that rightly stayed."""
    seen = Counter(c["outcome"] for c in listed)
    control = [c["control"] for c in listed if c["control"]]
    return {
        "findings": len(listed),
        **{o: seen[o] for o in OUTCOMES},
        "held": figures.share(seen["gone"] + seen["fell"], len(listed)),
        "control": figures.share(control.count("stayed"), len(control)),
    }


def rows(made: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the table: overall, kinds, labels."""
    yield "**all**", made["overall"]
    yield "something is there", made["presences"]
    yield "something is missing", made["absences"]
    for name in ("kinds", "labels"):
        yield from made[name].items()
