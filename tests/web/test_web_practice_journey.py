"""In a real browser: be the bar raiser, revise by keyboard, take the data along and bring them back."""

from __future__ import annotations

from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

CHROMIUM = Path("/usr/bin/chromium")
GUIDE = "/guides/have-backbone"
PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def patient():
    """Every expectation waits as long as the others do: the machine may be busy."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


def test_score_two_candidates_and_see_the_key(page) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{GUIDE}/calibrate")
    for letter in "AB":
        expect(page.get_by_role("heading", name=f"Answer {letter} of A and B")).to_be_visible()
        for signal in page.locator(".grade").all():
            signal.get_by_label("partly").check()
        expect(page.locator("#kept")).to_contain_text("Kept")
        page.wait_for_load_state("networkidle")
        if letter == "A":
            given = page.locator(".grade input:checked").count()
            page.reload()
            assert page.locator(".grade input:checked").count() == given
        page.get_by_label("Senior").check()
        page.get_by_role("group", name="Verdict").get_by_label("Hire", exact=True).check()
        page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("heading", name="the key", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="Signals")).to_be_visible()
    expect(page.get_by_text("A trained interviewer writes:")).to_have_count(2)


def test_revise_by_keyboard_take_back_and_go_on(page) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/revise")
    page.get_by_role("button", name="Make their cards").click()
    front = page.locator(".front")
    first = front.inner_text()
    page.keyboard.press("Space")
    expect(page.locator("[data-back]")).to_be_focused()
    page.keyboard.press("3")
    expect(front).not_to_have_text(first)
    expect(front).to_be_focused()
    page.keyboard.press("u")
    expect(page.get_by_role("status").filter(has_text="Taken back: good")).to_be_visible()
    assert front.inner_text() == first
    page.get_by_role("link", name="all cards").click()
    expect(page.get_by_role("heading", name="What is due when")).to_be_visible()


def test_a_part_survives_a_reload_and_is_reviewed(page) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{GUIDE}/walkthrough/situation")
    words = "In March my team was about to drop the nightly backups. I was on call."
    page.get_by_label("Your situation").fill(words)
    expect(page.locator("#kept")).to_contain_text("Kept")
    page.reload()
    expect(page.get_by_label("Your situation")).to_have_value(words)
    page.get_by_role("button", name="Review this part").click()
    heading = page.get_by_role("heading", name="Your situation")
    expect(heading).to_be_focused()
    expect(page.locator("#part-review")).to_contain_text("15 words")


def test_export_delete_import(page, tmp_path: Path) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(GUIDE)
    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.locator("#read-so-far")).to_contain_text("of")
    page.goto("/settings")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Export everything").click()
    file = tmp_path / "export.json"
    begun.value.save_as(file)
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_label("To go on, type").fill("delete everything")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()
    page.get_by_role("link", name="Bring an export back").click()
    page.get_by_label("An export of Greenroom").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("heading", name="It is here")).to_be_visible()
    page.goto(GUIDE)
    expect(page.get_by_text("✓ Read").first).to_be_visible()
