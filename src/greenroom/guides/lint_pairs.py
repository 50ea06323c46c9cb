"""What no schema can say of the pairs beside a guide: ids, quotations, two candidates each."""

from __future__ import annotations

from collections.abc import Iterator

from greenroom.guides.faults import Fault, View
from greenroom.guides.lint_guide import dangling, once

CANDIDATES = 2
_KINDS = {"signals": "signal", "disqualifiers": "disqualifier", "red_flags": "red flag"}


def check(pairs: View, guide: View | None) -> Iterator[Fault]:
    """Every fault of one file of pairs; ``guide`` is None where its file cannot be read.

    Whether a verdict follows from its key is not asked here: ``practice.calibrate_check`` does.
    """
    every = pairs["pairs"]
    yield from once(every, "id")
    seen: dict[str, View] = {}
    for pair in every:
        yield from _two(pair["candidates"])
        yield from once(pair["candidates"], "id")
        for candidate in pair["candidates"]:
            yield from _key(candidate, guide)
            answer = candidate["text"]
            before = seen.setdefault(_plain(answer.text), answer)
            if answer.text and before is not answer:
                yield answer.fault(f"the same answer stands in line {before.line} already", do="write another one")


def _two(candidates: View) -> Iterator[Fault]:
    count = len(list(candidates))
    if count and count != CANDIDATES:
        yield candidates.fault(f"{count} candidates in a pair", allowed="two", do="add or remove one", key=True)


def _key(candidate: View, guide: View | None) -> Iterator[Fault]:
    text = _plain(candidate["text"].text)
    for name, kind in _KINDS.items():
        found = candidate["key"][name]
        yield from once(found, "id")
        if guide is not None:
            known = [one["id"].text for one in guide[name] if one["id"].text]
            yield from dangling((one["id"] for one in found), known, kind)
        for one in found:
            for quote in one["shown"]:
                if quote.text and text and _plain(quote.text) not in text:
                    yield quote.fault("these words do not stand in the answer", do="copy them letter for letter")


def _plain(text: str) -> str:
    return " ".join(text.split())
