"""Items about the interview: which principle is asked about, replies, what comes next, levels, companies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenroom.guides.schema import Competency, Guide, Probe
from greenroom.practice.quiz_items import Choice, Difficulty, Item, digest, entries, gives_away, item, stems
from greenroom.practice.study import said
from greenroom.reports.runs import one_line
from greenroom.reports.wording import COMPANY_WORDS, level_words

MOST_CONFUSED = 4
"""Questions of each competency that is easily confused with this one."""


def from_interview(guide: Guide, competencies: Sequence[Competency]) -> Iterator[Item | None]:
    """Every item of this sort; ``competencies`` are those that a question may be confused with."""
    yield from _principle(guide, competencies)
    for probe in guide.probes:
        yield from _probe(guide, probe)
    yield from _next(guide)
    yield from _levels(guide)
    yield from _lenses(guide)


def _principle(guide: Guide, competencies: Sequence[Competency]) -> Iterator[Item | None]:
    name = {c.id: c.name for c in competencies}
    asked = {c.id: {one_line(t).casefold() for t in c.triggers} for c in competencies}
    confused = {c.competency: c.difference for c in guide.not_to_confuse}
    # Those easily confused come first, then what the same stories also cover, then the rest.
    near = dict.fromkeys([*confused, *(i for a in guide.archetypes for i in a.also_covers), *name])
    others = [i for i in near if i != guide.id and i in name]

    def asks(
        question: str, how: str, difficulty: Difficulty, right: str, wrong: Sequence[str], why: str
    ) -> Item | None:
        free = [i for i in wrong if i != right and one_line(question).casefold() not in asked.get(i, ())]
        label = {**name, guide.id: guide.principle}
        if gives_away(question, label[right], [label[i] for i in free]):
            return None
        return item(
            guide,
            f"principle:{how}:{digest(question)}",
            difficulty,
            f"Which principle is asked about here above all? {said(question)}",
            Choice(label[right]),
            [Choice(label[i], confused.get(i, "")) for i in free],
            why=why,
            section="confused" if right in confused else "recognise",
        )

    for question in guide.triggers.direct:
        yield asks(question, "direct", "easy", guide.id, others, guide.triggers.recognise)
    # An indirect question may fairly count for a principle that is near to this one.
    near_ones = {i for a in guide.archetypes for i in a.also_covers} | set(confused)
    near_ones |= {x.competency for c in competencies if c.id == guide.id for x in c.confused_with}
    plainly_others = [i for i in others if i not in near_ones]
    for question in guide.triggers.indirect:
        yield asks(question, "indirect", "medium", guide.id, plainly_others, guide.triggers.recognise)
    for other, difference in confused.items():
        triggers = next((c.triggers for c in competencies if c.id == other), ())
        for question in triggers[:MOST_CONFUSED]:
            if one_line(question).casefold() not in asked.get(guide.id, ()):
                yield asks(question, other, "hard", other, [guide.id, *others], difference)


def _probe(guide: Guide, probe: Probe) -> Iterator[Item | None]:
    others = [p for p in guide.probes if p.id != probe.id and not set(p.settles) & set(probe.settles)]
    asked = f"The interviewer asks: {said(probe.question)}"
    section = f"probe-{probe.id}"
    strong = f"What carries it: {said(probe.key_phrase)} {probe.tests}"
    weak = [Choice(said(probe.weak.reply), f"Weak: {probe.weak.why}")]
    yield item(
        guide,
        f"reply:{probe.id}",
        "easy",
        f"{asked} Which reply is strong?",
        Choice(said(probe.strong)),
        [*weak, *(Choice(said(p.weak.reply), f"Weak: {p.weak.why}") for p in guide.probes if p.id != probe.id)],
        why=strong,
        section=section,
    )
    yield item(
        guide,
        f"weak:{probe.id}",
        "hard",
        f"{asked} The candidate replies as below. Why is that marked down?",
        Choice(probe.weak.why),
        [Choice(p.weak.why, f"That is said of the replies to {said(p.question)}") for p in others],
        why=f"A strong reply would be: {said(probe.strong)}",
        section=section,
        quote=said(probe.weak.reply),
    )
    yield item(
        guide,
        f"tests:{probe.id}",
        "medium",
        f"{asked} What does that find out?",
        Choice(probe.tests),
        [Choice(p.tests, f"That is found out by {said(p.question)}") for p in others],
        why=strong,
        section=section,
    )


def _next(guide: Guide) -> Iterator[Item | None]:
    for entry in entries(guide):
        asks = [p for p in guide.probes if entry.id in p.settles]
        if asks:
            yield item(
                guide,
                f"next:{entry.id}",
                "medium",
                f"An answer leaves open whether “{entry.name}” is true of it. What would the interviewer ask next?",
                Choice(asks[0].question),
                [Choice(p.question, f"That finds out: {p.tests}") for p in guide.probes if p not in asks],
                why=f"It finds out: {asks[0].tests}",
                section=f"probe-{asks[0].id}",
            )


def _levels(guide: Guide) -> Iterator[Item | None]:
    for level in guide.levels:
        others = [x for x in guide.levels if x.level != level.level]
        label = level_words(level.level)
        yield item(
            guide,
            f"level:{level.level}",
            "medium",
            "From which level up must a story show this?",
            Choice(label),
            [Choice(level_words(x.level), f"From there up: {x.expects}") for x in others if x.shows != level.shows],
            why=f"{label}: {level.expects}",
            section=f"level-{level.level}",
            quote="\n".join(f"- {one_line(x)}" for x in level.shows),
        )
        for shown in level.shows:
            yield item(
                guide,
                f"level-new:{level.level}:{digest(shown)}",
                "hard",
                f"Which of these comes in at {label}, not sooner and not later?",
                Choice(shown),
                [
                    Choice(y, f"That comes in at {level_words(x.level)}.")
                    for x in others
                    for y in x.shows
                    if not stems(y) & stems(shown)
                ],
                why=f"{label}: {level.expects}",
                section=f"level-{level.level}",
            )


def _lenses(guide: Guide) -> Iterator[Item | None]:
    for lens in guide.lenses:
        others = [x for x in guide.lenses if x.company != lens.company]
        company, section = COMPANY_WORDS[lens.company], f"company-{lens.company}"
        yield item(
            guide,
            f"lens:{lens.company}",
            "medium",
            f"What does the interviewer at {company} wait to hear?",
            Choice(lens.waits_for),
            [Choice(x.waits_for, f"That is what {COMPANY_WORDS[x.company]} waits for.") for x in others],
            why=f"{company} looks at this: {lens.focus}",
            section=section,
        )
        names = [COMPANY_WORDS[x.company] for x in others]
        if not gives_away(lens.sounds_like, company, names):
            yield item(
                guide,
                f"lens-sounds:{lens.company}",
                "hard",
                "The interviewer of which company waits for this above all?",
                Choice(company),
                [Choice(COMPANY_WORDS[x.company], f"It waits for this: {x.waits_for}") for x in others],
                why=f"{company} waits for this: {lens.waits_for}",
                section=section,
                quote=said(lens.sounds_like),
            )
