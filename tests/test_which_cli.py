"""``greenroom which``, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from greenroom.cli.which import which
from greenroom.errors import InputError, UsageError

DISAGREED = "When was it that you and your boss disagreed about a decision?"
CODE = "Write a function that reverses a linked list."


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(which, list(arguments), input=given)


def test_it_names_the_competency_what_decided_and_how_to_tell():
    told = run(DISAGREED).stdout
    first = told.strip().splitlines()[0]
    assert first.startswith("Have Backbone; Disagree and Commit (have-backbone): ")
    assert "disagreed” and “decision” weighed most" in " ".join(told.split())
    assert "the nearest question known for it is" in " ".join(told.split())
    assert "greenroom study have-backbone" in told
    assert "Easily confused with" in told


def test_words_need_no_quotation_marks():
    assert run(*DISAGREED.split()).stdout == run(DISAGREED).stdout


def test_a_question_that_is_not_behavioural_is_told_as_such():
    told = " ".join(run(CODE).stdout.split())
    assert told.startswith("Not a behavioural question (not-behavioural): ")
    assert "What that means: " in told
    assert "What to do: " in told
    assert "Easily confused with" not in told


def test_top_is_how_many_competencies_are_named():
    assert run(DISAGREED, "--top", "1").stdout.count("%") == 1
    assert run(DISAGREED, "--top", "5").stdout.count("%") == 5


def test_lines_fit_eighty_columns():
    assert max(map(len, run(DISAGREED).stdout.splitlines())) <= 80


def test_plain_output_draws_nothing():
    assert run(DISAGREED, "--plain").stdout.isprintable() is False  # it has line ends
    assert not set(run("-", "--plain", given=DISAGREED).stdout) & set("─│•")


def test_json_is_an_object_a_line_in_the_order_of_the_input():
    done = run("-", "--format", "json", given=f"{CODE}\n\n  {DISAGREED}\r\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["question"] for row in rows] == [CODE, DISAGREED]
    assert [row["competencies"][0]["id"] for row in rows] == ["not-behavioural", "have-backbone"]
    for row in rows:
        assert set(row) == {"question", "competencies"}
        assert all(set(one) == {"id", "probability"} for one in row["competencies"])
        said = [one["probability"] for one in row["competencies"]]
        assert said == sorted(said, reverse=True)
        assert all(0 <= p <= 1 for p in said)
        assert len({one["id"] for one in row["competencies"]}) == len(said) >= 17


def test_what_was_read_before_a_fault_is_written():
    done = run("-", "--format", "json", given=f"{DISAGREED}\n".encode() + b"\xff\xfe\n")
    assert isinstance(done.exception, InputError)
    assert "line 2" in str(done.exception)
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == [DISAGREED]


@pytest.mark.parametrize(("given", "said"), [("", "holds no question"), ("\n \n", "holds no question")])
def test_no_question_is_one_clear_message(given, said):
    done = run("-", given=given)
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)


@pytest.mark.parametrize("arguments", [["  "], ["x" * 3000]])
def test_an_impossible_question_is_refused(arguments):
    assert isinstance(run(*arguments).exception, InputError)


def test_an_unknown_format_is_refused():
    assert isinstance(run(DISAGREED, "--format", "xml").exception, UsageError)


def test_a_line_is_answered_before_the_next_is_asked():
    command = [sys.executable, "-m", "greenroom", "which", "-", "--format", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as process:
        assert process.stdin
        assert process.stdout
        for question in (DISAGREED, CODE):
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait() == 0
