"""What is read ahead, and how soon, in a real browser."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
ANSWER = (files("greenroom") / "examples" / "front-desk.txt").read_text(encoding="utf-8")
PAUSE_MS = 700
NOTED = "window.waits = []; const later = setTimeout; setTimeout = (f, ms) => { waits.push(ms); return later(f, ms); };"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


def test_what_is_pasted_is_read_at_once_and_what_is_typed_in_the_pause(page) -> None:
    page.add_init_script(NOTED)
    page.route("**/review/ahead", lambda route: route.fulfill(status=204))
    page.goto("/review")
    page.get_by_label("Your answer").focus()
    with page.expect_request("**/review/ahead"):
        page.keyboard.insert_text(ANSWER)
    assert page.evaluate("waits.at(-1)") == 0
    with page.expect_request("**/review/ahead") as asked:
        page.keyboard.type("!")
        assert page.evaluate("waits.at(-1)") == PAUSE_MS
        page.get_by_role("button", name="Review it").hover()
    assert asked.value.method == "POST"
