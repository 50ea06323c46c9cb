"""Fits the grader of replies (``src/greenroom/rehearsal/replies.json``) on the labelled replies of ``data/replies``.

    python -m training.replies             fit on all writers and write the weights
    python -m bench.replies                how right it is on a writer that it was not fitted on

Every reply is read by the shipped judge alone and at the end of its opening, as a rehearsal does. Three logistic
models: weak or strong; whether a signal that the probe settles is there; whether a fault is. The strength of the
penalty and what is looked at beside the named features are chosen among the writers that are fitted on, never on the
one that is held out. Then what these say is weighed with what listeners say that were fitted without the writer of the
reply (``data/oof/listener.npz``; ``python -m training.listener``).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from greenroom.rehearsal.fitted import MIXED, OF_ENTRY, WEIGHTS, Label, Line, Mix, Weights, chance
from greenroom.rehearsal.grade import asked_for, mixed, of_one
from greenroom.rehearsal.listener import Told
from greenroom.rehearsal.reading import BETWEEN, Reader
from greenroom.settings import Settings

DATA = Path(__file__).resolve().parent.parent / "data" / "replies"
OOF = DATA.parent / "oof" / "listener.npz"
FEWEST = 5
"""Replies in which a word must stand to be looked at; rarer ones are one writer's."""
DIRECTIONS = 96
"""Main directions of the vectors that are looked at; the rest is noise to some hundreds of replies."""
SPREAD = 6.0
"""Scale that brings a direction to about the size of a standardised feature."""
OWN = 0.7
"""Scale of what is looked at once more for each entry: less than what all share, as there are fewer replies to it."""


def writers() -> tuple[str, ...]:
    """Who wrote the labelled replies: one file each."""
    return tuple(sorted(file.stem for file in DATA.glob("*.jsonl")))


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
    told: Told | None = None

    @property
    def settled_by_probe(self) -> tuple[str, ...]:
        """The ids that its probe names."""
        return tuple(self.entries)


def rows_of(names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The labelled replies of these writers (of all, where none are named)."""
    texts = [(DATA / f"{w}.jsonl").read_text(encoding="utf-8") for w in names or writers()]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


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
    """All replies, read; those that ``cache`` holds are not read again, and the others are added to it."""
    rows = rows_of()
    known: dict[str, Example] = {}
    if cache is not None and cache.is_file():
        known = {e.id: e for e in pickle.loads(cache.read_bytes())}
    new = examples(LocalJudge(), [row for row in rows if row["id"] not in known])
    every = known | {e.id: e for e in new}
    if cache is not None and new:
        cache.write_bytes(pickle.dumps(list(every.values())))
    told = listened()
    missing = [row["id"] for row in rows if row["id"] not in told]
    if missing:
        raise ValueError(f"{OOF.name} lacks {len(missing)} replies: run `python -m training.listener --out-of-fold`")
    return [dataclasses.replace(every[row["id"]], told=told[row["id"]]) for row in rows]


def listened() -> dict[str, Told]:
    """What listeners that had not seen the writer of a reply heard in it, by the reply's id."""
    with np.load(OOF) as kept:
        names, ids, rows = kept["entries"].tolist(), kept["ids"].tolist(), kept["rows"].astype(np.float64)
    count = len(names)
    return {
        i: Told(
            strong=float(row[0]),
            shown=dict(zip(names, row[1 : count + 1].tolist(), strict=True)),
            denied=dict(zip(names, row[count + 1 :].tolist(), strict=True)),
            places={},
        )
        for i, row in zip(ids, rows, strict=True)
    }


# ── fitting ─────────────────────────────────────────────────────────────────────────


def fitted_line(table: Floats, names: Sequence[str], right: Sequence[bool], c: float) -> Line:
    """A logistic line over standardised columns."""
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    coef, bias = _logistic((table - mean) / scale, right, c)
    return Line(names=tuple(names), mean=_short(mean), scale=_short(scale), coef=_short(coef), bias=round(bias, 5))


def _logistic(table: Floats, right: Sequence[bool], c: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=c, max_iter=3000).fit(table, list(right))
    return model.coef_[0], float(model.intercept_[0])


def _short(row: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(x), 5) for x in row)


def _no_line(bias: float) -> Line:
    return Line(names=(), mean=(), scale=(), coef=(), bias=bias)


def by_features(train: Sequence[Example], c: float) -> Label:
    """Weak or strong by the named features alone."""
    names = list(train[0].features)
    table = stacked([e.features for e in train], names)
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    coef, own, bias = _with_own((table - mean) / scale, train, c)
    line = Line(names=tuple(names), mean=_short(mean), scale=_short(scale), coef=_short(coef), bias=round(bias, 5))
    return Label(line=line, own_line={i: _short(row) for i, row in own.items()})


