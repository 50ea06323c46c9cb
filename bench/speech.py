"""How well, how fast and in how much memory recordings are heard: ``python -m bench.speech [--quick] [--check]``.

The speech is made here: plain gold answers, read by espeak-ng sentence by sentence in several voices and paces, with
fillers put in, so that the true words and the true time of every sentence are known. ``--check`` fails (exit code 1)
where the time of a part of clear speech is off by more than a second. ``--real FOLDER`` takes real recordings as well,
each with its words in a .txt of the same name. Needs the extra ``voice`` and espeak-ng.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from bench.variants.speech import filler_inside
from greenroom.model import Answer, Part, PartName, Span, TimedWord
from greenroom.reading.spoken import spread

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "data" / "gold" / "plain.answers.jsonl"
LABELS = ROOT / "data" / "gold" / "plain.labels.jsonl"
READERS = (
    ("en-us", 150),
    ("en-gb", 165),
    ("en-us+f3", 140),
    ("en-gb-scotland", 150),
    ("en-029", 145),
    ("en-gb-x-rp+f2", 175),
)
"""Voices of espeak-ng and their speed, in words a minute as it counts them (it speaks a quarter more)."""
GAP_S, LONG_GAP_S = 0.35, 2.5
"""Silence between two sentences, and once an answer a long one."""
NOISE_DB = 15.0
"""Speech above noise, in decibels, of the noisy copies."""
PART: dict[str, PartName] = {
    "S": "situation", "T": "task", "A": "action", "R": "result", "L": "reflection", "O": "other",
}  # fmt: skip
OFF_S = 1.0
"""Seconds that the time of a part may be off."""
CLEAR = "read aloud"
MIB = 1024 * 1024
_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ONES = _UP_TO_NINETEEN.split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


class Row(NamedTuple):
    """A line of the table, and the parts whose time is off by more than ``OFF_S``."""

    line: str
    off: tuple[str, ...]


class Made(NamedTuple):
    """A sound with its truth: the words with the times of their sentences, and the parts; parts only where known."""

    name: str
    file: Path
    truth: Answer
    parts: tuple[Part, ...]
    pause_at: float | None


# ── making speech ───────────────────────────────────────────────────────────────────


def make(folder: Path, count: int) -> list[Made]:
    """Answers read aloud, each by another voice."""
    labels = {row["id"]: row["star"] for row in map(json.loads, LABELS.open(encoding="utf-8"))}
    rows = [json.loads(line) for line in GOLD.open(encoding="utf-8")]
    made: list[Made] = []
    for number, row in enumerate(row for row in rows if row["id"] in labels and row.get("sentences")):
        if len(made) == count:
            break
        voice, pace = READERS[number % len(READERS)]
        sentences = [row["text"][a:b] for a, b in row["sentences"]]
        made.append(_read_aloud(folder, row["id"], sentences, labels[row["id"]], voice, pace))
    return made


def _read_aloud(folder: Path, name: str, sentences: list[str], star: str, voice: str, pace: int) -> Made:
    from greenroom.speech.speaker import EspeakSpeaker

    rng = random.Random(name)
    speaker = EspeakSpeaker(voice)
    pcm, rate, text, at = b"", 22_050, "", 0.0
    words: list[TimedWord] = []
    parts: list[Part] = []
    pause_at = None
    for index, (sentence, letter) in enumerate(zip(sentences, star, strict=True)):
        told = _told(sentence, rng, first=index == 0)
        out = folder / "sentence.wav"
        speaker.write(told, out, speed=pace)
        with wave.open(str(out)) as file:
            rate, sound = file.getframerate(), file.readframes(file.getnframes())
        sound = _trimmed(sound)
        gap = LONG_GAP_S if index == len(sentences) // 2 else GAP_S if index else 0.0
        if gap == LONG_GAP_S:
            pause_at = at
        pcm += bytes(2 * round(gap * rate)) + sound
        at += gap
        end = at + len(sound) / 2 / rate
        start = len(text) + 1 if text else 0
        text += f"{' ' if text else ''}{told}"
        parts.append(Part(part=PART[letter], start=start, end=len(text)))
        place = start
        for word, a, b in spread(told.split(), at, end):
            place = text.index(word, place)
            words.append(TimedWord(span=Span(place, place + len(word)), start_s=a, end_s=b))
            place += len(word)
        at = end
    file_name = folder / f"{name}.wav"
    _write(file_name, pcm, rate)
    return Made(f"{name} {voice} {pace}", file_name, Answer(text=text, words=tuple(words)), _joined(parts), pause_at)


def _told(sentence: str, rng: random.Random, *, first: bool) -> str:
    """The sentence on one line, with fillers that a person might say."""
    told = " ".join(sentence.split())
    told = filler_inside(told, rng) or told
    if first or rng.random() < 0.25:
        told = f"{rng.choice(['Um,', 'So, uh,', 'Er,'])} {told}"
    return told


def _trimmed(sound: bytes) -> bytes:
    """The sound without the silence that espeak-ng puts around it."""
    import numpy as np

    samples = np.frombuffer(sound, "<i2")
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 200)
    if not len(loud):
        return sound
    return samples[loud[0] : loud[-1] + 1].tobytes()


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbours of one part as one run."""
    runs = [list(group) for _, group in itertools.groupby(parts, lambda p: p.part)]
    return tuple(Part(part=run[0].part, start=run[0].start, end=run[-1].end) for run in runs)


