"""What the stories cover as a page: terminal text, Markdown, HTML, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from greenroom import __version__
from greenroom.reports.runs import one_line
from greenroom.reports.sheet import Block, Bullets, Cell, Column, Para, Section, Sheet, Table, Tone, render_value
from greenroom.reports.wording import COMPANY_WORDS, VERDICT_WORDS, counted, level_words, listed
from greenroom.stories.coverage import ALSO_COVERS, ARCHETYPE, HIRE, Basis, Coverage, State, Use, unreviewed

MARKS: Mapping[Basis, str] = {
    "review": "",
    "higher-level": "+",
    "lower-level": "-",
    "archetype": "?",
    "also-covers": "~",
}
"""Behind a strength: what it rests on."""
NOT_RECOMMENDED = "x"
ACROSS = 14
"""Competencies that one table has room for in 80 columns."""
STATES: Mapping[State, str] = {"covered": "covered", "unproven": "unproven", "hole": "hole"}
_TONES: Mapping[State, Tone] = {"covered": "good", "unproven": "", "hole": "bad"}
_SMALL = ("a", "and", "be", "for", "of", "the", "to")
"""Words of an id that give no letter to its code."""


def render_coverage(coverage: Coverage, form: str, **how: Any) -> str:
    """``coverage`` in ``form`` (text, md, html, json), ending in one newline, with ``how`` to print it.

    Raises ``UsageError`` for another form.
    """
    return render_value(coverage, lambda: sheet_of(coverage, short=form == "text"), form, **how)


def sheet_of(coverage: Coverage, *, short: bool) -> Sheet:
    """The page; ``short``: strengths in tens under codes of two letters, as a terminal has room for."""
    for_whom = level_words(coverage.level)
    if coverage.company:
        for_whom += f", {COMPANY_WORDS[coverage.company]}"
    sections = [Section("Stories by competency", tuple(_matrix(coverage, short)))] if coverage.cells else []
    sections.append(Section("By competency", (_competencies(coverage, short),), _states(coverage)))
    if coverage.uses:
        sections.append(Section("Your stories", (_stories(coverage),)))
    if refused := tuple(_refused(coverage)):
        sections.append(Section("Not recommended", (Bullets(refused),), "what a review found in them"))
    return Sheet(
        eyebrow=f"What your stories cover, for {for_whom}",
        title="Coverage",
        lead=tuple(_lead(coverage)),
        sections=tuple(sections),
        footer=f"greenroom {__version__} · docs/loop-plan.md tells how a strength comes about",
    )


def codes(competencies: Sequence[str]) -> dict[str, str]:
    """Two characters for each id, no two the same: its initials, else a letter and a number."""
    made: dict[str, str] = {}
    for each in competencies:
        words = [w for w in each.split("-") if w not in _SMALL] or [each]
        code = (words[0][:1] + words[1][:1]).upper() if len(words) > 1 else words[0][:2].capitalize()
        number = 2
        while code in made.values():
            code = f"{each[:1].upper()}{number}"
            number += 1
        made[each] = code
    return made


def _lead(coverage: Coverage) -> Iterator[str]:
    if not coverage.uses:
        yield "There are no stories yet. Begin with `greenroom story add`, or `greenroom story mine` to find one."
        return
    counts = {state: sum(row.state == state for row in coverage.rows) for state in STATES}
    stories = counted(len(coverage.uses), "story", "stories")
    yield (
        f"{stories}; of {len(coverage.rows)} competencies {counts['covered']} covered, {counts['unproven']} unproven, "
        f"{counts['hole']} without a story."
    )
    if counts["unproven"]:
        yield (
            "Unproven: a story should fit, but no telling of it was reviewed as a hire. `greenroom story tell` reviews "
            "one."
        )
    yield from _unreviewed(coverage)


def _unreviewed(coverage: Coverage) -> Iterator[str]:
    """That stories were not held against a guide yet, where its competency still wants one."""
    names = {row.competency: row.name for row in coverage.rows}
    for competency, left in unreviewed(coverage).items():
        told = f"{counted(left, 'story', 'stories')} {'was' if left == 1 else 'were'}"
        how = f"greenroom story review --all -c {competency} -l {coverage.level}"
        worth = "it is" if left == 1 else "they are"
        yield f"{told} never reviewed for {names[competency]}: `{how}` tells what {worth} worth."
        return


def _states(coverage: Coverage) -> str:
    holes = [row.name for row in coverage.rows if row.state == "hole"]
    return f"no story: {len(holes)}" if holes else "every one has a story"


def _matrix(coverage: Coverage, short: bool) -> Iterator[Block]:
    held = {c.competency for c in coverage.cells}
    shown = [row for row in coverage.rows if row.competency in held]
    named = codes([row.competency for row in coverage.rows])
    cells = {(c.story, c.competency): c for c in coverage.cells}
    step = ACROSS if short else max(1, len(shown))
    for start in range(0, len(shown), step):
        part = shown[start : start + step]
        heads = [Column(named[row.competency], long=row.name) for row in part]
        rows = []
        for use in coverage.uses:
            row: list[Cell | str] = [one_line(use.title)]
            for each in part:
                cell = cells.get((use.story, each.competency))
                row.append(_strength(cell.strength, cell.basis, cell.not_recommended, short) if cell else "")
            rows.append(tuple(row))
        yield Table((Column("story", right=False), *heads), tuple(rows))
    unit = "in tens of 100" if short else "of 100"
    yield Para(
        f"Strengths {unit}, from {HIRE} on a {VERDICT_WORDS['hire'].lower()}. {MARKS['higher-level']} reviewed for a "
        f"higher level, {MARKS['lower-level']} only for a lower one; not reviewed, but {MARKS['archetype']} of an "
        f"archetype of the guide ({ARCHETYPE}) or {MARKS['also-covers']} of one that also covers it ({ALSO_COVERS}); "
        f"{NOT_RECOMMENDED} not recommended.",
        soft=True,
    )


def _strength(strength: int, basis: Basis, refused: str, short: bool) -> Cell:
    if refused:
        return Cell(NOT_RECOMMENDED, tone="bad")
    proven = basis in ("review", "higher-level") and strength >= HIRE
    told = str(strength // 10 if short else strength)
    return Cell(f"{told}{MARKS[basis]}", shade=strength / 100, bold=proven)


def _competencies(coverage: Coverage, short: bool) -> Table:
    """A row for each; with its code where the matrix has codes for heads."""
    named = codes([row.competency for row in coverage.rows])
    titles = {use.story: one_line(use.title) for use in coverage.uses}
    rows: list[tuple[Cell | str, ...]] = []
    for row in coverage.rows:
        best, spare = titles.get(row.best or "", "–"), titles.get(row.spare or "", "–")
        state = Cell(STATES[row.state], tone=_TONES[row.state])
        rows.append((*([named[row.competency]] if short else []), row.name, state, best, spare))
    heads = (*([""] if short else []), "competency", "", "best story", "spare")
    return Table(tuple(Column(head, right=False) for head in heads), tuple(rows))


def _stories(coverage: Coverage) -> Table:
    names = {row.competency: row.name for row in coverage.rows}
    rows = []
    for use in coverage.uses:
        remarks = _remarks(use, coverage)
        told = "never" if use.days is None else f"{use.days} d ago" if use.days else "today"
        best = listed(names[i] for i in use.leads) or "–"
        rows.append((one_line(use.title), Cell(told, tone="bad" if use.stale else ""), best, "; ".join(remarks) or "–"))
    heads = ("story", "told aloud", "best for", "remarks")
    return Table(tuple(Column(head, right=False) for head in heads), tuple(rows))


def _remarks(use: Use, coverage: Coverage) -> list[str]:
    made = []
    if use.stale and use.days is not None:
        made.append(f"stale: not practised for {counted(coverage.stale_days, 'day')}")
    if use.overused:
        made.append(f"overused: the best for {len(use.leads)}")
    return made


def _refused(coverage: Coverage) -> Iterator[str]:
    names = {row.competency: row.name for row in coverage.rows}
    for use in coverage.uses:
        reasons: dict[str, list[str]] = {}
        for competency, reason in use.not_recommended:
            words = reason
            for ident, name in names.items():
                words = words.replace(f"as found for {ident}", f"as found for {name}")
            reasons.setdefault(words, []).append(names[competency])
        for reason, where in reasons.items():
            yield f"{one_line(use.title)}, for {listed(where)}: {reason}."
