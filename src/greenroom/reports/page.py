"""A review as one self-contained HTML page: no script, no outside request, a strict content policy."""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from greenroom.guides.schema import Guide
from greenroom.model import Review, Span
from greenroom.reports.build import build
from greenroom.reports.runs import flatten, one_line, plain, reflow, shorten
from greenroom.reports.view import THINKS, Block, Item, View
from greenroom.reports.wording import (
    COMPANY_WORDS,
    GLYPHS,
    GRADE_WORDS,
    PART_LETTERS,
    level_words,
    likely_words,
    percent,
    seconds_words,
    time_remarks,
    words,
)

STYLES = ("colours", "document", "review")
"""The sheets of the page, in the order in which they count."""
LEAST_LABELLED = 0.05
"""Smallest share of the bar that has room for its letter."""


@dataclasses.dataclass(frozen=True, slots=True)
class HtmlRun:
    """A stretch of the answer: its classes, the anchors that begin here, the references that end here."""

    text: str
    classes: str
    title: str
    anchors: tuple[str, ...]
    ends: tuple[Item, ...]
    fixes: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """One rectangle of the STAR bar, in per cent of its width."""

    part: str
    letter: str
    x: float
    width: float


def render_html(review: Review, guide: Guide) -> str:
    """The whole review as an HTML page, ending in one newline."""
    view = build(review, guide)
    style = "".join(style_sheet(name) for name in STYLES) + lit_rules(len(view.findings))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment().get_template("review.html")
    return page.render(
        _parts(view, "h1"),
        style=Markup(style),  # noqa: S704 - our own files and whole numbers
        digest=digest,
    )


def review_body(
    review: Review,
    guide: Guide,
    *,
    later: Markup | None = None,
    tries: Mapping[int, Markup] | None = None,
    trust: str = "the reliability card, under Settings",
) -> Markup:
    """The review as it stands inside that page, for a page that has a title of its own.

    Needs the sheets ``colours`` and ``review`` (``style_sheet``) and ``lit_rules``, and stands in an element of class
    ``page``. Its ids are ``h-verdict`` (the heading, can be focused), ``answer``, ``f1`` (finding 1), ``e1-2`` (its
    second place in the answer), ``marked`` (around its text), ``fixes`` (around all of them) and ``fix1``.
    ``later``: what stands in the place of the fixes of a review that was made without; ``tries``: what stands in a fix
    in the place of its sentence frame, by its number; ``trust``: where that page tells how far to trust the judge.
    """
    if review.provenance.about_judge:
        judge = msgspec.structs.replace(review.provenance, about_judge=trust)
        review = msgspec.structs.replace(review, provenance=judge)
    parts = _parts(build(review, guide), "h2", later) | {"tries": tries or {}}
    text = _environment().get_template("review_body.html").render(parts)
    return Markup(text)  # noqa: S704 - rendered with autoescape on


def style_sheet(name: str) -> str:
    """One of the sheets that make the look of a review: ``colours``, ``document`` or ``review``."""
    return (files("greenroom.reports") / "templates" / f"{name}.css").read_text(encoding="utf-8")


def lit_rules(findings: int) -> str:
    """Style sheet with the two rules for each finding that light up it and its sentences together."""
    rules = [
        f'.page:has(#f{n}:hover,#f{n}:focus-within,#f{n}:target,[id^="e{n}-"]:target) .k{n}'
        f"{{background:var(--lit);color:var(--lit-ink)}}\n"
        f".page:has(.k{n}:hover,.r{n}:focus) #f{n}{{border-color:var(--accent);background:var(--lit-card)}}"
        for n in range(1, findings + 1)
    ]
    return "\n".join(["@media screen{", *rules, "}", ""])


