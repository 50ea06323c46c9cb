"""How right the grader of replies is on a writer that it was not fitted on: accuracy, kappa, confusion, entries.

A reply is called weak as a rehearsal calls it: by grader and listener as weighed, or for a disqualifier by the way.

    python -m bench.replies [--cache FILE] [--json]

Needs the extra ``train`` (scikit-learn), because every writer in turn is left out and the rest fitted anew.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import kinds_of
from greenroom.rehearsal.fitted import Weights, chance
from greenroom.rehearsal.grade import ASIDE, COUNTS, GIVEN, LACKING, LEFT_OUT, LOOKING_BACK, by_the_way
from greenroom.rehearsal.listener import shipped
from training.replies import Example, entry_odds, fit, remembered, strength, writers

BINS = (0.0, LACKING, GIVEN, 0.7, 1.01)


def tried(examples: Sequence[Example], writer: str) -> list[dict[str, Any]]:
    """Every reply of ``writer``, graded by a fit on the others."""
    made = fit([e for e in examples if e.writer != writer], "")
    return [_tried(e, made) for e in examples if e.writer == writer]


def _tried(e: Example, by: Weights) -> dict[str, Any]:
    p = strength(e, by)
    kinds = kinds_of(load_guide(e.guide))
    entries = []
    for i in e.entries:
        entries.append((kinds[i] == "signal", e.shown[i], chance(entry_odds(e, i, by, p))))
    guide = load_guide(e.guide)
    probe = probe_of(guide, e.probe)
    assert probe is not None
    told = e.told and dataclasses.replace(e.told, taught=frozenset(shipped().about.taught))
    sunk = any(q >= COUNTS for q in by_the_way(told, probe, guide).values())
    return {"id": e.id, "writer": e.writer, "probe": e.probe, "strong": e.strong, "p": p, "entries": entries,
            "called": p >= 0.5 and not sunk, "fit": by.data}  # fmt: skip


def figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Accuracy, Cohen's kappa, the four cells, and how often an entry is rightly heard or not."""
    cells = Counter((r["strong"], r["called"]) for r in rows)
    total = len(rows)
    right = (cells[True, True] + cells[False, False]) / total
    strong, called = (sum(n for k, n in cells.items() if k[side]) / total for side in (0, 1))
    chance = strong * called + (1 - strong) * (1 - called)
    made: dict[str, Any] = {
        "replies": total,
        "accuracy": round(right, 3),
        "kappa": round((right - chance) / (1 - chance), 3),
        "strong taken for weak": cells[True, False],
        "weak taken for strong": cells[False, True],
    }
    sure = [r for r in rows if abs(r["p"] - 0.5) >= 0.25]
    made["sure"] = round(len(sure) / total, 3)
    made["accuracy where sure"] = round(sum(r["called"] == r["strong"] for r in sure) / max(len(sure), 1), 3)
    for name, signal in (("signals", True), ("faults", False)):
        likely = [(there, how) for r in rows for is_signal, there, how in r["entries"] if is_signal == signal]
        said = [(there, how >= 0.5) for there, how in likely]
        hits = sum(there and heard for there, heard in said)
        made[f"{name} right"] = round(sum(a == b for a, b in said) / max(len(said), 1), 3)
        made[f"{name} F1"] = round(2 * hits / max(sum(a for a, _ in said) + sum(b for _, b in said), 1), 3)
        for low, high in itertools.pairwise(BINS) if signal else ():
            of = [there for there, how in likely if low <= how < high]
            made[f"signals there at {low:g} to {high:g}"] = f"{sum(of)} of {len(of)}"
    return made


def by_the_way_from(examples: Sequence[Example], least: float) -> dict[str, str]:
    """What is heard by the way with a likelihood of ``least`` or more: how often in strong replies; what raters named.

    Raters name what strikes them, so that what they do not name may be there all the same.
    """
    strong, named, hits = 0, 0, 0
    taught = frozenset(shipped().about.taught)
    for e in examples:
        guide = load_guide(e.guide)
        probe = probe_of(guide, e.probe)
        assert probe is not None
        if LOOKING_BACK in probe.settles or e.told is None:
            continue
        heard = by_the_way(dataclasses.replace(e.told, taught=taught), probe, guide)
        sure = {i for i, p in heard.items() if p >= least}
        others = {d.id for d in guide.disqualifiers} & taught - LEFT_OUT - set(probe.settles)
        said = {i for i, value in e.settles.items() if value == "shown"} & others
        strong += bool(e.strong and sure)
        named, hits = named + len(said), hits + len(said & sure)
    every = sum(e.strong for e in examples)
    return {"strong replies with one": f"{strong} of {every}", "named by raters": f"{hits} of {named} heard"}


def measure(examples: Sequence[Example]) -> dict[str, Any]:
    """The figures of each writer left out, and of all together."""
    by_writer = {w: tried(examples, w) for w in writers()}
    every = [r for rows in by_writer.values() for r in rows]
    probes = sorted({r["probe"] for r in every})
    return {
        "by writer": {w: figures(rows) | {"fit": rows[0]["fit"]} for w, rows in by_writer.items()},
        "all": figures(every),
        "by probe": {p: figures([r for r in every if r["probe"] == p])["accuracy"] for p in probes},
        "by the way": {f"{least:g}": by_the_way_from(examples, least) for least in (ASIDE, COUNTS)},
        "wrong": [r["id"] for r in every if r["called"] != r["strong"]],
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="keep the readings here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    made = measure(remembered(options.cache))
    if options.json:
        print(json.dumps(made, indent=2))
        return
    for name, row in [*made["by writer"].items(), ("all", made["all"])]:
        print(f"{name:5}", "  ".join(f"{k} {v}" for k, v in row.items()))
    for least, row in made["by the way"].items():
        print(f"by the way from {least}", "  ".join(f"{k} {v}" for k, v in row.items()))
    print("by probe", "  ".join(f"{p} {a:g}" for p, a in made["by probe"].items()))


if __name__ == "__main__":
    main()
