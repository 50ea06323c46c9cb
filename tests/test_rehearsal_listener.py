"""The listener: a question and its reply read together."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from greenroom.errors import ModelError
from greenroom.guides.loader import load_guide
from greenroom.language.encoder import Encoder
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import kinds_of
from greenroom.rehearsal.listener import FOLDER, NETWORK, TABLES, Listener, Told, shipped, united

GUIDE = load_guide("have-backbone")


@cache
def encoder() -> Encoder:
    return Encoder()


def heard(probe: str, reply: str) -> Told:
    asked = probe_of(GUIDE, probe)
    assert asked is not None
    return shipped().told(encoder(), asked.question, reply)


def test_it_knows_every_entry_of_the_shipped_guides() -> None:
    for name in ("have-backbone", "highest-standards"):
        assert set(kinds_of(load_guide(name))) <= set(shipped().about.entries)


@pytest.mark.parametrize(
    ("reply", "entry"),
    [
        ("My manager had put me on it, it was my ticket.", "manager-assigned"),
        ("I spotted it myself in the release notes, nobody had asked me, and I wrote to them.", "spoke-up"),
    ],
)
def test_who_began_it_is_heard(reply: str, entry: str) -> None:
    told = heard("how-it-began", reply)
    other = {"manager-assigned": "spoke-up", "spoke-up": "manager-assigned"}[entry]
    assert told.shown[entry] > 0 > told.shown[other]


def test_the_same_words_are_strong_in_answer_to_one_question_and_weak_to_another() -> None:
    said = "I pulled the logs of three months and found eleven outages that came from that setting."
    assert heard("what-evidence", said).strong > 0 > heard("after-the-decision", said).strong


def test_the_place_lies_in_the_sentence_that_says_it() -> None:
    said = "It was a long meeting with many people. In the end I had been told by my boss to object."
    assert heard("how-it-began", said).places["manager-assigned"] >= said.index("In the end")


@pytest.mark.parametrize("reply", ["", " ", "?", "word " * 2000, "漢字", "\u0000"])
def test_any_reply_can_be_read_and_reads_the_same_twice(reply: str) -> None:
    assert heard("how-it-began", reply) == heard("how-it-began", reply)


def test_of_several_passages_each_entry_counts_where_it_is_clearest() -> None:
    one = Told(strong=1.0, shown={"a": -1.0, "b": 2.0}, denied={"a": 0.0, "b": 0.0}, places={})
    two = Told(strong=-1.0, shown={"a": 3.0, "b": 1.0}, denied={"a": 0.0, "b": 1.0}, places={})
    assert united([one, two]).shown == {"a": 3.0, "b": 2.0}


@pytest.mark.parametrize("name", [NETWORK, TABLES])
@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_a_missing_or_damaged_file_is_told_with_what_to_do(tmp_path: Path, name: str, harm: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "weights")
    file = tmp_path / "weights" / name
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(ModelError, match="reinstall greenroom"):
        Listener(tmp_path / "weights")
