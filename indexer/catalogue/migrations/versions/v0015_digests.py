"""A digest of each document's rows. Those that are there are taken for right, as they are now:
they are read once, some at a time, and nothing of them is written again."""

from __future__ import annotations

import logging

import sqlalchemy as sa
from alembic import op

from indexer.catalogue import digests as of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

log = logging.getLogger(__name__)

_AT_ONCE, _TOLD = 200, 50_000


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_digests_document_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_digests")),
    )
    # By today's columns: one that adds to them makes all digests anew, and takes this part away.
    connection = op.get_bind()
    keys = list(connection.execute(sa.text("SELECT key FROM documents ORDER BY key")).scalars())
    if len(keys) >= _TOLD:
        log.warning("the library is read once for its digests: %d documents", len(keys))
    for at in range(0, len(keys), _AT_ONCE):
        of.seal(connection, keys[at : at + _AT_ONCE])
        if at and at % _TOLD == 0:
            log.warning("digests of %d documents of %d", at, len(keys))


def downgrade() -> None:
    op.drop_table("digests")
