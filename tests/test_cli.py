"""The command line: what a person types, sees, and gets as exit code."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_judge import FakeJudge

from greenroom import judges
from greenroom.cli import main, output, streams
from greenroom.reading.examples import examples

ANSWER = "I spoke-up because the plan was wrong. I showed them the log. We then changed it, and errors fell by 40%.\n"
REVIEW = ["--competency", "have-backbone", "--level", "sde2"]


@pytest.fixture(autouse=True)
def fake_judge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeJudge:
    judge = FakeJudge()
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: judge)
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_DEBUG", raising=False)
    return judge


@pytest.fixture
def answer(tmp_path: Path) -> str:
    file = tmp_path / "answer.txt"
    file.write_text(ANSWER, encoding="utf-8")
    return str(file)


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def greenroom(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run(*arguments: str) -> Ran:
        code = main(arguments)
        return Ran(code, *capsys.readouterr())

    return run


# ── review ──────────────────────────────────────────────────────────────────────────


def test_review_prints_the_verdict(greenroom: Callable[..., Ran], answer: str) -> None:
    ran = greenroom("review", answer, *REVIEW)
    assert (ran.code, ran.err) == (0, "")
    assert "STRONG NO HIRE at SDE 2" in ran.out


@pytest.mark.parametrize(
    ("form", "sign"), [("text", "spoke"), ("md", "# "), ("html", "<!doctype html>"), ("json", '"verdict"')]
)
def test_review_writes_every_format(greenroom: Callable[..., Ran], answer: str, form: str, sign: str) -> None:
    ran = greenroom("review", answer, *REVIEW, "--format", form)
    assert ran.code == 0
    assert sign in ran.out.lower()


def test_review_reads_standard_input(greenroom: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ANSWER.encode()), encoding="ascii"))
    ran = greenroom("review", "-", *REVIEW, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["text"].strip() == ANSWER.strip()


def test_the_ending_of_the_output_gives_the_format(greenroom: Callable[..., Ran], answer: str, tmp_path: Path) -> None:
    ran = greenroom("review", answer, *REVIEW, "--output", str(tmp_path / "review.json"))
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))["competency"] == "have-backbone"


def test_level_lens_and_question_reach_the_review(greenroom: Callable[..., Ran], answer: str) -> None:
    asked = ["--level", "senior", "--lens", "google", "--question", "When did you push back?"]
    ran = greenroom("review", answer, "--competency", "have-backbone", *asked, "--format", "json")
    made = json.loads(ran.out)
    assert (made["target_level"], made["lens"]["company"]) == ("senior", "google")
    assert made["question"] == "When did you push back?"


def test_the_speaking_rate_reaches_the_timing(greenroom: Callable[..., Ran], answer: str) -> None:
    ran = greenroom("review", answer, *REVIEW, "--wpm", "100", "--format", "json")
    assert json.loads(ran.out)["timing"]["words_per_minute"] == 100


def test_no_fixes_reads_the_answer_once(greenroom: Callable[..., Ran], answer: str, fake_judge: FakeJudge) -> None:
    greenroom("review", answer, *REVIEW, "--no-fixes", "--format", "json")
    assert len(fake_judge.read_ids) == 1


@pytest.mark.parametrize(
    ("arguments", "assumed"),
    [
        (["--level", "sde2", "--question", "When did you last disagree with a decision?"], "have-backbone"),
        (["--level", "sde2"], "have-backbone"),
        (["--competency", "have-backbone"], "sde2"),
    ],
    ids=["competency from the question", "competency from the answer", "level"],
)
def test_what_was_assumed_is_said_on_stderr_and_in_the_review(
    greenroom: Callable[..., Ran], answer: str, arguments: list[str], assumed: str
) -> None:
    ran = greenroom("review", answer, *arguments, "--format", "json")
    assert ran.code == 0
    assert "assumed" in ran.err
    assert any("Assumed" in note and assumed in note for note in json.loads(ran.out)["notes"])


def test_an_unscored_answer_says_why_and_exits_6(greenroom: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("UNREADABLE " * 30)
    ran = greenroom("review", str(file), *REVIEW)
    assert ran.code == 6
    assert "not English" in ran.out


def test_why_an_answer_is_unscored_is_told_where_the_review_is_not_seen(
    greenroom: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("UNREADABLE " * 30)
    ran = greenroom("review", str(file), *REVIEW, "--output", str(tmp_path / "review.md"))
    assert (ran.code, ran.err) == (6, "greenroom: not scored: not English\n")


def test_a_competency_that_is_only_a_guess_is_called_one(greenroom: Callable[..., Ran], answer: str) -> None:
    assert "a guess" in greenroom("review", answer, "--level", "sde2").err


# ── wrong input ─────────────────────────────────────────────────────────────────────

WRONG: list[tuple[str, list[str], int, str]] = [
    ("unknown command", ["reviw"], 2, "did you mean review"),
    ("unknown competency", ["review", "FILE", "-c", "have-bakbone", "-l", "sde2"], 2, "did you mean have-backbone"),
    ("unknown level", ["review", "FILE", "-c", "have-backbone", "-l", "snior"], 2, "did you mean senior"),
    ("unknown company", ["review", "FILE", *REVIEW, "--lens", "gogle"], 2, "did you mean google"),
    ("unknown format", ["review", "FILE", *REVIEW, "-f", "htm"], 2, "did you mean html"),
    ("missing file", ["review", "no-such.txt", *REVIEW], 2, "no-such.txt"),
    ("a folder", ["review", ".", *REVIEW], 2, "."),
    ("output in no folder", ["review", "FILE", *REVIEW, "-o", "no/where.txt"], 5, "folder does not exist"),
    ("output is a folder", ["review", "FILE", *REVIEW, "-o", "."], 5, "is a folder"),
    ("output is the answer", ["review", "FILE", *REVIEW, "-o", "FILE"], 5, "is the answer itself"),
    ("output is a link to it", ["review", "FILE", *REVIEW, "-o", "link.txt"], 5, "is the answer itself"),
    ("unknown ending", ["review", "FILE", *REVIEW, "-o", "x.pdf"], 2, "allowed: .txt, .text, .md"),
    ("rate out of range", ["review", "FILE", *REVIEW, "--wpm", "1000"], 2, "allowed: a number from 60 to 300"),
    ("rate that is no number", ["review", "FILE", *REVIEW, "--wpm", "nan"], 2, "--wpm: 'nan' does not fit"),
    ("part of a process", ["batch", "FILE", "o", "--processes", "1.5"], 2, "allowed: a whole number from 1 to 64"),
    ("empty competency", ["review", "FILE", "-c", ""], 2, "--competency: is empty"),
    ("empty question", ["review", "FILE", "-q", " "], 2, "--question: is empty"),
    ("question about nothing", ["review", "FILE", "-q", "What is your favourite colour?"], 2, "allowed: have-backbone"),
    ("unknown option", ["review", "FILE", "--levl", "sde2"], 2, "unknown option '--levl'\nallowed: --about-judge"),
    ("option without value", ["review", "FILE", "--wpm"], 2, "greenroom: option '--wpm' requires an argument\ntry: "),
    (
        "no file given",
        ["review"],
        2,
        "greenroom: missing argument 'FILE|-'\nallowed: greenroom review [OPTIONS] FILE|-",
    ),
    ("two files given", ["review", "FILE", "more"], 2, "try: greenroom review --help"),
    ("an endless source", ["review", "/dev/zero", *REVIEW], 2, "is larger than 32 MB"),
    ("unknown example", ["example", "front-dsk"], 2, "did you mean front-desk"),
    ("unknown schema", ["schema", "revew"], 2, "did you mean review"),
    ("batch without a file", ["batch", "no-such.jsonl", "out.jsonl"], 2, "no-such.jsonl: no such file"),
    ("batch, unknown competency", ["batch", "FILE", "out.jsonl", "-c", "backbone"], 2, "did you mean have-backbone"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_input_is_one_clear_message_and_a_code(
    greenroom: Callable[..., Ran],
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link.txt").symlink_to(answer)
    ran = greenroom(*(answer if a == "FILE" else a for a in arguments))
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert Path(answer).read_text() == ANSWER


def test_an_answer_piped_in_is_not_overwritten(answer: str) -> None:
    command = [sys.executable, "-m", "greenroom", "review", "-", *REVIEW, "-o", answer]
    with Path(answer).open("rb") as stdin:
        ran = subprocess.run(command, stdin=stdin, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, Path(answer).read_text()) == (5, ANSWER)
    assert "is the answer itself" in ran.stderr


def test_a_faulty_settings_file_is_named(
    greenroom: Callable[..., Ran], answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "greenroom.toml"
    file.write_text("words_per_minute = 'fast'")
    monkeypatch.setenv("GREENROOM_CONFIG", str(file))
    ran = greenroom("review", answer, *REVIEW)
    assert ran.code == 2
    assert f"{file}: words_per_minute is 'fast'\nallowed: a number from 60 to 300" in ran.err


def test_a_fault_of_the_program_says_how_to_report_it(
    greenroom: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("CRASH " * 40)
    ran = greenroom("review", str(file), *REVIEW)
    assert ran.code == 70
    assert "ZeroDivisionError" in ran.err
    assert "report" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("GREENROOM_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["review", str(file), *REVIEW])


def test_ctrl_c_exits_130(greenroom: Callable[..., Ran], answer: str, fake_judge: FakeJudge) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    fake_judge.before = interrupt
    ran = greenroom("review", answer, *REVIEW)
    assert ran.code == 130
    assert "interrupted" in ran.err


def test_a_closed_pipe_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "greenroom", "schema", "guide"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()
        code = child.wait(timeout=60)
    assert (code, said) == (141, b"")


STREAMS: list[tuple[str, str, int, str]] = [
    ("standard output is full", "schema guide > /dev/full", 5, "standard output: cannot be written (No space left"),
    ("help to a full one", "--help > /dev/full", 5, "standard output: cannot be written (No space left"),
    ("standard output is closed", "schema guide >&-", 5, "standard output: is closed"),
    ("standard input is closed", "review - -c have-backbone <&-", 2, "standard input: is closed"),
    ("standard error is closed", "example no-such 2>&-", 2, ""),
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full and a POSIX shell")
@pytest.mark.parametrize(("command", "code", "said"), [s[1:] for s in STREAMS], ids=[s[0] for s in STREAMS])
def test_a_broken_stream_is_one_message_and_a_code(command: str, code: int, said: str) -> None:
    shell = ["sh", "-c", f'"$0" -m greenroom {command}', sys.executable]
    ran = subprocess.run(shell, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert ran.stderr.startswith(f"greenroom: {said}" if said else "")
    assert len(ran.stderr.splitlines()) == (2 if said else 0)


def test_a_closed_standard_output_does_not_matter_to_a_file(answer: str, tmp_path: Path) -> None:
    command = f'exec "$0" -m greenroom review {answer} -c have-backbone --no-fixes -o {tmp_path}/review.txt >&-'
    assert subprocess.run(["sh", "-c", command, sys.executable], timeout=120, check=False).returncode == 0
    assert "SDE 2" in (tmp_path / "review.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("module", "pressed"),
    [
        ("click", "raise KeyboardInterrupt"),
        # what a C extension makes of it
        ("greenroom.cli.schema", "raise ImportError('initialization failed') from KeyboardInterrupt()"),
    ],
)
def test_ctrl_c_during_an_import_shows_no_traceback(module: str, pressed: str) -> None:
    program = (
        "import sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == '{module}': {pressed}\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from greenroom.cli import main; sys.exit(main(['schema', 'guide']))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "greenroom: interrupted\n")


# ── files that are written ──────────────────────────────────────────────────────────


def test_output_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "review.txt"
    file.write_text("before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(output.OutputError, match="No space left"):
        output.write("after", str(file))
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_output_keeps_the_permissions_of_a_file_it_replaces(tmp_path: Path) -> None:
    file = tmp_path / "review.txt"
    file.write_text("before")
    file.chmod(0o640)
    output.write("after", str(file))
    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o640


def test_output_follows_a_link_and_keeps_it(tmp_path: Path) -> None:
    file, link = tmp_path / "real.txt", tmp_path / "link.txt"
    file.write_text("before")
    link.symlink_to(file)
    output.write("after", str(link))
    assert link.is_symlink()
    assert file.read_text() == "after"


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = Path(os.devnull).stat().st_mode
    output.write("after", os.devnull)
    assert Path(os.devnull).stat().st_mode == before


# ── what does not depend on the machine ─────────────────────────────────────────────

FOREIGN = "Zoë naïvely said “no” — 🙂. I spoke-up. " * 4


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "en_US.ISO-8859-1"])
def test_output_is_utf8_in_any_locale(tmp_path: Path, locale: str) -> None:
    name = next(e for e in examples() if e.file.endswith(".txt")).name
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    environ |= {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    if "PYTHONPATH" in os.environ:
        environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
    made = subprocess.run(
        [sys.executable, "-m", "greenroom", "example"], env=environ, capture_output=True, check=True, timeout=60
    )
    assert name in made.stdout.decode("utf-8")


def test_the_same_answer_gives_the_same_bytes_whatever_the_locale_and_the_hash_seed(tmp_path: Path) -> None:
    file = tmp_path / "answer.md"
    file.write_text("## Situation\n\n" + FOREIGN + ANSWER * 3, encoding="utf-8")
    command = [sys.executable, "-m", "greenroom", "review", str(file), *REVIEW, "--format", "json"]
    made = set()
    for locale, seed in (("C.UTF-8", "1"), ("POSIX", "2")):
        environ = os.environ | {"LC_ALL": locale, "PYTHONHASHSEED": seed}
        made.add(subprocess.run(command, env=environ, capture_output=True, check=True, timeout=120).stdout)
    assert len(made) == 1
    assert json.loads(made.pop())["verdict"]


def test_a_terminal_without_unicode_gets_plain_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Terminal(raw, encoding="ascii"))
    streams.prepare()
    sys.stdout.write("“50 s” — █░ → Zoë 🙂…")
    sys.stdout.flush()
    assert raw.getvalue() == b'"50 s" - #. -> Zo? ?...'


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert streams.colour(Terminal())
    assert not streams.colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not streams.colour(Terminal())


# ── batch, example, schema, help ────────────────────────────────────────────────────


def test_batch_reports_bad_lines_and_exits_6(greenroom: Callable[..., Ran], tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = {"id": "a", "text": ANSWER, "competency": "have-backbone", "target_level": "sde2"}
    source.write_text(json.dumps(good) + "\n{nope\n")
    ran = greenroom("batch", str(source), str(target))
    assert ran.code == 6
    assert f"{source}:2: is not JSON" in ran.err
    assert "1 bad line" in ran.err
    assert ran.out == ""
    assert [json.loads(raw)["id"] for raw in target.read_text().splitlines()] == ["a"]


def test_batch_without_faults_exits_0(greenroom: Callable[..., Ran], tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": ANSWER}) + "\n")
    ran = greenroom("batch", str(source), str(tmp_path / "out.jsonl"), "-c", "have-backbone", "-l", "senior")
    assert ran.code == 0
    assert "1 predictions (strong-no-hire 1)" in ran.err


@pytest.mark.parametrize(
    ("sent", "code", "said"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
@pytest.mark.parametrize(("at", "held"), [("a", "no predictions"), ("b", "1 prediction;")])
def test_a_batch_that_is_ended_says_what_it_holds_and_how_to_go_on(
    greenroom: Callable[..., Ran],
    tmp_path: Path,
    fake_judge: FakeJudge,
    sent: signal.Signals,
    code: int,
    said: str,
    at: str,
    held: str,
) -> None:
    fake_judge.before = lambda answer: signal.raise_signal(sent) if answer.id == at else None
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": ident, "text": ANSWER}) + "\n" for ident in "abc"))
    ran = greenroom("batch", str(source), str(tmp_path / "out.jsonl"), "-c", "have-backbone", "-l", "senior")
    assert ran.code == code
    assert f"out.jsonl holds {held}" in ran.err
    assert "run the same command again" in ran.err
    assert f"greenroom: {said}\n" in ran.err


def test_every_example_is_listed_with_its_command(greenroom: Callable[..., Ran]) -> None:
    listed = greenroom("example").out
    for one in examples():
        assert f"greenroom example {one.name} | greenroom review - -c {one.competency} -l {one.level}" in listed


@pytest.mark.parametrize("one", examples(), ids=lambda e: e.name)
def test_every_example_is_of_a_length_to_tell(greenroom: Callable[..., Ran], one: object) -> None:
    words = greenroom("example", getattr(one, "name")).out.split()  # noqa: B009
    assert 200 <= len(words) <= 330


@pytest.mark.parametrize("kind", ["review", "guide", "examples", "pack", "prediction"])
def test_schemas_are_json_schemas(greenroom: Callable[..., Ran], kind: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(json.loads(greenroom("schema", kind).out))


def test_version_is_printed(greenroom: Callable[..., Ran]) -> None:
    ran = greenroom("--version")
    assert (ran.code, ran.out) == (0, "greenroom 0.1.0\n")


@pytest.mark.parametrize("command", ["review", "batch", "guide", "example", "schema"])
def test_help_names_every_command_without_loading_it(command: str) -> None:
    program = (
        "import sys; from greenroom.cli import main; main(['--help']); "
        f"heavy = {{'numpy', 'onnxruntime', 'rich', 'jinja2', 'yaml', 'greenroom.cli.{command}'}}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert f"  {command} " in ran.stdout
