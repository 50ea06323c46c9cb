"""``greenroom schema``: the published JSON Schemas."""

from __future__ import annotations

import json
from typing import Any

import click

from greenroom.cli.params import OneOf

KINDS = ("review", "guide", "examples", "walkthroughs", "pairs", "pack", "prediction", "evaluation", "data")


@click.command()
@click.argument("kind", type=OneOf("schema", KINDS))
def schema(kind: str) -> None:
    """Print the JSON Schema of what greenroom reads and writes.

    A review, an evaluation, a line of batch output (prediction), an export of your data, or the files of a guide or
    pack.

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
    if kind == "evaluation":
        from greenroom.evaluation.result import evaluation_schema

        return evaluation_schema()
    if kind == "data":
        from greenroom.store.exchange import export_schema

        return export_schema()
    from greenroom.guides import json_schema

    return json_schema.schema_of(json_schema.KINDS[kind])
