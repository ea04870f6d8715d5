"""Staff groups by desk and code, topics, what council members want to hear, announcements, notices that become pointless."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cases import models

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_case_city", "case")
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_case_closed_city", "case", ["municipality_id", "id"], sqlite_where=closed, postgresql_where=closed
    )
    still_open = sa.text("left_at IS NULL")
    op.create_index(
        "ix_step_claimed", "step", ["claimed_by", "id"], sqlite_where=still_open, postgresql_where=still_open
    )
    op.add_column("staff_group", sa.Column("desk", sa.String(64), nullable=True))
    op.add_column("staff_group", sa.Column("title", sa.String(256), nullable=True))
    op.add_column("staff_group", sa.Column("forum", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("notice", sa.Column("expires_at", models.Instant(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("topic", sa.String(64), nullable=True))
    op.create_table(
        "topic",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat_id", "key", name=op.f("pk_topic")),
    )
    op.create_table(
        "group_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("desk", sa.String(64), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", models.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", models.Instant(timezone=True), nullable=False),
        sa.Column("used_at", models.Instant(timezone=True), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_group_code_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_group_code_code_hash")),
    )
    op.create_table(
        "subscription",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(16), nullable=False),
        sa.Column("muted", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", models.Instant(timezone=True), nullable=False),
        sa.Column("told_at", models.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_subscription_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_subscription")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", models.Instant(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_announcement_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_announcement_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
