"""What the pages cost, in a real browser: python -m bench.web_budget. Medians of five; 1 where a budget is exceeded.

Script of the first page (bytes as they are sent), time until the page that reviews can be used, and the time from the
click to the review of an answer of 300 words (its fixes come later), each answer another one, so that it is read anew.
"""

from __future__ import annotations

import statistics
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.web_server import served

ROUNDS = 5
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
BUDGET = {"script of the first page, kB": 100.0, "page can be used, ms": 1000.0, "review on the page, ms": 300.0}
AT_ONCE = "the same, clicked before the pause in which it is read, ms"
USABLE = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
SEEN = """() => new Promise(done => {
  const place = document.getElementById('result'), began = performance.now();
  const seen = () => requestAnimationFrame(() => done(performance.now() - began));
  new MutationObserver(() => document.getElementById('h-verdict') && seen())
    .observe(place, {childList: true});
  document.querySelector('#ask .button.main').click();
})"""


def words(count: int) -> str:
    """An answer of so many words."""
    text = (files("greenroom") / "examples" / "front-desk.txt").read_text(encoding="utf-8").split()
    return " ".join((text * 2)[:count])


def measured(page: Any, base: str) -> dict[str, list[float]]:
    """Each figure, ``ROUNDS`` times."""
    script: list[int] = []
    page.on("response", lambda r: script.append(len(r.body())) if ".js" in r.url else None)
    page.goto(f"{base}/", wait_until="networkidle")
    found: dict[str, list[float]] = {name: [] for name in BUDGET}
    found["script of the first page, kB"].append(sum(script) / 1000)
    for _ in range(ROUNDS):
        page.goto(f"{base}/review", wait_until="networkidle")
        found["page can be used, ms"].append(page.evaluate(USABLE))
    for number in range(ROUNDS + 1):
        page.goto(f"{base}/review?competency=have-backbone", wait_until="networkidle")
        with page.expect_response("**/review/ahead", timeout=60_000):
            page.get_by_label("Your answer").fill(f"{words(296)} It was day {number}.")
        took = page.evaluate(SEEN)
        page.locator("#fix1").wait_for(timeout=60_000)
        page.get_by_label("Your answer").fill(f"{words(295)} It was not day {number}.")
        page.evaluate("document.getElementById('result').replaceChildren()")
        at_once = page.evaluate(SEEN)
        page.locator("#fix1").wait_for(timeout=60_000)
        if number:  # the first of a server that has just begun is the one that it warms up for
            found["review on the page, ms"].append(took)
            found.setdefault(AT_ONCE, []).append(at_once)
    return found


def main() -> int:
    """Measure and print; 1 where a budget is exceeded."""
    from playwright.sync_api import sync_playwright

    with served() as at, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        page = browser.new_page()
        page.goto(f"{at.base}/review")
        time.sleep(8)  # the judge is loaded meanwhile
        found = measured(page, at.base)
        browser.close()
    over = 0
    for name, values in found.items():
        middle = statistics.median(values)
        budget = BUDGET.get(name)
        exceeded = budget is not None and middle >= budget
        over += exceeded
        each = ", ".join(f"{v:.0f}" for v in values)
        print(
            f"{name:30} {middle:7.0f} ({f'budget {budget:.0f}; ' if budget else ''}{each}){' OVER' if exceeded else ''}"
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
