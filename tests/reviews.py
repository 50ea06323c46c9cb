"""Reviews made by hand, for the tests of the reports and for looking at them."""

from __future__ import annotations

import msgspec
from small_guide import SIGNALS, guide
from told import STRONG, WEAK, answer, finding, parts, span, timing

from greenroom.model import (
    SCHEMA_VERSION,
    Change,
    Finding,
    Fix,
    LensView,
    LevelView,
    Metric,
    NextProbe,
    Part,
    Provenance,
    Review,
    Span,
    Step,
)

__all__ = ["SIGNALS", "finding", "guide", "hostile", "no_hire", "one_liner", "strong_hire"]

MADE_BY = Provenance(
    program="greenroom",
    program_version="0.1.0",
    guide="have-backbone",
    guide_version="1.0.0",
    judge="local",
    judge_version="0.1.0",
)


def strong_hire() -> Review:
    """Every signal clear, nothing against it, one company's lens."""
    text = answer(STRONG)
    line = [s for _, s in STRONG]
    graded = [
        ("spoke-up", 2, [line[2], line[4]], "The candidate raised it unasked, before the change went live."),
        ("data-backed", 2, [line[3]], "The disagreement rests on a count of the orders that would have doubled."),
        ("respectful-challenge", 2, [line[4], line[6]], "They asked for the owner's reason and brought two ways out."),
        ("committed", 2, [line[8], line[9]], "After the ruling they name what they did to make it work."),
        (
            "quantified-impact",
            2,
            ["Waste came to 6,200 euros against the 38,000 we had counted on"],
            "The waste is given against what was expected.",
        ),
        ("beyond-scope", 2, [line[1]], "The decision belonged to another group."),
    ]
    return Review(
        schema_version=SCHEMA_VERSION,
        id=None,
        competency="have-backbone",
        question="When did you last disagree with a decision outside your own team?",
        target_level="sde2",
        verdict="strong-hire",
        score=100,
        derivation=(
            Step(rule="signals", saw="6 of 6 clear, 0 partial", effect="the base of the verdict"),
            Step(rule="verdict", saw="at target level sde2", effect="strong-hire"),
        ),
        level="sde2",
        level_view=LevelView(
            shown="sde2",
            target="sde2",
            next="senior",
            expects="Several people had a stake in it, and the effect can be measured outside the own team.",
            missing=("People in more than one group whom you moved.", "What lasted after the change was over."),
            anti_pattern="A disagreement between two people, settled between two people.",
        ),
        findings=tuple(finding("signal", i, g, text, q, r) for i, g, q, r in graded),
        star=parts(STRONG),
        timing=timing(STRONG),
        metrics=(
            Metric(
                span=span(text, "6,200 euros"),
                text="6,200 euros",
                unit="euros",
                of="waste",
                change=True,
                impact=True,
                why="given against the 38,000 that were expected",
            ),
            Metric(
                span=span(text, "214 of 1,930 orders"),
                text="214 of 1,930 orders",
                unit="orders",
                of="orders that would have doubled",
                change=False,
                impact=False,
                why="evidence, not an effect",
            ),
            Metric(
                span=span(text, "eleven weeks"),
                text="eleven weeks",
                unit="weeks",
                of="deliveries looked at",
                change=False,
                impact=False,
                why="a period of time",
            ),
        ),
        lens=LensView(
            company="google",
            name="Googleyness: constructive dissent",
            focus="Whether you changed your own mind when you heard a better reason.",
            waits_for="A moment in which the other side's reason moved you.",
            heard=True,
            spans=(span(text, line[5]),),
            elevates="Say what you would have missed without their reason.",
            example_question="When did somebody change your mind?",
        ),
        fixes=(),
        probes=(
            NextProbe(
                id="lost",
                question="What did you say to your own group once the ruling was made?",
                tests="Whether the commitment was meant.",
                settles=("committed",),
                why="everything it tests was heard; expect it as a check",
            ),
            NextProbe(
                id="count",
                question="How did you count the orders?",
                tests="Whether the data is yours.",
                settles=("data-backed",),
                why="All rests on this number.",
            ),
        ),
        notes=(),
        unscored=None,
        provenance=MADE_BY,
        text=text,
    )


