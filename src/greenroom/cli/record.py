"""``greenroom record``: an answer from the microphone into a file."""

from __future__ import annotations

from pathlib import Path

import click

from greenroom.cli import output
from greenroom.cli.heard import meter
from greenroom.cli.params import Between, settings_with
from greenroom.errors import OutputError, UsageError

SAID = {
    "turn": "you had finished",
    "limit": "the time was up",
    "stopped": "you stopped it",
    "source": "the microphone gave no more",
}
"""Why a recording ended, in words."""

EPILOG = """\b
Examples:
  greenroom record answer.wav
  greenroom record answer.wav --silence 5 --longest 180
  greenroom review answer.wav -c have-backbone -l senior"""


@click.command(epilog=EPILOG)
@click.argument("out", metavar="OUT.wav")
@click.option("--silence", type=Between(0.5, 60.0), metavar="S", help="Seconds of silence that end it. [3]")
@click.option("--keep-on", is_flag=True, help="Never end it for silence; Ctrl-C does.")
@click.option("--longest", type=Between(1.0, 1800.0), metavar="S", help="Seconds after which it ends. [1800]")
@click.option("--force", is_flag=True, help="Replace a file of this name.")
def record(out: str, silence: float | None, keep_on: bool, longest: float | None, force: bool) -> None:
    """Record an answer until you have finished, or press Ctrl-C; both keep it.

    Needs the extra voice and a microphone. The sound stays on this machine.
    """
    path = Path(out)
    if path.suffix.lower() != ".wav":
        raise UsageError(
            "is no name of a .wav file", where=out, allowed="a name that ends in .wav", do=f"{path.stem}.wav"
        )
    output.check_writable(out)
    if path.exists() and not force:
        raise OutputError("exists", where=out, do="choose another name, or add --force to replace it")
    from greenroom.speech import microphone
    from greenroom.speech.activity import Silero
    from greenroom.speech.audio import LONGEST_S
    from greenroom.speech.turns import TurnRule

    rule = TurnRule(end_s=silence or settings_with().turn_silence_s)
    activity = Silero()
    with microphone.Microphone() as frames, meter() as tell:
        ends = "Ctrl-C" if keep_on else f"{rule.end_s:g} s of silence or Ctrl-C"
        click.echo(f"Recording; {ends} ends it.", err=True)
        made = microphone.record(
            frames,
            path,
            activity=activity,
            rule=rule,
            by_turn=not keep_on,
            longest_s=longest or LONGEST_S,
            tell=tell,
        )
    click.echo(f"{out}: {made.seconds:.0f} s; {SAID[made.ended]}.")
    if not made.turns:
        click.echo("greenroom: nobody is heard to speak in it; check the microphone", err=True)
    elif made.too_loud:
        click.echo("greenroom: it is too loud in places; move away from the microphone", err=True)
