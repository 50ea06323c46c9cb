"""What ``greenroom walkthrough`` shows: the example, what belongs in a part, the review of a part and of the whole."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from greenroom.cli import streams
from greenroom.reports.runs import one_line, shorten
from greenroom.reports.wording import (
    COMPANY_WORDS,
    GRADE_WORDS,
    VERDICT_WORDS,
    in_words,
    level_words,
    listed,
    scope_words,
    seconds_words,
    told,
    words,
)

if TYPE_CHECKING:
    from greenroom.cli.dialog import Dialog
    from greenroom.guides.walkthroughs import ExamplePart, StarPart
    from greenroom.model import PartTime, Review
    from greenroom.practice.walkthrough import Sitting
    from greenroom.practice.walkthrough_part import PartReview
    from greenroom.practice.walkthrough_plan import PartPlan, Plan

OPENING_WORDS = 8
"""Words by which a sentence of the example is called again."""
QUOTED = 110
"""Longest quotation of the person's words, in characters."""
HIRED = ("hire", "strong-hire")
FIXES = 3
"""Fixes that are told; the full review has them all."""


def opening(dialog: Dialog, plan: Plan, chosen: bool) -> None:
    """The question, the level and the company; ``chosen``: the level was asked for."""
    guide = plan.guide
    dialog.heading(guide.principle)
    dialog.say(f"“{one_line(guide.question)}”")
    other = "" if chosen else " (--level chooses another)"
    dialog.say(f"For {level_words(plan.level)}{other}. {told(guide.core_signal)}")
    if plan.expects:
        dialog.heading(f"What {level_words(plan.level)} must show", level=2)
        for item in plan.expects.shows:
            dialog.item(told(item))
        dialog.say(f"What gives it away: {told(plan.expects.anti_pattern)}")
    if plan.lens:
        dialog.heading(f"{COMPANY_WORDS[plan.lens.company]}: {one_line(plan.lens.name)}", level=2)
        dialog.say(f"Waits for: {told(plan.lens.waits_for)}")
        dialog.say(f"It sounds like this: “{one_line(plan.lens.sounds_like)}”")
    elif plan.company:
        dialog.say(f"The guide says nothing about {COMPANY_WORDS[plan.company]}.")
    if plan.story is None:
        dialog.heading("No example story", level=2)
        dialog.say(
            f"The guide {guide.id} has none yet: write walkthroughs.yaml beside its guide.yaml (docs/walkthrough.md "
            "says how). Until then, its signals say what belongs in each part."
        )


def standing(dialog: Dialog, sitting: Sitting) -> None:
    """How far the person was."""
    written = [part for part, text in sitting.texts.items() if text]
    if written:
        dialog.say(f"You have written: {listed(written)}.")
    if sitting.typed:
        dialog.say(f"You were in the middle of writing: {sitting.typed.part}.")
    elif not sitting.texts:
        dialog.say(f"Parts of the example that you have looked at: {sitting.looked_at}.")


def example(dialog: Dialog, plan: Plan, words_per_minute: float) -> None:
    """All of the example, or what belongs in each part where the guide has none."""
    opening(dialog, plan, chosen=True)
    if plan.story:
        dialog.heading(plan.story.title)
        dialog.say(f"{told(plan.story.about)} A hire at {level_words(plan.story.level)}.")
    for part in plan.parts:
        if part.example:
            example_part(dialog, plan, part, words_per_minute)
        else:
            brief(dialog, plan, part, words_per_minute)


def example_part(dialog: Dialog, plan: Plan, part: PartPlan, words_per_minute: float, where: str = "") -> None:
    """One part of the example: told well, why, how to remember it, and told badly."""
    one = part.example
    if one is None:
        brief(dialog, plan, part, words_per_minute)
        return
    takes = 60 * len(one.text.split()) / words_per_minute
    place = f"{where}: " if where else ""
    dialog.heading(f"{place}{part.part}, {seconds_words(takes)} of at most {seconds_words(one.seconds)}".capitalize())
    dialog.say(f"“{one.text}”")
    dialog.heading("Why each sentence works", level=2)
    for sentence in one.strong:
        serves = _named(plan, sentence.serves)
        dialog.item(f"“{_opening_words(sentence.say)}” {told(sentence.why)}{f' (Serves: {serves}.)' if serves else ''}")
    dialog.heading("To write your own", level=2)
    dialog.say(f"Remember it by: {'; '.join(one.cues)}.")
    dialog.say(f"Coaching: {told(one.coaching)}")
    dialog.say(f"The common mistake: {told(one.mistake)}")
    _weak(dialog, plan, one)


