"""The pages and the command line on one store at the same moment: a real server, and commands in processes."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.web_server import Answer, Served, ask, own_form, served
from greenroom.rehearsal.session import unfinished
from greenroom.store import Store
from greenroom.stories import drafts
from greenroom.stories.bank import Bank
from greenroom.stories.editing import version_of

COMMANDS = """
import json, sys
from greenroom.cli import main
for line in sys.stdin:
    print("ended", main(json.loads(line)), flush=True)
"""


@pytest.fixture(scope="module")
def at() -> Iterator[Served]:
    """A server with data of its own."""
    with served() as made:
        yield made


def commands(at: Served, lines: list[list[str]], tmp_path: Path) -> subprocess.Popen[str]:
    """A process in which these commands run one after the other."""
    env = {**os.environ, "GREENROOM_DATA": str(at.data), "GREENROOM_CONFIG": str(tmp_path / "none.toml")}
    (tmp_path / "none.toml").touch()
    made = subprocess.Popen(
        [sys.executable, "-c", COMMANDS], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert made.stdin is not None
    made.stdin.write("".join(f"{json.dumps(line)}\n" for line in lines))
    made.stdin.close()
    return made


def codes(process: subprocess.Popen[str]) -> list[str]:
    """How each command ended."""
    assert process.stdout is not None
    said = process.stdout.read().splitlines()
    process.stdout.close()
    process.wait()
    return [line.removeprefix("ended ") for line in said if line.startswith("ended ")]


def field(page: Answer, name: str) -> str:
    """A hidden field of a page."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.body.decode())
    assert found is not None
    return html.unescape(found[1])


def test_what_both_write_at_the_same_moment_is_all_there(at: Served, tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    told.write_text("I counted the pallets, and there were nine.", encoding="utf-8")
    own_form(at, "/stories/add", {"title": "Shared", "text": "It happened to me."})
    export = tmp_path / "all.json"
    runs = commands(
        at,
        [["data", "export", str(export)]]
        + [line for n in range(8) for line in (
            ["story", "add", str(told), "--title", f"Typed {n}"],
            ["story", "tell", "shared", str(told), "--no-review"],
            ["data", "import", str(export), "--prefer", "here"],
            ["coverage"],
        )],
        tmp_path,
    )  # fmt: skip
    forms = [
        form for n in range(16) for form in (
            ("/stories/add", {"title": f"Clicked {n}", "text": f"It was the {n}. day."}),
            ("/stories/bank/shared/tell", {"text": f"I told it, {n}."}),
            ("/stories/keep", {"draft_of": "telling:shared", "text": f"Typing {n}", "draft": "0"}),
        )
    ]  # fmt: skip
    with ThreadPoolExecutor(4) as people:
        sent = list(people.map(lambda form: own_form(at, *form).status, forms))
        seen = list(people.map(lambda path: ask(at, "GET", path).status, ["/", "/stories", "/stories/coverage"] * 4))
    ended = codes(runs)
    assert set(ended) == {"0"}
    assert (max(sent), set(seen)) <= (409, {200})
    assert [status for (path, _), status in zip(forms, sent, strict=True) if path != "/stories/keep"] == [303] * 32
    with Store.open(at.data) as store:
        bank = Bank(store)
        titles = {one.story.title for one in bank.stories()}
        texts = [one.text for one in bank.get("shared").tellings]
        numbers = [one.number for one in bank.get("shared").tellings]
    assert titles == {"Shared", *(f"Typed {n}" for n in range(8)), *(f"Clicked {n}" for n in range(16))}
    assert numbers == sorted(set(numbers))
    assert sorted(texts) == sorted(
        ["It happened to me."] + [told.read_text(encoding="utf-8")] * 8 + [f"I told it, {n}." for n in range(16)]
    )


def test_a_page_that_the_command_line_has_overtaken_says_so_and_shows_both(at: Served, tmp_path: Path) -> None:
    own_form(at, "/stories/add", {"title": "Overtaken", "text": "It happened."})
    page = ask(at, "GET", "/stories/bank/overtaken/edit")
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('title: Overtaken', 'title: Typed in the editor'))\n",
        encoding="utf-8",
    )
    env = {**os.environ, "GREENROOM_DATA": str(at.data), "EDITOR": f"{sys.executable} {editor}", "VISUAL": ""}
    command = [sys.executable, "-m", "greenroom", "story", "edit", "overtaken"]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    form = {"title": "Typed in the browser", "base": field(page, "base"), "draft": field(page, "draft")}
    stale = own_form(at, "/stories/bank/overtaken/edit", form)
    assert stale.status == 409
    assert b"Typed in the editor" in stale.body
    assert b"Typed in the browser" in stale.body
    again = own_form(at, "/stories/bank/overtaken/edit", form | {"base": field(stale, "base")})
    assert again.status == 303
    with Store.open(at.data) as store:
        bank = Bank(store)
        assert bank.get("overtaken").story.title == "Typed in the browser"
        assert "Typed in the editor" in [one.title for one in bank.versions("overtaken")]
        assert version_of(bank.get("overtaken").story) != form["base"]


def test_a_telling_that_is_typed_in_both_is_not_written_over(at: Served) -> None:
    own_form(at, "/stories/add", {"title": "Typed twice", "text": "It happened."})
    key = drafts.TELLING + "typed-twice"
    env = {**os.environ, "GREENROOM_DATA": str(at.data)}
    command = [sys.executable, "-m", "greenroom", "story", "tell", "typed-twice", "--no-review"]
    terminal = subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)  # fmt: skip
    assert terminal.stdout is not None
    assert any("Tell it" in line for line in iter(terminal.stdout.readline, ""))
    kept = own_form(at, "/stories/keep", {"draft_of": key, "text": "Typed in the browser.", "draft": "0"})
    assert kept.status == 200
    _, said = terminal.communicate("Typed at the terminal.\nAnd more.\n.\n")
    with Store.open(at.data) as store:
        draft = drafts.draft(store, key).text("text")
        texts = [one.text for one in Bank(store).get("typed-twice").tellings]
    both = [draft, *texts, said]
    assert any("Typed in the browser." in one for one in both)
    assert terminal.returncode == 0 or "another window" in said


def test_a_rehearsal_that_goes_on_at_the_terminal_is_not_written_over(at: Served) -> None:
    begun = own_form(at, "/rehearse/begin", {"guides": "have-backbone", "level": "sde2", "probes": "1"})
    assert begun.status == 303
    page = ask(at, "GET", "/rehearse/room")
    env = {**os.environ, "GREENROOM_DATA": str(at.data)}
    command = [sys.executable, "-m", "greenroom", "rehearse", "--resume"]
    subprocess.run(command, env=env, input="I said no at the terminal.\n", text=True, capture_output=True, check=False)
    form = {"place": field(page, "place"), "mark": field(page, "mark"), "text": "I said no in the browser."}
    stale = own_form(at, "/rehearse/draft", form)
    assert stale.status == 409
    assert b"I said no in the browser." in stale.body
    with Store.open(at.data) as store:
        state = unfinished(store)
    assert state is not None
    assert state.sitting.answer == "I said no at the terminal."
