"""The reading path: its sections, for whom they are, and what counts as read."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest
from small_guide import guide

from greenroom.errors import UsageError
from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
from greenroom.guides.schema import Cases, Examples, Found, Guide, KnownFailure, NotFound
from greenroom.practice.study import CHAPTERS, Section, named, path, progress, sections, wanted
from greenroom.store.values import SectionRead

NONE = Examples(examples={})
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def small(examples: Examples = NONE, **changes: object) -> tuple[Section, ...]:
    return sections(msgspec.structs.replace(guide(), **changes), examples, {})


def ids(some: Sequence[Section]) -> list[str]:
    return [s.id for s in some]


def told(section: Section) -> str:
    return "\n".join(f"{b.label}: {b.text}" for b in section.blocks)


def test_the_path_goes_through_everything_in_the_order_of_the_chapters() -> None:
    every = small()
    one: Guide = guide()
    assert len(set(ids(every))) == len(every)
    assert [s.chapter for s in every] == sorted((s.chapter for s in every), key=list(CHAPTERS).index)
    wanted_ids = [f"signal-{s.id}" for s in one.signals] + [f"disqualifier-{d.id}" for d in one.disqualifiers]
    wanted_ids += [f"flag-{f.id}" for f in one.red_flags] + [f"probe-{p.id}" for p in one.probes]
    wanted_ids += [f"level-{x.level}" for x in one.levels] + [f"company-{x.company}" for x in one.lenses]
    assert [i for i in ids(every) if "-" in i and i != "is-not"] == wanted_ids
    assert all(s.blocks for s in every)


def test_a_signal_is_told_said_well_by_half_and_badly_with_its_examples() -> None:
    cases = Cases(
        found=(Found(text="Long ago. [[I said it twice.]]", grade=2), Found(text="[[I hinted at it.]]", grade=1)),
        not_found=(NotFound(text="She said it.", why="somebody else"),),
    )
    (section,) = named(small(Examples(examples={"spoke-up": cases})), "signal-spoke-up")
    text = told(section)
    assert "Said well: “Long ago. I said it twice.”" in text
    assert "Said by half: “I hinted at it.”" in text
    assert "Said badly: My lead asked me to look." in text
    assert "Does not count: “She said it.” (somebody else.)" in text


@pytest.mark.parametrize("ident", guide_ids())
def test_every_section_of_a_shipped_guide_fits_one_screen(ident: str) -> None:
    one = load_guide(ident)
    every = sections(one, examples_of(one), {c.id: c.name for c in competencies()})
    around = 3  # the title, the chapter, the prompt
    heights = {
        s.id: around + sum(len(textwrap.wrap(f"{b.mark} {b.label}: {b.text}", 79)) for b in s.blocks) for s in every
    }
    assert {i: n for i, n in heights.items() if n > 24} == {}


def test_a_section_stays_as_it_is_when_an_example_moves_to_the_known_failures() -> None:
    text, miss = Found(text="[[I said it to the chair.]]", grade=2), (NotFound(text="She said it.", why="she"),)
    other = Found(text="[[I told them twice that day.]]", grade=2)
    moved = KnownFailure(text=text.text, grade=2, should="found", why="not found")
    before = Examples(examples={"spoke-up": Cases(found=(text, other), not_found=miss)})
    after = Examples(examples={"spoke-up": Cases(found=(other,), not_found=miss, known_failures=(moved,))})
    assert small(before) == small(after)


def test_level_and_company_leave_out_what_is_for_others() -> None:
    every = small()
    assert [s.id for s in path(every, "senior") if s.chapter == "level"] == ["level-senior"]
    assert "level-sde1" in ids(path(every, None, "google"))
    assert path(every) == every


def test_a_company_that_the_guide_does_not_know_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="allowed: google"):
        path(small(), None, "meta")
    with pytest.raises(UsageError, match="it has no lenses"):
        path(small(lenses=()), None, "meta")


def test_level_and_company_stay_as_they_were_chosen_last() -> None:
    every = small()
    last = wanted(every, "senior", "google", {})
    assert wanted(every, None, None, last) == last
    assert wanted(every, "all", None, last) == {"level": "all", "company": "google"}
    assert wanted(small(lenses=()), None, None, last) == {"level": "senior", "company": None}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("signals", 6),
        ("signal-committed", 1),
        ("committed", 1),
        ("no-impact", 1),
        ("number", 1),
        ("recognise", 3),
        ("sde2", 1),
        ("google", 1),
    ],
)
def test_a_section_goes_by_chapter_id_or_entry(name: str, found: int) -> None:
    assert len(named(small(), name)) == found


def test_an_unknown_section_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean signal-spoke-up"):
        named(small(), "signal-spoke-upp")


def test_only_a_section_that_says_something_else_is_to_be_read_again() -> None:
    def read(section: Section) -> dict[str, SectionRead]:
        return {section.id: SectionRead(guide="g", section=section.id, version=section.version, at=NOW)}

    before = {s.id: s for s in small()}
    after = {s.id: s for s in small(version="1.1.0", core_test="Would they say it again?")}
    assert progress(before["question"], {}) == "unread"
    assert progress(before["question"], read(before["question"])) == "read"
    assert progress(after["question"], read(before["question"])) == "changed"
    assert progress(after["card"], read(before["card"])) == "read"
