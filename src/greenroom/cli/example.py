"""``greenroom example``: the example answers that come along."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import click
import msgspec

from greenroom.errors import unknown

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An example answer: its file and what to review it for."""

    name: str
    file: str
    competency: str
    level: str
    about: str


class Notes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of notes: what it is for, and the command that reads it."""

    name: str
    file: str
    about: str
    command: str


def examples() -> tuple[Example, ...]:
    """The shipped examples, in the order in which they are best read."""
    return tuple(msgspec.convert(_index()["example"], list[Example]))


def notes() -> tuple[Notes, ...]:
    """The shipped files of notes."""
    return tuple(msgspec.convert(_index()["notes"], list[Notes]))


def _index() -> dict[str, Any]:
    return tomllib.loads((_folder() / "index.toml").read_text(encoding="utf-8"))


@click.command()
@click.argument("name", required=False)
def example(name: str | None) -> None:
    """Print the example answer NAME, or list the examples and how to review each."""
    every: list[Example | Notes] = [*examples(), *notes()]
    shipped = {one.name: one for one in every}
    if name is None:
        click.echo("\n\n".join(map(_described, shipped.values())))
        return
    if name not in shipped:
        raise unknown("example", name, shipped)
    click.echo((_folder() / shipped[name].file).read_text(encoding="utf-8"), nl=False)


def _described(one: Example | Notes) -> str:
    command = f"greenroom example {one.name} | greenroom review - "
    command = one.command if isinstance(one, Notes) else f"{command}-c {one.competency} -l {one.level}"
    return f"{one.name}\n  {one.about}\n  {command}"


def _folder() -> Traversable:
    return files("greenroom") / "examples"