def by_vector(train: Sequence[Example], c: float) -> Label:
    """By the main directions of the reply's vector alone."""
    vectors = np.stack([e.vector for e in train])
    centre = vectors.mean(axis=0)
    main = np.linalg.svd(vectors - centre, full_matrices=False)[2][:DIRECTIONS].T * SPREAD
    coef, own, bias = _with_own((vectors - centre) @ main, train, c)
    rows = {i: _short(main @ row) for i, row in own.items()}
    return Label(line=_no_line(bias), centre=_short(centre), vector=_short(main @ coef), own_vector=rows)


def _with_own(table: Floats, train: Sequence[Example], c: float) -> tuple[Floats, dict[str, Floats], float]:
    """A fit in which every column stands once for all replies and once more for each entry that a probe may settle."""
    ids = sorted({i for e in train for i in e.settled_by_probe})
    share = np.asarray([[OWN * (i in e.settled_by_probe) for i in ids] for e in train], np.float32)
    share /= np.sqrt([[max(len(e.settled_by_probe), 1)] for e in train])
    every = np.hstack([table, *(table * share[:, [n]] for n in range(len(ids)))])
    coef, bias = _logistic(every, [e.strong for e in train], c)
    rows = coef.reshape(len(ids) + 1, -1)
    return rows[0], {i: OWN * row for i, row in zip(ids, rows[1:], strict=True)}, bias


def by_words(train: Sequence[Example], c: float) -> Label:
    """By words and pairs of neighbouring words alone."""
    count = Counter(word for e in train for word in e.tokens)
    known = sorted(w for w, n in count.items() if n >= FEWEST)
    table = np.asarray([[float(w in e.tokens) for w in known] for e in train], np.float32)
    coef, bias = _logistic(
        table / np.sqrt(np.maximum(table.sum(axis=1, keepdims=True), 1)), [e.strong for e in train], c
    )
    return Label(line=_no_line(bias), words={w: round(float(x), 4) for w, x in zip(known, coef, strict=True)})


PARTS: Mapping[str, tuple[Callable[[Sequence[Example], float], Label], tuple[float, ...]]] = {
    "features": (by_features, (0.01, 0.03, 0.1)),
    "vector": (by_vector, (0.1, 0.3, 1.0)),
    "words": (by_words, (3.0, 10.0, 30.0)),
}
"""What is looked at, each fitted for itself, with the values of scikit-learn's C (larger: a weaker penalty) to try."""


def united(parts: Sequence[Label], shares: Sequence[float], bias: float) -> Label:
    """The sum of all parts, each with its share, as one; every part brings what the others lack."""
    made = Label(line=_no_line(0.0))
    for part, share in zip(parts, shares, strict=True):
        bias += share * part.line.bias
        if part.line.names:
            line = msgspec.structs.replace(part.line, coef=_times(share, part.line.coef))
            own = {i: _times(share, row) for i, row in part.own_line.items()}
            made = msgspec.structs.replace(made, line=line, own_line=own)
        if part.vector:
            own = {i: _times(share, row) for i, row in part.own_vector.items()}
            vector = _times(share, part.vector)
            made = msgspec.structs.replace(made, centre=part.centre, vector=vector, own_vector=own)
        if part.words:
            made = msgspec.structs.replace(made, words={w: round(share * x, 4) for w, x in part.words.items()})
    return msgspec.structs.replace(made, line=msgspec.structs.replace(made.line, bias=round(bias, 5)))


def _times(share: float, row: tuple[float, ...]) -> tuple[float, ...]:
    return _short(share * np.asarray(row))


def odds(e: Example, label: Label) -> float:
    """The log odds of strong."""
    return label.odds(e.features, e.vector, e.tokens, e.settled_by_probe)


def strength(e: Example, by: Weights) -> float:
    """How likely the reply is strong."""
    return chance(by.mix.label.at(_mixed(e, odds(e, by.label))))


def _mixed(e: Example, by_grader: float) -> dict[str, float]:
    assert e.told is not None
    guide = load_guide(e.guide)
    probe = probe_of(guide, e.probe)
    assert probe is not None
    return mixed(by_grader, e.told, probe, guide)


def entry_odds(e: Example, ident: str, by: Weights, likely: float) -> float:
    """The log odds that the reply shows an entry that its probe settles; ``likely``: how likely it is strong."""
    assert e.told is not None
    what = _what(e, ident)
    line = by.fault if what == "fault" else by.signal
    values = dict(zip(line.names, with_likelihood(e.entries[ident], likely), strict=True))
    made: Line = getattr(by.mix, what)
    return made.at(of_one(line.at(values), likely, e.told, ident))


