"""Reading answers: every format in, one answer or one clear fault out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings, strategies as st

from greenroom.errors import GreenroomError, InputError, UsageError
from greenroom.model import Answer
from greenroom.reading import MOST_WORDS, read_answer

DATA = Path(__file__).parent / "data" / "reading"


def piped(raw: bytes | str, kind: str | None = None) -> Answer:
    return read_answer(None, stdin=io.BytesIO(raw.encode() if isinstance(raw, str) else raw), format=kind)


def fault(raw: bytes | str, kind: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        piped(raw, kind)
    return str(caught.value)


def headings(answer: Answer) -> list[tuple[str, str | None]]:
    return [(answer.text[h.span.start : h.span.end], h.part) for h in answer.headings]


def timed(answer: Answer) -> list[tuple[str, float, float]]:
    return [(answer.text[w.span.start : w.span.end], w.start_s, w.end_s) for w in answer.words]


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


@pytest.fixture(scope="module")
def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("My story", 0)
    document.add_heading("Situation", 1)
    document.add_paragraph("The gate stuck.")
    document.add_paragraph("I measured it", style="List Bullet")
    document.add_paragraph("I greased it", style="List Bullet")
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "before", "after"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ── text ────────────────────────────────────────────────────────────────────────────


def test_line_ends_become_line_feeds_and_the_mark_goes() -> None:
    assert piped("\ufeffI saw it.\r\nI said so.\rIt held.".encode()).text == "I saw it.\nI said so.\nIt held."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    assert piped("Jürgen said “no” 🙂".encode(encoding)).text == "Jürgen said “no” 🙂"


def test_a_file_is_read_by_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("# not markup here\nI did it.", encoding="utf-8")
    assert read_answer(path).source == "text"


def test_labels_in_plain_text_are_headings() -> None:
    assert headings(piped("Situation: the gate stuck.\nResult: it opens.", "text")) == [
        ("Situation:", "situation"),
        ("Result:", "result"),
    ]


def test_an_interviewer_in_plain_text_is_left_out_and_named() -> None:
    answer = piped("Interviewer: what happened?\nCandidate: the gate stuck.\nInterviewer: and?\nCandidate: I fixed it.")
    assert answer.text == "the gate stuck.\n\nI fixed it."
    assert answer.notes == ("left out Interviewer (3 words)",)


def test_a_question_on_top_is_left_out_and_the_answer_below_kept() -> None:
    assert (
        piped("Question: tell me of a gate.\n\nThe gate stuck.\nI fixed it.").text.strip()
        == "The gate stuck.\nI fixed it."
    )


# ── Markdown and Word ───────────────────────────────────────────────────────────────


def test_markdown_keeps_words_and_drops_markup() -> None:
    text = read_answer(DATA / "star.md").text
    assert "Our depot printed two labels for every third crate, and the log showed it." in text
    assert "I counted the crates for a week\nI asked Noor for the driver source" in text
    assert "title" not in text


def test_markdown_headings_hint_at_parts() -> None:
    assert headings(read_answer(DATA / "star.md")) == [
        ("The label printer", None),
        ("Situation", "situation"),
        ("Action", "action"),
        ("Result", "result"),
    ]


def test_piped_markdown_is_recognised() -> None:
    assert piped("## Task\n\nI had to *move* it.").source == "markdown"


STEPS = """## What I did

I read the ~~whole~~ slow log and found one query.

```sql
SELECT nothing FROM nowhere;
```

| when | p99 |
| ---- | --- |
| May  | 900 |

    Then I changed the index.
