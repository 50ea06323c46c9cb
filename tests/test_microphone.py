"""Recording: frames of a source that a test gives, into a file that is whole whatever happens."""

from __future__ import annotations

import sys
import types
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from spoken import RATE, tone

from greenroom.errors import InputError, OutputError, VoiceError
from greenroom.speech.activity import FRAME, FRAME_BYTES
from greenroom.speech.microphone import Heard, Microphone, Recording, level_db, record, share_of_scale
from greenroom.speech.turns import Turn, TurnRule

HUM = tone(FRAME / RATE)
QUIET = bytes(FRAME_BYTES)
RULE = TurnRule(end_s=1.0)
SECOND = round(RATE / FRAME)


def loud(frame: bytes) -> float:
    """Activity for tests: a hum is speech."""
    return 1.0 if level_db(frame) > -40 else 0.0


def recorded(frames: Iterator[bytes] | list[bytes], out: Path, **options: object) -> Recording:
    return record(frames, out, activity=loud, rule=RULE, **options)


def length(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def endless(*frames: bytes, then: BaseException) -> Iterator[bytes]:
    yield from frames
    raise then


def test_the_end_of_the_turn_ends_the_recording(tmp_path: Path) -> None:
    out = tmp_path / "answer.wav"
    made = recorded([HUM] * SECOND * 2 + [QUIET] * SECOND * 5, out)
    assert made.ended == "turn"
    assert made.turns == (Turn(0.0, pytest.approx(2.0, abs=0.05)),)
    assert length(out) == pytest.approx(3.0, abs=0.1)
    assert list(tmp_path.iterdir()) == [out]


def test_silence_before_the_first_word_does_not_end_it(tmp_path: Path) -> None:
    made = recorded([QUIET] * SECOND * 10 + [HUM] * SECOND, tmp_path / "answer.wav")
    assert made.ended == "source"
    assert made.seconds == pytest.approx(11, abs=0.1)


def test_it_goes_on_over_the_end_of_a_turn_where_that_is_wished(tmp_path: Path) -> None:
    frames = ([HUM] * SECOND + [QUIET] * SECOND * 2) * 2
    made = recorded(frames, tmp_path / "answer.wav", by_turn=False)
    assert (made.ended, len(made.turns)) == ("source", 2)


def test_the_time_limit_ends_it(tmp_path: Path) -> None:
    made = recorded([HUM] * SECOND * 9, tmp_path / "answer.wav", longest_s=2.0)
    assert made.ended == "limit"
    assert made.seconds == pytest.approx(2.0, abs=0.05)


def test_ctrl_c_ends_it_and_keeps_it(tmp_path: Path) -> None:
    out = tmp_path / "answer.wav"
    made = recorded(endless(*[HUM] * SECOND, then=KeyboardInterrupt()), out)
    assert made.ended == "stopped"
    assert length(out) == pytest.approx(1.0, abs=0.05)


def test_a_microphone_that_is_pulled_out_leaves_what_was_recorded(tmp_path: Path) -> None:
    out = tmp_path / "answer.wav"
    with pytest.raises(VoiceError, match=r"answer\.wav\.part"):
        recorded(endless(*[HUM] * SECOND, then=VoiceError("the microphone stopped", do="plug it in")), out)
    assert not out.exists()
    assert length(tmp_path / "answer.wav.part") == pytest.approx(1.0, abs=0.05)


def test_a_microphone_that_never_starts_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="the microphone stopped"):
        recorded(endless(then=VoiceError("the microphone stopped", do="plug it in")), tmp_path / "answer.wav")
    assert list(tmp_path.iterdir()) == []


def test_what_is_recorded_is_on_disk_before_it_ends(tmp_path: Path) -> None:
    out = tmp_path / "answer.wav"
    seen = []
    recorded([HUM] * 5, out, tell=lambda heard: seen.append((tmp_path / "answer.wav.part").stat().st_size))
    assert seen == sorted(set(seen))


def test_a_recording_that_was_cut_short_is_never_overwritten(tmp_path: Path) -> None:
    part = tmp_path / "answer.wav.part"
    part.write_bytes(b"earlier")
    with pytest.raises(OutputError, match="cut short"):
        recorded([HUM], tmp_path / "answer.wav")
    assert part.read_bytes() == b"earlier"


def test_nothing_recorded_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing was recorded"):
        recorded([], tmp_path / "answer.wav")
    assert list(tmp_path.iterdir()) == []


def test_the_meter_is_told_level_time_and_speech(tmp_path: Path) -> None:
    told: list[Heard] = []
    recorded([QUIET, HUM], tmp_path / "answer.wav", tell=told.append)
    assert [h.speaking for h in told] == [False, True]
    assert told[0].level_db < -60 < told[1].level_db < 0
    assert told[1].seconds == pytest.approx(2 * FRAME / RATE, abs=0.01)


def test_a_level_is_shown_between_nothing_and_full() -> None:
    assert share_of_scale(level_db(QUIET)) == 0
    assert 0 < share_of_scale(level_db(HUM)) < 1
    assert share_of_scale(level_db(b"\xff\x7f" * FRAME)) > 0.99


def test_too_loud_is_noticed(tmp_path: Path) -> None:
    assert recorded([b"\xff\x7f" * FRAME], tmp_path / "loud.wav").too_loud
    assert not recorded([HUM], tmp_path / "right.wav").too_loud


# ── the device ──────────────────────────────────────────────────────────────────────


class PortAudioError(Exception):
    """As the library's own."""


class Stream:
    def __init__(self, **options: object) -> None:
        self.options = options
        self.open = True

    def start(self) -> None:
        pass

    def read(self, count: int) -> tuple[bytes, bool]:
        return HUM[: count * 2], False

    def close(self) -> None:
        self.open = False


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """sounddevice, with a microphone that hums."""
    made = types.SimpleNamespace(PortAudioError=PortAudioError, query_devices=lambda kind: {}, RawInputStream=Stream)
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    return made


def test_the_microphone_gives_frames_and_is_let_go(library: types.SimpleNamespace) -> None:
    microphone = Microphone()
    with microphone as frames:
        assert next(frames) == HUM
    assert microphone._stream.open is False


def test_no_microphone_is_one_clear_message(library: types.SimpleNamespace) -> None:
    def none(kind: str) -> None:
        raise PortAudioError("Error querying device -1")

    library.query_devices = none
    with pytest.raises(VoiceError, match="no microphone can be opened") as fault:
        Microphone()
    assert "name that file" in fault.value.do


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(VoiceError, match="needs the extra voice") as fault:
        Microphone()
    assert "./go voice" in fault.value.do
