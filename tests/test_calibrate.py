"""``greenroom calibrate ID`` through its door: scoring a pair, stopping anywhere, going on, the key, the figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guide_pack import GUIDE
from hypothesis import HealthCheck, given, settings, strategies as st
from scoring_pairs import Run, pack_with_pairs

from greenroom.cli.dialog import Dialog
from greenroom.errors import UsageError
from greenroom.guides.loader import load_guide
from greenroom.model import LEVELS, VERDICTS
from greenroom.practice import calibrate as use
from greenroom.store import Store

BACKBONE = load_guide("have-backbone")
LINES = ["2", "1", "", "", "sde1", "hire"]
"""What is given for one answer of the small guide: two signals, no disqualifier, no red flag, level, verdict."""
BOTH = "\n".join(LINES * 2) + "\n"
STEPS = 2 * len(LINES)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("GREENROOM_PACKS", str(pack_with_pairs(tmp_path / "packs").parent.parent))
    monkeypatch.setenv("GREENROOM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GREENROOM_PLAIN", raising=False)
    return Run(monkeypatch, capsys)


def records() -> list[dict[str, Any]]:
    with Store.open() as store:
        return [dict(one.scored) for one in store.calibrations(GUIDE)]


SCORED = {"signals": {"admitted": 2, "repaired": 1}, "disqualifiers": [], "red_flags": [], "level": "sde1"}


# ── one pair ────────────────────────────────────────────────────────────────────────


def test_a_pair_is_scored_before_its_key_is_shown(run: Run) -> None:
    ran = run("calibrate", GUIDE, given=BOTH)
    assert (ran.code, ran.err) == (0, "")
    asked, _, key = ran.told.partition(" The key ")
    assert "no repair" not in asked
    assert "That a smooth voice is no repair." in key
    assert "Said it was their own mistake: you said clear, the key says absent, two too high." in key
    assert "“I called every customer and replaced 40 boxes.”" in key
    assert "Disqualifier “Left the damage to others”: you missed it." in key


def test_what_was_scored_is_recorded_and_nothing_stays_unfinished(run: Run) -> None:
    run("calibrate", GUIDE, given=BOTH)
    assert records() == [SCORED | {"verdict": "hire"}] * 2
    with Store.open() as store:
        assert store.export()["kept"] == []
        first = store.calibrations(GUIDE)[0]
    assert (first.guide, first.pair, first.level) == (GUIDE, "bread-and-bolts", "sde1")
    assert first.key["telling"] in ("fluent", "plain")


def test_a_verdict_that_its_own_findings_do_not_carry_is_said(run: Run) -> None:
    out = run("calibrate", GUIDE, given="\n".join(["2", "2", "1 2", "", "sde1", "strong-hire"] * 2) + "\n").told
    assert "By the rules your own findings carry strong no hire, not the strong hire that you gave." in out


def test_a_wrong_entry_is_asked_again_and_b_goes_one_step_back(run: Run) -> None:
    given = (
        "\n".join(["two", "0", "b", "2", "1", "", "", "b", "1", "b", "", "sde1", "b", "sde1", "hire", *LINES]) + "\n"
    )
    ran = run("calibrate", GUIDE, given=given)
    assert ran.code == 0
    assert "'two' is none of them. Allowed: 0, 1, 2" in ran.told
    assert [one["signals"] for one in records()] == [SCORED["signals"]] * 2


def test_b_and_t_do_the_same_at_the_disqualifiers_and_the_red_flags(run: Run) -> None:
    given = ["2", "2", "b", "1", "t", "1 b", "", "b", "", "", "sde1", "hire", *LINES]
    ran = run("calibrate", GUIDE, given="\n".join(given) + "\n")
    assert ran.code == 0
    assert "That goes alone. Allowed: b or t with nothing beside it." in ran.told
    assert records() == [SCORED | {"verdict": "hire"}] * 2


def test_a_question_mark_tells_what_is_listened_for(run: Run) -> None:
    ran = run("calibrate", GUIDE, given="?\n" + BOTH)
    assert "You say in plain words that it was your mistake" in ran.told


def test_plain_output_has_no_drawing_and_no_colour(run: Run) -> None:
    ran = run("calibrate", GUIDE, "--plain", given=BOTH)
    assert not set(ran.out) & set("─│┌┐└┘\x1b")
    assert "- Level shown: you said SDE 1, the key says no level, one too high." in ran.told


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["calibrate"], "which guide?"),
        (["calibrate", "nothing"], "unknown competency 'nothing'"),
        (["calibrate", GUIDE, "--pair", "bread-and-bolt"], "did you mean bread-and-bolts?"),
        (["calibrate", GUIDE, "--pair", "bread-and-bolts", "--key"], "you have not scored 'bread-and-bolts' yet"),
        (["calibrate", GUIDE, "--key"], "--key of which pair?"),
        (["calibrate", GUIDE, "--history", "--pair", "bread-and-bolts"], "--history tells of all pairs"),
        (["calibrate", GUIDE, "--labels", "x.jsonl"], "--labels goes with --answers only"),
        (["calibrate", "--answers", "x.jsonl"], "--answers needs --labels"),
        (["calibrate", GUIDE, "--answers", "x.jsonl", "--labels", "y.jsonl"], "--answers brings its own answers"),
        (["calibrate", "--answers", "none.jsonl", "--labels", "y.jsonl"], "none.jsonl: no such file"),
    ],
)
def test_what_cannot_be_asked_for_gets_one_message(run: Run, argv: list[str], said: str) -> None:
    ran = run(*argv)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


# ── stopping and going on ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("after", [0, 5, 6, STEPS - 1])
def test_an_interrupted_pair_goes_on_where_it_stopped(run: Run, after: int) -> None:
    lines = BOTH.splitlines(keepends=True)
    stopped = run("calibrate", GUIDE, given="".join(lines[:after]))
    assert stopped.code == 2
    assert f"To go on: greenroom calibrate {GUIDE} --pair bread-and-bolts" in stopped.err
    assert records() == []
    resumed = run("calibrate", GUIDE, given="".join(["\n"] * (after > 0) + lines[after:]))
    assert (resumed.code, resumed.err) == (0, "")
    assert (f"You stopped here: {after} of {STEPS} steps given." in resumed.told) == (after > 0)
    assert records() == [SCORED | {"verdict": "hire"}] * 2


def test_ctrl_c_at_every_prompt_loses_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for step, answer in enumerate(LINES * 2):
        lines = iter(["on", answer] if step else [answer])

        def pressed(self: Dialog, text: str, lines: Iterator[str] = lines) -> str:
            for line in lines:
                return line
            raise KeyboardInterrupt

        monkeypatch.setattr(Dialog, "_line", pressed)
        ran = run("calibrate", GUIDE)
        last = step == STEPS - 1
        assert ran.code == (0 if last else 130)
        assert ("Everything answered so far is kept." in ran.err) != last
    assert records() == [SCORED | {"verdict": "hire"}] * 2


def test_a_pair_can_be_begun_again(run: Run) -> None:
    run("calibrate", GUIDE, given="0\n")
    assert run("calibrate", GUIDE, given="new\n" + BOTH).code == 0
    assert records() == [SCORED | {"verdict": "hire"}] * 2


def test_a_pair_that_changed_meanwhile_begins_again_and_says_so(run: Run, tmp_path: Path) -> None:
    run("calibrate", GUIDE, given="2\n1\n")
    file = tmp_path / "packs" / "my-team" / GUIDE / "pairs.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("it taught me a lot", "it taught me a great deal"), encoding="utf-8")
    ran = run("calibrate", GUIDE, given=BOTH)
    assert ran.code == 0
    assert "was for another version; it begins again" in ran.told


def test_a_crash_between_recording_and_forgetting_records_nothing_twice(run: Run) -> None:
    run("calibrate", GUIDE, given=BOTH)
    with Store.open() as store:
        first = store.calibrations(GUIDE)[0]
        guide = load_guide(GUIDE)
        (pair,) = use.pairs_for(guide)
        told = use.in_order(guide, pair, 0)
        sheets = {}
        for one, record in zip(told, store.calibrations(GUIDE), strict=True):
            sheet = use.Sheet(id=record.id)
            for step, value in zip(use.steps(guide), (2, 1, (), (), "sde1", "hire"), strict=True):
                sheet = use.answered(sheet, guide, step, value)
            sheets[one.id] = sheet
        sitting = use.Sitting(made_for=use.made_for(told), sheets=sheets)
        use.keep(store, told, sitting, first.at)
    assert run("calibrate", GUIDE, given="\n").code == 0
    assert len(records()) == 2


# ── the key again, history ──────────────────────────────────────────────────────────


def test_the_key_can_be_shown_again(run: Run) -> None:
    first = run("calibrate", GUIDE, given=BOTH).told.partition(" The key ")[2]
    again = run("calibrate", GUIDE, "--pair", "bread-and-bolts", "--key").told.partition("The key ")[2]
    assert again
    assert first.startswith(again)


def test_history_tells_what_the_figures_rest_on(run: Run) -> None:
    run("calibrate", GUIDE, given=BOTH)
    out = run("calibrate", GUIDE, "--history").told
    assert "Verdicts (2): 0% exact, 50% one step off, 50% farther; too few yet for a kappa." in out
    assert "Leniency in signals: too few yet: 2 answers, at least 6 needed." in out
    assert "2 answers: signals +0.50, verdicts +0.50, 0% of the verdicts exact, 1 of 1 disqualifiers" in out


def test_history_of_nothing_says_so(run: Run) -> None:
    ran = run("calibrate", "--history")
    assert (ran.code, ran.told) == (0, "No answer scored yet. To begin: greenroom calibrate ID")


def test_a_pair_that_was_scored_before_does_not_count_again(run: Run) -> None:
    run("calibrate", GUIDE, given=BOTH)
    again = run("calibrate", GUIDE, given=BOTH)
    assert "You have scored this pair before" in again.told
    out = run("calibrate", "--history").told
    assert "Verdicts (2)" in out
    assert "2 answers that you scored again are left out" in out


def test_a_record_that_is_not_understood_is_one_message(run: Run) -> None:
    run("calibrate", GUIDE, given=BOTH)
    with Store.open() as store:
        document = store.export()
        document["calibrations"][0] |= {"id": "other", "scored": {"signals": 3}}
        store.load(json.loads(json.dumps(document)))
    ran = run("calibrate", "--history")
    assert ran.code == 7
    assert "is not understood" in ran.err or "are not understood" in ran.err


# ── the sheet ───────────────────────────────────────────────────────────────────────

GIVEN = {
    "signal": st.sampled_from([0, 1, 2]),
    "disqualifiers": st.lists(st.sampled_from([d.id for d in BACKBONE.disqualifiers]), unique=True).map(tuple),
    "red_flags": st.lists(st.sampled_from([f.id for f in BACKBONE.red_flags]), unique=True).map(tuple),
    "level": st.sampled_from(LEVELS),
    "verdict": st.sampled_from(VERDICTS),
}


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_stops_and_steps_back_change_nothing_of_what_was_given_last(data: st.DataObject) -> None:
    import msgspec

    last: dict[str, Any] = {}
    sheet = use.Sheet(id="a")
    moves = 0
    while (step := use.next_step(sheet, BACKBONE)) is not None:
        move = data.draw(st.sampled_from(["give", "give", "back", "stop"])) if moves < 60 else "give"
        moves += 1
        if move == "give":
            value = data.draw(GIVEN[step.ask])
            last[step.name] = value
            sheet = use.answered(sheet, BACKBONE, step, value, 1.5)
        elif move == "back":
            sheet = use.back(sheet, BACKBONE)
        else:
            sheet = msgspec.convert(json.loads(json.dumps(msgspec.to_builtins(sheet))), use.Sheet)
    scores = use.scores_of(sheet, BACKBONE)
    assert scores.signals == {s.id: g for s in BACKBONE.signals if (g := last[f"signal:{s.id}"])}
    assert set(scores.disqualifiers) == set(last["disqualifiers"])
    assert set(scores.red_flags) == set(last["red_flags"])
    assert (scores.level, scores.verdict) == (last["level"], last["verdict"])


@pytest.mark.parametrize(
    ("ask", "value"),
    [("signal", 3), ("signal", "2"), ("signal", True), ("disqualifiers", ("hedging",)), ("disqualifiers", "no-impact"),
     ("level", "principal"), ("verdict", "maybe"), ("verdict", None)],
)  # fmt: skip
def test_what_may_not_be_said_is_refused(ask: Any, value: Any) -> None:
    step = use.Step(ask, "spoke-up" if ask == "signal" else "")
    with pytest.raises(UsageError):
        use.answered(use.Sheet(id="a"), BACKBONE, step, value)
