"""The review in a terminal."""

from __future__ import annotations

import re
from importlib.resources import files

import msgspec
import pytest
import reviews
from rich.cells import cell_len

from greenroom.errors import UsageError
from greenroom.model import Change, Finding, Part, Review, Span, Step
from greenroom.reports import render
from greenroom.reports.runs import reflow

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
        assert len(text(make()).splitlines()) <= 95


def test_the_verdict_comes_first_with_level_and_summary() -> None:
    page = text(reviews.no_hire())
    assert "STRONG NO HIRE at SDE 2 · no level shown yet · score 8 of 100" in page
    assert "“No impact or outcome” and “Disagreement by feeling” disqualify this answer; 0 of 6 signals" in flat(page)
    assert page.index("STRONG NO HIRE") < page.index("SIGNALS") < page.index("THE ANSWER")


def test_the_derivation_speaks_in_names_not_ids() -> None:
    page = flat(text(reviews.no_hire()))
    assert "Two or more disqualifiers: No impact or outcome; Disagreement by feeling → at most strong no hire" in page
    assert "Core signal missing: “Backed by data” → at most no hire" in flat(text(at_most_no_hire()))
    assert "the scope told is below SDE 1, the target is SDE 2 → at most no hire" in flat(text(at_most_no_hire()))


def test_limits_that_a_stricter_one_overtook_are_told_by_effect() -> None:
    page = flat(text(reviews.no_hire()))
    assert "These would also have capped it, less strictly: - at most no hire: core signal missing (“Backed by" in page
    assert "- at most hire: more than one red flag (“Passive voice”, “Told as we”, “Hedging”)" in page
    assert "less strictly" not in text(reviews.strong_hire())


def test_a_limit_says_what_was_seen_and_each_red_flag_is_named_once() -> None:
    steps = (
        Step(rule="red flag hedging", saw="Hedging", effect="at most hire"),
        Step(rule="red flag passive-voice", saw="Passive voice", effect="at most hire"),
        Step(rule="more than one red flag", saw="hedging, passive-voice", effect="at most hire"),
        Step(rule="signals clear", saw="1 of the 5 that a strong hire needs", effect="at most hire"),
        Step(rule="no clear number", saw="a strong hire carries a number for its effect", effect="at most hire"),
        Step(rule="verdict", saw="at target level sde2", effect="no-hire"),
    )
    rule = msgspec.structs.replace(reviews.guide().verdict, number="quantified-impact")
    guide = msgspec.structs.replace(reviews.guide(), verdict=rule)
    review = msgspec.structs.replace(at_most_no_hire(), derivation=steps)
    told = flat(render(review, guide, "text", width=80)).split("less strictly: ")[1].split(" SIGNALS")[0]
    assert told == (
        "- at most hire: more than one red flag (“Hedging”, “Passive voice”); only 1 of the 5 clear signals that a "
        "strong hire needs; no clear number (“Effect in numbers” is absent)"
    )


def test_core_signals_stand_first_with_glyph_and_quotation() -> None:
    page = text(reviews.strong_hire())
    assert re.search(r"1 ● Spoke up \* +“I read the notice on a Tuesday", page)
    assert page.index("Committed once decided *") < page.index("Challenged with respect ")


def test_an_absent_signal_says_what_is_missing() -> None:
    page = text(reviews.no_hire())
    assert re.search(r"2 ○ Backed by data \* +Nothing in the answer shows this: backed by data\.", page)


def test_a_signal_that_the_judge_left_out_is_absent() -> None:
    review = msgspec.structs.replace(reviews.no_hire(), findings=())
    assert text(review).count("○") >= len(reviews.SIGNALS)


def test_red_flags_are_marked_in_the_answer_itself() -> None:
    page = flat(text(reviews.no_hire()))
    assert "ᵉ hedging" in page
    assert "it [sort of worked out]ᵉ. [fix 1]" in page
    assert "[It was discussed for a while and some lists were checked.]ᵈ" in page


def test_a_red_flag_quotes_its_first_place_and_gives_its_reason_as_a_reading() -> None:
    page = flat(text(reviews.no_hire()))
    assert "RED FLAGS what an interviewer would think" in page
    assert "e Hedging, 4 places, as in “I kind of felt that it was maybe”: Four hedges on your own claims." in page


