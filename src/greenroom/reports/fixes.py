"""Fixes in plain words: what changes the verdict, what raises the score only, what no sentence repairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, Change, Fix, Level, Review
from greenroom.reports.derivation import below
from greenroom.reports.runs import one_line
from greenroom.reports.view import CHANGES_SHOWN, FixView, Item
from greenroom.reports.wording import VERDICT_WORDS, level_words, listed, scope_words, told, value_words, words


def fix_view(number: int, fix: Fix, names: Mapping[str, str]) -> FixView:
    """``fix`` as the reports print it."""
    before, after = VERDICT_WORDS[fix.verdict_before], VERDICT_WORDS[fix.verdict_after]
    decisive = fix.verdict_before != fix.verdict_after
    score = f"{fix.score_before} → {fix.score_after}"
    # The finding that the fix aims at comes first, then the level; verdict and score stand beside the name.
    order = sorted(fix.changes, key=lambda c: (c.what != fix.target, c.what != "level"))
    changes = [c for c in order if c.what not in ("verdict", "score")]
    shown = len(changes) if len(changes) <= CHANGES_SHOWN + 1 else CHANGES_SHOWN
    main = _changes(changes[:shown], names)
    return FixView(
        number=number,
        name=names.get(fix.target, words(fix.target)),
        advice=told(fix.advice),
        edit=told(fix.edit),
        template=one_line(fix.template),
        decisive=decisive,
        outcome=f"{before} → {after} (score {score})" if decisive else f"score {score}",
        changes=(*main, f"and {len(changes) - shown} more") if shown < len(changes) else main,
    )


def _changes(changes: Sequence[Change], names: Mapping[str, str]) -> tuple[str, ...]:
    """What became of the findings, those with the same fate together."""
    fates: dict[str, list[str]] = {}
    for c in changes:
        fate, name = _fate(c), "level shown" if c.what == "level" else one_line(names.get(c.what, words(c.what)))
        fates.setdefault(fate or name, []).append(name if fate else f"{value_words(c.before)} → {value_words(c.after)}")
    return tuple(f"{fate}: {', '.join(which)}" for fate, which in fates.items())


def _fate(change: Change) -> str:
    """What became of one finding, or nothing where before and after say more."""
    if change.before.isdigit() and change.after.isdigit():
        fell = int(change.after) < int(change.before)
        return ("no longer heard", "only partial now" if fell else "now partial", "now clear")[int(change.after)]
    return {"gone": "no longer found", "there": "newly found"}.get(change.after, "")


def out_of_reach(review: Review) -> bool:
    """Whether the answer is below a hire and no fix reaches one."""
    if review.unscored is not None or review.verdict is None:
        return False
    best = max([review.verdict, *(f.verdict_after for f in review.fixes)], key=VERDICTS.index)
    return best not in ("hire", "strong-hire")


def against_it(review: Review, guide: Guide, disqualifiers: Sequence[Item]) -> tuple[str, ...]:
    """Which disqualifiers keep the answer from a hire, and whether anything repairs them; empty where a fix does."""
    if not out_of_reach(review):
        return ()
    final = {d.id for d in guide.disqualifiers if d.final}
    lasting = [f"“{d.name}”" for d in disqualifiers if d.weighs and d.id in final]
    other = [f"“{d.name}”" for d in disqualifiers if d.weighs and d.id not in final]
    out = []
    if lasting:
        stand = "stands" if len(lasting) == 1 else "stand"
        out.append(
            f"{listed(lasting)} {stand} against this story, and no sentence can repair that. Take another story, "
            "unless it did not happen as it reads; then tell it as it happened."
        )
    if other:
        keep = "keeps" if len(other) == 1 else "keep"
        out.append(f"{listed(other)} {keep} it down; what to do about that stands with the disqualifiers.")
    return tuple(out)


def _reaches(level: str, target: Level) -> bool:
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(target)


def too_small(review: Review, guide: Guide) -> str:
    """What to tell where the scope keeps the answer from a hire; empty where it does not, or a fix lifts it."""
    shown, target = review.level, review.target_level
    lifted = any(c.what == "level" and _reaches(c.after, target) for f in review.fixes for c in f.changes)
    if lifted or not below(shown, target) or not out_of_reach(review):
        return ""
    shows = next((x.shows for x in guide.levels if x.level == target), ())
    asks = f": {'; '.join(one_line(s).rstrip('.') for s in shows)}" if shows else ""
    return (
        f"The scope told is {scope_words(shown)}, and no added number or phrase makes it {level_words(target)}. "
        f"Take another story, or tell here what {level_words(target)} asks for, as far as it is true{asks}."
    )
