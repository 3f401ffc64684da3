"""The types of documents, handed on; queries, fields, labels and errors by their modules."""

from indexer.model.documents import IndexedDocument, Kind, PolicyDocument, Source
from indexer.model.evidence import PRECEDENCE, Basis, Evidence, Passage, Review, Value, Values
from indexer.model.extracted import (
    Block,
    BlockKind,
    ExtractedDocument,
    Quality,
    SourceFile,
    TextOrigin,
)
from indexer.model.responsibilities import BodyLevel, DutyKind, Responsibility
from indexer.model.validity import (
    BINDING,
    ENDED,
    NOT_BINDING,
    Event,
    EventType,
    Mention,
    Relation,
    RelationType,
    Scope,
    Status,
    StatusChange,
    StatusValue,
    Timeline,
)

__all__ = [
    "BINDING",
    "ENDED",
    "NOT_BINDING",
    "PRECEDENCE",
    "Basis",
    "Block",
    "BlockKind",
    "BodyLevel",
    "DutyKind",
    "Event",
    "EventType",
    "Evidence",
    "ExtractedDocument",
    "IndexedDocument",
    "Kind",
    "Mention",
    "Passage",
    "PolicyDocument",
    "Quality",
    "Relation",
    "RelationType",
    "Responsibility",
    "Review",
    "Scope",
    "Source",
    "SourceFile",
    "Status",
    "StatusChange",
    "StatusValue",
    "TextOrigin",
    "Timeline",
    "Value",
    "Values",
]
