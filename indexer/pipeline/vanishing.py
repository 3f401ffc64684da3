"""Files that were there before and are there no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexer.catalogue import AttemptOutcome, KnownSource, SourceOutcome
from indexer.catalogue.sharing import of_content, of_id
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
                if not run.batch.sharing.is_shared or _is_as_it_was(run, known):
                    _settle(run, known, prune=prune)
                    run.batch.settle(known)
                run.commit_if_due()


def _is_as_it_was(run: Run, known: KnownSource) -> bool:
    """Whether a source is ours to settle, now that no other worker has it in hand: one may have
    met the same content elsewhere, or have read its container as it is now."""
    names = {of_content(known.sha256)} | (
        {of_id(known.document_id)} if known.document_id else set()
    )
    while run.batch.sharing.take(names) != names:
        run.wait_for_others()
        if run.stop:
            return False
    places = [place for place in (known.location, known.container) if place is not None]
    now = run.catalogue.sources.at(places)
    if now.get(known.location) != known:
        return False
    container = now.get(known.container or "")
    return container is None or run.complete.get(container.location) in (None, container.sha256)


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
