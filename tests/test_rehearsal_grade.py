"""What a reply settles: the signal that was asked for, what is named beside it, and faults."""

from __future__ import annotations

import numpy as np
import pytest
from builders import backbone, parsed_of
from rehearsed import graded, heard, sitting_of, turn_of

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import beliefs_of
from greenroom.rehearsal.fitted import Label, Line, both, weights
from greenroom.rehearsal.grade import (
    asked_in,
    by_the_way,
    gives_fact,
    of_asked,
    of_fault,
    of_suspect,
    of_touched,
    reason_of,
)
from greenroom.rehearsal.listener import Told
from greenroom.rehearsal.values import Ask


@pytest.mark.parametrize(("likely", "said"), [(0.9, "shown"), (0.5, "shown"), (0.4, "hinted"), (0.1, "absent")])
def test_the_signal_that_is_asked_for_is_always_settled(likely: float, said: str) -> None:
    value, sure = of_asked(likely)
    assert value == said
    assert sure == max(likely, 1 - likely)


def test_a_reply_leaves_nothing_out_of_what_the_probe_only_touches() -> None:
    assert of_touched(0.2) is None
    assert of_touched(0.8) == ("shown", 0.8)


def test_unless_it_says_so_in_so_many_words() -> None:
    assert of_touched(0.2, denied=0.9) == ("absent", 0.9)
    assert of_touched(0.2, denied=0.6) == ("absent", 0.6)
    assert of_touched(0.8, denied=0.9) == ("shown", 0.8)


@pytest.mark.parametrize(
    ("there", "cleared", "said"),
    [(0.7, 0.1, ("shown", 0.7)), (0.7, 0.9, ("shown", 0.7)), (0.2, 0.9, ("absent", 0.8)), (0.2, 0.3, None)],
)
def test_a_reply_shows_a_fault_rules_it_out_or_leaves_it_open(
    there: float, cleared: float, said: tuple[str, float] | None
) -> None:
    assert of_fault(there, cleared) == said


def test_a_disqualifier_that_nobody_asked_for_counts_where_it_is_clearly_told() -> None:
    guide = backbone()
    probe = probe_of(guide, "what-evidence")
    assert probe is not None
    shown = dict.fromkeys((d.id for d in guide.disqualifiers), -4.0)
    told = Told(strong=3.0, shown=shown | {"manager-assigned": 4.0, "no-commitment": 0.5}, denied={}, places={},
                taught=frozenset(shown))  # fmt: skip
    assert list(by_the_way(told, probe, guide)) == ["manager-assigned"]
    assert by_the_way(None, probe, guide) == {}


def aside(**log_odds: float) -> Told:
    """What a listener hears of disqualifiers by the way."""
    shown = dict.fromkeys((d.id for d in backbone().disqualifiers), -4.0)
    shown |= {i.replace("_", "-"): v for i, v in log_odds.items()}
    return Told(strong=3.0, shown=shown, denied={}, places={}, taught=frozenset(shown))


@pytest.mark.parametrize(("heard_at", "counts"), [(3.0, False), (9.0, True)])
def test_a_disqualifier_by_the_way_is_weighed_against_a_reply_that_ruled_it_out(heard_at: float, counts: bool) -> None:
    guide = backbone()
    probe = probe_of(guide, "what-evidence")
    assert probe is not None
    ruled_out = turn_of(guide, "after-the-decision", heard(grade=graded("strong", 0.97, no_commitment="absent")))
    before = beliefs_of(sitting_of(guide, heard(), ruled_out), guide)
    assert bool(by_the_way(aside(no_commitment=heard_at), probe, guide, before)) is counts


def test_a_disqualifier_by_the_way_is_weighed_against_the_signal_that_it_is_the_other_side_of() -> None:
    guide = backbone()
    probe = probe_of(guide, "what-evidence")
    assert probe is not None
    shown = turn_of(guide, "after-the-decision", heard(grade=graded("strong", 0.97, committed="shown")))
    before = beliefs_of(sitting_of(guide, heard(), shown), guide)
    assert by_the_way(aside(no_commitment=3.0), probe, guide, before) == {}
    assert by_the_way(aside(no_commitment=3.0), probe, guide, beliefs_of(sitting_of(guide, heard()), guide))


def test_a_weak_reply_is_not_told_to_have_the_fault_that_it_rules_out() -> None:
    guide = backbone()
    probe = probe_of(guide, "do-differently")
    assert probe is not None
    cleared = reason_of("weak", {"no-self-awareness": "absent", "blaming": "absent"}, probe, guide)
    assert cleared.startswith("It leaves in doubt what was asked for: whether")
    assert reason_of("weak", {}, probe, guide) == probe.weak.why


def test_what_is_left_out_is_not_told_by_the_way() -> None:
    guide = backbone()
    probe = probe_of(guide, "what-evidence")
    assert probe is not None
    assert by_the_way(aside(no_impact=5.0, no_resolution=5.0), probe, guide) == {}


def test_who_owns_up_to_a_fault_when_asked_for_it_is_not_punished_for_that() -> None:
    guide = backbone()
    probe = probe_of(guide, "do-differently")
    assert probe is not None
    shown = {d.id: 4.0 for d in guide.disqualifiers}
    told = Told(strong=3.0, shown=shown, denied={}, places={}, taught=frozenset(shown))
    assert by_the_way(told, probe, guide) == {}


def test_neither_of_two_readings_drowns_the_other() -> None:
    assert both(0.5, 0.5) == pytest.approx(0.5)
    assert both(0.0, 1.0) == pytest.approx(0.5)
    assert both(0.1, 0.8) < both(0.3, 0.8) < 0.8


@pytest.mark.parametrize(
    ("reply", "probe", "fact"),
    [
        ("Twelve percent, from Grafana, week over week.", "how-do-you-know", True),
        ("340 of 20,000 replayed messages were lost.", "what-evidence", True),
        ("Some percent, I'd say.", "how-do-you-know", False),
        ("Twelve percent, from Grafana, week over week.", "heard-and-considered", False),
        ("We had 12 percent.", "how-do-you-know", False),
        (
            "I saw 12 percent, and then I went on and on about everything else that came to my mind.",
            "what-evidence",
            False,
        ),
    ],
)
def test_a_short_reply_that_gives_the_fact_asked_for_is_strong(reply: str, probe: str, fact: bool) -> None:
    guide = backbone()
    asked = probe_of(guide, probe)
    assert asked is not None
    tags = {"subj_we": ["We"]} if reply.startswith("We") else {}
    assert gives_fact(parsed_of([(reply, "action")], tags=tags), asked, guide) == fact


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
    assert of_suspect(strong, there, worded=worded) == said


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
