"""Markup in what a person writes stands there as text, in a real browser. bench/web_xss.py tries it everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.web_filled import Person, value_of
from bench.web_server import Served
from bench.web_xss import PAYLOADS, Looking, Words

pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
GUIDE = "have-backbone"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_and_every_text_stands_as_it_was_typed(browser, server, payload: str) -> None:
    at, words = Served(int(server.address.rpartition(":")[2]), None, server.data), Words(PAYLOADS[payload])
    me, say = Person(at), words.say
    facts = {f"fact-{kind}": say(f"fact {kind}", "A fact") for kind in ("when", "person", "number")}
    story = me.done("/stories/add", {"title": say("title", "The keys"), "text": say("telling", "I saw it."), **facts})
    story = story.partition("?")[0]
    me.done("/stories/keep", {"draft_of": "add", "draft": "0", "title": say("title of a draft", "x"), "text": ""})
    interviewer = {"name-0": say("interviewer", "Dana"), "notes-0": say("notes", "x"), "asks-0-0": GUIDE}
    me.done("/stories/loop/people", {"title": say("loop", "Mine"), "n": "1", "draft": "0", **interviewer})
    me.done("/rehearse/begin", {"guides": GUIDE, "question": say("question", "When?"), "probes": "0"})
    html = me.text("/rehearse/room")
    place = {name: value_of(html, name) for name in ("place", "mark")}
    me.done("/rehearse/draft", {**place, "text": say("draft of an answer", "I saw it.")})
    looking = Looking(browser, at, words)
    looking.pages(
        [story, f"{story}/tellings/1", "/stories/add", "/stories/loop", "/stories/loop/people", "/rehearse/room"]
    )
    looking.forms([("a day that is none", "/progress/days", {"date": say("day", "x"), "hours": "1"})])
    looking.close()
    assert (looking.found, set(words.fields) - words.seen) == ([], set())
