"""``greenroom example``: the example answers that come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from greenroom.errors import unknown

if TYPE_CHECKING:
    from greenroom.reading.examples import Example, Notes


@click.command()
@click.argument("name", required=False)
def example(name: str | None) -> None:
    """Print the example answer NAME, or list the examples and how to review each."""
    from greenroom.reading.examples import examples, notes

    every: list[Example | Notes] = [*examples(), *notes()]
    shipped = {one.name: one for one in every}
    if name is None:
        click.echo("\n\n".join(map(_described, shipped.values())))
        return
    if name not in shipped:
        raise unknown("example", name, shipped)
    click.echo(shipped[name].text(), nl=False)


def _described(one: Example | Notes) -> str:
    from greenroom.reading.examples import Notes

    command = f"greenroom example {one.name} | greenroom review - "
    command = one.command if isinstance(one, Notes) else f"{command}-c {one.competency} -l {one.level}"
    return f"{one.name}\n  {one.about}\n  {command}"
