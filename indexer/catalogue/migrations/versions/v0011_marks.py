"""A mark for each commit, by which an index knows the history that it follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was committed before has none: an index of that is taken for one of this catalogue.
    op.create_table(
        "marks",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_marks")),
    )


def downgrade() -> None:
    op.drop_table("marks")
