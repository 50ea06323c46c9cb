"""Forms that are answered with a page, and an export that says what its writer likes, for the benches of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

Say = Callable[[str, str], str]
"""``say(field, plain words)``: what is written into the field."""
Fields = Mapping[str, str | Sequence[str]]
GUIDE = "have-backbone"
BASE = f"/guides/{GUIDE}"
TOLD = (files("greenroom") / "examples" / "front-desk.txt").read_text(encoding="utf-8")
BETTER = f"{TOLD} Complaints fell from 30 a week to 4, and we kept the log for two years."


def forms(say: Say, story: str) -> tuple[tuple[str, str, Fields], ...]:
    """Forms that are answered with a page: results, and what is refused with what was typed still there."""
    asked = {
        "question": say("question reviewed", "When did you argue against a decision?"),
        "competency": GUIDE,
        "level": "sde2",
        "lens": "amazon",
        "fixes": "yes",
    }
    first, second = say("answer reviewed", TOLD), say("second telling", BETTER)
    wrong = {name: say(f"wrong {name}", "x") for name in ("level", "competency", "lens", "day", "hours", "word")}
    told = f"/stories/bank/{story}"
    given: dict[str, Any] = {
        "words_per_minute": wrong["hours"],
        "level": wrong["level"],
        "company": wrong["lens"],
        "interview": wrong["day"],
        "judge": wrong["word"],
        "new_cards_a_day": wrong["hours"],
    }
    return (
        ("a review", "/review", {**asked, "text": first}),
        ("a review that is refused", "/review", {**asked, "text": first, "competency": wrong["competency"]}),
        ("a comparison", "/review/compare", {**asked, "text": first, "second": second}),
        (
            "a comparison that is refused",
            "/review/compare",
            {**asked, "text": first, "second": " ", "level": wrong["level"]},
        ),
        ("a review to keep", "/review/keep", {**asked, "text": first}),
        ("a review that is kept", "/review/keep", {**asked, "text": first, "story": story}),
        ("a review kept nowhere", "/review/keep", {**asked, "text": first, "story": wrong["word"]}),
        ("a file of no kind", "/review/save", {**asked, "text": first, "format": wrong["word"]}),
        ("settings that are refused", "/settings", {**given, "before": list(wrong.values())}),
        ("settings that are wrong", "/settings", given),
        ("a day that is none", "/settings/interview", {"interview": wrong["day"]}),
        ("the wrong words", "/settings/delete", {"confirm": wrong["word"]}),
        ("days left, refused", "/progress/days", {"date": wrong["day"], "hours": wrong["hours"]}),
        ("a story without words", "/stories/add", {"title": " ", "text": " ", "fact-when": say("fact refused", "x")}),
        (
            "an edit that is stale",
            f"{told}/edit",
            {"title": say("stale title", "Mine"), "base": "0", "fact-when": first[:80]},
        ),
        ("a telling for nothing", f"{told}/tell", {"text": second, "competency": wrong["competency"]}),
        ("a telling at no level", f"{told}/tell", {"text": second, "competency": GUIDE, "level": wrong["level"]}),
        ("a draft of nothing", "/stories/discard", {"draft_of": wrong["word"]}),
        ("notes split nowhere", "/stories/import/split", {"at": wrong["word"]}),
        (
            "a loop without a name",
            "/stories/loop/people",
            {"n": "1", "notes-0": say("notes refused", "x"), "draft": "0"},
        ),
        ("a slot for nothing", "/stories/loop/told", {"slot-0": wrong["word"], "draft": "0"}),
        ("an answer to nothing asked", f"/stories/mine/{GUIDE}", {"step": wrong["word"], "text": second, "seen": "x"}),
        (
            "a rehearsal of nothing",
            "/rehearse/begin",
            {"question": say("question refused", "x"), "probes": wrong["hours"]},
        ),
        ("a rehearsal at no level", "/rehearse/begin", {"guides": GUIDE, "level": wrong["level"], "aside": "yes"}),
        ("a rehearsal at no company", "/rehearse/begin", {"guides": GUIDE, "company": wrong["lens"], "aside": "yes"}),
        ("an answer from elsewhere", "/rehearse/answer", {"place": wrong["word"], "mark": "x", "text": second}),
        ("a part that is stale", f"{BASE}/walkthrough/task", {"text": say("stale part", "Mine"), "seen": "x"}),
        ("walkthrough for nobody", f"{BASE}/walkthrough/for", {"level": wrong["level"], "company": wrong["lens"]}),
        ("a section that is none", f"{BASE}/read", {"section": wrong["word"], "version": "1"}),
        ("a quiz that is none", f"{BASE}/quiz/begin", {"difficulty": wrong["word"], "count": wrong["hours"]}),
        ("an answer that is none", f"{BASE}/quiz", {"session": wrong["word"], "number": "1", "chosen": wrong["day"]}),
        ("a card that is none", "/revise/later", {"card": wrong["word"], "later": wrong["day"]}),
        ("cards of no guide", "/revise/begin", {"guide": wrong["word"]}),
    )


def forged(export: bytes, say: Say) -> bytes:
    """An export as somebody else could write it: every text that is no name, number or time says something else too."""
    held = json.loads(export)

    def over(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: over(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [over(one, key) for one in value]
        return say(f"{key} of an export", value) if isinstance(value, str) and key in FREE else value

    return json.dumps({table: over(rows, "") for table, rows in held.items()}).encode()


FREE = frozenset(
    {
        "front",
        "back",
        "text",
        "title",
        "question",
        "said",
        "chosen",
        "right",
        "advice",
        "template",
        "edit",
        "reason",
        "name",
        "why",
        "decision",
        "principle",
        "pasted",
        "notes",
        "reply",
        "sentence",
        "note",
    }
)
"""Names of what is free text in an export."""
