"""The rules that every request meets before a page does."""

from __future__ import annotations

import re

import pytest
from conftest import BASE, client_for

from greenroom.errors import UsageError
from greenroom.web.access import Access, access
from greenroom.web.safety import MOST_BYTES

TOKEN = "0123456789abcdefXYZ"
ASKED = {"text": "I saw it. I fixed it.", "level": "sde2", "competency": "have-backbone"}
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example:8000", 421),
        ("127.0.0.1.evil.example:8000", 421),
        ("127.0.0.1:9", 421),
        ("127.0.0.1", 421),
        ("", 421),
        ("127.0.0.1:8000@evil.example", 421),
    ],
)
def test_only_the_names_of_this_machine_are_answered(host: str, status: int) -> None:
    with client_for(Access(port=8000)) as client:
        assert client.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": BASE}, 200),
        ({"origin": BASE, "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
    ],
)
def test_what_changes_something_comes_from_our_own_pages(client, headers, status) -> None:
    assert client.post("/api/review", json=ASKED, headers=headers).status_code == status


def test_another_site_can_link_here_but_not_read(client) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200
    assert client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}).status_code == 403


def test_a_form_needs_the_token_of_its_page(client, send) -> None:
    assert send("/review", ASKED).status_code == 200
    for token in ("", "x" * 32, client.cookies["greenroom-csrf"] + "x"):
        assert client.post("/review", data={**ASKED, "csrf": token}).status_code == 403
    assert client.post("/review", data=ASKED, headers={"x-csrf-token": "x"}).status_code == 403
    assert (
        client.post("/review", data=ASKED, headers={"x-csrf-token": client.cookies["greenroom-csrf"]}).status_code
        == 200
    )


def test_a_form_without_the_cookie_is_refused(client) -> None:
    assert client.post("/review", data={**ASKED, "csrf": ""}).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_json_in_the_clothes_of_a_form_is_refused(client, kind: str) -> None:
    client.get("/")
    assert client.post("/api/review", content=b'{"text": "a b"}', headers={"content-type": kind}).status_code >= 400


def test_a_large_body_is_refused_by_its_length_and_by_what_comes(client) -> None:
    large = b'{"text": "' + b"a" * MOST_BYTES + b'"}'
    refused = client.post("/api/review", content=large, headers=JSON)
    assert (refused.status_code, refused.json()["error"]["allowed"]) == (413, "at most 1 MB")
    pieces = (large[i : i + 65536] for i in range(0, len(large), 65536))
    assert client.post("/api/review", content=pieces, headers=JSON).status_code == 413


def test_every_answer_has_the_headers(client) -> None:
    answers = [
        client.get("/"),
        client.get("/nowhere"),
        client.post("/api/review", json={}),
        client.get("/", headers={"host": "x"}),
    ]
    answers.append(client.get(re.search(r'href="(/static/css/[^"]+)"', answers[0].text)[1]))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "microphone=(self)" in answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/review", "/design", "/nowhere"])
def test_no_page_has_script_or_style_inside(client, path: str) -> None:
    text = client.get(path).text
    assert not re.search(r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:|https?://", text)


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "css/../../app.py",
        "/etc/passwd",
        "css\\base.css",
        "css/",
        "",
        "js/%00",
    ],
)
def test_no_path_leads_to_a_file_that_is_not_shipped_for_pages(client, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


class TestToken:
    """Any address but the machine's own asks for a token."""

    reached = access("192.0.2.7", 8000, TOKEN)

    def client(self):
        client = client_for(self.reached)
        client.headers["host"] = "192.0.2.7:8000"
        return client

    def test_without_it_there_is_nothing(self) -> None:
        assert self.client().get("/").status_code == 401
        assert self.client().get("/?token=" + TOKEN[:-1]).status_code == 401
        assert self.client().post("/api/review", json=ASKED).status_code == 401
        assert self.client().post("/api/review?token=" + TOKEN, json=ASKED).status_code == 401

    def test_the_first_visit_keeps_it_and_takes_it_out_of_the_address(self) -> None:
        client = self.client()
        first = client.get(f"/review?token={TOKEN}&level=staff")
        assert (first.status_code, first.headers["location"]) == (303, "/review?level=staff")
        cookie = first.headers["set-cookie"]
        assert TOKEN not in cookie
        assert "HttpOnly" in cookie
        assert client.get("/review", headers={"cookie": cookie.split(";")[0]}).status_code == 200

    def test_a_redirect_never_leads_elsewhere(self) -> None:
        assert self.client().get(f"//evil.example?token={TOKEN}").headers.get("location", "/")[:2] != "//"

    def test_a_program_may_bring_it_in_a_header(self) -> None:
        asked = self.client().post("/api/review", json=ASKED, headers={"authorization": f"Bearer {TOKEN}"})
        assert asked.status_code == 200
        wrong = self.client().post("/api/review", json=ASKED, headers={"authorization": f"Bearer {TOKEN}x"})
        assert wrong.status_code == 401

    def test_one_is_made_where_none_is_given(self) -> None:
        assert access("127.0.0.1", 1, None).token is None
        made = access("0.0.0.0", 1, None).token
        assert made is not None
        assert len(made) >= 32
        assert made != access("0.0.0.0", 1, None).token

    @pytest.mark.parametrize("token", ["short", "a" * 15, "with a space in it", "with&ampersand&in"])
    def test_one_that_protects_nothing_is_refused(self, token: str) -> None:
        with pytest.raises(UsageError, match="token"):
            access("127.0.0.1", 1, token)


def test_the_framework_sends_nothing_about_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with client_for() as client:
        assert client.get("/").status_code == 200
        told = client.app._telemetry
    assert not any(told[what] for what in ("auto_configure", "tracing", "metrics", "logs", "operation_spans"))
