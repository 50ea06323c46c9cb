"""What was fitted on replies: the grader's lines and words, and how it and the listener are weighed.

``training/replies.py`` writes ``replies.json`` beside this module.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Mapping, Set as AbstractSet
from pathlib import Path

import msgspec
import numpy as np

from greenroom.errors import ModelError
from greenroom.language.outputs import Floats

WEIGHTS = Path(__file__).with_name("replies.json")
SUREST = 0.98
"""Most likelihood that either of two readings of one thing counts with, so that the other is not drowned."""
MIXED = ("grader", "strong", "shown", "denied", "fault")
"""What is weighed of a reply: log odds of strong by the grader and by the listener; by the listener that the signal
asked for is shown, that it is left out, and that the likeliest disqualifier of those that the probe settles is."""
OF_ENTRY = ("line", "likely", "shown", "denied")
"""What is weighed of an entry: log odds by its line, log odds of strong as weighed, the listener's two."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted line: mean and scale of each named feature, its coefficient, and where the line crosses."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coef: tuple[float, ...]
    bias: float

    def standard(self, values: Mapping[str, float]) -> Floats:
        """The features in units of their spread, from their mean; in the order of ``names``."""
        given = np.asarray([values.get(n, 0.0) for n in self.names])
        made: Floats = (given - np.asarray(self.mean)) / np.asarray(self.scale)
        return made

    def at(self, values: Mapping[str, float]) -> float:
        """The log odds."""
        return self.bias + float(np.dot(self.coef, self.standard(values)))


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tells a strong reply from a weak one: the log odds are a sum of parts that were fitted each for itself.

    ``line``: over the named features; ``vector``: over what the vector of the reply departs from ``centre``;
    ``words``: words and pairs of words. What counts depends on what is asked, so that ``own_line`` and ``own_vector``
    say the same once more for the replies to probes that settle an entry, by its id.
    """

    line: Line
    own_line: dict[str, tuple[float, ...]] = {}
    centre: tuple[float, ...] = ()
    vector: tuple[float, ...] = ()
    own_vector: dict[str, tuple[float, ...]] = {}
    words: dict[str, float] = {}

    def odds(
        self, values: Mapping[str, float], vector: Floats, said: AbstractSet[str], settles: Collection[str]
    ) -> float:
        """The log odds of strong. ``said``: the words of the reply; ``settles``: what its probe settles."""
        share = 1 / math.sqrt(max(len(settles), 1))
        made = self.line.at(values)
        table = self.line.standard(values)
        made += share * sum(float(np.dot(self.own_line[i], table)) for i in settles if i in self.own_line)
        if self.vector:
            away = np.asarray(vector, np.float64) - np.asarray(self.centre)
            made += float(np.dot(self.vector, away))
            made += share * sum(float(np.dot(self.own_vector[i], away)) for i in settles if i in self.own_vector)
        found = sorted(self.words.keys() & said)
        return made + sum(self.words[w] for w in found) / math.sqrt(max(len(found), 1))


class Mix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How grader and listener are weighed: over :data:`MIXED` for weak or strong, over :data:`OF_ENTRY` for an entry.

    ``asked``: for the signal that a probe asks for; ``signal``: for one that it only touches; ``fault``: for a fault.
    """

    label: Line
    asked: Line
    signal: Line
    fault: Line


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was fitted.

    ``label``: weak or strong; ``signal`` and ``fault``: a single entry that the probe settles; ``mix``: these and what
    the listener hears as one; ``judge``: the version
    of the judge whose readings it was fitted on; ``data``: on what.
    """

    judge: str
    data: str
    label: Label
    signal: Line
    fault: Line
    mix: Mix


@functools.cache
def weights(path: Path = WEIGHTS) -> Weights:
    """The shipped weights; raises ``ModelError`` where they are missing or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Weights)
    except (OSError, msgspec.DecodeError) as fault:
        raise ModelError(
            f"missing or damaged ({type(fault).__name__})", where=str(path), do="reinstall greenroom"
        ) from None


def chance(odds: float) -> float:
    """The probability that has these log odds."""
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, odds))))


def capped(odds: float) -> float:
    """Log odds within six of even: what is surer than that is no better known."""
    return max(-6.0, min(6.0, odds))


def both(graded: float, heard: float) -> float:
    """Two readings of one thing as one likelihood: the mean of their log odds, neither surer than ``SUREST``.

    ``graded``: what the model says that was fitted on replies; ``heard``: what the judge hears in the reply alone. The
    first knows replies, but few; the second was taught with many answers, and errs elsewhere. Tried on the labelled
    replies, with writers left out, that helps for the signal asked for and for disqualifiers, and not for red flags.
    """
    odds = [math.log(p / (1 - p)) for p in (min(max(x, 1 - SUREST), SUREST) for x in (graded, heard))]
    return chance(sum(odds) / 2)
