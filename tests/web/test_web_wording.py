"""No page says what to type at a terminal: every fault of the rooms, in the words of the pages."""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import pytest

import greenroom
from greenroom.errors import ChangedError, DataError, GreenroomError, UsageError
from greenroom.store import Store, database_file
from greenroom.web.wording import told

ROOMS = Path(greenroom.__file__).parent
COMMAND = re.compile(r"greenroom (?!serve|anew)[a-z-]+|(?<![\w<!-])--[a-z]+")
TEXT = "I noticed that the totals were wrong, and I fixed the import."


def sayings() -> list[str]:
    """Every text that a room gives a fault as ``where``, ``allowed`` or ``do``, or to a constant that may be one."""
    found = set()
    for file in sorted(ROOMS.rglob("*.py")):
        if file.relative_to(ROOMS).parts[0] in ("cli", "batch", "evaluation"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            given = None
            if (isinstance(node, ast.keyword) and node.arg in ("where", "allowed", "do")) or isinstance(
                node, ast.Assign
            ):
                given = node.value
            for one in ast.walk(given) if given is not None else ():
                if isinstance(one, ast.JoinedStr):
                    found.add("".join(p.value if isinstance(p, ast.Constant) else "X" for p in one.values))
                elif isinstance(one, ast.Constant) and isinstance(one.value, str):
                    found.add(one.value)
    return sorted(text for text in found if COMMAND.search(text) and "\n" not in text)


def test_there_are_such_sayings() -> None:
    assert len(sayings()) > 15


@pytest.mark.parametrize("said", sayings())
def test_no_fault_names_a_command_or_an_option(said: str) -> None:
    made = told(GreenroomError("it did not work", where=said, allowed=said, do=said))
    assert not COMMAND.search(" ".join(made))
    assert made.do


def test_what_a_page_can_do_stays_as_it_was_said() -> None:
    fault = UsageError("is too long", where="the title", allowed="at most 9 -- or so", do="shorten it, or run it again")
    assert told(fault) == ("the title", "is too long", "at most 9 -- or so", "shorten it, or run it again")


def test_one_clause_of_the_command_line_goes_and_the_rest_stays() -> None:
    fault = DataError("is missing", do='pip install "leather<0.5" (the extra "charts"), or leave out --html')
    assert told(fault).do == 'pip install "leather<0.5" (the extra "charts")'


def test_a_change_that_came_too_late_does_not_blame_the_file() -> None:
    fault = ChangedError("it was changed", where="/home/me/greenroom.db", do="run the same again")
    assert told(fault) == ("", "it was changed", "", "reload the page, and do it again if it is still wanted")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/review", {"text": TEXT, "competency": "none", "level": "sde2"}),
        ("/review/keep", {"text": TEXT, "competency": "have-backbone", "level": "sde2", "story": "none"}),
        ("/stories/bank/none/tell", {"text": TEXT}),
        ("/progress/days", {"date": "2020-01-01", "hours": "1"}),
        ("/rehearse/begin", {"guides": "none", "level": "sde2"}),
        ("/stories/undo", {"change": "none"}),
        ("/guides/none/quiz/begin", {"count": "2"}),
    ],
)
def test_pages_that_refuse_say_it_in_their_own_words(send, path: str, fields: dict[str, str]) -> None:
    refused = send(path, fields)
    assert refused.status_code < 500
    assert not COMMAND.search(html.unescape(refused.text).replace("<!--", ""))


@pytest.mark.parametrize(("mode", "key", "path"), [
    ("rehearse", "last", "/rehearse"), ("mine", "have-backbone", "/stories/mine/have-backbone"),
    ("walkthrough", "have-backbone", "/guides/have-backbone/walkthrough"),
])  # fmt: skip
def test_what_was_kept_by_another_version_is_told_as_well(client, mode, key, path: str) -> None:
    from datetime import UTC, datetime

    with Store.open(database_file().parent) as store:
        store.keep(mode, key, {"level": 7, "answers": 7}, datetime.now(UTC))
    page = client.get(path)
    assert "cannot be understood" in page.text
    assert not COMMAND.search(html.unescape(re.sub("<[^>]+>", "\n", page.text)))
