"""Items from a guide's examples: which signal, how clearly, is it a disqualifier, which of these."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from greenroom.guides.marked import unmark
from greenroom.guides.schema import Cases, Disqualifier, Examples, Guide, RedFlag, Signal
from greenroom.practice.quiz_items import (
    Choice,
    Entry,
    Item,
    Known,
    about_missing,
    apart,
    digest,
    entries,
    gives_away,
    item,
    known_of,
    may_be_in,
)
from greenroom.practice.study import said
from greenroom.reports.runs import one_line
from greenroom.reports.wording import VERDICT_WORDS, level_words

LONGEST_QUOTE = 420
"""Code points above which a text is too long to ask about on one screen."""
LONGEST_OPTION = 230
"""The same, where four texts stand under one another."""

GRADES = ("Not at all", "Partly", "Clearly")


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """An example as a quiz needs it: ``grade`` 0 where the entry is not in it, ``None`` where it is, to some degree."""

    text: str
    grade: int | None
    why: str = ""
    heard: str = ""


def from_examples(guide: Guide, examples: Examples) -> Iterator[Item | None]:
    """Every item that the examples yield, in the guide's order."""
    known = {ident: known_of(cases) for ident, cases in examples.examples.items()}
    for entry in entries(guide):
        cases = examples.examples.get(entry.id)
        if cases is None:
            continue
        every = list(_told(cases))
        for one in every:
            if len(one.text) > LONGEST_QUOTE:
                continue
            if isinstance(entry, Signal):
                yield _which_signal(guide, known, entry, one)
                yield _how_far(guide, entry, one)
            else:
                yield _which_fault(guide, known, entry, one)
                yield _does_it_apply(guide, entry, one)
        yield from _pick(guide, entry, every)


def section_of(entry: Entry) -> str:
    """Where study tells of this entry."""
    if isinstance(entry, Signal):
        return f"signal-{entry.id}"
    return f"disqualifier-{entry.id}" if isinstance(entry, Disqualifier) else f"flag-{entry.id}"


def reason(entry: Entry) -> str:
    """What the guide says of an entry, as the reason of an answer."""
    return f"{entry.name}: {entry.listens_for if isinstance(entry, Signal) else entry.why_it_fails}"


def weight(fault: Disqualifier | RedFlag) -> str:
    """How heavily a fault weighs, in a sentence."""
    if isinstance(fault, Disqualifier):
        return f"It weighs {f'from {level_words(fault.from_level)} up' if fault.from_level else 'at every level'}."
    if fault.at_most == "strong-hire":
        return "Alone it rules out no verdict."
    return f"With it an answer gets at most: {VERDICT_WORDS[fault.at_most].lower()}."


