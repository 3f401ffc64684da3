"""What to do with each file found: a stat, a hash, and what the catalogue knows of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.catalogue import KnownSource, SourceOutcome
from indexer.catalogue.selection import chunks
from indexer.catalogue.sharing import Sharing, of_content
from indexer.catalogue.sources import Sources
from indexer.intake.manifest import Entry, Manifest
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.pipeline.locations import FoundFile, digest, exists, openable
from indexer.understanding.metadata.filename import tells_little

# Files looked up in the catalogue at once; and where others share the work, each takes few.
_CHUNK = 200
_SHARED_CHUNK = 24

# Ends the fingerprint of a file that was not read whole: it is none of today's, so that the next
# run reads on.
UNREAD = " unread"
# Outcomes of a source that a document was made of.
MAKING = (SourceOutcome.INDEXED, SourceOutcome.VANISHED)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """As it was when last seen. ``known.outcome`` says what came of it then."""

    found: FoundFile
    known: KnownSource


@dataclass(frozen=True, slots=True)
class Moved:
    """The file of a document that stood at ``known.location``, where nothing is any more; or what
    is there ``remains``, a copy whose name says less than this one's."""

    found: FoundFile
    known: KnownSource
    entry: Entry | None
    remains: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same bytes as a file whose document is ``document_id``."""

    found: FoundFile
    sha256: str
    document_id: str
    of: str


@dataclass(frozen=True, slots=True)
class Redeclared:
    """The file as it was, of which a manifest now says something else."""

    found: FoundFile
    known: KnownSource
    entry: Entry


@dataclass(frozen=True, slots=True)
class ToExtract:
    """New or changed; ``known`` is what the catalogue has at this location."""

    found: FoundFile
    sha256: str
    known: KnownSource | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    found: FoundFile
    problem: Quarantined


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another worker has its content in hand."""

    found: FoundFile


Decision = Unchanged | Moved | Duplicate | Redeclared | ToExtract | Unreadable | Elsewhere


class Decider:
    """``extractions`` are the fingerprints of today's extractors, ``reading`` that of all of them
    together: a file that could not be read is tried again when it changes. ``again``: locations of
    files that are read whatever came of them before."""

    def __init__(
        self,
        sources: Sources,
        manifest: Manifest | None,
        extractions: frozenset[str],
        reading: str,
        again: frozenset[str] = frozenset(),
        sharing: Sharing | None = None,
    ) -> None:
        self._again = again
        self._sharing = sharing or Sharing()
        # What was reserved for files that are not given out yet.
        self.ahead: Counter[str] = Counter()
        self._sources = sources
        self._manifest = manifest
        self._extractions = extractions
        self._reading = reading

    def decide(self, found: Iterable[FoundFile]) -> Iterator[Decision]:
        for chunk in chunks(found, _SHARED_CHUNK if self._sharing.is_shared else _CHUNK):
            hashed = {file.location: _hash(file) for file in chunk}
            decisions = self._decisions(chunk, hashed)
            if self._sharing.is_shared:
                decisions = self._reserved(decisions, hashed)
            self.ahead = Counter(map(of_content, _digests(chunk, hashed)))
            for file, decision in zip(chunk, decisions, strict=True):
                self.ahead.subtract(map(of_content, _digests([file], hashed)))
                yield decision

    def _decisions(
        self, files: Sequence[FoundFile], hashed: Mapping[str, str | Quarantined]
    ) -> list[Decision]:
        known = self._sources.at(file.location for file in files)
        alike = self._sources.with_content(_digests(files, hashed))
        decisions: list[Decision] = []
        for file in files:
            sha256 = hashed[file.location]
            if isinstance(sha256, Quarantined):
                decisions.append(Unreadable(file, sha256))
            else:
                decisions.append(self._decide(file, sha256, known.get(file.location), alike))
        return decisions

    def _reserved(
        self, decisions: Sequence[Decision], hashed: Mapping[str, str | Quarantined]
    ) -> list[Decision]:
        """What changes something is reserved first, and decided by what holds from then on."""
        files = [d.found for d in decisions if not isinstance(d, Unchanged | Unreadable)]
        names = {file.location: of_content(_digests([file], hashed)[0]) for file in files}
        ours = self._sharing.take(names.values())
        mine = [file for file in files if names[file.location] in ours]
        made = {d.found.location: d for d in self._decisions(mine, hashed)}
        made |= {f.location: Elsewhere(f) for f in files if f.location not in made}
        return [made.get(d.found.location, d) for d in decisions]

    def _decide(
        self,
        file: FoundFile,
        sha256: str,
        known: KnownSource | None,
        alike: Mapping[str, list[KnownSource]],
    ) -> Decision:
        entry = self.entry(file.location, file.name)
        original = _original(self, file.location, sha256, known, alike.get(sha256, ()))
        if original is not None:
            if original.outcome is SourceOutcome.INDEXED and exists(original.location):
                if _is_named_better(file.name, original):
                    return Moved(file, original, entry, remains=True)
                return Duplicate(file, sha256, original.document_id or "", original.name)
            return Moved(file, original, entry)
        if known is None or file.location in self._again or not self.holds(known, sha256):
            return ToExtract(file, sha256, known, entry)
        if entry is not None and not same_declaration(known, entry):
            if known.outcome in MAKING and entry.id in (None, known.document_id):
                return Redeclared(file, known, entry)
            if known.outcome is not SourceOutcome.CONTAINER:
                return ToExtract(file, sha256, known, entry)
        return Unchanged(file, known)

    def original(self, location: str, sha256: str, known: KnownSource | None) -> KnownSource | None:
        """The file elsewhere whose document these bytes already are."""
        alike = self._sources.with_content([sha256]).get(sha256, ())
        return _original(self, location, sha256, known, alike)

    def entry(self, location: str, name: str) -> Entry | None:
        return self._manifest.entry(location, name) if self._manifest is not None else None

    def holds(self, known: KnownSource, sha256: str) -> bool:
        """Whether what came of a file would come of it again."""
        if known.sha256 != sha256:
            return False
        if known.outcome in MAKING:
            return known.document_id is not None and known.fingerprint in self._extractions
        return known.outcome is not SourceOutcome.DUPLICATE and known.fingerprint == self._reading


