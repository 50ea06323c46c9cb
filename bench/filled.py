"""Fill in the blanks of the fixes that a review shows: the claimed effect must come."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from bench import figures
from bench.pool import TABLES, Reader, Told
from greenroom.model import VERDICTS, Answer, Fix
from greenroom.review import review
from greenroom.review.fixes import inserted

BLANK = re.compile(r"\[[^\]]+\]")
FILLINGS = 2
"""Fillings tried a fix."""


@functools.cache
def fillers() -> dict[str, Any]:
    """``bench/data/fillers.yaml``: competency -> signal -> lists of fillings, in the order of the blanks."""
    held: dict[str, Any] = yaml.safe_load((TABLES / "fillers.yaml").read_text(encoding="utf-8"))
    return held


def fill(template: str, words: Sequence[str]) -> str:
    """The template with its blanks filled in order; raises ``ValueError`` where their number differs."""
    blanks = BLANK.findall(template)
    if len(blanks) != len(words):
        raise ValueError(f"{len(words)} fillings for {len(blanks)} blanks: {template}")
    parts = iter(words)
    made = BLANK.sub(lambda _: next(parts), template)
    made = re.sub(r",\s*,", ",", made)
    return made[:1].upper() + made[1:]


def fillings(competency: str, fix: Fix) -> list[str]:
    """The sentences that a person might write for this fix; none where it asks for no words."""
    return [fill(fix.template, words) for words in fillers()[competency].get(fix.target, [])]


def cases(reader: Reader, answers: Sequence[Told]) -> Iterator[dict[str, Any]]:
    """Every fix shown for these answers, with some fillings each, and whether the claim came true."""
    for told in answers:
        answer = Answer(text=told.text, competency=told.competency)
        made = review(answer, guide=told.guide, level=told.target, judge=reader.judge)
        for fix in made.fixes:
            claimed = {c.what: c.after for c in fix.changes}
            for text in fillings(told.competency, fix)[:FILLINGS]:
                after = reader.answer(told, inserted(answer, fix.at.start, text))
                grade = after.grades.get(("signal", fix.target), 0)
                wanted = claimed.get(fix.target)
                yield {
                    "id": told.id,
                    "target": f"{told.competency}:{fix.target}",
                    "text": text,
                    "signal": wanted is None or grade >= int(wanted),
                    "verdict": after.verdict >= VERDICTS.index(fix.verdict_after),
                    "score": after.decision.score >= fix.score_after,
                    "claims_signal": wanted is not None,
                    "claims_verdict": fix.verdict_after != fix.verdict_before,
                }


def measured(reader: Reader, answers: Sequence[Told], sample: int) -> dict[str, Any]:
    """The figures over the first ``sample`` answers: overall and by target."""
    listed = list(cases(reader, answers[:sample]))
    targets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in listed:
        targets[case["target"]].append(case)
    return {
        "answers": min(sample, len(answers)),
        "overall": counted(listed),
        "verdict_claims": counted([c for c in listed if c["claims_verdict"]]),
        "targets": {k: counted(v) for k, v in sorted(targets.items())},
        "cases": [c for c in listed if not (c["signal"] and c["verdict"])],
    }


def counted(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Shares: the signal got the grade that the fix claims, the verdict, the score; ``held``: signal and verdict."""
    n = len(listed)
    out = {k: figures.share(sum(bool(c[k]) for c in listed), n) for k in ("signal", "verdict", "score")}
    return {**out, "held": figures.share(sum(bool(c["signal"] and c["verdict"]) for c in listed), n)}


def rows(made: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the table."""
    yield "**all**", made["overall"]
    yield "those that claim a better verdict", made["verdict_claims"]
    yield from made["targets"].items()
