"""``greenroom schema``: the published JSON Schemas."""

from __future__ import annotations

import json
from typing import Any

import click

from greenroom.cli.params import OneOf

KINDS = ("review", "guide", "examples", "pack", "prediction")


@click.command()
@click.argument("kind", type=OneOf("schema", KINDS))
def schema(kind: str) -> None:
    """Print the JSON Schema of a review, of the files of a guide or pack, or of a line of batch output.

    An editor that is told of the guide schema completes and checks guide.yaml while you type.
    """
    click.echo(json.dumps(_schema(kind), indent=2, ensure_ascii=False))


def _schema(kind: str) -> dict[str, Any]:
    if kind == "review":
        from greenroom.reports.schema import review_schema

        return review_schema()
    if kind == "prediction":
        from greenroom.batch.lines import prediction_schema

        return prediction_schema()
    from greenroom.guides import json_schema

    return json_schema.schema_of(json_schema.KINDS[kind])
