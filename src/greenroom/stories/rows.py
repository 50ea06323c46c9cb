"""From the rows of the store to stories, tellings and what they support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from greenroom.errors import DataError
from greenroom.store.values import StoryTelling, StoryVersion, TellingReview
from greenroom.stories.model import Fact, Story, Support, Telling


def story_of(row: StoryVersion) -> Story:
    """The story of a version; raises ``DataError`` where its sheet cannot be understood."""
    return Story(
        id=row.story, title=row.title, facts=_of_sheet(row, "facts", tuple[Fact, ...]),
        archetypes=_of_sheet(row, "archetypes", tuple[str, ...]), added=row.added, archived=row.archived,
    )  # fmt: skip


def _of_sheet(row: StoryVersion, name: str, kind: Any) -> Any:
    try:
        return msgspec.convert(row.sheet.get(name, ()), kind)
    except msgspec.ValidationError as fault:
        what = f"the {name} of this story cannot be understood ({fault})"
        raise DataError(
            what, where=f"story {row.story}", do="greenroom data export keeps a copy; correct it there"
        ) from None


def telling_of(row: StoryTelling) -> Telling:
    """The telling of a row."""
    fields = msgspec.structs.asdict(row)
    return Telling(**{name: fields[name] for name in Telling.__struct_fields__})


def support_of(row: TellingReview, tellings: Iterable[Telling], telling: Telling) -> Support | None:
    """What a review of ``telling``, one of a story's ``tellings``, supports; nothing where it was not scored."""
    said: Mapping[str, Any] = row.review
    verdict, findings = said.get("verdict"), said.get("findings") or ()
    if not verdict:
        return None
    spoken = [one.written for one in tellings if one.seconds is not None]
    return Support(
        story=telling.story,
        telling=telling.id,
        competency=row.competency,
        verdict=verdict,
        score=float(said.get("score") or 0),
        level=row.level,
        signals={one["id"]: one["grade"] for one in findings if one["kind"] == "signal"},
        disqualifiers=tuple(one["id"] for one in findings if one["kind"] == "disqualifier" and one["grade"]),
        reviewed=row.at,
        practised=max(spoken, default=None),
    )
