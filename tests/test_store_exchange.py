"""Export and import: all of it, and nothing half."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from stored import DAY, NOW, card, draft, filled, new_store, quiz_answer, rating

from greenroom.errors import InputError
from greenroom.store.exchange import as_text, export_schema, parsed
from greenroom.store.values import (
    MODES,
    Calibration,
    CardReview,
    Draft,
    Kept,
    PastRehearsal,
    QuizAnswer,
    SectionRead,
    StoredCard,
)

quickly = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.text(max_size=8)
names = st.text(min_size=1, max_size=6)
times = st.datetimes(timezones=st.just(UTC))
seconds = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(names, json_values, max_size=2)
counts = st.integers(0, 2**53)

sections = st.builds(SectionRead, guide=names, section=names, version=words, at=times)
kepts = st.builds(Kept, mode=st.sampled_from(MODES), key=names, state=objects, at=times)
drafts = st.builds(
    Draft, id=names, guide=words, walkthrough=words, part=words, text=words, at=times, words=counts, seconds=seconds,
    review=objects,
)  # fmt: skip
calibrations = st.builds(
    Calibration, id=names, guide=words, pair=words, candidate=words, level=words, lens=st.none() | words, at=times,
    seconds=seconds, scored=objects, key=objects,
)  # fmt: skip
answers = st.builds(
    QuizAnswer, id=names, session=words, guide=words, question=words, difficulty=words, chosen=words, right=words,
    correct=st.booleans(), at=times,
)  # fmt: skip
rehearsals = st.builds(
    PastRehearsal, id=names, guides=words, level=words, at=times, ended=times, finished=st.booleans(), state=objects,
    summary=objects,
)  # fmt: skip
cards = st.builds(
    StoredCard, id=names, guide=words, kind=words, front=words, back=words, due=times, schedule=objects,
    suspended=st.booleans(), created=times,
)  # fmt: skip


def few(rows: st.SearchStrategy[Any], *key: str) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, max_size=2, unique_by=lambda row: tuple(getattr(row, name) for name in key))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """An export, as a program would write it."""
    held: list[StoredCard] = draw(few(cards, "id"))
    ratings = st.builds(
        CardReview, id=names, card=st.sampled_from([one.id for one in held] or ["x"]), rating=st.integers(1, 4),
        at=times, before=objects, after=objects, due_before=times,
    )  # fmt: skip
    tables = {
        "sections_read": draw(few(sections, "guide", "section")),
        "kept": draw(few(kepts, "mode", "key")),
        "drafts": draw(few(drafts, "id")),
        "calibrations": draw(few(calibrations, "id")),
        "quiz_answers": draw(few(answers, "id")),
        "rehearsals": draw(few(rehearsals, "id")),
        "cards": held,
        "card_reviews": draw(few(ratings, "id")) if held else [],
    }
    made: dict[str, Any] = {"greenroom": "0", "schema": 1} | msgspec.to_builtins(tables)
    return made


def by_key(document: dict[str, Any]) -> dict[str, list[str]]:
    """Rows of each table whatever their order."""
    return {name: sorted(map(repr, rows)) for name, rows in document.items() if isinstance(rows, list)}


@quickly
@given(documents())
def test_what_is_imported_is_exported_again(document: dict[str, Any]) -> None:
    with new_store() as store:
        store.load(parsed(as_text(document).encode(), "file"))
        exported = store.export()
    assert by_key(exported) == by_key(document)
    jsonschema.validate(exported, export_schema())


@quickly
@given(documents())
def test_an_export_makes_the_same_store_and_changes_nothing_in_its_own(document: dict[str, Any]) -> None:
    with new_store() as first, new_store() as second:
        first.load(document)
        exported = first.export()
        second.load(parsed(as_text(exported).encode(), "file"))
        assert second.export() == exported
        again = second.load(exported)
        assert second.export() == exported
    assert not any(again.added.values())
    assert not any(again.changed.values())
    assert again.left == {name: len(rows) for name, rows in exported.items() if isinstance(rows, list)}


@quickly
@given(st.binary(max_size=40) | json_values.map(lambda v: json.dumps(v).encode()))
def test_whatever_is_no_export_is_one_message(raw: bytes) -> None:
    with pytest.raises(InputError, match=r"^backup\.json"):
        parsed(raw, "backup.json")


def test_two_stores_become_one() -> None:
    with new_store() as here, new_store() as there:
        filled(here)
        there.add_draft(draft(id="theirs", at=NOW - DAY))
        there.put_cards([card(id="their-card")])
        there.record_review(rating(id="their-rating", card="their-card"), NOW + DAY)
        done = here.load(there.export())
        assert {name: n for name, n in done.added.items() if n} == {"drafts": 1, "cards": 1, "card_reviews": 1}
        assert [one.id for one in here.drafts("have-backbone")] == ["theirs", "d1"]
        assert [one.id for one in here.cards()] == ["have-backbone:probe:1", "their-card"]


@pytest.mark.parametrize("prefer", ["here", "file", None])
def test_where_both_differ_nothing_changes_unless_one_is_preferred(prefer: Any) -> None:
    with new_store() as here, new_store() as there:
        filled(here)
        there.add_quiz_answer(quiz_answer(id="new"))
        there.add_draft(draft(text="I had to say it."))
        before = here.export()
        if prefer is None:
            with pytest.raises(InputError, match=r"drafts\[0\] \(d1\) is here already with another text"):
                here.load(there.export())
            assert here.export() == before
            return
        done = here.load(there.export(), prefer)
        assert here.drafts("have-backbone")[0].text == ("I had to say it." if prefer == "file" else "I had to choose.")
        assert (done.added["quiz_answers"], done.changed["drafts"], done.left["drafts"]) == (
            (1, 1, 0) if prefer == "file" else (1, 0, 1)
        )


DEEP = "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"words": 4', '"words": "4"', "drafts[0].words: expected int, got str"),
        ('"words": 4', '"words": -4', "drafts[0].words: expected int >= 0"),
        ('"words": 4', '"words": 4, "mood": 1', "drafts[0]: has the unknown field mood"),
        ('"words": 4,', "", "drafts[0]: lacks the field words"),
        ('"seconds": 1.7', '"seconds": 1e999', "1e999 is too large a number"),
        ('"seconds": 1.7', '"seconds": NaN', "NaN is no number"),
        ('"rating": 3', '"rating": 5', "card_reviews[0].rating: expected int <= 4"),
        ('"mode": "quiz"', '"mode": "chess"', "kept[0].mode: invalid enum value 'chess'"),
        ('"at": "2026', '"at": "1926-13', "sections_read[0].at: invalid RFC3339 encoded datetime"),
        ("250Z", "250", "sections_read[0].at: expected datetime with a timezone component"),
        ("2026-03-01T09:30:00.000250Z", "0001-01-01T00:00:00+12:00", "sections_read[0] cannot be kept"),
        ('"id": "d1"', '"id": ""', "drafts[0].id: expected str of length >= 1"),
        ('"section": "signals"', '"section": ""', "sections_read[0] has an empty"),
        ('"card": "have', '"card": "not-have', "card_reviews[0] is of card 'not-have-backbone:probe:1'"),
        ('"due_before": "2026-03-01T09:30:00.000250Z"', '"due_before": null', "card_reviews[0] lacks due_before"),
        ('"schema": 1', '"schema": 2', "was written by a newer greenroom (form 2)"),
        ('"schema": 1', '"schema": "1"', "schema: "),
        ('"schema": 1,', "", "is no export of greenroom"),
        ('"state": {', f'"state": {{"x": {DEEP}, ', "is no JSON that can be kept"),
        ('"state": {', f'"state": {{"x": {"9" * 5000}, ', "is no JSON that can be kept"),
    ],
)
def test_a_faulty_file_says_where_and_writes_nothing(old: str, new: str, said: str) -> None:
    with new_store() as store:
        filled(store)
        text = as_text(store.export())
        assert old in text
        empty_handed = text.replace(old, new, 1)
    with new_store() as store:
        with pytest.raises(InputError) as caught:
            store.load(parsed(empty_handed.encode(), "backup.json"), source="backup.json")
        assert str(caught.value).startswith("backup.json")
        assert said in str(caught.value)
        assert set(store.counts().values()) == {0}


def test_a_fault_of_json_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"^backup\.json:3: is no JSON"):
        parsed(b'{\n"schema": 1,\noops', "backup.json")


def test_one_id_twice_in_a_file_is_refused_where_the_rows_differ() -> None:
    with new_store() as store:
        filled(store)
        document = store.export()
    document["drafts"].append(document["drafts"][0] | {"part": "result"})
    with new_store() as store, pytest.raises(InputError, match=r"drafts\[1\] \(d1\) stands there twice"):
        store.load(document)


def test_numbers_that_are_equal_and_not_the_same_are_told_apart() -> None:
    with new_store() as here, new_store() as there:
        here.keep("quiz", "k", {"n": 1}, datetime(2026, 1, 1, tzinfo=UTC))
        there.keep("quiz", "k", {"n": True}, datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(InputError, match="with another state"):
            here.load(there.export())
