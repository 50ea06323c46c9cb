"""Items, questions and sessions of the quiz: one right answer each, stable keys, nothing twice before its time."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from small_guide import guide

from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
from greenroom.guides.schema import Cases, Examples, Found, Guide, KnownFailure, NotFound
from greenroom.practice.quiz import QUESTIONS, plan, pool
from greenroom.practice.quiz_items import DIFFICULTIES, Item
from greenroom.store.values import QuizAnswer

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVERY = ("small", "small with examples", *guide_ids())


def found(*texts: str, grade: int = 2) -> tuple[Found, ...]:
    return tuple(Found(text=f"[[{text}]]", grade=grade) for text in texts)


EXAMPLES = Examples(
    examples={
        "spoke-up": Cases(
            found=(*found("I told the chair it was a mistake.", "I raised it."), *found("I hinted.", grade=1)),
            not_found=(
                NotFound(text="She told the chair.", why="another person"),
                NotFound(text="I would have told him.", why="hypothetical"),
                NotFound(text="We all agreed.", why="no objection"),
            ),
            known_failures=(
                KnownFailure(text="[[Nobody else spoke.]]", grade=2, should="found", why="not found"),
                KnownFailure(text="I kept quiet.", should="not-found", why="never voiced"),
            ),
        ),
        "no-impact": Cases(
            found=(Found(text="We talked. [[It was solved.]]"), Found(text="[[Done.]]")),
            not_found=(
                NotFound(text="It was solved, and calls fell by half.", why="a number follows"),
                NotFound(text="He changed it, and the drivers were home by six.", why="an effect on people"),
            ),
        ),
        "small-scope": Cases(
            found=(Found(text="[[I mended my own script.]]"),),
            not_found=(NotFound(text="Three teams use my script.", why="others felt it"),),
        ),
    }
)


@functools.cache
def items(which: str) -> tuple[Item, ...]:
    if which.startswith("small"):
        return pool(guide(), EXAMPLES if "examples" in which else Examples(examples={}), competencies())
    one = load_guide(which)
    return pool(one, examples_of(one), competencies())


def by_key(some: Sequence[Item], beginning: str) -> list[Item]:
    return [one for one in some if one.key.startswith(beginning)]


# ── every question, for every guide ─────────────────────────────────────────────────


@pytest.mark.parametrize("which", EVERY)
@settings(max_examples=20, deadline=None)
@given(seed=st.text(max_size=12))
def test_every_question_has_exactly_one_right_option_among_three_or_four(which: str, seed: str) -> None:
    for one in items(which):
        question = one.question(seed)
        texts = [option.text for option in question.options]
        assert len(texts) in (3, 4)
        assert len({text.casefold() for text in texts}) == len(texts), one.key
        assert texts.count(one.right.text) == 1
        assert question.option(question.right) == one.right
        assert all(text.strip() for text in (one.ask, one.why, *texts)), one.key


@pytest.mark.parametrize("which", EVERY)
def test_keys_are_unique_and_every_guide_has_a_quiz_in_three_difficulties(which: str) -> None:
    every = items(which)
    assert len({one.key for one in every}) == len(every)
    assert {one.difficulty for one in every} == set(DIFFICULTIES)
    assert len(every) >= QUESTIONS


@pytest.mark.parametrize("which", EVERY)
def test_the_section_to_read_again_is_one_that_study_has(which: str) -> None:
    from greenroom.practice.study import sections

    one = guide() if which.startswith("small") else load_guide(which)
    known = {s.id for s in sections(one, Examples(examples={}), {})}
    assert {i.section for i in items(which)} <= known


@pytest.mark.parametrize("which", EVERY)
def test_the_same_seed_gives_the_same_question_and_another_moves_the_options(which: str) -> None:
    every = items(which)
    assert [one.question("a") for one in every] == [one.question("a") for one in every]
    assert [one.question("a").options for one in every] != [one.question("b").options for one in every]


@pytest.mark.parametrize("which", EVERY)
@pytest.mark.parametrize("seed", "abc")
def test_figures_to_choose_from_stand_in_their_order(which: str, seed: str) -> None:
    for one in items(which):
        if one.kind == "time":
            figures = [int(re.sub(r"\D", "", option.text)) for option in one.question(seed).options]
            assert figures == sorted(figures)


def test_a_key_survives_other_examples_and_being_known_to_fail() -> None:
    before = {one.key for one in items("small with examples")}
    cases = EXAMPLES.examples["spoke-up"]
    moved = Cases(
        found=(*found("Something new that I said aloud."), *cases.found[1:]),
        not_found=cases.not_found,
        known_failures=(
            KnownFailure(text=cases.found[0].text, grade=2, should="found", why="found with grade 1"),
            *cases.known_failures,
        ),
    )
    after = pool(guide(), Examples(examples={**EXAMPLES.examples, "spoke-up": moved}), competencies())
    assert before < {one.key for one in after}


# ── never two right answers ─────────────────────────────────────────────────────────


def test_grades_are_those_of_the_examples() -> None:
    right = {one.quote: one.right.text for one in by_key(items("small with examples"), "grade:")}
    assert right == {
        "I told the chair it was a mistake.": "Clearly",
        "I raised it.": "Clearly",
        "I hinted.": "Partly",
        "Nobody else spoke.": "Clearly",
        "She told the chair.": "Not at all",
        "I would have told him.": "Not at all",
        "We all agreed.": "Not at all",
        "I kept quiet.": "Not at all",
    }


def test_what_must_not_be_found_makes_the_wrong_answers_of_which_of_these() -> None:
    picks = by_key(items("small with examples"), "pick:spoke-up")
    assert {one.right.text for one in picks} == {
        "“I told the chair it was a mistake.”", "“I raised it.”", "“Nobody else spoke.”",
    }  # fmt: skip
    for one in picks:
        assert {w.text for w in one.wrong} == {
            "“She told the chair.”", "“I would have told him.”", "“We all agreed.”", "“I kept quiet.”",
        }  # fmt: skip


def test_whether_a_disqualifier_applies_says_from_which_level() -> None:
    right = {one.quote: one.right.text for one in by_key(items("small with examples"), "applies:")}
    assert right["Done."] == "Yes, whatever the level"
    assert right["I mended my own script."] == "Yes, but only from Senior up"
    assert right["Three teams use my script."] == "No"


def changed(ident: str, rules: Sequence[Mapping[str, object]], kind: str = "signals", **more: object) -> Guide:
    """The small guide with other rules for one entry."""
    whole = msgspec.to_builtins(guide())
    for entry in whole[kind]:
        if entry["id"] == ident:
            entry["detect"] = list(rules)
    return msgspec.convert({**whole, **more}, Guide)


def offered(one: Guide, examples: Examples, key: str) -> set[str]:
    (made,) = by_key(pool(one, examples, competencies()), key)
    return {w.text for w in made.wrong}


def test_a_signal_that_one_of_its_rules_finds_in_the_text_is_no_wrong_answer() -> None:
    key = "signal:spoke-up:"
    examples = Examples(
        examples={"spoke-up": Cases(found=found("I told the chair why."), not_found=(NotFound(text="x", why="y"),))}
    )
    assert "Challenged with respect" in offered(guide(), examples, key)
    telling = [{"kind": "phrase", "any": [r"\bI told the (chair|director)\b"]}]
    assert "Challenged with respect" not in offered(changed("respectful-challenge", telling), examples, key)


def test_a_signal_of_which_the_text_is_an_example_too_is_no_wrong_answer() -> None:
    cases = Cases(found=found("I told the chair why."), not_found=(NotFound(text="x", why="y"),))
    both = Examples(examples={"spoke-up": cases, "respectful-challenge": cases})
    assert "Challenged with respect" not in offered(guide(), both, "signal:spoke-up:")


def test_entries_that_one_probe_settles_are_not_offered_against_each_other() -> None:
    probes = msgspec.to_builtins(guide().probes)
    probes[0]["settles"] = ["spoke-up", "beyond-scope"]
    one = changed("spoke-up", [{"kind": "learned"}], probes=probes)
    examples = Examples(
        examples={"spoke-up": Cases(found=found("I told the chair why."), not_found=(NotFound(text="x", why="y"),))}
    )
    assert "Beyond their own scope" not in offered(one, examples, "signal:spoke-up:")


def test_a_fault_that_something_is_missing_is_no_wrong_answer() -> None:
    cases = Cases(found=found("My lead sent me.", grade=1), not_found=(NotFound(text="x", why="y"),))
    examples = Examples(examples={"manager-assigned": cases})
    key = "disqualifier:manager-assigned:"
    assert "No impact or outcome" in offered(guide(), examples, key)
    absent = changed("no-impact", [{"kind": "absence", "quantity": True}], "disqualifiers")
    assert by_key(pool(absent, examples, competencies()), key) == []  # too few wrong answers are left


# ── sessions ────────────────────────────────────────────────────────────────────────


def answered(planned: Sequence[Item], session: int, wrong: Sequence[str] = ()) -> list[QuizAnswer]:
    return [
        QuizAnswer(
            id=f"{session}-{n}", session=str(session), guide=one.guide, question=one.key, difficulty=one.difficulty,
            chosen="", right="", correct=one.key not in wrong, at=START + timedelta(days=session, minutes=n),
        )
        for n, one in enumerate(planned)
    ]  # fmt: skip


def test_a_session_has_ten_questions_of_three_difficulties_and_many_kinds() -> None:
    planned = plan(items("have-backbone"), (), seed="1")
    assert Counter(one.difficulty for one in planned) == {"easy": 4, "medium": 3, "hard": 3}
    assert len({one.kind for one in planned}) >= 8
    assert [one.difficulty for one in planned] == sorted((o.difficulty for o in planned), key=DIFFICULTIES.index)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), which=st.sampled_from(EVERY[:2]), count=st.integers(1, 12))
def test_nothing_comes_again_before_its_time_and_what_was_missed_comes_first(
    data: st.DataObject, which: str, count: int
) -> None:
    every = items(which)
    past: list[QuizAnswer] = []
    asked: Counter[str] = Counter()
    missed: list[str] = []
    for session in range(8):
        planned = plan(every, past, seed=str(session), count=count)
        keys = [one.key for one in planned]
        assert len(set(keys)) == len(keys) == min(count, len(every))
        again = [key for key in missed if key in keys]
        assert keys[: len(again)] == missed[:count]
        for key in keys[len(again) :]:
            others = [one.key for one in every if one.key not in missed and one.key not in keys]
            assert all(asked[key] <= asked[other] for other in others)
        wrong = data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=3), label="answered wrongly")
        past += answered(planned, session, wrong)
        asked.update(keys)
        missed = [key for key in missed if key not in keys] + [key for key in keys if key in wrong]


def test_only_questions_of_the_difficulty_that_is_asked_for() -> None:
    assert {one.difficulty for one in plan(items("small"), (), seed="1", difficulty="hard")} == {"hard"}


def test_a_session_over_several_guides_takes_turns() -> None:
    mixed = [one for ident in guide_ids() for one in items(ident)]
    told = Counter(one.guide for one in plan(mixed, (), seed="1"))
    assert set(told) == set(guide_ids())


def test_no_text_and_no_entry_is_asked_about_twice_in_a_session() -> None:
    for seed in "abcdefgh":
        about = [one.key.rpartition(":")[2] for one in plan(items("have-backbone"), (), seed=seed)]
        assert len(set(about)) == len(about)
