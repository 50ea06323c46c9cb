"""States inside a page, each as what a person does there before its picture is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import web_fill as fill


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
    page.set_viewport_size({"width": 360, "height": 760})
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
        "When did you last tell your boss that a plan was wrong"
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
