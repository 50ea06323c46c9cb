"""axe on every page in every state, and nothing that sticks out at the side: python -m bench.web_axe [--all].

An empty bank, then a filled one (``bench.web_filled``): every page with its details open, every form that is answered
with a page or refused, and what only a browser brings about (a fix tried, a recording while it is made, two tabs).
Light at 1,200 px and dark at 320 px; ``--all``: both themes at both widths. Exits 1 where axe finds something.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.web_browser import FAKE_MICROPHONE, PATIENCE_MS, Watched, chromium, send, settled
from bench.web_filled import Filled, Person, filled
from bench.web_forms import BASE, BETTER, GUIDE, TOLD
from bench.web_server import Served, served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAYS = (("light", 1200), ("dark", 320), ("dark", 1200), ("light", 320))
RUN = """rules => axe.run(document, {runOnly: rules}).then((made) => made.violations.map(
  (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`))"""
OPEN = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".wide"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 90))"""


EMPTY = (
    "/",
    "/review",
    "/review/compare",
    "/rehearse",
    "/stories",
    "/stories/history",
    "/stories/add",
    "/stories/import",
    "/stories/mine",
    f"/stories/mine/{GUIDE}",
    "/stories/ask",
    "/stories/coverage",
    "/stories/loop",
    "/stories/loop/people",
    "/progress",
    "/progress/days",
    "/guides",
    BASE,
    f"{BASE}/walkthrough",
    f"{BASE}/walkthrough/task",
    f"{BASE}/walkthrough/together",
    f"{BASE}/calibrate",
    f"{BASE}/bias",
    f"{BASE}/quiz",
    "/guides/all/quiz",
    "/revise",
    "/revise/cards",
    "/settings",
    "/settings/delete",
)
"""The addresses that are there without anything kept."""


class Axe:
    """A tab in one theme and width, and what is wrong with what it shows."""

    def __init__(self, browser: Any, at: Served, script: str, scheme: str, width: int) -> None:
        """Nothing is looked at yet."""
        size = {"width": width, "height": 800}
        self.by = Watched(browser, at.base, color_scheme=scheme, viewport=size, permissions=["microphone"])
        self.tab, self.script, self.way = self.by.tab, script, f"{scheme} {width}"
        self.looks, self.found = 0, list[str]()

    def look(self, state: str) -> None:
        """Check what the tab shows now."""
        self.looks += 1
        self.tab.evaluate(self.script)
        wrong = [*self.tab.evaluate(RUN, RULES), *self.by.taken()]
        wrong += [f"sticks out: {one}" for one in self.tab.evaluate(OUT)]
        for one in wrong:
            self.say(state, one)

    def say(self, state: str, what: str) -> None:
        """Note something that must not be."""
        self.found.append(f"{self.way}, {state}: {what}")
        print(f"  {self.found[-1]}", flush=True)

    def pages(self, addresses: Iterable[str], when: str) -> None:
        """Open them all."""
        for path in addresses:
            self.tab.goto(path, wait_until="load")
            settled(self.tab)
            self.tab.evaluate(OPEN)
            self.look(f"{path} ({when})")

    def forms(self, made: Filled) -> None:
        """Send them all."""
        for name, path, fields in made.sent:
            self.tab.goto("/design")
            send(self.tab, path, dict(fields))
            self.tab.evaluate(OPEN)
            self.look(name)


def _named(tab: Any, name: str) -> Any:
    return tab.get_by_role("button", name=name, exact=True)


# ── states inside a page ────────────────────────────────────────────────────────────


def reviewing(axe: Axe) -> None:
    """A review, its fixes, a fix tried, a sentence tapped, another level, a fault above it."""
    tab = axe.tab
    tab.goto(f"/review?competency={GUIDE}")
    tab.get_by_label("Your answer").fill(TOLD)
    _named(tab, "Review it").click()
    tab.locator("#h-verdict").wait_for()
    tab.locator("#fix1").wait_for()
    tab.evaluate(OPEN)
    axe.look("a review")
    for field in tab.locator("#fix1 .frame input").all():
        field.fill("a fact")
    tab.locator("#fix1 [data-try]").click()
    tab.locator("#tried-1 .tried").wait_for()
    tab.evaluate(OPEN)
    axe.look("a fix, tried")
    tab.locator("#marked mark").first.click()
    axe.look("a sentence, tapped")
    tab.get_by_label("Level you interview for").select_option("staff")
    tab.locator("#h-verdict", has_text="at Staff").wait_for()
    axe.look("another level")
    tab.get_by_label("Your answer").fill(" ")
    _named(tab, "Review it").click()
    tab.locator("#fault .notice").wait_for()
    axe.look("a fault above a review")
    tab.locator("#file").set_input_files({"name": "answer.txt", "mimeType": "text/plain", "buffer": TOLD.encode()})
    axe.look("a file, chosen")
    tab.goto(f"/review/compare?competency={GUIDE}")
    tab.get_by_label("First telling").fill(TOLD)
    tab.get_by_label("Second telling").fill(BETTER)
    _named(tab, "Compare").click()
    tab.locator("#h-compared").wait_for()
    tab.evaluate(OPEN)
    axe.look("a comparison")


def speaking(axe: Axe) -> None:
    """A recording while it is made, after it was stopped, one that is none, and a microphone that is refused."""
    tab = axe.tab
    tab.goto("/review")
    record = _named(tab, "Record")
    if record.count() == 0:
        print("  the extra voice is not installed: no recording was looked at", flush=True)
        return
    record.click()
    stop = _named(tab, "Stop recording")
    stop.wait_for()
    axe.look("while recording")
    stop.click()
    tab.locator("[data-state=hearing], [data-state=idle]").first.wait_for()
    axe.look("while it is heard")
    tab.locator("[data-recorder][data-state=idle]").wait_for(timeout=PATIENCE_MS)
    axe.look("after it was heard")
    tab.locator("[data-part=file]").set_input_files({"name": "a.webm", "mimeType": "audio/webm", "buffer": b"none"})
    tab.locator("[data-part=fault] .notice").wait_for()
    axe.look("a recording that is none")
    refuse = (
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    tab.evaluate(refuse)
    record.click()
    tab.get_by_text("does not let this page use the microphone").wait_for()
    axe.look("a microphone that is refused")


def rehearsing(axe: Axe) -> None:
    """The room at each phase, with a recording, two tabs, and the debrief."""
    tab = axe.tab
    tab.goto("/rehearse")
    tab.get_by_label("Have Backbone").check()
    tab.get_by_label("Most follow-up questions each").fill("1")
    tab.get_by_label("Show the clock").check()
    aside = tab.get_by_label("Put the unfinished rehearsal aside")
    if aside.count():
        aside.check()
    _named(tab, "Begin the rehearsal").click()
    text = tab.locator("#text")
    text.wait_for()
    axe.look("a question")
    if (record := _named(tab, "Record")).count():
        record.click()
        _named(tab, "Stop recording").wait_for()
        axe.look("while an answer is recorded")
        tab.goto("/rehearse/room")
    other = axe.by.opened()
    other.goto("/rehearse/room")
    other.locator("#text").fill("From the other tab.")
    other.get_by_text("Kept", exact=True).wait_for()
    text.fill(TOLD)
    tab.locator("#theirs").wait_for()
    axe.look("both answers, from two tabs")
    other.close()
    _named(tab, "Keep what is in the box").click()
    tab.locator("#saved", has_text="Kept").wait_for()
    _named(tab, "Answer").click()
    tab.get_by_text("Follow-up 1 of at most 1").wait_for()
    axe.look("a follow-up")
    text.fill("The log of 14 incidents showed it.")
    _named(tab, "Reply").click()
    _named(tab, "Nothing to add").wait_for()
    axe.look("the last word")
    _named(tab, "Nothing to add").click()
    tab.get_by_role("heading", name="Ledger").wait_for()
    tab.evaluate(OPEN)
    axe.look("a debrief")


def practising(axe: Axe) -> None:
    """A part reviewed in place, a sheet half filled in, a question answered, a card turned and taken back."""
    tab = axe.tab
    tab.goto(f"{BASE}/walkthrough/task")
    tab.locator("#text").fill(f"I had to say what it would cost us at {axe.way}, since nobody else had read the log.")
    _named(tab, "Review this part").click()
    tab.locator("#h-review").wait_for()
    axe.look("a part, reviewed in place")
    tab.goto(f"{BASE}/calibrate")
    tab.locator(".grade").first.locator("input:not(:checked)").first.check()
    tab.locator("#kept p").wait_for()
    axe.look("a sheet, begun")
    tab.locator("form#sheet button.main, button:has-text('Hand it in')").first.click()
    tab.locator(".notice.bad").first.wait_for()
    axe.look("a sheet that is not whole")
    tab.goto(f"{BASE}/quiz")
    tab.locator(".answer").first.click()
    tab.locator("#outcome").wait_for()
    axe.look("a question, answered")
    tab.goto("/revise")
    tab.locator("summary[data-key=space]").click()
    axe.look("a card, turned")
    tab.locator(".rating.r3").click()
    tab.locator("details.turn:not([open])").wait_for()
    _named(tab, "Undo").click()
    tab.get_by_text("Taken back").wait_for()
    axe.look("a rating, taken back")
    tab.goto(BASE)
    tab.get_by_role("button", name="Mark as read").first.click()
    tab.locator("#said", has_text="Read:").wait_for(state="attached")
    axe.look("a section, read")


def gathering(axe: Axe) -> None:
    """Stories searched in place, a draft kept, a plan made again, an answer that is not there."""
    tab = axe.tab
    tab.goto("/stories?q=nothing+of+the+kind")
    axe.look("a search that finds nothing")
    tab.goto("/stories/add")
    tab.locator("#title").fill(f"At {axe.way}")
    tab.locator("[data-kept]", has_text="Kept at").wait_for()
    tab.evaluate(OPEN)
    axe.look("a story, begun")
    tab.goto("/stories/loop")
    _named(tab, "Plan again").click()
    tab.locator("#h-plan:focus").wait_for()
    axe.look("a plan, made again")
    tab.goto("/stories/ask?q=What+is+two+and+two%3F")
    axe.look("a question that asks for nothing")
    tab.goto("/settings/import/none")
    axe.look("an export that is not held")


STATES: tuple[Callable[[Axe], None], ...] = (reviewing, speaking, rehearsing, practising, gathering)


def main(arguments: list[str] | None = None) -> int:
    """All of it; 1 where something is found."""
    import axe_playwright_python  # type: ignore[import-untyped]
    from playwright.sync_api import Error

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="both themes at both widths")
    chosen = parser.parse_args(arguments)
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    looks, found = 0, list[str]()
    with served() as at, chromium(*FAKE_MICROPHONE) as browser:
        ways = [Axe(browser, at, script, *way) for way in (WAYS if chosen.all else WAYS[:2])]
        for axe in ways:
            axe.pages(EMPTY, "nothing kept")
        made = filled(at)
        for axe in ways:
            axe.pages(made.pages, "filled")
            axe.forms(made)
            for state in STATES:
                try:
                    state(axe)
                except Error as fault:
                    axe.say(state.__name__, f"could not be done: {' '.join(str(fault).split())[:200]}")
            Person(at).done("/revise/undo", {})
            looks, found = looks + axe.looks, found + axe.found
            print(f"{axe.way}: {axe.looks} looks, {len(axe.found)} findings", flush=True)
    print(f"{looks} looks at {len(made.pages)} addresses and {len(made.sent)} forms, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
