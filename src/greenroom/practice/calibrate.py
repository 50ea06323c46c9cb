"""Be the bar raiser: score an answer step by step, then see the key.

A ``Sheet`` is what the person has given so far of one answer; ``answered`` and ``back`` are pure. What is kept and
recorded goes through the store, with times and ids given by the caller.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast

import msgspec

from greenroom.errors import DataError, GuideError, UsageError, unknown
from greenroom.guides.loader import fingerprint, load_guide, packs, pairs_of
from greenroom.guides.pairs import Candidate, Pair
from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, TargetLevel, Value
from greenroom.practice.bias import Rated
from greenroom.practice.calibrate_scores import Key, Scores, Told, decision, digest, key_scores, unknown_ids
from greenroom.store import Store
from greenroom.store.values import Calibration

Ask = Literal["signal", "disqualifiers", "red_flags", "level", "verdict"]
GRADES = (0, 1, 2)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One thing that the person is asked; ``id`` is the signal's, empty for the others."""

    ask: Ask
    id: str = ""

    @property
    def name(self) -> str:
        """Its key in ``Sheet.given``."""
        return f"signal:{self.id}" if self.id else self.ask


class Sheet(Value, frozen=True, kw_only=True):
    """What was given so far of one answer. ``id`` is that of the record it becomes; ``seconds``: reading included."""

    id: str
    given: dict[str, Any] = msgspec.field(default_factory=dict)
    seconds: float = 0.0


class Sitting(Value, frozen=True, kw_only=True):
    """Sheets by candidate, kept until all are complete; ``made_for``: digest of the answers and what can be scored."""

    made_for: str
    sheets: dict[str, Sheet] = msgspec.field(default_factory=dict)


# ── one sheet ───────────────────────────────────────────────────────────────────────


def steps(guide: Guide) -> tuple[Step, ...]:
    """What is asked of every answer, in order; lists that the guide does not have are left out."""
    made = [Step("signal", s.id) for s in guide.signals]
    made += [Step("disqualifiers")] if guide.disqualifiers else []
    made += [Step("red_flags")] if guide.red_flags else []
    return (*made, Step("level"), Step("verdict"))


def next_step(sheet: Sheet, guide: Guide) -> Step | None:
    """The first step that has no answer; None where the sheet is complete."""
    return next((step for step in steps(guide) if step.name not in sheet.given), None)


def answered(sheet: Sheet, guide: Guide, step: Step, given: object, seconds: float = 0.0) -> Sheet:
    """``sheet`` with ``given`` for ``step``: a grade, ids, a level or a verdict; ``seconds``: time spent on it.

    Raises ``UsageError`` for what may not be said there.
    """
    _allowed(guide, step, given)
    plain = list(given) if isinstance(given, tuple) else given
    return msgspec.structs.replace(sheet, given=sheet.given | {step.name: plain}, seconds=sheet.seconds + seconds)


def back(sheet: Sheet, guide: Guide) -> Sheet:
    """``sheet`` without its last answer; an empty one as it is."""
    last = next((step.name for step in reversed(steps(guide)) if step.name in sheet.given), None)
    return msgspec.structs.replace(sheet, given={k: v for k, v in sheet.given.items() if k != last})


def scores_of(sheet: Sheet, guide: Guide) -> Scores:
    """The scores of a complete sheet."""
    given = sheet.given
    return Scores(
        signals={s.id: given[f"signal:{s.id}"] for s in guide.signals if given[f"signal:{s.id}"]},
        disqualifiers=tuple(given.get("disqualifiers", ())),
        red_flags=tuple(given.get("red_flags", ())),
        level=given["level"],
        verdict=given["verdict"],
    )


def _allowed(guide: Guide, step: Step, given: object) -> None:
    lists = {
        "disqualifiers": [one.id for one in guide.disqualifiers],
        "red_flags": [one.id for one in guide.red_flags],
    }
    if step.ask in lists:
        known = lists[step.ask]
        if not isinstance(given, list | tuple):
            raise UsageError(f"'{given}' is no list", allowed=", ".join(known))
        for one in given:
            if one not in known:
                raise unknown(step.ask.rstrip("s").replace("_", " "), str(one), known)
        return
    words: Mapping[str, Sequence[object]] = {"signal": GRADES, "level": LEVELS, "verdict": VERDICTS}
    if given not in words[step.ask] or isinstance(given, bool):
        what = f"grade of {step.id}" if step.ask == "signal" else step.ask
        raise UsageError(f"'{given}' is no {what}", allowed=", ".join(map(str, words[step.ask])))