def _weak(dialog: Dialog, plan: Plan, one: ExamplePart) -> None:
    dialog.heading(f"The same {one.part} told badly", level=2)
    dialog.say(f"“{one_line(one.weak.text)}”")
    for fault in one.weak.faults:
        dialog.item(f"“{one_line(fault.quote)}” {told(fault.why)}{_costs(plan, fault.costs)}")


def brief(dialog: Dialog, plan: Plan, part: PartPlan, words_per_minute: float) -> None:
    """What belongs in a part, before the person writes it."""
    some = 5 * round(part.seconds * words_per_minute / 300)
    dialog.heading(f"{part.part.capitalize()}, {seconds_words(part.seconds)}, some {some} words")
    dialog.say(part.purpose)
    for signal in part.signals:
        needed = " (a hire needs it)" if signal.id in plan.core else ""
        dialog.item(f"{dialog.styled(signal.name, 'strong')}{needed}: {told(signal.listens_for)}")
        dialog.say(f"Said like: {'; '.join(signal.cues)}.", indent=2)
        dialog.say(f"Does not count: {told(signal.common_miss)}", indent=2)
    if part.part == "action" and plan.lens:
        dialog.item(f"{COMPANY_WORDS[plan.lens.company]} waits for: {told(plan.lens.waits_for)}")
    if part.example:
        dialog.say(f"Coaching: {told(part.example.coaching)}")
        dialog.say(f"The common mistake: {told(part.example.mistake)}")


def part_review(dialog: Dialog, plan: Plan, made: PartReview) -> None:
    """What the judge makes of a part: time, place, what was heard, what speaks against it, what it lacks."""
    dialog.heading(f"Your {made.part}", level=2)
    dialog.say(_time(dialog, made))
    if made.unscored:
        dialog.say(f"It could not be read: {told(made.unscored)}")
        return
    if made.note:
        dialog.say(made.note)
    for one in made.misplaced:
        text = told(f"This reads as {_a(one.reads_as)}: “{shorten(one_line(one.words), QUOTED)}”")
        dialog.item(f"{text} Move it there, or cut it.", mark="!")
    for heard in made.heard:
        grade = dialog.styled("clear", "good") if heard.grade == 2 else "half"
        quotes = " ".join(f"“{shorten(one_line(s), QUOTED)}”" for s in heard.sentences)
        elsewhere = "" if heard.signal.part == made.part else f" (belongs in the {heard.signal.part})"
        dialog.item(f"Heard, {grade}: {dialog.styled(heard.signal.name, 'strong')}{elsewhere}. {quotes}", mark="+")
    for fault in made.against:
        kind = dialog.styled("Disqualifier" if fault.kind == "disqualifier" else "Red flag", "bad")
        quotes = " ".join(f"“{shorten(one_line(s), QUOTED)}”" for s in fault.words)
        dialog.item(f"{kind}: {fault.name}. {quotes} {told(fault.why)} {told(fault.advice)}", mark="!")
    for lack in made.lacking:
        how = "Not yet clear" if lack.grade else "Missing"
        needed = " (a hire needs it)" if lack.signal.id in plan.core else ""
        dialog.item(
            f"{how}: {dialog.styled(lack.signal.name, 'strong')}{needed}. Say {lack.signal.ask_for}. "
            f"For example: “{one_line(lack.signal.fix)}”",
            mark="?",
        )
    if plan[made.part].signals and not made.lacking:
        dialog.say(dialog.styled(f"All that belongs in the {made.part} was heard.", "good"))


