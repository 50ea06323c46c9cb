"""A reply weak or strong, and what it settled: what judge and listener hear in it, weighed; its reasons in words.

The coefficients are fitted by ``training/replies.py`` (``fitted.py``);
``python -m bench.replies`` says how right they are on writers that they were not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from greenroom.guides.schema import Guide, Probe
from greenroom.language.outputs import Floats
from greenroom.language.parsed import Parsed
from greenroom.model import Judgement
from greenroom.rehearsal.evidence import Beliefs, faults_of, kinds_of, ruled_out
from greenroom.rehearsal.features import Seen, features, of_entry, tokens
from greenroom.rehearsal.fitted import MIXED, OF_ENTRY, Mix, Weights, both, capped, chance, weights
from greenroom.rehearsal.listener import Told
from greenroom.rehearsal.values import Ask, Found, Graded, Label as Called, Settled
from greenroom.scoring.doubt import odds

GIVEN, LACKING = 0.5, 0.3
"""Likelihood from which a signal counts as given in a reply, and below which as not given; between, as half.

Of labelled replies 59 in 100 with a likelihood of 0.5 to 0.7 give it, 44 with 0.3 to 0.5, and 6 with less, their
writers left out (``python -m bench.replies``)."""
TOUCHED = 0.6
"""Likelihood from which a signal that was only touched counts as shown; from ``GIVEN`` on as half."""
TOLD = 0.5
"""Likelihood from which a reply counts as showing a fault, or as ruling it out, where the listener heard it."""
SUSPECTED = 0.6
"""Likelihood from which a weak reply counts as showing a fault for guides that the listener was not fitted on."""
LEFT_OUT = frozenset({"no-impact", "effort-without-impact", "no-resolution", "no-individual-contribution"})
"""Disqualifiers that are something left out."""
ASIDE, COUNTS = 0.8, 0.95
"""Likelihood from which a disqualifier that nobody asked for and that is told by the way is asked about, and counts.

Of 930 labelled replies that are strong 15 would be weak for one from 0.8 on, 4 from 0.95 on; of 45 disqualifiers that
raters named without being asked 22 and 12 are heard so (listeners that had not seen the writer)."""
WORDED = 0.95
"""How likely a fault is there that a phrase of the guide finds in the reply; such phrases err rarely, but do."""
SHORT = 15
"""Most words of a reply that is nothing but the fact which was asked for."""
FACT = 0.9
"""How likely such a reply is strong: 31 of 33 among those of ``data/replies`` and a hundred written for this."""
FOR_FACTS = frozenset({"data-backed", "no-quantified-impact"})
"""Entries that a question for facts settles, beside the number that the guide's verdict rests on."""
LOOKING_BACK = "no-self-awareness"
"""What a question settles that asks for one's own mistakes."""
LOOSE = 0.7
"""Most likelihood with which a reply to a classic leaves a signal out or clears a fault: it asks for many."""


def likelihood(seen: Seen, probe: Probe, guide: Guide, by: Weights | None = None) -> float:
    """How likely (0..1) a trained interviewer calls the reply strong."""
    by = by or weights()
    said = tokens(seen.reply.answer.text)
    odds = by.label.odds(features(seen, probe, guide), seen.vector, said, probe.settles)
    fitted = chance(odds if seen.told is None else by.mix.label.at(mixed(odds, seen.told, probe, guide)))
    return round(max(fitted, FACT if gives_fact(seen.reply, probe, guide) else 0.0), 3)


def mixed(odds: float, told: Told, probe: Probe, guide: Guide) -> dict[str, float]:
    """The values of :data:`MIXED`; ``odds``: the log odds of strong by the grader."""
    asked = asked_for(probe, guide)
    faults = [told.shown[d.id] for d in guide.disqualifiers if d.id in probe.settles]
    values = (
        odds, told.strong, told.shown[asked] if asked else 0.0, told.denied[asked] if asked else 0.0,
        max(faults, default=NONE),
    )  # fmt: skip
    return dict(zip(MIXED, map(capped, values), strict=True))


