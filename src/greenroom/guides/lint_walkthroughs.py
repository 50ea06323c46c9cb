"""What no schema can say of the example stories beside a guide: parts, ids, quotations, time."""

from __future__ import annotations

from collections.abc import Iterator

from greenroom.guides.faults import Fault, View
from greenroom.guides.lint_guide import dangling, found_ids, once, short
from greenroom.guides.walkthroughs import STAR
from greenroom.settings import Settings

ACTION_SLACK = 0.1
"""How far the action's share of the seconds may be from the guide's (0..1)."""

_ENDS = (".", "!", "?", "”", '"')


def check(walkthroughs: View, guide: View | None) -> Iterator[Fault]:
    """Every fault of one file of walkthroughs; ``guide`` is None where its file cannot be read."""
    stories = walkthroughs["walkthroughs"]
    yield from once(stories, "id")
    for story in stories:
        yield from _parts(story["parts"])
        if guide is not None:
            yield from _budget(story["parts"], guide["depth_tip"])
        for part in story["parts"]:
            yield from short(part["cues"], "cue")
            yield from _told(part)
            yield from _weak(part["weak"])
            if guide is not None:
                yield from _ids(part, guide)


def _parts(parts: View) -> Iterator[Fault]:
    given = tuple(parts)
    named = [one["part"].text for one in given]
    if not named or named == list(STAR):
        return
    wrong = next((one["part"] for one, part in zip(given, STAR, strict=False) if one["part"].text != part), parts)
    order = ", ".join(filter(None, named)) or "none"
    yield wrong.fault(f"the parts are {order}", allowed=", ".join(STAR), do="give each once, in this order")


def _budget(parts: View, tip: View) -> Iterator[Fault]:
    """The seconds of the parts against the guide's depth tip."""
    seconds = {one["part"].text: one["seconds"] for one in parts}
    given = {name: _number(view) for name, view in seconds.items()}
    total = sum(given.values())
    opening = given.get("situation", 0.0) + given.get("task", 0.0)
    most = _number(tip["opening_seconds"])
    if most and opening > most:
        yield seconds["situation" if "situation" in seconds else "task"].fault(
            f"situation and task take {opening:g} seconds", allowed=f"at most {most:g} (depth_tip)", do="shorten them"
        )
    wanted = _number(tip["action_share"])
    if wanted and total and "action" in given and abs(given["action"] / total - wanted) > ACTION_SLACK:
        share = f"{given['action'] / total:.0%}"
        yield seconds["action"].fault(
            f"the action takes {share} of the seconds",
            allowed=f"{wanted:.0%}, give or take {ACTION_SLACK:.0%} (depth_tip)",
            do="give it more or less, or change the other parts",
        )


def _told(part: View) -> Iterator[Fault]:
    """The strong version: sentences, and no more of them than the seconds hold."""
    words = 0
    for sentence in part["strong"]:
        said = sentence["say"]
        words += len(said.text.split())
        if said.text and not said.text.rstrip().endswith(_ENDS):
            yield said.fault("does not end like a sentence", do="give whole sentences, one an item")
    rate = Settings().words_per_minute
    takes, most = 60 * words / rate, _number(part["seconds"])
    if most and takes > most:
        yield part["strong"].fault(
            f"takes {takes:.1f} seconds to say ({words} words at {rate:g} a minute)",
            allowed=f"at most {most:g}",
            do="shorten it, or give the part more seconds",
            key=True,
        )


def _weak(weak: View) -> Iterator[Fault]:
    text = _plain(weak["text"].text)
    for fault in weak["faults"]:
        quote = fault["quote"]
        if quote.text and text and _plain(quote.text) not in text:
            yield quote.fault("these words do not stand in the weak version", do="copy them letter for letter")


def _ids(part: View, guide: View) -> Iterator[Fault]:
    signals = [one["id"].text for one in guide["signals"] if one["id"].text]
    for sentence in part["strong"]:
        yield from dangling(sentence["serves"], signals, "signal")
    for fault in part["weak"]["faults"]:
        yield from dangling(fault["costs"], found_ids(guide), "signal, disqualifier or red flag")


def _number(view: View) -> float:
    """The number, or 0 for anything else, of which the schema tells."""
    return float(view.value) if isinstance(view.value, int | float) and not isinstance(view.value, bool) else 0.0


def _plain(text: str) -> str:
    return " ".join(text.split())
