"""The catalogue: the truth about every document, its claims, mentions, sources and attempts."""

from indexer.catalogue.attached import AttachedDocument, Attachments
from indexer.catalogue.auditing import Act
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import (
    Attempt,
    AttemptOutcome,
    Card,
    Change,
    Counts,
    KnownSource,
    Link,
    SourceOutcome,
)

__all__ = [
    "Act",
    "AttachedDocument",
    "Attachments",
    "Attempt",
    "AttemptOutcome",
    "Card",
    "Catalogue",
    "Change",
    "Counts",
    "KnownSource",
    "Link",
    "SourceOutcome",
]
