"""How a follow-up is put: around the candidate's own words, and what an interviewer notices in a reply.

The question is the guide's; what leads it in is a sentence of the candidate, word for word. Nothing is put into the
candidate's mouth, and the same replies give the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from greenroom.guides.schema import Guide
from greenroom.rehearsal import scope
from greenroom.rehearsal.choose import Choice
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import SURE, Beliefs, names_of, suspected
from greenroom.rehearsal.values import Ask, Belief, Heard, Interviewer, Notice, Sitting, Turn
from greenroom.speech.delivery import begun_clean

LONGEST = 110
"""Most characters of a quotation; an interviewer gives back half a sentence, not a paragraph."""
SHORTEST = 3
"""Fewest words of one; less is no quotation."""

_LEAD = {"terse": "“{quote}”. {question}", "warm": "You said “{quote}”. {question}"}
_ALONE = {
    "how-do-you-know": "How do you know that it was as you say? What did you count or look at?",
    "what-did-you-do": "What did you do in all of this, you yourself?",
}
"""How a question is put that points at something said, where there are no words to give back."""
_DODGE = {
    "terse": "That was the others. What did you do?",
    "warm": "You told me what the others did: “{now}”. What did you do there, you yourself?",
}
_RECITAL = {
    "terse": "“{now}”. When, and with whom?",
    "warm": "“{now}” is well said. Which day was that, who was there, and what happened exactly?",
}
_AGAINST = {
    "terse": "Before: “{before}”. Now: “{now}”. Which is it?",
    "warm": "Help me with something. Before, you said “{before}”. Now I hear “{now}”. How do the two go together?",
}


def ask_of(choice: Choice, sitting: Sitting, beliefs: Beliefs, guide: Guide, interviewer: Interviewer) -> Ask:
    """The probe as it is put, led in by what the candidate said about it."""
    quote = quoted(choice.settles, sitting, beliefs)
    question = choice.probe.question if quote else _ALONE.get(choice.probe.id, choice.probe.question)
    return Ask(
        kind="classic" if choice.classic else "guide",
        probe=choice.probe.id,
        question=_LEAD[interviewer].format(quote=quote, question=question) if quote else question,
        quote=quote,
        settles=choice.settles,
        why=why_of(choice.settles, beliefs, guide),
        gain=choice.gain,
    )


def why_of(settles: Iterable[str], beliefs: Beliefs, guide: Guide) -> str:
    """What the probe is to settle, in one sentence for the ledger."""
    names = names_of(guide)
    return "; ".join(
        f"{scope.NAMED} is not clear yet" if i == scope.SCOPE else f"{names[i]} is {_open_words(beliefs[i])}"
        for i in settles
    )


def _open_words(belief: Belief) -> str:
    """How an open entry stands, as the end of a sentence."""
    if belief.asked:
        return "still in doubt"
    if belief.kind != "signal":
        return "suspected" if suspected(belief) or belief.standing == "hinted" else "not ruled out"
    return "only hinted at" if belief.standing == "hinted" else "not heard yet"


def quoted(settles: Sequence[str], sitting: Sitting, beliefs: Beliefs) -> str:
    """The candidate's own words that the question is about, shortened; empty where there are none, or used before."""
    used = {turn.ask.quote for turn in sitting.turns}
    empty = [" ".join((turn.reply or "").split()) for turn in sitting.turns if _gave_nothing(turn)]
    near = {n.id: n.sentence for n in _latest(sitting).near}
    open_ones = [beliefs[i] for i in settles if i in beliefs]
    told = [b.sentence for b in open_ones if b.standing == "hinted" or suspected(b)]
    told += [near[i] for i in settles if i in near]
    for sentence in told:
        words = shortened(sentence)
        if len(words.split()) >= SHORTEST and words not in used and not any(words in reply for reply in empty):
            return words
    return ""


def _gave_nothing(turn: Turn) -> bool:
    """Whether a weak reply settled nothing for or against anybody: giving its words back would be mockery."""
    grade = turn.heard.grade if turn.heard else None
    return grade is not None and grade.label == "weak" and not {"shown", "hinted"}.intersection(grade.settled.values())


def shortened(sentence: str) -> str:
    """A sentence without the hesitation before it and its end mark, cut after a word where it is long.

    Quotation marks in it become single.
    """
    line = begun_clean(" ".join(sentence.split())).rstrip(" .!;,:")
    line = line.replace("“", "‘").replace("”", "’").replace('"', "’")
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST - 1].rpartition(" ")[0].rstrip(" ,;:.-") + "…"


def _latest(sitting: Sitting) -> Heard:
    """The latest reading of all that was told."""
    read = [t.heard for t in sitting.turns if t.heard is not None]
    return read[-1] if read else sitting.heard or Heard(judge="", judge_version="")


def follow_up(sitting: Sitting, guide: Guide, interviewer: Interviewer) -> Ask | None:
    """What the latest reply itself calls for: a contradiction first, then a dodge, then a recital; each once a probe.

    It asks again for what the probe was to settle. A follow-up to a follow-up is never put: nobody is grilled.
    """
    if not sitting.turns:
        return None
    turn = sitting.turns[-1]
    heard = turn.heard
    if heard is None or turn.ask.kind not in ("guide", "classic"):
        return None
    by_kind = {n.kind: n for n in counting(heard)}
    for kind, words in (("contradiction", _AGAINST), ("dodge", _DODGE), ("recital", _RECITAL)):
        notice = by_kind.get(kind)  # type: ignore[call-overload]
        if notice is None:
            continue
        now, before = shortened(notice.now), shortened(notice.before)
        return Ask(
            kind=notice.kind,
            probe=turn.ask.probe,
            question=words[interviewer].format(now=now, before=before),
            quote=now,
            settles=turn.ask.settles,
            why=told_of(notice),
        )
    return None


def counting(heard: Heard) -> tuple[Notice, ...]:
    """What was noticed in a reply and holds: one that is surely strong all the same neither dodges nor recites."""
    strong = heard.grade is not None and heard.grade.label == "strong" and heard.grade.likelihood >= SURE
    return tuple(n for n in heard.notices if n.kind == "contradiction" or not strong)


def told_of(notice: Notice) -> str:
    """A notice in one phrase for the ledger."""
    about = f" ({notice.about})" if notice.about else ""
    return {
        "dodge": "the reply tells what others did, not what you did",
        "contradiction": f"the reply does not go with what was said before{about}",
        "recital": "the reply is a phrase of the guide without a fact of your own",
    }[notice.kind]


def settled_by(ask: Ask, guide: Guide) -> tuple[str, ...]:
    """All that a reply to ``ask`` may settle: what the probe in the guide names, not only what was open."""
    probe = probe_of(guide, ask.probe)
    return probe.settles if probe else ask.settles
