"""Doubts that staff looked at and let be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settled",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_settled"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.key"], name="fk_settled_document_documents",
            ondelete="CASCADE",
        ),
    )  # fmt: skip
    op.create_index("ix_settled_document", "settled", ["document"])


def downgrade() -> None:
    op.drop_table("settled")
