"""The tables of what is kept of use."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table

metadata = MetaData()

judgement = Table(
    "judgement",
    metadata,
    Column("query", String, primary_key=True),
    Column("document_id", String, primary_key=True),
    Column("origin", String, primary_key=True),  # import
    Column("count", Integer, nullable=False),
)

# One row, so that a change is seen that leaves as many judgements as there were.
judging = Table(
    "judging",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("changes", Integer, nullable=False),
)

query_day = Table(
    "query_day",
    metadata,
    Column("day", String, primary_key=True),
    Column("query", String, primary_key=True),
    Column("searches", Integer, nullable=False),
    Column("without_hits", Integer, nullable=False),
)

# Beside the counts, and younger than they: how often a query had to be relaxed, and how long it
# took, of those searches that were made and were no kept answers.
query_way = Table(
    "query_way",
    metadata,
    Column("day", String, primary_key=True),
    Column("query", String, primary_key=True),
    Column("relaxed", Integer, nullable=False),
    Column("timed", Integer, nullable=False),
    Column("total_ms", Integer, nullable=False),
    Column("slowest_ms", Integer, nullable=False),
)

# Uses of hits, for ninety days. ``client`` stands for whoever it was, for that day only.
click = Table(
    "click",
    metadata,
    Column("day", String, primary_key=True),
    Column("query", String, primary_key=True),
    Column("document_id", String, primary_key=True),
    Column("client", String, primary_key=True),
)

# What the day's clients are told apart by. Yesterday's is gone, and with it any way back.
click_salt = Table(
    "click_salt",
    metadata,
    Column("day", String, primary_key=True),
    Column("salt", String, nullable=False),
)
