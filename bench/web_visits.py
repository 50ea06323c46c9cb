"""Every address of the app, and the states inside its pages, as they are looked at (bench.web_shots)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bench import web_fill as fill
from bench.web_states import (
    answer_read,
    asked,
    away,
    back,
    calibrated,
    changes,
    chosen,
    clicked,
    compared,
    debrief,
    event,
    fault_of_days,
    finding,
    focused,
    follow_up,
    forged,
    imported,
    incomplete,
    job_of,
    keep,
    mined,
    notes_given,
    opened,
    quiz_done,
    reading,
    review_of,
    room,
    stale,
    submitted,
    switched,
    to_check,
    to_compare,
    to_edit,
    to_key,
    to_tell,
    too_large,
    tried,
    two_tabs,
)


class Visit(NamedTuple):
    """A page, or a state of one: what its pictures are called, its address, what is done there first."""

    name: str
    path: str
    do: Callable[[Any], None] = lambda page: None
    banks: str = "empty usual long"


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
        "ask-told", "/stories/ask?q=When+did+you+last+tell+your+boss+that+a+plan+was+wrong", asked, "empty usual long"
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
