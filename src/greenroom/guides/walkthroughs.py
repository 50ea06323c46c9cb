"""What stands in ``walkthroughs.yaml``: example stories told part by part, each with a weak version beside it.

The strong version of a part is its sentences, so that every note belongs to a sentence that is there.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta

from greenroom.guides.entry import Cue, Entry, Id, Text
from greenroom.model import TargetLevel

StarPart = Literal["situation", "task", "action", "result", "reflection"]
STAR: tuple[StarPart, ...] = get_args(StarPart)
"""The parts of a told story, in the order in which they are told."""


class ExampleSentence(Entry, frozen=True, kw_only=True):
    """One sentence of the strong version and what it does for the story."""

    say: Text
    """The sentence, as it is spoken."""
    why: Text
    """Why it works, in one line."""
    serves: tuple[Id, ...] = ()
    """Ids of the signals that it shows or helps to show."""


class WeakFault(Entry, frozen=True, kw_only=True):
    """What is wrong with some words of the weak version."""

    quote: Text
    """The words, exactly as they stand in the weak version."""
    why: Text
    """What an interviewer makes of them."""
    costs: tuple[Id, ...] = ()
    """Ids of the disqualifiers and red flags that they bring, and of the signals that they lose."""


class WeakPart(Entry, frozen=True, kw_only=True):
    """The same part told badly."""

    text: Text
    """How somebody would say it."""
    faults: Annotated[tuple[WeakFault, ...], Meta(min_length=1)]
    """What is wrong with it."""


class ExamplePart(Entry, frozen=True, kw_only=True):
    """One part of an example story: told well, sentence by sentence, and told badly."""

    part: StarPart
    """The part of the story."""
    seconds: Annotated[float, Meta(gt=0)]
    """Most seconds that it should take to say."""
    strong: Annotated[tuple[ExampleSentence, ...], Meta(min_length=1)]
    """The strong version, sentence by sentence."""
    cues: Annotated[tuple[Cue, ...], Meta(min_length=1)]
    """Phrases to remember it by (five words at most each)."""
    coaching: Text
    """How to write one's own."""
    mistake: Text
    """What most people do wrong in this part."""
    weak: WeakPart
    """The same part told badly, to compare."""

    @property
    def text(self) -> str:
        """The strong version as it is told."""
        return " ".join(sentence.say for sentence in self.strong)


class Walkthrough(Entry, frozen=True, kw_only=True):
    """One example story at one level, in its parts; it must come out as a hire there, its weak version must not."""

    id: Id
    """Kebab-case name, unique in the file."""
    level: TargetLevel
    """The level at which the story is a hire."""
    title: Text
    """Name for people."""
    about: Text
    """Who tells it and what happens, in one sentence."""
    parts: Annotated[tuple[ExamplePart, ...], Meta(min_length=1)]
    """Situation, task, action, result and reflection, in this order."""


class Walkthroughs(Entry, frozen=True, kw_only=True):
    """``walkthroughs.yaml``: the example stories of the guide beside it; a guide may do without."""

    walkthroughs: Annotated[tuple[Walkthrough, ...], Meta(min_length=1)]
    """The stories, one or more, best one for each level."""
