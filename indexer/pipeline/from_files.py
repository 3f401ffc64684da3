"""Files and archive members → catalogue."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.catalogue import AttemptOutcome, KnownSource, SourceOutcome
from indexer.catalogue.sharing import of_content, of_id
from indexer.catalogue.writing import Writer
from indexer.extractors.fence.fence import Fence
from indexer.extractors.fence.understanding import Given, Read
from indexer.intake.declared import withheld
from indexer.intake.manifest import RULE as MANIFEST_RULE
from indexer.intake.manifest import Entry
from indexer.model import Source, SourceFile, Values
from indexer.model.errors import CatalogueError, Quarantined
from indexer.pipeline.deciding import (
    UNREAD,
    Decider,
    Decision,
    Duplicate,
    Elsewhere,
    Moved,
    Redeclared,
    ToExtract,
    Unchanged,
    Unreadable,
    same_declaration,
)
from indexer.pipeline.documents import (
    declaration_of,
    declared_of,
    from_read,
    joined,
    text_of,
    with_reading,
)
from indexer.pipeline.locations import MEMBER, FoundFile, digest
from indexer.pipeline.run import InHand, Piece, Run

Outcome = Read | Quarantined


@dataclass(slots=True)
class _Content:
    """What this run makes of some bytes. ``waiting``: files of the same bytes met before that
    was known."""

    name: str
    outcome: str | Quarantined | None = None
    waiting: list[tuple[FoundFile, Piece]] = field(default_factory=list)


class FileRun:
    """Brings the files of a run into the catalogue, each by the shortest way that is right."""

    def __init__(self, run: Run, decider: Decider, fence: Fence) -> None:
        self._run = run
        self._decider = decider
        self._fence = fence
        self._extracting: dict[str, ToExtract] = {}
        self._archives: dict[str, Piece] = {}
        self._found: dict[str, FoundFile] = {}
        self._contents: dict[str, _Content] = {}
        self._moved: dict[str, str] = {}
        # What another worker has in hand, and archives of which it has a member.
        self.elsewhere: dict[str, FoundFile] = {}
        self._settled_members: set[str] = set()
        run.batch.kept = self._in_hand

    def _in_hand(self) -> set[str]:
        """What was reserved for files that are not settled yet."""
        extracting = {of_content(d.sha256) for d in self._extracting.values()}
        archives = {of_content(piece.sha256) for piece in self._archives.values()}
        return extracting | archives | set(+self._decider.ahead)

    def read(self, found: Iterable[FoundFile]) -> None:
        """``elsewhere`` are those after it that have to be looked at again."""
        self.elsewhere.clear()
        self._archives.clear()
        for file, outcome in self._fence.read_all(self._to_extract(found), self._given):
            self._settle(file, outcome)
            self._run.commit_if_due()
            if self._run.stop:
                return
        for archive in self._archives.values():
            if archive.location not in self.elsewhere:
                self._finish_archive(archive)
            else:
                self._put_off_waiting(archive.sha256)
        self._archives.clear()

    # ------------------------------------------------------------ before extraction

    def _to_extract(self, found: Iterable[FoundFile]) -> Iterator[SourceFile]:
        """Settle what needs no extraction; the fence gets the rest, named by location."""
        for decision in self._decider.decide(found):
            if self._run.stop:
                return
            if isinstance(decision, ToExtract) and self._is_first(decision):
                self._run.meet(decision.found.name, decision.found.location)
                self._extracting[decision.found.location] = decision
                yield replace(decision.found.file, name=decision.found.location)
                continue
            if not isinstance(decision, ToExtract) and not self._without_extraction(decision):
                continue
            self._run.reporter.advance(decision.found.file.size, 1)
            self._run.commit_if_due()

    def _is_first(self, decision: ToExtract) -> bool:
        """Whether these bytes are new to this run; if not, the file shares what comes of them."""
        content = self._contents.get(decision.sha256)
        if content is None:
            self._contents[decision.sha256] = _Content(decision.found.name)
            return True
        piece = _piece(decision.found, decision.sha256, decision.known)
        content.waiting.append((decision.found, piece))
        if content.outcome is not None:
            self._settle_waiting(content)
        return False

    def _without_extraction(self, decision: Decision) -> bool:
        """False where it has to be put off."""
        try:
            self._settle_decided(decision)
        except InHand:
            self._put_off(decision.found)
            return False
        return True

    def _put_off(self, found: FoundFile) -> None:
        self.elsewhere[found.location] = found

    def _settle_decided(self, decision: Decision) -> None:
        match decision:
            case Elsewhere():
                raise InHand
            case Unchanged(found, known):
                self._unchanged(found, known)
            case Duplicate(found, sha256, document_id, of):
                self._run.repeat(self._known_piece(found, sha256), document_id, of)
            case Moved():
                self._move(decision)
            case Redeclared(found, known, entry):
                self._redeclare(_piece(found, known.sha256, known), known, entry)
            case Unreadable(found, problem):
                self._run.refuse(self._known_piece(found, ""), problem)

    def _known_piece(self, found: FoundFile, sha256: str) -> Piece:
        known = self._run.catalogue.sources.at([found.location]).get(found.location)
        return _piece(found, sha256, known)

    def _unchanged(self, found: FoundFile, known: KnownSource) -> None:
        run = self._run
        if known.outcome is not SourceOutcome.CONTAINER:
            if known.outcome is SourceOutcome.INDEXED:
                run.copy(_piece(found, known.sha256, known), found.file.path)
            run.leave(known, mtime_ns=found.file.mtime_ns)
            return
        run.seen.add(known.location)
        run.complete[known.location] = known.sha256
        for member in run.catalogue.sources.in_container(known.location):
            if member.outcome is SourceOutcome.VANISHED:
                continue
            entry = self._decider.entry(member.location, member.name)
            indexed = member.outcome is SourceOutcome.INDEXED
            if indexed and entry is not None and not same_declaration(member, entry):
                self._redeclare(_piece_of(member), member, entry)
            else:
                run.leave(member)

    def _move(self, moved: Moved) -> None:
        run, found, known, entry = self._run, moved.found, moved.known, moved.entry
        former = known.location
        identity = known.document_id or ""
        run.reserve(of_id(identity))
        if former in self._moved:  # the second of two copies
            piece = _piece(found, known.sha256, None)
            run.repeat(piece, identity, self._moved[former])
            return
        self._moved[former] = found.name
        displaced = self._known_piece(found, known.sha256).own_document
        if displaced is not None and displaced != identity:
            run.batch.add(lambda writer: writer.delete(displaced))
        piece = _piece(found, known.sha256, replace(known, location=found.location, container=None))
        run.batch.add(lambda writer: _move(writer, identity, piece))
        if moved.remains:
            run.remember(_as_copy(known, found.name))
        else:
            run.forget(former)
        run.remember(
            replace(
                known,
                location=found.location,
                name=found.name,
                container=None,
                outcome=SourceOutcome.INDEXED,
                mtime_ns=found.file.mtime_ns,
            )
        )
        run.tell(piece, AttemptOutcome.MOVED, "", f"原在 {known.name}", document_id=identity)
        if entry is not None and not same_declaration(known, entry):
            run.batch.commit()
            self._redeclare(piece, replace(known, location=found.location, container=None), entry)

    def _redeclare(self, piece: Piece, known: KnownSource, entry: Entry) -> None:
        """The text is as it was; the manifest says something else of it."""
        run = self._run
        began = time.perf_counter()
        document = run.catalogue.document(known.document_id or "")
        document = replace(document, source=_source(document.source, piece))
        declared = joined(entry.declaration.values, declared_of(document, without=("manifest",)))
        run.reserve(of_id(document.id))
        try:
            run.claim(document.id, piece.location, piece.name)
            (outcome,) = self._fence.understand_all([text_of(document, declared)])
            if isinstance(outcome, Quarantined):
                raise outcome
            document = with_reading(document, outcome)
        except Quarantined as problem:
            run.refuse(piece, problem)
            return
        piece = replace(piece, declared=entry.declaration.digest())
        run.store(piece, document, known.fingerprint, time.perf_counter() - began)

    def _given(self, file: SourceFile) -> Given:
        """``file.name`` is the location that the fence was given, or one within it."""
        decision = self._extracting.get(file.name)
        if decision is not None:
            piece, entry = _piece(decision.found, decision.sha256, decision.known), decision.entry
        else:
            piece = self._member(file)
            entry = self._decider.entry(piece.location, piece.name)
        return Given(piece.name, self._declared(piece, entry))

    def _declared(self, piece: Piece, entry: Entry | None) -> Values:
        if entry is not None:
            return declaration_of(entry).values
        return self._declared_before(piece)

    # ------------------------------------------------------------ after extraction

    def _settle(self, file: SourceFile, outcome: Outcome) -> None:
        """``file.name`` is the location that the fence was given, or one within it."""
        decision = self._extracting.pop(file.name, None)
        if decision is None:
            self._settle_member(file, outcome)
            return
        piece = _piece(decision.found, decision.sha256, decision.known)
        try:
            kept = self._keep(piece, outcome, decision.entry, decision.found.file.path)
        except InHand:
            self._put_off_all(decision)
            return
        self._contents[piece.sha256].outcome = kept
        self._settle_waiting(self._contents[piece.sha256])
        self._run.reporter.advance(piece.size, 1)

    def _put_off_all(self, decision: ToExtract) -> None:
        """The file, and those of the same bytes that waited for it."""
        self._put_off(decision.found)
        self._put_off_waiting(decision.sha256)

    def _put_off_waiting(self, sha256: str) -> None:
        for found, _ in self._contents.pop(sha256).waiting:
            self._put_off(found)

    def _settle_member(self, file: SourceFile, outcome: Outcome) -> None:
        piece = self._member(file)
        if piece.location in self._settled_members:
            return  # before the archive was put off
        try:
            self._settle_piece(piece, file, outcome)
        except InHand:
            archive = piece.container or ""
            self._put_off(self._found[archive])
            return
        if self._run.batch.sharing.is_shared:
            self._settled_members.add(piece.location)

    def _settle_piece(self, piece: Piece, file: SourceFile, outcome: Outcome) -> None:
        if not isinstance(outcome, Quarantined):
            piece = replace(piece, sha256=digest(file.path))
            self._run.reserve(of_content(piece.sha256))
        entry = self._decider.entry(piece.location, piece.name)
        known = piece.known
        same = known is not None and self._decider.holds(known, piece.sha256)
        if known is not None and same and (entry is None or same_declaration(known, entry)):
            self._run.copy(piece, file.path)
            self._run.leave(known)
            return
        if isinstance(outcome, Read) and self._repeats(piece):
            return
        kept = self._keep(piece, outcome, entry, file.path)
        if piece.sha256:
            self._contents[piece.sha256] = _Content(piece.name, kept)

    def _member(self, file: SourceFile) -> Piece:
        """Its content is not looked at yet."""
        archive = self._archive_of(file.name)
        return Piece(
            location=file.name,
            name=archive.name + file.name.removeprefix(archive.location),
            size=file.size,
            mtime_ns=file.mtime_ns,
            sha256="",
            container=archive.location,
            known=self._run.catalogue.sources.at([file.name]).get(file.name),
        )

    def _archive_of(self, location: str) -> Piece:
        """The archive that a member came from; the first member of it tells that it is one."""
        at = location.find(MEMBER)
        while at >= 0:
            outer = location[:at]
            if outer in self._archives:
                return self._archives[outer]
            decision = self._extracting.pop(outer, None)
            if decision is not None:
                piece = _piece(decision.found, decision.sha256, decision.known)
                self._archives[outer] = piece
                self._found[outer] = decision.found
                return piece
            at = location.find(MEMBER, at + 1)
        raise AssertionError(f"the fence gave back {location}, which it was never given")

    def _repeats(self, piece: Piece) -> bool:
        """Whether another file of the same bytes has its document already; then that is told."""
        content = self._contents.get(piece.sha256)
        if content is not None and isinstance(content.outcome, str):
            self._run.repeat(piece, content.outcome, content.name)
            return True
        original = self._decider.original(piece.location, piece.sha256, piece.known)
        if original is None or original.document_id is None:
            return False
        self._run.repeat(piece, original.document_id, original.name)
        return True

    def _finish_archive(self, archive: Piece) -> None:
        run = self._run
        run.complete[archive.location] = archive.sha256
        former = archive.own_document
        if former is not None:
            run.batch.add(lambda writer: writer.delete(former))
        source = archive.source(SourceOutcome.CONTAINER)
        run.remember(replace(source, fingerprint=run.reading))
        content = self._contents[archive.sha256]
        for _, waiting in content.waiting:
            run.repeat(waiting, "", archive.name)
        run.reporter.advance(archive.size)

    def _keep(
        self, piece: Piece, outcome: Outcome, entry: Entry | None, file: Path
    ) -> str | Quarantined:
        """Store what was read of a piece, or why nothing was; the document's id, or the reason."""
        declaration = declaration_of(entry)
        piece = replace(piece, declared=declaration.digest() if entry is not None else "")
        try:
            if isinstance(outcome, Quarantined):
                raise outcome
            identity = self._run.identity(piece, entry.id if entry is not None else None)
        except Quarantined as problem:
            self._run.refuse(piece, problem)
            return problem
        read = outcome.document
        source = Source(piece.name, _path(piece), piece.sha256, read.media_type, piece.size)
        fingerprint = f"{read.extractor} {read.extractor_version}"
        if read.unread:
            fingerprint += UNREAD  # another run reads on
        document = from_read(identity, outcome, source)
        self._run.copy(piece, file)
        self._run.store(piece, document, fingerprint, outcome.seconds)
        return identity

    def _declared_before(self, piece: Piece) -> Values:
        """What a manifest said of the file at an earlier run, where none speaks of it now."""
        former = piece.own_document
        if former is None:
            return {}
        try:
            return self._run.catalogue.claimed(former, MANIFEST_RULE)
        except CatalogueError:
            # It may have been that nobody shall see it.
            return withheld("清单对它的说明已损坏，按不公开处理", MANIFEST_RULE)

    def _settle_waiting(self, content: _Content) -> None:
        for _, piece in content.waiting:
            if isinstance(content.outcome, Quarantined):
                self._run.refuse(piece, content.outcome)
            elif content.outcome is not None:
                self._run.repeat(piece, content.outcome, content.name)
        content.waiting.clear()


def _piece(found: FoundFile, sha256: str, known: KnownSource | None) -> Piece:
    file = found.file
    declared = known.declared if known is not None else ""
    # A copy is read in place of a member whose archive is gone.
    container = known.container if known is not None else None
    return Piece(
        found.location, found.name, file.size, file.mtime_ns, sha256, container, known,
        declared=declared,
    )  # fmt: skip


def _piece_of(known: KnownSource) -> Piece:
    return Piece(
        known.location, known.name, known.size, known.mtime_ns, known.sha256, known.container,
        known, declared=known.declared,
    )  # fmt: skip


def _path(piece: Piece) -> str | None:
    """What opens the file again; nothing does for a member of an archive."""
    return None if piece.container is not None else piece.location


def _source(source: Source | None, piece: Piece) -> Source:
    media_type = source.media_type if source is not None else ""
    return Source(piece.name, _path(piece), piece.sha256, media_type, piece.size)


def _as_copy(known: KnownSource, of: str) -> KnownSource:
    return replace(
        known, outcome=SourceOutcome.DUPLICATE, detail=f"与 {of} 内容相同", fingerprint=""
    )


def _move(writer: Writer, identity: str, piece: Piece) -> None:
    writer.move(identity, piece.name, _path(piece))
