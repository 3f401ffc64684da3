"""A catalogue on a server as a file: what documents are made of and found by, at one moment."""

from __future__ import annotations

from itertools import islice

from sqlalchemy import Engine, Table, delete, insert, select

from indexer.catalogue.tables import (
    access_keys,
    alert_notices,
    alerts,
    attempts,
    audit,
    audit_head,
    jobs,
    metadata,
    reserved,
    sessions,
)

# Of who may what, who did what, and what is being done: not of the documents.
_LEFT = {
    table.name
    for table in (
        access_keys, alert_notices, alerts, attempts, audit, audit_head, jobs, reserved, sessions
    )
}  # fmt: skip
_ROWS = 500


def copied() -> list[Table]:
    """In the order of what refers to what."""
    return [table for table in metadata.sorted_tables if table.name not in _LEFT]


def copy_rows(source: Engine, target: Engine) -> None:
    """Into the tables of another one, which are empty but for what they are made with."""
    with (
        source.connect() as reading,
        reading.begin(),
        target.connect().execution_options(write=True) as writing,
        writing.begin(),
    ):
        for table in copied():
            writing.execute(delete(table))
            found = reading.execution_options(stream_results=True).execute(select(table))
            rows = found.mappings()
            while portion := [dict(row) for row in islice(rows, _ROWS)]:
                writing.execute(insert(table), portion)
