"""What the tests of the web app share: an app for the rules, and one real server with one real browser for journeys.

``client``
    The app with a judge that needs no model, over no network: for statuses, headers, JSON and the text of pages.
    ``send`` posts a form as a page would.
``server``
    ``greenroom serve`` as a process of its own, on a free port, with a data folder of its own; started once a session,
    and emptied before every test: none finds what another left.
``page``
    A tab of a real Chromium, at ``server`` (``page.goto("/review")``); a test fails where the page asks for anything
    elsewhere, breaks the content policy or throws. ``axe`` checks what the tab shows.
    The content policy forbids ``page.wait_for_function`` with a string; wait for a selector.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fake_judge import FakeJudge
from starlette.testclient import TestClient

from greenroom.settings import Settings
from greenroom.speech import kept
from greenroom.store import database_file
from greenroom.web.access import Access
from greenroom.web.app import create_app

BASE = "http://127.0.0.1:8000"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Send = Callable[..., Any]


class Server(NamedTuple):
    """A running server: where, and the folder of its data."""

    address: str
    data: Path


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has data and settings of its own."""
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))  # the page of settings writes there
    return tmp_path / "data"


def client_for(access: Access | None = None, judge: Any = None) -> TestClient:
    """A client of an app with these; redirects are not followed."""
    app = create_app(Settings(), access=access, judge=judge or FakeJudge())
    return TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app on loopback, without a token."""
    with client_for() as made:
        yield made


@pytest.fixture
def send(client: TestClient) -> Send:
    """``send(path, {field: value}, files={...}, htmx=True)``: post a form with the token of its page."""

    def post(path: str, fields: Mapping[str, str], *, files: Any = None, htmx: bool = False) -> Any:
        client.get("/")
        token = client.cookies["greenroom-csrf"]
        headers = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if htmx else {})
        return client.post(path, data={**fields, "csrf": token}, files=files, headers=headers)

    return post


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``greenroom serve``, as a person starts it."""
    data = tmp_path_factory.mktemp("served")
    env = {**os.environ, "GREENROOM_DATA": str(data), "XDG_CONFIG_HOME": str(data / "config")}
    env.pop("GREENROOM_CONFIG", None)
    command = [sys.executable, "-m", "greenroom", "serve", "--no-open"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "http://" in line, line
            yield Server(line.split()[-1].rstrip("/"), data)
        finally:
            process.terminate()


@pytest.fixture
def server(served: Server) -> Server:
    """The server, with nothing kept: every row is gone, the tables stay, so that this is quick."""
    kept.drop(served.data)
    file = database_file(served.data)
    if file.is_file():
        with contextlib.closing(sqlite3.connect(file, timeout=60)) as held, held:
            named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%alembic%'"
            for (table,) in held.execute(named).fetchall():
                held.execute(f'DELETE FROM "{table}"')
    return served


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """A tab at the server; ``page.goto("/review")``."""
    context = browser.new_context(
        base_url=server.address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("request", lambda r: r.url.startswith((server.address, "blob:")) or wrong.append(f"asked for {r.url}"))
    tab.on("pageerror", lambda error: wrong.append(f"threw {error}"))
    tab.on("console", lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None)
    yield tab
    context.close()
    assert wrong == []


@pytest.fixture
def axe(page: Any) -> Callable[..., list[str]]:
    """``axe()``: what axe finds wrong with what the tab shows, one line each; ``axe(tab)``: with another tab."""
    package = pytest.importorskip("axe_playwright_python")
    script = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def check(tab: Any = page) -> list[str]:
        tab.evaluate(script)
        found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", AXE_RULES)
        return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found["violations"]]

    return check
