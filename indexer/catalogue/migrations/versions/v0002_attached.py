"""Which documents are attachments of which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attached",
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_attached_document_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice"],
            ["documents.key"],
            name=op.f("fk_attached_notice_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document", "notice", name=op.f("pk_attached")),
    )
    op.create_index(op.f("ix_attached_notice"), "attached", ["notice"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attached_notice"), table_name="attached")
    op.drop_table("attached")
