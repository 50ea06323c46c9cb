"""Simulated candidates with hidden facts: how many probes until the vote is right, and stays right.

    python -m bench.candidates [--cache FILE]   read by the shipped judge (minutes)
    python -m bench.candidates --told-plainly   every reply is understood as it is meant: the choice of probes alone
    python -m bench.candidates --stories held   of twenty stories that nobody looked at while rules and data were made

A candidate is one of the stories of ``bench/data`` with a value for each of its seven facts. Some facts
that speak for the candidate are volunteered in the opening, the others are told only when a probe asks for them. The
truth is the verdict of scoring on all the facts, at the level interviewed for. Half of the candidates are hires.

Three ways of asking: ours; the guide's probes in their order; the same at random. A vote is right for good after n
probes when it is hire or no hire as the truth is then, and after every later probe that this way of asking puts. A way
that ends wrong counts as one more probe than the guide has.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pickle
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from msgspec.structs import replace

from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.judges.local import LocalJudge
from greenroom.language.outputs import Floats
from greenroom.language.parsed import Parsed
from greenroom.model import LEVELS, Answer, Finding, Kind, TargetLevel, Verdict
from greenroom.rehearsal.choose import choices
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import beliefs_of, kinds_of
from greenroom.rehearsal.listener import Told
from greenroom.rehearsal.probes import ask_of
from greenroom.rehearsal.reading import Reader
from greenroom.rehearsal.values import Ask, Found, Graded, Heard, Settled, Sitting, Turn
from greenroom.rehearsal.vote import decision_of
from greenroom.scoring import decide
from greenroom.settings import Settings
from training.facts import ASKED, SAYS, settled

_DATA = Path(__file__).with_name("data")
STORIES = {
    name: _DATA / f"candidates{end}.yaml"
    for name, end in (("known", ""), ("second", "_new"), ("third", "_third"), ("held", "_held"))
}
"""Sixteen stories that the rules were made with; twelve and twenty that were held out and then looked at; twenty held
out still."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEVEL: TargetLevel = "sde2"
SOON = 4
HIRED = ("hire", "strong-hire")
NOTHING = "I can't think of anything to add to that."
TRUE = 0.75
"""How often a fact speaks for the candidate, before hires and no hires are balanced."""


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """A story without its facts, and what is said of each fact where it holds and where it does not.

    ``also``: faults that are told beside where a fact does not hold, in these words only.
    """

    id: str
    guide: str
    opening: str
    facts: Mapping[str, tuple[str, str]]
    also: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A story with its facts; ``volunteered`` ones are told in the opening."""

    story: Story
    facts: Mapping[str, bool]
    volunteered: tuple[str, ...]

    @property
    def opening(self) -> str:
        """What the candidate answers to the question."""
        return " ".join((self.story.opening.strip(), *(self.story.facts[f][0] for f in self.volunteered)))

    def reply(self, probe: str) -> str:
        """What the candidate says when asked."""
        asked = ASKED[self.story.guide].get(probe, ())
        return " ".join(self.story.facts[f][0 if self.facts[f] else 1] for f in asked) or NOTHING

    def settled(self, facts: Sequence[str]) -> dict[str, Settled]:
        """What these facts mean, entry by entry."""
        shown, denied = settled(self.story.guide, {f: self.facts[f] for f in facts})
        made: dict[str, Settled] = dict.fromkeys(denied, "absent")
        made |= dict.fromkeys(shown, "shown")
        for f in facts:
            made |= dict.fromkeys(self.story.also.get(f, ()), "absent" if self.facts[f] else "shown")
        return made

    @property
    def truth(self) -> Verdict:
        """The verdict on all the facts."""
        guide = load_guide(self.story.guide)
        kinds, values = kinds_of(guide), self.settled(list(self.facts))
        found = [_finding(kinds[i], i, 2 if kinds[i] == "signal" else 1) for i, v in values.items() if v == "shown"]
        return decide(found, LEVEL, guide, LEVEL).verdict


def _finding(kind: Kind, ident: str, grade: int) -> Finding:
    return Finding(kind=kind, id=ident, grade=grade, spans=(), reason="", judge="bench")


def stories(file: Path = STORIES["known"]) -> list[Story]:
    """The stories, in the order of the file."""
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    made = []
    for guide, rows in read.items():
        for row in rows:
            facts = {f: (row[f][0], row[f][1]) for f in SAYS[guide] if f in row}
            also = {f: tuple(more) for f, more in row.get("also", {}).items()}
            made.append(Story(row["id"], guide, row["opening"], facts, also))
    return made


def candidates(count: int, seed: int = 0, file: Path = STORIES["known"]) -> list[Candidate]:
    """``count`` different candidates, half of them hires; a longer list begins with a shorter one."""
    rng, known = random.Random(seed), stories(file)
    made: list[Candidate] = []
    seen: set[tuple[Any, ...]] = set()
    while len(made) < count:
        story = known[len(made) // 2 % len(known)]
        wanted = len(made) % 2 == 0
        facts = {f: rng.random() < TRUE for f in story.facts}
        good = [f for f in facts if facts[f] and f != "insight"]
        told = rng.sample(good, min(len(good), rng.choice((1, 2, 3))))
        one = Candidate(story, facts, tuple(f for f in facts if f in told))
        key = (story.id, tuple(facts.values()), one.volunteered)
        if key not in seen and (one.truth in HIRED) == wanted:
            seen.add(key)
            made.append(one)
    return made


# ── hearing ─────────────────────────────────────────────────────────────────────────

Hear = Callable[[Candidate, Sitting, Guide], Heard]


def plainly(candidate: Candidate, sitting: Sitting, guide: Guide) -> Heard:
    """As if everything were understood as it is meant."""
    if not sitting.turns:
        said = candidate.settled(candidate.volunteered)
        kinds = kinds_of(guide)
        found = [Found(kind=kinds[i], id=i, grade=2, turn=0, sentence="") for i, v in said.items() if v == "shown"]
        return Heard(judge="plain", judge_version="1", findings=tuple(found), level=LEVEL)
    facts = ASKED[guide.id].get(sitting.turns[-1].ask.probe, ())
    settled = candidate.settled(facts)
    weak = not facts or any(not candidate.facts[f] for f in facts)
    grade = Graded(label="weak" if weak else "strong", likelihood=1.0, reason="", settled=settled)
    return Heard(judge="plain", judge_version="1", level=LEVEL, grade=grade)


class Remembering(LocalJudge):
    """The local judge; a text is read once, and where a file is given for it, once for all runs."""

    def __init__(self, cache: Path | None = None) -> None:
        super().__init__()
        self._cache, self._new = cache, 0
        self._known: dict[tuple[str, str, str], Parsed] = {}
        self.vectors: dict[str, Floats] = {}
        if cache is not None and cache.is_file():
            self._known, self.vectors = pickle.loads(cache.read_bytes())

    def parse(self, answer: Answer, guide: Guide) -> Parsed:
        """As the judge does, but for what was read before."""
        key = (self.version, guide.id, answer.text)
        if key not in self._known:
            self._known[key] = super().parse(answer, guide)
            self._new += 1
            if self._new % 200 == 0:
                self.save()
        return self._known[key]

    def save(self) -> None:
        """Write what was read into the file."""
        if self._cache is not None:
            self._cache.write_bytes(pickle.dumps((self._known, self.vectors)))


class RememberingReader(Reader):
    """Its judge's memory holds the vectors of texts as well."""

    def __init__(self, judge: Remembering) -> None:
        super().__init__(judge, Settings())
        self._texts = judge.vectors
        self._heard: dict[tuple[str, str], Told | None] = {}

    def told(self, question: str, text: str, guide: Guide) -> Told | None:
        """As the reader does, but for what was heard before."""
        if (question, text) not in self._heard:
            self._heard[question, text] = super().told(question, text, guide)
        return self._heard[question, text]

    def _embed(self, texts: list[str]) -> Floats:
        for text in texts:
            if text not in self._texts:
                self._texts[text] = super()._embed([text])[0]
        return np.stack([self._texts[text] for text in texts])


