"""Polite filler: whole sentences that greet, thank, or announce the answer, and tell nothing.

A sentence counts as one only where it is short, every word of it belongs to such talk, and one of them marks it.
What is read of an answer must not depend on them.
"""

from __future__ import annotations

import re

LONGEST = 14
"""Words; a longer sentence says something."""

_MARKING = """
    alright answer answers anyway basically bye cheers cool er erm great hello hey hi hm hmm mhm mm ok okay question
    right sure thank thanks uh um welcome well yeah yep yes"""
_AROUND = """
    a about all am an and another answer answers are ask asked asking be begin big can chance could day detail
    details do everyone fine for from further give glad go good happy have having hear here hope how i i'd i'll i'm
    if in interesting into is it it's just know let let's like listening little looking lovely many may me meet
    meeting moment more morning most much my nice nicely now of on one opportunity or our please pleasure pretty
    question questions really right second see share so some something start story talk tell that that's the
    there these think this time to today told too tough very we what will would you your yours"""
_MARKS = frozenset(_MARKING.split())
_TALK = _MARKS | frozenset(_AROUND.split())
_CLOSING = re.compile(
    r"(?:that|this|it)(?:'s| is| was) (?:basically |pretty much |all |about )?(?:it|all|(?:my|the) (?:answer|story))\b"
)
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


def is_filler(sentence: str) -> bool:
    """Whether the sentence is nothing but polite filler ("Thank you for the question.", "So yeah, that's it.")."""
    low = sentence.lower().replace("’", "'")
    words = _WORD.findall(low)
    if len(words) > LONGEST:
        return False
    rest = _WORD.findall(_CLOSING.sub(" ", low))
    closes = len(rest) < len(words)
    return bool(words) and _TALK.issuperset(rest) and (closes or not _MARKS.isdisjoint(words))
