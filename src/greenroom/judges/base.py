"""The protocol of a judge."""

from __future__ import annotations

from typing import Protocol

from greenroom.guides.schema import Guide
from greenroom.model import Answer, Judgement


class Judge(Protocol):
    """Reads an answer against a guide and returns findings, parts and level; never a verdict."""

    @property
    def name(self) -> str:
        """Name in provenance, e.g. ``local``."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same answer might be judged otherwise."""
        ...

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        """Findings, parts and level, or ``unscored`` with the reason."""
        ...