def by_judge(judge: Remembering) -> Hear:
    """As a rehearsal hears: the shipped judge and grader."""
    reader = RememberingReader(judge)
    return lambda candidate, sitting, guide: at_level(reader.hear(sitting, guide))


def at_level(heard: Heard) -> Heard:
    """The same, with a story that surely shows the level interviewed for: scope is none of the hidden facts."""
    sure = heard.doubt and replace(heard.doubt, levels=tuple(float(level == LEVEL) for level in LEVELS))
    return replace(heard, level=LEVEL, doubt=sure)


# ── asking ──────────────────────────────────────────────────────────────────────────

Next = Callable[[Sitting, Guide], Ask | None]


def ours(sitting: Sitting, guide: Guide) -> Ask | None:
    """The probe that is expected to change the verdict most."""
    beliefs = beliefs_of(sitting, guide)
    ranked = choices(beliefs, LEVEL, guide, LEVEL, sitting.asked)
    return ask_of(ranked[0], sitting, beliefs, guide, "terse") if ranked else None


def listed(order: Sequence[str]) -> Next:
    """These probes, one after the other."""

    def following(sitting: Sitting, guide: Guide) -> Ask | None:
        if len(sitting.turns) >= len(order):
            return None
        probe = probe_of(guide, order[len(sitting.turns)])
        assert probe is not None
        return Ask(kind="guide", probe=probe.id, question=probe.question, settles=probe.settles)

    return following


