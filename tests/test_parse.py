"""The parse put together, with a hand-made encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from greenroom.language.outputs import HeadOutputs
from greenroom.language.parse import parse
from greenroom.language.parsed import Parsed
from greenroom.model import PARTS, Answer, Heading, PartName, Span


class FakeEncoder:
    """Says ``part`` of every sentence with probability ``sure``, and marks each "was" as passive."""

    def __init__(self, part: PartName = "action", sure: float = 0.4) -> None:
        self.part, self.sure = part, sure
        self.seen: list[str] = []

    def read(self, text: str, sentences: Sequence[Span], competency: str, queries: object = None) -> HeadOutputs:
        count = len(sentences)
        self.seen = [text[a:b] for a, b in sentences]
        parts = np.full((count, len(PARTS)), (1 - self.sure) / 5, np.float32)
        parts[:, PARTS.index(self.part)] = self.sure
        was = tuple((i, i + 3, 0.9) for i in range(len(text)) if text.startswith("was", i))
        return HeadOutputs(
            parts=parts, vectors=np.ones((count, 384), np.float32), evidence={"spoke-up": np.ones(count, np.float32)},
            grades={}, presence={}, level=np.zeros(5, np.float32), story=1.0, tags={"passive": was},
        )  # fmt: skip


def parsed(text: str, encoder: FakeEncoder | None = None, **given: object) -> Parsed:
    return parse(Answer(text=text, **given), encoder or FakeEncoder(), "have-backbone")  # type: ignore[arg-type]


def test_text_is_split_and_parts_are_the_most_probable() -> None:
    found = parsed("I asked Noor. She agreed.", FakeEncoder("task"))
    assert [(s.text, s.part) for s in found.sentences] == [("I asked Noor.", "task"), ("She agreed.", "task")]


def test_given_sentences_are_kept() -> None:
    spans = (Span(0, 8), Span(8, 25))
    assert tuple(s.span for s in parsed("I asked Noor. She agreed.", sentences=spans).sentences) == spans


def test_headings_are_kept_from_the_encoder_and_are_other() -> None:
    encoder = FakeEncoder()
    found = parsed("## Result\nIt held.", encoder)
    assert encoder.seen == ["It held."]
    assert [(s.heading, s.part) for s in found.sentences] == [(True, "other"), (False, "result")]


def test_heads_have_a_row_for_every_sentence() -> None:
    found = parsed("## Result\nIt held.")
    assert found.heads.parts.shape == (2, len(PARTS))
    assert found.heads.evidence["spoke-up"].tolist() == [0.0, 1.0]


def test_a_hint_does_not_override_strong_evidence() -> None:
    assert parsed("Result:\nI asked Noor.", FakeEncoder("action", sure=0.9)).sentences[1].part == "action"


def test_a_label_in_front_hints_only_up_to_the_next_blank_line() -> None:
    found = parsed("Result: it held.\n\nI asked Noor.")
    assert [s.part for s in found.sentences] == ["other", "result", "action"]


def test_headings_of_the_source_are_used() -> None:
    heading = Heading(span=Span(0, 7), part="result")
    assert [s.heading for s in parsed("Finally\nIt held.", headings=(heading,)).sentences] == [True, False]


def test_an_interjection_alone_is_other() -> None:
    assert [s.part for s in parsed("Okay. I asked Noor.").sentences] == ["other", "action"]


def test_quotes_are_found_and_cut_at_sentences() -> None:
    text = "He said “no. Never.” I don't say 'fine by me', but \"fine\"."
    quoted = [[text[a:b] for a, b in s.quoted] for s in parsed(text).sentences]
    assert [q for quotes in quoted for q in quotes] == ["“no.", "Never.”", "'fine by me'", '"fine"']


def test_apostrophes_are_no_quotes() -> None:
    assert parsed("The users' loss wasn't the team's fault.").sentences[0].quoted == ()


def test_marks_know_their_sentence() -> None:
    found = parsed("I asked. It was done. He was told.")
    assert [(m.sentence, m.probability) for m in found.marked("passive")] == [(1, 0.9), (2, 0.9)]


def test_quantities_are_read_with_the_parts() -> None:
    found = parsed("Result: errors fell from 12 to 3 a week.")
    assert [(q.text, q.impact, q.sentence) for q in found.quantities] == [("12", True, 1), ("3 a week", True, 1)]
