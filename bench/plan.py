"""How long a loop plan takes: ``python -m bench.plan`` prints seconds for 50 stories, 16 competencies, 8 interviewers.

Seconds are the processor's, the median of a few random cases in which half of all pairs fit; the programme alone,
and the plan with all that is explained by solving again.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from statistics import median

from greenroom.guides.loader import guide_ids, load_guide
from greenroom.stories.coverage import Cell, Coverage, Row, Use
from greenroom.stories.explain import plan, problem_of
from greenroom.stories.loop import Interviewer, Loop, slots
from greenroom.stories.solve import solve

STORIES, COMPETENCIES, INTERVIEWERS = 50, 16, 8
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = 3
AIM_S = 2.0


def case(seed: int, each: int) -> tuple[Coverage, Loop]:
    """Stories and a loop in which every interviewer asks about ``each`` competencies."""
    chance = random.Random(seed)
    names = [f"c{n:02}" for n in range(COMPETENCIES)]
    stories = [f"s{n:02}" for n in range(STORIES)]
    cells = tuple(
        Cell(story=s, competency=c, strength=chance.randint(10, 95), basis="review", reviewed=NOW, practised=NOW)
        for s in stories
        for c in names
        if chance.random() < 0.5
    )
    covered = Coverage(
        level="sde2",
        company=None,
        rows=tuple(Row(competency=c, name=c, guide=False, state="covered") for c in names),
        uses=tuple(
            Use(story=s, title=s, days=1, stale=False, leads=(), overused=False, not_recommended=()) for s in stories
        ),
        cells=cells,
        stale_days=21,
        story_uses=3,
    )
    people = tuple(
        Interviewer(name=f"p{n}", competencies=tuple(chance.sample(names, each))) for n in range(INTERVIEWERS)
    )
    return covered, Loop(title="bench", interviewers=people)


def main() -> int:
    """Print the table; 1 where the plan with its explanations takes longer than the aim."""
    guides = [load_guide(ident) for ident in guide_ids()]
    print("| competencies each | slots | programme, s | with explanations, s | aim, s |")
    print("| --- | --- | --- | --- | --- |")
    late = False
    for each in (2, 3):
        alone, whole = [], []
        for seed in range(TIMES):
            covered, loop = case(seed, each)
            problem = problem_of(slots(loop), covered, now=NOW, story_tellings=1, spare_slots=3)
            began = time.process_time()
            solve(problem)
            alone.append(time.process_time() - began)
            began = time.process_time()
            plan(loop, covered, guides, now=NOW)
            whole.append(time.process_time() - began)
        late = late or median(whole) > AIM_S
        row = (str(each), str(each * INTERVIEWERS), f"{median(alone):.2f}", f"{median(whole):.2f}", f"{AIM_S:g}")
        print(f"| {' | '.join(row)} |")
    return int(late)


if __name__ == "__main__":
    raise SystemExit(main())
