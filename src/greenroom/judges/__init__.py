"""Judges: interchangeable readers of an answer. The table below is all there are."""

from __future__ import annotations

from collections.abc import Callable

from greenroom.errors import unknown
from greenroom.judges.base import Judge
from greenroom.settings import Settings


def _local(settings: Settings) -> Judge:
    from greenroom.judges.local import LocalJudge

    return LocalJudge(threads=settings.threads)


TABLE: dict[str, Callable[[Settings], Judge]] = {"local": _local}


ABOUT: dict[str, str] = {"local": "greenroom --about-judge"}
"""Where to read how far each judge is to be trusted; none for one that nobody measured."""


def get_judge(name: str, settings: Settings) -> Judge:
    """The judge of this name; raises ``UsageError`` naming the known ones."""
    make = TABLE.get(name)
    if make is None:
        raise unknown("judge", name, TABLE)
    return make(settings)


__all__ = ["ABOUT", "TABLE", "Judge", "get_judge"]
