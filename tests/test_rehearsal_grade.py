"""What a reply settles: the signal that was asked for, what is named beside it, and faults."""

from __future__ import annotations

import numpy as np
import pytest
from builders import backbone

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.grade import Label, Line, asked_in, of_fault, of_signal, weights
from greenroom.rehearsal.values import Ask


@pytest.mark.parametrize(
    ("strong", "there", "heard", "said"),
    [
        (0.9, 0.8, False, "shown"),
        (0.9, 0.4, False, "shown"),
        (0.1, 0.7, False, "shown"),
        (0.55, 0.4, False, "hinted"),
        (0.1, 0.2, False, "absent"),
        (0.1, 0.2, True, "hinted"),
    ],
)
def test_the_signal_that_is_asked_for_is_always_settled(strong: float, there: float, heard: bool, said: str) -> None:
    made = of_signal(strong, there, asked=True, heard=heard)
    assert made is not None
    assert made[0] == said
    assert 0.5 <= made[1] <= 1


def test_a_reply_leaves_nothing_out_of_what_the_probe_only_touches() -> None:
    assert of_signal(0.1, 0.2, asked=False, heard=False) is None
    assert of_signal(0.1, 0.8, asked=False, heard=False) == ("shown", 0.8)


@pytest.mark.parametrize(
    ("strong", "there", "worded", "said"),
    [
        (0.9, 0.1, False, ("absent", 0.9)),
        (0.55, 0.7, False, ("absent", 0.55)),
        (0.1, 0.7, False, ("shown", 0.7)),
        (0.1, 0.2, False, None),
        (0.9, 0.1, True, ("shown", 0.95)),
    ],
)
def test_a_strong_reply_clears_a_fault_unless_it_says_it_in_so_many_words(
    strong: float, there: float, worded: bool, said: tuple[str, float] | None
) -> None:
    assert of_fault(strong, there, worded=worded) == said


def test_a_probe_asks_for_its_first_signal_and_a_classic_for_what_was_open() -> None:
    guide = backbone()
    ask = Ask(kind="guide", probe="", question="?", settles=("disrespectful", "committed"))
    own, classic = probe_of(guide, "heard-and-considered"), probe_of(guide, "another-example")
    assert own is not None
    assert classic is not None
    assert (asked_in(ask, own, guide), asked_in(ask, classic, guide)) == ("respectful-challenge", "committed")


def test_what_tells_strong_from_weak_is_a_sum_and_what_is_asked_weighs_its_own() -> None:
    line = Line(names=("facts",), mean=(1.0,), scale=(2.0,), coef=(4.0,), bias=0.5)
    label = Label(
        line=line,
        own_line={"data-backed": (1.0,)},
        centre=(1.0, 0.0),
        vector=(1.0, 1.0),
        own_vector={"data-backed": (0.0, 2.0)},
        words={"i rang": 3.0},
    )
    vector = np.asarray([2.0, 1.0], np.float32)
    assert label.odds({"facts": 2.0}, vector, {"i rang", "so"}, ("committed",)) == pytest.approx(0.5 + 2 + 2 + 3)
    assert label.odds({"facts": 2.0}, vector, set(), ("data-backed",)) == pytest.approx(0.5 + 2 + 0.5 + 2 + 2)


def test_the_shipped_grader_knows_what_the_probes_of_the_shipped_guides_settle() -> None:
    label = weights().label
    for name in ("have-backbone", "highest-standards"):
        settled = {i for p in load_guide(name).probes for i in p.settles}
        assert settled <= label.own_vector.keys() & label.own_line.keys()
    assert len(label.centre) == len(label.vector) == len(next(iter(label.own_vector.values())))
