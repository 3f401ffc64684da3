"""Alembic's way in. The connection comes from the catalogue, so there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from indexer.catalogue.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
