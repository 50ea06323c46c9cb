"""Who speaks: the candidate's words are kept, an interviewer's are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_ASKS = r"interviewer|recruiter|hiring manager|bar raiser|panell?ist|panel|moderator|host|coach|question"
_ANSWERS = r"candidate|interviewee|applicant|answer|me|myself"
INTERVIEWER = re.compile(rf"(?:{_ASKS}|q|int|hm)[ #_-]*\d*", re.IGNORECASE)
CANDIDATE = re.compile(rf"(?:{_ANSWERS}|a|i)[ #_-]*\d*", re.IGNORECASE)
_EMPHASIS = r"[*_]{0,3}"
_ROLE_TAG = re.compile(
    rf"[ \t]*(?:[-*•][ \t]+)?{_EMPHASIS}(?P<name>(?:{_ASKS}|{_ANSWERS})(?: ?\d)?|(?-i:[QA]|HM)\d?){_EMPHASIS}"
    rf"[ \t]*:{_EMPHASIS}[ \t]*",
    re.IGNORECASE,
)


def is_interviewer(name: str) -> bool:
    """Whether the name says that its bearer asks."""
    return INTERVIEWER.fullmatch(name.strip()) is not None


def is_candidate(name: str) -> bool:
    """Whether the name says that its bearer answers."""
    return CANDIDATE.fullmatch(name.strip()) is not None


def choose(words: Mapping[str, int]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whose words to keep, of speakers with their numbers of words, and a note for the person.

    Interviewers are left out; of the rest those called candidate, or whoever says most.
    ``""`` is a speaker without a name.
    """
    asked = {name for name in words if is_interviewer(name)}
    rest = {name: n for name, n in words.items() if name not in asked}
    named = {name for name in rest if is_candidate(name)}
    if named:
        kept = frozenset(named)
    elif rest:
        kept = frozenset({max(sorted(rest), key=lambda name: rest[name])})
    else:
        kept = frozenset()
    left = [
        f"{name or 'unnamed speaker'} ({n} {'word' if n == 1 else 'words'})"
        for name, n in words.items()
        if name not in kept
    ]
    if not left:
        return kept, ()
    who = " and ".join(sorted(name or "the unnamed speaker" for name in kept)) or "nobody"
    return kept, (f"kept the words of {who}; left out {', '.join(left)}",)


def candidate_lines(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The lines without an interviewer's turns, and a note; unchanged where no interviewer is tagged.

    A turn starts with ``Interviewer:``, ``Q:``, ``Candidate:`` and the like and lasts until the next; where
    the candidate is never tagged, a question lasts to the end of its line.
    """
    tags = [_ROLE_TAG.match(line) for line in lines]
    if not any(tag and is_interviewer(tag["name"]) for tag in tags):
        return list(lines), ()
    answered = any(tag and is_candidate(tag["name"]) for tag in tags)
    kept: list[str] = []
    counts: dict[str, int] = {}
    speaker = ""
    for line, tag in zip(lines, tags, strict=True):
        said = line
        if tag is None and not answered:
            speaker = ""
        elif tag is not None:
            speaker, said = tag["name"].capitalize(), line[tag.end() :]
        counts[speaker] = counts.get(speaker, 0) + len(said.split())
        if not is_interviewer(speaker):
            kept.append(said)
        elif kept and kept[-1]:
            kept.append("")
    left = [f"{name} ({n} words)" for name, n in counts.items() if is_interviewer(name)]
    return kept, (f"left out {', '.join(left)}",)
