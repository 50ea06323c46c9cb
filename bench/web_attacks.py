"""Attacks on a running server, each with what came of it: python -m bench.web_attacks [--browser] [--markdown].

Starts ``greenroom serve`` with a data folder of its own. Exits 1 where an attack got through. docs/web-attacks.md holds
the list with the results; tests/web tries most of them again without a network.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import io
import json
import sys
import time
import timeit
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bench.web_server import Served, ask, multipart, own_form, page_token, raw, served
from greenroom.web.access import Access

TOKEN = "bench-0123456789abcdef"
ASKED = {"text": "I saw it. I fixed it.", "level": "sde2", "competency": "have-backbone"}
MARKUP = "\"'><script>window.hit=1</script><img src=x onerror=window.hit=1><svg/onload=window.hit=1>{{7*7}}${7*7}"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


class Result(NamedTuple):
    group: str
    attack: str
    came: str
    held: bool


# ── the attacks ─────────────────────────────────────────────────────────────────────


def rebinding(at: Served) -> Iterator[Result]:
    """Names that somebody else owns and that lead here."""
    port = at.port
    for host in (f"evil.example:{port}", f"127.0.0.1.nip.io:{port}", f"localhost.evil.example:{port}", "127.0.0.1:1",
                 f"127.0.0.1:{port}@evil.example", f"evil.example#127.0.0.1:{port}", ""):  # fmt: skip
        status = ask(at, "GET", "/", headers={"Host": host}).status
        yield Result(
            "DNS rebinding", f"Host: {host or '(empty)'}".replace(str(port), "PORT"), str(status), status in (400, 421)
        )
    two = raw(
        at, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode()
    )
    yield Result("DNS rebinding", "two Host headers", _status(two), _status(two) in ("400", "421"))
    none = raw(at, b"GET / HTTP/1.0\r\n\r\n")
    yield Result("DNS rebinding", "no Host header", _status(none), _status(none) in ("400", "421"))
    absolute = raw(at, b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    yield Result("DNS rebinding", "an absolute address", _status(absolute), _status(absolute) in ("400", "404", "421"))


def _status(got: bytes) -> str:
    return got.split(b" ", 2)[1].decode() if got.startswith(b"HTTP/") else "closed"


def forgery(at: Served) -> Iterator[Result]:
    """Requests that another site makes a browser send."""
    token = page_token(at)
    form = urlencode({**ASKED}).encode()
    theirs = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site", "Cookie": f"greenroom-csrf={token}"}
    kinds: list[tuple[str, bytes, dict[str, str]]] = [
        ("a form", form, {**theirs, "Content-Type": "application/x-www-form-urlencoded"}),
        ("a form with files", *_typed(multipart(ASKED, b"I saw it."), theirs)),
        ("a text form that is JSON", json.dumps(ASKED).encode(), {**theirs, "Content-Type": "text/plain"}),
        ("JSON by fetch", json.dumps(ASKED).encode(), {**theirs, "Content-Type": "application/json"}),
        ("JSON from another port", json.dumps(ASKED).encode(),
         {"Origin": "http://127.0.0.1:1", "Content-Type": "application/json"}),
        ("JSON from a file or a sandbox", json.dumps(ASKED).encode(),
         {"Origin": "null", "Content-Type": "application/json"}),
        ("JSON without a type", json.dumps(ASKED).encode(), {"Cookie": f"greenroom-csrf={token}"}),
        ("a form without Origin, with the cookie", form,
         {"Cookie": f"greenroom-csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}),
        ("a form with a guessed token", form + b"&csrf=" + b"A" * 32,
         {"Cookie": f"greenroom-csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}),
        ("a form with an empty cookie and token", form + b"&csrf=",
         {"Cookie": "greenroom-csrf=", "Content-Type": "application/x-www-form-urlencoded"}),
        ("a form with the token in the address", form,
         {"Cookie": f"greenroom-csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}),
    ]  # fmt: skip
    for what, body, headers in kinds:
        json_there = "JSON" in what
        path = "/api/review" if json_there else f"/review{f'?csrf={token}' if 'address' in what else ''}"
        status = ask(at, "POST", path, body, headers).status
        yield Result("CSRF", what, str(status), status in (403, 415, 422))
    for method in ("PUT", "PATCH", "DELETE"):
        status = ask(at, method, "/review", form, {**theirs, "Content-Type": "text/plain"}).status
        yield Result("CSRF", f"{method} from elsewhere", str(status), status in (403, 405))
    overridden = ask(at, "POST", "/", b"", {"X-HTTP-Method-Override": "DELETE", "Origin": "http://evil.example"}).status
    yield Result("CSRF", "another method in a header", str(overridden), overridden == 403)
    preflight = ask(at, "OPTIONS", "/api/review", headers={
        "Origin": "http://evil.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type"})  # fmt: skip
    allowed = [name for name in preflight.headers if name.startswith("access-control")]
    yield Result("CSRF", "a browser's question before JSON", f"{preflight.status}, no permission", not allowed)
    read = ask(at, "GET", "/api/openapi.json", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
    yield Result("CSRF", "a page embedded elsewhere", str(read.status), read.status == 403)


def _typed(made: tuple[bytes, str], headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return made[0], {**headers, "Content-Type": made[1]}


def reads_change_nothing(at: Served) -> Iterator[Result]:
    """GET and HEAD of every address leave the data as they are."""
    from greenroom.settings import Settings
    from greenroom.web.app import create_app

    paths = sorted({route.path for route in _routes(create_app(Settings())) if "{" not in route.path})
    for path in paths:  # once, so that whatever a first visit makes is there
        ask(at, "GET", path)
    before = _state(at.data)
    worst = 0
    for path in paths:
        for method in ("GET", "HEAD"):
            worst = max(
                worst,
                ask(at, method, path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}).status,
            )
    yield Result("CSRF", f"GET and HEAD of all {len(paths)} addresses", f"no data changed, at most {worst}",
                 _state(at.data) == before and worst < 500)  # fmt: skip


def _routes(app: Any) -> list[Any]:
    """Every route, those of routers that were put in too."""
    found: list[Any] = []
    for route in getattr(app, "routes", []):
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        found += _routes(type("R", (), {"routes": inner})) if inner else [route]
    return [one for one in found if hasattr(one, "path")]


def _state(folder: Path) -> dict[str, object]:
    """The rows of the data, by file: what is in a database, else size and digest."""
    import hashlib
    import sqlite3

    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.endswith(("-wal", "-shm")):
            continue
        if path.read_bytes()[:15] == b"SQLite format 3":
            with contextlib.closing(sqlite3.connect(path)) as held:
                found[path.name] = hashlib.sha256("\n".join(held.iterdump()).encode()).hexdigest()
        else:
            found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def bodies(at: Served) -> Iterator[Result]:
    """More than anybody needs to send."""
    port = at.port
    head = f"POST /api/review HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    head += "Connection: close\r\n"
    said = raw(at, f"{head}Content-Length: 999999999999\r\n\r\n".encode())
    yield Result("Oversized", "a body that says it has a terabyte", _status(said), _status(said) == "413")
    for wrong in ("-1", "1e9", "0x10", "5, 6"):
        got = _status(raw(at, f"{head}Content-Length: {wrong}\r\n\r\n".encode()))
        yield Result("Oversized", f"a length of {wrong}", got, got in ("400", "413"))
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    streamed = raw(at, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + piece * 40 + b"0\r\n\r\n")
    yield Result(
        "Oversized", "2.5 MB in pieces, without a length", _status(streamed), _status(streamed) in ("413", "closed")
    )
    both = raw(
        at,
        f"{head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /nowhere HTTP/1.1\r\n\r\n".encode(),
    )
    yield Result("Oversized", "length and pieces at once (smuggling)", _status(both), both.count(b"HTTP/1.1 ") <= 1)
    form = own_form(at, "/review", ASKED, b"a " * (17 * 1024 * 1024))
    yield Result("Oversized", "a file of 34 MB", str(form.status), form.status == 413)
    many = own_form(at, "/review", {f"f{i}": "x" for i in range(1500)})
    yield Result("Oversized", "1,500 fields", str(many.status), 400 <= many.status < 500)
    long = ask(at, "GET", "/review?question=" + "a" * 60_000)
    yield Result("Oversized", "a line of 60 kB", str(long.status), long.status < 500)
    longer = raw(
        at, b"GET /" + b"a" * 200_000 + f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    )
    yield Result(
        "Oversized", "an address of 200 kB", _status(longer), _status(longer) in ("400", "404", "414", "closed")
    )
    deep = ("[" * 100_000 + "]" * 100_000).encode()
    nested = ask(at, "POST", "/api/review", deep, {"Content-Type": "application/json"}).status
    yield Result("Oversized", "JSON nested 100,000 deep", str(nested), 400 <= nested < 500)


def word(document: str, more: dict[str, bytes] | None = None) -> bytes:
    """A Word file with this document."""
    out = io.BytesIO()
    kind, main = "application/vnd.openxmlformats-", "officedocument.wordprocessingml.document.main+xml"
    kinds = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
             f'ContentType="{kind}package.relationships+xml"/><Override PartName="/word/document.xml" '
             f'ContentType="{kind}{main}"/></Types>')  # fmt: skip
    links = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
             'Target="word/document.xml"/></Relationships>')  # fmt: skip
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr("_rels/.rels", links)
        archive.writestr("word/document.xml", document)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def _document(words: str, before: str = "") -> str:
    told = f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body>"
    return f'<?xml version="1.0"?>{before}<w:document {W}>{told}</w:document>'


def uploads(at: Served) -> Iterator[Result]:
    """Files that are not what they say."""
    bomb = word(_document("I saw it. I fixed it."), {"word/media/big.bin": bytes(200 * 1024 * 1024)})
    lying = bytearray(word(_document("I saw it. " + "a" * 70_000_000)))
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 24 : place + 28] = (100).to_bytes(4, "little")
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)) + "]>"  # fmt: skip
    own = Path(__file__).resolve()
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{own}">]>'
    files: list[tuple[str, bytes, str, str]] = [
        ("a picture called answer.txt", b"\x89PNG\r\n\x1a\n" + bytes(500), "answer.txt", ""),
        ("a program called answer.md", b"\x7fELF" + bytes(500), "answer.md", ""),
        ("a zip archive called answer.docx", _zip(), "answer.docx", ""),
        ("half a Word file", word(_document("I saw it."))[:300], "answer.docx", ""),
        (f"a Word file of {len(bomb) // 1024} kB that unpacks to 200 MB", bomb, "answer.docx", ""),
        ("a Word file that lies about its unpacked size", bytes(lying), "answer.docx", ""),
        ("entities that grow to a billion words", word(_document("I saw it. &j;", laughs)), "answer.docx", "hahaha"),
        ("an entity that names a file of this machine", word(_document("I saw it. &e;", outside)), "answer.docx",
         "web_attacks"),
        ("a Word file inside of which a path leads out", word(_document("I saw it. I fixed."), {"../../out.txt": b"x"}),
         "answer.docx", ""),
        ("a web page called answer.txt", b"<html><script>window.hit=1</script>I saw it. I fixed it.", "answer.txt",
         "<script>window"),
        ("a name with a path, quotes and line ends", b"I saw it. I fixed it.", '..%2f..\\x"; filename="y', ""),
    ]  # fmt: skip
    for what, content, name, never in files:
        began = time.monotonic()
        got = own_form(at, "/review", {**ASKED, "text": ""}, content, name)
        took = time.monotonic() - began
        leaked = never and never.encode() in got.body
        said = f"{got.status} in {took:.1f} s" if took > 1 else str(got.status)
        yield Result("Uploads", what, said, got.status < 500 and not leaked and took < 20)
    yield Result("Uploads", "nothing of it lies in a folder", "none", not (Path(at.data).parent / "out.txt").exists())


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "I saw it.")
    return out.getvalue()


def paths(at: Served) -> Iterator[Result]:
    """Ways out of the folder of files."""
    for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/etc/passwd",
                 "/static/css/..%5c..%5capp.py",
                 "/static//etc/passwd", "/static/js/%00", "/static/%c0%ae%c0%ae/app.py", "/jobs/..%2f..%2fetc%2fpasswd",
                 "//evil.example/%2e%2e", "/static/" + "a/" * 4000):  # fmt: skip
        got = ask(at, "GET", path)
        shown = path if len(path) < 60 else "/static/a/a/… (8 kB)"
        yield Result("Paths", shown, str(got.status), got.status in (400, 404) and b"root:" not in got.body)


def headers(at: Served, guarded: Served) -> Iterator[Result]:
    """What a request could put into the head of an answer, and what every answer holds."""
    for path in ("/review?question=a%0d%0aSet-Cookie:%20x=1", "/%0d%0aX-Hit:%201", "/nowhere?x=%0aX-Hit:1"):
        got = ask(at, "GET", path)
        yield Result(
            "Headers",
            path,
            str(got.status),
            "x-hit" not in got.headers and "x=1" not in got.headers.get("set-cookie", ""),
        )
    entered = ask(
        guarded, "GET", f"/review?token={TOKEN}&x=%0d%0aX-Hit:1", headers={"Host": f"127.0.0.1:{guarded.port}"}
    )
    yield Result(
        "Headers", "a line end in the address of the first visit", str(entered.status), "x-hit" not in entered.headers
    )
    away = ask(guarded, "GET", f"//evil.example/?token={TOKEN}", headers={"Host": f"127.0.0.1:{guarded.port}"})
    where = away.headers.get("location", "")
    yield Result(
        "Headers",
        "a first visit that leads elsewhere",
        where or str(away.status),
        not where.startswith(("//", "http", "/\\")),
    )
    saved = own_form(at, "/review/save", {**ASKED, "format": 'html"\r\nX-Hit: 1'})
    yield Result("Headers", "a line end in the name of a saved file", str(saved.status), "x-hit" not in saved.headers)
    got = ask(at, "GET", "/review")
    for name, wanted in (("x-frame-options", "DENY"), ("content-security-policy", "frame-ancestors 'none'"),
                         ("cache-control", "no-store"), ("cross-origin-resource-policy", "same-origin"),
                         ("x-content-type-options", "nosniff")):  # fmt: skip
        yield Result("Headers", f"{name} of a page", wanted, wanted in got.headers.get(name, ""))
    cookie = ask(at, "GET", "/").headers["set-cookie"]
    yield Result(
        "Headers",
        "the cookie of a page",
        "HttpOnly, SameSite=Strict",
        "HttpOnly" in cookie and "SameSite=Strict" in cookie,
    )
    api = ask(at, "POST", "/api/review", json.dumps(ASKED).encode(), {"Content-Type": "application/json"})
    yield Result(
        "Headers",
        "a review as JSON is not kept by caches",
        api.headers.get("cache-control", ""),
        "no-store" in api.headers.get("cache-control", ""),
    )


def token(at: Served) -> Iterator[Result]:
    """The token of a server that others may reach."""
    host = {"Host": f"127.0.0.1:{at.port}"}
    for what, path, more in (
        ("no token", "/", {}),
        ("a near miss", f"/?token={TOKEN[:-1]}x", {}),
        ("the token in small pieces", f"/?token={TOKEN[:8]}&token={TOKEN[8:]}", {}),
        ("a made-up cookie", "/", {"Cookie": f"greenroom-token-{at.port}={'0' * 64}"}),
        ("the token as the cookie", "/", {"Cookie": f"greenroom-token-{at.port}={TOKEN}"}),
        ("a token that is no text", "/?token=%ff%00", {}),
        ("a cookie that is no text", "/", {"Cookie": f"greenroom-token-{at.port}=\xff"}),
        ("a bearer that is no text", "/", {"Authorization": "Bearer \xff"}),
        ("the description of the interface", "/api/openapi.json", {}),
    ):
        status = ask(at, "GET", path, headers={**host, **more}).status
        yield Result("Token", what, str(status), status == 401)
    near, far = _quickest(TOKEN[:-1] + "x", "x" * len(TOKEN))
    told = f"{abs(near - far) * 1e9:.0f} ns apart, of {far * 1e9:.0f}"
    yield Result("Token", "the time of a near miss against any other", told, abs(near - far) < 0.2 * far)
    cookie = ask(at, "GET", f"/?token={TOKEN}", headers=host).headers["set-cookie"]
    yield Result("Token", "its cookie", "HttpOnly, not the token itself", "HttpOnly" in cookie and TOKEN not in cookie)


def _quickest(*given: str) -> tuple[float, ...]:
    """Seconds that the check of each takes, at best, in turns; over the network whatever else runs would hide it."""
    guard = Access(token=TOKEN)
    times: dict[str, list[float]] = {one: [] for one in given}
    for _ in range(30):
        for one in given:
            times[one].append(timeit.timeit(functools.partial(guard.is_token, one), number=2_000) / 2_000)
    return tuple(min(times[one]) for one in given)


def main(arguments: list[str] | None = None) -> int:
    """Try them all; 1 where one got through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markdown", action="store_true", help="print the tables of docs/web-attacks.md")
    chosen = parser.parse_args(arguments)
    results: list[Result] = []
    with served() as at, served("--token", TOKEN) as guarded:
        tries: list[Callable[[], Iterator[Result]]] = [
            lambda: rebinding(at), lambda: forgery(at), lambda: reads_change_nothing(at), lambda: bodies(at),
            lambda: uploads(at), lambda: paths(at), lambda: headers(at, guarded), lambda: token(guarded),
        ]  # fmt: skip
        for one in tries:
            for result in one():
                results.append(result)
                if not chosen.markdown:
                    print(
                        f"{'held' if result.held else 'THROUGH':8}{result.group:14} {result.attack}: {result.came}",
                        flush=True,
                    )
        alive = ask(at, "GET", "/").status == 200 and at.process.poll() is None
        results.append(Result("After all of it", "the server still answers", "200", alive))
    if chosen.markdown:
        print(table(results))
    through = [one for one in results if not one.held]
    print(f"{len(results)} attacks, {len(through)} got through", file=sys.stderr)
    return 1 if through else 0


def table(results: list[Result]) -> str:
    """The results as Markdown."""
    rows = [
        f"| {r.group} | {r.attack.replace('|', '/')} | {r.came} | {'held' if r.held else '**got through**'} |"
        for r in results
    ]
    return "\n".join(["| | attack | answer | |", "| --- | --- | --- | --- |", *rows])


if __name__ == "__main__":
    sys.exit(main())