NONE = -6.0
"""Log odds of a disqualifier where a probe settles none."""


def of_one(line: float, likely: float, told: Told, ident: str) -> dict[str, float]:
    """The values of :data:`OF_ENTRY`; ``line``: log odds by its line; ``likely``: how likely the reply is strong."""
    p = min(max(likely, 1e-3), 1 - 1e-3)
    values = (line, math.log(p / (1 - p)), told.shown[ident], told.denied[ident])
    return dict(zip(OF_ENTRY, map(capped, values), strict=True))


def gives_fact(reply: Parsed, probe: Probe, guide: Guide) -> bool:
    """Whether a short reply to a question for facts holds one, and nothing that takes it back.

    A figure, not a vague one, and no "we" before it; the grader was fitted on few replies of so few words.
    """
    if FOR_FACTS.union([guide.verdict.number]).isdisjoint(probe.settles) or len(reply.answer.text.split()) > SHORT:
        return False
    kinds = {q.kind for q in reply.quantities}
    return bool(kinds - {"background", "vague"}) and "vague" not in kinds and not reply.marked("subj_we")


def graded(
    seen: Seen,
    probe: Probe,
    guide: Guide,
    said: Mapping[str, Floats],
    worded: Collection[str],
    asked: str | None,
    by: Weights | None = None,
    before: Beliefs | None = None,
) -> Graded:
    """The grade of a reply to ``probe``.

    ``said``: the vector of what somebody says who shows each entry; ``worded``: faults that the reply says in so many
    words; ``asked``: the signal that was asked for (:func:`asked_in`); ``before``: how it stood before the reply.
    """
    by = by or weights()
    strong = likelihood(seen, probe, guide, by)
    kinds = kinds_of(guide)
    most = 1.0 if probe in guide.probes else LOOSE
    settled: dict[str, Settled] = {}
    sure: dict[str, float] = {}
    beside = seen.told is not None and any(
        seen.told.shown[i] >= 0 for i in probe.settles if kinds[i] != "signal" and i in seen.told.taught
    )
    for ident in probe.settles:
        signal = kinds[ident] == "signal"
        line = by.signal if signal else by.fault
        values = dict(zip(line.names, of_entry(seen, ident, probe, strong, said[ident]), strict=True))
        odds = line.at(values)
        if seen.told is not None:
            made = _as_told(odds, strong, seen.told, ident, by.mix, signal=signal, asked=ident == asked, beside=beside)
            if ident in worded:
                made = "shown", WORDED
        elif not signal:
            likely = both(chance(odds), values["presence"]) if kinds[ident] == "disqualifier" else chance(odds)
            made = of_suspect(strong, likely, worded=ident in worded)
        elif ident == asked:
            made = of_asked(both(strong, values["told"]))
        else:
            made = of_touched(chance(odds))
        if made is not None:
            value, how = made
            settled[ident], sure[ident] = value, min(how, most) if value == "absent" else how
    aside = {i: p for i, p in by_the_way(seen.told, probe, guide, before).items() if p >= COUNTS}
    settled |= dict.fromkeys(aside, "shown")
    sure |= aside
    label: Called = "strong" if strong >= 0.5 and not aside else "weak"
    return Graded(
        label=label,
        likelihood=round(max([strong, 1 - strong, *aside.values()] if label == "weak" else [strong]), 3),
        reason=reason_of(label, settled, probe, guide),
        settled=settled,
        sure=sure,
        sentence=_sentence(seen, settled, guide),
        places=_places(seen, settled),
    )


