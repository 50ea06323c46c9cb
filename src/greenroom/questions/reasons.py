"""What decided, in words: those that weighed most, and the nearest question that is known."""

from __future__ import annotations

import numpy as np

from greenroom.language.outputs import Floats
from greenroom.questions.classifier import Reading, Weighed
from greenroom.questions.words import COMMON

MOST = 3
"""Phrases that a reason names, at most."""
_LEAST_SHARE = 0.34
"""Of the weightiest word's weight, what another needs to be named too."""
_LEAST = 0.05
"""Weight (in log odds above the other competencies) below which no word decided."""


def deciding(weighed: Weighed, asked: Reading, label: str) -> tuple[str, ...]:
    """The words that spoke most for ``label`` against the others, as they stand in the question.

    Neighbours make one phrase. None for a competency that the classifier does not know.
    """
    if label not in weighed.labels or not asked.words:
        return ()
    added = weighed.by_word[weighed.labels.index(label)] - weighed.by_word.mean(axis=0)
    bare = np.array([word.text in COMMON or len(word.text) < 2 for word in asked.words])
    weight = np.where(bare, 0.0, added)
    least = max(_LEAST, _LEAST_SHARE * float(weight.max()))
    phrases = _phrases([at for at, w in enumerate(weight) if w >= least], weight)
    phrases.sort(key=lambda phrase: (-phrase[0], phrase[1]))
    return tuple(
        dict.fromkeys(asked.text[asked.words[first].start : asked.words[last].end] for _, first, last in phrases[:MOST])
    )


def told(words: tuple[str, ...], nearest: str) -> str:
    """``words`` and the nearest question as one clause, without a full stop."""
    quoted = [f"“{word}”" for word in words]
    listed = " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
    weighed = f"{listed} weighed most" if quoted else "the meaning as a whole, more than any one word"
    return f"{weighed}; the nearest question known for it is “{nearest}”" if nearest else weighed


def _phrases(places: list[int], weight: Floats) -> list[tuple[float, int, int]]:
    """Runs of neighbouring places: the weight of the heaviest word, first, last."""
    runs: list[tuple[float, int, int]] = []
    for at in places:
        if runs and runs[-1][2] == at - 1:
            heaviest, first, _ = runs[-1]
            runs[-1] = (max(heaviest, float(weight[at])), first, at)
        else:
            runs.append((float(weight[at]), at, at))
    return runs
