"""The figures of ``greenroom calibrate``: each moves with the mistake that it is named after, and only with that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from greenroom.evaluation.figures import quadratic_kappa
from greenroom.guides.loader import load_guide
from greenroom.model import LEVELS, VERDICTS, Level, Verdict
from greenroom.practice.bias import (
    NEEDS,
    PERIOD,
    Figure,
    FigureId,
    Rated,
    agreement,
    bias,
    difference,
    firsts,
    rule_verdict,
    stretches,
)
from greenroom.practice.calibrate_scores import Key, Scores
from greenroom.practice.calibrate_words import figure_words

GUIDE = load_guide("have-backbone")
GUIDES = {GUIDE.id: GUIDE}
SIGNALS = [s.id for s in GUIDE.signals]
BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
VERDICT_CYCLE: Sequence[Verdict] = ("no-hire", "strong-hire", "hire", "strong-no-hire")


def rated(
    n: int,
    given: Mapping[str, int] | None = None,
    key: Mapping[str, int] | None = None,
    *,
    verdicts: tuple[Verdict, Verdict] = ("hire", "hire"),
    levels: tuple[Level, Level] = ("sde2", "sde2"),
    marked: tuple[Sequence[str], Sequence[str]] = ((), ()),
    telling: str | None = None,
    source: str = "",
    words: int = 200,
) -> Rated:
    """The ``n``-th answer; pairs of values are yours and the key's."""
    right = {"spoke-up": 1} if key is None else key
    return Rated(
        guide=GUIDE.id,
        source=source or f"pair-{n}",
        candidate=f"c{n}",
        at=BEGUN + timedelta(days=n),
        level="sde2",
        scores=Scores(
            signals=dict(right if given is None else given),
            disqualifiers=tuple(marked[0]),
            level=levels[0],
            verdict=verdicts[0],
        ),
        key=Key(
            signals=dict(right),
            disqualifiers=tuple(marked[1]),
            level=levels[1],
            verdict=verdicts[1],
            words=words,
            answer=f"text {n}",
            guide="1.0.0",
            telling=telling,  # type: ignore[arg-type]
        ),
    )


def figure(ident: FigureId, every: Sequence[Rated]) -> Figure:
    (found,) = [one for one in bias(every, GUIDES) if one.id == ident]
    return found


def test_one_signal_of_six_a_grade_too_high_is_a_sixth_of_a_step() -> None:
    one = rated(0, given={"spoke-up": 2}, key={"spoke-up": 1})
    assert difference(one, GUIDES) == pytest.approx(1 / 6)


def test_a_lenient_rater_is_lenient_and_a_severe_one_severe() -> None:
    kind = [rated(n, given=dict.fromkeys(SIGNALS, 2), key=dict.fromkeys(SIGNALS, 1)) for n in range(8)]
    hard = [rated(n, given={}, key=dict.fromkeys(SIGNALS, 1), verdicts=("no-hire", "hire")) for n in range(8)]
    assert figure("severity-signals", kind).value == pytest.approx(1.0)
    assert figure("severity-signals", hard).value == pytest.approx(-1.0)
    assert figure("severity-verdict", hard).value == pytest.approx(-1.0)
    assert figure("severity-signals", kind).clear
    assert figure_words(figure("severity-signals", kind)).startswith("Leniency in signals: lenient, +1.00 grade steps")
    assert "severe, -1.00" in figure_words(figure("severity-verdict", hard))


def test_errors_that_cancel_out_may_be_chance() -> None:
    every = [
        rated(n, given={"spoke-up": 2} if n % 2 else {}, key={"spoke-up": 1}, verdicts=("hire", "hire"))
        for n in range(8)
    ]
    found = figure("severity-signals", every)
    assert found.value == pytest.approx(0.0)
    assert found.clear is False
    assert "That may be chance." in figure_words(found)


def test_the_halo_is_what_the_fluent_candidate_gets_beyond_the_plain_one() -> None:
    every = []
    for n in range(4):
        every.append(rated(2 * n, given={"spoke-up": 2}, key={}, telling="fluent", source=f"pair {n}"))
        every.append(rated(2 * n + 1, given={}, key={"spoke-up": 1}, telling="plain", source=f"pair {n}"))
    found = figure("halo", every)
    assert found.value == pytest.approx(2 / 6 + 1 / 6)
    assert (found.rests_on, found.unit) == (4, "pairs")


def test_a_rater_who_is_lenient_with_everybody_has_no_halo() -> None:
    every = [
        rated(n, given={"spoke-up": 2}, key={}, telling=("fluent", "plain")[n % 2], source=f"pair {n // 2}")
        for n in range(8)
    ]
    assert figure("halo", every).value == pytest.approx(0.0)
    assert figure("severity-signals", every).value == pytest.approx(2 / 6)


def test_length_is_told_from_the_longer_half() -> None:
    long = [rated(n, given={"spoke-up": 2}, key={"spoke-up": 1}, words=300 + n) for n in range(6)]
    short = [rated(10 + n, words=100 + n) for n in range(6)]
    assert figure("length", [*long, *short]).value == pytest.approx(1 / 6)


def test_answers_of_one_length_say_nothing_of_length() -> None:
    found = figure("length", [rated(n, words=200 + n) for n in range(12)])
    assert found.value is None
    assert figure_words(found) == "Length: the answers are too alike in length."


