"""What the grader of replies looks at: the judge's findings, who acts, which facts there are, what it is near to.

The same numbers are used for fitting (``training/replies.py``) and when a rehearsal runs.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from greenroom.guides.schema import Guide, Probe
from greenroom.language.outputs import Floats
from greenroom.language.parsed import Parsed
from greenroom.rehearsal.listener import Told

TAGS = ("subj_i", "subj_we", "passive")
FLAGS = ("passive-voice", "we-overuse", "hedging", "no-resolution", "blaming", "vague-language",
         "no-quantified-impact", "no-self-awareness", "manager-assigned")  # fmt: skip
"""Entries that all guides have so far; those which a guide lacks count 0."""
_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[?!]")


class Seen(NamedTuple):
    """A reply as it was read: alone, and at the end of all that was told; its vector, and those it is held against.

    ``told``: what the listener hears in it, none where the guide has entries that it was not fitted on. ``anchors``:
    the vectors of the probe's question, its weak and its strong reply; ``last``: the first sentence of
    the reply in ``whole``.
    """

    reply: Parsed
    whole: Parsed
    last: int
    vector: Floats
    anchors: Floats
    told: Told | None = None


def features(seen: Seen, probe: Probe, guide: Guide) -> dict[str, float]:
    """The named features of a reply to ``probe``; every value lies in about -3..3.

    None is of style alone (length, names, quotations): these tell one writer from another, and a reply of two plain
    sentences may be as good as a long one.
    """
    reply = seen.reply
    acts = {tag: len(reply.marked(tag)) for tag in TAGS}
    told = max(acts["subj_i"] + acts["subj_we"] + acts["passive"], 1)
    facts = [q for q in reply.quantities if q.kind not in ("background", "vague")]
    made = {
        "own-acts": acts["subj_i"] / told,
        "group-acts": acts["subj_we"] / told,
        "no-actor": acts["passive"] / told,
        "no-own-act": float(acts["subj_i"] == 0),
        "facts": min(len(facts), 4) / 2,
        "fact": float(bool(facts)),
        "effect": float(any(q.impact for q in facts)),
        "change": float(any(q.change for q in facts)),
        "vague": float(any(q.kind == "vague" for q in reply.quantities)),
    }
    made |= _found(seen, probe, guide)
    made |= _near(seen)
    return {name: round(float(value), 4) for name, value in made.items()}


def _found(seen: Seen, probe: Probe, guide: Guide) -> dict[str, float]:
    """What the judge hears in the reply, alone and in context."""
    alone, heads = seen.reply.heads, seen.whole.heads
    signals = [s.id for s in guide.signals]
    asked = [i for i in probe.settles if i in signals]
    faults = [d.id for d in guide.disqualifiers]
    made = {
        "asked-for": _best(_clear(alone.grades, i) for i in asked),
        "asked-for-half": _best(_told(alone.grades, i) for i in asked),
        "asked-for-whole": _best(_clear(heads.grades, i) for i in asked),
        "asked-for-evidence": _best(evidence(seen, i) for i in asked),
        "signals": sum(_clear(alone.grades, i) for i in signals) / 2,
        "faults": _best(alone.presence.get(i, 0.0) for i in faults),
        "faults-whole": _best(heads.presence.get(i, 0.0) for i in faults),
        "asked-fault": _best(alone.presence.get(i, 0.0) for i in probe.settles),
        "asked-fault-evidence": _best(evidence(seen, i) for i in probe.settles if i not in signals),
    }
    for flag in FLAGS:
        made[flag] = alone.presence.get(flag, 0.0)
        made[f"{flag}-whole"] = heads.presence.get(flag, 0.0)
    return made


def _near(seen: Seen) -> dict[str, float]:
    """Nearness to the probe's weak and strong reply, of the whole reply and of its nearest sentence."""
    _, weak, strong = (seen.anchors @ seen.vector).tolist()
    sentences = seen.reply.heads.vectors @ seen.anchors.T
    best = sentences.max(axis=0).tolist() if len(sentences) else [0.0, 0.0, 0.0]
    return {
        "near-weak": weak,
        "near-strong": strong,
        "nearer-strong": strong - weak,
        "sentence-near-weak": best[1],
        "sentence-near-strong": best[2],
    }


def evidence(seen: Seen, ident: str) -> float:
    """The strongest evidence for an entry in any sentence of the reply, read in context."""
    rows = seen.whole.heads.evidence.get(ident)
    return 0.0 if rows is None or len(rows) <= seen.last else float(rows[seen.last :].max())


def _clear(grades: Mapping[str, Floats], ident: str) -> float:
    return float(grades[ident][2]) if ident in grades else 0.0


def _told(grades: Mapping[str, Floats], ident: str) -> float:
    return float(grades[ident][1] + grades[ident][2]) if ident in grades else 0.0


def _best(values: object) -> float:
    return max(values, default=0.0)  # type: ignore[call-overload, no-any-return]


def tokens(text: str) -> set[str]:
    """The words and pairs of neighbouring words of a reply; every number is one word."""
    words = ["#" if w.isdigit() else w.replace("’", "'") for w in _TOKEN.findall(text.lower())]
    return {*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))}


ENTRY = ("likelihood", "clear", "told", "whole-clear", "presence", "whole-presence", "evidence", "first", "near")
"""Features of one entry that a reply may settle, beside how likely the reply is strong."""


def of_entry(seen: Seen, ident: str, probe: Probe, likelihood: float, said: Floats) -> list[float]:
    """The features of :data:`ENTRY`; ``said``: the vector of what somebody says who shows the entry."""
    alone, heads = seen.reply.heads, seen.whole.heads
    near = seen.reply.heads.vectors @ said
    return [
        math.log(max(likelihood, 1e-3) / max(1 - likelihood, 1e-3)) / 2,
        _clear(alone.grades, ident),
        _told(alone.grades, ident),
        _clear(heads.grades, ident),
        alone.presence.get(ident, 0.0),
        heads.presence.get(ident, 0.0),
        evidence(seen, ident),
        float(bool(probe.settles) and probe.settles[0] == ident),
        float(near.max()) if len(near) else 0.0,
    ]


def stacked(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """The features as a matrix, one row a reply."""
    return np.asarray([[row.get(n, 0.0) for n in names] for row in rows], np.float32)
