"""Recordings that a page sends: heard in a job, told with their times, and nothing else is taken for one."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from spoken import timed, tone, write_wav

from greenroom.errors import InputError, VoiceError
from greenroom.reading.spoken import Said
from greenroom.speech import hearing as speech_hearing, recogniser
from greenroom.speech.sent import received, sent
from greenroom.web import hearing

WORDS = "I checked um the plan and told the owner about it."
LONG_S = 20


class Engine:
    """Hears the same words in everything, one each third of a second."""

    name = "test"

    def words(self, samples, heard=None) -> list[Said]:
        if heard:
            heard(1.0)
        return [Said(word, "", n * 0.3, n * 0.3 + 0.2) for n, word in enumerate(WORDS.split())]


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recogniser without a model; the recording itself is decoded by the library."""
    pytest.importorskip("av")
    monkeypatch.setattr(speech_hearing, "recogniser_for", lambda name: Engine())


def wav(tmp_path, seconds: float = 3) -> bytes:
    return write_wav(tmp_path / "a.wav", tone(seconds)).read_bytes()


def test_a_recording_is_heard_in_a_job_and_told_with_its_times(ears, client, send, tmp_path) -> None:
    begun = send("/hear", {}, files={"file": ("../answer", wav(tmp_path))})
    assert begun.status_code == 200
    ident = begun.json()["id"]
    client.app.state.shared.jobs.get(ident).wait(LONG_S)
    told = client.get(f"/hear/{ident}").json()
    assert (told["state"], told["text"], told["said"]) == ("done", WORDS, "You spoke for 3 s.")
    answer = received(told["heard"], WORDS.replace("plan", "rollout plan"))
    assert [(w.start_s, w.end_s) for w in answer.words[:2]] == [(0.0, 0.2), (0.3, 0.5)]
    assert answer.text[answer.words[4].span.start : answer.words[4].span.end] == "rollout"


@pytest.mark.parametrize("raw", [b"", b"MZ" + bytes(300), b"%PDF-1.7" + bytes(300), b"<script>alert(1)</script>"])
def test_what_is_no_recording_is_refused_by_its_content(client, send, raw: bytes) -> None:
    refused = send("/hear", {}, files={"file": ("answer.webm", raw, "audio/webm")}, htmx=True)
    assert refused.status_code == 422
    assert "the recording" in refused.text


def test_a_damaged_recording_is_told_in_the_job(ears, client, send) -> None:
    begun = send("/hear", {}, files={"file": ("a", b"\x1aE\xdf\xa3" + bytes(400))})
    ident = begun.json()["id"]
    client.app.state.shared.jobs.get(ident).wait(LONG_S)
    told = client.get(f"/hear/{ident}").json()
    assert told["state"] == "failed"
    assert "the recording" in told["fault"]


def test_a_recording_that_is_not_known_is_told_so(client, send) -> None:
    assert client.get("/hear/nothing").status_code == 404
    assert send("/hear/nothing/cancel", {}).status_code == 404


def test_without_the_extra_one_line_says_so_and_typing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    hearing._lacking.cache_clear()
    monkeypatch.setattr(recogniser, "lacking", lambda name: VoiceError("recordings need the extra voice", do="get it"))
    use = SimpleNamespace(settings=SimpleNamespace(recogniser="auto"))
    assert hearing.ears(use).lacking == "Recordings need the extra voice: get it; typing works."
    hearing._lacking.cache_clear()


@pytest.mark.parametrize(
    "change", [{"words": [{"span": [0, 9000], "start_s": 0, "end_s": 1}]}, {"more": 1}, {"text": 5}]
)
def test_times_that_do_not_fit_are_refused(change) -> None:
    raw = json.loads(sent(timed("I did it."))) | change
    with pytest.raises(InputError, match="not what was heard"):
        received(json.dumps(raw), "I did it.")
