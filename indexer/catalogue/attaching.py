"""Attachments that are documents of their own: which notice has named which file.

The links of a folder or archive are made anew together, when one of its files has changed; a
document may be attached to several notices, as a form is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Select, and_, delete, insert, select

from indexer.catalogue.selection import LIVING, chunks
from indexer.catalogue.tables import attached, claims, documents, sources
from indexer.catalogue.types import SourceOutcome
from indexer.model import PRECEDENCE, Basis
from indexer.understanding.metadata.attached_files import FiledDocument, attached_files, each_once

_INSIDE = "!/"
_OF_ATTACHMENTS = ("附件", "附录", "附表", "attachment", "annex")
_HELD = (SourceOutcome.INDEXED.value, SourceOutcome.DUPLICATE.value)
_PAGES = ("text/html", "multipart/related")
_MANY = 50  # groups; for more, one look at all files is quicker


def group_of(location: str) -> str:
    """The archive, or the folder, in which a file's notice or attachments are looked for; that of
    attachments belongs to the folder around it.

    >>> group_of("/a/通知.docx"), group_of("/a/附件/表.xlsx"), group_of("/a/b.zip!/附件/表.xlsx")
    ('/a/', '/a/', '/a/b.zip!/')
    """
    outer, inside, _ = location.partition(_INSIDE)
    if inside:
        return outer + inside
    folder = Path(location).parent
    if folder.name.lower().startswith(_OF_ATTACHMENTS):
        folder = folder.parent
    return str(folder).rstrip(os.sep) + os.sep


def link_attachments(connection: Connection, groups: Iterable[str]) -> set[int]:
    """Make the links of these groups anew; the keys of the documents whose links have changed."""
    changed: set[int] = set()
    for names in _names(connection, sorted(set(groups))):
        # Among the records of a large file, mostly none: then they need not be read.
        listing = _lists_any(connection, names)
        files = _documents(connection, names) if listing else {}
        keys = {document.id: key for key, document in files.items()}
        wanted = {
            (keys[one.attachment], keys[one.notice]): one.name
            for one in attached_files(list(files.values()))
        }
        stored = _stored(connection, list(names))
        gone = [pair for pair in stored if wanted.get(pair) != stored[pair]]
        new = [pair for pair in wanted if stored.get(pair) != wanted[pair]]
        for document, notice in gone:
            connection.execute(
                delete(attached).where(attached.c.document == document, attached.c.notice == notice)
            )
        if new:
            connection.execute(
                insert(attached),
                [{"document": d, "notice": n, "name": wanted[d, n]} for d, n in new],
            )
        changed.update(key for pair in (*gone, *new) for key in pair)
    return changed


def _stored(connection: Connection, keys: Sequence[int]) -> dict[tuple[int, int], str]:
    """The links between two of these documents."""
    held = set(keys)
    found = {}
    for chunk in chunks(keys):
        wanted = select(attached).where(attached.c.document.in_(chunk))
        for row in connection.execute(wanted):
            if row.notice in held:
                found[row.document, row.notice] = row.name
    return found


def _names(connection: Connection, groups: Sequence[str]) -> Iterable[dict[int, str]]:
    """The documents of each group that has more than one: by key, where they are."""
    if len(groups) <= _MANY:
        for group in groups:
            end = group[:-1] + chr(ord(group[-1]) + 1)
            inside = and_(sources.c.location >= group, sources.c.location < end)
            yield from _grouped(connection, _FILES.where(inside), {group}).values()
    else:
        yield from _grouped(connection, _FILES, set(groups)).values()


_FILES = (
    select(sources.c.location, documents.c.key)
    .join(documents, documents.c.key == sources.c.document)
    .where(LIVING, sources.c.outcome.in_(_HELD))
    .order_by(sources.c.location)
)


def _grouped(
    connection: Connection, wanted: Select[Any], groups: set[str]
) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for location, key in connection.execute(wanted):
        group = group_of(location)
        if group in groups:
            found.setdefault(group, {}).setdefault(key, location)
    return {group: names for group, names in found.items() if len(names) > 1}


def _lists_any(connection: Connection, keys: Iterable[int]) -> bool:
    """Whether any of these documents names attachments."""
    for chunk in chunks(keys):
        claimed = select(claims.c.document).where(
            claims.c.document.in_(chunk), claims.c.field == "attachments"
        )
        linking = select(documents.c.key).where(
            documents.c.key.in_(chunk), documents.c.media_type.in_(_PAGES)
        )
        for one in (claimed, linking):
            if connection.execute(one.limit(1)).first() is not None:
                return True
    return False


def _documents(connection: Connection, names: Mapping[int, str]) -> dict[int, FiledDocument]:
    listed = _listed(connection, list(names))
    columns = [
        documents.c[n] for n in ("key", "id", "title", "doc_number", "media_type", "attachments")
    ]
    found = {}
    for chunk in chunks(names):
        for row in connection.execute(select(*columns).where(documents.c.key.in_(chunk))):
            # A page links its attachments; of other formats these are parts of the file itself.
            linked = orjson.loads(row.attachments) if row.media_type in _PAGES else ()
            found[row.key] = FiledDocument(
                row.id,
                names[row.key].rsplit("/", 1)[-1],
                row.title,
                row.doc_number,
                each_once((*listed.get(row.key, ()), *linked)),
            )
    return {key: found[key] for key in names if key in found}


def _listed(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The attachments that each document names, by the claim that counts."""
    best: dict[int, tuple[int, tuple[str, ...]]] = {}
    for chunk in chunks(keys):
        wanted = select(claims.c.document, claims.c.value, claims.c.basis).where(
            claims.c.document.in_(chunk), claims.c.field == "attachments"
        )
        for row in connection.execute(wanted):
            rank = PRECEDENCE.index(Basis(row.basis))
            value = orjson.loads(row.value)
            names = (value,) if isinstance(value, str) else tuple(value)
            if row.document not in best or rank < best[row.document][0]:
                best[row.document] = (rank, names)
    return {key: names for key, (_, names) in best.items()}
