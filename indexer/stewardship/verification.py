"""The full consistency check: files, catalogue, index. It reads and changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from sqlalchemy import Connection, func, select

from indexer.catalogue import Catalogue, SourceOutcome
from indexer.catalogue.befalling import read_timelines
from indexer.catalogue.copies import PARTIAL, Copies
from indexer.catalogue.database import integrity
from indexer.catalogue.linking import Linker
from indexer.catalogue.mending import misnumbered, orphans
from indexer.catalogue.selection import LIVING, chunks
from indexer.catalogue.tables import digests, documents, sources, texts
from indexer.engines.base import EngineStore, SearchEngine
from indexer.indexing.following import check, is_foreign
from indexer.intake.records import is_records
from indexer.model.errors import CatalogueError, EngineError
from indexer.model.queries import Everything
from indexer.pipeline.locations import digest, exists, openable, outermost
from indexer.runtime.disk import obstacle
from indexer.runtime.progress import Reporter, Silent
from indexer.stewardship.audit import broken_links
from indexer.stewardship.findings import Finding
from indexer.stewardship.unaltered import UNDECODABLE, verify_written

log = logging.getLogger(__name__)


def verify(
    catalogue: Catalogue,
    store: EngineStore,
    reporter: Reporter | None = None,
    copies: Copies | None = None,
) -> Iterator[Finding]:
    """All findings, lazily; none when everything agrees."""
    reporter = reporter or Silent()
    yield from verify_files(catalogue, reporter, copies)
    if copies is not None:
        yield from verify_copies(copies, reporter)
        yield from verify_kept(catalogue, copies)
    yield from verify_catalogue(catalogue, reporter)
    yield from verify_index(catalogue, store)


# ---------------------------------------------------------------- files


def verify_files(
    catalogue: Catalogue, reporter: Reporter, copies: Copies | None = None
) -> Iterator[Finding]:
    """Each file that something was made of is still there, with the same bytes. One that is gone
    is no finding where a copy of it is kept: that was the purpose of the copy; how many is said."""
    kept = 0
    known = [s for s in catalogue.sources.all() if s.container is None and s.sha256]
    reporter.begin("核对文件", sum(s.size for s in known))
    for source in known:
        if not exists(source.location):
            if _is_kept(copies, source.sha256):
                kept += 1
                continue
            yield Finding("files", source.name, f"文件已不存在：{source.location}")
        elif source.outcome is not SourceOutcome.QUARANTINED:
            problem = _changed(openable(source.location), source.sha256)
            if problem:
                told = f"{problem}：{source.location}"
                yield Finding("files", source.name, told, "read", source.location)
        reporter.advance(source.size, 1)
    for source in catalogue.sources.all():
        if source.outcome is SourceOutcome.VANISHED and source.container is not None:
            if _is_kept(copies, source.sha256):
                kept += 1
                continue
            yield Finding("files", source.name, f"已不在 {source.container} 中")
    if kept:
        reporter.say(f"另有 {kept} 份文件的原件已不存在，库中保留有副本，可以下载")


def _is_kept(copies: Copies | None, sha256: str | None) -> bool:
    return copies is not None and bool(sha256) and copies.path(sha256 or "") is not None


def verify_copies(copies: Copies, reporter: Reporter) -> Iterator[Finding]:
    """Each copy that is kept for downloading has the bytes that its name says."""
    kept = sorted(copies.all())
    reporter.begin("核对原件副本", len(kept))
    for path in kept:
        problem = None if path.suffix == PARTIAL else _changed(path, path.name)
        if problem is not None:
            yield Finding("files", "原件副本", f"{problem}：{path}", "copy", str(path))
        reporter.advance(1, 1)


def verify_kept(catalogue: Catalogue, copies: Copies) -> Iterator[Finding]:
    """What the setting wants copies of has one, and nothing else has: not what was removed."""
    wanted = {"": ""}
    for source in catalogue.sources.all():
        if source.document_id is None or source.outcome is SourceOutcome.DUPLICATE:
            continue
        wanted[source.sha256] = source.name
        lacks = source.outcome is SourceOutcome.INDEXED and copies.path(source.sha256) is None
        member = source.container is not None
        if not lacks or not copies.wants(member=member) or not exists(source.location):
            continue
        if not is_records(outermost(source.location)):
            told = "没有按设置保留原件副本"
            place = source.location if member else str(copies.place(source.sha256))
            yield Finding("files", source.name, told, "read" if member else "copy", place)
    for path in copies.all():
        if path.suffix != PARTIAL and path.name not in wanted:
            told = f"不属于任何文件：{path}"
            yield Finding("files", "原件副本", told, "copy", str(path))


def _changed(path: Path, sha256: str) -> str | None:
    try:
        return None if digest(path) == sha256 else "内容与入库时不同"
    except OSError as error:
        return f"无法读取（{obstacle(error)}）"


# ---------------------------------------------------------------- catalogue


def verify_catalogue(catalogue: Catalogue, reporter: Reporter) -> Iterator[Finding]:
    for message in integrity(catalogue.database):
        yield Finding("catalogue", "数据库", message)
    broken: set[str] = set()
    for finding in verify_written(catalogue, reporter):
        if finding.mending == "read":
            broken.add(finding.subject)
        yield finding
    with catalogue.database.snapshot() as connection:
        yield from _between(connection)
        yield from _texts(connection)
        yield from _sources(connection)
        for subject, message in broken_links(connection):
            yield Finding("catalogue", subject, message)
        yield from _timelines(connection, reporter, broken)


def _between(connection: Connection) -> Iterator[Finding]:
    """Every document has a revision of its own, none beyond the counter, and no row is left of
    what is not there."""
    for told in misnumbered(connection):
        yield Finding("catalogue", "版本", told, "number")
    for found in orphans(connection):
        told = f"{found.rows} 行的 {found.column} 所指的已不存在"
        if found.kept:
            told += "：是人工更正的记录，请从备份恢复"
        yield Finding("catalogue", found.table, told, None if found.kept else "orphans")


def _texts(connection: Connection) -> Iterator[Finding]:
    """A living document has its text, of the length that is noted; a removed one has none."""
    wanted = (
        select(
            documents.c.id, documents.c.deleted, documents.c.characters, func.length(texts.c.text)
        )
        .outerjoin(texts, texts.c.document == documents.c.key)
        .outerjoin(digests, digests.c.document == documents.c.key)
        # Of one that only seems to be removed, or to live, it was told.
        .where(documents.c.deleted == digests.c.reading.is_(None))
        .order_by(documents.c.key)
    )
    for identity, deleted, characters, length in connection.execute(wanted):
        if deleted and length is not None:
            yield Finding("catalogue", identity, "已移除而文字仍在", "remove")
        if not deleted and length != characters:
            yield Finding("catalogue", identity, f"文字长度为 {length}，应为 {characters}", "read")


def _sources(connection: Connection) -> Iterator[Finding]:
    """Every living document came from somewhere, and from one place only."""
    made = sources.c.outcome.in_(
        [
            o.value
            for o in (SourceOutcome.INDEXED, SourceOutcome.VANISHED, SourceOutcome.QUARANTINED)
        ]
    )
    counted = (
        select(documents.c.id, func.count(sources.c.location))
        .outerjoin(sources, (sources.c.document == documents.c.key) & made)
        .where(LIVING)
        .group_by(documents.c.id)
        .having(func.count(sources.c.location) == 0)
    )
    for identity, _ in connection.execute(counted):
        yield Finding("catalogue", identity, "没有来源记录", "source")
    known = [outcome.value for outcome in SourceOutcome]
    wanted = select(sources.c.location, sources.c.outcome).where(sources.c.outcome.not_in(known))
    for location, outcome in connection.execute(wanted):
        told = f"{location} 的记录损坏：没有“{outcome}”这种结果"
        yield Finding("catalogue", "来源", told, "source", location)


def _timelines(connection: Connection, reporter: Reporter, broken: Set[str]) -> Iterator[Finding]:
    """Each stored timeline is what follows from the rest of the catalogue. ``broken``: documents
    that cannot be read, of which this was told."""
    rows = connection.execute(select(documents.c.key, documents.c.id).where(LIVING)).all()
    names = {row.key: row.id for row in rows if row.id not in broken}
    reporter.begin("核对有效性", len(names))
    for chunk in chunks(names):
        misread = _misresolved(connection, chunk)
        for key, agrees in _agreeing(connection, chunk):
            if key in misread:
                told = "所提到的文件与名称不符，可运行 understand --all"
                yield Finding("catalogue", names[key], told, "renew")
            elif not agrees:
                yield Finding(
                    "catalogue",
                    names[key],
                    "有效性的变化与依据不符，可运行 understand --all",
                    "renew",
                )
        reporter.advance(len(chunk), len(chunk))


def _misresolved(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Of what cannot be read it was told."""
    try:
        return Linker(connection).misresolved(keys)
    except UNDECODABLE:
        return set()


