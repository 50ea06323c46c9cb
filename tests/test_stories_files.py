"""Stories in and out of files: Markdown exactly, notes by proposal, documents, JSON; and whatever is none of these."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from stored import DAY, NOW, new_store

from greenroom.errors import InputError, OutputError, UsageError
from greenroom.reading.decode import decoded, refuse_binary
from greenroom.stories import exporting, importing
from greenroom.stories.bank import Bank, Held
from greenroom.stories.files import markdown_of
from greenroom.stories.model import FACT_KINDS, Fact, Story, Telling
from greenroom.stories.notes import split
from greenroom.stories.texts import one_line, settled

NOTES = (resources("greenroom") / "examples" / "story-notes.md").read_text(encoding="utf-8")
TITLES = (
    "Whole pallets",
    "The calendar nobody could print",
    "Night deploys",
    "The slow search",
    "Refund that was too large",
    "Shelves",
    "The dashboard that lied (also: dive deep?)",
    "Two interns, one desk",
    "contract renewal with the printer",
    "Undocumented release",
    "The alarm in the cold store",
    "Saying no to the big customer",
)


@pytest.fixture
def bank() -> Iterator[Bank]:
    with new_store() as made:
        yield Bank(made)


def brought(bank: Bank, text: str, name: str = "a.md", at: Any = NOW) -> tuple[Held, ...]:
    """The stories that a file of ours brings, kept."""
    made = importing.brought(bank, importing.of_file(text, name, at), at)
    bank.put(made.held, "import", "imported", at)
    return made.held


# ── exactly ─────────────────────────────────────────────────────────────────────────

times = st.datetimes(timezones=st.just(UTC))
lines = st.text(max_size=30) | st.sampled_from(
    [
        "---",
        "## Telling 1",
        "\\## Telling 12",
        "\\\\## Telling 3 ",
        "# Title",
        "- a: b",
        "key: value",
        "  two",
        "## Tellings",
    ]
)
texts = st.lists(lines, max_size=6).map("\n".join).map(settled)
words = st.text(min_size=1, max_size=20).map(one_line).filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
awkward = st.sampled_from(
    ["yes", "null", "0.10", "2021-03-01", "a: b", "- x", "# no", "'", '"', "*a", "&b", "!", "\u2028x", "{"]
)


@st.composite
def stories(draw: st.DrawFn) -> Held:
    """A story as the bank may hold it."""
    story = Story(
        id=draw(slugs),
        title=draw(words.filter(lambda t: any(c.isalnum() for c in t))),
        facts=tuple(
            dict.fromkeys(
                draw(
                    st.lists(
                        st.builds(Fact, kind=st.sampled_from(FACT_KINDS), text=words | awkward.map(one_line)),
                        max_size=4,
                    )
                )
            )
        ),
        archetypes=tuple(f"{a}/{b}" for a, b in draw(st.dictionaries(slugs, slugs, max_size=2)).items()),
        added=draw(times),
        archived=draw(st.booleans()),
    )
    numbers = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    tellings = [
        Telling(
            id=f"t{n}", story=story.id, number=n, competency=draw(st.none() | slugs), question=draw(st.none() | words),
            text=draw(texts), written=draw(times), seconds=draw(st.none() | st.floats(0, 9999)),
        )
        for n in numbers
    ]  # fmt: skip
    return Held(story=story, tellings=tuple(tellings))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_story_written_and_read_again_is_the_same_to_the_byte(held: Held, ends: str, mark: bool) -> None:
    text = markdown_of(held)
    raw = ("\ufeff" if mark else "").encode() + text.replace("\n", ends).encode()
    refuse_binary(raw, "a.md")
    with new_store() as store:
        bank = Bank(store)
        assert brought(bank, decoded(raw, "a.md")) == (held,)
        assert markdown_of(Bank(store).get(held.story.id)) == text
        assert importing.brought(bank, importing.of_file(text, "a.md", NOW + DAY), NOW + DAY).held == (held,)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120) | st.lists(lines, max_size=8).map(lambda ls: "---\n" + "\n".join(ls)))
@example("---\nstory: [\n---\n")
@example("---\nfacts: &a [*a]\n---\n")
@example("---\nfacts: " + "[" * 4000 + "]" * 4000 + "\n---\n")
def test_whatever_a_file_holds_is_a_story_or_one_message(text: str) -> None:
    said = "standard input"
    try:
        source = importing.read(None, NOW, io.BytesIO(text.encode("utf-8", "replace")))
        if source.stories is None:
            assert split(source.text, source.where).pieces
    except InputError as fault:
        said = str(fault)
    assert said.startswith("standard input")


# ── files that people have changed ──────────────────────────────────────────────────

FILE = """---
story: pallets
title: Whole pallets
facts:
- number: 214 of 1,930
- note it down
tellings:
- number: 1
  competency: have-backbone
tags: [work]
---
# Whole pallets

## Telling 1

