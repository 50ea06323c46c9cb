"""The use case end to end, with a judge whose findings are given."""

from __future__ import annotations

import msgspec
import pytest
from builders import backbone, finding
from hypothesis import given, strategies as st

from greenroom.model import Answer, Judgement, Part, Span
from greenroom.reports.text import render_text
from greenroom.review import review
from greenroom.review.fixes import inserted, removed

GUIDE = backbone()
TEXT = "I saw the plan. I pulled the logs. They agreed. Errors fell from 9% to 2%."
SENTENCES = (Span(0, 15), Span(16, 34), Span(35, 47), Span(48, 74))


class HandJudge:
    """Finds what it is told to find; a sentence of the guide's fixes shows its signal."""

    name, version = "hand", "1"

    def __init__(self, level="senior", **grades):
        self.level, self.grades = level, {k.replace("_", "-"): v for k, v in grades.items()}
        self.others, self.unscored, self.read_texts = [], None, []

    def read(self, answer, guide):
        self.read_texts.append(answer.text)
        if self.unscored:
            return Judgement(judge=self.name, judge_version="1", unscored=self.unscored)
        found = []
        for s in guide.signals:
            grade = 2 if s.filled in answer.text else self.grades.get(s.id, 0)
            found.append(finding("signal", s.id, grade, [SENTENCES[1]] if grade else []))
        return Judgement(
            judge=self.name,
            judge_version="1",
            findings=(*found, *(f for f in self.others if not f.spans or "guess" in answer.text)),
            parts=(Part(part="situation", start=0, end=15), Part(part="action", start=16, end=len(answer.text))),
            level=self.level,
        )


def reviewed(judge, **options):
    answer = Answer(text=options.pop("text", TEXT), sentences=SENTENCES)
    return review(answer, guide=GUIDE, level="senior", judge=judge, **options)


def clear(**but):
    return {s.id.replace("-", "_"): 2 for s in GUIDE.signals} | but


def test_the_verdict_is_that_of_scoring_and_its_derivation_is_shown():
    got = reviewed(HandJudge(**clear()))
    assert got.verdict == "strong-hire"
    assert got.derivation[-1].effect == "strong-hire"
    assert got.fixes == ()


def test_a_fix_carries_the_change_that_a_second_reading_showed():
    judge = HandJudge(**clear(committed=0))
    got = reviewed(judge)
    fix = next(f for f in got.fixes if f.target == "committed")
    assert (fix.verdict_before, fix.verdict_after) == ("no-hire", "strong-hire")
    assert any((c.what, c.before, c.after) == ("committed", "0", "2") for c in fix.changes)
    assert any(fix.tried in text for text in judge.read_texts[1:])
    assert "[" in fix.template


def test_a_fix_that_does_not_help_is_not_shown():
    class Deaf(HandJudge):
        def read(self, answer, guide):
            return super().read(Answer(text=TEXT), guide)

    assert reviewed(Deaf(**clear(committed=0))).fixes == ()


def test_at_most_three_fixes_best_first():
    got = reviewed(HandJudge(spoke_up=2, data_backed=2, committed=1))
    order = [(f.score_after) for f in got.fixes]
    assert len(order) == 3
    assert order == sorted(order, reverse=True)


def test_cutting_hedges_is_a_fix_when_they_cost_something():
    judge = HandJudge(**clear())
    text = "I guess I saw it. " + TEXT
    judge.others = [finding("red_flag", "hedging", 1, [(0, 7)]), finding("red_flag", "passive-voice")]
    got = reviewed(judge, text=text)
    fix = next(f for f in got.fixes if f.target == "hedging")
    assert "I guess" in fix.edit
    assert any(t.startswith("I saw it.") for t in judge.read_texts)


def test_without_fixes_there_is_one_reading():
    judge = HandJudge(**clear(committed=0))
    reviewed(judge, fixes=False)
    assert len(judge.read_texts) == 1


def test_what_the_judge_cannot_read_is_unscored_with_the_reason():
    judge = HandJudge()
    judge.unscored = "the text reads as German"
    got = reviewed(judge)
    assert (got.verdict, got.score, got.unscored) == (None, None, "the text reads as German")


def test_the_probe_about_the_missing_core_signal_comes_first():
    got = reviewed(HandJudge(**clear(data_backed=0)))
    assert "data-backed" in got.probes[0].settles


def test_the_next_level_and_what_it_expects_are_told():
    view = reviewed(HandJudge("sde2", **clear())).level_view
    assert (view.shown, view.next, view.target) == ("sde2", "senior", "senior")
    assert view.missing == next(x.shows for x in GUIDE.levels if x.level == "senior")


def test_beware_is_the_targets_and_goes_once_it_is_reached():
    low, reached = (reviewed(HandJudge(level, **clear())).level_view for level in ("sde1", "staff"))
    assert low.anti_pattern == next(x.anti_pattern for x in GUIDE.levels if x.level == "senior")
    assert reached.anti_pattern == ""


def test_a_lens_is_heard_through_a_clear_signal_without_the_companys_words():
    lens = next(x for x in GUIDE.lenses if x.boosts)
    grades = {lens.boosts[0].replace("-", "_"): 2}
    got = reviewed(HandJudge(**grades), lens=lens.company).lens
    assert (got.heard, got.spans) == (True, (SENTENCES[1],))
    said = " ".join(
        render_text(reviewed(HandJudge(**grades), lens=lens.company), GUIDE, width=80, colour=False).split()
    )
    name = next(s.name for s in GUIDE.signals if s.id == lens.boosts[0])
    assert f"Heard in substance, through “{name}” (“I pulled the logs.”); not in" in said
    assert "Not clear yet" in said


@pytest.mark.parametrize("company", [x.company for x in GUIDE.lenses])
def test_every_lens_of_the_guide_gives_a_view(company):
    got = reviewed(HandJudge(), lens=company)
    assert got.lens.company == company
    assert not got.lens.heard


def test_provenance_names_program_guide_and_judge_with_versions():
    made = reviewed(HandJudge()).provenance
    assert made.guide_version.startswith(GUIDE.version)
    assert (made.judge, made.judge_version) == ("hand", "1")


def test_the_same_input_gives_the_same_bytes():
    one, two = (msgspec.json.encode(reviewed(HandJudge(spoke_up=1), lens="amazon")) for _ in range(2))
    assert one == two


WORDS = st.text(alphabet="ab é“”.,'\n", min_size=1, max_size=40)


@given(WORDS, st.data())
def test_inserting_moves_spans_along_with_their_text(text, data):
    cut = data.draw(st.integers(0, len(text)))
    spans = tuple(s for s in (Span(0, cut), Span(cut, len(text))) if s.end > s.start)
    edited = inserted(Answer(text=text, sentences=spans), cut, "New words.")
    assert "New words." in edited.text
    kept = [edited.text[s.start : s.end] for s in edited.sentences]
    assert sorted(k for k in kept if k != "New words.") == sorted(text[s.start : s.end] for s in spans)


@given(WORDS, st.data())
def test_removing_keeps_everything_else(text, data):
    a = data.draw(st.integers(0, len(text) - 1))
    b = data.draw(st.integers(a + 1, len(text)))
    left = removed(Answer(text=text), [Span(a, b)]).text
    assert left.startswith(text[:a])
    assert text.endswith(left[a:])
