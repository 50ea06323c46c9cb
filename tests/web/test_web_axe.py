"""Pages with nothing kept: axe finds nothing, nothing sticks out. bench/web_axe.py looks at all, in every variant."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
BASE = "/guides/have-backbone"
PAGES = (
    *("/", "/review", "/review/compare", "/rehearse", "/design", "/nowhere"),
    *(
        "/stories",
        "/stories/history",
        "/stories/add",
        "/stories/import",
        "/stories/mine",
        "/stories/mine/have-backbone",
    ),
    *("/stories/ask", "/stories/coverage", "/stories/loop", "/stories/loop/people", "/progress", "/progress/days"),
    *(f"{BASE}{end}" for end in ("", "/walkthrough", "/walkthrough/action", "/calibrate", "/bias", "/quiz")),
    *("/guides", "/revise", "/settings", "/settings/reliability", "/settings/model", "/settings/delete"),
)
OUT = "() => document.documentElement.scrollWidth > innerWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


@pytest.mark.parametrize(
    ("scheme", "width", "pages"), [("light", 1200, PAGES[::4]), ("dark", 320, PAGES)], ids=["light", "dark"]
)
def test_axe_finds_nothing_and_nothing_sticks_out(page, axe, scheme: str, width: int, pages: tuple[str, ...]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for path in pages:
        page.goto(path)
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found[path] = axe() + ["sticks out"] * page.evaluate(OUT)
    assert found == {path: [] for path in pages}
