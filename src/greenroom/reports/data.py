"""A review as JSON: the fields of ``model.Review`` in their order, under the published schema."""

from __future__ import annotations

import msgspec

from greenroom.errors import OutputError
from greenroom.model import Review


def render_json(review: Review) -> str:
    """``review`` as indented JSON; the same review gives the same bytes.

    Raises ``OutputError`` where the text holds lone surrogates, which JSON cannot carry.
    """
    try:
        encoded = msgspec.json.encode(review)
    except UnicodeEncodeError as error:
        raise OutputError(
            "the answer holds half a character (a lone surrogate)", where="review", do="read the answer as UTF-8"
        ) from error
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
