"""What cards are made of: every part of a guide, and the person's own mistakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from small_guide import guide as small

from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.practice import quiz
from greenroom.practice.cards import Card, of_guide
from greenroom.practice.mistakes import of_mistakes
from greenroom.store.values import Calibration, Draft, QuizAnswer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def by_id(cards: tuple[Card, ...]) -> dict[str, Card]:
    return {card.id: card for card in cards}


def sides(card: Card) -> str:
    return f"{card.front}\n{card.back}"


# ── from the guide ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", guide_ids())
def test_every_card_of_a_shipped_guide_asks_and_answers(name: str) -> None:
    cards = of_guide(load_guide(name))
    assert len(by_id(cards)) == len(cards)
    assert [c.id for c in cards if not c.front.endswith(("?", "step by step."))] == []
    assert [c.id for c in cards if not c.back.strip() or set(c.front.split("\n")) & set(c.back.split("\n"))] == []


def test_a_guide_of_every_shape_gives_cards() -> None:
    bare = msgspec.structs.replace(small(), disqualifiers=(), lenses=(), red_flags=())
    kinds = {card.kind for card in of_guide(bare)}
    assert kinds == {"chain", "core", "worst", "delivery", "preparation", "signal", "probe", "level"}


def test_each_probe_has_its_key_phrase_and_both_replies() -> None:
    guide = load_guide("have-backbone")
    cards = by_id(of_guide(guide))
    for probe in guide.probes:
        card = cards[f"amazon/have-backbone:probe:{probe.id}"]
        assert probe.question in card.front
        assert [x for x in (probe.key_phrase, probe.strong, probe.weak.reply) if x not in card.back] == []


def test_the_chain_is_asked_in_order() -> None:
    chain = by_id(of_guide(small()))["have-backbone:chain"]
    assert chain.back.split("\n")[:2] == ["1. saw it", "2. said it with facts"]


def test_a_new_wording_keeps_the_id() -> None:
    guide = small()
    signals = [msgspec.structs.replace(s, name=f"{s.name} again", common_miss="Anew.") for s in guide.signals]
    reworded = msgspec.structs.replace(guide, version="2.0.0", signals=tuple(reversed(signals)))
    before, after = by_id(of_guide(guide)), by_id(of_guide(reworded))
    assert before.keys() == after.keys()
    assert "Anew." in after["have-backbone:signal:spoke-up"].front


def test_what_a_guide_says_cannot_steer_a_terminal() -> None:
    probe = msgspec.structs.replace(small().probes[0], question="Why\x1b[31m?\n\nReally\u202e?")
    card = next(c for c in of_guide(msgspec.structs.replace(small(), probes=(probe,))) if c.kind == "probe")
    assert card.front.startswith("The interviewer asks on: “Why[31m? Really?”\n")


# ── from mistakes ───────────────────────────────────────────────────────────────────


def answered(question: str, chosen: str, *, correct: bool = False, at: datetime = NOON) -> QuizAnswer:
    return QuizAnswer(
        id=f"{question} {at}",
        session="s",
        guide="have-backbone",
        question=question,
        difficulty="easy",
        chosen=chosen,
        right="",
        correct=correct,
        at=at,
    )


def scored(scored: dict[str, Any], key: dict[str, Any], guide: str = "have-backbone") -> Calibration:
    return Calibration(
        id="c",
        guide=guide,
        pair="p",
        candidate="a",
        level="sde2",
        lens=None,
        at=NOON,
        seconds=60.0,
        scored=scored,
        key=key,
    )


def drafted(part: str, review: dict[str, Any], at: datetime = NOON) -> Draft:
    return Draft(
        id=f"d{at}",
        guide="have-backbone",
        walkthrough="w",
        part=part,
        text="I did it.",
        at=at,
        words=3,
        seconds=2.0,
        review=review,
    )


def kinds_of(guide: Guide, **given: Any) -> list[str]:
    told = {"answers": (), "calibrations": (), "drafts": ()} | given
    return [m.card.id.partition("mistake:")[2] for m in of_mistakes(guide, *told.values())]


def test_a_wrong_quiz_answer_becomes_a_card_of_the_two_that_were_confused() -> None:
    guide = load_guide("have-backbone")
    item = quiz.pool(guide, examples_of(guide), competencies())[0]
    wrong = item.wrong[0].text
    (mistake,) = of_mistakes(guide, [answered(item.key, wrong)], [], [])
    assert mistake.card.id == f"amazon/have-backbone:mistake:quiz:{item.key}"
    options = [line for line in mistake.card.front.split("\n") if line.startswith("- ")]
    assert options == sorted([f"- {wrong}", f"- {item.right.text}"])
    assert mistake.card.back.startswith(f"Right: {item.right.text}\n")
    assert mistake.at == NOON


def test_the_same_mistake_twice_is_one_card_of_the_later_time() -> None:
    guide = load_guide("have-backbone")
    item = quiz.pool(guide, examples_of(guide), competencies())[0]
    later = NOON + timedelta(days=3)
    first, second = answered(item.key, item.wrong[0].text), answered(item.key, item.wrong[1].text, at=later)
    (mistake,) = of_mistakes(guide, [second, first], [], [])
    assert mistake.at == later
    assert item.wrong[1].text in mistake.card.front


def test_right_answers_and_questions_that_are_gone_make_no_card() -> None:
    guide = load_guide("have-backbone")
    answers = [answered("signal:spoke-up:00000000", "x", correct=True), answered("signal:no-such:00000000", "x")]
    assert of_mistakes(guide, answers, [], []) == ()


def test_a_signal_heard_where_there_is_none_becomes_a_card() -> None:
    made = kinds_of(
        load_guide("have-backbone"),
        calibrations=[
            scored({"signals": {"spoke-up": 2, "data-backed": 1}}, {"signals": {"spoke-up": 0, "data-backed": 2}})
        ],
    )
    assert made == ["calibrate:spoke-up"]


def test_an_overlooked_disqualifier_and_the_wrong_side_of_the_bar_become_cards() -> None:
    given = scored({"disqualifiers": [], "verdict": "hire"}, {"disqualifiers": ["no-impact"], "verdict": "no-hire"})
    assert kinds_of(small(), calibrations=[given]) == ["calibrate:no-impact", "calibrate:verdict"]


def test_a_verdict_one_step_off_on_the_same_side_is_no_mistake() -> None:
    given = scored({"verdict": "strong-hire"}, {"verdict": "hire"})
    assert kinds_of(small(), calibrations=[given]) == []


def test_what_the_latest_draft_of_a_story_does_not_show_clearly_becomes_a_card() -> None:
    shown = {s.id: 2 for s in small().signals}
    first = drafted("whole", {"signals": shown | {"spoke-up": 0}})
    second = drafted("whole", {"signals": {k: v for k, v in shown.items() if k != "data-backed"}}, NOON + timedelta(1))
    (mistake,) = of_mistakes(small(), [], [], [first, second])
    assert mistake.card.id == "have-backbone:mistake:draft:data-backed"
    assert small().signals[1].ask_for in mistake.card.back


@pytest.mark.parametrize(("part", "review"), [("action", {}), ("whole", {"signals": {}, "unscored": "no English"})])
def test_a_draft_that_was_not_judged_makes_no_card(part: str, review: dict[str, Any]) -> None:
    assert kinds_of(small(), drafts=[drafted(part, review)]) == []


@pytest.mark.parametrize(
    "odd", [{}, {"signals": None}, {"signals": 7}, {"signals": [3, None]}, {"signals": {"x": "y"}}]
)
def test_what_another_version_stored_makes_no_fault(odd: dict[str, Any]) -> None:
    assert kinds_of(small(), calibrations=[scored(odd, odd)]) == []
