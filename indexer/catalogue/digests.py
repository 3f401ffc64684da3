"""A digest of what each document's rows were when they were written: the pages of a database have
no checksums, and a flipped bit in a text would be quoted as if the document said so.

Three for a document: of its id; of what was read from its file (text, blocks, claims, mentions,
duties), which its file can give again; and of what staff said, which nothing else holds. What the
catalogue works out from these (names, targets, timelines, cards) has none: it is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update

from indexer.catalogue.rows import Row
from indexer.catalogue.selection import chunks
from indexer.catalogue.tables import (
    claims,
    corrections,
    digests,
    documents,
    mentions,
    responsibilities,
    rulings,
    settled,
    texts,
)
from indexer.model import Basis

Rows = Sequence[Row]
# What disagrees: the digest is missing, the id, what was read, what staff said; or a removed
# document lives, or one that lives is marked as removed.
Disagreement = Literal["missing", "identity", "reading", "word", "living", "removed"]

# A column that is added to these needs a migration that makes all digests anew. Those of the
# document change with its reading only; where its file lies is not among them, it may be moved.
DOCUMENT = (
    "sha256", "media_type", "size", "extractor", "extractor_version", "pages", "origin", "quality",
    "warnings", "attachments",
)  # fmt: skip
_EVIDENCE = ("basis", "rule", "quote", "page", "start_at", "end_at", "confidence", "also")
_REVIEW = ("who", "at", "why")
CLAIMS = ("field", "value", *_EVIDENCE, *_REVIEW)
MENTIONS = (
    "type", "target_title", "target_number", "target_date", "target_issuer", "scope", "provision",
    "from_date", "from_own_effective", *_EVIDENCE,
)  # fmt: skip
DUTIES = ("body", "name", "level", "kind", "duty", "matter", *_EVIDENCE)
_RULINGS = (
    "type", "target_title", "target_number", "target_id", "holds", "added", "scope", "from_date",
    *_REVIEW,
)  # fmt: skip
_CORRECTIONS = (
    "key", "change", "field", "subject", "before", "former", "after", "undoes", *_REVIEW
)  # fmt: skip
_SETTLED = ("item", *_REVIEW)
_REVIEWED = Basis.REVIEWED.value
# Documents whose rows are read at once.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Made:
    """What the reading of one document made, as rows."""

    document: Row
    text: str
    blocks: bytes | None
    claims: Rows = ()
    mentions: Rows = ()
    duties: Rows = ()


def identity_digest(document_id: str) -> str:
    return blake2b(document_id.encode(), digest_size=8).hexdigest()


def reading_digest(made: Made) -> str:
    digest = blake2b(digest_size=16)
    text = made.text.encode()
    digest.update(b"%d %d\n" % (len(text), -1 if made.blocks is None else len(made.blocks)))
    digest.update(text)
    digest.update(made.blocks or b"")
    digest.update(
        orjson.dumps(
            [
                [made.document[name] for name in DOCUMENT],
                _packed(made.claims, CLAIMS),
                _packed(made.mentions, MENTIONS),
                _packed(made.duties, DUTIES),
            ]
        )
    )
    return digest.hexdigest()


def _packed(rows: Iterable[Row], names: Sequence[str]) -> list[list[Any]]:
    return [
        # A whole number in this column comes back as a float.
        [float(row[name]) if name == "confidence" else row[name] for name in names]
        for row in rows
    ]


# ---------------------------------------------------------------- writing


def write_readings(connection: Connection, read: Mapping[int, tuple[str, str]]) -> None:
    """Of documents that were just written: their ids and the digests of their readings, by key.
    What staff said of them stays as it is."""
    words: dict[int, str | None] = {}
    for chunk in chunks(read):
        wanted = select(digests.c.document, digests.c.word).where(digests.c.document.in_(chunk))
        words.update((key, word) for key, word in connection.execute(wanted))
        connection.execute(delete(digests).where(digests.c.document.in_(chunk)))
    missing = [key for key in read if key not in words]
    words.update(_words(connection, missing))
    if read:
        connection.execute(
            insert(digests),
            [
                {
                    "document": key, "identity": identity_digest(identity), "reading": reading,
                    "word": words.get(key),
                }
                for key, (identity, reading) in read.items()
            ],
        )  # fmt: skip


def write_words(connection: Connection, keys: Iterable[int]) -> None:
    """After staff said something of these documents, or what they said was taken away."""
    wanted = sorted(set(keys))
    said = _words(connection, wanted)
    if wanted:
        connection.execute(
            update(digests).where(digests.c.document == bindparam("k")),
            [{"k": key, "word": said.get(key)} for key in wanted],
        )


def forget_readings(connection: Connection, keys: Iterable[int]) -> None:
    """Of documents that are removed."""
    for chunk in chunks(keys):
        connection.execute(
            update(digests).where(digests.c.document.in_(chunk)).values(reading=None)
        )


def seal(connection: Connection, keys: Iterable[int]) -> None:
    """Take the rows of these documents for right, as they are now."""
    for chunk in chunks(keys, _AT_ONCE):
        connection.execute(delete(digests).where(digests.c.document.in_(chunk)))
        made = _readings(connection, chunk)
        words = _words(connection, chunk)
        wanted = select(documents.c.key, documents.c.id, documents.c.deleted).where(
            documents.c.key.in_(chunk)
        )
        rows = [
            {
                "document": key, "identity": identity_digest(identity),
                "reading": None if deleted else made.get(key), "word": words.get(key),
            }
            for key, identity, deleted in connection.execute(wanted)
        ]  # fmt: skip
        if rows:
            connection.execute(insert(digests), rows)


# ---------------------------------------------------------------- checking


def disagreements(
    connection: Connection, keys: Sequence[int]
) -> Iterator[tuple[int, Disagreement]]:
    """Documents, tombstones included, whose rows are not what they were when they were written.
    Raises what undecodable rows raise."""
    made = _readings(connection, keys)
    words = _words(connection, keys)
    wanted = (
        select(
            documents.c.key, documents.c.id, documents.c.deleted, digests.c.document,
            digests.c.identity, digests.c.reading, digests.c.word,
        )
        .outerjoin(digests, digests.c.document == documents.c.key)
        .where(documents.c.key.in_(keys))
        .order_by(documents.c.key)
    )  # fmt: skip
    for key, identity, deleted, kept, of_id, reading, word in connection.execute(wanted):
        if kept is None:
            yield key, "missing"
            continue
        if of_id != identity_digest(identity):
            yield key, "identity"
        if word != words.get(key):
            yield key, "word"
        if deleted and reading is not None:
            yield key, "removed"
        elif not deleted and reading is None:
            yield key, "living"
        elif not deleted and reading != made.get(key):
            yield key, "reading"


def altered(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the documents whose reading is not what was written."""
    found: set[str] = set()
    for chunk in chunks(ids, _AT_ONCE):
        wanted = select(documents.c.key, documents.c.id).where(documents.c.id.in_(chunk))
        names = {row.key: row.id for row in connection.execute(wanted)}
        wrong = disagreements(connection, list(names))
        found.update(names[key] for key, what in wrong if what == "reading")
    return found


