"""Files that were there before and are there no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexer.catalogue import AttemptOutcome, KnownSource, SourceOutcome
from indexer.pipeline.deciding import MAKING
from indexer.pipeline.locations import exists, is_within
from indexer.pipeline.run import Piece, Run


def settle_vanished(run: Run, roots: Iterable[str], *, prune: bool) -> None:
    """Under the roots: a document whose file is gone goes over to another file of the same
    bytes; else it is removed with ``prune``, and told without. Only what could be looked into
    counts: nothing vanishes below a folder or an archive that could not be read."""
    for root in roots:
        for known in run.catalogue.sources.each_under(root):
            if known.location not in run.seen and _is_gone(run, known):
                run.seen.add(known.location)
                _settle(run, known, prune=prune)
                run.commit_if_due()


def _is_gone(run: Run, known: KnownSource) -> bool:
    if is_within(known.location, run.unsound):
        return False
    if is_within(known.location, run.passed_over):
        return True
    if known.container is not None and exists(known.container):
        return known.container in run.complete
    return not exists(known.location)


def _settle(run: Run, known: KnownSource, *, prune: bool) -> None:
    identity = known.document_id
    if identity is None or known.outcome is SourceOutcome.DUPLICATE:
        if prune or known.outcome is not SourceOutcome.CONTAINER:
            run.forget(known.location)
        return
    others = [
        other
        for other in run.catalogue.sources.of_documents([identity]).get(identity, ())
        if other.location != known.location and exists(other.location)
    ]
    heirs = [other for other in others if other.outcome is SourceOutcome.DUPLICATE]
    if any(other.outcome is SourceOutcome.INDEXED for other in others):
        run.forget(known.location)
    elif heirs and known.outcome in MAKING:
        _inherit(run, known, heirs[0], identity)
    elif prune:
        run.batch.add(lambda writer: writer.delete(identity))
        run.forget(known.location)
        run.tell(_piece(known), AttemptOutcome.REMOVED, document_id=identity)
    else:
        run.summary.vanished.append(known.name)
        if known.outcome is SourceOutcome.INDEXED:
            run.remember(replace(known, outcome=SourceOutcome.VANISHED))


def _inherit(run: Run, known: KnownSource, heir: KnownSource, identity: str) -> None:
    path = None if heir.container is not None else heir.location
    run.batch.add(lambda writer: writer.move(identity, heir.name, path))
    run.forget(known.location)
    run.remember(
        replace(
            heir,
            outcome=SourceOutcome.INDEXED,
            detail="",
            fingerprint=known.fingerprint,
            declared=known.declared,
        )
    )
    run.tell(_piece(heir), AttemptOutcome.MOVED, "", f"原在 {known.name}", document_id=identity)


def _piece(known: KnownSource) -> Piece:
    return Piece(
        known.location, known.name, known.size, known.mtime_ns, known.sha256, known.container
    )
