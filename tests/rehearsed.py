"""Rehearsals for tests: setups, readings and sittings, made without a judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from greenroom.model import Kind
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import kinds_of
from greenroom.rehearsal.state import Event, Told, step
from greenroom.rehearsal.values import Ask, Found, Graded, Heard, Setup, Sitting, State, Turn

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ASK = Ask(kind="guide", probe="what-evidence", question="Which facts did you have?", settles=("data-backed",))


def setup(*loop: str, **other: Any) -> Setup:
    named = loop or ("have-backbone",)
    questions = tuple(f"Tell me about {g}." for g in named)
    return Setup(loop=named, questions=questions, level="sde2", **other)


def found(ident: str, grade: int = 2, turn: int = 0, kind: Kind = "signal", sentence: str = "", **other: bool) -> Found:
    """``other``: ``worded``, ``told``."""
    said = sentence or f"I told of {ident}."
    return Found(kind=kind, id=ident, grade=grade, turn=turn, sentence=said, **other)


def heard(*findings: Found, **other: Any) -> Heard:
    return Heard(**{"judge": "hand", "judge_version": "1", "findings": findings, "level": "sde2"} | other)


def graded(label: str, likelihood: float = 0.9, sentence: str = "So it was.", **settled: str) -> Graded:
    """``settled`` with underscores for hyphens."""
    values: Any = {i.replace("_", "-"): v for i, v in settled.items()}
    return Graded(label=label, likelihood=likelihood, reason="r", settled=values, sentence=sentence)  # type: ignore[arg-type]


def turn_of(guide: Any, probe: str, heard_: Heard, reply: str = "A reply.") -> Turn:
    one = probe_of(guide, probe)
    assert one is not None
    ask = Ask(kind="guide", probe=probe, question=one.question, settles=one.settles)
    return Turn(ask=ask, asked_at=NOW, reply=reply, heard=heard_)


def sitting_of(guide: Any, opening: Heard, *turns: Turn, answer: str | None = "An answer.") -> Sitting:
    return Sitting(
        guide=guide.id, question=guide.question, asked_at=NOW, answer=answer, heard=opening, turns=turns
    )  # fmt: skip


def everything_shown(guide: Any) -> Heard:
    """Every signal clear and nothing against the candidate."""
    return heard(*(found(i) for i, kind in kinds_of(guide).items() if kind == "signal"))


def play(state: State, events: Sequence[Event]) -> tuple[State, list[tuple[Told, ...]]]:
    """All events, a minute apart."""
    told = []
    for n, event in enumerate(events, 1):
        state, now = step(state, event, NOW + timedelta(minutes=n))
        told.append(now)
    return state, told
