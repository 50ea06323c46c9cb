"""The reliability card: made from the figures alone, and of the weights that are shipped."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import msgspec
import pytest
from rated import KNOWN, rating, subject

from bench import card, figures, learning_curve, unseen_competency
from bench.card_suites import NOT_MEASURED, TITLES
from bench.measure import STEPS
from greenroom.evaluation.rating import Ratings
from greenroom.evaluation.run import evaluate
from greenroom.language.encoder import WEIGHTS
from greenroom.reports.about import measured_version


def text(held: dict[str, Any]) -> str:
    return card.files(held)["judge.txt"]


def section(page: str, title: str) -> str:
    """A section of the text, on one line."""
    found = re.search(rf"\n{re.escape(title.upper())}\b(.*?)(?=\n\n[A-Z][A-Z' ]+\n|\Z)", page, re.DOTALL)
    assert found, title
    return " ".join(found[1].split())


@functools.cache
def evaluation() -> dict[str, Any]:
    told = [
        rating(str(n), "hire" if n % 2 else "no-hire", disqualifiers={} if n % 2 else {"no-impact": []})
        for n in range(20)
    ]
    said = [rating(str(n), "hire", "sde1") for n in range(20)]
    subjects = {r.id: subject(r.id) for r in told}
    gold, judge = (Ratings("x", {r.id: r for r in rows}) for rows in (told, said))
    made: dict[str, Any] = msgspec.to_builtins(evaluate(subjects, KNOWN, gold, judge, raters=[gold, gold]))
    return made


def agreement() -> dict[str, Any]:
    """The part of the figures that every card has."""
    parts = {"plain": evaluation(), "all": evaluation()}
    return {"agreement": {"judge": "local", "judge_version": "9.9", "settings": {"cv": parts}}}


def test_what_was_not_measured_is_said_to_be_not_measured_yet() -> None:
    page = text({})
    assert page.count(NOT_MEASURED) == len(TITLES) + 2  # the suites, the agreement, and "in short"
    assert set(STEPS) == {"agreement", *TITLES}


def test_figures_stand_with_their_intervals_beside_the_raters() -> None:
    page = text(agreement())
    assert "How far to trust the judge: local 9.9" in page
    row = next(x for x in page.splitlines() if x.startswith("verdict, exactly the same"))
    judge, interval, raters = row.split()[-3:]
    assert (judge, raters) == ("0.500", "1.000")
    low, high = map(float, interval.split("–"))
    assert low < 0.5 < high
    assert re.search(r"50 \(\d\d to \d\d\) fall on the same side of the hire line", " ".join(page.split()))


def test_what_it_is_bad_at_is_read_off_the_figures() -> None:
    told = section(text(agreement()), "What it is bad at")
    assert "disqualifier no-impact: F1 0.000 (0 of 10 found, 0 imagined)" in told
    assert "level sde2: read as sde1 in 20 of 20" in told
    assert "the hire line: 10 of 20 answers get a hire that the raters refuse, 0 the other way round" in told


def test_the_setting_with_writers_unseen_comes_first() -> None:
    held = agreement()
    held["agreement"]["settings"] = {"cv": held["agreement"]["settings"]["cv"]} | {
        "unseen": held["agreement"]["settings"]["cv"]
    }
    page = text(held)
    assert page.index("WRITERS THAT IT HAS NOT LEARNED FROM") < page.index("STORIES THAT IT HAS NOT LEARNED FROM")


def test_a_suite_may_bring_its_own_tables() -> None:
    table = {"title": "By size", "columns": ["answers", "kappa", "kept"], "rows": [[500, 0.7, figures.share(9, 10)]]}
    told = {"judge_version": "9.9", "about": "More and more answers.", "tables": [table], "remarks": ["It flattens."]}
    page = section(text(agreement() | {"learning_curve": told}), TITLES["learning_curve"])
    assert "More and more answers. By size answers kappa kept 500 0.700 90.0 % It flattens." in page


def test_a_suite_of_another_version_says_so() -> None:
    told = {"judge_version": "9.8", "about": "Older."}
    page = text(agreement() | {"learning_curve": told})
    assert "Measured with version 9.8 of the judge." in page


def test_the_suites_are_told_as_they_are_written() -> None:
    some = figures.share(19, 20)
    held = agreement() | {
        "adversarial": {
            "attacks": {"at_most_no_hire": some, "strong_no_hire": some},
            "honest": {"hired": some},
            "kinds": {"one-line": {"kept": some, "verdicts": {}}},
        },
        "invariance": {
            "aim": 0.99,
            "overall": {
                "pairs": 20, "verdict": some, "hire_line": some, "level": some, "findings": some,
                "families": {"people": {"verdict": some}}, "padding_never_raised": some,
            },
        },
        "explanations": {
            "deletion": {"overall": {"held": some, "control": some}, "kinds": {"red_flag": {"held": some}}},
            "insertion": {"overall": {"appeared": some}},
            "fixes": {"overall": {"held": some}},
        },
    }  # fmt: skip
    page = text(held)
    assert "Of 20 attempts to talk it up, 1 got a hire." in " ".join(page.split())
    assert "one line 20 95.0 %" in section(page, TITLES["adversarial"])
    assert "Aim: 99 %." in section(page, TITLES["invariance"])
    assert "people 20 95.0 % 76–99 %" in section(page, TITLES["invariance"])
    assert "red flag 20 95.0 %" in section(page, TITLES["explanations"])
    assert NOT_MEASURED in section(page, TITLES["learning_curve"])


def test_all_forms_say_the_same_figures() -> None:
    made = card.files(agreement())
    figure = evaluation()["judge"]["figures"]["verdict_exact"]
    told = f"{figure['low']:.3f}–{figure['high']:.3f}"
    assert all(told in made[name] for name in ("judge.txt", "judge.md", "judge.html"))
    assert json.loads(made["judge.json"]) == {"judge": "local", "judge_version": "9.9"}


def test_the_shipped_card_is_about_the_shipped_weights() -> None:
    manifest = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    assert measured_version() == manifest["version"], "try: ./go figures"


@pytest.mark.parametrize("title", TITLES.values())
def test_every_suite_has_its_section_on_the_shipped_card(title: str) -> None:
    assert title.upper() in card.files()["judge.txt"]


def test_the_learning_curve_is_told_by_size_with_its_pace() -> None:
    row = dict.fromkeys(learning_curve.HEADS, 0.5)
    made = learning_curve.told({"plain": {"2000": row | {"verdict_qwk": 0.7}, "1000": row | {"verdict_qwk": 0.6}}})
    (table,) = made["tables"]
    assert [r[:2] for r in table["rows"]] == [[1000, 0.6], [2000, 0.7]]
    assert "500 more answers add +0.032 to the verdict's kappa (plain)" in made["remarks"][0]
    page = section(text(agreement() | {"learning_curve": made}), TITLES["learning_curve"])
    assert "2000 0.700 0.500" in page


def test_a_competency_held_out_is_told_by_the_way_of_asking() -> None:
    row = dict.fromkeys(learning_curve.HEADS, 0.5) | {"answers": 70}
    made = unseen_competency.told({"have-backbone": {"zero-shot, dev": row, "with examples, plain": row}})
    page = section(text(agreement() | {"unseen_competency": made}), TITLES["unseen_competency"])
    assert "have-backbone, held out of training" in page
    assert "zero-shot, crafted 70 0.500" in page
    assert "with examples, plain 70 0.500" in page
