"""The report of a rehearsal as a sheet, which is printed as HTML, Markdown or text."""

from __future__ import annotations

from collections.abc import Iterator

from greenroom import __version__
from greenroom.guides.loader import load_guide
from greenroom.rehearsal.debrief import HIRED, Debrief, Feedback, debrief_of
from greenroom.rehearsal.evidence import names_of
from greenroom.rehearsal.probes import told_of
from greenroom.rehearsal.values import Entry, Label, Sitting, State
from greenroom.rehearsal.wording import settled_words, spoken_words, standing_words
from greenroom.reports.sheet import Block, Bullets, Cell, Column, Para, Section, Sheet, Table, Tone
from greenroom.reports.wording import COMPANY_WORDS, VERDICT_WORDS, in_words, level_words, listed, scope_words, told

TONES: dict[Label | None, Tone] = {"strong": "good", "weak": "bad", None: "soft"}
LEDGER = (
    Column("", right=False),
    Column("Question", right=False),
    Column("Reply", right=False),
    Column("Settled", right=False),
    Column("Verdict", right=False),
)


def sheet_of(state: State, least_s: float) -> Sheet:
    """The whole rehearsal: decision, each interviewer's assessment and ledger, what was said.

    ``least_s``: seconds that a spoken answer must last before a rate says anything (``Settings.shortest_s``).
    """
    made = debrief_of(state, {g: load_guide(g) for g in state.setup.loop})
    company = f", {COMPANY_WORDS[state.setup.company]}" if state.setup.company else ""
    decision = VERDICT_WORDS.get(made.decision, made.decision)  # type: ignore[call-overload]
    sections = [s for n, one in enumerate(made.feedback) for s in _sections(one, state.sittings[n], least_s)]
    judges = sorted({f"{h.judge} {h.judge_version}" for s in state.sittings if (h := s.heard) is not None})
    return Sheet(
        eyebrow=f"Rehearsal, {state.begun:%Y-%m-%d}, for {level_words(state.setup.level)}{company}",
        title=f"{decision}: {listed(f.principle for f in made.feedback)}",
        lead=(made.model,),
        sections=(*sections, *_together(made)),
        footer=f"Made by greenroom {__version__}, judge {listed(judges) or 'none'}.",
    )


def _sections(one: Feedback, sitting: Sitting, least_s: float) -> Iterator[Section]:
    names = names_of(load_guide(one.guide))
    if one.verdict is None or one.opening is None:
        yield Section(one.principle, (Para(f"“{one.question}” was not answered."),))
        return
    blocks: list[Block] = [Para(f"“{one.question}” Vote: {VERDICT_WORDS[one.verdict].lower()}.")]
    if one.heard:
        blocks += [Para("Heard:"), Bullets(tuple(standing_words(b, names) for b in one.heard))]
    if one.against:
        blocks += [Para("Against:"), Bullets(tuple(standing_words(b, names) for b in one.against))]
    if one.unproven:
        blocks.append(Para(f"Unproven: {listed(names[b.id] for b in one.unproven)}."))
    if one.why:
        blocks += [Para("What held the vote down:"), Bullets(tuple(told(in_words(line, names)) for line in one.why))]
    yield Section(one.principle, tuple(blocks), aside=f"Scope shown: {scope_words(one.level)}.")
    rows = tuple(_row(entry, names) for entry in one.ledger)
    after = f"After the answer: {VERDICT_WORDS[one.opening].lower()}."
    ledger: tuple[Block, ...] = (Para(after), Table(LEDGER, rows, prose=True)) if rows else (Para(after),)
    yield Section("Ledger", (*ledger, Para(told(f"No further question: {one.stopped}"), soft=True)))
    if spoken := spoken_words(sitting, least_s):
        yield Section("How it was spoken", (Bullets(spoken),))
    yield Section("What was said", tuple(_said(sitting)))


def _row(entry: Entry, names: dict[str, str]) -> tuple[Cell | str, ...]:
    label = {"strong": "Strong", "weak": "Weak", None: "Not graded"}[entry.label]
    noticed = " ".join(told(told_of(n)) for n in entry.notices)
    moved = VERDICT_WORDS[entry.after]
    if entry.before != entry.after:
        moved = f"{VERDICT_WORDS[entry.before]} → {moved.lower()}"
    return (
        f"{entry.turn}",
        entry.question,
        Cell(f"{label}. {entry.reason} {noticed}".strip(), tone=TONES[entry.label]),
        " ".join(words for _, words in settled_words(entry, names)) or "nothing",
        Cell(moved, tone="good" if entry.after in HIRED else "bad"),
    )


def _said(sitting: Sitting) -> Iterator[Block]:
    yield Para(sitting.question, soft=True)
    yield Para(sitting.answer or "")
    for turn in sitting.turns:
        if turn.reply is not None and (turn.reply or turn.ask.kind != "closing"):
            yield Para(turn.ask.question, soft=True)
            yield Para(turn.reply or ("(passed)" if turn.heard else "(you ended the questions here)"))


def _together(made: Debrief) -> Iterator[Section]:
    if len(made.feedback) > 1:
        votes = tuple(
            f"{f.principle}: {VERDICT_WORDS[f.verdict].lower()}"
            + (f", after reading {VERDICT_WORDS[f.again].lower()} ({f.moved})" if f.moved and f.again else "")
            + "."
            for f in made.feedback
            if f.verdict is not None
        )
        bar = Para(f"The bar raiser asks: “{made.bar_question}” {made.bar_answer}")
        yield Section("Debrief", (*((Bullets(votes),) if votes else ()), bar))
    if made.coach:
        yield Section("What to work on", (Bullets(made.coach),))