def _write(path: Path, pcm: bytes, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)


def noisy(made: Sequence[Made], folder: Path) -> list[Made]:
    """Copies in noise of falling loudness over the frequencies, as rooms have it."""
    import numpy as np

    out = []
    for one in made:
        with wave.open(str(one.file)) as file:
            rate, samples = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
        white = np.fft.rfft(np.random.default_rng(1).standard_normal(len(samples)))
        noise = np.fft.irfft(white / np.sqrt(np.arange(len(white)) + 1.0), len(samples))
        noise *= np.sqrt(np.mean(samples**2) / np.mean(noise**2)) / 10 ** (NOISE_DB / 20)
        target = folder / f"noisy-{one.file.name}"
        _write(target, np.clip(samples + noise, -32768, 32767).astype("<i2").tobytes(), rate)
        out.append(one._replace(file=target))
    return out


def real(folder: Path) -> list[Made]:
    """Sound files of the folder with their words beside them."""
    found = []
    for text in sorted(folder.glob("*.txt")):
        for file in sorted(folder.glob(f"{text.stem}.*")):
            if file != text:
                truth = Answer(text=" ".join(text.read_text(encoding="utf-8").split()))
                found.append(Made(file.name, file, truth, (), None))
    return found


# ── hearing it, in a process of its own ─────────────────────────────────────────────


def hear_all(model: str, files: Sequence[Path]) -> dict[str, Any]:
    """What a new process heard in ``files``, its times and its peak memory."""
    command = [sys.executable, "-m", "bench.speech", "--hear", model, *map(str, files)]
    environ = os.environ | {"GREENROOM_CONFIG": os.devnull}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {done.stderr.strip()}")
    heard: dict[str, Any] = json.loads(done.stdout)
    return heard


def _hear(model: str, files: Sequence[str]) -> None:
    import resource

    from greenroom.errors import InputError
    from greenroom.speech.audio import read_sound
    from greenroom.speech.hearing import answer_in
    from greenroom.speech.recogniser import recogniser_for

    began = time.perf_counter()
    engine = recogniser_for(model)
    load = time.perf_counter() - began
    answers = []
    for file in files:
        began = time.perf_counter()
        sound = read_sound(Path(file))
        try:
            answer = answer_in(sound, file, recogniser=engine)
            words = [(answer.text[w.span.start : w.span.end], w.start_s, w.end_s) for w in answer.words]
        except InputError:
            words = []
        answers.append({"words": words, "took": time.perf_counter() - began, "seconds": sound.seconds})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"load": load, "peak": peak, "answers": answers}))


def _answer(words: Sequence[tuple[str, float, float]]) -> Answer:
    text, timed = "", []
    for word, start, end in words:
        at = len(text) + 1 if text else 0
        text += f"{' ' if text else ''}{word}"
        timed.append(TimedWord(span=Span(at, len(text)), start_s=start, end_s=end))
    return Answer(text=text, words=tuple(timed))


# ── figures ─────────────────────────────────────────────────────────────────────────


def bare(text: str) -> str:
    """Lower case, no marks, numbers below ten thousand in words, one word for each way to write "percent"."""
    low = text.lower().replace("’", "'").replace("%", " percent ").replace("per cent", "percent")
    low = low.replace("cannot", "can not")
    low = re.sub(r"(?<=\d),(?=\d{3})", "", low)
    low = re.sub(r"\d+", lambda m: f" {_spelt(int(m[0]))} ", low)
    low = re.sub(r"\b(?:um+|uh+|er+m*|hm+)\b", "um", low)
    return " ".join(re.sub(r"[^\w\s']|_", " ", low).split())


