"""When somebody speaks and when their turn has ended: a pure function of each frame's probability of speech.

The model that gives the probabilities is elsewhere (``voice.py``); here is only what they mean. A turn begins with
speech that lasts, bridges pauses, and ends once nobody has spoken for some seconds.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import NamedTuple

FRAME_S = 0.032
"""Seconds of one frame: 512 samples at 16 kHz, what the voice activity model reads at a time."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TurnRule:
    """What counts as a turn.

    ``end_s``: seconds without speech that end it; ``begin_s``: seconds of speech that begin it, so that a cough does
    not; ``speech``: probability from which a frame is speech; ``quiet``: probability below which speech has stopped.
    The two probabilities are those that the makers of the model use (0.5, and 0.15 less); ``begin_s`` is ours.
    """

    end_s: float = 3.0
    begin_s: float = 0.2
    speech: float = 0.5
    quiet: float = 0.35
    frame_s: float = FRAME_S

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a rule that no sound could follow."""
        if not (self.end_s > 0 and self.begin_s >= 0 and self.frame_s > 0 and 0 < self.quiet <= self.speech <= 1):
            raise ValueError(f"no rule for turns: {self}")


class Turn(NamedTuple):
    """Seconds from the beginning of the sound: of the first frame of speech, and the end of the last."""

    start_s: float
    end_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class Listening:
    """How far a sound has been heard, in frames: all of them, where the speech at hand began, where it last was.

    ``begun`` is ``None`` while nobody speaks; ``speaking`` says whether the last frame was speech; ``turn`` whether
    the speech has lasted long enough to be a turn; ``run`` counts the frames of speech in it.
    """

    heard: int = 0
    begun: int | None = None
    last: int = 0
    run: int = 0
    speaking: bool = False
    turn: bool = False


def step(state: Listening, probability: float, rule: TurnRule) -> tuple[Listening, Turn | None]:
    """The state after one more frame, and the turn that ended with it, if one did."""
    at = state.heard
    # A frame without a probability (NaN) is no speech.
    speaks = probability >= (rule.quiet if state.speaking else rule.speech)
    if speaks:
        begun = at if state.begun is None else state.begun
        run = state.run + 1
        turn = state.turn or run >= _frames(rule.begin_s, rule)
        return Listening(at + 1, begun, at + 1, run, True, turn), None
    if state.begun is None:
        return Listening(at + 1), None
    quiet = at + 1 - state.last
    if not state.turn and quiet >= _frames(rule.begin_s, rule):
        return Listening(at + 1), None
    if quiet >= _frames(rule.end_s, rule):
        return Listening(at + 1), _turn(state, rule)
    return dataclasses.replace(state, heard=at + 1, speaking=False), None


def finish(state: Listening, rule: TurnRule) -> Turn | None:
    """The turn that was still going on when the sound ended, if one was."""
    return _turn(state, rule) if state.turn else None


def turns(probabilities: Iterable[float], rule: TurnRule | None = None) -> tuple[Turn, ...]:
    """Every turn in the sound, in order; between two of them nobody spoke for ``rule.end_s`` seconds or longer."""
    rule = rule or TurnRule()
    state, found = Listening(), []
    for probability in probabilities:
        state, ended = step(state, probability, rule)
        if ended:
            found.append(ended)
    last = finish(state, rule)
    return (*found, last) if last else tuple(found)


def _frames(seconds: float, rule: TurnRule) -> int:
    """Whole frames that last at least so long, one at least."""
    return max(1, math.ceil(round(seconds / rule.frame_s, 6)))


def _turn(state: Listening, rule: TurnRule) -> Turn | None:
    if not state.turn or state.begun is None:
        return None
    return Turn(round(state.begun * rule.frame_s, 3), round(state.last * rule.frame_s, 3))
