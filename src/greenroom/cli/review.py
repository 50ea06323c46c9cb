"""``greenroom review``: one answer, one review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output, streams
from greenroom.cli.about import about_judge_option
from greenroom.cli.heard import edited, heard, recogniser_option
from greenroom.cli.params import Between, Filled, OneOf, as_level, settings_with
from greenroom.model import COMPANIES, TARGET_LEVELS, Company

if TYPE_CHECKING:
    from greenroom.model import Answer
    from greenroom.reports import Format

INCOMPLETE = 6

EPILOG = """\b
Examples:
  greenroom review answer.txt -c have-backbone -l sde2
  greenroom review talk.vtt -c highest-standards -l senior --lens google
  greenroom review spoken.m4a -c have-backbone -l senior --edit
  greenroom review answer.docx -c have-backbone -l staff -o review.html
  pbpaste | greenroom review - -q "Tell me about a time you disagreed." -l sde1"""


@click.command(epilog=EPILOG)
@click.argument("file", metavar="FILE|-")
@click.option("-c", "--competency", type=Filled(), metavar="ID", help="Guide to review against. [from --question]")
@click.option("-l", "--level", type=OneOf("level", TARGET_LEVELS), help="Level interviewed for. [setting level]")
@click.option("--lens", type=OneOf("company", COMPANIES), help="Company whose lens to add.")
@click.option("-q", "--question", type=Filled(), metavar="TEXT", help="The question that was asked.")
@click.option(
    "-f", "--format", "form", type=OneOf("format", output.FORMATS), help="How to write it. [by --output, else text]"
)
@click.option(
    "-o", "--output", "path", type=Filled(), metavar="PATH", help="Write to this file instead of the terminal."
)
@click.option("--no-fixes", is_flag=True, help="Leave out the fixes (quicker: each is a second review).")
@click.option(
    "--wpm", type=Between(60.0, 300.0), metavar="N", help="Speaking rate for estimated times, 60 to 300. [145]"
)
@click.option("--edit", is_flag=True, help="Correct the transcript in your editor before it is reviewed.")
@recogniser_option
@about_judge_option
def review(
    file: str,
    competency: str | None,
    level: str | None,
    lens: str | None,
    question: str | None,
    form: str | None,
    path: str | None,
    no_fixes: bool,
    wpm: float | None,
    edit: bool,
    recogniser: str | None,
) -> int:
    """Review one answer as a trained interviewer would.

    FILE is plain text, Markdown, .docx, a timed transcript (.vtt, .srt, .json with word times)
    or, with the extra voice, a recording (.wav, .mp3, .m4a, .webm, .ogg, .flac); "-" reads
    standard input.
    """
    form = form or output.format_of(path)
    output.check_writable(path, file)
    from greenroom.batch.assume import guide_for
    from greenroom.judges import get_judge
    from greenroom.reports import render, warm
    from greenroom.review import review as make_review

    settings = settings_with(wpm)
    answer = heard(Path(file), recogniser or settings.recogniser)
    judge = get_judge(settings.judge, settings)
    answer = _asked(edited(answer, file) if edit else answer, competency, question, level)
    guide, assumed = guide_for(answer, judge)
    notes = assumed
    if answer.target_level is None:
        notes = (*notes, f"Assumed level {settings.level}: no --level given.")
    warm(cast("Format", form))
    made = make_review(
        answer,
        guide=guide,
        level=answer.target_level or settings.level,
        lens=cast("Company | None", lens),
        settings=settings,
        judge=judge,
        fixes=not no_fixes,
        notes=notes,
    )
    for note in (*answer.notes, *notes):
        click.echo(f"greenroom: {note[0].lower()}{note[1:]}", err=True)
    to_terminal = path in (None, "-")
    if made.unscored and not (to_terminal and streams.is_terminal(sys.stdout)):
        click.echo(f"greenroom: not scored: {made.unscored}", err=True)
    text = render(
        made,
        guide,
        cast("Format", form),
        width=streams.width(sys.stdout) if to_terminal else streams.DEFAULT_WIDTH,
        colour=to_terminal and streams.colour(sys.stdout),
        ascii_only=to_terminal and streams.plain_only(sys.stdout),
    )
    output.write(text if text.endswith("\n") else text + "\n", path)
    return INCOMPLETE if made.unscored else 0


def _asked(answer: Answer, competency: str | None, question: str | None, level: str | None) -> Answer:
    """``answer`` with what the options say of it; options win over what the file says."""
    import msgspec

    given = {"competency": competency, "question": question, "target_level": level and as_level(level)}
    return msgspec.structs.replace(answer, **{name: value for name, value in given.items() if value})