# ── pairs ───────────────────────────────────────────────────────────────────────────


def pairs_for(guide: Guide) -> tuple[Pair, ...]:
    """The pairs of ``guide``, in the order of its file.

    Raises ``UsageError`` where it has none, ``GuideError`` where the file is faulty or a verdict does not follow
    from its key.
    """
    found = pairs_of(guide)
    if found is None:
        raise UsageError(
            f"guide '{guide.id}' has no pairs to score",
            allowed=", ".join(guides_with_pairs()) or "none: no guide has any",
            do="write pairs.yaml beside its guide.yaml (docs/calibrate.md, 'Pairs of your own')",
        )
    for pair in found.pairs:
        if wrong := _wrong(pair, guide):
            do = f"greenroom guide check {guide.id} shows where"
            raise GuideError(f"pair {pair.id}: {wrong}", where=f"{guide.id}/pairs.yaml", do=do)
    return found.pairs


def _wrong(pair: Pair, guide: Guide) -> str:
    """Why a pair cannot be scored; empty where it can. The linter says all of it, and where."""
    if len({one.id for one in pair.candidates}) != 2 or len(pair.candidates) != 2:
        return "it needs two candidates with two ids"
    for one in pair.candidates:
        if strange := unknown_ids(key_scores(one), guide):
            return f"the guide has no '{strange[0]}'"
        rule = decision(key_scores(one), guide, pair.level).verdict
        if rule != one.key.verdict:
            return f"the verdict on {one.id} is {one.key.verdict}, the rules say {rule}"
    return ""


def guides_with_pairs() -> tuple[str, ...]:
    """Ids of the guides that have pairs, sorted."""
    folders = [folder for pack in packs() for folder in pack.guides.values()]
    return tuple(sorted({folder.name for folder in folders if (folder / "pairs.yaml").is_file()}))


def pair_named(pairs: Sequence[Pair], name: str) -> Pair:
    """The pair with this id; raises ``UsageError`` with the nearest ones."""
    for pair in pairs:
        if pair.id == name:
            return pair
    raise unknown("pair", name, [pair.id for pair in pairs])


def pair_to_score(store: Store, guide: Guide, pairs: Sequence[Pair], records: Sequence[Calibration]) -> Pair:
    """The pair that was left unfinished; else the first that was never scored, else the one scored longest ago."""
    for pair in pairs:
        if resumed(store, in_order(guide, pair, times_scored(pair, records))):
            return pair
    last = {record.pair: n for n, record in enumerate(records)}
    return min(pairs, key=lambda pair: last.get(pair.id, -1))


def unscored(pairs: Iterable[Pair], records: Sequence[Calibration]) -> int:
    """How many pairs were never scored."""
    return sum(times_scored(pair, records) == 0 for pair in pairs)


def times_scored(pair: Pair, records: Iterable[Calibration]) -> int:
    """How often both candidates were scored."""
    told = [record.candidate for record in records if record.pair == pair.id]
    return min(told.count(candidate.id) for candidate in pair.candidates)


def in_order(guide: Guide, pair: Pair, times: int) -> tuple[Told, ...]:
    """The candidates in the order in which they are read: shuffled, and the same for the same pair and time.

    The order comes from a hash of guide, pair and ``times``, so that neither the author's habit nor the person's
    memory of the last time tells which is which.
    """
    made = tuple(_told(guide, pair, candidate) for candidate in pair.candidates)
    return tuple(sorted(made, key=lambda one: digest(guide.id, pair.id, str(times), one.id)))


def _told(guide: Guide, pair: Pair, candidate: Candidate) -> Told:
    plain = key_scores(candidate)
    key = Key(
        **{name: getattr(plain, name) for name in Scores.__struct_fields__},
        words=len(candidate.text.split()),
        answer=digest(candidate.text),
        guide=fingerprint(guide),
        telling=candidate.telling,
    )
    return Told(candidate.id, pair.id, pair.question, pair.level, candidate.text, guide, key)


# ── what is kept and recorded ───────────────────────────────────────────────────────


def made_for(told: Sequence[Told]) -> str:
    """Digest of the answers and of all that can be said of them, by which a change is known."""
    named = [one.id for one in told] + [one.key.answer for one in told] + [step.name for step in steps(told[0].guide)]
    guide = told[0].guide
    return digest(*sorted(named), *(d.id for d in guide.disqualifiers), *(f.id for f in guide.red_flags))


