"""From notes to a plan for the loop, in a real browser, with the real judge; by mouse and by keyboard."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("highspy")
expect = playwright.expect

CHROMIUM = Path("/usr/bin/chromium")
ANSWER = (files("greenroom") / "examples" / "front-desk.txt").read_text(encoding="utf-8")
PATIENCE_MS = 90_000  # the judge is loaded meanwhile, on a machine that may be busy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]
NOTES = """# Stories

## The lost keys

When: spring 2023
The front desk handed keys to anybody who knew a room number, and I spoke against it.

## Night deploys

We deployed at night, and I showed what that had cost us in three months.
"""


def test_from_notes_to_a_plan_for_the_loop(page, axe) -> None:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto("/stories/import")
    page.get_by_label("Or paste your notes").fill(NOTES)
    page.get_by_role("button", name="Read them").click()
    expect(page.get_by_role("heading", name="2 stories in your notes")).to_be_visible()
    title = page.get_by_label("What you call it").nth(1)
    title.fill("Deploys at night")
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    page.reload()
    expect(title).to_have_value("Deploys at night")
    assert axe() == []
    title.press("Enter")  # presses "Bring them in", not "It belongs to the one above"
    expect(page.get_by_role("link", name="Deploys at night")).to_be_visible()

    for name in ("Deploys at night", "The lost keys"):
        page.goto("/stories")
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("A risk in another team's work").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Kept as a new version.")).to_be_visible()

    page.get_by_role("link", name="Tell it").first.click()
    page.get_by_label("As you would say it").fill(ANSWER)
    expect(page.locator("#length")).to_contain_text("about 1:59 min spoken")
    page.get_by_role("button", name="Keep this telling").click()
    expect(page.locator("#h-verdict")).to_have_text("Strong no hire at SDE 2")
    assert axe() == []

    page.get_by_role("link", name="Coverage").click()
    first = page.locator(".map td a").first
    first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement !== document.querySelector('.map td a')")
    assert page.evaluate("document.querySelectorAll('.map td a[tabindex=\"0\"]').length") == 1
    assert axe() == []

    page.get_by_role("link", name="Loop plan").click()
    page.get_by_role("link", name="Name your interviewers").click()
    page.get_by_label("Name", exact=True).first.fill("Dana")
    page.get_by_label("Asks about").first.select_option("earn-trust")
    page.get_by_label("and about").first.select_option("ownership")
    page.get_by_role("button", name="Keep and plan").click()
    slots = page.locator(".slot")
    expect(slots).to_have_count(2)
    before = page.locator("[data-slot='0'] .chip, [data-slot='1'] .chip").all_text_contents()
    assert sorted(before) == ["Deploys at night", "The lost keys"]
    page.locator("[data-slot='1'] .chip").drag_to(page.locator("[data-slot='0']"))
    expect(page.locator("[data-slot='0'] .chip")).to_have_text(before[1])
    expect(page.locator("[data-slot='0']")).to_contain_text("your choice")
    expect(page.locator("#h-plan")).to_be_focused()
    page.get_by_label("Told here, Earn Trust, Dana").select_option(label=f"{before[0]} (30)")
    page.get_by_role("button", name="Plan again").press("Enter")
    expect(page.locator("[data-slot='0'] .chip")).to_have_text(before[0])
    assert axe() == []

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("/stories", "/stories/coverage", "/stories/loop", "/stories/bank/the-lost-keys", "/progress"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert axe() == [], path


def test_a_story_is_found_by_questions_and_stands_in_the_plan(page, axe) -> None:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto("/stories/mine")
    page.get_by_role("link", name="Begin").first.click()
    page.get_by_label("A risk in another team's work").check()
    page.get_by_role("button", name="Go on").click()
    happened = page.get_by_label("What happened?")
    happened.fill("The front desk handed keys to anybody who knew a room number.")
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    page.reload()
    expect(happened).to_have_value("The front desk handed keys to anybody who knew a room number.")
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("What would you call it?").fill("Keys for anybody")
    page.get_by_role("button", name="Keep and go on").click()
    assert axe() == []
    while page.get_by_role("button", name="Pass it over").count():
        before = page.locator("aside").inner_text()
        page.get_by_role("button", name="Pass it over").click()
        page.wait_for_function(
            "text => ![undefined, text].includes(document.querySelector('aside')?.innerText)", arg=before
        )
    page.get_by_role("button", name="Keep it as a story").click()
    expect(page.get_by_role("heading", name="Keys for anybody")).to_be_visible()

    page.get_by_role("link", name="Loop plan").click()
    page.get_by_role("link", name="Name your interviewers").click()
    page.get_by_label("Name", exact=True).first.fill("Dana")
    page.get_by_label("Asks about").first.select_option("have-backbone")
    page.get_by_role("button", name="Keep and plan").click()
    expect(page.locator("[data-slot='0'] .chip")).to_have_text("Keys for anybody")
    assert axe() == []