def test_who_keeps_to_the_middle_spreads_less_than_the_key() -> None:
    middle: dict[str, Verdict] = {"strong-hire": "hire", "strong-no-hire": "no-hire"}
    every = [
        rated(n, verdicts=(middle.get(v, v), v)) for n in range(12) for v in [VERDICT_CYCLE[n % len(VERDICT_CYCLE)]]
    ]
    found = figure("central-tendency", every)
    assert found.value is not None
    assert found.value < 0.6


def test_missed_and_unfounded_disqualifiers_are_counted_apart() -> None:
    every = [rated(n, marked=((), ("no-impact",))) for n in range(4)]
    every += [rated(4 + n, marked=(("no-impact",), ("no-impact",))) for n in range(4)]
    every += [rated(8 + n, marked=(("disrespectful", "no-commitment"), ())) for n in range(2)]
    assert figure("missed", every).value == pytest.approx(0.5)
    assert figure("missed", every).rests_on == 8
    assert figure("unfounded", every).value == pytest.approx(0.4)


def test_a_verdict_against_ones_own_findings_is_noticed() -> None:
    full = dict.fromkeys(SIGNALS, 2)
    right = rated(0, given=full, key=full, verdicts=("strong-hire", "strong-hire"))
    wrong = rated(1, given=full, key=full, verdicts=("no-hire", "strong-hire"))
    assert rule_verdict(wrong, GUIDES) == "strong-hire"
    assert figure("rule", [right] * 6 + [wrong] * 2).value == pytest.approx(0.25)


@pytest.mark.parametrize("ident", list(NEEDS))
def test_below_its_minimum_a_figure_says_too_few(ident: FigureId) -> None:
    found = figure(ident, [rated(0), rated(1)])
    assert found.value is None
    assert f"too few yet: {found.rests_on} " in figure_words(found)
    assert f"at least {NEEDS[ident]} needed" in figure_words(found)


def test_shares_of_agreement_and_kappa_are_those_of_evaluate() -> None:
    said: list[Verdict] = ["hire", "hire", "no-hire", "strong-hire", "hire", "strong-no-hire"] * 2
    told: list[Verdict] = ["hire", "no-hire", "no-hire", "strong-hire", "strong-no-hire", "no-hire"] * 2
    every = [rated(n, verdicts=pair) for n, pair in enumerate(zip(said, told, strict=True))]
    verdicts = agreement(every, GUIDES)[0]
    counts = np.zeros((4, 4))
    for a, b in zip(said, told, strict=True):
        counts[VERDICTS.index(b), VERDICTS.index(a)] += 1
    assert (verdicts.exact, verdicts.near, verdicts.far) == pytest.approx((0.5, 1 / 3, 1 / 6))
    assert verdicts.kappa == pytest.approx(float(quadratic_kappa(counts)), abs=0.0006)


def test_few_answers_give_no_kappa_and_neither_do_equal_ones() -> None:
    assert agreement([rated(n) for n in range(9)], GUIDES)[0].kappa is None
    assert agreement([rated(n) for n in range(12)], GUIDES)[0].kappa is None


def test_only_the_first_time_counts() -> None:
    again = rated(0, given={}, key={"spoke-up": 1})
    later = Rated(**{f: getattr(again, f) for f in again.__dataclass_fields__} | {"at": BEGUN + timedelta(days=99)})
    first = rated(0)
    assert firsts([later, first]) == [first]


def test_a_guide_that_is_gone_still_has_its_grades() -> None:
    one = rated(0, given={"spoke-up": 2}, key={"spoke-up": 1, "committed": 1})
    assert difference(one, {}) == pytest.approx(0.0)
    assert rule_verdict(one, {}) is None


def test_stretches_cover_every_answer_in_order() -> None:
    every = [rated(n) for n in range(2 * PERIOD + 3)]
    made = stretches(every, GUIDES)
    assert [s.answers for s in made] == [PERIOD, PERIOD, 3]
    assert [s.first for s in made] == sorted(s.first for s in made)


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from(SIGNALS), st.integers(1, 2)),
            st.sampled_from(VERDICTS),
            st.sampled_from(LEVELS),
            st.integers(50, 400),
        ),
        min_size=12,
        max_size=30,
    )
)
@settings(max_examples=30, deadline=None)
def test_who_scores_as_the_key_has_no_bias(
    told: list[tuple[dict[str, int], Verdict, Level, int]],
) -> None:
    every = [
        rated(n, given=signals, key=signals, verdicts=(verdict, verdict), levels=(level, level), words=words)
        for n, (signals, verdict, level, words) in enumerate(told)
    ]
    for one in bias(every, GUIDES):
        if one.id not in ("central-tendency", "rule") and one.value is not None:
            assert one.value == pytest.approx(0.0)
            assert not one.clear
    assert all(one.exact == pytest.approx(1.0) and one.kappa in (None, 1.0) for one in agreement(every, GUIDES))


SHIFTS: list[Callable[[int], int]] = [lambda v: min(v + 1, 3), lambda v: max(v - 1, 0)]


@pytest.mark.parametrize(("shift", "sign"), list(zip(SHIFTS, (1, -1), strict=True)))
def test_a_shifted_verdict_never_looks_like_the_other_direction(shift: Callable[[int], int], sign: int) -> None:
    every = [rated(n, verdicts=(VERDICTS[shift(n % 4)], VERDICTS[n % 4])) for n in range(12)]
    value = figure("severity-verdict", every).value
    assert value is not None
    assert value * sign > 0
