"""Stories and what the reviews of their tellings found, for the tests of coverage, plans and progress."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import msgspec
import pytest

from greenroom.stories.model import Story, Support

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def story(ident: str, *archetypes: str, **other: Any) -> Story:
    made = Story(
        id=ident, title=ident.replace("-", " ").capitalize(), facts=(), archetypes=archetypes, added=NOW - 90 * DAY,
        archived=False,
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def support(ident: str, competency: str, score: float, **other: Any) -> Support:
    """A review of the first telling of story ``ident``, ten days ago; the verdict is the score's."""
    verdict = ("strong-no-hire", "no-hire", "hire", "strong-hire")[min(3, int(score // 25))]
    made = Support(
        story=ident, telling=f"{ident}-1", competency=competency, verdict=verdict, score=score, level="sde2",
        signals={"spoke-up": 2, "data-backed": 1}, disqualifiers=(), reviewed=NOW - 10 * DAY, practised=NOW - 5 * DAY,
    )  # fmt: skip
    return msgspec.structs.replace(made, **other)


def standing_in(monkeypatch: pytest.MonkeyPatch, stories: Sequence[Story], supports: Sequence[Support]) -> None:
    """A bank that holds these, whatever the store holds."""
    made = ModuleType("greenroom.stories.bank")
    made.bank = lambda store: (tuple(stories), tuple(supports))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "greenroom.stories.bank", made)
