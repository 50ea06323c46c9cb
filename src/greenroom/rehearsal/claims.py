"""What is claimed of who began and who decided, in so many words, and where a reply claims the opposite.

Figures are compared in ``notice.py``; this is about whose idea it was, whether it was assigned, and whose call it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from greenroom.language.parsed import Sentence
from greenroom.rehearsal.values import Notice

Side = Literal["mine", "theirs"]

_CHIEF = (
    r"(?:my|our|the) (?:\w+ ){0,2}(?:manager|lead|leader|boss|supervisor|director|head|chief|mentor|vp|cto|ceo|owner|"
    r"principal|foreman|professor|council|board|management)"
)
_TASK = (
    r"(?:look|check|review|evaluate|assess|investigate|compare|analy[sz]e|examine|verify|find|dig|"
    r"take (?:care|over|it)|handle|fix|do (?:it|this|that)|work on|speak for|represent)"
)
_THEY = rf"(?:he|she|they|{_CHIEF})"

_CLAIMS: tuple[tuple[str, Side, str], ...] = (
    ("who began it", "mine", r"\b(?:nobody|no one|no-one) (?:had |has |ever )*(?:asked|told|sent|set|assigned) me\b"),
    ("who began it", "mine", r"\bon my own (?:initiative|account)\b|\bof my own accord\b|\bunasked\b"),
    ("who began it", "mine", r"\b(?:was|were) (?:entirely |all )?my (?:own )?(?:idea|suggestion|initiative)\b"),
    ("who began it", "mine", r"\b(?:I|it|that) was(?: not|n't|n’t) (?:asked|told|assigned|tasked)\b"),
    (
        "who began it",
        "theirs",
        rf"\b{_THEY} (?:had |then |also )*(?:asked|told|tasked|instructed|wanted) me to {_TASK}\b",
    ),
    ("who began it", "theirs", rf"\bI (?:was|had been) (?:asked|told|tasked|instructed) to {_TASK}\b"),
    ("who began it", "theirs", r"\b(?:was|had been) (?:assigned|handed|given) to me\b|\bput me on (?:it|this|that)\b"),
    ("who began it", "theirs", r"\b(?:gave|handed|assigned) me (?:the|this|that|a) (?:task|job|ticket|assignment)\b"),
    ("who began it", "theirs", r"\bput (?:it|this|that) on my (?:list|plate|desk)\b"),
    ("who began it", "theirs", r"\b(?:it|that|this) was (?:his|her|their|my \w+(?:'s|’s)) (?:idea|suggestion)\b"),
    ("who decided", "mine", r"\bI (?:alone )?(?:made|took) the (?:final |last )?(?:call|decision)\b"),
    ("who decided", "mine", r"\b(?:it|that|this|the (?:call|decision)) was (?:mine|my (?:own )?(?:call|decision))\b"),
    (
        "who decided",
        "mine",
        r"\bI (?:had|have) the (?:final|last) (?:word|say)\b|\bI decided (?:it )?(?:alone|myself)\b",
    ),
    ("who decided", "theirs", rf"\b{_THEY} (?:\w+ )?(?:made|took) the (?:final |last )?(?:call|decision)\b"),
    ("who decided", "theirs", rf"\b(?:it|that|this|the (?:call|decision)) was (?:his|hers|theirs|{_CHIEF}(?:'s|’s))\b"),
    ("who decided", "theirs", r"\b(?:it|that|this) was (?:his|her|their) (?:call|decision)\b"),
    ("who decided", "theirs", rf"\b{_THEY} had the (?:final|last) (?:word|say)\b"),
    ("who decided", "theirs", r"\b(?:was|had been) (?:already )?decided (?:above|over) (?:me|us|my head)\b"),
)
"""What about, whose it was said to be, and the words for it."""
_TABLE = tuple((about, side, re.compile(pattern, re.IGNORECASE)) for about, side, pattern in _CLAIMS)
_DENIED = re.compile(r"\b(?:not|never|nobody|no one|no-one)\b|n['’]t\b", re.IGNORECASE)


class Claim(NamedTuple):
    """Whose something was said to be: ``about`` who began or who decided, and the sentence that says so."""

    about: str
    side: Side
    sentence: Sentence


def claims_of(sentences: Sequence[Sentence]) -> list[Claim]:
    """The claims in these sentences, in order; none that is denied in its own sentence."""
    made = []
    for sentence in sentences:
        for about, side, words in _TABLE:
            found = words.search(sentence.text)
            if found and not (side == "theirs" and _DENIED.search(sentence.text[: found.end()])):
                made.append(Claim(about, side, sentence))
    return made


def clash(sentences: Sequence[Sentence], last: int) -> Notice | None:
    """The first claim of a reply, which begins at ``last``, that goes against one made before; none where none does."""
    before = claims_of([s for s in sentences if s.span.start < last])
    for now in claims_of([s for s in sentences if s.span.start >= last]):
        other = next((b for b in before if b.about == now.about and b.side != now.side), None)
        if other is not None:
            return Notice(kind="contradiction", now=now.sentence.text, before=other.sentence.text, about=now.about)
    return None
