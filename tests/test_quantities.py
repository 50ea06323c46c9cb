"""Numbers and what they say. Parts are given by hand; no model is needed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.language.numbers import mentions_of, value_of
from greenroom.language.parsed import Quantity, Sentence
from greenroom.language.quantities import quantities_of
from greenroom.model import PartName, Span


def read(text: str, part: PartName = "result") -> tuple[Quantity, ...]:
    return quantities_of(text, [Sentence(index=0, span=Span(0, len(text)), text=text, part=part)])


def impacts(text: str, part: PartName = "result") -> list[str]:
    return [q.text for q in read(text, part) if q.impact]


# ── numbers ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12), ("1,204,000", 1_204_000), ("2,50,000", 250_000), ("0.5", 0.5), ("3,5", 3.5), ("8k", 8000),
        ("2.9 million", 2_900_000), ("two lakh", 200_000), ("3 crore", 30_000_000), ("thirty-five", 35),
        ("a hundred and twenty", 120), ("two thousand three hundred", 2300), ("two point five", 2.5),
        ("a third", 1 / 3),
    ],
)  # fmt: skip
def test_values_in_figures_and_words(words: str, value: float) -> None:
    assert value_of(words) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "mention", "unit"),
    [
        ("it fell by 12%.", "12%", "%"),
        ("by twelve per cent.", "twelve per cent", "%"),
        ("we saved $8K/week.", "$8K/week", "USD/week"),
        ("about 60k € a year", "60k € a year", "EUR/year"),
        ("around 2.9 million lira", "2.9 million lira", "TRY"),
        ("it is 800 ms now", "800 ms", "ms"),
        ("two and a half years", "two and a half years", "year"),
        ("half an hour each", "half an hour", "h"),
        ("3 percentage points", "3 percentage points", "points"),
        ("ten people, 22 person days", "22 person days", "person-day"),
        ("it got 10x faster", "10x", "x"),
    ],
)
def test_units_stand_with_their_number(text: str, mention: str, unit: str) -> None:
    assert (mention, unit) in [(text[m.start : m.end], m.unit) for m in mentions_of(text)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Disputes went from 3 to 7 percent.", ["%", "%"]),
        ("It fell from nine to 2 ms, in 3 shops.", ["ms", "ms", ""]),
        ("We kept 37,000 of the 40,000 euros.", ["EUR", "EUR"]),
        ("It is between 4 and 5 days now.", ["day", "day"]),
        ("We hired 3 and saved 7 percent.", ["", "%"]),
        ("It was 2020 to 7 weeks.", ["", "week"]),
    ],
)
def test_a_unit_said_once_belongs_to_both_numbers(text: str, units: list[str]) -> None:
    assert [q.unit for q in read(text)] == units


@pytest.mark.parametrize("text", ["Nobody left.", "The second time was better.", "p99 and S3", "try again"])
def test_no_number_is_found_where_there_is_none(text: str) -> None:
    assert list(mentions_of(text)) == []


# ── impact ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Returns fell from 9% to 4.5%.", ["9%", "4.5%"]),
        ("Calls went from thirty-one to, uh, two in a month.", ["thirty-one", "two"]),
        ("Waiting time: 19 -> 6 min.", ["19", "6 min"]),
        ("Scrap dropped by a third.", ["a third"]),
        ("Queries are twice as fast.", ["twice"]),
        ("Pages halved.", ["halved"]),
        ("The sync takes 15 minutes instead of 40.", ["15 minutes", "40"]),
        ("We had two outages, the year before it was nine.", ["two", "nine"]),
        ("It saves us €41,000 a year.", ["€41,000 a year"]),
        ("The p95 is 38 ms.", ["38 ms"]),
        ("Three of nine clinics complained.", ["Three", "nine"]),
        ("We refunded 5,900 people before they asked.", ["5,900"]),
        ("Zero crashes since March.", ["Zero"]),
    ],
)
def test_effects_in_the_result_are_impact(text: str, found: list[str]) -> None:
    assert impacts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I lead a team of 8 engineers.",
        "It is a company with 300 employees.",
        "We went live on 15 October 2021.",
        "The call was at 14:00.",
        "She wanted it at seven.",
        "It shipped as v2.3.1 in sprint 14.",
        "Ticket 4512 was closed on the 3rd floor.",
        "I have six years of experience.",
        "He was 24 years old.",
        "Twelve engineers came to the review.",
        "After three weeks they agreed.",
        "The release was nine days late.",
        "He gave me two days.",
        "We decided on 30 seconds.",
        "I'd expect it to save 20%.",
        "We would have lost 40 customers.",
        "I'm a hundred percent sure.",
        "He said no twice.",
        "One of them left.",
    ],
)
def test_background_and_plans_are_no_impact(text: str) -> None:
    assert impacts(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I lead a team of 8 engineers.", "a team or company size"),
        ("That was in 2019.", "a year"),
        ("We met at 9 a.m. there.", "a clock time"),
        ("It broke in version 12 again.", "a number that names something"),
        ("I have six years of experience.", "years of experience"),
    ],
)
def test_background_says_why(text: str, why: str) -> None:
    assert [(q.kind, q.why) for q in read(text)] == [("background", why)]


def test_how_things_were_is_no_impact() -> None:
    assert impacts("Returns had gone from 4% to 9% that year.", "situation") == []


def test_a_measured_problem_is_no_impact() -> None:
    assert impacts("I counted 400 crates and 12% had two labels.", "action") == []


def test_a_change_by_a_named_act_is_impact_in_the_action() -> None:
    assert impacts("I cut the build from 40 minutes to 12.", "action") == ["40 minutes", "12"]


def test_a_change_told_as_what_followed_is_impact_in_the_action() -> None:
    assert impacts("After that the leaks went from 12 to 3.", "action") == ["12", "3"]


@pytest.mark.parametrize(
    "text", ["We got a lot fewer complaints.", "Errors were significantly reduced.", "No downtime since."]
)
def test_vague_amounts_are_found_as_vague(text: str) -> None:
    assert [(q.kind, q.impact) for q in read(text)] == [("vague", True)]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Failed bookings fell 12%.", "Failed bookings"),
        ("We cut build time from 40 minutes to 12.", "build time"),
        ("The p99 of 800 ms is gone.", "p99"),
        ("31% of the parcels were late.", "parcels"),
        ("I closed 14 stale tickets.", "stale tickets"),
    ],
)
def test_a_number_says_what_it_measures(text: str, of: str) -> None:
    assert read(text)[0].of == of


def test_headings_hold_no_quantities() -> None:
    text = "Result 2"
    assert quantities_of(text, [Sentence(index=0, span=Span(0, 8), text=text, part="other", heading=True)]) == ()


def test_spans_count_from_the_start_of_the_text() -> None:
    text = "I did it. It fell 12%."
    parts = [
        Sentence(index=i, span=s, text=text[s.start : s.end], part="result")
        for i, s in enumerate((Span(0, 9), Span(10, 22)))
    ]
    assert [(q.span, q.sentence) for q in quantities_of(text, parts)] == [(Span(18, 21), 1)]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "12",
                "%",
                " ",
                ",",
                ".",
                "from ",
                "to ",
                "two ",
                "half ",
                "a ",
                "$",
                "k",
                "İ",
                "ꀕ",
                "and ",
                "before ",
                "-",
                "ms ",
            ]
        ),
        max_size=25,
    ).map("".join)
    | st.text(max_size=60)
)
def test_quantities_of_any_text_lie_in_it_and_in_order(text: str) -> None:
    found = read(text)
    assert all(text[q.span.start : q.span.end] == q.text and q.text for q in found)
    assert [q.span for q in found] == sorted(q.span for q in found)
    assert not any(q.impact for q in found if q.kind == "background")
