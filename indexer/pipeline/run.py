"""The state of one run, and the verbs that every way in shares: store, refuse, remember, commit."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.catalogue import Attempt, AttemptOutcome, Catalogue, KnownSource, SourceOutcome
from indexer.catalogue.attaching import group_of
from indexer.catalogue.copies import Copies
from indexer.catalogue.sharing import Sharing, of_content, of_id, of_place
from indexer.catalogue.writing import Writer
from indexer.intake.declared import FieldProblem, clean
from indexer.model import PolicyDocument
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.model.publication import is_published, withheld_for
from indexer.pipeline.locations import exists, short_digest
from indexer.pipeline.summary import Summary
from indexer.runtime.disk import obstacle
from indexer.runtime.progress import Reporter, Silent, Stop

log = logging.getLogger(__name__)

# A batch is committed when it holds so many changes or characters, or is so old: what a kill
# can cost, against what a transaction costs.
_BATCH_CHANGES = 1000
_BATCH_CHARACTERS = 8_000_000
_BATCH_SECONDS = 10.0
_SHARED_SECONDS = 3.0

# Not the file's fault, or not for long: tried again at the next run even if nothing changed.
_PASSING = frozenset(
    {QuarantineReason.UNREADABLE, QuarantineReason.MISSING, QuarantineReason.CHANGED}
)


class InHand(Exception):
    """Another worker has this content, or a document of this id, in hand: it is put off until that
    one is done with it, or dead."""


class Batch:
    """Changes to the catalogue, committed together, and what was reserved for them. ``kept`` tells
    what of it is needed on."""

    def __init__(self, catalogue: Catalogue, sharing: Sharing | None = None) -> None:
        self._catalogue = catalogue
        self.sharing = sharing or Sharing()
        self.kept: Callable[[], set[str]] = set
        self._settled: set[str] = set()
        self._changes: list[Callable[[Writer], None]] = []
        self._characters = 0
        self._began = time.monotonic()

    def add(self, change: Callable[[Writer], None], characters: int = 0) -> None:
        if not self._changes:
            self._began = time.monotonic()
        self._changes.append(change)
        self._characters += characters

    def settle(self, source: KnownSource) -> None:
        """What becomes of this source is in the batch."""
        if not self.sharing.is_shared:
            return
        names = [of_content(source.sha256), of_place(source.location)]
        if source.document_id is not None:
            names.append(of_id(source.document_id))
        self._settled.update(name for name in names if self.sharing.holds(name))

    @property
    def due(self) -> bool:
        return (
            len(self._changes) >= _BATCH_CHANGES
            or self._characters >= _BATCH_CHARACTERS
            or bool(self._changes and time.monotonic() - self._began >= self._seconds)
        )

    @property
    def _seconds(self) -> float:
        """Others wait for what is in hand."""
        return _SHARED_SECONDS if self.sharing.is_shared else _BATCH_SECONDS

    def commit(self) -> None:
        if not self._changes and not self._settled:
            return
        settled, kept = self._settled, self.kept()
        with self._catalogue.write() as writer:
            for change in self._changes:
                change(writer)
            writer.last(lambda connection: self.sharing.confirm(connection, settled, kept))
        self.sharing.let_go(settled - kept)
        self._settled = set()
        self._changes.clear()
        self._characters = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing on its way: a file, an archive member or a record.

    ``label`` is how people are told of it; ``known`` is what the catalogue has at its location.
    """

    location: str
    name: str
    size: int
    mtime_ns: int
    sha256: str
    container: str | None = None
    known: KnownSource | None = None
    label: str = ""
    declared: str = ""

    @property
    def told(self) -> str:
        return self.label or self.name

    @property
    def own_document(self) -> str | None:
        """The id of the document that was made of this very piece before."""
        known = self.known
        if known is None or known.outcome is SourceOutcome.DUPLICATE:
            return None
        return known.document_id

    def source(self, outcome: SourceOutcome) -> KnownSource:
        return KnownSource(
            self.location, self.name, self.size, self.mtime_ns, self.sha256, outcome,
            container=self.container, declared=self.declared,
        )  # fmt: skip


