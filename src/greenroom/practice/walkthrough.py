"""Walkthrough: an example story part by part, then the person's own; every part is kept as soon as it is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from greenroom.errors import InputError
from greenroom.guides.walkthroughs import STAR, StarPart
from greenroom.judges import Judge
from greenroom.model import Company, PartTime, Review, TargetLevel, Value
from greenroom.practice.walkthrough_part import PartReview, review_part, times_of
from greenroom.practice.walkthrough_plan import Plan
from greenroom.practice.walkthrough_text import answer_of, markdown_of, tidied
from greenroom.reading import MOST_WORDS, count_words
from greenroom.review import review
from greenroom.settings import Settings
from greenroom.store import Store, sittings
from greenroom.store.values import Draft, Mode

MODE: Mode = "walkthrough"
WHOLE = "whole"
"""The ``part`` of a draft that holds all of an answer."""


class Typed(Value, frozen=True, kw_only=True):
    """What a person has typed of a part so far, as it was typed; a last line without its end was cut off."""

    part: StarPart
    text: str


class Sitting(Value, frozen=True, kw_only=True):
    """How far a person is: the parts of the example looked at, and their own texts.

    ``texts``: an empty one was left out on purpose. ``typed``: a part that is not ended yet. ``saved``: id of the
    draft that holds exactly these texts, or nothing. ``level`` and ``company``: what the person interviews for.
    """

    level: TargetLevel
    company: Company | None = None
    looked_at: int = 0
    texts: dict[StarPart, str] = msgspec.field(default_factory=dict)
    typed: Typed | None = None
    saved: str = ""

    @property
    def todo(self) -> StarPart | None:
        """The part to write next, one that is not ended before all; None where all are written or left out."""
        if self.typed:
            return self.typed.part
        return next((part for part in STAR if part not in self.texts), None)

    @property
    def begun(self) -> bool:
        """Whether there is anything to go on with."""
        return bool(self.texts or self.typed or self.looked_at)

    @property
    def told(self) -> bool:
        """Whether any part holds words."""
        return any(self.texts.values())


def unfinished(store: Store, guide: str) -> Sitting | None:
    """The sitting that was kept for ``guide``, if there is one. Raises ``DataError`` where it cannot be understood."""
    where = f"walkthrough of {guide}"
    return sittings.unfinished(store, MODE, guide, Sitting, "this walkthrough", where, "--restart begins anew")


class Walk:
    """One sitting over one guide. Every change is on the disk when its method returns."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        sitting: Sitting,
        judge: Judge,
        settings: Settings,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        kept: Sitting | None = None,
    ) -> None:
        """``judge`` is used for every part and for the whole, so that it is loaded once; ``new_id`` names drafts.

        ``kept``: the sitting that is kept of this walkthrough, if any; where another is by now, nothing is kept.
        """
        self.plan, self.sitting, self._kept = plan, sitting, kept
        self._store, self._judge, self._settings, self._new_id = store, judge, settings, new_id

    def looked_at(self, parts: int, at: datetime) -> None:
        """Keep that the first ``parts`` of the example were looked at."""
        self._keep(at, looked_at=parts)

    def interview_for(self, level: TargetLevel, company: Company | None, at: datetime) -> None:
        """Keep another level or company; what was written stays."""
        self._keep(at, level=level, company=company)

    def at_hand(self, part: StarPart) -> str:
        """The words of ``part`` as they stand: those being typed, else those written."""
        typed = self.sitting.typed
        return typed.text if typed and typed.part == part else self.sitting.texts.get(part, "")

    def keep_typed(self, part: StarPart, text: str, at: datetime) -> None:
        """Keep what the person has typed of ``part`` so far; ``write`` ends it."""
        if text.strip():
            self._keep(at, typed=Typed(part=part, text=text))

    def write(self, part: StarPart, text: str, at: datetime) -> None:
        """Keep ``text`` as the person's ``part``, in place of what was there; an empty one leaves the part out.

        Raises ``InputError``, and keeps what was there, where all parts together are longer than an answer may be.
        """
        texts = {**self.sitting.texts, part: tidied(text)}
        words = sum(map(count_words, texts.values()))
        if words > MOST_WORDS:
            raise InputError(
                f"the parts hold {words:,} words together",
                where=part,
                allowed=f"at most {MOST_WORDS:,}",
                do="write what you would say, and no more",
            )
        if texts != self.sitting.texts:
            self._keep(at, texts={p: texts[p] for p in STAR if p in texts}, typed=None, saved="")
        elif self.sitting.typed:
            self._keep(at, typed=None)

    def review_part(self, part: StarPart) -> PartReview:
        """The review of what the person wrote for ``part``. Raises as the judge does."""
        return review_part(part, self.sitting.texts, self.plan, self._judge, self._settings)

    def times(self) -> dict[StarPart, PartTime]:
        """Words and seconds of every part at the person's speaking rate."""
        return times_of(self.sitting.texts, self.plan, self._settings)

    def review_whole(self, at: datetime) -> Review:
        """The normal review of all parts together; they are saved as a draft, once for each wording."""
        made = review(
            answer_of(self.sitting.texts, self.plan.guide.question),
            guide=self.plan.guide,
            level=self.sitting.level,
            judge=self._judge,
            settings=self._settings,
            lens=self.sitting.company,
        )
        if not self.sitting.saved:
            draft = self._draft(WHOLE, self.markdown(), at, made)
            self._store.add_draft(draft)
            self._keep(at, saved=draft.id)
        return made

    def markdown(self) -> str:
        """The person's own words as Markdown with a heading for each part; ``greenroom review`` reads it."""
        return markdown_of(self.sitting.texts)

    def finish(self) -> None:
        """Forget where the person was; the drafts stay. Raises ``ChangedError`` where it went on elsewhere."""
        self._store.drop(MODE, self.plan.guide.id, sittings.unchanged(Sitting, "this walkthrough", self._kept))
        self._kept = None

    def put_aside(self, at: datetime) -> int:
        """Save the parts of a sitting that is given up as drafts, and forget it; gives the number of parts saved."""
        parts = [] if self.sitting.saved else [(p, t) for p, t in self.sitting.texts.items() if t]
        parts += [(self.sitting.typed.part, tidied(self.sitting.typed.text))] if self.sitting.typed else []
        for part, text in parts:
            self._store.add_draft(self._draft(part, text, at))
        self.finish()
        return len(parts)

    def _draft(self, part: str, text: str, at: datetime, made: Review | None = None) -> Draft:
        words = sum(len(t.split()) for t in self.sitting.texts.values()) if part == WHOLE else len(text.split())
        return Draft(
            id=self._new_id(),
            guide=self.plan.guide.id,
            walkthrough=self.plan.id,
            part=part,
            text=text,
            at=at,
            words=words,
            seconds=round(60 * words / self._settings.words_per_minute, 1),
            review=_summary(made) if made else {},
        )

    def _keep(self, at: datetime, **changes: Any) -> None:
        sitting = msgspec.structs.replace(self.sitting, **changes)
        sittings.keep(self._store, MODE, self.plan.guide.id, self._kept, sitting, at, "this walkthrough")
        self._kept = sitting
        self.sitting = sitting


def _summary(made: Review) -> Mapping[str, Any]:
    """What a draft keeps of its review: enough to compare drafts, and the versions that made it."""
    return {
        "target_level": made.target_level,
        "verdict": made.verdict,
        "score": made.score,
        "level": made.level,
        "signals": {f.id: f.grade for f in made.findings if f.kind == "signal"},
        "disqualifiers": [f.id for f in made.findings if f.kind == "disqualifier"],
        "red_flags": [f.id for f in made.findings if f.kind == "red_flag"],
        "unscored": made.unscored,
        "provenance": msgspec.to_builtins(made.provenance),
    }
