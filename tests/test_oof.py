"""The stored out-of-fold outputs: whole, by story, and readable without torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from training import oof
from training.constants import LABELS, PARTS
from training.data import load_gold
from training.folds import FOLDS, load_folds

ROOT = Path(__file__).resolve().parent.parent
GOLD = {g.id: g for g in load_gold()}


def test_every_answer_has_a_fold_and_pairs_share_one() -> None:
    folds = load_folds()
    assert set(folds) == set(GOLD)
    assert set(folds.values()) == set(range(FOLDS))
    page = json.loads((ROOT / "data" / "folds.json").read_text(encoding="utf-8"))
    for group in page["stories_of_several_answers"]:
        assert len({folds[i] for i in group}) == 1


@pytest.mark.parametrize("setting", oof.SETTINGS)
def test_each_setting_covers_every_answer(setting: str) -> None:
    assert set(oof.load(setting)) == set(GOLD)


def test_outputs_fit_their_answers() -> None:
    for key, out in oof.load("cv").items():
        count = len(GOLD[key].answer["sentences"])
        assert out.parts.shape == (count, len(PARTS))
        assert all(len(v) == count for v in out.evidence.values())
        assert set(out.evidence) == set(out.grades) | set(out.presence)
        assert abs(float(out.level.sum()) - 1) < 0.01
        text = GOLD[key].answer["text"]
        assert all(text[a:b].strip() == text[a:b] for spans in out.tags.values() for a, b, _ in spans)


def test_thresholds_never_saw_the_answer() -> None:
    tuned = oof.tuned()
    assert set(tuned) == {f"cv{f}" for f in range(FOLDS)} | {"unseen-dev", "unseen-plain", "final"}
    key = next(iter(GOLD))
    assert oof.thresholds("cv", key) is tuned[f"cv{load_folds()[key]}"]
    assert oof.thresholds("unseen", key) is tuned[f"unseen-{GOLD[key].source}"]
    assert set(tuned["final"]["presence"]) | set(tuned["final"]["grade1"]) == set(LABELS)


def test_a_row_survives_storing() -> None:
    key, out = next(iter(oof.load("cv").items()))
    again = oof.outputs_of(GOLD[key], oof.row_of(GOLD[key], out), np.zeros((0, 4), np.int32), out.vectors)
    np.testing.assert_allclose(again.parts, out.parts, atol=1e-3)
    assert again.presence == pytest.approx(out.presence, abs=1e-3)


def test_reading_them_needs_no_torch() -> None:
    code = "import sys, training.oof as o; o.load('cv'); sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
