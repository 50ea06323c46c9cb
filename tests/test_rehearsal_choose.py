"""Which probe comes next, and how it is put."""

from __future__ import annotations

import pytest
from builders import backbone
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace
from rehearsed import everything_shown, found, graded, heard, setup, sitting_of, turn_of

from greenroom.guides.loader import load_guide
from greenroom.rehearsal import scope
from greenroom.rehearsal.choose import Choice, choices
from greenroom.rehearsal.classics import probe_of, probes_of
from greenroom.rehearsal.evidence import SURE, beliefs_of, is_open, kinds_of
from greenroom.rehearsal.probes import LONGEST, ask_of, follow_up, quoted, shortened
from greenroom.rehearsal.session import next_ask
from greenroom.rehearsal.values import Belief, Near, Notice, Sitting

STANDINGS = ("shown", "hinted", "absent", "contradicted", "unsettled")
FAULTS = tuple(s for s in STANDINGS if s != "hinted")


def asked_next(sitting: Sitting) -> list[str]:
    guide = load_guide(sitting.guide)
    beliefs = beliefs_of(sitting, guide)
    return [c.probe.id for c in choices(beliefs, "sde2", guide, "sde2", sitting.asked)]


def test_the_core_signal_that_is_missing_is_asked_for_first() -> None:
    guide = backbone()
    ids = ("spoke-up", "data-backed", "respectful-challenge", "quantified-impact", "beyond-scope")
    assert asked_next(sitting_of(guide, heard(*map(found, ids))))[0] == "after-the-decision"


@pytest.mark.parametrize(
    ("heard_as", "asked"), [({}, False), ({"told": False}, True), ({"clear": True, "faint": True}, True)]
)
def test_what_the_opening_is_not_surely_heard_to_tell_may_be_asked_for(heard_as: dict[str, bool], asked: bool) -> None:
    guide = backbone()
    ids = [s.id for s in guide.signals]
    opening = heard(*(found(i, **(heard_as if i == "data-backed" else {})) for i in ids))
    assert ("what-evidence" in asked_next(sitting_of(guide, opening))) == asked


def test_the_less_surely_a_signal_was_told_the_likelier_its_other_side_is_asked_about() -> None:
    guide = backbone()
    ids = [s.id for s in guide.signals]

    def worth(**heard_as: bool) -> float:
        opening = heard(*(found(i, **(heard_as if i == "respectful-challenge" else {})) for i in ids))
        beliefs = beliefs_of(sitting_of(guide, opening), guide)
        made = {c.probe.id: c.gain for c in choices(beliefs, "sde2", guide, "sde2")}
        return made.get("heard-and-considered", 0.0)

    assert worth() == 0.0
    assert worth(clear=True, faint=True) > 0.0


def test_nothing_is_asked_where_nothing_would_change_the_verdict() -> None:
    guide = backbone()
    faults = [found(i, 1, kind="disqualifier", worded=True) for i in ("manager-assigned", "no-commitment")]
    assert asked_next(sitting_of(guide, heard(*faults))) == []


def test_a_probe_is_put_once() -> None:
    guide = backbone()
    first = asked_next(sitting_of(guide, heard()))[0]
    once = turn_of(guide, first, heard())
    assert first not in asked_next(sitting_of(guide, heard(), once))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_only_what_is_open_is_asked_for(data: st.DataObject) -> None:
    guide = load_guide(data.draw(st.sampled_from(["have-backbone", "highest-standards"])))
    kinds = kinds_of(guide)
    beliefs = {
        i: Belief(
            kind=k,
            id=i,
            standing=data.draw(st.sampled_from(STANDINGS if k == "signal" else FAULTS)),
            asked=data.draw(st.booleans()),
            sure=data.draw(st.sampled_from([0.55, 0.8, 1.0])),
        )
        for i, k in kinds.items()
    }
    for choice in choices(beliefs, "sde2", guide, "sde2"):
        assert choice.settles
        for belief in (beliefs[i] for i in choice.settles):
            assert is_open(belief)
            assert (belief.kind, belief.standing) != ("signal", "shown")
            assert not (belief.asked and belief.sure >= SURE)
        assert choice.gain > 0


def test_the_same_beliefs_choose_the_same_probes() -> None:
    guide = backbone()
    beliefs = beliefs_of(sitting_of(guide, heard(found("spoke-up", 1))), guide)
    assert choices(beliefs, "sde2", guide, "sde2") == choices(dict(beliefs), "sde2", guide, "sde2")


def test_the_classics_are_there_and_settle_only_what_the_guide_knows() -> None:
    for name in ("have-backbone", "highest-standards"):
        guide = load_guide(name)
        ids = [p.id for p in probes_of(guide)]
        assert {"do-differently", "manager-said", "how-do-you-know", "another-example"} <= set(ids)
        assert len(ids) == len(set(ids))
        assert all(i in kinds_of(guide) for p in probes_of(guide) if p.id not in scope.ASKING for i in p.settles)


@pytest.mark.parametrize("interviewer", ["terse", "warm"])
def test_a_probe_quotes_the_candidate_word_for_word(interviewer: str) -> None:
    guide = backbone()
    said = "We all accepted what the board had decided in the end"
    near = tuple(Near(id=i, turn=0, sentence=f"{said}.") for i in kinds_of(guide))
    sitting = sitting_of(guide, heard(found("spoke-up"), found("data-backed"), near=near))
    beliefs = beliefs_of(sitting, guide)
    choice = choices(beliefs, "sde2", guide, "sde2")[0]
    ask = ask_of(choice, sitting, beliefs, guide, interviewer)  # type: ignore[arg-type]
    assert f"“{said}”" in ask.question
    assert ask.question.endswith(choice.probe.question)


