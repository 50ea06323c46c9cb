"""``greenroom quiz``: questions made from the guides, with the reason for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, OneOf

if TYPE_CHECKING:
    from datetime import datetime

    from greenroom.practice.quiz import Session
    from greenroom.practice.quiz_items import Difficulty, Question
    from greenroom.store import Store


@click.command(short_help="Ten questions made from a guide, with the reason for each answer.")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--difficulty", type=OneOf("difficulty", ("easy", "medium", "hard")), help="Only questions of this difficulty."
)
@click.option("-n", "--count", type=Between(1, 50), default=None, metavar="N", help="How many questions. [10]")
@click.option("--seed", type=Between(0, 2**32), metavar="N", help="The same questions for the same number.")
@click.option("--new", "fresh", is_flag=True, help="Begin anew; an unfinished quiz is given up.")
@dialog_options
def quiz(
    name: str | None, difficulty: str | None, count: int | None, seed: int | None, fresh: bool, dialog: Dialog
) -> None:
    """Ten questions on the guide ID, on all guides without ID: easy, medium and hard ones, with the reason for each.

    What you missed comes back first in the next quiz; nothing else comes twice before all was asked. Goes on with a
    quiz that was interrupted.
    """
    from uuid import uuid4

    from greenroom.guides.loader import load_guide
    from greenroom.practice import quiz as use
    from greenroom.store import Store

    scope = use.MIXED if name is None else load_guide(name).id
    items = use.pools(None if name is None else [name])
    command = f"greenroom quiz {name}" if name else "greenroom quiz"
    other = fresh or any(given is not None for given in (difficulty, count, seed))
    with Store.open() as store:
        with dialog.resumable(command):
            session = None if other else _unfinished(dialog, use.unfinished(store, scope, items))
            session = session or use.begin(
                store,
                scope,
                items,
                at=_now(),
                new_id=lambda: uuid4().hex,
                count=count or use.QUESTIONS,
                difficulty=cast("Difficulty | None", difficulty),
                seed=seed,
            )
            if not session.questions:
                dialog.say("There is no question of this kind. Try without --difficulty.")
                return
            for number, question in session.left():
                _ask(dialog, store, session, number, question)
        _result(dialog, session, command)


def _unfinished(dialog: Dialog, session: Session | None) -> Session | None:
    """The session to go on with, if there is one and the person wants to."""
    if session is None or session.at == 0:
        return session
    dialog.say(f"A quiz is unfinished: {session.at} of {len(session.questions)} questions answered.")
    if session.gone:
        dialog.say(f"{session.gone} of its questions are left out: the guide has changed since.")
    asked = [("on", "Go on with it"), ("new", "Begin a new one")]
    return session if dialog.choose("What now?", asked, default="on") == "on" else None


def _ask(dialog: Dialog, store: Store, session: Session, number: int, question: Question) -> None:
    from uuid import uuid4

    from greenroom.practice.quiz import MIXED, record
    from greenroom.practice.quiz_items import LETTERS

    one = question.item
    about = f", {one.guide}" if session.scope == MIXED else ""
    dialog.heading(f"Question {number} of {len(session.questions)}, {one.difficulty}{about}.", level=2)
    dialog.say(one.ask)
    if one.quote:
        dialog.say()
        dialog.say(one.quote, indent=2)
    dialog.say()
    labels = [(key, o.text) for key, o in zip(LETTERS, question.options, strict=False)]
    chosen = dialog.choose("Your answer:", labels)
    answer = record(store, session, chosen, at=_now(), new_id=lambda: uuid4().hex)
    if answer.correct:
        dialog.say(dialog.styled("Right.", "good"))
    else:
        place = LETTERS.index(question.right) + 1
        dialog.say(f"{dialog.styled('Wrong.', 'bad')} Right is {place}: {one.right.text}")
        if why := question.option(chosen).why:
            dialog.say(f"Your answer, {LETTERS.index(chosen) + 1}: {why}")
            dialog.say()
    dialog.say(one.why)


def _result(dialog: Dialog, session: Session, command: str) -> None:
    from greenroom.practice.quiz import result

    made = result(session)
    dialog.heading("Result")
    dialog.say(f"{made.right} of {made.asked} right.")
    for difficulty, right, asked in made.by_difficulty:
        dialog.item(f"{difficulty}: {right} of {asked} right")
    if not made.again:
        dialog.say(f"Nothing missed. Next questions: {command}")
        return
    dialog.say("Read again:")
    for guide, section, missed in made.again:
        times = f" ({missed} questions missed)" if missed > 1 else ""
        dialog.item(f"greenroom study {guide} --section {section}{times}")
    dialog.say(f"What you missed comes back first: {command}. It is also among the cards: greenroom revise")


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
