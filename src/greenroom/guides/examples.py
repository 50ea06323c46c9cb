"""What stands in ``examples.yaml``: texts in which an entry must be found, and in which it must not."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from greenroom.guides.entry import Entry, Id, Text


class Found(Entry, frozen=True, kw_only=True):
    """Text in which the entry must be found; ``[[...]]`` marks the span that must be hit."""

    text: Text
    """The text, with [[ ]] around what must be hit."""
    grade: Annotated[int, Meta(ge=1, le=2)] | None = None
    """The grade it must have at least; any where none is given."""
    note: str = ""
    """What it is an example of."""


class NotFound(Entry, frozen=True, kw_only=True):
    """Text in which the entry must not be found, and why one might think so."""

    text: Text
    """The text."""
    why: Text
    """Why one might take it for the finding, and why it is not."""


class KnownFailure(Entry, frozen=True, kw_only=True):
    """A case that is judged wrongly today; reported when it starts to pass."""

    text: Text
    """The text; [[ ]] around what should be hit."""
    grade: Annotated[int, Meta(ge=1, le=2)] | None = None
    """The grade it should have at least, where it should be found."""
    should: Literal["found", "not-found"]
    """What a right judge would say."""
    why: Text
    """Why it is judged wrongly."""


class Cases(Entry, frozen=True, kw_only=True):
    """The examples of one signal, disqualifier or red flag."""

    found: Annotated[tuple[Found, ...], Meta(min_length=1)]
    """Texts in which it must be found."""
    not_found: Annotated[tuple[NotFound, ...], Meta(min_length=1)]
    """Texts in which it must not be found."""
    known_failures: tuple[KnownFailure, ...] = ()
    """Texts judged wrongly today."""


class Examples(Entry, frozen=True, kw_only=True):
    """``examples.yaml``: the cases of every id of the guide beside it."""

    examples: dict[Id, Cases]
    """Id of a signal, disqualifier or red flag -> its cases."""
