"""Five folds by story: answers that tell nearly the same story always share a fold.

``python -m training.folds`` writes ``data/folds.json``. Two answers are one story when the cosine of their
TF-IDF vectors (words and word pairs) is at least ``NEAR``; groups are then dealt to folds, largest first, so that
each fold has the same share of every part x competency x verdict.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from training.constants import DATA
from training.data import Gold, load_gold

FOLDS, NEAR = 5, 0.15
WORDS = re.compile(r"[a-z0-9']+")


def vectors(texts: list[str]) -> np.ndarray:
    """L2-normalised TF-IDF rows; terms that stand in one text only or in more than 8 % of them are left out."""
    bags: list[Counter[str]] = []
    for text in texts:
        words = WORDS.findall(text.lower())
        bags.append(Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))]))
    seen = Counter(term for bag in bags for term in bag)
    terms = {t: i for i, t in enumerate(sorted(t for t, n in seen.items() if 2 <= n <= 0.08 * len(texts)))}
    table = np.zeros((len(texts), len(terms)), np.float32)
    for row, bag in enumerate(bags):
        for term, n in bag.items():
            if term in terms:
                table[row, terms[term]] = (1 + math.log(n)) * math.log(len(texts) / seen[term])
    return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)


def stories(gold: list[Gold], near: float = NEAR) -> list[list[int]]:
    """Connected groups of near-duplicate answers."""
    table = vectors([g.answer["text"] for g in gold])
    alike = table @ table.T
    leader = list(range(len(gold)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for i, j in np.argwhere(np.triu(alike, 1) >= near):
        a, b = find(int(i)), find(int(j))
        leader[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(gold)):
        groups[find(i)].append(i)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0]))


def deal(gold: list[Gold], groups: list[list[int]]) -> dict[str, int]:
    """Greedy dealing: each group to the fold that lacks its strata most."""
    counts: list[Counter[Any]] = [Counter() for _ in range(FOLDS)]
    out: dict[str, int] = {}
    for group in groups:
        strata = Counter((gold[i].source, gold[i].answer["competency"], gold[i].labels["verdict"]) for i in group)
        best = min(
            range(FOLDS),
            key=lambda f: (sum(counts[f][s] * n for s, n in strata.items()) / len(group), counts[f].total(), f),
        )
        counts[best].update(strata)
        for i in group:
            out[gold[i].id] = best
    return dict(sorted(out.items()))


@cache
def load_folds() -> dict[str, int]:
    """Fold of every answer id."""
    found: dict[str, int] = json.loads((DATA / "folds.json").read_text(encoding="utf-8"))["folds"]
    return found


def main() -> None:
    """Deal the folds and write them."""
    gold = load_gold()
    groups = stories(gold)
    folds = deal(gold, groups)
    page = {"stories_of_several_answers": [[gold[i].id for i in g] for g in groups if len(g) > 1], "folds": folds}
    (DATA / "folds.json").write_text(json.dumps(page, indent=0) + "\n", encoding="utf-8")
    for f in range(FOLDS):
        mine = [g for g in gold if folds[g.id] == f]
        print(
            f,
            len(mine),
            sorted(Counter(g.source for g in mine).items()),
            sorted(Counter(g.labels["verdict"] for g in mine).items()),
        )
    print("stories told in several answers:", len(page["stories_of_several_answers"]))


if __name__ == "__main__":
    main()
