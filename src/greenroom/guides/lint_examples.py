"""What no schema can say of the examples beside a guide: ids, marks, contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from greenroom.guides.faults import Fault, View, nearest
from greenroom.guides.lint_guide import entries
from greenroom.guides.marked import unmark

SPEAK_OF_WHAT_IS_MISSING = frozenset({"absence", "presence", "quantity", "no-story", "sentence-share"})
"""Kinds of rule that decide by something that is not there, so that no words can be marked for it."""


def check(examples: View, guide: View | None) -> Iterator[Fault]:
    """Every fault of one file of examples; ``guide`` is None where its file cannot be read."""
    cases = examples["examples"]
    known = {} if guide is None else {e["id"].text: e for e in entries(guide) if e["id"].text}
    told = set()
    for name, case in cases.items():
        told.add(name)
        if guide is not None and name not in known:
            hint = nearest(name, list(known)) or "rename or remove it"
            yield case.fault(
                f"examples for '{name}', which is not in the guide", allowed=", ".join(known), do=hint, key=True
            )
        yield from _case(case, unmarked=_without_words(known.get(name)))
    for name in known:
        if name not in told:
            yield cases.fault(
                f"no examples for '{name}'", do=f"add '{name}:' with found and not_found, or remove the entry", key=True
            )


def _without_words(entry: View | None) -> bool:
    """Whether the entry may be found in what is *not* said, so that marks are not needed; never a signal."""
    if entry is None or entry.path[0] == "signals":
        return False
    return any(rule["kind"].text in SPEAK_OF_WHAT_IS_MISSING for rule in entry["detect"])


def _case(case: View, *, unmarked: bool) -> Iterator[Fault]:
    plain: dict[str, View] = {}
    for found in case["found"]:
        yield from _marks(found["text"], needed=not unmarked)
        yield from _repeated(found["text"], plain)
    for not_found in case["not_found"]:
        yield from _marks(not_found["text"], forbidden="nothing is to be found here: take the mark away")
        yield from _repeated(not_found["text"], plain)
    for failure in case["known_failures"]:
        wrong = failure["should"].text == "not-found"
        yield from _marks(failure["text"], forbidden="it should not be found: take the mark away" if wrong else "")
        yield from _repeated(failure["text"], plain)


def _marks(text: View, *, needed: bool = False, forbidden: str = "") -> Iterator[Fault]:
    try:
        _, spans = unmark(text.text)
    except ValueError as fault:
        yield text.fault(str(fault), do="put [[ and ]] around the words that show it, without nesting")
        return
    if needed and text.text and not spans:
        yield text.fault("no [[mark]]", do="put [[ and ]] around the words that show it")
    if forbidden and spans:
        yield text.fault("holds a [[mark]]", do=forbidden)


def _repeated(text: View, seen: dict[str, View]) -> Iterator[Fault]:
    try:
        plain = " ".join(unmark(text.text)[0].split())
    except ValueError:
        return
    if plain and plain in seen:
        yield text.fault(f"the same text stands in line {seen[plain].line} already", do="remove one of the two")
    seen.setdefault(plain, text)