def _as_told(
    odds: float, strong: float, told: Told, ident: str, mix: Mix, *, signal: bool, asked: bool, beside: bool
) -> tuple[Settled, float] | None:
    """What a reply says of an entry, by its line and by what the listener hears.

    ``beside``: whether it shows a fault that it was asked about as well; it may be weak for that alone.
    """
    values = of_one(odds, strong, told, ident)
    if asked:
        likely = chance(mix.asked.at(values))
        return of_asked(both(likely, chance(told.shown[ident])) if beside else likely)
    denied = chance(told.denied[ident])
    if signal:
        return of_touched(chance(mix.signal.at(values)), denied)
    return of_fault(chance(mix.fault.at(values)), max(strong, denied))


def by_the_way(told: Told | None, probe: Probe, guide: Guide, before: Beliefs | None = None) -> dict[str, float]:
    """Disqualifiers that nobody asked for and that the reply tells all the same, with how likely they are there.

    What spoke against them before is weighed with it. None where the question is what one did wrong: who owns up to it
    there is not to be punished for that. None of what is a fault for being left out: nobody asked.
    """
    if told is None or LOOKING_BACK in probe.settles:
        return {}
    others = [d.id for d in guide.disqualifiers if d.id not in probe.settles and d.id in told.taught]
    others = [i for i in others if i not in LEFT_OUT]
    against = {i: ruled_out(before, i, guide) if before else 0.5 for i in others}
    heard = {i: chance(told.shown[i] - odds(against[i])) for i in others}
    return {i: round(p, 3) for i, p in heard.items() if p >= ASIDE}


def suspicions(seen: Seen, probe: Probe, guide: Guide, before: Beliefs, turn: int) -> tuple[Found, ...]:
    """Disqualifiers that are told by the way in the reply of this ``turn``, but not surely enough to count."""
    told = by_the_way(seen.told, probe, guide, before)
    doubtful: dict[str, Settled] = {i: "shown" for i, p in told.items() if p < COUNTS}
    places = _places(seen, doubtful)
    return tuple(
        Found(kind="disqualifier", id=i, grade=1, turn=turn, sentence=places.get(i, ""), clear=True) for i in doubtful
    )


def of_asked(likely: float) -> tuple[Settled, float]:
    """What a reply says of the signal that its probe asks for, and how surely: given, by half, or not."""
    value: Settled = "shown" if likely >= GIVEN else "hinted" if likely >= LACKING else "absent"
    return value, round(max(likely, 1 - likely), 3)


def of_touched(likely: float, denied: float = 0.0) -> tuple[Settled, float] | None:
    """The same of a signal that the probe only touches: a reply can show it, or say in so many words that it lacks."""
    if likely < GIVEN:
        return ("absent", round(denied, 3)) if denied >= TOLD else None
    return "shown" if likely >= TOUCHED else "hinted", round(likely, 3)


def of_fault(there: float, cleared: float) -> tuple[Settled, float] | None:
    """The same of a fault: a reply shows it, or rules it out by being strong or by its words, or leaves it open."""
    if there >= TOLD:
        return "shown", round(there, 3)
    return ("absent", round(1 - there, 3)) if cleared >= TOLD else None


def of_suspect(strong: float, there: float, *, worded: bool) -> tuple[Settled, float] | None:
    """The same where no listener was fitted: a strong reply clears a fault, a weak one shows it or leaves it open."""
    if worded:
        return "shown", max(there, WORDED)
    if strong >= 0.5:
        return "absent", round(1 - min(there, 1 - strong), 3)
    return ("shown", round(there, 3)) if there >= SUSPECTED else None