I counted.
"""


def test_a_file_written_by_hand_is_read_with_what_it_says(bank: Bank) -> None:
    (held,) = brought(bank, FILE)
    assert held.story.facts == (Fact(kind="number", text="214 of 1,930"), Fact(kind="other", text="note it down"))
    assert [(t.number, t.competency, t.text) for t in held.tellings] == [(1, "have-backbone", "I counted.")]
    assert importing.of_file(FILE, "a.md", NOW).notes == ("front matter passed over: tags",)


def test_changed_words_become_a_new_telling_and_the_old_one_stays(bank: Bank) -> None:
    brought(bank, FILE)
    (held,) = brought(bank, FILE.replace("I counted.", "I counted twice."), at=NOW + DAY)
    assert [(t.number, t.text) for t in held.tellings] == [(1, "I counted."), (2, "I counted twice.")]


def test_a_file_that_lacks_a_telling_takes_none_away(bank: Bank) -> None:
    brought(bank, FILE)
    (held,) = brought(bank, FILE.partition("# Whole")[0] + "Only other words.")
    assert [t.text for t in held.tellings] == ["I counted.", "Only other words."]
    assert brought(bank, FILE.partition("# Whole")[0])[0].tellings == held.tellings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("story: pallets", "story: Whole Pallets", "its story 'Whole Pallets' is no id"),
        ("title: Whole pallets", "title: '...'", "has no title"),
        ("- number: 214", "- mood: 214", "'mood' is no kind of fact"),
        ("facts:", "facts: none\nx:", "its facts are no list"),
        ("- number: 1\n", "- number: one\n", "its tellings are not numbered"),
        ("  competency: have-backbone", "  seconds: long", "its seconds are 'long'"),
        ("  competency: have-backbone", "  written: yesterday", "'yesterday' is no time"),
        ("tags: [work]", "title: again", "a.md:10: its front matter has 'title' twice"),
        ("tags: [work]", "tags: [work", "a.md:11: its front matter is no YAML"),
        ("tags: [work]", "archetypes: [pallets]", "its archetypes are not understood"),
        ("I counted.", "I counted.\n\n## Telling 1\n\nTwice.", "holds '## Telling 1' twice"),
        ("## Telling 1", "## Telling 0", "counts tellings from 0"),
    ],
)
def test_a_faulty_file_says_where_and_brings_nothing(bank: Bank, old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(InputError) as caught:
        brought(bank, FILE.replace(old, new, 1))
    assert str(caught.value).startswith("a.md")
    assert said in str(caught.value)
    assert bank.stories() == ()


def test_one_story_in_two_files_is_refused(bank: Bank) -> None:
    source = importing.of_file(FILE, "b.md", NOW)
    first = importing.brought(bank, source, NOW).held
    with pytest.raises(InputError, match="story 'pallets' comes twice"):
        importing.brought(bank, source, NOW, first)


# ── notes ───────────────────────────────────────────────────────────────────────────


def test_notes_that_begin_with_a_rule_are_notes(bank: Bank) -> None:
    text = f"---\n{LONG}\n---\n{LONG}\n"
    source = importing.read(None, NOW, io.BytesIO(text.encode()))
    assert source.stories is None
    assert len(split(source.text, "notes.md").pieces) == 2


def test_a_title_in_front_matter_that_is_not_ours_names_the_one_story() -> None:
    source = importing.read(None, NOW, io.BytesIO(f"---\ntitle: Pallets\ntags: [a]\n---\n{LONG}".encode()))
    assert [one.title for one in split(source.text, "notes.md").pieces] == ["Pallets"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_messy_example_is_split_into_its_twelve_stories(ends: str) -> None:
    made = split(decoded(("\ufeff" + NOTES.replace("\n", ends)).encode(), "notes.md"), "notes.md")
    assert [one.title for one in made.pieces] == list(TITLES)
    assert made.left == "# Interview stories (messy, tidy up!!)"
    pallets = made.pieces[0]
    assert [f.kind for f in pallets.facts] == ["when", "where", "role", "person", "number", "decision"]
    assert pallets.text.startswith("The stock group had decided")
    assert "### Result" in made.pieces[1].text


def bodies(*titles: str, words: str = "I did this and that, and then it was better than before.") -> str:
    return "\n\n".join(f"{title}\n\n{words}" for title in titles)


LONG = (
    "I went there and counted what nobody had counted, told the lead about it, and we changed the plan the same week. "
    * 2
)


@pytest.mark.parametrize(
    ("text", "at", "titles"),
    [
        (bodies("# Stories\n\n## One", "## Two"), "h2", ["One", "Two"]),
        (bodies("# One", "# Two"), "h1", ["One", "Two"]),
        (bodies("## One\n\n### Situation", "### Result", "## Two"), "h2", ["One", "Two"]),
        (bodies("**One**", "**Two**"), "bold", ["One", "Two"]),
        (bodies(r"# Moving C:\users", r"# Two\* stars"), "h1", [r"Moving C:\users", "Two stars"]),
        (bodies("THE FIRST ONE", "THE SECOND ONE"), "bold", ["THE FIRST ONE", "THE SECOND ONE"]),
        (bodies("Story 1: Pallets", "Story 2 - Calendar"), "bold", ["Pallets", "Calendar"]),
        (bodies("1. Pallets", "2. Calendar"), "number", ["Pallets", "Calendar"]),
        (f"- {LONG}\n- {LONG}", "bullet", ["I went there and counted what nobody had …"] * 2),
        (f"{LONG}\n\n---\n\n{LONG}", "rule", ["I went there and counted what nobody had …"] * 2),
        (LONG, "none", ["I went there and counted what nobody had …"]),
        (bodies("## One", "## Two", "##Three"), "h2", ["One", "Two", "Three"]),
        (bodies("# One"), "h1", ["One"]),
        ("```\n# no heading\n```\n" + LONG, "none", ["no heading"]),
    ],
)
def test_notes_are_split_where_their_stories_begin(text: str, at: str, titles: Sequence[str]) -> None:
    made = split(text, "notes.md")
    assert (made.at, [one.title for one in made.pieces]) == (at, list(titles))


def test_a_split_elsewhere_can_be_asked_for() -> None:
    text = bodies("# Alpha\n\nwords\n\n## One", "## Two")
    assert [one.title for one in split(text, "notes.md", "h1").pieces] == ["Alpha"]
    assert [one.title for one in split(text, "notes.md", "none").pieces] == ["Alpha"]
    with pytest.raises(UsageError, match="has no place of the kind 'bold'"):
        split(text, "notes.md", "bold")


def test_no_word_of_the_notes_is_lost() -> None:
    made = split(NOTES, "notes.md")
    kept = " ".join([made.left, *(f"{p.title} {' '.join(f.text for f in p.facts)} {p.text}" for p in made.pieces)])
    left = set(re.findall(r"[^\W_]+", NOTES)) - set(re.findall(r"[^\W_]+", kept))
    assert left <= {
        "When",
        "Where",
        "Role",
        "Who",
        "Numbers",
        "Decision",
        "role",
        "when",
        "Number",
        "Story",
        "9",
        "where",
    }


def test_notes_imported_twice_come_once(bank: Bank) -> None:
    pieces = split(NOTES, "notes.md").pieces
    bank.put(importing.proposed(bank, pieces, NOW).held, "import", "imported", NOW)
    again = importing.proposed(bank, pieces, NOW + DAY)
    assert (len(bank.stories()), again.held, len(again.notes)) == (12, (), 12)


def test_a_word_document_is_split_at_its_headings(tmp_path: Path) -> None:
    document = docx.Document()
    for title in ("Whole pallets", "The calendar"):
        document.add_heading(title, 1)
        document.add_paragraph("When: spring 2024")
        document.add_paragraph("I counted the orders and rang the head of stock.")
    document.save(str(tmp_path / "notes.docx"))
    source = importing.read(tmp_path / "notes.docx", NOW)
    made = split(source.text, source.where)
    assert [(one.title, one.facts[0].text) for one in made.pieces] == [
        ("Whole pallets", "spring 2024"), ("The calendar", "spring 2024"),
    ]  # fmt: skip


# ── out ─────────────────────────────────────────────────────────────────────────────


def test_json_comes_back_the_same(bank: Bank, tmp_path: Path) -> None:
    brought(bank, FILE)
    text = exporting.as_json(bank.stories(archived=True))
    (tmp_path / "s.json").write_text(text, encoding="utf-8")
    with new_store() as store:
        other = Bank(store)
        made = importing.brought(other, importing.read(tmp_path / "s.json", NOW + DAY), NOW + DAY)
        other.put(made.held, "import", "imported", NOW + DAY)
        assert exporting.as_json(other.stories(archived=True)) == text


@pytest.mark.parametrize(
    "written",
    ["{", "{}", '{"stories_form": 9}', '{"greenroom": "1", "stories_form": 1, "stories": [{}]}', '{"stories": 1e999}'],
)
def test_json_that_holds_no_stories_is_one_message(tmp_path: Path, written: str) -> None:
    (tmp_path / "s.json").write_text(written, encoding="utf-8")
    with pytest.raises(InputError, match=r"s\.json: (is no JSON of stories|was written by a newer)"):
        importing.read(tmp_path / "s.json", NOW)


def test_a_file_with_other_contents_is_not_written_over(bank: Bank, tmp_path: Path) -> None:
    brought(bank, FILE)
    made = exporting.contents(bank.stories(), str(tmp_path))
    exporting.refuse_loss(made)
    (tmp_path / "pallets.md").write_text("mine")
    with pytest.raises(OutputError, match="is there already, with other contents"):
        exporting.refuse_loss(made)


def test_several_stories_do_not_go_into_one_markdown_file(bank: Bank) -> None:
    brought(bank, FILE)
    bank.add("Other", [], [], None, NOW)
    with pytest.raises(UsageError, match="one Markdown file holds one story, not 2"):
        exporting.contents(bank.stories(), "all.md")
