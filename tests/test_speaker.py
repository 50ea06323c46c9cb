"""Reading aloud: programs that are called; the text is their standard input and nothing else."""

from __future__ import annotations

import os
import shutil
import stat
import wave
from pathlib import Path

import pytest

from greenroom.errors import InputError, VoiceError
from greenroom.speech.speaker import (
    MOST_CHARACTERS,
    EspeakSpeaker,
    PiperSpeaker,
    sound_of,
    speakable,
    speaker_for,
    speaker_here,
)

posix = pytest.mark.skipif(os.name == "nt", reason="the fake program is a shell script")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, with an espeak-ng that writes down how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    program(folder / "espeak-ng", f'echo "$@" > {tmp_path}/arguments\n/bin/cat > {tmp_path}/said\n')
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_off_is_no_speaker() -> None:
    assert speaker_for("off") is None


@posix
def test_the_text_is_standard_input_and_never_an_argument(programs: Path, tmp_path: Path) -> None:
    speaker = speaker_for("espeak-ng", "en-gb")
    assert speaker is not None
    speaker.say('-w x.wav; $(touch owned) `id` "why?"')
    assert (tmp_path / "said").read_text() == '-w x.wav; $(touch owned) `id` "why?"'
    assert (tmp_path / "arguments").read_text() == "-v en-gb -s 120 --stdin\n"


@posix
def test_what_has_no_sound_is_not_said(programs: Path, tmp_path: Path) -> None:
    EspeakSpeaker().say(" ... \n")
    assert not (tmp_path / "said").exists()


def test_codes_and_control_characters_are_taken_out() -> None:
    assert speakable("What [[h@l'oU]] did\x1b[0m\n you do?") == "What h@l'oU did [0m you do?"


def test_a_text_too_long_to_listen_to_is_refused() -> None:
    with pytest.raises(InputError, match="characters"):
        speakable("word " * MOST_CHARACTERS)


@posix
def test_a_program_that_fails_says_why(programs: Path) -> None:
    program(programs / "espeak-ng", "echo 'no such voice' >&2; exit 2\n")
    with pytest.raises(VoiceError, match="no such voice"):
        EspeakSpeaker().say("Hello there")


@pytest.mark.parametrize("name", ["espeak-ng", "piper"])
def test_a_missing_program_is_one_clear_message(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = tmp_path / "voice.onnx"
    voice.touch()
    with pytest.raises(VoiceError, match="is not on this machine") as fault:
        speaker_for(name, str(voice) if name == "piper" else "")
    assert "install" in fault.value.do


@pytest.mark.parametrize("voice", ["", "missing.onnx"])
def test_piper_needs_a_voice_that_is_there(voice: str) -> None:
    with pytest.raises(VoiceError, match="speaker_voice"):
        PiperSpeaker(voice)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_ng_itself_speaks_as_quickly_as_people_do(tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    EspeakSpeaker().write("Tell me about a decision you thought was wrong. How did you push back on it?", out)
    with wave.open(str(out)) as file:
        assert 110 < 60 * 15 / (file.getnframes() / file.getframerate()) < 180


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine")
def test_a_question_is_given_as_a_sound(tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    out.write_bytes(sound_of("What did you do?", "espeak-ng"))
    with wave.open(str(out)) as file:
        assert file.getnframes() / file.getframerate() > 0.5


@posix
def test_a_speaker_is_offered_where_its_program_is(programs: Path) -> None:
    assert (speaker_here("off"), speaker_here("espeak-ng"), speaker_here("piper")) == ("espeak-ng", "espeak-ng", "")
