"""A reply weak or strong, and what it settled: a logistic model over named features, its reasons in words.

The coefficients are fitted by ``training/replies.py`` and stand in ``replies.json`` beside this module;
``python -m bench.replies`` says how right they are on writers that they were not fitted on.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from greenroom.errors import ModelError
from greenroom.guides.schema import Guide, Probe
from greenroom.language.outputs import Floats
from greenroom.model import Judgement
from greenroom.rehearsal.evidence import faults_of, kinds_of
from greenroom.rehearsal.features import Seen, features, of_entry, tokens
from greenroom.rehearsal.values import Graded, Label, Settled

WEIGHTS = Path(__file__).with_name("replies.json")


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted line: mean and scale of each named feature, its coefficient, and where the line crosses."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coef: tuple[float, ...]
    bias: float

    def at(self, values: Mapping[str, float]) -> float:
        """The log odds."""
        rows = zip(self.names, self.mean, self.scale, self.coef, strict=True)
        return self.bias + sum(c * (values.get(n, 0.0) - m) / s for n, m, s, c in rows)


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was fitted.

    ``label``: weak or strong, to whose log odds ``vector`` and ``words`` add; ``signal`` and ``fault``: a single entry
    that the probe settles; ``judge``: the version of the judge whose readings it was fitted on; ``data``: on what.
    """

    judge: str
    data: str
    label: Line
    vector: tuple[float, ...]
    words: dict[str, float]
    signal: Line
    fault: Line


@functools.cache
def weights(path: Path = WEIGHTS) -> Weights:
    """The shipped weights; raises ``ModelError`` where they are missing or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Weights)
    except (OSError, msgspec.DecodeError) as fault:
        raise ModelError(
            f"missing or damaged ({type(fault).__name__})", where=str(path), do="reinstall greenroom"
        ) from None


def likelihood(seen: Seen, probe: Probe, guide: Guide, by: Weights | None = None) -> float:
    """How likely (0..1) a trained interviewer calls the reply strong."""
    by = by or weights()
    odds = by.label.at(features(seen, probe, guide))
    if by.vector:
        odds += float(np.asarray(by.vector, np.float32) @ seen.vector)
    if by.words:
        found = sorted(by.words.keys() & tokens(seen.reply.answer.text))
        odds += sum(by.words[w] for w in found) / math.sqrt(max(len(found), 1))
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, odds)))), 3)


def graded(seen: Seen, probe: Probe, guide: Guide, said: Mapping[str, Floats], by: Weights | None = None) -> Graded:
    """The grade of a reply to ``probe``; ``said``: the vector of what somebody says who shows each entry."""
    by = by or weights()
    strong = likelihood(seen, probe, guide, by)
    label: Label = "strong" if strong >= 0.5 else "weak"
    kinds = kinds_of(guide)
    settled: dict[str, Settled] = {}
    for ident in probe.settles:
        line = by.signal if kinds[ident] == "signal" else by.fault
        values = dict(zip(line.names, of_entry(seen, ident, probe, strong, said[ident]), strict=True))
        there = line.at(values) >= 0
        if kinds[ident] == "signal":
            # What a probe names beside its first signal it only touches: a weak reply says nothing about that.
            if there or (label == "weak" and ident == asked_for(probe, guide)):
                settled[ident] = "shown" if there else "absent"
        elif there or label == "strong":
            settled[ident] = "shown" if there else "absent"
    return Graded(
        label=label,
        likelihood=round(max(strong, 1 - strong), 3),
        reason=reason_of(label, settled, probe, guide),
        settled=settled,
        sentence=_sentence(seen, settled, guide),
    )


def by_findings(own: Judgement, probe: Probe, guide: Guide, reply: str) -> Graded:
    """The grade by the findings in the reply alone, for judges whose readings nothing was fitted on.

    Strong is a reply in which a signal that the probe settles is heard, or which clears its faults and holds none.
    """
    kinds = kinds_of(guide)
    heard = {f.id: f for f in own.findings if f.grade > 0}
    asked = [i for i in probe.settles if kinds[i] == "signal"]
    faults = [i for i in probe.settles if kinds[i] != "signal" and i in heard]
    strong = not faults and (any(i in heard for i in asked) or not asked)
    label: Label = "strong" if strong else "weak"
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


def reason_of(label: Label, settled: Mapping[str, Settled], probe: Probe, guide: Guide) -> str:
    """Why a reply is weak or strong, in the guide's words: the fault that it shows, what it gives or leaves out."""
    entries = {e.id: e for e in faults_of(guide)}
    signals = {s.id: s for s in guide.signals}
    for i, value in settled.items():
        if value == "shown" and i in entries:
            return f"{entries[i].name}: {entries[i].why_it_fails}"
    given = [signals[i].name for i, v in settled.items() if v == "shown" and i in signals]
    missing = [signals[i].absent for i, v in settled.items() if v == "absent" and i in signals]
    if label == "strong":
        cleared = [entries[i].name for i, v in settled.items() if v == "absent" and i in entries]
        said = ", ".join(given) if given else f"it rules out: {', '.join(cleared)}" if cleared else probe.tests
        return f"It gives what was asked for: {said}." if given else f"It holds up: {said}."
    return missing[0] if missing else probe.weak.why


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
