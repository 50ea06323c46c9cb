"""The card's sections about the suites: attacks, invariance, explanations, learning curve, an unseen competency.

Each reads its key of ``bench/figures.json`` as the suite writes it. A key that gives ``tables`` is printed from
them, whatever it is: ``{"about": str, "tables": [{"title", "columns", "rows"}], "remarks": [str]}``, where a cell is
text, a number, null, or a share (``bench.figures.share``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from greenroom.reports.agreement import NONE
from greenroom.reports.sheet import Block, Cell, Column, Para, Section, Table

NOT_MEASURED = "Not measured yet."
TITLES = {
    "adversarial": "Attempts to talk it up",
    "invariance": "Nothing but the behaviour counts",
    "explanations": "Explanations that hold",
    "learning_curve": "What more answers would buy",
    "unseen_competency": "A competency that it has never seen",
}
_IN_SAMPLE = "Measured with the shipped network, which has learned from most of these answers; others may fare worse."
Row = tuple[Cell | str, ...]


def suite_sections(held: Mapping[str, Any], version: str) -> tuple[Section, ...]:
    """A section for each suite; ``version``: of the judge that the card is about."""
    return tuple(_section(key, held.get(key), version) for key in TITLES)


def _section(key: str, told: Mapping[str, Any] | None, version: str) -> Section:
    if not told:
        return Section(TITLES[key], (Para(NOT_MEASURED),))
    made = {"adversarial": _adversarial, "invariance": _invariance, "explanations": _explanations}
    blocks = list(_tables(told) if "tables" in told or key not in made else made[key](told))
    of = told.get("judge_version", version)
    if of != version:
        blocks.append(Para(f"Measured with version {of} of the judge."))
    return Section(TITLES[key], tuple(blocks))


def _tables(told: Mapping[str, Any]) -> Iterator[Block]:
    """A suite that brings its own tables."""
    if about := told.get("about"):
        yield Para(str(about))
    for table in told.get("tables", ()):
        columns = tuple(Column(str(head), right=k > 0) for k, head in enumerate(table["columns"]))
        rows = tuple(tuple(_cell(value) for value in row) for row in table["rows"])
        yield Table(columns, rows, str(table.get("title", "")))
    for remark in told.get("remarks", ()):
        yield Para(str(remark))


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return _share(value)
    if value is None:
        return NONE
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _share(value: Mapping[str, Any] | None) -> str:
    """``97.1 %`` of a share."""
    return NONE if not value or value.get("share") is None else f"{100 * value['share']:.1f} %"


def _interval(value: Mapping[str, Any] | None) -> str:
    if not value or value.get("low") is None:
        return ""
    return f"{100 * value['low']:.0f}–{100 * value['high']:.0f} %"


def _aim(told: Mapping[str, Any]) -> str:
    return f" Aim: {100 * told['aim']:.0f} %." if "aim" in told else ""


def _adversarial(told: Mapping[str, Any]) -> Iterator[Block]:
    attacks, honest = told["attacks"], told["honest"]["hired"]
    low, lowest = attacks["at_most_no_hire"], attacks["strong_no_hire"]
    yield Para(
        f"{low['of']} attempts of many kinds, and {honest['of']} short, plain, good answers that must not be punished; "
        "all written by language models, with the verdict that each may get at most, or must get at least."
    )
    yield Table(
        (Column("", right=False), Column("answers"), Column("share"), Column("95 % interval"), Column("aim")),
        (
            _row("attempts that get no hire", low, "100 %"),
            _row("attempts that get strong-no-hire", lowest, "95 %"),
            _row("plain good answers that get a hire", honest, "100 %"),
        ),
    )
    yield Table(
        (Column("kind", right=False), Column("answers"), Column("as it should be")),
        tuple((kind.replace("-", " "), str(r["kept"]["of"]), _share(r["kept"])) for kind, r in told["kinds"].items()),
    )


def _row(words: str, value: Mapping[str, Any], *more: str) -> Row:
    return (words, str(value["of"]), Cell(_share(value), bold=True), _interval(value), *more)


def _invariance(told: Mapping[str, Any]) -> Iterator[Block]:
    whole = told["overall"]
    yield Para(
        f"{whole['pairs']} pairs of an answer and the same answer with one thing changed that is no behaviour: the "
        f"verdict must stay.{_aim(told)}"
    )
    heads = (Column("", right=False), Column("pairs"), Column("verdict", long="verdict kept"), Column("95 % interval"))
    more = (Column("hire line", long="side of the hire line kept"), Column("level"), Column("findings"))
    rows = [("all", whole), *whole.get("families", {}).items()]
    yield Table(
        heads + more,
        tuple(
            (*_row(name, r["verdict"]), _share(r.get("hire_line")), _share(r.get("level")), _share(r.get("findings")))
            for name, r in rows
        ),
    )
    if padding := whole.get("padding_never_raised"):
        told_of = f"{_share(padding)} of {padding['of']} pairs"
        yield Para(f"Empty words added to an answer raised no grade, level or verdict in {told_of}.")
    yield Para(_IN_SAMPLE)


def _explanations(told: Mapping[str, Any]) -> Iterator[Block]:
    if part := told.get("deletion"):
        yield Para(
            "Evidence taken out: the sentences that a finding points at are deleted and the rest is reviewed again; "
            f"the finding must go, or fall in grade.{_aim(part)} Control: the share that stays when as many other "
            "sentences are deleted."
        )
        heads = (Column("", right=False), Column("findings"), Column("held"), Column("95 % interval"))
        rows = [("all", part["overall"]), *part.get("kinds", {}).items()]
        control = Column("control", long="stays when as many other sentences go")
        yield Table(
            (*heads, control),
            tuple((*_row(k.replace("_", " "), r["held"]), _share(r.get("control"))) for k, r in rows),
        )
    if part := told.get("insertion"):
        yield Para(f"Evidence put in: a passage that shows a label clearly is inserted; it must be found.{_aim(part)}")
        heads = (Column("", right=False), Column("answers"), Column("found"), Column("95 % interval"))
        names = {"overall": "all", "signals": "signals", "faults": "disqualifiers and red flags"}
        yield Table(heads, tuple(_row(words, part[k]["appeared"]) for k, words in names.items() if part.get(k)))
    if part := told.get("fixes"):
        yield Para(f"Fixes: the blanks of a fix are filled, and it must have the effect that was claimed.{_aim(part)}")
        heads = (Column("", right=False), Column("fixes"), Column("held"), Column("95 % interval"))
        names = {"overall": "all", "verdict_claims": "those that claim another verdict"}
        yield Table(heads, tuple(_row(words, part[k]["held"]) for k, words in names.items() if part.get(k)))
    yield Para(_IN_SAMPLE)
