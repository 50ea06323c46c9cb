"""The questions that every interviewer asks, whatever the competency, and what they settle in a guide.

They stand beside the probes of the guide. ``settles`` names entries that any guide may have; those which this one
lacks fall away, and a classic that settles nothing here is not asked.
"""

from __future__ import annotations

import functools

from msgspec.structs import replace

from greenroom.guides.schema import Guide, Probe, WeakReply
from greenroom.rehearsal import scope

_CLASSICS = (
    Probe(
        id="what-did-you-do",
        question="What did you do there, you yourself?",
        tests="Whether the work was yours.",
        settles=("spoke-up", "hands-on-fix", "no-individual-contribution", "we-overuse", "passive-voice"),
        weak=WeakReply(
            reply="We looked at it together and it was sorted out by the team in the end.",
            why="Still nobody can say what you did.",
        ),
        strong="I wrote the list, I rang the nine customers on it, and I told Ines what they had said.",
        key_phrase="This was me, that was her.",
    ),
    Probe(
        id="how-do-you-know",
        question="How do you know that?",
        tests="Whether what you say rests on something that another person could check.",
        settles=("data-backed", "emotional-disagreement", "quantified-impact", "no-quantified-impact"),
        weak=WeakReply(
            reply="You could just feel it, everybody said so.",
            why="A feeling and what others say is nothing that can be checked.",
        ),
        strong="I counted. In the fortnight before it were 41 of 600, in the fortnight after 6.",
        key_phrase="I counted.",
    ),
    Probe(
        id="manager-said",
        question="What did your manager say when you came with it?",
        tests="Whose idea it was, and how you deal with somebody who has the say.",
        settles=("respectful-challenge", "despite-resistance", "manager-assigned", "refused-to-ship", "disrespectful"),
        weak=WeakReply(
            reply="It was her idea in the first place, she had asked me to take care of it.",
            why="So it was assigned; the start was somebody else's.",
        ),
        strong="She had not known of it. First she was against it, so I asked what worried her, and met that point.",
        key_phrase="She heard it from me.",
    ),
    Probe(
        id="another-example",
        question="Can you give me another example, from somewhere else?",
        tests="Whether it was once or is how you work.",
        settles=("spoke-up", "committed", "data-backed", "noticed-gap", "hands-on-fix", "refused-to-ship"),
        weak=WeakReply(
            reply="That happens all the time really, I am just that kind of person.",
            why="A claim about oneself is no example.",
        ),
        strong="At the club I was against the new dates and said why; they kept them, and I drew up the rota for it.",
        key_phrase="One more case, with its end.",
    ),
    Probe(
        id="do-differently",
        question="What would you do differently today?",
        tests="Whether you see your own part in how it went.",
        settles=("no-self-awareness", "blaming"),
        weak=WeakReply(
            reply="Nothing really, it went well. The others should have listened sooner.",
            why="Nobody learns from a story without a fault of their own.",
        ),
        strong="I would ask her before I count. I lost two weeks with figures that she already had.",
        key_phrase="My part in it was this.",
    ),
    Probe(
        id="how-it-ended",
        question="How did it end?",
        tests="Whether the story has an end, and whether anybody felt the difference.",
        settles=("no-resolution", "no-impact", "effort-without-impact"),
        weak=WeakReply(
            reply="I moved to another group around that time, so I can't really say.",
            why="Without an end nobody can tell whether it came to anything.",
        ),
        strong="It went live on the ninth of May. Returns fell to three a week, and two shops that had left came back.",
        key_phrase="Since that day this has been different.",
    ),
)


@functools.lru_cache(maxsize=32)
def classics_of(guide: Guide) -> tuple[Probe, ...]:
    """The classics that settle something in ``guide`` and that it does not ask itself, with what they settle here.

    The questions about scope are among them: they settle no finding, but the level.
    """
    own = {p.id for p in guide.probes}
    known: set[str] = (
        {s.id for s in guide.signals} | {d.id for d in guide.disqualifiers} | {r.id for r in guide.red_flags}
    )
    made = (replace(p, settles=tuple(i for i in p.settles if i in known)) for p in _CLASSICS if p.id not in own)
    return (*(p for p in made if p.settles), *(p for i, p in scope.ASKING.items() if i not in own))


def probes_of(guide: Guide) -> tuple[Probe, ...]:
    """All that can be asked: the guide's own probes in its order, then the classics."""
    return (*guide.probes, *classics_of(guide))


def probe_of(guide: Guide, ident: str) -> Probe | None:
    """The probe or classic of this id."""
    return next((p for p in probes_of(guide) if p.id == ident), None)
