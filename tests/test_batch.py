"""``run_batch``: order, bad lines, assumptions, resuming after every kind of interruption."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fake_judge import FakeJudge
from hypothesis import given, settings as hypothesis_settings, strategies as st

from greenroom.batch.lines import answer_from, prediction_schema
from greenroom.batch.run import BadLine, Summary, run_batch
from greenroom.errors import GreenroomError, InputError, ModelError, OutputError
from greenroom.model import Answer

Lines = list[dict[str, Any] | str]


def line(ident: str, text: str = "I spoke-up and we changed it.", **more: Any) -> dict[str, Any]:
    return {"id": ident, "competency": "have-backbone", "target_level": "sde2", "text": text} | more


def written(path: Path, lines: Lines) -> Path:
    path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(raw) for raw in path.read_text(encoding="utf-8").splitlines()]


class Batch:
    """A batch in a folder of its own: ``run(lines)`` gives the summary, the output and the bad lines."""

    def __init__(self, folder: Path) -> None:
        self.source, self.target = folder / "in.jsonl", folder / "out.jsonl"
        self.bad: list[BadLine] = []

    def run(self, lines: Lines | None = None, judge: FakeJudge | None = None, **options: Any) -> Summary:
        if lines is not None:
            written(self.source, lines)
        self.bad = []
        return run_batch(self.source, self.target, judge=judge or FakeJudge(), on_bad=self.bad.append, **options)

    @property
    def out(self) -> list[dict[str, Any]]:
        return read(self.target)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


# ── what comes out ──────────────────────────────────────────────────────────────────


def test_predictions_stand_in_the_order_of_the_input(batch: Batch) -> None:
    batch.run([line("b"), line("a"), line("c")])
    assert [p["id"] for p in batch.out] == ["b", "a", "c"]


def test_a_prediction_has_the_fields_of_the_gold_format(batch: Batch) -> None:
    batch.run([line("a", "I spoke-up.")])
    (made,) = batch.out
    assert made["verdict"] == "strong-no-hire"
    assert made["level"] == "sde2"
    assert made["star"] == [{"part": "action", "start": 0, "end": 11}]
    spoke_up = next(f for f in made["findings"] if f["id"] == "spoke-up")
    assert (spoke_up["kind"], spoke_up["grade"], spoke_up["spans"]) == ("signal", 2, [[2, 10]])


def test_a_prediction_fits_the_published_schema(batch: Batch) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    batch.run([line("a"), line("b", "UNREADABLE")])
    for made in batch.out:
        jsonschema.validate(made, prediction_schema())


def test_offsets_count_code_points_of_the_text_as_given(batch: Batch) -> None:
    text = "🙂\r\nZoë said no. I spoke-up."
    batch.run([line("a", text)])
    (start, end) = next(f for f in batch.out[0]["findings"] if f["grade"] == 2)["spans"][0]
    assert text[start:end] == "spoke-up"


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    source = written(tmp_path / "in.jsonl", [line(f"a{n}", f"I spoke-up {n} times.") for n in range(7)])
    for processes in (1, 2):
        done = subprocess.run(
            [sys.executable, driver(tmp_path), str(source), str(tmp_path / f"{processes}.jsonl"), str(processes)],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert len(read(tmp_path / "2.jsonl")) == 7


def test_progress_counts_every_answer_once(batch: Batch) -> None:
    steps: list[tuple[int, int]] = []
    batch.run([line("a"), line("b", "CRASH"), "{}", line("c")], on_progress=lambda p: steps.append((p.done, p.total)))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


# ── what is assumed ─────────────────────────────────────────────────────────────────


def test_a_missing_level_is_taken_from_the_option(batch: Batch) -> None:
    batch.run([line("a", target_level=None), line("b", target_level="staff")], level="senior")
    assert [p["target_level"] for p in batch.out] == ["senior", "staff"]


def test_a_missing_competency_is_taken_from_the_option(batch: Batch) -> None:
    batch.run([line("a", competency=None), line("b")], competency="highest-standards")
    assert [p["competency"] for p in batch.out] == ["highest-standards", "have-backbone"]


def test_a_competency_recognised_from_the_question_is_noted(batch: Batch) -> None:
    asked = "When did you last disagree with your manager's decision and push back?"
    batch.run([line("a", competency=None, question=asked)])
    (made,) = batch.out
    assert made["competency"] == "have-backbone"
    assert any("Assumed competency have-backbone" in note for note in made["notes"])


def test_an_unscored_answer_has_its_reason_and_no_verdict(batch: Batch) -> None:
    summary = batch.run([line("a", "UNREADABLE"), line("b")])
    assert (batch.out[0]["verdict"], batch.out[0]["unscored"]) == (None, "not English")
    assert not summary.complete
    assert summary.verdicts["unscored"] == 1


# ── bad lines ───────────────────────────────────────────────────────────────────────

BAD: list[tuple[str, dict[str, Any] | str, str]] = [
    ("not JSON", "{nope", "is not JSON"),
    ("not an object", "[1, 2]", "object"),
    ("no text", {"id": "x", "target_level": "sde2"}, "lacks the field"),
    ("text is a number", line("x", text=7), "field text"),  # type: ignore[arg-type]
    ("empty id", line(" "), "id is empty"),
    ("empty text", line("x", "  "), "empty"),
    ("50,000 words", line("x", "word " * 50_000), "holds 50,000 words"),
    ("no level", line("x", target_level=None), "target_level is missing"),
    ("unknown level", line("x", target_level="sde22"), "did you mean sde2"),
    ("unknown competency", line("x", competency="have-backbon"), "did you mean have-backbone"),
    ("sentence past the end", line("x", "Hi there.", sentences=[[0, 99]]), "sentences[0] is [0, 99]"),
    ("sentences overlap", line("x", "Hi there.", sentences=[[0, 5], [3, 9]]), "sentences[1] is [3, 9]"),
    ("id used before", line("ok"), "used in line 1"),
    ("a question about nothing", line("x", competency=None, question="Nice weather?"), "allowed: have-backbone"),
    ("35 MB", '{"id": "' + "x" * 35_000_000, "is longer than 32 MB"),
    ("lone surrogate", '{"id": "x", "target_level": "sde2", "text": "\\ud800"}', "is not JSON"),
    ("fault of the program", line("x", "CRASH"), "ZeroDivisionError"),
]


@pytest.mark.parametrize(("bad", "reason"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_line_is_reported_with_its_number_and_the_rest_goes_on(
    batch: Batch, bad: dict[str, Any] | str, reason: str
) -> None:
    summary = batch.run([line("ok"), bad, line("last")])
    assert [p["id"] for p in batch.out] == ["ok", "last"]
    assert [b.number for b in batch.bad] == [2]
    assert reason in batch.bad[0].reason
    assert (summary.bad, summary.complete) == (1, False)


def test_blank_lines_count_as_lines_but_are_no_fault(batch: Batch) -> None:
    batch.run([line("a"), "", "   ", "{nope"])
    assert [b.number for b in batch.bad] == [4]


def test_bytes_that_are_no_utf8_are_a_bad_line(batch: Batch) -> None:
    batch.source.write_bytes(b'{"id": "x", "target_level": "sde2", "text": "caf\xe9"}\n')
    batch.run()
    assert len(batch.bad) == 1


@given(raw=st.binary(max_size=60))
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_line_is_an_answer_or_a_plain_fault(raw: bytes) -> None:
    try:
        answer = answer_from(raw, level="sde2", competency=None)
    except GreenroomError:
        return
    assert answer.text.strip()


@given(spans=st.lists(st.tuples(st.integers(-3, 15), st.integers(-3, 15)), min_size=1, max_size=4))
def test_sentences_are_in_order_and_inside_the_text_or_refused(spans: list[tuple[int, int]]) -> None:
    raw = json.dumps(line("a", "Ten chars.", sentences=spans)).encode()
    try:
        kept = answer_from(raw, level=None, competency=None).sentences
    except GreenroomError:
        kept = None
    ends = [x for span in spans for x in span]
    fit = ends == sorted(ends) and all(a < b for a, b in spans) and ends[0] >= 0 and ends[-1] <= 10
    assert (kept is not None) == fit


# ── whole runs that are refused ─────────────────────────────────────────────────────


def test_a_missing_input_is_named(batch: Batch) -> None:
    with pytest.raises(InputError, match=r"in\.jsonl: no such file"):
        batch.run()


@pytest.mark.parametrize("content", ["", "\n  \n"])
def test_an_empty_input_is_refused_and_makes_no_output(batch: Batch, content: str) -> None:
    batch.source.write_text(content)
    with pytest.raises(InputError, match=r"in\.jsonl: is empty"):
        batch.run()
    assert not batch.target.exists()


def test_an_output_that_cannot_be_read_again_is_refused(batch: Batch) -> None:
    batch.target = Path(os.devnull)
    with pytest.raises(OutputError, match="is not a plain file"):
        batch.run([line("a")])


def test_the_output_may_not_be_the_input(batch: Batch) -> None:
    written(batch.source, [line("a")])
    before = batch.source.read_bytes()
    with pytest.raises(OutputError, match="is the input itself"):
        run_batch(batch.source, batch.source, judge=FakeJudge())
    assert batch.source.read_bytes() == before


def test_an_output_in_a_missing_folder_is_refused(batch: Batch) -> None:
    batch.target = batch.target.parent / "nowhere" / "out.jsonl"
    with pytest.raises(OutputError, match="cannot be written"):
        batch.run([line("a")])


def test_damaged_weights_stop_the_run(batch: Batch) -> None:
    def fail(answer: Answer) -> None:
        raise ModelError("weights are damaged")

    with pytest.raises(ModelError):
        batch.run([line("a")], judge=FakeJudge(before=fail))


# ── resuming ────────────────────────────────────────────────────────────────────────


def test_a_second_run_reviews_nothing_again(batch: Batch) -> None:
    batch.run([line("a"), line("b")])
    first = batch.target.read_bytes()
    judge = FakeJudge()
    summary = batch.run(judge=judge)
    assert (judge.read_ids, summary.resumed, summary.reviewed) == ([], 2, 0)
    assert batch.target.read_bytes() == first


def test_lines_added_to_the_input_are_added_to_the_output(batch: Batch) -> None:
    batch.run([line("a")])
    batch.run([line("a"), line("b")])
    assert [p["id"] for p in batch.out] == ["a", "b"]


@pytest.mark.parametrize("kept", [0, 1, 5, 40, -1])
def test_an_unfinished_last_line_is_cut_and_done_again(batch: Batch, kept: int) -> None:
    batch.run([line("a"), line("b")])
    whole = batch.target.read_bytes()
    first = whole.index(b"\n") + 1
    batch.target.write_bytes(whole[:kept] if kept < 0 else whole[: first + kept])
    judge = FakeJudge()
    batch.run(judge=judge)
    assert judge.read_ids == ["b"]
    assert batch.target.read_bytes() == whole


def test_bad_lines_are_reported_again_when_resuming(batch: Batch) -> None:
    lines: Lines = [line("a"), "{nope", line("b", "CRASH"), line("c")]
    batch.run(lines)
    summary = batch.run(lines)
    assert [b.number for b in batch.bad] == [2, 3]
    assert (summary.resumed, summary.reviewed) == (2, 0)


def _other_text(batch: Batch) -> None:
    batch.run([line("a", "Another text."), line("b")])


def _other_level(batch: Batch) -> None:
    batch.run([line("a", target_level="staff"), line("b")])


def _line_gone(batch: Batch) -> None:
    batch.run([line("b")])


def _other_order(batch: Batch) -> None:
    batch.run([line("b"), line("a")])


def _line_between(batch: Batch) -> None:
    batch.run([line("a"), line("new"), line("b")])


def _other_judge(batch: Batch) -> None:
    batch.run(judge=FakeJudge(version="2"))


CHANGES = [_other_text, _other_level, _line_gone, _other_order, _line_between, _other_judge]


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_an_output_of_another_input_or_judge_is_refused_and_kept(batch: Batch, change: Callable[[Batch], None]) -> None:
    batch.run([line("a"), line("b")])
    before = batch.target.read_bytes()
    with pytest.raises(OutputError, match="--restart"):
        change(batch)
    assert batch.target.read_bytes() == before


def test_restart_begins_anew(batch: Batch) -> None:
    batch.run([line("a"), line("b")])
    batch.run([line("c")], restart=True)
    assert [p["id"] for p in batch.out] == ["c"]


@pytest.mark.parametrize("content", ["my notes\n", "my notes", '{"id": "x"}\n'])
def test_a_file_of_somebody_elses_is_left_alone(batch: Batch, content: str) -> None:
    batch.target.write_text(content)
    with pytest.raises(OutputError, match="is no line of greenroom batch"):
        batch.run([line("a")])
    assert batch.target.read_text() == content


def test_an_interrupted_run_keeps_what_is_done(batch: Batch) -> None:
    def interrupt(answer: Answer) -> None:
        if answer.id == "c":
            raise KeyboardInterrupt

    lines: Lines = [line("a"), line("b"), line("c")]
    with pytest.raises(KeyboardInterrupt):
        batch.run(lines, judge=FakeJudge(before=interrupt))
    judge = FakeJudge()
    batch.run(lines, judge=judge)
    assert judge.read_ids == ["c"]
    assert [p["id"] for p in batch.out] == ["a", "b", "c"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_killed_run_is_continued_to_the_same_bytes(tmp_path: Path, processes: int) -> None:
    source = written(tmp_path / "in.jsonl", [line(f"a{n}", f"I spoke-up {n} times.") for n in range(6)])
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run_batch(source, whole, judge=FakeJudge())

    # The child's judge waits for ever at a4, so nothing but the kill can end it.
    command = [sys.executable, driver(tmp_path, wait_at="a4"), str(source), str(target), str(processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "done 3\n"
        child.kill()
    killed = read(target)
    assert 3 <= len(killed) <= 4
    with target.open("ab") as file:  # what a kill in the middle of a write would leave
        file.write(b'{"id":"a4","verd')

    judge = FakeJudge()
    summary = run_batch(source, target, judge=judge)
    assert summary.resumed == len(killed)
    assert judge.read_ids == [f"a{n}" for n in range(len(killed), 6)]
    assert target.read_bytes() == whole.read_bytes()


def test_two_batches_cannot_write_one_output(batch: Batch) -> None:
    pytest.importorskip("fcntl")
    refused: list[str] = []

    def meanwhile(answer: Answer) -> None:
        with pytest.raises(OutputError) as fault:
            run_batch(batch.source, batch.target, judge=FakeJudge())
        refused.append(str(fault.value))

    batch.run([line("a")], judge=FakeJudge(before=meanwhile))
    assert len(refused) == 1
    assert "another batch is writing it" in refused[0]


def driver(folder: Path, wait_at: str = "") -> str:
    """A program: run_batch(IN, OUT, processes) with the fake judge, which waits for ever at an id; says "done 3"."""
    program = textwrap.dedent(f"""
        import sys, threading
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from fake_judge import FakeJudge
        from greenroom import judges
        from greenroom.batch.run import run_batch

        def wait(answer):
            if answer.id == {wait_at!r}:
                threading.Event().wait()

        def tell(progress):
            if progress.done == 3:
                print("done 3", flush=True)

        judges.TABLE["local"] = lambda settings: FakeJudge(before=wait)
        if __name__ == "__main__":
            run_batch(Path(sys.argv[1]), Path(sys.argv[2]), processes=int(sys.argv[3]), on_progress=tell)
    """)
    file = folder / "driver.py"
    file.write_text(program)
    return str(file)


def test_a_prediction_is_read_back_as_it_was_written(batch: Batch) -> None:
    batch.run([line("a")])
    raw = batch.target.read_bytes().strip()
    assert msgspec.json.encode(msgspec.json.decode(raw)) == raw
