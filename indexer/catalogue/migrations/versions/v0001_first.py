"""The first catalogue: documents, claims with evidence, mentions, sources, attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_location"), "attempts", ["location"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "documents",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.Text(), nullable=True),
        sa.Column("issuers", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("written_date", sa.Text(), nullable=True),
        sa.Column("published_date", sa.Text(), nullable=True),
        sa.Column("effective_from", sa.Text(), nullable=True),
        sa.Column("number_key", sa.Text(), nullable=True),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("core_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_path", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_documents")),
        sa.UniqueConstraint("id", name=op.f("uq_documents_id")),
    )
    op.create_index(op.f("ix_documents_core_key"), "documents", ["core_key"], unique=False)
    op.create_index(op.f("ix_documents_number_key"), "documents", ["number_key"], unique=False)
    op.create_index(op.f("ix_documents_revision"), "documents", ["revision"], unique=False)
    op.create_index(op.f("ix_documents_title_key"), "documents", ["title_key"], unique=False)
    op.create_table(
        "claims",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=True),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_claims_document_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_document"), "claims", ["document"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("target_title", sa.Text(), nullable=True),
        sa.Column("target_number", sa.Text(), nullable=True),
        sa.Column("target_date", sa.Text(), nullable=True),
        sa.Column("target_issuer", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("provision", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=True),
        sa.Column("from_own_effective", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=True),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=True),
        sa.Column("title_key", sa.Text(), nullable=True),
        sa.Column("core_key", sa.Text(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_mentions_document_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target"],
            ["documents.key"],
            name=op.f("fk_mentions_target_documents"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_core_key"), "mentions", ["core_key"], unique=False)
    op.create_index(op.f("ix_mentions_document"), "mentions", ["document"], unique=False)
    op.create_index(op.f("ix_mentions_number_key"), "mentions", ["number_key"], unique=False)
    op.create_index(op.f("ix_mentions_target"), "mentions", ["target"], unique=False)
    op.create_index(op.f("ix_mentions_title_key"), "mentions", ["title_key"], unique=False)
    op.create_table(
        "sources",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_sources_document_documents"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("location", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_container"), "sources", ["container"], unique=False)
    op.create_index(op.f("ix_sources_document"), "sources", ["document"], unique=False)
    op.create_index(op.f("ix_sources_sha256"), "sources", ["sha256"], unique=False)
    op.create_table(
        "texts",
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.key"],
            name=op.f("fk_texts_document_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_texts")),
    )
    op.execute("INSERT INTO counters (name, value) VALUES ('revision', 0)")


def downgrade() -> None:
    op.drop_table("texts")
    op.drop_index(op.f("ix_sources_sha256"), table_name="sources")
    op.drop_index(op.f("ix_sources_document"), table_name="sources")
    op.drop_index(op.f("ix_sources_container"), table_name="sources")
    op.drop_table("sources")
    op.drop_index(op.f("ix_mentions_title_key"), table_name="mentions")
    op.drop_index(op.f("ix_mentions_target"), table_name="mentions")
    op.drop_index(op.f("ix_mentions_number_key"), table_name="mentions")
    op.drop_index(op.f("ix_mentions_document"), table_name="mentions")
    op.drop_index(op.f("ix_mentions_core_key"), table_name="mentions")
    op.drop_table("mentions")
    op.drop_index(op.f("ix_claims_document"), table_name="claims")
    op.drop_table("claims")
    op.drop_index(op.f("ix_documents_title_key"), table_name="documents")
    op.drop_index(op.f("ix_documents_revision"), table_name="documents")
    op.drop_index(op.f("ix_documents_number_key"), table_name="documents")
    op.drop_index(op.f("ix_documents_core_key"), table_name="documents")
    op.drop_table("documents")
    op.drop_table("counters")
    op.drop_index(op.f("ix_attempts_location"), table_name="attempts")
    op.drop_table("attempts")
