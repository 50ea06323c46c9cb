"""Which competency a question asks about: words and meaning weighed, what decided, and what it is confused with.

``recognise`` is the way in. The classifier is fitted by ``python -m training.questions``;
competencies that it has never seen are recognised by their own questions and definition.
"""

from __future__ import annotations

from greenroom.questions.classifier import NOT_BEHAVIOURAL
from greenroom.questions.lines import LONGEST, checked, questions_in
from greenroom.questions.recognition import UNKNOWN, Confused, Ranked, Recognition, recognise

__all__ = [
    "LONGEST",
    "NOT_BEHAVIOURAL",
    "UNKNOWN",
    "Confused",
    "Ranked",
    "Recognition",
    "checked",
    "questions_in",
    "recognise",
]
