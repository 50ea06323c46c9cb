"""What the commands that print a page have in common: its format, where it goes, and how wide it is."""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from greenroom.cli import output, streams
from greenroom.cli.params import Filled, OneOf
from greenroom.errors import UsageError

R = TypeVar("R")


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Where a page goes and in which format."""

    form: str
    path: str | None

    def check(self, source: str = "-") -> None:
        """Refuse early what could not be written later; raises ``OutputError``. ``source`` is never overwritten."""
        output.check_writable(self.path, source)

    def write(self, render: Callable[..., str]) -> None:
        """Write what ``render`` makes for this format, width and terminal; raises ``OutputError``.

        Where it is a file, a line on standard error says so.
        """
        shown = self.path in (None, "-")
        text = render(
            self.form,
            width=streams.width(sys.stdout) if shown else streams.DEFAULT_WIDTH,
            colour=shown and streams.colour(sys.stdout),
            ascii_only=shown and streams.plain_only(sys.stdout),
        )
        output.write(text, self.path)
        if not shown:
            click.echo(f"greenroom: written to {self.path} ({output.NAMES[self.form]})", err=True)


def page_options(command: Callable[..., R]) -> Callable[..., R]:
    """Adds the options of a page; the command gets it as ``page``."""

    @click.option("--html", metavar="FILE", type=Filled(), help="Write it as a page for the browser to FILE.")
    @click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
    @click.option(
        "-f", "--format", "form", type=OneOf("format", output.FORMATS), help="How to write it. [by --output, else text]"
    )
    @click.option("-o", "--output", "path", type=Filled(), metavar="PATH", help="Write to this file.")
    @functools.wraps(command)
    def with_page(*args: Any, html: str | None, as_json: bool, form: str | None, path: str | None, **others: Any) -> R:
        return command(*args, page=_page(html, as_json, form, path), **others)

    return with_page


def _page(html: str | None, as_json: bool, form: str | None, path: str | None) -> Page:
    asked = [name for name, given in (("--html", html), ("--json", as_json), ("--format", form)) if given]
    if len(asked) > 1 or (html and path):
        what = f"{' and '.join(asked + (['--output'] if html and path else []))} ask for two things"
        raise UsageError(what, do="give one of them; for two files run the command twice")
    if html:
        return Page("html", html)
    return Page("json" if as_json else form or output.format_of(path), path)
