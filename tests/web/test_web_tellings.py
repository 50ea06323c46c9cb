"""What one does with an answer that was reviewed: a fix is tried, tellings are compared, a review is saved or kept."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import lxml.html
import msgspec
import pytest
from conftest import client_for
from fake_judge import FakeJudge
from hypothesis import given, strategies as st

from greenroom.errors import InputError
from greenroom.guides.loader import load_guide
from greenroom.judges.remember import Remembering
from greenroom.model import Answer, Finding
from greenroom.reading.word import read_docx
from greenroom.review.trying import filled, pieces
from greenroom.store import Store
from greenroom.stories.bank import Bank

GUIDE = load_guide("have-backbone")
FIRST, SECOND = GUIDE.signals[0], GUIDE.signals[1]
TEXT = f"I raised it. {FIRST.id} was what I did. Errors fell from 9% to 2%."
ASKED = {"text": TEXT, "level": "sde2", "competency": "have-backbone", "question": "", "lens": ""}
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'
TIMED = f"WEBVTT\n\n00:00.000 --> 00:40.000\n{TEXT}\n"


def facts(signal, said: str = "what I found") -> dict[str, str]:
    """A fact for every blank of the fix of ``signal``."""
    blanks = [piece for piece in pieces(signal.fix) if piece.blank]
    return {f"{signal.id}.{n}": f"{said} {n}" for n in range(1, len(blanks) + 1)}


def tree(answer) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(f"<div>{answer.text}</div>")


def story(title: str = "The night desk") -> str:
    from datetime import UTC, datetime

    with Store.open() as store:
        return Bank(store).add(title, (), (), None, datetime.now(UTC)).story.id


# ── a fix, tried ────────────────────────────────────────────────────────────────────


@given(st.lists(st.text("abc ", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=5))
def test_the_pieces_of_a_frame_are_the_frame(blanks: list[str]) -> None:
    frame = "I ".join(f"[{blank}] went" for blank in blanks)
    assert "".join(f"[{p.text}]" if p.blank else p.text for p in pieces(frame)) == frame
    assert filled(frame, ["it"] * len(blanks)) == "I ".join(["it went"] * len(blanks))


def test_every_frame_of_the_guide_can_be_filled_in() -> None:
    for signal in GUIDE.signals:
        assert "[" not in filled(signal.fix, ["one"] * 20)


@pytest.mark.parametrize("fact", ["", "  ", "…", "x" * 501])
def test_a_blank_that_is_left_or_overfilled_is_named(fact: str) -> None:
    with pytest.raises(InputError, match=r"\[the place\]"):
        filled("I went to [the place].", [fact])


def test_a_fix_is_put_at_its_place_and_reviewed_again(send) -> None:
    tried = send("/review/try", {**ASKED, "target": SECOND.id, **facts(SECOND, SECOND.id)}, htmx=True)
    assert tried.status_code == 200
    made = tree(tried)
    taken = made.xpath("//form[@data-take]//input[@name='text']/@value")[0]
    assert taken.replace(" " + "".join(i.text_content() for i in made.xpath("//ins")), "", 1) == TEXT
    assert SECOND.name in made.xpath("//tr[@class='better'][last()]//th")[-1].text_content()


def test_a_fix_with_a_blank_left_is_refused_and_names_it(send) -> None:
    refused = send("/review/try", {**ASKED, "target": SECOND.id, f"{SECOND.id}.1": ""}, htmx=True)
    assert refused.status_code == 422
    assert pieces(SECOND.fix)[1].text in refused.text


def test_a_fix_that_there_is_not_is_refused(send) -> None:
    refused = send("/review/try", {**ASKED, "target": "hedging"})
    assert refused.status_code == 422
    assert "unknown fix" in refused.text


class Helped(FakeJudge):
    """Finds a signal where its fix was tried, too."""

    def _signal(self, name: str, text: str) -> Finding:
        shown = next(s.filled for s in GUIDE.signals if s.id == name)
        found = super()._signal(name, text)
        return msgspec.structs.replace(found, grade=2 if shown in text else found.grade)


def test_the_fixes_come_with_fields_for_their_blanks() -> None:
    with client_for(judge=Helped()) as client:
        client.get("/")
        asked = {**ASKED, "fixes": "yes", "csrf": client.cookies["greenroom-csrf"]}
        made = tree(client.post("/review", data=asked, headers={"hx-request": "true"}))
    target = made.xpath("//li[@id='fix1']//button/@value")[0]
    signal = next(s for s in GUIDE.signals if s.id == target)
    assert made.xpath("//li[@id='fix1']//input/@name") == list(facts(signal))
    assert "#fix1" in made.xpath("//*[@id='marked']//a/@href")


# ── two tellings ────────────────────────────────────────────────────────────────────


def test_two_tellings_stand_side_by_side_with_what_changed(send) -> None:
    second = f"{TEXT} {SECOND.id} came of it."
    made = tree(send("/review/compare", {**ASKED, "second": second}, htmx=True))
    assert "".join(one.text_content() for one in made.xpath("//ins")) == f"{SECOND.id} came of it."
    rows = {row.xpath("th")[0].text_content(): row.get("class") for row in made.xpath("//tr[th[@scope='row']]")}
    assert rows[SECOND.name] == "better"
    assert rows[FIRST.name] == "same"


def test_one_telling_asks_for_the_other(send) -> None:
    made = tree(send("/review/compare", ASKED))
    assert made.xpath("//textarea[@name='text']")[0].text.strip() == TEXT
    assert not made.xpath("//*[@id='h-compared']")


def test_a_telling_that_is_missing_is_named_and_nothing_is_lost(send) -> None:
    refused = send("/review/compare", {**ASKED, "second": "  "})
    assert refused.status_code == 422
    assert "the second telling: is empty" in refused.text
    assert TEXT in tree(refused).xpath("//textarea[@name='text']")[0].text


# ── saved and kept ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ending", "begins"), [("html", "<!doctype html>"), ("md", "#"), ("json", "{")])
def test_a_review_is_saved_as_a_file(send, ending: str, begins: str) -> None:
    saved = send("/review/save", {**ASKED, "format": ending})
    assert saved.headers["content-disposition"] == f'attachment; filename="review-have-backbone-sde2.{ending}"'
    assert saved.text.startswith(begins)
    assert "no-store" in saved.headers["cache-control"]


def test_another_format_is_refused(send) -> None:
    assert send("/review/save", {**ASKED, "format": "../x"}).status_code == 422


def test_the_times_of_a_file_stay_with_its_text_until_that_is_changed(send) -> None:
    first = tree(send("/review", ASKED | {"text": ""}, files={"file": ("a.vtt", TIMED.encode())}, htmx=True))
    basis = {one.get("name"): one.get("value") for one in first.xpath("//form[@id='basis']/input")}
    basis.pop("csrf")
    timed = json.loads(send("/review/save", {**basis, "format": "json"}).text)
    assert timed["timing"]["measured"] is True
    changed = {**basis, "text": basis["text"] + " And more.", "format": "json"}
    assert json.loads(send("/review/save", changed).text)["timing"]["measured"] is False


def test_an_answer_is_kept_as_a_telling_of_a_story_once(send) -> None:
    name = story()
    offered = tree(send("/review/keep", ASKED, htmx=True))
    assert offered.xpath("//select[@name='story']/option/@value") == [name]
    for _ in range(2):
        assert "telling 1" in send("/review/keep", {**ASKED, "story": name}, htmx=True).text
    with Store.open() as store:
        bank = Bank(store)
        assert [one.text for one in bank.get(name).tellings] == [TEXT]
        assert bank.reviews()[0].review.competency == "have-backbone"


def test_without_a_story_it_says_so(send) -> None:
    assert "No stories yet" in send("/review/keep", ASKED).text


@pytest.mark.parametrize("field", ["text", "second", "question", "competency", "level", "lens", "answer", "story"])
def test_nothing_that_is_written_becomes_markup(send, field: str) -> None:
    story(f"A title {HOSTILE}")
    for path in ("/review/try", "/review/compare", "/review/keep"):
        fields = {
            **ASKED,
            "second": TEXT,
            "target": SECOND.id,
            **facts(SECOND, HOSTILE),
            field: f"Some words. {HOSTILE}",
        }
        for htmx in (False, True):
            told = send(path, fields, htmx=htmx).text
            assert "<script>alert" not in told
            assert ">49<" not in told


# ── what the attacks found ──────────────────────────────────────────────────────────


def test_a_word_file_that_lies_about_its_size_fills_no_memory() -> None:
    import tracemalloc

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as entry:
        for _ in range(48):
            entry.write(b"a " * (512 * 1024))
    raw = bytearray(packed.getvalue())
    place = raw.rfind(b"PK\x01\x02") + 24
    raw[place : place + 4] = (100).to_bytes(4, "little")
    tracemalloc.start()
    with pytest.raises(InputError, match="damaged"):
        read_docx(bytes(raw), "a.docx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_method_that_is_not_taken_is_told_which_are(client) -> None:
    refused = client.request("TRACE", "/api/review")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_value_of_another_type_is_refused(client) -> None:
    asked = {"text": TEXT, "level": "sde2", "fixes": 0}
    assert client.post("/api/review", json=asked).status_code == 422


# ── read ahead ──────────────────────────────────────────────────────────────────────


def test_what_is_read_while_it_is_written_is_not_read_again() -> None:
    judge = FakeJudge()
    with client_for(judge=judge) as client:
        client.get("/")
        headers = {"x-csrf-token": client.cookies["greenroom-csrf"]}
        assert client.post("/review/ahead", data=ASKED, headers=headers).status_code == 204
        assert client.post("/review/ahead", data=ASKED | {"text": ""}, headers=headers).status_code == 204
        assert client.post("/review", data=ASKED, headers=headers | {"hx-request": "true"}).status_code == 200
    assert len(judge.read_ids) == 1


def test_a_reading_that_has_begun_is_waited_for() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(_: Answer) -> None:
        begun.set()
        assert go_on.wait(20)

    judge = FakeJudge(before=slowly)
    remembering = Remembering(judge)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(remembering.read, Answer(text=TEXT), GUIDE)
        assert begun.wait(20)
        second = threads.submit(remembering.read, Answer(text=TEXT), GUIDE)
        go_on.set()
        assert first.result(20) is second.result(20)
    assert len(judge.read_ids) == 1


def test_a_reading_that_failed_can_be_asked_for_again() -> None:
    remembering = Remembering(FakeJudge())
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            remembering.read(Answer(text="CRASH now"), GUIDE)
