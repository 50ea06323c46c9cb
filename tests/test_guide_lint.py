"""The linter: every fault of a pack in one pass, each with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from guide_pack import GUIDE, edit, write_pack
from hypothesis import HealthCheck, given, settings, strategies as st

from greenroom.errors import GuideError, UsageError
from greenroom.guides.lint import check
from greenroom.guides.loader import SHIPPED, load_pack, read_guide


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def line_of(file: Path, text: str) -> int:
    (line,) = (i for i, told in enumerate(file.read_text(encoding="utf-8").split("\n"), 1) if text in told)
    return line


def test_the_pack_of_the_tutorial_has_no_faults(pack: Path) -> None:
    assert check(pack) == []


def test_the_shipped_packs_have_no_faults() -> None:
    assert [str(fault) for fault in check(SHIPPED)] == []


def test_ten_breakages_give_ten_messages_with_file_and_line_in_one_pass(pack: Path) -> None:
    guide, examples = pack / GUIDE / "guide.yaml", pack / GUIDE / "examples.yaml"
    edit(
        guide,
        ("tagline: Say it", "tag_line: Say it"),
        (
            "    part: action\n    detect:\n      - kind: phrase\n        any:\n          - \\b(was|is)",
            "    part: acting\n    detect:\n      - kind: phrase\n        any:\n          - \\b(was|is)",
        ),
        ("settles: [admitted]", "settles: [admited]"),
        ("\\bI called (every|each|all)\\b", "(\\w+\\s?)+called"),
        ("cues: [it was my mistake,", "cues: [I told them all that it was my own mistake,"),
        ("  - level: staff", "  - level: senior #"),
        ("      - kind: absence", "      - kind: absent"),
        ("  opening_seconds: 30", "  opening_seconds: thirty"),
    )
    edit(
        examples,
        ("[[I replaced all forty by hand]]", "I replaced all forty by hand"),
        ("  humble-brag:", "  humble-bragging:"),
    )
    faults = check(pack)
    expected = (
        (guide, "tag_line", "unknown key 'tag_line'", "did you mean tagline?"),
        (guide, "part: acting", "'acting' is not allowed here", "did you mean action?"),
        (guide, "settles: [admited]", "no signal, disqualifier or red flag 'admited'", "did you mean admitted?"),
        (guide, "+called", "pattern can run away", "put a bound"),
        (guide, "cues: [I told them all", "cue is 10 words long", "at most 5 words"),
        (guide, "level: senior #", "level 'senior' stands twice", "rename or remove one"),
        (guide, "kind: absent", "no kind of rule 'absent'", "did you mean absence?"),
        (guide, "opening_seconds: thirty", "is text, must be a number", "a number"),
        (examples, "I replaced all forty", "no [[mark]]", "put [[ and ]] around"),
        (examples, "humble-bragging:", "'humble-bragging', which is not in the guide", "did you mean humble-brag?"),
    )
    for file, at, message, help_ in expected:
        (one,) = (str(f) for f in faults if (f.file, f.line) == (file, line_of(file, at)) and message in f.message)
        assert help_ in one
    assert all(str(f).startswith(f"{f.file}:{f.line}:{f.column}: ") for f in faults)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("id: owns-mistakes\n", "id: Owns Mistakes\n", "id", "is not an id"),
        ("id: owns-mistakes\n", "id: owns-it\n", "id", "the folder is 'owns-mistakes'"),
        ("version: 1.0.0", "version: 1.0", "version", "is a number (1.0), must be text"),
        ("version: 1.0.0", "version: v1", "version", "is not a version"),
        ("principle: Owns mistakes\n", "", "", "key 'principle' is missing"),
        ("principle: Owns mistakes\n", "principle: ''\n", "principle", "is empty"),
        ("principle: Owns mistakes\n", "principle:\n", "principle", "is empty, must be text"),
        ("principle: Owns mistakes\n", "principle: a\nprinciple: b\n", "", "key 'principle' stands twice"),
        ("  action_share: 0.6", "  action_share: 1.6", "depth_tip.action_share", "1.6 is out of range"),
        ("  - id: repaired", "  - id: admitted", "signals[admitted].id", "stands twice"),
        ("  - id: blames-others", "  - id: repaired", "disqualifiers[repaired].id", "stands twice"),
        ("    - any: [repaired]", "    - any: [no-repair]", "verdict.core[1].any[0]", "no signal 'no-repair'"),
        (
            "also_covers: [asks-for-help]",
            "also_covers: [ask-for-help]",
            "archetypes[wrong-number].also_covers[0]",
            "'ask-for-help'",
        ),
        (
            "competency: asks-for-help",
            "competency: owns-mistakes",
            "not_to_confuse[owns-mistakes].competency",
            "no other competency",
        ),
        ("        signals: [repaired]", "        signals: [no-repair]", "detect[0].signals[0]", "in a circle"),
        ("        signals: [repaired]", "        grade: 1", "disqualifiers[no-repair].detect[0]", "absence of nothing"),
        ("      - kind: absence", "      - role: finds", "disqualifiers[no-repair].detect[0]", "key 'kind' is missing"),
        (
            "filled: I told the whole team that the wrong price list was my mistake.",
            "filled: It was wrong.",
            "signals[admitted].filled",
            "first person",
        ),
        ("filled: I told the whole", "filled: I told [the] whole", "signals[admitted].filled", "holds a [blank]"),
        (
            "fix: I told [who was affected] that [what went wrong] was",
            "fix: I told him it was",
            "signals[admitted].fix",
            "no [blank]",
        ),
        (
            "    anti_pattern: The repair was left to others.",
            "    anti_pattern: Only a promise to be careful.",
            "anti_pattern",
            "word for word",
        ),
        ("lenses: []", "lenses: {}", "lenses", "is a mapping, must be a list"),
        ("lenses: []", "lenses: [x]", "lenses[0]", "is text, must be a mapping"),
        ("  keywords: [mistake,", "  keywords: [when did it all go wrong,", "triggers.keywords[0]", "6 words long"),
    ],
)
def test_a_fault_of_a_guide_is_told_at_its_place(pack: Path, old: str, new: str, where: str, message: str) -> None:
    file = pack / GUIDE / "guide.yaml"
    edit(file, (old, new))
    assert any(message in f.message and f.where.endswith(where) and f.file == file for f in check(pack)), check(pack)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("[[They should have told me]]", "[[They should]] have]] told me", "found[0].text", "']]' without '[['"),
        ("[[They should have told me]]", "[[They [[should]] have told me", "found[0].text", "inside a mark"),
        ("[[They should have told me]]", "[[ ]] They should have told me", "found[0].text", "holds nothing"),
        ("[[They should have told me]]", "[[They should have told me", "found[0].text", "never closed"),
        (
            "The list was old, and I should",
            "The list was [[old]], and I should",
            "not_found[0].text",
            "holds a [[mark]]",
        ),
        ("  no-repair:", "  no-repairs:", "examples", "no examples for 'no-repair'"),
        ("        should: found", "        should: be-found", "known_failures[0].should", "not allowed"),
        ("        grade: 2", "        grade: 0", "found[1].grade", "out of range"),
        (
            "The list was old, and I should have asked for the new one.",
            "The list was old. They should have told me that a new one was out.",
            "not_found[0].text",
            "same text",
        ),
    ],
)
def test_a_fault_of_examples_is_told_at_its_place(pack: Path, old: str, new: str, where: str, message: str) -> None:
    file = pack / GUIDE / "examples.yaml"
    edit(file, (old, new))
    assert any(message in f.message and f.where.endswith(where) and f.file == file for f in check(pack)), check(pack)


def test_a_file_that_is_no_yaml_does_not_stop_the_others(pack: Path) -> None:
    edit(pack / "pack.yaml", ("name: What my team looks for", "name: [What"))
    edit(pack / GUIDE / "guide.yaml", ("settles: [admitted]", "settles: [nothing]"))
    edit(pack / GUIDE / "examples.yaml", ("        grade: 2", "        grade: 3"))
    assert [f.file.name for f in check(pack)] == ["examples.yaml", "guide.yaml", "pack.yaml"]


def test_faults_behind_an_alias_are_told_where_they_are_written(pack: Path) -> None:
    file = pack / GUIDE / "guide.yaml"
    edit(file, ("cues: [it was my mistake, ", "cues: &cues [it was my very own old mistake, "))
    edit(file, ("cues: [I put it right, I called every customer, I rolled it back]", "cues: *cues"))
    lines = {f.line for f in check(pack) if "words long" in f.message}
    assert lines == {line_of(file, "&cues")}


def test_a_competency_and_a_guide_must_know_each_other(pack: Path) -> None:
    edit(
        pack / "pack.yaml", ("  - id: owns-mistakes", "  - id: owns-it"), ("out of your depth", "broke because of you")
    )
    (pack / "half-done").mkdir()
    messages = [str(f) for f in check(pack)]
    assert any("guide 'owns-mistakes' is not among the competencies" in m for m in messages)
    assert any("half-done/guide.yaml:1:1: is missing" in m for m in messages)


def test_one_question_may_not_ask_for_two_competencies(pack: Path) -> None:
    edit(pack / "pack.yaml", ("Tell me about a time you were out of your depth.", "Tell me about a mistake you made."))
    (fault,) = check(pack)
    assert "repeats competencies[owns-mistakes].triggers[0]" in fault.message


CONFUSED = """      - Tell me about a time you were out of your depth.
    confused_with:
      - competency: owns-mistakes
        difference: There you were wrong; here you are stuck.
