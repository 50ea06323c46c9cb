"""The review as Markdown, read back by a CommonMark parser with tables."""

from __future__ import annotations

import re

import pytest
import reviews
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from greenroom.reports import render
from greenroom.reports.markdown import escape, line
from greenroom.reports.runs import one_line

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
ALL = [reviews.strong_hire, reviews.no_hire, reviews.one_liner, reviews.hostile]


def page(make) -> str:
    return render(make(), reviews.guide(), "md")


def tokens(source: str) -> list[Token]:
    return [t for block in PARSER.parse(source) for t in (block, *(block.children or ()))]


def words(source: str) -> str:
    return " ".join(" ".join(t.content for t in tokens(source) if t.type in ("text", "code_inline")).split())


@given(st.text())
def test_escaped_text_is_shown_letter_for_letter(text: str) -> None:
    shown = "".join(t.content for t in tokens("x " + line(text)) if t.type != "inline")
    assert shown == f"x {one_line(text)}".strip()


@given(st.text(alphabet="-+*_#>1.) \n`[]<>ab=~|&;!:", max_size=40))
def test_escaped_text_starts_no_block_and_no_markup(text: str) -> None:
    made = {t.type for t in tokens(line(text))}
    assert made <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


@pytest.mark.parametrize("make", ALL)
def test_nothing_in_the_page_is_raw_html_or_a_link(make) -> None:
    assert not {t.type for t in tokens(page(make))} & {"html_block", "html_inline", "link_open", "image"}


@pytest.mark.parametrize("make", ALL[:2] + ALL[3:])
def test_what_people_wrote_makes_no_table_cell(make) -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", page(make), re.MULTILINE)
    assert len(tables) > 1
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def test_the_page_has_its_sections_in_order() -> None:
    heads = [h for h in page(reviews.no_hire).splitlines() if h.startswith("#")]
    assert heads == [
        "# Strong no hire at SDE 2",
        "## How the verdict comes about",
        "## Signals",
        "## Disqualifiers",
        "## Red flags",
        "## The answer",
        "## Time: 42 s, estimated at 150 words a minute",
        "## Numbers",
        "## Level: no level shown yet, asked for SDE 2",
        "## What would change the verdict",
        "## What would raise the score only (still strong no hire)",
        "## Expect to be asked",
    ]


def test_the_answer_carries_its_marks() -> None:
    assert "it [sort of worked out]ᵉ. [fix 1]" in words(page(reviews.no_hire))


def test_a_fault_is_told_as_what_an_interviewer_would_think() -> None:
    shown = words(page(reviews.no_hire))
    assert "e Hedging , 4 places: “I kind of felt that it was maybe” What an interviewer would think: Four" in shown


def test_fixes_keep_their_blanks() -> None:
    assert "In the first week, [what] went from [before] to [after] for [whom]." in words(page(reviews.no_hire))


def test_an_unscored_review_says_why() -> None:
    shown = page(reviews.one_liner)
    assert shown.startswith("# Not scored\n")
    assert "This answer could not be judged: the answer has 9 words" in words(shown)
    assert "## Signals" not in shown


def test_a_line_that_looks_like_a_list_stays_text() -> None:
    assert escape("1. Then") == "1\\. Then"
    assert escape("- x") == "\\- x"
