"""``greenroom rehearse``: piped, interrupted anywhere, at a terminal; the ledger, the debrief, the report."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_judge import FakeJudge
from guide_pack import GUIDE, write_pack
from rehearsed import NOW

from greenroom import judges
from greenroom.cli import main
from greenroom.guides.loader import load_guide
from greenroom.rehearsal.session import KEY, MODE, unfinished
from greenroom.rehearsal.values import Belief, Entry
from greenroom.rehearsal.wording import running, settled_words
from greenroom.store import Store

Run = Callable[..., tuple[int, str, str]]
CHILD = Path(__file__).with_name("rehearse_child.py")
ANSWER, REPLY = "I had it repaired by noon.", "I admitted it to Bea at once."
WHOLE = [ANSWER, ".", REPLY, ".", "."]
"""An answer, a reply to the one follow-up, nothing to add. The tests' judge listens for "admitted" and "repaired"."""
PATIENCE_S = 120
"""Seconds after which a terminal that says nothing has failed."""


class Typing(io.StringIO):
    """Standard input that ends with Ctrl-C instead of its end."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GREENROOM_PACKS", str(write_pack(tmp_path / "packs")))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: FakeJudge())
    return tmp_path


@pytest.fixture
def rehearse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, given: Sequence[str] = (), ends: type[io.StringIO] = io.StringIO) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", ends("".join(f"{line}\n" for line in given)))
        code = main(["rehearse", *arguments])
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), err

    return run


def test_from_the_question_to_the_debrief(rehearse: Run) -> None:
    code, out, err = rehearse(GUIDE, given=WHOLE)
    assert (code, err) == (0, "")
    for said in (
        "Follow-up 1 of at most 4",
        "Who would have found out if you had said nothing?",
        "After your answer: strong no hire.",
        "Strong. It gives what was asked for",
        "heard. “admitted”",
        "Verdict: strong no hire, now strong hire.",
        "Decision: Strong hire",
        "It is not the procedure of Amazon",
    ):
        assert said in out
    with Store.open() as store:
        (row,) = store.rehearsals()
        assert (row.finished, row.guides, row.summary["decision"]) == (True, GUIDE, "strong-hire")
        assert unfinished(store) is None


def test_a_weak_reply_is_told_with_its_reason(rehearse: Run) -> None:
    code, out, _ = rehearse(GUIDE, given=[ANSWER, ".", "They would have seen it.", ".", "."])
    assert code == 0
    assert "Weak." in out
    assert "asked for, not given" in out
    assert "Decision: Strong no hire" in out


@pytest.mark.parametrize("typed", range(len(WHOLE)))
def test_interrupted_anywhere_it_goes_on_where_it_was(rehearse: Run, typed: int) -> None:
    code, _, err = rehearse(GUIDE, given=WHOLE[:typed], ends=Typing)
    assert code == 130
    assert "To go on: greenroom rehearse --resume" in err
    half = ["on"] if typed in (1, 3) else []  # a line without its full stop: the person goes on with it
    code, out, _ = rehearse("--resume", given=[*half, *WHOLE[typed:]])
    assert code == 0
    assert "Verdict: strong no hire, now strong hire." in out


def test_a_half_written_answer_is_shown_again_and_can_be_begun_afresh(rehearse: Run) -> None:
    rehearse(GUIDE, given=["I had it"], ends=Typing)
    _, out, _ = rehearse("--resume", given=["new", *WHOLE])
    assert "You had begun: I had it" in out
    with Store.open() as store:
        (row,) = store.rehearsals()
        assert row.state["sittings"][0]["answer"] == ANSWER


def test_beginning_anew_keeps_the_competency_that_was_answered_before(rehearse: Run) -> None:
    second = "have-backbone"
    rehearse("--loop", f"{GUIDE},{second}", "--probes", "0", given=[ANSWER, ".", "."], ends=Typing)
    rehearse(GUIDE, "--restart", given=WHOLE)
    with Store.open() as store:
        assert [r.finished for r in store.rehearsals()] == [False, True]


def test_a_new_one_asks_what_becomes_of_the_old_and_keeps_it(rehearse: Run) -> None:
    rehearse(GUIDE, given=WHOLE[:2], ends=Typing)
    code, out, _ = rehearse(GUIDE, given=["new", *WHOLE])
    assert code == 0
    assert "0 replies so far" in out
    with Store.open() as store:
        assert [r.finished for r in store.rehearsals()] == [False, True]


def test_restart_begins_anew_without_asking(rehearse: Run) -> None:
    rehearse(GUIDE, given=WHOLE[:2], ends=Typing)
    code, out, _ = rehearse(GUIDE, "--restart", given=WHOLE)
    assert (code, "What now?" in out) == (0, False)


def test_what_was_kept_and_cannot_be_understood_is_not_lost_unasked(rehearse: Run) -> None:
    with Store.open() as store:
        store.keep(MODE, KEY, {"phase": "lunch"}, NOW)
    code, _, err = rehearse(GUIDE, given=WHOLE)
    assert code == 7
    assert "--restart begins a new one" in err
    assert rehearse(GUIDE, "--restart", given=WHOLE)[0] == 0


def test_the_questions_can_be_passed_and_ended(rehearse: Run) -> None:
    _, passed, _ = rehearse(GUIDE, given=[ANSWER, ".", ".", "."])
    assert "You passed this question." in passed
    _, ended, _ = rehearse(GUIDE, given=[ANSWER, ".", "/stop", ".", "."])
    assert "you ended the questions here" in ended


def test_the_question_at_which_one_stops_stands_in_the_report(rehearse: Run, place: Path) -> None:
    rehearse(GUIDE, "--save", "report.md", given=[ANSWER, ".", "/stop", ".", "."])
    said = (place / "report.md").read_text(encoding="utf-8").partition("What was said")[2]
    assert "Who would have found out if you had said nothing?" in said
    assert "you ended the questions here" in said


def test_where_the_story_is_too_small_the_scope_is_asked_for(rehearse: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: FakeJudge(shown="sde1"))
    whole = f"{ANSWER} {REPLY}"
    code, out, _ = rehearse(
        GUIDE, "-l", "senior", given=[whole, ".", "Three teams and forty shops.", ".", "/stop", ".", "."]
    )
    assert code == 0
    assert "How far did this reach" in out
    assert "Strong. It says whom it touched" in out


def test_the_clock_goes_on_where_it_was(rehearse: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    passed, shown = iter(range(0, 10_000, 40)), []

    @contextlib.contextmanager
    def clock(words: Callable[[float], str], *, wanted: bool) -> Iterator[None]:
        shown.append(words(0.0))
        yield

    monkeypatch.setattr("greenroom.cli.live.live_clock", clock)
    monkeypatch.setattr("greenroom.cli.rehearse.time", SimpleNamespace(monotonic=lambda: next(passed)))
    rehearse(GUIDE, "--clock", given=WHOLE[:1], ends=Typing)
    rehearse("--resume", given=["on", *WHOLE[1:]])
    assert shown[0].startswith("Clock: 0:00 of ")
    assert shown[1].startswith("Clock: 1:20 of ")
    assert shown[2].startswith("Clock: 0:00 of 1:00")


def test_what_cannot_be_read_is_asked_again(rehearse: Run) -> None:
    code, out, _ = rehearse(GUIDE, given=["UNREADABLE", ".", *WHOLE])
    assert code == 0
    assert "That could not be read: not English. It is kept." in out


def test_the_clock_tells_the_budget_and_what_was_taken(rehearse: Run) -> None:
    _, out, _ = rehearse(GUIDE, "--clock", given=WHOLE)
    assert "for situation and task" in out
    assert "to say" in out


def test_the_clock_that_runs_and_the_budget_say_the_same() -> None:
    assert running(0.4, 0.0, 166.7) == "Clock: 0:00 of 2:47"
    assert running(168.7, 30.2, 166.7) == "Clock: 2:49 of 2:47, 0:02 over; your lines so far take 0:30 to say"


def test_a_sentence_that_settles_several_things_is_quoted_once() -> None:
    settled = tuple(Belief(kind="signal", id=i, standing="shown", sentence=s) for i, s in (("a", "X."), ("b", "X.")))
    entry = Entry(
        turn=1, question="?", reply="X.", label="strong", reason="", settled=settled, before="hire", after="hire"
    )
    assert [words for _, words in settled_words(entry, {"a": "A", "b": "B"})] == ["A: heard. “X.”", "B: heard."]


def test_without_probes_the_answer_alone_is_judged(rehearse: Run) -> None:
    code, out, _ = rehearse(GUIDE, "--probes", "0", given=[ANSWER, ".", "."])
    assert code == 0
    assert "Follow-up 1" not in out


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.txt"])
def test_the_report_holds_what_was_said_and_runs_nothing(rehearse: Run, place: Path, name: str) -> None:
    reply = "I admitted it <script>alert(1)</script> & [x](http://a)."
    code, out, _ = rehearse(GUIDE, "--save", name, given=[ANSWER, ".", reply, ".", "."])
    assert code == 0
    assert f"Report written to {name}." in out
    text = (place / name).read_text(encoding="utf-8")
    assert "Strong hire" in text
    assert ANSWER in text
    if name != "report.txt":
        assert "<script>" not in text
        assert "](http://a)" not in text or name.endswith(".html")


def test_the_ledger_of_the_page_names_every_cell_for_narrow_pages(rehearse: Run, place: Path) -> None:
    rehearse(GUIDE, "--save", "report.html", given=WHOLE)
    page = (place / "report.html").read_text(encoding="utf-8")
    assert 'class="wide prose"' in page
    for head in ("Question", "Reply", "Settled", "Verdict"):
        assert f'data-head="{head}"' in page


def test_the_last_debrief_can_be_seen_again(rehearse: Run, place: Path) -> None:
    rehearse(GUIDE, given=WHOLE)
    code, out, _ = rehearse("--report")
    assert (code, "Decision: Strong hire" in out) == (0, True)
    assert rehearse("--report", "--save", "again.md")[0] == 0
    assert "Strong hire" in (place / "again.md").read_text(encoding="utf-8")


def test_the_next_rehearsal_asks_the_next_question(rehearse: Run) -> None:
    _, first, _ = rehearse(GUIDE, given=WHOLE)
    _, second, _ = rehearse(GUIDE, given=WHOLE)
    guide = load_guide(GUIDE)
    assert guide.question in first
    assert guide.question not in second
    assert guide.triggers.direct[0] in second


def test_plain_output_has_neither_colour_nor_drawing(rehearse: Run) -> None:
    _, out, _ = rehearse(GUIDE, "--plain", given=WHOLE)
    assert not set(out) & set("\x1b─│·")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "which competency?"),
        (["no-such"], "unknown competency"),
        ([GUIDE, "--loop", GUIDE], "both a competency and a loop"),
        (["--loop", f"{GUIDE},{GUIDE}"], "stands twice"),
        (["--loop", ","], "names no competency"),
        (["--resume"], "there is no interrupted rehearsal"),
        (["--report"], "no rehearsal was finished yet"),
        (["--resume", "--clock"], "takes the rehearsal as it is"),
        ([GUIDE, "--probes", "99"], "a whole number from 0 to 12"),
        ([GUIDE, "--save", "x.json"], "allowed: .html, .md, .txt"),
        ([GUIDE, "--save", "x.doc"], "allowed: .html, .md, .txt"),
        ([GUIDE, "--save", "no/such.md"], "its folder does not exist"),
        (["-q", "How much is the fish?"], "it is not clear which competency"),
    ],
)
def test_wrong_arguments_are_one_message(rehearse: Run, arguments: list[str], said: str) -> None:
    code, out, err = rehearse(*arguments)
    assert code in (2, 5)
    assert said in err
    assert "Traceback" not in err + out


# ── at a terminal ───────────────────────────────────────────────────────────────────


class Terminal:
    """A process at a terminal of 80 columns."""

    def __init__(self, *arguments: str) -> None:
        ours, theirs = pty.openpty()
        here = Path(__file__).parent
        environment = os.environ | {"COLUMNS": "80", "TERM": "xterm", "PYTHONPATH": os.pathsep.join(
            [str(here), str(here.parent / "src")])}  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(CHILD), *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.ours, self.seen = ours, ""

    def until(self, words: str) -> str:
        """What was written up to ``words``, which must come."""
        while words not in self.seen:
            ready, _, _ = select.select([self.ours], [], [], PATIENCE_S)
            assert ready, f"{words!r} did not come; seen: {self.seen}"
            try:
                more = os.read(self.ours, 4096)
            except OSError:  # the other side is closed
                more = b""
            assert more, f"it ended without {words!r}; seen: {self.seen}"
            self.seen += more.decode()
        told, _, self.seen = self.seen.partition(words)
        return told

    def type(self, *lines: str) -> None:
        """Write these lines."""
        os.write(self.ours, "".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def at(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield at
    for one in opened:
        one.close()


def test_a_whole_rehearsal_at_a_terminal(terminal: Callable[..., Terminal], place: Path) -> None:
    at = terminal("rehearse", GUIDE, "--clock")
    at.until("Clock: about")
    at.until("> ")
    at.type(ANSWER, ".")
    at.until("Who would have found out")
    at.until("> ")
    at.type(REPLY, ".")
    at.until("anything that you would like to add")
    at.until("> ")
    at.type(".")
    at.until("Decision: Strong hire")
    at.until("Save the report?")
    at.type("mine.html")
    at.until("Report written to mine.html.")
    assert at.process.wait(PATIENCE_S) == 0
    assert "Strong hire" in (place / "mine.html").read_text(encoding="utf-8")


def test_killed_at_the_follow_up_nothing_is_lost(terminal: Callable[..., Terminal]) -> None:
    at = terminal("rehearse", GUIDE)
    at.until("> ")
    at.type(ANSWER, ".")
    at.until("Who would have found out")
    at.process.send_signal(signal.SIGKILL)
    at.process.wait(PATIENCE_S)
    again = terminal("rehearse", "--resume")
    again.until("Who would have found out")
    again.until("> ")
    again.type(REPLY, ".", ".")
    again.until("Decision: Strong hire")
