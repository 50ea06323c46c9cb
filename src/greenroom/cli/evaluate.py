"""``greenroom evaluate``: agreement of a judge with labels."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenroom.cli import output, streams
from greenroom.cli.about import about_judge_option
from greenroom.cli.params import Between, Filled, OneOf, settings_with
from greenroom.errors import UsageError

if TYPE_CHECKING:
    from greenroom.evaluation.rating import Ratings, Subject, Vocabulary

INCOMPLETE = 6
SEVERAL = ("--raters", "--compare", "--only")
"""Options that take every word up to the next option."""

EPILOG = """\b
Examples:
  greenroom evaluate gold.answers.jsonl gold.labels.jsonl --processes 2
  greenroom evaluate gold.answers.jsonl gold.labels.jsonl --raters gold.rater-*.jsonl
  greenroom evaluate answers.jsonl labels.jsonl --predictions mine.jsonl -o report.html
  greenroom evaluate answers.jsonl labels.jsonl --predictions old.jsonl --compare new.jsonl

All files are JSON lines in the format of data/gold/README.md; docs/evaluate.md tells what each
figure means. --raters, --compare and --only take several words; write ANSWERS and LABELS first."""


class _Several(click.Command):
    """Lets some options be followed by several words, as a shell's ``*`` makes them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write such an option again before each of its words, then parse as usual."""
        return super().parse_args(ctx, _spread(args))


def _spread(args: Sequence[str]) -> list[str]:
    made: list[str] = []
    current = ""
    words = 0
    for i, arg in enumerate(args):
        if arg == "--":
            return [*made, *args[i:]]
        if arg.startswith("-") and arg != "-":
            current, words = (arg, 0) if arg in SEVERAL else ("", 0)
            made.append(arg)
            continue
        made += [current] if current and words else []
        made.append(arg)
        words += 1
    return made


@click.command(cls=_Several, epilog=EPILOG)
@click.argument("answers", metavar="ANSWERS", type=click.Path(path_type=Path))
@click.argument("labels", metavar="LABELS", type=click.Path(path_type=Path))
@click.option("--predictions", type=Filled(), metavar="FILE", help="Of the judge to evaluate. [the local judge is run]")
@click.option("--compare", type=Filled(), multiple=True, metavar="FILE...", help="Other judges to set beside it.")
@click.option("--raters", type=Filled(), multiple=True, metavar="FILE...", help="Each rater's labels, two at least.")
@click.option("-c", "--competency", type=Filled(), metavar="ID", help="Only answers to this competency.")
@click.option("--only", type=Filled(), multiple=True, metavar="ID...", help="Only these answers, such as 'hb-w-*'.")
@click.option("--partial", is_flag=True, help="Leave out answers that are not in every file.")
@click.option("--disagreements", type=Between(0, 100000), default=5, metavar="N", help="Worst ones to list. [5]")
@click.option("--resamples", type=Between(0, 100000), default=1000, metavar="N", help="For the intervals. [1000]")
@click.option("--keep", type=Filled(), metavar="FILE", help="Keep the local judge's predictions; goes on from them.")
@click.option("--processes", type=Between(1, 64), default=1, metavar="N", help="For the local judge, 1 to 64. [1]")
@click.option(
    "-f", "--format", "form", type=OneOf("format", output.FORMATS), help="How to write it. [by --output, else text]"
)
@click.option("-o", "--output", "path", type=Filled(), metavar="PATH", help="Write to this file.")
@about_judge_option
def evaluate(
    answers: Path,
    labels: Path,
    predictions: str | None,
    compare: tuple[str, ...],
    raters: tuple[str, ...],
    competency: str | None,
    only: tuple[str, ...],
    partial: bool,
    disagreements: int,
    resamples: int,
    keep: str | None,
    processes: int,
    form: str | None,
    path: str | None,
) -> int:
    """Measure how far a judge agrees with LABELS of ANSWERS.

    Without --predictions the judge is the local one, run over ANSWERS now.
    """
    form = form or output.format_of(path)
    for file in (str(answers), str(labels), predictions or "", *compare, *raters):
        output.check_writable(path, file)
        output.check_writable(keep, file)
    if keep and (predictions or keep == path):
        what = "--keep is for the predictions of the local judge"
        raise UsageError(what, do="leave it out" if predictions else "name another file than --output")
    if len(raters) == 1:
        raise UsageError("one rater has nobody to agree with", where="--raters", do="give the files of two or more")
    from greenroom.evaluation.files import read_answers, read_ratings
    from greenroom.evaluation.run import chosen, evaluate as measured, matched
    from greenroom.judges import ABOUT
    from greenroom.reports.evaluation import render_evaluation

    every, known = read_answers(answers)
    subjects = chosen(every, competency=competency, only=only)

    def read(*files: str) -> list[Ratings]:
        return [read_ratings(Path(file), every, known, partial=partial) for file in files]

    gold, others, rated = read(str(labels))[0], read(*compare), read(*raters)
    if predictions:
        judge = read(predictions)[0]
    else:
        run = matched(subjects, gold, others, partial=partial)  # so that the judge is not run in vain
        judge = _local(run, every, known, Path(keep) if keep else None, processes)
    made = measured(
        subjects,
        known,
        gold,
        judge,
        others=others,
        raters=rated,
        resamples=resamples,
        worst=disagreements,
        partial=partial,
        answers_file=answers.name,
        about_judge=ABOUT.get(judge.judge, ""),
    )
    to_terminal = path in (None, "-")
    text = render_evaluation(
        made,
        form,
        width=streams.width(sys.stdout) if to_terminal else streams.DEFAULT_WIDTH,
        colour=to_terminal and streams.colour(sys.stdout),
        ascii_only=to_terminal and streams.plain_only(sys.stdout),
    )
    output.write(text, path)
    return INCOMPLETE if made.judge.unscored else 0


def _local(
    run: Sequence[Subject],
    every: Mapping[str, Subject],
    known: Mapping[str, Vocabulary],
    keep: Path | None,
    processes: int,
) -> Ratings:
    """What the local judge says of the answers, counted on standard error while it reads."""
    import dataclasses

    from greenroom.batch.judged import judged
    from greenroom.cli.progress import progress_bar
    from greenroom.evaluation.files import read_ratings

    settings = settings_with()
    with (
        progress_bar(sys.stderr) as show,
        judged(run, settings=settings, processes=processes, keep=keep, on_progress=show) as file,
    ):
        return dataclasses.replace(read_ratings(file, every, known), name="")
