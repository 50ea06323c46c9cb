"""Pairs: what the shipped ones hold, and what ``guide check`` says of faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide_pack import GUIDE, edit, write_pack
from scoring_pairs import Run, pack_with_pairs

from greenroom.guides.lint import check
from greenroom.guides.loader import SHIPPED, load_guide
from greenroom.guides.pairs import Pair
from greenroom.model import VERDICTS
from greenroom.practice.calibrate import in_order, pairs_for
from greenroom.practice.calibrate_check import contradictions

GUIDES = ("have-backbone", "highest-standards")
FAULTS = [
    ("an unknown signal", ("- id: repaired", "- id: repairs"), "there is no signal 'repairs'"),
    ("a disqualifier that is a red flag", ("id: no-repair", "id: humble-brag"), "there is no disqualifier"),
    ("a quotation that is not there", ("shown: [It was my mistake.]", "shown: [It was mine.]"), "do not stand in"),
    ("a verdict that does not follow", ("verdict: strong-hire", "verdict: hire"), "the rules say strong-hire"),
    ("a grade of three", ("- id: admitted\n              grade: 2", "- id: admitted\n              grade: 3"), "range"),
    ("a candidate named twice", ("- id: ben", "- id: ada"), "id 'ada' stands twice"),
    ("an unknown key", ("reveals:", "reveal:"), "unknown key 'reveal'"),
    ("no level", ("          level: none\n", ""), "key 'level' is missing"),
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


def shipped(guide: str) -> tuple[Pair, ...]:
    return pairs_for(load_guide(guide))


def test_the_small_pairs_are_without_fault(tmp_path: Path, run: Run) -> None:
    ran = run("guide", "check", str(pack_with_pairs(tmp_path)))
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(("change", "said"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_told_with_its_line(tmp_path: Path, run: Run, change: tuple[str, str], said: str) -> None:
    file = pack_with_pairs(tmp_path)
    edit(file, change)
    ran = run("guide", "check", str(file))
    (line,) = [x for x in ran.out.splitlines() if said in x]
    assert ran.code == 3
    assert line.partition("pairs.yaml:")[2].partition(":")[0].isdecimal()


def test_a_pair_has_two_candidates(tmp_path: Path, run: Run) -> None:
    file = pack_with_pairs(tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("      - id: ben")], encoding="utf-8")
    assert "1 candidates in a pair (allowed: two" in run("guide", "check", str(file)).out


def test_faults_of_a_whole_pack_include_its_pairs(tmp_path: Path) -> None:
    file = pack_with_pairs(tmp_path)
    edit(file, ("verdict: strong-hire", "verdict: hire"))
    pack = file.parent.parent
    assert check(pack) == []
    assert [fault.file for fault in contradictions(pack)] == [file]
    assert len(contradictions(tmp_path)) == len(contradictions(file.parent)) == 1


def test_a_guide_without_pairs_says_what_to_write(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_PACKS", str(write_pack(tmp_path)))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    ran = run("calibrate", GUIDE)
    assert ran.code == 2
    assert "has no pairs to score" in ran.err
    assert "docs/calibrate.md" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("- id: repaired", "- id: repairs"), "the guide has no 'repairs'"),
        (("verdict: strong-hire", "verdict: hire"), "the verdict on ben is hire, the rules say strong-hire"),
        (("- id: ben", "- id: ada"), "it needs two candidates with two ids"),
        (("reveals:", "reveal:"), "unknown key 'reveal'"),
    ],
)
def test_faulty_pairs_are_not_played(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str], said: str
) -> None:
    file = pack_with_pairs(tmp_path)
    edit(file, change)
    monkeypatch.setenv("GREENROOM_PACKS", str(file.parent.parent))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    ran = run("calibrate", GUIDE)
    assert ran.code == 3
    assert said in ran.err


# ── what is shipped ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("guide", GUIDES)
def test_the_shipped_pairs_are_without_fault(guide: str) -> None:
    folder = SHIPPED / "amazon" / guide
    assert [str(f) for f in (*check(folder), *contradictions(folder)) if f.file.name == "pairs.yaml"] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_has_seven_pairs_of_speakable_length(guide: str) -> None:
    lengths = {c.id: len(c.text.split()) for pair in shipped(guide) for c in pair.candidates}
    assert len(lengths) >= 14
    assert {name: n for name, n in lengths.items() if not 130 <= n <= 260} == {}


@pytest.mark.parametrize("guide", GUIDES)
def test_the_keys_use_the_whole_scale(guide: str) -> None:
    keys = [c.key for pair in shipped(guide) for c in pair.candidates]
    assert {"no-hire", "hire", "strong-hire"} <= {key.verdict for key in keys} <= set(VERDICTS)
    assert {len(key.disqualifiers) for key in keys} >= {0, 1}


@pytest.mark.parametrize("guide", GUIDES)
def test_a_halo_can_be_measured_and_is_no_matter_of_length(guide: str) -> None:
    told = [{c.telling: len(c.text.split()) for c in pair.candidates} for pair in shipped(guide)]
    both = [lengths for lengths in told if {"fluent", "plain"} <= set(lengths)]
    assert len(both) >= 3
    assert {lengths["fluent"] > lengths["plain"] for lengths in both} == {True, False}


def test_the_order_is_shuffled_and_the_same_again() -> None:
    guide = load_guide("have-backbone")
    pairs = pairs_for(guide)
    once = [[told.id for told in in_order(guide, pair, 0)] for pair in pairs]
    again = [[told.id for told in in_order(guide, pair, 0)] for pair in pairs]
    written = [[c.id for c in pair.candidates] for pair in pairs]
    assert once == again
    assert {a == b for a, b in zip(once, written, strict=True)} == {True, False}
