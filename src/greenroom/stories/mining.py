"""Mining: a conversation that brings out an event and fills its fact sheet; it asks, and never supplies a fact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from greenroom.guides.schema import Guide
from greenroom.model import Value
from greenroom.store import Store, sittings
from greenroom.store.values import Mode
from greenroom.stories.bank import Bank, Held
from greenroom.stories.model import Fact, FactKind
from greenroom.stories.texts import one_line, sheet, titled

MODE: Mode = "mine"
NO_ARCHETYPE = "none"
"""The archetype of a story that is of none of the guide's kinds."""


class Step(Value, frozen=True, kw_only=True):
    """One question. ``kind``: of the facts that its answer gives, None for an answer that is no fact.

    ``many``: one fact a line. ``need``: the conversation cannot end in a story without it.
    """

    id: str
    asks: str
    kind: FactKind | None = None
    many: bool = False
    need: bool = False


_SHEET = (
    Step(id="title", asks="What would you call it? A few words by which you know it again.", need=True),
    Step(id="when", asks="When was it? A year, a season, how long it took.", kind="when"),
    Step(id="where", asks="Where was it? The company, the team, what it works on.", kind="where"),
    Step(id="role", asks="What was your role, and what was not your job?", kind="role"),
    Step(id="person", asks="Who else was in it, and as what? One a line.", kind="person", many=True),
    Step(id="decision", asks="What was decided, and by whom? One decision a line.", kind="decision", many=True),
    Step(
        id="number", kind="number", many=True,
        asks="Which numbers do you know, and of what? How many, how long, how much, before and after. One a line.",
    ),
)  # fmt: skip
_LAST = Step(id="other", asks="What else is a fact and must not get lost? One a line.", kind="other", many=True)


class Sitting(Value, frozen=True, kw_only=True):
    """How far a person is. ``answers``: by step, an empty one was passed over; ``typed``: begun and not ended.

    ``archetype``: the kind of story; ``tried``: how many questions of the guide brought nothing to mind.
    """

    archetype: str = ""
    tried: int = 0
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    typed: str = ""

    @property
    def begun(self) -> bool:
        """Whether there is anything to go on with."""
        return bool(self.archetype or self.tried or self.answers or self.typed)


class Mine:
    """One conversation over one guide. Every change is on the disk when its method returns."""

    def __init__(self, store: Store, guide: Guide, sitting: Sitting | None = None) -> None:
        """``sitting``: where to go on; by default at the beginning."""
        self.guide, self.sitting, self._store = guide, sitting or Sitting(), store
        self._kept = sitting

    @property
    def prompts(self) -> tuple[str, ...]:
        """Questions of the guide that may bring an event to mind, the plain ones first."""
        return (self.guide.question, *self.guide.triggers.direct, *self.guide.triggers.indirect)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All questions once there is an event, in their order: the fact sheet, then what the guide listens for."""
        heard = (Step(id=f"signal-{s.id}", asks=_asked(s.ask_for), kind="other") for s in self.guide.signals)
        return (*_SHEET, *heard, _LAST)

    @property
    def todo(self) -> Step | None:
        """The question to ask next; None where all are answered or passed over."""
        return next((one for one in self.steps if one.id not in self.sitting.answers), None)

    @property
    def event(self) -> str:
        """What happened, in the person's words; empty as long as nothing came to mind."""
        return self.sitting.answers.get("event", "")

    def choose(self, archetype: str, at: datetime) -> None:
        """Keep the kind of story that the person looks for."""
        self._keep(at, archetype=archetype)

    def pass_over(self, at: datetime) -> None:
        """Keep that a question of the guide brought nothing to mind."""
        self._keep(at, tried=self.sitting.tried + 1, typed="")

    def keep_typed(self, text: str, at: datetime) -> None:
        """Keep what the person has typed of an answer so far."""
        self._keep(at, typed=text)

    def answer(self, step: str, text: str, at: datetime) -> None:
        """Keep the answer to a step ("event" for what happened); an empty one passes it over."""
        self._keep(at, answers={**self.sitting.answers, step: text.strip()}, typed="")

    def facts(self) -> tuple[Fact, ...]:
        """The fact sheet as it is so far, in the person's words alone."""
        made = [Fact(kind="other", text=one_line(self.event))] if self.event else []
        for step in self.steps:
            text = self.sitting.answers.get(step.id, "")
            lines = text.split("\n") if step.many else [text]
            if step.kind:
                made += [Fact(kind=step.kind, text=one_line(one)) for one in lines if one_line(one)]
        return sheet(made, "the fact sheet")

    def finish(self, bank: Bank, at: datetime) -> Held:
        """Add the story with its facts and a first telling that waits for its words, and forget the conversation."""
        archetype = self.sitting.archetype
        kinds = [f"{self.guide.id}/{archetype}"] if archetype and archetype != NO_ARCHETYPE else []
        title = titled(self.sitting.answers.get("title") or self.event, "the story")
        held = bank.add(title, self.facts(), kinds, "", at)
        self.drop()
        return held

    def drop(self) -> None:
        """Forget the conversation."""
        self._store.drop(MODE, self.guide.id)

    def _keep(self, at: datetime, **changes: Any) -> None:
        sitting = msgspec.structs.replace(self.sitting, **changes)
        sittings.keep(self._store, MODE, self.guide.id, self._kept, sitting, at, "this conversation")
        self._kept = sitting
        self.sitting = sitting


def unfinished(store: Store, guide: str) -> Sitting | None:
    """The conversation that was kept for ``guide``, if any. Raises ``DataError`` where it cannot be understood."""
    where = f"mining for {guide}"
    return sittings.unfinished(store, MODE, guide, Sitting, "this conversation", where, "--restart begins anew")


def _asked(blank: str) -> str:
    """The blank that a fix leaves, as a question."""
    inner = blank.strip("[] .")
    return f"If there was such a thing: {inner}?"
