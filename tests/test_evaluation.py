"""Figures of agreement: the same as the reference's, and with the properties that such figures have."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st
from rated import GOLD, KNOWN, label_line, prediction_line, rated_answers, rating, subject, written

from bench import score as reference
from greenroom.errors import InputError, UsageError
from greenroom.evaluation.counts import Counts, counts_of, layout_of
from greenroom.evaluation.figures import FIGURES, figures, kappa, printed, quadratic_kappa
from greenroom.evaluation.files import read_answers, read_ratings
from greenroom.evaluation.raters import consensus, raters_agreement
from greenroom.evaluation.rating import Rating, Ratings, Subject
from greenroom.evaluation.resample import weights
from greenroom.evaluation.result import Evaluation
from greenroom.evaluation.run import chosen, evaluate

LAYOUT = layout_of(KNOWN)
SOME = hypothesis_settings(max_examples=30, deadline=None)


def counted(subjects: list[Subject], gold: dict[str, Rating], judged: dict[str, Rating]) -> Counts:
    return counts_of(LAYOUT, subjects, KNOWN, gold, judged).sum(0)


def measured(gold: list[Rating], judged: list[Rating], stories: list[str] | None = None, **options: Any) -> Evaluation:
    told = stories or [r.id for r in gold]
    subjects = {r.id: subject(r.id, story=s) for r, s in zip(gold, told, strict=True)}
    return evaluate(
        subjects,
        KNOWN,
        Ratings("labels", {r.id: r for r in gold}),
        Ratings("judge", {r.id: r for r in judged}),
        **options,
    )


# ── the same figures as the reference ───────────────────────────────────────────────


def gold(part: str) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    answers = GOLD / f"{part}.answers.jsonl"
    return answers, reference.load(answers), reference.load(GOLD / f"{part}.labels.jsonl")


@pytest.mark.parametrize("part", ["dev", "plain"])
@pytest.mark.parametrize("form", ["labels", "predictions"])
def test_every_figure_is_that_of_the_reference_scorer(tmp_path: Path, part: str, form: str) -> None:
    path, answers, labels = gold(part)
    other = list(reference.load(GOLD / f"{part}.rater-1.jsonl").values())
    if form == "predictions":
        moved = random.Random(5)
        for row, worse in zip(other, moved.sample(other, len(other)), strict=True):
            if moved.random() < 0.3:
                row["verdict"], row["level"] = worse["verdict"], worse["level"]
                row["red_flags"] = {i: [0] for i in worse["red_flags"]}
        other = [prediction_line(row, answers[row["id"]]["sentences"]) for row in other]
    file = written(tmp_path / "other.jsonl", other)
    subjects, known = read_answers(path)
    judge, raters = read_ratings(file, subjects, known), read_ratings(GOLD / f"{part}.labels.jsonl", subjects, known)
    made = evaluate(subjects, known, raters, judge, resamples=0).judge
    expected = reference.score(answers, labels, reference.load(file))
    assert {n: e.value for n, e in made.figures.items()} == {n: expected[n] for n in FIGURES}
    assert {s.key: s.f1.value for s in made.labels} == expected["per_label_f1"]
    assert made.answers == expected["answers"]


@pytest.mark.parametrize("part", ["dev", "plain"])
def test_agreement_of_raters_is_that_of_the_reference_scorer(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    path, _, _ = gold(part)
    files = [GOLD / f"{part}.rater-{k}.jsonl" for k in (1, 2, 3)]
    reference.main([str(path), "--raters", *map(str, files)])
    expected = json.loads(capsys.readouterr().out)["pairwise_mean"]
    subjects, known = read_answers(path)
    rated = [read_ratings(f, subjects, known) for f in files]
    made = raters_agreement(layout_of(known), list(subjects.values()), known, rated, None)
    assert {n: e.value for n, e in made.figures.items()} == expected


def test_the_consensus_is_that_of_the_reference_scorer() -> None:
    path, answers, _ = gold("plain")
    files = [GOLD / f"plain.rater-{k}.jsonl" for k in (1, 2, 3)]
    subjects, known = read_answers(path)
    made = consensus(subjects.values(), known, [read_ratings(f, subjects, known).by_id for f in files])
    expected = reference.consensus(answers, [reference.load(f) for f in files])
    assert len(expected) == 120
    assert {i: label_line(made[i]) for i in expected} == expected


@SOME
@given(rated_answers())
def test_any_two_ratings_get_the_figures_of_the_reference_scorer(rated) -> None:
    subjects, (a, b) = rated
    told, labels = printed(counted(subjects, a, b), LAYOUT)
    answers = {s.id: {"competency": s.competency, "sentences": s.sentences} for s in subjects}
    expected = reference.score(answers, *({i: label_line(r) for i, r in rows.items()} for rows in (a, b)))
    for name in FIGURES:
        # Where a figure lies just between two thousandths, the two may round apart.
        assert told[name] == pytest.approx(expected[name], abs=0.00101), name
    assert {x.key: v for x, v in labels.items() if x.key in expected["per_label_f1"]} == expected["per_label_f1"]


# ── what holds for every such figure ────────────────────────────────────────────────


@SOME
@given(rated_answers())
def test_agreement_is_the_same_from_both_sides(rated) -> None:
    subjects, (a, b) = rated
    one, other = (figures(counted(subjects, *pair)[None], LAYOUT) for pair in ((a, b), (b, a)))
    for name in FIGURES:
        np.testing.assert_allclose(one[name], other[name], atol=1e-12)


@SOME
@given(rated_answers(raters=1))
def test_who_says_the_same_agrees_wholly(rated) -> None:
    subjects, (a,) = rated
    told, labels = printed(counted(subjects, a, a), LAYOUT)
    assert {*told.values(), *labels.values()} <= {1.0, None}
    assert told["verdict_qwk"] == told["star_kappa"] == 1.0


@SOME
@given(rated_answers(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(rated, chance: random.Random) -> None:
    subjects, (a, b) = rated
    mixed = chance.sample(subjects, len(subjects))
    assert printed(counted(mixed, a, b), LAYOUT) == printed(counted(subjects, a, b), LAYOUT)


@SOME
@given(rated_answers())
def test_figures_stay_on_their_scales(rated) -> None:
    subjects, (a, b) = rated
    for name, (value,) in figures(counted(subjects, a, b)[None], LAYOUT).items():
        low = -1.0 if "kappa" in name or "qwk" in name else 0.0
        assert np.isnan(value) or low <= value <= 1.0, name


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=4, max_size=4), st.permutations(range(4)))
def test_kappa_does_not_ask_what_a_label_is_called(rows: list[list[int]], order: list[int]) -> None:
    seen = np.array(rows, float)
    np.testing.assert_allclose(kappa(seen), kappa(seen[np.ix_(order, order)]), atol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_quadratic_kappa_is_the_reference_one(pairs: list[tuple[int, int]]) -> None:
    seen = np.zeros((4, 4))
    for a, b in pairs:
        seen[a, b] += 1
    expected = reference.qwk([a for a, _ in pairs], [b for _, b in pairs], 4)
    assert quadratic_kappa(seen) == pytest.approx(expected, abs=1e-9)


def test_a_miss_by_two_steps_costs_more_than_by_one() -> None:
    told = [rating(str(n), v) for n, v in enumerate(["no-hire", "hire", "strong-hire", "strong-no-hire"] * 3)]

    def read_as(verdict: str) -> float | None:
        said = [dataclasses.replace(r, verdict=verdict) if r.id == "2" else r for r in told]
        return measured(told, said, resamples=0).judge.figures["verdict_qwk"].value

    assert 1 > read_as("hire") > read_as("no-hire")


# ── intervals ───────────────────────────────────────────────────────────────────────


def some(count: int) -> tuple[list[Rating], list[Rating]]:
    """Labels, and a judge that takes every fourth hire for none."""
    told = [rating(str(n), "hire" if n % 2 else "no-hire") for n in range(count)]
    return told, [dataclasses.replace(r, verdict="no-hire") if n % 4 == 1 else r for n, r in enumerate(told)]


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    first, again = (measured(*some(60)).judge.figures for _ in range(2))
    assert first == again
    accuracy = first["hire_line_accuracy"]
    assert accuracy.low < accuracy.value < accuracy.high
    # the normal approximation: 0.75 plus or minus 1.96 times the root of .75 * .25 / 60
    assert (accuracy.low, accuracy.high) == (pytest.approx(0.64, abs=0.02), pytest.approx(0.86, abs=0.02))


def test_answers_of_one_story_are_drawn_together() -> None:
    told, said = some(80)
    wide = measured(told, said, [str(n // 4) for n in range(80)]).judge.figures["verdict_exact"]
    narrow = measured(told, said).judge.figures["verdict_exact"]
    # Every story of four holds one fault, so that resampling stories moves nothing at all.
    assert (wide.low, wide.high) == (0.75, 0.75)
    assert narrow.low < 0.7


def test_every_resample_draws_as_many_stories_as_there_are() -> None:
    drawn = weights([str(n // 2) for n in range(40)], 50)
    assert drawn is not None
    assert set(drawn.sum(1)) == {40}
    assert (drawn[:, ::2] == drawn[:, 1::2]).all()


def test_too_few_stories_get_no_interval_and_a_note() -> None:
    made = measured(*some(8))
    assert made.judge.figures["verdict_exact"].low is None
    assert made.resamples == 0
    assert "Too few stories for intervals." in made.notes


def test_verdicts_that_were_always_right_are_not_told_to_be_certain() -> None:
    made = {r.said: r for r in measured(*some(40)).judge.by_verdict}
    assert (made["hire"].exact.value, made["hire"].exact.high) == (1.0, 1.0)
    assert 0.6 < made["hire"].exact.low < 0.8  # Wilson's, for 10 of 10


# ── what else is told ───────────────────────────────────────────────────────────────


def test_labels_are_told_with_precision_and_recall() -> None:
    told = [rating(str(n), signals={"committed": (2, [1])} if n < 3 else {}) for n in range(10)]
    said = [rating(str(n), signals={"committed": (1, [1])} if n in (2, 3) else {}) for n in range(10)]
    one = next(s for s in measured(told, said).judge.labels if s.id == "committed")
    assert (one.labelled, one.judged, one.both) == (3, 2, 1)
    assert (one.precision, one.recall, one.f1.value) == (0.5, 0.333, 0.4)


def test_confusions_have_the_labels_in_rows() -> None:
    made = measured([rating("a", "hire"), rating("b", "hire")], [rating("a", "no-hire"), rating("b", "hire")]).judge
    assert made.verdicts.scale == ("strong-no-hire", "no-hire", "hire", "strong-hire")
    assert made.verdicts.counts[2] == (0, 1, 1, 0)


def test_calibration_compares_certainty_with_the_share_that_is_right() -> None:
    def flagged(ident: str, certainty: float) -> Rating:
        return rating(ident, red_flags={"hedging": []}, certainty={("red_flag", "hedging"): certainty})

    told = [rating("a", red_flags={"hedging": []}), rating("b"), rating("c", red_flags={"hedging": []})]
    (made,) = measured(told, [flagged("a", 0.9), flagged("b", 0.8), flagged("c", 0.95)]).judge.calibration
    assert (made.kind, made.findings) == ("red_flag", 3)
    assert [(b.low, b.findings, b.certainty, b.right) for b in made.bins] == [(0.8, 1, 0.8, 0.0), (0.9, 2, 0.925, 1.0)]
    assert made.ece.value == round((0.8 + 2 * 0.075) / 3, 3)
    assert made.brier.value == round((0.1**2 + 0.8**2 + 0.05**2) / 3, 3)


def test_a_judge_that_does_not_say_how_certain_it_is_has_no_calibration() -> None:
    assert measured(*some(12)).judge.calibration == ()


def test_the_worst_disagreement_stands_first() -> None:
    told = [
        rating(i, v) for i, v in (("same", "hire"), ("near", "no-hire"), ("line", "hire"), ("far", "strong-no-hire"))
    ]
    said = [
        rating("same", "hire"),
        rating("near", "strong-no-hire"),
        rating("line", "no-hire"),
        rating("far", "hire", "sde1", signals={"committed": (2, [1])}, disqualifiers={"no-impact": []}),
    ]
    made = measured(told, said, worst=9)
    assert [d.id for d in made.disagreements] == ["far", "line", "near"]
    assert made.disagreeing == 3
    worst = made.disagreements[0]
    assert (worst.labelled, worst.judged, worst.judged_level) == ("strong-no-hire", "hire", "sde1")
    assert (worst.imagined, worst.missed) == (("signal:committed", "disqualifier:no-impact"), ())


def test_a_judge_beside_itself_differs_in_nothing() -> None:
    told, said = some(40)
    other = Ratings("again", {r.id: r for r in said})
    (made,) = measured(told, said, others=[other]).comparisons
    assert made.changed == ()
    assert {(d.difference.value, d.difference.low, d.difference.high) for d in made.figures.values()} <= {
        (0.0, 0.0, 0.0),
        (None, None, None),
    }


def test_a_better_judge_is_told_with_the_answers_that_it_changed() -> None:
    told, said = some(40)
    (made,) = measured(told, said, others=[Ratings("better", {r.id: r for r in told})]).comparisons
    gain = made.figures["verdict_exact"]
    assert (gain.first, gain.second, gain.difference.value) == (0.75, 1.0, 0.25)
    assert 0 < gain.difference.low < 0.25 < gain.difference.high
    assert [c.id for c in made.changed] == [str(n) for n in range(1, 40, 4)]
    assert {(c.labelled, c.first, c.second, c.nearer) for c in made.changed} == {("hire", "no-hire", "hire", "second")}


def test_differences_are_drawn_in_pairs() -> None:
    """Two judges with the same faults but one: apart their intervals overlap, in pairs the gap is nearly certain."""
    told, said = some(100)
    better = [told[n] if n == 1 else r for n, r in enumerate(said)]
    made = measured(told, said, others=[Ratings("b", {r.id: r for r in better})])
    gap = made.comparisons[0].figures["verdict_exact"].difference
    alone = made.judge.figures["verdict_exact"]
    assert gap.low >= 0
    assert gap.high - gap.low < (alone.high - alone.low) / 3


def test_each_rater_is_held_against_the_consensus_of_the_others() -> None:
    odd = [rating(str(n), "hire" if n else "strong-no-hire") for n in range(12)]
    same = [rating(str(n), "hire" if n % 2 else "no-hire") for n in range(12)]
    rated = [Ratings(name, {r.id: r for r in rows}) for name, rows in (("odd", odd), ("b", same), ("c", same))]
    made = measured(same, same, raters=rated).raters
    exact = {r.name: r.figures["verdict_exact"].value for r in made.against_the_others}
    assert exact["odd"] == 0.5
    # Of two others who part, the consensus is the mean, rounded down.
    assert exact["b"] == exact["c"] == round(1 - 1 / 12, 3)
    assert made.figures["verdict_exact"].value == round((0.5 + 0.5 + 1) / 3, 3)


def test_raters_count_where_they_rated() -> None:
    rows = [rating(str(n)) for n in range(12)]
    first, second = Ratings("a", {r.id: r for r in rows}), Ratings("b", {r.id: r for r in rows[:4]})
    made = measured(rows, rows, raters=[first, second]).raters
    assert made.answers == 4
    assert [r.answers for r in made.against_the_others] == [4, 4]


# ── which answers ───────────────────────────────────────────────────────────────────


def test_a_missing_prediction_is_told_and_not_passed_over() -> None:
    told, said = some(12)
    with pytest.raises(InputError, match=r"judge: 2 of 12 answers have no prediction there: 10, 11"):
        measured(told, said[:10])
    made = measured(told, said[:10], partial=True)
    assert (made.answers, made.judge.answers) == (10, 10)
    assert any("2 of 12 answers are left out" in note for note in made.notes)


def test_an_answer_that_the_judge_did_not_score_is_in_no_figure_and_named() -> None:
    told, said = some(12)
    judge = Ratings("judge", {r.id: r for r in said[1:]}, unscored={"0": "not English"})
    subjects = {r.id: subject(r.id) for r in told}
    made = evaluate(subjects, KNOWN, Ratings("labels", {r.id: r for r in told}), judge)
    assert (made.answers, made.judge.answers, made.judge.unscored) == (12, 11, ("0",))


def test_answers_are_chosen_by_competency_and_by_pattern() -> None:
    every = {
        i: subject(i, c) for i, c in (("hb-1", "have-backbone"), ("hb-2", "have-backbone"), ("x", "highest-standards"))
    }
    assert list(chosen(every, competency="have-backbone")) == ["hb-1", "hb-2"]
    assert list(chosen(every, only=["hb-*", "x"])) == ["hb-1", "hb-2", "x"]
    with pytest.raises(UsageError, match="no answer has an id like 'hs-\\*'"):
        chosen(every, only=["hs-*"])
    with pytest.raises(UsageError, match="did you mean highest-standards"):
        chosen(every, competency="highest-standard")


def test_labels_that_no_answer_has_leave_a_gap_in_the_figures() -> None:
    made = measured([rating("a")], [rating("a")], resamples=0).judge
    assert made.figures["signal_f1_macro"].value is None
    assert all(s.precision is s.recall is s.f1.value is None for s in made.labels)


def test_every_pair_of_grades_is_counted_once() -> None:
    pairs = list(itertools.product(range(3), range(3)))
    told = [rating(str(n), signals={"committed": (a, [])} if a else {}) for n, (a, _) in enumerate(pairs)]
    said = [rating(str(n), signals={"committed": (b, [])} if b else {}) for n, (_, b) in enumerate(pairs)]
    counts = measured(told, said).judge.grades.counts
    assert counts == ((1 + 5 * 9, 1, 1), (1, 1, 1), (1, 1, 1))
