"""``greenroom story ask`` and ``check``: which telling answers a question, and whether a telling keeps to the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, OneOf, as_level, level_option, settings_with
from greenroom.model import COMPANIES

if TYPE_CHECKING:
    from greenroom.model import Company, Review
    from greenroom.stories.asking import Asked
    from greenroom.stories.consistency import Conflict

FOUND = 6
"""Exit code where a telling contradicts something."""


@click.command(short_help="Which of your tellings answers a question best.")
@click.argument("question", nargs=-1, required=True, metavar="QUESTION")
@level_option
@click.option("--lens", type=OneOf("company", COMPANIES), help="Company whose lens to add.")
@click.option("--no-review", is_flag=True, help="Do not review the telling anew for this question (quicker).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@dialog_options
def ask(
    question: tuple[str, ...], level: str, lens: str | None, no_review: bool, as_json: bool, dialog: Dialog
) -> None:
    """Say which of your tellings answers QUESTION best, why, and what to change in it for this level and lens.

    The choice rests on the reviews that were kept, then on the kind of story. What to change is the fixes of a
    review made for this question; nothing of it is kept.
    """
    from greenroom.cli.story import opened, say_json
    from greenroom.questions import Recognition
    from greenroom.stories.asking import ask as answered

    with opened() as (_, bank):
        made = answered(bank, " ".join(question), as_level(level))
        if isinstance(made, Recognition):
            _none(made, as_json, dialog)
            return
        review = None if no_review else _reviewed(made, " ".join(question), level, lens)
    if as_json:
        say_json(_plain(made, review))
        return
    _tell(made, review, dialog)


def _none(made: Any, as_json: bool, dialog: Dialog) -> None:
    """The question asks for no competency, or for none that can be told."""
    from greenroom.cli.story import say_json

    if as_json:
        say_json({"question": made.question, "competency": None, "choices": []})
        return
    what = "It is not clear which competency this asks about." if made.behavioural else "This asks for no competency."
    dialog.say(f'{what} greenroom which "{made.question}" says more; no story is proposed.')


def _reviewed(made: Asked, question: str, level: str, lens: str | None) -> Review | None:
    """The best telling reviewed for this question; None where it has no words or the competency no guide."""
    from greenroom.guides.loader import load_guide
    from greenroom.judges import get_judge
    from greenroom.stories.reviewing import answer_of, reviewed

    telling = made.choices[0].telling if made.choices else None
    if telling is None or not made.has_guide:
        return None
    settings = settings_with()
    judge = get_judge(settings.judge, settings)
    guide = load_guide(made.competency)
    return reviewed(answer_of(telling, question), guide, as_level(level), cast("Company | None", lens), judge, settings)


def _plain(made: Asked, review: Review | None) -> dict[str, Any]:
    from greenroom.cli.story import builtins

    return {
        "question": made.recognition.question,
        "competency": made.competency,
        "level": made.level,
        "choices": [
            {
                "story": one.held.story.id,
                "telling": one.telling.number if one.telling else None,
                "why": list(one.why),
                "support": builtins(one.support),
            }
            for one in made.choices
        ],
        "review": builtins(review),
    }


def _tell(made: Asked, review: Review | None, dialog: Dialog) -> None:
    from greenroom.cli.story_tell import tell_review
    from greenroom.reports.story_words import words_of
    from greenroom.reports.wording import COMPANY_WORDS

    asked = next(one for one in made.recognition.ranked if one.id == made.competency)
    dialog.heading(f"It asks about {asked.name} ({asked.probability:.0%})", level=2)
    if not made.choices:
        dialog.say("None of your stories is known to serve this.")
        if made.has_guide:
            dialog.say(f"Next: greenroom story review --all -c {made.competency} -l {made.level}, or greenroom story "
                       f"mine {made.competency}")  # fmt: skip
        else:
            _without_guide(made.competency, asked.name, dialog)
        return
    best, *others = made.choices
    number = f", telling {best.telling.number}" if best.telling else ", which has no telling yet"
    dialog.say(f"Tell: {best.held.story.title} ({best.held.story.id}){number}")
    for why in best.why:
        dialog.item(words_of(why))
    if review is not None:
        dialog.heading("For this question", level=2)
        tell_review(review, asked.name, dialog)
        if review.lens:
            dialog.say(
                f"{COMPANY_WORDS.get(review.lens.company, review.lens.company)}: {review.lens.waits_for} "
                + ("Heard." if review.lens.heard else "Not heard yet.")
            )
    elif not made.has_guide:
        dialog.say(f"There is no guide for {asked.name} yet, so what to change in it is not known.")
    if others:
        dialog.heading("Then", level=2)
        for one in others:
            dialog.item(f"{one.held.story.title} ({one.held.story.id}): {words_of('; '.join(one.why))}")


def _without_guide(competency: str, name: str, dialog: Dialog) -> None:
    """That there is no guide for the competency, which there are, and how a story is known to serve it all the same."""
    from greenroom.guides.loader import guide_ids
    from greenroom.reports.story_words import competency_words
    from greenroom.reports.wording import listed, own_archetype

    kind = own_archetype(competency)
    there = listed(f"{competency_words(one)} ({one})" for one in guide_ids())
    dialog.say(f"There is no guide for {name} yet, so no review can tell which story fits. Guides there are: {there}.")
    dialog.say("What to do: name the story that you would tell, and it will be found for such questions.")
    dialog.item(f"one that you have: greenroom story edit ID, and below “archetypes:” a line “- {kind}”")
    dialog.item(f"a new one: greenroom story add --archetype {kind}")


@click.command(short_help="Hold a telling against the fact sheet and the other tellings.")
@click.argument("name", metavar="ID")
@click.option(
    "-t", "--telling", type=Between(1, 999_999), metavar="N", help="The telling to hold against the rest. [the latest]"
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@dialog_options
def check(name: str, telling: int | None, as_json: bool, dialog: Dialog) -> int:
    """Look for contradictions: numbers, names, who decided. Exit code 6 where one is found.

    What is found is to be looked at, not believed: the two places are shown. What is not found may still be wrong.
    """
    from greenroom.cli.story import builtins, opened, say_json
    from greenroom.stories.consistency import checked

    with opened() as (_, bank):
        held = bank.get(name)
        number = held.telling(telling).number
        found = checked(held, number)
    if as_json:
        say_json({"story": name, "telling": number, "conflicts": builtins(found)})
        return FOUND if found else 0
    alone = not held.story.facts and sum(bool(one.text) for one in held.tellings) == 1
    _conflicts(found, held.story.title, number, dialog, f"greenroom story edit {name}" if alone else "")
    return FOUND if found else 0


def _conflicts(found: tuple[Conflict, ...], title: str, number: int, dialog: Dialog, alone: str) -> None:
    """``alone``: the command that adds facts, where there is nothing yet to hold the telling against."""
    if alone:
        dialog.say(f"There is nothing to hold telling {number} of “{title}” against: the story has no facts and no "
                   f"other telling. {alone} opens its fact sheet.")  # fmt: skip
        return
    if not found:
        dialog.say(f"Telling {number} of “{title}” contradicts nothing that was found in its facts and other "
                   "tellings.")  # fmt: skip
        return
    dialog.heading(f"{title}, telling {number}", level=2)
    for one in found:
        dialog.item(f'{one.what}: "{one.said}" here, "{one.other}" in {one.source}')
        dialog.say(f"here: {one.sentence}", indent=2)
        dialog.say(f"there: {one.other_sentence}", indent=2)