@given(st.text(max_size=300))
def test_a_quotation_is_short_and_on_one_line(sentence: str) -> None:
    made = shortened(sentence)
    assert len(made) <= LONGEST
    assert "\n" not in made
    assert "”" not in made


def test_a_reply_that_gave_nothing_is_not_quoted() -> None:
    guide = backbone()
    nothing = "I can't think of anything."
    near = (Near(id="committed", turn=1, sentence=nothing),)
    gave = heard(near=near, grade=graded("weak", data_backed="absent"))
    sitting = sitting_of(guide, heard(), turn_of(guide, "what-evidence", gave, nothing))
    assert quoted(("committed",), sitting, beliefs_of(sitting, guide)) == ""


def test_a_quotation_leaves_out_the_hesitation_before_it() -> None:
    assert shortened("Um, er... I told her, uh, no.") == "I told her, uh, no"


def test_where_only_the_scope_holds_the_vote_down_it_is_asked_for_twice_at_most() -> None:
    guide = backbone()
    shown = everything_shown(guide)
    beliefs = beliefs_of(sitting_of(guide, shown), guide)
    assert choices(beliefs, "sde1", guide, "senior")[0].probe.id in scope.ASKING
    assert scope.ASKING.keys().isdisjoint(c.probe.id for c in choices(beliefs, "senior", guide, "senior"))
    left = choices(beliefs, "sde1", guide, "senior", asked=scope.ASKING)
    assert scope.ASKING.keys().isdisjoint(c.probe.id for c in left)


def test_scope_is_not_asked_for_where_it_would_not_help() -> None:
    guide = backbone()
    faults = [found(i, 1, kind="disqualifier", worded=True) for i in ("manager-assigned", "no-commitment")]
    beliefs = beliefs_of(sitting_of(guide, heard(*faults)), guide)
    assert choices(beliefs, "sde1", guide, "senior") == []


def test_a_question_about_scope_starts_from_what_was_said_of_it() -> None:
    guide = backbone()
    near = (Near(id=scope.SCOPE, turn=0, sentence="Two other teams use the service."),)
    sitting = sitting_of(guide, heard(*everything_shown(guide).findings, near=near, level="sde1"))
    ask = next_ask(sitting, guide, replace(setup(), level="staff"))
    assert ask is not None
    assert ask.question.startswith("You said “Two other teams use the service”. How far did this reach")
    assert ask.why == "the scope of what you did is not clear yet"


def test_what_was_clearly_heard_is_not_asked_for_by_its_fault() -> None:
    guide = backbone()
    following = asked_next(sitting_of(guide, everything_shown(guide)))
    assert "do-differently" in following  # no signal tells how somebody looks back
    assert {"what-evidence", "how-do-you-know", "what-changed"}.isdisjoint(following)


def test_how_do_you_know_is_never_asked_without_saying_what() -> None:
    guide = backbone()
    sitting = sitting_of(guide, heard())
    probe = probe_of(guide, "how-do-you-know")
    assert probe is not None
    ask = ask_of(Choice(probe, True, probe.settles, 0.1), sitting, beliefs_of(sitting, guide), guide, "warm")
    assert (ask.quote, ask.question) != ("", "How do you know that?")


def test_a_contradiction_waits_where_core_signals_would_stay_unasked() -> None:
    guide = backbone()
    clash = Notice(kind="contradiction", now="Ten calls.", before="Sixty calls.", about="calls")
    turn = turn_of(guide, "what-changed", heard(grade=graded("weak", quantified_impact="absent"), notices=(clash,)))
    sitting = sitting_of(guide, heard(found("spoke-up"), found("data-backed"), found("beyond-scope")), turn)
    kinds = {n: next_ask(sitting, guide, setup(probes=n)) for n in (2, 4)}
    assert kinds[2] is not None
    assert (kinds[2].kind, "committed" in kinds[2].settles) == ("guide", True)
    assert kinds[4] is not None
    assert kinds[4].kind == "contradiction"


def test_a_dodge_is_asked_again_but_not_for_ever() -> None:
    guide = backbone()
    dodged = Notice(kind="dodge", now="We all looked at it together.")
    reply = heard(grade=graded("weak", data_backed="absent"), notices=(dodged,))
    turn = turn_of(guide, "what-evidence", reply)
    again = follow_up(sitting_of(guide, heard(), turn), guide, "warm")
    assert again is not None
    assert (again.kind, again.probe) == ("dodge", "what-evidence")
    assert "“We all looked at it together”" in again.question
    strong = turn_of(guide, "what-evidence", heard(grade=graded("strong"), notices=(dodged,)))
    assert follow_up(sitting_of(guide, heard(), strong), guide, "warm") is None
    second = replace(turn, ask=again)
    assert follow_up(sitting_of(guide, heard(), turn, second), guide, "warm") is None


def test_a_contradiction_gives_back_both_sentences() -> None:
    guide = backbone()
    clash = Notice(
        kind="contradiction", now="My lead had asked me to.", before="Nobody had asked me.", about="who began"
    )
    turn = turn_of(guide, "how-it-began", heard(grade=graded("weak"), notices=(clash,)))
    ask = follow_up(sitting_of(guide, everything_shown(guide), turn), guide, "terse")
    assert ask is not None
    assert ask.question == "Before: “Nobody had asked me”. Now: “My lead had asked me to”. Which is it?"
