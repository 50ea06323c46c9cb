"""Similarity to a guide's own examples, with vectors given."""

from __future__ import annotations

import numpy as np

from greenroom.language.nearness import Anchors

VECTORS = {"pulled logs": (1.0, 0.0), "felt wrong": (0.0, 1.0)}


class Dictionary:
    """Embeds the texts that it knows."""

    def embed(self, texts):
        return np.array([VECTORS[t] for t in texts], dtype=np.float32)


def test_each_sentence_is_compared_with_both_kinds_of_example():
    anchors = Anchors(Dictionary(), {"data-backed": (["pulled logs"], ["felt wrong"])})
    near = anchors.near(np.array([[1, 0], [0, 1]], dtype=np.float32))["data-backed"]
    assert near.margin(0) == 1.0
    assert near.margin(1) == -1.0


def test_an_entry_without_examples_is_near_to_nothing():
    near = Anchors(Dictionary(), {"x": ([], [])}).near(np.array([[1, 0]], dtype=np.float32))["x"]
    assert near.pro == (0.0,)
