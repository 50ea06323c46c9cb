"""Fits the grader of replies (``src/greenroom/rehearsal/replies.json``) on the labelled replies of ``data/replies``.

    python -m training.replies             fit on all writers and write the weights
    python -m bench.replies                how right it is on a writer that it was not fitted on

Every reply is read by the shipped judge alone and at the end of its opening, as a rehearsal does. Three logistic
models: weak or strong; whether a signal that the probe settles is there; whether a fault is. The strength of the
penalty and what is looked at beside the named features are chosen among the writers that are fitted on, never on the
one that is held out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.judges.local import LocalJudge
from greenroom.language.outputs import Floats
from greenroom.model import Answer
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import kinds_of
from greenroom.rehearsal.features import ENTRY, features, of_entry, stacked, tokens
from greenroom.rehearsal.grade import WEIGHTS, Line, Weights
from greenroom.rehearsal.reading import BETWEEN, Reader
from greenroom.settings import Settings

DATA = Path(__file__).resolve().parent.parent / "data" / "replies"
WRITERS = ("nell", "rey", "kim")
FEWEST = 8
"""Replies in which a word must stand to be looked at; rarer ones are one writer's."""
VECTOR, WORDS = 6.0, 1.2
"""Scales that bring the entries of a vector, and words, to the size of the standardised features."""
GRID = [(more, c) for more in ("", "vector", "words", "vector words") for c in (0.003, 0.01, 0.03, 0.1)]
"""What is looked at beside the named features, and scikit-learn's C (larger: a weaker penalty)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """A labelled reply as the grader sees it; ``entries``: features of each entry of the probe, but for the first."""

    id: str
    writer: str
    guide: str
    probe: str
    strong: bool
    features: dict[str, float]
    vector: Floats
    tokens: frozenset[str]
    entries: dict[str, list[float]]
    shown: dict[str, bool]
    settles: dict[str, str]


def rows_of(writers: Sequence[str] = WRITERS) -> list[dict[str, Any]]:
    """The labelled replies."""
    lines = [line for w in writers for line in (DATA / f"{w}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def examples(judge: LocalJudge, rows: Sequence[Mapping[str, Any]]) -> list[Example]:
    """The replies, read."""
    reader = Reader(judge, Settings())
    return [_example(judge, reader, row, load_guide(row["guide"])) for row in rows]


def _example(judge: LocalJudge, reader: Reader, row: Mapping[str, Any], guide: Guide) -> Example:
    probe = probe_of(guide, row["probe"])
    if probe is None:
        raise ValueError(f"{row['id']}: {guide.id} has no probe {row['probe']}")
    reply = judge.parse(Answer(text=row["reply"]), guide)
    whole = judge.parse(Answer(text=row["opening"] + BETWEEN + row["reply"]), guide)
    seen = reader.seen(reply, whole, len(row["opening"]) + len(BETWEEN), probe, guide)
    return Example(
        id=row["id"],
        writer=row["writer"],
        guide=guide.id,
        probe=probe.id,
        strong=row["label"] == "strong",
        features=features(seen, probe, guide),
        vector=seen.vector,
        tokens=frozenset(tokens(row["reply"])),
        entries={i: of_entry(seen, i, probe, 0.5, reader.said(guide, i)) for i in probe.settles},
        shown={i: row["settles"].get(i) == "shown" for i in probe.settles},
        settles=row["settles"],
    )


def remembered(cache: Path | None) -> list[Example]:
    """All replies, read; from ``cache`` where it is there (it is written else)."""
    if cache is not None and cache.is_file():
        made: list[Example] = pickle.loads(cache.read_bytes())
        return made
    read = examples(LocalJudge(), rows_of())
    if cache is not None:
        cache.write_bytes(pickle.dumps(read))
    return read


# ── fitting ─────────────────────────────────────────────────────────────────────────


def fitted_line(table: Floats, names: Sequence[str], right: Sequence[bool], c: float, balanced: bool = False) -> Line:
    """A logistic line over standardised columns."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    weight = "balanced" if balanced else None
    model = LogisticRegression(C=c, max_iter=3000, class_weight=weight).fit((table - mean) / scale, list(right))
    return _line(names, mean, scale, model.coef_[0], float(model.intercept_[0]))


def _line(names: Sequence[str], mean: Floats, scale: Floats, coef: Floats, bias: float) -> Line:
    short = [tuple(round(float(x), 5) for x in row) for row in (mean, scale, coef)]
    return Line(names=tuple(names), mean=short[0], scale=short[1], coef=short[2], bias=round(bias, 5))


