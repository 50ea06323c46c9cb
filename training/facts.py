"""Stories with what is said of each fact, and the pieces of interview that are put together of them.

A fragment of ``data/facts`` says that a fact holds (``yes``), that it does not (``no``), leaves it open when asked
(``dodge``), or mentions unasked that it does not hold (``aside``). A piece is a question and what is answered: one
fragment or several, with which entries of the guide it shows and which it rules out. ``training/listener.py`` is fitted
on them.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.rehearsal.classics import probe_of, probes_of
from greenroom.rehearsal.evidence import kinds_of
from training.constants import DATA

FOLDER = DATA / "facts"
FORMS = ("yes", "no", "dodge", "aside")

ASKED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "have-backbone": {
        "heard-and-considered": ("respect",), "what-evidence": ("data",), "after-the-decision": ("commit",),
        "what-changed": ("number",), "how-it-began": ("start", "beyond"), "do-differently": ("insight",),
        "what-did-you-do": ("start", "respect"), "how-do-you-know": ("data", "number"), "manager-said": ("start",),
        "how-it-ended": ("commit", "number"),
    },
    "highest-standards": {
        "convince-others": ("held",), "weigh-the-delay": ("cost",), "keep-it-away": ("hands",),
        "measure-the-gain": ("number",), "own-part": ("hands",), "who-started": ("start", "beyond"),
        "what-did-you-do": ("hands",), "how-do-you-know": ("number",), "manager-said": ("start",),
        "do-differently": ("insight",), "how-it-ended": ("number",),
    },
}  # fmt: skip
"""Which facts a probe asks for."""
SAYS: Mapping[str, Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "have-backbone": {
        "start": (("spoke-up",), ("manager-assigned",)), "data": (("data-backed",), ("emotional-disagreement",)),
        "respect": (("respectful-challenge",), ("disrespectful",)), "commit": (("committed",), ("no-commitment",)),
        "number": (("quantified-impact",), ("no-quantified-impact",)), "beyond": (("beyond-scope",), ()),
        "insight": ((), ("no-self-awareness",)), "blame": ((), ("blaming",)), "effect": ((), ("no-impact",)),
        "ended": ((), ("no-resolution",)),
    },
    "highest-standards": {
        "start": (("noticed-gap",), ("manager-assigned",)), "held": (("refused-to-ship", "despite-resistance"), ()),
        "hands": (("hands-on-fix",), ("escalation-without-solution",)),
        "number": (("quantified-impact",), ("no-quantified-impact",)), "cost": (("trade-offs",), ()),
        "beyond": ((), ("own-codebase-only",)), "insight": ((), ("no-self-awareness",)),
        "blame": ((), ("blaming",)), "effect": ((), ("effort-without-impact",)), "ended": ((), ("no-resolution",)),
    },
}  # fmt: skip
"""What a fact shows where it holds, and where it does not. ``blame`` (fair to the others), ``effect`` (one is named,
without a figure) and ``ended`` (it is told how it came out) are told by some stories only."""
TELLS = {"effect": frozenset({"number"}), "ended": frozenset({"number", "commit"})}
"""Facts that tell of these others as well, so that they are not put together."""
IN_FIGURES = {"have-backbone": "what-changed", "highest-standards": "measure-the-gain"}
"""The probe that asks for figures."""
RULED_OUT: Mapping[str, Mapping[str, Sequence[str]]] = {
    "have-backbone": {"number": ("no-impact", "no-resolution"), "commit": ("no-resolution",)},
    "highest-standards": {
        "number": ("effort-without-impact", "no-resolution"), "hands": ("no-individual-contribution",),
    },
}  # fmt: skip
"""What else a fact rules out where it holds: faults that are something left out, which no fragment shows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """A story of one writer; ``facts``: to each fact its fragments by form. Some tell not all facts of the guide."""

    id: str
    writer: str
    guide: str
    opening: str
    facts: Mapping[str, Mapping[str, Sequence[str]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A question and what is answered.

    ``strong``: whether an interviewer calls it strong, none where that may be seen either way or nothing was asked;
    ``shown``, ``denied``: entries that it shows, that it leaves out or rules out in so many words; ``known``: entries
    of which ``shown`` and ``denied`` speak at all. ``group``: pieces of one story share it.
    """

    id: str
    group: str
    writer: str
    question: str
    text: str
    strong: bool | None
    shown: frozenset[str]
    denied: frozenset[str]
    known: frozenset[str]


def stories(writers: Sequence[str] = ()) -> list[Story]:
    """The stories of these writers, or of all, in the order of the files; raises ``ValueError`` with its place."""
    made = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        if writers and file.stem not in writers:
            continue
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if set(row["facts"]) - set(SAYS[row["guide"]]) or any(set(f) - set(FORMS) for f in row["facts"].values()):
                raise ValueError(f"{file.name}:{n}: facts and forms are not those of {row['guide']}")
            made.append(Story(row["id"], file.stem, row["guide"], row["opening"], row["facts"]))
    return made


def settled(guide: str, facts: Mapping[str, bool]) -> tuple[frozenset[str], frozenset[str]]:
    """What facts that hold or do not hold show, and what they leave or rule out."""
    shown: set[str] = set()
    denied: set[str] = set()
    for fact, holds in facts.items():
        there, against = SAYS[guide][fact]
        shown.update(there if holds else against)
        denied.update(against if holds else there)
        denied.update(RULED_OUT[guide].get(fact, ()) if holds else ())
    return frozenset(shown), frozenset(denied)


def known_of(guide: str) -> frozenset[str]:
    """Every entry that some fact speaks of."""
    return frozenset(i for there, against in SAYS[guide].values() for i in (*there, *against))


def left_out(guide: str) -> frozenset[str]:
    """The faults of :data:`RULED_OUT`."""
    return frozenset(i for ids in RULED_OUT[guide].values() for i in ids)


def pieces(told: Iterable[Story], seed: int = 0) -> list[Piece]:
    """The pieces of all stories; the same for the same stories and seed."""
    return [piece for story in told for piece in _pieces(story, seed)]


def _pieces(story: Story, seed: int) -> Iterator[Piece]:
    guide = load_guide(story.guide)
    rng = random.Random(hashlib.sha256(f"{seed} {story.id}".encode()).digest())
    count = 0

    def piece(question: str, texts: Sequence[str], facts: Mapping[str, bool], strong: bool | None) -> Piece:
        nonlocal count
        count += 1
        shown, denied = settled(story.guide, facts)
        text = " ".join(t.strip() for t in texts)
        if facts.get("effect") is False:
            denied |= {"quantified-impact"}
        known = known_of(story.guide) - _unsaid(story, facts, strong) | shown | denied
        return Piece(f"{story.id}/{count}", story.id, story.writer, question, text, strong, shown, denied, known)

    for ident, asked in ASKED[story.guide].items():
        if not set(asked) <= set(story.facts):
            continue
        probe = probe_of(guide, ident)
        assert probe is not None
        for texts, facts, strong in (*_replies(story, ident, rng), *_beside(story, guide, ident, rng)):
            yield piece(probe.question, texts, facts, strong)
    for ident, (texts, facts, strong) in _more(story, rng):
        probe = probe_of(guide, ident)
        assert probe is not None
        yield piece(probe.question, texts, facts, strong)
    for texts, facts in _openings(story, rng):
        yield piece(guide.question, texts, facts, None)
    for probe, text in zip(rng.sample(probes_of(guide), 2), rng.sample(nothing(), 2), strict=True):
        yield piece(probe.question, [text], {}, False)


def _unsaid(story: Story, facts: Mapping[str, bool], strong: bool | None) -> set[str]:
    """Entries of which a piece with these facts may speak, but its writer was not asked whether it does."""
    made = {"no-individual-contribution"} if facts.get("hands") is False else set()
    if "blame" not in story.facts and not all(facts.values()):
        made.add("blaming")
    if facts == {"blame": False}:
        made.add("no-self-awareness")
    if facts.get("effect") is False and "number" not in facts:
        made.add("no-quantified-impact")
    if strong is None or not facts:
        made |= left_out(story.guide)
    return made


Said = tuple[list[str], dict[str, bool], bool | None]


def _replies(story: Story, probe: str, rng: random.Random) -> Iterator[Said]:
    """Replies that speak of what was asked, or dodge it."""
    asked = ASKED[story.guide][probe]
    for holds in (True, False):
        told = [story.facts[f]["yes" if holds else "no"] for f in asked]
        for n in range(max(map(len, told))):
            yield [texts[n % len(texts)] for texts in told], dict.fromkeys(asked, holds), holds
    for fact in asked:
        yield [story.facts[fact]["dodge"][0]], {}, False
    if len(asked) > 1:
        first, second = asked
        for a, b in ((True, False), (False, True)):
            texts = [rng.choice(story.facts[f]["yes" if h else "no"]) for f, h in ((first, a), (second, b))]
            yield texts, {first: a, second: b}, None if a and second == "beyond" else False if not a else None
        for fact in asked:
            holds = rng.random() < 0.5
            alone = None if holds and fact != first else holds
            yield [rng.choice(story.facts[fact]["yes" if holds else "no"])], {fact: holds}, alone


def _beside(story: Story, guide: Guide, probe: str, rng: random.Random) -> Iterator[Said]:
    """Replies with something that was not asked: in its place, or beside it."""
    asked = ASKED[story.guide][probe]
    others = [f for f in story.facts if f not in asked and TELLS.get(f, frozenset()).isdisjoint(asked)]
    final = {d.id for d in guide.disqualifiers}
    kinds = kinds_of(guide)
    if probe in {p.id for p in guide.probes}:
        wrong = rng.choice([f for f in others if f != "insight"])
        yield [rng.choice(story.facts[wrong]["yes"])], {wrong: True}, False
    by_the_way = [f for f in others if story.facts[f].get("aside")]
    beside = rng.choice(by_the_way)
    texts = [rng.choice(story.facts[f]["yes"]) for f in asked]
    worst = not final.isdisjoint(SAYS[story.guide][beside][1])
    aside = rng.choice(story.facts[beside]["aside"])
    mixed = [*texts, aside] if rng.random() < 0.6 else [aside, *texts]
    yield mixed, dict.fromkeys(asked, True) | {beside: False}, False if worst else None
    more = rng.choice([f for f in others if f != "insight"])
    holds = any(kinds[i] == "signal" for f in asked for i in SAYS[story.guide][f][0])
    texts = [rng.choice(story.facts[f]["yes"]) for f in asked] + [rng.choice(story.facts[more]["yes"])]
    yield texts, dict.fromkeys(asked, True) | {more: True}, True if holds else None
    if rng.random() < 0.5:
        dodge = [story.facts[asked[0]]["dodge"][0], rng.choice(story.facts[more]["yes"])]
        yield dodge, {more: True}, False


def _more(story: Story, rng: random.Random) -> Iterator[tuple[str, Said]]:
    """Replies to these questions of what only some stories tell."""

    def of(fact: str, *, holds: bool) -> str:
        return rng.choice(story.facts[fact]["yes" if holds else "no"])

    def together(**facts: bool) -> list[str]:
        texts = [of(f, holds=h) for f, h in facts.items()]
        rng.shuffle(texts)
        return texts

    if "blame" in story.facts:
        back = "do-differently"
        for insight, fair, strong in ((1, 1, True), (1, 0, None), (0, 0, False), (0, 0, False), (0, 1, False)):
            facts = {"insight": bool(insight), "blame": bool(fair)}
            yield back, (together(**facts), facts, strong)
        for text in story.facts["blame"]["no"][:3]:
            yield back, ([text], {"blame": False}, False)
    if "effect" in story.facts:
        figures, ended = IN_FIGURES[story.guide], "how-it-ended"
        for holds in (True, False):
            for text in story.facts["effect"]["yes" if holds else "no"]:
                yield figures, ([text], {"effect": True, "number": False} if holds else {"effect": False}, False)
        for effect, out, strong in ((1, 1, True), (1, 1, True), (1, 0, None), (0, 1, False), (0, 0, False)):
            facts = {"effect": bool(effect), "ended": bool(out)}
            yield ended, (together(**facts), facts, strong)
        for text in story.facts["ended"]["no"]:
            yield ended, ([text], {"ended": False}, False)
        yield ended, (together(number=True, ended=True), {"number": True, "ended": True}, True)


@functools.cache
def nothing() -> tuple[str, ...]:
    """Replies that say nothing, whatever was asked."""
    lines = (FOLDER / "nothing.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _openings(story: Story, rng: random.Random) -> Iterator[tuple[list[str], dict[str, bool]]]:
    """What is told at the start, or a passage of it: nothing, some facts that hold, some that slip out."""
    names = [f for f in story.facts if f != "insight"]
    most = max(len(texts) for told in story.facts.values() for texts in told.values())
    yield [story.opening], {}
    for _ in range(3 + most):
        told = rng.sample(names, rng.choice((1, 1, 2, 2, 3)))
        facts = {f: rng.random() < 0.65 or not story.facts[f].get("aside") for f in story.facts if f in told}
        facts = {f: h for f, h in facts.items() if TELLS.get(f, frozenset()).isdisjoint(facts)}
        texts = [rng.choice(story.facts[f]["yes" if h else "aside"]) for f, h in facts.items()]
        yield ([story.opening, *texts] if rng.random() < 0.6 else texts), facts