def stopped(text: str) -> str:
    """``text`` on one line with a stop at its end."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _told(cases: Cases) -> Iterator[Told]:
    """The examples, those that a judge fails today included: what is right does not depend on the judge."""
    for f in cases.found:
        yield _found(f.text, f.grade, f.note)
    for k in cases.known_failures:
        if k.should == "found":
            yield _found(k.text, k.grade, "")
        else:
            yield Told(unmark(k.text)[0], 0, k.why)
    for n in cases.not_found:
        yield Told(n.text, 0, n.why)


def _found(marked: str, grade: int | None, note: str) -> Told:
    text, spans = unmark(marked)
    heard = " ... ".join(one_line(text[s.start : s.end]) for s in spans)
    # Repeating nearly the whole text as what was heard in it tells nothing.
    return Told(text, grade, note, heard if len(heard) < 0.7 * len(text) else "")


def _because(entry: Entry, one: Told, quote: str = "") -> str:
    heard = f"Heard in: {said(one.heard)}" if one.heard and one.heard != quote else ""
    return " ".join(filter(None, (reason(entry), heard, one.why)))


def _rivals(
    guide: Guide, kin: Sequence[Entry], entry: Entry, one: Told, quote: str, known: Mapping[str, Known]
) -> list[Choice]:
    """The other entries of its kind that are certainly not in the text, nor in what is quoted of it."""
    return [
        Choice(other.name, reason(other))
        for other in kin
        if other.id != entry.id
        and apart(guide, other.id, entry.id)
        and not any(may_be_in(guide, other, text, known.get(other.id, Known())) for text in (one.text, quote))
    ]


def _which_signal(guide: Guide, known: Mapping[str, Known], signal: Signal, one: Told) -> Item | None:
    if one.grade != 2:
        return None
    # What comes before a result is most often an act, which is a signal of its own.
    quote = one.heard if signal.part == "result" and one.heard else one.text
    wrong = _rivals(guide, guide.signals, signal, one, quote, known)
    if gives_away(quote, signal.name, [w.text for w in wrong]):
        return None
    return item(
        guide,
        f"signal:{signal.id}:{digest(one.text)}",
        "medium",
        "A candidate says this. Which signal does it show above all?",
        Choice(signal.name),
        wrong,
        why=_because(signal, one, quote),
        section=section_of(signal),
        quote=quote,
    )


def _how_far(guide: Guide, signal: Signal, one: Told) -> Item | None:
    if one.grade is None:
        return None
    named = dict(enumerate(GRADES))
    why = f"Not at all: {stopped(one.why)}" if one.grade == 0 else _because(signal, one)
    return item(
        guide,
        f"grade:{signal.id}:{digest(one.text)}",
        "medium" if one.grade == 2 else "hard",
        f"How far does this show “{signal.name}”?",
        Choice(named[one.grade]),
        [Choice(word) for grade, word in named.items() if grade != one.grade],
        why=why,
        section=section_of(signal),
        quote=one.text,
        ordered=tuple(reversed(GRADES)),
    )


def _which_fault(guide: Guide, known: Mapping[str, Known], fault: Disqualifier | RedFlag, one: Told) -> Item | None:
    if one.grade == 0:
        return None
    kin: tuple[Disqualifier | RedFlag, ...] = guide.disqualifiers
    kind, what = "disqualifier", "disqualifier"
    if isinstance(fault, RedFlag):
        kin, kind, what = guide.red_flags, "flag", "red flag"
    # The words that show it, without what else is told; what is missing needs all of the text.
    quote = one.text if about_missing(guide, fault) else one.heard or one.text
    wrong = _rivals(guide, kin, fault, one, quote, known)
    if gives_away(quote, fault.name, [w.text for w in wrong]):
        return None
    return item(
        guide,
        f"{kind}:{fault.id}:{digest(one.text)}",
        "medium",
        f"Which {what} is in these words above all?",
        Choice(fault.name),
        wrong,
        why=_because(fault, one, quote),
        section=section_of(fault),
        quote=quote,
    )


def _does_it_apply(guide: Guide, fault: Disqualifier | RedFlag, one: Told) -> Item | None:
    if isinstance(fault, Disqualifier):
        always = "Yes, whatever the level"
        later = f"Yes, but only from {level_words(fault.from_level or 'senior')} up"
        ask = f"Is this the disqualifier “{fault.name}”?"
        yes = always if fault.from_level is None else later
    else:
        always, later = "Yes, and it rules out a hire", "Yes, but a hire is still possible"
        ask = f"Is this the red flag “{fault.name}”?"
        yes = always if fault.at_most in ("no-hire", "strong-no-hire") else later
    options = (always, later, "No")
    right = "No" if one.grade == 0 else yes
    why = f"No: {stopped(one.why)}" if one.grade == 0 else f"{_because(fault, one)} {weight(fault)}"
    return item(
        guide,
        f"applies:{fault.id}:{digest(one.text)}",
        "hard" if one.grade == 0 else "medium",
        ask,
        Choice(right),
        [Choice(o) for o in options if o != right],
        why=why,
        section=section_of(fault),
        quote=one.text,
        ordered=options,
    )


def _pick(guide: Guide, entry: Entry, every: list[Told]) -> Iterator[Item | None]:
    """One text in which the entry is, among texts in which by the guide's word it is not."""
    short = [one for one in every if len(one.text) <= LONGEST_OPTION and "\n" not in one.text.strip()]
    wrong = [Choice(said(one.text), f"Not here: {stopped(one.why)}") for one in short if one.grade == 0]
    what = "shows" if isinstance(entry, Signal) else "has the fault"
    for one in short:
        if one.grade in ((2,) if isinstance(entry, Signal) else (1, 2, None)):
            yield item(
                guide,
                f"pick:{entry.id}:{digest(one.text)}",
                "hard",
                f"Which of these {what} “{entry.name}”?",
                Choice(said(one.text)),
                wrong,
                why=_because(entry, one),
                section=section_of(entry),
            )