def by_findings(own: Judgement, probe: Probe, guide: Guide, reply: str) -> Graded:
    """The grade by the findings in the reply alone, for judges whose readings nothing was fitted on.

    Strong is a reply in which a signal that the probe settles is heard, or which clears its faults and holds none.
    """
    kinds = kinds_of(guide)
    heard = {f.id: f for f in own.findings if f.grade > 0}
    asked = [i for i in probe.settles if kinds[i] == "signal"]
    faults = [i for i in probe.settles if kinds[i] != "signal" and i in heard]
    strong = not faults and (any(i in heard for i in asked) or not asked)
    label: Called = "strong" if strong else "weak"
    settled: dict[str, Settled] = {
        i: "shown" if i in heard else "absent" for i in asked if i in heard or i == asked_for(probe, guide)
    }
    settled |= dict.fromkeys(faults, "shown")
    if strong:
        settled |= {i: "absent" for i in probe.settles if kinds[i] != "signal"}
    places = [f.strongest or f.spans[0] for i in probe.settles if (f := heard.get(i)) is not None and f.spans]
    sentence = " ".join(reply[places[0].start : places[0].end].split()) if places else ""
    return Graded(
        label=label, likelihood=0.7, reason=reason_of(label, settled, probe, guide), settled=settled, sentence=sentence
    )


def asked_for(probe: Probe, guide: Guide) -> str | None:
    """The signal that a probe asks for: the first that it names."""
    signals = {s.id for s in guide.signals}
    return next((i for i in probe.settles if i in signals), None)


def asked_in(ask: Ask, probe: Probe, guide: Guide) -> str | None:
    """The signal that a question asks for as it was put.

    Of the guide's probes the first that they name; of a classic, which names many, the first that was open then.
    """
    if probe in guide.probes:
        return asked_for(probe, guide)
    signals = {s.id for s in guide.signals}
    return next((i for i in ask.settles if i in signals), None)


def reason_of(label: Called, settled: Mapping[str, Settled], probe: Probe, guide: Guide) -> str:
    """Why a reply is weak or strong, in the guide's words: the fault that it shows, what it gives or leaves out."""
    entries = {e.id: e for e in faults_of(guide)}
    signals = {s.id: s for s in guide.signals}
    for i, value in settled.items():
        if label == "weak" and value == "shown" and i in entries:
            return f"{entries[i].name}: {entries[i].why_it_fails}"
    given = [signals[i].name for i, v in settled.items() if v in ("shown", "hinted") and i in signals]
    missing = [signals[i].absent for i, v in settled.items() if v == "absent" and i in signals]
    if label == "strong":
        cleared = [entries[i].name for i, v in settled.items() if v == "absent" and i in entries]
        said = ", ".join(given) if given else f"it rules out: {', '.join(cleared)}" if cleared else probe.tests
        return f"It gives what was asked for: {said}." if given else f"It holds up: {said}."
    if missing:
        return missing[0]
    # what the guide says against a weak reply need not be so of this one: never what was just ruled out
    cleared_here = given or any(v == "absent" for i, v in settled.items() if i in entries)
    return f"It leaves in doubt what was asked for: {_begun_small(probe.tests)}" if cleared_here else probe.weak.why


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _places(seen: Seen, settled: Mapping[str, Settled]) -> dict[str, str]:
    """The sentence in which the listener hears each entry that the reply shows."""
    if seen.told is None:
        return {}
    made = {}
    for ident, value in settled.items():
        at = seen.told.places[ident]
        sentence = next((s for s in seen.reply.sentences if s.span.start <= at < s.span.end), None)
        if value != "absent" and sentence is not None:
            made[ident] = " ".join(sentence.text.split())
    return made


def _sentence(seen: Seen, settled: Mapping[str, Settled], guide: Guide) -> str:
    """The sentence of the reply that carries what it settled, else its longest."""
    whole = seen.whole
    rows = range(seen.last, len(whole.sentences))
    if not rows:
        return ""
    kinds = kinds_of(guide)
    shown = [i for i, v in settled.items() if v == "shown"]
    first = sorted(shown, key=lambda i: kinds[i] == "signal") or list(settled)
    for ident in first:
        evidence = whole.heads.evidence.get(ident)
        if evidence is not None and len(evidence) == len(whole.sentences):
            return " ".join(whole.sentences[max(rows, key=lambda n: float(evidence[n]))].text.split())
    return " ".join(max((whole.sentences[n].text for n in rows), key=len).split())
