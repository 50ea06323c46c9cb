"""``greenroom calibrate``: be the bar raiser, and see how you score."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Filled
from greenroom.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from greenroom.guides.pairs import Pair
    from greenroom.guides.schema import Guide
    from greenroom.practice.bias import Rated
    from greenroom.practice.calibrate import Sitting, Step
    from greenroom.practice.calibrate_file import AnswersFile
    from greenroom.practice.calibrate_scores import Scores, Told
    from greenroom.store import Store
    from greenroom.store.values import Calibration

BACK, AGAIN, HELP = "b", "t", "?"
MORE = ((BACK, "one step back"), (AGAIN, "the answer again"))
SCALE = (
    "Grades: 0 absent, 1 partly shown, 2 clearly shown. Enter is 0, ? tells what is listened for, "
    "t shows the answer again, b goes one step back."
)

EPILOG = """\b
Examples:
  greenroom calibrate have-backbone
  greenroom calibrate have-backbone --history
  greenroom calibrate --answers answers.jsonl --labels labels.jsonl --ratings mine.jsonl

docs/calibrate.md tells what each figure means and how to write pairs of your own."""


@click.command(short_help="Score candidates, then see the key and your own bias.", epilog=EPILOG)
@click.argument("name", metavar="[ID]", required=False)
@click.option("--pair", type=Filled(), metavar="NAME", help="This pair. [the next one]")
@click.option("--key", is_flag=True, help="Show the key of a pair that you have scored; asks nothing.")
@click.option("--history", is_flag=True, help="Show your figures over time; asks nothing.")
@click.option("--answers", type=Filled(), metavar="FILE", help="Score the answers of this file instead.")
@click.option("--labels", type=Filled(), metavar="FILE", help="The labels to compare with, for --answers.")
@click.option("--ratings", type=Filled(), metavar="FILE", help="Write what you scored as labels, for --answers.")
@click.option("-c", "--competency", type=Filled(), metavar="ID", help="Only answers to this competency.")
@click.option("--only", type=Filled(), multiple=True, metavar="ID", help="Only these answers, such as 'hb-w-*'.")
@click.option("--partial", is_flag=True, help="Leave out answers without labels.")
@dialog_options
def calibrate(
    name: str | None,
    pair: str | None,
    key: bool,
    history: bool,
    answers: str | None,
    labels: str | None,
    ratings: str | None,
    competency: str | None,
    only: tuple[str, ...],
    partial: bool,
    dialog: Dialog,
) -> None:
    """Score two candidates of the guide ID as an interviewer would, then see the key, the sentences and your bias.

    With --answers and --labels: score the answers of a file, and see your agreement with its labels. Everything you
    give is kept at once; the same command goes on where you stopped.
    """
    of_file = {"--labels": labels, "--ratings": ratings, "--competency": competency, "--only": only}
    if answers is None:
        for option, given in (of_file | {"--partial": partial}).items():
            if given:
                raise UsageError(f"{option} goes with --answers only", do="name the file of answers with --answers")
        _with_pairs(dialog, name, pair, key=key, history=history)
        return
    if name is not None or pair is not None or key:
        raise UsageError("--answers brings its own answers", do="leave out ID, --pair and --key, or --answers")
    if labels is None:
        raise UsageError("--answers needs --labels", do="name the file of labels with --labels")
    for source in (answers, labels):
        output.check_writable(ratings, source)
    from greenroom.practice import calibrate_file

    file = calibrate_file.read(Path(answers), Path(labels), competency=competency, only=only, partial=partial)
    if ratings:
        calibrate_file.check_replaceable(Path(ratings), file)
    command = ["greenroom", "calibrate", "--answers", answers, "--labels", labels]
    command += ["--ratings", ratings] if ratings else []
    command += ["--competency", competency] if competency else []
    command += [word for one in only for word in ("--only", one)]
    command += ["--partial"] if partial else []
    _with_file(dialog, file, ratings, shlex.join(command), history=history)


# ── pairs ───────────────────────────────────────────────────────────────────────────


def _with_pairs(dialog: Dialog, name: str | None, wanted: str | None, *, key: bool, history: bool) -> None:
    from greenroom.guides.loader import load_guide
    from greenroom.practice import calibrate as use
    from greenroom.store import Store

    if history and (wanted or key):
        raise UsageError("--history tells of all pairs", do="leave out --pair and --key, or --history")
    if key and wanted is None:
        raise UsageError("--key of which pair?", do="name it with --pair")
    if history:
        guide = load_guide(name) if name else None
        with Store.open() as store:
            _history(dialog, store.calibrations(guide.id if guide else None))
        return
    if name is None:
        raise UsageError("which guide?", allowed=", ".join(use.guides_with_pairs()), do="greenroom calibrate ID")
    guide = load_guide(name)
    pairs = use.pairs_for(guide)
    with Store.open() as store:
        records = store.calibrations(guide.id)
        pair = use.pair_named(pairs, wanted) if wanted else use.pair_to_score(store, guide, pairs, records)
        if key:
            scores = use.last_scores(pair, records)
            _reveal(dialog, use.in_order(guide, pair, use.times_scored(pair, records) - 1), scores, pair)
            return
        told = use.in_order(guide, pair, use.times_scored(pair, records))
        dialog.heading(f"{guide.principle}: the pair {pair.id}")
        if use.times_scored(pair, records):
            dialog.say("You have scored this pair before; this time does not count in your figures.")
        with dialog.resumable(shlex.join(["greenroom", "calibrate", name, "--pair", pair.id])):
            sitting = _sitting(dialog, store, told)
            for letter, one in zip(_letters(), told, strict=True):
                sitting = _score(dialog, store, told, one, sitting, f"Answer {letter}")
        made = use.finish(store, told, sitting, _now())
        with dialog.resumable(shlex.join(["greenroom", "calibrate", name, "--pair", pair.id, "--key"])):
            _reveal(dialog, told, use.last_scores(pair, made), pair)
        _figures(dialog, [*records, *made])
        left = use.unscored(pairs, [*records, *made])
        dialog.say()
        if left:
            more = f"{left} more pairs wait" if left > 1 else "One more pair waits"
            dialog.say(f"{more}: greenroom calibrate {name}")
        else:
            every = f"Those were all {len(pairs)} pairs" if len(pairs) > 1 else "That was the only pair"
            dialog.say(f"{every}. Over time: greenroom calibrate {name} --history")


def _reveal(dialog: Dialog, told: Sequence[Told], scores: Mapping[str, Scores], pair: Pair) -> None:
    from greenroom.cli.calibrate_view import show_key

    candidates = {one.id: one for one in pair.candidates}
    dialog.heading("The key")
    for letter, one in zip(_letters(), told, strict=True):
        show_key(dialog, one, scores[one.id], candidates[one.id], f"Answer {letter}, {one.id}")
        dialog.pause()
    dialog.heading("What this pair is made to show", level=2)
    dialog.say(pair.reveals)


# ── a file ──────────────────────────────────────────────────────────────────────────


def _with_file(dialog: Dialog, file: AnswersFile, ratings: str | None, command: str, *, history: bool) -> None:
    from greenroom.cli.calibrate_view import show_stretches, show_worst
    from greenroom.practice import bias, calibrate as use, calibrate_file
    from greenroom.store import Store

    with Store.open() as store:
        done = calibrate_file.scored(file, store.calibrations())
        count = len(file.told)
        dialog.heading(f"{count} {'answer' if count == 1 else 'answers'} to score, {len(done)} done")
        try:
            with dialog.resumable(command):
                for one in () if history else file.told:
                    if one.id in done:
                        continue
                    title = f"Answer {len(done) + 1} of {count} ({one.id}, {one.guide.id})"
                    sitting = _score(dialog, store, (one,), one, _sitting(dialog, store, (one,)), title)
                    done |= {record.candidate: record for record in use.finish(store, (one,), sitting, _now())}
        finally:
            if ratings and done:
                output.write(calibrate_file.as_labels(file, done), ratings)
    rated = calibrate_file.against_labels(file, done)
    _tell(dialog, rated, file.guides)
    if history and rated:
        show_stretches(dialog, bias.stretches(rated, file.guides))
    show_worst(dialog, rated)
    if ratings and done:
        dialog.say(f"Your ratings are in {ratings}.")


# ── scoring one answer ──────────────────────────────────────────────────────────────


def _sitting(dialog: Dialog, store: Store, told: Sequence[Told]) -> Sitting:
    """What was kept, if the person wants to go on with it; else a fresh sitting."""
    from greenroom.practice import calibrate as use

    fresh = use.Sitting(made_for=use.made_for(told))
    sitting = use.resumed(store, told)
    if sitting is None:
        if store.kept("calibrate", use.kept_key(told)) is not None:
            dialog.say("What you had scored of it was for another version; it begins again.")
        return fresh
    given = sum(len(sheet.given) for sheet in sitting.sheets.values())
    every = len(told) * len(use.steps(told[0].guide))
    dialog.say(f"You stopped here: {given} of {every} steps given.")
    asked = [("on", "Go on with it"), ("new", "Score it from the beginning")]
    return sitting if dialog.choose("What now?", asked, default="on") == "on" else fresh


def _score(dialog: Dialog, store: Store, told: Sequence[Told], one: Told, sitting: Sitting, title: str) -> Sitting:
    """Ask every step of one answer, and keep what was given after each."""
    from uuid import uuid4

    from greenroom.cli.calibrate_view import show_answer
    from greenroom.practice import calibrate as use

    sheet = use.begun(sitting, one, lambda: uuid4().hex)
    if use.next_step(sheet, one.guide) is None:
        return sitting
    began = time.monotonic()
    show_answer(dialog, one, title)
    dialog.pause("Enter to score it")
    dialog.say(SCALE)
    while (step := use.next_step(sheet, one.guide)) is not None:
        given = _ask(dialog, one, step)
        if given == AGAIN:
            show_answer(dialog, one, title)
            continue
        if given == BACK:
            sheet = use.back(sheet, one.guide)
        else:
            now = time.monotonic()
            sheet, began = use.answered(sheet, one.guide, step, given, now - began), now
        sitting = use.with_sheet(sitting, one, sheet)
        use.keep(store, told, sitting, _now())
    return sitting


def _ask(dialog: Dialog, one: Told, step: Step) -> int | str | tuple[str, ...]:
    """What the person gives for a step, or ``BACK`` or ``AGAIN``."""
    from greenroom.practice.calibrate_words import expectations, level_options, verdict_options
    from greenroom.reports.wording import LEVEL_WORDS

    guide = one.guide
    if step.ask == "signal":
        return _grade(dialog, guide, step.id)
    dialog.say()
    if step.ask == "disqualifiers":
        return _marked(dialog, "Disqualifiers", [(d.id, d.name) for d in guide.disqualifiers])
    if step.ask == "red_flags":
        return _marked(dialog, "Red flags", [(f.id, f.name) for f in guide.red_flags])
    if step.ask == "verdict":
        return dialog.choose(f"Verdict at {LEVEL_WORDS[one.level]}:", verdict_options(), more=MORE)
    while True:
        given = dialog.choose("Level that it shows:", level_options(), more=(*MORE, (HELP, "what each must show")))
        if given != HELP:
            return given
        for level, expects in expectations(guide).items():
            dialog.item(f"{level}: {expects}")
        dialog.say()


def _marked(dialog: Dialog, kind: str, options: Sequence[tuple[str, str]]) -> str | tuple[str, ...]:
    given = dialog.choose_many(f"{kind}, by number (Enter: none):", options, more=MORE)
    return given[0] if given in ((BACK,), (AGAIN,)) else given


def _grade(dialog: Dialog, guide: Guide, ident: str) -> int | str:
    number, signal = next((n, s) for n, s in enumerate(guide.signals, 1) if s.id == ident)
    prompt = f"Signal {number} of {len(guide.signals)}, {signal.name}: 0, 1 or 2?"
    while True:
        word = dialog.text(prompt, multiline=False).lower() or "0"
        if word in ("0", "1", "2"):
            return int(word)
        if word in (BACK, AGAIN):
            return word
        if word == HELP:
            dialog.say(signal.listens_for)
        else:
            dialog.say(f"'{word:.40}' is none of them. Allowed: 0, 1, 2, Enter for 0, ?, t or b.")


# ── figures ─────────────────────────────────────────────────────────────────────────


def _figures(dialog: Dialog, records: Sequence[Calibration]) -> list[Rated]:
    """Agreement and bias over all that was scored for these guides; gives what they rest on."""
    from greenroom.practice import bias, calibrate as use

    every = use.rated(records)
    first = bias.firsts(every)
    _tell(dialog, first, use.guides_of(records), repeats=len(every) - len(first))
    return first


def _tell(dialog: Dialog, rated: Sequence[Rated], guides: Mapping[str, Guide], repeats: int = 0) -> None:
    from greenroom.cli.calibrate_view import show_figures
    from greenroom.practice.bias import agreement, bias

    show_figures(dialog, agreement(rated, guides), bias(rated, guides), repeats)


def _history(dialog: Dialog, records: Sequence[Calibration]) -> None:
    from greenroom.cli.calibrate_view import show_stretches
    from greenroom.practice import calibrate as use
    from greenroom.practice.bias import stretches

    rated = _figures(dialog, records)
    if not rated:
        dialog.say("To begin: greenroom calibrate ID")
    else:
        show_stretches(dialog, stretches(rated, use.guides_of(records)))


def _letters() -> str:
    from greenroom.cli.calibrate_view import LETTERS

    return LETTERS


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
