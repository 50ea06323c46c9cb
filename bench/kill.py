"""kill -9 in the middle of writing, many times: nothing that was confirmed may be lost, and the database stays whole.

usage: python -m bench.kill [--times N] [--seed N] [--fresh N]

A writer adds rows of every kind and names each after its method returned. It is killed at a random moment, while it
makes the database, opens it or writes; in every other round a second writer is at work and is killed as well. Then
everything that was named must be there, each card must have the schedule that its last rating gave it, and SQLite must
find the file whole. Every N-th round (--fresh) begins with an empty folder.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from greenroom.store import Store, database_file
from greenroom.store.values import CardReview, Draft, QuizAnswer, StoredCard
from greenroom.stories.bank import Bank

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 0.02
"""Seconds after a writer's last awaited line within which it is killed."""


class Found(NamedTuple):
    """What was confirmed, which of it is gone, and what else is wrong."""

    confirmed: int
    lost: list[str]
    wrong: list[str]


def write(folder: Path, rows: int | None = None) -> None:
    """Write row after row, for ever or ``rows`` of each kind; name each on standard output once it is confirmed."""
    with Store.open(folder) as store:
        card = f"card-{uuid.uuid4().hex}"
        now = datetime.now(UTC)
        blank = StoredCard(
            id=card, guide="kill", kind="probe", front="?", back="!", due=now, schedule={"step": 0},
            suspended=False, created=now,
        )  # fmt: skip
        store.put_cards([blank])
        say("card", card)
        for n in count() if rows is None else range(rows):
            now = datetime.now(UTC)
            draft, answer, review = (uuid.uuid4().hex for _ in range(3))
            text = "I wrote it down. " * (n % 400)
            store.add_draft(
                Draft(
                    id=draft, guide="kill", walkthrough="w", part="action", text=text, at=now,
                    words=len(text.split()), seconds=1.5, review={"n": n},
                )
            )  # fmt: skip
            say("draft", draft)
            store.add_quiz_answer(
                QuizAnswer(
                    id=answer, session=card, guide="kill", question=f"q:{n}", difficulty="easy", chosen="a", right="b",
                    correct=False, at=now,
                )
            )  # fmt: skip
            say("quiz", answer)
            made = CardReview(id=review, card=card, rating=3, at=now, before={"step": n}, after={"step": n + 1})
            store.record_review(made, now)
            say("review", review)
            store.keep("quiz", card, {"n": n}, now)
            say("kept", f"{card}:{n}")


def write_stories(folder: Path) -> None:
    """Change a story bank for ever: a story, a telling of it, an undo; name each once it is confirmed."""
    with Store.open(folder) as store:
        bank = Bank(store)
        for n in count():
            held = bank.add(f"Story {uuid.uuid4().hex}", [], [], "I wrote it down. " * (n % 400), datetime.now(UTC))
            say("story", held.story.id)
            telling = bank.tell(held.story.id, f"I told it, {n}.", datetime.now(UTC))
            say("telling", telling.id)
            if n % 3 == 2:
                bank.undo(datetime.now(UTC))
                say("undone", telling.id)


def story_writer(folder: Path) -> subprocess.Popen[str]:
    """A process that changes a story bank."""
    return writer(folder, "--stories")


def check_stories(folder: Path, named: Sequence[str]) -> Found:
    """Hold a story bank against everything that was named so far."""
    with Store.open(folder) as store:
        held = Bank(store).stories(archived=True)
        every = {f"telling {one.id}" for one in store.story_log().tellings}
    tellings = {t.id for one in held for t in one.tellings}
    there = {f"story {one.story.id}" for one in held} | every
    wrong = [f"{one} is there again" for one in named if one.startswith("undone ") and one.split()[1] in tellings]
    lost = [one for one in named if not one.startswith("undone ") and one not in there]
    return Found(len(named), lost, [*wrong, *_unsound(folder)])


def say(kind: str, name: str) -> None:
    """One line, out of this process before it goes on."""
    sys.stdout.write(f"{kind} {name}\n")
    sys.stdout.flush()


def writer(folder: Path, *more: str) -> subprocess.Popen[str]:
    """A process that writes."""
    command = [sys.executable, "-m", "bench.kill", "--write", str(folder), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed(process: subprocess.Popen[str], lines: int, delay_s: float = 0.0) -> list[str]:
    """Kill a writer ``delay_s`` after it has named ``lines`` rows; everything that it named."""
    assert process.stdout is not None
    named = [process.stdout.readline() for _ in range(lines)]
    if delay_s:
        time.sleep(delay_s)
    process.kill()
    named += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.strip() for line in named if line.endswith("\n")]


def started() -> float:
    """Seconds that a writer takes to its first row, in a folder that was empty."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        killed(writer(Path(folder)), 1)
        return time.monotonic() - began


def check(folder: Path, named: Sequence[str]) -> Found:
    """Hold the database against everything that was named so far."""
    with Store.open(folder) as store:
        there = {f"draft {one.id}" for one in store.drafts("kill")}
        there |= {f"quiz {one.id}" for one in store.quiz_answers()}
        reviews = store.card_reviews()
        there |= {f"review {one.id}" for one in reviews}
        cards = store.cards()
        there |= {f"card {one.id}" for one in cards}
        for card in cards:
            kept = store.kept("quiz", card.id) or {"n": -1}
            there |= {f"kept {card.id}:{n}" for n in range(kept["n"] + 1)}
    last = {review.card: review.after for review in reviews}
    wrong = [f"{card.id}: its log says otherwise" for card in cards if card.schedule != last.get(card.id, {"step": 0})]
    return Found(len(named), [one for one in named if one not in there], wrong + _unsound(folder))


def _unsound(folder: Path) -> list[str]:
    """What SQLite itself finds wrong."""
    connection = sqlite3.connect(database_file(folder))
    pragmas = ("integrity_check", "foreign_key_check")
    found = [str(row) for name in pragmas for row in connection.execute(f"PRAGMA {name}") if row != ("ok",)]
    connection.close()
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Kill, check, print; 1 where something was lost."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--fresh", type=int, default=10)
    asked.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--stories", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--rows", type=int, help=argparse.SUPPRESS)
    chosen = asked.parse_args(argv)
    if chosen.write:
        if chosen.stories:
            write_stories(chosen.write)
        write(chosen.write, chosen.rows)
        return 0
    chance = random.Random(chosen.seed)
    start_s = started()
    kills = confirmed = lost = wrong = opening = 0
    with tempfile.TemporaryDirectory() as base:
        named: list[str] = []
        for n in count():
            if kills >= chosen.times:
                break
            folder = Path(base) / str(n // chosen.fresh)
            if n % chosen.fresh == 0:
                confirmed, named = confirmed + len(named), []
            writers = [writer(folder) for _ in range(min(1 + n % 2, chosen.times - kills))]
            for one in writers:
                lines = chance.choice((0, 1, chance.randrange(80), chance.randrange(80)))
                told = killed(one, lines, chance.random() * (LONGEST_S if lines else 1.3 * start_s))
                opening += not told
                named += told
            kills += len(writers)
            found = check(folder, named)
            lost, wrong = lost + len(found.lost), wrong + len(found.wrong)
            for line in (*found.lost, *found.wrong):
                print(f"round {n}: {line}")
        confirmed += len(named)
    print(
        f"{kills} kills, {opening} of them before the first row; {confirmed} rows confirmed, {lost} lost, {wrong} wrong"
    )
    return 1 if lost or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
