"""Whether the verdicts in ``pairs.yaml`` are those that the rules make of their keys; a part of ``guide check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from greenroom.errors import GreenroomError
from greenroom.guides import yaml_reader
from greenroom.guides.faults import Fault, View
from greenroom.guides.loader import read_guide, read_pairs
from greenroom.practice.calibrate_scores import decision, key_scores, unknown_ids

FILE = "pairs.yaml"


def contradictions(place: Path) -> list[Fault]:
    """A fault for every key below ``place`` (as ``guides.lint.check`` takes it) whose verdict does not follow from it.

    Files that cannot be read as guide or pairs are left to the linter, which says why.
    """
    if place.is_file():
        files = [place] if place.name == FILE else []
    else:
        files = sorted({*place.glob(FILE), *place.glob(f"*/{FILE}"), *place.glob(f"*/*/{FILE}")})
    return [fault for file in files for fault in _in(file)]


def _in(file: Path) -> Iterator[Fault]:
    try:
        guide, pairs = read_guide(file.parent), read_pairs(file.parent)
    except GreenroomError:
        return
    document = yaml_reader.read(file.read_bytes())
    view = View(file, document, document.value)
    for pair, pair_view in zip(pairs.pairs, view["pairs"], strict=True):
        for one, one_view in zip(pair.candidates, pair_view["candidates"], strict=True):
            if unknown_ids(key_scores(one), guide):
                continue
            rule = decision(key_scores(one), guide, pair.level)
            if rule.verdict != one.key.verdict:
                why = "; ".join(f"{s.rule}: {s.saw}" for s in rule.derivation if s.effect == f"at most {rule.verdict}")
                yield one_view["key"]["verdict"].fault(
                    f"the verdict is {one.key.verdict}, the rules say {rule.verdict}",
                    allowed=rule.verdict,
                    do=f"correct the verdict or the key ({why or 'nothing lowers it'})",
                )
