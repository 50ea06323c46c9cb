"""Answers and ratings made by hand, and by chance, for the tests of evaluation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from greenroom.evaluation.rating import Rating, Subject, vocabularies
from greenroom.model import LEVELS, VERDICTS, Span

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "data" / "gold"
KNOWN = vocabularies(["have-backbone", "highest-standards"])
TEXT = "First we met. Then I spoke. It fell by 40%."
SENTENCES = (Span(0, 13), Span(14, 27), Span(28, 43))


def subject(ident: str, competency: str = "have-backbone", story: str | None = None) -> Subject:
    return Subject(
        id=ident, competency=competency, target_level="sde2", text=TEXT, sentences=SENTENCES, story=story or ident
    )


def rating(ident: str = "a", verdict: str = "hire", level: str = "sde2", star: str = "SAR", **more: Any) -> Rating:
    """``signals``: id to (grade, sentences); ``disqualifiers`` and ``red_flags``: id to sentences."""
    signals: Mapping[str, tuple[int, Sequence[int]]] = more.pop("signals", {})
    return Rating(
        id=ident,
        signals={i: g for i, (g, _) in signals.items()},
        evidence={i: frozenset(s) for i, (_, s) in signals.items()},
        disqualifiers={i: frozenset(s) for i, s in more.pop("disqualifiers", {}).items()},
        red_flags={i: frozenset(s) for i, s in more.pop("red_flags", {}).items()},
        star=star,
        level=level,
        verdict=verdict,
        certainty=more.pop("certainty", {}),
    )


def answer_line(ident: str, competency: str = "have-backbone", **more: Any) -> dict[str, Any]:
    return {
        "id": ident,
        "competency": competency,
        "target_level": "sde2",
        "text": TEXT,
        "sentences": [list(s) for s in SENTENCES],
    } | more


def label_line(one: Rating) -> dict[str, Any]:
    """A rating as a line of labels."""
    return {
        "id": one.id,
        "signals": {i: [g, sorted(one.evidence[i])] for i, g in one.signals.items()},
        "disqualifiers": {i: sorted(s) for i, s in one.disqualifiers.items()},
        "red_flags": {i: sorted(s) for i, s in one.red_flags.items()},
        "star": one.star,
        "level": one.level,
        "verdict": one.verdict,
    }


def prediction_line(label: Mapping[str, Any], sentences: Sequence[Sequence[int]], **more: Any) -> dict[str, Any]:
    """A line of labels as the prediction that says the same, sentence by sentence."""
    parts = dict(zip("STARLO", ("situation", "task", "action", "result", "reflection", "other"), strict=True))

    def finding(kind: str, ident: str, grade: int, marked: Sequence[int]) -> dict[str, Any]:
        spans = [list(sentences[i]) for i in marked]
        return {"kind": kind, "id": ident, "grade": grade, "spans": spans, "confidence": 0.75}

    findings = [finding("signal", i, g, s) for i, (g, s) in label["signals"].items()]
    findings += [finding("disqualifier", i, 1, s) for i, s in label["disqualifiers"].items()]
    findings += [finding("red_flag", i, 1, s) for i, s in label["red_flags"].items()]
    star = [{"part": parts[p], "start": s[0], "end": s[1]} for p, s in zip(label["star"], sentences, strict=True)]
    said = {"id": label["id"], "verdict": label["verdict"], "level": label["level"], "findings": findings, "star": star}
    return said | more


def written(path: Path, lines: Sequence[Mapping[str, Any] | str]) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


_marks = st.frozensets(st.integers(0, 2), max_size=3)


@st.composite
def ratings(draw: st.DrawFn, ident: str, competency: str) -> Rating:
    """Any rating that is allowed for an answer to ``competency``."""
    words = KNOWN[competency]
    signals = draw(st.dictionaries(st.sampled_from(words.signals), st.tuples(st.integers(1, 2), _marks)))
    return rating(
        ident,
        draw(st.sampled_from(VERDICTS)),
        draw(st.sampled_from(LEVELS)),
        draw(st.text("STARLO", min_size=3, max_size=3)),
        signals=signals,
        disqualifiers=draw(st.dictionaries(st.sampled_from(words.disqualifiers), _marks)),
        red_flags=draw(st.dictionaries(st.sampled_from(words.red_flags), _marks)),
    )


@st.composite
def rated_answers(draw: st.DrawFn, raters: int = 2) -> tuple[list[Subject], list[dict[str, Rating]]]:
    """A few answers, and as many ratings of each as there are ``raters``."""
    competencies = draw(st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=6))
    subjects = [subject(f"a{n}", c) for n, c in enumerate(competencies)]
    rows = [{s.id: draw(ratings(s.id, s.competency)) for s in subjects} for _ in range(raters)]
    return subjects, rows
