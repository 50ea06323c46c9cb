"""The guides: all of them, and one to study, with its card."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from greenroom.errors import UsageError
from greenroom.model import COMPANIES, TARGET_LEVELS, Company, TargetLevel
from greenroom.reports.wording import COMPANY_WORDS, level_words
from greenroom.web.faults import RequestError
from greenroom.web.shared import Shared, Use
from greenroom.web.templating import fragment, is_part, page

if TYPE_CHECKING:
    from greenroom.guides.schema import Guide
    from greenroom.practice.study import Block, Section

router = APIRouter()

EVERY = "all"
"""In place of a level or a company: all of them."""


def guide_named(ident: str) -> Guide:
    """The guide of an address; one that is not there is a page that is not there."""
    from greenroom.guides.loader import load_guide

    try:
        return load_guide(ident)
    except UsageError as fault:
        raise RequestError(404, fault.what, allowed=fault.allowed, do="choose one of the guides") from None


def target_level(word: str) -> TargetLevel | None:
    """A level as a form or an address gives it; ``EVERY`` and nothing are none. Raises ``UsageError``."""
    if word not in (*TARGET_LEVELS, EVERY, ""):
        raise UsageError(f"'{word:.40}' is no level", where="level", allowed=", ".join(TARGET_LEVELS))
    return None if word in (EVERY, "") else cast("TargetLevel", word)


def company_of(word: str) -> Company | None:
    """A company as a form or an address gives it; ``EVERY`` and nothing are none. Raises ``UsageError``."""
    if word not in (*COMPANIES, EVERY, ""):
        raise UsageError(f"'{word:.40}' is no company", where="company", allowed=", ".join(COMPANIES))
    return None if word in (EVERY, "") else cast("Company", word)


def practice_links(guide: Guide) -> list[tuple[str, str, str]]:
    """What can be done with a guide: name, address, what for."""
    from greenroom.practice.calibrate import guides_with_pairs

    base = f"/guides/{guide.id}"
    made = [
        ("Study", base, "Read what they listen for, section by section."),
        ("Walkthrough", f"{base}/walkthrough", "See an example, then write your own answer part by part."),
    ]
    if guide.id in guides_with_pairs():
        made.append(("Be the bar raiser", f"{base}/calibrate", "Score two candidates, then see the key and your bias."))
    made.append(("Quiz", f"{base}/quiz", "Ten questions, with the reason for each answer."))
    return made


def tabs_of(guide: Guide) -> list[tuple[str, str]]:
    """The pages of one guide, for the tabs."""
    return [(href, name) for name, href, _ in practice_links(guide)]


@router.get("/guides")
def every_guide(request: Request, use: Use) -> Response:
    """All guides: what each is about, how far it is read, what can be done with it."""
    from greenroom.guides.loader import packs, read_guide
    from greenroom.practice.study import shares_read

    with use.store() as store:
        read = shares_read(store, use.settings.level, use.settings.company or None)
    shown = []
    for pack in packs():
        guides = {name: read_guide(folder) for name, folder in pack.guides.items()}
        cards = [(one, read.get(one.id, 0.0), practice_links(one)) for one in guides.values()]
        named = [c.name for c in pack.competencies if c.id not in guides]
        shown.append({"name": pack.name, "cards": cards, "named": named})
    return page(request, "guides.html", packs=shown)


@router.get("/guides/{ident}")
def study(request: Request, use: Use, ident: str, level: str = "", company: str = "") -> Response:
    """One guide, to read from the beginning to the card."""
    guide = guide_named(ident)
    return page(request, "guide.html", **_study(use, guide, level, company))


def _study(use: Shared, guide: Guide, level: str, company: str) -> dict[str, Any]:
    from greenroom.guides.loader import competencies, examples_of
    from greenroom.practice import study as room
    from greenroom.reading.examples import examples
    from greenroom.reports.guide_card import card_blocks
    from greenroom.reports.runs import one_line

    every = room.sections(guide, examples_of(guide), {c.id: c.name for c in competencies()})
    with use.store() as store:
        read = store.sections_read(guide.id)
        before = store.kept("study", guide.id) or {"level": use.settings.level, "company": use.settings.company or None}
    target_level(level), company_of(company)
    wanted = room.wanted(every, level, company, before)
    chosen = target_level(wanted["level"] or ""), company_of(wanted["company"] or "")
    way = room.path(every, *chosen)
    state = {s.id: room.progress(s, read) for s in way}
    chapters = [
        (name, room.CHAPTERS[name], [(s, runs(s.blocks), state[s.id]) for s in group])
        for name, group in itertools.groupby(way, key=lambda s: s.chapter)
    ]
    return {
        "guide": guide,
        "tabs": tabs_of(guide),
        "chapters": chapters,
        "done": sum(how == "read" for how in state.values()),
        "total": len(way),
        "level": chosen[0] or EVERY,
        "company": chosen[1] or EVERY,
        "levels_known": [(s.level, level_words(s.level)) for s in every if s.level] + [(EVERY, "All")],
        "companies_known": [(s.company, COMPANY_WORDS[s.company]) for s in every if s.company] + [(EVERY, "All")],
        "headline": one_line(guide.card.headline),
        "card": [b for b in card_blocks(guide, *chosen) if b.items or b.lead],
        "answers": [(one, one.text()) for one in examples() if one.competency == guide.id],
    }


def runs(blocks: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Blocks in runs of list items and of paragraphs."""
    return [(marked, list(group)) for marked, group in itertools.groupby(blocks, key=lambda b: bool(b.mark))]


@router.post("/guides/{ident}/read")
def mark_read(
    request: Request,
    use: Use,
    ident: str,
    section: Annotated[str, Form()],
    version: Annotated[str, Form(max_length=100)],
    level: Annotated[str, Form()] = "",
    company: Annotated[str, Form()] = "",
) -> Response:
    """Note that a section was read, as it was shown."""
    from greenroom.practice.study import named

    guide = guide_named(ident)
    one = _sections(guide, section, named)
    with use.store() as store:
        store.mark_read(guide.id, one.id, version, datetime.now(UTC))
    if not is_part(request):
        return RedirectResponse(f"/guides/{guide.id}?level={level}&company={company}#{one.id}", 303)
    shown = _study(use, guide, level, company)
    return fragment(request, "guide_read.html", section=one, how="read", **shown)


def _sections(guide: Guide, name: str, named: Any) -> Section:
    from greenroom.guides.loader import competencies, examples_of
    from greenroom.practice.study import sections

    every = sections(guide, examples_of(guide), {c.id: c.name for c in competencies()})
    found: tuple[Section, ...] = named([s for s in every if s.id == name] or every, name)
    return found[0]
