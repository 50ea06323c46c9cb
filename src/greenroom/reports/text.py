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
from greenroom.reports.derivation import by_effect
from greenroom.reports.marks import RAISED, Piece, annotate, legend
from greenroom.reports.runs import first_sentences, one_line, shorten
from greenroom.reports.view import THINKS, Block, Item, View
from greenroom.reports.wording import (
    COMPANY_WORDS,
    GLYPHS,
    PART_LETTERS,
    percent,
    seconds_words,
    shown_words,
    time_remarks,
    told,
)

LEAST_WIDTH = 40
PROBES_SHOWN = 4
QUOTED = 90
"""Longest quotation in the list of signals, in characters."""
REASONS_SHOWN = 3
"""Red flags whose reason and advice are given, the costliest first; the others are named with their place."""
NUMBERS_SHOWN = 6
"""Numbers without effect that are named beside those with one."""
HEADING_WORDS = 3
"""Longest heading inside an answer, in words."""
_THINKS = THINKS.rstrip(":").lower()
_COLOURS = {"good": "bold green", "bad": "bold red", "none": "bold"}
_GRADES = ("red", "yellow", "green")
# One character for one, so that nothing moves.
_ASCII = str.maketrans("●◐○✗×›‹→·–—‘’“”…•│─┌┐└┘\N{NO-BREAK SPACE}", "#+-xx><>|--''\"\"~*|-++++ ")
_ASCII |= str.maketrans("▁▂▃▄▅▆▇█", "12345678")
_ASCII |= {raised: plain for plain, raised in RAISED.items()}


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
        line.append(f" at {view.target} · {shown_words(review.level)}", style="not bold default")
        if review.score is not None:
            line.append(f" · score {review.score} of 100", style="not bold default")
    page.add(line)
    page.add(Text(view.summary))
    for note in review.notes:
        page.hang("Note:", one_line(note), 5)
    if not view.derivation:
        return
    page.head("How the verdict comes about")
    # The last step says the verdict, which stands above; where it is all there is beside the signals, it stays.
    for step in view.derivation[: -1 if len(view.derivation) > 2 else None]:
        line = Text(f"{step.rule}: {step.saw} " if step.saw else f"{step.rule} ")
        page.hang("-", line.append(f"→ {step.effect}", style="bold"))
    lesser = by_effect(view.lesser)
    if lesser:
        page.add(Text("These would also have capped it, less strictly:", style="dim"))
    for effect, what in lesser.items():
        page.hang("-", Text(f"{effect}: {what}", style="dim"))


