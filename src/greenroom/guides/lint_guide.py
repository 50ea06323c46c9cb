"""What no schema can say of a guide: ids, references, patterns, texts."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Collection, Iterable, Iterator

from greenroom.errors import GuideError
from greenroom.guides.faults import Fault, View, nearest
from greenroom.guides.patterns import compile_pattern
from greenroom.model import TARGET_LEVELS

CUE_WORDS = 5
"""Longest cue phrase, in words."""
REPEAT_WORDS = 5
"""Texts of at least this many words may stand only once in a guide."""
FINDINGS = ("signals", "disqualifiers", "red_flags")
"""The lists of a guide whose entries can be found in an answer."""

_FIRST_PERSON = re.compile(r"\b(I|me|my|mine|myself)\b")
_BLANK = re.compile(r"\[[^\[\]]*\w[^\[\]]*\]")
_NO_TEXT = {"id", "detect", "part", "level", "company", "competency", "card", "keywords", "ask_for", "version"}
_NO_TEXT |= {"name", "principle", "question", "example_question"}


def check(guide: View, competencies: Collection[str] | None, labels: Collection[str]) -> Iterator[Fault]:
    """Every fault of one guide file.

    ``competencies``: the known ones, None where they could not be read; ``labels``: ids that
    trained heads may have.
    """
    yield from _name(guide)
    yield from _unique(guide)
    yield from _levels(guide)
    yield from _references(guide, competencies)
    for entry in entries(guide):
        yield from _detect(entry, found_ids(guide), labels)
    yield from _circles(guide)
    for veto in guide["vetoes"]:
        yield from _rule(veto, found_ids(guide), labels)
        for one in (*veto["signals"], *veto["findings"]):
            yield one.fault("a veto is read before any finding, so it cannot see one", do="veto by parts or by kind")
    yield from _patterns(lens["cues"] for lens in guide["lenses"])
    yield from _texts(guide)
    yield from _repeats(guide)


def entries(guide: View) -> Iterator[View]:
    """Signals, disqualifiers and red flags."""
    for name in FINDINGS:
        yield from guide[name]


def found_ids(guide: View) -> list[str]:
    """The ids of everything that can be found."""
    return [entry["id"].text for entry in entries(guide) if entry["id"].text]


def _ids(views: Iterable[View], key: str = "id") -> list[str]:
    return [view[key].text for view in views if view[key].text]


def _name(guide: View) -> Iterator[Fault]:
    folder = guide.file.resolve().parent.name
    if guide["id"].text and guide["id"].text != folder:
        yield guide["id"].fault(
            f"id is '{guide['id'].text}' but the folder is '{folder}'", do="rename one of the two so that they agree"
        )


def _unique(guide: View) -> Iterator[Fault]:
    yield from once(entries(guide), "id", "signals, disqualifiers and red flags share their ids with the examples")
    yield from once(guide["probes"], "id")
    yield from once(guide["archetypes"], "id")
    yield from once(guide["levels"], "level")
    yield from once(guide["lenses"], "company")


def once(views: Iterable[View], key: str, why: str = "") -> Iterator[Fault]:
    """A fault for every value of ``key`` that an earlier view had."""
    first: dict[str, View] = {}
    for view in views:
        value = view[key]
        if value.text in first:
            before = first[value.text]
            yield value.fault(
                f"{key} '{value.text}' stands twice (first in line {before.line})", do=why or "rename or remove one"
            )
        elif value.text:
            first[value.text] = value


def _levels(guide: View) -> Iterator[Fault]:
    told = _ids(guide["levels"], "level")
    missing = [level for level in TARGET_LEVELS if level not in told]
    if guide["levels"] and missing:
        do = f"add '- level: {missing[0]}' and so on"
        yield guide["levels"].fault(f"no expectation for {', '.join(missing)}", do=do, key=True)


def _references(guide: View, competencies: Collection[str] | None) -> Iterator[Fault]:
    found, signals = found_ids(guide), _ids(guide["signals"])
    flags = _ids(guide["red_flags"])
    for probe in guide["probes"]:
        yield from dangling(probe["settles"], found, "signal, disqualifier or red flag")
    for lens in guide["lenses"]:
        yield from dangling(lens["boosts"], found, "signal, disqualifier or red flag")
    for core in guide["verdict"]["core"]:
        yield from dangling(core["any"], signals, "signal")
    if guide["verdict"]["number"]:
        yield from dangling([guide["verdict"]["number"]], signals, "signal")
    yield from dangling(guide["verdict"]["conduct"], flags, "red flag")
    yield from confusions(guide["not_to_confuse"], guide["id"].text, competencies)
    if competencies is None:
        return
    others = sorted(set(competencies) - {guide["id"].text})
    for archetype in guide["archetypes"]:
        yield from dangling(archetype["also_covers"], others, "other competency")


def confusions(listed: View, own: str, competencies: Collection[str] | None) -> Iterator[Fault]:
    """A fault for every confusion that stands twice, or is not with another of ``competencies`` (None: not known)."""
    yield from once(listed, "competency")
    if competencies is not None:
        others = sorted(set(competencies) - {own})
        yield from dangling((one["competency"] for one in listed), others, "other competency")


def dangling(references: Iterable[View], known: Collection[str], kind: str) -> Iterator[Fault]:
    """A fault for every reference to an id that is not ``known``; ``kind`` says of what."""
    for one in references:
        if one.text and one.text not in known:
            hint = nearest(one.text, list(known))
            yield one.fault(f"there is no {kind} '{one.text}'", allowed=", ".join(sorted(known)), do=hint)


def _detect(entry: View, found: Collection[str], labels: Collection[str]) -> Iterator[Fault]:
    roles = []
    for rule in entry["detect"]:
        roles.append(rule["role"].text or "finds")
        yield from _rule(rule, found, labels)
    if roles and "finds" not in roles:
        yield entry["detect"].fault(
            "no rule finds it: all of them only change what another rule found", do="give one rule 'role: finds'"
        )


def _rule(rule: View, found: Collection[str], labels: Collection[str]) -> Iterator[Fault]:
    yield from _patterns((rule["any"], rule["words"]))
    if rule["label"].text and labels:
        yield from dangling([rule["label"]], labels, "trained label")
    for key in ("signals", "findings"):
        for one in rule[key]:
            yield from dangling([one], found, "signal, disqualifier or red flag")
    kind, given = rule["kind"].text, rule.value if isinstance(rule.value, dict) else {}
    if kind in {"absence", "presence"} and not set(given) & {"signals", "findings", "parts", "quantity"}:
        what = "signals, parts or quantity" if kind == "absence" else "findings or parts"
        yield rule.fault(f"{kind} of nothing", do=f"add {what}")
    least, most = given.get("least", 0.0), given.get("most", 1.0)
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        yield rule["least"].fault(f"least ({least}) is more than most ({most})", do="exchange the two")


def _circles(guide: View) -> Iterator[Fault]:
    """An entry is read after those that its rules name; that must not lead back to itself."""
    named = {
        entry["id"].text: {
            one.text: one
            for rule in entry["detect"]
            for key in ("signals", "findings")
            for one in rule[key]
            if one.text
        }
        for entry in entries(guide)
        if entry["id"].text
    }
    try:
        tuple(graphlib.TopologicalSorter(named).static_order())
    except graphlib.CycleError as circle:
        path: list[str] = circle.args[1]
        holder, other = path[1], path[0]
        yield named[holder][other].fault(
            f"rules name each other in a circle: {' -> '.join(path)}", do="drop one of these references"
        )


def _patterns(lists: Iterable[View]) -> Iterator[Fault]:
    for patterns in lists:
        for one in patterns:
            if not one.text:
                continue
            try:
                compile_pattern(one.text)
            except GuideError as fault:
                yield one.fault(f"{fault.what}: {fault.where.removeprefix('pattern ')}", do=fault.do)


def _texts(guide: View) -> Iterator[Fault]:
    for signal in guide["signals"]:
        yield from short(signal["cues"], "cue")
        if signal["filled"].text and not _FIRST_PERSON.search(signal["filled"].text):
            yield signal["filled"].fault("is not told in the first person", do="say 'I', 'me' or 'my'")
        if _BLANK.search(signal["filled"].text):
            yield signal["filled"].fault("holds a [blank]", do="put a neutral stand-in where the blank is")
        for key in ("fix", "ask_for"):
            if signal[key].text and not _BLANK.search(signal[key].text):
                yield signal[key].fault("has no [blank] for the person's facts", do="write them as [what to fill in]")
    yield from short(guide["triggers"]["keywords"], "keyword")


def short(cues: View, name: str) -> Iterator[Fault]:
    """A fault for every cue that is too long or repeated."""
    seen: set[str] = set()
    for cue in cues:
        words = len(cue.text.split())
        if words > CUE_WORDS:
            yield cue.fault(f"{name} is {words} words long", allowed=f"at most {CUE_WORDS} words", do="shorten it")
        key = _same(cue.text)
        if key and key in seen:
            yield cue.fault(f"{name} '{cue.text}' stands twice", do="remove one of the two")
        seen.add(key)


def _repeats(guide: View) -> Iterator[Fault]:
    first: dict[str, View] = {}
    for leaf in guide.leaves():
        names = [step for step in leaf.path if isinstance(step, str)]
        if _NO_TEXT & set(names) or len(leaf.text.split()) < REPEAT_WORDS:
            continue
        before = first.setdefault(_same(leaf.text), leaf)
        if before is not leaf:
            yield leaf.fault(
                f"repeats {before.where} word for word (line {before.line})",
                do="say what is particular to this one",
            )


def _same(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
