"""Understanding again what the catalogue holds, after a rule changed: no file is opened."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from indexer.catalogue import Catalogue
from indexer.catalogue.attaching import group_of
from indexer.catalogue.digests import altered
from indexer.catalogue.selection import chunks
from indexer.extractors.fence.fence import Fence
from indexer.model import Basis, PolicyDocument, Values
from indexer.model.errors import Quarantined
from indexer.pipeline.documents import text_of, with_reading
from indexer.runtime.progress import Reporter, Silent, Stop

log = logging.getLogger(__name__)

_CHUNK = 200


def understand_all(
    catalogue: Catalogue,
    fence: Fence,
    reporter: Reporter | None = None,
    stop: Stop | None = None,
) -> int:
    """Read every document by the present rules; the number of those whose reading came out
    otherwise. Names, resolutions and timelines are made anew for all of them.

    Declared and reviewed values stay. The caller holds the writer lock, and gives a fence that
    has a reader.
    """
    reporter = reporter or Silent()
    ids = [change.id for change in catalogue.changes_since(0)]
    reporter.begin("重新理解", len(ids))
    changed = 0
    for chunk in chunks(ids, _CHUNK):
        if stop is not None and stop:
            break
        documents = _as_written(catalogue, chunk)
        read_again = list(_again(documents, fence))
        with catalogue.write() as writer:
            writer.renew(chunk)
            for document, again in zip(documents, read_again, strict=True):
                if _differs(document, again):
                    writer.put(again)
                    changed += 1
        reporter.advance(len(chunk), len(chunk))
    with catalogue.write() as writer:
        writer.link_attachments({group_of(source.location) for source in catalogue.sources.all()})
    return changed


def _as_written(catalogue: Catalogue, ids: Sequence[str]) -> list[PolicyDocument]:
    """Without those that a damaged database shows otherwise: written again they would pass for
    what was read."""
    with catalogue.database.snapshot() as connection:
        wrong = altered(connection, ids)
    for identity in sorted(wrong):
        log.warning("%s stays as it was: it is not what was written, see verify", identity)
    return [d for d in catalogue.documents(ids).values() if d.id not in wrong]


def _again(documents: Sequence[PolicyDocument], fence: Fence) -> Iterator[PolicyDocument]:
    outcomes = fence.understand_all(text_of(document) for document in documents)
    for document, outcome in zip(documents, outcomes, strict=True):
        if isinstance(outcome, Quarantined):
            log.warning("%s stays as it was: %s", document.id, outcome)
            yield document
        else:
            yield with_reading(document, outcome)


def _differs(document: PolicyDocument, again: PolicyDocument) -> bool:
    mentions = tuple(m for m in document.mentions if m.evidence.basis is not Basis.REVIEWED)
    if document.responsibilities != again.responsibilities or document.warnings != again.warnings:
        return True
    return mentions != again.mentions or _read(document.values) != _read(again.values)


def _read(values: Values) -> Values:
    """Without what staff said, which is no reading."""
    read = {
        name: tuple(v for v in found if v.evidence.basis is not Basis.REVIEWED)
        for name, found in values.items()
    }
    return {name: found for name, found in read.items() if found}
