"""``greenroom guide``: what is printed and with which exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack

from greenroom import judges
from greenroom.cli import main
from greenroom.guides.schema import Guide
from greenroom.model import Answer, Finding, Judgement, Span

WORDS = ("pressed the button", "entirely my fault", "replaced all forty", "should have told me", "care too much")
IDS = ("admitted", "admitted", "repaired", "blames-others", "humble-brag")


class WordJudge:
    """Finds each entry of the tutorial's guide by a word of its example; ``blind`` finds nothing."""

    name = version = "words"

    def __init__(self) -> None:
        self.blind = False

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        kinds = {s.id: "signal" for s in guide.signals} | {d.id: "disqualifier" for d in guide.disqualifiers}
        found = [
            Finding(kind=kinds.get(i, "red_flag"), id=i, grade=2, spans=(Span(at, at + len(w)),), reason="", judge="")  # type: ignore[arg-type]
            for w, i in zip(WORDS, IDS, strict=True)
            if not self.blind and (at := answer.text.find(w)) >= 0
        ]
        if "somebody else wrote" in answer.text and not self.blind:
            found.append(Finding(kind="disqualifier", id="no-repair", grade=1, spans=(), reason="", judge=""))
        return Judgement(judge="words", judge_version="1", findings=tuple(found))


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> WordJudge:
    judge = WordJudge()
    monkeypatch.setitem(judges.TABLE, "local", lambda settings: judge)
    monkeypatch.setenv("GREENROOM_CONFIG", os.devnull)
    return judge


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GREENROOM_PACKS", raising=False)
    monkeypatch.chdir(tmp_path)
    return write_pack(tmp_path)


@pytest.fixture
def guide(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["guide", *arguments])
        return code, *capsys.readouterr()

    return run


Run = Callable[..., tuple[int, str, str]]


def test_list_names_guides_and_what_has_none(guide: Run) -> None:
    code, out, _ = guide("list")
    assert code == 0
    assert "have-backbone" in out
    assert "named, without a guide yet" in out
    assert max(map(len, out.split("\n"))) <= 80
    (amazon,) = json.loads(guide("list", "--format", "json")[1])
    assert len(amazon["competencies"]) == 16


def test_show_is_a_page_and_json_is_the_guide_whole(guide: Run) -> None:
    code, out, _ = guide("show", "have-backbone", "--width", "60")
    assert code == 0
    assert "HAVE BACKBONE" in out
    assert max(map(len, out.split("\n"))) <= 60
    assert guide("show", "have-backbone", "--format", "md")[1].startswith("# Have Backbone")
    whole = json.loads(guide("show", "have-backbone", "--format", "json")[1])
    assert {"signals", "disqualifiers", "red_flags", "probes", "lenses", "levels", "archetypes", "card"} <= set(whole)
    assert whole["disqualifiers"][0]["from_level"] is None


def test_show_of_an_unknown_guide_names_the_nearest(guide: Run) -> None:
    code, out, err = guide("show", "have-backbon")
    assert (code, out) == (2, "")
    assert "did you mean have-backbone?" in err


@pytest.mark.usefixtures("pack")
def test_check_of_a_sound_pack_says_so(guide: Run) -> None:
    assert guide("check", "my-team") == (0, "no faults in my-team\n", "")


def test_check_prints_every_fault_with_its_line_and_exits_3(guide: Run, pack: Path) -> None:
    edit(pack / GUIDE / "guide.yaml", ("tagline:", "tag_line:"), ("settles: [admitted]", "settles: [nothing]"))
    code, out, err = guide("check", "my-team")
    assert (code, err) == (3, "3 faults in 1 file\n")
    assert "my-team/owns-mistakes/guide.yaml:5:1: unknown key 'tag_line'" in out
    assert all(line.startswith("my-team/owns-mistakes/guide.yaml:") for line in out.strip().split("\n"))


def test_check_of_nothing_is_a_usage_error(guide: Run, tmp_path: Path) -> None:
    code, out, err = guide("check", str(tmp_path / "nowhere"))
    assert (code, out) == (2, "")
    assert "there is no such folder or file" in err


@pytest.mark.usefixtures("pack", "judge")
def test_test_prints_a_line_for_each_id(guide: Run) -> None:
    code, out, _ = guide("test", "my-team")
    assert code == 0
    assert [line.split() for line in out.split("\n")[2:4]] == [
        ["admitted", "3", "0", "1", "0"],
        ["repaired", "2", "0", "0", "0"],
    ]


@pytest.mark.usefixtures("pack")
def test_test_tells_what_failed_and_exits_3(guide: Run, judge: WordJudge) -> None:
    judge.blind = True
    code, out, _ = guide("test", "my-team/owns-mistakes", "--only", "repaired")
    assert code == 3
    assert "repaired.found[0]: not found\n    The labels were wrong" in out
    assert "admitted" not in out


@pytest.mark.usefixtures("judge")
def test_test_exits_3_when_a_known_failure_passes_and_record_moves_it(guide: Run, pack: Path) -> None:
    file = pack / GUIDE / "examples.yaml"
    edit(file, ("[[Guilty as charged]]", "[[It was entirely my fault]]"))
    assert guide("test", "my-team")[0] == 3
    code, _, err = guide("test", "my-team", "--record")
    assert (code, err) == (0, "1 case moved in my-team/owns-mistakes/examples.yaml\n")
    assert "known_failures" not in file.read_text(encoding="utf-8")
    assert guide("test", "my-team")[0] == 0


@pytest.mark.usefixtures("judge", "pack")
def test_test_of_an_unknown_entry_names_the_nearest(guide: Run) -> None:
    code, _, err = guide("test", "my-team", "--only", "admited")
    assert code == 2
    assert "did you mean admitted" in err
