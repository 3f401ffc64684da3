"""The library's own names of bodies: read, tried on its documents and on what people ask, changed.

They stand in ``authority.csv`` in the library's folder, beside those of the program. They decide
how documents are read and what the index holds, so a change is a job: it writes the file, reads
every document anew and indexes it; searching goes on with the old names until that is done.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.catalogue import Act, Catalogue
from indexer.disclosure.gate import Gate
from indexer.model import Basis, PolicyDocument
from indexer.model.errors import SettingsError, UsageError
from indexer.model.queries import SearchRequest
from indexer.pipeline.documents import DocumentReader, text_of, with_reading
from indexer.pipeline.rules import Rules
from indexer.runtime import belonging
from indexer.runtime.disk import obstacle
from indexer.runtime.durable import write_text
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from indexer.stewardship.correcting import By
from indexer.stewardship.jobs import Job, JobKind, Jobs, new_id
from indexer.stewardship.vocabulary import LONGEST, Vocabulary, digest, frequent_and_judged, lines
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.body_list import COLUMNS, Body, read_local

# A preview reads so many documents anew, which takes seconds, found by so many of the names.
_READ, _NAMES = 120, 40
_STALE = "打开之后，机关名录又有改动；请重新打开再改"
_UNDER_WAY = "另一次换用机关名录还没有完成；请等它完成再改"
_ELSEWHERE = (
    "本库的机关名录由设置 AUTHORITY 指定，请改那个文件，再运行 policy-search understand --all"
)
_SHARED = (
    "本库由几台主机共用，各有一份机关名录；请在每台上运行 policy-search init --set authority=文件，"
    "再在一台上运行 policy-search understand --all，最后重启各台的服务"
)
Bodies = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """So many documents are of this body today, and would be of that one."""

    before: str
    after: str
    documents: int


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """A document whose text would be read as issued by others."""

    id: str
    title: str
    before: Bodies
    after: Bodies


@dataclass(frozen=True, slots=True)
class MeantBody:
    """What a query is taken for, "" for no body, and how many documents are of it."""

    query: str
    why: str
    before: str
    documents_before: int
    after: str
    documents_after: int


@dataclass(frozen=True, slots=True)
class BodiesPreview:
    """``held`` documents hold one of the names that change; ``looked`` of them were read anew.
    ``tried``: how many queries were."""

    renamed: Sequence[Renamed]
    held: int
    looked: int
    read: Sequence[ReadAnew]
    tried: int
    meant: Sequence[MeantBody]


def names(settings: Settings) -> Vocabulary:
    """Raises UsageError where the file is not the library's to write."""
    path = _path(settings)
    data = path.read_bytes() if path.exists() else f"{','.join(COLUMNS)}\n".encode()
    return Vocabulary(data.decode("utf-8-sig", "replace"), digest(data))


def change(
    catalogue: Catalogue, settings: Settings, text: str, seen: str, by: By, key: str | None
) -> Job:
    """The job that goes over to these names; the lines that were and are stand in the audit log.
    Raises UsageError for a line that cannot be read, and where another one wrote meanwhile."""
    former, jobs = names(settings), Jobs(catalogue.database)
    if former.seen != seen:
        raise UsageError(_STALE, field="seen")
    written = lines(text)
    authority_of(written)
    before, after = (set(t.splitlines()) for t in (former.text, written))
    details = {"added": sorted(after - before), "removed": sorted(before - after), "why": by.why}
    identity = new_id()
    act = Act(by.who, "library.names", identity, details, by.via)
    job = jobs.create_sole(identity, JobKind.NAMES, {"text": written}, act, key)
    if job is None:
        raise UsageError(_UNDER_WAY)
    return job


def last_change(catalogue: Catalogue) -> Job | None:
    """The last job of those."""
    return Jobs(catalogue.database).last(JobKind.NAMES)


def write(settings: Settings, text: str) -> Settings:
    """The names into the library's folder; the settings that go by them. The caller holds the
    writer lock. Raises UsageError."""
    path = _path(settings)
    try:
        write_text(path, text)
        if not belonging.library_file(settings.home).exists():
            belonging.write(settings.model_copy(update={"authority": path}))
        belonging.name_file(settings.home, "authority", path)
    except OSError as error:
        raise UsageError(f"机关名录无法写入：{obstacle(error)}") from error
    return settings.model_copy(update={"authority": path})


