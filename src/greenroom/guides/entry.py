"""What everything that stands in a guide is made of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Meta(min_length=1)]
Cue = Annotated[str, Meta(min_length=1, description="a short cue phrase, as a candidate would say it")]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything in a guide: unknown keys are faults."""
