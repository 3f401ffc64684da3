"""Values to rows and back. Pure; the tables' columns are named here and in ``tables`` only."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from analyzers.numbers import normalise_number
from indexer.catalogue.types import Card
from indexer.model import (
    Basis,
    Block,
    BlockKind,
    Evidence,
    Kind,
    Mention,
    Passage,
    PolicyDocument,
    Quality,
    RelationType,
    Review,
    Scope,
    Source,
    Status,
    StatusChange,
    StatusValue,
    TextOrigin,
    Timeline,
    Value,
    Values,
)
from indexer.model.blocks import line_blocks
from indexer.model.publication import is_published
from indexer.model.responsibilities import BodyLevel, DutyKind, Responsibility
from indexer.understanding.validity.directory import DocumentCard, core_key, title_key

# What a result gives by column name; SQLAlchemy's mapping has no common type with dict.
Row = Any

CARD_COLUMNS = (
    "id",
    "title",
    "doc_number",
    "issuers",
    "kind",
    "published_date",
    "url",
    "timeline",
    "doubtful",
    "origin",
    "published",
    "revision",
    "written_date",
    "effective_from",
    "region",
)


def dump(value: object) -> str:
    return orjson.dumps(value).decode()


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# ---------------------------------------------------------------- text


def encode_blocks(text: str, blocks: tuple[Block, ...]) -> bytes | None:
    """Compressed JSON; None where the blocks are the text's lines anyway."""
    if blocks == line_blocks(text):
        return None
    rows = [
        [
            b.kind.value,
            b.start,
            b.end,
            b.page,
            b.level,
            b.rows,
            b.font_size,
            b.font_name,
            b.centred,
            b.red,
        ]
        for b in blocks
    ]
    return zlib.compress(orjson.dumps(rows), 1)


def decode_blocks(text: str, packed: bytes | None) -> tuple[Block, ...]:
    if packed is None:
        return line_blocks(text)
    return tuple(
        Block(
            BlockKind(kind),
            start,
            end,
            page,
            level,
            None if rows is None else tuple(tuple(cells) for cells in rows),
            *layout,
        )
        for kind, start, end, page, level, rows, *layout in orjson.loads(zlib.decompress(packed))
    )


# ---------------------------------------------------------------- timeline and card


def encode_timeline(timeline: Timeline) -> str:
    """``date.min`` is written as an empty text."""
    return dump(
        [
            [
                "" if change.since == date.min else change.since.isoformat(),
                change.status.value,
                change.status.basis,
                change.status.since,
                change.status.reason,
            ]
            for change in timeline
        ]
    )


@lru_cache(maxsize=4096)
def decode_timeline(text: str) -> Timeline:
    """Cached: the same hits are shown again and again, and the value cannot change."""
    return tuple(
        StatusChange(
            day(since) or date.min,
            Status(StatusValue(value), Basis(basis) if basis else None, day(began), reason),
        )
        for since, value, basis, began, reason in orjson.loads(text)
    )


def card(row: Any) -> Card:
    """From a row of CARD_COLUMNS."""
    (
        identity,
        title,
        number,
        issuers,
        kind,
        published_date,
        url,
        timeline,
        doubtful,
        origin,
        published,
        revision,
        written_date,
        effective_from,
        region,
    ) = row
    return Card(
        identity,
        title,
        number,
        issuers_of(issuers),
        kind,
        day(published_date),
        url,
        decode_timeline(timeline),
        bool(doubtful),
        origin,
        bool(published),
        revision,
        day(written_date),
        day(effective_from),
        region,
    )


@lru_cache(maxsize=4096)
def issuers_of(text: str) -> tuple[str, ...]:
    return tuple(orjson.loads(text))


# ---------------------------------------------------------------- documents


def name_keys(title: str | None, number: str | None) -> dict[str, str | None]:
    """The keys of a name: a document's own, or one by which it is mentioned."""
    return {
        "number_key": (normalise_number(number) or number) if number else None,
        "title_key": title_key(title) if title else "",
        "core_key": core_key(title) if title else "",
    }


def document_row(document: PolicyDocument) -> dict[str, Any]:
    """The columns that depend on the document alone: all but key, revision, timeline, times."""
    source = document.source or Source("", None, "", "", 0)
    return {
        "id": document.id,
        "published": is_published(document.values),
        "title": document.title,
        "doc_number": document.doc_number,
        "issuers": dump(document.issuers),
        "kind": document.kind.value,
        "genre": document.text_of("genre"),
        "region": document.text_of("region"),
        "written_date": document.text_of("written_date"),
        "published_date": document.text_of("published_date"),
        "effective_from": document.text_of("effective_from"),
        **name_keys(document.title, document.doc_number),
        "url": document.text_of("url") or "",
        "doubtful": document.quality.doubtful,
        "origin": document.origin.value,
        "source_name": source.name,
        "source_path": source.path,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "size": source.size,
        "extractor": document.extractor,
        "extractor_version": document.extractor_version,
        "pages": document.pages,
        "quality": encode_quality(document.quality),
        "warnings": dump(document.warnings),
        "attachments": dump(document.attachments),
        "characters": len(document.text),
    }


def encode_quality(quality: Quality) -> str:
    return dump(
        {
            "mapped": quality.mapped,
            "chinese": quality.chinese,
            "garbage": quality.garbage,
            "coverage": quality.coverage,
            "confidence": quality.confidence,
            "doubts": quality.doubts,
        }
    )


def decode_quality(text: str) -> Quality:
    found = orjson.loads(text)
    return Quality(**{**found, "doubts": tuple(found["doubts"])})