def no_hire() -> Review:
    """A disqualifier, three red flags and two fixes; spans nest and overlap."""
    text = answer(WEAK)
    line = [s for _, s in WEAK]
    at = span(text, line[8])
    return Review(
        schema_version=SCHEMA_VERSION,
        id="a-17",
        competency="have-backbone",
        question="Describe a decision that you believed was wrong. What did you do?",
        target_level="sde2",
        verdict="strong-no-hire",
        score=8,
        derivation=(
            Step(rule="signals", saw="0 of 6 clear, 3 partial", effect="the base of the verdict"),
            Step(
                rule="two or more disqualifiers",
                saw="No impact or outcome; Disagreement by feeling",
                effect="at most strong-no-hire",
            ),
            Step(rule="core signal missing", saw="data-backed", effect="at most no-hire"),
            Step(
                rule="scope below the target level",
                saw="the story shows none, the target is sde2",
                effect="at most no-hire",
            ),
            Step(rule="more than one red flag", saw="passive-voice, we-overuse, hedging", effect="at most hire"),
            Step(rule="verdict", saw="at target level sde2", effect="strong-no-hire"),
        ),
        level="none",
        level_view=LevelView(
            shown="none",
            target="sde2",
            next="sde1",
            expects="Several people had a stake in it, and the effect can be measured outside the own team.",
            missing=("What you yourself did after the meeting.", "What changed for somebody because of it."),
            anti_pattern="Being there while it happened.",
        ),
        findings=(
            finding(
                "signal", "spoke-up", 1, text, [line[3], line[4]], "It was said; that anybody pushed back was not."
            ),
            finding("signal", "committed", 1, text, [line[6]], "Told as the group's doing; your own part is unclear."),
            finding("signal", "respectful-challenge", 1, text, [line[4]], "Said in a meeting; how is not told."),
            finding(
                "disqualifier",
                "emotional-disagreement",
                1,
                text,
                [line[3]],
                "The disagreement rests on a feeling; no fact is given.",
            ),
            finding("disqualifier", "no-impact", 1, text, [], "Nothing is told of the outcome but that it worked out."),
            finding(
                "red_flag",
                "hedging",
                1,
                text,
                ["I kind of felt that it was maybe", "I guess", "I think I probably helped", "sort of worked out"],
                "Four hedges on your own claims.",
            ),
            finding("red_flag", "passive-voice", 1, text, [line[5]], "Two passives hide who acted."),
            finding(
                "red_flag",
                "we-overuse",
                1,
                text,
                ["We decided to go ahead and we did the weekend together"],
                "The decisive action is told as we.",
            ),
        ),
        star=parts(WEAK),
        timing=timing(
            WEAK,
            meaningful=False,
            notes=("At about 42 s the answer is too short for the time budget to mean anything.",),
        ),
        metrics=(
            Metric(
                span=span(text, "nine clinics"),
                text="nine clinics",
                unit="clinics",
                of="clinics",
                change=False,
                impact=False,
                why="size of the setting, not an effect",
            ),
        ),
        lens=None,
        fixes=(
            Fix(
                target="no-impact",
                advice="Say what changed, for whom, and by how much.",
                edit="add after sentence 9",
                template="In the first week, [what] went from [before] to [after] for [whom].",
                tried="In the first week, missed bookings went from 40 to 6 for the nine clinics.",
                at=at,
                verdict_before="strong-no-hire",
                verdict_after="no-hire",
                score_before=8,
                score_after=33,
                changes=(
                    Change(what="verdict", before="strong-no-hire", after="no-hire"),
                    Change(what="quantified-impact", before="0", after="2"),
                    Change(what="no-impact", before="found", after="gone"),
                ),
            ),
            Fix(
                target="data-backed",
                advice="Put the fact that worried you in front of the feeling.",
                edit="add after sentence 5",
                template="I had looked at [records] and found [number] that would [consequence].",
                tried="I had looked at 300 records and found 45 that would be lost.",
                at=span(text, line[4]),
                verdict_before="strong-no-hire",
                verdict_after="strong-no-hire",
                score_before=8,
                score_after=13,
                changes=(Change(what="data-backed", before="0", after="2"),),
            ),
        ),
        probes=(
            NextProbe(
                id="number",
                question="What was in the lists that worried you?",
                tests="Whether there was a fact behind the feeling.",
                settles=("data-backed", "emotional-disagreement"),
                why="data-backed is absent; emotional-disagreement counts against you",
            ),
            NextProbe(
                id="you",
                question="Which part of that weekend was yours?",
                tests="Your own contribution.",
                settles=("committed",),
                why="The action is told as we.",
            ),
        ),
        notes=("No competency was given; the question reads like Have Backbone.",),
        unscored=None,
        provenance=MADE_BY,
        text=text,
    )


def one_liner() -> Review:
    """Nothing to judge: unscored, with the reason."""
    text = "I once told my boss that he was wrong."
    return Review(
        schema_version=SCHEMA_VERSION,
        id=None,
        competency="have-backbone",
        question="Describe a decision that you believed was wrong. What did you do?",
        target_level="senior",
        verdict=None,
        score=None,
        derivation=(),
        level="none",
        level_view=None,
        findings=(),
        star=(),
        timing=None,
        metrics=(),
        lens=None,
        fixes=(),
        probes=(),
        notes=("An answer of about two minutes has 250 to 350 words.",),
        unscored="the answer has 9 words; at least 20 are needed.",
        provenance=MADE_BY,
        text=text,
    )


def hostile() -> Review:
    """Markup, terminal escapes and reordering marks wherever a person can put text."""
    evil = "<script>alert(1)</script> **b** [x](javascript:1) `c` | \x1b[31mred\x1b[0m \u202eback # [red]r[/red] &amp;"
    text = f'# {evil}\n\n- I saw <b>it</b> & said "no" 🙂.\r\n1. Then Łucja_and_I *won* {{{{ 7*7 }}}}.'
    base = one_liner()
    return msgspec.structs.replace(
        base,
        question=evil,
        verdict="no-hire",
        score=10,
        unscored=None,
        text=text,
        notes=(evil,),
        derivation=(Step(rule=evil, saw=evil, effect="at most no-hire"),),
        star=(Part(part="action", start=0, end=len(text)),),
        findings=(
            Finding(kind="signal", id="spoke-up", grade=2, spans=(Span(0, 40), Span(20, 400)), reason=evil, judge="x"),
            Finding(kind="red_flag", id='made-up"><i>', grade=1, spans=(Span(30, 60),), reason=evil, judge="x"),
        ),
    )
