"""A server of its own for a measurement, and the requests of a client that may say what it likes."""

from __future__ import annotations

import contextlib
import http.client
import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Served(NamedTuple):
    """A server: its port, its process and the folder of its data."""

    port: int
    process: subprocess.Popen[str]
    data: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@contextlib.contextmanager
def served(*more: str) -> Iterator[Served]:
    """``greenroom serve`` on a free port until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GREENROOM_DATA": folder, "XDG_CONFIG_HOME": f"{folder}/config", "GREENROOM_CONFIG": ""}
        command = [sys.executable, "-m", "greenroom", "serve", "--no-open", *more]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            try:
                yield Served(int(address.rsplit(":", 1)[1].split("/")[0]), process, Path(folder))
            finally:
                process.terminate()


def ask(at: Served, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request over a connection of its own; headers are sent as they are."""
    connection = http.client.HTTPConnection("127.0.0.1", at.port, timeout=60)
    given = headers or {}
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    if not any(name.lower() == "host" for name in given):
        connection.putheader("Host", f"127.0.0.1:{at.port}")
    if body is not None and "Content-Length" not in given:
        connection.putheader("Content-Length", str(len(body)))
    for name, value in given.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    got = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    connection.close()
    return got


def raw(at: Served, lines: bytes) -> bytes:
    """What is answered to exactly these bytes."""
    with socket.create_connection(("127.0.0.1", at.port), timeout=20) as line:
        with contextlib.suppress(OSError):  # the server may hang up before all of it was sent
            line.sendall(lines)
            line.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(OSError):
            while piece := line.recv(65536):
                got += piece
    return got


def page_token(at: Served) -> str:
    """The token of a page, as its cookie holds it."""
    return ask(at, "GET", "/").headers["set-cookie"].split("=", 1)[1].split(";")[0]


def multipart(fields: dict[str, str], file: bytes | None = None, name: str = "answer.txt") -> tuple[bytes, str]:
    """A form with a file."""
    out = io.BytesIO()
    for field, value in fields.items():
        out.write(f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode())
    if file is not None:
        out.write(f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode())
        out.write(file + b"\r\n")
    out.write(b"--b--\r\n")
    return out.getvalue(), "multipart/form-data; boundary=b"


def own_form(at: Served, path: str, fields: dict[str, str], file: bytes | None = None, name: str = "a.txt") -> Answer:
    """A form sent as our own page would."""
    token = page_token(at)
    body, kind = multipart({**fields, "csrf": token}, file, name)
    headers = {"Content-Type": kind, "Cookie": f"greenroom-csrf={token}", "Origin": at.base, "HX-Request": "true"}
    return ask(at, "POST", path, body, headers)
