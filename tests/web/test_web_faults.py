"""What goes wrong is told as one fault, as a page, a part or JSON; never a traceback."""

from __future__ import annotations

import pytest

ASKED = {"text": "I saw it. I fixed it.", "level": "sde2", "competency": "have-backbone"}


def test_a_fault_of_the_interface_says_where_what_allowed_do(client) -> None:
    refused = client.post("/api/review", json=ASKED | {"competency": "have-backbne"})
    assert refused.status_code == 422
    assert refused.json() == {
        "error": {
            "where": "",
            "what": "unknown competency 'have-backbne'",
            "allowed": "have-backbone, highest-standards",
            "do": "did you mean have-backbone?",
        }
    }


@pytest.mark.parametrize(
    ("asked", "where"),
    [({"level": "sde2"}, "text"), (ASKED | {"level": "boss"}, "level"), (ASKED | {"more": 1}, "more"), ([], "")],
)
def test_a_value_that_is_not_allowed_is_named(client, asked, where: str) -> None:
    refused = client.post("/api/review", json=asked)
    assert (refused.status_code, refused.json()["error"]["where"]) == (422, where)


def test_a_page_that_is_not_there(client) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "there is no such page" in missing.text
    assert client.get("/api/nowhere").json()["error"]["what"] == "there is no such page"
    assert client.get("/api/review").status_code == 405


def test_a_fault_of_the_program_shows_nothing_of_its_inside(client, send, capsys) -> None:
    crashed = client.post("/api/review", json=ASKED | {"text": "CRASH here please"})
    assert crashed.status_code == 500
    assert crashed.json()["error"]["what"] == "unexpected fault (ZeroDivisionError)"
    page = send("/review", ASKED | {"text": "CRASH here please"})
    assert page.status_code == 500
    assert "Traceback" not in crashed.text + page.text
    assert "the test wants it" not in crashed.text + page.text
    said = capsys.readouterr().err
    assert "unexpected fault: ZeroDivisionError" in said
    assert "CRASH here" not in said


def test_htmx_is_given_the_fault_alone(send) -> None:
    part = send("/review", ASKED | {"text": " "}, htmx=True)
    assert part.status_code == 422
    assert "your answer: is empty" in part.text
    assert "<html" not in part.text


def test_without_script_the_form_keeps_what_was_written(send) -> None:
    page = send("/review", ASKED | {"competency": "nope", "question": "Why <b>?"})
    assert page.status_code == 422
    assert "unknown competency" in page.text
    assert ASKED["text"] in page.text
    assert "Why &lt;b&gt;?" in page.text


def test_a_text_that_is_too_large_is_called_so(send) -> None:
    refused = send("/review", {"text": "I saw it. " * 150_000, "competency": "have-backbone", "level": "sde2"})
    assert refused.status_code == 413
    assert "too large" in refused.text
