"""A review for a terminal: two screens, readable without colour."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from greenroom.guides.schema import Guide
from greenroom.model import Review
from greenroom.reports.build import build
from greenroom.reports.marks import Piece, annotate, legend
from greenroom.reports.runs import first_sentences, one_line
from greenroom.reports.view import View
from greenroom.reports.wording import (
    COMPANY_WORDS,
    GLYPHS,
    PART_LETTERS,
    budget_line,
    level_words,
    percent,
    seconds_words,
    told,
)

LEAST_WIDTH = 40
PROBES_SHOWN = 4
NAMED = 60
"""Longest list of names, in characters, that a limit without effect still spells out."""
_COLOURS = {"good": "bold green", "bad": "bold red", "none": "bold"}
_GRADES = ("red", "yellow", "green")
# One character for one, so that nothing moves.
_ASCII = str.maketrans("●◐○✗×›‹→·–—‘’“”…•│─┌┐└┘⁰¹²³⁴⁵⁶⁷⁸⁹\N{NO-BREAK SPACE}", "#+-xx><>|--''\"\"~*|-++++0123456789 ")


def to_ascii(page: str) -> str:
    """``page`` with the report's own signs replaced by ASCII ones, character for character."""
    return page.translate(_ASCII)


class Page:
    """Collects lines, wrapped to one width, and prints them at once; the environment has no say in it."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(width, LEAST_WIDTH)
        self.lines: list[Text] = []
        self.out = io.StringIO()
        self.console = Console(
            file=self.out,
            width=self.width,
            force_terminal=colour,
            no_color=not colour,
            color_system="standard" if colour else None,
            force_jupyter=False,
            force_interactive=False,
            legacy_windows=False,
            emoji=False,
            markup=False,
            highlight=False,
            _environ={},
        )

    def add(self, text: Text) -> None:
        """A paragraph over the whole width."""
        self.lines += text.wrap(self.console, self.width, overflow="fold")

    def row(self, *cells: tuple[Text, int]) -> None:
        """Cells beside each other, each wrapped to its width in columns and a blank apart; the last takes the rest."""
        used = sum(width + 1 for _, width in cells[:-1])
        widths = [*(width for _, width in cells[:-1]), self.width - used]
        columns = [cell.wrap(self.console, w, overflow="fold") for (cell, _), w in zip(cells, widths, strict=True)]
        for i in range(max(map(len, columns))):
            line = Text()
            for lines, width in zip(columns, widths, strict=True):
                if i < len(lines):
                    lines[i].rstrip()
                    line.append_text(lines[i])
                    line.append(" " * (width + 1 - lines[i].cell_len))
                else:
                    line.append(" " * (width + 1))
            line.rstrip()
            self.lines.append(line)

    def hang(self, mark: str, body: str | Text, width: int = 1, style: str = "") -> None:
        """``mark`` in a narrow column, ``body`` wrapped beside it."""
        self.row((Text(mark, style=style), width), (body if isinstance(body, Text) else Text(body), 0))

    def gap(self) -> None:
        """An empty line."""
        self.lines.append(Text())

    def flow(self, items: Iterable[str], style: str = "") -> None:
        """Short items with dots between them, broken only between items."""
        line = ""
        for item in items:
            longer = f"{line} · {item}" if line else item
            if line and cell_len(longer) > self.width:
                self.add(Text(line, style=style))
                longer = item
            line = longer
        if line:
            self.add(Text(line, style=style))

    def head(self, title: str, aside: str = "") -> None:
        """A section's heading, with a quiet remark beside it."""
        self.gap()
        line = Text(title.upper(), style="bold")
        self.add(line.append(f"  {aside}", style="not bold dim") if aside else line)

    def text(self) -> str:
        """All lines, with no blanks at their ends and one newline at the end."""
        self.console.print(Text("\n").join(self.lines), no_wrap=True, overflow="ignore", crop=False)
        return "\n".join(line.rstrip() for line in self.out.getvalue().rstrip().split("\n")) + "\n"


