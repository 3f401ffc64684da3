"""Catalogue → index: catching up by revision, and rebuilding beside the serving generation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from analyzers.folding import fold
from indexer.catalogue import Catalogue, Change
from indexer.engines.base import EngineStatus, EngineStore, EngineWriter, SearchEngine
from indexer.indexing.projection import CurrentName, project
from indexer.model import IndexedDocument
from indexer.model.citing import in_marks
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration
from indexer.model.queries import Substring
from indexer.runtime.progress import Reporter, Silent, Stop

# Documents read from the catalogue at once, and characters in one commit of the index: both
# bound memory, and a commit is what an interrupted run keeps.
_READ = 200
_COMMIT_CHARACTERS = 30_000_000
# Changes listed at once.
_LISTED = 5_000
_PROBES = 20
_HAN = re.compile(r"[\u4e00-\u9fff]{4}")


class _Stopped(Exception):
    """A wish to stop, met in the middle of a commit: nothing of that commit remains."""


def is_current(catalogue: Catalogue, store: EngineStore) -> bool:
    """Whether ``update_index`` would find nothing to do: a generation of this configuration
    serves, as of this catalogue's revision. Raises EngineError for a damaged one."""
    try:
        engine = store.current()
    except (NoGeneration, StaleGeneration):
        return False
    try:
        # In this order: what is committed between the two readings only makes the index older.
        status = engine.status()
        return status.revision == catalogue.revision() and not is_foreign(catalogue, status)
    finally:
        engine.close()


def is_foreign(catalogue: Catalogue, status: EngineStatus) -> bool:
    """Whether the index follows another catalogue, or another history of this one: an older state
    of it was put back, and what was done since has taken the same numbers."""
    if status.revision > catalogue.revision():
        return True
    return bool(status.mark) and catalogue.mark(status.revision) != status.mark


def update_index(
    catalogue: Catalogue,
    store: EngineStore,
    reporter: Reporter | None = None,
    stop: Stop | None = None,
    *,
    current_name: CurrentName = str,
) -> int:
    """Bring the serving generation up to the catalogue, or build one where there is none that
    fits this configuration and this catalogue. The number of changes written."""
    reporter = reporter or Silent()
    try:
        engine = store.current()
    except NoGeneration:
        return rebuild(catalogue, store, reporter, stop, current_name=current_name)
    except StaleGeneration:
        reporter.say("注意：索引由另一配置建立，现在重建；换了程序版本的，运行中的服务须重启")
        return rebuild(catalogue, store, reporter, stop, current_name=current_name)
    try:
        if is_foreign(catalogue, engine.status()):
            # Made from another catalogue, or this is a backup: what it says of documents is not so.
            reporter.say("注意：索引不是由这个目录库（或它现在的历史）建立的，现在重建")
            return rebuild(catalogue, store, reporter, stop, current_name=current_name)
        return catch_up(catalogue, engine, reporter, stop, current_name=current_name)
    finally:
        engine.close()


def rebuild(
    catalogue: Catalogue,
    store: EngineStore,
    reporter: Reporter | None = None,
    stop: Stop | None = None,
    *,
    current_name: CurrentName = str,
) -> int:
    """The index anew from the catalogue, checked, then published by one step. A build that is
    stopped or fails its check is given up, and what was serving goes on serving.

    Raises EngineError where the check fails. The number of changes written; 0 when stopped.
    """
    stop = stop if stop is not None else Stop()
    engine = store.build()
    try:
        written = catch_up(catalogue, engine, reporter, stop, current_name=current_name)
        if stop:
            return 0
        problems = list(check(catalogue, engine))
        if problems:
            raise EngineError(f"新建的索引未通过检查，未启用：{'；'.join(problems)}")
        store.publish(engine)
        return written
    finally:
        engine.close()


