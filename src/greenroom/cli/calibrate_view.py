"""How ``greenroom calibrate`` shows an answer, its key, and the person's figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from greenroom.practice.calibrate_words import agreement_words, figure_words, key_lines, stretch_words, verdict_words
from greenroom.reports.runs import one_line, reflow
from greenroom.reports.wording import LEVEL_WORDS

if TYPE_CHECKING:
    from greenroom.cli.dialog import Dialog
    from greenroom.guides.pairs import Candidate
    from greenroom.practice.bias import Agreement, Figure, Rated, Stretch
    from greenroom.practice.calibrate_scores import Scores, Told

LETTERS = "AB"


def show_answer(dialog: Dialog, told: Told, title: str) -> None:
    """The question and one answer, to read."""
    dialog.heading(title, level=2)
    dialog.say(f"Asked at level {LEVEL_WORDS[told.level]}: “{one_line(told.question)}”")
    dialog.say()
    dialog.say(reflow(told.text))
    dialog.say()


# ── the key ─────────────────────────────────────────────────────────────────────────


def show_key(dialog: Dialog, told: Told, given: Scores, candidate: Candidate, title: str) -> None:
    """What a trained interviewer hears in an answer, beside what the person heard; with the sentences."""
    dialog.heading(title, level=2)
    for line in key_lines(told, given, candidate):
        if line.right is None:
            dialog.say(line.text)
            continue
        mark = "-" if dialog.plain else dialog.styled("=" if line.right else "!", "good" if line.right else "bad")
        dialog.item(line.text, mark=mark)
        for quote in line.quotes:
            dialog.item(dialog.styled(f"“{one_line(quote)}”", "dim"), mark="", indent=4)
        for aside in line.asides:
            dialog.item(aside, mark="", indent=4)
    dialog.say(f"{dialog.styled('A trained interviewer writes:', 'strong')} {one_line(candidate.key.writes)}")


# ── figures ─────────────────────────────────────────────────────────────────────────


def show_figures(dialog: Dialog, agreement: Sequence[Agreement], bias: Sequence[Figure], repeats: int = 0) -> None:
    """Agreement and bias, each with what it rests on."""
    if not agreement:
        dialog.say("No answer scored yet.")
        return
    dialog.heading("Your agreement with the key", level=2)
    for one in agreement:
        dialog.item(agreement_words(one))
    dialog.heading("Your bias", level=2)
    for figure in bias:
        dialog.item(figure_words(figure))
    if repeats:
        told = "One answer that you scored again is" if repeats == 1 else f"{repeats} answers that you scored again are"
        dialog.say(f"{told} left out: you had seen the key.")


def show_stretches(dialog: Dialog, stretches: Sequence[Stretch]) -> None:
    """The figures over time, ten answers at a time."""
    dialog.heading("Over time", level=2)
    for one in stretches:
        dialog.item(stretch_words(one))


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