def _digests(files: Iterable[FoundFile], hashed: Mapping[str, str | Quarantined]) -> list[str]:
    found = (hashed[file.location] for file in files)
    return [sha256 for sha256 in found if isinstance(sha256, str)]


def same_declaration(known: KnownSource, entry: Entry) -> bool:
    return (
        known.declared == entry.declaration.digest()
        and (entry.id is None or known.document_id in (None, entry.id))
    )  # fmt: skip


def _original(
    decider: Decider,
    location: str,
    sha256: str,
    known: KnownSource | None,
    alike: Iterable[KnownSource],
) -> KnownSource | None:
    if known is not None and known.outcome in MAKING and known.sha256 == sha256:
        return None
    for other in alike:
        if (
            other.location != location
            and other.outcome in MAKING
            and other.document_id is not None
            and decider.holds(other, sha256)
            and _is_still(other)
        ):
            return other
    return None


def _is_named_better(name: str, original: KnownSource) -> bool:
    """通知.docx stands for a document that came as 通知 2.docx, whichever was there first; not
    where somebody has declared something of the file, or it is a member of an archive."""
    if original.container is not None or original.declared:
        return False
    return tells_little(original.name) and not tells_little(name)


def _is_still(known: KnownSource) -> bool:
    """Whether the file is gone, or has the bytes that it had; not when others took its place."""
    if known.container is not None or not exists(known.location):
        return True
    path = openable(known.location)
    try:
        seen = path.stat()
        if (seen.st_size, seen.st_mtime_ns) == (known.size, known.mtime_ns):
            return True
        return seen.st_size == known.size and digest(path) == known.sha256
    except OSError:
        return False


def _hash(file: FoundFile) -> str | Quarantined:
    try:
        return digest(file.file.path)
    except FileNotFoundError:
        return Quarantined(QuarantineReason.MISSING, path=file.name)
    except OSError as error:
        return Quarantined(QuarantineReason.UNREADABLE, str(error.strerror), path=file.name)
