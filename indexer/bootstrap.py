"""The only wiring: settings → the parts, put together. Nobody else builds them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from analyzers.analyzer import Analyzer, default_analyzer
from analyzers.synonyms import SynonymError, SynonymTable
from indexer.catalogue import Catalogue
from indexer.catalogue.copies import Copies, Keeping
from indexer.engines import ENGINES, OpenStore
from indexer.engines.base import EngineStore, SearchEngine
from indexer.indexing import following as indexing
from indexer.indexing.projection import PROJECTION, CurrentName
from indexer.indexing.standing import Standing, standing_now
from indexer.model.errors import SettingsConflict, SettingsError
from indexer.pipeline.lock import is_held
from indexer.runtime import belonging
from indexer.runtime.progress import Reporter, Stop
from indexer.runtime.settings import Settings
from indexer.runtime.stamp import NOTHING, Stamp, stamp_of
from indexer.understanding.metadata.authority import Authority
from indexer.usage.store import UsageStore

if TYPE_CHECKING:
    from indexer.intake.manifest import Manifest
    from indexer.meaning.following import MeaningStanding
    from indexer.meaning.makers import Maker
    from indexer.pipeline.documents import DocumentReader
    from indexer.pipeline.ingest import Ingestion
    from indexer.searching.service import SearchService


# How often is looked whether another host has done with a shared index.
_FOLLOWER_SECONDS = 0.5


@dataclass
class Library:
    """A data folder, open: the catalogue, and the generations of its index. Parts that a command
    does not use are not built. A context manager."""

    settings: Settings
    catalogue: Catalogue

    @cached_property
    def analyzer(self) -> Analyzer:
        """Raises SettingsConflict where the library was indexed by another one: its index would be
        made anew, and a server of the other program could not follow it."""
        made, kept = default_analyzer(), self.settings.analyzer
        if kept is not None and kept != made.fingerprint():
            raise SettingsConflict(
                f"设置 analyzer 与本库不一致：本程序的分词规则与词典为 {made.fingerprint()}，本库"
                f"（{belonging.library_file(self.settings.home)}）为 {kept}。请用建库的程序版本；"
                "要改用本程序，运行 policy-search rebuild，再重启服务",
                field="analyzer",
            )
        return made

    @cached_property
    def store(self) -> EngineStore:
        open_store = _engine(self.settings.engine)
        return open_store(self.settings, self.analyzer, self.authority.fingerprint() + PROJECTION)

    @cached_property
    def authority(self) -> Authority:
        _ = self._names
        return Authority.load(self.settings.authority)

    @cached_property
    def _names(self) -> bytes:
        return _content(self.settings.authority)

    @cached_property
    def _present_names(self) -> _PresentNames:
        return _PresentNames(self.settings.home)

    def is_renamed(self) -> bool:
        """Whether the library goes by other names of bodies than were read here."""
        present = self._present_names.content()
        return present is not None and self._names != present

    def by_present_names(self) -> Library:
        """The same library, read anew with the names of bodies that it goes by now."""
        path = belonging.own_authority(self.settings.home)
        now = path if path.exists() else None
        return Library(self.settings.model_copy(update={"authority": now}), self.catalogue)

    @cached_property
    def current_name(self) -> CurrentName:
        """How a body is called today: names repeat by the thousand, and are looked up once."""
        return lru_cache(maxsize=4096)(self.authority.current)

    @cached_property
    def reader(self) -> DocumentReader:
        """What a text says, and whether it may be published."""
        from indexer.disclosure.gate import Gate
        from indexer.pipeline.documents import DocumentReader
        from indexer.pipeline.rules import Rules

        gate = Gate.of(self.settings.hold, self.settings.let_be)
        rules = Rules(self.authority, self.settings.region, gate)
        return DocumentReader(rules, self.authority.split)

    @cached_property
    def maker(self) -> Maker | None:
        """Of the vectors that ranking by meaning needs; None where it is off. Raises
        EncoderError."""
        from indexer.meaning.choosing import chosen_maker

        if not self.settings.meaning:
            return None
        return chosen_maker(self.analyzer, self.settings.encoder)

    def meaning(self) -> MeaningStanding | None:
        """How far the vectors have come; None where they are switched off."""
        if not self.settings.meaning:
            return None
        from indexer.meaning.choosing import chosen_fingerprint
        from indexer.meaning.following import path_of, standing

        path = path_of(self.settings.home)
        made_by = partial(chosen_fingerprint, self.analyzer, self.settings.encoder)
        return standing(self.catalogue, path, made_by)

    @cached_property
    def copies(self) -> Copies:
        return Copies(self.settings.home, Keeping(self.settings.copies))

    @cached_property
    def usage(self) -> UsageStore:
        return UsageStore(self.settings.usage_url)

    def update_index(self, reporter: Reporter | None = None, stop: Stop | None = None) -> int:
        """Bring the serving index up to the catalogue, once nobody else does so to one that is
        shared. The number of changes written; 0 where it was asked to stop before."""
        self.copies.sweep(self.catalogue.database)
        with self._following(reporter, stop) as ours:
            if not ours:
                return 0
            return indexing.update_index(
                self.catalogue, self.store, reporter, stop, current_name=self.current_name
            )

    def follow(self) -> bool:
        """The same where nobody else does; False where another host does."""
        with self.catalogue.database.sole(self.store.shared) as ours:
            if ours:
                indexing.update_index(self.catalogue, self.store, current_name=self.current_name)
            return ours

    @contextmanager
    def _following(self, reporter: Reporter | None, stop: Stop | None) -> Iterator[bool]:
        """False where it was asked to stop while it waited for another host."""
        told = False
        while True:
            with self.catalogue.database.sole(self.store.shared) as ours:
                if ours:
                    yield True
                    return
            if reporter is not None and not told:
                reporter.say("另一主机正在更新共用的索引，等它结束")
                told = True
            if stop is not None and stop:
                yield False
                return
            time.sleep(_FOLLOWER_SECONDS)

    def rebuild(self, reporter: Reporter | None = None, stop: Stop | None = None) -> int:
        """The index anew, by the analyzer of this program. Raises EngineError where the new one
        fails its check."""
        stop = stop if stop is not None else Stop()
        kept = self.settings
        if kept.analyzer is not None:
            self.settings = kept.model_copy(update={"analyzer": default_analyzer().fingerprint()})
        with self._following(reporter, stop) as ours:
            if not ours:
                return 0
            written = indexing.rebuild(
                self.catalogue, self.store, reporter, stop, current_name=self.current_name
            )
        if self.settings.analyzer != kept.analyzer and not stop:
            belonging.write(self.settings)
        return written

    def standing(self) -> Standing:
        """Whether what is committed will be found, and if not, why."""

        def open_engine() -> SearchEngine:
            return self.store.current()

        return standing_now(
            self.catalogue,
            open_engine,
            lambda: is_held(self.settings.home, self.catalogue, self.store.shared),
        )

    def keep_settings(self) -> bool:
        """Make those that decide how documents are read the library's own, from the first
        ingestion on: another shell must not index it in another way. They were read by now.
        Whether a library that has documents had none of its own."""
        _ = self.authority, self.synonyms
        missing = belonging.keep(self.settings, self.analyzer.fingerprint())
        return missing and self.catalogue.revision() > 0

    def ingestion(
        self,
        *,
        manifest: Manifest | None = None,
        workers: int | None = None,
        prune: bool = False,
        only: frozenset[str] | None = None,
        wary: bool = False,
        again: frozenset[str] = frozenset(),
        instead: Mapping[str, Path] | None = None,
    ) -> Ingestion:
        from indexer.extractors.fence.fence import FenceLimits
        from indexer.pipeline.ingest import Ingestion

        return Ingestion(
            reader=self.reader,
            limits=FenceLimits.of(self.settings),
            temporary=self.settings.home / "temporary",
            workers=workers or self.settings.workers,
            manifest=manifest,
            prune=prune,
            only=only,
            wary=wary,
            again=again,
            instead=instead or {},
            copies=self.copies,
        )

    def manifest(self, path: Path) -> Manifest:
        """Raises ManifestError."""
        from indexer.intake.manifest import read_manifest

        return read_manifest(path, self.authority.split)

    @cached_property
    def synonyms(self) -> SynonymTable:
        """Raises SettingsError with the line that cannot be read."""
        try:
            return SynonymTable.load(
                self.settings.synonyms or belonging.own_synonyms(self.settings.home)
            )
        except (SynonymError, OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"同义词文件无法读取：{error}", field="synonyms") from error

    def service(self) -> SearchService:
        """The facade of all reading. Closing it closes the catalogue too."""
        from indexer.searching.service import SearchService

        return SearchService(
            self.catalogue,
            self.store,
            self.usage,
            self.analyzer,
            self.synonyms,
            self.settings,
            current_name=self.current_name,
        )

    def close(self) -> None:
        self.catalogue.close()
        if "usage" in self.__dict__:
            self.usage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _PresentNames:
    """The names of bodies that a library goes by now. Every process asks several times a second:
    files are read only where they are others than they were."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home
        self._seen: tuple[Stamp, Stamp] | None = None
        self._content: bytes | None = None

    def content(self) -> bytes | None:
        """None where the library has no settings of its own. Raises SettingsError."""
        if self._stamps() != self._seen:
            self._path = belonging.own_authority(self._home)
            seen = self._stamps()
            self._content = None if seen[0] == NOTHING else _content(self._path)
            self._seen = seen
        return self._content

    def _stamps(self) -> tuple[Stamp, Stamp]:
        return stamp_of(belonging.library_file(self._home)), stamp_of(self._path)


def _content(path: Path | None) -> bytes:
    """Empty where there is none."""
    try:
        return b"" if path is None else path.read_bytes()
    except FileNotFoundError:
        return b""


def open_library(settings: Settings, *, create: bool = True) -> Library:
    """Raises CatalogueError, and SettingsError for an engine that there is not."""
    _engine(settings.engine)
    return Library(settings, Catalogue.open(settings.catalogue_url, create=create))


def open_service(settings: Settings) -> SearchService:
    """The service over the library of these settings; it is the caller's to close."""
    return open_library(settings).service()


def _engine(name: str) -> OpenStore:
    if name not in ENGINES:
        known = "、".join(ENGINES)
        raise SettingsError(f"没有检索引擎 {name}，可用：{known}", field="engine")
    return ENGINES[name]
