"""``coverage``, ``loop``, ``plan`` and ``progress``, through the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from greenroom.cli.coverage import coverage
from greenroom.cli.loop import loop
from greenroom.cli.plan import plan
from greenroom.cli.progress_view import progress
from greenroom.errors import InputError, OutputError, UsageError
from tests.banked import standing_in, story, support

NOW = datetime.now(UTC)
BACKBONE, STANDARDS = "have-backbone", "highest-standards"
LOOP = """
[[interviewer]]
name = "Dana"
competencies = ["have-backbone", "highest-standards"]

[[interviewer]]
name = "Lee"
competencies = ["frugality"]
"""


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three stories: one strong, one assigned, one that nobody reviewed."""
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    recent = {"reviewed": NOW - timedelta(days=3), "practised": NOW - timedelta(days=2)}
    supports = [
        support("late-invoices", BACKBONE, 80, **recent),
        support("late-invoices", STANDARDS, 55, **recent),
        support("night-shift", STANDARDS, 30, disqualifiers=("manager-assigned",), **recent),
    ]
    stories = [story("late-invoices"), story("night-shift"), story("new-schema", f"{BACKBONE}/technical-design")]
    standing_in(monkeypatch, stories, supports)


def run(command: click.Command, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=given)


def words(result: Result) -> str:
    return " ".join(result.stdout.split())


def test_coverage_tells_best_spare_hole_and_what_not_to_tell() -> None:
    told = words(run(coverage))
    assert "3 stories; of 16 competencies 2 covered" in told
    assert "Night shift, for" in told
    assert ": assigned." in told
    assert "New schema never " in told


def test_coverage_names_the_guide_that_stories_were_never_held_against(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, [story("a"), story("b")], [support("a", "highest-standards", 30)])
    told = words(run(coverage, "-l", "sde2"))
    assert "1 story was never reviewed for Insist on the Highest Standards: greenroom story review --all -c" in told
    standing_in(monkeypatch, [story("a")], [support("a", i, 60) for i in (STANDARDS, BACKBONE)])
    assert "never reviewed" not in words(run(coverage, "-l", "sde2"))


def test_coverage_fits_eighty_columns() -> None:
    assert max(map(len, run(coverage).stdout.splitlines())) <= 80


def test_coverage_as_json_has_every_cell() -> None:
    made = json.loads(run(coverage, "--json").stdout)
    cells = {(c["story"], c["competency"]): c["basis"] for c in made["cells"]}
    assert cells["late-invoices", BACKBONE] == "review"
    assert cells["new-schema", BACKBONE] == "archetype"
    assert made["level"] == "sde2"


def test_a_page_goes_to_a_file_whole(tmp_path: Path) -> None:
    assert run(coverage, "--html", str(tmp_path / "c.html")).exit_code == 0
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Late invoices" in page
    run(coverage, "-o", str(tmp_path / "c.md"))
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith("# Coverage")


def test_a_file_that_was_written_is_told_of_beside_the_data(tmp_path: Path) -> None:
    made = run(coverage, "--json", "-o", str(tmp_path / "c.json"))
    assert (made.stdout, made.stderr) == ("", f"greenroom: written to {tmp_path / 'c.json'} (JSON)\n")
    assert run(coverage, "--json").stderr == ""


def test_a_page_that_cannot_be_written_is_refused_before_any_work(tmp_path: Path) -> None:
    assert isinstance(run(coverage, "--html", str(tmp_path / "no" / "c.html")).exception, OutputError)


@pytest.mark.parametrize("options", [["--json", "--html", "x.html"], ["--html", "x.html", "-o", "y.md"]])
def test_two_formats_at_once_are_refused(options: list[str]) -> None:
    assert isinstance(run(coverage, *options).exception, UsageError)


def test_without_stories_coverage_says_how_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, [], [])
    assert "There are no stories yet" in words(run(coverage))


def test_a_loop_is_planned_from_a_file(tmp_path: Path) -> None:
    pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")
    file = tmp_path / "loop.toml"
    file.write_text(LOOP, encoding="utf-8")
    result = run(loop, str(file))
    told = words(result)
    assert "2 of 3 slots have a story" in told
    assert "No story fits Frugality (Lee)" in told
    assert "single point of failure" in told
    assert "greenroom story add --archetype frugality/own" in told
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_one_slot_has_a_story_and_two_have(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")
    standing_in(monkeypatch, [story("a")], [support("a", BACKBONE, 60)])
    assert "1 of 3 slots has a story, 0 have a spare. Its strength: 60 of 100." in words(run(loop, "-", given=LOOP))


def test_a_loop_may_come_from_standard_input_and_go_out_as_json() -> None:
    pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")
    made = json.loads(run(loop, "-", "--json", given=LOOP).stdout)
    assert [c.get("story") for c in made["choices"]] == ["new-schema", "late-invoices", None]


def test_a_typical_loop_says_where_its_sizes_come_from() -> None:
    pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")
    told = words(run(loop, "--typical", "amazon", "-l", "senior"))
    assert "interviewprep.guru" in told
    assert "for Senior, Amazon" in told


@pytest.mark.parametrize("arguments", [[], ["loop.toml", "--typical", "amazon"]])
def test_a_loop_comes_from_one_place(arguments: list[str]) -> None:
    assert isinstance(run(loop, *arguments).exception, UsageError)


def test_a_loop_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    assert isinstance(run(loop, str(tmp_path / "none.toml")).exception, InputError)


def test_a_plan_goes_from_today_to_the_interview() -> None:
    day = (datetime.now().astimezone().date() + timedelta(days=5)).isoformat()
    told = words(run(plan, "--date", day, "--hours", "2"))
    assert f"to the interview on {day}" in told
    assert "5 days left, 120 minutes a day at most" in told
    assert "study highest-standards" in told
    assert "story tell new-schema (“New schema”), for " in told
    assert "story add --archetype customer-obsession/own" in told


def test_a_plan_first_has_reviewed_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, [story("a"), story("b")], [support("a", STANDARDS, 60)])
    day = (datetime.now().astimezone().date() + timedelta(days=5)).isoformat()
    told = words(run(plan, "--date", day, "-l", "sde2"))
    assert "First have reviewed what you have" in told
    first = told.index(f"story review --all -c {BACKBONE} -l sde2 (2 stories)")
    assert first < told.index("story add") < told.index("story tell")
    assert f"--all -c {STANDARDS}" not in told


@pytest.mark.parametrize("day", ["2020-01-01", "20th of January", "2027-13-01"])
def test_a_day_that_cannot_be_planned_for_is_one_message(day: str) -> None:
    assert isinstance(run(plan, "--date", day).exception, UsageError)


def test_progress_shows_verdicts_and_signals() -> None:
    told = run(progress).stdout
    assert "VERDICTS" in told
    assert "SIGNALS" in told
    assert max(map(len, told.splitlines())) <= 80
