"""The page that reviews, and the same as JSON: what the command line says, in its place."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import lxml.html
import pytest
from conftest import client_for
from fake_judge import FakeJudge

from greenroom.guides.loader import load_guide
from greenroom.judges.remember import Remembering
from greenroom.model import Answer
from greenroom.reading import MOST_BYTES
from greenroom.reading.word import MOST_UNPACKED

GUIDE = load_guide("have-backbone")
TEXT = f"I raised it. {GUIDE.signals[0].id} was what I did. Errors fell from 9% to 2%."
ASKED = {"text": TEXT, "level": "sde2", "competency": "have-backbone"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'


def test_the_review_is_put_in_its_place(send) -> None:
    part = send("/review", ASKED, htmx=True)
    assert part.status_code == 200
    assert "<html" not in part.text
    tree = lxml.html.fromstring(f"<div>{part.text}</div>")
    assert "at SDE 2" in tree.xpath("//*[@id='h-verdict']")[0].text_content()
    assert GUIDE.signals[0].id in tree.xpath("//mark")[0].text_content()
    assert " at SDE 2" in tree.xpath("//*[@hx-swap-oob]")[0].text_content()


def test_the_fixes_come_after_the_review_and_with_nothing_else(send) -> None:
    first = lxml.html.fromstring(f"<div>{send('/review', ASKED, htmx=True).text}</div>")
    assert first.xpath("//*[@id='fixes']/@hx-vals") == ['{"fixes": "yes"}']
    then = lxml.html.fromstring(f"<div>{send('/review', ASKED | {'fixes': 'yes'}, htmx=True).text}</div>")
    whole = lxml.html.fromstring(send("/review", ASKED).text)
    for made in (then, whole):
        assert made.xpath("//*[@id='h-verdict']")
        assert not made.xpath("//*[@hx-trigger] | //*[@hx-swap-oob]")


def test_every_anchor_of_the_review_leads_somewhere(send) -> None:
    tree = lxml.html.fromstring(send("/review", ASKED).text)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//main//a/@href") if href.startswith("#")} <= set(ids)


def test_level_and_lens_are_switched_without_reading_again() -> None:
    judge = FakeJudge()
    with client_for(judge=judge) as client:
        for level, lens in (("sde2", None), ("staff", "meta"), ("sde1", "google")):
            asked = ASKED | {"level": level, "lens": lens, "fixes": False}
            assert client.post("/api/review", json=asked).json()["target_level"] == level
    assert len(judge.read_ids) == 1


def test_another_answer_is_read_anew() -> None:
    judge = FakeJudge()
    remembering = Remembering(judge)
    answer = Answer(text=TEXT)
    first = remembering.read(answer, GUIDE)
    assert remembering.read(Answer(text=TEXT), GUIDE) is first
    assert len(judge.read_ids) == 1
    remembering.read(Answer(text=TEXT + " And more."), GUIDE)
    assert len(judge.read_ids) == 2


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    judge = FakeJudge()
    remembering = Remembering(judge, kept=2)
    for text in ("a b", "c d", "a b", "e f", "a b"):
        remembering.read(Answer(text=text), GUIDE)
    assert len(judge.read_ids) == 3
    remembering.read(Answer(text="c d"), GUIDE)
    assert len(judge.read_ids) == 4


@pytest.mark.parametrize("field", ["text", "question", "competency", "level", "lens"])
def test_nothing_that_is_written_becomes_markup(send, field: str) -> None:
    for htmx in (False, True):
        told = send("/review", ASKED | {field: f"Some words. {HOSTILE}"}, htmx=htmx).text
        assert "<script>alert" not in told
        assert "<img" not in told
        assert ">49<" not in told


def test_another_page_can_begin_to_fill_in_the_form(client) -> None:
    tree = lxml.html.fromstring(client.get("/review?competency=have-backbone&level=staff&lens=meta&question=Why?").text)
    chosen = tree.xpath("//option[@selected]/@value")
    assert chosen == ["have-backbone", "staff", "meta"]
    assert tree.xpath("//input[@id='question']/@value") == ["Why?"]


def test_a_file_is_read_by_its_content_whatever_it_is_called(send) -> None:
    transcript = f"WEBVTT\n\n00:00.000 --> 00:30.000\n{TEXT}\n"
    asked = ASKED | {"text": ""}
    read = send("/review", asked, files={"file": ("../../x.png", transcript.encode(), "image/png")})
    assert read.status_code == 200
    assert "measured" in read.text


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n" + bytes(300), b"PK\x03\x04" + bytes(300), b"MZ" + bytes(300)])
def test_a_file_in_disguise_is_refused(send, raw: bytes) -> None:
    refused = send("/review", ASKED | {"text": ""}, files={"file": ("answer.txt", raw, "text/plain")}, htmx=True)
    assert refused.status_code == 422
    assert "the file" in refused.text


def test_a_small_archive_that_unpacks_to_a_lot_is_refused(send) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(MOST_UNPACKED + 1))
    assert len(packed.getvalue()) < 200_000
    refused = send("/review", ASKED | {"text": ""}, files={"file": ("a.docx", packed.getvalue())}, htmx=True)
    assert refused.status_code == 422
    assert "unpack" in refused.text


def test_a_file_above_the_limit_is_refused(send) -> None:
    refused = send("/review", ASKED, files={"file": ("a.txt", b"a " * (MOST_BYTES // 2 + 40_000))}, htmx=True)
    assert refused.status_code == 413


def test_an_answer_that_cannot_be_judged_says_why(send) -> None:
    told = send("/review", ASKED | {"text": "UNREADABLE words here"}, htmx=True)
    assert told.status_code == 200
    assert "Not scored" in told.text


def test_the_interface_gives_the_published_review(client) -> None:
    got = client.post("/api/review", json=ASKED | {"lens": "meta", "fixes": False})
    assert got.status_code == 200
    review = got.json()
    assert (review["target_level"], review["lens"]["company"], review["fixes"]) == ("sde2", "meta", [])
    import jsonschema

    schema = Path(__file__).parents[2] / "docs" / "schemas" / "review.schema.json"
    jsonschema.validate(review, json.loads(schema.read_text(encoding="utf-8")))


def test_the_openapi_document_is_whole(client) -> None:
    document = client.get("/api/openapi.json").json()
    assert set(document["paths"]) == {"/api/review"}
    text = json.dumps(document)
    known = document["components"]["schemas"]
    assert {ref.split('"')[0] for ref in text.split("#/components/schemas/")[1:]} <= set(known)
    assert "verdict" in known["Review"]["properties"]
