"""The files of example stories: what is a fault in them, and that the shipped ones keep what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack
from stories import write_stories

from greenroom.errors import GuideError
from greenroom.guides.lint import check
from greenroom.guides.loader import guide_ids, load_guide, read_guide, walkthroughs_of
from greenroom.judges.local import LocalJudge
from greenroom.model import VERDICTS
from greenroom.practice.walkthrough_text import answer_of
from greenroom.review import review


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_stories(tmp_path) / GUIDE / "walkthroughs.yaml"


def told(file: Path) -> list[str]:
    return [str(fault) for fault in check(file)]


def test_the_story_of_the_page_has_no_faults(file: Path) -> None:
    assert told(file) == []


def test_a_guide_may_do_without_stories(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    assert check(pack) == []
    assert walkthroughs_of(read_guide(pack / GUIDE)) is None


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("serves: [admitted]", "serves: [admited]", "there is no signal 'admited'", ""),
        ("costs: [blames-others]", "costs: [blame]", "there is no signal, disqualifier or red flag 'blame'", ""),
        ("- quote: nobody was angry", "- quote: nobody was cross", "do not stand in the weak version", ""),
        ("cues: [price labels,", "cues: [one label for each single plant,", "cue is 6 words long", ""),
        ("- part: task", "- part: result", "the parts are situation, result, action, result, reflection", ""),
        ("- part: task", "- part: other", "'other' is not allowed here", ""),
        (
            "        seconds: 5\n",
            "        seconds: 2\n",
            "takes 3.7 seconds to say",
            "strong:\n          - say: I don't",
        ),
        ("        seconds: 15\n", "        seconds: 25\n", "situation and task take 35 seconds", ""),
        ("        seconds: 60\n", "        seconds: 200\n", "the action takes 83% of the seconds", ""),
        ("on a Friday any more.", "on a Friday any more", "does not end like a sentence", ""),
        ("    level: sde1\n", "    level: sde9\n", "'sde9' is not allowed here", ""),
        ("        mistake: Staying with the apology.\n", "", "key 'mistake' is missing", "- part: action"),
        ("    title:", "    name:", "unknown key 'name'", ""),
    ],
)
def test_a_fault_is_told_with_its_line(file: Path, old: str, new: str, said: str, at: str) -> None:
    text = file.read_text(encoding="utf-8")
    line = 1 + text[: text.index(at or old)].count("\n")
    edit(file, (old, new))
    faults = [one for one in told(file) if said in one]
    assert [int(fault.split(":")[1]) for fault in faults] == [line]


def test_the_same_id_twice_is_a_fault(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text.removeprefix("walkthroughs:\n"), encoding="utf-8")
    assert any("id 'rose-prices' stands twice" in one for one in told(file))


def test_a_faulty_file_is_refused_with_its_lines_when_it_is_read(file: Path) -> None:
    edit(file, ("    level: sde1\n", "    level: sde9\n"))
    with pytest.raises(GuideError, match=r"walkthroughs\.yaml:3:\d+: .*'sde9' is not allowed here"):
        walkthroughs_of(read_guide(file.parent))


@pytest.mark.parametrize("guide", guide_ids())
def test_every_shipped_guide_has_a_story_at_two_levels(guide: str) -> None:
    stories = walkthroughs_of(load_guide(guide))
    assert stories is not None
    assert {"sde2", "senior"} <= {story.level for story in stories.walkthroughs}


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return LocalJudge()


@pytest.mark.parametrize("name", guide_ids())
def test_a_shipped_story_is_a_hire_told_well_and_none_told_badly(name: str, judge: LocalJudge) -> None:
    guide = load_guide(name)
    stories = walkthroughs_of(guide)
    assert stories is not None
    for story in stories.walkthroughs:
        well = answer_of({part.part: part.text for part in story.parts}, guide.question)
        badly = answer_of({part.part: part.weak.text for part in story.parts}, guide.question)
        verdicts = [review(a, guide=guide, level=story.level, judge=judge, fixes=False).verdict for a in (well, badly)]
        assert None not in verdicts
        assert [VERDICTS.index(v) >= VERDICTS.index("hire") for v in verdicts if v] == [True, False], story.id
