"""The learned reader: one encoder pass over an answer, then small heads.

Loads ``encoder.onnx``, ``heads.onnx``, ``tokenizer.json`` and ``manifest.json`` from a folder of weights
(the shipped one by default). Needs numpy and onnxruntime, which are imported when an
:class:`Encoder` is made. Single-threaded unless told otherwise; the same text gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from greenroom.errors import ModelError
from greenroom.language.outputs import (
    Floats,
    HeadOutputs,
    from_cumulative,
    rounded,
    sentence_features,
    sigmoid,
    softmax,
    tagged_words,
)
from greenroom.language.segment import BULLET

WEIGHTS = Path(__file__).parent / "weights"
FILES = ("manifest.json", "encoder.onnx", "heads.onnx", "tokenizer.json", "tables.npz")
TABLES = ("queries", "vectors", "late")
"""Arrays of ``tables.npz``."""
WINDOW = 510
CLS, SEP = 101, 102
OUTPUTS = ("states", "tags", "late", "words")
Owners = np.ndarray[Any, np.dtype[np.int64]]
KINDS = ("signal", "disqualifier", "red_flag")


class LabelRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label that the heads were trained on; its query is row ``row`` of the shipped queries."""

    id: str
    kind: str
    absence: bool
    row: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the weights are, and the thresholds that were tuned with them.

    ``steps``: the labels that stand for "at least sde1, sde2, ..."; they are asked of every answer, last.
    """

    version: str
    labels: tuple[LabelRow, ...]
    competencies: dict[str, tuple[str, ...]]
    parts: tuple[str, ...]
    levels: tuple[str, ...]
    tags: tuple[str, ...]
    thresholds: dict[str, dict[str, float]]
    files: dict[str, str]
    data: str
    recipe: dict[str, Any]
    steps: tuple[str, ...] = ()


class Query(msgspec.Struct, frozen=True):
    """A label of a guide that the heads have not seen: its kind, whether it is an absence, its vector."""

    kind: str
    vector: Floats
    absence: bool = False


class _Piece(msgspec.Struct, frozen=True):
    """Word pieces of (a part of) one sentence."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    sentence: int


class _Seen(NamedTuple):
    """Of every word piece: state, tags as the heads see them, what is compared with labels, tags to report."""

    states: Floats
    tags: Floats
    late: Floats
    words: Floats
    owners: Owners
    offsets: list[tuple[int, int]]


