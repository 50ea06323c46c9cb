"""What is published about guides agrees with the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest
import yaml
from guide_pack import GUIDE, PAGE, write_pack
from jsonschema import Draft202012Validator

from greenroom.cli import main
from greenroom.guides import json_schema, reference
from greenroom.guides.loader import SHIPPED
from greenroom.guides.rules import AnyRule

SCHEMAS = PAGE.parent / "schemas"


def test_the_published_schemas_are_up_to_date() -> None:
    assert json_schema.publish(SCHEMAS, check=True) == []


def test_a_stale_schema_is_noticed_and_rewritten(tmp_path: Path) -> None:
    assert len(json_schema.publish(tmp_path)) == len(json_schema.KINDS)
    (tmp_path / "guide.schema.json").write_text("{}", encoding="utf-8")
    assert json_schema.main([str(tmp_path), "--check"]) == 1
    assert json_schema.main([str(tmp_path)]) == 0
    assert json_schema.main([str(tmp_path), "--check"]) == 0


@pytest.mark.parametrize("name", sorted(json_schema.KINDS))
def test_an_editor_is_told_what_every_key_means(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    mute = [
        f"{k}.{f}" for k, d in schema["$defs"].items() for f, p in d["properties"].items() if not p.get("description")
    ]
    assert mute == []


def test_the_reference_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert reference.updated(page) == page


@pytest.mark.parametrize("kind", get_args(AnyRule), ids=lambda kind: str(kind.__struct_config__.tag))
def test_the_example_of_each_kind_of_rule_is_a_rule_of_that_kind(kind: type[msgspec.Struct]) -> None:
    text = reference.EXAMPLES[str(kind.__struct_config__.tag)]
    (rule,) = msgspec.convert(yaml.safe_load(text), list[AnyRule])
    assert type(rule) is kind
    assert len(text.strip().split("\n")) <= 5


def test_the_tutorial_shows_what_check_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pack = write_pack(tmp_path)
    (pack / GUIDE / "examples.yaml").unlink()
    begun = "# my-team/owns-mistakes/guide.yaml\nid: owns-mistakes\nversion: 1.0.0\nprinciple: Owns mistakes\n"
    (pack / GUIDE / "guide.yaml").write_text(begun, encoding="utf-8")
    assert begun in PAGE.read_text(encoding="utf-8")
    assert main(["guide", "check", "my-team"]) == 3
    printed = capsys.readouterr().out.split("\n")
    assert "\n".join(printed[:2]) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(SHIPPED.rglob("*.yaml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_shipped_file_tells_editors_where_its_schema_is(file: Path) -> None:
    first = file.read_text(encoding="utf-8").split("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (file.parent / first.split("=", 1)[1]).resolve() == (SCHEMAS / f"{file.stem}.schema.json").resolve()


def test_the_tutorial_passes_its_own_examples_with_the_shipped_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_pack(tmp_path)
    assert main(["guide", "test", "my-team"]) == 0
    assert capsys.readouterr().out.strip() in PAGE.read_text(encoding="utf-8")
