"""Rehearsals in the browser: the machine and the store of the command line; nothing that was said is lost."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from conftest import client_for
from spoken import timed, tone, write_wav

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.session import unfinished
from greenroom.speech import kept
from greenroom.speech.sent import sent
from greenroom.store import Store

GUIDE = load_guide("have-backbone")
ANSWER = f"I raised it with the owner. {GUIDE.signals[0].id} was what I did. Errors fell from 9% to 2%."
REPLY = "I told the owner on the same day, and she agreed."
BEGIN = {"guides": "have-backbone", "level": "sde2", "probes": "1"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'
LONG_S = 20


def tree(response: Any) -> Any:
    return lxml.html.fromstring(f"<div>{response.text}</div>" if "<html" not in response.text else response.text)


def text_of(response: Any, ident: str) -> str:
    return " ".join(tree(response).get_element_by_id(ident).text_content().split())


@pytest.fixture
def room(client, send):
    """The room of a rehearsal that has begun; ``room(do=..., text=...)`` sends its form as the page stands."""
    assert send("/rehearse/begin", BEGIN).headers["location"] == "/rehearse/room"

    def reply(text: str = "", *, htmx: bool = False, **more: str) -> Any:
        form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
        fields = {name: form.fields[name] or "" for name in ("place", "mark", "heard")}
        return send("/rehearse/answer", fields | {"text": text, "do": "answer"} | more, htmx=htmx)

    return reply


def kept_state() -> Any:
    with Store.open() as store:
        return unfinished(store)


def test_question_answer_probe_closing_and_the_debrief(client, room) -> None:
    assert text_of(client.get("/rehearse/room"), "question") == GUIDE.question
    assert room(ANSWER).headers["location"] == "/rehearse/room"
    probe = client.get("/rehearse/room")
    assert "Follow-up 1 of at most 1" in probe.text
    room(REPLY)
    assert "Nothing to add" in client.get("/rehearse/room").text
    ended = room(do="pass")
    debrief = client.get(ended.headers["location"])
    for words in ("Written assessment", "Ledger", "What to work on", "not the procedure of Amazon", REPLY, ANSWER):
        assert words in debrief.text
    assert kept_state() is None
    assert ended.headers["location"] in client.get("/rehearse").text


def test_by_htmx_the_answer_is_kept_before_it_is_read(client, room, send) -> None:
    waiting = room(ANSWER, htmx=True)
    assert tree(waiting).xpath("//*[@hx-post='/rehearse/read']/@hx-trigger") == ["load"]
    assert (kept_state().phase, kept_state().sitting.answer) == ("answered", ANSWER)
    with client_for() as another:  # the server died, and another goes on
        assert "being read" in another.get("/rehearse/room").text
    read = send("/rehearse/read", {}, htmx=True)
    assert "Follow-up 1" in read.text
    assert "Follow-up 1" in send("/rehearse/read", {}, htmx=True).text


def test_the_debrief_can_be_kept_as_a_file(client, room) -> None:
    room(ANSWER)
    room(do="stop")
    past = room(do="pass").headers["location"]
    for form, beginning in (("html", "<!doctype html>"), ("md", "")):
        got = client.get(f"{past}/report.{form}")
        assert got.headers["content-disposition"].startswith('attachment; filename="rehearsal-')
        assert got.text.lower().startswith(beginning)
        assert REPLY not in got.text
        assert "I raised it with the owner." in got.text
    assert client.get(f"{past}/report.exe").status_code == 422
    assert client.get("/rehearse/past/nothing").status_code == 404


def test_a_loop_has_an_interviewer_for_each_and_votes(client, send, room) -> None:
    send(
        "/rehearse/begin",
        {"question": "", "level": "senior", "probes": "0", "guides": ["have-backbone", "highest-standards"]},
    )
    assert "Interviewer 1 of 2" in client.get("/rehearse/room").text
    room(ANSWER)
    room(do="pass")
    assert "Interviewer 2 of 2" in client.get("/rehearse/room").text
    ended = room(do="stop")
    debrief = client.get(ended.headers["location"]).text
    assert "The bar raiser asks" in debrief
    assert "no vote, nothing was answered" in debrief


# ── drafts and tabs ─────────────────────────────────────────────────────────────────


def drafted(client, send, text: str, fields: dict[str, str] | None = None) -> Any:
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    here = {name: form.fields[name] or "" for name in ("place", "mark")}
    return send("/rehearse/draft", (fields or here) | {"text": text}, htmx=True)


def test_a_draft_survives_the_server(client, room, send) -> None:
    saved = drafted(client, send, "I was in the middle of\nsaying this")
    assert saved.status_code == 200
    with client_for() as another:
        page = another.get("/rehearse/room")
        assert tree(page).get_element_by_id("text").text.strip() == "I was in the middle of\nsaying this"


def test_a_stale_draft_is_refused_and_both_are_shown(client, room, send) -> None:
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    stale = {name: form.fields[name] or "" for name in ("place", "mark")}
    drafted(client, send, "from the first tab")
    refused = drafted(client, send, "from the second tab", stale)
    assert refused.status_code == 409
    assert refused.headers["hx-retarget"] == "#other"
    assert text_of(refused, "theirs") == "from the first tab"
    assert kept_state().typed == "from the first tab"
    whole = room("from the second tab", mark=stale["mark"])
    assert whole.status_code == 409
    assert text_of(whole, "theirs") == "from the first tab"
    assert tree(whole).get_element_by_id("text").text.strip() == "from the second tab"
    mark = tree(whole).get_element_by_id("mark").value
    assert room("from the second tab", mark=mark).status_code == 303
    assert kept_state().sitting.answer == "from the second tab"


def test_an_answer_to_a_question_that_is_past_is_refused(client, room) -> None:
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    place = form.fields["place"]
    room(ANSWER)
    for htmx in (True, False):
        for do in ("answer", "pass", "stop"):
            refused = room("words of mine", place=place, do=do, htmx=htmx)
            assert refused.status_code == 409
            assert "went on in another tab" in refused.text
            assert "words of mine" in refused.text
    assert kept_state().sitting.probed == 1


def test_a_tab_whose_rehearsal_is_over_is_told_so(client, room, send) -> None:
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    fields = {name: form.fields[name] or "" for name in ("place", "mark")}
    room(do="stop")
    refused = send("/rehearse/answer", fields | {"text": "late"}, htmx=True)
    assert refused.status_code == 409
    assert "over" in refused.text
    assert client.get("/rehearse/room").headers["location"] == "/rehearse"


def test_two_answers_at_once_are_one_answer(room, client) -> None:
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    place, got = form.fields["place"], []
    threads = [
        threading.Thread(target=lambda n=n: got.append(room(f"answer number {n}", place=place).status_code))
        for n in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LONG_S)
    assert sorted(got) == [303, 409]


def test_nothing_said_and_unreadable_answers_stay_in_the_box(client, room) -> None:
    empty = room(" .. ")
    assert empty.status_code == 422
    assert "nothing was said yet" in empty.text
    again = room("UNREADABLE words of mine")
    page = client.get(again.headers["location"])
    assert "could not be read" in page.text
    assert tree(page).get_element_by_id("text").text.strip() == "UNREADABLE words of mine"


@pytest.mark.parametrize("do", ["pass", "stop"])
def test_words_in_the_box_are_not_passed_over(client, room, do: str) -> None:
    room(ANSWER)
    refused = room("half a reply", do=do)
    assert refused.status_code == 422
    assert "words that would be lost" in refused.text
    assert tree(refused).get_element_by_id("text").text.strip() == "half a reply"
    assert room(" ", do=do).status_code == 303


def test_the_interviewer_cuts_in_where_the_opening_runs_over(client, room, send, monkeypatch) -> None:
    from greenroom.rehearsal.reading import Reader

    monkeypatch.setattr(Reader, "opening_s", lambda *_: 300.0)
    saved = drafted(client, send, "It began long ago. " * 10)
    assert "Let me stop you there: 5:00 min" in text_of(saved, "cut-now")
    assert "The interviewer cuts in" in client.get("/rehearse/room").text


# ── beginning ───────────────────────────────────────────────────────────────────────


def test_what_was_begun_is_put_aside_only_where_that_is_ticked(client, room, send) -> None:
    room(ANSWER)
    refused = send("/rehearse/begin", BEGIN | {"level": "staff", "question": "Why did you disagree?"})
    assert refused.status_code == 422
    assert "is not finished" in refused.text
    assert tree(refused).xpath("//input[@id='question']/@value") == ["Why did you disagree?"]
    assert tree(refused).xpath("//select[@id='level']/option[@selected]/@value") == ["staff"]
    assert kept_state().sitting.answer == ANSWER
    assert send("/rehearse/begin", BEGIN | {"aside": "yes"}).status_code == 303
    listed = client.get("/rehearse")
    assert "Put aside" in listed.text
    assert ANSWER in client.get(tree(listed).xpath("//ul[@class='past-list']//a/@href")[0]).text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"guides": []}, "none is chosen"),
        ({"guides": "x"}, "unknown"),
        ({"level": "x"}, "unknown level"),
        ({"company": "x"}, "unknown company"),
        ({"interviewer": "x"}, "unknown interviewer"),
        ({"probes": "99"}, "0 to 12"),
        ({"probes": "²"}, "0 to 12"),
        ({"guides": [], "question": "What is your favourite colour?"}, "not clear"),
    ],
)
def test_what_cannot_be_begun_says_why(send, change, told) -> None:
    refused = send("/rehearse/begin", BEGIN | change)
    assert refused.status_code == 422
    assert told in refused.text


def test_a_rehearsal_that_cannot_be_understood_can_be_left(client, send) -> None:
    from rehearsed import NOW

    with Store.open() as store:
        store.keep("rehearse", "last", {"phase": "nowhere"}, NOW)
    assert "cannot be understood" in client.get("/rehearse").text
    assert send("/rehearse/begin", BEGIN | {"aside": "yes"}).status_code == 303


@pytest.mark.parametrize("place", ["question", "text"])
def test_nothing_that_is_written_becomes_markup(client, send, place: str) -> None:
    send("/rehearse/begin", BEGIN | ({"question": f"Why? {HOSTILE}"} if place == "question" else {}))
    form = tree(client.get("/rehearse/room")).get_element_by_id("reply")
    fields = {name: form.fields[name] or "" for name in ("place", "mark")}
    pages = [client.get("/rehearse"), client.get("/rehearse/room")]
    pages += [send("/rehearse/draft", fields | {"text": HOSTILE + " a"}, htmx=True)]
    pages += [send("/rehearse/draft", fields | {"text": HOSTILE + " b"}, htmx=True), client.get("/rehearse/room")]
    fields = {name: tree(pages[-1]).get_element_by_id("reply").fields[name] or "" for name in ("place", "mark")}
    send("/rehearse/answer", fields | {"text": HOSTILE})
    pages += [client.get("/rehearse/room")]
    for one in pages:
        assert "<script>alert" not in one.text
        assert "<img" not in one.text
        assert ">49<" not in one.text


# ── by voice ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recogniser without a model."""
    pytest.importorskip("av")
    from test_web_hear import Engine

    from greenroom.speech import hearing

    monkeypatch.setattr(hearing, "recogniser_for", lambda name: Engine())


