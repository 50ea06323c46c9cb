"""Pictures of every page in every variant, to be looked at: python -m bench.web_shots FOLDER [--bank ...] [--only ...].

Each page, and each state inside a page, is taken light and dark, 1200 and 360 px wide, and as it is printed (with
pdftoppm, where that is there), with nothing in the bank, with a usual amount and with texts that strain it. Beside the
pictures, ``findings.txt`` says what a program can see: what is wider than the window, small targets, things that moved.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import web_fill as fill
from bench.web_budget import CHROMIUM, QUIET
from bench.web_server import Served, served

PATIENCE_MS = 60_000
TALLEST = 9_000
"""Pixels of a page that a picture shows at most."""
WIDE, NARROW = 1200, 360
BANKS: dict[str, Callable[[fill.Person], None]] = {
    "empty": lambda me: None,
    "usual": fill.usual,
    "long": fill.straining,
}
WATCH = """window.moved = [];
const name = node => node && (node.id || node.className || node.nodeName);
new PerformanceObserver(list => {
  for (const one of list.getEntries()) {
    window.moved.push([one.value, one.hadRecentInput, one.sources.map(s => name(s.node)).join(" ")]);
  }
}).observe({type: "layout-shift", buffered: true});"""
SEEN = """() => {
  const found = [];
  const said = e => (e.innerText || e.value || e.ariaLabel || "").trim().slice(0, 30).replaceAll("\\n", " ");
  const name = e => [e.localName, e.id && "#" + e.id, ...[...e.classList].map(c => "." + c), ` “${said(e)}”`].join("");
  if (document.documentElement.scrollWidth > innerWidth) {
    found.push(`wider than the window: ${document.documentElement.scrollWidth}`);
    for (const e of document.querySelectorAll("main *")) {
      const over = e.getBoundingClientRect().right > innerWidth + 1;
      if (over && !e.closest(".wide, .tabs, .chart-box")) { found.push(`  ${name(e)}`); }
    }
  }
  for (const e of document.querySelectorAll("a, button, input, select, textarea, summary, label:has(input)")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const away = !box.width || e.closest(".hidden, .skip") || style.visibility === "hidden";
    const inText = style.display === "inline" && e.closest("p, li, dd, dt, td, th, h1, h2, h3, blockquote");
    const inLabel = ["checkbox", "radio"].includes(e.type);
    const low = !away && !inText && !inLabel && box.height < 43.5;
    if (low) { found.push(`low: ${Math.round(box.height)} px ${name(e)}`); }
  }
  for (const e of document.querySelectorAll("main *")) {
    const cut = getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
    if (cut) { found.push(`cut: ${name(e)}`); }
  }
  return found;
}"""


class Visit(NamedTuple):
    """A page, or a state of one: what its pictures are called, its address, what is done there first."""

    name: str
    path: str
    do: Callable[[Any], None] = lambda page: None
    banks: str = "empty usual long"


# ── states inside a page ────────────────────────────────────────────────────────────


def review_of(text: str, **more: str) -> Callable[[Any], None]:
    """Fill in the form and send it."""

    def do(page: Any) -> None:
        page.get_by_label("Your answer").fill(text)
        page.locator("#competency").select_option(more.get("competency", "have-backbone"))
        page.get_by_role("button", name="Review it").click()
        page.locator("#fix1, .fixes:not(.later), #fault .notice").first.wait_for()
        page.wait_for_load_state("networkidle")

    return do


def finding(page: Any) -> None:
    """A finding of the review is opened by a tap on its sentence."""
    review_of(fill.ANSWER)(page)
    page.set_viewport_size({"width": NARROW, "height": 760})
    page.locator("#result mark").first.click()
    page.wait_for_timeout(300)  # what comes up slides in


def tried(page: Any) -> None:
    """A fix is tried with facts."""
    review_of(fill.ANSWER)(page)
    card = page.locator(".cards li[id]").filter(has=page.locator("[data-try]")).first
    for field in card.locator(".frame input").all():
        field.fill("the guests' keys")
    card.locator("[data-try]").click()
    page.locator(".tried").wait_for()


def switched(page: Any) -> None:
    """Level and company are switched where one reads."""
    review_of(fill.ANSWER)(page)
    page.locator("#set-level-staff").click()
    page.locator("#set-level-staff[aria-pressed=true]").wait_for()
    page.wait_for_load_state("networkidle")


def keep(page: Any) -> None:
    """The part that keeps the review with a story."""
    review_of(fill.ANSWER)(page)
    page.get_by_role("button", name="Keep with a story").click()
    page.locator("#keep > *").first.wait_for()


def reading(page: Any) -> None:
    """The review is on its way."""
    page.route("**/review", lambda route: None)
    page.route("**/review/ahead", lambda route: None)
    page.get_by_label("Your answer").fill(fill.ANSWER)
    page.get_by_role("button", name="Review it").click()


def compared(second: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        page.get_by_label("First telling").fill(fill.ANSWER)
        page.get_by_label("Second telling").fill(second)
        page.locator("#competency").select_option("have-backbone")
        page.get_by_role("button", name="Compare").click()
        page.locator("#h-compared, #fault .notice").first.wait_for()
        page.wait_for_load_state("networkidle")

    return do


def submitted(button: str, until: str, **fields: str) -> Callable[[Any], None]:
    """Fill in fields by their labels and press a button."""

    def do(page: Any) -> None:
        for label, value in fields.items():
            page.get_by_label(label).first.fill(value)
        page.get_by_role("button", name=button).first.click()
        page.locator(until).first.wait_for()

    return do


def opened(selector: str) -> Callable[[Any], None]:
    """Everything of this kind is opened."""

    def do(page: Any) -> None:
        page.locator(selector).first.wait_for()
        for one in page.locator(selector).all():
            one.evaluate("e => { e.open = true; }")

    return do


def clicked(selector: str, until: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        page.locator(selector).first.click()
        page.locator(until).first.wait_for()

    return do


def focused(keys: int) -> Callable[[Any], None]:
    """The focus after so many presses of Tab."""

    def do(page: Any) -> None:
        for _ in range(keys):
            page.keyboard.press("Tab")

    return do


def back(page: Any) -> None:
    """The back of a card."""
    page.keyboard.press("Space")
    page.locator("[data-back]").wait_for()


def room(guides: tuple[str, ...] = ("have-backbone",), text: str = "", do: str = "") -> Callable[[Any], None]:
    """A rehearsal that has begun; ``text``: what was answered."""

    def steps(page: Any) -> None:
        for guide in guides:
            page.locator(f"#guide-{guide}").check()
        page.get_by_label("Show the clock").check()
        if page.locator("#aside").count():
            page.locator("#aside").check()
        page.get_by_role("button", name="Begin the rehearsal").click()
        page.locator("#reply").wait_for()
        if text:
            page.locator("#text").fill(text)
            page.locator("#saved").filter(has_text="Kept").wait_for()
        if do:
            page.locator(f"#reply button[value={do}]").click()

    return steps


def answer_read(page: Any) -> None:
    """The answer is kept and on its way to the judge."""
    page.route("**/rehearse/read", lambda route: None)
    page.locator("#text").fill(fill.ANSWER)
    page.locator("#reply button[value=answer]").click()
    page.locator(".loading").wait_for()


def follow_up(page: Any) -> None:
    """The first follow-up question, after the answer was read."""
    page.locator("#reply button[value=pass]").wait_for()
    page.locator("#text").fill("Half a reply that is not sent yet.")
    page.locator("#saved").filter(has_text="Kept").wait_for()


def two_tabs(page: Any) -> None:
    """Another tab wrote into the same answer meanwhile."""
    page.locator("#reply").wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#text").fill("What the other tab has written, which is a sentence of its own.")
    other.locator("#saved").filter(has_text="Kept").wait_for()
    other.close()
    page.locator("#text").fill("What this tab has written.")
    page.locator("#theirs").wait_for()


def debrief(page: Any) -> None:
    """To the end of the rehearsal."""
    for _ in range(16):
        if "/rehearse/past/" in page.url:
            break
        place = page.locator("#room").get_attribute("data-place")
        button = page.locator("#reply button[value=pass], #reply button[value=stop]").first
        if page.get_by_role("button", name="Pass this question").count():
            page.locator("#text").fill(fill.REPLY)
            button = page.locator("#reply button[value=answer]")
        else:  # words in the box would be lost
            page.locator("#text").fill("")
        button.click()
        page.locator(f"#room:not([data-place='{place}']) #reply, .outcome-head").first.wait_for()
        page.wait_for_load_state("networkidle")


def calibrated(page: Any) -> None:
    """Some of the sheet is given."""
    for one in page.locator(".grade").all()[:3]:
        one.get_by_label("partly").check()
    page.locator("#kept").filter(has_text="Kept").wait_for(state="attached")


def incomplete(page: Any) -> None:
    page.get_by_role("button", name="Hand it in").click()
    page.locator("#fault .notice").wait_for()


def imported(page: Any) -> None:
    """The preview of an export."""
    with page.expect_download() as got:
        page.get_by_role("link", name="Export everything").click()
    page.locator("input[type=file]").first.set_input_files(got.value.path())
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Take it").wait_for()


def notes_given(text: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        if page.locator("#take").count():
            return
        page.locator("#text").fill(text)
        page.get_by_role("button", name="Read them").click()
        page.locator("#take, #fault .notice, .notice.bad").first.wait_for()

    return do


def job_of(text: str) -> Callable[[Any], None]:
    """Long work on its way."""

    def do(page: Any) -> None:
        page.route("**/jobs/**", lambda route: None)
        page.locator("#text").fill(text)
        page.get_by_role("button", name="Keep this telling").click()
        page.locator("#job progress").wait_for()

    return do


# ── every page ──────────────────────────────────────────────────────────────────────


STORY = "/stories/bank/the-lost-keys"


def visits() -> Iterator[Visit]:
    """Every address of the app, and the states inside its pages."""
    yield Visit("start", "/")
    yield Visit("start-focus", "/", focused(3), "empty")
    yield Visit("review", "/review")
    yield Visit("review-done", "/review", review_of(fill.ANSWER), "empty")
    yield Visit("review-finding", "/review", finding, "empty")
    yield Visit("review-tried", "/review", tried, "empty")
    yield Visit("review-switched", "/review", switched, "empty")
    yield Visit("review-keep", "/review", keep)
    yield Visit("review-reading", "/review", reading, "empty")
    yield Visit("review-short", "/review", review_of("I did it."), "empty")
    yield Visit("review-none", "/review", submitted("Review it", "#fault .notice"), "empty")
    yield Visit("review-long", "/review", review_of(fill.long_answer()), "long")
    yield Visit("compare", "/review/compare", banks="empty")
    yield Visit(
        "compare-done", "/review/compare", compared(fill.ANSWER.replace("guests", "visitors") + " We won."), "empty"
    )
    yield Visit("compare-long", "/review/compare", compared(fill.long_answer()), "long")
    yield Visit("rehearse", "/rehearse")
    yield Visit("rehearse-none", "/rehearse", submitted("Begin the rehearsal", "#fault .notice"), "empty")
    yield Visit("room-asked", "/rehearse", room(), "usual")
    yield Visit("room-draft", "/rehearse/room", lambda page: page.locator("#text").fill(fill.ANSWER), "usual")
    yield Visit("room-tabs", "/rehearse/room", two_tabs, "usual")
    yield Visit("room-reading", "/rehearse/room", answer_read, "usual")
    yield Visit("room-follow-up", "/rehearse/room", follow_up, "usual")
    yield Visit("rehearse-going-on", "/rehearse", banks="usual")
    yield Visit("room-debrief", "/rehearse/room", debrief, "usual")
    yield Visit("room-loop", "/rehearse", room(("have-backbone", "highest-standards"), do="stop"), "usual")
    yield Visit("loop-debrief", "/rehearse/room", debrief, "usual")
    yield Visit(
        "room-long", "/rehearse", room(text=f"{fill.long_answer()[:9000]} {fill.ONE_WORD}", do="answer"), "long"
    )
    yield Visit("debrief-long", "/rehearse/room", debrief, "long")
    yield Visit("loop-debrief-long", "/rehearse", clicked(".past-list li:last-child a", ".outcome-head"), "long")
    yield Visit("guides", "/guides")
    yield Visit("guide", "/guides/have-backbone", banks="empty usual")
    yield Visit("guide-level", "/guides/have-backbone?level=senior&company=google", banks="empty")
    yield Visit("walkthrough", fill.WALK)
    yield Visit("walkthrough-open", fill.WALK, opened("details"), "empty")
    yield Visit("walkthrough-part", f"{fill.WALK}/action")
    yield Visit("walkthrough-reviewed", f"{fill.WALK}/action", clicked("#part .button.main", "#h-review"), "usual long")
    yield Visit("walkthrough-together", f"{fill.WALK}/together")
    yield Visit("walkthrough-whole", f"{fill.WALK}/together", clicked("main form .button", "#h-verdict"), "usual")
    yield Visit("calibrate", "/guides/have-backbone/calibrate", calibrated, "empty")
    yield Visit("calibrate-missing", "/guides/have-backbone/calibrate", incomplete, "empty")
    yield Visit("calibrate-key", "/guides/have-backbone/calibrate", to_key, "usual")
    yield Visit("bias", "/guides/have-backbone/bias", banks="empty usual")
    yield Visit("quiz-begin", "/guides/have-backbone/quiz", banks="empty usual")
    yield Visit("quiz", "/guides/all/quiz", banks="usual")
    yield Visit("quiz-all-begin", "/guides/all/quiz", banks="empty")
    yield Visit("quiz-answer", "/guides/all/quiz", chosen, "usual")
    yield Visit("quiz-result", "/guides/have-backbone/quiz", quiz_done, "usual")
    yield Visit("revise", "/revise")
    yield Visit("revise-back", "/revise", back, "usual long")
    yield Visit("revise-cards", "/revise/cards")
    yield Visit("stories", "/stories")
    yield Visit("stories-search", "/stories?q=keys", banks="usual long")
    yield Visit("stories-nothing", "/stories?q=zzzzzz", banks="usual")
    yield Visit("history", "/stories/history")
    yield Visit("story-add", "/stories/add", banks="empty")
    yield Visit("story-add-open", "/stories/add", opened("details"), "empty")
    yield Visit("story-add-fault", "/stories/add", submitted("Add this story", "#fault .notice"), "empty")
    yield Visit("story", STORY, banks="usual")
    yield Visit("story-bare", "/stories/bank/picture-books", banks="usual")
    yield Visit("story-long", "/stories", clicked(".bank a >> text=The night on which", ".facts"), "long")
    yield Visit("story-long-edit", "/stories", to_edit, "long")
    yield Visit("story-edit", f"{STORY}/edit", banks="usual")
    yield Visit("story-edit-stale", f"{STORY}/edit", stale, "usual")
    yield Visit("story-tell", f"{STORY}/tell", banks="usual")
    yield Visit("story-tell-long", "/stories", to_tell, "long")
    yield Visit("story-job", f"{STORY}/tell", job_of(fill.long_answer()), "usual")
    yield Visit("telling", f"{STORY}/tellings/1", banks="usual")
    yield Visit("telling-bare", f"{STORY}/tellings/1?for=highest-standards&at=staff", banks="usual")
    yield Visit("story-compare", f"{STORY}/compare", banks="usual")
    yield Visit("story-compare-one", "/stories/bank/evening-route/compare", banks="usual")
    yield Visit("story-compare-long", "/stories", to_compare, "long")
    yield Visit("story-check", f"{STORY}/check", banks="usual")
    yield Visit("story-check-long", "/stories", to_check, "long")
    yield Visit("import", "/stories/import", banks="empty")
    yield Visit("import-split", "/stories/import", notes_given(fill.NOTES), "usual")
    yield Visit("import-split-open", "/stories/import", opened("#take details"), "usual")
    yield Visit(
        "import-long",
        "/stories/import",
        notes_given(f"# A\n\n## {fill.LONG_TITLE}\n\n{fill.ONE_WORD}\n\n## {fill.MIXED}\n\n{fill.LONG_NOTES}\n"),
        "long",
    )
    yield Visit("mine", "/stories/mine")
    yield Visit("mine-kind", "/stories/mine/have-backbone", banks="empty")
    yield Visit("mine-event", "/stories/mine/have-backbone", event, "empty")
    yield Visit("mine-step", "/stories/mine/have-backbone", banks="usual")
    yield Visit("mine-sheet", "/stories/mine/have-backbone", mined, "usual")
    yield Visit("ask", "/stories/ask")
    yield Visit(
        "ask-told", "/stories/ask?q=Tell+me+about+a+time+you+disagreed+with+your+manager", asked, "empty usual long"
    )
    yield Visit("ask-changes", "/stories/ask", changes, "usual")
    yield Visit("coverage", "/stories/coverage")
    yield Visit("loop", "/stories/loop")
    yield Visit("loop-people", "/stories/loop/people")
    yield Visit("progress", "/progress")
    yield Visit("progress-open", "/progress", opened("details"), "usual")
    yield Visit("days", "/progress/days")
    yield Visit("days-fault", "/progress/days", fault_of_days, "empty")
    yield Visit("settings", "/settings", banks="empty usual")
    yield Visit(
        "settings-fault",
        "/settings",
        submitted("Save settings", "#fault .notice, .field .fault", **{"Speaking rate": "9"}),
        "empty",
    )
    yield Visit("settings-import", "/settings", imported, "usual")
    yield Visit("settings-delete", "/settings/delete", banks="empty usual")
    yield Visit("settings-delete-fault", "/settings/delete", submitted("Delete everything", "#fault .notice"), "usual")
    yield Visit("reliability", "/settings/reliability", banks="empty")
    yield Visit("model", "/settings/model", banks="empty")
    yield Visit("design", "/design", banks="empty")
    yield Visit("fault-404", "/nothing/here", banks="empty")
    yield Visit("fault-story", "/stories/bank/nothing", banks="empty")
    yield Visit("fault-403", "/settings", forged, "empty")
    yield Visit("fault-413", "/review", too_large, "empty")
    yield Visit("fault-422", "/guides/have-backbone?level=boss", banks="empty")
    yield Visit("fault-away", "/review", away, "empty")
    yield Visit(
        "deleted",
        "/settings/delete",
        submitted("Delete everything", "h1:has-text('Deleted')", **{"To go on": "delete everything"}),
        "usual",
    )  # last: it is so


def to_key(page: Any) -> None:
    """The key of the pair that was scored."""
    page.goto(page.url + "/key")
    if not page.url.endswith("/key"):  # the pair that waits is another one; the scored one is the other of the two
        from greenroom.guides.loader import load_guide
        from greenroom.practice.calibrate import pairs_for

        for pair in pairs_for(load_guide("have-backbone")):
            page.goto(f"{page.url.rpartition('/')[0]}/{pair.id}/key")
            if page.url.endswith("/key"):
                break


def chosen(page: Any) -> None:
    """A question of a quiz is answered."""
    page.locator(".answer").first.click()
    page.locator("#outcome").wait_for()


def quiz_done(page: Any) -> None:
    """The result of a quiz of two questions."""
    page.get_by_label("Questions").fill("2")
    page.get_by_role("button", name="Begin").click()
    for _ in range(2):
        chosen(page)
        page.locator(".question .button.main").click()
        page.wait_for_load_state()


def long_one(page: Any, more: str) -> None:
    href = page.locator(".bank a", has_text="The night on which").first.get_attribute("href")
    page.goto(page.url.partition("/stories")[0] + href + more)


def to_edit(page: Any) -> None:
    long_one(page, "/edit")


def to_tell(page: Any) -> None:
    long_one(page, "/tell")


def to_compare(page: Any) -> None:
    long_one(page, "/compare")


def to_check(page: Any) -> None:
    long_one(page, "/check")


def stale(page: Any) -> None:
    """The story was changed in another window meanwhile."""
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#fact-where").fill("a hotel by the lake")
    other.get_by_role("button", name="Save").click()
    other.wait_for_load_state()
    other.close()
    page.locator("#fact-where").fill("a hotel in the hills")
    page.get_by_role("button", name="Save").first.click()
    page.locator("#h-now").wait_for()


def event(page: Any) -> None:
    """The question that brings an event to mind."""
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Go on").click()
    page.locator("textarea").wait_for()


def mined(page: Any) -> None:
    """The end of the conversation."""
    for _ in range(20):
        if not page.locator("textarea").count():
            break
        page.locator("textarea").fill("Dana, who owns the import, and 9% of the rows")
        page.get_by_role("button", name="Keep and go on").click()
        page.wait_for_load_state()


def asked(page: Any) -> None:
    page.wait_for_load_state("networkidle")


def changes(page: Any) -> None:
    """What would make the telling fit better."""
    page.locator("main input:not([type=hidden]), main textarea").first.fill(
        "Tell me about a time you disagreed with your manager"
    )
    page.locator("main form .button.main").click()
    page.wait_for_load_state("networkidle")
    if page.locator("a[href*='ask/changes'], [hx-get*='ask/changes']").count():
        page.locator("a[href*='ask/changes'], [hx-get*='ask/changes']").first.click()
        page.wait_for_load_state("networkidle")


def fault_of_days(page: Any) -> None:
    page.locator("#hours").evaluate("e => { e.type = 'text'; e.value = 'many'; }")
    page.locator("main form .button").first.click()
    page.locator("#fault .notice, .notice.bad").first.wait_for()


def forged(page: Any) -> None:
    """A form whose token is not that of its page."""
    page.locator("form[method=post] input[name=csrf]").first.evaluate(
        "e => { e.value = 'x'; e.form.noValidate = true; e.form.submit(); }"
    )
    page.locator("#fault .notice, main .notice").first.wait_for()


def too_large(page: Any) -> None:
    """An answer of several megabytes."""
    page.locator("#text").evaluate("e => { e.value = 'word '.repeat(700000); }")
    page.get_by_role("button", name="Review it").click()
    page.locator("#fault .notice").wait_for()
    page.locator("#text").evaluate("e => { e.value = e.value.slice(0, 2000); }")


def away(page: Any) -> None:
    """The server does not answer."""
    page.route("**/review*", lambda route: route.abort())
    page.get_by_label("Your answer").fill(fill.ANSWER)
    page.get_by_role("button", name="Review it").click()
    page.locator("#fault .notice").wait_for()


# ── pictures ────────────────────────────────────────────────────────────────────────


VARIANTS = (("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW))


def shots(page: Any, out: Path, name: str) -> Iterator[str]:
    """Every variant of what the tab shows; what a program can see of it."""
    moved = page.evaluate("() => window.moved.map(([v, i, s]) => [v, i, s])")
    for value, by_hand, what in moved:
        if value >= 0.02:
            yield f"moved{' after input' if by_hand else ''}: {value:.2f} {what}"
    for scheme, width in VARIANTS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 760})
        if scheme == "light":
            yield from (f"{width}: {one}" for one in page.evaluate(SEEN) if width == NARROW or "low" not in one)
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        fixed = page.locator(".peek").count() > 0
        page.screenshot(
            path=out / f"{name}.{scheme}-{width}.png", full_page=not fixed, animations="disabled",
            **({} if fixed else {"clip": {"x": 0, "y": 0, "width": width, "height": height}}),
        )  # fmt: skip
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    printed = out / f"{name}.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-r", "60", "-l", "4", "-png", str(printed), str(out / f"{name}.print")]
        subprocess.run(command, check=True)
        printed.unlink()


def taken(out: Path, bank: str, only: str) -> list[str]:
    """Every picture of one bank; the findings, and the visits that did not come off."""
    from playwright.sync_api import Error, sync_playwright

    said: list[str] = []
    with served() as at, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        BANKS[bank](fill.Person(at))
        for one in visits():
            if bank not in one.banks.split() or not re.search(only, one.name):
                continue
            name = f"{one.name}-{bank}"
            try:
                said += [f"{name}: {line}" for line in visited(browser, at, out, one, name)]
            except (Error, AssertionError) as fault:
                said.append(f"{name}: NOT SHOWN: {str(fault).splitlines()[0]}")
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
        browser.close()
    return said


def visited(browser: Any, at: Served, out: Path, one: Visit, name: str) -> list[str]:
    """One visit in a context of its own."""
    from playwright.sync_api import Error

    context = browser.new_context(base_url=at.base, viewport={"width": WIDE, "height": 900}, accept_downloads=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        page.goto(one.path, wait_until="networkidle")
        one.do(page)
        return list(shots(page, out, name))
    except Error:
        page.screenshot(path=out / f"{name}.FAILED.png")
        raise
    finally:
        context.close()


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bank", choices=BANKS, action="append")
    parser.add_argument("--only", default="", help="a regular expression of names")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    said = [line for bank in given.bank or BANKS for line in taken(given.folder, bank, given.only)]
    with (given.folder / "findings.txt").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in said)
    return 1 if any("NOT SHOWN" in line for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
