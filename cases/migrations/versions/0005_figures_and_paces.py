"""When updates were answered, documents read and notices' deliveries ended; tallies of them; the paces of a channel over all
workers; a deputy whom the terminal has named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cases import models

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("update", sa.Column("handled_at", models.Instant(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("ended_at", models.Instant(timezone=True), nullable=True))
    op.add_column("document", sa.Column("read_at", models.Instant(timezone=True), nullable=True))
    op.add_column("document", sa.Column("read_seconds", sa.Double(), nullable=True))
    op.execute("UPDATE notice SET ended_at = sent_at WHERE state = 'sent'")
    op.create_index("ix_update_handled", "update", ["handled_at"])
    op.create_index("ix_notice_ended", "notice", ["ended_at"])
    op.create_index("ix_document_read", "document", ["read_at"])
    op.create_index("ix_decision_at", "decision", ["at"])
    with op.batch_alter_table("deputy") as deputy:
        deputy.alter_column("named_by", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "pace",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("held_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace")),
    )
    op.create_table(
        "tally",
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column("label", sa.String(32), nullable=False),
        sa.Column("le", sa.Double(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("series", "label", "le", name=op.f("pk_tally")),
    )
    op.create_table(
        "counted",
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column("until", models.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counted")),
    )