def policy_document(
    row: Row,
    text: str,
    blocks: tuple[Block, ...],
    claims: Iterable[Row],
    mentions: Iterable[Row],
    responsibilities: Iterable[Row] = (),
) -> PolicyDocument:
    return PolicyDocument(
        id=row["id"],
        text=text,
        blocks=blocks,
        values=values(claims),
        mentions=tuple(mention(m) for m in mentions),
        responsibilities=tuple(
            DutyRow(*(row[name] for name in DutyRow._fields)).made() for row in responsibilities
        ),
        source=Source(
            row["source_name"],
            row["source_path"],
            row["sha256"],
            row["media_type"],
            row["size"],
        ),
        extractor=row["extractor"],
        extractor_version=row["extractor_version"],
        pages=row["pages"],
        origin=TextOrigin(row["origin"]),
        quality=decode_quality(row["quality"]),
        warnings=tuple(orjson.loads(row["warnings"])),
        attachments=tuple(orjson.loads(row["attachments"])),
        published=bool(row["published"]),
        revision=row["revision"],
    )


DOCUMENT_CARD_COLUMNS = (
    "id",
    "title",
    "doc_number",
    "issuers",
    "region",
    "kind",
    "genre",
    "written_date",
    "published_date",
    "effective_from",
)


def document_card(row: Any) -> DocumentCard:
    """From a row of DOCUMENT_CARD_COLUMNS."""
    identity, title, number, issuers, region, kind, genre, written, published, effective = row
    return DocumentCard(
        identity,
        title,
        number,
        issuers_of(issuers),
        region,
        Kind(kind),
        genre,
        day(written),
        day(published),
        day(effective),
    )


# ---------------------------------------------------------------- responsibilities


def responsibility_row(document: int, found: Responsibility) -> Row:
    return {
        "document": document,
        "body": found.body,
        "name": found.name,
        "level": found.level.value,
        "kind": found.kind.value,
        "duty": found.duty,
        "matter": found.matter,
        **_evidence_columns(found.evidence),
    }


_LEVELS = {level.value: level for level in BodyLevel}
_DUTY_KINDS = {kind.value: kind for kind in DutyKind}
_BASES = {basis.value: basis for basis in Basis}


class DutyRow(NamedTuple):
    """A duty as it is stored. A question about law reads some thousand to rank them, and makes a
    ``Responsibility`` of few."""

    body: str
    name: str
    level: str
    kind: str
    duty: str
    matter: str
    basis: str
    rule: str
    quote: str
    page: int | None
    start_at: int | None
    end_at: int | None
    confidence: float
    also: str

    def made(self) -> Responsibility:
        also = tuple(Passage(*one) for one in orjson.loads(self.also)) if self.also != "[]" else ()
        return Responsibility(
            self.body, self.name, _LEVELS[self.level], _DUTY_KINDS[self.kind], self.duty,
            self.matter,
            Evidence(
                _BASES[self.basis], self.rule, self.quote, self.page, self.start_at, self.end_at,
                self.confidence, also,
            ),
        )  # fmt: skip


# ---------------------------------------------------------------- claims


def _evidence_columns(evidence: Evidence) -> dict[str, Any]:
    return {
        "basis": evidence.basis.value,
        "rule": evidence.rule,
        "quote": evidence.quote,
        "page": evidence.page,
        "start_at": evidence.start,
        "end_at": evidence.end,
        "confidence": evidence.confidence,
        "also": dump([[p.quote, p.start, p.end, p.page] for p in evidence.also]),
    }


def _evidence(row: Row) -> Evidence:
    return Evidence(
        Basis(row["basis"]),
        row["rule"],
        row["quote"],
        row["page"],
        row["start_at"],
        row["end_at"],
        row["confidence"],
        tuple(Passage(*passage) for passage in orjson.loads(row["also"])),
        Review(row["who"], row["at"] or "", row["why"]) if row.get("who") else None,
    )


def _review_columns(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {"who": None, "at": None, "why": ""}
    return {"who": review.who, "at": review.at, "why": review.why}


def claim_rows(document: int, claims: Values) -> list[dict[str, Any]]:
    return [
        {
            "document": document,
            "field": name,
            "value": dump(claim.value),
            **_evidence_columns(claim.evidence),
            **_review_columns(claim.evidence.review),
        }
        for name, found in claims.items()
        for claim in found
    ]


def values(claims: Iterable[Row]) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    for row in claims:
        value = orjson.loads(row["value"])
        found.setdefault(row["field"], []).append(
            Value(tuple(value) if isinstance(value, list) else value, _evidence(row))
        )
    return {name: tuple(claimed) for name, claimed in found.items()}


# ---------------------------------------------------------------- mentions


def mention_row(document: int, mention: Mention) -> dict[str, Any]:
    """Without the resolution, which the linking adds."""
    return {
        "document": document,
        "type": mention.type.value,
        "target_title": mention.target_title,
        "target_number": mention.target_number,
        "target_date": mention.target_date.isoformat() if mention.target_date else None,
        "target_issuer": mention.target_issuer,
        "scope": mention.scope.value,
        "provision": mention.provision,
        "from_date": mention.from_date.isoformat() if mention.from_date else None,
        "from_own_effective": mention.from_own_effective,
        **name_keys(mention.target_title, mention.target_number),
        **_evidence_columns(mention.evidence),
    }


def mention(row: Row) -> Mention:
    return Mention(
        RelationType(row["type"]),
        _evidence(row),
        row["target_title"],
        row["target_number"],
        day(row["target_date"]),
        row["target_issuer"],
        Scope(row["scope"]),
        row["provision"],
        day(row["from_date"]),
        bool(row["from_own_effective"]),
    )
