"""The command ``greenroom``: its table of commands and what happens to every kind of fault."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import click

from greenroom import __version__
from greenroom.cli import streams
from greenroom.cli.about import about_judge_option
from greenroom.errors import GreenroomError, OutputError, UsageError, unknown

COMMANDS: dict[str, tuple[str, str, str]] = {
    "review": ("greenroom.cli.review", "review", "Review one answer as a trained interviewer would."),
    "which": ("greenroom.cli.which", "which", "Say which competency a question asks about."),
    "study": ("greenroom.cli.study", "study", "Read a guide section by section; remembers what was read."),
    "walkthrough": ("greenroom.cli.walkthrough", "walkthrough", "Walk through an example story, then write your own."),
    "rehearse": ("greenroom.cli.rehearse", "rehearse", "A mock interview that probes what is still unproven."),
    "calibrate": ("greenroom.cli.calibrate", "calibrate", "Score candidates, then see the key and your own bias."),
    "quiz": ("greenroom.cli.quiz", "quiz", "Ten questions made from a guide, with the reason for each answer."),
    "revise": ("greenroom.cli.revise", "revise", "Revise with cards, each when it is due; export them to Anki."),
    "story": ("greenroom.cli.story", "story", "Your stories: facts, tellings and their reviews; import, mine, ask."),
    "coverage": ("greenroom.cli.coverage", "coverage", "What your stories cover, and what is missing."),
    "loop": ("greenroom.cli.loop", "loop", "Choose a story for every slot of your loop, and say why."),
    "progress": ("greenroom.cli.progress_view", "progress", "How your verdicts and signals went over time."),
    "plan": ("greenroom.cli.plan", "plan", "What to do on each day that is left until the interview."),
    "transcribe": ("greenroom.cli.transcribe", "transcribe", "Write down what is said in a recording, with times."),
    "record": ("greenroom.cli.record", "record", "Record an answer from the microphone."),
    "batch": ("greenroom.cli.batch", "batch", "Review many answers; resumes where it was interrupted."),
    "evaluate": ("greenroom.cli.evaluate", "evaluate", "Measure how far a judge agrees with labels."),
    "guide": ("greenroom.cli.guide", "guide", "List, show, check and test the competency guides."),
    "example": ("greenroom.cli.example", "example", "List or print the example answers that come along."),
    "data": ("greenroom.cli.data", "data", "Your own data: where they are; export, import or delete them."),
    "serve": ("greenroom.cli.serve", "serve", "Open Greenroom in your browser."),
    "schema": ("greenroom.cli.schema", "schema", "Print the JSON Schema of a review, a guide or a prediction."),
}
"""Name -> module, attribute, one line of help. Modules are imported when their command runs."""

INTERRUPTED = 130
CLOSED = 141
TERMINATED = 143
UNEXPECTED = 70

_BROKEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What writing to a stream may fail with."""

HELP = """An offline, checkable coach for behavioural interviews.

\b
Try it:
  greenroom example
  greenroom example log-retention | greenroom review - -c have-backbone -l sde2"""

EPILOG = """\b
Exit codes:
  0    done                              4    weights missing or damaged
  2    wrong input or arguments          5    the result could not be written
  3    faulty guide                      6    done, but not everything was scored
  7    the local database is unusable    8    something that voice needs is missing
  70   a fault of the program            130  interrupted (143: by SIGTERM)

Nothing leaves this machine. GREENROOM_DEBUG=1 shows where a fault happened."""


class _ClosedError(Exception):
    """Whoever read standard output has gone away (``greenroom ... | head``)."""


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM: ends a command as Ctrl-C does."""


class Commands(click.Group):
    """A group that imports a command only when it runs, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table is ours
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, but an unknown command names the nearest ones."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise unknown("command", args[0], COMMANDS, do="greenroom --help")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse; ``--help`` and ``--version`` write already here."""
        with _writing():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and write the last of it."""
        with _writing():
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """What goes wrong with standard output leaves through ``main`` and not through click."""
    try:
        yield
    except BrokenPipeError:
        streams.abandon_stdout()
        raise _ClosedError from None
    except OSError as fault:
        if fault.filename is not None or fault.errno not in _BROKEN:  # no fault of a stream that was open
            raise
        streams.abandon_stdout()
        said = "is closed" if fault.errno == errno.EBADF else f"cannot be written ({fault.strerror})"
        do = "open it, or make room, or send the result elsewhere"
        raise OutputError(said, where="standard output", do=do) from None


@click.group(
    cls=Commands,
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="greenroom %(version)s")
@about_judge_option
def app() -> None:
    """The group of all commands."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line on ``argv`` (default: the process's own) and return the exit code.

    Every ``GreenroomError`` becomes its message on standard error and its ``exit_code``;
    no fault shows a traceback unless ``GREENROOM_DEBUG=1``.
    """
    streams.prepare()
    try:
        with _sigterm_as_ctrl_c():
            code = app.main(args=None if argv is None else list(argv), prog_name="greenroom", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except _ClosedError:
        return CLOSED
    except (Exception, KeyboardInterrupt) as fault:  # the last net: a person must never see a traceback
        return _ended_by(fault)


def _ended_by(fault: BaseException) -> int:
    """Tell the person what ended the command; gives the exit code."""
    pressed = _interruption(fault)
    if pressed or isinstance(fault, click.Abort):
        terminated = isinstance(pressed, _TerminatedError)
        _say("terminated" if terminated else "interrupted")
        return TERMINATED if terminated else INTERRUPTED
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        fault.show()
        return fault.exit_code
    told = _in_our_form(fault) if isinstance(fault, click.ClickException) else fault
    if not isinstance(told, GreenroomError):
        return _unexpected(told)
    _say(str(told))
    return told.exit_code


def _interruption(fault: BaseException | None) -> KeyboardInterrupt | None:
    """The Ctrl-C or SIGTERM behind ``fault``: click wraps it, and so does a C extension that is being imported."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__cause__ or fault.__context__
    return fault


@contextlib.contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    def end(*_: object) -> None:
        raise _TerminatedError

    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _in_our_form(fault: click.ClickException) -> UsageError:
    """Click's complaint about the arguments, said as all our faults are."""
    said = fault.format_message().rstrip(".")
    said = said[0].lower() + said[1:]
    ctx = getattr(fault, "ctx", None)
    if ctx is None:
        return UsageError(said, do="greenroom --help")
    do = f"{ctx.command_path} --help"
    if isinstance(fault, click.NoSuchOption):
        names = [name for param in ctx.command.get_params(ctx) for name in param.opts if name.startswith("--")]
        return unknown("option", fault.option_name, names, do=do)
    usage = " ".join((ctx.command_path, *ctx.command.collect_usage_pieces(ctx)))
    return UsageError(said, allowed=usage, do=do)


def _say(message: str) -> None:
    with contextlib.suppress(OSError):  # standard error is full or broken: nobody is left to tell
        click.echo(f"greenroom: {message}", err=True)


def _unexpected(fault: BaseException) -> int:
    if os.environ.get("GREENROOM_DEBUG") == "1":
        raise fault
    _say(
        f"unexpected fault: {type(fault).__name__}: {fault}\n"
        "This is a fault of the program, not of your input. Nothing half-done was kept.\n"
        f"Please report it to the project with the command, the version ({__version__}) and what\n"
        "GREENROOM_DEBUG=1 prints; leave out the answer itself if it is private."
    )
    return UNEXPECTED
