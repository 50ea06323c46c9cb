"""Recordings at the command line: review, transcribe, record; with a recogniser and a microphone that tests give."""

from __future__ import annotations

import json
import os
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_judge import FakeJudge
from spoken import FakeRecogniser, read_wav, tone, write_wav

from greenroom import judges
from greenroom.cli import main
from greenroom.errors import VoiceError
from greenroom.speech import hearing, microphone

SAID = "I spoke-up because, um, the plan was wrong. I showed them the lock. We changed it and errors fell by 40%."
REVIEW = ["--competency", "have-backbone", "--level", "sde2"]
Command = Callable[..., "Ran"]


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def greenroom(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> Ran:
        code = main(arguments)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(autouse=True)
def recogniser(monkeypatch: pytest.MonkeyPatch) -> FakeRecogniser:
    """Hears ``SAID`` in any .wav file; the judge needs no model either."""
    made = FakeRecogniser(SAID.split())
    monkeypatch.setattr(hearing, "read_sound", read_wav)
    monkeypatch.setattr(hearing, "recogniser_for", lambda name: made)
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: FakeJudge())
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    return made


@pytest.fixture
def spoken(tmp_path: Path) -> str:
    return str(write_wav(tmp_path / "answer.wav", tone(1)))


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """An editor that replaces one text by another and saves."""

    def edits(old: str, new: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import os, pathlib, sys\n"
            "file = pathlib.Path(sys.argv[1])\n"
            f"file.write_text(file.read_text(encoding='utf-8').replace({old!r}, {new!r}), encoding='utf-8')\n"
            "os.utime(file, (file.stat().st_atime + 9, file.stat().st_mtime + 9))\n",
            encoding="utf-8",
        )
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')

    return edits


# ── review ──────────────────────────────────────────────────────────────────────────


def test_a_recording_is_reviewed_with_measured_times(greenroom: Command, spoken: str) -> None:
    ran = greenroom("review", spoken, *REVIEW, "--format", "json")
    made = json.loads(ran.out)
    assert ran.code == 0
    assert made["text"] == SAID
    assert made["timing"]["measured"] is True
    assert [made["text"][a:b] for a, b in made["delivery"]["fillers"]] == ["um,"]
    assert "fake recognised the words; it errs" in ran.err


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_the_report_says_how_it_was_spoken(
    greenroom: Command, spoken: str, recogniser: FakeRecogniser, form: str
) -> None:
    recogniser.said = FakeRecogniser((SAID + " ").split() * 6, word_s=0.4).said
    ran = greenroom("review", spoken, *REVIEW, "--format", form)
    assert "6 fillers, 7.1 a minute" in " ".join(ran.out.split())


def test_fillers_that_harm_are_a_red_flag_that_lowers_no_verdict(
    greenroom: Command, spoken: str, recogniser: FakeRecogniser
) -> None:
    def reviewed(said: str) -> dict:
        recogniser.said = FakeRecogniser(said.split() * 6).said
        return json.loads(greenroom("review", spoken, *REVIEW, "--format", "json", "--no-fixes").out)

    clean, full = reviewed(SAID), reviewed(SAID.replace("because,", "because, er, uh,"))
    flags = [[f["id"] for f in made["findings"] if f["kind"] == "red_flag"] for made in (clean, full)]
    assert flags == [[], ["fillers"]]
    assert clean["verdict"] == full["verdict"]


def test_the_transcript_can_be_corrected_before_it_is_judged(
    greenroom: Command, spoken: str, editor: Callable[[str, str], None]
) -> None:
    editor("the lock", "the log")
    made = json.loads(greenroom("review", spoken, *REVIEW, "--format", "json", "--edit").out)
    assert made["text"] == SAID.replace("the lock", "the log")
    assert made["timing"]["measured"] is True
    assert "the transcript was corrected by hand" in made["notes"]


def test_an_editor_that_fails_is_one_clear_message(
    greenroom: Command, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "no-such-editor-here")
    ran = greenroom("review", spoken, *REVIEW, "--edit")
    assert ran.code == 2
    assert "no-such-editor-here" in ran.err
    assert "set VISUAL or EDITOR" in ran.err


