"""The library's own synonyms and short names: read, tried on what people ask, written.

They stand in ``synonyms.txt`` in the library's folder, beside those of the program; every server
reads them again as soon as they change. What would change is looked at before: the queries that
somebody judged, those that are asked most, and the words that are new themselves.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analyzers.synonyms import SynonymError, SynonymTable, read_synonyms
from indexer.catalogue import Act, Catalogue
from indexer.model.errors import UsageError
from indexer.model.queries import SearchRequest
from indexer.runtime import belonging
from indexer.runtime.disk import obstacle
from indexer.runtime.durable import write_text
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from indexer.stewardship.correcting import By

LONGEST = 200_000
# So many queries are tried, and so many hits of each compared.
_QUERIES, _HITS = 120, 10
_STALE = "打开之后，同义词又有改动；请重新打开再改"
_ELSEWHERE = "本库的同义词在 {path}，由设置 SYNONYMS 指定，请改那个文件"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``seen`` tells this text from any other."""

    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A query that would be answered otherwise. ``judged``: the best place of a document that
    somebody judged right for it, before and after (0: not among the first)."""

    query: str
    why: str
    before: int
    after: int
    came: Sequence[tuple[str, str]]
    went: Sequence[tuple[str, str]]
    judged: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """``tried``: how many queries were."""

    tried: int
    moved: Sequence[Moved]


def vocabulary(settings: Settings) -> Vocabulary:
    """Raises UsageError where the file is not the library's to write."""
    path = _path(settings)
    data = path.read_bytes() if path.exists() else b""
    return Vocabulary(data.decode("utf-8-sig", "replace"), digest(data))


def keep(catalogue: Catalogue, settings: Settings, text: str, seen: str, by: By) -> Vocabulary:
    """Write it; what was there and what is, by line, goes into the audit log. Raises UsageError
    for a line that cannot be read, and where another one wrote meanwhile."""
    former = vocabulary(settings)
    if former.seen != seen:
        raise UsageError(_STALE, field="seen")
    _entries(text)
    written = lines(text)
    before, after = (set(t.splitlines()) for t in (former.text, written))
    details = {"added": sorted(after - before), "removed": sorted(before - after), "why": by.why}
    with catalogue.write() as writer:
        _write(settings, written)
        writer.audit(Act(by.who, "library.synonyms", "", details, by.via))
    return vocabulary(settings)


def preview(service: SearchService, text: str) -> Preview:
    """What these would change. Raises UsageError for a line that cannot be read."""
    new = _entries(text)
    old = _entries(vocabulary(service.settings).text)
    words = [name for name in {**new, **old} if new.get(name) != old.get(name)]
    right: dict[str, set[str]] = {}
    for one in service.usage.judgements():
        right.setdefault(one.query, set()).add(one.document_id)
    asked = frequent_and_judged(service, words)
    with _as_file(text) as path:
        trial = service.trying(SynonymTable.load(path))
        moved = [
            found
            for query, why in asked.items()
            if (found := _moved(service, trial, query, why, right.get(query, set())))
        ]
    return Preview(len(asked), moved)


def frequent_and_judged(service: SearchService, words: Sequence[str]) -> dict[str, str]:
    """Query → why a change is tried on it: its words, what was judged, what is asked most."""
    frequent = [query for query, _ in service.usage.most_searched(_QUERIES)]
    judged = dict.fromkeys(one.query for one in service.usage.judgements())
    asked = dict.fromkeys(words, "改动的词")
    for queries, why in ((judged, "有判断的检索"), (frequent, "常用检索")):
        for query in queries:
            asked.setdefault(query, why)
    return dict(islice(asked.items(), _QUERIES))


def _moved(
    service: SearchService, trial: SearchService, query: str, why: str, right: set[str]
) -> Moved | None:
    request = SearchRequest(q=query, size=_HITS, facets=(), highlight=False)
    before, after = service.search(request), trial.search(request)
    old, new = ({hit.id: hit.title for hit in one.hits} for one in (before, after))
    if before.total == after.total and list(old) == list(new):
        return None
    return Moved(
        query, why, before.total, after.total,
        [(i, title) for i, title in new.items() if i not in old],
        [(i, title) for i, title in old.items() if i not in new],
        (_place(old, right), _place(new, right)) if right else None,
    )  # fmt: skip


def _place(hits: Iterable[str], right: set[str]) -> int:
    return next((at for at, identity in enumerate(hits, 1) if identity in right), 0)


# ---------------------------------------------------------------- the file


def _path(settings: Settings) -> Path:
    """Raises UsageError where the settings name another one than the library's own."""
    given = settings.synonyms
    if given is None:
        return belonging.own_synonyms(settings.home)
    if given.parent.absolute() != settings.home.absolute():
        raise UsageError(_ELSEWHERE.format(path=given))
    return given


def _write(settings: Settings, text: str) -> None:
    path = _path(settings)
    try:
        write_text(path, text)
        belonging.name_file(settings.home, "synonyms", path)
    except OSError as error:
        raise UsageError(f"同义词无法写入：{obstacle(error)}") from error


def _entries(text: str) -> Mapping[str, tuple[str, ...]]:
    """Raises UsageError that names the line."""
    if len(text) > LONGEST:
        raise UsageError(f"同义词不能超过 {LONGEST} 字", field="text")
    with _as_file(text) as path:
        try:
            found: dict[str, tuple[str, ...]] = {}
            for source, targets in read_synonyms(path):
                found[source] = (*found.get(source, ()), *targets)
            return found
        except SynonymError as error:
            message = str(error).removeprefix(f"{path}，").removeprefix(f"{path}：")
            raise UsageError(message, field="text") from error


@contextmanager
def _as_file(text: str) -> Iterator[Path]:
    """What reads synonyms reads them from a file."""
    with tempfile.TemporaryDirectory(prefix="policy-search-") as folder:
        path = Path(folder) / "synonyms.txt"
        path.write_text(lines(text), encoding="utf-8")
        yield path


def lines(text: str) -> str:
    """As files have their lines; without the mark that editors put before the first."""
    kept = [line.rstrip() for line in text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")]
    return "\n".join(kept).strip("\n") + "\n" if any(kept) else ""


def digest(data: bytes) -> str:
    """Tells this content from any other."""
    return hashlib.sha256(data).hexdigest()[:16]
