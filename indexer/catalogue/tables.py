"""The catalogue's tables, once. The migrations build them; a test holds both equal.

Days and instants are ISO texts (``2026-11-23``, ``2026-11-23T08:00:00Z``): they sort as time
does, and read the same from every database. Lists and nested values are JSON texts.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

# The newest migration. Kept here so that opening an up-to-date catalogue needs no Alembic.
HEAD = "0015"

# A counter of rows that never come back: SQLite's own is of 64 bits already.
SERIAL = BigInteger().with_variant(Integer, "sqlite")
# Sorted as SQLite and Python sort, wherever the server lives.
NAME = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row a counter. ``revision`` is the number of the last change.
counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# One row a commit: the number of its last change, and a token that no other history has. An index
# names the one that it follows: after an older catalogue was put back it is known to be of another.
marks = Table(
    "marks",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("mark", Text, nullable=False),
)

# One row a document, tombstones included. The columns up to ``origin`` are the light row that
# search hits are made of (a Card); they repeat what precedence says of ``claims``. The ``*_key``
# columns are the names by which other documents may mean this one.
documents = Table(
    "documents",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("deleted", Boolean, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("doc_number", Text),
    Column("issuers", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("genre", Text),
    Column("region", Text),
    Column("written_date", Text),
    Column("published_date", Text),
    Column("effective_from", Text),
    Column("number_key", Text),
    Column("title_key", Text, nullable=False),
    Column("core_key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("timeline", Text, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_path", Text),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("extractor_version", Text, nullable=False),
    Column("pages", Integer),
    Column("quality", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)

# The heavy part of a document. ``blocks`` is compressed JSON; NULL where the blocks are simply
# the lines of the text, as for records.
texts = Table(
    "texts",
    metadata,
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("blocks", LargeBinary),
)

# What a document's rows were when they were written (``digests.py``): of its id, of what was read
# from its file (NULL: it is removed), of what staff said (NULL: nothing).
digests = Table(
    "digests",
    metadata,
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True),
    Column("identity", Text, nullable=False),
    Column("reading", Text),
    Column("word", Text),
)

# All that is claimed about a document's metadata, of every basis, each with its evidence.
# ``who`` and ``at`` are set for what staff said.
claims = Table(
    "claims",
    metadata,
    Column("key", SERIAL, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("page", Integer),
    Column("start_at", Integer),
    Column("end_at", Integer),
    Column("confidence", Float, nullable=False),
    Column("also", Text, nullable=False, server_default="[]"),
    Column("who", Text),
    Column("at", Text),
    Column("why", Text, nullable=False, server_default=""),
)

# What staff say of a document's relations: by the name of the one spoken of, so that it outlives
# another reading. ``target_id`` is whom it means; without ``holds`` there is no such relation;
# ``added``: no sentence says so, staff do.
rulings = Table(
    "rulings",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("target_title", Text),
    Column("target_number", Text),
    Column("target_id", Text, index=True),
    Column("holds", Boolean, nullable=False),
    Column("added", Boolean, nullable=False),
    Column("scope", Text, nullable=False),
    Column("from_date", Text),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

# Doubts that staff looked at and let be, by the name of the doubt, which tells what it was about.
settled = Table(
    "settled",
    metadata,
    Column("item", Text, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

# One row for each thing that staff changed, never changed afterwards. ``change`` numbers what was
# said in one go. ``before`` is what was shown, ``former`` what staff had said before, ``after``
# what they say now (NULL: nothing any more); ``undoes`` the change that was taken back.
corrections = Table(
    "corrections",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("change", Integer, nullable=False, index=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text),
    Column("former", Text),
    Column("after", Text),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("undoes", Integer),
)

# What documents say of others, as read, with the keys by which a later document can be found to
# be the one that is meant, and the document it is resolved to.
mentions = Table(
    "mentions",
    metadata,
    Column("key", SERIAL, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("target_title", Text),
    Column("target_number", Text),
    Column("target_date", Text),
    Column("target_issuer", Text),
    Column("scope", Text, nullable=False),
    Column("provision", Text, nullable=False),
    Column("from_date", Text),
    Column("from_own_effective", Boolean, nullable=False),
    Column("basis", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("page", Integer),
    Column("start_at", Integer),
    Column("end_at", Integer),
    Column("confidence", Float, nullable=False),
    Column("also", Text, nullable=False, server_default="[]"),
    Column("number_key", Text),
    Column("title_key", Text),
    Column("core_key", Text),
    Column("target", ForeignKey("documents.key", ondelete="SET NULL"), index=True),
    Column("resolved_by", Text, nullable=False),
)

# Which clauses of a document give which body a duty, as read. ``body`` is as written, ``name`` in
# full.
responsibilities = Table(
    "responsibilities",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("name", Text, nullable=False, index=True),
    Column("level", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("page", Integer),
    Column("start_at", Integer),
    Column("end_at", Integer),
    Column("confidence", Float, nullable=False),
    Column("also", Text, nullable=False, server_default="[]"),
)

# Documents that are attachments of others, by files of one folder or archive: ``name`` is what the
# notice calls it.
attached = Table(
    "attached",
    metadata,
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True),
    Column("notice", ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True, index=True),
    Column("name", Text, nullable=False),
)

# Every file, archive member and record that was ever seen and is still thought to be there.
# The columns are those of ``types.KnownSource``.
sources = Table(
    "sources",
    metadata,
    Column("location", NAME, primary_key=True),
    Column("container", Text),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("document", ForeignKey("documents.key", ondelete="SET NULL"), index=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("declared", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)

# What workers have in hand that ingest together, on a server; see ``sharing``.
reserved = Table(
    "reserved",
    metadata,
    Column("what", NAME, primary_key=True),
    Column("worker", BigInteger, nullable=False),
)

# One row for each attempt to ingest something, never changed afterwards.
attempts = Table(
    "attempts",
    metadata,
    Column("key", SERIAL, primary_key=True),
    Column("at", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("document_id", Text),
)

# What people did to the library, each row chained to the one before by its hash; the database
# refuses to change or remove one. ``details`` is JSON.
audit = Table(
    "audit",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False, index=True),
    Column("who", Text, nullable=False, index=True),
    Column("via", Text, nullable=False),
    Column("action", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# One row: how many entries ``audit`` has and the hash of the last, so that a missing end shows.
audit_head = Table(
    "audit_head",
    metadata,
    Column("name", Text, primary_key=True),
    Column("entries", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

# Keys that programs and people show. ``hash`` is salted and slow to make; the key itself is kept
# nowhere. ``issuers`` is a JSON list: whose documents it may change, empty for all.
access_keys = Table(
    "access_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("issuers", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Text),
    Column("revoked_at", Text),
    Column("revoked_by", Text),
    Column("last_used_at", Text),
)

# Who is signed in at the pages: by the hash of what the cookie holds. By a key, or as whom the
# identity provider said ("caller", JSON).
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("access_key", ForeignKey("access_keys.id", ondelete="CASCADE")),
    Column("caller", Text),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)
# What is looked up by the whole of it only. It may be longer than a server's sorted index bears:
# there the migrations make these by hash. Said here, it would load that server's dialect at every
# start.
for _table, _names in (
    (documents, ("number_key", "title_key", "core_key")),
    (mentions, ("number_key", "title_key", "core_key")),
    (sources, ("container",)),
    (attempts, ("location",)),
):
    for _name in _names:
        Index(f"ix_{_table.name}_{_name}", _table.c[_name])

# What was asked for over HTTP and takes a while. ``params``, ``progress`` and ``result`` are JSON.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("access_key", Text),
    Column("params", Text, nullable=False),
    Column("progress", Text, nullable=False),
    Column("result", Text),
    Column("error", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("started_at", Text),
    Column("ended_at", Text),
)

# Who wishes to be told of what, by a call to an address. ``target`` is JSON: a search's conditions,
# or a document's id. ``secret`` signs the calls, and so cannot be a hash.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("access_key", ForeignKey("access_keys.id", ondelete="CASCADE"), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

# What an alert has told, is to tell (``waiting``), or knew from the beginning.
alert_notices = Table(
    "alert_notices",
    metadata,
    Column("alert", ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("notice", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    Column("error", Text, nullable=False),
)
