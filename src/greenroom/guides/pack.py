"""What stands in ``pack.yaml``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from greenroom.guides.entry import Entry, Id, Text


class Confusion(Entry, frozen=True, kw_only=True):
    """Another competency that is easily taken for this one, and the difference."""

    competency: Id
    """Id of the other competency."""
    difference: Text
    """How to tell the two apart."""


class Competency(Entry, frozen=True, kw_only=True):
    """A named competency of a pack; it may have no full guide yet.

    ``definition`` and ``triggers`` are what the question recogniser knows of it;
    ``confused_with`` is what it says of others that a question may be asking for instead.
    """

    id: Id
    """Kebab-case name, unique in the pack."""
    name: Text
    """Name for people."""
    definition: Text
    """What it means, for the question recogniser."""
    triggers: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Questions that ask for it, for the question recogniser."""
    confused_with: tuple[Confusion, ...] = ()
    """Competencies whose questions sound alike, and how to tell from the wording."""


class PackFile(Entry, frozen=True, kw_only=True):
    """``pack.yaml``: the pack's name and every competency it names."""

    id: Id
    """The name of its folder."""
    name: Text
    """Name for people."""
    about: Text
    """What the pack holds."""
    competencies: Annotated[tuple[Competency, ...], Meta(min_length=1)]
    """Every competency that the pack names."""
