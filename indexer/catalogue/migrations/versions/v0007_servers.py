"""On a server: counters of rows that do not end at two thousand million, names that sort by their
characters, whatever language the server sorts by, and look-ups by titles of any length. SQLite has
all of these. And an audit log that refuses to be changed, as SQLite's does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTED = ("claims", "mentions", "attempts")
_LOOKED_UP = (
    ("documents", "number_key"),
    ("documents", "title_key"),
    ("documents", "core_key"),
    ("mentions", "number_key"),
    ("mentions", "title_key"),
    ("mentions", "core_key"),
    ("sources", "container"),
    ("attempts", "location"),
)


_APPEND_ONLY = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)


def upgrade() -> None:
    _alter(sa.BigInteger(), sa.Text(collation="C"), "hash")
    if op.get_bind().dialect.name == "postgresql":
        for statement in _APPEND_ONLY:
            op.execute(statement)


def downgrade() -> None:
    _alter(sa.Integer(), sa.Text(collation="default"), "btree")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_append_only ON audit")
        op.execute("DROP FUNCTION audit_append_only()")


def _alter(serial: sa.types.TypeEngine[int], name: sa.Text, look_up: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _COUNTED:
        op.alter_column(table, "key", type_=serial)
        if isinstance(serial, sa.BigInteger):
            op.execute(f"ALTER SEQUENCE {table}_key_seq AS bigint")
    op.alter_column("sources", "location", type_=name)
    for table, column in _LOOKED_UP:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.create_index(f"ix_{table}_{column}", table, [column], postgresql_using=look_up)
