"""Evidence of several passages: those beside the first, as JSON."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("claims", "mentions")


def upgrade() -> None:
    for table in _TABLES:
        column = sa.Column("also", sa.Text(), nullable=False, server_default="[]")
        op.add_column(table, column)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "also")
