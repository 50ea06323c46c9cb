"""An evaluation as a page: terminal text, Markdown, HTML, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from greenroom.evaluation.result import Comparison, Disagreement, Evaluation, Raters
from greenroom.reports.agreement import (
    FIGURE_NAMES,
    INTERVAL,
    calibration_blocks,
    confusion_blocks,
    figures_table,
    label_tables,
    number,
    readings_table,
)
from greenroom.reports.sheet import Block, Bullets, Cell, Column, Para, Section, Sheet, Table, Tone, render_sheet

CHANGED_SHOWN = 20
"""Answers with another verdict that are listed in a terminal; the other formats have them all."""
NEEDS_A_LABEL = 10
"""Answers with a label below which its F1 is a guess."""
_KINDS = {"signal": "", "disqualifier": "disqualifier ", "red_flag": "red flag "}


def render_evaluation(
    evaluation: Evaluation, form: str, *, width: int = 80, colour: bool = False, ascii_only: bool = False
) -> str:
    """``evaluation`` in ``form`` (text, md, html, json), ending in one newline; raises ``UsageError`` for another."""
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(evaluation), indent=2).decode() + "\n"
    sheet = sheet_of(evaluation, CHANGED_SHOWN if form == "text" else None)
    return render_sheet(sheet, form, width=width, colour=colour, ascii_only=ascii_only)


def sheet_of(evaluation: Evaluation, listed: int | None = None) -> Sheet:
    """The page of ``evaluation``; ``listed``: how many changed answers a comparison names, all by default."""
    judge, raters = evaluation.judge, evaluation.raters
    sections = [Section("Figures", (figures_table(judge.figures, raters.figures if raters else None),))]
    sections += [_raters(raters)] if raters else []
    for comparison in evaluation.comparisons:
        sections += _comparison(comparison, listed)
    sections.append(
        Section(
            "How far to trust a verdict",
            (readings_table(judge.by_verdict, "it says"),),
            "share that the labels bear out",
        )
    )
    sections.append(Section("Labels", tuple(label_tables(judge.labels, raters)), _labels_aside(evaluation)))
    sections.append(Section("What is taken for what", tuple(confusion_blocks(judge)), "rows: labels; columns: judge"))
    certain = calibration_blocks(judge.calibration)
    if judge.by_certainty:
        certain.append(readings_table(judge.by_certainty, "certainty", "The verdict, by the least certain finding."))
    sections.append(Section("Certainty", tuple(certain), "of what the judge found"))
    sections.append(_disagreements(evaluation))
    return Sheet(
        eyebrow=f"Agreement of a judge with {evaluation.labels_file}",
        title=judge.title,
        lead=tuple(_lead(evaluation)),
        sections=tuple(sections),
        footer=_footer(evaluation),
    )


def _lead(e: Evaluation) -> Iterator[str]:
    of = ", ".join(f"{name} {count}" for name, count in e.competencies.items())
    stories = f", {e.stories} stories" if e.stories != e.answers else ""
    drawn = f"Intervals: 95 %, from {e.resamples:,} resamples of whole stories." if e.resamples else "No intervals."
    yield f"{e.answers} answers ({of}){stories}. {drawn}"
    if e.judge.unscored:
        some = ", ".join(e.judge.unscored[:3]) + (", ..." if len(e.judge.unscored) > 3 else "")
        plural = "" if len(e.judge.unscored) == 1 else "s"
        yield f"Not scored by the judge, and in no figure: {len(e.judge.unscored)} answer{plural} ({some})."
    yield from e.notes


def _labels_aside(e: Evaluation) -> str:
    rare = sum(0 < s.labelled < NEEDS_A_LABEL for s in e.judge.labels)
    return f"{rare} of them on fewer than {NEEDS_A_LABEL} answers: read their intervals" if rare else ""


def _raters(raters: Raters) -> Section:
    rows = tuple(
        (
            r.name,
            str(r.answers),
            *(number(r.figures[n].value) for n in ("verdict_qwk", "level_qwk", "signal_grade_qwk")),
        )
        for r in raters.against_the_others
    )
    columns = (Column("each against the others", right=False), Column("answers"))
    kappas = (Column("verdict", long="verdict, weighted kappa"), Column("level", long="level, weighted kappa"))
    table = Table((*columns, *kappas, Column("grades", long="signal grades, weighted kappa")), rows)
    told = (
        f"Beside the judge's figures stand the means over all pairs of {len(raters.names)} raters, "
        f"{raters.answers} answers. Below, each is held against the consensus of the others."
    )
    return Section("The raters", (Para(told), table))


def _comparison(c: Comparison, listed: int | None) -> Iterator[Section]:
    columns = (
        Column("figure", right=False), Column("first"), Column("second"), Column("change"), Column(INTERVAL),
    )  # fmt: skip
    rows: list[tuple[Cell | str, ...]] = []
    for name, d in c.figures.items():
        change = d.difference
        gap = "–" if change.value is None else f"{change.value:+.3f}"
        rows.append(
            (
                FIGURE_NAMES[name],
                number(d.first),
                number(d.second),
                Cell(gap, tone=_tone(change.low, change.high), bold=bool(_tone(change.low, change.high))),
                _apart(change.low, change.high),
            )
        )
    moved = [(k, d) for k, d in c.labels.items() if _tone(d.difference.low, d.difference.high)]
    blocks: list[Block] = [
        Para(f"First: {c.first}. Second: {c.second}."),
        Para(f"{c.answers} answers that both scored, resampled in pairs; bold: the interval leaves out 0."),
        Table(columns, tuple(rows)),
    ]
    if moved:
        told = tuple(
            f"{k}: {number(d.first)} and {number(d.second)} ({_apart(d.difference.low, d.difference.high)})"
            for k, d in moved
        )
        blocks += [Para("Labels whose F1 changed beyond chance:"), Bullets(told)]
    yield Section("Another judge beside it", tuple(blocks))
    yield _changed(c, listed)


def _tone(low: float | None, high: float | None) -> Tone:
    if low is None or high is None:
        return ""
    return "good" if low > 0 else "bad" if high < 0 else ""


def _apart(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:+.3f} to {high:+.3f}"


def _changed(c: Comparison, listed: int | None) -> Section:
    count = Counter(x.nearer for x in c.changed)
    told = (
        f"{len(c.changed)} of {c.answers} answers: the second is nearer to the labels in {count['second']}, "
        f"the first in {count['first']}, both are as far in {count['neither']}."
    )
    shown = c.changed[:listed]
    columns = (
        Column("answer", right=False),
        *(Column(n, right=False) for n in ("labels", "first", "second", "nearer")),
    )
    rows = tuple((x.id, x.labelled, x.first, x.second, "" if x.nearer == "neither" else x.nearer) for x in shown)
    blocks: list[Block] = [Para(told)]
    blocks += [Table(columns, rows)] if rows else []
    if len(shown) < len(c.changed):
        blocks.append(Para(f"{len(c.changed) - len(shown)} more in the other formats.", soft=True))
    return Section("Verdicts that changed", tuple(blocks))


def _disagreements(e: Evaluation) -> Section:
    aside = f"{len(e.disagreements)} of {e.disagreeing} listed" if e.disagreeing else "none"
    blocks = (Bullets(tuple(_told(d) for d in e.disagreements)),) if e.disagreements else ()
    return Section("Worst disagreements about the verdict", blocks, aside)


def _told(d: Disagreement) -> str:
    parts = [f"{d.id} ({d.competency}, {d.target_level}): {d.labelled} by the labels, {d.judged} by the judge."]
    if d.labelled_level != d.judged_level:
        parts.append(f"Level {d.labelled_level} read as {d.judged_level}.")
    for what, named in (("Missed", d.missed), ("Imagined", d.imagined)):
        words = [f"{_KINDS[kind]}{i}" for kind, _, i in (x.partition(":") for x in named)]
        parts += [f"{what}: {', '.join(words)}."] if words else []
    parts += [f"Graded otherwise: {', '.join(d.regraded)}."] if d.regraded else []
    return " ".join(parts)


def _footer(e: Evaluation) -> str:
    where = f" · how far to trust this judge: {e.about_judge}" if e.about_judge else ""
    return f"greenroom {e.program_version} · judge {e.judge.title}{where}"
