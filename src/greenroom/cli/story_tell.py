"""``greenroom story tell``, ``review`` and ``compare``: tellings and what their reviews say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import Between, Filled, OneOf, as_level, level_option, settings_with
from greenroom.errors import UsageError
from greenroom.model import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenroom.guides.schema import Guide
    from greenroom.model import Answer, Company, Review
    from greenroom.store import Store
    from greenroom.stories.bank import Bank, Held
    from greenroom.stories.model import Telling
    from greenroom.stories.reviewing import Comparison

"""Before the id of a story: what was typed of a telling and not ended."""

_competency = click.option("-c", "--competency", type=Filled(), metavar="ID", help="Guide to review against.")
_lens = click.option("--lens", type=OneOf("company", COMPANIES), help="Company whose lens to add.")


@click.command(short_help="Tell a story anew; the telling is reviewed and kept.")
@click.argument("name", metavar="ID")
@click.argument("file", metavar="[FILE|-]", required=False)
@_competency
@level_option
@_lens
@click.option("-q", "--question", type=Filled(), metavar="TEXT", help="The question that it answers.")
@click.option("--no-review", is_flag=True, help="Only keep the telling.")
@dialog_options
def tell(
    name: str,
    file: str | None,
    competency: str | None,
    level: str,
    lens: str | None,
    question: str | None,
    no_review: bool,
    dialog: Dialog,
) -> None:
    """Add a telling of the story ID: from FILE (text, Markdown, .docx, a timed transcript), or typed.

    It is reviewed against the guide of --competency, of --question, or of the story's own kind, at --level through
    --lens. Telling and review are kept; older tellings stay.
    """
    from greenroom.cli.story import now, opened
    from greenroom.stories import drafts
    from greenroom.stories.reviewing import answer_of, seconds_of
    from greenroom.stories.texts import one_line, told

    with opened() as (store, bank):
        held = bank.get(name)
        guide = None if no_review else _guide(held, competency, question)
        answer, typed = _read(file) if file else None, -1
        if answer is None:
            with dialog.resumable(f"greenroom story tell {name}"):
                text, typed = _typed(dialog, store, name)
        else:
            text = answer.text if answer.words else _raw(cast("str", file), answer)
        text = told(text, file or "your telling")
        if not any(c.isalnum() for c in text):
            raise UsageError("the telling holds no words, so nothing was kept", do="write down what happened")
        about = competency or (guide.id if guide else None)
        asked = one_line(question) if question else None
        number = 1 + max((one.number for one in held.tellings), default=0)
        telling = bank.made(name, number, text, now(), about, asked, seconds_of(answer) if answer else None)
        review = None
        try:
            if guide:
                review = _made(answer if answer and answer.words else answer_of(telling), guide, level, lens)
        finally:  # a telling is kept also where its review fails or is cut short
            bank.keep_telling(telling, now(), review, as_level(level), cast("Company | None", lens))
            drafts.drop(store, drafts.TELLING + name, typed)
            dialog.say(f"Kept as telling {number} of “{held.story.title}”.")
        if review and guide:
            tell_review(review, guide.principle, dialog)
        elif not no_review:
            dialog.say(f"Not reviewed: no competency is known. greenroom story review {name} -c ID")


def _typed(dialog: Dialog, store: Store, name: str) -> tuple[str, int]:
    """What the person types, and the number of the draft that holds it."""
    from greenroom.cli.story import now
    from greenroom.stories import drafts

    key = drafts.TELLING + name
    kept = drafts.draft(store, key)

    def keep(text: str) -> None:
        nonlocal kept
        kept = drafts.keep(store, key, {**kept.fields, "text": text}, kept.number, now())

    text = dialog.text("Tell it, as you would in the interview.", begun=kept.text("text"), keep=keep)
    return text, kept.number


def _read(file: str) -> Answer:
    from greenroom.reading import read_answer

    return read_answer(Path(file))


def _raw(file: str, answer: Answer) -> str:
    """The words as they stand in a text or Markdown file; of another kind, and of standard input, as they were read."""
    from greenroom.cli.story import read_words

    return answer.text if file == "-" else read_words(file)


def _guide(held: Held, competency: str | None, question: str | None) -> Guide | None:
    """The guide to review against; None where nothing names one. Raises ``UsageError`` for one that is unknown."""
    from greenroom.batch.assume import guide_for
    from greenroom.guides.loader import load_guide
    from greenroom.judges import get_judge
    from greenroom.model import Answer
    from greenroom.stories.editing import guide_of

    if competency:
        return load_guide(competency)
    if question:
        settings = settings_with()
        guide, assumed = guide_for(Answer(text="", question=question), get_judge(settings.judge, settings))
        for note in assumed:
            click.echo(f"greenroom: {note[0].lower()}{note[1:]}", err=True)
        return guide
    found = guide_of(held)
    return load_guide(found) if found else None


def _made(answer: Answer, guide: Guide, level: str, lens: str | None) -> Review:
    """The review of one telling as an answer."""
    from greenroom.judges import get_judge
    from greenroom.stories.reviewing import reviewed

    settings = settings_with()
    judge = get_judge(settings.judge, settings)
    return reviewed(answer, guide, as_level(level), cast("Company | None", lens), judge, settings)


def _review_all(
    bank: Bank, chosen: Sequence[tuple[Held, Telling, Guide]], level: str, lens: str | None, dialog: Dialog
) -> None:
    """The latest telling of every story reviewed, a line each; one change, also where it is cut short."""
    from greenroom.cli.story import now
    from greenroom.judges import get_judge
    from greenroom.reports.story_words import in_one_line
    from greenroom.reports.wording import level_words
    from greenroom.stories.reviewing import answer_of, reviewed

    settings = settings_with()
    judge = get_judge(settings.judge, settings)
    company = cast("Company | None", lens)
    done: list[tuple[Telling, Review]] = []
    said = ""
    try:
        for held, telling, guide in chosen:
            if (about := f"{guide.principle}, at {level_words(as_level(level))}") != said:
                dialog.heading(about, level=2)
                said = about
            made = reviewed(answer_of(telling), guide, as_level(level), company, judge, settings)
            done.append((telling, made))
            dialog.item(in_one_line(held.story.title, made))
    finally:
        bank.keep_reviews(done, as_level(level), company, now())
    first, _, guide = chosen[0]
    dialog.say(
        f"\nEverything to change in one of them: greenroom story review {first.story.id} -c {guide.id} -l {level}"
    )
    dialog.say(f"What all of them are worth: greenroom coverage -l {level}. To take these reviews back: "
               "greenroom story undo")  # fmt: skip


def tell_review(made: Review, name: str, dialog: Dialog) -> None:
    """The review in a few lines: the verdict and the fixes that change most."""
    from greenroom.reports.wording import level_words, shown_words, value_words

    if made.unscored:
        dialog.say(f"{name}: not scored, {made.unscored}")
        return
    verdict = value_words(str(made.verdict)).lower()
    dialog.say(f"{name}, at {level_words(made.target_level)}: {verdict}, score {made.score}; "
               f"{shown_words(made.level)}.")  # fmt: skip
    view = made.level_view
    if not made.fixes and view and view.missing and made.level != made.target_level:
        dialog.say(f"No single change lifts it. What keeps it from {level_words(view.next or made.target_level)}:")
        for one in view.missing[:3]:
            dialog.item(one)
    for fix in made.fixes[:3]:
        before, after = (f"{value_words(str(v)).lower()} " for v in (fix.verdict_before, fix.verdict_after))
        if before == after:
            before, after = "score ", ""
        edit = fix.edit[:1].upper() + fix.edit[1:]
        change = f"{before}{fix.score_before} becomes {after}{fix.score_after}"
        dialog.item(f"{fix.advice} {edit}: {fix.template} ({change})")


@click.command(short_help="Review a telling for another competency, level or lens.")
@click.argument("name", metavar="[ID]", required=False)
@click.argument("number", metavar="[N]", type=Between(1, 999_999), required=False)
@_competency
@level_option
@_lens
@click.option("--all", "every", is_flag=True, help="The latest telling of every story.")
@dialog_options
def review(
    name: str | None,
    number: int | None,
    competency: str | None,
    level: str,
    lens: str | None,
    every: bool,
    dialog: Dialog,
) -> None:
    """Review telling N (by default the latest) of the story ID, and keep the review; --all takes every story.

    A story may serve several competencies: review it against each. With --all a line tells what each is worth and what
    to do first, and one "story undo" takes all these reviews back.
    """
    from greenroom.cli.story import now, opened
    from greenroom.stories.reviewing import answer_of

    if (name is None) != every:
        raise UsageError("name one story, or give --all", allowed="ID, or --all")
    with opened() as (_, bank):
        chosen = [one for one in bank.stories() if one.latest] if every else [bank.get(cast("str", name))]
        if not chosen:
            raise UsageError("no story has a telling yet", do="greenroom story tell ID")
        found = []
        for held in chosen:
            telling = held.telling(number)
            guide = _guide(held, competency, telling.question)
            if guide is None:
                do = "give --competency"
                raise UsageError(f"it is not known what '{held.story.id}' is to be reviewed for", do=do)
            found.append((held, telling, guide))
        if every:
            _review_all(bank, found, level, lens, dialog)
            return
        held, telling, guide = found[0]
        dialog.heading(f"{held.story.title}, telling {telling.number}", level=2)
        made = _made(answer_of(telling), guide, level, lens)
        bank.keep_review(telling, made, as_level(level), cast("Company | None", lens), now())
        tell_review(made, guide.principle, dialog)


@click.command(short_help="Compare two tellings and their reviews.")
@click.argument("name", metavar="ID")
@click.argument("first", metavar="[N]", type=Between(1, 999_999), required=False)
@click.argument("second", metavar="[M]", type=Between(1, 999_999), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@dialog_options
def compare(name: str, first: int | None, second: int | None, as_json: bool, dialog: Dialog) -> None:
    """Show what changed from telling N to telling M of the story ID (the last two), sentence by sentence.

    Then what changed in their reviews, where both were reviewed for the same competency, level and lens.
    """
    from greenroom.cli.story import builtins, opened, say_json
    from greenroom.stories.reviewing import compared

    with opened() as (_, bank):
        title = bank.get(name).story.title
        made = compared(bank, bank.get(name), first, second)
    if as_json:
        say_json(builtins(made))
        return
    dialog.heading(f"{title}: telling {made.before.number} and telling {made.after.number}")
    for mark, sentence in made.lines:
        spoken = {"-": "gone", "+": "new", " ": "same"}[mark] + ":" if dialog.plain else mark
        styled = sentence if mark == " " else dialog.styled(sentence, "bad" if mark == "-" else "good")
        dialog.item(styled, mark=spoken)
    _reviews(made, dialog)


def _reviews(made: Comparison, dialog: Dialog) -> None:
    from greenroom.reports.story_words import competency_words, words_of
    from greenroom.reports.wording import COMPANY_WORDS, value_words

    for one in made.reviews:
        lens = f", lens of {COMPANY_WORDS.get(one.lens, one.lens)}" if one.lens else ""
        dialog.heading(f"{competency_words(one.competency)}, at {value_words(one.level)}{lens}", level=2)
        if one.missing:
            numbers = " and ".join(map(str, one.missing))
            dialog.say(f"Telling {numbers} is not reviewed so: greenroom story review {made.story} {one.missing[0]} "
                       f"-c {one.competency} -l {one.level}")  # fmt: skip
        elif not one.changes:
            dialog.say("The reviews say the same.")
        for change in one.changes:
            dialog.item(words_of(f"{change.what}: {change.before} became {change.after}"))
    if not made.reviews:
        dialog.say(f"Neither is reviewed: greenroom story review {made.story} -c ID")
