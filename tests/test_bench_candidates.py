"""The simulated candidates: their facts, what they tell, and that choosing by the verdict pays."""

from __future__ import annotations

from bench.candidates import ASKED, candidates, measure, ours, outcome, plainly, stories


def test_every_story_tells_every_fact_both_ways_and_none_in_its_opening() -> None:
    for story in stories():
        assert set(story.facts) == {f for asked in ASKED[story.guide].values() for f in asked}
        for there, not_there in story.facts.values():
            assert there != not_there
            assert there not in story.opening
            assert not_there not in story.opening


def test_two_hundred_candidates_differ_and_half_of_them_are_hires() -> None:
    made = candidates(200)
    assert len({(c.story.id, tuple(c.facts.values()), c.volunteered) for c in made}) == 200
    assert sum(c.truth in ("hire", "strong-hire") for c in made) == 100


def test_what_is_volunteered_speaks_for_the_candidate() -> None:
    assert all(c.facts[f] for c in candidates(40) for f in c.volunteered)


def test_asking_what_would_change_the_verdict_needs_fewer_probes_than_the_guides_order() -> None:
    row = measure(24, plainly)["all"]
    assert row["ours"]["probes needed"] < row["fixed order"]["probes needed"]


def test_asking_ends_before_everything_is_asked() -> None:
    one = candidates(1)[0]
    assert outcome(one, plainly, ours).asked < len(ASKED[one.story.guide])