"""


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("competency: owns-mistakes", "competency: own-mistakes", "[own-mistakes].competency", "mean owns-mistakes?"),
        ("competency: owns-mistakes", "competency: asks-for-help", "[asks-for-help].competency", "no other competency"),
        ("competency: owns-mistakes", "competency: Owns", "[Owns].competency", "is not an id"),
        ("        difference: There you", "        why: There you", "[owns-mistakes]", "key 'difference' is missing"),
        (
            "difference: There you were wrong; here you are stuck.",
            "difference: There you were wrong.\n      - competency: owns-mistakes\n        difference: Here not.",
            "[owns-mistakes].competency",
            "stands twice",
        ),
    ],
)
def test_a_competency_is_confused_with_another_that_is_known(
    pack: Path, old: str, new: str, where: str, message: str
) -> None:
    file = pack / "pack.yaml"
    edit(file, ("      - Tell me about a time you were out of your depth.\n", CONFUSED))
    assert check(pack) == []
    edit(file, (old, new))
    place = f"competencies[asks-for-help].confused_with{where}"
    assert any(message in str(f) and f.where == place and f.file == file for f in check(pack)), check(pack)


def test_every_shipped_principle_tells_with_which_it_is_confused() -> None:
    competencies = load_pack(SHIPPED / "amazon").competencies
    assert {len(one.confused_with) for one in competencies} <= {2, 3}


def test_a_guide_or_a_single_file_can_be_checked_alone(pack: Path) -> None:
    edit(pack / GUIDE / "guide.yaml", ("settles: [admitted]", "settles: [nothing]"))
    edit(pack / GUIDE / "examples.yaml", ("        grade: 2", "        grade: 3"))
    assert [f.file.name for f in check(pack / GUIDE)] == ["examples.yaml", "guide.yaml"]
    assert [f.file.name for f in check(pack / GUIDE / "guide.yaml")] == ["guide.yaml"]


@pytest.mark.parametrize("name", ["", "nowhere", "note.txt"])
def test_where_there_is_nothing_to_check_that_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "note.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"pack\.yaml"):
        check(tmp_path / name)


def test_the_order_of_faults_does_not_depend_on_anything_but_the_files(pack: Path) -> None:
    edit(pack / GUIDE / "guide.yaml", ("tagline:", "tag_line:"), ("settles: [admitted]", "settles: [nothing]"))
    faults = check(pack)
    assert faults == check(pack)
    assert [f.place for f in faults] == sorted(f.place for f in faults)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(["", "x", "[[", "Bad Key", "no"]),
    st.just([["a"]]),
    st.just({"kind": ["a"]}),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_loader_refuses_the_linter_tells_of(pack: Path, data: st.DataObject) -> None:
    write_pack(pack.parent)
    file = pack / GUIDE / "guide.yaml"
    guide = yaml.safe_load(file.read_text(encoding="utf-8"))
    inner = guide
    for _ in range(data.draw(st.integers(0, 4))):
        step = data.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else list(range(len(inner)))))
        if not isinstance(inner[step], dict | list) or not inner[step]:
            break
        inner = inner[step]
    step = data.draw(st.sampled_from([*inner, "zz"] if isinstance(inner, dict) else list(range(len(inner)))))
    inner[step] = data.draw(JUNK)
    file.write_text(yaml.safe_dump(guide), encoding="utf-8")
    told = [fault for fault in check(pack) if fault.file == file]
    try:
        read_guide(pack / GUIDE)
    except GuideError:
        assert told
