"""Progress: what is counted of reviews and of scored candidates, and how it is drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest

from greenroom.errors import DataError
from greenroom.reports.chart import sparkline
from greenroom.reports.progress import render_progress
from greenroom.stories.progress import Measure, Progress, progress
from tests.banked import DAY, NOW, support
from tests.stored import calibration

BACKBONE = "have-backbone"
NAMES = {BACKBONE: "Have Backbone", "ownership": "Ownership"}
KEY: dict[str, Any] = {"signals": {"spoke-up": 2}, "level": "sde2", "verdict": "hire", "answer": "d1", "words": 9}


def scored(ident: str, days: int, verdict: str = "hire", **other: Any) -> Any:
    said = {"signals": {"spoke-up": 2}, "level": "sde2", "verdict": verdict}
    return calibration(id=ident, at=NOW + days * DAY, **{"scored": said, "key": KEY} | other)


def values(made: Progress, measure: Measure) -> list[float]:
    return [round(point.value, 3) for one in made.of(measure) for point in one.points]


def test_verdicts_and_signals_of_tellings_come_in_the_order_of_their_reviews() -> None:
    supports = [
        support("a", BACKBONE, 60, reviewed=NOW),
        support("a", BACKBONE, 10, reviewed=NOW - DAY, signals={"spoke-up": 0, "data-backed": 1}),
    ]
    made = progress(supports, [], NAMES)
    assert values(made, "verdict") == [0, 2]
    assert values(made, "signals") == [0.25, 0.75]


def test_several_stories_of_one_day_are_one_point() -> None:
    supports = [support(s, BACKBONE, n, reviewed=NOW) for s, n in (("a", 10), ("b", 60), ("c", 90), ("d", 60))]
    made = progress([*supports, support("e", BACKBONE, 30, reviewed=NOW + DAY)], [], NAMES)
    assert values(made, "verdict") == [2, 1]
    assert [point.count for point in made.of("verdict")[0].points] == [4, 1]
    told = " ".join(render_progress(progress(supports, [], NAMES), NAMES, "text").split())
    assert "Hire on 2026-11-22, median of 4 reviews" in told
    assert "1 day so far: a change is told from 6 days on." in told


def test_agreement_with_oneself_is_about_answers_scored_again() -> None:
    made = progress([], [scored("c1", 0), scored("c2", 1, "no-hire"), scored("c3", 2, "no-hire")], NAMES)
    assert values(made, "oneself") == [0.667, 1]
    assert values(made, "key") == [1, 0.667, 0.667]


def test_another_text_under_the_same_name_is_not_the_same_answer() -> None:
    made = progress([], [scored("c1", 0), scored("c2", 1, key={**KEY, "answer": "d2"})], NAMES)
    assert values(made, "oneself") == []


def test_series_come_in_the_order_of_the_packs() -> None:
    made = progress([support("a", "ownership", 60), support("a", BACKBONE, 60), support("a", "own", 60)], [], NAMES)
    assert [one.competency for one in made.of("verdict")] == [BACKBONE, "ownership", "own"]


def test_a_change_is_told_from_six_days_on() -> None:
    def change(count: int) -> float | None:
        supports = [support("a", BACKBONE, 30 + 30 * (n >= 3), reviewed=NOW + n * DAY) for n in range(count)]
        return progress(supports, [], NAMES).of("verdict")[0].change

    assert change(5) is None
    assert change(6) == 1


def test_scores_that_are_not_understood_are_a_fault() -> None:
    with pytest.raises(DataError, match="are not understood"):
        progress([], [calibration(scored={"level": 3})], NAMES)


def test_a_sparkline_has_a_block_for_each_value() -> None:
    assert sparkline([0, 1, 2, 3], 3) == "▁▃▆█"


def test_text_shows_a_line_of_blocks_and_ascii_digits() -> None:
    made = progress([support("a", BACKBONE, 90, reviewed=NOW + n * DAY) for n in range(3)], [], NAMES)
    assert "Have Backbone" in render_progress(made, NAMES, "text")
    assert "███" in render_progress(made, NAMES, "text")
    assert "888" in render_progress(made, NAMES, "text", ascii_only=True)


def test_text_says_what_to_do_where_there_is_nothing() -> None:
    assert "greenroom calibrate" in " ".join(render_progress(progress([], [], NAMES), NAMES, "text").split())


def test_the_page_draws_every_series_and_needs_nothing_from_elsewhere() -> None:
    pytest.importorskip("leather", reason="the library of the extra charts is not installed")
    supports = [support("a", i, 60, reviewed=NOW + n * DAY) for n in range(3) for i in (BACKBONE, "ownership")]
    page = render_progress(progress(supports, [scored("c1", 0)], NAMES), NAMES, "html")
    assert page.count('<svg class="chart"') == 3
    assert page.count("<circle") == 3 * 2 * 2 + 1
    assert "Ownership" in page
    assert not re.search(r"<script|style=|(?:src|href)=|http:|https:|@import|url\(", page)
