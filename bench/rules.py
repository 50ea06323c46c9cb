"""What each rule of the guides buys: agreement out of fold with and without it.

usage: python -m bench.rules [SETTING]

For every rule but an entry's first, the entry is judged with that rule left out; printed are
the entry's F1 (signals: grade kappa too) on both parts with it, and the change that leaving it
out makes. A rule that only costs is to go.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from bench import score as reference
from bench.agreement import SETTINGS, Recorded, answers_of, moved
from bench.gold import GOLD
from greenroom.detectors import kind_of
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.judges.merge import findings_of
from greenroom.language.parse import parse
from greenroom.model import Answer, Span

Parses = dict[str, dict[str, Any]]


def variants(guide: Guide) -> Iterator[tuple[str, str, Guide]]:
    """(entry id, rule left out, guide without it) for every rule but the first of an entry."""
    for field in ("signals", "disqualifiers", "red_flags"):
        entries = getattr(guide, field)
        for at, entry in enumerate(entries):
            for k, rule in enumerate(entry.detect):
                if k == 0:
                    continue
                left = msgspec.structs.replace(entry, detect=(*entry.detect[:k], *entry.detect[k + 1 :]))
                without = msgspec.structs.replace(guide, **{field: (*entries[:at], left, *entries[at + 1 :])})
                yield entry.id, f"{k}: {kind_of(rule)} {rule.role} {rule.grade}", without


def parses(setting: str, guide: str) -> dict[str, list[tuple[dict[str, Any], Any, Any]]]:
    """By part: (answer row, parse, label) of every answer of this guide."""
    out = {}
    for part in SETTINGS[setting]:
        answers = answers_of(part)
        labels = reference.load(GOLD / f"{part}.labels.jsonl")
        rows = []
        for i, row in answers.items():
            if row["competency"] == guide:
                sentences = tuple(Span(*s) for s in row["sentences"])
                answer = Answer(id=i, text=row["text"], competency=guide, sentences=sentences)
                rows.append((row, parse(answer, Recorded(moved(setting, i), sentences), guide), labels[i]))
        out[part] = rows
    return out


def figures(guide: Guide, entry: str, rows: list[tuple[dict[str, Any], Any, Any]]) -> tuple[float, float]:
    """F1 of presence and kappa of the grade of one entry."""
    told, seen = [], []
    for _, parsed, label in rows:
        grades = {f.id: f.grade for f in findings_of(guide, parsed, "local")}
        there = (
            label["signals"].get(entry, [0])[0]
            if entry in {s.id for s in guide.signals}
            else int(entry in label["disqualifiers"] or entry in label["red_flags"])
        )
        told.append(there)
        seen.append(grades.get(entry, 0))
    tp = sum(a > 0 and b > 0 for a, b in zip(told, seen, strict=True))
    fp = sum(a == 0 and b > 0 for a, b in zip(told, seen, strict=True))
    fn = sum(a > 0 and b == 0 for a, b in zip(told, seen, strict=True))
    return reference.prf(tp, fp, fn) or 0.0, round(reference.qwk(told, seen, 3) or 0.0, 3)


def main() -> None:
    """Print the table."""
    setting = sys.argv[1] if len(sys.argv) > 1 else "cv"
    for name in guide_ids():
        guide, known = load_guide(name), parses(setting, name)
        for entry, rule, without in variants(guide):
            cells = []
            for part, rows in known.items():
                f1, kappa = figures(guide, entry, rows)
                f1_, kappa_ = figures(without, entry, rows)
                cells.append(f"{part} f1 {f1:.3f} ({f1_ - f1:+.3f}) qwk {kappa:.3f} ({kappa_ - kappa:+.3f})")
            print(f"{name} {entry:28s} {rule:32s} {' | '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
