"""Word pieces of English text, with offsets: the tokenisation that the encoder was trained with.

The library that defines it (``tokenizers``) brings along a client for a model hub, some 40 MB
and a network stack, none of which an offline program has use for. This is the one algorithm
of it that is needed; ``tests/test_wordpiece.py`` holds it to the library, id by id.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from greenroom.errors import ModelError

LONGEST_WORD = 100
"""Characters above which a word is unknown as a whole."""
_MORE = "##"
_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Pieces(NamedTuple):
    """Ids of the word pieces, and for each its ``[start, end)`` in code points of the text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class _Model(msgspec.Struct):
    vocab: dict[str, int]
    unk_token: str


class _File(msgspec.Struct):
    model: _Model


class WordPiece:
    """Cuts lower-cased, accent-free words into the longest pieces that the vocabulary has."""

    def __init__(self, vocabulary: Mapping[str, int], unknown: str = "[UNK]") -> None:
        """``vocabulary``: piece -> id; pieces that continue a word begin with ``##``."""
        self._ids = vocabulary
        self._unknown = vocabulary[unknown]
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}

    @classmethod
    def from_file(cls, path: Path) -> WordPiece:
        """From a ``tokenizer.json``; raises ``ModelError`` where it is missing or none."""
        try:
            model = msgspec.json.decode(path.read_bytes(), type=_File).model
            return cls(model.vocab, model.unk_token)
        except (OSError, msgspec.DecodeError, KeyError) as fault:
            raise ModelError(f"no vocabulary ({fault})", where=str(path), do="install greenroom anew") from None

    def encode(self, text: str) -> Pieces:
        """The pieces of ``text``, without marks for its begin and end."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for word, places in _words(text):
            at = 0
            for piece, length in self._pieces(word):
                ids.append(piece)
                offsets.append((places[at], places[at + length - 1] + 1))
                at += length
        return Pieces(ids, offsets)

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        """Id and length of each piece of a word."""
        if word not in self._known:
            self._known[word] = tuple(self._cut(word))
        return self._known[word]

    def _cut(self, word: str) -> list[tuple[int, int]]:
        unknown = [(self._unknown, len(word))]
        if len(word) > LONGEST_WORD:
            return unknown
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(word):
            head = _MORE if at else ""
            for end in range(len(word), at, -1):
                piece = self._ids.get(head + word[at:end])
                if piece is not None:
                    found.append((piece, end - at))
                    at = end
                    break
            else:
                return unknown
        return found


def _words(text: str) -> Iterator[tuple[str, list[int]]]:
    """Words and single marks of the normalised text, each with the place of every character."""
    word: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain, alone = _normalised(char)
        if alone and word:
            yield "".join(word), places
            word, places = [], []
        if not alone:
            word += plain
            places += [place] * len(plain)
            continue
        for mark in plain:
            yield mark, [place]
    if word:
        yield "".join(word), places


@lru_cache(maxsize=4096)
def _normalised(char: str) -> tuple[str, bool]:
    """What a character becomes, and whether it parts words; white space parts them and becomes nothing."""
    kind = unicodedata.category(char)[0]
    if char in "\t\n\r" or kind == "Z":
        return "", True
    if char in "\0\ufffd" or kind == "C":
        return "", False
    code = ord(char)
    plain = "".join(c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c) != "Mn").lower()
    if any(first <= code <= last for first, last in _CJK):
        return plain, True
    return plain, bool(plain) and all(c in _ASCII_MARKS or unicodedata.category(c)[0] == "P" for c in plain)
