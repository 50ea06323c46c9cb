"""The review in a terminal."""

from __future__ import annotations

import re

import msgspec
import pytest
import reviews
from rich.cells import cell_len

from greenroom.errors import UsageError
from greenroom.model import Change, Review
from greenroom.reports import render

ALL = [reviews.strong_hire, reviews.no_hire, reviews.one_liner, reviews.hostile]


def text(review: Review, width: int = 80, **options: bool) -> str:
    return render(review, reviews.guide(), "text", width=width, **options)


def at_most_no_hire() -> Review:
    """The weak answer, had it come off with a no hire."""
    return msgspec.structs.replace(reviews.no_hire(), verdict="no-hire")


def flat(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_asked(make, width: int) -> None:
    assert max(cell_len(line) for line in text(make(), width).splitlines()) <= width


@pytest.mark.parametrize("make", ALL)
def test_colour_adds_escapes_and_changes_no_word(make) -> None:
    coloured = text(make(), colour=True)
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == text(make()).splitlines()


def test_the_environment_does_not_change_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text(reviews.no_hire())
    for name, value in {"COLUMNS": "40", "FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert text(reviews.no_hire()) == before


def test_a_scored_review_fits_on_about_two_screens() -> None:
    for make in (reviews.strong_hire, reviews.no_hire):
        assert len(text(make()).splitlines()) <= 105


def test_the_verdict_comes_first_with_level_and_summary() -> None:
    page = text(reviews.no_hire())
    assert "STRONG NO HIRE at SDE 2 · shown: no level · score 8 of 100" in page
    assert "“No impact or outcome” and “Disagreement by feeling” disqualify this answer; 0 of 6 signals" in flat(page)
    assert page.index("STRONG NO HIRE") < page.index("SIGNALS") < page.index("THE ANSWER")


def test_the_derivation_speaks_in_names_not_ids() -> None:
    page = flat(text(reviews.no_hire()))
    assert "Two or more disqualifiers: No impact or outcome; Disagreement by feeling → at most strong no hire" in page
    assert "Core signal missing: “Backed by data” → at most no hire" in flat(text(at_most_no_hire()))
    assert "the story shows no level, the target is SDE 2 → at most no hire" in flat(text(at_most_no_hire()))


def test_limits_that_a_stricter_one_overtook_are_told_in_one_line_each() -> None:
    page = flat(text(reviews.no_hire()))
    assert "- Overtaken, at most no hire: core signal missing (“Backed by data”); scope below the target level" in page
    assert "- Overtaken, at most hire: more than one red flag" in page
    assert "Overtaken" not in text(reviews.strong_hire())


def test_core_signals_stand_first_with_glyph_and_quotation() -> None:
    page = text(reviews.strong_hire())
    assert re.search(r"1  ● Spoke up \* +“I read the notice on a Tuesday", page)
    assert page.index("Committed once decided *") < page.index("Challenged with respect ")


def test_an_absent_signal_says_what_is_missing() -> None:
    page = text(reviews.no_hire())
    assert re.search(r"2  ○ Backed by data \* +Nothing in the answer shows this: backed by data\.", page)


def test_a_signal_that_the_judge_left_out_is_absent() -> None:
    review = msgspec.structs.replace(reviews.no_hire(), findings=())
    assert text(review).count("○") >= len(reviews.SIGNALS)


def test_red_flags_are_marked_in_the_answer_itself() -> None:
    page = flat(text(reviews.no_hire()))
    assert "it [hedging: sort of worked out]. [fix 1]" in page
    assert "[passive voice: It was discussed for a while and some lists were checked.]" in page


def test_overlapping_marks_nest() -> None:
    page = flat(text(reviews.no_hire()))
    assert "[✗ disagreement by feeling: ‹[hedging: I kind of felt that it was maybe] too early," in page
    assert "a bit messy.›¹]" in page


def test_faults_on_one_sentence_share_a_bracket() -> None:
    review = reviews.no_hire()
    whole = reviews.finding("red_flag", "we-overuse", 1, review.text, ["I was the one looking after the import."], "x")
    other = msgspec.structs.replace(whole, id="hedging")
    worse = msgspec.structs.replace(whole, kind="disqualifier", id="no-impact")
    page = flat(text(msgspec.structs.replace(review, findings=(whole, other, worse))))
    assert "T [✗ no impact or outcome, told as we, hedging: I was the one looking after the import.]" in page


def test_signals_on_one_sentence_share_a_mark() -> None:
    assert "‹I told them in the Thursday meeting.›¹·⁴" in flat(text(reviews.no_hire()))


def test_the_bar_has_the_whole_width_and_the_parts_their_share() -> None:
    bar = next(x for x in text(reviews.strong_hire()).splitlines() if re.fullmatch(r"S+A+R+L+", x))
    assert len(bar) == 80
    assert abs(bar.count("A") / 80 - 0.545) < 0.02


def test_the_budget_is_named_only_where_it_means_something() -> None:
    assert "22 s of at most 50 s; action 55% of about 70%" in flat(text(reviews.strong_hire()))
    short = flat(text(reviews.no_hire()))
    assert "of at most 50 s" not in short
    assert "too short for the time budget" in short


def test_numbers_say_effect_or_not() -> None:
    page = flat(text(reviews.strong_hire()))
    assert "● 6,200 euros waste · a change · given against the 38,000" in page
    assert "○ No effect: eleven weeks (a period of time)" in page


def test_fixes_give_the_computed_change_and_keep_blanks() -> None:
    page = flat(text(reviews.no_hire()))
    assert "1 No impact or outcome: Strong no hire → No hire · score 8 → 33" in page
    assert "[what] went from [before] to [after] for [whom]" in page
    assert "No impact or outcome found → gone; Effect in numbers 0 → 2" in page
    assert "missed bookings" not in page


def test_of_many_changes_the_first_are_named_and_the_rest_is_counted() -> None:
    review = reviews.no_hire()
    changes = tuple(Change(what=f"made-{n}", before="0", after="1") for n in range(9))
    fix = msgspec.structs.replace(review.fixes[1], changes=(*changes, *review.fixes[1].changes))
    page = flat(text(msgspec.structs.replace(review, fixes=(fix,))))
    assert "Backed by data 0 → 2; Made 0 0 → 1; Made 1 0 → 1; Made 2 0 → 1; and 6 more" in page


def test_a_lens_says_whether_it_was_heard() -> None:
    page = flat(text(reviews.strong_hire()))
    assert "LENS: GOOGLE" in page
    assert "Heard in “She told me that broken pallets" in page
    lens = msgspec.structs.replace(reviews.strong_hire().lens, heard=False, spans=())
    assert "Not heard." in flat(text(msgspec.structs.replace(reviews.strong_hire(), lens=lens)))


def test_a_disqualifier_below_its_level_is_noted_only() -> None:
    small = reviews.finding("disqualifier", "small-scope", 1, reviews.strong_hire().text, [], "It stays small.")
    review = reviews.strong_hire()
    page = flat(text(msgspec.structs.replace(review, findings=(*review.findings, small))))
    assert "Scope too small (noted; weighs only from Senior)" in page
    assert "nothing disqualifies it" in page


def test_an_unscored_review_says_why_and_shows_no_verdict() -> None:
    page = text(reviews.one_liner())
    assert "NOT SCORED" in page
    assert "This answer could not be judged: the answer has 9 words" in page
    assert "SIGNALS" not in page
    assert "I once told my boss that he was wrong." in page


def test_what_people_wrote_cannot_reach_the_terminal_as_commands() -> None:
    page = text(reviews.hostile())
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "[red]r[/red]" in page


def test_ascii_only_uses_no_other_sign() -> None:
    page = text(reviews.no_hire(), ascii_only=True)
    assert page.isascii()
    assert len(page.splitlines()) == len(text(reviews.no_hire()).splitlines())


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="html, json, md, text"):
        render(reviews.one_liner(), reviews.guide(), "htm")  # type: ignore[arg-type]
