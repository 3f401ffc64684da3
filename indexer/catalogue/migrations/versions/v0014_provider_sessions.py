"""Sessions of whom an identity provider signed in: they have no key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sessions") as table:
        table.alter_column("access_key", existing_type=sa.Text(), nullable=True)
        table.add_column(sa.Column("caller", sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM sessions WHERE access_key IS NULL")
    with op.batch_alter_table("sessions") as table:
        table.drop_column("caller")
        table.alter_column("access_key", existing_type=sa.Text(), nullable=False)
