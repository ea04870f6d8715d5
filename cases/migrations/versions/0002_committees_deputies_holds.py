"""Committees with seats, meetings and comments; deputies; holds; extensions; letters by part; dates of letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cases import models

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("since", models.Instant(timezone=True), nullable=False),
        sa.Column("until", models.Instant(timezone=True), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_deputy_named_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_person_id"), ["person_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("began_at", models.Instant(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", models.Instant(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_hold_begun_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hold_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_hold_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_case_id"), ["case_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", models.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_comment_by_id")),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_comment_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_step_id"), ["step_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("meets_at", models.Instant(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=False),
        sa.Column("called_at", models.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"], name=op.f("fk_meeting_called_by")),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_meeting_step_id")),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chair", sa.Boolean(), nullable=False),
        sa.Column("vote", sa.String(length=16), nullable=True),
        sa.Column("cast_by", sa.Integer(), nullable=True),
        sa.Column("cast_at", models.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cast_by"], ["person.id"], name=op.f("fk_seat_cast_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_seat_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("step_id", "person_id", name=op.f("uq_seat_step_id")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_step_id"), ["step_id"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("period", sa.String(length=16), nullable=True))

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter_date", sa.Date(), nullable=True))

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(length=64), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_letter_step_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_letter_step_id"), ["step_id", "template", "part"])

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", models.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_at", models.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("reminded", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("letter_date", sa.Date(), nullable=True))

    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("committee", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("chair", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extended", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("out_number", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("out_date", sa.Date(), nullable=True))
