"""Stories told fact by fact: what their pieces show and rule out."""

from __future__ import annotations

import dataclasses

import pytest

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of, probes_of
from greenroom.rehearsal.evidence import kinds_of
from training import facts
from training.facts import ASKED, SAYS, Story, nothing, pieces, settled


def story(guide: str = "have-backbone") -> Story:
    told = {f: {form: [f"{f} {form} {n}." for n in range(2)] for form in facts.FORMS} for f in SAYS[guide]}
    return Story("s-1", "sam", guide, "I am a clerk.", told)


def test_what_facts_and_probes_name_is_in_the_guides() -> None:
    for name, told in SAYS.items():
        guide = load_guide(name)
        assert all(i in kinds_of(guide) for sides in told.values() for side in sides for i in side)
        assert set(ASKED[name]) <= {p.id for p in probes_of(guide)}


def test_a_fact_that_does_not_hold_shows_the_fault_and_leaves_the_signal_out() -> None:
    shown, denied = settled("have-backbone", {"start": False})
    assert shown == {"manager-assigned"}
    assert denied == {"spoke-up"}


@pytest.mark.parametrize("guide", SAYS)
def test_a_piece_shows_just_what_its_words_say(guide: str) -> None:
    for piece in pieces([story(guide)]):
        told = [w.rstrip(".") for w in piece.text.replace("I am a clerk. ", "").split(". ")]
        facts_told = {
            f: form == "yes" for one in told for f, form, *_ in [one.split()] if form in ("yes", "no", "aside")
        }
        facts_told.pop("I", None)
        figures = probe_of(load_guide(guide), facts.IN_FIGURES[guide])
        if facts_told == {"effect": True} and figures and piece.question == figures.question:
            facts_told["number"] = False
        shown, denied = settled(guide, facts_told)
        none = {"quantified-impact"} if facts_told.get("effect") is False else set()
        assert (piece.shown, piece.denied) == (shown, denied | none)


def test_a_reply_that_says_nothing_is_weak_and_shows_nothing() -> None:
    made = [p for p in pieces([story()]) if p.text in nothing()]
    assert len(made) == 2
    assert all(p.strong is False and not p.shown and not p.denied and "disrespectful" in p.known for p in made)


def test_blame_is_known_of_where_the_writer_was_asked_about_it() -> None:
    told = story()
    asked = [p for p in pieces([told]) if "insight no" in p.text]
    unasked = pieces([dataclasses.replace(told, facts={f: t for f, t in told.facts.items() if f != "blame"})])
    assert all("blaming" in p.known for p in asked)
    assert all("blaming" not in p.known for p in unasked if "insight no" in p.text)
    assert any("blaming" in p.shown and p.strong is False for p in asked)


def test_a_dodge_and_a_disqualifier_by_the_way_are_weak() -> None:
    made = pieces([story()])
    assert all(p.strong is False for p in made if p.text.endswith("dodge 0."))
    aside = [p for p in made if "commit aside" in p.text and p.question != load_guide("have-backbone").question]
    assert all(p.strong is False for p in aside)


def test_pieces_are_the_same_each_time_and_share_the_group_of_their_story() -> None:
    assert pieces([story()]) == pieces([story()])
    assert {p.group for p in pieces([story()])} == {"s-1"}


def test_the_stories_of_the_project_are_whole() -> None:
    told = facts.stories()
    assert len({s.id for s in told}) == len(told) >= 100
    assert all(s.facts[f][form] for s in told for f in s.facts for form in ("yes", "no", "dodge"))