@dataclass(slots=True)
class Run:
    """``reading`` is the fingerprint of all extractors and limits together. ``seen`` are the
    locations met, ``complete`` the containers read to their end and what they were then,
    ``unsound`` the locations whose inside could not be seen, so that nothing below them counts as
    vanished; all below the ``passed_over`` does, as if it were not there; ``touched`` the folders
    and archives (``group_of``) something of which has changed; ``taken`` what came of this run
    before it ``looks_again`` at what was put off."""

    catalogue: Catalogue
    batch: Batch
    reading: str
    reporter: Reporter = field(default_factory=Silent)
    stop: Stop = field(default_factory=Stop)
    summary: Summary = field(default_factory=Summary)
    seen: set[str] = field(default_factory=set)
    complete: dict[str, str] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)
    passed_over: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    looks_again: bool = False
    copies: Copies | None = None
    _owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    # By the digest of a name, where the walk met it first: which file is read first is chance.
    _first_met: dict[str, str] = field(default_factory=dict)

    def copy(self, piece: Piece, file: Path) -> None:
        """Keep a copy of what a document is read from, where the library wants one."""
        if self.copies is None:
            return
        try:
            self.copies.keep(file, piece.sha256, member=piece.container is not None)
        except OSError as error:
            self.summary.warn(f"原件的副本没有保留（{obstacle(error)}），如 {piece.told}")

    # ------------------------------------------------------------ outcomes

    def store(
        self, piece: Piece, document: PolicyDocument, fingerprint: str, seconds: float = 0.0
    ) -> None:
        """The document made of the piece, replacing the one that was made of it before."""
        former = piece.own_document
        if former is not None and former != document.id:
            self.batch.add(lambda writer: writer.delete(former))
        self.batch.add(lambda writer: writer.put(document), len(document.text))
        if not is_published(document.values):
            self.summary.withhold(piece.told, withheld_for(document.values))
        self.remember(
            replace(
                piece.source(SourceOutcome.INDEXED),
                document_id=document.id,
                fingerprint=fingerprint,
            )
        )
        outcome = AttemptOutcome.ADDED if former is None else AttemptOutcome.UPDATED
        self.summary.characters += len(document.text)
        self.tell(piece, outcome, document_id=document.id, extractor=fingerprint, seconds=seconds)

    def refuse(self, piece: Piece, problem: Quarantined) -> None:
        """The piece cannot be indexed. A document made of it before stays as it was read then."""
        former = piece.own_document
        told = clean(problem.detail)
        passing = problem.reason in _PASSING
        self.remember(
            replace(
                piece.source(SourceOutcome.QUARANTINED),
                document_id=former,
                reason=problem.reason.value,
                detail=told,
                fingerprint="" if passing else self.reading,
            )
        )
        detail = told if former is None else f"{told}（沿用上次读出的内容）"
        self.tell(
            piece, AttemptOutcome.QUARANTINED, problem.reason.value, detail, document_id=former
        )

    def leave(self, known: KnownSource, *, mtime_ns: int | None = None) -> None:
        """As it was; what was wrong with it is still told. One that had vanished is back."""
        self.seen.add(known.location)
        name = known.name
        self.batch.settle(known)
        if self.looks_again and known.location in self.taken:
            return  # it came of this very run, before another worker's was waited for
        if known.outcome is SourceOutcome.VANISHED:
            known = replace(known, outcome=SourceOutcome.INDEXED)
            self.remember(known)
        if mtime_ns not in (None, known.mtime_ns):
            self.remember(replace(known, mtime_ns=mtime_ns or 0))
        if known.outcome is SourceOutcome.QUARANTINED:
            self.summary.count(AttemptOutcome.QUARANTINED, name, known.reason, known.detail)
        elif known.outcome is SourceOutcome.DUPLICATE:
            self.summary.count(AttemptOutcome.DUPLICATE, name, "", known.detail)
        elif known.outcome is SourceOutcome.INDEXED:
            self.summary.count(AttemptOutcome.UNCHANGED, name)

    def repeat(self, piece: Piece, document_id: str, of: str) -> None:
        """The piece has the same content as another one."""
        former = piece.own_document
        if former is not None and former != document_id:
            self.batch.add(lambda writer: writer.delete(former))
        detail = f"与 {of} 内容相同"
        source = replace(
            piece.source(SourceOutcome.DUPLICATE), document_id=document_id, detail=detail
        )
        self.remember(source)
        known = piece.known
        if known is not None and known.outcome is SourceOutcome.DUPLICATE:
            self.summary.count(AttemptOutcome.DUPLICATE, piece.told, "", detail)
        else:
            self.tell(piece, AttemptOutcome.DUPLICATE, "", detail, document_id=document_id)

    def tell_again(self, name: str, location: str, detail: str) -> None:
        """Something whose like was met in this run already, and counts for nothing."""
        self.summary.count(AttemptOutcome.DUPLICATE, name, "", detail)
        attempt = Attempt(name, location, "", AttemptOutcome.DUPLICATE, "", detail)
        self.batch.add(lambda writer: writer.record(attempt))

    def flaw(self, name: str, location: str, problem: FieldProblem, place: str) -> None:
        """A declared value that was left out."""
        where = f"{name} {place}".strip()
        detail = f"{problem.field}：{problem.message}"
        self.summary.count(AttemptOutcome.FLAWED, where, "", detail)
        attempt = Attempt(where, location, "", AttemptOutcome.FLAWED, "", detail)
        self.batch.add(lambda writer: writer.record(attempt))

    def tell(
        self,
        piece: Piece,
        outcome: AttemptOutcome,
        reason: str = "",
        detail: str = "",
        *,
        document_id: str | None = None,
        extractor: str = "",
        seconds: float = 0.0,
    ) -> None:
        """Count the outcome and log the attempt."""
        self.summary.count(outcome, piece.told, reason, detail)
        attempt = Attempt(
            piece.told, piece.location, piece.sha256, outcome, reason, detail, extractor,
            round(seconds, 6), document_id,
        )  # fmt: skip
        self.batch.add(lambda writer: writer.record(attempt))

    def remember(self, source: KnownSource) -> None:
        self.seen.add(source.location)
        self.touched.add(group_of(source.location))
        self.batch.settle(source)
        if self.batch.sharing.is_shared:
            self.taken.add(source.location)
        self.batch.add(lambda writer: writer.remember(source))

    def forget(self, location: str) -> None:
        self.touched.add(group_of(location))
        self.batch.add(lambda writer: writer.forget(location))

    # ------------------------------------------------------------ identity

    def reserve(self, *names: str) -> None:
        """Raises InHand."""
        if self.batch.sharing.take(names) != set(names):
            raise InHand

    def wait_for_others(self) -> None:
        """Until no other worker has what could not be taken. What others wait for us to do is done
        and free before."""
        self.batch.commit()
        self.batch.sharing.release()
        self.batch.sharing.wait(self.stop.event.wait)

    def claim(self, identity: str, location: str, name: str) -> None:
        """Take a public id for a location. Raises Quarantined where another one of this run has
        it."""
        owner = self._owners.setdefault(identity, (location, name))
        if owner[0] != location:
            raise Quarantined(QuarantineReason.BAD_RECORD, f"编号 {identity} 已用于 {owner[1]}")

    def identity(self, piece: Piece, declared: str | None) -> str:
        """The public id: the declared one, else the one it had, else one made of its name.

        Raises Quarantined where the declared one belongs to another file that is still there.
        """
        wanted = declared or piece.own_document or self._derived(piece)
        self.reserve(of_id(wanted))
        if declared is not None:
            for other in self.catalogue.sources.of_documents([declared]).get(declared, ()):
                taken = other.location != piece.location and exists(other.location)
                if taken and other.outcome is SourceOutcome.INDEXED:
                    detail = f"编号 {declared} 已用于 {other.name}"
                    raise Quarantined(QuarantineReason.BAD_RECORD, detail)
        self.claim(wanted, piece.location, piece.name)
        return wanted

    def meet(self, name: str, location: str) -> None:
        """A file that will be read, in the order of the walk."""
        self._first_met.setdefault(short_digest(name), location)

    def _derived(self, piece: Piece) -> str:
        """Of the name, so that the same folder gives the same ids on every machine; of the whole
        location where another folder's file of that name was first."""
        short = short_digest(piece.name)
        self.reserve(of_id(short))
        owner = self._owners.get(short)
        taken = owner is not None and owner[0] != piece.location
        taken = taken or self._first_met.get(short, piece.location) != piece.location
        others = self.catalogue.sources.of_documents([short]).get(short, ())
        if taken or any(other.location != piece.location for other in others):
            longer = short_digest(piece.location)
            self.reserve(of_id(longer))
            return longer
        return short

    def commit_if_due(self) -> None:
        if self.batch.due:
            self.batch.commit()
