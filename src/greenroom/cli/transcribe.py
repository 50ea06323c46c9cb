"""``greenroom transcribe``: a recording, written down with its times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import output
from greenroom.cli.heard import edited, heard, recogniser_option
from greenroom.cli.params import Filled, OneOf, settings_with
from greenroom.errors import UsageError

if TYPE_CHECKING:
    from greenroom.speech.transcript import Form

FORMS = ("text", "json", "srt")

EPILOG = """\b
Examples:
  greenroom transcribe answer.m4a
  greenroom transcribe answer.wav -o answer.json --edit
  greenroom review answer.json -c have-backbone -l senior"""


@click.command(epilog=EPILOG)
@click.argument("file", metavar="FILE")
@click.option("-f", "--format", "form", type=OneOf("format", FORMS), help="How to write it. [by --output, else text]")
@click.option(
    "-o", "--output", "path", type=Filled(), metavar="PATH", help="Write to this file instead of the terminal."
)
@click.option("--edit", is_flag=True, help="Correct it in your editor first; words that stay keep their times.")
@recogniser_option
def transcribe(file: str, form: str | None, path: str | None, edit: bool, recogniser: str | None) -> None:
    """Write down what is said in FILE: a recording, or a transcript to write in another form.

    json keeps the time of every word and srt those of captions; text keeps none.
    """
    from greenroom.speech.transcript import WRITERS

    form = form or _form_of(path)
    output.check_writable(path, file)
    settings = settings_with()
    answer = heard(Path(file), recogniser or settings.recogniser)
    if not answer.words:
        allowed = "a recording, or a timed transcript (.vtt, .srt, .json)"
        raise UsageError("is no recording", where=file, allowed=allowed, do="greenroom review reads text as it is")
    if edit:
        answer = edited(answer, file)
    for note in answer.notes:
        click.echo(f"greenroom: {note[0].lower()}{note[1:]}", err=True)
    output.write(WRITERS[cast("Form", form)](answer), path)


def _form_of(path: str | None) -> str:
    """The form that the output's ending asks for; raises ``UsageError`` for another."""
    from greenroom.speech.transcript import ENDINGS

    ending = Path(path or "").suffix.lower()
    if ending not in ENDINGS:
        allowed = ", ".join(filter(None, ENDINGS))
        do = "use one of these endings, or give --format"
        raise UsageError(f"no format goes by the ending {ending}", where=path or "", allowed=allowed, do=do)
    return ENDINGS[ending]
