"""Which clauses give which bodies a duty; filled as documents are understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "responsibilities",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=True),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("also", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_responsibilities_document_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_responsibilities")),
    )
    op.create_index(
        op.f("ix_responsibilities_document"), "responsibilities", ["document"], unique=False
    )
    op.create_index(op.f("ix_responsibilities_name"), "responsibilities", ["name"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_responsibilities_name"), table_name="responsibilities")
    op.drop_index(op.f("ix_responsibilities_document"), table_name="responsibilities")
    op.drop_table("responsibilities")
