"""What a person may have here, put in through the pages: nothing, a usual amount, or texts that strain every page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from importlib.resources import files
from urllib.parse import urlencode

from lxml import html  # type: ignore[import-untyped]

from bench.web_server import Answer, Served, ask

EXAMPLES = {
    name: (files("greenroom") / "examples" / name).read_text(encoding="utf-8")
    for name in ("front-desk.txt", "evening-route.txt", "picture-books.txt", "log-retention.md")
}
ANSWER = EXAMPLES["front-desk.txt"]
BACKBONE, WALK = "/guides/have-backbone", "/guides/have-backbone/walkthrough"
REPLY = "I told the owner on the same day what I had found, and he agreed to wait until we knew more."
PARTS = {
    "situation": "In March my team was about to drop the nightly backups, since nobody had needed them for a year.",
    "task": "I was on call for the store of invoices, and it was on me to sign the change.",
    "action": "I disagreed with my lead and told her so. I measured how often we had restored: four times in a year. "
    "I wrote one page with the four cases and showed it to her and to the owner of the budget.",
    "result": "We kept the backups and cut their cost by 38%. Two weeks later we restored 1,200 invoices from them.",
}
NOTES = (
    "# Stories\n\n## The lost keys\n\nWhen: spring 2023\nThe desk handed keys to anybody, and I spoke against it.\n\n"
)
NOTES += "## Deploys\n\nWe deployed at night, and I showed what that had cost us in three months.\n"

ONE_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4
"""A word of some 300 letters without a place to break it."""
LONG_TITLE = ("The night on which the whole of the invoice store was nearly deleted and what I said about it " * 3)[
    :198
]
MIXED = "مرحبا بالعالم، هذه قصة عن فريقي 👩‍💻🚀 שלום and back to English 🇩🇪 with 数字 and ｆｕｌｌ ｗｉｄｔｈ"
LOOP_TITLE = "Gesellschaft für angewandte Datenverarbeitung und Rechenzentren Süddeutschland AG"
"""Some 80 letters, as the name of a company may be."""
LONG_NOTES = "\n".join(f"{n}. What I still know of day {n}: {REPLY}" for n in range(1, 41))


class Person:
    """Somebody with a browser: keeps cookies, sends the forms of pages."""

    def __init__(self, at: Served) -> None:
        self.at = at
        self.cookie = ""
        self.get("/")

    def get(self, path: str) -> Answer:
        headers = {"Cookie": f"greenroom-csrf={self.cookie}"} if self.cookie else {}
        got = ask(self.at, "GET", path, headers=headers)
        if "set-cookie" in got.headers:
            self.cookie = SimpleCookie(got.headers["set-cookie"])["greenroom-csrf"].value
        return got

    def send(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> str:
        """Send a form; the address that it leads to. Raises ``AssertionError`` where it is refused."""
        body = urlencode({**fields, "csrf": self.cookie}, doseq=True).encode()
        kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Cookie": f"greenroom-csrf={self.cookie}", "Origin": self.at.base}
        got = ask(self.at, "POST", path, body, headers)
        assert got.status < 400, (path, got.status, got.body[:2000])
        return got.headers.get("location", "")

    def hidden(self, path: str, form: str) -> dict[str, str]:
        """The hidden fields of the form of the page at ``path`` that is sent to ``form``."""
        found = html.document_fromstring(self.get(path).body.decode()).xpath(f"//form[@action='{form}'][1]")
        assert found, (path, form)
        return {one.get("name"): one.get("value") or "" for one in found[0].xpath(".//input[@type='hidden']")}

    def done(self, address: str) -> None:
        """Wait until the job of this address has ended."""
        if "job=" in address:
            job = address.partition("job=")[2].partition("&")[0].partition("#")[0]
            while b"hx-trigger" in self.get(f"/jobs/{job}").body:
                pass


def usual(me: Person) -> None:
    """A few weeks of use: stories with reviews, cards, sittings of every exercise, a loop, a day."""
    day = datetime.now().astimezone().date() + timedelta(days=12)
    me.send("/settings/interview", {"interview": day.isoformat()})
    first = story(me, "The lost keys", "front-desk.txt", "have-backbone")
    tell(
        me,
        first,
        EXAMPLES["front-desk.txt"].replace("guests", "visitors") + " Two guests wrote to thank us.",
        "have-backbone",
    )
    story(me, "Evening route", "evening-route.txt", "highest-standards")
    story(me, "Log retention", "log-retention.md", "have-backbone")
    me.send("/stories/add", {"title": "Picture books", "text": "", "fact-when": "autumn 2021"})
    mine = "/stories/mine/have-backbone"
    me.send(mine, {**me.hidden(mine, mine), "text": "cross-team-risk"})
    me.send(mine, {**me.hidden(mine, mine), "text": "The import dropped rows at night."})
    loop(me, "Friday", ["Dana", "Sam"])
    me.send("/progress/days", {"date": day.isoformat(), "hours": "1.5"})
    practice(me)
    rehearsed(me, ANSWER, ["have-backbone"])


def story(me: Person, title: str, example: str, competency: str, level: str = "sde2") -> str:
    """A story with its facts and a reviewed telling; its address."""
    facts = {"fact-when": "spring 2023", "fact-where": "a hotel by the sea", "fact-role": "receptionist",
             "fact-person": "Maria, the owner\nPaul, night shift", "fact-number": "9% of the keys"}  # fmt: skip
    place = me.send("/stories/add", {"title": title, "text": "", **facts}).partition("?")[0]
    tell(me, place, EXAMPLES[example], competency, level)
    return place


def tell(me: Person, place: str, text: str, competency: str, level: str = "sde2") -> None:
    me.done(me.send(f"{place}/tell", {"text": text, "competency": competency, "level": level, "lens": ""}))


def loop(me: Person, title: str, people: Sequence[str]) -> None:
    """A loop with these interviewers."""
    place = "/stories/loop/people"
    fields = {**me.hidden(place, place), "n": str(len(people)), "title": title, "level": "sde2", "company": ""}
    asks = itertools.cycle((("have-backbone", "ownership"), ("earn-trust", "")))
    for n, (name, (first, second)) in enumerate(zip(people, asks, strict=False)):
        fields |= {f"name-{n}": name, f"asks-{n}-0": first, f"asks-{n}-1": second, f"notes-{n}": ""}
    me.send(place, fields)


def practice(me: Person, walk: Mapping[str, str] = PARTS) -> None:
    """Every exercise of a guide: read, written, scored, asked, revised."""
    for form in itertools.islice(sections(me), 3):
        me.send(f"{BACKBONE}/read", form)
    for part, text in walk.items():
        place = f"{WALK}/{part}"
        me.send(place, {**me.hidden(place, place), "text": text})
    pair = me.get(f"{BACKBONE}/calibrate").headers["location"]
    for _ in "AB":
        shown = html.document_fromstring(me.get(pair).body.decode())
        names = {one.get("name") for one in shown.xpath("//form[@id='sheet']//input[@type='radio']")}
        grades = {name: "1" for name in names if name.startswith("signal:")}
        me.send(pair, {**me.hidden(pair, pair), **grades, "level": "senior", "verdict": "hire"})
    for scope, wanted in (("have-backbone", "2"), ("all", "5")):
        place = f"/guides/{scope}/quiz"
        me.send(f"{place}/begin", {"count": wanted, "difficulty": ""})
        for _ in range(2):
            answered(me, place)
    me.send("/revise/begin", {"guide": "have-backbone"})
    for rating in "132":
        me.send("/revise/rate", {**me.hidden("/revise", "/revise/rate"), "rating": rating})


def sections(me: Person) -> Iterator[dict[str, str]]:
    """The forms that mark a section of the guide as read."""
    page = html.document_fromstring(me.get(BACKBONE).body.decode())
    for form in page.xpath(f"//form[@action='{BACKBONE}/read']"):
        yield {one.get("name"): one.get("value") or "" for one in form.xpath(".//*[@name]")}


def answered(me: Person, place: str) -> str:
    """Answer the question of a quiz that waits, with its first choice; where that is told."""
    page = html.document_fromstring(me.get(place).body.decode())
    first = page.xpath(f"//form[@action='{place}']//button[@name='chosen']/@value")[0]
    return me.send(place, {**me.hidden(place, place), "chosen": first})


def rehearsed(me: Person, text: str, guides: Sequence[str]) -> str:
    """A rehearsal from its beginning to its debrief; the address of the debrief."""
    me.send(
        "/rehearse/begin", {"guides": guides, "level": "sde2", "probes": "1", "interviewer": "warm", "aside": "yes"}
    )
    to = "/rehearse/room"
    for _ in range(12):
        if not to.startswith("/rehearse/room"):
            return to
        form = html.document_fromstring(me.get("/rehearse/room").body.decode()).get_element_by_id("reply")
        fields = {name: form.fields[name] or "" for name in ("place", "mark", "heard")}
        offered = form.xpath(".//button/@value")
        said = {"text": text, "do": "answer"} if "stop" in offered and "pass" not in offered else (
            {"text": REPLY, "do": "answer"} if "stop" in offered else {"text": "", "do": "pass"}
        )  # fmt: skip
        to = me.send("/rehearse/answer", fields | said)
    return to


# ── what strains the pages ──────────────────────────────────────────────────────────


def straining(me: Person) -> None:
    """The same with texts of every awkward kind: very long, without a blank, right to left, many."""
    usual(me)
    long = long_answer()
    place = me.send("/stories/add", {"title": LONG_TITLE, "text": "", "fact-person": f"{ONE_WORD}\n{MIXED}",
                                     "fact-number": "\n".join(f"{n}% of all keys" for n in range(40)),
                                     "fact-other": LONG_NOTES}).partition("?")[0]  # fmt: skip
    tell(me, place, long, "have-backbone")
    tell(me, place, f"{MIXED}. {ONE_WORD}. {ANSWER}", "highest-standards")
    story(me, ONE_WORD[:198], "evening-route.txt", "highest-standards")
    story(me, MIXED, "log-retention.md", "have-backbone")
    every = "".join(f"## Story {n} of a long list of stories\n\nWhen: {2000 + n % 24}\n{REPLY}\n\n" for n in range(200))
    me.done(me.send("/stories/import", {"text": f"# Notes\n\n{every}"}))
    form = html.document_fromstring(me.get("/stories/import").body.decode()).get_element_by_id("take")
    taken = {name: value for name, value in form.fields.items() if name and value is not None}
    me.send("/stories/import/take", taken)
    loop(me, LOOP_TITLE, [f"{LOOP_TITLE[:60]} {n}" for n in range(8)])
    walked = {"action": " ".join([PARTS["action"]] * 12), "result": f"{ONE_WORD} {MIXED}"}
    for part, text in walked.items():
        me.send(f"{WALK}/{part}", {**me.hidden(f"{WALK}/{part}", f"{WALK}/{part}"), "text": text})
    me.send("/revise/begin", {"guide": "highest-standards"})
    rehearsed(me, f"{long[:6000]} {ONE_WORD}", ["have-backbone", "highest-standards"])


def long_answer() -> str:
    """An answer of 3,000 words, with a word that never breaks and one paragraph from right to left."""
    words = itertools.cycle(" ".join(EXAMPLES.values()).split())
    text = " ".join(itertools.islice(words, 2_960))
    return f"{text}\n\n{MIXED}\n\n{ONE_WORD}"
