"""``greenroom which``: which competency a question asks about."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenroom.questions import Ranked, Recognition

EPILOG = """\b
Examples:
  greenroom which "When did you and your boss disagree, and who was right?"
  greenroom which - --format json < questions.txt"""

MEANS = (
    "It asks for knowledge, for an opinion, or for facts about you or the job; or it is no question. No competency is "
    "tested by it, so no guide fits and an answer to it is not reviewed."
)
INSTEAD = (
    "Answer it as it is asked, in a few sentences. Where something you did makes the point, offer the story in one "
    "sentence and let them ask for it."
)
UNCLEAR = (
    "It is not clear which competency this asks about: nothing in it points to one. Ask what they would like to hear "
    "about, or prepare for the likeliest."
)


@click.command(epilog=EPILOG, short_help="Say which competency a question asks about.")
@click.argument("question", nargs=-1, required=True, metavar="QUESTION|-")
@click.option("-f", "--format", "form", type=OneOf("format", ("text", "json")), default="text", help="text or json.")
@click.option(
    "--top", type=Between(1, 50), default=3, metavar="N", help="How many competencies the text names, 1 to 50. [3]"
)
@dialog_options
def which(question: tuple[str, ...], form: str, top: int, dialog: Dialog) -> None:
    """Say which competency QUESTION asks about, what decided, and what it is easily confused with.

    A probability is how likely the question is asked for that competency; together they add up to one, and a question
    that tests several shares it among them. "not-behavioural" stands for a question that tests none.

    "-" reads standard input, one question a line in UTF-8; blank lines are passed over. With --format json, one
    object a line comes out for each as soon as it is read, in the same order: {"question", "competencies": [{"id",
    "probability"}, ...]}, all competencies, likeliest first.
    """
    from greenroom.questions import recognise

    for number, one in enumerate(_asked(question)):
        found = recognise(one)
        if form == "json":
            click.echo(_line(found))
            continue
        if question == ("-",):
            dialog.heading(f"Question {number + 1}: {found.question}")
        _tell(found, top, dialog)


def _asked(question: tuple[str, ...]) -> Iterator[str]:
    from greenroom.questions import checked, questions_in

    if question == ("-",):
        yield from questions_in(sys.stdin.buffer)
    else:
        yield checked(" ".join(question))


def _line(found: Recognition) -> str:
    ranked = [{"id": one.id, "probability": one.probability} for one in found.ranked]
    return json.dumps({"question": found.question, "competencies": ranked}, ensure_ascii=False)


def _tell(found: Recognition, top: int, dialog: Dialog) -> None:
    first, *others = found.ranked
    dialog.heading(_titled(first), level=2)
    if not found.clear:
        dialog.say(UNCLEAR)
    elif not found.behavioural:
        dialog.say(f"What that means: {MEANS}")
        dialog.say(f"What to do: {INSTEAD}")
    if first.why:
        dialog.say(f"What decided: {first.why}.")
    if found.behavioural:
        dialog.say(_next_step(first, found))
    if found.several:
        dialog.heading("This may fairly test several", level=2)
        dialog.say(f"{_listed([_titled(one) for one in found.several])}. Choose a story that shows all of them.")
    rest = others[: top - 1]
    if rest:
        dialog.heading("Then", level=2)
        for one in rest:
            dialog.item(_titled(one))
    if found.confused:
        dialog.heading("Easily confused with", level=2)
        for each in found.confused:
            about = "" if each.told_of == first.id else f" (told from there, where “this one” is {each.name})"
            dialog.item(f"{each.name}{about}: {each.difference}")


def _titled(one: Ranked) -> str:
    return f"{one.name} ({one.id}): {one.probability:.0%}"


def _next_step(first: Ranked, found: Recognition) -> str:
    if first.has_guide:
        return f"Its guide: greenroom study {first.id}"
    return f"It has no guide yet. What it means: {found.definition}"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