def authority_of(text: str) -> Authority:
    """Raises UsageError that names the line."""
    if len(text) > LONGEST:
        raise UsageError(f"机关名录不能超过 {LONGEST} 字", field="text")
    with tempfile.TemporaryDirectory(prefix="policy-search-") as folder:
        path = Path(folder) / "authority.csv"
        path.write_text(lines(text) or ",".join(COLUMNS), encoding="utf-8")
        try:
            return Authority.load(path, strict=True)
        except SettingsError as error:
            raise UsageError(str(error).replace(f"{path}，", ""), field="text") from error


def _path(settings: Settings) -> Path:
    """Raises UsageError where the library's names are not the desk's to write."""
    if settings.database_url is not None:
        raise UsageError(_SHARED)
    if belonging.said_outside(settings, "authority"):
        raise UsageError(_ELSEWHERE)
    return belonging.own_authority(settings.home)


# ---------------------------------------------------------------- what would change


def preview(service: SearchService, former: Authority, text: str) -> BodiesPreview:
    """What these would change, of what is published. Raises UsageError for a line that cannot be
    read."""
    new = authority_of(text)
    own, coming = _former(names(service.settings).text), _own(text)
    changed = _changed(own, coming)
    groups = service.catalogue.issuer_groups()
    renamed = _renamed(groups, former, new)
    found = _holding(service, changed)
    looked = list(service.catalogue.documents(found[:_READ]).values())
    read = list(_read_anew(looked, new, service.settings))
    counts = _counts(former, groups), _counts(new, groups)
    for one in read:
        counts[1].subtract(_current(new, one.before))
        counts[1].update(_current(new, one.after))
    asked = frequent_and_judged(service, changed)
    meant = []
    for query, why in asked.items():
        now, then = _meant(former, query, counts[0]), _meant(new, query, counts[1])
        if now != then:
            meant.append(MeantBody(query, why, *now, *then))
    return BodiesPreview(renamed, len(found), len(looked), read, len(asked), meant)


def _renamed(
    groups: Iterable[tuple[Bodies, int]], former: Authority, new: Authority
) -> list[Renamed]:
    counts: Counter[tuple[str, str]] = Counter()
    for names_read, count in groups:
        pairs = {(former.current(name), new.current(name)) for name in names_read}
        for before, after in pairs:
            if before != after:
                counts[before, after] += count
    return [Renamed(*pair, count) for pair, count in counts.most_common()]


def _former(text: str) -> Mapping[str, Body]:
    """Nothing where somebody broke the file by hand: it can be mended here all the same."""
    try:
        return _own(text)
    except ValueError:
        return {}


def _own(text: str) -> Mapping[str, Body]:
    return {body.name: body for body in read_local(lines(text) or ",".join(COLUMNS))}


def _changed(old: Mapping[str, Body], new: Mapping[str, Body]) -> list[str]:
    """The names in rows that came, went or say something else."""
    rows = [
        body
        for name in {**new, **old}
        if old.get(name) != new.get(name)
        for body in (new.get(name), old.get(name))
        if body is not None
    ]
    said = (n for body in rows for n in (body.name, *body.short, body.successor) if n)
    return list(dict.fromkeys(said))


def _holding(service: SearchService, changed: Sequence[str]) -> list[str]:
    """The documents that hold one of these names."""
    found: dict[str, None] = {}
    for name in changed[:_NAMES]:
        found.update(dict.fromkeys(service.listing(SearchRequest(q=f'"{name}"')).ids))
    return list(found)


def _read_anew(
    documents: Iterable[PolicyDocument], new: Authority, settings: Settings
) -> Iterator[ReadAnew]:
    """Those that would be read as issued by others. What staff said of a document stays."""
    gate = Gate.of(settings.hold, settings.let_be)
    reader = DocumentReader(Rules(new, settings.region, gate), new.split)
    for document in documents:
        said = document.values.get("issuers", ())
        if any(value.evidence.basis is Basis.REVIEWED for value in said):
            continue
        after = with_reading(document, reader.text(text_of(document))).issuers
        if after != document.issuers:
            yield ReadAnew(document.id, document.title or "", document.issuers, after)


def _current(authority: Authority, names_read: Iterable[str]) -> Bodies:
    return tuple(dict.fromkeys(map(authority.current, names_read)))


def _counts(authority: Authority, groups: Iterable[tuple[Bodies, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for names_read, count in groups:
        for name in _current(authority, names_read):
            counts[name] += count
    return counts


def _meant(authority: Authority, query: str, counts: Mapping[str, int]) -> tuple[str, int]:
    name = authority.current(query)
    count = counts.get(name, 0)
    return (name, count) if count > 0 else ("", 0)