def fitted_label(train: Sequence[Example], more: str, c: float) -> tuple[Line, tuple[float, ...], dict[str, float]]:
    """The line for weak or strong, with what the vector and the words add to it."""
    from sklearn.linear_model import LogisticRegression

    names = list(train[0].features)
    table = stacked([e.features for e in train], names)
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    known = _vocabulary(train) if "words" in more else []
    blocks = [(table - mean) / scale]
    if "vector" in more:
        blocks.append(VECTOR * np.stack([e.vector for e in train]))
    if known:
        blocks.append(WORDS * _bag(train, known))
    model = LogisticRegression(C=c, max_iter=3000).fit(np.hstack(blocks), [e.strong for e in train])
    coef, at = model.coef_[0], len(names)
    line = _line(names, mean, scale, coef[:at], float(model.intercept_[0]))
    vector: tuple[float, ...] = ()
    if "vector" in more:
        vector = tuple(round(float(VECTOR * x), 5) for x in coef[at : at + len(train[0].vector)])
        at += len(train[0].vector)
    words = {w: round(float(WORDS * x), 4) for w, x in zip(known, coef[at:], strict=True)}
    return line, vector, words


def _vocabulary(train: Sequence[Example]) -> list[str]:
    count: dict[str, int] = {}
    for e in train:
        for word in e.tokens:
            count[word] = count.get(word, 0) + 1
    return sorted(w for w, n in count.items() if n >= FEWEST)


def _bag(replies: Sequence[Example], known: Sequence[str]) -> Floats:
    rows = np.asarray([[float(w in e.tokens) for w in known] for e in replies], np.float32)
    made: Floats = rows / np.sqrt(np.maximum(rows.sum(axis=1, keepdims=True), 1.0))
    return made


def odds(e: Example, line: Line, vector: tuple[float, ...], words: Mapping[str, float]) -> float:
    """The log odds of strong; the same sum as ``grade.likelihood`` makes."""
    made = line.at(e.features)
    if vector:
        made += float(np.asarray(vector, np.float32) @ e.vector)
    found = sorted(words.keys() & e.tokens)
    return made + (sum(words[w] for w in found) / math.sqrt(max(len(found), 1)) if words else 0.0)


def strength(e: Example, fit: tuple[Line, tuple[float, ...], dict[str, float]]) -> float:
    """How likely the reply is strong."""
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, odds(e, *fit)))))


def groups(train: Sequence[Example]) -> list[tuple[list[Example], list[Example]]]:
    """Ways to part the replies into fitted on and tried on: each writer in turn; five parts where there is but one."""
    writers = sorted({e.writer for e in train})
    if len(writers) > 1:
        return [([e for e in train if e.writer != w], [e for e in train if e.writer == w]) for w in writers]
    return [
        ([e for n, e in enumerate(train) if n % 5 != k], [e for n, e in enumerate(train) if n % 5 == k])
        for k in range(5)
    ]


def chosen(train: Sequence[Example]) -> tuple[str, float]:
    """The row of :data:`GRID` with the lowest log loss inside ``train``."""

    def loss(row: tuple[str, float]) -> float:
        total = 0.0
        for fit_on, tried in groups(train):
            fit = fitted_label(fit_on, *row)
            total -= sum(math.log(max(p if e.strong else 1 - p, 1e-6)) for e in tried for p in [strength(e, fit)])
        return total

    return min(GRID, key=loss)


def fit(train: Sequence[Example], version: str) -> Weights:
    """All three models; the two for entries see a likelihood of the first that was not fitted on the same reply."""
    row = chosen(train)
    label = fitted_label(train, *row)
    likely = {
        e.id: strength(e, part) for on, tried in groups(train) for part in [fitted_label(on, *row)] for e in tried
    }
    lines = {}
    for what in ("signal", "fault"):
        table, right = [], []
        for e in train:
            kinds = kinds_of(load_guide(e.guide))
            for i, values in e.entries.items():
                if (kinds[i] == "signal") == (what == "signal"):
                    table.append(with_likelihood(values, likely[e.id]))
                    right.append(e.shown[i])
        lines[what] = fitted_line(np.asarray(table, np.float32), ENTRY, right, 0.3)
    data = (
        f"{len(train)} replies by {', '.join(sorted({e.writer for e in train}))}; {row[0] or 'features'}, C {row[1]:g}"
    )
    return Weights(
        judge=version, data=data, label=label[0], vector=label[1], words=label[2], signal=lines["signal"],
        fault=lines["fault"],
    )  # fmt: skip


def with_likelihood(values: Sequence[float], likelihood: float) -> list[float]:
    """The features of an entry with how likely the reply is strong, as ``of_entry`` writes it."""
    p = min(max(likelihood, 1e-3), 1 - 1e-3)
    return [math.log(p / (1 - p)) / 2, *values[1:]]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="keep the readings here")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    made = fit(remembered(options.cache), LocalJudge().version)
    options.output.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=0) + b"\n")
    print(f"{options.output.name}: {made.data}, judge {made.judge}")


if __name__ == "__main__":
    main()
