"""Where a recording is cut before it is recognised, and what no word was found for; pure, from when somebody speaks.

The network hears half a minute at a time. Cut wherever that half minute ends, it loses words, and now and then a whole
window; so a recording is cut where nobody speaks, and speech that got no words is heard once more by itself. Its word
times smear over silences, which the voice activity knows better.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from greenroom.reading.spoken import Said

LONGEST_S = 25.0
"""Seconds of a stretch at most, its padding left out; the network hears 30."""
APART_S = 3.0
"""Seconds of silence at which it is cut in any case. Ours: the network makes up words in long silences."""
PAD_S = 0.4
"""Seconds of silence that are left around a stretch, as the makers of faster-whisper have it."""
UNHEARD_S = 3.0
"""Seconds of speech without a word from which it is heard again. Ours: a drawn-out "um" takes less."""
WORD_S = 1.2
"""Seconds that one word stands for at most; what a network draws out over more was not heard. Ours."""
SILENCE_S = 0.5
"""Seconds of silence that word times are held to. Ours: shorter ones are within words and between them."""
SLACK_S = 0.1
"""Seconds by which the voice activity may be late at either end of speech: three of its frames."""
_LEAST_S = 0.06
"""Seconds of a word that must lie in speech for its times to be moved there."""


class Stretch(NamedTuple):
    """From when to when, in seconds from the beginning of the sound."""

    start_s: float
    end_s: float


def stretches(speech: Sequence[Stretch], sound_s: float) -> tuple[Stretch, ...]:
    """The sound in pieces of ``LONGEST_S`` at most, cut in silences; all of ``speech`` is in one of them.

    ``speech``: when somebody speaks, in order, each run no longer than ``LONGEST_S``; ``sound_s``: length of the sound.
    Where a piece is full, the longest pause of its second half ends it.
    """
    pieces: list[Stretch] = []
    first = 0
    while first < len(speech):
        end = _full(speech, first)
        pieces.append(Stretch(speech[first].start_s, speech[end - 1].end_s))
        first = end
    return _padded(pieces, sound_s)


def within(piece: Stretch, speech: Sequence[Stretch]) -> list[Stretch]:
    """The runs of ``speech`` as far as they lie in ``piece``."""
    cut = [Stretch(max(run.start_s, piece.start_s), min(run.end_s, piece.end_s)) for run in speech]
    return [run for run in cut if run.end_s > run.start_s]


def unheard(piece: Stretch, speech: Sequence[Stretch], said: Sequence[Said]) -> list[Stretch]:
    """Where somebody speaks in ``piece`` for ``UNHEARD_S`` or more and no word of ``said`` stands."""
    runs = within(piece, speech)
    starts = [*(word.start_s for word in said), piece.end_s]
    ends = [piece.start_s, *(min(word.end_s, word.start_s + WORD_S) for word in said)]
    found = []
    for begin, end in zip(itertools.accumulate(ends, max), starts, strict=True):
        left = within(Stretch(begin, end), runs)
        if sum(run.end_s - run.start_s for run in left) >= UNHEARD_S:
            found.append(Stretch(left[0].start_s, left[-1].end_s))
    return found


def in_speech(said: Sequence[Said], speech: Sequence[Stretch]) -> list[Said]:
    """``said`` in order of time, no word before the end of the one before it, none reaching into a silence.

    A word over both ends of a silence goes to the side that holds more of it; one that lies in a silence altogether
    stays, since the voice activity errs too.
    """
    silences = _silences(speech)
    words = sorted(said, key=lambda w: w.start_s)
    nexts = [*(word.start_s for word in words[1:]), math.inf]
    made = []
    for word, after in zip(words, nexts, strict=False):
        start, end = _moved(word.start_s, max(word.start_s, min(word.end_s, after)), silences)
        made.append(dataclasses.replace(word, start_s=round(start, 2), end_s=round(end, 2)))
    return made


def _full(speech: Sequence[Stretch], first: int) -> int:
    """The run that begins the next piece after the one that begins with ``first``."""
    begin = speech[first].start_s
    end = first + 1
    while end < len(speech) and speech[end].end_s - begin <= LONGEST_S:
        if _pause(speech, end) >= APART_S:
            return end
        end += 1
    if end == len(speech) or _pause(speech, end) >= APART_S:
        return end
    late = [k for k in range(first + 1, end + 1) if speech[k - 1].end_s - begin >= LONGEST_S / 2]
    return max(late, key=lambda k: (_pause(speech, k), k), default=end)


def _pause(speech: Sequence[Stretch], at: int) -> float:
    """Seconds of silence before the run ``at``."""
    return speech[at].start_s - speech[at - 1].end_s


def _padded(pieces: Sequence[Stretch], sound_s: float) -> tuple[Stretch, ...]:
    """With silence around them, half of what lies between two at most."""
    edges = [0.0, *itertools.chain.from_iterable(pieces), sound_s]
    room = [max(0.0, b - a) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    room[1:-1] = [r / 2 for r in room[1:-1]]
    return tuple(
        Stretch(piece.start_s - min(PAD_S, before), piece.end_s + min(PAD_S, after))
        for piece, before, after in zip(pieces, room, room[1:], strict=False)
    )


def _silences(speech: Sequence[Stretch]) -> list[Stretch]:
    """What lies before, between and after runs of speech, where it is long enough to hold word times to."""
    ends = [-math.inf, *(run.end_s + SLACK_S for run in speech)]
    starts = [*(run.start_s - SLACK_S for run in speech), math.inf]
    gaps = (Stretch(a, b) for a, b in zip(ends, starts, strict=True))
    return [gap for gap in gaps if gap.end_s - gap.start_s >= SILENCE_S - 2 * SLACK_S]


def _moved(start: float, end: float, silences: Sequence[Stretch]) -> tuple[float, float]:
    """The times of a word, out of the silences that it reaches into."""
    at = bisect.bisect_right(silences, start, key=lambda s: s.end_s)
    while at < len(silences) and silences[at].start_s < end:
        quiet = silences[at]
        before, after = quiet.start_s - start, end - quiet.end_s
        if max(before, after) < _LEAST_S:
            return start, end
        if before >= after:
            return start, quiet.start_s
        start = quiet.end_s
        at += 1
    return start, end
