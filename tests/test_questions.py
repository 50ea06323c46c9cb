"""The first question recogniser."""

from __future__ import annotations

import pytest

from greenroom.guides.loader import load_guide
from greenroom.questions import recognise


@pytest.mark.parametrize("guide", ["have-backbone", "highest-standards"])
def test_a_guides_own_direct_triggers_are_its_own(guide):
    for trigger in load_guide(guide).triggers.direct:
        assert recognise(trigger)[0].id == guide


@pytest.mark.parametrize(
    ("question", "competency"),
    [
        ("When did you last disagree with your boss about a decision, and what happened?", "have-backbone"),
        ("Was there ever a release you refused to sign off because the quality was poor?", "highest-standards"),
    ],
)
def test_other_wordings_are_recognised(question, competency):
    assert recognise(question)[0].id == competency


def test_probabilities_add_up_and_are_ordered():
    ranked = recognise("How do you handle disagreement?")
    assert sum(r.probability for r in ranked) == pytest.approx(1, abs=0.01)
    assert [r.probability for r in ranked] == sorted((r.probability for r in ranked), reverse=True)
    assert len(ranked) >= 16


def test_it_says_which_words_decided():
    top = recognise("Describe a time you pushed back on a decision.")[0]
    assert "pushed, back" in top.why


def test_it_quotes_the_questions_own_words():
    assert "shares “disagreed" in recognise("When was it that you disagreed with a superior?")[0].why


def test_a_question_with_no_word_in_common_is_no_error():
    assert all(0 <= r.probability <= 1 for r in recognise("Zażółć gęślą?"))
