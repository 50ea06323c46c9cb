"""Markup in everything that a person, a file or an address can say, in a real browser: python -m bench.web_xss.

Fills a server with it (``bench.web_filled``), opens every page, sends every form, saves every document. Nothing may
run, also where the content policy is switched off; the policy may not have to stop anything; and every text must stand
there as it was typed. Exits 1 where one of these fails. docs/web-attacks.md holds what came of it.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from bench.web_browser import Watched, chromium, send, settled
from bench.web_filled import Filled, Person, filled
from bench.web_forms import BASE, GUIDE, TOLD, Say, forged
from bench.web_packs import GUIDE as FOREIGN, written
from bench.web_server import Served, served

PAYLOADS = {
    "elements": "\"'></title></textarea></script><script data-q>window.hit=1</script>"
    "<img data-q src=x onerror=window.hit=2>"
    "<svg data-q onload=window.hit=3>",
    "attributes": "\" autofocus onfocus=\"window.hit=4\" data-q x=\"' onmouseover='window.hit=5' data-q y='"
    "javascript:window.hit=6//[x](javascript:window.hit=7)",
    "scripts": '{{7*7}}${7*7}{%print(7*7)%}<%=7*7%>"});window.hit=8;//</script>\\u003cimg data-q src=x '
    "onerror=window.hit=9\\u003e&lt;b data-q&gt;<!--",
    "frames": '<div data-q hx-get=/settings hx-trigger=load hx-on:load="window.hit=10"></div><iframe data-q '
    'srcdoc="<script>top.hit=11</script>"></iframe><a data-q href=javascript:window.hit=12>x</a>',
}
"""Each is put into every field, in a round of its own; ``data-q`` marks an element or attribute that came out of it."""

LOOK = """() => {
  const foreign = [];
  for (const one of document.querySelectorAll("*")) {
    const named = [...one.attributes];
    if (one.matches("[data-q], script:not([src]), iframe, object, embed, base, frame, template")
        || named.some((a) => /^on|^hx-on|^data-hx|^srcdoc$/i.test(a.name))
        || named.some((a) => /^(href|src|action|formaction|data|xlink:href)$/i.test(a.name)
                             && /^\\s*(javascript|vbscript|data):/i.test(a.value))) {
      foreign.push(one.outerHTML.slice(0, 160));
    }
  }
  const values = [...document.querySelectorAll("input, textarea, select")].map((one) => one.value);
  const attributes = [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter((a) => !/^(href|src|action|hx-get)$/.test(a.name)).map((a) => a.value);
  return {hit: window.hit ?? null, foreign, told: [document.documentElement.textContent, ...values, ...attributes]};
}"""

TOKEN = re.compile(r"Q(\d+)Z")
CUT = ("'", "…", '"', "”", "’", "")
"""What stands where a message has cut a long value short."""
NEVER_SHOWN = frozenset(
    {
        *("name of an export", "name of a recording"),  # names of files are not used
        *("front of an export", "back of an export"),  # a card shows what its guide says now
        *("chosen of an export", "right of an export"),  # an answer that is none of its question's is left out
        "decision of an export",  # shown in small letters, where it is none that is known
    }
)
"""Said to the server, and shown by no page as it was said."""


class Words:
    """What was said in each field, so that it can be found again."""

    def __init__(self, payload: str) -> None:
        """``payload``: what is put into every field."""
        self.payload = payload
        self.fields: list[str] = []
        self.seen: set[str] = set()

    def say(self, field: str, words: str) -> str:
        """The words, and behind them a number that nobody else has, and the payload."""
        self.fields.append(field)
        return f"{words} Q{len(self.fields) - 1}Z{self.payload}"

    def altered(self, told: Iterable[str]) -> Iterator[str]:
        """The fields whose text stands there otherwise than it was typed."""
        typed = "".join(self.payload.split())
        # A title of notes is Markdown: a link is its text, and stars are emphasis.
        as_markdown = re.sub(r"\[(\w+)\]\([^)]*\)", r"\1", typed).replace("7*7", "77")
        for text in told:
            close = "".join(text.split())
            for found in TOKEN.finditer(close):
                if int(found[1]) >= len(self.fields):
                    continue
                field = self.fields[int(found[1])]
                after = close[found.end() : found.end() + len(typed)]
                wanted = typed
                if field.endswith("title of notes"):
                    wanted = as_markdown
                    after = after[: len(wanted)]
                same = next((n for n, (a, b) in enumerate(zip(after, wanted, strict=False)) if a != b), len(after))
                self.seen.add(field)
                quoted = not wanted[same:].strip("-")  # a sentence that is quoted ends before its dashes
                if after != wanted and not quoted and after[same : same + 1] not in CUT:
                    yield f"{field}: {after[max(0, same - 20) : same + 40]!r}"


class Found(NamedTuple):
    """Something that must not be."""

    where: str
    what: str


class Looking:
    """Two tabs at one server, one with the content policy and one without, and what they found."""

    def __init__(self, browser: Any, at: Served, words: Words, quick: bool = False) -> None:
        """``quick``: every address and form in one of the tabs only, in turns."""
        self.quick = quick
        self.tabs = (Watched(browser, at.base), Watched(browser, at.base, bypass_csp=True))
        self.words, self.found, self.looks = words, list[Found](), 0

    def look(self, where: str, by: Watched) -> None:
        """What the tab shows now."""
        self.looks += 1
        settled(by.tab)
        seen = by.tab.evaluate(LOOK)
        wrong = [*by.taken(), *(f"element {one}" for one in seen["foreign"]), *self.words.altered(seen["told"])]
        if seen["hit"] is not None:
            wrong.append(f"ran {seen['hit']}")
        for one in dict.fromkeys(wrong):
            self.say(where, one)

    def say(self, where: str, what: str) -> None:
        """Note something that must not be."""
        self.found.append(Found(where, what))
        print(f"  {where[:120]}: {what[:240]}", flush=True)

    def _next(self) -> Sequence[Watched]:
        return self.tabs if not self.quick else self.tabs[self.looks % 2 :][:1]

    def pages(self, addresses: Iterable[str]) -> None:
        """Open them all."""
        for path in addresses:
            for by in self._next():
                got = by.tab.goto(path, wait_until="load")
                if got is not None and got.status >= 500:
                    self.say(path, f"status {got.status}")
                self.look(path, by)

    def forms(self, sent: Iterable[tuple[str, str, Any]]) -> None:
        """Send them all."""
        for name, path, fields in sent:
            for by in self._next():
                by.tab.goto("/design")
                send(by.tab, path, dict(fields))
                self.look(name, by)

    def close(self) -> None:
        """Close the tabs."""
        for by in self.tabs:
            by.context.close()


# ── what a form alone does not reach ────────────────────────────────────────────────


def typed(looking: Looking, say: Say) -> None:
    """What the pages' own scripts do with what is typed, dropped and chosen."""
    from playwright.sync_api import Error

    for by in looking.tabs:
        for act in (_reviewed, _chosen, _rehearsed, _practised):
            try:
                act(looking, by, say)
            except Error as fault:
                looking.say(f"typing: {act.__name__}", f"could not be done: {str(fault).splitlines()[0]}")


def _reviewed(looking: Looking, by: Watched, say: Say) -> None:
    tab = by.tab
    tab.goto(f"/review?competency={GUIDE}")
    tab.get_by_label("The question you were asked").fill(say("question typed", "When did you argue?"))
    tab.get_by_label("Your answer").fill(say("answer typed", TOLD))
    tab.get_by_role("button", name="Review it").click()
    tab.locator("#fix1").wait_for()
    for number, field in enumerate(tab.locator("#fix1 .frame input").all()):
        field.fill(say(f"fact {number} of a fix", "fact"))
    tab.locator("#fix1 [data-try]").click()
    tab.locator("#tried-1 .tried").wait_for()
    looking.look("a fix, tried", by)
    tab.locator("#marked mark").first.click()
    looking.look("a sentence, tapped", by)
    tab.goto("/review")
    tab.get_by_label("Your answer").fill(say("answer begun", "Half an answer"))
    tab.reload()
    looking.look("an answer begun, after a reload", by)


def _chosen(looking: Looking, by: Watched, say: Say) -> None:
    """Files, by their names."""
    tab = by.tab
    file = {"name": say("name of a file", "my answer"), "mimeType": "text/plain", "buffer": b""}
    tab.goto("/review")
    tab.locator("#file").set_input_files(file)
    looking.look("a file, chosen", by)
    if (sound := tab.locator("[data-part=file]")).count():
        named = say("name of a recording", "voice.webm")
        sound.set_input_files({"name": named, "mimeType": "audio/webm", "buffer": b"<script>"})
        tab.locator("[data-part=fault] .notice").wait_for()
        looking.look("a recording that is none", by)
    for page, button in (("/settings", "Check it"), ("/stories/import", "Read them")):
        tab.goto(page)
        if not tab.get_by_role("button", name=button).count():
            continue  # notes wait there to be brought in
        export = {"name": say("name of an export", "mine.json"), "mimeType": "text/html", "buffer": b"<script>hit=1"}
        tab.locator("input[type=file]").set_input_files(export)
        tab.get_by_role("button", name=button).click()
        tab.locator(".notice.bad").wait_for()
        looking.look(f"a file that is none, at {page}", by)


def _rehearsed(looking: Looking, by: Watched, say: Say) -> None:
    tab = by.tab
    tab.goto("/rehearse/room")
    place = tab.locator("#room").get_attribute("data-place")
    rescued = json.dumps({"place": place, "text": say("answer that the server never got", "x")})
    tab.evaluate("text => localStorage.setItem('greenroom-draft', text)", rescued)
    with tab.expect_response("**/rehearse/draft"):
        tab.reload()
    looking.look("an answer rescued by the browser", by)
    other = by.opened()
    other.goto("/rehearse/room")
    other.locator("#text").fill(say("answer of the other tab", "From the other tab"))
    other.locator("#saved", has_text="Kept").wait_for()
    tab.locator("#text").fill(say("answer of this tab", "From this tab"))
    tab.locator("#theirs").wait_for()
    looking.look("both answers, from two tabs", by)
    other.close()


def _practised(looking: Looking, by: Watched, say: Say) -> None:
    tab = by.tab
    tab.goto(f"{BASE}/walkthrough/task")
    tab.locator("#text").fill(say("part typed", "I had to say what that would cost us, since nobody else had."))
    tab.get_by_role("button", name="Review this part").click()
    tab.locator("#h-review").wait_for()
    looking.look("a part, reviewed in place", by)
    tab.goto("/stories/loop")
    tab.get_by_role("button", name="Plan again").click()
    tab.locator("#h-plan:focus").wait_for()
    looking.look("a plan, made again in place", by)
    tab.goto("/revise")
    tab.locator("summary[data-key=space]").click()
    looking.look("a card, turned", by)


def asked(payload: str) -> Iterator[str]:
    """Every address with the payload in every place of it that can hold a word."""
    from bench.web_attacks import _routes
    from greenroom.settings import Settings
    from greenroom.web.app import create_app

    more = {"for": payload, "at": payload, "lens": payload, "job": payload, "done": payload}
    for route in _routes(create_app(Settings())):
        if "GET" not in (route.methods or ()) or route.path.startswith(("/static", "/api")):
            continue
        names = [one.alias for one in route.dependant.query_params]
        path = re.sub(r"\{(\w+)\}", lambda _: quote(payload, safe=""), route.path)
        if not any(ending in path for ending in (".json", ".apkg", ".md", "/voice", "/now", "/hear")):
            yield f"{path}?{urlencode(dict.fromkeys(names, payload) | more)}"


def documents(at: Served, made: Filled, folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything that can be saved as a page, saved."""
    me = Person(at)
    review = next(dict(fields) for name, _, fields in made.sent if name == "a review")
    saved = {"review": me.send("/review/save", {**review, "format": "html"}).body}
    past = next(path for path in made.pages if "/past/" in path)
    saved["rehearsal"] = me.get(f"{past}/report.html").body
    for name, body in saved.items():
        (folder / f"{name}.html").write_bytes(body)
    env = {**os.environ, "GREENROOM_DATA": str(at.data), "GREENROOM_CONFIG": ""}
    commands = {
        "coverage": ["coverage"],
        "loop": ["loop", "--typical", "amazon"],
        "progress": ["progress"],
        "plan": ["plan", "--date", "2099-01-01"],
        "card": ["guide", "card", GUIDE],
    }
    commands["plan"][2] = next(
        iter(re.findall(r'name="date"[^>]*value="([^"]+)"', me.text("/progress/days"))), "2099-01-01"
    )
    (folder / "answer.txt").write_text(str(review["text"]), encoding="utf-8")
    commands["answer"] = ["review", str(folder / "answer.txt"), "-c", GUIDE, "-l", "sde2"]
    for name, command in commands.items():
        file = folder / f"{name}.html"
        run = [sys.executable, "-m", "greenroom", *command, "-o", str(file)]
        subprocess.run(run, env=env, check=True, capture_output=True)
    for file in sorted(folder.glob("*.html")):
        yield f"saved: {file.stem}", file


# ── a round ─────────────────────────────────────────────────────────────────────────


def one_round(browser: Any, at: Served, payload: str, quick: bool) -> tuple[list[Found], int, set[str]]:
    """Everything with one payload; what was found, how often was looked, the fields that no page showed."""
    words = Words(payload)
    Person(at).done("/settings/delete", {"confirm": "delete everything"})
    made = filled(at, words.say)
    looking = Looking(browser, at, words, quick)
    looking.pages(made.pages)
    looking.pages(
        f"/guides/{FOREIGN}{end}" for end in ("", "/walkthrough", "/walkthrough/action", "/calibrate", "/quiz")
    )
    looking.pages(("/guides", f"/stories/mine/{FOREIGN}"))
    looking.forms(made.sent)
    typed(looking, words.say)
    looking.pages(asked(payload))
    with tempfile.TemporaryDirectory() as folder:
        for name, file in documents(at, made, Path(folder)):
            for by in looking.tabs:
                by.tab.goto(file.as_uri())
                looking.look(name, by)
    _brought(at, looking, made)
    looking.close()
    return looking.found, looking.looks, set(words.fields) - words.seen - NEVER_SHOWN


def _brought(at: Served, looking: Looking, made: Filled) -> None:
    """An export in which every free text says something else is brought in, and every page opened again."""
    me = Person(at)
    export = forged(me.get("/settings/greenroom.json").body, looking.words.say)
    me.done("/settings/delete", {"confirm": "delete everything"})
    preview = me.done("/settings/import", {}, ("mine.json", export))
    me.waited(preview.rpartition("/")[2], preview)
    me.done(preview, {"prefer": "file"})
    looking.pages(one for one in made.pages if "/settings/import/" not in one)


def main(arguments: list[str] | None = None) -> int:
    """All rounds; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PAYLOADS, help="one payload")
    parser.add_argument("--quick", action="store_true", help="every address in one of the two tabs only, in turns")
    chosen = parser.parse_args(arguments)
    every, unseen, looks = list[Found](), set[str](), 0
    payloads = {name: text for name, text in PAYLOADS.items() if chosen.only in (None, name)}
    with tempfile.TemporaryDirectory() as packs, chromium() as browser:
        for name, payload in payloads.items():
            folder = written(Path(packs) / name, functools.partial("{1} {0}".format, payload))
            os.environ["GREENROOM_PACKS"] = str(folder)
            with served() as at:
                found, many, never = one_round(browser, at, payload, chosen.quick)
            every, unseen, looks = every + found, unseen | never, looks + many
            print(f"{name}: {many} looks, {len(found)} findings", flush=True)
    os.environ.pop("GREENROOM_PACKS", None)
    print(
        f"{looks} looks with {len(payloads)} payloads, {len(every)} findings; shown nowhere: {sorted(unseen) or 'none'}"
    )
    return 1 if every or unseen else 0


if __name__ == "__main__":
    sys.exit(main())
