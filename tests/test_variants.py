"""The pairs of the invariance suite: each variant changes what it says it changes, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from bench.pool import pool
from bench.variants import TABLE
from bench.variants.people import names_in

SOME = [t.text for t in pool(["gold", "fresh"])[:60]]
NAMES = sorted(TABLE)
SENTENCE = st.sampled_from(
    [
        "I told my manager that he was wrong about the $2.4M contract.",
        "She doesn't like it, but her team says it's fine.",
        'He said "no" and we waited three weeks, um, in the warehouse.',
        "In Lagos we had 12,500 customers at Sundqvist Energi and two lorries.",
        "I asked Marek whether his colour report from Poland was right.",
        "After that errors fell from 52 to 6 and nobody complained.",
        "Then I rewrote the Postgres import, added tests and showed it to her.",
    ]
)
TEXTS = st.lists(SENTENCE, min_size=1, max_size=9).map(" ".join)


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def digits(text: str) -> list[str]:
    return re.findall(r"\d", text)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(text=TEXTS, seed=st.integers(0, 3))
def test_a_pair_is_never_the_same_text_twice_and_always_the_same_pair(name: str, text: str, seed: int) -> None:
    changed = TABLE[name](text, seed)
    assert changed != text
    assert changed == TABLE[name](text, seed)


@pytest.mark.parametrize("name", NAMES)
def test_it_applies_to_some_answers_of_the_pool(name: str) -> None:
    answers = SOME if name not in ("lakh-crore", "tools") else [t.text for t in pool(["gold"])]
    assert any(TABLE[name](text) for text in answers)


@pytest.mark.parametrize(
    "name",
    ["one-paragraph", "paragraphs", "bullets", "hard-wrapped", "typographic", "double-space", "crlf", "lower-case"],
)
@pytest.mark.parametrize("text", SOME[:25])
def test_layout_keeps_every_word(name: str, text: str) -> None:
    changed = TABLE[name](text)
    if changed is not None:
        assert words(changed.replace("’", "'")) == words(text.replace("’", "'"))


@pytest.mark.parametrize("name", ["currency", "currency-code", "digit-grouping", "name-origin", "name-gender", "place"])
@given(text=TEXTS)
@settings(max_examples=25, deadline=None)
def test_numbers_stay(name: str, text: str) -> None:
    changed = TABLE[name](text)
    assert changed is None or digits(changed) == digits(text)


@pytest.mark.parametrize("text", SOME[:25])
def test_speech_keeps_the_words_and_drops_the_marks(text: str) -> None:
    changed = TABLE["asr"](text)
    if changed is not None:
        assert changed == changed.lower()
        assert not re.search(r"[;!?\"]|[.,](?!\d)|\n", changed)
        assert len(words(changed)) >= 0.95 * len(words(text))


@pytest.mark.parametrize("text", SOME[:25])
def test_typos_touch_two_words_in_a_hundred_at_most(text: str) -> None:
    changed = TABLE["typos"](text)
    if changed is not None:
        other = sum(a != b for a, b in zip(text.split(), changed.split(), strict=True))
        assert 1 <= other <= max(1, 0.02 * len(text.split()) + 1)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("padding", "filler-first", "filler-last"))])
@pytest.mark.parametrize("text", SOME[:10])
def test_what_is_added_leaves_the_rest_as_it_was(name: str, text: str) -> None:
    changed = TABLE[name](text)
    if changed is not None:
        kept = words(changed)
        at = 0
        for word in words(text):
            at = kept.index(word, at) + 1


def test_he_and_she_change_places_and_her_is_told_apart() -> None:
    said = "He gave her his notes. I asked her about her plan, and she said it was his."
    assert TABLE["name-gender"](said) == "She gave him her notes. I asked him about his plan, and he said it was hers."


def test_names_change_their_gender_with_the_pronouns() -> None:
    changed = TABLE["name-gender"]("I asked Marek, and he agreed.")
    assert changed is not None
    assert changed.endswith("and she agreed.")
    assert "Marek" not in changed


def test_they_take_their_verbs_along() -> None:
    said = "He was late. She doesn't mind, she's kind and he always says so himself. I told her."
    assert TABLE["pronoun-they"](said) == (
        "They were late. They don't mind, they're kind and they always say so themselves. I told them."
    )


def test_months_and_places_are_no_names() -> None:
    assert names_in("We met in May, in Paris, with Marek and with Lambda.") == {"Marek": "male"}


def test_a_name_is_renamed_wherever_it_stands() -> None:
    changed = TABLE["name-origin"]("I asked Femke. Then Femke's team and Femke agreed.")
    assert changed is not None
    assert "Femke" not in changed


@pytest.mark.parametrize(
    ("text", "made"),
    [("It saved $2.4M.", "It saved ₹24 lakh."), ("It cost 54 million euros.", "It cost 5.4 crore rupees.")],
)
def test_lakh_and_crore_keep_the_size(text: str, made: str) -> None:
    assert TABLE["lakh-crore"](text) == made


def test_articles_follow_the_new_word() -> None:
    changed = TABLE["domain"]("I work for an insurance company with a website.")
    assert changed == "I work for a leasing company with a portal."