def whole(dialog: Dialog, plan: Plan, made: Review, times: Mapping[StarPart, PartTime]) -> None:
    """The review of all parts together, in short."""
    dialog.heading("All together")
    spoken = sum(t.seconds for t in times.values())
    aim = sum(part.seconds for part in plan.parts)
    each = ", ".join(f"{p.part} {round(times[p.part].seconds)} of {p.seconds:g} s" for p in plan.parts)
    if made.verdict is None:
        dialog.say(f"It could not be reviewed: {told(made.unscored or '')}")
        return
    verdict = dialog.styled(VERDICT_WORDS[made.verdict], "good" if made.verdict in HIRED else "bad")
    scope = f"Scope told: {scope_words(made.level)}"
    dialog.say(f"{verdict} at {level_words(plan.level)}. {scope}. Score {made.score} of 100.")
    for step in made.derivation[1:-1]:
        rule, saw, so = (in_words(text, plan.names) for text in (step.rule, step.saw, step.effect))
        dialog.item(f"{told(rule if saw in rule else f'{rule}: {saw}')} So {so}.")
    graded = {grade: [f.id for f in made.findings if f.kind == "signal" and f.grade == grade] for grade in (2, 1, 0)}
    for grade, word in ((2, "Clear"), (1, "Half"), (0, "Not heard")):
        if graded[grade]:
            dialog.say(f"{word}: {'; '.join(plan.names[i] for i in graded[grade])}.")
    against = [plan.names[f.id] for f in made.findings if f.kind != "signal"]
    if against:
        dialog.say(f"Against you: {'; '.join(against)}.")
    dialog.say(f"Time: {seconds_words(spoken)}, aimed at {seconds_words(aim)}: {each}.")
    if made.lens:
        heard = "and it was heard" if made.lens.heard else "and it was not heard yet"
        dialog.say(f"{COMPANY_WORDS[made.lens.company]} waits for: {told(made.lens.waits_for)[:-1]}, {heard}.")
    for fix in made.fixes[:FIXES]:
        after = VERDICT_WORDS[fix.verdict_after].lower()
        changed = "" if fix.verdict_after == fix.verdict_before else f" It would make it a {after}."
        dialog.item(f"To mend: {told(fix.advice)} “{one_line(fix.template)}”{changed}")
    if made.probes:
        dialog.say(f"Expect to be asked: {one_line(made.probes[0].question)}")


def full(dialog: Dialog, plan: Plan, made: Review) -> None:
    """The review as ``greenroom review`` prints it; line by line where nothing may be drawn."""
    if not dialog.plain:
        from greenroom.reports import render

        ascii_only = streams.plain_only(sys.stdout)
        text = render(made, plan.guide, "text", width=dialog.width, colour=dialog.coloured, ascii_only=ascii_only)
        click.echo("\n" + text, nl=False)
        return
    dialog.heading("The full review")
    for finding in made.findings:
        kind = GRADE_WORDS[finding.grade] if finding.kind == "signal" else words(finding.kind).lower()
        quotes = " ".join(f"“{one_line(made.text[a:b])}”" for a, b in finding.spans)
        dialog.item(f"{plan.names[finding.id]}, {kind}: {told(finding.reason)} {quotes}".rstrip())
    for fix in made.fixes:
        dialog.item(f"To mend: {told(fix.advice)} “{one_line(fix.template)}”")
    for probe in made.probes:
        dialog.item(f"Expect to be asked: {one_line(probe.question)}")


def _time(dialog: Dialog, made: PartReview) -> str:
    said = f"{made.words} words, {seconds_words(made.seconds)} to say; aim at {seconds_words(made.target)}."
    if made.too_long:
        return f"{said} {dialog.styled(f'Cut {seconds_words(made.seconds - made.target)}.', 'bad')}"
    return f"{said} There is room for much more." if made.has_room else said


def _named(plan: Plan, ids: tuple[str, ...]) -> str:
    return "; ".join(plan.names.get(i, i) for i in ids)


def _costs(plan: Plan, ids: tuple[str, ...]) -> str:
    """The disqualifiers and red flags that some words bring, and the signals that they lose."""
    signals = {s.id for s in plan.guide.signals}
    brought = _named(plan, tuple(i for i in ids if i not in signals))
    lost = _named(plan, tuple(i for i in ids if i in signals))
    said = " ".join(f"{what}: {which}." for what, which in (("Brings", brought), ("Loses", lost)) if which)
    return f" ({said})" if said else ""


def _opening_words(sentence: str) -> str:
    spoken = sentence.split()
    return " ".join(spoken) if len(spoken) <= OPENING_WORDS + 2 else f"{' '.join(spoken[:OPENING_WORDS])}…"


def _a(part: str) -> str:
    return f"an {part}" if part[0] in "aeiou" else f"a {part}"