def catch_up(
    catalogue: Catalogue,
    engine: SearchEngine,
    reporter: Reporter | None = None,
    stop: Stop | None = None,
    *,
    current_name: CurrentName = str,
) -> int:
    """Bring the index to the catalogue's revision; the number of changes written.

    What was committed stays when ``stop`` is set, what was not is given up; the next call goes
    on from there.
    """
    reporter = reporter or Silent()
    stop = stop if stop is not None else Stop()
    since, upto = engine.status().revision, catalogue.revision()
    total = catalogue.count_changes(since)
    if not total:
        return 0
    reporter.begin("写入索引", total)
    written = 0
    try:
        for portion in _portions(_changes(catalogue, since, upto)):
            # The last change's revision, so that a crash after the commit loses and repeats none.
            last = portion[-1].revision
            with engine.write(last, catalogue.mark(last)) as writer:
                _write(catalogue, portion, writer, reporter, stop, current_name)
            written += len(portion)
    except _Stopped:
        pass
    return written


def _write(
    catalogue: Catalogue,
    changes: Sequence[Change],
    writer: EngineWriter,
    reporter: Reporter,
    stop: Stop,
    current_name: CurrentName,
) -> None:
    for start in range(0, len(changes), _READ):
        if stop:
            raise _Stopped
        part = changes[start : start + _READ]
        documents = read(catalogue, [c.id for c in part if not c.deleted], current_name)
        for change in part:
            if change.id in documents:
                writer.put(documents[change.id])
            else:
                writer.delete(change.id)
        reporter.advance(len(part), len(part))


def read(
    catalogue: Catalogue, ids: Sequence[str], current_name: CurrentName = str
) -> dict[str, IndexedDocument]:
    """The projections of the published ones among these documents."""
    cards = catalogue.cards(ids)
    return {
        identity: project(document, cards[identity].timeline, current_name)
        for identity, document in catalogue.documents(ids).items()
        if document.published and identity in cards
    }


def check(catalogue: Catalogue, engine: SearchEngine) -> Iterator[str]:
    """What is wrong with an index by its counts, its revision and some probes; in Chinese."""
    status, counts = engine.status(), catalogue.counts()
    if (
        status.revision == counts.revision
        and status.documents != counts.documents - counts.withheld
    ):
        yield f"索引有 {status.documents} 份文件，目录库有 {counts.documents - counts.withheld} 份"
    if status.revision > counts.revision:
        yield f"索引的版本 {status.revision} 高于目录库的 {counts.revision}"
    if status.revision == counts.revision:
        yield from _probe(catalogue, engine)


def _probe(catalogue: Catalogue, engine: SearchEngine) -> Iterator[str]:
    """Some documents, spread over the library, must be found by pieces of what they say."""
    step = max(1, sum(1 for _ in catalogue.all_titles()) // _PROBES)
    chosen = list(islice(catalogue.all_titles(), 0, step * _PROBES, step))
    texts = catalogue.texts([identity for identity, _ in chosen])
    for identity, title in chosen:
        pieces = (("title", fold(title)[:6]), ("body", _middle(fold(texts.get(identity, "")))))
        for field, piece in pieces:
            if piece and not engine.matches(Substring(piece, (field,)), [identity])[0]:
                yield f"索引中以“{piece}”找不到{in_marks(title)}（{identity}）"


def _middle(text: str) -> str:
    """A few characters that stand together in the middle of the text."""
    found = _HAN.search(text, len(text) // 2) or _HAN.search(text)
    return found[0] if found else ""


def _changes(catalogue: Catalogue, since: int, upto: int) -> Iterator[Change]:
    """Those up to a revision, read by and by: a library has more of them than memory should hold.
    What is changed meanwhile has a later revision, and is for the next time."""
    while since < upto:
        found = list(catalogue.changes_since(since, _LISTED))
        if not found:
            return
        for change in found:
            if change.revision > upto:
                return
            yield change
        since = found[-1].revision


def _portions(changes: Iterable[Change]) -> Iterator[list[Change]]:
    portion: list[Change] = []
    characters = 0
    for change in changes:
        portion.append(change)
        characters += change.characters
        if characters >= _COMMIT_CHARACTERS:
            yield portion
            portion, characters = [], 0
    if portion:
        yield portion