"""


@pytest.mark.parametrize("kind", ["markdown", None])
def test_code_tables_and_struck_out_words_are_no_story(kind: str | None) -> None:
    answer = piped(STEPS, kind)
    assert answer.text.split("\n\n") == [
        "What I did",
        "I read the  slow log and found one query.",
        "Then I changed the index.",
    ]
    assert answer.notes == ("left out 1 code block, 1 table, struck-out words",)


def test_markdown_that_is_all_code_says_so() -> None:
    assert "left out 2 code blocks" in fault("```\na\n```\n\n~~~\nb\n~~~\n")


@pytest.mark.parametrize("start", ["```\nx\n```\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"])
def test_piped_code_and_tables_mean_markdown(start: str) -> None:
    assert piped(f"{start}\nI said no and left.").text == "I said no and left."


def test_text_between_rules_that_is_no_front_matter_stays() -> None:
    assert "I said no" in piped("---\nI said no and left\n---\nThen it held.", "markdown").text


def test_word_paragraphs_lists_and_tables_come_in_order(word_file: bytes) -> None:
    assert (
        piped(word_file).text
        == "My story\n\nSituation\n\nThe gate stuck.\n\nI measured it\nI greased it\n\nbefore, after"
    )


def test_word_headings_hint_at_parts(word_file: bytes) -> None:
    assert headings(piped(word_file)) == [("My story", None), ("Situation", "situation")]


def test_a_damaged_word_file_is_refused(word_file: bytes) -> None:
    assert "damaged Word file" in fault(word_file[:-400])


def test_a_word_file_that_unpacks_to_too_much_is_refused() -> None:
    assert "unpacks to" in fault(archive(word__document_xml="0" * 68_000_000))


def test_text_named_as_word_is_refused() -> None:
    assert "named as a Word file" in fault("I did it.", "docx")


def test_another_archive_is_refused() -> None:
    assert "not a Word document" in fault(archive(a_xml="x"))


# ── transcripts ─────────────────────────────────────────────────────────────────────


def test_vtt_keeps_the_candidate_and_names_who_was_left_out() -> None:
    answer = read_answer(DATA / "interview.vtt")
    assert answer.text == "So I saw the queue & I said stop.\n\nWe fixed it in a week."
    assert answer.notes == ("kept the words of Ana Brecht; left out Interviewer (8 words)",)


def test_times_of_a_cue_are_shared_out_by_length() -> None:
    words = timed(read_answer(DATA / "interview.vtt"))
    assert words[0][1] == 2.5
    assert words[9:11] == [("We", 7.0, 7.235), ("fixed", 7.235, 7.824)]
    assert words[-1] == ("week.", 8.412, 9.0)


def test_times_inside_a_cue_are_used() -> None:
    cue = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nso<00:00:01.500><c> I</c><00:00:02.000><c> left</c>"
    assert timed(piped(cue)) == [("so", 1.0, 1.5), ("I", 1.5, 2.0), ("left", 2.0, 4.0)]


def test_rolling_captions_are_said_once() -> None:
    rolling = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nI saw<00:00:01.500> it\n\n00:00:02.000 --> 00:00:02.010\nI saw it\n\n"
        "00:00:02.010 --> 00:00:03.000\nI saw it\nand<00:00:02.500> left"
    )
    assert piped(rolling).text == "I saw it and left"


def test_a_word_said_twice_stays_said_twice() -> None:
    twice = "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n"
    assert piped(twice).text == "No. No."


def test_srt_names_before_a_colon_are_speakers() -> None:
    assert read_answer(DATA / "interview.srt").text == "I stopped the line."


def test_a_colon_in_speech_is_no_speaker() -> None:
    assert piped("1\n00:00:01,000 --> 00:00:03,000\nResult: it held for weeks.\n").text == "Result: it held for weeks."


def test_whisper_json_gives_word_times() -> None:
    answer = read_answer(DATA / "whisper.json")
    assert answer.text == "I stopped the line."
    assert timed(answer)[1] == ("stopped", 0.2, 0.7)


@pytest.mark.parametrize(
    "text",
    [
        '{"words": [{"word": "I", "start": 0, "end": 1}, {"word": "left", "start": 1, "end": 2}]}',
        '[{"text": "I", "start": "0", "end": "1s"}, {"text": "left", "start": 1, "end": 2}]',
        '{"segments": [{"text": "I left", "start": 0, "end": 2}]}',
    ],
)
def test_other_json_shapes_are_read(text: str) -> None:
    assert piped(text, "json").text == "I left"


def test_a_json_word_without_times_takes_its_neighbours_place() -> None:
    text = '[{"word": "won", "start": 1, "end": 2}, {"word": "40"}, {"word": "cases", "start": 2.5, "end": 3}]'
    assert timed(piped(text))[1] == ("40", 2.0, 2.0)


# ── bad input ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"word", "only one word"),
        (b"## Situation\n", "headings but no story"),
        (b"... !!! ---", "no words"),
        ("caf\u00e9 was shut".encode("latin-1"), "byte 0xe9 at offset 3 (line 1)"),
        (b"I did\x00 it", "zero byte at offset 5"),
        ("I did it all".encode("utf-16-le") * 8, "UTF-16 without"),
        (b"%PDF-1.7 x", "is a PDF"),
        (b"{\\rtf1 x}", "is an RTF document"),
        (b"Interviewer: what was it?\n", "no words of the candidate"),
        (b'{"words": [', "broken JSON"),
        (b'{"words": [{"word": "a", "start": 2, "end": 1}]}', "words[0] ends before it starts"),
        (b'{"words": [{"word": "a", "start": "x", "end": 1}]}', "words[0].start is no time"),
        (b'{"text": "I did it"}', "holds no timed words"),
        (b"WEBVTT\n\nI did it\n", "holds no timed words"),
    ],
)
def test_bad_input_gets_one_clear_message(raw: bytes, said: str) -> None:
    message = fault(raw)
    assert said in message
    assert message.startswith("standard input: ")


def test_too_many_words_are_counted() -> None:
    assert "holds 50,000 words" in fault("word " * 50_000)


def test_the_limit_itself_is_accepted() -> None:
    assert len(piped("word " * MOST_WORDS).text.split()) == MOST_WORDS


@pytest.mark.parametrize("text", ["昨日、計画に反対しました。", "เมื่อวานผมคัดค้านแผนนี้"])
def test_words_without_spaces_are_words(text: str) -> None:
    assert piped(text).text == text


def test_too_many_words_without_spaces_are_counted() -> None:
    assert "holds 30,001 words" in fault("反" * 60_000)


def test_a_device_without_end_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(InputError, match="/dev/zero: is larger than 32 MB"):
        read_answer(Path("/dev/zero"))


def test_a_broken_timing_line_is_named() -> None:
    with pytest.raises(InputError, match="line 6 is a broken timing line"):
        read_answer(DATA / "broken.srt")


def test_a_missing_file_suggests_its_neighbours() -> None:
    with pytest.raises(InputError, match=r"did you mean star\.md"):
        read_answer(DATA / "stra.md")


def test_a_directory_is_refused() -> None:
    with pytest.raises(InputError, match="is a directory"):
        read_answer(DATA)


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="text, markdown, docx, vtt, srt, json"):
        read_answer(DATA / "star.md", format="odt")


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    st.sampled_from([None, "text", "markdown", "vtt", "srt", "json"]),
)
def test_any_bytes_give_an_answer_or_one_fault(raw: bytes, kind: str | None) -> None:
    try:
        answer = piped(raw, kind)
    except GreenroomError as caught:
        assert str(caught).startswith("standard input: ")  # noqa: PT017
        return
    assert all(0 <= h.span.start < h.span.end <= len(answer.text) for h in answer.headings)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="ab<>&:-/v 0.\n", min_size=1, max_size=20), min_size=1, max_size=6))
def test_words_of_any_transcript_lie_in_the_text_and_in_order(lines: list[str]) -> None:
    cues = (f"00:00:0{i}.000 --> 00:00:0{i + 1}.000\n{line}" for i, line in enumerate(lines))
    try:
        answer = piped("WEBVTT\n\n" + "\n\n".join(cues), "vtt")
    except InputError:
        return
    ends = [w.span.end for w in answer.words]
    assert "".join(answer.text[w.span.start : w.span.end] for w in answer.words) == "".join(answer.text.split())
    assert ends == sorted(ends)
    assert all(w.start_s <= w.end_s for w in answer.words)
