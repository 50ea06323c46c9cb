"""The way in: from a file or standard input to an ``Answer``."""

from greenroom.reading.answer import FEWEST_WORDS, FORMATS, MOST_BYTES, MOST_WORDS, count_words, read_answer, read_text

__all__ = ["FEWEST_WORDS", "FORMATS", "MOST_BYTES", "MOST_WORDS", "count_words", "read_answer", "read_text"]
