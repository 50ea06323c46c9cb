"""Figures of agreement as tables: what an evaluation's page and the reliability card share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from greenroom.evaluation.result import Agreement, Calibration, Confusion, Estimate, LabelScore, Raters, Reading
from greenroom.reports.sheet import Block, Cell, Column, Para, Range, Table

FIGURE_NAMES = {
    "verdict_qwk": "verdict, weighted kappa",
    "verdict_exact": "verdict, exactly the same",
    "hire_line_accuracy": "verdict, same side of the hire line",
    "level_qwk": "level, weighted kappa",
    "signal_grade_qwk": "signals: grade, weighted kappa",
    "signal_f1_macro": "signals: found, F1, mean of labels",
    "signal_evidence_f1": "signals: the sentences, F1",
    "disqualifier_f1_micro": "disqualifiers, F1",
    "disqualifier_f1_macro": "disqualifiers, F1, mean of labels",
    "red_flag_f1_micro": "red flags, F1",
    "red_flag_f1_macro": "red flags, F1, mean of labels",
    "star_accuracy": "part of each sentence, accuracy",
    "star_kappa": "part of each sentence, kappa",
}
KIND_NAMES = {"signal": "signals", "disqualifier": "disqualifiers", "red_flag": "red flags"}
NONE = "–"
INTERVAL = "95 % interval"


def number(value: float | None) -> str:
    """A figure to three decimals, a dash for none."""
    return NONE if value is None else f"{value:.3f}"


def interval(estimate: Estimate, decimals: int = 3) -> str:
    """Its interval, empty where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:.{decimals}f}–{estimate.high:.{decimals}f}"


def _drawn(beside: bool) -> Column:
    return Column("0 to 1; raters grey" if beside else "0 to 1", drawn=True)


def range_of(estimate: Estimate | None, mark: float | None = None) -> Range | str:
    """A figure as a drawing; nothing where there is none."""
    if estimate is None or estimate.value is None:
        return ""
    return Range(estimate.value, estimate.low, estimate.high, mark)


def figures_table(figures: Mapping[str, Estimate], raters: Mapping[str, Estimate] | None) -> Table:
    """Every figure with its interval, and the raters' beside it."""
    columns = [Column("figure", right=False), Column("judge"), Column(INTERVAL), _drawn(raters is not None)]
    if raters:
        columns += [Column("raters"), Column(INTERVAL, wide=True)]
    rows = []
    for name, words in FIGURE_NAMES.items():
        if name not in figures:
            continue
        of_raters = raters.get(name) if raters else None
        row: list[Cell | Range | str] = [words, Cell(number(figures[name].value), bold=True), interval(figures[name])]
        row.append(range_of(figures[name], of_raters.value if of_raters else None))
        if raters:
            row += [number(of_raters.value), interval(of_raters)] if of_raters else [NONE, ""]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def label_tables(scores: Iterable[LabelScore], raters: Raters | None) -> list[Table]:
    """A table for the signals of each competency, one for the disqualifiers, one for the red flags."""
    columns = [
        Column("", right=False),
        Column("labels", long="labels say it"),
        Column("said", long="judge says it"),
        Column("both", wide=True),
        Column("prec.", long="precision"),
        Column("rec.", long="recall"),
        Column("F1"),
        Column(INTERVAL if raters is None else "95 %", long=INTERVAL),
        _drawn(raters is not None),
    ]
    columns += [Column("raters", long="raters, F1")] if raters else []
    groups: dict[str, list[tuple[Cell | Range | str, ...]]] = {}
    for s in scores:
        row: list[Cell | Range | str] = [s.id, str(s.labelled), str(s.judged), str(s.both)]
        row += [_two(s.precision), _two(s.recall), Cell(number(s.f1.value), bold=True), interval(s.f1, 2)]
        theirs = raters.labels.get(s.key) if raters else None
        row.append(range_of(s.f1, theirs))
        row += [_two(theirs)] if raters else []
        title = f"Signals of {s.competency}" if s.kind == "signal" else KIND_NAMES[s.kind].capitalize()
        groups.setdefault(title, []).append(tuple(row))
    return [Table((Column(title, right=False), *columns[1:]), tuple(rows)) for title, rows in groups.items()]


def _two(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def confusion_table(confusion: Confusion, what: str) -> Table:
    """Rows: labels, columns: judge; the deeper a cell's ground, the larger its share of the row."""
    columns = (Column(what, right=False), *(Column(s) for s in confusion.scale))
    rows: list[tuple[Cell | Range | str, ...]] = []
    for i, (name, counts) in enumerate(zip(confusion.scale, confusion.counts, strict=True)):
        total = sum(counts) or 1
        cells = [Cell(str(n) if n else "·", n / total, "" if n else "soft", bold=i == k) for k, n in enumerate(counts)]
        rows.append((name, *cells))
    return Table(columns, tuple(rows))


def readings_table(readings: Iterable[Reading], what: str, caption: str = "") -> Table:
    """How often verdicts are right, by what was said."""
    columns = (
        Column(what, right=False),
        Column("answers"),
        Column("right"),
        Column(INTERVAL),
        Column("right side", long="right side of the hire line"),
        Column(INTERVAL),
    )
    rows = [
        (
            r.said,
            str(r.answers),
            Cell(number(r.exact.value), bold=True),
            interval(r.exact, 2),
            Cell(number(r.same_side.value), bold=True),
            interval(r.same_side, 2),
        )
        for r in readings
    ]
    return Table(columns, tuple(rows), caption)


def calibration_blocks(calibration: Iterable[Calibration]) -> list[Block]:
    """Certainty against the share that is right, bin by bin and kind by kind, and two figures of it."""
    kinds = list(calibration)
    if not kinds:
        return [Para("This judge does not say how certain it is of what it finds.", soft=True)]
    bins = sorted({(b.low, b.high) for c in kinds for b in c.bins})
    columns = [Column("certainty", right=False)]
    for c in kinds:
        name = KIND_NAMES[c.kind]
        columns += [Column(name), Column("right", long="of which right")]
    rows: list[tuple[Cell | Range | str, ...]] = []
    for low, high in bins:
        row: list[Cell | Range | str] = [f"{low:.1f} to {high:.1f}"]
        for c in kinds:
            here = next((b for b in c.bins if b.low == low), None)
            row += [str(here.findings), Cell(_two(here.right), bold=True)] if here else ["", ""]
        rows.append(tuple(row))
    sums = Table(
        (
            Column("of what it found", right=False),
            Column("findings"),
            Column("ECE", long="calibration error (ECE)"),
            Column(INTERVAL),
            Column("Brier", long="Brier score"),
            Column(INTERVAL),
        ),
        tuple(
            (
                KIND_NAMES[c.kind],
                str(c.findings),
                Cell(number(c.ece.value), bold=True),
                interval(c.ece),
                Cell(number(c.brier.value), bold=True),
                interval(c.brier),
            )
            for c in kinds
        ),
    )
    return [Table(tuple(columns), tuple(rows)), sums]


def confusion_blocks(agreement: Agreement) -> list[Block]:
    """The three confusions."""
    return [
        confusion_table(agreement.verdicts, "verdict"),
        confusion_table(agreement.levels, "level"),
        confusion_table(agreement.grades, "signal grade"),
    ]
