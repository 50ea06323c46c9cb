"""What the pages cost, in a real browser: python -m bench.web_budget. Medians; 1 where a budget is exceeded.

Script of the first page (bytes as they are sent), time until the page that reviews can be used, and the time from the
click to the review of an answer of 300 words (its fixes come later), each answer another one, so that it is read anew:
written and left alone for a moment; pasted, and clicked as soon as a hand can; clicked at the very instant in which it
is pasted, which no hand can. Beside each of these the encoder alone over the same text, in the same moment, since the
machine may be busy with other things.
"""

from __future__ import annotations

import statistics
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.speed import bare_encoder
from bench.web_server import served

ROUNDS = 7
HAND_S = 0.5
"""Seconds from the key that pastes to the button: a hand has to leave the one and find the other."""
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SCRIPT, USABLE_MS, WRITTEN = "script of the first page, kB", "page can be used, ms", "review on the page, ms"
PASTED, INSTANT = "the same, pasted and clicked by hand, ms", "the same, clicked when it is pasted, ms"
BARE = "the encoder alone over that text, ms"
BUDGET = {SCRIPT: 100.0, USABLE_MS: 1000.0, WRITTEN: 300.0, PASTED: 300.0}
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
    found: dict[str, list[float]] = {name: [] for name in (SCRIPT, USABLE_MS, WRITTEN, PASTED, INSTANT, BARE)}
    found[SCRIPT].append(sum(script) / 1000)
    for _ in range(ROUNDS):
        page.goto(f"{base}/review", wait_until="networkidle")
        found[USABLE_MS].append(page.evaluate(USABLE))
    encode = bare_encoder()
    for number in range(ROUNDS + 1):
        page.goto(f"{base}/review?competency=have-backbone", wait_until="networkidle")
        took = {name: reviewed(page, name, f"{words(296)} It was {name[-14:-4]} {number}.") for name in WAYS}
        began = time.perf_counter()
        encode(f"{words(296)} It was alone {number}.")
        took[BARE] = (time.perf_counter() - began) * 1000
        if number:  # the first of a server that has just begun is the one that it warms up for
            for name, ms in took.items():
                found[name].append(ms)
    return found


WAYS = (WRITTEN, PASTED, INSTANT)


def reviewed(page: Any, way: str, text: str) -> float:
    """Milliseconds from the click to the review."""
    page.evaluate("document.getElementById('result').replaceChildren()")
    answer = page.get_by_label("Your answer")
    answer.fill("")
    answer.focus()
    if way == WRITTEN:
        with page.expect_response("**/review/ahead", timeout=60_000):
            page.keyboard.insert_text(text)
    else:
        page.keyboard.insert_text(text)
    if way == PASTED:
        time.sleep(HAND_S)
    took: float = page.evaluate(SEEN)
    page.locator("#fix1").wait_for(timeout=60_000)
    return took


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
        beside = f", {middle / statistics.median(found[BARE]):.2f} of the encoder" if name in WAYS else ""
        told = f"budget {budget:.0f}; " if budget else ""
        print(f"{name:40} {middle:6.0f}{beside} ({told}{each}){' OVER' if exceeded else ''}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
