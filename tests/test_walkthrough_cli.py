"""``greenroom walkthrough``: from the example to the saved answer; interrupted anywhere, piped, for a screen reader."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from fake_judge import FakeJudge
from guide_pack import GUIDE
from stories import write_stories

from greenroom import judges
from greenroom.cli import main
from greenroom.guides.walkthroughs import STAR
from greenroom.practice.walkthrough import MODE, Sitting, unfinished
from greenroom.store import Store

Run = Callable[..., tuple[int, str, str]]
OWN = {
    "situation": "I ran the till in a bakery, and on Mondays I also entered the orders.",
    "task": "I wanted every café to have its rolls by six again.",
    "action": "I entered 300 rolls for 30. That was admitted to Bea at once, and repaired by noon.",
    "result": "All nine cafés had their rolls by Tuesday.",
    "reflection": "I read orders back aloud now.",
}
"""The words "admitted" and "repaired" are what the tests' judge listens for."""


class Typing(io.StringIO):
    """Standard input that ends with Ctrl-C instead of its end."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


def lines(*parts: str, begin: str = "write") -> list[str]:
    """What is typed: how to begin, each part with its full stop, then to go on; the end is left to the test."""
    return [begin, *(x for part in parts for x in (OWN[part], ".", "next"))]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = write_stories(tmp_path / "packs")
    monkeypatch.setenv("GREENROOM_PACKS", str(pack))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: FakeJudge())
    return pack


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, given: Sequence[str] = (), ends: type[io.StringIO] = io.StringIO) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", ends("".join(f"{line}\n" for line in given)))
        code = main(["walkthrough", GUIDE, *arguments])
        return code, *capsys.readouterr()

    return run


def drafts() -> list[tuple[str, str]]:
    with Store.open() as store:
        return [(draft.part, draft.text) for draft in store.drafts(GUIDE)]


def kept() -> Sitting | None:
    with Store.open() as store:
        return unfinished(store, GUIDE)


WHOLE = "\n".join(f"## {part.capitalize()}\n\n{text}\n" for part, text in OWN.items())


def test_from_the_example_to_the_saved_answer(walk: Run) -> None:
    code, out, err = walk(given=[*lines(*STAR, begin="look"), "done"])
    assert (code, err) == (0, "")
    for said in (
        "Part 3 of 5: action, 26 s of at most 60 s",
        "(Serves: Said it was their own mistake.)",
        "Remember it by: price labels; a Friday evening.",
        "The same task told badly",
        "Situation, 15 s, some 35 words",
        "15 words, 6 s to say; aim at 15 s.",
        "Heard, clear: Said it was their own mistake.",
        "All that belongs in the action was heard.",
        "Your answer is saved as a draft.",
    ):
        assert said in " ".join(out.split()), said
    assert max(map(len, out.split("\n"))) <= 80
    assert drafts() == [("whole", WHOLE)]
    assert kept() is None


@pytest.mark.parametrize("cut", range(1 + 5 * 3 + 1))
def test_interrupted_anywhere_and_resumed_gives_the_same_answer(walk: Run, cut: int) -> None:
    typed = lines(*STAR)[:cut]
    code, _, err = walk(given=typed, ends=Typing)
    assert code == 130
    assert f"Everything answered so far is kept. To go on: greenroom walkthrough {GUIDE}" in err
    finished = {part: OWN[part] for n, part in enumerate(STAR) if cut > 2 + 3 * n}
    before = kept()
    assert (before.texts if before else {}) == finished
    left = [part for part in STAR if part not in finished]
    if before and before.typed:
        part, *left = left
        assert (before.typed.part, before.typed.text) == (part, f"{OWN[part]}\n")
        resumed = ["on", "on", ".", "next", *lines(*left)[1:], "done"]
    else:
        resumed = [*(["on"] if finished else ["write"]), *lines(*left)[1:], "done"]
    assert walk(given=resumed)[0] == 0
    assert drafts() == [("whole", WHOLE)]


def test_a_part_cut_off_in_the_middle_is_shown_and_may_be_started_afresh(walk: Run) -> None:
    walk(given=[*lines("situation"), "I wanted", "every café"], ends=Typing)
    _, out, _ = walk(given=["on", "new"], ends=Typing)
    assert "You have written: situation.\nYou were in the middle of writing: task.\n" in out
    assert "You had begun:\n  I wanted\n  every café\n" in out
    code, _, _ = walk(given=["on", "new", OWN["task"], ".", "next", *lines(*STAR[2:])[1:], "done"])
    assert code == 0
    assert drafts() == [("whole", WHOLE)]


def test_a_part_cut_off_while_it_is_written_anew_does_not_replace_what_was_there(walk: Run) -> None:
    walk(given=["write", OWN["situation"], ".", "rewrite", "Half of"], ends=Typing)
    _, out, _ = walk(given=["on", "new", "."], ends=Typing)
    assert "Your situation stays as it was." in out
    before = kept()
    assert before is not None
    assert (before.texts, before.typed) == ({"situation": OWN["situation"]}, None)


def test_beginning_anew_saves_what_was_cut_off_too(walk: Run) -> None:
    walk(given=[*lines("situation"), "I wanted"], ends=Typing)
    _, out, _ = walk(given=["again"], ends=Typing)
    assert "Parts saved as drafts: 2." in out
    assert drafts() == [("situation", OWN["situation"]), ("task", "I wanted")]


def test_an_example_left_half_way_goes_on_at_the_next_part(
    walk: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open() as store:
        state = msgspec.to_builtins(Sitting(level="sde1", looked_at=3))
        store.keep(MODE, GUIDE, state, datetime(2026, 3, 1, tzinfo=UTC))
    _, out, _ = walk(given=["on", "look"], ends=Typing)
    assert "Part 3 of 5" not in out
    assert "Part 4 of 5" in out


def test_a_part_is_written_anew_until_it_is_good_enough(walk: Run) -> None:
    given = ["write", "First try.", ".", "rewrite", "Second try.", ".", "rewrite", ".", "next"]
    code, out, _ = walk(given=given, ends=Typing)
    assert code == 130
    assert "Your situation stays as it was." in out
    before = kept()
    assert before is not None
    assert before.texts == {"situation": "Second try."}


def test_a_part_may_be_left_out_and_written_in_the_end(walk: Run) -> None:
    given = [
        "write",
        OWN["situation"],
        ".",
        "next",
        ".",
        *lines(*STAR[2:])[1:],
        "task",
        OWN["task"],
        ".",
        "next",
        "done",
    ]
    code, out, _ = walk(given=given)
    assert code == 0
    assert "The task is left out." in out
    assert [text for _, text in drafts()] == [WHOLE.replace(f"## Task\n\n{OWN['task']}\n\n", ""), WHOLE]


def test_what_is_missing_is_a_blank_and_never_an_invented_fact(walk: Run) -> None:
    _, out, _ = walk(given=["write", ".", ".", "I wrote to her.", ".", "next"], ends=Typing)
    told = " ".join(out.split())
    assert "Missing: Put it right (a hire needs it). Say [what you did to put it right]." in told
    assert "called every customer who had the wrong price" not in told


def test_the_file_is_what_review_reads(
    walk: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answer.md"
    code, out, _ = walk("-o", str(file), given=[*lines(*STAR), "done"])
    assert code == 0
    assert f"greenroom review {file} -c {GUIDE} -l sde2" in " ".join(out.split())
    assert file.read_text(encoding="utf-8") == WHOLE
    assert main(["review", str(file), "-c", GUIDE, "-f", "json"]) == 0
    review = msgspec.json.decode(capsys.readouterr().out)
    assert review["text"] == "\n\n".join(f"{part.capitalize()}\n\n{text}" for part, text in OWN.items())


def test_in_the_end_the_text_can_be_printed_and_written(walk: Run, tmp_path: Path) -> None:
    code, out, _ = walk(
        given=[*lines(*STAR), "print", "file", "no/such/answer.md", "file", "answer.md", "full", "done"]
    )
    assert code == 0
    assert WHOLE in out
    assert "its folder does not exist" in out
    assert (tmp_path / "answer.md").read_text(encoding="utf-8") == WHOLE
    assert "HOW THE VERDICT COMES ABOUT" in out


def test_beginning_anew_keeps_what_was_written_as_drafts(walk: Run) -> None:
    walk(given=lines("situation"), ends=Typing)
    _, out, _ = walk(given=["again", "write"], ends=Typing)
    assert "Parts saved as drafts: 1." in out
    assert drafts() == [("situation", OWN["situation"])]
    walk("--restart", given=lines("situation"), ends=Typing)
    walk("--restart", given=[], ends=Typing)
    assert [part for part, _ in drafts()] == ["situation", "situation"]


def test_what_was_kept_and_cannot_be_understood_is_not_lost_unasked(walk: Run) -> None:
    with Store.open() as store:
        store.keep(MODE, GUIDE, {"level": "boss"}, datetime(2026, 3, 1, tzinfo=UTC))
    code, _, err = walk(given=["write"])
    assert code == 7
    assert "greenroom data export keeps a copy; --restart begins anew" in err
    assert walk("--restart", given=[*lines(*STAR), "done"])[0] == 0


def test_level_and_company_chosen_anew_keep_the_texts(walk: Run) -> None:
    walk(given=lines("situation"), ends=Typing)
    _, out, _ = walk("-l", "senior", "--company", "google", given=["on"], ends=Typing)
    assert "For Senior." in out
    before = kept()
    assert before is not None
    assert before.texts == {"situation": OWN["situation"]}
    assert "The guide says nothing about Google." in out
    assert "Task, 10 s" in out


def test_show_prints_the_example_and_keeps_nothing(walk: Run, tmp_path: Path) -> None:
    code, out, err = walk("--show")
    assert (code, err) == (0, "")
    assert "Roses for four hundred" in out
    assert "Reflection, 4 s of at most 5 s" in out
    assert not (tmp_path / "data").exists()


def test_plain_output_has_neither_colour_nor_drawing(walk: Run) -> None:
    code, out, _ = walk("--plain", given=[*lines(*STAR, begin="look"), "full", "done"])
    assert code == 0
    assert not set(out) & set("\x1b─│┌●◐○")


def test_a_guide_without_a_story_is_walked_through_by_its_signals(walk: Run, place: Path) -> None:
    (place / GUIDE / "walkthroughs.yaml").unlink()
    code, out, _ = walk("--show")
    told = " ".join(out.split())
    assert code == 0
    assert f"The guide {GUIDE} has none yet: write walkthroughs.yaml beside its guide.yaml" in told
    assert "Said it was their own mistake (a hire needs it): You say in plain words" in told
    code, out, _ = walk(given=[*lines(*STAR)[1:], "done"])
    assert code == 0
    assert drafts() == [("whole", WHOLE)]


def test_why_the_verdict_is_not_better_is_said_in_sentences(walk: Run) -> None:
    _, out, _ = walk(given=["write", OWN["situation"], ".", "next", ".", ".", ".", ".", "done"])
    told = " ".join(out.split())
    assert "So at most strong no hire." in told
    assert "” So " not in told


def test_nothing_written_at_all_ends_without_a_draft(walk: Run) -> None:
    code, out, _ = walk(given=["write", ".", ".", ".", ".", "."])
    assert code == 0
    assert "Every part is left out" in out
    assert (drafts(), kept()) == ([], None)


def test_an_unreadable_answer_is_kept_and_said_to_be_so(walk: Run) -> None:
    code, out, _ = walk(given=["write", "UNREADABLE", ".", "next", ".", ".", ".", ".", "done"])
    assert code == 0
    assert "It could not be read: Not English." in out
    assert "It could not be reviewed: Not English." in out
    assert drafts() == [("whole", "## Situation\n\nUNREADABLE\n")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--show", "--restart"], "--show prints the example only"),
        (["--level", "boss"], "unknown level 'boss'"),
        (["--output", "no/such/folder.md"], "its folder does not exist"),
        (["--wpm", "20"], "a number from 60 to 300"),
    ],
)
def test_wrong_arguments_are_one_message(walk: Run, arguments: list[str], said: str) -> None:
    code, out, err = walk(*arguments)
    assert code in (2, 5)
    assert said in err
    assert "Traceback" not in err + out
