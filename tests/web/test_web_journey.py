"""From the first visit to the first review, in a real browser, with the real judge."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

CHROMIUM = Path("/usr/bin/chromium")
ANSWER = (files("greenroom") / "examples" / "front-desk.txt").read_text(encoding="utf-8")
PATIENCE_MS = 60_000  # the judge is loaded meanwhile, on a machine that may be busy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


@pytest.fixture
def reviewed(page):
    """The page with a review on it."""
    page.goto("/review")
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_label("Competency", exact=True).select_option("have-backbone")
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#fix1")).to_be_visible(timeout=PATIENCE_MS)
    return page


def lit(page, selector: str) -> bool:
    """Whether the sentence is lit up."""
    return page.eval_on_selector(selector, "e => getComputedStyle(e).backgroundColor") == "rgb(255, 223, 107)"


def test_from_the_first_visit_to_the_first_review(page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Review an answer").click()
    page.get_by_label("The question you were asked").fill("When did you argue against a decision?")
    answer = page.get_by_label("Your answer")
    answer.fill("I saw it.")
    expect(page.locator("#length")).to_contain_text("3 words about 1 s spoken")
    answer.fill(ANSWER)
    expect(page.locator("#length")).to_contain_text(f"{len(ANSWER.split())} words about 1:59 min spoken")
    page.get_by_role("button", name="Review it").click()
    verdict = page.locator("#h-verdict")
    expect(verdict).to_have_text("Strong no hire at SDE 2", timeout=PATIENCE_MS)
    expect(verdict).to_be_focused()
    expect(page.locator("#said")).to_have_text("Strong no hire at SDE 2")
    expect(page.locator("#result")).to_contain_text("from the question")
    for heading in ("How the verdict comes about", "The answer", "Signals", "Expect to be asked"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("#fix1")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#said")).to_have_text("Strong no hire at SDE 2")


def test_level_and_company_are_switched_in_place_and_nothing_is_lost(reviewed) -> None:
    page = reviewed
    expect(page.locator("#h-verdict")).to_be_focused()
    reviewed.get_by_label("Your answer").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.get_by_label("Level you interview for").select_option("senior")
    expect(page.locator("#h-verdict")).to_have_text(re.compile("at Senior$"), timeout=PATIENCE_MS)
    page.locator("#lens").select_option("google")
    expect(page.get_by_role("heading", name="Lens: Google")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#h-verdict")).to_have_text(re.compile("at Senior$"))
    expect(page.get_by_label("Your answer")).to_have_value(ANSWER)
    assert page.evaluate("scrollY") == before


def test_level_and_company_are_switched_beside_the_verdict_by_keyboard(reviewed) -> None:
    page = reviewed
    senior = page.get_by_role("button", name="Senior")
    senior.press("Enter")
    expect(page.locator("#h-verdict")).to_have_text(re.compile("at Senior$"), timeout=PATIENCE_MS)
    expect(senior).to_have_attribute("aria-pressed", "true")
    expect(senior).to_be_focused()
    page.get_by_role("button", name="Meta").press("Space")
    expect(page.get_by_role("heading", name="Lens: Meta")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("Level you interview for")).to_have_value("senior")
    expect(page.get_by_label("Your answer")).to_have_value(ANSWER)


def test_a_finding_leads_to_its_sentence_and_back(reviewed) -> None:
    page = reviewed
    finding = page.locator(".finding.dq").first
    number = finding.get_attribute("id")[1:]
    place = f"mark.k{number}"
    assert not lit(page, place)
    finding.hover()
    assert lit(page, place)
    page.mouse.move(0, 0)
    finding.locator("a.quote").first.focus()
    assert lit(page, place)
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#e{number}-1")
    page.locator(f"a.r{number}").first.press("Enter")
    assert page.url.endswith(f"#f{number}")
    expect(finding).to_be_in_viewport()


def test_a_fault_is_told_above_and_the_review_and_the_answer_stay(reviewed) -> None:
    page = reviewed
    page.get_by_label("Your answer").fill("   ")
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#fault")).to_contain_text("your answer: is empty")
    expect(page.locator("#h-verdict")).to_be_visible()
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#fault")).to_be_empty()


def test_it_works_without_script(browser, server) -> None:
    context = browser.new_context(base_url=server.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/review?level=staff&competency=have-backbone")
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#h-verdict")).to_have_text(re.compile("at Staff$"), timeout=PATIENCE_MS)
    expect(page.get_by_label("Your answer")).to_have_value(ANSWER)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_review(reviewed, axe, scheme: str) -> None:
    reviewed.emulate_media(color_scheme=scheme)
    assert axe() == []


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_nothing_sticks_out_at_the_side(reviewed, width: int) -> None:
    reviewed.set_viewport_size({"width": width, "height": 800})
    assert reviewed.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_tab_stop_leads_past_the_navigation(page) -> None:
    page.goto("/review")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_page_that_is_opened_loads_little(page) -> None:
    sizes = []
    page.on("response", lambda r: sizes.append(len(r.body())) if r.url.split("?")[0].endswith(".js") else None)
    page.goto("/review", wait_until="networkidle")
    assert 0 < sum(sizes) < 100_000
