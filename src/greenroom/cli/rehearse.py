"""``greenroom rehearse``: a mock interview, by keyboard or by voice; everything said is kept as soon as it is said."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, Filled, OneOf, settings_with
from greenroom.errors import OutputError, UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from datetime import datetime

    from greenroom.cli.rehearse_voice import Voice
    from greenroom.model import Company, TargetLevel
    from greenroom.rehearsal.reading import Reader
    from greenroom.rehearsal.session import Rehearsal
    from greenroom.rehearsal.state import Event
    from greenroom.rehearsal.values import Interviewer, Setup, State
    from greenroom.settings import Settings
    from greenroom.store import Store

STOP = "/stop"
"""A reply that holds only this ends the questions of the competency."""
SAVED = ("html", "md", "text")

EPILOG = """\b
Examples:
  greenroom rehearse have-backbone -l senior --company amazon
  greenroom rehearse --loop have-backbone,highest-standards --interviewer terse --clock
  greenroom rehearse have-backbone --voice
  greenroom rehearse have-backbone --audio answer.m4a --audio reply.m4a
  greenroom rehearse --resume
  greenroom rehearse --report --save rehearsal.html"""


@click.command(epilog=EPILOG, short_help="A mock interview that probes what is still unproven.")
@click.argument("competency", metavar="[COMPETENCY]", required=False)
@click.option(
    "-q", "--question", type=Filled(), metavar="TEXT", help="The question to begin with. [one of the guide's]"
)
@click.option("-l", "--level", type=OneOf("level", TARGET_LEVELS), help="Level interviewed for. [setting level]")
@click.option("--company", type=OneOf("company", COMPANIES), help="Company whose questions are asked.")
@click.option("--loop", type=Filled(), metavar="ID,ID,...", help="Several competencies, one interviewer each.")
@click.option("--interviewer", type=OneOf("interviewer", ("terse", "warm")), help="How you are asked. [warm]")
@click.option("--clock", is_flag=True, help="Show the time that an answer may take, and that yours took.")
@click.option("--probes", type=Between(0, 12), metavar="N", help="Most follow-up questions a competency. [4]")
@click.option("--resume", is_flag=True, help="Go on with the rehearsal that was interrupted.")
@click.option("--restart", is_flag=True, help="Begin anew; what was said before stays in the history.")
@click.option("--report", is_flag=True, help="Show the last debrief again; asks nothing.")
@click.option("--save", "path", type=Filled(), metavar="FILE", help="Write the report here: .html, .md or .txt.")
@click.option("--voice", is_flag=True, help="Answer aloud, at the microphone; needs the extra voice.")
@click.option("--audio", multiple=True, metavar="FILE", help="The same from recordings, one for each answer, in order.")
@click.option("--as-heard", is_flag=True, help="With --voice or --audio: show no transcript for correction.")
@dialog_options
def rehearse(
    competency: str | None,
    question: str | None,
    level: str | None,
    company: str | None,
    loop: str | None,
    interviewer: str | None,
    clock: bool,
    probes: int | None,
    resume: bool,
    restart: bool,
    report: bool,
    path: str | None,
    voice: bool,
    audio: tuple[str, ...],
    as_heard: bool,
    dialog: Dialog,
) -> None:
    """Answer one question of COMPETENCY, then the follow-ups that an interviewer would put to your answer.

    The next follow-up is always the one whose reply would change the verdict most. In the end you see for every
    reply what it settled, the verdict before and after, and what to work on. Stop when you like: everything is kept.
    """
    form = _form_of(path)
    output.check_writable(path)
    chosen = (competency, question, level, company, loop, interviewer, probes)
    if (resume or report) and (clock or restart or (resume and report) or any(x is not None for x in chosen)):
        option = "--resume" if resume else "--report"
        raise UsageError(f"{option} takes the rehearsal as it is", do=f"leave the other options out, or {option}")
    if report and (voice or audio):
        raise UsageError("--report asks nothing", do="leave --voice and --audio out")
    if as_heard and not (voice or audio):
        raise UsageError("--as-heard is about what was heard", do="add --voice or --audio FILE, or leave it out")
    from greenroom.store import Store

    settings = settings_with()
    ears = _ears(dialog, settings, audio, as_heard) if voice or audio else None
    with Store.open() as store:
        if report:
            _report(dialog, store, path, form)
            return
        with dialog.resumable(f"greenroom rehearse --resume{' --voice' if ears else ''}"):
            if resume:
                rehearsal = _resumed(store, settings)
            else:
                setup = _setup(store, settings, competency, question, level, company, loop, interviewer, clock, probes)
                rehearsal = _begun(dialog, store, settings, setup, restart)
            _run(dialog, rehearsal, settings, ears)
        _end(dialog, rehearsal.state, path, form)


def _ears(dialog: Dialog, settings: Settings, audio: tuple[str, ...], as_heard: bool) -> Voice:
    """What hears the answers; raises before the first question where something is missing."""
    from greenroom.cli.rehearse_voice import Voice

    return Voice(dialog, settings, audio, as_heard)


def _setup(
    store: Store,
    settings: Settings,
    competency: str | None,
    question: str | None,
    level: str | None,
    company: str | None,
    loop: str | None,
    interviewer: str | None,
    clock: bool,
    probes: int | None,
) -> Setup:
    from greenroom.rehearsal.session import guides_for, setup_of, times
    from greenroom.rehearsal.values import PROBES

    return setup_of(
        guides_for(competency, loop, question),
        question=question,
        level=cast("TargetLevel", level or settings.level),
        company=cast("Company | None", company),
        interviewer=cast("Interviewer", interviewer or "warm"),
        clock=clock,
        probes=PROBES if probes is None else int(probes),
        before=times(store),
    )


def _begun(dialog: Dialog, store: Store, settings: Settings, setup: Setup, restart: bool) -> Rehearsal:
    """A new rehearsal, or the one that was interrupted, where the person prefers that."""
    from greenroom.cli import rehearse_show as page
    from greenroom.errors import DataError
    from greenroom.rehearsal.session import KEY, MODE, Rehearsal, unfinished

    try:
        before = unfinished(store)
    except DataError:
        if not restart:
            raise
        store.drop(MODE, KEY)
        before = None
    reader = _reader(settings)
    if before is not None and before.begun_to_answer:
        options = [("on", "Go on where you stopped"), ("new", "Begin anew; what you said stays in the history")]
        if not restart:
            page.standing(dialog, before)
            if dialog.choose("What now?", options, default="on") == "on":
                return Rehearsal(store, before, reader)
        Rehearsal(store, before, reader).put_aside(_now())
        before = None
    return Rehearsal.begun(store, setup, reader, _now(), before)


def _resumed(store: Store, settings: Settings) -> Rehearsal:
    from greenroom.rehearsal.session import Rehearsal, unfinished

    state = unfinished(store)
    if state is None:
        raise UsageError("there is no interrupted rehearsal", do="greenroom rehearse COMPETENCY begins one")
    return Rehearsal(store, state, _reader(settings))


def _reader(settings: Settings) -> Reader:
    from greenroom.judges import get_judge
    from greenroom.rehearsal.reading import Reader

    return Reader(get_judge(settings.judge, settings), settings)


def _run(dialog: Dialog, rehearsal: Rehearsal, settings: Settings, ears: Voice | None) -> None:
    """Question, answer, probes, closing, until the debrief; ``ears``: none where answers are written."""
    from greenroom.cli import rehearse_show as page
    from greenroom.rehearsal.state import Finished

    page.opening(dialog, rehearsal.state, ears is not None)
    shown = -1
    while rehearsal.state.phase != "debrief":
        state = rehearsal.state
        if state.phase == "answered":
            told = rehearsal.read(_now())
            if not state.sitting.turns:
                page.parts(dialog, rehearsal.state.sittings[len(state.sittings) - 1])
            for one in told:
                page.told(dialog, one)
            continue
        if len(state.sittings) != shown:
            shown = len(state.sittings)
            page.sitting(dialog, state, rehearsal.guide)
        event = _asked(dialog, rehearsal, settings) if ears is None else _spoken(dialog, rehearsal, settings, ears)
        for one in rehearsal.happened(event, _now()):
            page.refused(dialog, one)
        if ears is not None:
            ears.settled()
    page.debrief(dialog, rehearsal.state)
    rehearsal.happened(Finished(), _now())


def _asked(dialog: Dialog, rehearsal: Rehearsal, settings: Settings) -> Event:
    """Put the question or the probe, and take what the person writes."""
    from greenroom.cli import rehearse_show as page
    from greenroom.rehearsal.state import Passed

    while True:
        page.question(dialog, rehearsal.state, rehearsal.guide)
        if event := _written(dialog, rehearsal, settings):
            return event
        if rehearsal.state.phase != "asked":
            return Passed()
        dialog.say(f"Nothing was said. Answer the question, or write {STOP} to leave it out.")


def _written(dialog: Dialog, rehearsal: Rehearsal, settings: Settings) -> Event | None:
    """What the person writes, none where that is nothing; every line of it is kept."""
    from greenroom.cli import rehearse_show as page
    from greenroom.cli.live import live_clock
    from greenroom.rehearsal.clock import allowed_s, takes_s
    from greenroom.rehearsal.state import Answered, Stopped, Typed
    from greenroom.rehearsal.wording import running as clock_words, timed as on_the_clock

    timed, allowed = on_the_clock(rehearsal.state), allowed_s(rehearsal.state, rehearsal.guide)

    def used() -> float:
        return before + time.monotonic() - began

    def keep(text: str) -> None:
        rehearsal.happened(Typed(text=text, seconds=round(used(), 1)), _now())
        for one in rehearsal.listened(_now()):
            page.cut_in(dialog, one)

    def running(seconds: float) -> str:
        takes = takes_s(rehearsal.state.typed, settings.words_per_minute)
        return clock_words(before + seconds, takes, allowed)

    before, began = rehearsal.state.typed_s, time.monotonic()
    with live_clock(running, wanted=timed and dialog.terminal and not dialog.plain):
        text = dialog.text("Your answer", begun=rehearsal.state.typed, keep=keep)
    wrote = round(used(), 1)
    if text == STOP:
        return Stopped()
    if text and timed:
        takes = takes_s(text, settings.words_per_minute)
        page.clock(dialog, takes, allowed, wrote if dialog.terminal else 0.0)
    return Answered(text=text) if text else None


def _spoken(dialog: Dialog, rehearsal: Rehearsal, settings: Settings, ears: Voice) -> Event:
    """Put the question or the probe, and hear what the person says; they may write it instead."""
    from greenroom.cli import rehearse_show as page
    from greenroom.rehearsal.clock import allowed_s
    from greenroom.rehearsal.state import Answered
    from greenroom.rehearsal.wording import question_of, timed

    state = rehearsal.state
    page.question(dialog, state, rehearsal.guide)
    ears.ask(question_of(state))
    event = ears.event(state.phase != "asked", partial(_written, dialog, rehearsal, settings))
    if isinstance(event, Answered) and event.seconds and timed(state):
        page.clock(dialog, event.seconds, allowed_s(state, rehearsal.guide), spoken=True)
    return event


def _end(dialog: Dialog, state: State, path: str | None, form: str) -> None:
    """The report as a file: where ``--save`` says, or where the person says now."""
    if path is not None:
        _save(state, path, form)
        dialog.say(f"Report written to {path}." if path != "-" else "")
    while path is None and dialog.terminal:
        name = dialog.text("Save the report? Name a file (.html or .md), or Enter for no", multiline=False)
        if not name:
            return
        try:
            _save(state, name, _form_of(name))
        except (OutputError, UsageError) as fault:
            dialog.say(str(fault))
            continue
        path = name
        dialog.say(f"Report written to {path}.")


def _report(dialog: Dialog, store: Store, path: str | None, form: str) -> None:
    """The debrief of the last rehearsal, from the history."""
    from greenroom.cli import rehearse_show as page
    from greenroom.rehearsal.session import last_of

    state = last_of(store)
    if path is None:
        page.debrief(dialog, state)
        return
    _save(state, path, form)
    dialog.say(f"Report written to {path}." if path != "-" else "")


def _save(state: State, path: str, form: str) -> None:
    from greenroom.rehearsal.sheet import sheet_of
    from greenroom.reports.sheet import render_sheet

    output.write(render_sheet(sheet_of(state, settings_with().shortest_s), form), path)


def _form_of(path: str | None) -> str:
    """The format of the report, by the ending of its file; raises ``UsageError`` for one that is none."""
    if path is None or path == "-":
        return "text"
    form = output.ENDINGS.get(Path(path).suffix.lower(), "")
    if form not in SAVED:
        raise UsageError("no report is written with this ending", where=path, allowed=".html, .md, .txt")
    return form


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