def kept_key(told: Sequence[Told]) -> str:
    """Under what a sitting is kept: guide and pair, or guide and answer."""
    one = told[0]
    return f"{one.guide.id}/{one.source}" if len(told) > 1 else f"{one.guide.id}/{one.id}/{one.key.answer}"


def resumed(store: Store, told: Sequence[Told]) -> Sitting | None:
    """The sitting that was left unfinished, if there is one and its answers and its guide are still the same."""
    state = store.kept("calibrate", kept_key(told))
    if state is None:
        return None
    guide = told[0].guide
    try:
        sitting = msgspec.convert(state, Sitting)
        for sheet in sitting.sheets.values():
            for step in steps(guide):
                if step.name in sheet.given:
                    _allowed(guide, step, sheet.given[step.name])
    except (msgspec.ValidationError, UsageError):
        return None
    return sitting if sitting.made_for == made_for(told) else None


def keep(store: Store, told: Sequence[Told], sitting: Sitting, at: datetime) -> None:
    """Keep a sitting as it is now."""
    store.keep("calibrate", kept_key(told), msgspec.to_builtins(sitting), at)


def last_scores(pair: Pair, records: Iterable[Calibration]) -> dict[str, Scores]:
    """What the person said last of each candidate; raises ``UsageError`` where the pair was not scored yet."""
    made = {record.candidate: understood(record)[0] for record in records if record.pair == pair.id}
    if any(candidate.id not in made for candidate in pair.candidates):
        raise UsageError(f"you have not scored '{pair.id}' yet", where="--key", do="score it first, without --key")
    return made


def drop(store: Store, told: Sequence[Told]) -> None:
    """Give an unfinished sitting up."""
    store.drop("calibrate", kept_key(told))


def begun(sitting: Sitting, told: Told, new_id: Callable[[], str]) -> Sheet:
    """The sheet of an answer, a fresh one where none was begun."""
    return sitting.sheets.get(told.id) or Sheet(id=new_id())


def with_sheet(sitting: Sitting, told: Told, sheet: Sheet) -> Sitting:
    """``sitting`` with the sheet of one answer in its present state."""
    return msgspec.structs.replace(sitting, sheets=sitting.sheets | {told.id: sheet})


def finish(store: Store, told: Sequence[Told], sitting: Sitting, at: datetime) -> list[Calibration]:
    """Record every answer of a complete sitting and forget what was kept of it; safe to call again after a crash."""
    there = {record.id for record in store.calibrations(told[0].guide.id)}
    made = []
    for one in told:
        sheet = sitting.sheets[one.id]
        record = Calibration(
            id=sheet.id,
            guide=one.guide.id,
            pair=one.source,
            candidate=one.id,
            level=one.level,
            lens=None,
            at=at,
            seconds=sheet.seconds,
            scored=msgspec.to_builtins(scores_of(sheet, one.guide)),
            key=msgspec.to_builtins(one.key),
        )
        if record.id not in there:
            store.add_calibration(record)
        made.append(record)
    drop(store, told)
    return made


def understood(record: Calibration) -> tuple[Scores, Key]:
    """What the person said and what the key says, of a record; raises ``DataError`` for one that tells neither."""
    try:
        return msgspec.convert(record.scored, Scores), msgspec.convert(record.key, Key)
    except msgspec.ValidationError as fault:
        what = f"the scores of '{record.candidate}' are not understood ({fault})"
        raise DataError(what, where=f"calibration {record.id}", do="greenroom data export shows it") from None


def rated(records: Iterable[Calibration]) -> list[Rated]:
    """Records as the figures want them; raises ``DataError`` for one that is not understood."""
    made = []
    for record in records:
        scores, key = understood(record)
        made.append(
            Rated(
                guide=record.guide,
                source=record.pair,
                candidate=record.candidate,
                at=record.at,
                level=cast("TargetLevel", record.level),
                scores=scores,
                key=key,
            )
        )
    return made


def guides_of(records: Iterable[Calibration]) -> dict[str, Guide]:
    """The guides that the records are about, by id; those that are gone are left out."""
    made = {}
    for name in dict.fromkeys(record.guide for record in records):
        with contextlib.suppress(UsageError):
            made[name] = load_guide(name)
    return made
