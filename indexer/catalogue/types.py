"""What the catalogue hands out besides a PolicyDocument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from indexer.model import Relation, Timeline
from indexer.model.labels import LabelledEnum
from indexer.model.values import value


@value
class Card:
    """The light row of a document: what a hit in a list shows. ``published`` false: withheld."""

    id: str
    title: str
    doc_number: str | None
    issuers: tuple[str, ...]
    kind: str
    published_date: date | None
    url: str
    timeline: Timeline
    quality_doubtful: bool
    origin: str
    published: bool
    revision: int
    written_date: date | None = None
    effective_from: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What is suggested of a published document while a query is typed."""

    id: str
    title: str
    number: str | None
    region: str | None
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Change:
    """What an index has to do about a document: put it, or, when ``deleted``, take it out.

    A withheld document is deleted as far as any index is concerned. ``characters`` of text.
    """

    id: str
    revision: int
    deleted: bool
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A relation seen from one document. ``other`` is the card at the far end; None while the
    mention is unresolved (``direction`` is then ``out``)."""

    relation: Relation
    direction: Literal["out", "in"]
    other: Card | None


class SourceOutcome(StrEnum):
    """What has become of a file that is known."""

    INDEXED = "indexed"
    CONTAINER = "container"  # its members or records have rows of their own
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    VANISHED = "vanished"  # it is gone; its document stays until somebody prunes


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A file, archive member or record as it was last seen.

    ``location`` is unique: the absolute path, with ``!/member`` for a part of a container;
    ``container`` is then the path of that container. ``document_id`` is the document made of
    it, for a duplicate the one that it repeats. ``fingerprint`` is that of the extraction;
    ``declared`` is the digest of what a manifest said, empty where none spoke of it.
    """

    location: str
    name: str
    size: int
    mtime_ns: int
    sha256: str
    outcome: SourceOutcome
    container: str | None = None
    document_id: str | None = None
    reason: str = ""
    detail: str = ""
    fingerprint: str = ""
    declared: str = ""


class AttemptOutcome(LabelledEnum):
    """What came of one attempt to ingest one thing; also the lines of the closing summary."""

    ADDED = "added", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "未变"
    MOVED = "moved", "移动"
    REMOVED = "removed", "移除"
    DUPLICATE = "duplicate", "重复"
    QUARANTINED = "quarantined", "隔离"
    FLAWED = "flawed", "声明有误"  # indexed or listed without what could not be used


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of the attempts log. ``at`` is an ISO instant in UTC, set by the catalogue."""

    name: str
    location: str
    sha256: str
    outcome: AttemptOutcome
    reason: str = ""
    detail: str = ""
    extractor: str = ""
    seconds: float = 0.0
    document_id: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """``documents`` are the living ones, withheld included."""

    documents: int
    withheld: int
    removed: int
    doubtful: int
    characters: int
    mentions: int
    resolved: int
    sources: Mapping[SourceOutcome, int]
    revision: int
