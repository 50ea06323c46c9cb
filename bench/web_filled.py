"""A server filled through its own forms with all that a person can write, for the benches that open every page.

``filled(at)`` writes plain words; with another ``say`` each field gets what ``say(field, plain words)`` gives for it.
"""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from html import unescape
from typing import NamedTuple
from urllib.parse import urlencode

from bench.web_forms import BASE, BETTER, GUIDE, TOLD, Fields, Say, forms
from bench.web_server import Answer, Served, ask

PATIENCE_S = 120.0
KINDS = ("when", "where", "role", "person", "number", "decision", "other")
STAR = {
    "situation": "In March my team was about to drop the nightly backups of the front desk. I was on call.",
    "task": "I had to say what that would cost us, because nobody else had read the log.",
    "action": "I disagreed and showed my manager 14 incidents from the log. I proposed two weeks with both.",
    "result": "We kept the backups. Complaints fell from 30 a week to 4.",
}


class Person:
    """Somebody with a browser without script: keeps the cookie, sends forms as our pages do, follows nothing."""

    def __init__(self, at: Served) -> None:
        """Nobody has come yet."""
        self.at, self._csrf = at, ""

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        got = ask(
            self.at, "GET", path, headers={"Cookie": f"greenroom-csrf={self._csrf}", **named} if self._csrf else named
        )
        if "set-cookie" in got.headers:
            self._csrf = got.headers["set-cookie"].split("=", 1)[1].split(";")[0]
        return got

    def text(self, path: str) -> str:
        """The markup of a page; raises where there is none."""
        got = self.get(path)
        if got.status != 200:
            raise RuntimeError(f"GET {path}: {got.status}")
        return got.body.decode()

    def send(self, path: str, fields: Fields, file: tuple[str, bytes] | None = None, field: str = "file") -> Answer:
        """A form."""
        if not self._csrf:
            self.get("/")
        sent = {**fields, "csrf": self._csrf}
        body, kind = urlencode(sent, doseq=True).encode("utf-8", "replace"), "application/x-www-form-urlencoded"
        if file is not None:
            body, kind = _with_file(sent, field, *file)
        headers = {"Content-Type": kind, "Cookie": f"greenroom-csrf={self._csrf}", "Origin": self.at.base}
        return ask(self.at, "POST", path, body, headers)

    def done(self, path: str, fields: Fields, file: tuple[str, bytes] | None = None) -> str:
        """A form that must be taken; where it leads, once the work that it began is done."""
        got = self.send(path, fields, file)
        if got.status not in (200, 303):
            told = " ".join(re.sub(r"<[^>]+>", " ", got.body.decode()).split())
            raise RuntimeError(f"POST {path}: {got.status} {told[-400:]}")
        where = got.headers.get("location", "")
        return self.waited(found[1], where) if (found := re.search(r"[?&]job=([\w-]+)", where)) else where

    def waited(self, job: str, where: str) -> str:
        """Where a job leads once it has ended: to its end, or to ``where`` again."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            got = self.get(f"/jobs/{job}", HX_Request="true")
            if then := got.headers.get("hx-redirect"):
                return then
            if b"hx-get" not in got.body:
                return where
            time.sleep(0.2)
        raise RuntimeError(f"the work behind {where} took more than {PATIENCE_S:g} s")


def _with_file(fields: Fields, field: str, name: str, content: bytes) -> tuple[bytes, str]:
    mark = "----greenroom-bench"
    quoted = name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    out = b""
    for key, value in fields.items():
        for one in [value] if isinstance(value, str) else value:
            out += f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{one}\r\n'.encode()
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{quoted}"\r\n\r\n'
    return out + head.encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def value_of(html: str, name: str) -> str:
    """What the hidden field ``name`` of a page holds."""
    tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', html)
    found = re.search(r'\bvalue="([^"]*)"', tag[0]) if tag else None
    if found is None:
        raise RuntimeError(f"there is no field {name}")
    return unescape(found[1])


class Filled(NamedTuple):
    """What is there to look at: addresses, and forms whose answer is a page of its own (name, address, fields)."""

    pages: tuple[str, ...]
    sent: tuple[tuple[str, str, Fields], ...]


def plain(_field: str, words: str) -> str:
    """The plain words."""
    return words


def filled(at: Served, say: Say = plain) -> Filled:
    """Fill the server, and say what is there then."""
    me = Person(at)
    interview = (date.today() + timedelta(days=14)).isoformat()
    me.done(
        "/settings",
        {
            "words_per_minute": "145",
            "level": "sde2",
            "company": "amazon",
            "interview": interview,
            "judge": "local",
            "new_cards_a_day": "10",
        },
    )
    me.done("/progress/days", {"date": interview, "hours": "2"})
    story, other = _stories(me, say)
    _loop(me, say)
    _mining(me, say)
    past = _rehearsals(me, say)
    pair, quiz = _practice(me, say)
    export = me.get("/settings/greenroom.json").body
    preview = me.done("/settings/import", {}, (say("name of an export", "greenroom.json"), export))
    me.waited(preview.rpartition("/")[2], preview)
    question = urlencode({"q": say("question asked of the bank", "When did you argue against a decision?")})
    told = f"/stories/bank/{story}"
    fixed = (
        "/",
        "/review",
        "/review/compare",
        "/rehearse",
        "/rehearse/room",
        "/rehearse/past/" + past,
        "/stories",
        "/stories?archived=1",
        "/stories/history",
        "/stories/add",
        "/stories/import",
        "/stories/mine",
        f"/stories/mine/{GUIDE}",
        "/stories/ask",
        f"/stories/ask?{question}",
        f"/stories/ask/changes?{question}",
        f"/stories?{question}",
        "/stories/coverage",
        "/stories/loop",
        "/stories/loop/people",
        "/progress",
        "/progress/days",
        told,
        f"{told}/edit",
        f"{told}/tell",
        f"{told}/tell?begin=1",
        f"{told}/tellings/1",
        f"{told}/tellings/2",
        f"{told}/compare",
        f"{told}/check",
        f"/stories/bank/{other}",
        "/guides",
        BASE,
        f"{BASE}?level=all&company=all",
        f"{BASE}/walkthrough",
        *(f"{BASE}/walkthrough/{part}" for part in STAR),
        f"{BASE}/walkthrough/together",
        f"{BASE}/calibrate",
        f"{BASE}/calibrate/{pair}/key",
        f"{BASE}/bias",
        f"{BASE}/quiz",
        f"{BASE}/quiz/{quiz}",
        f"{BASE}/quiz/{quiz}/1",
        "/guides/all/quiz",
        "/revise",
        "/revise/cards",
        "/settings",
        "/settings?saved=1",
        "/settings/delete",
        preview,
        "/settings/reliability",
        "/settings/model",
        "/design",
        "/nowhere",
        "/jobs/none",
    )
    return Filled(fixed, forms(say, story))


# ── room by room ────────────────────────────────────────────────────────────────────


def _stories(me: Person, say: Say) -> tuple[str, str]:
    """Two stories, one told twice and one archived, with drafts of every kind; their ids."""
    facts = {f"fact-{kind}": say(f"fact {kind}", f"Something of the {kind}") for kind in KINDS}
    kind = f"{GUIDE}/risk"
    me.get("/")
    offered = re.findall(r'name="archetypes" value="([^"]+)"', me.text("/stories/add"))
    kind = next(one for one in offered if one.startswith(GUIDE))
    added = me.done(
        "/stories/add", {"title": say("title of a story", "The front desk"), "text": "", **facts, "archetypes": [kind]}
    )
    story = added.split("?")[0].rpartition("/")[2]
    edited = me.text(f"/stories/bank/{story}/edit")
    changed = {"title": say("title of a story, changed", "The front desk keys"), **facts, "archetypes": [kind]}
    me.done(f"/stories/bank/{story}/edit", {**changed, "base": value_of(edited, "base"), "draft": "0"})
    asked = {"competency": GUIDE, "level": "sde2", "lens": "amazon"}
    for number, words in enumerate((TOLD, BETTER), 1):
        question = say(f"question of telling {number}", "When did you argue against a decision?")
        me.done(f"/stories/bank/{story}/tell", {"text": say(f"telling {number}", words), "question": question, **asked})
    notes = f"# The lost keys\n\nWhen: spring 2023\n{TOLD}\n"
    me.done("/stories/import", {"text": notes})
    shown = me.text("/stories/import")
    take = {name: value_of(shown, name) for name in ("draft", "n", "at", "inside-0")}
    brought = {
        "take-0": "yes",
        "title-0": say("title of a piece", "The lost keys"),
        "words-0": say("words of a piece", TOLD),
        "facts-0": f"when: {say('fact of a piece', 'spring 2023')}",
    }
    me.done("/stories/import/take", {**take, **brought})
    ids = re.findall(r'href="/stories/bank/([a-z0-9-]+)"', me.text("/stories"))
    other = next(one for one in ids if one != story)
    me.done(f"/stories/bank/{other}/archive", {"archived": "yes"})
    drafts: dict[str, Fields] = {
        "add": {
            "title": say("title of a draft", "Half a title"),
            "text": say("text of a draft", "Half a story"),
            **facts,
        },
        f"edit:{story}": {**changed, "title": say("title of an edit", "The front desk, again")},
        f"telling:{story}": {"text": say("text of a telling begun", "Half a telling"), "question": "", **asked},
    }
    for name, fields in drafts.items():
        me.done("/stories/keep", {"draft_of": name, "draft": "0", "base": "", **fields})
    before, first, second = (
        say(name, words)
        for name, words in (
            ("notes before the first story", "My notes."),
            ("first title of notes", "Night deploys"),
            ("second title of notes", "The wrong invoice"),
        )
    )
    below = say("words of notes", "We deployed at night, and I showed what that had cost us.")
    me.done("/stories/import", {"text": f"{before}\n\n# {first}\n\n{below}\n\n# {second}\n\n{below}\n"})
    return story, other


def _loop(me: Person, say: Say) -> None:
    people = {
        "title": say("title of a loop", "My loop"),
        "level": "",
        "company": "amazon",
        "n": "1",
        "draft": "0",
        "name-0": say("name of an interviewer", "Dana"),
        "notes-0": say("notes on an interviewer", "Compares."),
        "asks-0-0": GUIDE,
        "asks-0-1": "earn-trust",
    }
    me.done("/stories/loop/people", people)


def _mining(me: Person, say: Say) -> None:
    """A conversation with its first answers, and one that is being typed."""
    address = f"/stories/mine/{GUIDE}"
    for number in range(5):
        html = me.text(address)
        step = value_of(html, "step")
        kinds = re.findall(r'name="text"[^>]*value="([^"]+)"', html)
        text = kinds[0] if step == "kind" else say(f"answer {number} of a conversation", "I told them of the keys.")
        me.done(address, {"step": step, "text": text, "seen": value_of(html, "seen")})
    typed = {"step": value_of(me.text(address), "step"), "text": say("answer begun of a conversation", "Half of it")}
    me.done(f"{address}/keep", typed)


def _rehearsals(me: Person, say: Say) -> str:
    """One that is over, with a reply, and one that has come to its first follow-up; the id of the first."""
    begin = {
        "guides": GUIDE,
        "level": "sde2",
        "company": "amazon",
        "interviewer": "warm",
        "clock": "yes",
        "probes": "1",
    }
    where = ""
    for number in (1, 2):
        me.done("/rehearse/begin", {**begin, "question": say(f"own question {number}", "When did you argue?")})
        me.done("/rehearse/answer", {**_place(me), "text": say(f"rehearsed answer {number}", TOLD)})
        if number == 1:
            me.done("/rehearse/answer", {**_place(me), "text": say("reply", "The log of 14 incidents showed it.")})
            where = me.done("/rehearse/answer", {**_place(me), "text": "", "do": "pass"})
            if "/past/" not in where:
                raise RuntimeError(f"the rehearsal is not over: {where}")
    me.done("/rehearse/draft", {**_place(me), "text": say("draft of a reply", "Half a reply")})
    return where.rpartition("/")[2]


def _place(me: Person) -> dict[str, str]:
    html = me.text("/rehearse/room")
    return {"place": value_of(html, "place"), "mark": value_of(html, "mark")}


def _practice(me: Person, say: Say) -> tuple[str, str]:
    """Guides read, scored, asked and revised; the pair that was scored, and the quiz that is over."""
    html = me.text(BASE)
    me.done(f"{BASE}/read", {name: value_of(html, name) for name in ("section", "version", "level", "company")})
    for part, words in STAR.items():
        page = me.text(f"{BASE}/walkthrough/{part}")
        me.done(
            f"{BASE}/walkthrough/{part}",
            {"text": words if part == "result" else say(f"part {part}", words), "seen": value_of(page, "seen")},
        )
    me.done(f"{BASE}/walkthrough/together", {})
    page = me.text(f"{BASE}/walkthrough/result")
    typed = {"text": say("part begun", STAR["result"] + " Later more."), "seen": value_of(page, "seen")}
    me.done(f"{BASE}/walkthrough/result/keep", typed)
    address = me.get(f"{BASE}/calibrate").headers["location"]
    for _ in "AB":
        sheet = me.text(address)
        given = dict.fromkeys(re.findall(r'name="(signal:[^"]+)"', sheet), "1") | {
            "level": "senior",
            "verdict": "hire",
        }
        me.done(address, {**given, **{name: value_of(sheet, name) for name in ("candidate", "seen", "began")}})
    me.done(f"{BASE}/quiz/begin", {"count": "2"})
    quiz = ""
    for _ in range(2):
        asked = me.text(f"{BASE}/quiz")
        quiz = value_of(asked, "session")
        key = re.findall(r'name="chosen" value="([^"]+)"', asked)[0]
        me.done(f"{BASE}/quiz", {"session": quiz, "number": value_of(asked, "number"), "chosen": key})
    me.done(f"{BASE}/quiz/begin", {"count": "3"})
    me.done("/revise/begin", {"guide": GUIDE})
    for act in ("rate", "suspend"):
        card = me.text("/revise")
        fields = {name: value_of(card, name) for name in ("card", "seen", "later")}
        me.done(f"/revise/{act}", {**fields, "rating": "3"} if act == "rate" else fields)
    return address.rpartition("/")[2], quiz
