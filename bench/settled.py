"""What replies are said to settle, against the hidden facts of the simulated candidates: where a rehearsal errs.

    python -m bench.settled [--candidates 30] [--stories second] [--cache FILE]

Three tables, a row for each finding of a guide: what the reading of the opening says, what the grades of the replies
say that were asked about it, and how it stands in the end; each against what the facts make true. Then what judge and
listener hear in openings, and how often rightly. Then every candidate whose vote is on the wrong side of the line after
four probes or in the end: its facts, the votes and the probes as they came, and the findings that stand otherwise than
they should.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.candidates import HIRED, SOON, STORIES, Candidate, Remembering, by_judge, candidates, ours, sittings, vote
from greenroom.guides.loader import load_guide
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import beliefs_of
from greenroom.rehearsal.values import Sitting
from training.facts import ASKED

LOOKED_AT = tuple(name for name in STORIES if name != "held")
TRUTHS = ("shown", "absent")
SAID = ("shown", "hinted", "absent", "contradicted", "unsettled", "nothing")


class Row(NamedTuple):
    """A finding as it is in truth, and as it was said to be."""

    guide: str
    ident: str
    truth: str
    said: str


def opened(one: Candidate, sitting: Sitting) -> Iterator[Row]:
    """What the reading of the opening says; only what was volunteered is true so far."""
    guide = load_guide(sitting.guide)
    volunteered = one.settled(one.volunteered)
    for ident, belief in beliefs_of(sitting, guide, 0).items():
        yield Row(guide.id, ident, volunteered.get(ident, "absent"), belief.standing)


def replied(one: Candidate, sitting: Sitting) -> Iterator[Row]:
    """What the grade of each reply says of the findings that its facts settle."""
    guide = load_guide(sitting.guide)
    for turn in sitting.turns:
        probe = probe_of(guide, turn.ask.probe)
        grade = turn.heard.grade if turn.heard else None
        truth = one.settled(ASKED[guide.id].get(turn.ask.probe, ()))
        for ident in probe.settles if probe and grade else ():
            yield Row(guide.id, ident, truth.get(ident, "absent"), grade.settled.get(ident, "nothing"))  # type: ignore[union-attr]


def ended(one: Candidate, sitting: Sitting) -> Iterator[Row]:
    """How every finding stands in the end."""
    guide = load_guide(sitting.guide)
    truth = one.settled(list(one.facts))
    for ident, belief in beliefs_of(sitting, guide).items():
        yield Row(guide.id, ident, truth.get(ident, "absent"), belief.standing)


def overheard(one: Candidate, sitting: Sitting) -> Iterator[tuple[str, bool]]:
    """What judge and listener hear in the opening, in words, and whether it is so.

    Of signals: whether they were told in the opening. Of faults that the judge infers: whether they are there at all.
    """
    guide, heard = load_guide(sitting.guide), sitting.heard
    told, there = one.settled(one.volunteered), one.settled(list(one.facts))
    found = {f.id: f for f in heard.findings} if heard else {}
    for signal in guide.signals:
        f = found.get(signal.id)
        by_judge_, by_listener = bool(f and f.grade), bool(f and f.clear)
        who = "judge and listener" if by_judge_ and by_listener else "judge alone" if by_judge_ else "listener alone"
        if by_judge_ or by_listener:
            yield f"signal heard by {who}", told.get(signal.id) == "shown"
        if f and f.clear:
            how = "faintly" if f.faint else "surely"
            yield f"signal heard {how} by the listener, judge's grade {f.grade}", told.get(signal.id) == "shown"
        if f and f.clear and not f.faint:
            yield "signal heard by the listener beyond doubt", told.get(signal.id) == "shown"
        if told.get(signal.id) == "shown":
            yield "signal told in the opening: heard by the listener", by_listener
            yield "signal told in the opening: heard beyond doubt", by_listener and not (f and f.faint)
    for f in found.values():
        if f.kind != "signal" and f.grade and not f.worded:
            where = "heard by the listener" if f.told else "heard by the listener nowhere"
            yield f"fault inferred by the judge, {where}", there.get(f.id) == "shown"


def printed(title: str, rows: Sequence[Row]) -> None:
    """The table of ``rows``: counts of truth and said."""
    print(f"\n{title}\n{'':46}", *(f"{s:>12}" for s in SAID))
    counts: Mapping[Row, int] = Counter(rows)
    for guide, ident in dict.fromkeys((r.guide, r.ident) for r in rows):
        for truth in TRUTHS:
            cells = [counts.get(Row(guide, ident, truth, said), 0) for said in SAID]
            if sum(cells) and (truth == "shown" or any(cells[:2])):
                print(f"{guide[:12]:13}{ident:26}{truth:7}", *(f"{n or '':>12}" for n in cells))


def late(one: Candidate, told: Sequence[Sitting]) -> str | None:
    """Why the vote is wrong after the fourth probe or in the end, in one line; none where it is right from then on."""
    given = [vote(sitting) for sitting in told]
    if all((v in HIRED) == (one.truth in HIRED) for v in given[min(SOON, len(given) - 1) :]):
        return None
    differs = [f"{r.ident} {r.said} not {r.truth}" for r in ended(one, told[-1]) if _differs(r)]
    trail = " ".join(f"{v} > {t.ask.probe} >" for v, t in zip(given, told[-1].turns, strict=False))
    facts = " ".join(f if one.facts[f] else f"no-{f}" for f in one.facts)
    opened = f"told {' '.join(one.volunteered)}; {facts}"
    return f"{one.story.id}: in truth {one.truth} ({opened}): {trail} {given[-1]}; {'; '.join(differs)}"


def _differs(row: Row) -> bool:
    return (row.said in ("shown", "hinted")) != (row.truth == "shown")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=30)
    parser.add_argument("--stories", choices=LOOKED_AT, default="known", help="not those that are held out")
    parser.add_argument("--cache", type=Path, help="keep what the judge read here")
    options = parser.parse_args()
    judge = Remembering(options.cache)
    hear = by_judge(judge)
    tables: dict[str, list[Row]] = {"In the opening": [], "In the replies": [], "In the end": []}
    lines = []
    openings: Counter[tuple[str, bool]] = Counter()
    for one in candidates(options.candidates, file=STORIES[options.stories]):
        told = list(sittings(one, hear, ours))
        for rows, of in zip(tables.values(), (opened, replied, ended), strict=True):
            rows.extend(of(one, told[-1]))
        openings.update(overheard(one, told[0]))
        if line := late(one, told):
            lines.append(line)
    judge.save()
    for title, rows in tables.items():
        printed(title, rows)
    print("\nJudge and listener in openings: how many of how many are so")
    for what in sorted({what for what, _ in openings}):
        print(f"  {what:56}{openings[what, True]:5} of {openings[what, True] + openings[what, False]:4}")
    print(f"\n{len(lines)} of {options.candidates} are not right within {SOON} probes", *lines, sep="\n  ")


if __name__ == "__main__":
    main()
