"""A plain verdict rule after the label guide, to measure heads with before the product's own scoring reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from training.constants import LEVELS, SIGNALS

CORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "have-backbone": (("spoke-up",), ("data-backed",), ("committed",)),
    "highest-standards": (("noticed-gap",), ("refused-to-ship", "despite-resistance"), ("hands-on-fix",)),
}
MILD = {"passive-voice", "vague-language"}


def verdict(
    competency: str,
    grades: Mapping[str, int],
    disqualifiers: Collection[str],
    flags: Collection[str],
    level: str,
    target: str,
) -> str:
    """``grades`` of the signals heard (absent ones may be left out)."""
    told = [grades.get(s, 0) for s in SIGNALS[competency]]
    clear, heard = sum(g == 2 for g in told), sum(g > 0 for g in told)
    against = [d for d in disqualifiers if d != "own-codebase-only" or LEVELS.index(target) >= LEVELS.index("senior")]
    core = [max(grades.get(s, 0) for s in names) for names in CORE[competency]]
    short = LEVELS.index(level) < LEVELS.index(target)
    harm = {"disrespectful", "no-commitment"} & set(against) and {"no-self-awareness", "blaming"} & set(flags)
    if heard <= 1 or len(against) >= 2 or harm or (level == "none" and heard <= 2):
        return "strong-no-hire"
    if against or short or min(core) == 0 or sum(g == 1 for g in core) >= 2 or "no-resolution" in flags:
        return "no-hire"
    if "blaming" in flags:
        return "no-hire"
    if clear >= 5 and len(flags) <= 1 and set(flags) <= MILD and grades.get("quantified-impact", 0) == 2:
        return "strong-hire"
    return "hire"
