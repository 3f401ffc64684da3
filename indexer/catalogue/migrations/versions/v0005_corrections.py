"""What staff corrected: why beside who and when, relations, and the list of all of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claims", sa.Column("why", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "rulings",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("target_title", sa.Text()),
        sa.Column("target_number", sa.Text()),
        sa.Column("target_id", sa.Text()),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rulings"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.key"], name="fk_rulings_document_documents",
            ondelete="CASCADE",
        ),
    )  # fmt: skip
    op.create_index("ix_rulings_document", "rulings", ["document"])
    op.create_index("ix_rulings_target_id", "rulings", ["target_id"])
    op.create_table(
        "corrections",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("former", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("key", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.key"], name="fk_corrections_document_documents",
            ondelete="CASCADE",
        ),
    )  # fmt: skip
    op.create_index("ix_corrections_change", "corrections", ["change"])
    op.create_index("ix_corrections_document", "corrections", ["document"])


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_table("rulings")
    op.drop_column("claims", "why")