def sittings(candidate: Candidate, hear: Hear, following: Next) -> Iterator[Sitting]:
    """The sitting after the opening and after every reply."""
    guide = load_guide(candidate.story.guide)
    sitting = Sitting(guide=guide.id, question=guide.question, asked_at=NOW, answer=candidate.opening)
    sitting = replace(sitting, heard=hear(candidate, sitting, guide))
    yield sitting
    while ask := following(sitting, guide):
        turn = Turn(ask=ask, asked_at=NOW, reply=candidate.reply(ask.probe))
        sitting = replace(sitting, turns=(*sitting.turns, turn))
        heard = hear(candidate, sitting, guide)
        sitting = replace(sitting, turns=(*sitting.turns[:-1], replace(turn, heard=heard)))
        yield sitting


def vote(sitting: Sitting) -> Verdict:
    """The verdict on all that was said in a sitting."""
    guide = load_guide(sitting.guide)
    return decision_of(sitting, guide, LEVEL).verdict


def votes(candidate: Candidate, hear: Hear, following: Next) -> Iterator[Verdict]:
    """The verdict after the opening and after every reply."""
    return map(vote, sittings(candidate, hear, following))


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """``needed``: probes until the vote was right for good, none where it ended wrong; ``asked``: put in all."""

    needed: int | None
    asked: int
    opened_right: bool
    exact: bool


def outcome(candidate: Candidate, hear: Hear, following: Next) -> Outcome:
    """How one candidate fares with one way of asking."""
    given = list(votes(candidate, hear, following))
    right = [(v in HIRED) == (candidate.truth in HIRED) for v in given]
    wrong = [n for n, r in enumerate(right) if not r]
    needed = None if not right[-1] else (wrong[-1] + 1 if wrong else 0)
    return Outcome(needed, len(given) - 1, right[0], given[-1] == candidate.truth)


def ways(candidate: Candidate, seed: int) -> dict[str, Next]:
    """The three ways of asking this candidate."""
    order = [p.id for p in load_guide(candidate.story.guide).probes]
    mixed = random.Random(seed).sample(order, len(order))
    return {"ours": ours, "fixed order": listed(order), "random order": listed(mixed)}


def figures(outcomes: Sequence[Outcome], most: int = 7) -> dict[str, float]:
    """Shares and means of one way of asking; ``most``: probes that a vote which ends wrong counts as."""
    counted = [most if o.needed is None else o.needed for o in outcomes]
    return {
        "candidates": len(outcomes),
        f"right within {SOON}": round(sum(n <= SOON for n in counted) / len(outcomes), 3),
        "right in the end": round(sum(o.needed is not None for o in outcomes) / len(outcomes), 3),
        "probes needed": round(statistics.mean(counted), 2),
        "probes put": round(statistics.mean(o.asked for o in outcomes), 2),
        "same of four verdicts": round(sum(o.exact for o in outcomes) / len(outcomes), 3),
    }


def measure(count: int, hear: Hear, file: Path = STORIES["known"]) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of every way of asking: over all candidates, and those whose opening alone misleads."""
    made: dict[str, list[Outcome]] = {}
    for n, candidate in enumerate(candidates(count, file=file)):
        for name, following in ways(candidate, n).items():
            made.setdefault(name, []).append(outcome(candidate, hear, following))
    every = {name: figures(rows) for name, rows in made.items()}
    misled = {name: figures([o for o in rows if not o.opened_right]) for name, rows in made.items()}
    return {"all": every, "opening misleads": misled}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--told-plainly", action="store_true", help="replies are understood as they are meant")
    parser.add_argument("--stories", choices=STORIES, default="known", help="held: what no rule was made with")
    parser.add_argument("--cache", type=Path, help="keep what the judge read here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    judge = Remembering(options.cache)
    hear = plainly if options.told_plainly else by_judge(judge)
    made = measure(options.candidates, hear, STORIES[options.stories])
    judge.save()
    if options.json:
        print(json.dumps(made, indent=2))
        return
    for group, ways_ in made.items():
        print(group)
        for name, row in ways_.items():
            print(f"  {name:13}", "  ".join(f"{k} {v:g}" for k, v in row.items()))
        saved = 1 - ways_["ours"]["probes needed"] / max(ways_["fixed order"]["probes needed"], 1e-9)
        print(f"  fewer probes than in fixed order: {saved:.0%}")


if __name__ == "__main__":
    main()
