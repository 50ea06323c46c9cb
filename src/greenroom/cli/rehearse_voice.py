"""``greenroom rehearse --voice``: answers are spoken, shown as they were heard, corrected, and only then judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.cli.heard import edited, heard, meter
from greenroom.errors import InputError, UsageError, VoiceError

if TYPE_CHECKING:
    from greenroom.cli.dialog import Dialog
    from greenroom.model import Answer
    from greenroom.rehearsal.state import Event
    from greenroom.settings import Settings


class Voice:
    """The ears of a rehearsal and, where the person has set a speaker, its mouth."""

    def __init__(self, dialog: Dialog, settings: Settings, files: Sequence[str], as_heard: bool) -> None:
        """``files``: recordings, one an answer, in place of the microphone; ``as_heard``: none is shown for correction.

        Raises ``VoiceError`` where something that voice needs is missing, and ``InputError`` for a file that is not
        there: before the first question, not after the first answer.
        """
        from greenroom.speech.recogniser import recogniser_for
        from greenroom.speech.speaker import speaker_for

        self._dialog, self._settings, self._as_heard = dialog, settings, as_heard
        self._live, self._files = not files, [Path(file) for file in files]
        self._begun = False
        self._noted: set[str] = set()
        for file in self._files:
            if not file.is_file():
                raise InputError("no such file", where=str(file), do="check the name and the folder")
        recogniser_for(settings.recogniser)
        self._speaker = speaker_for(settings.speaker, settings.speaker_voice)
        if self._live:
            _try_microphone()

    def ask(self, question: str) -> None:
        """Read ``question`` aloud where a speaker is set; where it fails the rehearsal goes on without."""
        try:
            if self._speaker is not None:
                self._speaker.say(question)
        except VoiceError as fault:
            self._dialog.say(f"Questions are not read aloud any more: {fault}")
            self._speaker = None

    def event(self, may_pass: bool, write: Callable[[], Event | None]) -> Event:
        """The next answer, once the person has agreed to what was heard, or what they want in place of one.

        ``write`` asks them to write it, and gives none where they write nothing.

        Raises ``InputError`` for a recording that cannot be used where nobody is asked about it.
        """
        while True:
            event = self._agreed(self._next(), may_pass, write)
            if event is not None:
                return event

    def settled(self) -> None:
        """The answer is kept: its sound is no longer needed."""
        from greenroom.speech import kept

        if self._live:
            kept.drop()

    # ── hearing ─────────────────────────────────────────────────────────────────────

    def _next(self) -> Answer | None:
        """The next answer as it was heard; none where nothing was, which the person is told."""
        try:
            file = self._recorded() if self._live else self._files.pop(0) if self._files else None
            if file is None:
                self._dialog.say("Nobody is heard to speak." if self._live else "There is no further recording.")
                return None
            answer = heard(file, self._settings.recogniser)
            if not answer.words:
                allowed = "a recording, or a timed transcript (.vtt, .srt, .json)"
                raise InputError("is no recording", where=str(file), allowed=allowed, do="give a recording")
        except InputError as fault:
            if self._as_heard and not self._live:
                raise
            self._dialog.say(str(fault))
            return None
        return answer

    def _recorded(self) -> Path | None:
        """The person's answer from the microphone, as a file; none where nobody spoke."""
        from greenroom.speech import activity, kept, microphone
        from greenroom.speech.turns import TurnRule

        if not self._begun:
            self._begun = True
            if (left := kept.waiting()) and self._wanted():
                return left
        kept.drop()
        rule = TurnRule(end_s=self._settings.turn_silence_s)
        with microphone.Microphone() as frames, meter() as tell:
            self._dialog.say(f"Recording; {rule.end_s:g} s of silence or Ctrl-C ends it.")
            made = microphone.record(frames, kept.sound_file(), activity=activity.Silero(), rule=rule, tell=tell)
        if made.too_loud:
            self._dialog.say("It is too loud in places; move away from the microphone.")
        return made.path if made.turns else None

    def _wanted(self) -> bool:
        """Whether a recording that an interruption left is the answer."""
        self._dialog.say("A recording of yours was not judged yet when the rehearsal was interrupted.")
        options = [("yes", "Take it as this answer"), ("no", "Delete it, and speak again")]
        return self._dialog.choose("What now?", options, default="yes") == "yes"

    # ── agreeing ────────────────────────────────────────────────────────────────────

    def _agreed(self, answer: Answer | None, may_pass: bool, write: Callable[[], Event | None]) -> Event | None:
        """What the person makes of ``answer``; none where it is to be said again."""
        from greenroom.rehearsal.state import Answered, Passed, Stopped

        while True:
            if answer is not None:
                self._show(answer)
            choice = "take" if answer is not None and self._as_heard else self._chosen(answer is not None, may_pass)
            if choice == "take" and answer is not None:
                return Answered(text=answer.text, seconds=self._told(answer), words=answer.words)
            if choice == "edit" and answer is not None:
                answer = self._corrected(answer)
            elif choice == "type":
                if event := write():
                    return event
            else:
                others: dict[str, Event] = {"pass": Passed(), "stop": Stopped()}
                return others.get(choice)

    def _chosen(self, there: bool, may_pass: bool) -> str:
        options = [("take", "Take it as it stands"), ("edit", "Correct it first")] if there else []
        if self._live or self._files:
            options.append(("again", "Speak again" if self._live else "Hear the next recording instead"))
        options.append(("type", "Type the answer instead"))
        more = [("pass", "leave this question out")] if may_pass else []
        more.append(("stop", "no more questions on this competency"))
        return self._dialog.choose("What now?", options, default="take" if there else None, more=more)

    def _show(self, answer: Answer) -> None:
        from greenroom.reports.wording import told
        from greenroom.speech.editing import sheet

        self._dialog.say()
        self._dialog.say("Heard:")
        self._dialog.say(sheet(answer).rstrip(), indent=3)
        for note in answer.notes:
            if note not in self._noted:
                self._dialog.say(self._dialog.styled(told(note), "dim"))
        self._noted.update(answer.notes)

    def _corrected(self, answer: Answer) -> Answer:
        """``answer`` as the person corrects it: in their editor at a terminal, else line by line."""
        from greenroom.speech.editing import retimed

        try:
            if self._dialog.terminal:
                return edited(answer, "the transcript")
        except UsageError as fault:
            self._dialog.say(str(fault))
        except InputError as fault:
            self._dialog.say(str(fault))
            return answer
        text = self._dialog.text("Write what you said")
        try:
            return retimed(answer, text)
        except InputError as fault:
            self._dialog.say(str(fault))
            return answer

    def _told(self, answer: Answer) -> float:
        """Say how the answer was spoken; gives the seconds that it took."""
        from greenroom.reports.wording import seconds_words
        from greenroom.speech.delivery import delivery_of, flag_of

        least = self._settings.shortest_s
        delivery = delivery_of(answer, least)
        if delivery is None:
            return 0.0
        self._dialog.say(f"You spoke for {seconds_words(delivery.seconds)}.")
        for note in delivery.notes:
            self._dialog.item(note)
        if flag := flag_of(delivery, least):
            self._dialog.say(self._dialog.styled(flag.reason, "bad"))
        return delivery.seconds


def _try_microphone() -> None:
    """Raises ``VoiceError`` where there is none, or the model that knows when somebody speaks is missing."""
    from greenroom.speech import activity, microphone

    activity.Silero()
    with microphone.Microphone():
        pass