def _readings(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    """The digests of what the rows hold now, of those that have a text."""
    read = {
        table.name: _by_document(connection, table, names, keys, table.c.basis != _REVIEWED)
        for table, names in ((claims, CLAIMS), (mentions, MENTIONS), (responsibilities, DUTIES))
    }
    found = {}
    wanted = (
        select(texts, *[documents.c[name] for name in DOCUMENT])
        .join(documents, documents.c.key == texts.c.document)
        .where(texts.c.document.in_(keys))
    )
    for row in connection.execute(wanted).mappings():
        key = row["document"]
        of = (read[table.name].get(key, ()) for table in (claims, mentions, responsibilities))
        found[key] = reading_digest(Made(row, row["text"], row["blocks"], *of))
    return found


def _words(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    """The digests of what staff said, of those of which they said something."""
    said: dict[int, list[list[list[Any]]]] = {}
    spoken = (
        (claims, CLAIMS, claims.c.basis == _REVIEWED),
        (rulings, _RULINGS, rulings.c.key.is_not(None)),
        (corrections, _CORRECTIONS, corrections.c.key.is_not(None)),
        (settled, _SETTLED, settled.c.item.is_not(None)),
    )
    for place, (table, names, which) in enumerate(spoken):
        for chunk in chunks(keys):
            for key, rows in _by_document(connection, table, names, chunk, which).items():
                packed = sorted(_packed(rows, names), key=orjson.dumps)
                said.setdefault(key, [[] for _ in spoken])[place] = packed
    return {
        key: blake2b(orjson.dumps(rows), digest_size=16).hexdigest() for key, rows in said.items()
    }


def _by_document(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    keys: Sequence[int],
    which: ColumnElement[bool],
) -> dict[int, list[Row]]:
    """In the order in which they were written."""
    order = table.c.item if table is settled else table.c.key
    wanted = select(table.c.document, *[table.c[name] for name in names])
    wanted = wanted.where(table.c.document.in_(keys), which).order_by(table.c.document, order)
    found: dict[int, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["document"], []).append(row)
    return found
