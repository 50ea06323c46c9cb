"""Telling a story, the review of a telling, two tellings side by side, and whether a telling holds together."""

from __future__ import annotations

from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from greenroom.errors import GreenroomError, InputError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.model import Change
from greenroom.reports.wording import COMPANY_WORDS, in_words, value_words
from greenroom.stories import drafts, editing
from greenroom.stories.bank import Bank, Held, KeptReview
from greenroom.stories.drafts import Draft
from greenroom.stories.model import FACT_KINDS, Telling
from greenroom.stories.reviewing import ReviewDifference
from greenroom.web.faults import RequestError, status_of
from greenroom.web.jobs import Job
from greenroom.web.pages import bank as parts
from greenroom.web.pages.bank import FACT_WORDS, opened, page, see
from greenroom.web.pages.stories import Fields
from greenroom.web.shared import Shared, Use

router = APIRouter()


class Wanted(NamedTuple):
    """What a telling is to be reviewed for."""

    competency: str
    level: str
    lens: str | None

    @property
    def address(self) -> str:
        """Its part of an address."""
        return f"for={self.competency}&at={self.level}" + (f"&lens={self.lens}" if self.lens else "")


# ── telling ─────────────────────────────────────────────────────────────────────────


@router.get("/stories/bank/{name}/tell")
def tell_form(request: Request, use: Use, name: str, begin: int = 0, competency: str = "") -> Response:
    """The form of a telling, with what was typed before; ``begin``: the words of this telling to begin with."""
    with opened(use) as (store, bank):
        held = parts.story_of(bank, name)
        made = drafts.draft(store, drafts.TELLING + name)
        if begin and not made.text("text"):
            made = Draft(fields={**made.fields, "text": parts.telling_of(held, begin).text}, number=made.number)
        if competency:
            made = Draft(fields={**made.fields, "competency": competency}, number=made.number)
        return _tell_form(request, use, bank, held, made)


def _tell_form(
    request: Request, use: Shared, bank: Bank, held: Held, made: Draft, *, status: int = 200,
    fault: GreenroomError | None = None,
) -> Response:  # fmt: skip
    given = {"competency": editing.guide_of(held) or "", "level": use.settings.level, "lens": ""}
    return page(
        request, "story_tell.html", status=status, fault=fault, held=held, story=held.story, number=made.number,
        values={**given, "text": "", "question": "", **made.fields},
        guides=parts.guides(), target_levels=parts.levels(), wpm=use.settings.words_per_minute,
        fact_words=FACT_WORDS, kinds=FACT_KINDS, begun=bool(made.number),
    )  # fmt: skip


@router.post("/stories/bank/{name}/tell")
def tell(request: Request, use: Use, name: str, fields: Fields) -> Response:
    """Keep it as a new telling; then review it, where a competency is chosen."""
    from greenroom.stories.texts import one_line, told

    with opened(use) as (store, bank):
        held, key = parts.story_of(bank, name), drafts.TELLING + name
        before = drafts.draft(store, key)
        try:
            text = told(str(fields.get("text", "")), "your telling")
            if not any(c.isalnum() for c in text):
                raise InputError("holds no words", where="your telling", do="write down what happened")
            wanted = _wanted(fields, use)
        except GreenroomError as fault:
            made = Draft(fields=parts.typed(fields), number=before.number)
            return _tell_form(request, use, bank, held, made, status=status_of(fault), fault=fault)
        question = one_line(str(fields.get("question", ""))) or None
        telling = bank.tell(name, text, parts.now(), wanted.competency or None, question)
        drafts.drop(store, key, parts.number_of(fields))
    if not wanted.competency:
        return see(f"/stories/bank/{name}/tellings/{telling.number}?done=told")
    return see(_begun(use, telling, wanted))


def _wanted(fields: dict[str, Any], use: Shared) -> Wanted:
    """What the form asks to be reviewed for; no competency: nothing. Raises ``UsageError``."""
    competency = str(fields.get("competency", ""))
    if competency:
        load_guide(competency)
    return Wanted(
        competency, parts.level_of(str(fields.get("level", "")), use), parts.company_of(str(fields.get("lens", "")))
    )


def _begun(use: Shared, telling: Telling, wanted: Wanted) -> str:
    """Begin the review of a telling; where it will be shown."""
    address = f"/stories/bank/{telling.story}/tellings/{telling.number}?{wanted.address}"

    def work(job: Job) -> None:
        from greenroom.stories.reviewing import answer_of, reviewed

        job.step(0, 0, "Reading it")
        guide = load_guide(wanted.competency)
        level, lens = parts.level_of(wanted.level, use), parts.company_of(wanted.lens or "")
        made = reviewed(answer_of(telling), guide, level, lens, use.judge, use.settings)
        with opened(use) as (_, bank):
            bank.keep_review(telling, made, level, lens, parts.now())

    job = use.jobs.start(f"Reviewing telling {telling.number}", work, then=f"{address}&done=reviewed#h-verdict")
    return f"{address}&job={job.id}"


# ── one telling ─────────────────────────────────────────────────────────────────────


