"""The reliability card of the local judge, made from ``bench/figures.json``.

``docs/build.py`` writes it into the package (``src/greenroom/reports/card/``) in three forms; nothing in
it is typed by hand that could be measured. The sections of the suites stand in ``bench/card_suites.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bench.card_suites import NOT_MEASURED, suite_sections
from bench.figures import FIGURES
from greenroom.evaluation.counts import HIRES
from greenroom.evaluation.result import Agreement, Estimate, Evaluation
from greenroom.evaluation.run import RESAMPLES
from greenroom.reports.about import FORMS
from greenroom.reports.agreement import (
    KIND_NAMES,
    calibration_blocks,
    confusion_table,
    figures_table,
    label_tables,
    number,
    readings_table,
)
from greenroom.reports.sheet import Block, Bullets, Para, Section, Sheet, Table, render_sheet

PARTS = {"dev": "crafted", "plain": "plain", "all": "both"}
SETTINGS = {
    "unseen": (
        "Writers that it has not learned from",
        "The network of these figures has learned from the training set alone, from no writer and no rater of these "
        "answers; only its decision lines were set on the other part of them. It is the nearest "
        "to an answer of your own that could be measured.",
    ),
    "cv": (
        "Stories that it has not learned from",
        "Cross-validated by story: the network that judges an answer has learned from other stories, some of the same "
        "writers and all of the same raters, on top of the training set.",
    ),
}
"""Setting of ``bench.agreement`` -> heading and meaning; the first that is there is what the card is about."""
WEAK = 0.6
"""F1 below which a label is named among what the judge is bad at."""
CONFUSED = 0.25
"""Share of a level or verdict that is read as another from which on it is named, where it is seen often enough."""
OFTEN = 10

Agreements = Mapping[str, Mapping[str, Evaluation]]


def figures() -> dict[str, Any]:
    """The committed figures, by part."""
    made: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    return made


def files(held: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The card's files by name: the three forms, and which version of the judge they are about."""
    held = figures() if held is None else held
    sheet = card(held)
    made = {name: render_sheet(sheet, form) for form, name in FORMS.items()}
    about = {"judge": "local", "judge_version": held.get("agreement", {}).get("judge_version", "")}
    return made | {"judge.json": json.dumps(about, indent=1) + "\n"}


def card(held: Mapping[str, Any]) -> Sheet:
    """The whole card; a part that is missing in ``held`` is said to be not measured yet."""
    measured = held.get("agreement")
    settings: Agreements = {}
    if measured:
        settings = {
            setting: {part: msgspec.convert(told, Evaluation) for part, told in parts.items()}
            for setting, parts in measured["settings"].items()
        }
    version = measured["judge_version"] if measured else ""
    sections = [*_agreement(settings)] if settings else [Section("Agreement with raters", (Para(NOT_MEASURED),))]
    return Sheet(
        eyebrow="Reliability card",
        title=f"How far to trust the judge: local {version}".rstrip(),
        lead=_LEAD,
        sections=(
            Section("In short", (Bullets(tuple(_short(settings, held))),)),
            *sections,
            *suite_sections(held, version),
            Section("What these figures cannot say", (Bullets(_LIMITS),)),
            Section("Measure it yourself", (Para(_AGAIN),)),
        ),
        footer=f"Made from bench/figures.json by docs/build.py; judge local {version}".rstrip(),
    )


_LEAD = (
    "This judge comes with Greenroom and runs without a network or a language model. It finds what an interviewer "
    "would hear in an answer; fixed rules make the verdict of that. A verdict is a reading of what was said, for the "
    "person who said it. It is not for choosing or turning down anybody.",
    "All that follows was measured on synthetic answers, against labels by language models. No real interview and no "
    "human rater is in it. Expect the judge to do worse on people's own answers.",
)
_LIMITS = (
    "How the judge does on people's own interviews: none were at hand, and nobody's were asked for.",
    "Whether the raters are right. They were language models with one label guide; they agree with each other more "
    "than people usually do, and may share their mistakes.",
    "Anything about languages other than English, about guides other than `have-backbone` and `highest-standards`, "
    "or about transcripts of a recogniser that mishears.",
    "Whether a story is true. The judge knows words, not facts.",
)
_AGAIN = (
    "`greenroom evaluate ANSWERS LABELS` holds this judge, or any other, against labels of your own and prints the "
    "same figures. In a checkout `./go figures` measures all of the above anew; docs/evaluate.md tells what each "
    "figure means, docs/model-card.md how the judge was made."
)


# ── in short ────────────────────────────────────────────────────────────────────────


def _main(settings: Agreements) -> tuple[Mapping[str, Evaluation], Evaluation]:
    """The setting that the card is about, and both parts of it together."""
    parts = next((settings[s] for s in SETTINGS if s in settings), None) or next(iter(settings.values()))
    return parts, parts.get("all") or next(iter(parts.values()))


def _short(settings: Agreements, held: Mapping[str, Any]) -> Iterator[str]:
    if settings:
        main, whole = _main(settings)
        for part, words in (("plain", "written as ordinary people write"), ("dev", "crafted to cover every label")):
            if part in main:
                yield _verdicts(main[part], words)
        told = [f"{r.said} {_of_hundred(r.exact.value)} ({r.answers} answers)" for r in whole.judge.by_verdict]
        yield f"How often a verdict is right, of 100 times that it is given: {', '.join(told)}."
        f = whole.judge.figures
        yield (
            f"What it finds agrees with the raters at an F1 of {number(f['signal_f1_macro'].value)} for signals, "
            f"{number(f['signal_evidence_f1'].value)} for the sentences that show them, "
            f"{number(f['disqualifier_f1_micro'].value)} for disqualifiers and {number(f['red_flag_f1_micro'].value)} "
            "for red flags (1 is always). So read the sentences that it quotes, not only the verdict."
        )
    if "adversarial" in held:
        low = held["adversarial"]["attacks"]["at_most_no_hire"]
        yield f"Of {low['of']} attempts to talk it up, {low['of'] - low['good']} got a hire."
    if not settings and "adversarial" not in held:
        yield NOT_MEASURED


