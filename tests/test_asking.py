"""Labels of a guide that the learned reader was not trained on are asked by the guide's own words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import cast

import msgspec
import numpy as np
import pytest
from small_guide import guide

from greenroom.guides.schema import Guide
from greenroom.judges.asking import described, queries_of
from greenroom.language.encoder import Encoder, Query
from greenroom.language.outputs import Floats

SHIPPED = Query(kind="signal", vector=np.full(4, 0.5, np.float32))


class Told:
    """Embeds by the letters of a text; knows ``committed``."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Floats:
        self.texts += texts
        rows = np.array([[t.count(c) + 0.1 for c in "aeio"] for t in texts], np.float32)
        return cast(Floats, rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def query_of(self, label: str) -> Query | None:
        return SHIPPED if label == "committed" else None


def test_everything_that_a_guide_looks_for_is_asked_by_its_kind() -> None:
    made, g = queries_of(guide(), Told()), guide()
    kinds = {i: q.kind for i, q in made.items()}
    assert kinds == (
        {s.id: "signal" for s in g.signals}
        | {d.id: "disqualifier" for d in g.disqualifiers}
        | {f.id: "red_flag" for f in g.red_flags}
    )
    assert all(abs(float(np.linalg.norm(q.vector)) - 1) < 1e-5 for q in made.values())


def test_a_known_label_keeps_the_query_that_was_trained() -> None:
    assert queries_of(guide(), Told())["committed"] is SHIPPED
    assert queries_of(guide(), Told())["spoke-up"] is not SHIPPED


def test_a_label_is_described_in_the_words_of_the_candidate() -> None:
    told = Told()
    queries_of(guide(), told)
    spoke = guide().signals[0]
    assert described(spoke) in told.texts
    assert spoke.filled in described(spoke)
    assert spoke.listens_for not in described(spoke)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def renamed() -> Guide:
    """The small guide as a guide of its own, with a signal that no training knew."""
    given = guide()
    first = msgspec.structs.replace(
        given.signals[0],
        id="called-the-customer",
        name="Called the customer",
        cues=("I rang the customer", "I phoned them that evening"),
        filled="I rang the customer the same evening and told her what had gone wrong.",
    )
    return msgspec.structs.replace(given, id="keeps-in-touch", signals=(first, *given.signals[1:]))


@pytest.mark.parametrize(
    "told",
    [
        ("The office is on the third floor.", "I called the customer and told him myself.", "We have four vans."),
        ("It was my second year.", "I rang the customer the same evening and said so.", "The oven was mended in May."),
        ("My colleague was ill.", "In the evening I phoned the customer and said it would be late.", "It was sunny."),
    ],
)
def test_the_shipped_reader_answers_for_a_label_that_it_was_not_trained_on(
    encoder: Encoder, told: tuple[str, str, str]
) -> None:
    ends = [*itertools.accumulate(len(sentence) + 1 for sentence in told)]
    sentences = [(end - len(sentence) - 1, end - 1) for sentence, end in zip(told, ends, strict=True)]
    heads = encoder.read(" ".join(told), sentences, "keeps-in-touch", queries_of(renamed(), encoder))
    assert set(heads.grades) == {s.id for s in renamed().signals}
    assert int(heads.evidence["called-the-customer"].argmax()) == 1
