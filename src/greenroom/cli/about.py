"""``--about-judge``: how far to trust the judge, an option of several commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _tell(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from greenroom.reports.about import about_judge

    click.echo(about_judge(), nl=False)
    ctx.exit()


def about_judge_option(command: F) -> F:
    """Adds ``--about-judge`` to a command."""
    return click.option(
        "--about-judge",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_tell,
        help="Say how far to trust the judge: its reliability card.",
    )(command)
