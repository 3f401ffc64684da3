"""Reserved: what each of several workers has in hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "reserved",
        sa.Column("what", name, nullable=False),
        sa.Column("worker", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_reserved")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # A server that crashed has ended all sessions, and what they had in hand with them.
        op.execute("ALTER TABLE reserved SET UNLOGGED")


def downgrade() -> None:
    op.drop_table("reserved")
