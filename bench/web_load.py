"""As many people as one wants at once for a minute, on a real server with the real judge: python -m bench.web_load.

Each opens pages, reviews answers and asks for JSON, one request after the other. Exits 1 where a request is lost:
refused, cut off, or answered with a fault.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
from collections import Counter
from importlib.resources import files
from random import Random

from bench.web_server import Served, ask, multipart, page_token, served

USERS = 20
SECONDS = 60.0
EXAMPLES = ("front-desk.txt", "evening-route.txt")


class Tally:
    """What came of the requests of all users."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.lost: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, what: str, seconds: float, fault: str) -> None:
        with self._lock:
            self.times.setdefault(what, []).append(seconds)
            if fault:
                self.lost[f"{what}: {fault}"] += 1


def user(at: Served, number: int, until: float, tally: Tally) -> None:
    """One person: mostly pages, some reviews, each answer a little different so that it is read anew."""
    dice = Random(number)
    token = page_token(at)
    answers = [(files("greenroom") / "examples" / name).read_text(encoding="utf-8") for name in EXAMPLES]
    turn = 0
    while time.monotonic() < until:
        turn += 1
        what = dice.choice(("start", "form", "style", "compare", "review", "review", "api"))
        text = f"{dice.choice(answers)}\nThat was case {number} of day {turn % 4}."
        asked = {"text": text, "level": dice.choice(("sde1", "sde2", "senior")), "competency": "have-backbone"}
        began = time.monotonic()
        try:
            got = _send(at, what, asked, token)
            fault = "" if got < 400 else str(got)
        except OSError as error:
            fault = type(error).__name__
        tally.add(what, time.monotonic() - began, fault)


def _send(at: Served, what: str, asked: dict[str, str], token: str) -> int:
    paths = {
        "start": "/",
        "form": "/review?level=senior",
        "style": "/static/css/review.css",
        "compare": "/review/compare",
    }
    if what in paths:
        return ask(at, "GET", paths[what]).status
    if what == "api":
        body = json.dumps({**asked, "fixes": False}).encode()
        return ask(at, "POST", "/api/review", body, {"Content-Type": "application/json"}).status
    body, kind = multipart({**asked, "csrf": token})
    headers = {"Content-Type": kind, "Cookie": f"greenroom-csrf={token}", "Origin": at.base, "HX-Request": "true"}
    return ask(at, "POST", "/review", body, headers).status


def main(arguments: list[str] | None = None) -> int:
    """Run it; 1 where a request was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args(arguments)
    tally = Tally()
    with served() as at:
        ask(at, "POST", "/api/review", json.dumps({"text": "I saw it. I fixed it.", "level": "sde2"}).encode(),
            {"Content-Type": "application/json"})  # fmt: skip
        until = time.monotonic() + chosen.seconds
        people = [threading.Thread(target=user, args=(at, n, until, tally)) for n in range(chosen.users)]
        for one in people:
            one.start()
        for one in people:
            one.join()
    for what, times in sorted(tally.times.items()):
        print(f"{what:8} {len(times):5} median {statistics.median(times):6.2f} s, longest {max(times):6.2f} s")
    total = sum(map(len, tally.times.values()))
    print(
        f"{chosen.users} users, {chosen.seconds:g} s: {total} requests, "
        f"{sum(tally.lost.values())} lost {dict(tally.lost) or ''}"
    )
    return 1 if tally.lost else 0


if __name__ == "__main__":
    sys.exit(main())
