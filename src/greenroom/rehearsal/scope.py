"""Questions about scope: how far a story reached and what was the candidate's to decide, and what a reply says of it.

The level that a story shows is no finding of a guide, but often holds the verdict down; a candidate who is not asked
leaves the number of teams out. These two stand among the classics and are worth asking while the level is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from greenroom.guides.schema import Probe, WeakReply
from greenroom.language.numbers import mentions_of
from greenroom.language.parsed import Sentence
from greenroom.model import LEVELS, Level
from greenroom.rehearsal.values import Graded

SCOPE = "scope"
"""What these questions settle, in the ledger and for quoting; no finding of any guide has this id."""
NAMED = "the scope of what you did"

_PROBES = (
    Probe(
        id="how-far",
        question="How far did this reach: whose systems or work, how many teams, and who felt it?",
        tests="The scope: whether it ended at your own desk, your team, or went past it.",
        settles=(SCOPE,),
        weak=WeakReply(
            reply="It was quite big, really, a lot of people knew about it.",
            why="Nobody can tell from this which teams or customers it touched.",
        ),
        strong="Five depots and the web shop use that list, some ninety people; two of the depots are not even ours.",
        key_phrase="These teams, these customers, this many.",
    ),
    Probe(
        id="yours-to-decide",
        question="What in this was yours to decide, and whom did you have to win who did not have to listen to you?",
        tests="The scope: how much you led, and past which borders.",
        settles=(SCOPE,),
        weak=WeakReply(
            reply="I was part of the group that looked after it.",
            why="Being part of a group says nothing of what was yours.",
        ),
        strong="The order of the move was my call. I had to win the heads of three other departments, one by one.",
        key_phrase="This was my call, and these I had to win.",
    ),
)
ASKING: Mapping[str, Probe] = {p.id: p for p in _PROBES}
"""The questions about scope by their ids, the better one first."""
TELLS: Mapping[str, float] = {"how-far": 0.7, "yours-to-decide": 0.5}
"""How often the reply tells whether the story reaches the level; chosen by hand, no such replies are labelled."""

_REACH = re.compile(
    r"\b(?:teams?|departments?|offices?|sites?|groups?|compan(?:y|ies)|organi[sz]ations?|services?|systems?|platform|"
    r"customers?|clients?|users?|patients?|shops?|branch(?:es)?|countr(?:y|ies)|regions?|engineers|people|colleagues|"
    r"staff|everybody|everyone)\b",
    re.IGNORECASE,
)
_WON = re.compile(
    r"\b(?:led|lead|convinced|persuaded|won|mine|my call|my decision|decided|signed|approved|directors?|heads?|"
    r"vice president|vps?|board|executives?|managers)\b",
    re.IGNORECASE,
)


def quotable(sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence that says most of who was touched, for a question about scope to quote; none where none does."""
    told = [(len({m.lower() for m in _REACH.findall(s.text)}), s) for s in sentences if not s.heading]
    most = max((n for n, _ in told), default=0)
    return next((s for n, s in told if n == most), None) if most else None


def graded(reply: str, before: Level, now: Level) -> Graded:
    """The grade of a reply about scope: strong where the story shows more with it, or where it names who and how many.

    ``before`` and ``now``: the level that all that was told shows without the reply and with it.
    """
    from greenroom.language.segment import sentences_of

    rises = LEVELS.index(now) > LEVELS.index(before)
    places = len({m.lower() for m in _REACH.findall(reply)})
    counted = next(iter(mentions_of(reply)), None) is not None
    names = places >= 1 and (counted or places >= 2 or bool(_WON.search(reply)))
    if rises:
        reason = "With this reply the story shows more scope than before."
    elif names:
        reason = "It says whom it touched; the scope that the story shows stays the same."
    else:
        reason = "It does not say which teams, systems or people it touched, nor what was yours to decide."
    longest = max((reply[s.start : s.end] for s in sentences_of(reply)), key=len, default="")
    return Graded(
        label="strong" if rises or names else "weak",
        likelihood=0.8 if rises == names else 0.6,
        reason=reason,
        sentence=" ".join(longest.split()),
    )
