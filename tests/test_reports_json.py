"""The review as JSON and its published schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import reviews
from jsonschema import Draft202012Validator, ValidationError

from greenroom.errors import OutputError
from greenroom.model import Review
from greenroom.reports import render
from greenroom.reports.schema import is_current, main, review_schema, write_schema

PUBLISHED = Path(__file__).parent.parent / "docs" / "schemas" / "review.schema.json"
ALL = [reviews.strong_hire, reviews.no_hire, reviews.one_liner, reviews.hostile]


def shown(make) -> str:
    return render(make(), reviews.guide(), "json")


@pytest.mark.parametrize("make", ALL)
def test_a_rendered_review_fits_the_published_schema(make) -> None:
    validator = Draft202012Validator(review_schema())
    validator.validate(json.loads(shown(make)))


def test_the_schema_refuses_what_is_no_review() -> None:
    validator = Draft202012Validator(review_schema())
    wrong = json.loads(shown(reviews.no_hire)) | {"verdict": "perhaps"}
    with pytest.raises(ValidationError, match="perhaps"):
        validator.validate(wrong)


def test_the_schema_is_itself_valid_and_names_itself() -> None:
    schema = review_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:greenroom:schema:review:1.0"
    assert (schema["title"], schema["version"]) == ("Greenroom review", "1.0")


@pytest.mark.parametrize("make", ALL)
def test_a_review_survives_the_way_there_and_back(make) -> None:
    assert msgspec.json.decode(shown(make), type=Review) == make()


def test_keys_stand_in_the_order_of_the_model() -> None:
    assert list(json.loads(shown(reviews.no_hire))) == list(Review.__struct_fields__)


def test_the_fields_of_a_prediction_are_there() -> None:
    made = json.loads(shown(reviews.no_hire))
    assert made["findings"][0].items() >= {"kind": "signal", "id": "spoke-up", "grade": 1}.items()
    assert made["findings"][0]["spans"][0] == list(reviews.no_hire().findings[0].spans[0])
    assert made["star"][0] == {"part": "other", "start": 0, "end": 13}
    assert (made["id"], made["verdict"], made["level"]) == ("a-17", "strong-no-hire", "none")


def test_an_unscored_review_has_no_verdict_but_a_reason() -> None:
    made = json.loads(shown(reviews.one_liner))
    assert made["verdict"] is None
    assert "9 words" in made["unscored"]


def test_half_a_character_gives_a_message() -> None:
    broken = msgspec.structs.replace(reviews.one_liner(), text="ok \ud800")
    with pytest.raises(OutputError, match="surrogate"):
        render(broken, reviews.guide(), "json")


def test_json_loads_neither_rich_nor_jinja() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import reviews; from greenroom.reports import render\n"
        "render(reviews.no_hire(), reviews.guide(), 'json')\n"
        "print([m for m in ('rich', 'jinja2', 'markupsafe') if m in sys.modules])"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", program, here], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_published_schema_is_current() -> None:
    assert is_current(PUBLISHED)


def test_writing_says_whether_it_changed_anything(tmp_path: Path) -> None:
    target = tmp_path / "new" / "schema.json"
    assert write_schema(target) is True
    assert write_schema(target) is False
    assert target.read_text(encoding="utf-8") == PUBLISHED.read_text(encoding="utf-8")


def test_check_reports_a_stale_schema_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "schema.json"
    target.write_text("{}", encoding="utf-8")
    assert main(["--check", str(target)]) == 1
    assert "not current" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "{}"


def test_a_schema_that_cannot_be_written_gives_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main([str(tmp_path / "file" / "schema.json")]) == OutputError.exit_code
    assert "cannot be written" in capsys.readouterr().err
