"""Teaches where sentences end in speech without marks: writes ``greenroom/language/segment_spoken.json``.

usage: python -m training.boundaries        (some three minutes on one core)

Learned from the sentences of ``data/grown`` with their marks and capitals taken away; the gold is only measured on.
Printed: precision, recall and F1 of the sentence ends on the gold, beside those of the file that is there now.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from greenroom.language.segment_spoken import TABLE, Boundaries, cuts, features, plain
from training.constants import DATA

LEAST = 5
"""Texts' gaps that a feature stands at, at least."""
STRENGTH = 0.3
"""Inverse strength of the L1 penalty: keeps some 1,400 features."""
LIFT = 0.4
"""Added to the bias: missing an end costs a review more than one too many."""
LONGEST = 60
"""Words of the longest sentence."""


def told(folder: str) -> Iterator[tuple[list[str], set[int]]]:
    """Of every answer: its words without marks, and the indices at which a sentence begins."""
    for path in sorted((DATA / folder).glob("*.answers.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            words: list[str] = []
            starts: set[int] = set()
            for a, b in row["sentences"]:
                starts.add(len(words))
                words += [w for w in row["text"][a:b].split() if plain(w)]
            yield words, starts - {0, len(words)}


def lengths() -> tuple[float, ...]:
    """By length: log share of sentences so long, over that of cutting at random as often."""
    seen: Counter[int] = Counter()
    for words, starts in told("grown"):
        edges = [0, *sorted(starts), len(words)]
        seen.update(min(b - a, LONGEST) for a, b in pairwise(edges))
    total = seen.total()
    often = total / sum(n * k for n, k in seen.items())
    out = []
    for n in range(1, LONGEST + 1):
        near = range(max(1, n - 2), min(LONGEST, n + 2) + 1)
        share = (sum(seen[k] for k in near) / len(near) + 0.5) / total
        out.append(round(math.log(share) - math.log(often * (1 - often) ** (n - 1)), 3))
    return tuple(out)


def learned() -> Boundaries:
    """The table."""
    rows, ends = [], []
    for words, starts in told("grown"):
        bare = [plain(w) for w in words]
        rows += [features(bare, i) for i in range(1, len(bare))]
        ends += [i in starts for i in range(1, len(bare))]
    seen = Counter(f for row in rows for f in row)
    column = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= LEAST))}
    at = [[column[f] for f in row if f in column] for row in rows]
    table = sparse.csr_matrix(
        (np.ones(sum(map(len, at))), np.concatenate([np.array(a, int) for a in at]), np.cumsum([0, *map(len, at)])),
        shape=(len(rows), len(column)),
    )
    made = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=STRENGTH, max_iter=200, random_state=0)
    made.fit(table, np.array(ends))
    weights = {f: round(float(made.coef_[0][i]), 2) for f, i in column.items()}
    bias = round(float(made.intercept_[0]) + LIFT, 2)
    return Boundaries(bias=bias, lengths=lengths(), weights={f: w for f, w in weights.items() if w})


def measured(table: Boundaries) -> tuple[float, float, float]:
    """Precision, recall and F1 of the sentence ends on the gold."""
    good = found = there = 0
    for words, starts in told("gold"):
        got = set(cuts(words, table))
        good, found, there = good + len(got & starts), found + len(got), there + len(starts)
    return good / found, good / there, 2 * good / (found + there)


def main() -> None:
    """Learn, measure, write."""
    path = Path(TABLE)
    if path.exists():
        before = measured(msgspec.json.decode(path.read_bytes(), type=Boundaries))
        print("as it is  P {:.3f} R {:.3f} F1 {:.3f}".format(*before))
    made = learned()
    print(f"{len(made.weights)} weights")
    print("made      P {:.3f} R {:.3f} F1 {:.3f}".format(*measured(made)))
    told_as = {"bias": made.bias, "lengths": made.lengths, "weights": dict(sorted(made.weights.items()))}
    path.write_text(json.dumps(told_as, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
