"""``greenroom story mine``: a conversation that brings out an event and fills its fact sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from greenroom.cli.dialog import Dialog, dialog_options

if TYPE_CHECKING:
    from greenroom.guides.schema import Guide
    from greenroom.store import Store
    from greenroom.stories.bank import Bank
    from greenroom.stories.mining import Mine, Step


@click.command(short_help="Find a story: questions that bring an event to mind.")
@click.argument("competency", metavar="[COMPETENCY]", required=False)
@click.option("--restart", is_flag=True, help="Begin anew; what was answered before is forgotten.")
@dialog_options
def mine(competency: str | None, restart: bool, dialog: Dialog) -> None:
    """Look for a story for COMPETENCY: its kinds of story and its questions bring an event to mind.

    Then you are asked for the facts of it, one by one; nothing is put into your mouth. Every answer is kept as soon
    as it is given: stop when you like and run the command again to go on. It ends in a story with its fact sheet.
    """
    from greenroom.cli.story import now, opened
    from greenroom.guides.loader import load_guide
    from greenroom.reports.wording import counted

    with opened() as (store, bank):
        guide = load_guide(competency or _chosen(bank, dialog))
        with dialog.resumable(f"greenroom story mine {guide.id}"):
            made = _begun(store, guide, restart, dialog)
            if not made.sitting.archetype:
                _kind(made, dialog)
            if not made.event and not _event(made, dialog):
                made.drop()
                dialog.say("Nothing came to mind, and that is an answer too. Ask somebody who worked with you what "
                           "they remember of it, then run this again.")  # fmt: skip
                return
            while step := made.todo:
                _ask(made, step, dialog)
            _sheet(made, dialog)
            held = made.finish(bank, now())
    facts = counted(len(held.story.facts), "fact")
    dialog.say(f"Kept as '{held.story.id}' with {facts}. Now tell it: greenroom story tell "
               f"{held.story.id} -c {guide.id}")  # fmt: skip


def _chosen(bank: Bank, dialog: Dialog) -> str:
    """The competency that the person picks; those that no review speaks for come first."""
    from greenroom.guides.loader import guide_ids, load_guide

    served = {one.competency for one in bank.supports()}
    names = sorted(guide_ids(), key=lambda one: (one in served, one))
    options = [(one, load_guide(one).principle + ("" if one in served else ", no story yet")) for one in names]
    return dialog.choose("For which competency?", options, default=names[0])


def _begun(store: Store, guide: Guide, restart: bool, dialog: Dialog) -> Mine:
    """The conversation to go on with, or a new one."""
    from greenroom.stories.mining import Mine, unfinished

    before = None if restart else unfinished(store, guide.id)
    made = Mine(store, guide, before)
    if restart:
        made.drop()
    if before and before.begun:
        dialog.say("You go on where you stopped. --restart begins anew.")
        if made.event:
            dialog.say(f"What happened: {made.event}", indent=2)
    else:
        dialog.heading(f"A story for {guide.principle}")
        dialog.say(guide.core_signal)
    return made


def _kind(made: Mine, dialog: Dialog) -> None:
    """The kind of story to look for, and what to leave out."""
    from greenroom.cli.story import now
    from greenroom.stories.mining import NO_ARCHETYPE

    dialog.heading("Kinds of story that fit", level=2)
    options = [(one.id, f"{one.name}: {one.why}") for one in made.guide.archetypes]
    options.append((NO_ARCHETYPE, "none of these, or I do not know yet"))
    chosen = dialog.choose("Which comes nearest to something that you did?", options, default=NO_ARCHETYPE)
    if made.guide.not_recommended:
        dialog.say("Better not:")
        for one in made.guide.not_recommended:
            dialog.item(f"{one.story} {one.why}")
    made.choose(chosen, now())


def _event(made: Mine, dialog: Dialog) -> bool:
    """Whether one of the guide's questions brought an event to mind."""
    from greenroom.cli.story import now

    prompts = made.prompts
    dialog.say("Does one of these bring something to mind that happened to you? Write in a sentence or two what "
               "happened; only a full stop passes on to the next question.")  # fmt: skip
    while made.sitting.tried < len(prompts):
        text = _text(made, prompts[made.sitting.tried], dialog)
        if text:
            made.answer("event", text, now())
            return True
        made.pass_over(now())
    return False


def _ask(made: Mine, step: Step, dialog: Dialog) -> None:
    from greenroom.cli.story import now

    text = _text(made, step.asks, dialog)
    while step.need and not any(c.isalnum() for c in text):
        dialog.say("This one is needed.")
        text = _text(made, step.asks, dialog)
    made.answer(step.id, text, now())


def _text(made: Mine, prompt: str, dialog: Dialog) -> str:
    from greenroom.cli.story import now

    return dialog.text(prompt, begun=made.sitting.typed, keep=lambda text: made.keep_typed(text, now()))


def _sheet(made: Mine, dialog: Dialog) -> None:
    dialog.heading("Your fact sheet", level=2)
    for fact in made.facts():
        dialog.item(f"{fact.kind}: {fact.text}")
