"""Walkthroughs: what a part aims at, how it is reviewed, and that every word is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from fake_judge import FakeJudge
from guide_pack import GUIDE
from hypothesis import example, given, settings, strategies as st
from small_guide import guide as small_guide
from stories import write_stories

from greenroom.errors import InputError
from greenroom.guides.loader import read_guide, read_walkthroughs
from greenroom.guides.schema import DepthTip, Guide
from greenroom.guides.walkthroughs import STAR, StarPart, Walkthroughs
from greenroom.model import Answer, Finding, Judgement, Kind, Metric, Part, PartName, Span, TargetLevel
from greenroom.practice.walkthrough import Sitting, Walk, unfinished
from greenroom.practice.walkthrough_part import review_part
from greenroom.practice.walkthrough_plan import Plan, plan_for, seconds_of, story_for
from greenroom.practice.walkthrough_text import answer_of, markdown_of, tidied, written_parts
from greenroom.reading.markdown import read_markdown
from greenroom.settings import Settings
from greenroom.store import Store

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SOME_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=120)
TEXTS = st.dictionaries(st.sampled_from(STAR), SOME_TEXT.map(tidied))


class PartJudge(FakeJudge):
    """Finds disqualifiers and flags by their ids too; a sentence with "as-result" reads as a result, and so on."""

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        made = super().read(answer, guide)
        if made.unscored:
            return made
        kinds: list[tuple[Kind, str]] = [("disqualifier", d.id) for d in guide.disqualifiers]
        kinds += [("red_flag", f.id) for f in guide.red_flags]
        found = tuple(self._found(kind, name, answer.text) for kind, name in kinds if name in answer.text)
        runs = [(p.part, p.start, p.end) for p in written_parts(answer)]
        reads: tuple[PartName, ...] = ("situation", "action", "result", "reflection")
        parts = tuple(
            Part(part=next((r for r in reads if f"as-{r}" in answer.text[a:b]), own), start=a, end=b)
            for own, a, b in runs
        )
        at = answer.text.find("from 9 to 2")
        metric = Metric(
            span=Span(at, at + 11), text="from 9 to 2", unit="", of="faults", change=True, impact=True, why=""
        )
        return msgspec.structs.replace(
            made, findings=(*made.findings, *found), parts=parts, metrics=(metric,) if at >= 0 else ()
        )

    def _found(self, kind: Kind, name: str, text: str) -> Finding:
        at = text.find(name)
        return Finding(kind=kind, id=name, grade=1, spans=(Span(at, at + len(name)),), reason="", judge=self.name)


@pytest.fixture
def plan() -> Plan:
    return plan_for(small_guide(), None, "sde2")


def reviewed(plan: Plan, part: StarPart, **texts: str) -> dict[str, list[str]]:
    made = review_part(part, texts, plan, PartJudge(), Settings())  # type: ignore[arg-type]
    return {
        "heard": [h.signal.id for h in made.heard],
        "lacking": [lack.signal.id for lack in made.lacking],
        "against": [a.name for a in made.against],
        "misplaced": [m.reads_as for m in made.misplaced],
    }


# ── the text ────────────────────────────────────────────────────────────────────────


@settings(deadline=None)
@given(TEXTS)
@example(
    {"action": "1. I asked *her*\n# not a heading\n- no list\n> no quote\n\n    no code\n---\n| a | b |\n|---|---|"}
)
@example({"situation": "<b>AT&amp;T</b> [it](there) ~~was~~ `so` snake_case _emphasis_ \\", "result": "\n===\n2) two"})
@example({"situation": "__0__ a__b _c_"})
def test_the_markdown_file_holds_every_word_under_its_heading(texts: dict[StarPart, str]) -> None:
    read = read_markdown(markdown_of(texts))
    expected = [word for part in STAR if texts.get(part) for word in (part.capitalize(), *texts[part].split())]
    assert read.notes == ()
    assert read.text.split() == expected


@settings(deadline=None)
@given(TEXTS)
def test_the_parts_of_the_answer_are_the_texts_that_were_written(texts: dict[StarPart, str]) -> None:
    answer = answer_of(texts, "Why?")
    assert {p.part: answer.text[p.start : p.end] for p in written_parts(answer)} == {
        p: t for p, t in texts.items() if t
    }


def test_the_file_reads_as_the_answer_that_was_reviewed() -> None:
    texts: dict[StarPart, str] = {"situation": "At the port.\nIn May.", "action": "I counted 40.\n\nI asked Ines."}
    read, made = read_markdown(markdown_of(texts)), answer_of(texts, "Why?")
    assert (read.text, read.headings) == (made.text, made.headings)


@settings(deadline=None)
@given(SOME_TEXT)
def test_tidying_keeps_every_word_and_does_nothing_twice(text: str) -> None:
    assert tidied(text).split() == text.split()
    assert tidied(tidied(text)) == tidied(text)


# ── the plan ────────────────────────────────────────────────────────────────────────


def test_seconds_follow_from_the_guides_time_budget() -> None:
    tip = DepthTip(text="Be quick.", opening_seconds=50, action_share=0.7)
    assert seconds_of(tip) == {"situation": 30, "task": 20, "action": 185, "result": 20, "reflection": 10}


@pytest.mark.parametrize(
    ("told", "wanted", "chosen"),
    [
        (["sde2", "senior"], "senior", "senior"),
        (["senior", "sde2"], "sde1", "sde2"),
        (["sde1", "senior"], "sde2", "senior"),
        (["sde1", "sde2"], "staff", "sde2"),
    ],
)
def test_the_story_is_that_of_the_level_else_the_nearest_above_else_below(
    told: list[str], wanted: str, chosen: str, tmp_path: Path
) -> None:
    one = read_walkthroughs(write_stories(tmp_path) / GUIDE).walkthroughs[0]
    levels = msgspec.convert(told, tuple[TargetLevel, ...])
    stories = Walkthroughs(walkthroughs=tuple(msgspec.structs.replace(one, level=level) for level in levels))
    assert story_for(stories, msgspec.convert(wanted, TargetLevel)).level == chosen


def test_a_guide_without_stories_is_planned_from_its_signals(plan: Plan) -> None:
    assert plan.story is None
    assert [s.id for s in plan["situation"].signals] == ["spoke-up", "beyond-scope"]
    assert [s.id for s in plan["result"].signals] == ["quantified-impact"]
    assert plan["task"].signals == ()


def test_a_guide_with_a_story_aims_at_its_seconds(tmp_path: Path) -> None:
    folder = write_stories(tmp_path) / GUIDE
    made = plan_for(read_guide(folder), read_walkthroughs(folder), "sde1")
    assert made.id == "rose-prices"
    assert [part.seconds for part in made.parts] == [15, 10, 60, 10, 5]


# ── the review of a part ────────────────────────────────────────────────────────────


def test_time_is_the_words_of_the_part_at_the_speaking_rate(plan: Plan) -> None:
    made = review_part(
        "task", {"situation": "one two", "task": "word " * 30}, plan, PartJudge(), Settings(words_per_minute=120)
    )
    assert (made.words, made.seconds, made.target, made.too_long) == (30, 15.0, 20.0, False)
    longer = review_part("task", {"task": "word " * 60}, plan, PartJudge(), Settings(words_per_minute=120))
    assert longer.too_long


def test_a_part_tells_what_was_heard_in_it_and_what_still_belongs_there(plan: Plan) -> None:
    made = reviewed(plan, "situation", situation="Then spoke-up.")
    assert (made["heard"], made["lacking"]) == (["spoke-up"], ["beyond-scope"])


def test_what_was_heard_elsewhere_is_neither_heard_here_nor_missing(plan: Plan) -> None:
    made = reviewed(plan, "result", action="quantified-impact", result="It was fine.")
    assert (made["heard"], made["lacking"]) == ([], [])


def test_what_speaks_against_a_part_has_its_words_there(plan: Plan) -> None:
    texts = {"situation": "Nothing here.", "task": "hedging and manager-assigned"}
    assert reviewed(plan, "task", **texts)["against"] == ["Assigned by a manager", "Hedging"]
    assert reviewed(plan, "situation", **texts)["against"] == []


@pytest.mark.parametrize(
    ("part", "text", "remarked"),
    [
        ("situation", "as-result", ["result"]),
        ("situation", "as-action", ["action"]),
        ("task", "as-situation", []),
        ("task", "as-action", []),
        ("action", "as-result: he said no", []),
        ("action", "as-result: faults went from 9 to 2", ["result"]),
        ("action", "as-reflection", ["reflection"]),
        ("result", "as-action", ["action"]),
        ("reflection", "as-situation", []),
    ],
)
def test_only_what_clearly_belongs_elsewhere_is_remarked_on(
    plan: Plan, part: StarPart, text: str, remarked: list[str]
) -> None:
    assert reviewed(plan, part, **{part: text})["misplaced"] == remarked


def test_parts_to_come_are_read_as_if_told_but_parts_left_out_are_not(plan: Plan) -> None:
    judge = PartJudge()
    seen: list[str] = []
    judge.before = lambda answer: seen.append(answer.text)
    review_part("situation", {"situation": "At the port."}, plan, judge, Settings())
    assert ["Action" in text for text in seen] == [False, True]
    seen.clear()
    review_part(
        "situation", {"situation": "At the port.", "task": "", "action": "", "result": ""}, plan, judge, Settings()
    )
    assert seen == ["Situation\n\nAt the port."]


def test_what_cannot_be_read_says_why(plan: Plan) -> None:
    made = review_part("situation", {"situation": "UNREADABLE"}, plan, PartJudge(), Settings())
    assert (made.unscored, made.heard, made.lacking) == ("not English", (), ())


# ── a sitting ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def walk(plan: Plan, tmp_path: Path) -> Walk:
    store = Store.open(tmp_path)
    ids = iter(f"draft-{n}" for n in range(100))
    return Walk(store, plan, Sitting(level="sde2"), PartJudge(), Settings(), new_id=lambda: next(ids))


def drafts(walk: Walk, tmp_path: Path) -> list[tuple[str, str]]:
    with Store.open(tmp_path) as store:
        return [(d.part, d.text) for d in store.drafts(walk.plan.guide.id)]


def test_a_part_is_on_the_disk_when_it_is_written(walk: Walk, tmp_path: Path) -> None:
    walk.looked_at(5, NOW)
    walk.write("situation", "  At the port. \n", NOW)
    with Store.open(tmp_path) as other:
        kept = unfinished(other, "have-backbone")
    assert kept == walk.sitting
    assert kept is not None
    assert (kept.texts, kept.looked_at, kept.todo) == ({"situation": "At the port."}, 5, "task")


def test_a_text_too_long_for_an_answer_is_refused_and_what_was_there_stays(walk: Walk) -> None:
    walk.write("situation", "At the port.", NOW)
    with pytest.raises(InputError, match="at most 20,000"):
        walk.write("situation", "word " * 20_001, NOW)
    assert walk.sitting.texts == {"situation": "At the port."}


def test_the_whole_is_saved_once_for_each_wording(walk: Walk, tmp_path: Path) -> None:
    walk.write("situation", "At the port.", NOW)
    assert walk.review_whole(NOW).text == "Situation\n\nAt the port."
    walk.review_whole(NOW)
    walk.write("situation", "At the port.", NOW)
    walk.review_whole(NOW)
    assert drafts(walk, tmp_path) == [("whole", "## Situation\n\nAt the port.\n")]
    walk.write("situation", "In the harbour.", NOW)
    walk.review_whole(NOW)
    assert [text for _, text in drafts(walk, tmp_path)] == [
        "## Situation\n\nAt the port.\n",
        "## Situation\n\nIn the harbour.\n",
    ]


def test_a_draft_keeps_words_time_and_the_figures_of_its_review(walk: Walk, tmp_path: Path) -> None:
    walk.write("action", "I spoke-up and said so.", NOW)
    walk.review_whole(NOW)
    with Store.open(tmp_path) as store:
        (draft,) = store.drafts("have-backbone")
    assert (draft.id, draft.walkthrough, draft.words, draft.seconds) == ("draft-0", "signals", 5, 2.1)
    assert draft.review["signals"]["spoke-up"] == 2
    assert draft.review["provenance"]["guide"] == "have-backbone"


def test_what_is_put_aside_becomes_drafts_of_its_parts(walk: Walk, tmp_path: Path) -> None:
    walk.write("situation", "At the port.", NOW)
    walk.write("task", "", NOW)
    assert walk.put_aside(NOW) == 1
    assert drafts(walk, tmp_path) == [("situation", "At the port.")]
    with Store.open(tmp_path) as store:
        assert unfinished(store, "have-backbone") is None