def _signals(page: Page, view: View) -> None:
    page.head("Signals", "● clear  ◐ partial  ○ absent  * a hire needs it")
    longest = max((cell_len(s.name) for s in view.signals), default=0) + 2
    width = min(longest, max(16, page.width * 3 // 10))
    for s in view.signals:
        body = Text()
        if s.grade and s.quotes:
            body.append(f"“{shorten(s.quotes[0], QUOTED if s.grade == 2 else QUOTED // 2)}”", style="italic")
        if s.grade < 2 or not s.quotes:
            body.append((" " if body else "") + s.says)
        name = Text(s.name + (" *" if s.core else ""), style="bold" if s.core else "")
        glyph = Text(GLYPHS[s.grade], style=_GRADES[s.grade])
        page.row((Text(s.sign, style="dim"), 1), (glyph, 1), (name, width), (body, 0))


def _against(page: Page, view: View) -> None:
    if not view.disqualifiers and not view.red_flags:
        page.head("Disqualifiers and red flags", "none")
        return
    if view.disqualifiers:
        page.head("Disqualifiers", _THINKS if view.red_flags else f"{_THINKS}; no red flag")
    for d in view.disqualifiers:
        aside = "" if d.weighs else f" (noted; weighs only from {d.from_level})"
        reason = first_sentences(f"{d.says} {d.why}", 2 if len(view.disqualifiers) == 1 else 1)
        _fault(page, d, "✗ ", aside, reason)
    if view.red_flags:
        page.head("Red flags", _THINKS if view.disqualifiers else f"{_THINKS}; no disqualifier")
    for f in view.red_flags[:REASONS_SHOWN]:
        _fault(page, f, "", _places(f), first_sentences(f.says))
    if rest := view.red_flags[REASONS_SHOWN:]:
        page.add(Text(f"Also: {'; '.join(f'{f.sign} {f.name}{_places(f)}{_quote(f)}' for f in rest)}."))


def _places(item: Item) -> str:
    return f", {len(item.spans)} places" if len(item.spans) > 1 else ""


def _quote(item: Item) -> str:
    lead, room = (", in", QUOTED) if item.kind == "disqualifier" else (", as in", QUOTED // 2)
    return f"{lead} “{shorten(item.quotes[0], room)}”" if item.quotes else ""


def _fault(page: Page, item: Item, cross: str, aside: str, reason: str) -> None:
    body = Text(f"{cross}{item.name}", style="bold").append(aside, style="not bold")
    body.append(_quote(item), style="not bold italic").append(f": {reason}", style="not bold")
    body.append(f" Better: {first_sentences(item.advice)}" if item.advice else "", style="not bold")
    page.hang(item.sign, body, style="red" if cross else "yellow")


def _answer(page: Page, view: View) -> None:
    page.head("The answer")
    page.flow(legend(view), "dim")
    blocks = list(annotate(view))
    heading = ""
    for i, (block, pieces) in enumerate(blocks):
        body = Text()
        for piece in pieces:
            body.append(piece.text, style=_style(piece))
        start = len(body.plain) - len(body.plain.lstrip())
        body = body[start : len(body.plain.rstrip())]
        if i + 1 < len(blocks) and _is_heading(block, body.plain):
            heading = f"{heading}{body.plain.rstrip(':')}: "
            continue
        letter = PART_LETTERS[block.part] if block.part else " "
        page.hang(letter, Text(heading, style="dim").append_text(body), style="bold")
        heading = ""


def _is_heading(block: Block, text: str) -> bool:
    """Whether a stretch outside the story is a heading, which needs no line of its own."""
    return block.part in (None, "other") and len(text.split()) <= HEADING_WORDS and text[-1:].isalpha()


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
    page.add(Text(" ".join(time_remarks(timing, view.review.delivery))))


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
    page.head("Numbers", "" if view.effects or view.other_numbers else "none")
    for e in view.effects:
        rest = " · ".join(t for t in (e.of, "a change" if e.change else "a size", e.why) if t)
        page.hang("●", Text(e.text, style="bold").append(f"  {rest}", style="not bold"))
    if view.effects and view.plain_numbers:
        more = len(view.plain_numbers) - NUMBERS_SHOWN
        named = ", ".join(view.plain_numbers[:NUMBERS_SHOWN]) + (f" and {more} more" if more > 0 else "")
        page.hang("○", f"No effect: {named}")
    elif view.other_numbers:
        page.hang("○", f"None says an effect: {'; '.join(view.other_numbers)}")


def _level(page: Page, view: View) -> None:
    lv = view.review.level_view
    if lv is None:
        return
    page.head("Level", view.level_heading)
    expects, needs, beware = view.level_lines
    # What the target asks for is told once: here, or with what no fix repairs.
    if view.below and not view.too_small:
        page.add(
            Text(
                f"{needs} {'; '.join(one_line(m).rstrip('.') for m in lv.missing)}."
                if needs and lv.next == lv.target
                else expects
            )
        )
    if beware:
        page.add(Text(beware))


def _lens(page: Page, view: View) -> None:
    lens = view.review.lens
    if lens is None:
        return
    page.head(f"Lens: {COMPANY_WORDS[lens.company]}", one_line(lens.name))
    body = Text(f"Waits for: {told(lens.waits_for)} ").append(view.heard, style="bold")
    if lens.heard:
        body.append(f"\nElevates: {first_sentences(told(lens.elevates))}", style="not bold")
    page.hang(GLYPHS[2 if lens.heard else 0], body)


def _fixes(page: Page, view: View) -> None:
    for group in view.fix_groups:
        # Where no sentence changes the verdict, it is enough to name what would help; the other formats frame it.
        framed = any(f.decisive for f in view.fixes) or not (view.against_it or view.too_small)
        page.head(group.heading, "[blanks] are yours" if group.fixes and framed else "")
        for remark in group.remarks:
            page.hang("-", remark)
        for f in group.fixes:
            body = Text(f"{f.name}: ", style="bold").append(f.outcome, style="bold cyan")
            # Advice that asks for blanks says what the frame says.
            advice = "" if "[" in f.advice and framed else f" {f.advice}"
            frame = f" “{f.template}”" if framed else ""
            body.append(f". {f.edit}{advice}{frame}", style="not bold")
            if f.decisive and f.changes:
                body.append(f"\n{told('; '.join(f.changes))}", style="not bold dim")
            page.hang(f"{f.number}", body, style="bold")


def _probes(page: Page, view: View) -> None:
    if not view.probes:
        return
    page.head("Expect to be asked")
    for p in view.probes[:PROBES_SHOWN]:
        page.hang("?", p.question)
