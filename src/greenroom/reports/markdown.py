"""A review as Markdown for viewers such as GitHub's; no HTML, no images."""

from __future__ import annotations

import re
from collections.abc import Iterable

from greenroom.guides.schema import Guide
from greenroom.model import Review
from greenroom.reports.build import build
from greenroom.reports.derivation import by_effect
from greenroom.reports.marks import annotate, legend
from greenroom.reports.runs import one_line
from greenroom.reports.view import THINKS, Item, View
from greenroom.reports.wording import (
    COMPANY_WORDS,
    GLYPHS,
    GRADE_WORDS,
    percent,
    seconds_words,
    shown_words,
    time_remarks,
    told,
    words,
)

BAR_CELLS = 60
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=\S))")
_LIST_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))", re.MULTILINE)


def escape(text: str) -> str:
    """``text`` so that Markdown shows it letter for letter, wherever it stands."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _LIST_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4].lstrip(chr(92))}", escaped)


def line(text: str) -> str:
    """``text`` on one line, escaped."""
    return escape(one_line(text))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; the cells are Markdown already."""
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bullets(items: Iterable[str]) -> str:
    """A list; the items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def render_markdown(review: Review, guide: Guide) -> str:
    """The whole review as Markdown, ending in one newline."""
    view = build(review, guide)
    blocks = [*_verdict(view)]
    if review.unscored is None:
        blocks += [*_signals(view), *_against(view)]
    blocks += [*_answer(view), *_time(view), *_numbers(view), *_level(view), *_lens(view)]
    blocks += [*_fixes(view), *_probes(view), "---", f"*{line(view.made_by)}*"]
    return "\n\n".join(b for b in blocks if b) + "\n"


def _verdict(view: View) -> Iterable[str]:
    review = view.review
    yield f"# {line(view.verdict)} at {view.target}" if review.unscored is None else f"# {view.verdict}"
    yield f"**{line(view.principle)}** · {line(f'“{review.question}”')}"
    shown = f" {told(shown_words(review.level))}" if review.unscored is None else ""
    yield line(view.summary) + shown
    yield bullets(f"Note: {line(n)}" for n in review.notes)
    if view.derivation:
        yield "## How the verdict comes about"
        rows = ((line(s.rule), line(s.saw), f"**{line(s.effect)}**") for s in view.derivation)
        yield table(("Rule", "Saw", "Effect"), rows)
    if view.lesser:
        yield "These would also have capped it, less strictly:"
        yield bullets(f"{line(effect)}: {line(what)}" for effect, what in by_effect(view.lesser).items())


def _signals(view: View) -> Iterable[str]:
    yield "## Signals"
    rows = []
    for s in view.signals:
        quotes = "; ".join(f"“{line(q)}”" for q in s.quotes[:2])
        if s.hints:
            more = f" and {len(s.hints) - 1} more" if len(s.hints) > 1 else ""
            quotes += f"; less clearly also “{line(s.hints[0])}”{more}"
        says = "" if s.grade == 2 and quotes else line(s.says)
        name = f"**{line(s.name)}** (core)" if s.core else line(s.name)
        grade, body = f"{GLYPHS[s.grade]} {GRADE_WORDS[s.grade]}", " ".join(filter(None, (quotes, says)))
        rows.append((str(s.number), grade, name, body))
    yield table(("", "Grade", "Signal", "Where, or what is missing"), rows)


def _against(view: View) -> Iterable[str]:
    if not view.disqualifiers and not view.red_flags:
        yield "No disqualifier and no red flag."
    if view.disqualifiers:
        yield "## Disqualifiers"
        yield bullets(_disqualifier(d) for d in view.disqualifiers)
    if view.red_flags:
        yield "## Red flags"
        yield bullets(
            f"{f.sign} **{line(f.name)}**{f', {len(f.spans)} places' if len(f.spans) > 1 else ''}: {_reading(f)}"
            for f in view.red_flags
        )


def _disqualifier(item: Item) -> str:
    noted = "" if item.weighs else f" (noted; weighs only from {item.from_level})"
    frame = f" “{line(item.frame)}”" if item.frame and item.advice else ""
    return f"{item.sign} ✗ **{line(item.name)}**{noted}: {_reading(item)}{frame}"


def _reading(item: Item) -> str:
    """The first place of a fault, what it makes an interviewer think, and what would be better."""
    quote = f"“{line(item.quotes[0])}” " if item.quotes else ""
    better = f" **Better:** {line(item.advice)}" if item.advice else ""
    return f"{quote}*{THINKS}* {line(f'{item.says} {item.why}')}{better}"


def _answer(view: View) -> Iterable[str]:
    yield "## The answer"
    yield " · ".join(escape(x) for x in legend(view))
    for block, pieces in annotate(view):
        told = "".join(p.text for p in pieces).strip()
        lines = [escape(x) for x in told.split("\n")]
        part = f"**{words(block.part)}.** " if block.part else ""
        yield "\n>\n".join(f"> {part if i == 0 else ''}{x}" for i, x in enumerate(lines))


def _time(view: View) -> Iterable[str]:
    timing = view.review.timing
    if timing is None or not view.bar:
        return
    how = "measured" if timing.measured else f"estimated at {timing.words_per_minute:g} words a minute"
    yield f"## Time: {seconds_words(timing.seconds)}, {how}"
    yield f"`{''.join(p.letter * n for p, n in view.bar_cells(BAR_CELLS))}`"
    rows = ((f"{p.letter} {p.name}", percent(p.share), f"{round(p.seconds)} s") for p in view.bar)
    yield table(("Part", "Share", "Time"), rows)
    yield line(" ".join(time_remarks(timing, view.review.delivery)))


def _numbers(view: View) -> Iterable[str]:
    if view.review.unscored is not None:
        return
    yield "## Numbers"
    if not view.review.metrics:
        yield "None found."
    if view.effects:
        rows = (
            (f"**{line(e.text)}**", line(e.of), "change" if e.change else "no change", line(e.why))
            for e in view.effects
        )
        yield table(("Number", "Of", "Change", "Why it says an effect"), rows)
    if view.other_numbers:
        yield "These say no effect:"
        yield bullets(line(x) for x in view.other_numbers)


def _level(view: View) -> Iterable[str]:
    lv = view.review.level_view
    if lv is None:
        return
    yield f"## Level: {view.level_heading}"
    expects, needs, beware = view.level_lines
    yield line(expects)
    if needs:
        yield needs
        yield bullets(line(m) for m in lv.missing)
    yield line(beware)


def _lens(view: View) -> Iterable[str]:
    lens = view.review.lens
    if lens is None:
        return
    yield f"## Lens: {COMPANY_WORDS[lens.company]}, {line(lens.name)}"
    yield f"Waits for: {line(told(lens.waits_for))} {GLYPHS[2 if lens.heard else 0]} **{line(view.heard)}**"
    yield f"Elevates: {line(told(lens.elevates))}"


def _fixes(view: View) -> Iterable[str]:
    for group in view.fix_groups:
        yield f"## {group.heading}"
        yield bullets(map(line, group.remarks))
        if group.fixes:
            yield "Computed by reviewing the edited answer again; \\[blanks\\] are facts that only you know."
        for f in group.fixes:
            changes = f" ({line('; '.join(f.changes))})" if f.changes else ""
            yield (
                f"{f.number}. **{line(f.name)}: {line(f.outcome)}**{changes}\n"
                f"   {line(f.advice)} {line(f.edit)}\n\n   > {line(f.template)}"
            )


def _probes(view: View) -> Iterable[str]:
    if view.probes:
        yield "## Expect to be asked"
        yield bullets(f"**{line(p.question)}** {line(p.tests)} {line(p.why)}" for p in view.probes)