def test_overlapping_marks_nest() -> None:
    page = flat(text(reviews.no_hire()))
    assert (
        "‹[I kind of felt that it was maybe]ᵉ too early, [I guess]ᵉ, because the old data was a bit messy.›¹ᵇ" in page
    )


def test_faults_on_one_sentence_share_a_bracket() -> None:
    review = reviews.no_hire()
    whole = reviews.finding("red_flag", "we-overuse", 1, review.text, ["I was the one looking after the import."], "x")
    other = msgspec.structs.replace(whole, id="hedging")
    worse = msgspec.structs.replace(whole, kind="disqualifier", id="no-impact")
    page = flat(text(msgspec.structs.replace(review, findings=(whole, other, worse))))
    assert "T [I was the one looking after the import.]ᵃᵇᶜ" in page


@pytest.mark.parametrize("name", ["front-desk.txt", "log-retention.md"])
def test_a_heavily_marked_story_keeps_its_words_and_nests_two_deep_at_most(name: str) -> None:
    told = (files("greenroom") / "examples" / name).read_text(encoding="utf-8")
    sentences = [Span(*m.span()) for m in re.finditer(r"[A-Z][^.!?#]{20,}[.!?]", told)]
    words = [Span(s.start + 4, s.start + 12) for s in sentences]
    found = [
        Finding(kind=kind, id=ident, grade=1, spans=tuple(spans), reason="x", judge="x")
        for kind, ident, spans in [
            ("signal", "spoke-up", sentences),
            ("signal", "committed", sentences[::2]),
            ("disqualifier", "no-impact", sentences[:2]),
            ("red_flag", "we-overuse", sentences[1::2]),
            ("red_flag", "hedging", words),
        ]
    ]
    base = msgspec.structs.replace(reviews.no_hire(), fixes=())
    page = text(msgspec.structs.replace(base, text=told, findings=tuple(found), star=()))
    marked = page.split("THE ANSWER\n")[1].split("\nTIME")[0].split("hedging\n")[1]
    depth = deepest = 0
    for sign in marked:
        depth += (sign in "‹[") - (sign in "›]")
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 2)
    assert "".join(re.sub(r"[‹›[\]·⁰-⁹¹²³ᵃᵇᶜᵈ\s]", "", marked)) == "".join(reflow(told).split())
    assert max(cell_len(line) for line in page.splitlines()) <= 80


def test_a_heading_needs_no_line_of_its_own() -> None:
    told = "Situation\n\nI saw it coming."
    star = (Part(part="other", start=0, end=9), Part(part="situation", start=11, end=len(told)))
    page = text(msgspec.structs.replace(reviews.no_hire(), text=told, star=star, findings=(), fixes=()))
    assert "S Situation: I saw it coming." in page


def test_signals_on_one_sentence_share_a_mark() -> None:
    assert "‹I told them in the Thursday meeting.›¹·⁴" in flat(text(reviews.no_hire()))


def test_the_bar_has_the_whole_width_and_the_parts_their_share() -> None:
    bar = next(x for x in text(reviews.strong_hire()).splitlines() if re.fullmatch(r"S+A+R+L+", x))
    assert len(bar) == 80
    assert abs(bar.count("A") / 80 - 0.545) < 0.02


def test_the_budget_is_named_only_where_it_means_something() -> None:
    assert "at most 50 s (here 22 s), action about 70%." in flat(text(reviews.strong_hire()))
    short = flat(text(reviews.no_hire()))
    assert "of at most 50 s" not in short
    assert "too short for the time budget" in short


def test_numbers_say_effect_or_not() -> None:
    page = flat(text(reviews.strong_hire()))
    assert "● 6,200 euros waste · a change · given against the 38,000" in page
    assert "○ No effect: eleven weeks, 214 of 1,930 orders" in page
    without = msgspec.structs.replace(reviews.strong_hire(), metrics=reviews.strong_hire().metrics[1:])
    assert "○ None says an effect: eleven weeks (a period of time)" in flat(text(without))


def test_fixes_give_the_computed_change_and_keep_blanks() -> None:
    page = flat(text(reviews.no_hire()))
    assert "1 No impact or outcome: Strong no hire → No hire (score 8 → 33)" in page
    assert "[what] went from [before] to [after] for [whom]" in page
    assert "No longer found: No impact or outcome; now clear: Effect in numbers." in page
    assert "missed bookings" not in page


