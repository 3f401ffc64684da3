"""What was read → a PolicyDocument: declarations put together, the text understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.extractors.fence.understanding import Given, Read, Text, Understand
from indexer.extractors.wraps import join_wrapped
from indexer.intake import records
from indexer.intake.declared import Declaration, SplitIssuers, clean, declare
from indexer.intake.manifest import Entry
from indexer.model import (
    Basis,
    ExtractedDocument,
    PolicyDocument,
    Source,
    Value,
    Values,
)
from indexer.model.blocks import line_blocks
from indexer.model.evidence import FILE_RULE
from indexer.model.responsibilities import DUTIES_UNREAD

_FILE_CONFIDENCE = 0.9


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


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Understands what was extracted or stored; it runs in the fence's workers."""

    understand: Understand
    split_issuers: SplitIssuers

    @property
    def modules(self) -> tuple[str, ...]:
        rules = self.understand if hasattr(self.understand, "__name__") else type(self.understand)
        return (__name__, rules.__module__)

    def file(self, extracted: ExtractedDocument, given: Given) -> Read:
        extracted = storable(extracted)
        declared = joined(given.declared, declared_in_file(extracted, self.split_issuers))
        understood = self.understand(
            extracted.text, extracted.blocks, name=given.name, declared=declared
        )
        return Read(extracted, understood)

    def text(self, text: Text) -> Read:
        body, blocks = text.text, text.blocks
        if blocks is None:
            body = join_wrapped(body)
            blocks = line_blocks(body)
        given = text.given
        understood = self.understand(body, blocks, name=given.name, declared=given.declared)
        document = ExtractedDocument(body, blocks, records.MEDIA_TYPE, "record", records.VERSION)
        return Read(document, understood)


def from_read(identity: str, read: Read, source: Source) -> PolicyDocument:
    extracted, understood = read.document, read.understood
    return PolicyDocument(
        id=identity,
        text=extracted.text,
        blocks=extracted.blocks,
        values=understood.values,
        mentions=understood.mentions,
        responsibilities=understood.responsibilities,
        source=source,
        extractor=extracted.extractor,
        extractor_version=extracted.extractor_version,
        pages=extracted.pages,
        origin=extracted.origin,
        quality=extracted.quality,
        warnings=(*extracted.warnings, *understood.warnings),
        attachments=extracted.attachments,
    )


def text_of(document: PolicyDocument, declared: Values | None = None) -> Text:
    """A stored text, to be read by the present rules; ``declared`` instead of what was declared."""
    name = document.source.name if document.source else document.id
    kept = declared_of(document) if declared is None else declared
    return Text(document.text, document.blocks, Given(name, kept))


def with_reading(document: PolicyDocument, read: Read) -> PolicyDocument:
    """The same document as it is read now."""
    understood = read.understood
    kept = (warning for warning in document.warnings if warning != DUTIES_UNREAD)
    return replace(
        document,
        values=understood.values,
        mentions=understood.mentions,
        responsibilities=understood.responsibilities,
        warnings=(*kept, *understood.warnings),
    )


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


def joined(*declared: Values) -> Values:
    """All of them, the first ones first."""
    result: dict[str, tuple[Value, ...]] = {}
    for values in declared:
        for name, found in values.items():
            result[name] = (*result.get(name, ()), *found)
    return result


def declaration_of(entry: Entry | None) -> Declaration:
    return entry.declaration if entry is not None else Declaration({})