def render_text(review: Review, guide: Guide, *, width: int, colour: bool, ascii_only: bool = False) -> str:
    """The whole review as text of at most ``width`` columns (at least 40)."""
    view, page = build(review, guide), Page(width, colour)
    _verdict(page, view)
    if review.unscored is None:
        _signals(page, view)
        _against(page, view)
    _answer(page, view)
    _star(page, view)
    _metrics(page, view)
    _level(page, view)
    _lens(page, view)
    _fixes(page, view)
    _probes(page, view)
    page.gap()
    page.add(Text(view.made_by, style="dim"))
    return to_ascii(page.text()) if ascii_only else page.text()


def _verdict(page: Page, view: View) -> None:
    review = view.review
    page.add(Text(f"{view.principle} · for {view.target}", style="bold"))
    page.add(Text(f"“{one_line(review.question)}”", style="dim"))
    page.gap()
    line = Text(view.verdict.upper(), style=_COLOURS[view.tone])
    if review.unscored is None:
        line.append(f" at {view.target} · shown: {level_words(review.level)}", style="not bold default")
        if review.score is not None:
            line.append(f" · score {review.score} of 100", style="not bold default")
    page.add(line)
    page.add(Text(view.summary))
    for note in review.notes:
        page.hang("Note:", one_line(note), 5)
    if not view.derivation:
        return
    page.head("How the verdict comes about")
    for step in view.derivation:
        line = Text(f"{step.rule}: {step.saw} " if step.saw else f"{step.rule} ")
        page.hang("-", line.append(f"→ {step.effect}", style="bold"))
    overtaken: dict[str, list[str]] = {}
    for step in view.lesser:
        what = f" ({step.saw})" if step.saw.startswith("“") and len(step.saw) <= NAMED else ""
        overtaken.setdefault(step.effect, []).append(f"{step.rule[:1].lower()}{step.rule[1:]}{what}")
    for effect, rules in overtaken.items():
        page.hang("-", Text(f"Overtaken, {effect}: {'; '.join(rules)}", style="dim"))


