"""What was read → a PolicyDocument: declarations put together, the text understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from indexer.extractors.wraps import join_wrapped
from indexer.intake import records
from indexer.intake.declared import Declaration, SplitIssuers, clean, declare
from indexer.intake.manifest import RULE as MANIFEST_RULE
from indexer.intake.manifest import Entry
from indexer.model import (
    Basis,
    Block,
    ExtractedDocument,
    Mention,
    PolicyDocument,
    Quality,
    Source,
    Value,
    Values,
)
from indexer.model.blocks import line_blocks

# What a file says of itself in a table or its properties yields to what a manifest says.
FILE_RULE = "file"
_FILE_CONFIDENCE = 0.9


class Understood(Protocol):
    """``indexer.understanding.understand.Understanding``, as far as it is needed here."""

    @property
    def values(self) -> Values: ...

    @property
    def mentions(self) -> tuple[Mention, ...]: ...


class Understand(Protocol):
    """``indexer.understanding.understand.understand`` with its authority and region given."""

    def __call__(
        self, text: str, blocks: tuple[Block, ...], *, name: str, declared: Values
    ) -> Understood: ...


def storable(extracted: ExtractedDocument) -> ExtractedDocument:
    """Without what no database keeps (see ``clean``); offsets stay. A hostile file may hold it."""
    text = clean(extracted.text)
    blocks = extracted.blocks
    if text != extracted.text:
        blocks = tuple(
            replace(b, rows=tuple(tuple(map(clean, row)) for row in b.rows)) if b.rows else b
            for b in blocks
        )
    return replace(
        extracted,
        text=text,
        blocks=blocks,
        warnings=tuple(map(clean, extracted.warnings)),
        attachments=tuple(map(clean, extracted.attachments)),
    )


def from_file(
    identity: str,
    extracted: ExtractedDocument,
    source: Source,
    declared: Values,
    understand: Understand,
) -> PolicyDocument:
    extracted = storable(extracted)
    understood = understand(extracted.text, extracted.blocks, name=source.name, declared=declared)
    return PolicyDocument(
        id=identity,
        text=extracted.text,
        blocks=extracted.blocks,
        values=understood.values,
        mentions=understood.mentions,
        source=source,
        extractor=extracted.extractor,
        extractor_version=extracted.extractor_version,
        pages=extracted.pages,
        origin=extracted.origin,
        quality=extracted.quality,
        warnings=extracted.warnings,
        attachments=extracted.attachments,
    )


def from_record(
    identity: str, record: records.Record, source: Source, understand: Understand
) -> PolicyDocument:
    text = join_wrapped(record.text)
    blocks = line_blocks(text)
    declared = record.declaration.values
    understood = understand(text, blocks, name=source.name, declared=declared)
    return PolicyDocument(
        id=identity,
        text=text,
        blocks=blocks,
        values=understood.values,
        mentions=understood.mentions,
        source=source,
        extractor="record",
        extractor_version=records.VERSION,
        quality=Quality(),
    )


def understood_again(
    document: PolicyDocument, understand: Understand, declared: Values | None = None
) -> PolicyDocument:
    """The same text read by the present rules; ``declared`` instead of what was declared."""
    name = document.source.name if document.source else document.id
    kept = declared_of(document) if declared is None else declared
    understood = understand(document.text, document.blocks, name=name, declared=kept)
    return replace(document, values=understood.values, mentions=understood.mentions)


# ---------------------------------------------------------------- declarations


def declared_in_file(extracted: ExtractedDocument, split_issuers: SplitIssuers) -> Values:
    """What the file's own table or properties declare; what cannot be read is left out."""
    said = declare(dict(extracted.declared), FILE_RULE, split_issuers).values
    return {
        name: tuple(Value(v.value, replace(v.evidence, confidence=_FILE_CONFIDENCE)) for v in found)
        for name, found in said.items()
    }


def declared_of(document: PolicyDocument, *, without: Sequence[str] = ()) -> Values:
    """What was declared of a document, but for the rules named."""
    kept = {
        name: tuple(
            v
            for v in found
            if v.evidence.basis is Basis.DECLARED and v.evidence.rule not in without
        )
        for name, found in document.values.items()
    }
    return {name: found for name, found in kept.items() if found}


def by_manifest(document: PolicyDocument) -> Values:
    """What a manifest declared of a document."""
    kept = {
        name: tuple(v for v in found if v.evidence.rule == MANIFEST_RULE)
        for name, found in document.values.items()
    }
    return {name: found for name, found in kept.items() if found}


def joined(*declared: Values) -> Values:
    """All of them, the first ones first."""
    result: dict[str, tuple[Value, ...]] = {}
    for values in declared:
        for name, found in values.items():
            result[name] = (*result.get(name, ()), *found)
    return result


def declaration_of(entry: Entry | None) -> Declaration:
    return entry.declaration if entry is not None else Declaration({})
