"""Recordings in the browser: a job that hears one, and what the page is told of it (templates: ``ui.recorder``)."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple

from fastapi import UploadFile

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.reports.wording import seconds_words, told
from greenroom.web.jobs import Job
from greenroom.web.shared import Shared
from greenroom.web.templating import environment
from greenroom.web.wording import to_do

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of a recording that a page sends: half an hour as browsers record it has a quarter of that."""
ROOM = 64 * 1024
"""Bytes of the form around it."""
WHERE = "the recording"
HEARING = "Hearing the recording"
_HEAD = 16


class Ears(NamedTuple):
    """What a page with a recorder needs to know: why nothing can be heard (empty: all is there), most bytes."""

    lacking: str
    most: int = MOST_BYTES


class Spoken(NamedTuple):
    """What is told of an answer that was heard: the text to correct, its times for the way back, how it was spoken."""

    text: str
    heard: str
    said: str
    notes: tuple[str, ...]


def ears(use: Shared) -> Ears:
    """Whether recordings can be heard here; nothing is loaded. Raises ``UsageError`` for an unknown recogniser."""
    return Ears(_lacking(use.settings.recogniser))


@functools.cache
def _lacking(recogniser: str) -> str:
    from greenroom.speech.recogniser import lacking

    fault = lacking(recogniser)
    return told(f"{fault.what}: {to_do(fault.do)}; typing works") if fault else ""


def taken(file: UploadFile) -> BinaryIO:
    """A copy of what was sent, in a file without a name that is gone when it is closed.

    Raises ``InputError`` for what is no recording by its content.
    """
    from greenroom.speech.audio import looks_recorded

    head = file.file.read(_HEAD)
    if not looks_recorded(head):
        raise InputError(
            "is no recording that can be read" if head else "is empty",
            where=WHERE,
            allowed="wav, mp3, m4a, webm, ogg, flac",
            do="choose another, or record here",
        )
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the job closes it
    file.file.seek(0)
    shutil.copyfileobj(file.file, copy)
    copy.seek(0)
    return copy


def listen(
    use: Shared, opened: Callable[[], BinaryIO], *, done: Callable[[Answer], None] = lambda answer: None, key: str = ""
) -> Job:
    """The job that hears the recording in the file that ``opened`` gives; its ``result`` is the ``Answer``.

    ``done`` is told of it first. ``key``: what the job is found by while it runs (``Jobs.current``).
    """
    from greenroom.speech.audio import sound_in
    from greenroom.speech.hearing import answer_in

    def work(job: Job) -> Answer:
        with opened() as file:
            sound = sound_in(file, WHERE)
        length = seconds_words(sound.seconds)
        job.step(0, 100, f"0 s of {length}")

        def heard(share: float) -> None:
            job.step(round(share * 100), 100, f"{seconds_words(share * sound.seconds)} of {length}")

        answer = answer_in(sound, WHERE, recogniser=use.settings.recogniser, progress=heard)
        done(answer)
        return answer

    return use.jobs.start(HEARING, work, key=key)


def spoken(use: Shared, answer: Answer) -> Spoken:
    """What the page shows of ``answer``, which was heard."""
    from greenroom.speech.delivery import delivery_of, flag_of
    from greenroom.speech.editing import sheet
    from greenroom.speech.sent import sent

    delivery = delivery_of(answer, use.settings.shortest_s)
    notes = (
        [*delivery.notes, *(f.reason for f in [flag_of(delivery, use.settings.shortest_s)] if f)] if delivery else []
    )
    said = f"You spoke for {seconds_words(delivery.seconds)}." if delivery else ""
    return Spoken(sheet(answer).strip(), sent(answer), said, tuple(told(note) for note in (*notes, *answer.notes)))


def state_of(use: Shared, job: Job) -> dict[str, Any]:
    """How far ``job`` is, as the recorder's script reads it."""
    made: dict[str, Any] = {"id": job.id, "state": job.state, "share": job.share, "doing": job.doing or "Getting ready"}
    if job.state == "done":
        made |= spoken(use, job.result)._asdict()
    if job.state == "failed":
        made["fault"] = environment().get_template("fault_part.html").render(fault=job.fault)
    return made