def _signals(page: Page, view: View) -> None:
    page.head("Signals", "● clear  ◐ partial  ○ absent  * a hire needs it")
    longest = max((cell_len(s.name) for s in view.signals), default=0) + 2
    width = min(longest, max(16, page.width // 3))
    for s in view.signals:
        body = Text()
        if s.grade and s.quotes:
            body.append(f"“{s.quotes[0]}”", style="italic")
            body.append(f" and {len(s.quotes) - 1} more" if len(s.quotes) > 1 else "", style="dim")
        if s.grade < 2 or not s.quotes:
            body.append(("\n" if body else "") + s.says)
        name = Text(s.name + (" *" if s.core else ""), style="bold" if s.core else "")
        glyph = Text(GLYPHS[s.grade], style=_GRADES[s.grade])
        page.row((Text(f"{s.number}", style="dim"), 2), (glyph, 1), (name, width), (body, 0))


def _against(page: Page, view: View) -> None:
    if not view.disqualifiers and not view.red_flags:
        page.head("Disqualifiers and red flags", "none")
        return
    page.head("Disqualifiers", "" if view.disqualifiers else "none")
    for d in view.disqualifiers:
        body = Text(d.name, style="bold")
        if not d.weighs:
            body.append(f" (noted; weighs only from {d.from_level})", style="not bold")
        for part in (f"“{d.quotes[0]}”" if d.quotes else "", first_sentences(f"{d.says} {d.why}", 2)):
            body.append(f"\n{part}" if part else "", style="not bold")
        body.append(f"\nFix: {first_sentences(d.advice)}" if d.advice else "", style="not bold")
        page.hang("✗", body, style="red")
    page.head("Red flags", "" if view.red_flags else "none")
    for f in view.red_flags:
        body = Text(f.name, style="bold")
        body.append(f" ×{len(f.spans)}" if len(f.spans) > 1 else "", style="not bold dim")
        body.append(f"  {first_sentences(f.says)} {first_sentences(f.advice)}".rstrip(), style="not bold")
        page.hang("!", body, style="yellow")


def _answer(page: Page, view: View) -> None:
    page.head("The answer")
    page.flow(legend(view), "dim")
    for block, pieces in annotate(view):
        body = Text()
        for piece in pieces:
            body.append(piece.text, style=_style(piece))
        start = len(body.plain) - len(body.plain.lstrip())
        letter = PART_LETTERS[block.part] if block.part else " "
        page.hang(letter, body[start : len(body.plain.rstrip())], style="bold")


def _style(piece: Piece) -> str:
    if piece.what == "fix":
        return "bold cyan"
    kinds = {i.kind for i in piece.items}
    shade = "red" if "disqualifier" in kinds else "yellow" if "red_flag" in kinds else "green" if kinds else ""
    return f"bold {shade}".strip() if piece.what == "bracket" else shade


def _star(page: Page, view: View) -> None:
    timing = view.review.timing
    if timing is None or not view.bar:
        return
    how = "measured" if timing.measured else f"estimated at {timing.words_per_minute:g} words a minute"
    page.head("Time", f"{seconds_words(timing.seconds)} in all, {how}")
    cells = Text()
    for p, n in view.bar_cells(page.width):
        cells.append(p.letter * n, style=_PART_STYLES[p.part])
    page.add(cells)
    page.flow([f"{p.letter} {p.name} {percent(p.share)}, {round(p.seconds)} s" for p in view.bar])
    if timing.meaningful:
        page.add(Text(budget_line(timing)))
    for note in timing.notes:
        page.add(Text(one_line(note)))


_PART_STYLES = {
    "situation": "blue",
    "task": "cyan",
    "action": "green",
    "result": "magenta",
    "reflection": "yellow",
    "other": "dim",
}


def _metrics(page: Page, view: View) -> None:
    if view.review.unscored is not None:
        return
    page.head("Numbers", "" if view.effects else "none says an effect")
    for m in view.effects:
        body = Text(one_line(m.text), style="bold")
        kind = "a change" if m.change else "a size, no change"
        rest = " · ".join(one_line(t) for t in (view.metric_words(m), kind, m.why) if t)
        page.hang("●", body.append(f"  {rest}", style="not bold"))
    if view.other_numbers:
        page.hang("○", f"No effect: {'; '.join(view.other_numbers)}")


def _level(page: Page, view: View) -> None:
    lv = view.review.level_view
    if lv is None:
        return
    page.head("Level", f"shown {level_words(lv.shown)}, asked for {level_words(lv.target)}")
    expects, lacks = view.level_lines
    for line in filter(None, (expects, lacks)):
        page.add(Text(line))
    bullets(page, lv.missing)
    if lv.anti_pattern:
        page.add(Text(f"Beware: {one_line(lv.anti_pattern)}"))


def bullets(page: Page, items: Iterable[str]) -> None:
    """A list, one item a line."""
    for item in items:
        page.hang("-", one_line(item))


def _lens(page: Page, view: View) -> None:
    lens = view.review.lens
    if lens is None:
        return
    page.head(f"Lens: {COMPANY_WORDS[lens.company]}", one_line(lens.name))
    body = Text(f"Waits for: {told(lens.waits_for)} ").append(view.heard, style="bold")
    body.append(f"\nElevates: {told(lens.elevates)}", style="not bold")
    page.hang(GLYPHS[2 if lens.heard else 0], body)


def _fixes(page: Page, view: View) -> None:
    if not view.fixes:
        return
    page.head("What would change it most", "computed on the edited answer; [blanks] are yours")
    for f in view.fixes:
        body = Text(f"{f.name}: ", style="bold").append(f"{f.outcome}", style="bold cyan")
        body.append(f"\n{f.advice} {f.edit}\n“{f.template}”", style="not bold")
        body.append(f"\n{'; '.join(f.main_changes)}" if f.changes else "", style="not bold dim")
        page.hang(f"{f.number}", body, style="bold")


def _probes(page: Page, view: View) -> None:
    if not view.probes:
        return
    page.head("Expect to be asked")
    for p in view.probes[:PROBES_SHOWN]:
        body = Text(p.question).append(f"\n{p.why}", style="dim")
        page.hang("?", body)