class Encoder:
    """Reads answers. ``threads`` is the number of threads of the encoder pass."""

    def __init__(self, weights_dir: Path | str = WEIGHTS, threads: int = 1) -> None:
        from greenroom.language.runtime import onnxruntime
        from greenroom.language.wordpiece import WordPiece

        folder = Path(weights_dir)
        self.manifest = _manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.use_deterministic_compute = True
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        providers = ["CPUExecutionProvider"]
        try:
            self._encoder = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=providers)
            self._heads = onnxruntime.InferenceSession(str(folder / "heads.onnx"), options, providers=providers)
            held = BytesIO((folder / "tables.npz").read_bytes())  # np.load leaves a cut file open
            with np.load(held) as tables:
                self._queries, self._vectors, self._late = (tables[n].astype(np.float32) for n in TABLES)
        except Exception as fault:  # the runtime raises classes of its own for each kind of damage
            what = f"damaged, or of another version ({type(fault).__name__})"
            raise ModelError(what, where=str(folder), do="reinstall greenroom, or run `make train`") from fault
        self._tokenizer = WordPiece.from_file(folder / "tokenizer.json")
        self._rows = {row.id: row for row in self.manifest.labels}
        self._steps = tuple(self._query(name) for name in self.manifest.steps)
        self._latest: tuple[tuple[str, tuple[tuple[int, int], ...]], _Seen] | None = None

    @property
    def version(self) -> str:
        """Version of the weights."""
        return self.manifest.version

    def known(self, competency: str) -> bool:
        """Whether the heads were trained on this competency's labels."""
        return competency in self.manifest.competencies

    def query_of(self, label: str) -> Query | None:
        """The shipped query of a label; ``None`` for one that the heads have not seen."""
        return self._query(label) if label in self._rows and self._rows[label].kind in KINDS else None

    def read(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        competency: str,
        queries: Mapping[str, Query] | None = None,
    ) -> HeadOutputs:
        """One pass over ``text``; ``sentences`` are spans in code points, in order.

        ``queries`` gives the labels of a competency that the heads have not seen (or replaces those of one
        that they have); without it an unknown competency gets parts, level, story and tags only.
        """
        asked = self._asked(competency, queries)
        if not sentences:
            return self._empty(asked)
        seen = self._encode(text, sentences)
        tags, count = sigmoid(seen.tags), len(sentences)
        mean, peak = _pool(seen.states, seen.owners, count)
        touched = _pool(tags, seen.owners, count)[1]
        features = np.concatenate([mean, peak, sentence_features(text, sentences), touched], axis=1)
        found = self._judge(features, seen, list(asked.values()))
        names = list(asked)
        evidence = sigmoid(found["evidence"][0])
        grades = from_cumulative(found["grades"][0])
        presence = sigmoid(found["presence"][0])
        return HeadOutputs(
            parts=rounded(softmax(found["parts"][0])),
            vectors=rounded(_normalised(mean @ self._vectors)),
            evidence={n: rounded(evidence[i]) for i, n in enumerate(names)},
            grades={n: rounded(grades[i]) for i, n in enumerate(names) if asked[n].kind == "signal"},
            presence={n: round(float(presence[i]), 4) for i, n in enumerate(names) if asked[n].kind != "signal"},
            level=rounded(from_cumulative(found["level"][0])),
            story=round(float(sigmoid(found["story"])[0]), 4),
            tags=tagged_words(text, seen.offsets, sigmoid(seen.words), self.manifest.tags),
        )

    def embed(self, texts: Sequence[str]) -> Floats:
        """Normalised embeddings ``[N, 384]`` of short texts, comparable by dot product."""
        rows = np.zeros((len(texts), self._vectors.shape[0]), np.float32)
        for i, text in enumerate(texts):
            ids = self._tokenizer.encode(text).ids[:WINDOW]
            states = self._encoder.run(["states"], {"ids": np.array([CLS, *ids, SEP], np.int64)})[0]
            rows[i] = states.mean(axis=0)
        return rounded(_normalised(rows @ self._vectors))

    def lower(self, text: str) -> tuple[Floats, Floats, list[tuple[int, int]]]:
        """What the lower layers say of a short text, for a reader of its own: one pass gives both.

        States ``[N + 2, 384]`` (the marks of begin and end are the first and the last), the embedding ``[384]`` as
        ``embed`` gives it, and the offsets of the ``N`` word pieces in code points. The lower layers are those of the
        published model in every version of the weights.
        """
        coded = self._tokenizer.encode(text)
        ids, offsets = coded.ids[:WINDOW], coded.offsets[:WINDOW]
        lower, states = self._encoder.run(["lower", "states"], {"ids": np.array([CLS, *ids, SEP], np.int64)})
        return lower[0], rounded(_normalised(states.mean(axis=0, keepdims=True) @ self._vectors))[0], offsets

    def lower_of(self, question: str, text: str) -> tuple[Floats, int, list[tuple[int, int]]]:
        """What the lower layers say of a short text that answers ``question``: both are read in one pass.

        States ``[N, 384]`` of the marks, the question and the text; the row at which the text begins; the offsets of
        its word pieces in code points. A text that is too long is read as far as there is room.
        """
        asked = self._tokenizer.encode(question).ids[: WINDOW // 4]
        coded = self._tokenizer.encode(text)
        room = WINDOW - len(asked) - 1
        ids = np.array([CLS, *asked, SEP, *coded.ids[:room], SEP], np.int64)
        lower = self._encoder.run(["lower"], {"ids": ids})[0]
        return lower[0], len(asked) + 2, coded.offsets[:room]

    def _asked(self, competency: str, queries: Mapping[str, Query] | None) -> dict[str, Query]:
        if queries is not None:
            return dict(queries)
        return {name: self._query(name) for name in self.manifest.competencies.get(competency, ())}

    def _query(self, name: str) -> Query:
        row = self._rows[name]
        return Query(kind=row.kind, vector=self._queries[row.row], absence=row.absence)

    def _judge(self, features: Floats, seen: _Seen, asked: Sequence[Query]) -> dict[str, Floats]:
        """The heads; with nothing asked a blank query keeps the shapes whole and is not reported."""
        blank = Query(kind=KINDS[0], vector=np.zeros(self._queries.shape[1], np.float32))
        listed = [*(list(asked) or [blank]), *self._steps]
        queries = np.stack([q.vector for q in listed]).astype(np.float32)
        width = float(queries.shape[1])
        labels = (queries * np.float32(width**0.5)) @ self._late
        near: Floats = (seen.late @ labels.T / self._late.shape[1] ** 0.5).astype(np.float32)
        feed = {
            "features": features[None].astype(np.float32),
            "inside": np.ones((1, len(features)), np.float32),
            "queries": queries,
            "kinds": np.array([[float(q.kind == k) for k in KINDS] for q in listed], np.float32),
            "absent": np.array([float(q.absence) for q in listed], np.float32),
            "asked": np.ones((1, len(listed)), np.float32),
            "late": np.ascontiguousarray(_pool(near, seen.owners, len(features))[1].T[None]),
        }
        names = [o.name for o in self._heads.get_outputs()]
        return dict(zip(names, self._heads.run(None, feed), strict=True))

    def _encode(self, text: str, sentences: Sequence[tuple[int, int]]) -> _Seen:
        """All word pieces of the answer; the latest is remembered, since only the heads ask about a competency."""
        key, latest = (text, tuple(sentences)), self._latest
        if latest is None or latest[0] != key:
            latest = self._latest = key, self._passed(text, sentences)
        return latest[1]

    def _passed(self, text: str, sentences: Sequence[tuple[int, int]]) -> _Seen:
        """One pass, window by window."""
        found: list[list[Floats]] = []
        owners: list[int] = []
        offsets: list[tuple[int, int]] = []
        for window in _windows(self._pieces(text, sentences)):
            ids = [i for piece in window for i in piece.ids]
            rows = self._encoder.run(list(OUTPUTS), {"ids": np.array([CLS, *ids, SEP], np.int64)})
            found.append([r[1:-1] for r in rows])
            owners += [piece.sentence for piece in window for _ in piece.ids]
            offsets += [o for piece in window for o in piece.offsets]
        if not found:
            kinds = len(self.manifest.tags)
            widths = (self._vectors.shape[0], kinds, self._late.shape[1], kinds)
            found.append([np.zeros((0, w), np.float32) for w in widths])
        states, tags, late, words = (np.concatenate(rows) for rows in zip(*found, strict=True))
        return _Seen(states, tags, late, words, np.array(owners, np.int64), offsets)

    def _pieces(self, text: str, sentences: Sequence[tuple[int, int]]) -> Iterable[_Piece]:
        for index, (start, end) in enumerate(sentences):
            mark = BULLET.match(text, start, end)  # it says nothing: a sentence reads the same without it
            first = mark.end() if mark and mark.end() < end else start
            coded = self._tokenizer.encode(text[first:end])
            where = [(a + first, b + first) for a, b in coded.offsets]
            for at in range(0, len(coded.ids), WINDOW):
                yield _Piece(coded.ids[at : at + WINDOW], where[at : at + WINDOW], index)

    def _empty(self, asked: Mapping[str, Query]) -> HeadOutputs:
        """No sentence: nothing is found, no level is shown."""
        nothing = np.zeros(0, np.float32)
        first = np.zeros(len(self.manifest.levels), np.float32)
        first[0] = 1.0
        absent = np.array([1.0, 0.0, 0.0], np.float32)
        return HeadOutputs(
            parts=np.zeros((0, len(self.manifest.parts)), np.float32),
            vectors=np.zeros((0, self._vectors.shape[0]), np.float32),
            evidence=dict.fromkeys(asked, nothing),
            grades={n: absent for n, q in asked.items() if q.kind == "signal"},
            presence={n: 0.0 for n, q in asked.items() if q.kind != "signal"},
            level=first,
            story=0.0,
            tags={name: [] for name in self.manifest.tags},
        )


def _manifest(folder: Path) -> Manifest:
    missing = [n for n in FILES if not (folder / n).is_file()]
    if missing:
        raise ModelError(
            f"missing {', '.join(missing)}", where=str(folder), do="reinstall greenroom, or run `make train`"
        )
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except msgspec.DecodeError as fault:
        where = str(folder / "manifest.json")
        raise ModelError(f"not a manifest of this version: {fault}", where=where, do="reinstall greenroom") from fault


def _windows(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Windows of about the same length, at most ``WINDOW`` word pieces, cut between sentences."""
    listed = list(pieces)
    total = sum(len(p.ids) for p in listed)
    limit = total / max(1, -(-total // WINDOW)) * 1.05
    windows: list[list[_Piece]] = []
    size = 0
    for piece in listed:
        if not windows or size + len(piece.ids) > WINDOW or size >= limit:
            windows.append([])
            size = 0
        windows[-1].append(piece)
        size += len(piece.ids)
    return [w for w in windows if any(p.ids for p in w)]


def _pool(rows: Floats, owners: Owners, count: int) -> tuple[Floats, Floats]:
    """Mean and maximum of the rows of every sentence; zeros where a sentence has none.

    Owners never fall, so that every sentence is one run of rows.
    """
    mean = np.zeros((count, rows.shape[1]), np.float32)
    peak = np.zeros_like(mean)
    if len(owners):
        starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        sizes = np.diff(np.r_[starts, len(owners)])
        mean[owners[starts]] = np.add.reduceat(rows, starts, axis=0) / sizes[:, None]
        peak[owners[starts]] = np.maximum.reduceat(rows, starts, axis=0)
    return mean, peak


def _normalised(rows: Floats) -> Floats:
    out: Floats = (rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)).astype(np.float32)
    return out
