"""What the database holds, in words."""

from __future__ import annotations

from collections.abc import Mapping

ROWS: Mapping[str, tuple[str, str]] = {
    "sections_read": ("section read", "sections read"),
    "kept": ("unfinished exercise", "unfinished exercises"),
    "drafts": ("draft", "drafts"),
    "calibrations": ("scored candidate", "scored candidates"),
    "quiz_answers": ("quiz answer", "quiz answers"),
    "rehearsals": ("rehearsal", "rehearsals"),
    "cards": ("card", "cards"),
    "card_reviews": ("rating of a card", "ratings of cards"),
    "story_changes": ("change of the stories", "changes of the stories"),
    "story_versions": ("version of a story", "versions of stories"),
    "story_tellings": ("telling", "tellings"),
    "telling_reviews": ("review of a telling", "reviews of tellings"),
}
"""What a row of each table is called: one, several."""


def held_words(counts: Mapping[str, int]) -> str:
    """Rows of each table (``Store.counts``) as a list in words: ``3 drafts, 1 rehearsal``."""
    named = [f"{count:,} {ROWS[name][count != 1]}" for name, count in counts.items() if count]
    return ", ".join(named) or "nothing"