def _parts(view: View, heading: str, later: Markup | None = None) -> dict[str, Any]:
    """What the templates print; ``heading`` is the element of the title, ``later`` as in ``review_body``."""
    return {
        "view": view,
        "review": view.review,
        "heading": heading,
        "likely": likely_words(getattr(view.review, "likely", ())),
        "later": later,
        "tries": {},
        "blocks": [(b, words(b.part) if b.part else "", _runs(view, b)) for b in view.blocks],
        "segments": _segments(view),
        "tick": _tick(view),
        "shares": [(p, percent(p.share), round(p.seconds)) for p in view.bar],
    }


@functools.cache
def _environment() -> Environment:
    folder = files("greenroom.reports") / "templates"
    names = ("review.html", "review_body.html")
    pages = {name: (folder / f"{name}.jinja").read_text(encoding="utf-8") for name in names}
    env = Environment(
        loader=DictLoader(pages),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # What a person or a guide wrote goes through ``plain`` on its way out, wherever it stands.
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    env.globals.update(
        glyphs=GLYPHS, grades=GRADE_WORDS, companies=COMPANY_WORDS, letters=PART_LETTERS, level=level_words
    )
    env.globals.update(seconds=seconds_words, percent=percent, remarks=time_remarks, words=words, thinks=THINKS)
    env.filters.update(line=one_line, shorten=shorten)
    return env


def _runs(view: View, block: Block) -> list[HtmlRun]:
    marks: list[tuple[Span, Item, str]] = [
        (span, item, f"e{item.number}-{k}")
        for item in (*view.disqualifiers, *view.red_flags, *view.signals)
        for k, span in enumerate(item.spans, 1)
    ]
    cuts = [at for at, _ in block.fixes]
    text = view.review.text[block.start : block.end]
    start = block.start + len(text) - len(text.lstrip())
    end = block.start + len(text.rstrip())
    made = []
    for run in flatten([span for span, _, _ in marks], start, end, cuts):
        over = [marks[i][1] for i in run.marks]
        # A span that goes on over a border of blocks keeps one anchor, at its true start.
        anchors = tuple(marks[i][2] for i in run.opens if marks[i][0].start == run.start or run.start == start)
        made.append(
            HtmlRun(
                text=reflow(view.review.text[run.start : run.end]),
                classes=" ".join(dict.fromkeys(c for item in over for c in _classes(item))),
                title="; ".join(dict.fromkeys(_title(item) for item in over)),
                anchors=tuple(a for a in anchors if _owns(view, block, marks, a)),
                ends=tuple(sorted({marks[i][1] for i in run.closes}, key=lambda x: (x.kind != "signal", x.number))),
                fixes=tuple(number for at, number in block.fixes if at == run.end or (at > end and run.end == end)),
            )
        )
    return made


def _owns(view: View, block: Block, marks: list[tuple[Span, Item, str]], anchor: str) -> bool:
    """Whether ``block`` is the first that the span of ``anchor`` reaches, so that no id stands twice."""
    span = next(s for s, _, a in marks if a == anchor)
    return next(b for b in view.blocks if b.end > span.start) == block


def _classes(item: Item) -> tuple[str, str]:
    kinds = {"disqualifier": "dq", "red_flag": "rf"}
    return kinds.get(item.kind, f"sig{item.grade}"), f"k{item.number}"


def _title(item: Item) -> str:
    return f"{item.name} ({GRADE_WORDS[item.grade]})" if item.kind == "signal" else item.name


def _segments(view: View) -> list[Segment]:
    total, at, made = sum(p.share for p in view.bar), 0.0, []
    for p in view.bar:
        share = p.share / total
        letter = p.letter if share >= LEAST_LABELLED else ""
        made.append(Segment(p.part, letter, round(100 * at, 2), round(100 * share, 2)))
        at += share
    return made


def _tick(view: View) -> float | None:
    """Where on the bar the budget of the opening ends, in per cent; ``None`` where it says nothing."""
    t = view.review.timing
    if t is None or not t.meaningful or t.seconds <= t.opening_budget_s:
        return None
    return round(100 * t.opening_budget_s / t.seconds, 2)
