"""``greenroom study``: the guide as a reading path that remembers what was read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import click

from greenroom.cli import streams
from greenroom.cli.dialog import Dialog, dialog_options
from greenroom.cli.params import OneOf
from greenroom.model import COMPANIES, TARGET_LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from greenroom.guides.schema import Guide
    from greenroom.model import Company, TargetLevel
    from greenroom.practice.study import Section
    from greenroom.store import Store

EVERY = "all"
STEPS = {"": "next", "n": "next", "next": "next", "b": "back", "back": "back", "q": "stop", "stop": "stop"}


@click.command(short_help="Read a guide section by section; remembers what was read.")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "-l", "--level", type=OneOf("level", (*TARGET_LEVELS, EVERY)), help="The level you interview for. [the last one]"
)
@click.option(
    "--company", type=OneOf("company", (*COMPANIES, EVERY)), help="The company you interview with. [the last one]"
)
@click.option("--section", metavar="NAME", help="Only this section or chapter (--list names them).")
@click.option("--list", "listing", is_flag=True, help="What is read and what is left.")
@click.option("--all", "everything", is_flag=True, help="Everything at once, to pipe or to print; marks nothing.")
@dialog_options
def study(
    name: str | None,
    level: str | None,
    company: str | None,
    section: str | None,
    listing: bool,
    everything: bool,
    dialog: Dialog,
) -> None:
    """Read the guide ID: what they listen for, said badly and said well, what sinks you, your level, your company.

    Goes on where you stopped; a section that has changed since is unread again. Without ID, tells how far you are
    in each guide.
    """
    from greenroom.guides.loader import competencies, examples_of, load_guide
    from greenroom.practice import study as use
    from greenroom.store import Store

    if name is None:
        _overview(dialog)
        return
    one = load_guide(name)
    every = use.sections(one, examples_of(one), {c.id: c.name for c in competencies()})
    piped_on = dialog.terminal and not streams.is_terminal(sys.stdout)
    if everything or (piped_on and section is None and not listing):
        for each in use.path(every, _level(level), _company(company)):
            _show(dialog, each)
        return
    if section is not None:
        chosen = use.named(every, section)
        for each in chosen:
            _show(dialog, each)
        with Store.open() as store:
            for each in chosen:
                store.mark_read(one.id, each.id, each.version, _now())
        return
    with Store.open() as store:
        before = store.kept("study", one.id) or {}
        wanted = use.wanted(every, level, company, before)
        way = use.path(every, _level(wanted["level"]), _company(wanted["company"]))
        if level or company:
            store.keep("study", one.id, wanted, _now())
        if listing:
            _list(dialog, one, way, store)
            return
        dialog.heading(one.principle)
        dialog.say(_for_whom(wanted))
        with dialog.resumable(f"greenroom study {name}"):
            _walk(dialog, one, way, store)


def _walk(dialog: Dialog, guide: Guide, way: Sequence[Section], store: Store) -> None:
    from greenroom.practice.study import progress

    state = {s.id: progress(s, store.sections_read(guide.id)) for s in way}
    todo = [n for n, s in enumerate(way) if state[s.id] != "read"]
    if not todo:
        dialog.say(f"You have read all {len(way)} sections.")
        asked = [("stop", "Stop here"), ("again", "Read it again from the beginning")]
        if dialog.choose("What now?", asked, default="stop") == "stop":
            return
        todo = list(range(len(way)))
    elif len(todo) < len(way):
        dialog.say(f"{len(way) - len(todo)} of {len(way)} sections read; going on with section {todo[0] + 1}.")
    visited: list[int] = []
    at: int | None = todo[0]
    while at is not None:
        _show(dialog, way[at], f"Section {at + 1} of {len(way)}", changed=state[way[at].id] == "changed")
        step = _step(dialog)
        if step == "stop":
            left = sum(1 for n in todo if n not in visited)
            dialog.say(f"{left} of {len(way)} sections left. To go on: greenroom study {guide.id}")
            return
        if step == "back":
            at = max(at - 1, 0)
            continue
        store.mark_read(guide.id, way[at].id, way[at].version, _now())
        visited.append(at)
        at = next((n for n in todo if n not in visited), None)
    dialog.say(f"That was all of it: {len(way)} sections. Try yourself: greenroom quiz {guide.id}")


def _step(dialog: Dialog) -> str:
    while True:
        line = dialog.text("Enter: go on, b: back, q: stop", multiline=False).lower()
        if line in STEPS:
            return STEPS[line]
        dialog.say(f"'{line:.40}' is none of them. Allowed: Enter, b or q.")


def _show(dialog: Dialog, section: Section, where: str = "", changed: bool = False) -> None:
    from greenroom.practice.study import CHAPTERS

    chapter = CHAPTERS[section.chapter]
    chapter = "" if chapter == section.title else chapter
    told = ", ".join(filter(None, (where, chapter, "changed since you read it" if changed else "")))
    dialog.heading(section.title, level=2)
    if told:
        dialog.say(told + "." if dialog.plain else dialog.styled(told, "dim"))
    for block in section.blocks:
        said = f"{dialog.styled(block.label + ':', 'strong')} {block.text}" if block.label else block.text
        if block.mark:
            dialog.item(said, mark=block.mark)
        else:
            dialog.say(said)


def _list(dialog: Dialog, guide: Guide, way: Sequence[Section], store: Store) -> None:
    from greenroom.practice.study import CHAPTERS, progress

    read = store.sections_read(guide.id)
    state = {s.id: progress(s, read) for s in way}
    done = sum(1 for s in way if state[s.id] == "read")
    dialog.say(f"{guide.principle}: {done} of {len(way)} sections read.")
    for chapter in dict.fromkeys(s.chapter for s in way):
        dialog.heading(f"{CHAPTERS[chapter]} ({chapter})", level=2)
        for s in way:
            if s.chapter == chapter:
                how = {"read": "read", "unread": "to read", "changed": "changed since you read it"}[state[s.id]]
                dialog.item(f"{s.title} ({s.id}): {how}", mark="-")


def _overview(dialog: Dialog) -> None:
    from greenroom.guides.loader import competencies, examples_of, guide_ids, load_guide
    from greenroom.practice.study import path, progress, sections, wanted
    from greenroom.store import Store

    names = {c.id: c.name for c in competencies()}
    with Store.open() as store:
        for ident in guide_ids():
            one = load_guide(ident)
            every = sections(one, examples_of(one), names)
            last = wanted(every, None, None, store.kept("study", one.id) or {})
            way = path(every, _level(last["level"]), _company(last["company"]))
            read = store.sections_read(one.id)
            done = sum(1 for s in way if progress(s, read) == "read")
            dialog.item(f"{one.principle}: {done} of {len(way)} sections read. To go on:")
            click.echo(f"  greenroom study {ident}")  # unwrapped, to be copied


def _for_whom(wanted: Mapping[str, str | None]) -> str:
    from greenroom.reports.wording import COMPANY_WORDS, level_words

    level, company = _level(wanted["level"]), _company(wanted["company"])
    told = " and ".join(filter(None, (level and level_words(level), company and COMPANY_WORDS[company])))
    return f"For {told}." if told else "For every level and every company (--level and --company choose one)."


def _level(word: str | None) -> TargetLevel | None:
    return None if word in (None, EVERY) else cast("TargetLevel", word)


def _company(word: str | None) -> Company | None:
    return None if word in (None, EVERY) else cast("Company", word)


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
