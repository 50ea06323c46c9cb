"""Packs and guides: found, loaded, identified, refused."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from guide_pack import GUIDE, edit, write_pack

from greenroom.errors import GuideError, UsageError
from greenroom.guides import loader
from greenroom.guides.schema import Phrase


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_pack(tmp_path)
    monkeypatch.setenv("GREENROOM_PACKS", str(made))
    return made


def test_the_shipped_guides_are_there_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_PACKS", raising=False)
    assert {"have-backbone", "highest-standards"} <= set(loader.guide_ids())
    assert loader.load_guide("have-backbone").pack == "amazon"
    assert len(loader.competencies()) == 16


def test_a_pack_named_in_the_environment_is_found(pack: Path) -> None:
    assert loader.load_guide(GUIDE).principle == "Owns mistakes"
    assert loader.load_pack(pack).guide_ids == (GUIDE,)
    assert "asks-for-help" in {c.id for c in loader.competencies()}


def test_a_folder_of_packs_may_be_named_too(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_PACKS", os.pathsep.join([str(pack.parent), str(pack)]))
    assert [p.id for p in loader.packs()].count("my-team") == 1


def test_a_folder_without_a_pack_is_named_in_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_PACKS", str(tmp_path))
    with pytest.raises(UsageError, match=r"\$GREENROOM_PACKS: there is no pack in"):
        loader.guide_ids()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("have-backbonee", "did you mean have-backbone?"),
        ("xyz", "greenroom guide list"),
        ("asks-for-help", "is named in a pack but has no guide yet"),
    ],
)
@pytest.mark.usefixtures("pack")
def test_an_unknown_id_gets_the_nearest(given: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        loader.load_guide(given)
    assert message in str(refused.value)
    assert GUIDE in refused.value.allowed


def test_an_id_in_two_packs_must_be_told_with_its_pack(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(pack, pack.parent / "other")
    monkeypatch.setenv("GREENROOM_PACKS", str(pack.parent))
    with pytest.raises(UsageError, match=f"my-team/{GUIDE}, other/{GUIDE}"):
        loader.load_guide(GUIDE)
    assert loader.load_guide(f"other/{GUIDE}").pack == "other"


def test_the_fingerprint_follows_every_change_of_what_the_guide_says(pack: Path) -> None:
    before = loader.load_guide(GUIDE)
    assert loader.fingerprint(before) == loader.fingerprint(msgspec.structs.replace(before, pack="elsewhere"))
    assert loader.fingerprint(before).startswith("1.0.0+")
    edit(pack / GUIDE / "guide.yaml", ("opening_seconds: 30", "opening_seconds: 31"))
    assert loader.fingerprint(loader.load_guide(GUIDE)) != loader.fingerprint(before)
    examples = loader.load_examples(GUIDE)
    assert loader.fingerprint(before, examples) != loader.fingerprint(before)


def test_a_faulty_guide_is_refused_with_all_its_faults_and_their_lines(pack: Path) -> None:
    edit(pack / GUIDE / "guide.yaml", ("tagline:", "tag_line:"), ("opening_seconds: 30", "opening_seconds: x"))
    with pytest.raises(GuideError) as refused:
        loader.load_guide(GUIDE)
    assert "guide.yaml:5:1: unknown key 'tag_line'" in str(refused.value)
    assert "depth_tip.opening_seconds: is text" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"a: [\n", b"\xff\xfe"])
def test_an_unreadable_file_is_refused_and_not_replaced_by_defaults(pack: Path, content: bytes) -> None:
    (pack / GUIDE / "examples.yaml").write_bytes(content)
    with pytest.raises(GuideError, match=r"examples\.yaml:[12]:"):
        loader.load_examples(GUIDE)


def test_missing_examples_are_said_to_be_missing(pack: Path) -> None:
    (pack / GUIDE / "examples.yaml").unlink()
    loader.load_guide(GUIDE)
    with pytest.raises(GuideError, match="is missing"):
        loader.load_examples(GUIDE)


def test_examples_come_from_beside_the_guide_that_was_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_PACKS")
    guide = loader.read_guide(pack / GUIDE)
    assert "admitted" in loader.examples_of(guide).examples


@pytest.mark.usefixtures("pack")
def test_a_guide_told_whole_reads_back_as_the_same_guide() -> None:
    guide = loader.load_guide(GUIDE)
    told = loader.whole(guide)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(told)), type(guide)) == guide
    rule = guide.signals[0].detect[0]
    assert isinstance(rule, Phrase)
    assert told["signals"][0]["detect"][0] == {
        "kind": "phrase",
        "role": "finds",
        "grade": 2,
        "any": list(rule.any),
        "unless": ["negated", "hypothetical", "quoted"],
        "speaker": "any",
        "parts": [],
        "at_least": 1,
    }
