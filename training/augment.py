"""Changed copies of labelled answers whose labels follow from the change.

Three kinds: *surface* (punctuation dropped, typos, fillers, other pronouns: no label moves), *padded* (sentences that
show nothing, taken from other answers: no label moves) and *cut* (sentences taken out: what rested on them alone
goes, what cannot be known any more is left unknown). They teach that a finding stands on its sentences.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.constants import LABELS, SIGNALS, STAR
from training.data import Example, Gold, example_of, tag_targets, tokenise
from training.guide_examples import Case, guide_cases

LONG = 150
"""Word pieces from which a copy in several windows is made."""
FADED = 0.04
"""Chance left that a signal still shows when the sentences that raters marked for it are gone."""
FILLERS = ("um", "uh", "so", "yeah", "you know", "like", "er", "well", "right", "okay so", "I mean", "basically")
PRONOUNS = {
    "he": "she", "him": "her", "his": "her", "himself": "herself",
    "she": "he", "her": "his", "hers": "his", "herself": "himself",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the changed answer and the one it came from (``None``: from elsewhere)."""

    text: str
    origin: int | None


def rebuilt(gold: Gold, pieces: Sequence[Piece], mark: str) -> Example:
    """The answer made of ``pieces``; targets of what came along; what was added is no part of the story."""
    old = example_of(gold)
    before = [""] + [gold.answer["text"][a[1] : b[0]] for a, b in zip(old.sentences, old.sentences[1:], strict=False)]
    text, spans = "", list[tuple[int, int]]()
    for piece in pieces:
        gap = " " if piece.origin is None else before[piece.origin]
        text += (gap or " ") if text else ""
        spans.append((len(text), len(text) + len(piece.text)))
        text += piece.text
    made = Example(f"{gold.id}~{mark}", old.competency, text, spans)
    made.target_level = old.target_level
    tokenise(made)
    tag_targets(made, {})
    made.parts = np.zeros((len(pieces), len(STAR)), np.float32)
    made.evidence = np.where(np.isnan(old.evidence[:, :1]), np.nan, 0.0).repeat(len(pieces), 1).astype(np.float32)
    for at, piece in enumerate(pieces):
        made.parts[at] = np.eye(len(STAR))[STAR.index("O")]
        if piece.origin is not None:
            made.parts[at] = old.parts[piece.origin]
            made.evidence[:, at] = old.evidence[:, piece.origin]
    made.grades, made.presence = old.grades.copy(), old.presence.copy()
    made.level, made.verdict, made.story = old.level.copy(), old.verdict.copy(), old.story
    return made


def sentences(gold: Gold) -> list[str]:
    """The answer's sentences."""
    return [gold.answer["text"][a:b] for a, b in gold.answer["sentences"]]


def surface(gold: Gold, rng: random.Random) -> Example:
    """The same words, typed or heard worse."""
    changes: list[Callable[[str, random.Random], str]] = [unpunctuated, mistyped, filled, swapped]
    chosen = rng.sample(changes, rng.choice((1, 1, 2)))
    told = sentences(gold)
    for change in chosen:
        told = [change(s, rng) or s for s in told]
    return rebuilt(gold, [Piece(s, i) for i, s in enumerate(told)], "surface")


def unpunctuated(text: str, rng: random.Random) -> str:
    """As speech recognition writes it."""
    return re.sub(r"[,;:!?\"“”()]|\.(?!\d)|(?<=\s)[-–—](?=\s)", "", text).strip()


def mistyped(text: str, rng: random.Random) -> str:
    """About one word in twenty with two letters changed places, one left out or one doubled."""
    words = text.split(" ")
    for i, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and rng.random() < 0.05:
            at = rng.randrange(1, len(word) - 2)
            words[i] = rng.choice(
                (
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at + 1 :],
                    word[: at + 1] + word[at:],
                )
            )
    return " ".join(words)