def test_what_was_heard_waits_to_be_corrected_and_keeps_its_times(client, room, send, ears, tmp_path: Path) -> None:
    place = tree(client.get("/rehearse/room")).get_element_by_id("reply").fields["place"]
    sound = write_wav(tmp_path / "a.wav", tone(3)).read_bytes()
    begun = send("/rehearse/hear", {"place": place}, files={"file": ("a", sound)})
    client.app.state.shared.jobs.get(begun.json()["id"]).wait(LONG_S)
    assert kept.sounds() == ()
    assert kept_state().sitting.answer is None
    with client_for() as another:  # the tab and the server are gone; what was heard is not
        page = another.get("/rehearse/room")
        assert "I checked um the plan" in tree(page).get_element_by_id("text").text
        assert "You spoke for 3 s." in page.text
    room("I checked the whole plan and told the owner about it.")
    sitting = kept_state().sitting
    assert sitting.words[0].start_s == 0.0
    assert sitting.seconds == pytest.approx(3.2, abs=0.3)
    assert "Answer, 3 s" in client.get("/rehearse/room").text
    with Store.open() as store:
        assert store.kept("rehearse", "heard") is None


def test_a_recording_that_was_never_heard_is_offered(client, room, send, ears, tmp_path: Path) -> None:
    write_wav(kept.sound_file(), tone(3))
    assert "was not heard yet" in client.get("/rehearse/room").text
    send("/rehearse/waiting", {"do": "hear"})
    job = client.app.state.shared.jobs.current("rehearsal")
    if job:
        job.wait(LONG_S)
    assert "I checked um the plan" in client.get("/rehearse/room").text
    write_wav(kept.sound_file(), tone(3))
    send("/rehearse/waiting", {"do": "delete"})
    assert kept.sounds() == ()