def _verdicts(e: Evaluation, words: str) -> str:
    f = e.judge.figures
    theirs = e.raters.figures["hire_line_accuracy"].value if e.raters else None
    beside = f"; between two raters it is {_of_hundred(theirs)}" if theirs is not None else ""
    return (
        f"Of 100 answers {words}, {_hundred(f['hire_line_accuracy'])} fall on the same side of the hire line "
        f"as the raters say{beside}. Exactly the same verdict: {_hundred(f['verdict_exact'])}."
    )


def _hundred(estimate: Estimate) -> str:
    """A share as a number of a hundred, with its interval."""
    if estimate.low is None or estimate.high is None:
        return _of_hundred(estimate.value)
    return f"{_of_hundred(estimate.value)} ({_of_hundred(estimate.low)} to {_of_hundred(estimate.high)})"


def _of_hundred(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}"


# ── agreement ───────────────────────────────────────────────────────────────────────


def _agreement(settings: Agreements) -> Iterator[Section]:
    main, whole = _main(settings)
    yield Section("What was measured on what", (Bullets(tuple(_measured(main))),))
    for setting in sorted(settings, key=lambda s: list(SETTINGS).index(s) if s in SETTINGS else len(SETTINGS)):
        title, about = SETTINGS.get(setting, (setting, ""))
        blocks: list[Block] = [Para(about)] if about else []
        for part, e in settings[setting].items():
            if part != "all" or len(settings[setting]) == 1:
                table = figures_table(e.judge.figures, e.raters.figures if e.raters else None)
                caption = f"{PARTS.get(part, part).capitalize()}: {e.answers} answers."
                blocks.append(Table(table.columns, table.rows, caption))
        yield Section(title, tuple(blocks))
    if len(settings) > 1:
        name = next((SETTINGS[s][0] for s in SETTINGS if s in settings), "")
        yield Section("In detail", (Para(f"What follows is of the first of these: {name.lower()}."),))
    yield Section(
        "How far to trust a verdict",
        (readings_table(whole.judge.by_verdict, "it says"), confusion_table(whole.judge.verdicts, "verdict")),
        "below: rows are the labels, columns the judge",
    )
    yield Section("Labels", tuple(label_tables(whole.judge.labels, whole.raters)), f"{whole.answers} answers")
    yield Section(
        "Levels and grades",
        (confusion_table(whole.judge.levels, "level"), confusion_table(whole.judge.grades, "signal grade")),
        "rows are the labels, columns the judge",
    )
    told = (
        "A finding says how certain the judge is of it. If that were true to the letter, of findings that are 0.7 sure "
    )
    certain = calibration_blocks(whole.judge.calibration)
    yield Section("Certainty", (Para(told + "7 of 10 would be right."), *certain))
    yield Section("What it is bad at", (Bullets(tuple(_bad(whole.judge))),))


def _measured(main: Mapping[str, Evaluation]) -> Iterator[str]:
    words = {
        "dev": "crafted one by one so that every label and every trap occurs",
        "plain": "written as ordinary people write and talk: shorter, flatter, uneven",
    }
    for part, e in main.items():
        if part in words:
            names = len(e.raters.names) if e.raters else 0
            yield (
                f"{PARTS[part].capitalize()}: {e.answers} answers of {e.stories} stories, {words[part]}. The labels "
                f"are the consensus of up to {names} raters, each alone with the label guide."
            )
    yield (
        "The network that is shipped has learned from all of these answers, on top of a training set of which nothing "
        "is measured here. Running it over them would flatter it; the figures are of networks that have not seen them."
    )
    yield (
        f"Intervals hold 95 % of {RESAMPLES:,} resamples of whole stories. They say how far other answers of the same "
        "making would move a figure, nothing about answers of another kind."
    )
    yield "Raters: the mean over all pairs of them. A judge cannot be expected to agree better than they do."


def _bad(judge: Agreement) -> Iterator[str]:
    """What the figures show to be weak, the worst first; nothing is picked by hand."""
    weak = sorted(
        (s for s in judge.labels if s.f1.value is not None and s.f1.value < WEAK), key=lambda s: s.f1.value or 0
    )
    for s in weak:
        said = f"{s.both} of {s.labelled} found, {s.judged - s.both} imagined"
        kind = KIND_NAMES[s.kind].removesuffix("s")
        yield f"{kind} {s.id}: F1 {number(s.f1.value)} ({said})"
    for scale, counts, what in (
        (judge.levels.scale, judge.levels.counts, "level"),
        (judge.verdicts.scale, judge.verdicts.counts, "verdict"),
    ):
        yield from _confused(scale, counts, what)
    sides = judge.verdicts.counts
    too_high = sum(n for row in sides[:HIRES] for n in row[HIRES:])
    too_low = sum(n for row in sides[HIRES:] for n in row[:HIRES])
    told = f"{too_high} of {judge.answers} answers get a hire that the raters refuse"
    yield f"the hire line: {told}, {too_low} the other way round"


def _confused(scale: Sequence[str], counts: Sequence[Sequence[int]], what: str) -> Iterator[str]:
    for i, row in enumerate(counts):
        for k, n in enumerate(row):
            if i != k and sum(row) >= OFTEN and n / sum(row) >= CONFUSED:
                yield f"{what} {scale[i]}: read as {scale[k]} in {n} of {sum(row)}"
