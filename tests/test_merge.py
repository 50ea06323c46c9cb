"""How the rules of an entry become one finding."""

from __future__ import annotations

import msgspec
import pytest
from builders import backbone, heads_of, parsed_of

from greenroom.errors import GuideError
from greenroom.guides.schema import Absence, Hedge, Learned, NoStory, Phrase, Presence, Quantity
from greenroom.judges.merge import findings_of

GUIDE = backbone()
TOLD = [("I pulled the logs.", "action"), ("I guess it was sort of wrong.", "action")]


def with_rules(entry_id, *rules, vetoes=()):
    def swap(entries):
        return tuple(msgspec.structs.replace(e, detect=rules) if e.id == entry_id else e for e in entries)

    return msgspec.structs.replace(
        GUIDE,
        signals=swap(GUIDE.signals),
        disqualifiers=swap(GUIDE.disqualifiers),
        red_flags=swap(GUIDE.red_flags),
        vetoes=vetoes,
    )


def found(guide, parsed, entry_id):
    return next((f for f in findings_of(guide, parsed, "local") if f.id == entry_id), None)


def parsed(**grades):
    heads = heads_of(2, grades={k.replace("_", "-"): v for k, v in grades.items()}, guide=GUIDE)
    heads.evidence["data-backed"][0] = 0.9
    return parsed_of(TOLD, heads=heads)


def test_an_absent_signal_is_told_with_what_was_looked_for():
    got = found(with_rules("data-backed", Learned()), parsed(), "data-backed")
    assert (got.grade, got.spans, got.detectors) == (0, (), ("learned",))
    assert got.reason == next(s.absent for s in GUIDE.signals if s.id == "data-backed")


def test_a_cap_holds_unless_its_rule_does():
    guide = with_rules("data-backed", Learned(), Quantity(role="caps", grade=1))
    assert found(guide, parsed(data_backed=2), "data-backed").grade == 1


def test_a_supporting_rule_raises_a_hint_and_finds_nothing_alone():
    guide = with_rules("data-backed", Learned(), Phrase(role="supports", any=("logs",)))
    assert found(guide, parsed(data_backed=1), "data-backed").grade == 2
    assert found(guide, parsed(data_backed=0), "data-backed").grade == 0


def test_a_veto_removes_the_finding():
    guide = with_rules("data-backed", Learned(), Phrase(role="vetoes", any=("logs",)))
    assert found(guide, parsed(data_backed=2), "data-backed").grade == 0


def test_marks_narrow_a_sentence_to_its_words():
    guide = with_rules("hedging", Learned(), Hedge(role="marks", words=("i guess", "sort of")))
    heads = heads_of(2, presence={"hedging": 0.9}, evidence={"hedging": [1]}, guide=GUIDE)
    whole = parsed_of(TOLD, heads=heads)
    got = found(guide, whole, "hedging")
    assert [whole.answer.text[s.start : s.end] for s in got.spans] == ["I guess", "sort of"]


def test_no_story_removes_every_signal():
    guide = with_rules("data-backed", Learned(), vetoes=(NoStory(),))
    empty = parsed_of(TOLD, heads=heads_of(2, grades={"data-backed": 2}, story=0.05, guide=GUIDE))
    assert all(f.grade == 0 for f in findings_of(guide, empty, "local") if f.kind == "signal")


def test_every_finding_that_is_there_has_its_place_inside_the_text():
    whole = parsed(data_backed=2, committed=1)
    for f in findings_of(GUIDE, whole, "local"):
        if f.kind == "signal" and f.grade:
            assert f.spans
        assert all(0 <= s.start < s.end <= len(whole.answer.text) for s in f.spans)


def test_an_entry_is_read_after_those_that_its_rules_name():
    guide = with_rules("spoke-up", Learned(), Absence(role="caps", grade=1, signals=("manager-assigned",)))
    alone = heads_of(2, grades={"spoke-up": 2}, guide=GUIDE)
    assert found(guide, parsed_of(TOLD, heads=alone), "spoke-up").grade == 2
    assigned = heads_of(2, grades={"spoke-up": 2}, presence={"manager-assigned": 0.9}, guide=GUIDE)
    assert found(guide, parsed_of(TOLD, heads=assigned), "spoke-up").grade == 1


def test_rules_in_a_circle_are_refused():
    guide = with_rules("spoke-up", Learned(), Absence(role="caps", signals=("committed",)))
    committed = next(s for s in guide.signals if s.id == "committed")
    circle = msgspec.structs.replace(committed, detect=(Learned(), Presence(role="vetoes", findings=("spoke-up",))))
    signals = tuple(circle if s.id == "committed" else s for s in guide.signals)
    with pytest.raises(GuideError, match="circle"):
        findings_of(msgspec.structs.replace(guide, signals=signals), parsed(), "local")
