"""How an answer was spoken: pace, long pauses, fillers, restarts; pure, from timed words.

Seconds of each part are ``review.timing``'s; this is what the words alone tell.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import msgspec

from greenroom.model import Answer, Delivery, Finding, Pause, Span, TimedWord

LONG_PAUSE_S = 2.0
"""Seconds between two words from which a pause is told of. Ours: a breath and a thought take less."""
USUAL_PACE = (130.0, 160.0)
"""Words a minute at which people speak (several sources, see docs/voice.md)."""
PACE_SLACK = 20.0
"""Words a minute beyond the usual pace before it is worth a note. Ours."""
HARMLESS_FILLERS = 5.0
"""Fillers a minute up to which no harm was measured (Laske 2024, as told by a secondary source: docs/voice.md)."""
HARMFUL_FILLERS = 12.0
"""Fillers a minute from which they harmed how a speaker was rated (the same)."""
FLAG = "fillers"
"""Id of the red flag; no guide has one of this name."""
JUDGE = "delivery"
"""What the red flag names as its judge."""
_PAUSES_TOLD = 3

_HESITATION = re.compile(r"(?:u+h*m+|u+h+|e+r+m*|a+h+|h+m+|m+h*m+|eh)", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{_HESITATION.pattern}\b[,.…]*\s+)+", re.IGNORECASE)
_SET_OFF = (("you", "know"), ("i", "mean"), ("like",))
"""Phrases that fill only where commas set them off on both sides."""
_EDGES = re.compile(r"^\W+|\W+$")
_ENDS = re.compile(r"[.!?;:…][\"'”’)\]]*$")
_CUT_OFF = re.compile(r"\w[-–—]$")
_TWICE = "again bye had ha long many more much no really so that very well yeah yes"
_MEANT_TWICE = frozenset(_TWICE.split())
"""Words that people say twice on purpose, or rightly."""
_LONGEST_REPEAT = 4


def begun_clean(sentence: str) -> str:
    """The sentence from its first word that is no hesitation on; itself where it is nothing else."""
    found = _OPENING.match(sentence)
    return sentence[found.end() :] if found and found.end() < len(sentence) else sentence


def spoken_seconds(words: Sequence[TimedWord], text: str) -> float:
    """Seconds from the first word to the last, less the turns of somebody else (blank lines in the text)."""
    if not words:
        return 0.0
    others = sum(b.start_s - a.end_s for a, b in itertools.pairwise(words) if _other_spoke(a, b, text))
    return max(0.0, words[-1].end_s - words[0].start_s - max(0.0, others))


def pace(words: Sequence[TimedWord], text: str) -> float:
    """Words a minute, pauses included; 0 where no time passed."""
    seconds = spoken_seconds(words, text)
    return 60 * len(words) / seconds if seconds > 0 else 0.0


def delivery_of(answer: Answer, least_s: float) -> Delivery | None:
    """What the timed words of ``answer`` tell; ``None`` where it has none.

    ``least_s``: seconds that the answer must last before a rate says anything (notes of a shorter one name places
    only, never a rate).
    """
    if not answer.words:
        return None
    seconds = spoken_seconds(answer.words, answer.text)
    fillers = _fillers(answer)
    rate = 60 * len(fillers) / seconds if seconds > 0 else 0.0
    made = Delivery(
        seconds=round(seconds, 1),
        words_per_minute=round(pace(answer.words, answer.text), 1),
        pauses=_pauses(answer),
        fillers=fillers,
        fillers_per_minute=round(rate, 1),
        restarts=_restarts(answer, fillers),
    )
    notes = (*(_rates(made) if seconds >= least_s else ()), *_places(made, answer.text))
    return msgspec.structs.replace(made, notes=notes)


def flag_of(delivery: Delivery | None, least_s: float) -> Finding | None:
    """The red flag for fillers, only where there are so many that they harm, and never of a short answer."""
    if delivery is None or delivery.seconds < least_s or delivery.fillers_per_minute < HARMFUL_FILLERS:
        return None
    return Finding(
        kind="red_flag",
        id=FLAG,
        grade=1,
        spans=delivery.fillers,
        reason=(
            f"{delivery.fillers_per_minute:.0f} fillers a minute: so many that listeners rate a speaker lower. "
            "Be silent where you look for a word."
        ),
        judge=JUDGE,
        strongest=delivery.fillers[0],
    )


def _other_spoke(before: TimedWord, after: TimedWord, text: str) -> bool:
    return "\n\n" in text[before.span.end : after.span.start]


def _bare(word: str) -> str:
    return _EDGES.sub("", word).lower().replace("’", "'")


def _words(answer: Answer) -> list[str]:
    return [answer.text[w.span.start : w.span.end] for w in answer.words]


def _fillers(answer: Answer) -> tuple[Span, ...]:
    words = _words(answer)
    bare = [_bare(w) for w in words]
    found = []
    for k, word in enumerate(bare):
        if _HESITATION.fullmatch(word):
            found.append(answer.words[k].span)
            continue
        for phrase in _SET_OFF:
            end = k + len(phrase)
            off = k > 0 and words[k - 1].endswith(",") and words[end - 1 : end] and words[end - 1].endswith(",")
            if off and tuple(bare[k:end]) == phrase:
                found.append(Span(answer.words[k].span.start, answer.words[end - 1].span.end))
    return tuple(found)


def _pauses(answer: Answer) -> tuple[Pause, ...]:
    return tuple(
        Pause(span=Span(a.span.end, b.span.start), at_s=round(a.end_s, 1), seconds=round(b.start_s - a.end_s, 1))
        for a, b in itertools.pairwise(answer.words)
        if b.start_s - a.end_s >= LONG_PAUSE_S and not _other_spoke(a, b, answer.text)
    )


def _restarts(answer: Answer, fillers: Sequence[Span]) -> tuple[Span, ...]:
    """What was begun and said again or given up: repeated words, and words cut off with a dash."""
    filled = {at for span in fillers for at in range(span.start, span.end)}
    timed = [
        (w.span, word)
        for w, word in zip(answer.words, _words(answer), strict=True)
        if w.span.start not in filled and any(c.isalnum() for c in word)
    ]
    bare = [_bare(word) for _, word in timed]
    found: list[Span] = []
    k = 0
    while k < len(timed):
        length = next((n for n in range(_LONGEST_REPEAT, 0, -1) if _repeats(timed, bare, k, n)), 0)
        if length:
            found.append(Span(timed[k][0].start, timed[k + length - 1][0].end))
        elif _CUT_OFF.search(timed[k][1]):
            found.append(timed[k][0])
        k += length or 1
    return tuple(found)


def _repeats(timed: Sequence[tuple[Span, str]], bare: Sequence[str], at: int, count: int) -> bool:
    first, again = bare[at : at + count], bare[at + count : at + 2 * count]
    if first != again or (count == 1 and first[0] in _MEANT_TWICE) or any(w[0].isdigit() for w in first):
        return False
    # "It worked. It worked for years." is a sentence that begins as the one before it.
    return not any(_ENDS.search(word) for _, word in timed[at : at + count])


def _rates(made: Delivery) -> list[str]:
    notes = []
    slow, quick = USUAL_PACE
    if made.words_per_minute < slow - PACE_SLACK or made.words_per_minute > quick + PACE_SLACK:
        which = "slow" if made.words_per_minute < slow else "fast"
        notes.append(
            f"{made.words_per_minute:.0f} words a minute is {which}; most people speak {slow:.0f} to {quick:.0f}."
        )
    if made.fillers:
        rate = f"{len(made.fillers)} {_plural('filler', len(made.fillers))}, {made.fillers_per_minute:.1f} a minute"
        if made.fillers_per_minute <= HARMLESS_FILLERS:
            notes.append(f"{rate}: up to about {HARMLESS_FILLERS:.0f} do no harm.")
        else:
            notes.append(f"{rate}: more than the {HARMLESS_FILLERS:.0f} or so that go unnoticed; pause instead.")
    return notes


def _places(made: Delivery, text: str) -> list[str]:
    notes = []
    longest = sorted(made.pauses, key=lambda p: (-p.seconds, p.at_s))[:_PAUSES_TOLD]
    if longest:
        told = "; ".join(
            f"{p.seconds:.1f} s at {_clock(p.at_s)} after “{_last_words(text[: p.span.start])}”"
            for p in sorted(longest, key=lambda p: p.at_s)
        )
        more = len(made.pauses) - len(longest)
        head = f"{len(made.pauses)} long {_plural('pause', len(made.pauses))}"
        notes.append(f"{head}{', the longest' if more else ''}: {told}.")
    if made.restarts:
        quoted = ", ".join(f"“{' '.join(text[s.start : s.end].split())}”" for s in made.restarts[:_PAUSES_TOLD])
        notes.append(f"{len(made.restarts)} {_plural('restart', len(made.restarts))}, such as {quoted}.")
    return notes


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _last_words(text: str) -> str:
    return " ".join(text.split()[-3:])
