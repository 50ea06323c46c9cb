"""What one does with a reviewed answer, in a real browser: fixes tried, a file dropped, two tellings, taps."""

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
MARKUP = "\"'><script>window.hit=1</script><img src=x onerror=window.hit=1><svg/onload=window.hit=1>{{7*7}}"
DROP = """([text, name]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, {type: "image/png"}));
  const drop = new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true});
  document.querySelector(".told-in").dispatchEvent(drop);
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


def review(page, text: str = ANSWER) -> None:
    page.goto("/review?competency=have-backbone")
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#fix1")).to_be_visible(timeout=PATIENCE_MS)


def test_a_fix_is_filled_in_tried_kept_over_a_level_and_taken(page, axe) -> None:
    review(page)
    expect(page.locator("#marked a.fix")).not_to_have_count(0)
    card = page.locator("#fix1")
    for number, field in enumerate(card.locator(".frame input").all()):
        field.fill(f"fact {number}")
    page.get_by_role("button", name="Senior").click()
    expect(page.locator("#h-verdict")).to_have_text(re.compile("at Senior$"), timeout=PATIENCE_MS)
    expect(card.locator(".frame input").first).to_have_value("fact 0", timeout=PATIENCE_MS)
    card.locator(".frame input").first.press("Enter")
    tried = card.locator(".tried")
    expect(tried).to_be_visible(timeout=PATIENCE_MS)
    tried.locator("summary").click()
    expect(tried.locator("ins").first).to_contain_text("fact 0")
    assert axe() == []
    tried.get_by_role("button", name="Discard").click()
    expect(tried).to_have_count(0)
    expect(card.get_by_role("button", name="Try it")).to_be_focused()
    card.get_by_role("button", name="Try it").press("Enter")
    tried.get_by_role("button", name="Take it").click(timeout=PATIENCE_MS)
    expect(page.get_by_label("Your answer")).to_have_value(re.compile("fact 0"))
    expect(page.locator("#marked")).to_contain_text("fact 0", timeout=PATIENCE_MS)


def test_a_dropped_file_is_reviewed_whatever_it_says_it_is(page) -> None:
    page.goto("/review?competency=have-backbone")
    page.evaluate(DROP, [ANSWER, "<img src=x onerror=window.hit=1>.png"])
    expect(page.locator("#file-chosen")).to_contain_text("<img src=x onerror=window.hit=1>.png")
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#h-verdict")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("Your answer")).to_have_value(re.compile("front desk"))
    expect(page.locator("#file-chosen")).to_be_hidden()
    assert page.evaluate("window.hit") is None


def test_what_was_typed_is_there_after_a_reload_and_not_in_another_tab(page) -> None:
    page.goto("/review")
    page.get_by_label("Your answer").fill("Half an answer")
    page.get_by_label("Level you interview for").select_option("staff")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Half an answer")
    expect(page.get_by_label("Level you interview for")).to_have_value("staff")
    other = page.context.new_page()
    other.goto("/review")
    expect(other.get_by_label("Your answer")).to_have_value("")


def test_a_tap_on_a_sentence_tells_what_was_found_and_leads_there_and_back(page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    review(page)
    mark = page.locator("#marked mark").first
    mark.click()
    peek = page.locator(".peek")
    expect(peek).to_be_visible()
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)
    mark.click()
    name = peek.get_by_role("link").first.get_attribute("href")
    peek.get_by_role("link").first.click()
    finding = page.locator(name)
    expect(finding).to_be_in_viewport()
    expect(peek).to_have_count(0)
    finding.locator("h3").click()
    expect(mark).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_tellings_are_compared(page, axe, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/review/compare?competency=have-backbone")
    page.get_by_label("First telling").fill(ANSWER)
    page.get_by_label("Second telling").fill(f"{ANSWER} Complaints fell from 30 a week to 4. {MARKUP}")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#h-compared")).to_be_focused(timeout=PATIENCE_MS)
    expect(page.locator("ins").first).to_contain_text("Complaints fell")
    assert axe() == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.hit") is None


def test_markup_in_every_field_is_only_ever_text(page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    page.goto(
        "/review?competency=have-backbone&lens=%22%3E%3Cimg%20src=x%3E&question=%3Cscript%3Ewindow.hit=1%3C/script%3E"
    )
    page.get_by_label("The question you were asked").fill(f"When did you argue against a decision? {MARKUP}")
    page.get_by_label("Company").select_option("")
    page.get_by_label("Your answer").fill(f"{ANSWER} {MARKUP}")
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("#fix1")).to_be_visible(timeout=PATIENCE_MS)
    for field in page.locator("#fix1 .frame input").all():
        field.fill(MARKUP)
    page.locator("#fix1 [data-try]").click()
    expect(page.locator("#tried-1 .tried")).to_be_visible(timeout=PATIENCE_MS)
    assert page.locator("#result img, #result svg:not(.bar), #result script").count() == 0
    assert (dialogs, page.evaluate("window.hit")) == ([], None)
