"""Rows and stores for the tests of what is kept."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from greenroom.store import Store, database_file
from greenroom.store.values import Calibration, CardReview, Draft, PastRehearsal, QuizAnswer, StoredCard

NOW = datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=UTC)
DAY = timedelta(days=1)


def draft(**other: Any) -> Draft:
    made = Draft(
        id="d1", guide="have-backbone", walkthrough="sde2", part="task", text="I had to choose.", at=NOW, words=4,
        seconds=1.7, review={"signals": {"spoke-up": 0}},
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def calibration(**other: Any) -> Calibration:
    made = Calibration(
        id="c1", guide="have-backbone", pair="orders", candidate="A", level="sde2", lens=None, at=NOW, seconds=90.5,
        scored={"verdict": "hire"}, key={"verdict": "no-hire"},
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def quiz_answer(**other: Any) -> QuizAnswer:
    made = QuizAnswer(
        id="q1", session="s1", guide="have-backbone", question="signal:spoke-up:found:2", difficulty="easy",
        chosen="committed", right="spoke-up", correct=False, at=NOW,
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def rehearsal(**other: Any) -> PastRehearsal:
    made = PastRehearsal(
        id="p1", guides="have-backbone", level="sde2", at=NOW, ended=NOW + DAY, finished=True, state={"phase": "done"},
        summary={"decision": "hire"},
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def card(**other: Any) -> StoredCard:
    made = StoredCard(
        id="have-backbone:probe:1", guide="have-backbone", kind="probe", front="Who disagreed?", back="A name.",
        due=NOW, schedule={"state": 1}, suspended=False, created=NOW,
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def rating(**other: Any) -> CardReview:
    made = CardReview(id="r1", card="have-backbone:probe:1", rating=3, at=NOW, before={"state": 1}, after={"state": 2})
    return msgspec.structs.replace(made, **other)


def filled(store: Store) -> None:
    """A row of every kind."""
    store.mark_read("have-backbone", "signals", "1.0", NOW)
    store.keep("quiz", "have-backbone", {"at": 3, "asked": ["a", "b"]}, NOW)
    store.add_draft(draft())
    store.add_calibration(calibration())
    store.add_quiz_answer(quiz_answer())
    store.end_rehearsal(rehearsal(), "rehearse", "last")
    store.put_cards([card()])
    store.record_review(rating(), NOW + DAY)


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Store.open(Path(folder)).close()
        return database_file(Path(folder)).read_bytes()


@contextmanager
def new_store() -> Iterator[Store]:
    """An empty store in a folder of its own; quicker than to make its tables anew each time."""
    folder = Path(tempfile.mkdtemp())
    try:
        database_file(folder).write_bytes(_empty())
        with Store.open(folder) as store:
            yield store
    finally:
        shutil.rmtree(folder)


def query(file: Path, statement: str) -> list[Any]:
    """What SQLite itself answers."""
    connection = sqlite3.connect(file)
    try:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()
