"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cases import models

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
