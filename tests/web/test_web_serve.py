"""The command that serves: what it says, and what it refuses."""

from __future__ import annotations

import importlib.util
import json
import socket
import urllib.request

import pytest

from greenroom.cli import main


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "uvicorn" else real(name, *a))
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == (
        "greenroom: greenroom serve needs the extra 'web'\ntry: pip install 'greenroom[web]'\n"
    )


def test_a_port_that_is_taken_is_named(capsys) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--no-open", "--port", str(port)]) == 2
    assert f"cannot listen on 127.0.0.1, port {port} (address already in use)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "70000"], "70000"),
        (["--host", "no such host"], "cannot listen on no such host"),
        (["--token", "short"], "--token: is no token that protects anything"),
    ],
)
def test_wrong_options_are_refused_before_anything_listens(options, said, capsys) -> None:
    assert main(["serve", "--no-open", *options]) == 2
    assert said in capsys.readouterr().err


def test_the_server_answers_and_names_no_program(server) -> None:
    with urllib.request.urlopen(f"{server.address}/api/openapi.json") as answer:
        assert json.load(answer)["info"]["title"] == "Greenroom"
        assert answer.headers["server"] is None