@router.get("/stories/bank/{name}/tellings/{number}")
def telling(request: Request, use: Use, name: str, number: int) -> Response:
    """One telling: its words, and a review of it; ``for``, ``at``, ``lens`` say which, ``job``: one is made."""
    asked = request.query_params
    job = use.jobs.get(asked.get("job", ""))
    with opened(use) as (_, bank):
        held = parts.story_of(bank, name)
        one = parts.telling_of(held, number)
        reviews = _latest(bank, one)
        chosen = _chosen(reviews, asked.get("for", ""), asked.get("at", ""), asked.get("lens", ""))
        names = parts.names()
        if job is not None and job.state == "done":
            job = None
        return page(
            request, "story_telling.html", held=held, story=held.story, telling=one, job=job,
            reviews=[(f"{Wanted(r.competency, r.level, r.lens).address}", _head(r, names), r is chosen)
                     for r in reviews],
            body=None if job else _body(chosen), kept=chosen is not None, names=names, guides=parts.guides(),
            target_levels=parts.levels(), wanted=(chosen.competency if chosen else one.competency or
                                                  editing.guide_of(held) or ""),
            level=chosen.level if chosen else use.settings.level, lens=(chosen.lens or "") if chosen else "",
        )  # fmt: skip


def _latest(bank: Bank, one: Telling) -> list[KeptReview]:
    """The latest review of a telling for each competency, level and lens; the latest of all first."""
    made = {(r.competency, r.level, r.lens): r for r in bank.reviews(one.id)}
    return sorted(made.values(), key=lambda r: r.at, reverse=True)


def _chosen(reviews: list[KeptReview], competency: str, level: str, lens: str) -> KeptReview | None:
    asked = [(competency, "competency"), (level, "level"), (lens, "lens")]
    fits = [r for r in reviews if all(not value or getattr(r, name) == value for value, name in asked)]
    return fits[0] if fits else None if competency else next(iter(reviews), None)


def _head(one: KeptReview | ReviewDifference, names: dict[str, str]) -> str:
    lens = f", {COMPANY_WORDS.get(one.lens, one.lens)}" if one.lens else ""
    return f"{names.get(one.competency, one.competency)} at {value_words(one.level)}{lens}"


def _body(one: KeptReview | None) -> Markup | None:
    """The review as the page that reviews shows it; None where this version cannot show it any more."""
    from greenroom.reports.page import review_body

    if one is None or one.review is None or one.competency not in guide_ids():
        return None
    try:
        return review_body(one.review, load_guide(one.competency))
    except (LookupError, StopIteration):  # the guide has changed since: what was found has no name in it any more
        return None


@router.post("/stories/bank/{name}/tellings/{number}/review")
def review(use: Use, name: str, number: int, fields: Fields) -> Response:
    """Review it for another competency, level or company."""
    with opened(use) as (_, bank):
        one = parts.telling_of(parts.story_of(bank, name), number)
        wanted = _wanted(fields, use)
        if not wanted.competency:
            raise RequestError(422, "is not chosen", where="competency", do="choose one")
    return see(_begun(use, one, wanted))


# ── two tellings; one against the rest ──────────────────────────────────────────────


@router.get("/stories/bank/{name}/compare")
def compare(request: Request, use: Use, name: str, a: int | None = None, b: int | None = None) -> Response:
    """What changed from one telling to another, and in their reviews."""
    from greenroom.stories.reviewing import compared

    with opened(use) as (_, bank):
        held = parts.story_of(bank, name)
        written = [one for one in held.tellings if one.text]
        made, fault = None, None
        if len(written) > 1:
            try:
                made = compared(bank, held, a, b)
            except GreenroomError as said:
                fault = said
    return page(
        request, "story_compare.html", status=422 if fault else 200, fault=fault, held=held, story=held.story,
        made=made, numbers=[(str(one.number), f"Telling {one.number}, {parts.day(one.written)}") for one in written],
        compared=[(_head(one, parts.names()), one, [_row(one.competency, each) for each in one.changes])
                  for one in (made.reviews if made else ())],
        a=str(made.before.number if made else a or ""), b=str(made.after.number if made else b or ""),
    )  # fmt: skip


def _row(competency: str, one: Change) -> tuple[str, str, str]:
    """What changed, before and after, in words."""
    return _changed(competency, one.what), value_words(one.before), value_words(one.after)


def _changed(competency: str, what: str) -> str:
    """What changed, by the name that the guide gives it."""
    kind, _, ident = what.partition(" ")
    if kind in ("signal", "disqualifier", "red") and competency in guide_ids():
        guide = load_guide(competency)
        every = {x.id: x.name for x in guide.signals}
        every |= {x.id: x.name for x in guide.disqualifiers} | {x.id: x.name for x in guide.red_flags}
        return in_words(ident.removeprefix("flag "), every)
    return what


@router.get("/stories/bank/{name}/check")
def check(request: Request, use: Use, name: str, telling: int | None = None) -> Response:
    """Where a telling contradicts the fact sheet or the other tellings."""
    from greenroom.stories.consistency import checked

    with opened(use) as (_, bank):
        held = parts.story_of(bank, name)
        written = [one for one in held.tellings if one.text]
        one = None
        if telling is not None:
            one = parts.telling_of(held, telling)
        elif written:
            one = written[-1]
        found = checked(held, one.number) if one else ()
    numbers = [(str(t.number), f"Telling {t.number}, {parts.day(t.written)}") for t in written]
    return page(request, "story_check.html", held=held, story=held.story, telling=one, found=found, numbers=numbers)
