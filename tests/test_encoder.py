"""The learned reader: deterministic, whole on long and empty input, honest about what it does not know."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from greenroom.errors import ModelError
from greenroom.language.encoder import WEIGHTS, Encoder, Query
from greenroom.language.outputs import HeadOutputs, from_cumulative, tagged_words

TEXT = (
    "Our finance team wanted to drop the nightly reconciliation. I pulled ninety days of logs and found 41 late "
    "payments. I asked Maria in private whether we could keep it for the large accounts. She said no. "
    "The job was switched off in May. We would have lost nothing by waiting."
)
SIGNALS = {"spoke-up", "data-backed", "respectful-challenge", "committed", "quantified-impact", "beyond-scope"}


def spans(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"[^.]+\.?", text) if m.group().strip(" .")]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def out(encoder: Encoder) -> HeadOutputs:
    return encoder.read(TEXT, spans(TEXT), "have-backbone")


def same(a: HeadOutputs, b: HeadOutputs) -> bool:
    arrays = [(a.parts, b.parts), (a.vectors, b.vectors), (a.level, b.level)]
    arrays += [(a.evidence[n], b.evidence[n]) for n in a.evidence] + [(a.grades[n], b.grades[n]) for n in a.grades]
    plain = a.presence == b.presence and a.story == b.story and a.tags == b.tags
    return plain and all(np.array_equal(x, y) for x, y in arrays)


def test_shapes_and_keys(out: HeadOutputs) -> None:
    count = len(spans(TEXT))
    assert out.parts.shape == (count, 6)
    assert out.vectors.shape == (count, 384)
    assert set(out.grades) == SIGNALS
    assert "manager-assigned" in out.presence
    assert "hedging" in out.presence
    assert "own-codebase-only" not in out.presence
    assert set(out.evidence) == set(out.grades) | set(out.presence)
    assert all(len(v) == count for v in out.evidence.values())


def test_probabilities_are_probabilities(out: HeadOutputs) -> None:
    np.testing.assert_allclose(out.parts.sum(1), 1, atol=1e-3)
    np.testing.assert_allclose(out.level.sum(), 1, atol=1e-3)
    for grade in out.grades.values():
        assert abs(float(grade.sum()) - 1) < 1e-3
        assert (grade >= 0).all()
    assert all(0 <= p <= 1 for p in out.presence.values())
    assert 0 <= out.story <= 1
    np.testing.assert_allclose(np.linalg.norm(out.vectors, axis=1), 1, atol=1e-2)


def test_same_answer_same_numbers(encoder: Encoder, out: HeadOutputs) -> None:
    assert same(out, encoder.read(TEXT, spans(TEXT), "have-backbone"))
    assert same(out, Encoder().read(TEXT, spans(TEXT), "have-backbone"))


def test_rounded_to_four_decimals(out: HeadOutputs) -> None:
    for row in (out.parts, out.level, *out.evidence.values()):
        np.testing.assert_array_equal(np.round(row.astype(np.float64), 4).astype(np.float32), row)


def test_tags_are_words_of_the_text(out: HeadOutputs) -> None:
    def words(tag: str) -> set[str]:
        return {TEXT[a:b] for a, b, p in out.tags[tag] if p >= 0.5}

    assert {"pulled", "found", "asked"} <= words("subj_i")
    assert "switched" in words("passive")
    assert "pulled" not in words("passive")
    assert "lost" in words("irrealis")
    for listed in out.tags.values():
        assert all(p >= 0.3 and TEXT[a:b].isalnum() for a, b, p in listed)


def test_offsets_are_code_points(encoder: Encoder) -> None:
    text = "🙂🙂 Ünïcödé Žofia said hi. I wrote the report 🙂 myself."
    found = encoder.read(text, spans(text), "have-backbone")
    assert "wrote" in {text[a:b] for a, b, _ in found.tags["subj_i"]}


def test_long_text_is_read_in_windows(encoder: Encoder) -> None:
    text = " ".join([TEXT] * 12)
    found = encoder.read(text, spans(text), "highest-standards")
    assert found.parts.shape[0] == len(spans(text))
    assert all(max(a for a, _, _ in listed) > len(text) / 2 for name, listed in found.tags.items() if name == "subj_i")


def test_a_sentence_longer_than_a_window(encoder: Encoder) -> None:
    text = "and then we went on " * 400
    found = encoder.read(text, [(0, len(text))], "have-backbone")
    assert found.parts.shape == (1, 6)
    assert np.isfinite(found.vectors).all()


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_to_read(encoder: Encoder, text: str) -> None:
    found = encoder.read(text, [], "have-backbone")
    assert found.parts.shape == (0, 6)
    assert found.story == 0.0
    assert all(g[0] == 1.0 for g in found.grades.values())
    assert not any(found.presence.values())


def test_a_sentence_without_words(encoder: Encoder) -> None:
    found = encoder.read(" \n ", [(0, 3)], "have-backbone")
    assert found.parts.shape == (1, 6)
    assert np.isfinite(found.parts).all()


def test_unknown_competency_has_no_labels(encoder: Encoder) -> None:
    found = encoder.read(TEXT, spans(TEXT), "frugality")
    assert not found.grades
    assert not found.presence
    assert not found.evidence
    assert found.parts.shape == (len(spans(TEXT)), 6)
    assert not encoder.known("frugality")
    assert encoder.known("have-backbone")


def test_labels_of_an_unseen_guide(encoder: Encoder) -> None:
    vector = encoder.embed(["I looked at data before deciding: logs, counts, measurements."])[0]
    found = encoder.read(TEXT, spans(TEXT), "dive-deep", {"looked-at-data": Query(kind="signal", vector=vector)})
    assert set(found.grades) == {"looked-at-data"}
    assert set(found.evidence) == {"looked-at-data"}


def test_similar_texts_are_near(encoder: Encoder) -> None:
    a, b, c = encoder.embed(
        ["I disagreed with my boss.", "I told my manager he was wrong.", "The cake needs two eggs."]
    )
    assert float(a @ b) > float(a @ c) + 0.2


def test_missing_and_damaged_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing manifest\.json"):
        Encoder(tmp_path)
    for name in ("encoder.onnx", "heads.onnx", "tokenizer.json", "tables.npz"):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    (tmp_path / "manifest.json").write_text(json.dumps({"version": 3}), encoding="utf-8")
    with pytest.raises(ModelError, match="not a manifest"):
        Encoder(tmp_path)


def test_cumulative_logits_never_cross() -> None:
    grades = from_cumulative(np.array([[-2.0, 3.0], [4.0, 1.0]], np.float32))
    assert (grades >= 0).all()
    np.testing.assert_allclose(grades.sum(1), 1, atol=1e-6)


def test_word_pieces_become_words() -> None:
    found = tagged_words("un believable", [(0, 2), (3, 8), (8, 13)], np.array([[0.1], [0.2], [0.9]], np.float32), ["x"])
    assert found == {"x": [(3, 13, 0.9)]}


@pytest.mark.parametrize("file", ["encoder.onnx", "heads.onnx", "tables.npz", "tokenizer.json"])
def test_a_cut_file_is_told_as_damaged_weights(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 3])
    with pytest.raises(ModelError) as told:
        Encoder(folder)
    assert str(tmp_path) in str(told.value)
