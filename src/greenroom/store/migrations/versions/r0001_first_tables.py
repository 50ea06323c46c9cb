"""The first tables: reading, unfinished exercises, drafts, calibration, quiz, cards and their ratings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "sections_read",
        sa.Column("guide", sa.Text, primary_key=True),
        sa.Column("section", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "kept",
        sa.Column("mode", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("walkthrough", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("review", sa.Text, nullable=False),
        sa.CheckConstraint("words >= 0 AND seconds >= 0", name="drafts_measure"),
    )
    op.create_table(
        "calibrations",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("pair", sa.Text, nullable=False),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("lens", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("scored", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.CheckConstraint("seconds >= 0", name="calibrations_measure"),
    )
    op.create_table(
        "quiz_answers",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("difficulty", sa.Text, nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("correct", sa.Boolean, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.CheckConstraint("correct IN (0, 1)", name="quiz_answers_truth"),
    )
    op.create_table(
        "cards",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("front", sa.Text, nullable=False),
        sa.Column("back", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("suspended", sa.Boolean, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.CheckConstraint("suspended IN (0, 1)", name="cards_truth"),
    )
    op.create_index("cards_due", "cards", ["suspended", "due"])
    op.create_table(
        "card_reviews",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("card", sa.Text, sa.ForeignKey("cards.id"), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("due_before", sa.Text, nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name="card_reviews_rating"),
    )
    op.create_index("card_reviews_card", "card_reviews", ["card"])
    op.create_index("card_reviews_at", "card_reviews", ["at", "seq"])
