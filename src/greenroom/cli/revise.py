"""``greenroom revise``: cards of the guides and of one's own mistakes, each when it is due."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenroom.cli import output
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, Filled, OneOf, settings_with
from greenroom.errors import ChangedError, UsageError
from greenroom.practice.card_words import KINDS, counts_words, number, short, span, when

if TYPE_CHECKING:
    from greenroom.practice.revision import Counts, Session
    from greenroom.store import Store
    from greenroom.store.values import Rating, StoredCard

PACKAGE = ".apkg"
MORE = (("undo", "the last rating"), ("later", "next time"), ("suspend", "never again"), ("quit", "stop"))
"""What may be done with a card but for rating it; each goes by its first letter."""

_ITEM = re.compile(r"(-|\d+\.) ")

EPILOG = """\b
Examples:
  greenroom revise have-backbone
  greenroom revise --limit 20
  greenroom revise --due --format json
  greenroom revise have-backbone --anki have-backbone.apkg"""


@click.command(epilog=EPILOG, short_help="Revise with cards, each when it is due.")
@click.argument("name", metavar="[ID]", required=False, type=Filled())
@click.option("--limit", type=Between(1, 10_000), metavar="N", help="Stop after N ratings.")
@click.option("--new", type=Between(0, 1000), metavar="N", help="New cards today. [setting new_cards_a_day]")
@click.option("--due", is_flag=True, help="Only print how many cards wait.")
@click.option("--list", "listing", is_flag=True, help="Only list the cards and when each is due.")
@click.option("-f", "--format", "form", type=OneOf("format", ("text", "json")), help="How to write --due and --list.")
@click.option("--anki", type=Filled(), metavar="FILE.apkg", help="Write the cards to a file that Anki imports.")
@click.option("--unsuspend", type=Filled(), metavar="CARD", help="Take a suspended card (see --list) back in.")
@dialog_options
def revise(
    name: str | None,
    limit: float | None,
    new: float | None,
    due: bool,
    listing: bool,
    form: str | None,
    anki: str | None,
    unsuspend: str | None,
    dialog: Dialog,
) -> None:
    """Revise the guide ID with cards; without ID, everything that you have begun.

    Cards come from the guide and from what you got wrong in the quiz, as the bar raiser and in your own drafts. Say
    how well you knew each: that decides when it comes back (FSRS). Every rating is kept at once.
    """
    _check_one(due=due, list=listing, anki=bool(anki), unsuspend=bool(unsuspend))
    if form and not (due or listing):
        raise UsageError("--format says how --due and --list are written", do="add one of them, or leave --format out")
    if anki:
        _check_package(anki)
    a_day = settings_with().new_cards_a_day if new is None else int(new)
    from greenroom.store import Store

    with Store.open() as store:
        if anki:
            _export(store, name, anki)
        elif unsuspend:
            from greenroom.practice.revision import unsuspend as take_back

            take_back(store, unsuspend)
            click.echo(f"back in revision: {unsuspend}")
        elif due or listing:
            session = _session(store, (name,) if name else (), a_day)
            (_print_list if listing else _print_counts)(session, dialog, form == "json")
        else:
            with dialog.resumable(f"greenroom revise {name}" if name else "greenroom revise"):
                _revise(store, name, a_day, None if limit is None else int(limit), dialog)


def _check_one(**given: bool) -> None:
    named = [f"--{option}" for option, is_given in given.items() if is_given]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} do not go together", do="use one of them")


def _check_package(path: str) -> None:
    if Path(path).suffix.lower() != PACKAGE:
        raise UsageError(
            f"the ending is not {PACKAGE}", where=path, do=f"name the file {Path(path).with_suffix(PACKAGE)}"
        )
    output.check_writable(path)
    from greenroom.practice.anki import library

    library()


def _session(
    store: Store, names: tuple[str, ...], a_day: int, begin: bool = False, limit: int | None = None
) -> Session:
    from greenroom.practice.revision import Session

    return Session(store, names, new_a_day=a_day, now=_now(), begin=begin, limit=limit)


# ── the sitting ─────────────────────────────────────────────────────────────────────


def _revise(store: Store, name: str | None, a_day: int, limit: int | None, dialog: Dialog) -> None:
    session = _session(store, (name,) if name else (), a_day, begin=True, limit=limit)
    if not name and not session.counts(_now()).cards:
        chosen = _choose(dialog)
        if not chosen:
            dialog.say("Nothing chosen. greenroom revise ID makes the cards of one guide.")
            return
        session = _session(store, chosen, a_day, begin=True, limit=limit)
    before = session.counts(_now())
    dialog.heading("Revision")
    dialog.say(counts_words(before))
    names, begun = _names(), False
    while (card := session.next(_now())) is not None:
        begun = True
        _show(card, names.get(card.guide, card.guide), session, dialog)
        if _act(session, card, dialog) == "quit":
            break
    _close(session, before if begun else None, dialog)


def _choose(dialog: Dialog) -> tuple[str, ...]:
    from greenroom.guides.loader import guide_ids, load_guide

    dialog.say("There are no cards yet. Which guides do you want to revise?")
    options = [(one, load_guide(one).principle) for one in guide_ids()]
    return dialog.choose_many("Numbers or names, separated by spaces:", options)


def _names() -> dict[str, str]:
    from greenroom.guides.loader import competencies

    return {one.id: one.name for one in competencies()}


def _show(card: StoredCard, principle: str, session: Session, dialog: Dialog) -> None:
    counts = session.counts(_now())
    dialog.heading(f"{principle}: {KINDS.get(card.kind, card.kind)}", level=2)
    dialog.say(dialog.styled(f"{counts.due} due, {counts.new} new.", "dim"))
    _paragraphs(card.front, dialog)
    dialog.pause("Enter for the answer")
    if dialog.plain:
        dialog.say("Answer:")
    else:
        dialog.say()
    _paragraphs(card.back, dialog)
    dialog.say()


def _paragraphs(text: str, dialog: Dialog) -> None:
    for paragraph in text.split("\n"):
        item = _ITEM.match(paragraph)
        if item:
            dialog.item(paragraph[item.end() :], mark=item[1])
        else:
            dialog.say(paragraph)


def _act(session: Session, card: StoredCard, dialog: Dialog) -> str:
    """Ask what to do with ``card`` and do it; gives what was chosen."""
    from greenroom.practice.schedule import RATINGS

    away = session.intervals(card, _now())
    options = [(word, f"{word}, back in {span(away[rating])}") for rating, word in RATINGS.items()]
    chosen = dialog.choose("How well did you know it?", options, more=MORE)
    if chosen == "undo":
        taken = session.undo()
        dialog.say(f"Taken back ({taken.what}): {short(taken.front)}" if taken else "There is nothing to take back.")
    elif chosen == "later":
        session.later(card)
    elif chosen == "suspend":
        session.suspend(card)
        dialog.say("Suspended. To take it back in:")
        click.echo(f"greenroom revise --unsuspend {card.id}")  # unwrapped, to be copied
    elif chosen != "quit":
        rating: Rating = next(number for number, word in RATINGS.items() if word == chosen)
        try:
            session.rate(card, rating, _now())
        except ChangedError:
            dialog.say("This card was rated in another session meanwhile; that rating counts.")
    return chosen


def _close(session: Session, before: Counts | None, dialog: Dialog) -> None:
    """How far it went; ``before`` is None where no card was shown."""
    after = session.counts(_now())
    if before is None:
        dialog.say("Nothing is due now.")
    else:
        dialog.heading("Stopped" if after.due or after.new else "Done for now", level=2)
        dialog.say(f"Before: {before.due} due, {before.new} new, {before.learned} learned.")
        dialog.say(f"Now: {after.due} due, {after.new} new, {after.learned} learned.")
    later = after.unseen - after.new
    if later:
        waits = "One more new card waits" if later == 1 else f"{later} more new cards wait"
        dialog.say(f"{waits} for the days to come; --new N shows more of them today.")
    if after.next is not None:
        dialog.say(f"The next card comes {when(after.next, _now())}.")


# ── counts, lists, files ────────────────────────────────────────────────────────────


def _print_counts(session: Session, dialog: Dialog, as_json: bool) -> None:
    import msgspec

    counts = session.counts(_now())
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(counts)))
    else:
        dialog.say(counts_words(counts))


def _print_list(session: Session, dialog: Dialog, as_json: bool) -> None:
    cards = session.listed()
    if as_json:
        told = [
            {
                "id": card.id,
                "guide": card.guide,
                "kind": card.kind,
                "front": card.front,
                "back": card.back,
                "state": "suspended" if card.suspended else schedule.state,
                "due": None if card.suspended else card.due.isoformat(),
            }
            for card, schedule in cards
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if not cards:
        dialog.say("No cards yet. greenroom revise ID makes the cards of a guide.")
    now = _now()
    for card, schedule in cards:
        if card.suspended:
            comes = "suspended"
        elif schedule.state == "new":
            comes = "new"
        else:
            comes = when(card.due, now) if card.due > now else "due"
        dialog.item(f"{dialog.styled(card.id, 'strong')}, {comes}: {short(card.front)}")


def _export(store: Store, name: str | None, path: str) -> None:
    from greenroom.guides.loader import guide_ids, load_guide
    from greenroom.practice.anki import package
    from greenroom.practice.revision import cards_of

    made = cards_of(store, [load_guide(one) for one in ([name] if name else guide_ids())])
    output.write_bytes(package(made, _now()), path)
    count = sum(len(cards) for _, cards in made)
    click.echo(
        f"{number(count, 'card')} written to {path}; in Anki: File, Import. Importing again updates their text.",
        err=True,
    )


def _now() -> datetime:
    """Now, in the person's own zone: their day is the one that counts."""
    return datetime.now().astimezone()
