"""Records → catalogue."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from indexer.catalogue import KnownSource, SourceOutcome
from indexer.catalogue.selection import chunks
from indexer.catalogue.sharing import of_id, of_place
from indexer.extractors.fence.fence import Fence
from indexer.extractors.fence.understanding import Given, Read, Text
from indexer.intake import records
from indexer.intake.declared import SplitIssuers
from indexer.intake.records import BadRecord, Record, read_records
from indexer.model import Source
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.pipeline.deciding import MAKING
from indexer.pipeline.documents import from_read
from indexer.pipeline.locations import MEMBER, FoundFile, digest, short_digest
from indexer.pipeline.run import Piece, Run

FINGERPRINT = f"record {records.VERSION}"
_CHUNK = 100
_TELLING = 10


class RecordRun:
    """Reads the record files of a run, one after the other."""

    def __init__(
        self, run: Run, fence: Fence, split_issuers: SplitIssuers, line_bytes: int
    ) -> None:
        self._run = run
        self._fence = fence
        self._split_issuers = split_issuers
        self._line_bytes = line_bytes
        # Files with lines that another worker has in hand; and of these, the lines that are done.
        self.elsewhere: dict[str, FoundFile] = {}
        self._done: dict[str, set[str]] = {}

    def read(self, found: FoundFile) -> None:
        """One file. As it was when last read to its end, it costs a hash. ``elsewhere`` are those
        after it that have to be looked at again."""
        self.elsewhere.pop(found.location, None)
        run, container = self._run, self._container(found)
        try:
            container = replace(container, sha256=digest(found.file.path))
        except OSError as error:
            reason = QuarantineReason.UNREADABLE
            run.refuse(container, Quarantined(reason, str(error.strerror)))
            run.reporter.advance(found.file.size)
            return
        if self._is_unchanged(container):
            self._leave_all(container)
            run.reporter.advance(found.file.size)
            return
        file = _File(self, found, container, self._done.pop(found.location, set()))
        if not file.read():
            self.elsewhere[found.location] = found
            self._done[found.location] = file.taken

    def _container(self, found: FoundFile) -> Piece:
        known = self._run.catalogue.sources.at([found.location]).get(found.location)
        file = found.file
        return Piece(found.location, found.name, file.size, file.mtime_ns, "", known=known)

    @staticmethod
    def _is_unchanged(container: Piece) -> bool:
        known = container.known
        return (
            known is not None
            and known.outcome is SourceOutcome.CONTAINER
            and (known.sha256, known.fingerprint) == (container.sha256, FINGERPRINT)
        )

    def _leave_all(self, container: Piece) -> None:
        run = self._run
        run.seen.add(container.location)
        run.complete[container.location] = container.sha256
        for known in run.catalogue.sources.in_container(container.location):
            if known.outcome is not SourceOutcome.VANISHED:
                run.leave(known)


class _File:
    """One record file that has to be read."""

    def __init__(
        self, parent: RecordRun, found: FoundFile, container: Piece, done: set[str]
    ) -> None:
        self._run = parent._run
        self._fence = parent._fence
        self._lines = read_records(
            found.file.path, parent._split_issuers, line_bytes=parent._line_bytes
        )
        self._found = found
        self._container = container
        self._position = 0
        self._unknown: set[str] = set()
        # Records on their way through the fence, in its order.
        self._drawn: deque[tuple[Record, Piece]] = deque()
        self._locations: set[str] = set()
        # Lines taken up by now, where others share the work; and those that were before the file
        # was put off.
        self.taken: set[str] = set(done)
        self._done = done
        self._elsewhere = False
        self._problem: Quarantined | None = None

    def read(self) -> bool:
        """False where it has to be looked at again."""
        run = self._run
        for outcome in self._fence.understand_all(self._texts()):
            self._settle(*self._drawn.popleft(), outcome)
            run.commit_if_due()
            if run.stop:
                return True
        if run.stop:
            return True
        if self._elsewhere and self._problem is None:
            return False
        if self._problem is not None:
            run.refuse(self._container, self._problem)
            run.unsound.add(self._container.location)
            return True
        run.complete[self._container.location] = self._container.sha256
        run.remember(
            replace(self._container.source(SourceOutcome.CONTAINER), fingerprint=FINGERPRINT)
        )
        run.reporter.advance(max(self._found.file.size - self._position, 0))
        return True

    def _texts(self) -> Iterator[Text]:
        """Settle what needs no understanding; the fence gets the rest."""
        try:
            for chunk in chunks(self._lines, _CHUNK):
                self._check(chunk)
                yield from self._chunk(chunk)
                self._run.commit_if_due()
                if self._run.stop:
                    return
        except Quarantined as problem:  # what was drawn before is still settled
            self._problem = problem

    def _check(self, chunk: list[Record | BadRecord]) -> None:
        """A file that begins with nothing but bad lines holds something else than documents, and
        is told once rather than line by line. Raises Quarantined."""
        if self._position or len(chunk) < _TELLING:
            return
        bad = [line for line in chunk if isinstance(line, BadRecord)]
        if len(bad) == len(chunk):
            detail = f"不是文件记录，如第{bad[0].line}行：{bad[0].detail}"
            raise Quarantined(QuarantineReason.BAD_RECORD, detail)

    def _chunk(self, chunk: list[Record | BadRecord]) -> Iterator[Text]:
        places = {id(line): self._location(line) for line in chunk}
        chunk = self._ours(chunk, places)
        known = self._run.catalogue.sources.at(places.values())
        for line in chunk:
            location = places[id(line)]
            if not isinstance(line, Record):
                self._refuse(line, location, known)
            elif self._is_to_be_read(line, location, known):
                piece = self._piece(line, location, known)
                self._locations.add(location)
                self._drawn.append((line, piece))
                yield Text(line.text, None, Given(piece.name, line.declaration.values))
            self._run.reporter.advance(max(line.position - self._position, 0), 1)
            self._position = max(line.position, self._position)

    def _ours(
        self, chunk: list[Record | BadRecord], places: Mapping[int, str]
    ) -> list[Record | BadRecord]:
        """Without those that are done already, or that another worker has in hand."""
        sharing = self._run.batch.sharing
        if not sharing.is_shared:
            return chunk
        left = [line for line in chunk if places[id(line)] not in self._done]
        names = {id(line): _reserved(line, places[id(line)]) for line in left}
        ours = sharing.take(names.values())
        mine = [line for line in left if names[id(line)] in ours]
        self._elsewhere |= len(mine) < len(left)
        self.taken.update(places[id(line)] for line in mine)
        return mine

    def _location(self, line: Record | BadRecord) -> str:
        """By id, so that lines may change their order; a bad line's by its number."""
        part = _public_id(line) if isinstance(line, Record) else f"#{line.line}"
        return f"{self._container.location}{MEMBER}{part}"

    def _piece(
        self, line: Record | BadRecord, location: str, known: Mapping[str, KnownSource]
    ) -> Piece:
        record = line if isinstance(line, Record) else None
        part = location.removeprefix(self._container.location)
        return Piece(
            location=location,
            name=f"{self._found.name}{part}",
            size=record.size if record else 0,
            mtime_ns=0,
            sha256=record.sha256 if record else "",
            container=self._container.location,
            known=known.get(location),
            label="" if record else f"{self._found.name} 第{line.line}行",
        )

    def _is_to_be_read(
        self, record: Record, location: str, known: Mapping[str, KnownSource]
    ) -> bool:
        """Whether there is anything new in a record; what is wrong with it is told."""
        run, piece = self._run, self._piece(record, location, known)
        self._warn_of_unknown(record)
        if location in run.seen or location in self._locations:
            detail = f"编号 {_public_id(record)} 在本文件中重复，以先出现的为准"
            run.tell_again(self._label(record), location, detail)
            return False
        if _holds(piece):
            assert piece.known is not None
            run.leave(piece.known)
            return False
        for problem in record.declaration.problems:
            run.flaw(self._found.name, location, problem, f"第{record.line}行")
        return True

    def _settle(self, record: Record, piece: Piece, outcome: Read | Quarantined) -> None:
        run, identity, label = self._run, _public_id(record), self._label(record)
        self._locations.discard(piece.location)  # from here on it is among those seen
        try:
            run.claim(identity, piece.location, label)
            if isinstance(outcome, Quarantined):
                raise outcome
        except Quarantined as problem:
            run.refuse(replace(piece, label=label), problem)
            return
        source = Source(piece.name, None, record.sha256, records.MEDIA_TYPE, record.size)
        document = from_read(identity, outcome, source)
        run.store(piece, document, FINGERPRINT, outcome.seconds)

    def _label(self, record: Record) -> str:
        return f"{self._found.name} 第{record.line}行"

    def _refuse(self, line: BadRecord, location: str, known: Mapping[str, KnownSource]) -> None:
        self._run.refuse(self._piece(line, location, known), Quarantined(line.reason, line.detail))

    def _warn_of_unknown(self, record: Record) -> None:
        new = [name for name in record.declaration.unknown if name not in self._unknown]
        self._unknown.update(new)
        for name in new:
            self._run.summary.warn(f"{self._found.name} 有未知字段 {name[:40]}，作为附加信息保留")


def _reserved(line: Record | BadRecord, location: str) -> str:
    """By its id, which another file may give to a document too."""
    return of_id(_public_id(line)) if isinstance(line, Record) else of_place(location)


def _public_id(record: Record) -> str:
    return record.id or short_digest(record.sha256)


def _holds(piece: Piece) -> bool:
    known = piece.known
    return (
        known is not None
        and known.outcome in MAKING
        and known.document_id is not None
        and (known.sha256, known.fingerprint) == (piece.sha256, FINGERPRINT)
    )
