"""Nothing but the behaviour counts: the same story told otherwise must get the same review.

usage: python -m bench.invariance [--sample N] [--only NAME ...] [--sources gold fresh grown] [--write] [--show NAME]

For each variant (``bench/variants``) the first N answers of the pool to which it applies are reviewed
as they are and changed, both as ``greenroom review`` would: the product cuts the sentences itself. Counted are
the verdict, the level and the findings (kind, id and grade) that stay, and which way the verdict moves. Empty
words (``padding-*``) may change what is found about delivery; for them the share counts in which no grade, no
level and no verdict rose.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import figures
from bench.pool import Reader, Reading, Told, pool
from bench.variants import TABLE, Variant

SAMPLE = 40
"""Pairs a variant; the whole takes some five minutes on one core."""
AIM = 0.99


def compared(before: Reading, after: Reading) -> dict[str, Any]:
    """What is the same, and what moved, between two readings of one story."""
    was, now = before.grades, after.grades
    keys = was.keys() | now.keys()
    moved = {k: (was.get(k, 0), now.get(k, 0)) for k in sorted(keys) if was.get(k, 0) != now.get(k, 0)}
    signals = [b > a for (kind, _), (a, b) in moved.items() if kind == "signal"]
    return {
        "verdict": before.verdict == after.verdict,
        "level": before.level == after.level,
        "findings": (len(keys) - len(moved), len(keys)),
        "direction": (after.verdict > before.verdict) - (after.verdict < before.verdict),
        "level_direction": (after.level > before.level) - (after.level < before.level),
        "hire_line": (before.verdict >= 2) == (after.verdict >= 2),
        "rose": any(signals) or after.level > before.level or after.verdict > before.verdict,
        "moved": {f"{kind} {name}": list(grades) for (kind, name), grades in moved.items()},
    }


def pairs(variant: Variant, answers: Iterable[Told], count: int) -> Iterable[tuple[Told, str]]:
    """The first ``count`` answers to which the variant applies, with the changed text."""
    made = 0
    for told in answers:
        if made >= count:
            return
        changed = variant(told.text)
        if changed is not None:
            made += 1
            yield told, changed


def measured(variant: Variant, answers: Sequence[Told], reader: Reader, count: int) -> dict[str, Any]:
    """The figures of one variant, with every pair whose verdict moved."""
    seen: Counter[str] = Counter()
    why: Counter[str] = Counter()
    moves = []
    for told, changed in pairs(variant, answers, count):
        before, after = reader.read(told), reader.read(told, changed)
        c = compared(before, after)
        seen["pairs"] += 1
        for name in ("verdict", "level", "hire_line"):
            seen[name] += c[name]
        seen["findings"] += c["findings"][0]
        seen["all_findings"] += c["findings"][1]
        seen["up"] += c["direction"] > 0
        seen["down"] += c["direction"] < 0
        seen["kept_low"] += not c["rose"]
        if not c["verdict"] or (variant.empty and c["rose"]):
            why.update(list(c["moved"]))
            if not c["level"]:
                why["level"] += 1
            moves.append(
                {
                    "id": told.id,
                    "verdict": [before.decision.verdict, after.decision.verdict],
                    "level": [before.judgement.level, after.judgement.level],
                    "moved": c["moved"],
                }
            )
    n = seen["pairs"]
    return {
        "family": variant.family,
        "pairs": n,
        "verdict": figures.share(seen["verdict"], n),
        "hire_line": figures.share(seen["hire_line"], n),
        "level": figures.share(seen["level"], n),
        "findings": figures.share(seen["findings"], seen["all_findings"]),
        "never_raised": figures.share(seen["kept_low"], n) if variant.empty else None,
        "up": seen["up"],
        "down": seen["down"],
        "why": dict(why.most_common(6)),
        "moves": moves,
    }


def together(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """All pairs of the variants that must change nothing, by family and as a whole; and the empty words."""

    def summed(rows: Sequence[Mapping[str, Any]], what: str) -> dict[str, Any]:
        return figures.share(sum(r[what]["good"] for r in rows), sum(r[what]["of"] for r in rows))

    same = [r for n, r in table.items() if not TABLE[n].empty]
    empty = [r for n, r in table.items() if TABLE[n].empty]
    kinds = ("verdict", "hire_line", "level", "findings")
    families = {
        f: {k: summed([r for r in same if r["family"] == f], k) for k in kinds}
        for f in dict.fromkeys(r["family"] for r in same)
    }
    out: dict[str, Any] = {"pairs": sum(r["pairs"] for r in same), **{k: summed(same, k) for k in kinds}}
    out["families"] = families
    if empty:
        out["padding_never_raised"] = summed(empty, "never_raised")
        out["padding_verdict"] = summed(empty, "verdict")
    return out


def run(
    names: Sequence[str], count: int, reader: Reader, answers: Sequence[Told], progress: bool = False
) -> dict[str, Any]:
    """The whole suite: ``overall`` and a row a variant."""
    table = {}
    for name in names:
        began = time.monotonic()
        table[name] = measured(TABLE[name], answers, reader, count)
        if progress:
            row = table[name]
            print(
                f"{name:18s} {row['pairs']:4d} pairs, verdict kept {figures.percent(row['verdict'])},"
                f" {time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    return {
        "aim": AIM,
        "judge_version": reader.judge.version,
        "sources": dict(Counter(t.source for t in answers)),
        "sample": count,
        "overall": together(table),
        "variants": table,
    }


def markdown(made: Mapping[str, Any]) -> str:
    """The table of the report."""
    lines = [
        "| variant | pairs | verdict kept | hire line kept | level kept | findings kept | up / down | moved most |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows = [*made["variants"].items()]
    for name, r in rows:
        kept = [figures.percent(r[k]) for k in ("verdict", "hire_line", "level", "findings")]
        why = ", ".join(f"{k.split(' ')[-1]} {n}" for k, n in list(r["why"].items())[:3])
        lines.append(f"| {name} | {r['pairs']} | {' | '.join(kept)} | {r['up']} / {r['down']} | {why} |")
    o = made["overall"]
    kept = [figures.percent(o[k]) for k in ("verdict", "hire_line", "level", "findings")]
    lines.append(f"| **all but padding** | {o['pairs']} | {' | '.join(kept)} | | |")
    if "padding_never_raised" in o:
        low = o["padding_never_raised"]
        lines += ["", f"Padding raised no grade, level or verdict in {figures.percent(low)} of {low['of']} pairs."]
    return "\n".join(lines)


def options() -> argparse.ArgumentParser:
    """The arguments of the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sample", type=int, default=SAMPLE, help=f"pairs a variant (default {SAMPLE})")
    asked.add_argument("--only", nargs="+", choices=[*TABLE], metavar="NAME")
    asked.add_argument("--sources", nargs="+", choices=["gold", "grown", "fresh"], default=["gold", "fresh"])
    asked.add_argument("--weights", type=Path, help="a folder of weights instead of the shipped ones")
    asked.add_argument("--fold", type=int, help="only gold answers of this fold")
    asked.add_argument("--json-out", type=Path)
    asked.add_argument("--markdown", action="store_true", help="print only the table")
    asked.add_argument("--write", action="store_true", help="write the figures to bench/figures.json")
    asked.add_argument("--floors", type=Path, help="fail where a share lies below its floor")
    asked.add_argument("--show", metavar="NAME", choices=[*TABLE], help="print pairs of one variant to look at")
    return asked


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a floor is broken."""
    chosen = options().parse_args(argv)
    answers = pool(chosen.sources, chosen.fold)
    if chosen.show:
        for told, changed in pairs(TABLE[chosen.show], answers, min(chosen.sample, 10)):
            print(f"--- {told.id}\n{told.text}\n--- {chosen.show}\n{changed}\n")
        return 0
    made = run(chosen.only or [*TABLE], chosen.sample, Reader(chosen.weights), answers, progress=True)
    if chosen.json_out:
        chosen.json_out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if chosen.write:
        brief = {n: {k: v for k, v in r.items() if k != "moves"} for n, r in made["variants"].items()}
        figures.write("invariance", {**made, "variants": brief})
    print(markdown(made))
    faults = []
    if chosen.floors:
        floors = json.loads(chosen.floors.read_text(encoding="utf-8")).get("invariance", {})
        faults = figures.below(made, floors)
        print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
