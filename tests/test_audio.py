"""Recordings: what a file holds decides, and what is none gets one clear message."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from spoken import RATE, tone, write_wav

from greenroom.errors import InputError, VoiceError
from greenroom.speech import audio
from greenroom.speech.audio import is_recording, looks_recorded, read_sound


def needs_av() -> None:
    pytest.importorskip("av", reason="the extra voice is not installed: ./go voice")


def encoded(path: Path, seconds: float = 2.0, codec: str = "", container: str | None = None) -> Path:
    """The hum, written by PyAV as the file's ending asks for."""
    import av
    import numpy as np

    codecs = {".mp3": "mp3", ".m4a": "aac", ".webm": "libopus", ".ogg": "libopus", ".flac": "flac"}
    rate = 48_000
    hum = (np.sin(np.arange(round(seconds * rate)) / 30) * 8000).astype(np.int16)[None, :]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec or codecs[path.suffix], rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(hum, format="s16", layout="mono")
        frame.rate = rate
        for out in av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=960).resample(frame):
            file.mux(stream.encode(out))
        file.mux(stream.encode(None))
    return path


# ── without the library ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "head", "is_one"),
    [
        ("a.wav", b"", True),
        ("a.txt", b"RIFF\x00\x00\x00\x00WAVEfmt ", True),
        ("a", b"ID3\x04", True),
        ("a.txt", b"OggS\x00", True),
        ("a.txt", b"fLaC", True),
        ("a.bin", b"\x1aE\xdf\xa3", True),
        ("a.bin", b"\x00\x00\x00\x20ftypM4A ", True),
        ("a.txt", b"I told my manager so.", False),
        ("a.txt", "\ufeffI told".encode("utf-16-le"), False),
        ("a.docx", b"PK\x03\x04", False),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", False),
    ],
)
def test_a_recording_is_known_by_its_content_or_its_ending(
    tmp_path: Path, name: str, head: bytes, is_one: bool
) -> None:
    file = tmp_path / name
    file.write_bytes(head)
    assert is_recording(file) is is_one


def test_what_is_not_there_is_no_recording(tmp_path: Path) -> None:
    assert not is_recording(tmp_path / "missing.wav")
    assert not is_recording(tmp_path)
    assert not looks_recorded(b"")


def test_without_the_extra_one_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(VoiceError, match="recordings need the extra voice") as fault:
        read_sound(write_wav(tmp_path / "a.wav", tone(1)))
    assert "./go voice" in fault.value.do


@pytest.mark.parametrize("name", ["missing.wav", "."])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        read_sound(tmp_path / name)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    with pytest.raises(InputError, match="is empty"):
        read_sound(tmp_path / "a.wav")


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="is too large"):
        read_sound(write_wav(tmp_path / "a.wav", tone(1)))


# ── with it ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.webm", "a.ogg", "a.flac"])
def test_every_kind_becomes_mono_at_16_khz(tmp_path: Path, name: str) -> None:
    needs_av()
    sound = read_sound(encoded(tmp_path / name))
    assert sound.seconds == pytest.approx(2.0, abs=0.15)
    assert 0.05 < abs(sound.samples).max() <= 1.0
    assert sound.notes == ()


def test_a_stereo_wav_of_another_rate_is_mixed(tmp_path: Path) -> None:
    needs_av()
    sound = read_sound(write_wav(tmp_path / "a.wav", tone(1), channels=2, rate=8_000))
    assert sound.seconds == pytest.approx(1.0, abs=0.05)
    assert sound.samples.ndim == 1


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    needs_av()
    assert read_sound(encoded(tmp_path / "a.mp3").rename(tmp_path / "a.wav")).seconds == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize(
    "content",
    [b"I told my manager so. " * 50, bytes(5000), b"RIFF\x10\x00\x00\x00WAVE", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    needs_av()
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"no recording|no sound|lasts|damaged"):
        read_sound(file)


def test_a_recording_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_av()
    monkeypatch.setattr(audio, "LONGEST_S", 1.0)
    with pytest.raises(InputError, match="is too long"):
        read_sound(write_wav(tmp_path / "a.wav", tone(2)))


def test_a_recording_too_short_is_refused(tmp_path: Path) -> None:
    needs_av()
    with pytest.raises(InputError, match=r"lasts 0\.1 s"):
        read_sound(write_wav(tmp_path / "a.wav", tone(0.1)))


def test_a_recording_that_breaks_off_keeps_what_is_there(tmp_path: Path) -> None:
    needs_av()
    file = encoded(tmp_path / "a.mp3", seconds=4)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert 1 < read_sound(file).seconds < 3


def test_a_wav_that_breaks_off_says_so(tmp_path: Path) -> None:
    needs_av()
    file = write_wav(tmp_path / "a.wav", tone(5))
    file.write_bytes(file.read_bytes()[: 2 * 2 * RATE])
    sound = read_sound(file)
    assert sound.seconds == pytest.approx(2, abs=0.05)
    assert sound.notes == ("The recording breaks off at 2 s; its head promises 5 s.",)


def test_a_wav_that_was_written_as_it_came_is_whole(tmp_path: Path) -> None:
    needs_av()
    file = write_wav(tmp_path / "a.wav", tone(2))
    data = file.read_bytes()
    file.write_bytes(data[:40] + b"\xff\xff\xff\xff" + data[44:])
    assert read_sound(file).notes == ()


def test_a_phone_recording_without_its_end_is_refused(tmp_path: Path) -> None:
    needs_av()
    file = encoded(tmp_path / "a.m4a", seconds=4)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(InputError, match="is cut off or damaged"):
        read_sound(file)


def test_an_unknown_codec_is_refused(tmp_path: Path) -> None:
    needs_av()
    file = write_wav(tmp_path / "a.wav", tone(2))
    data = file.read_bytes()
    file.write_bytes(data[:20] + b"\x34\x12" + data[22:])
    with pytest.raises(InputError, match="of a codec that is not known"):
        read_sound(file)


def test_samples_are_at_the_rate_that_is_promised() -> None:
    assert audio.RATE == RATE
