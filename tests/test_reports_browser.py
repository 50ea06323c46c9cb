"""The HTML report in a real browser: highlighting without script, phone width, colour scheme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import reviews

from greenroom.reports import render

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


@pytest.fixture
def report(tmp_path: Path) -> str:
    file = tmp_path / "report.html"
    file.write_text(render(reviews.no_hire(), reviews.guide(), "html"), encoding="utf-8")
    return file.as_uri()


def background(page, selector: str) -> str:
    return page.eval_on_selector(selector, "e => getComputedStyle(e).backgroundColor")


@pytest.fixture
def page(browser) -> Iterator[object]:
    # Reduced motion turns the transition off, so that a colour read at once is the final one.
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


HEDGING = "#f11"
MARK = "mark.k11"


def test_the_page_asks_for_nothing_and_complains_of_nothing(page, report: str) -> None:
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report)
    assert asked == [report]
    assert said == []


def test_pointing_at_a_finding_lights_up_its_sentences(page, report: str) -> None:
    page.goto(report)
    before = background(page, MARK)
    page.hover(HEDGING)
    assert background(page, MARK) == "rgb(255, 223, 107)" != before
    assert background(page, "mark.k10:not(.k11)") != "rgb(255, 223, 107)"


def test_a_finding_reached_by_keyboard_lights_up_its_sentences(page, report: str) -> None:
    page.goto(report)
    page.focus(f"{HEDGING} a")
    assert background(page, MARK) == "rgb(255, 223, 107)"


def test_an_address_with_the_anchor_of_a_sentence_lights_up_both(page, report: str) -> None:
    page.goto(f"{report}#e11-1")
    assert background(page, MARK) == "rgb(255, 223, 107)"


def test_the_first_tab_stop_leads_to_the_answer(page, report: str) -> None:
    page.goto(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#answer"


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_sticks_out_at_the_side(page, report: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_answer_and_findings_stand_side_by_side_only_where_there_is_room(page, report: str) -> None:
    def tops() -> tuple[float, float]:
        return tuple(page.locator(s).bounding_box()["y"] for s in (".told", ".findings"))

    page.goto(report)
    told, findings = tops()
    assert told == findings
    page.set_viewport_size({"width": 360, "height": 800})
    told, findings = tops()
    assert told < findings


def test_the_dark_scheme_is_dark_and_paper_is_white(page, report: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(report)
    assert background(page, "body") == "rgb(22, 24, 27)"
    page.emulate_media(color_scheme="dark", media="print")
    assert background(page, "body") == "rgb(255, 255, 255)"
