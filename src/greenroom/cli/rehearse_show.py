"""What ``greenroom rehearse`` shows at the terminal: questions, the clock, the ledger, the debrief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenroom.rehearsal.debrief import HIRED
from greenroom.rehearsal.wording import (
    budget_words,
    parts_words,
    question_of,
    settled_words,
    speaks_for,
    spoken_words,
    standing_words,
    timed,
)
from greenroom.reports.runs import one_line
from greenroom.reports.wording import (
    COMPANY_WORDS,
    VERDICT_WORDS,
    in_words,
    level_words,
    listed,
    scope_words,
    seconds_words,
    told as as_sentence,
)

if TYPE_CHECKING:
    from greenroom.cli.dialog import Dialog
    from greenroom.guides.schema import Guide
    from greenroom.model import Verdict
    from greenroom.rehearsal.debrief import Debrief, Feedback
    from greenroom.rehearsal.state import Told
    from greenroom.rehearsal.values import Entry, Sitting, State

WRITTEN = " Answer as you would speak, in as many lines as you like."


def opening(dialog: Dialog, state: State, by_voice: bool = False) -> None:
    """Who asks for what, and how to answer."""
    setup = state.setup
    count = len(setup.loop)
    dialog.heading("Rehearsal" if count == 1 else f"Rehearsal: a loop of {count} interviewers")
    company = f" at {COMPANY_WORDS[setup.company]}" if setup.company else ""
    dialog.say(
        f"You interview for {level_words(setup.level)}{company}. Up to {setup.probes} follow-up questions for each "
        "competency."
        + (" Answer aloud. What is heard of it is shown, and judged once you agree." if by_voice else WRITTEN)
    )
    if by_voice:
        return
    dialog.say("A full stop alone on a line ends an answer; nothing before it passes a follow-up; /stop ends them.")


def standing(dialog: Dialog, state: State) -> None:
    """How far an interrupted rehearsal is."""
    replies = sum(1 for t in state.sitting.turns if t.reply)
    dialog.say(
        f"A rehearsal of {state.sitting.guide} was interrupted: competency {len(state.sittings)} of "
        f"{len(state.setup.loop)}, {replies} repl{'y' if replies == 1 else 'ies'} so far."
    )


def sitting(dialog: Dialog, state: State, guide: Guide) -> None:
    """A new interviewer."""
    place = f"Interviewer {len(state.sittings)} of {len(state.setup.loop)}: " if len(state.setup.loop) > 1 else ""
    dialog.heading(f"{place}{guide.principle}", level=2)


def question(dialog: Dialog, state: State, guide: Guide) -> None:
    """The question or the follow-up that stands; with the clock, how long the answer may take."""
    dialog.say()
    if state.phase == "probed":
        number = f"Follow-up {state.sitting.probed} of at most {state.setup.probes}"
        dialog.say(dialog.styled(number, "dim"))
    dialog.say(dialog.styled(question_of(state), "strong"))
    if timed(state):
        dialog.say(dialog.styled(budget_words(state, guide), "dim"))


def clock(dialog: Dialog, takes: float, allowed: float, wrote: float = 0.0, spoken: bool = False) -> None:
    """How long the answer takes to say, against the budget.

    ``wrote``: seconds of writing, 0 where nobody saw; ``spoken``: it was said, so that ``takes`` is no estimate.
    """
    over = f", {seconds_words(takes - allowed)} over" if takes > allowed + 1 else ""
    seen = f" You wrote it in {seconds_words(wrote)}." if wrote else ""
    said = f"That took {seconds_words(takes)}" if spoken else f"That takes about {seconds_words(takes)} to say"
    dialog.say(dialog.styled(f"{said}{over}.{seen}", "bad" if over else "dim"))


def parts(dialog: Dialog, sitting: Sitting) -> None:
    """The time of each part of the opening, where it was spoken."""
    if sitting.heard is not None and sitting.words and (said := parts_words(sitting.heard.parts)):
        dialog.say(dialog.styled(f"In your answer: {said}.", "dim"))


def told(dialog: Dialog, one: Told) -> None:
    """What the reading brought, apart from the next question."""
    from greenroom.rehearsal.state import Interrupted, Unread

    if isinstance(one, Interrupted):
        dialog.say()
        dialog.say(
            f"In the room you would have been stopped: {seconds_words(one.seconds)} went to situation and task, and "
            f"you have {seconds_words(one.budget_s)} for both."
        )
    elif isinstance(one, Unread):
        dialog.say(f"That could not be read: {one.why}. It is kept. Please say it again.")


def cut_in(dialog: Dialog, one: Told) -> None:
    """The interviewer does not let the person go on in this way."""
    from greenroom.rehearsal.state import Interrupted

    if isinstance(one, Interrupted):
        dialog.say()
        dialog.say(
            f"(The interviewer cuts in.) Let me stop you there: {seconds_words(one.seconds)} went to situation and "
            f"task, and you have {seconds_words(one.budget_s)} for both. What did you do? (Write on; all that you "
            "wrote stays.)"
        )


def refused(dialog: Dialog, one: Told) -> None:
    """An event that did not fit."""
    from greenroom.rehearsal.state import Refused

    if isinstance(one, Refused):
        dialog.say(f"That does not fit here: {one.why}.")


# ── the end ─────────────────────────────────────────────────────────────────────────


def debrief(dialog: Dialog, state: State) -> None:
    """The ledger of every competency, its written assessment, the votes, the decision and what to work on."""
    from greenroom.guides.loader import load_guide
    from greenroom.rehearsal.debrief import debrief_of
    from greenroom.rehearsal.evidence import names_of

    guides = {g: load_guide(g) for g in state.setup.loop}
    made = debrief_of(state, guides)
    for n, (one, asked) in enumerate(zip(made.feedback, state.sittings, strict=False), 1):
        title = f"{one.principle}: the ledger"
        dialog.heading(title if len(made.feedback) == 1 else f"Interviewer {n}, {title}")
        names = names_of(guides[one.guide])
        _ledger(dialog, one, names)
        _assessment(dialog, one, names)
        _delivery(dialog, asked)
    _together(dialog, made)


def _ledger(dialog: Dialog, one: Feedback, names: dict[str, str]) -> None:
    if one.opening is None:
        dialog.say("The question was not answered.")
        return
    dialog.say(f"After your answer: {_verdict(dialog, one.opening)}.")
    for entry in one.ledger:
        _entry(dialog, entry, names)
    if one.stopped:
        dialog.say(f"No further question: {one.stopped}.")


def _entry(dialog: Dialog, entry: Entry, names: dict[str, str]) -> None:
    from greenroom.rehearsal.probes import told_of

    dialog.say()
    dialog.item(dialog.styled(one_line(entry.question), "strong"), mark=f"{entry.turn}.")
    mark = {"strong": dialog.styled("Strong", "good"), "weak": dialog.styled("Weak", "bad"), None: "Not graded"}
    dialog.say(
        f"{mark[entry.label]}. {as_sentence(entry.reason)}" if entry.reason else f"{mark[entry.label]}.", indent=3
    )
    for belief, words in settled_words(entry, names):
        dialog.item(words, mark="+" if speaks_for(belief) else "-", indent=3)
    for seen in entry.notices:
        dialog.item(as_sentence(told_of(seen)), mark="!", indent=3)
    if entry.before == entry.after:
        dialog.say(f"Verdict: still {_verdict(dialog, entry.after)}.", indent=3)
    else:
        dialog.say(f"Verdict: {_verdict(dialog, entry.before)}, now {_verdict(dialog, entry.after)}.", indent=3)


def _assessment(dialog: Dialog, one: Feedback, names: dict[str, str]) -> None:
    if one.verdict is None:
        return
    dialog.heading("Written assessment", level=2)
    for belief in one.heard:
        dialog.item(standing_words(belief, names), mark="+")
    for belief in one.against:
        dialog.item(standing_words(belief, names), mark="-")
    if one.unproven:
        dialog.say(f"Unproven: {listed(names[b.id] for b in one.unproven)}.")
    if one.over_s:
        dialog.say(f"Situation and task took {seconds_words(one.over_s)} more than their time.")
    dialog.say(f"Scope shown: {scope_words(one.level)}. Vote: {_verdict(dialog, one.verdict)}.")
    for line in one.why:
        dialog.item(as_sentence(in_words(line, names)), mark="·" if not dialog.plain else "-", indent=2)


def _delivery(dialog: Dialog, sitting: Sitting) -> None:
    from greenroom.cli.params import settings_with

    if lines := spoken_words(sitting, settings_with().shortest_s):
        dialog.heading("How it was spoken", level=2)
        for line in lines:
            dialog.item(line)


def _together(dialog: Dialog, made: Debrief) -> None:
    dialog.heading("Debrief")
    if len(made.feedback) > 1:
        for one in made.feedback:
            if one.verdict is None or one.again is None:
                dialog.item(f"{one.principle}: no vote, nothing was answered.")
                continue
            moved = f", after reading {_verdict(dialog, one.again)} ({one.moved})" if one.moved else ", and again"
            dialog.item(f"{one.principle}: {_verdict(dialog, one.verdict)}{moved}.")
        dialog.say(f"The bar raiser asks: “{made.bar_question}” {made.bar_answer}")
    words = VERDICT_WORDS.get(made.decision, made.decision)  # type: ignore[call-overload]
    dialog.say(dialog.styled(f"Decision: {words}", "good" if made.decision in HIRED else "bad"))
    if made.coach:
        dialog.heading("What to work on", level=2)
        for line in made.coach:
            dialog.item(line)
    dialog.say()
    dialog.say(dialog.styled(made.model, "dim"))


def _verdict(dialog: Dialog, verdict: Verdict) -> str:
    return dialog.styled(VERDICT_WORDS[verdict].lower(), "good" if verdict in HIRED else "bad")
