"""Whether what the catalogue holds of each document is what was once written: its rows by their
digests, its card by the claims that it is written from."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from indexer.catalogue import Catalogue, rows
from indexer.catalogue.digests import DOCUMENT, Disagreement, disagreements
from indexer.catalogue.selection import LIVING, chunks, read_documents
from indexer.catalogue.tables import documents
from indexer.model.errors import CatalogueError
from indexer.model.fields import METADATA_BY_NAME
from indexer.runtime.progress import Reporter
from indexer.stewardship.findings import Finding, Mending

# What damaged bytes of a row raise, wherever they are decoded.
UNDECODABLE = (CatalogueError, SQLAlchemyError, ValueError, LookupError, TypeError, zlib.error)

_AT_ONCE = 200
_TOLD: dict[Disagreement, tuple[str, Mending | None]] = {
    "missing": ("没有校验值：修复时以现有内容为准", "seal"),
    "identity": ("编号与写入时不同：库文件有损坏，请从备份恢复", None),
    "reading": ("正文或其依据与写入时不同", "read"),
    "word": ("人工更正的记录与写入时不同：请核对 correct --list，再作一次更正，或从备份恢复", None),
    "living": ("已移除，却记为仍在", "remove"),
    "removed": ("没有移除过，却记为已移除", "revive"),
}
# Columns of a card that are no field of its metadata.
_LABELS = {"published": "是否公开", "doubtful": "是否存疑"}
_KEYS = ("number_key", "title_key", "core_key")
# What the claims do not tell: the reading (it has a digest), and where the file lies.
_APART = {"id", "characters", "source_name", "source_path", *DOCUMENT}


def verify_written(catalogue: Catalogue, reporter: Reporter) -> Iterator[Finding]:
    """Every living document can be read whole and says what was written, and no other lives; those
    that cannot are named, and the check goes on."""
    with catalogue.database.snapshot() as connection:
        names = {row.key: row.id for row in connection.execute(select(documents.c.key, _ID))}
    reporter.begin("核对内容", len(names))
    for chunk in chunks(names, _AT_ONCE):
        with catalogue.database.snapshot() as connection:
            yield from _written(connection, chunk, names)
        reporter.advance(len(chunk), len(chunk))


_ID = documents.c.id


def _written(
    connection: Connection, keys: Sequence[int], names: dict[int, str]
) -> Iterator[Finding]:
    """All at once; one by one where something cannot be decoded."""
    try:
        found = list(_check(connection, keys))
    except UNDECODABLE as error:
        if len(keys) > 1:
            for key in keys:
                yield from _written(connection, [key], names)
        else:
            told = f"记录无法读取：{_cause(error)}"
            yield Finding("catalogue", names[keys[0]], told, "read")
        return
    yield from found


def _check(connection: Connection, keys: Sequence[int]) -> Iterator[Finding]:
    wrong = list(disagreements(connection, keys))
    wanted = select(documents).where(documents.c.key.in_(keys), LIVING)
    cards = {row["key"]: row for row in connection.execute(wanted).mappings()}
    for key, what in wrong:
        name = connection.execute(select(_ID).where(documents.c.key == key)).scalar_one()
        message, mending = _TOLD[what]
        yield Finding("catalogue", name, message, mending)
    # A removed one that lives has no claims that its card could follow.
    ghosts = {key for key, what in wrong if what == "living"}
    whole = read_documents(connection, documents.c.key.in_(keys))
    for key, stored in cards.items():
        _ = rows.card([stored[name] for name in rows.CARD_COLUMNS]).timeline
        if key in ghosts:
            continue
        made = rows.document_row(whole[stored["id"]])
        unlike = [name for name in made if name not in _APART and made[name] != stored[name]]
        shown = [name for name in unlike if name not in _KEYS]
        if shown:
            told = f"{'、'.join(map(_label, shown))}与所记的依据不符"
            yield Finding("catalogue", stored["id"], told, "card")
        elif unlike:
            told = "用于查找的名称与标题、文号不符，可运行 understand --all"
            yield Finding("catalogue", stored["id"], told, "renew")


def _label(name: str) -> str:
    field = METADATA_BY_NAME.get(name)
    return field.label if field is not None else _LABELS.get(name, name)


def _cause(error: Exception) -> str:
    """Its first line, without the whole text that could not be decoded."""
    told = str(getattr(error, "orig", None) or error).partition(" with text")[0]
    return told.splitlines()[0] if told else type(error).__name__
