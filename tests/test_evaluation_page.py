"""The HTML of an evaluation and of the card: self-contained, escaped, and readable on a phone."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from greenroom.reports.about import card
from greenroom.reports.sheet import Bullets, Cell, Column, Para, Range, Section, Sheet, Table, render_sheet

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = '<script>alert(1)</script> | **x** "quoted"'


def sheet(text: str = "plain") -> Sheet:
    columns = (Column(text, right=False), Column("n"), Column("all", wide=True), Column("drawn", drawn=True))
    rows = ((text, Cell("0.5", 0.4, bold=True), "12", Range(0.5, 0.4, 0.6, 0.9)), ("x", "1", "2", ""))
    section = Section(text, (Para(f"{text} and `code`"), Bullets((text,)), Table(columns, rows, text)), text)
    return Sheet(text, text, (text,), (section,), text)


class Tags(HTMLParser):
    """Counts the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)


def test_html_has_no_script_and_asks_for_nothing() -> None:
    page = render_sheet(sheet(HOSTILE), "html")
    assert not {"script", "link", "img", "iframe"} & set(Tags(page).seen)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page


def test_markdown_shows_every_text_letter_for_letter() -> None:
    page = render_sheet(sheet(HOSTILE), "md")
    assert "<script>" not in page
    assert "| **0.5** |" in page
    rows = [x for x in page.splitlines() if x.startswith("|")]
    assert {x.replace("\\|", "").count("|") for x in rows} == {4}


def test_text_stays_within_its_columns_and_leaves_out_what_is_wide() -> None:
    page = render_sheet(sheet("a rather long heading for a column of this table"), "text", width=60)
    assert max(map(len, page.splitlines())) <= 60
    assert "12" not in page
    assert "and code" in page


def test_a_table_of_many_columns_is_narrowed_to_the_page() -> None:
    columns = tuple(Column(f"a heading {n}") for n in range(5))
    table = Table(columns, (tuple(f"words {n} of a cell" for n in range(5)),))
    page = render_sheet(Sheet("", "", (), (Section("t", (table,)),), ""), "text", width=44)
    assert max(map(len, page.splitlines())) <= 44


def test_text_for_a_plain_terminal_is_ascii() -> None:
    assert render_sheet(sheet("a – b · “c”"), "text", ascii_only=True).isascii()


# ── in a browser ────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine")
@pytest.mark.parametrize("width", [320, 1280])
def test_the_card_asks_for_nothing_and_nothing_sticks_out(browser, tmp_path: Path, width: int) -> None:
    file = tmp_path / "card.html"
    file.write_text(card("html"), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (asked, said) == ([file.as_uri()], [])
    page.close()