def filled(text: str, rng: random.Random) -> str:
    """With the fillers of speech."""
    words = text.split(" ")
    for _ in range(1 + len(words) // 18):
        if rng.random() < 0.5:
            words.insert(rng.randrange(len(words)), rng.choice(FILLERS) + ",")
    return " ".join(words)


def swapped(text: str, rng: random.Random) -> str:
    """He for she and she for he."""

    def other(m: re.Match[str]) -> str:
        found = PRONOUNS[m.group().lower()]
        return found.capitalize() if m.group()[0].isupper() else found

    return re.sub(rf"\b({'|'.join(PRONOUNS)})\b", other, text, flags=re.IGNORECASE)


def padded(gold: Gold, bank: Sequence[str], rng: random.Random) -> Example:
    """With one to four sentences that show nothing."""
    pieces = [Piece(s, i) for i, s in enumerate(sentences(gold))]
    for text in rng.sample(bank, rng.choice((1, 2, 3, 4))):
        pieces.insert(rng.choice((0, len(pieces), rng.randrange(len(pieces) + 1))), Piece(text, None))
    return rebuilt(gold, pieces, "padded")


def cut(gold: Gold, rng: random.Random) -> Example | None:
    """Without the sentences of one signal, or without any result; ``None`` where nothing would be left."""
    labels = gold.labels
    options = [where for _, where in labels["signals"].values() if where]
    results = [i for i, letter in enumerate(labels["star"]) if letter in "RL"]
    ending = bool(results) and "A" in labels["star"] and "no-resolution" not in labels["red_flags"]
    if ending and (not options or rng.random() < 0.25):
        return without(gold, set(results), ended=False)
    return without(gold, set(rng.choice(options)), ended=True) if options else None


def without(gold: Gold, gone: set[int], ended: bool) -> Example | None:
    """The answer without the sentences ``gone``; ``ended``: whether its outcome is still told."""
    told = sentences(gold)
    kept = [Piece(s, i) for i, s in enumerate(told) if i not in gone]
    if len(kept) < 2:
        return None
    made = rebuilt(gold, kept, "cut")
    made.level[:] = np.nan
    made.verdict[:] = np.nan
    judged = {**{n: w for n, (_, w) in gold.labels["signals"].items()}}
    for name in SIGNALS[made.competency]:
        at, where = LABELS.index(name), set(judged.get(name, ()))
        if where & gone:
            left = where - gone
            made.grades[at] = np.array([np.nan, np.nan]) if left else np.array([FADED, 0.0])
    for name, at in ((n, LABELS.index(n)) for n in LABELS):
        if np.isnan(made.presence[at]):
            continue
        where = set(gold.labels["disqualifiers"].get(name, gold.labels["red_flags"].get(name, [])))
        if made.presence[at] >= 0.5 and where and not where & gone:
            continue  # it stands on what is still there
        made.presence[at] = FADED if where and where <= gone else np.nan
    if not ended:
        made.presence[LABELS.index("no-resolution")] = 1.0 - FADED
    return made


TRUISMS = """
The office is on the third floor and has a nice view.
It was a sunny day in spring, I remember that.
Communication is the most important thing in any team.
Every company is different, and every day is different.
Our building had been renovated the year before.
I have always been interested in technology.
As they say, Rome was not built in a day.
The coffee machine was right next to our desks.
I started in that job after my studies.
There were people of many nationalities in our company.
In this industry things move very fast.
At the end of the day we are all human beings.
I like challenges and I like to learn new things.
Our company was founded in the eighties by two brothers.
We used the usual tools that everybody uses.
It was one of those typical projects.
Quality is very important today, more than ever.
The customer is king, that is clear.
You can only win together, that is my opinion.
I could talk about this for hours.
That year was very interesting for me in many ways.
Teamwork makes the dream work.
Our stand-up was every morning at half past nine.
The cafeteria there was really good, by the way.
In life one never stops learning.
I think everybody has been in such a situation once.
The world is changing and we must change with it.
Trust is the foundation of every good cooperation.
There is always more than one side to a story.
My desk was next to the window.
The company has offices in several cities.
I take the train to work, it takes half an hour.
Leadership is a journey and not a destination.
I am a person who likes to be busy.
We had just moved to a new floor.
A good plan is half of the work.
It was in the time before summer holidays.
Passion is what drives me every single day.
I believe in honesty and hard work.
The market was difficult in those years.
"""
"""Sentences that show nothing: scene-setting and things that everybody says."""
INSERTED = (
    "disrespectful",
    "no-commitment",
    "manager-assigned",
    "escalation-without-solution",
    "blaming",
    "hedging",
    "vague-language",
    "passive-voice",
    "no-self-awareness",
)


def inserted(gold: Gold, cases: Sequence[Case], rng: random.Random) -> Example | None:
    """With a guide's example that shows a label which the answer does not show."""
    labels = gold.labels
    have = {*labels["signals"], *labels["disqualifiers"], *labels["red_flags"]}
    mine = [c for c in cases if c.competency == gold.answer["competency"] and c.label not in have]
    if not mine or not set(labels["star"]) & set("AR"):
        return None
    label = rng.choice(sorted({c.label for c in mine}))
    case = rng.choice([c for c in mine if c.label == label])
    pieces = [Piece(s, i) for i, s in enumerate(sentences(gold))]
    acts = [i for i, letter in enumerate(labels["star"]) if letter in "AR"]
    at = rng.choice(acts) + 1
    pieces.insert(at, Piece(case.text, None))
    made = rebuilt(gold, pieces, "inserted")
    column = LABELS.index(label)
    made.parts[at] = np.nan
    made.evidence[:, at] = np.nan
    made.evidence[column, at] = 1.0
    if label in SIGNALS[made.competency]:
        made.grades[column] = [1 - FADED, 0.9 if case.grade == 2 else 0.1]
    else:
        made.presence[column] = 1 - FADED
    made.level[:] = np.nan
    made.verdict[:] = np.nan
    return made


def windowed(golds: Sequence[Gold], seed: int = 5) -> list[Example]:
    """Copies read in two to four windows, as answers of more than 510 pieces are, of which there are few to learn from.

    Only of answers of at least ``LONG`` pieces; without them the end of a window is read as the end of the story.
    """
    made = []
    for gold in golds:
        copy = rebuilt(gold, [Piece(s, i) for i, s in enumerate(sentences(gold))], "windowed")
        length = sum(len(w) - 2 for w in copy.windows)
        if length >= LONG:
            tokenise(copy, round(length * random.Random(f"{seed} {gold.id}").uniform(0.3, 0.65)))
            tag_targets(copy, {})
            made.append(copy)
    return made


def bank_of(golds: Sequence[Gold]) -> list[str]:
    """Sentences that raters called neither part of the story nor evidence of anything."""
    found = []
    for gold in golds:
        labels = gold.labels
        used = {i for _, where in labels["signals"].values() for i in where}
        used |= {i for kind in ("disqualifiers", "red_flags") for where in labels[kind].values() for i in where}
        told = sentences(gold)
        story = set(labels["star"]) & set("AR")
        found += [
            s for i, s in enumerate(told) if story and labels["star"][i] == "O" and i not in used and len(s.split()) > 2
        ]
    return sorted({*found, *TRUISMS.strip().splitlines()})


CASES = [
    c
    for c in guide_cases()
    if c.found
    and c.grade == 2
    and len(c.text.split()) < 45
    and (c.label in SIGNALS[c.competency] or c.label in INSERTED)
]


def augmented(golds: Sequence[Gold], bank: Sequence[str], copies: int, seed: int) -> list[Example]:
    """``copies`` changed copies of every answer, of mixed kinds; those of one answer do not depend on the others."""
    made: list[Example] = []
    for gold in golds:
        rng = random.Random(f"{seed} {gold.id}")
        for _ in range(copies):
            kind = rng.choice(("surface", "padded", "cut", "cut", "inserted"))
            if kind in ("cut", "inserted"):
                copy = cut(gold, rng) if kind == "cut" else inserted(gold, CASES, rng)
                made += [copy] if copy is not None else []
            else:
                made.append(surface(gold, rng) if kind == "surface" else padded(gold, bank, rng))
    return made
