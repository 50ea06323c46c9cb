"""The suites on a small sample, with floors; the whole is ``bench.invariance`` and ``bench.explanations``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import deletion, explanations, figures, filled, insertion, invariance
from bench.pool import Reader, pool
from bench.variants import TABLE
from greenroom.guides.loader import load_guide
from greenroom.model import Span

FLOORS = json.loads(figures.FLOORS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_invariance_keeps_its_floors(reader: Reader) -> None:
    names = ["name-gender", "currency", "filler-first", "typographic", "bullets", "asr", "padding-middle"]
    made = invariance.run(names, 4, reader, pool(["gold"]))
    assert figures.below(made, FLOORS["invariance_ci"]) == []


def test_explanations_keep_their_floors(reader: Reader) -> None:
    made = explanations.run(["deletion"], reader, pool(["gold"]), 4)
    assert figures.below(made, FLOORS["explanations_ci"]) == []


def test_evidence_is_taken_out_whole() -> None:
    text = "I was there. It fell by half.\n- We left early. So did she."
    spans = [Span(13, 29), Span(32, 46)]
    assert deletion.without(text, spans) == "I was there.\n- So did she."


@pytest.mark.parametrize(("after", "said"), [(0, "gone"), (1, "fell"), (2, "stayed")])
def test_what_became_of_a_finding(after: int, said: str) -> None:
    assert deletion.outcome(2, after) == said


@pytest.mark.parametrize("competency", ["have-backbone", "highest-standards"])
def test_every_fix_of_a_guide_has_fillings_for_its_blanks(competency: str) -> None:
    for signal in load_guide(competency).signals:
        made = [filled.fill(signal.fix, words) for words in filled.fillers()[competency][signal.id]]
        assert len(set(made)) >= 4
        assert not any("[" in text for text in made)


def test_a_filling_for_another_template_is_refused() -> None:
    with pytest.raises(ValueError, match="2 fillings for 1 blanks"):
        filled.fill("I did [what].", ["this", "that"])


def test_every_signal_has_ten_passages_of_its_own() -> None:
    held = insertion.passages()
    for competency in ("have-backbone", "highest-standards"):
        guide = load_guide(competency)
        assert {s.id for s in guide.signals} <= set(held[competency])
    texts = [t for group in held.values() for label in group.values() for t in label["texts"]]
    assert len(texts) == len(set(texts))
    assert all(len(label["texts"]) >= 10 for group in held.values() for label in group.values())


def test_shares_bring_their_interval() -> None:
    assert figures.share(9, 10) == {"good": 9, "of": 10, "share": 0.9, "low": 0.596, "high": 0.982}
    assert figures.share(0, 0)["share"] is None


def test_figures_below_their_floor_are_told() -> None:
    made = {"overall": {"verdict": figures.share(1, 2)}}
    assert figures.below(made, {"overall/verdict": 0.4}) == []
    assert figures.below(made, {"overall/verdict": 0.6}) == ["overall/verdict: 0.5 is below the floor 0.6"]


def test_writing_one_suite_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    figures.write("a", {"x": 1}, path)
    figures.write("b", {"y": 2}, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": {"x": 1}, "b": {"y": 2}}


def test_every_variant_is_in_a_family() -> None:
    assert {v.family for v in TABLE.values()} == {
        "people", "world", "spelling", "money", "speech", "layout", "padding",
    }  # fmt: skip