def test_a_recording_for_another_question_is_refused(client, room, send, tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "a.wav", tone(1)).read_bytes()
    assert send("/rehearse/hear", {"place": "x"}, files={"file": ("a", sound)}, htmx=True).status_code == 409
    place = tree(client.get("/rehearse/room")).get_element_by_id("reply").fields["place"]
    refused = send("/rehearse/hear", {"place": place}, files={"file": ("a.wav", b"MZ" + bytes(99))}, htmx=True)
    assert refused.status_code == 422
    assert kept.sounds() == ()


def test_damaged_times_are_refused_and_the_text_stays(client, room) -> None:
    refused = room("I did it myself.", heard="{}")
    assert refused.status_code == 422
    assert tree(refused).get_element_by_id("text").text.strip() == "I did it myself."
    assert room("I did it myself.", heard=sent(timed("I did it."))).status_code == 303


def test_the_question_is_read_aloud_only_where_it_stands(client, room, monkeypatch: pytest.MonkeyPatch) -> None:
    from greenroom.speech import speaker

    monkeypatch.setattr(speaker, "speaker_here", lambda name: "espeak-ng")
    monkeypatch.setattr(speaker, "sound_of", lambda text, name, voice: b"RIFF" + text.encode())
    place = client.get("/rehearse/now").json()["place"]
    got = client.get(f"/rehearse/voice?place={place}")
    assert (got.headers["content-type"], got.content) == ("audio/wav", b"RIFF" + GUIDE.question.encode())
    assert client.get("/rehearse/voice?place=x").status_code == 404


def test_a_fault_of_the_judge_keeps_the_answer(room) -> None:
    assert room("CRASH while this is read").status_code == 500
    assert kept_state().sitting.answer == "CRASH while this is read"
