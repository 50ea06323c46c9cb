"""The story bank: its changes, and the versions, tellings and reviews that they brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "story_changes",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("undoes", sa.Text),
    )
    op.create_table(
        "story_versions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("change", sa.Text, sa.ForeignKey("story_changes.id"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.CheckConstraint("archived IN (0, 1)", name="story_versions_truth"),
    )
    op.create_table(
        "story_tellings",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("change", sa.Text, sa.ForeignKey("story_changes.id"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("competency", sa.Text),
        sa.Column("question", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.CheckConstraint("number >= 0 AND (seconds IS NULL OR seconds >= 0)", name="story_tellings_measure"),
    )
    op.create_table(
        "telling_reviews",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("change", sa.Text, sa.ForeignKey("story_changes.id"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("telling", sa.Text, sa.ForeignKey("story_tellings.id"), nullable=False),
        sa.Column("competency", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("lens", sa.Text),
        sa.Column("review", sa.Text, nullable=False),
    )
