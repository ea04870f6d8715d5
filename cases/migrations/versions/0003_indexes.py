"""Indexes by which open cases, terms that near, a member's seats and yearly cases are found however many cases there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_case_municipality_id", "case")
    op.drop_index("ix_step_open", "step")
    op.drop_index("ix_seat_person_id", "seat")
    _create("ix_case_open", "case", ["id"], "closed_at IS NULL")
    _create("ix_case_open_city", "case", ["municipality_id", "id"], "closed_at IS NULL")
    _create("ix_step_open", "step", ["reminded", "due_at"], "left_at IS NULL")
    _create("ix_reply_open", "reply", ["reminded", "due_at"], "answer IS NULL")
    op.create_index("ix_case_city", "case", ["municipality_id", "id"])
    op.create_index("ix_case_period", "case", ["period"])
    op.create_index("ix_seat_of", "seat", ["person_id", "id"])


def _create(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
