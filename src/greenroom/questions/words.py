"""The words of a question, and which of them say nothing by themselves."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

_COMMON = (
    "a an the of to in on at for with and or but you your you've you'd yours yourself me us we i i'd it its is "
    "was were be been being are am have has had did do does done that this these those there when what how why "
    "who whom which where tell about time times describe give example examples situation case explain share talk "
    "can could would will should might may walk through instance one had something someone anything anyone "
    "somebody any some from by as out if so then than not no just please ever last kind sort way go went got get "
    "make made take took happened happen they them their he she his her my our into up down over after before "
    "while because get's it's that's what's i'm think recall moment occasion story recent your's"
)
COMMON = frozenset(_COMMON.split())
"""Words that questions of every kind hold: they may weigh, but are never named as what decided."""


class Word(NamedTuple):
    """A word of a text, lower-cased, and its ``[start, end)`` in code points."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    plain = "".join(low if len(low := char.lower()) == 1 else char for char in text).replace("’", "'")
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(plain)]