def _agreeing(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Whether what is stored of each is what follows. What speaks of a document that cannot be
    read cannot be computed, and nothing is said of it."""
    try:
        found = read_timelines(connection, keys)
    except UNDECODABLE:
        for key in keys if len(keys) > 1 else ():
            yield from _agreeing(connection, [key])
        return
    for key, (stored, computed) in found.items():
        yield key, stored == computed


# ---------------------------------------------------------------- index


def verify_index(catalogue: Catalogue, store: EngineStore) -> Iterator[Finding]:
    """The index can be read, holds the published documents and no other, and is up to date."""
    try:
        engine = store.current()
    except EngineError as error:
        if catalogue.counts().documents:
            yield Finding("index", "索引", f"{error}，可运行 rebuild", "rebuild")
        return
    try:
        yield from _index(catalogue, engine)
    except EngineError as error:
        yield Finding("index", "索引", f"{error}，可运行 rebuild", "rebuild")
    except CatalogueError as error:
        yield Finding("index", "索引", f"无法与目录库核对：{error}", "index")
    finally:
        engine.close()


def _index(catalogue: Catalogue, engine: SearchEngine) -> Iterator[Finding]:
    engine.verify()
    status = engine.status()
    if is_foreign(catalogue, status):
        told = (
            "不是由这个目录库（或它现在的历史）建立的，查到的可能不对，新文件查不到，可运行 rebuild"
        )
        yield Finding("index", "索引", told, "rebuild")
        return
    lag = catalogue.revision() - status.revision
    if lag:
        yield Finding(
            "index", "索引", f"比目录库落后 {lag} 个版本，下次入库或启动服务时会补上", "index"
        )
        return
    try:
        for message in check(catalogue, engine):
            yield Finding("index", "索引", message, "rebuild")
    except CatalogueError as error:
        log.debug("no probes of a catalogue that cannot be read: %s", error)  # told by document
    changes = list(catalogue.changes_since(0))
    for chunk in chunks(changes):
        found = engine.matches(Everything(), [change.id for change in chunk])
        for change, there in zip(chunk, found, strict=True):
            if there and change.deleted:
                yield Finding("index", change.id, "已移除或未公开，却仍在索引中", "rebuild")
            if not there and not change.deleted:
                yield Finding("index", change.id, "不在索引中", "rebuild")