def _what(e: Example, ident: str) -> str:
    """Which of the lines of ``Mix`` weighs an entry."""
    guide = load_guide(e.guide)
    probe = probe_of(guide, e.probe)
    assert probe is not None
    if kinds_of(guide)[ident] != "signal":
        return "fault"
    return "asked" if ident == asked_for(probe, guide) else "signal"


def groups(train: Sequence[Example]) -> list[tuple[list[Example], list[Example]]]:
    """Ways to part the replies into fitted on and tried on: each writer in turn; five parts where there is but one."""
    writers = sorted({e.writer for e in train})
    if len(writers) > 1:
        return [([e for e in train if e.writer != w], [e for e in train if e.writer == w]) for w in writers]
    return [
        ([e for n, e in enumerate(train) if n % 5 != k], [e for n, e in enumerate(train) if n % 5 == k])
        for k in range(5)
    ]


def out_of_group(
    train: Sequence[Example], part: Callable[[Sequence[Example], float], Label], c: float
) -> dict[str, float]:
    """The log odds of every reply by a fit on the other groups."""
    return {e.id: odds(e, made) for on, tried in groups(train) for made in [part(on, c)] for e in tried}


def loss(train: Sequence[Example], out: Mapping[str, float]) -> float:
    """Log loss of these log odds."""
    return -sum(math.log(max(chance(out[e.id] if e.strong else -out[e.id]), 1e-6)) for e in train)


def fit(train: Sequence[Example], version: str) -> Weights:
    """All three models; the two for entries see a likelihood of the first that was not fitted on the same reply."""
    chosen: dict[str, float] = {}
    outs: list[dict[str, float]] = []
    for name, (part, grid) in PARTS.items():
        tried = {c: out_of_group(train, part, c) for c in grid}
        chosen[name] = min(grid, key=lambda c: loss(train, tried[c]))
        outs.append(tried[chosen[name]])
    table = np.asarray([[out[e.id] for out in outs] for e in train], np.float32)
    shares, bias = _logistic(table, [e.strong for e in train], 1.0)
    label = united([part(train, chosen[name]) for name, (part, _) in PARTS.items()], shares.tolist(), bias)
    out = {e.id: float(row @ shares) + bias for e, row in zip(train, table, strict=True)}
    rows = [[_mixed(e, out[e.id])[name] for name in MIXED] for e in train]
    mix = fitted_line(np.asarray(rows, np.float32), MIXED, [e.strong for e in train], 1.0)
    likely = {e.id: chance(mix.at(_mixed(e, out[e.id]))) for e in train}
    said = ", ".join(f"{name} {chosen[name]:g} x {share:.2f}" for name, share in zip(PARTS, shares, strict=True))
    data = f"{len(train)} replies by {', '.join(sorted({e.writer for e in train}))}; {said}"
    lines = {what: _entries(train, likely, what) for what in ("signal", "fault")}
    parts = {what: _weighed(train, likely, lines, what) for what in ("asked", "signal", "fault")}
    whole = Mix(label=mix, **parts)
    return Weights(judge=version, data=data, label=label, signal=lines["signal"], fault=lines["fault"], mix=whole)


def _weighed(train: Sequence[Example], likely: Mapping[str, float], lines: Mapping[str, Line], what: str) -> Line:
    """How the line of an entry is weighed with what the listener hears of it."""
    line = lines["fault" if what == "fault" else "signal"]
    table, right = [], []
    for e in train:
        for i, values in e.entries.items():
            if _what(e, i) != what:
                continue
            assert e.told is not None
            odds = line.at(dict(zip(line.names, with_likelihood(values, likely[e.id]), strict=True)))
            made = of_one(odds, likely[e.id], e.told, i)
            table.append([made[name] for name in OF_ENTRY])
            right.append(e.shown[i])
    return fitted_line(np.asarray(table, np.float32), OF_ENTRY, right, 1.0)


def _entries(train: Sequence[Example], likely: Mapping[str, float], what: str) -> Line:
    """The line for single signals, or for single faults."""
    table, right = [], []
    for e in train:
        kinds = kinds_of(load_guide(e.guide))
        for i, values in e.entries.items():
            if (kinds[i] == "signal") == (what == "signal"):
                table.append(with_likelihood(values, likely[e.id]))
                right.append(e.shown[i])
    return fitted_line(np.asarray(table, np.float32), ENTRY, right, 0.3)


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