def _spelt(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    for unit, word in ((1000, "thousand"), (100, "hundred")):
        if number >= unit and number < 10_000:
            rest = number % unit
            return f"{_spelt(number // unit)} {word}{f' {_spelt(rest)}' if rest else ''}"
    return " ".join(_ONES[int(c)] for c in str(number))


def without_fillers(text: str) -> str:
    """``bare`` text with the hesitations left out."""
    return " ".join(w for w in text.split() if w != "um")


def part_errors(one: Made, heard: Answer) -> dict[PartName, float]:
    """Seconds by which the time of each part is off: the true words at the times that were heard."""
    from greenroom.guides.schema import DepthTip
    from greenroom.review.timing import timing_of
    from greenroom.settings import Settings
    from greenroom.speech.editing import retimed

    tip = DepthTip(text="-", opening_seconds=50, action_share=0.7)
    told = retimed(heard, one.truth.text)
    got, want = (timing_of(a, one.parts, tip, Settings()) for a in (told, one.truth))
    return {a.part: abs(a.seconds - b.seconds) for a, b in zip(got.parts, want.parts, strict=True) if b.words}


def figures(name: str, model: str, made: Sequence[Made]) -> Row:
    """The line for one set of sounds and one model."""
    import jiwer

    from greenroom.speech.delivery import delivery_of

    heard = hear_all(model, [one.file for one in made])
    answers = [_answer(a["words"]) for a in heard["answers"]]
    told = [bare(one.truth.text) for one in made]
    got = [bare(a.text) for a in answers]
    errors = jiwer.wer(told, got)
    content = jiwer.wer([without_fillers(t) for t in told], [without_fillers(g) for g in got])
    said = sum(t.split().count("um") for t in told)
    caught = sum(min(t.split().count("um"), g.split().count("um")) for t, g in zip(told, got, strict=True))
    factor = median(a["took"] / a["seconds"] for a in heard["answers"])
    errors_of = {one.name: part_errors(one, a) for one, a in zip(made, answers, strict=True) if one.parts}
    off = [e for each in errors_of.values() for e in each.values()]
    found = []
    for one, answer in zip(made, answers, strict=True):
        if one.pause_at is not None:
            delivery = delivery_of(answer, 0.0)
            found.append(any(abs(p.at_s - one.pause_at) < 1 for p in delivery.pauses) if delivery else False)
    within = f"{mean(e <= OFF_S for e in off):.1%} of {len(off)}, worst {max(off):.2f} s" if off else "-"
    cells = (
        name,
        model,
        f"{sum(a['seconds'] for a in heard['answers']) / 60:.1f}",
        f"{errors:.3f}",
        f"{content:.3f}",
        f"{caught} of {said}" if said else "-",
        within,
        f"{sum(found)} of {len(found)}" if found else "-",
        f"{factor:.2f}",
        f"{heard['load']:.1f} s",
        f"{heard['peak'] / MIB:.0f} MiB",
    )
    late = (f"{one}, {part}: {e:.2f} s" for one, each in errors_of.items() for part, e in each.items() if e > OFF_S)
    return Row(f"| {' | '.join(cells)} |", tuple(f"{model}, {part}" for part in late))


HEAD = (
    "| sound | model | minutes | WER | WER without fillers | hesitations heard | part times within 1 s "
    "| long pause found | real-time factor | load | peak memory |\n" + "| --- " * 11 + "|"
)


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two answers, no noise")
    parser.add_argument("--check", action="store_true", help="fail where a part of clear speech is off by over 1 s")
    parser.add_argument("--answers", type=int, default=12, metavar="N", help="answers to read aloud [12]")
    parser.add_argument("--models", nargs="+", default=["tiny", "base"], metavar="NAME")
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="real recordings, with their words beside them")
    parser.add_argument("--hear", metavar="MODEL", help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.hear:
        _hear(given.hear, given.files)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make(folder, 2 if given.quick else given.answers)
        sets = [(CLEAR, made)]
        if not given.quick:
            sets.append((f"the same, noise {NOISE_DB:g} dB below", noisy(made, folder)))
        if given.real:
            sets.append(("real", real(given.real)))
        print(HEAD)
        off: list[str] = []
        for (label, sounds), model in itertools.product(sets, given.models):
            row = figures(label, model, sounds)
            print(row.line, flush=True)
            off += row.off if label == CLEAR else ()
    for part in off:
        print(f"off by more than {OFF_S:g} s: {part}")
    if given.check and off:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