def test_of_many_changes_the_first_are_named_and_the_rest_is_counted() -> None:
    review = reviews.no_hire()
    changes = tuple(Change(what=f"made-{n}", before="0", after="1") for n in range(9))
    fix = msgspec.structs.replace(review.fixes[0], target="data-backed", changes=(*changes, *review.fixes[1].changes))
    page = flat(text(msgspec.structs.replace(review, fixes=(fix,))))
    assert "Now clear: Backed by data; now partial: Made 0, Made 1, Made 2; and 6 more." in page


def test_fixes_that_raise_the_score_only_stand_apart() -> None:
    page = flat(text(reviews.no_hire()))
    first, second = page.split("WHAT WOULD RAISE THE SCORE ONLY (STILL STRONG NO HIRE)")
    assert "WHAT WOULD CHANGE THE VERDICT" in first
    assert "2 Backed by data: score 8 → 13. Add after sentence 5. Put the fact that worried you in front" in second


def final() -> Review:
    """Everything heard, but the story is an assigned one."""
    base = reviews.strong_hire()
    assigned = reviews.finding("disqualifier", "manager-assigned", 1, base.text, [], "Somebody else began it.")
    return msgspec.structs.replace(base, verdict="no-hire", findings=(*base.findings, assigned))


def test_where_no_sentence_can_repair_it_the_section_says_so() -> None:
    said = flat(text(final())).split("WHAT WOULD CHANGE THE VERDICT")[1]
    assert "“Assigned by a manager” stands against this story, and no sentence can repair that. Take another" in said
    assert "WHAT WOULD" not in text(reviews.strong_hire())


def test_where_the_scope_keeps_it_down_the_section_names_what_the_level_asks_for() -> None:
    low = msgspec.structs.replace(reviews.strong_hire(), verdict="no-hire", level="sde1")
    said = flat(text(low)).split("WHAT WOULD CHANGE THE VERDICT")[1]
    assert "The scope told is SDE 1, and no added number or phrase makes it SDE 2." in said
    assert "as far as it is true: Their own act; Its effect." in said


def test_a_scope_that_a_fix_was_seen_to_lift_is_not_called_beyond_repair() -> None:
    base = reviews.no_hire()
    lifts = msgspec.structs.replace(base.fixes[0], changes=(Change(what="level", before="none", after="sde2"),))
    page = flat(text(msgspec.structs.replace(base, fixes=(lifts,))))
    assert "Level shown: no level → SDE 2" in page
    assert "no added number or phrase" not in page


def test_beware_is_said_of_the_target_and_only_below_it() -> None:
    assert "Beware, at SDE 2: Being there while it happened." in flat(text(reviews.no_hire()))
    assert "Beware" not in text(reviews.strong_hire())


def test_time_over_budget_is_said_once() -> None:
    timing = reviews.strong_hire().timing
    note = "Situation and task take 62 s, 12 s over the 50 s budget."
    late = msgspec.structs.replace(timing, opening_seconds=61.7, notes=(note, "No time goes to the result."))
    page = flat(text(msgspec.structs.replace(reviews.strong_hire(), timing=late)))
    assert page.count("62 s") == page.count("12 s") == 1
    assert "(here 62 s, 12 s too many)" in page
    assert "No time goes to the result." in page


def test_red_flags_beyond_the_costliest_are_named_with_their_first_place() -> None:
    review = reviews.no_hire()
    flags = [reviews.finding("red_flag", f"made-{n}", 1, review.text, ["I guess"], "Worse.") for n in range(4)]
    page = flat(text(msgspec.structs.replace(review, findings=tuple(flags))))
    assert "c Made 2, as in “I guess”: Worse. Also: d Made 3, as in “I guess”." in page


def test_two_numbers_set_against_each_other_stand_together() -> None:
    review, told = reviews.strong_hire(), " It went from 3 to 7 percent."
    start, metric = len(review.text) + told.index("3"), review.metrics[0]
    three = msgspec.structs.replace(metric, span=Span(start, start + 1), text="3", of="disputes")
    seven = msgspec.structs.replace(metric, span=Span(start + 5, start + 14), text="7 percent", of="disputes")
    page = flat(text(msgspec.structs.replace(review, text=review.text + told, metrics=(three, seven))))
    assert "● 3 to 7 percent disputes" in page


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
