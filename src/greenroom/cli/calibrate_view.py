"""How ``greenroom calibrate`` shows an answer, its key, and the person's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from greenroom.model import LEVELS, VERDICTS, Level, Verdict
from greenroom.reports.runs import one_line, reflow
from greenroom.reports.wording import GRADE_WORDS, LEVEL_WORDS, VERDICT_WORDS, in_words, percent, told as as_sentence

if TYPE_CHECKING:
    from greenroom.cli.dialog import Dialog
    from greenroom.guides.pairs import Candidate, Marked
    from greenroom.guides.schema import Disqualifier, Guide, RedFlag
    from greenroom.practice.bias import Agreement, Figure, Rated, Stretch
    from greenroom.practice.calibrate_scores import Scores, Told

LETTERS = "AB"
SCALES = {"verdict": "Verdicts", "level": "Levels", "grade": "Grades of signals"}
FIGURES = {
    "severity-signals": "Leniency in signals",
    "severity-verdict": "Leniency in verdicts",
    "halo": "Halo of fluency",
    "length": "Length",
    "central-tendency": "Central tendency",
    "missed": "Missed disqualifiers",
    "unfounded": "Disqualifiers without ground",
    "rule": "Verdicts against your own findings",
}


def show_answer(dialog: Dialog, told: Told, title: str) -> None:
    """The question and one answer, to read."""
    dialog.heading(title, level=2)
    dialog.say(f"Asked at level {LEVEL_WORDS[told.level]}: “{one_line(told.question)}”")
    dialog.say()
    dialog.say(reflow(told.text))
    dialog.say()


def verdict_words(verdict: str) -> str:
    """A verdict inside a sentence."""
    return VERDICT_WORDS[_verdict(verdict)].lower()


# ── the key ─────────────────────────────────────────────────────────────────────────


def show_key(dialog: Dialog, told: Told, given: Scores, candidate: Candidate, title: str) -> None:
    """What a trained interviewer hears in an answer, beside what the person heard; with the sentences."""
    from greenroom.practice.calibrate_scores import decision

    guide, key = told.guide, told.key
    dialog.heading(title, level=2)
    shown = {one.id: one.shown for one in candidate.key.signals}
    for signal in guide.signals:
        yours, right = given.signals.get(signal.id, 0), key.signals.get(signal.id, 0)
        said = f"{signal.name}: you said {GRADE_WORDS[yours]}, the key says {GRADE_WORDS[right]}"
        _line(dialog, f"{said}{_apart(yours - right)}.", right=yours == right)
        _quotes(dialog, shown.get(signal.id, ()))
        if yours > right == 0:
            dialog.item(f"The candidate would be told: “{one_line(signal.absent)}”", mark="", indent=4)
    _marked(dialog, "disqualifier", guide.disqualifiers, given.disqualifiers, candidate.key.disqualifiers)
    _marked(dialog, "red flag", guide.red_flags, given.red_flags, candidate.key.red_flags)
    apart = LEVELS.index(given.level) - LEVELS.index(key.level)
    said = f"Level shown: you said {LEVEL_WORDS[given.level]}, the key says {LEVEL_WORDS[key.level]}"
    _line(dialog, f"{said}{_apart(apart)}.", right=not apart)
    apart = VERDICTS.index(given.verdict) - VERDICTS.index(key.verdict)
    said = f"Verdict: you said {verdict_words(given.verdict)}, the key says {verdict_words(key.verdict)}"
    _line(dialog, f"{said}{_apart(apart)}.", right=not apart)
    names = {s.id: s.name for s in guide.signals} | {d.id: d.name for d in guide.disqualifiers}
    names |= {f.id: f.name for f in guide.red_flags}
    for step in decision(key, guide, told.level).derivation:
        if step.effect == f"at most {key.verdict}":
            dialog.item(as_sentence(in_words(f"{step.rule}: {step.saw}", names)), mark="", indent=4)
    carried = decision(given, guide, told.level).verdict
    if carried != given.verdict:
        dialog.say(
            f"By the rules your own findings carry {verdict_words(carried)}, "
            f"not the {verdict_words(given.verdict)} that you gave."
        )
    dialog.say(f"{dialog.styled('A trained interviewer writes:', 'strong')} {one_line(candidate.key.writes)}")


def _marked(
    dialog: Dialog,
    kind: str,
    entries: Sequence[Disqualifier] | Sequence[RedFlag],
    given: Sequence[str],
    key: Sequence[Marked],
) -> None:
    right = {one.id: one.shown for one in key}
    if not right and not given:
        _line(dialog, f"No {kind}, and you marked none.", right=True)
    for entry in entries:
        if entry.id in right:
            verb = "you marked it too" if entry.id in given else "you missed it"
            _line(dialog, f"{kind.capitalize()} “{entry.name}”: {verb}.", right=entry.id in given)
            _quotes(dialog, right[entry.id])
        elif entry.id in given:
            _line(dialog, f"{kind.capitalize()} “{entry.name}”: you marked it, the key does not.", right=False)


def _line(dialog: Dialog, text: str, *, right: bool) -> None:
    mark = "-" if dialog.plain else dialog.styled("=" if right else "!", "good" if right else "bad")
    dialog.item(text, mark=mark)


def _quotes(dialog: Dialog, quotes: Iterable[str]) -> None:
    for quote in quotes:
        dialog.item(dialog.styled(f"“{one_line(quote)}”", "dim"), mark="", indent=4)


def _apart(steps: int) -> str:
    if not steps:
        return ""
    count = ("one", "two", "three", "four")[abs(steps) - 1]
    return f", {count} too {'high' if steps > 0 else 'low'}"


# ── figures ─────────────────────────────────────────────────────────────────────────


def show_figures(dialog: Dialog, agreement: Sequence[Agreement], bias: Sequence[Figure], repeats: int = 0) -> None:
    """Agreement and bias, each with what it rests on."""
    if not agreement:
        dialog.say("No answer scored yet.")
        return
    dialog.heading("Your agreement with the key", level=2)
    for one in agreement:
        kappa = "too few yet for a kappa" if one.kappa is None else f"weighted kappa {one.kappa:.2f}"
        parts = f"{percent(one.exact)} exact, {percent(one.near)} one step off, {percent(one.far)} farther; {kappa}"
        dialog.item(f"{SCALES[one.scale]} ({one.count}): {parts}.")
    dialog.heading("Your bias", level=2)
    for figure in bias:
        dialog.item(figure_words(figure))
    if repeats:
        told = "One answer that you scored again is" if repeats == 1 else f"{repeats} answers that you scored again are"
        dialog.say(f"{told} left out: you had seen the key.")


def figure_words(figure: Figure) -> str:
    """A figure as a sentence: what it is, the number, what it rests on, whether it says anything."""
    rests = f"{figure.rests_on} {figure.unit if figure.rests_on != 1 else figure.unit.rstrip('s')}"
    name = FIGURES[figure.id]
    if figure.value is None:
        why = figure.why_not or f"too few yet: {rests}, at least {figure.needs} needed"
        return f"{name}: {why}."
    told = f"{name}: {_value(figure)} ({rests})"
    if figure.clear is None:
        return f"{told}."
    return f"{told}. {'That is clear.' if figure.clear else 'That may be chance.'}"


def _value(figure: Figure) -> str:
    value = figure.value or 0.0
    more = "more" if value > 0 else "less"
    size = f"{abs(value):.2f}"
    if figure.id == "severity-signals":
        how = "lenient" if value > 0 else "severe" if value < 0 else "even"
        return f"{how}, {value:+.2f} grade steps a signal"
    if figure.id == "severity-verdict":
        how = "lenient" if value > 0 else "severe" if value < 0 else "even"
        return f"{how}, {value:+.2f} steps a verdict"
    if figure.id == "halo":
        return f"the fluent one of a pair gets {size} grade steps a signal {more} than the plain one, beside the key"
    if figure.id == "length":
        return f"longer answers get {size} grade steps a signal {more} than shorter ones, beside the key"
    if figure.id == "central-tendency":
        return f"your verdicts spread {value:.2f} times as wide as the key's; below 1 you keep to the middle"
    if figure.id == "unfounded":
        return f"{value:.2f} an answer"
    return percent(value)


def show_stretches(dialog: Dialog, stretches: Sequence[Stretch]) -> None:
    """The figures over time, ten answers at a time."""
    dialog.heading("Over time", level=2)
    for one in stretches:
        first, last = one.first.date().isoformat(), one.last.date().isoformat()
        when = first if first == last else f"{first} to {last}"
        missed, every = one.missed
        dialog.item(
            f"{when}, {one.answers} {'answers' if one.answers != 1 else 'answer'}: "
            f"signals {one.severity_signals:+.2f}, verdicts {one.severity_verdict:+.2f}, "
            f"{percent(one.exact_verdicts)} of the verdicts exact, {missed} of {every} disqualifiers missed."
        )


def show_worst(dialog: Dialog, rated: Sequence[Rated], count: int = 3) -> None:
    """The answers on which the person is farthest from the labels."""
    apart = sorted((one for one in rated if one.verdict_difference), key=lambda one: -abs(one.verdict_difference))
    if apart:
        dialog.heading("Farthest apart", level=2)
    for one in apart[:count]:
        dialog.item(
            f"{one.candidate}: you said {verdict_words(one.scores.verdict)}, "
            f"the labels say {verdict_words(one.key.verdict)}. {_differences(one.scores, one.key)}"
        )


def _differences(given: Scores, key: Scores) -> str:
    """In which findings two scores differ, by id."""
    parts = [
        f"{i} {given.signals.get(i, 0)} instead of {key.signals.get(i, 0)}"
        for i in dict.fromkeys([*key.signals, *given.signals])
        if given.signals.get(i, 0) != key.signals.get(i, 0)
    ]
    parts += [f"{i} missed" for i in key.disqualifiers if i not in given.disqualifiers]
    parts += [f"{i} without ground" for i in given.disqualifiers if i not in key.disqualifiers]
    return f"{', '.join(parts)}." if parts else "The findings are the same."


def level_options() -> list[tuple[str, str]]:
    """Levels that an answer can show."""
    return [(level, _level_words(level)) for level in LEVELS]


def verdict_options() -> list[tuple[str, str]]:
    """Verdicts, worst first."""
    return [(verdict, VERDICT_WORDS[verdict]) for verdict in VERDICTS]


def _level_words(level: Level) -> str:
    return "None: nothing that the candidate started" if level == "none" else LEVEL_WORDS[level]


def _verdict(word: str) -> Verdict:
    return next(verdict for verdict in VERDICTS if verdict == word)


def expectations(guide: Guide) -> Mapping[str, str]:
    """What each level must show, by the level's name."""
    return {LEVEL_WORDS[one.level]: one.expects for one in guide.levels}