def test_a_text_is_edited_in_its_file(greenroom: Command, tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text(SAID, encoding="utf-8")
    ran = greenroom("review", str(file), *REVIEW, "--edit")
    assert (ran.code, "edit the file itself" in ran.err) == (2, True)


def test_silence_is_no_answer(greenroom: Command, spoken: str, recogniser: FakeRecogniser) -> None:
    recogniser.said = []
    ran = greenroom("review", spoken, *REVIEW)
    assert ran.code == 2
    assert "no words are heard in it" in ran.err


# ── transcribe ──────────────────────────────────────────────────────────────────────


def test_a_recording_is_written_down(greenroom: Command, spoken: str) -> None:
    ran = greenroom("transcribe", spoken)
    assert ran.code == 0
    assert ran.out == SAID.replace(". ", ".\n") + "\n"


@pytest.mark.parametrize(
    ("name", "sign"), [("a.txt", "I spoke-up"), ("a.json", '"words"'), ("a.srt", "00:00:00,000 -->")]
)
def test_the_output_s_ending_chooses_the_form(
    greenroom: Command, spoken: str, tmp_path: Path, name: str, sign: str
) -> None:
    out = tmp_path / name
    assert greenroom("transcribe", spoken, "-o", str(out)).code == 0
    assert sign in out.read_text(encoding="utf-8")


def test_what_was_transcribed_and_corrected_is_reviewed_with_its_times(
    greenroom: Command, spoken: str, tmp_path: Path, editor: Callable[[str, str], None]
) -> None:
    out = str(tmp_path / "answer.json")
    editor("the lock", "the log")
    greenroom("transcribe", spoken, "-o", out, "--edit")
    made = json.loads(greenroom("review", out, *REVIEW, "--format", "json").out)
    assert "the log." in made["text"]
    assert made["timing"]["seconds"] == pytest.approx(0.4 * len(SAID.split()))


def test_an_unknown_ending_is_refused_before_any_work(
    greenroom: Command, spoken: str, tmp_path: Path, recogniser: FakeRecogniser
) -> None:
    ran = greenroom("transcribe", spoken, "-o", str(tmp_path / "a.docx"))
    assert (ran.code, recogniser.lengths) == (2, [])
    assert ".json" in ran.err


def test_the_recording_is_never_overwritten(greenroom: Command, spoken: str) -> None:
    before = Path(spoken).read_bytes()
    assert greenroom("transcribe", spoken, "-f", "json", "-o", spoken).code == 5
    assert Path(spoken).read_bytes() == before


def test_a_text_is_no_recording(greenroom: Command, tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text(SAID, encoding="utf-8")
    ran = greenroom("transcribe", str(file))
    assert (ran.code, "is no recording" in ran.err) == (2, True)


# ── record ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A microphone that hums for a second and is then silent, and an ear for it."""
    from greenroom.speech import activity

    class Source:
        def __enter__(self) -> Iterator[bytes]:
            hum = tone(activity.FRAME / 16_000)
            return iter([hum] * 32 + [bytes(activity.FRAME_BYTES)] * 300)

        def __exit__(self, *fault: object) -> None:
            pass

    def ear() -> Callable[[bytes], float]:
        return lambda frame: float(any(frame))

    monkeypatch.setattr(microphone, "Microphone", Source)
    monkeypatch.setattr(activity, "Silero", ear)


@pytest.mark.usefixtures("source")
def test_recording_ends_with_the_turn(greenroom: Command, tmp_path: Path) -> None:
    out = tmp_path / "new.wav"
    ran = greenroom("record", str(out), "--silence", "2")
    assert (ran.code, ran.out) == (0, f"{out}: 3 s; you had finished.\n")
    with wave.open(str(out)) as file:
        assert file.getframerate() == 16_000


@pytest.mark.usefixtures("source")
def test_a_file_is_replaced_only_when_told(greenroom: Command, spoken: str) -> None:
    before = Path(spoken).read_bytes()
    ran = greenroom("record", spoken)
    assert (ran.code, "--force" in ran.err) == (5, True)
    assert Path(spoken).read_bytes() == before
    assert greenroom("record", spoken, "--force").code == 0
    assert Path(spoken).read_bytes() != before


def test_only_wav_is_recorded(greenroom: Command, tmp_path: Path) -> None:
    ran = greenroom("record", str(tmp_path / "new.mp3"))
    assert (ran.code, "new.wav" in ran.err) == (2, True)


def test_no_microphone_is_one_message_and_no_file(
    greenroom: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: None
) -> None:
    def none() -> None:
        raise VoiceError("no microphone can be opened (no device)", do="plug one in")

    monkeypatch.setattr(microphone, "Microphone", none)
    ran = greenroom("record", str(tmp_path / "new.wav"))
    assert (ran.code, ran.err) == (8, "greenroom: no microphone can be opened (no device)\ntry: plug one in\n")
    assert list(tmp_path.iterdir()) == []
