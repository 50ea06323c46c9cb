"""Which competency a question asks about."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from guide_pack import GUIDE, write_pack
from hypothesis import HealthCheck, given, settings, strategies as st

from greenroom.errors import InputError, ModelError
from greenroom.guides.loader import competencies, guide_ids, load_guide
from greenroom.questions import NOT_BEHAVIOURAL, recognise
from greenroom.questions.classifier import (
    FOLDER,
    NETWORK,
    TABLES,
    Classifier,
    belonging,
    read,
    shipped,
    shipped_encoder,
)
from greenroom.questions.known import known_competencies

DISAGREED = "When was it that you disagreed with a superior about a decision?"


@pytest.mark.parametrize("guide", guide_ids())
def test_a_guides_own_direct_triggers_are_its_own(guide):
    for trigger in load_guide(guide).triggers.direct:
        assert recognise(trigger).likeliest.id == guide


@pytest.mark.parametrize(
    ("question", "competency"),
    [
        ("When did you last disagree with your boss about a decision, and what happened?", "have-backbone"),
        ("Was there ever a release you refused to sign off because the quality was poor?", "highest-standards"),
        ("Tell me how you went the extra mile for a customer.", "customer-obsession"),
        ("How did you get by with half of the budget?", "frugality"),
        ("Tell me about a junior colleague you mentored and where they are now.", "hire-and-develop-the-best"),
    ],
)
def test_other_wordings_are_recognised(question, competency):
    assert recognise(question).likeliest.id == competency


@pytest.mark.parametrize("competency", [c.id for c in competencies()])
def test_every_competency_of_the_pack_is_recognised_by_most_of_its_triggers(competency):
    triggers = known_competencies()[competency].questions
    first = [recognise(t).likeliest.id == competency for t in triggers]
    assert sum(first) >= 0.75 * len(first)


@pytest.mark.parametrize("text", ["What is your notice period?", "Design a cache for a chat service.", "Good morning!"])
def test_what_tests_no_competency_is_told_apart(text):
    found = recognise(text)
    assert found.likeliest.id == NOT_BEHAVIOURAL
    assert not found.behavioural
    assert (found.several, found.confused, found.definition) == ((), (), "")


def test_it_names_the_words_that_decided_as_they_stand_in_the_question():
    top = recognise("Describe a time you Pushed Back on a decision.").likeliest
    assert any("Pushed Back" in phrase for phrase in top.words)
    assert "“Pushed Back" in top.why


def test_it_quotes_the_nearest_question_of_the_competency():
    for one in recognise(DISAGREED).ranked:
        if one.id != NOT_BEHAVIOURAL:
            assert one.nearest in known_competencies()[one.id].questions


def test_it_tells_the_likeliest_from_what_it_is_confused_with():
    found = recognise(DISAGREED)
    told = {c.id: c for c in found.confused}
    assert 1 <= len(told) <= 3
    assert found.likeliest.id not in told
    assert all(c.difference for c in told.values())


def test_a_question_of_two_competencies_fairly_tests_several():
    found = recognise("Tell me about a time you failed.")
    assert {"ownership", "deliver-results"} <= {one.id for one in found.several}
    assert len(recognise("When did you and your boss disagree, and who was right?").several) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_is_ranked_over_all_competencies(text):
    try:
        found = recognise(text)
    except InputError:
        assert "\0" in text
        return
    said = [one.probability for one in found.ranked]
    assert {one.id for one in found.ranked} == {c.id for c in competencies()} | {NOT_BEHAVIOURAL}
    assert said == sorted(said, reverse=True)
    assert all(0 <= p <= 1 for p in said)
    assert all(phrase in found.question for one in found.ranked for phrase in one.words)


def test_what_the_words_added_tells_the_likeliest_apart():
    asked = read(DISAGREED, shipped_encoder())
    weighed = shipped().weigh(asked)
    assert weighed.by_word.shape == (len(weighed.labels), len(asked.words))
    said = [w.text for w in asked.words]
    row = weighed.by_word[weighed.labels.index("have-backbone")] - weighed.by_word.mean(axis=0)
    assert row[said.index("disagreed")] == max(row)


def test_probabilities_add_up_to_one():
    assert sum(one.probability for one in recognise(DISAGREED).ranked) == pytest.approx(1, abs=2e-3)


def test_a_pack_never_seen_is_recognised_by_its_own_questions(tmp_path, monkeypatch):
    write_pack(tmp_path)
    monkeypatch.setenv("GREENROOM_PACKS", str(tmp_path))
    found = recognise("What was a mistake of yours, and who did you tell?")
    assert GUIDE in [one.id for one in found.ranked][:2]
    assert next(one for one in found.ranked if one.id == GUIDE).has_guide
    other = recognise("How did you get by with half of the budget?")
    assert other.likeliest.id == "frugality"
    monkeypatch.delenv("GREENROOM_PACKS")
    assert GUIDE not in {one.id for one in recognise("What was a mistake of yours?").ranked}


def test_the_vectors_of_all_shipped_triggers_are_held():
    texts = [t for one in known_competencies().values() for t in (*one.questions, one.definition)]
    assert shipped().unknown(texts) == [], "run python -m training.questions"


@pytest.mark.parametrize("name", [NETWORK, TABLES])
@pytest.mark.parametrize("damage", ["gone", "empty", "cut"])
def test_a_damaged_recogniser_is_one_clear_message(tmp_path, name, damage):
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    file = folder / name
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[:-500])
    with pytest.raises(ModelError, match=r"is (missing|damaged)"):
        Classifier(folder)


def test_a_model_made_with_other_weights_is_refused():
    class Other:
        class manifest:  # noqa: N801
            files = {"encoder.onnx": "other"}  # noqa: RUF012

    with pytest.raises(ModelError, match="other weights"):
        belonging(shipped(), Other())


def test_the_same_question_gives_the_same_whatever_the_hash_seed():
    code = f"from greenroom.questions import recognise; print(recognise({DISAGREED!r}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
